"""Issue types and who handles them: a table that pairs a type with *functions* of bodies, so it holds in any county.

Which department handles which type is in none of the sources; the project's own table says so in every `HANDLED_BY` it
draws, and a user's own table replaces it, type by type. A route picks among the bodies of a function by jurisdiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from cypher.routing import functions, pairs
from cypher.routing.rows import PairRow
from graph.errors import FileRefused
from graph.records import BETWEEN, RowError, Table, quoted
from graph.schema import SCHEMA
from graph.store import Store
from graph.words import did_you_mean, nearest
from loaders.files import Sheet, read_sheets
from loaders.workbook import Reading

FILE = "issue_types.csv"
PROJECT = "project"  # what the table that ships is called
NODE = ("id", "name", "name_en", "mode", "note", "solvable_at", "promised_days")
COLUMNS = (*NODE, "synonyms", "lead", "joint", "deadline_days", "source")
DAYS = ("promised_days", "deadline_days")
NEEDED = ("id", "name", "lead", "source")
EVER = date(2200, 1, 1)  # a load never erases a value: what is paired again ends on no day that matters


class Kind(NamedTuple):
    """A row of a table: its number as a person counts, and its cells; lists are split at `;`."""

    row: int
    cells: dict[str, str | None]

    def days(self, column: str) -> int | None:
        """Working days; none where the cell is blank, or no whole number, which is a fault of its own."""
        text = self.cells.get(column) or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    def words(self, column: str) -> list[str]:
        return [word for part in (self.cells.get(column) or "").split(";") if (word := part.strip())]


def read(name: str) -> tuple[str, list[Kind], list[RowError]]:
    """A table of issue types: `project` is the one that ships, else a csv file or a workbook of one sheet.

    Returns
    -------
    The file's name, its rows, and the faults of rows: what is missing, unknown, or stands twice.

    Raises
    ------
    FileRefused
        The file cannot be read, has several sheets, or lacks a column.
    """
    if name == PROJECT:
        return FILE, list(shipped()), []
    sheets = read_sheets(Path(name))
    if len(sheets) != 1:
        raise FileRefused(f"{name} has {len(sheets)} sheets; a table of issue types is one.")
    kinds = _kinds(sheets[0])
    return Path(name).name, kinds, list(_faults(sheets[0], kinds))


@cache
def shipped() -> tuple[Kind, ...]:
    """The project's own table."""
    with resources.as_file(resources.files("loaders").joinpath("data", FILE)) as path:
        return tuple(_kinds(read_sheets(path)[0]))


def add(store: Store, name: str, reading: Reading, today: date) -> str:
    """Add a table to what a load reads, paired with bodies of the graph and of the load itself; its file's name.

    Parameters
    ----------
    name
        As `read` takes it.
    reading
        What else is loaded; tables, faults and notes are added to it, and no table where the file has faults.
    today
        The day on which pairs end that the table no longer has.
    """
    file, kinds, faults = read(name)
    reading.faults += faults
    new = [
        (id_, function)
        for table in reading.tables
        if table.what in ("Department", "Institution") and "function" in table.columns
        for id_, function in zip(table.columns["id"], table.columns["function"], strict=True)
        if function
    ]
    bodies = dict([*((row.id, row.function) for row in functions(store)), *new])
    if not faults:
        before = pairs(store, issue_types=[kind.cells["id"] or "" for kind in kinds])
        reading.tables += tables(bodies.items(), kinds, file, before, today)
    if unmet := _unmet(kinds, bodies.values()):
        reading.notes.append(f"{file}: no department or institution has the function {', '.join(unmet)}.")
    return file


def tables(
    bodies: Iterable[tuple[str, str]],
    kinds: Sequence[Kind] | None = None,
    file: str = FILE,
    before: Sequence[PairRow] = (),
    today: date = EVER,
) -> list[Table]:
    """Issue types, and `HANDLED_BY` from each to the bodies of its functions.

    Parameters
    ----------
    bodies
        Id and `function` of each department or institution.
    kinds, file
        Rows and name of a table; the project's own if left out.
    before
        Who handles these types in the graph already; those that the table no longer pairs end `today`.
    """
    rows, of = shipped() if kinds is None else kinds, dict[str, list[str]]()
    for body, function in bodies:
        of.setdefault(function, []).append(body)
    paired = {
        (kind.cells["id"] or "", body, role): (f"{file}, {kind.cells['source']}", None)
        for kind in rows
        for role in ("lead", "joint")
        for function in kind.words(role)
        for body in of.get(function, ())
    }
    handled: dict[tuple[str, str, str], tuple[str, date | None]] = dict(paired)
    for old in before:
        key = (old.issue_type, old.body, old.role)
        if key in paired and old.until:
            handled[key] = (paired[key][0], EVER)
        elif key not in paired and not (old.until and old.until <= today):
            handled[key] = (old.source, today)
    nodes: dict[str, list[Any]] = {name: [kind.cells.get(name) for kind in rows] for name in NODE}
    nodes |= {"synonyms": [kind.words("synonyms") or None for kind in rows]}
    nodes["promised_days"] = [kind.days("promised_days") for kind in rows]
    terms = {kind.cells["id"]: kind.days("deadline_days") for kind in rows}
    edges: dict[str, list[Any]] = {
        **{name: [key[i] for key in handled] for i, name in enumerate(("start", "end", "role"))},
        "source": [source for source, _ in handled.values()],
        **(
            {"deadline_days": [terms.get(key[0]) if key in paired and key[2] == "lead" else None for key in handled]}
            if any(terms.values())
            else {}
        ),
        **({"until": [until for _, until in handled.values()]} if any(until for _, until in handled.values()) else {}),
    }
    return [
        Table("IssueType", nodes, _source(file, "IssueType"), [kind.row for kind in rows]),
        *([Table("HANDLED_BY", edges, _source(file, "HANDLED_BY"))] if handled else []),
    ]


def _unmet(kinds: Iterable[Kind], functions: Iterable[str]) -> list[str]:
    """Functions that a table names and no body has, in order."""
    named = {function for kind in kinds for role in ("lead", "joint") for function in kind.words(role)}
    return sorted(named - set(functions))


def _kinds(sheet: Sheet) -> list[Kind]:
    titles = [(title or "").strip().lower() for title in sheet.rows[0]] if sheet.rows else []
    missing = [column for column in NEEDED if column not in titles]
    unknown = [title for title in titles if title not in COLUMNS]
    if missing or unknown:
        wrong = f"lacks the column {missing[0]}" if missing else f"has the column {quoted(unknown[0])}"
        near = nearest(unknown[0], COLUMNS) if unknown and not missing else ""
        hint = f" ({near} is meant?)" if near else ""
        raise FileRefused(f"{sheet.path} {wrong}{hint}; a table of issue types has {', '.join(COLUMNS)}.")
    filled = ((number, [(cell or "").strip() or None for cell in row]) for number, row in enumerate(sheet.rows[1:], 2))
    return [Kind(number, dict(zip(titles, cells, strict=False))) for number, cells in filled if any(cells)]


def _faults(sheet: Sheet, kinds: Sequence[Kind]) -> Iterator[RowError]:
    def fault(kind: Kind, column: str, code: str, value: str | None, message: str) -> RowError:
        return RowError(sheet.path, sheet.name, kind.row, column, code, quoted(value), message)

    ids: dict[str, int] = {}
    said: dict[str, Kind] = {}
    for kind in kinds:
        for column in NEEDED:
            if not kind.cells.get(column):
                why = {"lead": "no function leads: write one, such as housing", "source": "say who pairs them"}
                yield fault(kind, column, "missing", None, f"{why.get(column, f'{column} is needed')}.")
        for column in DAYS:
            if kind.cells.get(column) and kind.days(column) is None:
                yield fault(kind, column, "wrong-type", kind.cells[column], "is no whole number of working days.")
        level = kind.cells.get("solvable_at")
        if level and level not in SCHEMA.level:
            yield fault(kind, "solvable_at", "not-allowed", level, f"is no level. {did_you_mean(level, SCHEMA.level)}")
        id_ = kind.cells.get("id")
        if id_ and ids.setdefault(id_, kind.row) != kind.row:
            yield fault(kind, "id", "duplicate", id_, f"stands in row {ids[id_]} already; keep one of the two.")
        for word in dict.fromkeys([*filter(None, [kind.cells.get("name")]), *kind.words("synonyms")]):
            other = said.setdefault(word, kind)
            if other.cells.get("id") != id_:
                message = f"names {other.cells.get('id')} of row {other.row} too."
                yield fault(kind, "synonyms", "duplicate", word, message)


def _source(file: str, sheet: str) -> str:
    return f"{file}{BETWEEN}{sheet}"
