"""Cycles: a body that is under itself through others, owns itself, or reports to itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import rustworkx as rx


@dataclass(frozen=True)
class Step:
    """An edge of a cycle; where several types run the same way, all of them, in order."""

    start: str
    end: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class Cycle:
    """Nodes that are all under each other, and a shortest way from the first of them, by key, back to itself."""

    members: tuple[str, ...]
    """by key"""
    steps: tuple[Step, ...]


def cycles(edges: pl.DataFrame) -> list[Cycle]:
    """The cycles of directed edges: one for each largest set of nodes that lead to each other, by smallest key.

    Parameters
    ----------
    edges
        `start`, `end` (keys) and `type`.

    Returns
    -------
    list of Cycle
        For each strongly connected component of more than one node (Tarjan 1972), and each node with an edge to itself:
        the shortest cycle through its smallest key; of several, the first by keys. What else turns round in it is
        within `members`.
    """
    types: dict[tuple[str, str], tuple[str, ...]] = {
        (start, end): tuple(found)
        for start, end, found in edges.group_by("start", "end").agg(pl.col("type").unique().sort()).iter_rows()
    }
    after: dict[str, list[str]] = defaultdict(list)
    for start, end in sorted(types):
        after[start].append(end)
    found = []
    for part in _components(types):
        root = min(part)
        if len(part) > 1 or root in after[root]:
            way = _shortest(root, after, part)
            steps = (Step(start, end, types[start, end]) for start, end in zip(way, [*way[1:], root], strict=True))
            found.append(Cycle(tuple(sorted(part)), tuple(steps)))
    return sorted(found, key=lambda cycle: cycle.members)


def _components(pairs: Mapping[tuple[str, str], object]) -> list[set[str]]:
    keys = sorted({key for pair in pairs for key in pair})
    number = {key: i for i, key in enumerate(keys)}
    graph: rx.PyDiGraph[None, None] = rx.PyDiGraph()
    graph.add_nodes_from([None] * len(keys))
    graph.add_edges_from_no_data([(number[start], number[end]) for start, end in pairs])
    return [{keys[i] for i in part} for part in rx.strongly_connected_components(graph)]


def _shortest(root: str, after: Mapping[str, list[str]], part: set[str]) -> list[str]:
    """The nodes of a shortest cycle through a node, from there; of several, the first by keys."""
    before: dict[str, str | None] = {root: None}
    queue = [root]
    for node in queue:
        for end in after[node]:
            if end == root:
                way = [node]
                while (previous := before[way[-1]]) is not None:
                    way.append(previous)
                return way[::-1]
            if end in part and end not in before:
                before[end] = node
                queue.append(end)
    raise AssertionError("a node of a component leads back to itself")
