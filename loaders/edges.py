"""A list of who holds which post where (person, body, post, since, until) → persons, bodies and HOLDS.

`person` and `body` are ids; names stand beside them (`person_name`, `body_name`); where none does the id is the name.
Two persons of one name are two because their ids differ. A body whose id is a place of the graph is that place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from graph.errors import FileRefused
from graph.records import BETWEEN, RowError, Table, columns_of, quoted
from graph.schema import BODIES, ID, NAME, PEOPLE, PERSON, PLACES, SCHEMA
from graph.store import Store
from graph.words import did_you_mean, nearest
from loaders.cells import clean
from loaders.files import Sheet, read_sheets
from loaders.popolo_words import DEFAULT, body_label, classified
from loaders.present import Present
from loaders.report import FileRead
from loaders.workbook import NOTES, Reading, heading, parsed

HEADINGS = {
    "person": ("person", "人员", "人员编号", "person_id"),
    "person_name": ("person_name", "姓名", "人员姓名"),
    "body": ("body", "组织", "单位", "机构", "组织编号", "单位编号", "body_id"),
    "body_name": ("body_name", "组织名称", "单位名称", "机构名称"),
    "label": ("label", "body_label", "组织类别", "单位类别", "类别"),
    "post": ("post", "职务"),
    "since": ("since", "开始日期"),
    "until": ("until", "结束日期"),
}
NEEDED = ("person", "body", "post")
_HOLDS = columns_of(SCHEMA.edge["HOLDS"])
_AS = {"person": ID, "body": ID, "person_name": NAME, "body_name": NAME, "label": NAME}


@dataclass
class _Sheet:
    """A sheet's rows by column, each cell as what it means."""

    source: str
    rows: list[int]
    values: dict[str, list[Any]]
    titles: dict[str, str]

    def fault(self, at: int, column: str, code: str, message: str, suggestion: str = "") -> RowError:
        file, _, name = self.source.partition(BETWEEN)
        value = quoted(self.values[column][at])
        return RowError(file, name, self.rows[at], self.titles[column], code, value, message, suggestion)

    def place(self, at: int) -> str:
        return f"{self.source}{BETWEEN}{self.rows[at]}"

    def column(self, name: str) -> list[Any]:
        return self.values.get(name) or [None] * len(self.rows)


@dataclass
class _Named:
    """An id, where it stands first, and what is said of it: its name and its label, each with where that stands."""

    sheet: _Sheet
    at: int
    said: dict[str, tuple[str, str]] = field(default_factory=dict)

    def get(self, what: str) -> str | None:
        return self.said[what][0] if what in self.said else None


def read(paths: Sequence[Path], store: Store, *, today: date, default: str = DEFAULT) -> Reading:  # noqa: ARG001
    """Read lists of posts from csv, xlsx or Parquet; all of them are one list.

    Parameters
    ----------
    paths
        The files.
    store
        Where ids are looked up: what is in the graph keeps its label, and its name where the list has none.
    today
        As readers of all forms take it; a list has whole days, so nothing depends on it.
    default
        Label of bodies of which the list says none, in either language.

    Raises
    ------
    FileRefused
        A file cannot be read, or has no row.
    InvalidInput
        `default` is no label of organisations.
    """
    label, reading = body_label(default), Reading()
    sheets = [read for path in paths for sheet in read_sheets(path) if (read := _sheet(sheet, reading))]
    if not any(sheet.rows for sheet in sheets) and not reading.faults:
        raise FileRefused("There is not one row below the headings of what was named, so there is nothing to load.")
    persons, bodies = _named(sheets, "person", reading), _named(sheets, "body", reading)
    present = Present(store)
    there = {
        family.name: present.named(family, ids)
        for family, ids in ((PEOPLE, persons), (BODIES, bodies), (PLACES, bodies))
    }
    places = there["Place"].keys() - there["Body"].keys()
    taken = {id_: one for id_, one in bodies.items() if id_ not in places}
    reading.tables += _nodes(persons, "person", there["Person"], PERSON.label)
    reading.tables += _nodes(taken, "body", there["Body"], label)
    if new := [id_ for id_, one in taken.items() if one.get("label") is None and id_ not in there["Body"]]:
        reading.notes.append(f"Taken as {label}, for the list has no label (--as names another): {len(new)} bodies.")
    if places:
        reading.notes.append(f"Posts held at places of the graph, and in no body: those at {len(places)} ids.")
    for sheet in sheets:
        own = {"start": "person", "end": "body", "post": "post", "since": "since", "until": "until"}
        own = {name: column for name, column in own.items() if column in sheet.values}
        columns = {name: sheet.values[column] for name, column in own.items()}
        titles = {name: sheet.titles[column] for name, column in own.items()}
        reading.tables.append(Table("HOLDS", columns, sheet.source, sheet.rows, titles))
    return reading


def _sheet(sheet: Sheet, reading: Reading) -> _Sheet | None:
    """The rows of a sheet, all faults of its cells told; None where it is for people, or lacks a heading."""
    rows = [tuple(clean(cell) for cell in row) for row in sheet.rows]
    first = next((at for at, row in enumerate(rows) if any(row)), None)
    if heading(sheet.name).startswith(NOTES) or first is None:
        return None

    def fault(row: int, column: str | None, code: str, value: str | None, message: str, like: str = "") -> None:
        reading.faults.append(RowError(sheet.path, sheet.name, row, column or "", code, quoted(value), message, like))

    body = [(at + 1, row) for at, row in enumerate(rows) if at > first and any(row)]
    reading.files.append(FileRead(sheet.path, sheet.name, len(body), sheet.encoding))
    known = {word: name for name, words in HEADINGS.items() for word in words}
    width = max(len(row) for row in rows[first:])
    columns: dict[str, int] = {}
    for at in range(width):
        title = rows[first][at] if at < len(rows[first]) else None
        name = known.get(heading(title))
        if name is None and (title or any(at < len(row) and row[at] for _, row in body)):
            message = f"is no heading of such a list; it may have {', '.join(HEADINGS)}."
            fault(first + 1, title, "unknown-heading", title, message, nearest(title or "", known))
        elif name in columns:
            fault(first + 1, title, "unknown-heading", title, f"{name} stands twice.")
        elif name is not None:
            columns[name] = at
    for name in NEEDED:
        if name not in columns:
            words = " or ".join(HEADINGS[name][:2])
            hint = (
                " 姓名 is a name, which two people may share." if name == "person" and "person_name" in columns else ""
            )
            fault(first + 1, name, "missing-heading", None, f"The column {words} is needed.{hint}")
    if not columns.keys() >= set(NEEDED):
        return None
    read = {name: (at, _HOLDS.get(name) or _AS[name]) for name, at in columns.items()}
    values = parsed(sheet, first, rows[first], body, read, fault)
    titles = {name: rows[first][at] or name for name, at in columns.items()}
    return _Sheet(f"{sheet.path}{BETWEEN}{sheet.name}", [row for row, _ in body], values, titles)


def _named(sheets: Iterable[_Sheet], what: str, reading: Reading) -> dict[str, _Named]:
    """Id → what is said of it; that an id has two names or two labels is a fault."""
    found: dict[str, _Named] = {}
    for sheet in sheets:
        names, labels = sheet.column(f"{what}_name"), sheet.column("label" if what == "body" else "")
        for at, (id_, name, word) in enumerate(zip(sheet.values[what], names, labels, strict=True)):
            if id_ is None:
                continue
            one = found.setdefault(id_, _Named(sheet, at))
            label = classified(word)[0]
            if word and label is None:
                message = f"is no label of an organisation. {did_you_mean(word, SCHEMA.labels((BODIES,)))}"
                reading.faults.append(sheet.fault(at, "label", "not-allowed", message))
            for kind, column, value in (("name", f"{what}_name", name), ("label", "label", label)):
                first, where = one.said.setdefault(kind, (value, sheet.place(at))) if value else (None, "")
                if value != first:
                    message = f"is another {kind} of {quoted(id_)} than {where} says; an id is of one {what} alone."
                    reading.faults.append(sheet.fault(at, column, f"two-{kind}s", message))
    return found


def _nodes(named: dict[str, _Named], what: str, known: dict[str, tuple[str, str]], default: str) -> Iterable[Table]:
    """Tables of what is new, or of which something is said; each record where its id stands first."""
    rows: dict[tuple[str, str], list[tuple[str, str, _Named]]] = {}
    for id_, one in named.items():
        if id_ not in known or one.said:
            label, name = known.get(id_, (default, id_))
            key = one.get("label") or label, one.sheet.source
            rows.setdefault(key, []).append((id_, one.get("name") or name, one))
    for (label, source), of in rows.items():
        columns: dict[str, list[Any]] = {"id": [id_ for id_, _, _ in of], "name": [name for _, name, _ in of]}
        titles = of[0][2].sheet.titles
        heads = {"id": titles[what], "name": titles.get(f"{what}_name", titles[what])}
        yield Table(label, columns, source, [one.sheet.rows[one.at] for _, _, one in of], heads)
