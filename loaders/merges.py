"""Two persons decided to be one, and the decision undone.

Nothing is ever merged but by such a decision: same name is never same person. It is a load of its own, with a data
version and a Load node, written as any load is: all or nothing, seen whole or not at all. The edges of the merged
person are made anew from the kept one, each saying of whom it was said; the person, and edges that say of the same
days what the kept one's own say, are packed into the Merge record, by which all is made as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from cypher.people import MergeRow, merges, unknown
from graph import sequence
from graph.errors import Conflict, Fault, InvalidInput, NotFound
from graph.model import Edge
from graph.records import LONGEST_TEXT, judge_text
from graph.schema import PEOPLE, PERSON, SCHEMA
from graph.statements import create_edges, create_nodes, delete_edges, delete_nodes, key_part, move_edges
from graph.store import Statement, Store, ignore
from graph.words import shortened
from loaders import run
from loaders.before import dated, pack, unpack
from loaders.cells import LONGEST_OFFICE, clean, stated
from loaders.difference import Span
from loaders.merged import CARRIED, stem
from loaders.present import Columns, Present
from loaders.territory import meet

MOST_NAMED = 5
FIELDS = [p.name for p in PERSON.all_properties if p.name != "id"]
_RECORD = "CREATE (merge:Merge:Record) SET merge = $values"
_PACKED = "MATCH (merge:Record {id: $merge}) RETURN merge.packed AS packed"
_UNDONE = (
    "MATCH (record:Record {id: $id}) SET record.undone_on = $day, record.undone_by = $load, "
    "record.packed = null, record.parts = null"
)


class Merging(NamedTuple):
    """What a merge or its undoing did: edges that passed from the one to the other, and edges that were set aside.

    With an undoing the latter are there again.
    """

    merge: MergeRow
    moved: int
    set_aside: int
    data_version: int


class _Parting(NamedTuple):
    """Edges of one type that pass to another person, and those of the packed that are to be left as they are."""

    edge: Edge
    there: Columns
    moved: list[int]
    aside: list[int]

    def rows(self, old: str, new: str, said_of: str | None) -> list[list[str | None]]:
        """As `move_edges` takes them: of the key only the start differs."""
        keys = [self.there["key"][i] for i in self.moved]
        return [[key, new, key_part(new) + key[len(key_part(old)) :], said_of] for key in keys]

    def spans(self) -> list[list[str | None]]:
        """Which edges pass, with their days: what these say beside those set aside is no news."""
        names = ("key", "since", "until")
        return [[self.there[name][i] and str(self.there[name][i]) for name in names] for i in self.moved]

    def packed(self) -> Columns:
        return {name: [values[i] for i in self.aside] for name, values in self.there.items()}


# --- merging --------------------------------------------------------------------------------------------------------


def merge(store: Store, *, kept: str, merged: str, reason: str, by: str, today: date) -> Merging:
    """Decide that two persons are one.

    Parameters
    ----------
    kept
        Id of the person that stands for both from now on.
    merged
        Id of the person that is no node from now on. All that was said of them is said of the kept one; their own
        name and personal fields are put away until the decision is undone.
    reason, by
        Why the two are one, and the office that says so.
    today
        The day of the decision, for which CROSS_HOLDING is made anew.

    Returns
    -------
    Merging
        What became of it.

    Raises
    ------
    InvalidInput
        The two ids are one, a text is empty, too long or cannot be printed, or the merged person stands for others.
    NotFound
        A person is not there; the message says who stands for one that was merged already.
    Conflict
        Loads changed the graph faster than this could look at it.
    """
    said = {"reason": _text("reason", reason, LONGEST_TEXT), "by": _text("by", by, LONGEST_OFFICE)}
    kept, merged = clean(kept) or "", clean(merged) or ""
    for _ in range(run.TRIES):
        seen = sequence.settled(store, ignore)
        person = _person(store, kept, merged)
        parting = _parting(Present(store), kept, merged)
        packed = {
            "node": person,
            "edges": {one.edge.type: one.packed() for one in parting if one.aside},
            "moved": {one.edge.type: one.spans() for one in parting if one.moved},
        }
        id_ = f"merge-{sequence.version_after(seen + 1)}"
        decided = {"id": id_, "kept": kept, "merged": merged, "merged_name": person["name"], **said}
        if sequence.claim(store, seen):
            load = sequence.load_id(seen + 1)
            more = {"decided_on": today, "data_version": sequence.version_after(seen + 1), "packed": pack(packed)}
            statements: list[Statement] = [
                # no parts, yet not absent: what undoes it is the Merge record
                _record(
                    *(seen + 1, f"merge {merged} into {kept}", today, parting),
                    removed=1 + _count(parting, "aside"),
                    parts=0,
                ),
                (_RECORD, {"values": decided | more}),
                *_moves(parting, merged, kept, said_of=merged),
                *((delete_edges(one.edge), {"ids": one.packed()["key"]}) for one in parting if one.aside),
                run.tie(load, today),
                (delete_nodes(PERSON), {"ids": [merged]}),
            ]
            sequence.write(store, seen + 1, statements)  # whose answer may be lost where the work is not
            row = next((row for row in merges(store) if (row.id, row.kept, row.merged) == (id_, kept, merged)), None)
            if row:
                return Merging(row, _count(parting, "moved"), _count(parting, "aside"), row.data_version)
    raise _busy()


def _text(name: str, given: str, longest: int) -> str:
    text = stated(name, given, longest, of="merge")
    if wrong := judge_text(text):
        raise InvalidInput(f"--{name} {wrong[1]}")
    return text


def _person(store: Store, kept: str, merged: str) -> dict[str, Any]:
    """The properties of the person to be merged, after all that forbids it."""
    if kept == merged:
        raise InvalidInput(f"{shortened(kept)} is given twice; a merge takes two persons.")
    there = Present(store).nodes(PEOPLE, [kept, merged], FIELDS)
    for id_ in (kept, merged):
        if id_ not in there["id"]:
            raise unknown(store, id_)
    for row in merges(store, standing=True):
        if row.kept == merged:
            raise InvalidInput(
                f"{merged} stands for {row.merged} already ({row.id}); undo that with `wangge unmerge {row.id}`, or "
                f"merge the other way: keep {merged}."
            )
    at = there["id"].index(merged)
    return {name: there[name][at] for name in ("id", *FIELDS)}


def _parting(present: Present, kept: str, merged: str) -> list[_Parting]:
    """The merged person's edges: those to be moved, and those that say of the same days what the kept one's say."""
    parting = []
    for edge in CARRIED:
        there = _edges(present, edge, [kept, merged])
        own: dict[str, list[Span]] = {}
        for i, start in enumerate(there["start"]):
            if start == kept:
                own.setdefault(_what(there, i), []).append(_span(there, i))
        theirs = [i for i, start in enumerate(there["start"]) if start == merged]
        aside = [i for i in theirs if any(meet(_span(there, i), one) for one in own.get(_what(there, i), ()))]
        parting.append(_Parting(edge, there, [i for i in theirs if i not in aside], aside))
    return parting


def _edges(present: Present, edge: Edge, people: Sequence[str]) -> Columns:
    return present.edges_from(edge, PEOPLE, people, [p.name for p in edge.properties if p.name != "key"])


def _what(there: Columns, index: int) -> str:
    """What an edge says but for of whom and since when; ends of different families are different ends."""
    key: str = stem(there["key"][index])
    return f"{there['end_family'][index]}|{key[len(key_part(there['start'][index])) :]}"


def _span(there: Columns, index: int) -> Span:
    return Span("", "", there["since"][index], there["until"][index], None)


# --- undoing --------------------------------------------------------------------------------------------------------


def unmerge(store: Store, *, merge: str, today: date) -> Merging:
    """Undo a decision that two persons are one: the merged person is there again, with what was said of them.

    Parameters
    ----------
    merge
        The decision's id, as `merges` has it.
    today
        The day of the undoing, for which CROSS_HOLDING is made anew.

    Returns
    -------
    Merging
        What became of it. Without loads meanwhile, the graph is as it was before the merge. What loads have said of
        the merged person since goes to them too, before what was set aside with the merge.

    Raises
    ------
    NotFound
        There is no such decision; the message names those there are.
    InvalidInput
        It was undone already, or a later merge into the same person stands on it.
    Conflict
        Loads changed the graph faster than this could look at it.
    """
    id_ = clean(merge) or ""
    for _ in range(run.TRIES):
        seen = sequence.settled(store, ignore)
        row = _standing(merges(store), id_)
        node, aside, moved = packed(store, row)
        parting = _returning(Present(store), row, aside, moved)
        if sequence.claim(store, seen):
            load = sequence.load_id(seen + 1)
            statements: list[Statement] = [
                _record(
                    seen + 1, f"unmerge {row.id}", today, parting, created=1 + _count(parting, "aside"), undoes=row.load
                ),
                *((_UNDONE, {"id": one, "day": today, "load": load}) for one in (row.id, row.load)),
                (create_nodes(PERSON, FIELDS, as_was=True), {"rows": [[node[name] for name in ("id", *FIELDS)]]}),
                *_moves(parting, row.kept, row.merged, said_of=None),
                *(statement for one in parting for statement in _put_back(one.edge, aside, one.aside)),
                run.tie(load, today),
            ]
            sequence.write(store, seen + 1, statements)
            row = next(one for one in merges(store) if one.id == row.id)
            if row.undone_by == load:
                return Merging(
                    row, _count(parting, "moved"), _count(parting, "aside"), sequence.version_after(seen + 1)
                )
    raise _busy()


def _standing(decided: Sequence[MergeRow], id_: str) -> MergeRow:
    """The decision of an id, after all that forbids undoing it."""
    row = next((one for one in decided if one.id == id_), None)
    if row is None:
        named = ", ".join(one.id for one in decided if not one.undone) or "none"
        raise NotFound(f"There is no merge {shortened(id_)} that stands: there are {named}; `wangge merges` lists all.")
    if row.undone:
        raise InvalidInput(f"{row.id} was undone on {row.undone} ({row.undone_by}); there is nothing to undo.")
    later = [
        one.id for one in decided if one.kept == row.kept and not one.undone and one.data_version > row.data_version
    ]
    if later:  # what was set aside with a later one was so for what would go now
        raise InvalidInput(f"Later merges into {row.kept} stand on {row.id}; undo {', then '.join(later)} first.")
    if row.kept_name is None:
        raise NotFound(f"{row.kept}, who stands for {row.merged} by {row.id}, is no longer in the graph.")
    return row


def packed(store: Store, row: MergeRow) -> tuple[dict[str, Any], dict[str, Columns], dict[str, list[Any]]]:
    """What a standing decision put away: the person's properties and edges by type; and which edges passed.

    Raises
    ------
    Fault
        It is not there.
    """
    text = store.read(_PACKED, merge=row.id)[0]["packed"]
    if text is None:
        raise Fault(f"{row.id} has lost what it packed")
    kept = unpack(text)
    return kept["node"], {type_: dated(type_, columns) for type_, columns in kept["edges"].items()}, kept["moved"]


def _returning(
    present: Present, row: MergeRow, aside: dict[str, Columns], passed: dict[str, list[Any]]
) -> list[_Parting]:
    """Edges that go back to the merged person, and of those set aside the ones that no later row says otherwise."""
    parting = []
    for edge in CARRIED:
        there = _edges(present, edge, [row.kept])
        moved = [i for i, of in enumerate(there["said_of"]) if of == row.merged]
        going = _Parting(edge, there, moved, [])
        former = {tuple(one) for one in passed.get(edge.type, ())}
        news: dict[str, list[Span]] = {}
        for i, (_, _, key, _), (_, since, until) in zip(
            moved, going.rows(row.kept, row.merged, None), going.spans(), strict=True
        ):
            if (key, since, until) not in former:
                news.setdefault(_what(there, i), []).append(_span(there, i))
        away = aside.get(edge.type, {"key": []})
        every = range(len(away["key"]))
        back = [i for i in every if not any(meet(_span(away, i), one) for one in news.get(_what(away, i), ()))]
        parting.append(going._replace(aside=back))
    return parting


def _put_back(edge: Edge, aside: dict[str, Columns], rows: Sequence[int]) -> Iterator[Statement]:
    columns = aside.get(edge.type, {})
    names = [name for name in columns if name not in ("key", "start", "end", "end_family")]
    for family in SCHEMA.families_of(edge.ends):
        some = [
            [columns[name][i] for name in ("start", "end", "key", *names)]
            for i in rows
            if columns["end_family"][i] == family.name
        ]
        if some:
            yield create_edges(edge, PEOPLE.name, family.name, names, as_was=True), {"rows": some}


# --- both -----------------------------------------------------------------------------------------------------------


def _record(odd: int, source: str, today: date, parting: Sequence[_Parting], **values: object) -> Statement:
    version, changed = sequence.version_after(odd), _count(parting, "moved")
    said: dict[str, object] = {"created": 0, "changed": changed, **values}
    return sequence.record(odd, sources=[source], loaded_on=today, data_version=version, **said)


def _count(parting: Sequence[_Parting], what: str) -> int:
    return sum(len(getattr(one, what)) for one in parting)


def _moves(parting: Sequence[_Parting], old: str, new: str, *, said_of: str | None) -> Iterator[Statement]:
    for one in parting:
        if one.moved:
            yield move_edges(one.edge, PEOPLE), {"rows": one.rows(old, new, said_of)}


def _busy() -> Conflict:
    return Conflict("Loads changed the graph while the persons were looked at; try again when they are done.")
