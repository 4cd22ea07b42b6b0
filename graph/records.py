"""Schema → validators of what is about to be written: a table of records, and each fault with a person's address.

The database of the Community edition holds no types and no required fields, so what is checked here is checked nowhere
else. Only single values are judged; what needs a second record or the graph (ends, cycles, overlaps) is the loaders'.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from graph.errors import Fault
from graph.model import Edge, Node, Property
from graph.schema import SCHEMA
from graph.words import IN_CHINESE

BETWEEN = " › "  # file › sheet › row
LONGEST_ID = 200
LONGEST_TEXT = 1_000  # an index refuses a value beyond 8 kB
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
_LARGEST = 2**63
_QUOTED = 40


@dataclass(frozen=True, order=True)
class RowError:
    """One fault of one row, with the address a person would use; `value` is shortened text."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    value: str
    message: str
    suggestion: str = ""


@dataclass(frozen=True)
class Table:
    """Records of one kind, as columns.

    Parameters
    ----------
    what
        A label (`StairGroup`) or an edge type (`HOLDS`).
    columns
        Property → values, all of one length; None is absent. A table of nodes has `id`, one of edges `start` and
        `end`, both ids. `level`, `key` and where a record came from are set by the load.
    source
        File and sheet as a person would say them, joined by ` › `.
    rows
        Row number of each record as a person counts; empty: 1, 2, 3 …
    headings
        Property → heading as the file writes it, where it differs.

    Raises
    ------
    Fault
        Columns the schema does not have, or of unequal length: a mistake of the program, not of a file.
    """

    what: str
    columns: dict[str, list[Any]]
    source: str = ""
    rows: Sequence[int] = ()
    headings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        declared = self.properties
        missing = [name for name in self.identity if name not in self.columns]
        unknown = [name for name in self.columns if name not in declared]
        if missing or unknown:
            raise Fault(f"{self.what}: a table needs the columns {self.identity}; it has {list(self.columns)}")
        if len({len(values) for values in self.columns.values()} | ({len(self.rows)} if self.rows else set())) != 1:
            raise Fault(f"{self.what}: columns of unequal length")

    def __len__(self) -> int:
        return len(self.columns[self.identity[0]])

    @cached_property
    def owner(self) -> Node | Edge:
        if self.what not in _LOADABLE:
            raise Fault(f"{self.what!r} is nothing that can be loaded")
        return _LOADABLE[self.what]

    @cached_property
    def identity(self) -> tuple[str, ...]:
        return ("id",) if isinstance(self.owner, Node) else ("start", "end")

    @cached_property
    def properties(self) -> dict[str, Property]:
        return columns_of(self.owner)

    def row(self, index: int) -> int:
        return self.rows[index] if self.rows else index + 1

    def place(self, index: int) -> str:
        """Where a record stands: file › sheet › row."""
        return f"{self.source or self.what}{BETWEEN}{self.row(index)}"

    def fault(self, index: int, column: str, code: str, message: str, suggestion: str = "") -> RowError:
        file, _, sheet = self.source.partition(BETWEEN)
        value = self.columns[column][index] if column in self.columns else None
        heading = self.headings.get(column, column)
        return RowError(file, sheet or self.what, self.row(index), heading, code, quoted(value), message, suggestion)


def loadable() -> dict[str, Node | Edge]:
    """Label or type → what a file may hold, in the schema's order; what is derived or internal it may not."""
    nodes: dict[str, Node | Edge] = {n.label: n for n in SCHEMA.nodes if not n.family.internal}
    return nodes | {e.type: e for e in SCHEMA.edges if not e.derived}


_LOADABLE = loadable()
SET_BY_THE_LOAD = frozenset({"key", "source_id", "source_row"})


def columns_of(owner: Node | Edge) -> dict[str, Property]:
    """Column → property of the tables of a kind, ends of an edge included."""
    if isinstance(owner, Node):
        listed = owner.all_properties
    else:
        ends = (("start", "起点编号", "starts from"), ("end", "终点编号", "ends at"))
        listed = tuple(
            Property(name, zh, "text", f"id of what the edge {says}", required=True) for name, zh, says in ends
        )
        listed += owner.properties
    return {p.name: p for p in listed if p.name not in SET_BY_THE_LOAD and not p.derived}


def quoted(value: Any) -> str:
    """A value as a message shows it: shortened, control characters made visible."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else "、".join(map(str, value)) if isinstance(value, list) else str(value)
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: _QUOTED + 1])
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"


# --- judging values -----------------------------------------------------------------------------------------

Judged = tuple[str, str]  # code, sentence
# what turns the direction of writing makes a name look like another; what cannot be seen, an id
TURNING = "\u202a-\u202e\u2066-\u2069"
UNSEEN = "\u200b-\u200f\u2060\ufeff" + TURNING
_ID = re.compile(rf"(?!\s)[^\x00-\x1f\x7f-\x9f\u2028\u2029{UNSEEN}]{{1,200}}(?<!\s)\Z")
_TURNS = re.compile(f"[{TURNING}]")


def check(table: Table) -> Iterator[tuple[int, str, RowError]]:
    """Every fault of single values, each with the index of its record and its column."""
    told_apart = (*table.identity, *(() if isinstance(table.owner, Node) else table.owner.told_apart))
    for name, prop in table.properties.items():
        values = table.columns.get(name)
        if values is None:
            if prop.required and len(table):
                message = f"The column {prop.zh} ({name}) is needed: {prop.meaning}."
                yield 0, name, table.fault(0, name, "missing-heading", message)
            continue
        if prop.required and None in values:
            for index, value in enumerate(values):
                if value is None:
                    yield index, name, _missing(table, index, prop)
        judge = _judge(prop, name in told_apart)
        for index, value in enumerate(values):
            if value is not None and (judged := judge(value)):
                yield index, name, table.fault(index, name, *judged)
    since, until = table.columns.get("since"), table.columns.get("until")
    if since and until:
        for index, (first, end) in enumerate(zip(since, until, strict=True)):
            if type(first) is type(end) is date and first >= end:
                message = f"开始日期 {first} is not before 结束日期 {end}, the first day no longer in force."
                yield index, "until", table.fault(index, "until", "date-order", message)


def _missing(table: Table, index: int, prop: Property) -> RowError:
    return table.fault(index, prop.name, "missing-value", f"{prop.zh} ({prop.name}) is needed: {prop.meaning}.")


def _judge(prop: Property, tells_apart: bool) -> Callable[[Any], Judged | None]:
    """The test of one column: None for a good value, else code and sentence."""
    if prop.allowed:
        return lambda value: None if value in prop.allowed else _not_allowed(prop)
    if prop.type == "text" and tells_apart:
        return _judge_id
    if prop.type == "integer" or prop.type == "number":
        return lambda value: _judge_number(prop, value)
    return {"text": judge_text, "texts": _judge_texts, "boolean": _judge_boolean, "date": _judge_date}[prop.type]


def _not_allowed(prop: Property) -> Judged:
    named = ", ".join(f"{value} ({IN_CHINESE[value]})" for value in prop.allowed)
    return "not-allowed", f"{prop.zh} ({prop.name}) may be {named}."


def _judge_id(value: Any) -> Judged | None:
    if type(value) is not str:
        return "wrong-type", "is not text."
    if _ID.match(value) and _encodable(value):
        return None
    if len(value) > LONGEST_ID:
        return "too-long", f"has {len(value)} characters; an identity may have {LONGEST_ID}."
    return "bad-id", "is empty, or has blanks at its edges, control or invisible characters or half a character in it."


def judge_text(value: Any) -> Judged | None:
    """What is wrong with a text: code and sentence; None where nothing is."""
    if type(value) is not str or not value:
        return "wrong-type", "is not text; leave an unknown value out."
    if len(value) > LONGEST_TEXT:
        return "too-long", f"has {len(value)} characters; a text may have {LONGEST_TEXT}."
    if not value.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in value):
        return "wrong-type", "has control characters or half a character in it."
    if _TURNS.search(value):
        return "wrong-type", "has invisible marks that turn the direction of writing; type it anew."
    return None


def _judge_texts(value: Any) -> Judged | None:
    if type(value) is not list:
        return "wrong-type", "is not a list of texts."
    return next((judged for item in value if (judged := judge_text(item))), None)


def _judge_boolean(value: Any) -> Judged | None:
    return None if type(value) is bool else ("wrong-type", "is neither yes nor no (是, 否, true, false, 1, 0).")


def _judge_number(prop: Property, value: Any) -> Judged | None:
    if prop.type == "integer" and type(value) is not int:
        return "wrong-type", "is not a whole number."
    if type(value) not in (int, float) or not math.isfinite(value):
        return "wrong-type", "is not a number."
    if not -_LARGEST <= value < _LARGEST:
        return "wrong-type", "is too large a number."
    if prop.unit and value < 0:
        return "not-allowed", f"{prop.zh} ({prop.name}) counts {prop.unit} and cannot be below 0."
    return None


def _judge_date(value: Any) -> Judged | None:
    if type(value) is not date:
        return "bad-date", "is not a date; write one like 2024-01-05."
    if not FIRST_DAY <= value <= LAST_DAY:
        return "bad-date", f"is not between {FIRST_DAY.year} and {LAST_DAY.year}."
    return None


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
