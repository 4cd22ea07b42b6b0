"""Where the nodes of a picture lie: by forces, as a tree, or around what was there before. Positions are for a seed.

Units are those of a picture: a label's text is 12 high. No two labels at their places below their nodes overlap where
there was room to move them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import cos, pi, sin, sqrt

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from graph.views.placing import lines, width

Positions = dict[str, tuple[float, float]]
EM, ROW = 12.0, 15.0  # the height of a label's text, and of a line of it
NODE = 10.0  # half a node's width
NEAR = 120.0  # what an edge is long, where forces let it
DEPTH, SIDE, HIGH = 320.0, 140.0, 3 * ROW + 2 * NODE  # steps of a tree: between levels, between leaves, between rows
COLUMNS = (4, 6, 9, 12, 18, 24, 36)  # leaves of a tree that may stand beside each other
SCREEN = 1.7  # how much wider than high a page is
WIDER = np.array([1.3, 0.75])  # labels are wider than high, and so are pages
STEPS, ROUNDS = 120, 80  # of forces, and of moving labels apart


def ties(names: Mapping[str, str], edges: Iterable[tuple[str, str]], *, seed: int) -> Positions:
    """Positions by forces (Fruchterman and Reingold 1991): what is tied lies near; the first node is in the middle.

    Parameters
    ----------
    names
        Key → name of each node; those that stand together begin beside each other.
    edges
        Pairs of keys, directions aside; of others than `names` they are passed over.
    seed
        Of what is left to chance; the same seed gives the same positions.
    """
    number = {key: i for i, key in enumerate(names)}
    tied = ((number[a], number[b]) for a, b in edges if a in number and b in number and a != b)
    pairs = sorted({(min(pair), max(pair)) for pair in tied})
    graph: rx.PyGraph[None, None] = rx.PyGraph()
    graph.add_nodes_from([None] * len(names))
    graph.add_edges_from_no_data(pairs)
    begun = _ring(len(names))
    found = rx.spring_layout(graph, pos=begun, fixed={0}, k=1 / sqrt(max(len(names), 1)), num_iter=STEPS, seed=seed)
    at = np.array([found[i] for i in range(len(names))], dtype=float).reshape(-1, 2)
    at -= at[0]
    if pairs:
        ends = np.array(pairs)
        long = np.median(np.linalg.norm(at[ends[:, 0]] - at[ends[:, 1]], axis=1))
        at *= NEAR / max(float(long), 1e-6)
    at *= WIDER
    return _named(names, apart(at, list(names.values()), np.arange(len(names)) == 0))


def tree(parents: Mapping[str, str], root: str) -> Positions:
    """Positions of a tree from left to right; leaves of one parent stand in rows, as long as suits a page.

    Parameters
    ----------
    parents
        Child → parent, in the order in which children stand; every node but the root is a child.
    root
        The node at the left.
    """
    below: dict[str, list[str]] = {root: []}
    for child, parent in parents.items():
        below.setdefault(parent, []).append(child)
    found: Positions = {}
    for columns in COLUMNS:
        found = _tree(below, root, columns)
        xs, ys = zip(*found.values(), strict=True)
        if max(xs) - min(xs) >= SCREEN * (max(ys) - min(ys)):
            break
    return found


def _tree(below: Mapping[str, list[str]], root: str, columns: int) -> Positions:
    found: Positions = {}
    top = 0.0
    stack: list[tuple[str, int, bool]] = [(root, 0, False)]
    while stack:
        key, depth, over = stack.pop()
        inner = [one for one in below[key] if one in below]
        leaves = [one for one in below[key] if one not in below]
        if not over:
            stack.append((key, depth, True))
            stack += [(one, depth + 1, False) for one in reversed(inner)]
            continue
        begin = min((found[one][1] for one in inner), default=top)
        for i, leaf in enumerate(leaves):
            found[leaf] = ((depth + 1) * DEPTH + i % columns * SIDE, top + i // columns * HIGH)
        if leaves or not inner:
            top += max(-(-len(leaves) // columns), 1) * HIGH
        end = max((found[one][1] for one in (*inner, *leaves[-1:])), default=begin)
        found[key] = depth * DEPTH, (begin + end) / 2
    return found


def beside(found: Positions, anchor: str, added: Sequence[str], names: Mapping[str, str]) -> Positions:
    """Positions for new nodes around one that has a place; the others stay where they are.

    They stand in an arc on the side away from the middle of what is there, in as many rows as they need, and are
    moved only where they would lie on a label.

    Parameters
    ----------
    found
        Where the others are.
    anchor
        The one that the new ones belong to.
    added
        Keys of the new ones.
    names
        Key → name, of all.
    """
    x, y = found[anchor]
    middle = np.mean(list(found.values()), axis=0)
    away = np.array([x, y]) - middle
    towards = float(np.arctan2(away[1], away[0])) if np.linalg.norm(away) > 1 else pi / 2
    placed: Positions = {}
    ring, left = 1, list(added)
    while left:
        radius = NEAR * (0.6 + 0.6 * ring)
        many = max(1, int(1.2 * pi * radius / SIDE))
        some, left = left[:many], left[many:]
        for i, key in enumerate(some):
            turn = towards + (i - (len(some) - 1) / 2) * 1.2 * pi / max(many, 2)
            placed[key] = x + radius * cos(turn), y + radius * sin(turn)
        ring += 1
    order = [*found, *placed]
    at = np.array([*found.values(), *placed.values()])
    moved = apart(at, [names[key] for key in order], np.arange(len(order)) < len(found))
    return _named(placed, moved[len(found) :])


def apart(at: NDArray[np.float64], names: Sequence[str], fixed: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Positions moved until no two nodes with their labels overlap, or as far as some rounds bring them.

    Parameters
    ----------
    at
        Shape (nodes, 2).
    names
        What their labels say.
    fixed
        Shape (nodes,): those that do not move.
    """
    written = [lines(name) for name in names]
    wide = np.array([max(2 * NODE, *(width(line, EM) for line in label)) / 2 + 3 for label in written])
    high = np.array([NODE + ROW * len(label) / 2 + 3 for label in written])
    at = at.copy()
    at[:, 1] += high - NODE  # the middle of a node and its label
    free, order = ~fixed, np.arange(len(names))
    for _ in range(ROUNDS if len(names) < 400 else ROUNDS // 4):
        gap_x, gap_y = (at[:, None, side] - at[None, :, side] for side in (0, 1))
        over_x = wide[:, None] + wide[None, :] - np.abs(gap_x)
        over_y = high[:, None] + high[None, :] - np.abs(gap_y)
        both = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(both, False)
        if not both[free].any():
            break
        # the shorter way out; half of it each, or all of it where the other one stays
        share = np.where(free[None, :], 0.5, 1.0) * both
        sideways = over_x < SCREEN * over_y
        up = np.sign(order[:, None] - order[None, :])  # who goes which way, where two are at one point
        step_x = np.where(sideways, over_x * np.where(gap_x == 0, up, np.sign(gap_x)), 0) * share
        step_y = np.where(sideways, 0, over_y * np.where(gap_y == 0, up, np.sign(gap_y))) * share
        many = np.maximum(both.sum(axis=1), 1)
        at[free] += 1.1 * np.column_stack([step_x.sum(axis=1), step_y.sum(axis=1)])[free] / np.sqrt(many)[free, None]
    at[:, 1] -= high - NODE
    return at


def _ring(many: int) -> dict[int, tuple[float, float]]:
    """Where forces begin: the first in the middle, the others around it in order."""
    turns = [2 * pi * i / max(many - 1, 1) for i in range(many - 1)]
    return {0: (0.0, 0.0), **{i + 1: (cos(turn), sin(turn)) for i, turn in enumerate(turns)}}


def _named(keys: Iterable[str], at: NDArray[np.float64]) -> Positions:
    return {key: (round(float(x), 1), round(float(y), 1)) for key, (x, y) in zip(keys, at, strict=True)}
