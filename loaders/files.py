"""Files → sheets of text cells: xlsx, csv, Parquet, or a folder. What cannot be read is refused in one sentence."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from graph.errors import FileRefused

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


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Text and the encoding it was in, found by decoding strictly, never by guessing from letters."""
    if data.startswith(b"\xef\xbb\xbf"):
        candidates = {"UTF-8 with BOM": "utf-8-sig"}
    elif data.startswith(_UTF16):
        raise FileRefused(f"{path} is UTF-16 text; save it as UTF-8 (in Excel: CSV UTF-8).")
    else:
        candidates = {"UTF-8": "utf-8", "GB18030": "gb18030"}
    if b"\x00" in data:
        raise FileRefused(f"{path} is not text: byte {data.index(0)} is zero. Save it as csv in UTF-8.")
    wrong = []
    for name, codec in candidates.items():
        try:
            return data.decode(codec), name
        except UnicodeDecodeError as error:
            wrong.append(f"{name} (byte {error.start})")
    raise FileRefused(f"{path} is not {' and not '.join(wrong)}; save it as csv in UTF-8.")


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
    try:
        rows: list[tuple[Cell, ...]] = [tuple(row) for row in reader]
    except csv.Error as error:
        raise FileRefused(f"{path} is not csv at line {reader.line_num}: {error}.") from error
    return Sheet(path.name, path.stem, rows, encoding)


# --- Parquet ------------------------------------------------------------------------------------------------


def _parquet(path: Path) -> Sheet:
    """Values as the cells of a csv would say them; its first record is row 2, as in a csv with headings."""
    import polars as pl

    from loaders.frames import joined

    try:
        frame = pl.read_parquet(path)
        cells = []
        for name, kind in frame.schema.items():
            if isinstance(kind, pl.Struct | pl.Array) or kind in (pl.Binary, pl.Object):
                raise FileRefused(f"{path} has in {name[:40]!r} what no cell can hold ({kind}); write text or numbers.")
            cells.append(joined(name) if kind == pl.List else pl.col(name))
        texts = frame.select(cells).cast(pl.String)
    except pl.exceptions.PolarsError as error:
        raise FileRefused(f"{path} is not a whole Parquet file ({str(error).splitlines()[0][:100]}).") from error
    return Sheet(path.name, path.stem, [tuple(texts.columns), *texts.rows()])


# --- xlsx ---------------------------------------------------------------------------------------------------


def _xlsx(path: Path) -> list[Sheet]:
    import fastexcel

    try:
        book: Any = fastexcel.read_excel(path)
        lost = _lost_cells(path)
        sheets = []
        for name in book.sheet_names:
            # codes stay text: every cell is read as the text of its value; blank rows above are counted
            frame = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            sheets.append(Sheet(path.name, name, frame.rows(), serials=True, lost=lost.get(name, [])))
    except (fastexcel.FastExcelError, zipfile.BadZipFile, KeyError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0][:100]
        raise FileRefused(f"{path} is not a workbook that can be read ({reason}); save it anew as .xlsx.") from error
    return sheets


_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*)>(.*?)</c>', re.DOTALL)


def _lost_cells(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Sheet → cells that hold an error such as #REF!, or a formula never computed: the reader takes both for blank."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    with zipfile.ZipFile(path) as archive:
        for name, member in _members(archive):
            data = archive.read(member)
            if b't="e"' not in data and b"<f" not in data:
                continue
            first = min(map(_column, set(re.findall(rb'<c r="([A-Z]+)', data))))  # where the reader starts counting
            for letters, row, kind, inner in _CELL.findall(data):
                value = re.search(rb"<v>(.*?)</v>", inner, re.DOTALL)
                if b't="e"' in kind and value:
                    why = f"holds the error {unescape(value[1].decode())} instead of a value."
                elif b"<f" in inner and not value and b"<is>" not in inner:
                    why = "holds a formula that was never computed; open the file in Excel and save it."
                else:
                    continue
                found.setdefault(name, []).append((int(row), _column(letters) - first, why))
    return found


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet, and where in the archive it lies."""
    links = archive.read("xl/_rels/workbook.xml.rels").decode()
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[attributes["Id"]] = attributes["Target"].lstrip("/").removeprefix("xl/")
    for sheet in re.findall(r"<sheet\b[^>]*>", archive.read("xl/workbook.xml").decode()):
        attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', sheet))
        target = targets.get(attributes.get("r:id", ""), "")
        if f"xl/{target}" in archive.namelist():
            yield unescape(attributes["name"]), f"xl/{target}"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
