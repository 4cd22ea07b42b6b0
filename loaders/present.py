"""What the graph already holds of a load, read in columns: never a question per row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from graph.model import Edge, Family
from graph.statements import count_edges, count_nodes, read_edges, read_edges_from, read_edges_to, read_nodes
from graph.store import Store

Columns = dict[str, list[Any]]
AT_ONCE = 50_000


class Present:
    """Reads of one load; what the graph has none of is not asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: dict[str, int] = {}

    def nodes(self, family: Family, ids: Iterable[str], properties: Sequence[str] = ()) -> Columns:
        """`id`, `label` and `properties` of those of the ids that exist, as columns."""
        names = ("id", "label", *properties)
        if not self._count(family.name, count_nodes(family)):
            return {name: [] for name in names}
        found = self._read(read_nodes(family, properties), names, "ids", ids)
        found["label"] = [label or family.name for label in found["label"]]
        return found

    def named(self, family: Family, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Id → label and name of those of the ids that exist."""
        found = self.nodes(family, ids, ("name",))
        return {id_: (label, name) for id_, label, name in zip(*found.values(), strict=True)}

    def edges(self, edge: Edge, keys: Iterable[str], properties: Sequence[str] = (), *, exact: bool = False) -> Columns:
        """`key`, `start`, `end` and `properties` of the edges whose key starts with (or is) one of the keys."""
        names = ("key", "start", "end", *properties)
        if not self._count(edge.type, count_edges(edge)):
            return {name: [] for name in names}
        return self._read(read_edges(edge, properties, exact=exact), names, "keys", keys)

    def edges_to(self, edge: Edge, family: Family, ids: Iterable[str], properties: Sequence[str] = ()) -> Columns:
        """The edges that end at one of the ids; columns as `edges`."""
        names = ("key", "start", "end", *properties)
        if not self._count(edge.type, count_edges(edge)):
            return {name: [] for name in names}
        return self._read(read_edges_to(edge, family, properties), names, "ids", ids)

    def edges_from(self, edge: Edge, family: Family, ids: Iterable[str], properties: Sequence[str] = ()) -> Columns:
        """The edges that start from one of the ids; columns as `edges`, and `end_family`."""
        names = ("key", "start", "end", "end_family", *properties)
        if not self._count(edge.type, count_edges(edge)):
            return {name: [] for name in names}
        return self._read(read_edges_from(edge, family, properties), names, "ids", ids)

    def _count(self, name: str, text: str) -> int:
        if name not in self._counted:
            self._counted[name] = self._store.read(text)[0]["records"]
        return self._counted[name]

    def _read(self, text: str, names: Sequence[str], parameter: str, wanted: Iterable[str]) -> Columns:
        found: Columns = {name: [] for name in names}
        for some in chunks(list(dict.fromkeys(wanted)), AT_ONCE):
            for name, values in self._store.columns(text, **{parameter: some}).items():
                found[name] += values
        return found


def chunks(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The values in order, at most `size` at a time."""
    for first in range(0, len(values), size):
        yield values[first : first + size]
