"""Too many nodes for a picture become few: what lies in a place, so many of a label as one node with its count."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence

LEVELS = (
    *("city", "county", "street", "block", "community", "compound", "grid", "micro_grid"),
    *("building", "unit", "floor_group", "floor", "stair_group"),
)
"""From the widest to the narrowest; a node that is no place is narrower than all."""


def parents(root: str, steps: Iterable[Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Each node's parent in a tree from the root: by the first kind of edge that reaches it, with the fewest edges.

    Parameters
    ----------
    root
        The key of the node at the top.
    steps
        Edges as pairs of keys, whichever way they run; those of the territory first, then others.

    Returns
    -------
    dict of str to str
        Child → parent, in the order in which they were reached; what no edge reaches is not in it.
    """
    found: dict[str, str] = {}
    seen = {root: None}
    for pairs in steps:
        beside: dict[str, list[str]] = {}
        for a, b in pairs:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
        waiting = deque(seen)
        while waiting:
            here = waiting.popleft()
            for there in beside.get(here, ()):
                if there not in seen:
                    seen[there] = None
                    found[there] = here
                    waiting.append(there)
    return found


def gathered(
    levels: Mapping[str, str | None], labels: Mapping[str, str], tree: Mapping[str, str], root: str, most: int
) -> dict[str, tuple[str, str]]:
    """Which nodes are drawn as one with others: (place that they belong to, their label), so that `most` are drawn.

    Places are kept down to the narrowest level with which the picture has at most `most` nodes; all else belongs to
    the nearest kept place above it. One alone stays itself.

    Parameters
    ----------
    levels
        Key → level of each node; None of what is no place.
    labels
        Key → what it is counted as: its label, or label and state.
    tree
        Child → parent, as `parents` gives it.
    root
        The node at the top, which stays.
    most
        How many nodes may be drawn.

    Returns
    -------
    dict
        Of the nodes that are drawn with others; empty where all may be drawn.
    """
    if len(levels) <= most:
        return {}
    rank = {key: LEVELS.index(level) if level in LEVELS else len(LEVELS) for key, level in levels.items()}
    groups: dict[str, tuple[str, str]] = {}
    for narrowest in range(len(LEVELS) - 1, -1, -1):
        groups = _groups(rank, labels, tree, root, narrowest)
        if len(levels) - len(groups) + len(set(groups.values())) <= most:
            break
    return groups


def _groups(
    rank: Mapping[str, int], labels: Mapping[str, str], tree: Mapping[str, str], root: str, narrowest: int
) -> dict[str, tuple[str, str]]:
    kept: dict[str, str] = {root: root}
    for key in tree:  # parents come before their children
        kept[key] = key if rank[key] <= narrowest else kept[tree[key]]
    groups = {key: (kept.get(key, root), labels[key]) for key in rank if kept.get(key) != key}
    many = Counter(groups.values())
    return {key: group for key, group in groups.items() if many[group] > 1}
