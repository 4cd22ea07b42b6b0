"""What people write in cells → values: blanks, full-width digits, dates in four spellings, yes and no, lists."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from graph.errors import InvalidInput
from graph.model import Property
from graph.words import IN_CHINESE

# Identities are compared letter by letter, so full-width ones become plain; names keep their own characters.
IDENTITIES = frozenset({"id", "start", "end", "code", "gap"})
YES_AND_NO = {"是": True, "true": True, "yes": True, "1": True, "否": False, "false": False, "no": False, "0": False}
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)\Z"
)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?\Z")
_LIST = re.compile(r"[、，,;；]")
EMPTY = "、"  # a list in which nothing is left: a blank cell says nothing, and so could not say that
_SERIAL_ORIGIN = date(1899, 12, 30)  # what Excel counts days from, its 29 February 1900 included
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d+)?\Z")

Problem = tuple[str, str]  # code, sentence


def clean(text: str | None) -> str | None:
    """Text without the blanks around it, ideographic and unbreakable ones included; None where nothing is left."""
    if text is None:
        return None
    return text.strip().strip(_INVISIBLE).strip() or None


LONGEST_OFFICE = 200  # of the name of an office that decides something


def stated(name: str, given: str, longest: int, *, of: str) -> str:
    """A text that an option of a command must give.

    Raises
    ------
    InvalidInput
        Nothing is in it, or more than may be.
    """
    text = clean(given)
    if text is None:
        raise InvalidInput(f"The {of} has no {name}; give one with --{name}.")
    if len(text) > longest:
        raise InvalidInput(f"--{name} has {len(text)} characters and may have {longest}; shorten it.")
    return text


def plain(text: str) -> str:
    """Full-width digits, letters and signs as plain ones."""
    return unicodedata.normalize("NFKC", text)


def parse_date(text: str, *, serials: bool = False) -> date | None:
    """A day written 2024-01-05, 2024/1/5, 2024.1.5 or 2024年1月5日; None for anything else.

    Parameters
    ----------
    serials
        Take a bare number for Excel's count of days, as a cell of a workbook without a date format holds it.
    """
    written = _MIDNIGHT.sub("", plain(text).strip())
    if serials and re.fullmatch(r"\d{1,6}(\.0+)?", written):
        return _SERIAL_ORIGIN + timedelta(days=int(float(written)))
    if not (match := _DATE.match(written)):
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse(prop: Property, text: str | None, *, serials: bool = False) -> tuple[Any, Problem | None]:
    """The value a cell means for a property, or why it means none. Whether it is allowed is judged with all others."""
    written = clean(text)
    if written is None:
        return None, None
    if prop.allowed:
        written = plain(written)
        return next((value for value in prop.allowed if IN_CHINESE[value] == written), written), None
    if prop.type == "text":
        return (plain(written) if prop.name in IDENTITIES else written), None
    if prop.type == "texts" and written == EMPTY:
        return [], None
    if prop.type == "texts":
        return [item for part in _LIST.split(written) if (item := clean(part))] or None, None
    written = plain(written)
    if prop.type == "date":
        day = parse_date(written, serials=serials)
        return day, None if day else ("bad-date", "is not a date; write one like 2024-01-05 or 2024年1月5日.")
    if prop.type == "boolean":
        value = YES_AND_NO.get(written.lower())
        return value, None if value is not None else ("wrong-type", f"may be {', '.join(YES_AND_NO)}.")
    return _number(prop, written)


def _number(prop: Property, written: str) -> tuple[Any, Problem | None]:
    if not _NUMBER.match(written) or len(written) > 40:
        return None, ("wrong-type", f"is not a number, which {prop.zh} ({prop.name}) needs.")
    number = float(written.replace(",", ""))
    if prop.type == "number":
        return number, None
    if not number.is_integer():
        return None, ("wrong-type", f"is not a whole number, which {prop.zh} ({prop.name}) needs.")
    digits = written.replace(",", "")
    return int(digits) if digits.lstrip("+-").isdigit() else int(number), None
