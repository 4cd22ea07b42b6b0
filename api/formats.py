"""How rows leave: JSON, NDJSON, csv or xlsx. Rows are read once and in order, so that a million needs no more memory.

JSON and NDJSON say everything. Csv and xlsx are for people and their spreadsheets: a list of references is their names,
whatever is deeper is its JSON, and no text is ever taken for a formula.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from typing import IO, Any, Literal

import orjson

from api.output import HEADINGS, plain, word
from graph.views.export import FORMS, write
from graph.views.picture import Picture
from graph.words import spreadsheet_safe

Format = Literal["json", "csv", "ndjson", "xlsx"]
MEDIA: dict[str, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PictureFormat = Literal["json", "html", "svg", "png", "csv", "graphml", "gexf", "picture"]
PICTURES: dict[str, str] = {
    "json": MEDIA["json"],
    **{form: told.media for form, told in FORMS.items() if form != "json"},
    "picture": "application/vnd.wangge.picture+json",
}
"""Forms of an answer that is a picture; as `picture` it is the file that `wangge export picture` opens again."""
AT_ONCE = 1_000  # rows in one piece of a stream
SHEET = 1_048_575  # rows that a sheet of Excel holds below its headings


def json(value: Any) -> bytes:
    """A document."""
    return orjson.dumps(value, default=plain)


def ndjson(rows: Iterable[Any]) -> Iterator[bytes]:
    """A line for each row."""
    for some in _parts(rows):
        yield b"".join(orjson.dumps(row, default=plain, option=orjson.OPT_APPEND_NEWLINE) for row in some)


def csv_lines(rows: Iterable[Any], columns: Sequence[str], lang: str | None) -> Iterator[bytes]:
    """A table that Excel opens as UTF-8; headings in `lang`, or, without one, the names of the fields."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(headings(columns, lang))
    yield "\ufeff".encode()
    for some in _parts(rows):
        writer.writerows([spreadsheet_safe(cell(row[name], lang)) for name in columns] for row in map(_fields, some))
        yield _emptied(buffer)
    if rest := _emptied(buffer):
        yield rest


def xlsx(rows: Iterable[Any], columns: Sequence[str], lang: str | None) -> IO[bytes]:
    """A workbook in a temporary file, at its beginning; what does not fit on one sheet goes on in the next."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet: Any = None
    left = 0
    for row in map(_fields, rows):
        if not left:
            sheet, left = book.create_sheet(), SHEET
            sheet.append(headings(columns, lang))
        cells = []
        for name in columns:
            value = cell(row[name], lang)
            if isinstance(value, str):
                text = WriteOnlyCell(sheet, value)
                text.data_type = "s"  # a name that begins with = is a name, and no formula
                value = text
            cells.append(value)
        sheet.append(cells)
        left -= 1
    if sheet is None:
        book.create_sheet().append(headings(columns, lang))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def drawn(picture: Picture, form: str, lang: str | None) -> tuple[bytes, str]:
    """A picture as a file, and the end of its name.

    Raises
    ------
    InvalidInput
        It cannot be written on this machine: PNG needs a font with Chinese.
    """
    name = "json" if form == "picture" else form
    return write(picture, name, lang=lang or "zh"), FORMS[name].suffix


def headings(columns: Sequence[str], lang: str | None) -> list[str]:
    """Headings of a table."""
    if lang is None:
        return list(columns)
    return [HEADINGS[name][lang == "zh"] if name in HEADINGS else name for name in columns]


def cell(value: Any, lang: str | None) -> Any:
    """A value as a cell holds it."""
    if isinstance(value, str):
        return word(value, lang) if lang else value
    if isinstance(value, datetime):
        return value.isoformat()  # with its zone, which Excel's own moments have not
    if value is None or isinstance(value, bool | int | float | date):
        return value
    if isinstance(value, list | tuple):
        if all(isinstance(one, str) for one in value):
            return "、".join(word(one, lang) if lang else one for one in value)
        named = [_named(one) for one in value]
        if all(named):
            return "、".join(map(str, named))
    return json(value).decode()


def _named(one: Any) -> str | None:
    """The name of a reference: of a small row that has an id and a name."""
    row = vars(one) if is_dataclass(one) else one if isinstance(one, Mapping) else {}
    return row.get("name") if "id" in row else None


def _fields(row: Any) -> Mapping[str, Any]:
    return row if isinstance(row, Mapping) else vars(row)


def _parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
