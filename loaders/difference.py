"""What a load would change: its records against those the graph holds. A blank cell says nothing and erases nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, NamedTuple

from graph.model import Edge, Node
from graph.records import RowError
from graph.statements import edge_keys, key_part
from loaders.batch import Batch, Owner
from loaders.present import Columns, Present


class Span(NamedTuple):
    """An edge as it would be after the load; `row` is its index in the batch, None for one only the graph has."""

    start: str
    end: str
    since: date | None
    until: date | None
    row: int | None
    post: str = ""


@dataclass(frozen=True)
class Plan(Generic[Owner]):
    """`old` says for each record of the batch which record of `present` it is; None: it is new."""

    batch: Batch[Owner]
    present: Columns
    old: list[int | None]
    new: list[int]
    changed: list[int]
    repeated: dict[int, int]  # a row that says nothing beyond an earlier row → that row

    @property
    def unchanged(self) -> int:
        return len(self.batch) - len(self.new) - len(self.changed) - len(self.repeated)

    def value(self, name: str, index: int) -> Any:
        """The value a record would have after the load."""
        said = self.batch.columns[name][index] if name in self.batch.columns else None
        old = self.old[index]
        return self.present[name][old] if said is None and old is not None and name in self.present else said


@dataclass(frozen=True)
class EdgePlan(Plan[Edge]):
    keys: list[str]
    contradicting: frozenset[
        int
    ]  # rows that say an edge again with other values: faults, and nothing follows from them

    def key_after(self, row: int) -> str:
        """The key of an edge of the graph after the load: another only where its first day was learnt."""
        before: str = self.present["key"][self.old[row] or 0]
        return before if self.batch.column("since")[row] is None else self.keys[row]

    @cached_property
    def spans(self) -> list[Span]:
        """Every edge of the batch, and those read beside them that it leaves alone."""
        columns, touched = self.batch.columns, {old for old in self.old if old is not None}
        posts = self.batch.column("post")
        spans = [
            Span(columns["start"][i], columns["end"][i], self.value("since", i), self.value("until", i), i, posts[i])
            for i in range(len(self.batch))
            if i not in self.batch.broken and i not in self.repeated and i not in self.contradicting
        ]
        names = [*Span._fields[:4], *(["post"] if "post" in self.present else [])]
        beside = zip(*(self.present[name] for name in names), strict=True)
        left = (edge for i, edge in enumerate(beside) if i not in touched)
        return spans + [Span(start, end, since, until, None, *post) for start, end, since, until, *post in left]


def judged_names(batch: Batch[Any]) -> list[str]:
    """The columns whose values are compared; the dates always, so that what they would become can be judged."""
    names = [name for name in batch.columns if name not in ("id", "start", "end")]
    dates = ["since", "until"] if any(p.name == "since" for p in _declared(batch.owner)) else []
    return list(dict.fromkeys([*names, *dates]))


def _declared(owner: Node | Edge) -> tuple[Any, ...]:
    return owner.all_properties if isinstance(owner, Node) else owner.properties


# --- nodes --------------------------------------------------------------------------------------------------


def plan_nodes(batches: list[Batch[Node]], present: Present) -> tuple[list[Plan[Node]], list[RowError]]:
    """The plan of every label, and the faults: an id that stands twice or is already something else."""
    faults: list[RowError] = []
    plans: list[Plan[Node]] = []
    seen: dict[tuple[str, str], tuple[Batch[Node], int]] = {}
    for batch in batches:
        family = batch.owner.family
        for index, id_ in enumerate(batch.columns["id"]):
            first, at = seen.setdefault((family.name, id_), (batch, index))
            if id_ is not None and (first is not batch or at != index):
                faults.append(batch.fault(index, "id", "duplicate-id", f"stands already at {first.place(at)}."))
        there = present.nodes(family, (i for i in batch.columns["id"] if i is not None), judged_names(batch))
        where = {id_: index for index, id_ in enumerate(there["id"])}
        old = [where.get(id_) for id_ in batch.columns["id"]]
        for index, at_ in enumerate(old):
            if at_ is not None and there["label"][at_] != batch.owner.label:
                message = f"is a {there['label'][at_]} in the graph and cannot be a {batch.owner.label} too."
                faults.append(batch.fault(index, "id", "wrong-label", message))
        new, changed = _compare(batch, there, old, {})
        plans.append(Plan(batch, there, old, new, changed, {}))
    return plans, faults


# --- edges --------------------------------------------------------------------------------------------------


def plan_edges(batch: Batch[Edge], present: Present, there: Columns | None = None) -> tuple[EdgePlan, list[RowError]]:
    """The plan of one edge type, and the faults: rows that contradict each other.

    `there` are the edges that count as those of the graph, where they were read already.
    """
    edge = batch.owner
    keys = edge_keys(edge, batch.columns)
    since = batch.column("since")
    by_since = edge.told_apart[-1:] == ("since",)
    # what stands before `since` in a key; edges that share it differ in their first day alone
    stems = [key[: key.rindex("|") + 1] for key in keys] if by_since else keys
    usable = [i for i in range(len(batch)) if i not in batch.broken]
    repeated, faults = _repetitions(batch, keys, usable)
    contradicting = frozenset(faults)
    if edge.type == "PART_OF":  # all parents of a place matter, not those alone that the file names
        wanted = (f"{key_part(batch.columns['start'][i])}|" for i in usable)
    else:
        wanted = (stems[i] for i in usable)
    if there is None:
        there = present.edges(edge, wanted, judged_names(batch), exact=not by_since)
    where = {key: index for index, key in enumerate(there["key"])}
    rows = [i for i in usable if i not in repeated and i not in contradicting]
    old: list[int | None] = [None] * len(batch)
    if where:
        for i in rows:
            old[i] = where.get(keys[i])
        if by_since:
            _learn(batch, there, stems, since, rows, old)
    new, changed = _compare(batch, there, old, repeated)
    return EdgePlan(batch, there, old, new, changed, repeated, keys, contradicting), list(faults.values())


def _repetitions(batch: Batch[Edge], keys: list[str], usable: list[int]) -> tuple[dict[int, int], dict[int, RowError]]:
    repeated: dict[int, int] = {}
    faults: dict[int, RowError] = {}
    first: dict[str, int] = {}
    if len(set(keys)) == len(keys):
        return repeated, faults
    for i in usable:
        at = first.setdefault(keys[i], i)
        if at == i:
            continue
        differing = next((name for name, values in batch.columns.items() if values[i] != values[at]), None)
        if differing is None:
            repeated[i] = at
        else:
            message = f"contradicts {batch.place(at)}, which says the same edge with another {differing}."
            faults[i] = batch.fault(i, differing, "conflicting-rows", message)
    return repeated, faults


def _learn(
    batch: Batch[Edge],
    there: Columns,
    stems: list[str],
    since: list[date | None],
    rows: list[int],
    old: list[int | None],
) -> None:
    """Match what differs from an edge of the graph only in that one of the two does not know its first day.

    A day learnt later goes to the edge whose day was unknown, the earliest where several are. A row without a day
    is the edge still in force that has one, the latest where several are.
    """
    taken = {at for at in old if at is not None}
    undated = {key: index for index, key in enumerate(there["key"]) if there["since"][index] is None}
    dated: dict[str, list[int]] = {}
    for index, key in enumerate(there["key"]):
        if there["since"][index] is not None:
            dated.setdefault(key[: key.rindex("|") + 1], []).append(index)
    until = batch.column("until")
    for i in sorted((i for i in rows if old[i] is None), key=lambda i: (since[i] or date.min, i)):
        first = since[i]
        if first is not None:
            at = undated.get(stems[i])
            if at is not None and (ended := there["until"][at]) and first >= ended:
                at = None
        else:
            open_ = [
                index
                for index in dated.get(stems[i], ())
                if there["until"][index] in (None, until[i]) and (until[i] is None or there["since"][index] < until[i])
            ]
            at = max(open_, key=lambda index: there["since"][index], default=None)
        if at is not None and at not in taken:
            old[i] = at
            taken.add(at)


# --- values -------------------------------------------------------------------------------------------------


def _compare(
    batch: Batch[Any], there: Columns, old: list[int | None], repeated: dict[int, int]
) -> tuple[list[int], list[int]]:
    """Indexes of the records that are new, and of those whose values differ from the graph's."""
    if not any(at is not None for at in old):
        return ([i for i in range(len(batch)) if i not in repeated], []) if repeated else (list(range(len(batch))), [])
    changed: set[int] = set()
    for name, values in batch.columns.items():
        before = there.get(name)
        if before is not None and name not in ("id", "start", "end"):
            changed.update(
                i
                for i, (value, at) in enumerate(zip(values, old, strict=True))
                if at is not None and value is not None and value != before[at]
            )
    return [i for i, at in enumerate(old) if at is None and i not in repeated], sorted(changed)
