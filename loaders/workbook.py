"""A workbook → tables of records: one sheet for each label or edge type, headings in Chinese or English.

A sheet or a heading that is not known is a fault, never left out: what a person renamed must not be lost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import FileRefused
from graph.model import Edge, Node, Property
from graph.records import BETWEEN, RowError, Table, columns_of, loadable, quoted
from graph.words import nearest
from loaders import divisions
from loaders.cells import clean, parse, plain
from loaders.files import Cell, Sheet, read_sheets
from loaders.report import FileRead

NOTES = ("说明", "备注", "注释", "readme", "notes")  # a sheet whose name starts so is for people
CODE = ("code", "区划代码", "统计用区划代码", "代码")
NAME = ("name", "名称")
DIVISION_CODES = tuple(divisions.LEVELS)


@dataclass
class Reading:
    """What files say: tables of records, and what their reader found on the way."""

    tables: list[Table] = field(default_factory=list)
    faults: list[RowError] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(paths: Iterable[Path]) -> Reading:
    """Read workbooks, csv files and folders of csv.

    Raises
    ------
    FileRefused
        A path that is nothing that can be read, or that holds not one record.
    """
    reading = Reading()
    for path in paths:
        before = sum(file.rows for file in reading.files)
        for sheet in read_sheets(path):
            _read_sheet(sheet, reading)
        if sum(file.rows for file in reading.files) == before and not reading.faults:
            raise FileRefused(f"{path} holds no record: not one row below its headings.")
    return reading


@cache
def sheets() -> dict[str, Node | Edge]:
    """Sheet name in either language, small letters → what it holds; what a file cannot hold is not among them."""
    return {name: owner for what, owner in loadable().items() for name in (owner.zh, what.lower())}


@cache
def headings(owner: Node | Edge) -> dict[str, Property]:
    """Heading in either language, small letters → property."""
    columns = columns_of(owner).values()
    return {prop.zh: prop for prop in columns} | {prop.name: prop for prop in columns}


def _read_sheet(sheet: Sheet, reading: Reading) -> None:
    rows = [tuple(clean(cell) for cell in row) for row in sheet.rows]
    first = next((at for at, row in enumerate(rows) if any(row)), None)
    name = heading(sheet.name)
    if name.startswith(NOTES):
        return
    owner = sheets().get(name)
    titles = [] if first is None else [heading(cell) for cell in rows[first]]
    body = [] if first is None else [(at + 1, row) for at, row in enumerate(rows) if at > first and any(row)]
    reading.files.append(FileRead(sheet.path, sheet.name, len(body), sheet.encoding))
    if owner is None:
        code, called = _among(titles, CODE), _among(titles, NAME)
        if code is not None and called is not None and not {"id", "编号"} & set(titles):
            _read_divisions(sheet, body, code, called, rows[first or 0], reading)
        else:
            names = [name for what, owner in loadable().items() for name in (owner.zh, what)]
            like = nearest(sheet.name, names)
            message = "is no kind of record, so its rows cannot be read; a sheet of notes starts with 说明 or README."
            reading.faults.append(
                RowError(sheet.path, sheet.name, 0, "", "unknown-sheet", quoted(sheet.name), message, like)
            )
        return
    if first is not None:
        _read_records(sheet, owner, first, rows[first], body, reading)


def heading(text: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", text or "").split()).rstrip("*").lower()


def _among(titles: Sequence[str], wanted: tuple[str, ...]) -> int | None:
    return next((at for at, title in enumerate(titles) if title in wanted), None)


# --- records ------------------------------------------------------------------------------------------------


def _read_records(
    sheet: Sheet,
    owner: Node | Edge,
    first: int,
    titles: tuple[Cell, ...],
    body: list[tuple[int, tuple[Cell, ...]]],
    reading: Reading,
) -> None:
    def fault(row: int, column: str, code: str, value: Cell, message: str, suggestion: str = "") -> None:
        reading.faults.append(RowError(sheet.path, sheet.name, row, column, code, quoted(value), message, suggestion))

    known = headings(owner)
    columns: dict[int, Property] = {}
    for at in range(max([len(titles), *(len(row) for _, row in body)])):
        title = titles[at] if at < len(titles) else None
        prop = known.get(heading(title))
        if prop is None and (title or any(at < len(row) and row[at] for _, row in body)):
            message = f"is no heading of {owner.zh}; it may have {', '.join(p.zh for p in columns_of(owner).values())}."
            names = [name for p in columns_of(owner).values() for name in (p.zh, p.name)]
            fault(first + 1, title or "", "unknown-heading", title, message, nearest(title or "", names))
        elif prop in columns.values() and prop is not None:
            fault(first + 1, title or "", "unknown-heading", title, f"{prop.zh} ({prop.name}) stands twice.")
        elif prop is not None:
            columns[at] = prop
    identity = ("id",) if isinstance(owner, Node) else ("start", "end")
    missing = [prop for name in identity if (prop := columns_of(owner)[name]) not in columns.values()]
    for prop in missing:
        fault(first + 1, prop.zh, "missing-heading", None, f"The column {prop.zh} ({prop.name}) is needed.")
    values = parsed(sheet, first, titles, body, {prop.name: (at, prop) for at, prop in columns.items()}, fault)
    if not missing and body:
        written = {prop.name: titles[at] or prop.name for at, prop in columns.items()}
        source = f"{sheet.path}{BETWEEN}{sheet.name}"
        reading.tables.append(
            Table(
                owner.label if isinstance(owner, Node) else owner.type,
                values,
                source,
                [row for row, _ in body],
                written,
            )
        )


def parsed(
    sheet: Sheet,
    first: int,
    titles: tuple[Cell, ...],
    body: list[tuple[int, tuple[Cell, ...]]],
    columns: Mapping[str, tuple[int, Property]],
    fault: Callable[[int, str, str, Cell, str], None],
) -> dict[str, list[Any]]:
    """The cells of columns as what they mean, by the columns' names; a fault of each that has no value."""
    values: dict[str, list[Any]] = {}
    for name, (at, prop) in columns.items():
        cells = [row[at] if at < len(row) else None for _, row in body]
        meant = {cell: parse(prop, cell, serials=sheet.serials) for cell in set(cells)}
        values[name] = [meant[cell][0] for cell in cells]
        if any(problem for _, problem in meant.values()):
            for (row, _), cell in zip(body, cells, strict=True):
                if problem := meant[cell][1]:
                    fault(row, titles[at] or "", problem[0], cell, problem[1])
    read = {at for at, _ in columns.values()}
    for row, at, why in sheet.lost:
        if row > first + 1 and at in read:
            fault(row, titles[at] or "", "wrong-type", None, why)
    return values


# --- divisions ----------------------------------------------------------------------------------------------


def _read_divisions(
    sheet: Sheet,
    body: list[tuple[int, tuple[Cell, ...]]],
    code: int,
    called: int,
    titles: tuple[Cell, ...],
    reading: Reading,
) -> None:
    """A list of national statistical codes, known by its headings: `code` and `name`, and no id."""
    codes: list[str | None] = []
    names: list[str | None] = []
    rows: list[int] = []
    for row, cells in body:
        text = cells[code] if code < len(cells) else None
        digits = divisions.shortened(plain(text)) if text else None
        if digits is None or not digits.isdigit() or len(digits) not in DIVISION_CODES:
            message = f"is no statistical code; one has {', '.join(map(str, DIVISION_CODES))} digits."
            if digits is not None and digits.isdigit() and len(digits) == 2:
                message = "is the code of a province, which is no place here; take the row out."
            reading.faults.append(
                RowError(sheet.path, sheet.name, row, titles[code] or "", "bad-code", quoted(text), message)
            )
            continue
        codes.append(digits)
        names.append(cells[called] if called < len(cells) else None)
        rows.append(row)
    heads = {"code": titles[code] or "code", "name": titles[called] or "name"}
    reading.tables += divisions.from_codes(codes, names, f"{sheet.path}{BETWEEN}{sheet.name}", rows, heads)
    reading.notes += divisions.disagreements(codes, names)
