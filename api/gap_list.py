"""The planner's list of gaps: every state in one table, filtered, sorted, and written as csv, xlsx, JSON or NDJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.output import HEADINGS, band, document, word
from graph.errors import FileRefused, InvalidInput
from graph.words import nearest, spreadsheet_safe

if TYPE_CHECKING:
    from cypher.gaps import Gap, Gaps, Tally, Unknown, Waived
    from cypher.places import PlaceRow
    from graph.profile import Profile

FORMATS = (".csv", ".xlsx", ".json", ".ndjson")
COLUMNS = (
    *("gap", "state", "norm", "sentence", "status", "subject", "subject_id", "level", "value", "minimum", "maximum"),
    *("severity", "households", "lines", "street", "path", "reason", "by", "waived_until"),
)
STATES = {"gap": "rows", "target": "targets", "waived": "waived", "unknown": "unknown"}
"""what one of a list is → the field of `Gaps` that holds it"""
WIDTHS = {"sentence": 48, "path": 40, "gap": 34, "subject": 28, "subject_id": 28, "lines": 24, "reason": 28}

Key = Callable[[Any], Any]


def street(one: Any) -> str | None:
    """The name of the street on the way down to a subject."""
    return next((step.name for step in one.path if step.level == "street"), None)


def _falling(name: str) -> Key:
    """The largest first; what is unknown last."""
    return lambda one: (getattr(one, name, None) is None, -(getattr(one, name, None) or 0))


ORDERS: dict[str, Key] = {
    "severity": _falling("severity"),
    "households": _falling("households"),
    "norm": lambda one: one.norm,
    "street": lambda one: (street(one) is None, street(one) or ""),
}


@dataclass(frozen=True)
class GapList:
    """An answer of `cypher.gaps.gaps`, and what it was asked of."""

    found: Gaps
    place: PlaceRow
    profile: Profile
    as_of: date
    data_version: int
    synthetic: bool

    def picked(self, *, order: str = "severity", least: float | None = None, households: int | None = None) -> GapList:
        """Those that are severe enough and felt by enough households, in an order; the tallies stay as they are.

        Parameters
        ----------
        order
            A key of `ORDERS`; within it by norm and subject.
        least, households
            The least severity, the least households; where one is given, what is unknown is left out.

        Raises
        ------
        InvalidInput
            There is no such order.
        """
        if order not in ORDERS:
            near = nearest(order, ORDERS)
            hint = f"did you mean {near}? " if near else ""
            raise InvalidInput(f"A list is not sorted by {order[:40]!r}; {hint}write one of {', '.join(ORDERS)}.")
        bounds = {name: bound for name, bound in (("severity", least), ("households", households)) if bound is not None}

        def pick(ones: list[Any]) -> list[Any]:
            kept = [one for one in ones if all((getattr(one, n, None) or -1) >= b for n, b in bounds.items())]
            return sorted(kept, key=lambda one: (ORDERS[order](one), one.norm, one.subject_id))

        states = {name: pick(getattr(self.found, name)) for name in STATES.values()}
        return replace(self, found=self.found._replace(**states))

    def rows(self, lang: str) -> Iterator[dict[str, Any]]:
        """Every gap, target not reached, waived gap and unknown value as one dict of `COLUMNS`, in that order."""
        return (self._row(state, one, lang) for state, name in STATES.items() for one in getattr(self.found, name))

    def _row(self, state: str, one: Any, lang: str) -> dict[str, Any]:
        norm = next(norm for norm in self.profile.norms if norm.id == one.norm)
        said = {name: getattr(one, name, None) for name in ("value", "severity", "households", "lines")}
        waiver = getattr(one, "waiver", None)
        return said | {
            "gap": f"{one.norm}:{one.subject_id}",
            "state": state,
            "norm": one.norm,
            "sentence": norm.sentence.zh if lang == "zh" else norm.sentence.en,
            "status": norm.status,
            "subject": one.subject_name,
            "subject_id": one.subject_id,
            "level": one.subject_level,
            "minimum": norm.min,
            "maximum": norm.max,
            "street": street(one),
            "path": " / ".join(step.name for step in one.path),
            "reason": waiver.reason if waiver else None,
            "by": waiver.by if waiver else None,
            "waived_until": waiver.until if waiver else None,
        }

    def between(self, one: Gap | Unknown) -> str | None:
        """The places between the one asked about and a subject."""
        return " / ".join(step.name for step in one.path[len(self.place.path) : -1]) or None

    def beside(self) -> dict[str, Any]:
        """What a document says beside its rows."""
        from cypher.gaps import formula

        return {
            "place": self.place,
            "as_of": self.as_of,
            "data_version": self.data_version,
            "synthetic": self.synthetic,
            "severity_formula": formula().en,
            "targets": self.found.targets,
            "waived": self.found.waived,
            "unknown": self.found.unknown,
            "not_computable": self.found.not_computable,
            "norms": self.found.tallies,
        }


def share(tally: Tally) -> float | None:
    """Of the subjects whose value is known, those that meet the norm, in percent; None where none is known."""
    known = tally.subjects - tally.unknown
    return round(100 * tally.met / known, 1) if known else None


# --- files --------------------------------------------------------------------------------------------------------


def refuse(out: Path) -> None:
    """Refuse a file that cannot be written, before anything long is asked.

    Raises
    ------
    FileRefused
        Its name has no ending of `FORMATS`, it is there already, or its folder is not.
    """
    if out.suffix.lower() not in FORMATS:
        raise FileRefused(f"{out} does not say what to write; end its name in {', '.join(FORMATS)}.")
    if out.exists():
        raise FileRefused(f"{out} is there already and is not written over; name another file.")
    if not out.absolute().parent.is_dir():
        raise FileRefused(f"{out} cannot be written: there is no folder {out.absolute().parent}.")


def write(listed: GapList, out: Path, lang: str) -> int:
    """Write a list to a file, in the form that its ending says; how many rows it has."""
    rows = list(listed.rows(lang))
    try:
        match out.suffix.lower():
            case ".csv":
                _csv(rows, out, lang)
            case ".xlsx":
                _xlsx(rows, out, listed, lang)
            case ".json":
                _json(rows, out, listed)
            case _:
                _ndjson(rows, out)
    except OSError as error:
        raise FileRefused(f"{out} cannot be written: {error.strerror or error}.") from error
    return len(rows)


def _csv(rows: list[dict[str, Any]], out: Path, lang: str) -> None:
    import csv

    # with the mark by which Excel knows UTF-8; without it, Chinese is noise there
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_headings(lang))
        writer.writerows([spreadsheet_safe(_plain(row[name], lang)) for name in COLUMNS] for row in rows)


def _json(rows: list[dict[str, Any]], out: Path, listed: GapList) -> None:
    beside = listed.beside()
    for name in ("targets", "waived", "unknown"):
        del beside[name]  # in a file they are rows, by their state
    out.write_bytes(document({"rows": rows, **beside}))


def _ndjson(rows: list[dict[str, Any]], out: Path) -> None:
    import orjson

    with out.open("wb") as file:
        file.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _headings(lang: str) -> list[str]:
    return [HEADINGS[name][lang == "zh"] for name in COLUMNS]


def _plain(value: Any, lang: str) -> Any:
    """A cell: numbers and dates as they are, lists joined, words in the reader's language."""
    if isinstance(value, list):
        return "、".join(word(one, lang) for one in value)
    return word(value, lang) if isinstance(value, str) else value


def _xlsx(rows: list[dict[str, Any]], out: Path, listed: GapList, lang: str) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    front = book.active
    assert front is not None, "a new workbook has a sheet"
    front.title = {"en": "About", "zh": "说明"}[lang]
    _front(front, listed, lang)
    for norm in dict.fromkeys(row["norm"] for row in rows):
        sheet = book.create_sheet(str(norm)[:31])
        _fill(sheet, [_headings(lang), *([row[name] for name in COLUMNS] for row in rows if row["norm"] == norm)], lang)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        for cell, name in zip(sheet[1], COLUMNS, strict=True):
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = WIDTHS.get(name, 12)
    book.save(out)


def _front(sheet: Any, listed: GapList, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    from cypher.gaps import formula

    zh = lang == "zh"
    sentences = {norm.id: norm.sentence.zh if zh else norm.sentence.en for norm in listed.profile.norms}
    title = f"{listed.place.name}的覆盖缺口" if zh else f"Coverage gaps of {listed.place.name}"
    lines: list[list[Any]] = [
        [title + (("（合成数据）" if zh else " (synthetic data)") if listed.synthetic else "")],
        ["所在" if zh else "In", " / ".join(step.name for step in listed.place.path)],
        ["日期" if zh else "Day", listed.as_of],
        ["数据版本" if zh else "Data version", listed.data_version],
        ["严重度" if zh else "Severity", formula().zh if zh else formula().en],
        [],
    ]
    names = ("norm", "sentence", "status", "subjects", "met", "gaps", "waived", "unknown", "met_share")
    table: list[list[Any]] = [[HEADINGS[name][zh] for name in names]]
    for tally in listed.found.tallies:
        counts = (tally.subjects, tally.met, tally.gaps, tally.waived, tally.unknown)
        table.append([tally.norm, sentences[tally.norm], tally.status, *counts, share(tally)])
    left = listed.found.not_computable
    table += [[one.norm, sentences[one.norm], one.reason_zh if zh else one.reason_en] for one in left]
    _fill(sheet, [*lines, *table], lang)
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[len(lines) + 1]:
        cell.font = Font(bold=True)
    sheet["B5"].alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFGHI", (18, 72, 12, 10, 10, 10, 10, 10, 10), strict=True):
        sheet.column_dimensions[letter].width = width


def _fill(sheet: Any, rows: Iterable[list[Any]], lang: str) -> None:
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row, start=1):
            cell = sheet.cell(number, at, _plain(value, lang))
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a name that begins with = is a name, and no formula


# --- tables -------------------------------------------------------------------------------------------------------


def gap_row(gap: Gap, listed: GapList, sentences: Mapping[str, str], lang: str) -> tuple[Any, ...]:
    """One gap as a row of the terminal's table."""
    return (
        gap.id,
        sentences[gap.norm],
        gap.subject_name,
        gap.value,
        band(gap.minimum, gap.maximum, lang),
        gap.status,
        gap.severity,
        gap.households,
        "、".join(word(line, lang) for line in gap.lines) or None,
        listed.between(gap),
    )


def waived_row(gap: Waived, listed: GapList) -> tuple[Any, ...]:
    """One waived gap as a row of the terminal's table."""
    waiver = gap.waiver
    return gap.id, gap.subject_name, waiver.reason, waiver.by, waiver.until, listed.between(gap)
