"""The ends of edges, looked up before anything is written: Cypher writes nothing for an end that is missing.

An end is looked for in the load's own tables and in the graph, in every family the edge may lead to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.model import Edge, Family, Node
from graph.records import RowError
from graph.schema import SCHEMA
from graph.statements import name_nodes
from graph.store import Store
from loaders.batch import Batch
from loaders.present import Present

MOST_NAMES = 200_000  # names of a family that a misspelt end is compared with
MOST_SUGGESTIONS = 200  # different misspelt ends that are compared at all
CLOSE = 75.0  # of 100
_FAMILIES = {family.name: family for family in SCHEMA.families if not family.internal}


@dataclass
class Ends:
    """Where ids are: `known[family][id]` is a label, `families[type, side]` the family of each row's end."""

    known: dict[str, dict[str, str]]
    families: dict[tuple[str, str], list[str]]
    present: Present

    def places(self, ids: set[str]) -> dict[str, str]:
        """Id → label of those that are places of the load or of the graph."""
        known = self.known["Place"]
        _look_up({"Place": set(ids)}, self.known, self.present)
        return known


def find_ends(
    nodes: list[Batch[Node]], edges: list[Batch[Edge]], present: Present, store: Store
) -> tuple[Ends, list[RowError]]:
    """Look all ends up, set by set, and report those that are missing, several, or not allowed."""
    known: dict[str, dict[str, str]] = {name: {} for name in _FAMILIES}
    for own in nodes:
        known[own.owner.family.name].update(dict.fromkeys(own.columns["id"], own.owner.label))
    sides = [(batch, side, owners) for batch in edges for side, owners in _sides(batch.owner)]
    wanted: dict[str, set[str]] = {name: set() for name in _FAMILIES}
    for batch, side, owners in sides:
        for family in _families(owners):
            wanted[family].update(batch.columns[side])
    _look_up(wanted, known, present)
    # what no allowed family has may be elsewhere: a wrong end is not an unknown one
    for batch, side, owners in sides:
        lost = set(batch.columns[side]).difference(*(known[family] for family in _families(owners)))
        for family in _FAMILIES.keys() - _families(owners):
            wanted[family] |= lost
    _look_up(wanted, known, present)
    ends, faults = Ends(known, {}, present), []
    names = _Names(store, nodes)
    for batch, side, owners in sides:
        ends.families[batch.what, side], found = _resolve(batch, side, owners, known, names)
        faults += found
    return ends, faults


def _sides(edge: Edge) -> tuple[tuple[str, tuple[Node | Family, ...]], ...]:
    return ("start", edge.starts), ("end", edge.ends)


def _families(owners: Iterable[Node | Family]) -> set[str]:
    return {family.name for family in SCHEMA.families_of(owners)}


def _look_up(wanted: dict[str, set[str]], known: dict[str, dict[str, str]], present: Present) -> None:
    for name, ids in wanted.items():
        missing = ids.difference(known[name], {None})
        if missing:
            found = present.nodes(_FAMILIES[name], sorted(missing))
            known[name].update(zip(found["id"], found["label"], strict=True))
        ids.clear()


def _resolve(
    batch: Batch[Edge],
    side: str,
    owners: tuple[Node | Family, ...],
    known: dict[str, dict[str, str]],
    names: _Names,
) -> tuple[list[str], list[RowError]]:
    """The family of each row's end, and the faults of those that have none."""
    labels = SCHEMA.labels(owners)
    allowed = frozenset(labels)
    families = sorted(_families(owners))
    column = batch.columns[side]
    where: dict[str, str] = {}
    wrong: dict[str, tuple[str, str, str]] = {}
    for id_ in dict.fromkeys(column):
        if id_ is None:
            continue
        fitting = [name for name in families if known[name].get(id_) in allowed]
        if len(fitting) == 1:
            where[id_] = fitting[0]
        elif fitting:
            kinds = " and ".join(f"a {known[name][id_]}" for name in fitting)
            wrong[id_] = ("ambiguous-end", f"is the id of {kinds}; give one of them another id.", "")
        elif elsewhere := [entry[id_] for entry in known.values() if id_ in entry]:
            message = f"is a {elsewhere[0]}; {batch.what} may {_LEADS[side]} {_listed(labels)}."
            wrong[id_] = ("wrong-end", message, "")
        else:
            suggestion = names.nearest(id_, families)
            message = "is neither in the graph nor in what is loaded."
            wrong[id_] = ("unknown-end", message, suggestion)
    faults = [batch.fault(i, side, *wrong[id_]) for i, id_ in enumerate(column) if id_ in wrong] if wrong else []
    return [where.get(id_, "") for id_ in column], faults


_LEADS = {"start": "start from", "end": "end at"}


def _listed(labels: tuple[str, ...]) -> str:
    everything = {name: SCHEMA.labels((family,)) for name, family in _FAMILIES.items()}
    whole = [name for name, members in everything.items() if set(members) <= set(labels)]
    rest = [label for label in labels if not any(label in everything[name] for name in whole)]
    return ", ".join([*(f"any {name}" for name in whole), *rest])


class _Names:
    """Ids and names of families, fetched only when an end is unknown."""

    def __init__(self, store: Store, nodes: list[Batch[Node]]) -> None:
        self._store = store
        self._nodes = nodes
        self._of: dict[str, dict[str, str]] = {}
        self._asked = 0

    def nearest(self, wanted: str, families: Iterable[str]) -> str:
        """The id whose own text or whose name is nearest to what was written, with its name; or nothing."""
        from rapidfuzz import fuzz, process

        self._asked += 1
        if self._asked > MOST_SUGGESTIONS:
            return ""
        best: tuple[float, str] = (CLOSE, "")
        for family in families:
            texts = self._of.get(family) or self._of.setdefault(family, self._texts(family))
            if found := process.extractOne(wanted, texts.keys(), scorer=fuzz.ratio, score_cutoff=best[0]):
                best = max(best, (found[1], texts[found[0]]))
        return best[1]

    def _texts(self, family: str) -> dict[str, str]:
        found = self._store.columns(name_nodes(_FAMILIES[family]), most=MOST_NAMES)
        pairs = list(zip(found["id"], found["name"], strict=False))
        for batch in self._nodes:
            if batch.owner.family.name == family:
                pairs += zip(batch.columns["id"], batch.column("name"), strict=True)
        texts = {name: f"{id_} ({name})" for id_, name in pairs if isinstance(name, str) and id_}
        return texts | {id_: f"{id_} ({name})" if name else id_ for id_, name in pairs if id_}
