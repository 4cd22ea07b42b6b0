"""The working-day calendar: what the State Council arranged, terms against a day-by-day loop, a user's own list."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import FileRefused, InvalidInput
from graph.workdays import SHIPPED, Calendar, load_calendar

DAY = timedelta(days=1)


def days(first: date, last: date) -> list[date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "days.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.setenv("WANGGE_CALENDAR", str(path))
        return path

    return write


# --- ours -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours() -> Calendar:
    return load_calendar()


def test_every_line_names_its_notice_and_nothing_stands_twice() -> None:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["name"] and row["source"].startswith("国办发明电〔") for row in rows)
    assert [row["day"] for row in rows] == sorted({row["day"] for row in rows})
    for row in rows:  # a day worked in a holiday's stead is one that would be free
        assert row["kind"] == "holiday" or date.fromisoformat(row["day"]).weekday() >= 5


@pytest.mark.parametrize(
    ("year", "working", "at_weekends"),
    [
        (2020, 249, 6),
        (2021, 250, 7),
        (2022, 249, 7),
        (2023, 249, 7),
        (2024, 251, 8),
        (2025, 248, 5),
        (2026, 248, 6),
    ],
)
def test_a_year_has_as_many_working_days_as_arranged(ours: Calendar, year: int, working: int, at_weekends: int) -> None:
    every = days(date(year, 1, 1), date(year, 12, 31))
    worked = Counter(day.weekday() >= 5 for day in every if ours.is_working(day))
    assert (worked.total(), worked[True]) == (working, at_weekends)


@pytest.mark.parametrize(
    ("first", "last", "working"),
    [
        ((2020, 1, 24), (2020, 2, 2), False),  # prolonged: 1 February was to be worked, and was not
        ((2020, 2, 3), (2020, 2, 7), True),
        ((2022, 12, 31), (2023, 1, 2), False),
        ((2024, 2, 9), (2024, 2, 9), True),  # the eve of that year's Spring Festival was no holiday
        ((2024, 2, 10), (2024, 2, 17), False),
        ((2025, 1, 26), (2025, 1, 27), True),  # a Sunday worked in a holiday's stead
        ((2025, 1, 28), (2025, 2, 4), False),
        ((2025, 9, 28), (2025, 9, 30), True),
        ((2025, 10, 1), (2025, 10, 8), False),
        ((2025, 10, 9), (2025, 10, 11), True),
        ((2026, 1, 4), (2026, 1, 4), True),
        ((2026, 2, 15), (2026, 2, 23), False),
        ((2026, 2, 28), (2026, 2, 28), True),
    ],
)
def test_what_was_arranged_is_known(
    ours: Calendar, first: tuple[int, int, int], last: tuple[int, int, int], working: bool
) -> None:
    assert {ours.is_working(day) for day in days(date(*first), date(*last))} == {working}


def test_of_other_years_only_the_weekends_are_known(ours: Calendar) -> None:
    assert ours.years == tuple(range(2020, 2027))
    assert ours.is_working(date(2027, 1, 1))  # a Friday and surely a holiday, but nobody has said so
    assert not ours.is_working(date(2027, 1, 2))
    assert ours.unknown(date(2026, 12, 1), date(2028, 1, 1)) == [2027, 2028]
    assert ours.unknown(date(2020, 1, 1), date(2026, 12, 31)) == []


# --- terms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        ((2025, 9, 26), 1, (2025, 9, 28)),  # a Friday; the next day worked is a Sunday
        ((2025, 9, 26), 5, (2025, 10, 10)),  # across the National Day's week
        ((2025, 9, 27), 1, (2025, 9, 28)),  # received on a Saturday
        ((2025, 9, 27), 0, (2025, 9, 28)),
        ((2025, 9, 26), 0, (2025, 9, 26)),
        ((2025, 10, 1), 0, (2025, 10, 9)),
        ((2025, 12, 31), 1, (2026, 1, 4)),
    ],
)
def test_the_day_of_reception_does_not_count(
    ours: Calendar, start: tuple[int, int, int], term: int, due: tuple[int, int, int]
) -> None:
    assert ours.due(date(*start), term) == date(*due)


EVERY = days(date(2024, 12, 20), date(2025, 2, 20))


@given(
    kinds=st.dictionaries(st.sampled_from(EVERY), st.sampled_from(["holiday", "workday"])),
    start=st.sampled_from(EVERY),
    term=st.integers(0, 40),
)
def test_a_term_ends_where_a_count_day_by_day_ends(kinds: dict[date, str], start: date, term: int) -> None:
    def worked(day: date) -> bool:
        return kinds.get(day, "workday" if day.weekday() < 5 else "holiday") == "workday"

    def chosen(kind: str, weekend: bool) -> tuple[int, ...]:
        return tuple(sorted(d.toordinal() for d, k in kinds.items() if k == kind and (d.weekday() >= 5) == weekend))

    calendar = Calendar(Path("x"), chosen("holiday", False), chosen("workday", True), (2025,))
    day, left = start, term
    while left or not worked(day):
        day += DAY
        left -= worked(day) and left > 0
    assert calendar.due(start, term) == day
    assert [calendar.is_working(one) for one in EVERY] == [worked(one) for one in EVERY]


def test_a_term_that_ends_after_all_dates_is_refused(ours: Calendar) -> None:
    assert ours.due(date(9999, 12, 30), 1) == date.max
    for start, term in ((date.max, 1), (date(2026, 1, 1), 10**30)):
        with pytest.raises(
            InvalidInput, match=r"^1\d* working days from .* end after the year 9999; shorten the term\.$"
        ):
            ours.due(start, term)


# --- a list of one's own ----------------------------------------------------------------------------------------


def test_a_list_of_ones_own_stands_instead_of_ours(written) -> None:
    written("day,kind\n2027-01-01,holiday\n2027/1/2,workday\n2027-01-03,holiday\n2027-01-04,workday\n,\n")
    calendar = load_calendar()
    assert (calendar.years, len(calendar.off), len(calendar.on)) == ((2027,), 1, 1)
    assert [calendar.is_working(day) for day in days(date(2027, 1, 1), date(2027, 1, 4))] == [False, True, False, True]
    assert calendar.is_working(date(2026, 10, 1))
    path = written("day,kind\n2027-01-04,holiday\n" + " " * 3)
    assert load_calendar() == Calendar(path, (date(2027, 1, 4).toordinal(),), (), (2027,))  # mended: read again


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_it_may_be_saved_by_excel(written, encoding: str) -> None:
    written("name,kind,day\r\n元旦,holiday,2027/1/1\r\n".encode(encoding))
    assert load_calendar().years == (2027,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "day,kind\n2027-01-01,holiday\n2027-01-02,workday\n2027/1/1,workday\n",
            ":4: 2027-01-01 is already a holiday on line 2; keep one of the two.",
        ),
        ("day,kind\n2027-01-01,holiday\n\n2027-01-01,holiday\n", ":4: 2027-01-01 is already a holiday on line 2"),
        ("day,kind\n2027-02-30,holiday\n", ":2: '2027-02-30' is no day; write it like 2026-01-01."),
        ("day,kind\nsoon,holiday\n", ":2: 'soon' is no day"),
        ("kind,day\nholiday\n", ":2: '' is no day"),
        ("day,kind\n2027-01-01,rest\n", ":2: 'rest' is no kind of day; write holiday or workday."),
        ("day,kind\n2027-01-01\n", ":2: '' is no kind of day"),
        ("day,name\n2027-01-01,元旦\n", ":1: there is no column kind; a calendar has day, kind, name and source."),
        ("", ":1: there is no column day"),
        ('day,kind\n"2027-01-01,holiday\n', ":2: is not csv: unexpected end of data."),
        (b"\xff\xfe\x00", " is not text; save it as csv in UTF-8."),
    ],
)
def test_what_is_wrong_with_it_is_one_sentence(written, text: str | bytes, said: str) -> None:
    path = written(text)
    with pytest.raises(FileRefused) as refused:
        load_calendar()
    assert refused.value.message.startswith(f"{path}{said}")
    assert len(refused.value.message.splitlines()) == 1


def test_a_list_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        monkeypatch.setenv("WANGGE_CALENDAR", str(path))
        with pytest.raises(FileRefused, match=r"^WANGGE_CALENDAR is '.*', which cannot be read: .*\.$"):
            load_calendar()
