"""Working days: weekends, holidays and the days worked in their stead (调休), and the day on which a term ends.

`workdays.csv` holds what the State Council's office (国务院办公厅) has arranged, day by day, each with its notice; the
setting WANGGE_CALENDAR names another list instead. Of a year that no line speaks of, only the weekends are known.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from graph.errors import FileRefused, InvalidInput
from graph.settings import Settings
from graph.words import shortened

SHIPPED = Path(__file__).with_name("workdays.csv")
KINDS = ("holiday", "workday")
COLUMNS = ("day", "kind")  # `name` and `source` stand beside them, for people
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")  # Excel writes 2026/1/1


@dataclass(frozen=True)
class Calendar:
    """Ordinals of days, ascending: `off` from Monday to Friday, `on` at weekends; `years` are those it speaks of."""

    path: Path
    off: tuple[int, ...]
    on: tuple[int, ...]
    years: tuple[int, ...]

    def is_working(self, day: date) -> bool:
        """Whether people work on a day: from Monday to Friday or in a holiday's stead, and no holiday."""
        return self._until(day.toordinal()) > self._until(day.toordinal() - 1)

    def due(self, start: date, days: int) -> date:
        """The last day of a term of so many working days (from 0) that begins with what happens on `start`.

        That day itself does not count, the term runs from the next one; without days it ends on that day, or on the
        next working one.

        Raises
        ------
        InvalidInput
            No date is that late.

        Source
        ------
        中华人民共和国民法典, 第二百零一条 (开始的当日不计入，自下一日开始计算); 第二百零三条 for the last day.
        """
        first = start.toordinal()
        last = self._until(first) + days if days else self._until(first - 1) + 1
        found = bisect_left(range(date.max.toordinal() + 1), last, lo=first, key=self._until)
        if found > date.max.toordinal():
            raise InvalidInput(
                f"{days} working days from {start} end after the year {date.max.year}; shorten the term."
            )
        return date.fromordinal(found)

    def unknown(self, start: date, end: date) -> list[int]:
        """The years from one day to another that the list says nothing of: there, only weekends were left out."""
        return [year for year in range(start.year, end.year + 1) if year not in self.years]

    def _until(self, ordinal: int) -> int:
        """Working days up to and with a day, from 0001-01-01, a Monday."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) - bisect_right(self.off, ordinal) + bisect_right(self.on, ordinal)


def load_calendar() -> Calendar:
    """The list that WANGGE_CALENDAR names, else ours.

    Raises
    ------
    FileRefused
        It cannot be read as one; the message names the file and the line.
    """
    path = Settings.from_environment().calendar or SHIPPED
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise FileRefused(f"WANGGE_CALENDAR is {str(path)!r}, which cannot be read: {error.strerror}.") from error


@lru_cache(maxsize=4)
def _loaded(path: Path, _: int) -> Calendar:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    days: dict[date, tuple[str, int]] = {}
    try:
        heads = [head.strip() for head in next(reader, [])]
        for column in COLUMNS:
            if column not in heads:
                raise FileRefused(f"{path}:1: there is no column {column}; a calendar has day, kind, name and source.")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                day, kind = _read(dict(zip(heads, cells, strict=False)), f"{path}:{reader.line_num}")
                if day in days:
                    was, line = days[day]
                    raise FileRefused(
                        f"{path}:{reader.line_num}: {day} is already a {was} on line {line}; keep one of the two."
                    )
                days[day] = kind, reader.line_num
    except csv.Error as error:
        raise FileRefused(f"{path}:{reader.line_num}: is not csv: {error}.") from error
    # a holiday at a weekend and a working day from Monday to Friday change nothing
    off = (day.toordinal() for day, (kind, _) in days.items() if kind == "holiday" and day.weekday() < 5)
    on = (day.toordinal() for day, (kind, _) in days.items() if kind == "workday" and day.weekday() >= 5)
    return Calendar(path, tuple(sorted(off)), tuple(sorted(on)), tuple(sorted({day.year for day in days})))


def _text(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):  # as Excel saves csv in China
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(f"{path} is not text; save it as csv in UTF-8.")


def _read(row: dict[str, str], where: str) -> tuple[date, str]:
    day, kind = (row.get(column, "").strip() for column in COLUMNS)
    if kind not in KINDS:
        raise FileRefused(f"{where}: {shortened(kind)} is no kind of day; write {' or '.join(KINDS)}.")
    try:
        if found := _DAY.fullmatch(day):
            return date(*map(int, found.groups())), kind
    except ValueError:  # such as 2026-02-30
        pass
    raise FileRefused(f"{where}: {shortened(day)} is no day; write it like 2026-01-01.")
