"""What a picture shows, while it is put together: nodes and edges of one day or of two, and counts of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from cypher import networks as questions
from cypher.networks import GroupRow, NetEdge, NetNode, key_of
from graph.errors import NotFound
from graph.store import Store
from graph.views.picture import State

FIRST, MORE = 12, 100  # nodes of a group that are shown unasked, and at most
STATES: dict[str, State] = {"there": "there", "gained": "gained", "lost": "lost", "ended": "ended"}
ENDED = 60  # ended ties that are shown


def group_of(row: GroupRow) -> str:
    return "|".join((row.key, row.type, row.direction, row.word or "", row.label))


def anchor_of(group: str) -> str:
    """The node that a group belongs to: all but the group's type, direction, word and label."""
    return group.rsplit("|", 4)[0]


class Stub(NamedTuple):
    """Nodes that are counted and not shown: of a group, or gathered in a place."""

    label: str
    name: str
    many: int
    opens: str | None
    anchor: str
    state: State


class Shown:
    """Nodes, edges, and stubs that stand for others; `state` is that of nodes and edges that are not just there."""

    def __init__(self, middle: str, as_of: date, compared_with: date | None) -> None:
        self.middle, self.as_of, self.compared_with = middle, as_of, compared_with
        self.days = [as_of] if compared_with is None else [compared_with, as_of]
        self.nodes: dict[str, NetNode] = {}
        self.stubs: dict[str, Stub] = {}
        self.edges: dict[str, NetEdge] = {}
        self.counted: dict[tuple[str, str, str, State], int] = {}
        self.state: dict[str, State] = {}
        self.base: dict[str, str] = {}
        self.added: dict[str, list[str]] = {}
        self.hidden: set[str] = set()
        self._tree: dict[str, str] = {}

    def add(self, nodes: Iterable[NetNode]) -> list[str]:
        """Show these; the keys of those that were not yet."""
        new = {key_of(one): one for one in nodes if key_of(one) not in self.nodes}
        self.nodes |= new
        return list(new)

    def begin(self, store: Store, family: str, id_: str) -> None:
        """The node in the middle, which need be there on one of the days only, and the first of each of its groups."""
        absent: NotFound | None = None
        for on in self.days:
            try:
                self.add([questions.node(store, family=family, id=id_, as_of=on)])
            except NotFound as error:
                absent = error
        if absent and not self.nodes:
            raise absent
        self.base = {self.middle: self.nodes[self.middle].name}

    def open(self, store: Store, wanted: Mapping[str, int]) -> None:
        """The groups of the middle and those that are opened; a node that is not shown opens nothing."""
        for anchor in dict.fromkeys((self.middle, *map(anchor_of, wanted))):
            if anchor not in self.nodes or anchor in self.hidden:
                continue
            for on in reversed(self.days):  # what is counted is counted on the day itself, where it is there
                for row in questions.groups(store, keys=[anchor], as_of=on, limit=MORE):
                    if anchor == self.middle or group_of(row) in wanted:
                        self._open(row, wanted.get(group_of(row), FIRST))

    def _open(self, row: GroupRow, many: int) -> None:
        stub = f"Group|{group_of(row)}"
        shown, rest = row.nodes[:many], row.total - many
        added = self.added.setdefault(row.key, [])
        if row.key == self.middle:
            # the first of each group, and its count, keep their places, shown or not: nothing jumps
            first = self.add(row.nodes[:FIRST])
            self.base |= {key: self.nodes[key].name for key in first}
            self.hidden |= set(first) - set(map(key_of, shown))
            if row.total > FIRST:
                self.base.setdefault(stub, f"{row.word or row.label} ×{row.total}")
        added += self.add(shown)
        self.hidden.difference_update(map(key_of, shown))  # closed there and opened here: it is shown
        if rest > 0 and stub not in self.stubs:
            opens = f"{group_of(row)}~{MORE if shown else FIRST}" if many < MORE else None
            self.stubs[stub] = Stub(row.label, row.word or "", rest, opens, row.key, "there")
            added.append(stub)
            ends = (stub, row.key) if row.direction == "in" else (row.key, stub)
            self.counted[(row.type, *ends, "there")] = rest

    def add_ended(self, store: Store) -> None:
        for one in questions.ended_ties(store, keys=[self.middle], as_of=self.as_of, limit=ENDED):
            new = self.add([one.node])
            self.added.setdefault(self.middle, []).extend(new)
            self.state |= dict.fromkeys(new, "ended")
            self.edges[_edge_key(one.edge)] = one.edge
            self.state[_edge_key(one.edge)] = "ended"

    def read_edges(self, store: Store) -> None:
        """All edges among what is shown; with two days, what is on one of them alone is marked."""
        keys = list(self.nodes)
        seen: list[set[str]] = []
        for on in self.days:
            edges = {_edge_key(one): one for one in questions.edges_among(store, keys=keys, as_of=on)}
            self.edges |= edges
            seen.append(set(edges))
            if self.compared_with is not None:
                seen[-1] |= {key_of(one) for one in questions.nodes_among(store, keys=keys, as_of=on)}
        if self.compared_with is not None:
            before, now = seen if self.compared_with <= self.as_of else reversed(seen)
            self.state |= dict.fromkeys(now - before, STATES["gained"])
            self.state |= dict.fromkeys(before - now, STATES["lost"])

    def gather(self, most: int) -> None:
        """So many of a label in a place as one node, until the picture has at most `most` nodes."""
        from graph.views.gathering import gathered

        labels = {key: f"{one.label}|{self.state.get(key, 'there')}" for key, one in self.nodes.items()}
        levels = {key: one.level for key, one in self.nodes.items()}
        tree = self.parents()
        groups = gathered(levels, labels, tree, self.middle, most)
        if not groups:
            return
        for key in (key for key in tree if key not in groups):
            above = tree[key]
            while above in groups:
                above = tree.get(above, self.middle)
            self._tree[key] = above
        for (place, label), many in Counter(groups.values()).items():
            kind, _, state = label.partition("|")
            opens = place.partition("|")[2] if place != self.middle else None
            self.stubs[f"Group|{place}|{label}"] = Stub(kind, "", many, opens, place, STATES[state])
        names = {key: f"Group|{place}|{label}" for key, (place, label) in groups.items()}
        whole: Counter[tuple[str, str, str, State]] = Counter()
        for key, edge in list(self.edges.items()):
            start, end = ends_of(edge)
            if start in names or end in names:
                del self.edges[key]
                ends = names.get(start, start), names.get(end, end)
                if ends[0] != ends[1]:
                    whole[(edge.type, *ends, self.state.get(key, "there"))] += 1
        self.counted |= whole
        for key in names:
            del self.nodes[key]

    def parents(self) -> dict[str, str]:
        """Each node's parent in a tree from the middle: by territory, then by grid, then by any tie."""
        from graph.views.gathering import parents

        kinds: dict[str, list[tuple[str, str]]] = {"PART_OF": [], "IN_GRID": [], "": []}
        for edge in self.edges.values():
            kinds.get(edge.type, kinds[""]).append(ends_of(edge))
        for type_, start, end, _ in self.counted:
            kinds.get(type_, kinds[""]).append((start, end))
        return parents(self.middle, list(kinds.values()))

    def names(self) -> dict[str, str]:
        """Key → what its label says, of all that is shown."""
        return {
            **{key: one.name for key, one in self.nodes.items()},
            **{key: f"{one.name or one.label} ×{one.many}" for key, one in self.stubs.items()},
        }

    def tree(self) -> dict[str, tuple[float, float]]:
        from graph.views.layout import tree

        self._hide()
        found = {key: parent for key, parent in (self._tree or self.parents()).items() if key in self.nodes}
        found |= {key: stub.anchor for key, stub in self.stubs.items()}
        for key in self.nodes:  # what no edge reaches stands below the middle
            if key != self.middle:
                found.setdefault(key, self.middle)
        return tree(found, self.middle)

    def ties(self, seed: int) -> dict[str, tuple[float, float]]:
        """Positions by forces; what was opened stands around what it belongs to, and moves nothing else."""
        from graph.views.layout import beside, ties

        names = self.names()
        base = self.base or {self.middle: names[self.middle]} | names
        pairs = [*map(ends_of, self.edges.values()), *((start, end) for _, start, end, _ in self.counted)]
        pairs += [(self.middle, key) for key in base if key not in self.nodes]
        at = ties(base, pairs, seed=seed)
        self._hide()
        for anchor, added in self.added.items():
            new = [key for key in dict.fromkeys(added) if key not in at]
            if anchor in at and new:
                at |= beside(at, anchor, new, names | base)
        return at

    def _hide(self) -> None:
        """Take away what a closed group had shown, now that the others have their places."""
        for key in self.hidden:
            del self.nodes[key]
        self.edges = {key: one for key, one in self.edges.items() if self.hidden.isdisjoint(ends_of(one))}


def _edge_key(edge: NetEdge) -> str:
    return f"{edge.type}:{edge.key or f'{edge.start_family}|{edge.start}|{edge.end_family}|{edge.end}'}"


def ends_of(edge: NetEdge) -> tuple[str, str]:
    return f"{edge.start_family}|{edge.start}", f"{edge.end_family}|{edge.end}"
