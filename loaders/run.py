"""One load: judge every record, compare with the graph, and write what is new or differs in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from itertools import groupby
from typing import Any

from graph import sequence
from graph.errors import AccessDenied, Conflict, Exhausted
from graph.model import Edge, Node
from graph.records import RowError, Table
from graph.schema import SCHEMA
from graph.spelling import spelling
from graph.statements import create_edges, create_nodes, update_edges, update_nodes
from graph.store import Statement, Store, ignore
from loaders import before, merged, placeholders
from loaders.batch import Batch, gather
from loaders.before import Before
from loaders.difference import EdgePlan, Plan, plan_edges, plan_nodes
from loaders.ends import Ends, find_ends
from loaders.present import Present, chunks
from loaders.report import FileRead, Report, SetAside
from loaders.territory import check_cycles, check_grids, check_overlaps, check_parents, check_spans

ROWS_AT_ONCE = 10_000
TRIES = 3
MANY = 5_000  # created records after which the plans of before may no longer do
BYTES_A_RECORD = 5_000  # of heap that a transaction holds for a node or edge it writes; 4,600 measured
UNREAD = frozenset({"unknown-sheet", "unknown-heading", "missing-heading"})
Check = Callable[[Sequence[Table]], Iterable[RowError]]


@dataclass(frozen=True)
class Changes:
    """All plans of a load, ready to be written."""

    nodes: list[Plan[Node]]
    edges: list[EdgePlan]
    ends: Ends

    @property
    def plans(self) -> list[Plan[Any]]:
        return [*self.nodes, *self.edges]

    def count(self, kind: str) -> dict[str, int]:
        """Label or type → how many records are `new` or `changed`."""
        return {plan.batch.what: len(rows) for plan in self.plans if (rows := getattr(plan, kind))}

    @property
    def unchanged(self) -> int:
        return sum(plan.unchanged for plan in self.plans)


def load(
    store: Store,
    tables: Sequence[Table],
    *,
    sources: Sequence[str],
    check: bool = False,
    say: Callable[[str], None] = ignore,
    found: Sequence[RowError] = (),
    files: Sequence[FileRead] = (),
    notes: Sequence[str] = (),
    checks: Sequence[Check] = (),
    literally: bool = False,
) -> Report:
    """Load tables of records: all of them, or, where one has a fault, none.

    Parameters
    ----------
    tables
        Records by kind, in any order; several tables may hold one kind.
    sources
        What was read, as the Load node names it.
    check
        Stop before writing; the report says what would be written.
    say
        Told, in one sentence each, what takes a while.
    found, files, notes
        What the reader of a file found already: faults, what was read, remarks. The report repeats them.
    checks
        Further checks of the tables, such as those of a place's profile.
    literally
        The tables are the graph's own: no row in them speaks of a person that was merged.

    Returns
    -------
    Report
        Its `faults` are empty, or nothing was written. The same tables again: 0 created, 0 changed, and not one
        property is touched. A None never erases a value of the graph.

    Raises
    ------
    Exhausted
        The load is larger than one transaction of the server can hold.
    Conflict
        Other loads changed the graph faster than this one could compare itself with it.
    """
    given = [*found, *(fault for more in checks for fault in more(tables))]
    for _ in range(TRIES):
        seen = version(store) * 2 if check else sequence.settled(store, say)
        report = Report(files=list(files), notes=list(notes), data_version=seen // 2, checked_only=check)
        changes = _compare(store, list(tables), given, report, literally)
        report.created, report.changed = changes.count("new"), changes.count("changed")
        report.unchanged = changes.unchanged
        if report.faults or check or not (report.created or report.changed):
            return report
        fits(store, sum(report.created.values()) + sum(report.changed.values()))
        former = before.of(changes.plans, Present(store), ties=_ties_move(changes))
        if sequence.claim(store, seen) and _write(store, seen + 1, changes, former, report, sources, say):
            report.data_version = sequence.version_after(seen + 1)
            if sum(report.created.values()) >= MANY:
                store.replan()
            return report
    raise Conflict("Other loads changed the graph while this one was compared with it; load again when they are done.")


def version(store: Store) -> int:
    """The data version of a graph; 0 where nothing was loaded."""
    version = store.version()
    return version.data if version else 0


def _compare(store: Store, tables: list[Table], given: Sequence[RowError], report: Report, literally: bool) -> Changes:
    """The plans of a load; every fault and every row set aside goes to the report."""
    present = Present(store)
    tables, report.set_aside, faults = placeholders.set_aside(tables, present)
    nodes, edges, more = gather(tables, given)
    if not literally:
        nodes, edges, aside = merged.read_as_kept(nodes, edges, present, store)
        report.set_aside += aside
    node_plans, wrong = plan_nodes(nodes, present)
    ends, lost = find_ends(nodes, edges, present, store)
    faults += [*given, *more, *wrong, *lost]
    plans: dict[str, EdgePlan] = {}
    for batch in edges:
        plan, contradictions = plan_edges(batch, present)
        plans[batch.what] = plan
        faults += contradictions
        report.set_aside += [_repeated(batch, row, first) for row, first in plan.repeated.items()]
    changes = Changes(node_plans, list(plans.values()), ends)
    faults += [fault for any_plan in changes.plans for fault in check_spans(any_plan)]
    if "HOLDS" in plans:
        faults += check_overlaps(plans["HOLDS"])
    if "PART_OF" in plans:
        faults += check_parents(plans["PART_OF"])
        faults += check_cycles(plans["PART_OF"], present)
    faults += check_grids(plans.get("PART_OF"), plans.get("IN_GRID"), ends, present)
    if UNREAD & {fault.code for fault in given}:
        # ends may stand in what could not be read: that they are unknown is no fault of theirs
        faults = [fault for fault in faults if fault.code != "unknown-end"]
    report.faults = sorted(set(faults))
    report.set_aside.sort()
    return changes


def _repeated(batch: Batch[Edge], row: int, first: int) -> SetAside:
    fault = batch.fault(row, "start", "", "")
    return SetAside(fault.file, fault.sheet, fault.row, fault.value, f"says again what {batch.place(first)} says")


# --- writing ------------------------------------------------------------------------------------------------


def holds(store: Store) -> int | None:
    """About how many records one transaction of the server holds; None where it does not say."""
    try:
        rows = store.read(
            "SHOW SETTINGS YIELD name, value WHERE name = 'dbms.memory.transaction.total.max' RETURN value AS value"
        )
    except AccessDenied:  # a server of others, such as Aura, need not show its settings; it still says when it is full
        return None
    limit = _bytes(rows[0]["value"]) if rows else 0
    return limit // BYTES_A_RECORD if limit else None


def fits(store: Store, records: int) -> None:
    """Refuse what one transaction cannot hold: the server would break it off after minutes.

    Raises
    ------
    Exhausted
        It is too much; the message says how much would do.
    """
    most = holds(store)
    if most is not None and records > most:
        raise Exhausted(
            f"The load writes {records} records and one transaction of this server holds about {most}; raise "
            "WANGGE_HEAP_MB (or the heap of your own server) and restart the database, or load the file in parts."
        )


def _bytes(text: str) -> int:
    """`716.80MiB` as bytes; 0, which is no limit, for what cannot be read."""
    units = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
    number, unit = text[:-3], text[-3:]
    return int(float(number) * units[unit]) if unit in units else 0


def _write(
    store: Store,
    odd: int,
    changes: Changes,
    former: Before,
    report: Report,
    sources: Sequence[str],
    say: Callable[[str], None],
) -> bool:
    """Write the changes under a claim; False when the claim was lost to another load."""
    today = datetime.now().astimezone().date()
    created, changed = sum(report.created.values()), sum(report.changed.values())
    say(f"Writing {created + changed} records.")
    parts = before.packed(former)
    statements = [
        sequence.record(
            odd,
            sources=list(sources),
            loaded_on=today,
            data_version=sequence.version_after(odd),
            created=created,
            changed=changed,
            parts=len(parts),
        ),
        before.keep(parts, sequence.load_id(odd)),
    ]
    statements += _statements(changes, sequence.load_id(odd))
    if former.ties:
        statements.append(tie(sequence.load_id(odd), today))
    return sequence.write(store, odd, statements)


def _ties_move(changes: Changes) -> bool:
    """Whether the load may change who is tied by CROSS_HOLDING: it writes posts, or what posts are held at."""
    tied = SCHEMA.families_of(SCHEMA.edge["CROSS_HOLDING"].starts)
    dates_moved = any(plan.changed for plan in changes.nodes if plan.batch.owner.family in tied)
    return dates_moved or any(plan.new or plan.changed for plan in changes.edges if plan.batch.what == "HOLDS")


def tie(load: str, today: date) -> Statement:
    """The statement that makes CROSS_HOLDING anew."""
    text = resources.files("loaders").joinpath("cross_holding.cypher").read_text("utf-8")
    return text, {"as_of": today, "load": load}


def _statements(changes: Changes, load: str) -> list[Statement]:
    statements: list[Statement] = []

    def add(text: str, rows: Sequence[Sequence[Any]]) -> None:
        statements.extend((text, {"rows": some, "load": load}) for some in chunks(rows, ROWS_AT_ONCE))

    for plan in changes.nodes:
        names, rows = _values(plan, plan.new)
        add(create_nodes(plan.batch.owner, names), rows)
        names, rows = _values(plan, plan.changed)
        add(update_nodes(plan.batch.owner, names), rows)
    for edges in changes.edges:
        edge = edges.batch.owner
        families = list(zip(*(changes.ends.families[edge.type, side] for side in ("start", "end")), strict=True))
        for (start, end), group in groupby(sorted(edges.new, key=families.__getitem__), key=families.__getitem__):
            names, rows = _values(edges, list(group))
            add(create_edges(edge, start, end, names), rows)
        names, rows = _values(edges, edges.changed)
        add(update_edges(edge, names), rows)
    return statements


def _values(plan: Plan[Any], rows: list[int]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The properties that some of the rows state, and the rows as the statements take them."""
    if not rows:
        return [], []
    batch = plan.batch
    names = [name for name in batch.columns if name not in ("id", "start", "end")]
    columns = {name: _at(batch.columns[name], rows) for name in names}
    columns = {name: values for name, values in columns.items() if any(value is not None for value in values)}
    if isinstance(batch.owner, Node) and batch.owner.family.spelled and "name" in columns:
        # written with the name, and never compared: a file that changes no name changes no spelling
        columns["spelling"] = [name if name is None else spelling(name) for name in columns["name"]]
    columns["source_row"] = _at(batch.places(), rows)
    if isinstance(plan, EdgePlan):
        keys = _at(plan.keys, rows)
        if plan.old[rows[0]] is None:
            identity = [_at(batch.columns["start"], rows), _at(batch.columns["end"], rows), keys]
        else:
            identity = [[plan.present["key"][plan.old[i] or 0] for i in rows], [plan.key_after(i) for i in rows]]
    else:
        identity = [_at(batch.columns["id"], rows)]
    return list(columns), list(zip(*identity, *columns.values(), strict=True))


def _at(values: list[Any], rows: list[int]) -> list[Any]:
    return values if len(rows) == len(values) else [values[i] for i in rows]
