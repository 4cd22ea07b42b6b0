"""Files → sheets of text cells: xlsx, csv, Parquet, or a folder. What cannot be read is refused in one sentence."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import FileRefused
from loaders.survey import MOST_CELLS, MOST_COLUMNS, MOST_TEXT, survey

Cell = str | None
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Sheet:
    """Rows of text cells; `rows[0]` is row 1 as a person counts. `lost` are cells without a value: row, column, why."""

    path: str
    name: str
    rows: list[tuple[Cell, ...]]
    encoding: str = ""
    serials: bool = False
    lost: list[tuple[int, int, str]] = field(default_factory=list)


def read_sheets(path: Path) -> list[Sheet]:
    """All sheets of a file or folder.

    Raises
    ------
    FileRefused
        There is nothing there, it may not be read, or it is neither xlsx nor csv nor Parquet.
    """
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix.lower() in (".csv", ".parquet"))
            if not files:
                raise FileRefused(
                    f"The folder {path} holds no csv and no Parquet; name a folder with one file for each kind."
                )
            return [_parquet(file) if file.suffix.lower() == ".parquet" else _csv(file) for file in files]
        start = _start(path)
        if start.startswith(_PARQUET):
            return [_parquet(path)]
        if path.suffix.lower() in (".csv", ".txt"):
            return [_csv(path)]
        if start.startswith(_OLE):
            raise FileRefused(
                f"{path} is protected by a password or is an old .xls workbook; save it as .xlsx without a password."
            )
        if not start.startswith(_ZIP):
            raise FileRefused(
                f"{path} is not a workbook: it is neither .xlsx nor Parquet nor a text file that ends in .csv."
            )
        return _xlsx(path)
    except FileNotFoundError as error:
        raise FileRefused(f"There is no file or folder {path}.") from error
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}.") from error


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise FileRefused(f"{path} is empty.")
    return start


# --- csv ----------------------------------------------------------------------------------------------------


def decode(data: bytes, path: Path, form: str = "csv") -> tuple[str, str]:
    """Text and the encoding it was in, found by decoding strictly, never by guessing from letters."""
    if data.startswith(b"\xef\xbb\xbf"):
        candidates = {"UTF-8 with BOM": "utf-8-sig"}
    elif data.startswith(_UTF16):
        raise FileRefused(f"{path} is UTF-16 text; save it as UTF-8 (in Excel: CSV UTF-8).")
    else:
        candidates = {"UTF-8": "utf-8", "GB18030": "gb18030"}
    if b"\x00" in data:
        raise FileRefused(f"{path} is not text: byte {data.index(0)} is zero. Save it as {form} in UTF-8.")
    wrong = []
    for name, codec in candidates.items():
        try:
            return data.decode(codec), name
        except UnicodeDecodeError as error:
            wrong.append(f"{name} (byte {error.start})")
    raise FileRefused(f"{path} is not {' and not '.join(wrong)}; save it as {form} in UTF-8.")


def _csv(path: Path) -> Sheet:
    data = path.read_bytes()
    if not data.strip():
        raise FileRefused(f"{path} is empty.")
    text, encoding = decode(data, path)
    first = text.split("\n", 1)[0]
    for mark, name in (
        ("\t", "tabs"),
        (";", "semicolons"),
        ("；", "full-width semicolons"),
        ("，", "full-width commas"),
    ):
        if mark in first and "," not in first:
            raise FileRefused(f"{path} sets its columns apart by {name}; save it as csv with commas.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    try:
        for row in reader:
            cells += max(len(row), 1)
            if len(row) > MOST_COLUMNS or cells > MOST_CELLS:
                raise FileRefused(
                    f"{path} has at line {reader.line_num} more than is read at once: {MOST_COLUMNS} columns, and "
                    f"{MOST_CELLS} cells in all; load it in parts."
                )
            rows.append(tuple(row))
    except csv.Error as error:
        hint = ""
        if "field limit" in str(error):
            hint = "; a cell is far too long there, or a quotation mark before it is not closed"
        raise FileRefused(f"{path} is not csv at line {reader.line_num}: {error}{hint}.") from error
    return Sheet(path.name, path.stem, rows, encoding)


# --- Parquet ------------------------------------------------------------------------------------------------


def _parquet(path: Path) -> Sheet:
    """Values as the cells of a csv would say them; its first record is row 2, as in a csv with headings."""
    import polars as pl

    from loaders.frames import joined

    try:
        lazy = pl.scan_parquet(path, glob=False)
        columns, rows = len(lazy.collect_schema()), lazy.select(pl.len()).collect().item()
        if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            raise FileRefused(
                f"{path} has {rows} rows of {columns} columns; at most {MOST_CELLS} cells in {MOST_COLUMNS} columns "
                "are read at once, so load it in parts."
            )
        frame = lazy.collect()
        cells = []
        for name, kind in frame.schema.items():
            if isinstance(kind, pl.Struct | pl.Array) or kind in (pl.Binary, pl.Object):
                raise FileRefused(f"{path} has in {name[:40]!r} what no cell can hold ({kind}); write text or numbers.")
            cells.append(joined(name) if kind == pl.List else pl.col(name))
        texts = frame.select(cells).cast(pl.String)
        if sum(column.str.len_bytes().sum() or 0 for column in texts) > MOST_TEXT:
            raise FileRefused(f"{path} holds texts of more than {MOST_TEXT // 2**20} MiB; load it in parts.")
    except pl.exceptions.PolarsError as error:
        raise FileRefused(f"{path} is not a whole Parquet file ({str(error).splitlines()[0][:100]}).") from error
    return Sheet(path.name, path.stem, [tuple(texts.columns), *texts.rows()])


# --- xlsx ---------------------------------------------------------------------------------------------------


def _xlsx(path: Path) -> list[Sheet]:
    import fastexcel

    surveyed = survey(path)
    try:
        book: Any = fastexcel.read_excel(path)
        sheets = []
        for name in book.sheet_names:
            if name not in surveyed:
                raise KeyError(f"its sheet {name[:40]!r} is not where the workbook says")
            # codes stay text: every cell is read as the text of its value; blank rows above are counted
            frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            sheets.append(Sheet(path.name, name, frame.rows(), serials=True, lost=surveyed[name]))
    except (fastexcel.FastExcelError, KeyError) as error:
        reason = str(error.args[0]).splitlines()[0][:100]
        raise FileRefused(f"{path} is not a workbook that can be read ({reason}); save it anew as .xlsx.") from error
    return sheets
