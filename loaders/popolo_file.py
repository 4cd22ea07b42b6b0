"""Popolo files → items with the address a person would use; what is no such file is refused in one sentence.

A file is one JSON object with collections (`persons`, `organizations`, `posts`, `memberships`, `areas`), or the items
of one collection, as a JSON list or a line each (`.jsonl`, `.ndjson`), and then named after it: `persons.json`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from graph.errors import FileRefused
from graph.records import BETWEEN, RowError, quoted
from loaders.cells import clean
from loaders.files import decode
from loaders.report import FileRead

COLLECTIONS = ("persons", "organizations", "posts", "memberships", "areas")
ALSO_CALLED = {"people": "persons", "organisations": "organizations"}
WITHIN = {"persons": ("memberships",), "organizations": ("memberships", "posts")}  # what items may carry in themselves
OWNERS = {"persons": "person_id", "organizations": "organization_id"}
MOST_BYTES = 64 * 2**20
MOST_VALUES = 1_000_000  # of a file: 100,000 persons with ten keys each
OURS = "meta"  # what an export says of itself
MOST_NAMED = 20  # keys or rows that one sentence names
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].{0,40})?)?)?\Z", re.ASCII)


class Item(NamedTuple):
    """An object of a collection; what another item carries stands in the row of that one."""

    file: str
    sheet: str
    row: int
    values: dict[str, Any]

    @property
    def source(self) -> str:
        return f"{self.file}{BETWEEN}{self.sheet}"

    def fault(self, column: str, code: str, message: str, suggestion: str = "") -> RowError:
        value = quoted(self.values.get(column))
        return RowError(self.file, self.sheet, self.row, column, code, value, message, suggestion)


@dataclass
class Document:
    """All items of some files by collection, and what was found while they were read."""

    items: dict[str, list[Item]] = field(default_factory=lambda: {name: [] for name in COLLECTIONS})
    faults: list[RowError] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, item: Item, key: str) -> str | None:
        """The text of a key, absent where it is blank; a number is its digits. Anything else is a fault."""
        value = item.values.get(key)
        if value is None or isinstance(value, str):
            return clean(value)
        if type(value) is int:
            return str(value)
        self.faults.append(item.fault(key, "wrong-type", "is not text."))
        return None

    def date(self, item: Item, key: str) -> tuple[date | None, date | None]:
        """The day of a date; or, where it is a year or a month alone, the first day that it may be."""
        text = self.text(item, key)
        match = _DATE.match(text or "")
        try:
            if match:
                year, month, day = (int(part or 0) for part in match.groups())
                first = date(year, month or 1, day or 1) if match[2] != "00" and match[3] != "00" else None
                if first:
                    return (first, None) if day else (None, first)
        except ValueError:
            pass  # no such month, or no such day in it
        if text:
            self.faults.append(item.fault(key, "bad-date", "is not a date; write 2015, 2015-03 or 2015-03-31."))
        return None, None

    def objects(self, item: Item, key: str) -> list[dict[str, Any]]:
        """The objects that a key lists; anything else is a fault."""
        value = item.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.faults.append(item.fault(key, "wrong-type", "is not a list of objects."))
            return []
        return value


def read(paths: Iterable[Path]) -> Document:
    """Read Popolo files.

    Raises
    ------
    FileRefused
        A file cannot be read, is no JSON, is too large, or holds none of the collections.
    """
    document = Document()
    for path in paths:
        content, encoding = _content(path)
        for name, items in _collections(path, content, document).items():
            count = len(document.items[name])
            _take(path.name, name, items, document)
            document.files.append(FileRead(path.name, name, len(document.items[name]) - count, encoding))
    if not any(document.items.values()) and not document.faults:
        raise FileRefused("There is not one item in what was named, so there is nothing to load.")
    return document


def _content(path: Path) -> tuple[Any, str]:
    try:
        if path.is_dir():
            raise FileRefused(f"{path} is a folder; name its Popolo files.")
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused(f"{path} is larger than {MOST_BYTES // 2**20} MiB; load it in parts.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise FileRefused(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        raise FileRefused(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if not data.strip():
        raise FileRefused(f"{path} is empty.")
    # a value takes far more room than the few bytes that write it
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_VALUES:
        raise FileRefused(f"{path} has more than {MOST_VALUES} values; load it in parts.")
    text, encoding = decode(data, path, "JSON")
    try:
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return [_line(path, at, line) for at, line in enumerate(text.split("\n"), 1) if line.strip()], encoding
        return orjson.loads(text), encoding
    except orjson.JSONDecodeError as error:
        raise FileRefused(f"{path} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error


def _line(path: Path, at: int, line: str) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise FileRefused(f"{path} is not JSON in its line {at}: {error.msg}.") from error


def _collections(path: Path, content: Any, document: Document) -> dict[str, Any]:
    if isinstance(content, list):
        name = _collection(path.stem.lower())
        if name is None:
            listed = ", ".join(COLLECTIONS)
            raise FileRefused(f"{path} is a list; name the file after what it lists ({listed}), such as persons.json.")
        return {name: content}
    found: dict[str, Any] = {}
    if isinstance(content, dict):
        found = {name: value for key, value in content.items() if (name := _collection(key)) and value is not None}
    if not found:
        raise FileRefused(f"{path} is no Popolo file: it has none of {', '.join(COLLECTIONS)}.")
    others = {key: value for key, value in content.items() if not _collection(key) and key != OURS and value}
    if others:
        sizes = [f"{quoted(key)}{f' ({len(v)})' if isinstance(v, list) else ''}" for key, v in others.items()]
        document.notes.append(f"{path.name}: not kept are {enumerated(sizes)}.")
    return found


def _collection(key: str) -> str | None:
    name = ALSO_CALLED.get(key, key)
    return name if name in COLLECTIONS else None


def enumerated(parts: list[str], of: int | None = None) -> str:
    """Parts of a sentence, the first of them where they are many, or where there are more than were kept."""
    more = (of or len(parts)) - MOST_NAMED
    return ", ".join(parts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _take(file: str, name: str, items: Any, document: Document) -> None:
    """Add the items of a collection, and those which they carry in themselves."""
    if not isinstance(items, list):
        document.faults.append(RowError(file, name, 0, "", "wrong-type", quoted(items), f"{name} is not a list."))
        return
    carried: Counter[str] = Counter()
    for row, values in enumerate(items, 1):
        item = Item(file, name, row, values)
        if not isinstance(values, dict):
            document.faults.append(RowError(file, name, row, "", "wrong-type", quoted(values), "is not an object."))
            continue
        document.items[name].append(item)
        for inner in WITHIN.get(name, ()):
            for one in document.objects(item, inner):
                owned = {OWNERS[name]: values.get("id")} | {key: v for key, v in one.items() if v is not None}
                document.items[inner].append(Item(file, f"{name}{BETWEEN}{inner}", row, owned))
                carried[inner] += 1
    document.files += [FileRead(file, f"{name}{BETWEEN}{inner}", count) for inner, count in carried.items()]
