"""A load undone by its id: what it created is gone, what it changed has its former values, and the graph says so.

The undoing is a load of its own, with a data version and a Load node, written as any load is: all or nothing, seen
whole or not at all. What a later file merely said again goes with the load that said it first; load that file again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from cypher.loads import LoadRow, loads
from cypher.people import MergeRow, merges
from graph import sequence
from graph.errors import Conflict, NotFound, UndoRefused
from graph.model import Edge, Node
from graph.records import RowError, Table, loadable, quoted
from graph.schema import PERSON, SCHEMA
from graph.spelling import spelling
from graph.statements import delete_edges, delete_nodes, key_part, restore_edges, restore_nodes, tied_since
from graph.store import Statement, Store, ignore
from graph.words import shortened
from loaders import before, run
from loaders import merges as decisions
from loaders.before import NOW, Before
from loaders.merged import CARRIED
from loaders.present import AT_ONCE, Present, chunks

MOST_NAMED = 5
# what must hold of edges together is judged anew around those that change: a place's parents and grids, a post's days
_JUDGED = {"PART_OF": ("PART_OF", "IN_GRID"), "IN_GRID": ("PART_OF", "IN_GRID"), "HOLDS": ("HOLDS",)}
_FIRST_PART = re.compile(r"(?:[^\\|]|\\.)*\|")  # of a key: the start, and the mark after it
_PARTS = "MATCH (load:Record {id: $load}) RETURN load.parts AS parts"
_UNDONE = "MATCH (load:Record {id: $load}) SET load.undone_on = $day, load.undone_by = $undo, load.parts = null"


@dataclass
class UndoReport:
    """What undoing a load did, or with `checked_only` would do: counts by label and edge type.

    `removed` is what the load had created, `restored` what it had changed; `undone_by` is the load that undid it, and
    `data_version` the one that this made.
    """

    load: str
    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    data_version: int = 0
    undone_by: str | None = None
    checked_only: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Standing(NamedTuple):
    """What keeps a load from being undone, and the later load that is behind it; None where no load is."""

    load: str | None
    sentence: str


def undo(store: Store, *, load: str, check: bool = False, say: Callable[[str], None] = ignore) -> UndoReport:
    """Undo a load: afterwards the graph is as it was before it, but for what later loads did elsewhere.

    Parameters
    ----------
    load
        The id of a load, as `loads` and `source_id` have it.
    check
        Stop before writing; the report says what would be done.
    say
        Told, in one sentence each, what takes a while.

    Returns
    -------
    UndoReport
        Absent values are absent again; `source_id`, `source_row` and `key` are the former ones; CROSS_HOLDING is made
        anew where the load had made it anew.

    Raises
    ------
    NotFound
        There is no such load; the message names those there are.
    UndoRefused
        It was undone already, is itself an undoing, left no way back (an import, or a load of before this was kept),
        is a merge of persons, which `unmerge` undoes, or a later load stands on it. `details` has `load`, `because`
        (`undone`, `undoing`, `no-way-back`, `merge` or `later`) and `later`, ids of the loads to undo first, the
        latest first.
    Exhausted
        It is more than one transaction of the server can hold.
    Conflict
        Other loads changed the graph faster than this could look at it.
    """
    for _ in range(run.TRIES):
        seen = run.version(store) * 2 if check else sequence.settled(store, say)
        decided = merges(store)
        parts, later = _asked(store, load, decided)
        found = before.kept(store, load, parts)
        _refuse(load, _standing(store, load, found, decided), later, decided)
        if later:  # without one, what held together before the load does so again
            _refuse(load, _broken(store, found, later), later, decided)
        report = UndoReport(
            load=load,
            removed={what: len(ids) for what, ids in found.created.items()},
            restored={what: len(columns[NOW]) for what, columns in found.changed.items()},
            data_version=seen // 2,
            checked_only=check,
        )
        if check:
            return report
        run.fits(store, sum(report.removed.values()) + sum(report.restored.values()))
        if sequence.claim(store, seen):
            say(f"Undoing {load}.")
            report.undone_by, report.data_version = sequence.load_id(seen + 1), sequence.version_after(seen + 1)
            done = sequence.write(store, seen + 1, _statements(seen + 1, report, found, parts))
            if done or _row(loads(store), load).undone_by == report.undone_by:  # the answer was lost, the work was not
                return report
    raise Conflict("Other loads changed the graph while this one was to be undone; undo it again when they are done.")


# --- whether it may be ------------------------------------------------------------------------------------------


def _asked(store: Store, load: str, decided: Sequence[MergeRow]) -> tuple[int, list[LoadRow]]:
    """The number of parts that a load left of what it found, and the later loads that are not undone."""
    rows = loads(store)
    row = _row(rows, load)

    def refused(because: str, sentence: str) -> UndoRefused:
        return UndoRefused(f"{load} {sentence}", load=load, because=because, later=[])

    for merge in decided:
        if load == merge.load and not merge.undone:
            raise refused("merge", f"is the merge of {merge.merged} into {merge.kept}: `wangge unmerge {merge.id}`.")
        if load in (merge.load, merge.undone_by):
            what = "merge" if load == merge.load else "unmerging"
            again = f"the two can be merged again: `wangge merge {merge.kept} {merge.merged}`"
            raise refused("merge", f"is the {what} of {merge.merged} ({merge.id}), undone on {merge.undone}; {again}.")
    if row.undone:
        said = f"was undone on {row.undone} ({row.undone_by}); to have it back, load its file again."
        raise refused("undone", said)
    if row.undoes:
        raise refused("undoing", f"is the undoing of {row.undoes}; to have that back, load its file again.")
    if not row.undoable:
        said = "cannot be undone: it was an import, or of a wangge that did not yet keep what a load finds."
        raise refused("no-way-back", said)
    parts = store.read(_PARTS, load=load)[0]["parts"]
    later = [one for one in rows if one.data_version > row.data_version and not one.undone and not one.undoes]
    return parts or 0, later


def _row(rows: Sequence[LoadRow], load: str) -> LoadRow:
    row = next((row for row in rows if row.id == load), None)
    if row is None:
        named = ", ".join(row.id for row in rows[:MOST_NAMED])
        more = " and older ones" if len(rows) > MOST_NAMED else ""
        listed = f"there are {named}{more}; `wangge loads` lists them." if rows else "nothing has been loaded yet."
        raise NotFound(f"There is no load {shortened(load)}: {listed}")
    return row


def _refuse(load: str, standing: Sequence[Standing], later: Sequence[LoadRow], decided: Sequence[MergeRow]) -> None:
    """Raise what stands on a load, if anything does."""
    if not standing:
        return
    behind = {one.load for one in standing}
    first = [row.id for row in later if row.id in behind]
    told = "; ".join(one.sentence for one in standing[:MOST_NAMED])
    more = f"; and {len(standing) - MOST_NAMED} more" if len(standing) > MOST_NAMED else ""
    by_name = {row.load: f"{row.load} (by `wangge unmerge {row.id}`)" for row in decided}
    parted = next((row for row in decided if row.undone_by in behind), None)
    if first:
        remedy = f"Undo {', then '.join(by_name.get(one, one) for one in first[:MOST_NAMED])} first."
    elif parted:
        remedy = f"Merge the two again first: `wangge merge {parted.kept} {parted.merged}`."
    else:
        remedy = "What was changed by something other than a load of this wangge cannot be taken back by it."
    raise UndoRefused(
        f"{load} cannot be undone, for later changes stand on it: {told}{more}. {remedy}",
        load=load,
        because="later",
        later=first,
    )


def _standing(store: Store, load: str, found: Before, decided: Sequence[MergeRow]) -> list[Standing]:
    """Records of the load that others wrote since, edges they tied to nodes that would go, keys they took."""
    present, standing = Present(store), _merged(store, found, decided)
    for owner, ids in found.written():
        wrote = _sources(present, owner, ids)
        for id_ in ids:
            if id_ not in wrote and (parted := _moved(owner, id_, decided)):
                standing.append(parted)
            elif (by := wrote.get(id_, "")) != load:
                said = f"{by or 'something'} changed" if id_ in wrote else "something deleted"
                standing.append(Standing(by, f"{said} {_name(owner)} {quoted(id_)}"))
    for what, ids in found.created.items():
        owner = loadable()[what]
        if isinstance(owner, Node):
            for some in chunks(ids, AT_ONCE):
                for row in store.read(tied_since(owner.family), ids=some, load=load):
                    said = f"{row['source_id'] or 'something'} tied {row['type']} to {what} {quoted(row['id'])}"
                    standing.append(Standing(row["source_id"], said))
    for what, columns in found.changed.items():
        owner = loadable()[what]
        if isinstance(owner, Edge):
            moved = [key for key, now in zip(columns["key"], columns[NOW], strict=True) if key != now]
            standing += [
                Standing(by, f"{by or 'something'} created {what} {quoted(key)}, as this one was called before")
                for key, by in _sources(present, owner, moved).items()
                if key not in found.created.get(what, ())
            ]
    return list(dict.fromkeys(standing))


def _merged(store: Store, found: Before, decided: Sequence[MergeRow]) -> list[Standing]:
    """Merges that stand on what the load created: a person who stands for another, an end of an edge put away."""
    made = {
        (loadable()[what].family.name, id_)  # type: ignore[union-attr]  # an edge is no end
        for what, ids in found.created.items()
        if what in SCHEMA.node
        for id_ in ids
    }
    standing = []
    for row in decided if made else ():
        if row.undone:
            continue
        _, edges, _ = decisions.packed(store, row)
        ends = {end for columns in edges.values() for end in zip(columns["end_family"], columns["end"], strict=True)}
        for family, id_ in sorted(made & {(PERSON.family.name, row.kept), *ends}):
            standing.append(
                Standing(row.load, f"{row.load} merged {row.merged} into {row.kept} and needs {family} {id_}")
            )
    return standing


def _moved(owner: Node | Edge, id_: str, decided: Sequence[MergeRow]) -> Standing | None:
    """The merge, or the unmerging, for which a record is no longer there: the person, or an edge from one."""
    for row in decided:
        if not row.undone and (id_ == row.merged if owner is PERSON else _starts(owner, id_, row.merged)):
            return Standing(row.load, f"{row.load} merged {row.merged} into {row.kept}")
        if row.undone and _starts(owner, id_, row.kept):
            return Standing(row.undone_by, f"{row.undone_by} gave back to {row.merged} what had been said of them")
    return None


def _starts(owner: Node | Edge, key: str, person: str) -> bool:
    return owner in CARRIED and key.startswith(f"{key_part(person)}|")


def _sources(present: Present, owner: Node | Edge, ids: Sequence[str]) -> dict[str, str | None]:
    """Id or key → the load that last wrote it, of those that are there."""
    if isinstance(owner, Node):
        there, by = present.nodes(owner.family, ids, ["source_id"]), "id"
    else:
        there, by = present.edges(owner, ids, ["source_id"], exact=True), "key"
    return dict(zip(there[by], there["source_id"], strict=True))


def _name(owner: Node | Edge) -> str:
    return owner.label if isinstance(owner, Node) else owner.type


def _broken(store: Store, found: Before, later: Sequence[LoadRow]) -> list[Standing]:
    """What would not hold together any more with what later loads wrote beside it: two parents, a post held twice."""
    around: dict[str, set[str]] = {}
    for type_, judged in _JUDGED.items():
        keys = [*found.created.get(type_, ()), *found.changed.get(type_, {}).get("key", ())]
        for other in judged:
            around.setdefault(other, set()).update(m[0] for key in keys if (m := _FIRST_PART.match(key)))
    around = {type_: starts for type_, starts in around.items() if starts}
    if not around:
        return []

    def ask(inside: Store) -> list[Standing]:
        present, tables = Present(inside), []
        wrote: dict[str, set[str]] = {}
        for type_, starts in around.items():
            edge = SCHEMA.edge[type_]
            names = dict.fromkeys((*edge.told_apart, "until", "source_id"))
            columns = present.edges(edge, sorted(starts), list(names))
            del columns["key"]
            for start, load in zip(columns["start"], columns.pop("source_id"), strict=True):
                wrote.setdefault(start, set()).add(load)
            tables.append(Table(type_, columns))
        faults = run.load(inside, tables, sources=[], check=True, literally=True).faults
        return [_behind(fault, tables, wrote) for fault in faults]

    def _behind(fault: RowError, tables: list[Table], wrote: dict[str, set[str]]) -> Standing:
        table = next(table for table in tables if table.what == fault.sheet)
        beside = wrote[table.columns["start"][fault.row - 1]]
        by = next((row.id for row in later if row.id in beside), later[0].id)
        return Standing(by, f"{by} loaded what contradicts it ({fault.message.rstrip('.')})")

    return store.trial(list(_edits(found)), ask)


# --- what it takes ------------------------------------------------------------------------------------------------


def _statements(odd: int, report: UndoReport, found: Before, parts: int) -> list[Statement]:
    today, undone_by = datetime.now().astimezone().date(), sequence.load_id(odd)
    statements = [
        sequence.record(
            odd,
            sources=[f"undo {report.load}"],
            loaded_on=today,
            data_version=sequence.version_after(odd),
            created=0,
            changed=sum(report.restored.values()),
            removed=sum(report.removed.values()),
            undoes=report.load,
        ),
        (_UNDONE, {"load": report.load, "day": today, "undo": undone_by}),
        before.forget(report.load, parts),
        *_edits(found),
    ]
    if found.ties:  # made anew while the nodes are still there: the old ties hold on to them
        statements.append(run.tie(undone_by, today))
    for what, ids in found.created.items():
        if isinstance(owner := loadable()[what], Node):
            statements += [(delete_nodes(owner), {"ids": some}) for some in chunks(ids, run.ROWS_AT_ONCE)]
    return statements


def _edits(found: Before) -> Iterator[Statement]:
    """Edges gone and values restored; edges go first, for their keys may be wanted."""
    for what, ids in found.created.items():
        if isinstance(owner := loadable()[what], Edge):
            yield from ((delete_edges(owner), {"ids": some}) for some in chunks(ids, run.ROWS_AT_ONCE))
    for what, columns in found.changed.items():
        owner = loadable()[what]
        if isinstance(owner, Node) and owner.family.spelled and "name" in columns:
            columns = columns | {"spelling": [spelling(name) for name in columns["name"]]}
        names = [name for name in columns if name != NOW]
        text = restore_nodes(owner, names) if isinstance(owner, Node) else restore_edges(owner, names)
        rows = list(zip(*columns.values(), strict=True))
        yield from ((text, {"rows": some}) for some in chunks(rows, run.ROWS_AT_ONCE))
