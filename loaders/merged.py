"""What a load says of persons that were decided to be others: their rows are read as speaking of the one that is kept.

A row about the merged person is set aside. A row of an edge from them starts from the kept person instead, with
`said_of`, so that undoing the merge gives it back; it is set aside where it says of the same days what stands already
of the other of the two. So the file that the graph was loaded from changes nothing after a merge either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from cypher.people import MergeRow, merges
from graph.model import Edge, Node
from graph.schema import PERSON, SAID_OF, SCHEMA
from graph.statements import edge_keys
from graph.store import Store
from loaders.batch import Batch
from loaders.difference import Span, judged_names, plan_edges
from loaders.present import Columns, Present
from loaders.report import SetAside
from loaders.territory import meet

CARRIED = tuple(edge for edge in SCHEMA.edges if SAID_OF in edge.properties)
"""The edge types that start from people, and pass to another with a merge."""
Owner = TypeVar("Owner", Node, Edge)
Into = Mapping[str, MergeRow]  # merged id → its merge, the oldest first


def stem(key: str) -> str:
    """A key without its last part, the first day: edges that share it are one edge, said of different days."""
    return key[: key.rindex("|") + 1]


def read_as_kept(
    nodes: list[Batch[Node]], edges: list[Batch[Edge]], present: Present, store: Store
) -> tuple[list[Batch[Node]], list[Batch[Edge]], list[SetAside]]:
    """The records of a load with merged persons read as those who stand for them, and the rows that say nothing more.

    Where nothing was merged, that is all this asks.
    """
    if not any(batch.owner is PERSON for batch in nodes) and not any(batch.owner in CARRIED for batch in edges):
        return nodes, edges, []
    into = {row.merged: row for row in reversed(merges(store, standing=True))}
    if not into:
        return nodes, edges, []
    aside: list[SetAside] = []
    people = [_people(batch, into, aside) if batch.owner is PERSON else batch for batch in nodes]
    ties = [_ties(batch, into, present, aside) if batch.owner in CARRIED else batch for batch in edges]
    return [batch for batch in people if batch], [batch for batch in ties if batch], aside


def _people(batch: Batch[Node], into: Into, aside: list[SetAside]) -> Batch[Node] | None:
    out = {
        row: f"was decided to be the same as {into[id_].kept} ({into[id_].id})"
        for row, id_ in enumerate(batch.columns["id"])
        if id_ in into
    }
    return _without(batch, out, aside)


def _ties(batch: Batch[Edge], into: Into, present: Present, aside: list[SetAside]) -> Batch[Edge] | None:
    starts = batch.columns["start"]
    concerned = into.keys() | {row.kept for row in into.values()}
    rows = [i for i, start in enumerate(starts) if start in concerned and i not in batch.broken]
    if not rows:
        return batch
    read = {
        "start": [into[start].kept if start in into else start for start in starts],
        "said_of": [start if start in into else None for start in starts],
    }
    batch = replace(batch, columns={**batch.columns, **read})
    return _without(batch, _said_already(batch, rows, into, present), aside)


def _without(batch: Batch[Owner], out: Mapping[int, str], aside: list[SetAside]) -> Batch[Owner] | None:
    """The records but for those `out`, which are set aside with their reasons; None where none is left."""
    if not out:
        return batch
    for row, reason in out.items():
        fault = batch.fault(row, batch.tables[0].identity[0], "", "")
        aside.append(SetAside(fault.file, fault.sheet, fault.row, fault.value, reason))
    left = [row for row in range(len(batch)) if row not in out]
    return batch.only(left) if left else None


# --- what is said already -------------------------------------------------------------------------------------------


@dataclass
class _Said:
    """An edge as it stands, in the graph or by a row that was read: the person of whom it is said, and its days."""

    of: str | None  # None: of the kept person
    since: date | None
    until: date | None

    def clashes(self, other: _Said) -> bool:
        return self.of != other.of and meet(self.span, other.span)

    @property
    def span(self) -> Span:
        return Span("", "", self.since, self.until, None)


@dataclass(frozen=True)
class _Row:
    """A row of the load: what it would make of an edge, and which one of the graph it speaks of, if any."""

    row: int
    stem: str
    after: _Said
    now: _Said | None


def _said_already(batch: Batch[Edge], rows: Sequence[int], into: Into, present: Present) -> dict[int, str]:
    """Rows that say, of days they share, what stands of another of those who are one; each with the reason.

    A row that speaks of an edge of the graph may move it out of the way of another row, so rows wait until nothing
    moves any more; what waits then is set aside, and would be so again.
    """
    keys = edge_keys(batch.owner, batch.columns)
    there = present.edges(batch.owner, dict.fromkeys(stem(keys[i]) for i in rows), judged_names(batch))
    standing: dict[str, list[_Said]] = {}
    now = [_Said(*said) for said in zip(there["said_of"], there["since"], there["until"], strict=True)]
    for key, said in zip(there["key"], now, strict=True):
        standing.setdefault(stem(key), []).append(said)
    waiting: list[_Row] = []
    repeated: dict[int, int] = {}
    for of in (None, *into):
        theirs = [i for i in rows if batch.columns["said_of"][i] == of]
        if theirs:
            waiting += _rows(batch, theirs, of, present, there, now, repeated)
    clashes: dict[int, _Said] = {}
    while waiting:
        left = []
        for one in waiting:
            stands = standing.setdefault(one.stem, [])
            clash = next((said for said in stands if said.clashes(one.after)), None)
            if clash:
                clashes[one.row] = clash
                left.append(one)
                continue
            if one.now in stands:
                stands.remove(one.now)
            stands.append(one.after)
        if len(left) == len(waiting):
            break
        waiting = left
    out = {one.row: _reason(batch, one, clashes[one.row], into) for one in waiting}
    return out | {row: out[first] for row, first in repeated.items() if first in out}


def _rows(
    batch: Batch[Edge],
    rows: Sequence[int],
    of: str | None,
    present: Present,
    there: Columns,
    now: Sequence[_Said],
    repeated: dict[int, int],
) -> Iterator[_Row]:
    """What the rows of one person would make of that person's edges."""
    own = [i for i, said in enumerate(now) if said.of == of]
    only = {name: [values[i] for i in own] for name, values in there.items()}
    plan, _ = plan_edges(batch.only(rows), present, only)
    for i, row in enumerate(rows):
        if i in plan.repeated:
            repeated[row] = rows[plan.repeated[i]]
        elif i not in plan.contradicting:
            old = plan.old[i]
            after = _Said(of, plan.value("since", i), plan.value("until", i))
            yield _Row(row, stem(plan.keys[i]), after, None if old is None else now[own[old]])


def _reason(batch: Batch[Edge], one: _Row, clash: _Said, into: Into) -> str:
    kept = batch.columns["start"][one.row]
    decided = into[one.after.of or clash.of or ""]
    return f"stands already for these days, said of {clash.of or kept}, decided to be the same ({decided.id})"
