"""A workbook looked through before it is opened: how large it is once unpacked, and which cells have lost their values.

The reader of workbooks believes what a file says of itself, and makes room for every cell between the first and the
last; where memory does not suffice, the whole process ends. So every part is unpacked here once, in pieces that are
thrown away, and what is too large, or no plain workbook, is refused before the reader sees it. Sizes in the directory
of the archive serve to refuse early; they are not believed.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from graph.errors import FileRefused

MOST_BYTES = 256 * 2**20  # of a workbook unpacked
MOST_TEXT = 128 * 2**20  # of the texts of its cells, of which one may be said many times
MOST_CELLS = 4_000_000  # of a file, blank ones up to the last included: 300,000 records of 13 columns
MOST_COLUMNS = 256
MOST_ROWS = 1_048_576  # Excel's own
MOST_RATIO = 200  # unpacked to packed, of a part beyond `SMALL`; registers have 5 to 40
SMALL = 8 * 2**20
MOST_LOST = 10_000  # cells without values that are told of
PIECE = 2**16
_UNREADABLE = (
    *(expat.ExpatError, ElementTree.ParseError, zipfile.BadZipFile, zlib.error, struct.error),
    *(KeyError, ValueError, NotImplementedError),
)
_LETTERS = re.compile("[A-Z]{1,3}")
_LOCAL_HEADER = struct.Struct("<26xHH")

Lost = tuple[int, int, str]  # row, column counted from the first one used, why


class Part(NamedTuple):
    """A part of a workbook: the last row and column that have a cell, its cells' texts in bytes, and lost values."""

    rows: int = 0
    columns: int = 0
    texts: int = 0
    lost: tuple[Lost, ...] = ()


class _TooLarge(Exception):
    """What is too large, as a sentence goes on that begins with the file."""


def survey(path: Path) -> dict[str, list[Lost]]:
    """The sheets of a workbook that can be read, by name, each with its cells that have lost their values.

    Raises
    ------
    FileRefused
        It is too large once unpacked, protected, declares entities, or is no .xlsx.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            names = {member.filename.lower() for member in members}
            if len(names) < len(members):
                raise ValueError("it has two parts of one name")
            if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
                raise FileRefused(f"{path} is not a workbook of the kind .xlsx; save it as .xlsx.")
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise _TooLarge(f"unpacks to more than {MOST_BYTES // 2**20} MiB")
            left = [MOST_BYTES]
            strings: list[int] = []
            for member in members:
                if member.filename.lower() == "xl/sharedstrings.xml":
                    strings += _strings(_unpacked(file, member, left))
            parts: dict[str, Part] = {}
            for member in members:
                if member.filename.lower() != "xl/sharedstrings.xml":
                    part = _part(member.filename, _unpacked(file, member, left), strings)
                    parts |= {member.filename.lower(): part} if part else {}
            sheets = [(name, parts[at]) for name, at in _sheets(archive) if at in parts]
            if sum(part.rows * part.columns for _, part in sheets) > MOST_CELLS or len(sheets) > MOST_COLUMNS:
                raise _TooLarge(f"holds {len(sheets)} sheets of more than {MOST_CELLS} cells together")
            if sum(part.texts for _, part in sheets) > MOST_TEXT:
                raise _TooLarge(f"has texts of more than {MOST_TEXT // 2**20} MiB")
            return {name: list(part.lost) for name, part in sheets}
    except _TooLarge as error:
        raise FileRefused(f"{path} {error}, which is more than is read at once; load it in parts.") from error
    except _UNREADABLE as error:
        reason = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise FileRefused(f"{path} is not a workbook that can be read ({reason}); save it anew as .xlsx.") from error


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo, left: list[int]) -> Iterator[bytes]:
    """The bytes of a part in pieces, to the end of what is packed and not of what the directory says there is."""
    if member.flag_bits & 1:
        raise ValueError("it is protected by a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("it is packed in a way that workbooks are not")
    file.seek(member.header_offset)
    name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    at, end = member.header_offset + _LOCAL_HEADER.size + name + extra, member.compress_size
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    read = out = 0
    while read < end:
        file.seek(at + read)  # another part may be read between two pieces
        packed = file.read(min(PIECE, end - read))
        if not packed:
            raise ValueError("it ends too early")
        read += len(packed)
        while packed:
            piece = inflate.decompress(packed, PIECE) if inflate else packed
            packed = inflate.unconsumed_tail if inflate else b""
            out += len(piece)
            left[0] -= len(piece)
            if left[0] < 0:
                raise _TooLarge(f"unpacks to more than {MOST_BYTES // 2**20} MiB")
            if out > SMALL and out > MOST_RATIO * end:
                raise _TooLarge(f"has a part that unpacks to more than {MOST_RATIO} times its size")
            if piece:
                yield piece


def _parser(begin: Callable[[str, dict[str, str]], None]) -> Any:
    """A parser that calls `begin` for each element, in the way of the reader: UTF-8, and no declared entities."""

    def refuse(*_: object) -> None:
        raise ValueError("it declares entities, which no workbook does")

    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    return parser


def _strings(pieces: Iterator[bytes]) -> list[int]:
    """The length of each shared text, in bytes."""
    lengths: list[int] = []

    def begin(name: str, _: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(said: str) -> None:
        if lengths:
            lengths[-1] += len(said.encode())

    parser = _parser(begin)
    parser.CharacterDataHandler = text
    for piece in pieces:
        parser.Parse(piece)
    parser.Parse(b"", True)
    return lengths


def _part(name: str, pieces: Iterator[bytes], strings: list[int]) -> Part | None:
    """What a part holds; None for one that can be no sheet, such as a picture or the drawing of a comment."""
    sheet = _Sheet(strings)
    parser = sheet.parser = _parser(sheet.begin)
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):
        if name.lower().endswith((".xml", ".rels")):
            raise
        for _ in pieces:
            pass  # its size is bounded too
        return None
    if sheet.telling:
        sheet.close()
    lost = tuple((row, column - sheet.first, why) for row, column, why in sheet.lost)
    return Part(sheet.rows, sheet.columns, sheet.texts, lost)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet, and where in the archive it lies, in small letters. What declares entities was refused."""
    targets = {}
    for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):  # noqa: S314
        target = link.get("Target", "").lstrip("/").removeprefix("xl/")
        targets[link.get("Id")] = f"xl/{target}".lower()
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if element.tag.rpartition("}")[2] == "sheet":
            id_ = next((value for name, value in element.items() if name.endswith("}id")), None)
            yield element.get("name", ""), targets.get(id_, "")


class _Sheet:
    """The cells of a sheet as they come by. It is called for each element: what is plain must cost little."""

    def __init__(self, strings: list[int]) -> None:
        self.parser: Any = None
        self.strings = strings
        self.row = self.column = 0  # of the cell that is read, as a person counts
        self.rows = self.columns = self.cells = self.texts = 0
        self.first = MOST_COLUMNS  # the first column used, from 0: where the reader starts counting
        self.lost: list[Lost] = []
        self.kind: str | None = None
        self.telling = self.formula = self.valued = False  # telling: the cell must be judged when it has been read
        self.said = ""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            if self.telling:
                self.close()
            self._cell(attributes)
        elif name in ("v", "is"):
            self.valued = True
        elif name == "f":
            self.formula = self.telling = True
            self.said = "?" if self.valued else ""
            self.parser.CharacterDataHandler = self._text
        elif name == "row":
            if self.telling:
                self.close()
            self.column = 0
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1

    def _cell(self, attributes: dict[str, str]) -> None:
        if reference := attributes.get("r"):
            letters = reference.rstrip("0123456789")
            self.column, self.row = _number(letters), int(reference[len(letters) :])
        else:
            self.column += 1
        self.cells += 1
        if self.row > self.rows or self.column > self.columns or self.cells > MOST_CELLS:
            self._reach()
        if self.column <= self.first:
            self.first = self.column - 1
        self.kind, self.valued = attributes.get("t"), False
        if self.kind == "s" or self.kind == "e":
            self.telling, self.said = True, ""
            self.parser.CharacterDataHandler = self._text

    def _reach(self) -> None:
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        if self.columns > MOST_COLUMNS:
            raise _TooLarge(f"has a sheet of more than {MOST_COLUMNS} columns")
        if self.rows > MOST_ROWS or self.rows * self.columns > MOST_CELLS or self.cells > MOST_CELLS:
            raise _TooLarge(f"has a sheet that reaches to row {self.rows}, column {self.columns}")

    def _text(self, said: str) -> None:
        if self.valued and len(self.said) < 40:
            self.said += said

    def close(self) -> None:
        """Judge the cell that has been read."""
        why = ""
        if self.kind == "e" and self.valued:
            why = f"holds the error {self.said.strip()} instead of a value."
        elif self.formula and not (self.said.strip() or (self.valued and self.kind in ("str", "inlineStr"))):
            why = "holds a formula that was never computed; open the file in Excel and save it."
        elif self.kind == "s" and self.said.strip().isdigit() and (at := int(self.said)) < len(self.strings):
            self.texts += self.strings[at]
            if self.texts > MOST_TEXT:
                raise _TooLarge(f"has texts of more than {MOST_TEXT // 2**20} MiB")
        if why and len(self.lost) < MOST_LOST:
            self.lost.append((self.row, self.column - 1, why))
        self.telling = self.formula = False
        self.parser.CharacterDataHandler = None


@cache
def _number(letters: str) -> int:
    """The number of a column from 1; the name is one to three letters, so that few are ever kept."""
    if not _LETTERS.fullmatch(letters):
        raise ValueError(f"it has a cell in a column called {letters[:20]!r}")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
