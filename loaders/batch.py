"""All records of one kind of a load, from however many tables, each still with its address."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Generic, TypeVar

from graph.model import Edge, Node
from graph.records import RowError, Table, check
from graph.schema import SCHEMA

Owner = TypeVar("Owner", Node, Edge)


@dataclass(frozen=True)
class Batch(Generic[Owner]):
    """`columns` are the tables' own, one after the other.

    A value that cannot be used to tell records apart or to compare days is None in them, and its record is in
    `broken`: its other values are still judged, but nothing is concluded from what is missing.
    """

    owner: Owner
    tables: list[Table]
    columns: dict[str, list[Any]]
    broken: frozenset[int]
    firsts: list[int]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def what(self) -> str:
        return self.owner.label if isinstance(self.owner, Node) else self.owner.type

    def _locate(self, index: int) -> tuple[Table, int]:
        table = bisect_right(self.firsts, index) - 1
        return self.tables[table], index - self.firsts[table]

    def fault(self, index: int, column: str, code: str, message: str, suggestion: str = "") -> RowError:
        table, row = self._locate(index)
        return table.fault(row, column, code, message, suggestion)

    def place(self, index: int) -> str:
        table, row = self._locate(index)
        return table.place(row)

    def places(self) -> list[str]:
        return [table.place(index) for table in self.tables for index in range(len(table))]

    def only(self, rows: Sequence[int]) -> Batch[Owner]:
        """Some of its records, one at least, in ascending order; each still with its address."""
        at = {row: index for index, row in enumerate(rows)}
        tables: list[Table] = []
        for first, table in zip(self.firsts, self.tables, strict=True):
            kept = [row - first for row in rows if first <= row < first + len(table)]
            if not kept:
                continue
            columns = {name: [values[i] for i in kept] for name, values in table.columns.items()}
            tables.append(Table(table.what, columns, table.source, [table.row(i) for i in kept], table.headings))
        columns = {name: [values[i] for i in rows] for name, values in self.columns.items()}
        broken = frozenset(at[row] for row in self.broken if row in at)
        return Batch(self.owner, tables, columns, broken, [0, *accumulate(map(len, tables))][:-1])

    def column(self, name: str) -> list[Any]:
        return self.columns.get(name) or [None] * len(self)


def gather(
    tables: Sequence[Table], found: Sequence[RowError] = ()
) -> tuple[list[Batch[Node]], list[Batch[Edge]], list[RowError]]:
    """Judge every value of the tables and join those of one kind, in the schema's order.

    Parameters
    ----------
    tables
        What was read.
    found
        Faults that the reader of a file has found already; their rows count as broken, and no second fault is
        reported for the same cell.
    """
    faults: list[RowError] = []
    blamed = {(fault.file, fault.sheet, fault.row, fault.column) for fault in found}
    rows = {address[:3] for address in blamed}
    broken: dict[int, set[int]] = {}
    cleaned: dict[int, Table] = {}
    for table in tables:
        bad = broken[id(table)] = _rows_at(table, rows) if rows else set()
        telling = _telling(table.owner)
        blank: dict[str, list[Any]] = {}
        for index, column, fault in check(table):
            if (fault.file, fault.sheet, fault.row, fault.column) not in blamed:
                faults.append(fault)
            if column in telling and column in table.columns:
                bad.add(index)
                blank.setdefault(column, list(table.columns[column]))[index] = None
            elif column in telling:
                bad.update(range(len(table)))
        cleaned[id(table)] = (
            Table(table.what, {**table.columns, **blank}, table.source, table.rows, table.headings) if blank else table
        )
    nodes = [_join(n, cleaned, broken, [t for t in tables if t.what == n.label and len(t)]) for n in SCHEMA.nodes]
    edges = [_join(e, cleaned, broken, [t for t in tables if t.what == e.type and len(t)]) for e in SCHEMA.edges]
    return [b for b in nodes if b], [b for b in edges if b], faults


def _telling(owner: Node | Edge) -> frozenset[str]:
    own = ("id",) if isinstance(owner, Node) else ("start", "end", *owner.told_apart)
    return frozenset((*own, "since", "until"))


def _rows_at(table: Table, addresses: Iterable[tuple[str, str, int]]) -> set[int]:
    file, sheet = (probe := table.fault(0, "", "", "")).file, probe.sheet if len(table) else ""
    wanted = {row for f, s, row in addresses if (f, s) == (file, sheet)}
    return {index for index in range(len(table)) if table.row(index) in wanted} if wanted else set()


def _join(
    owner: Owner, cleaned: dict[int, Table], broken: dict[int, set[int]], tables: list[Table]
) -> Batch[Owner] | None:
    if not tables:
        return None
    firsts = [0, *accumulate(len(table) for table in tables)][:-1]
    parts = [cleaned[id(table)] for table in tables]
    if len(parts) == 1:
        columns = parts[0].columns
    else:
        names = list(dict.fromkeys(name for table in parts for name in table.columns))
        columns = {
            name: [value for table in parts for value in table.columns.get(name) or [None] * len(table)]
            for name in names
        }
    bad = frozenset(first + index for first, table in zip(firsts, tables, strict=True) for index in broken[id(table)])
    return Batch(owner, tables, columns, bad, firsts)
