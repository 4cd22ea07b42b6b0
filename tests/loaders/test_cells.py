"""Cells as clerks write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.schema import SCHEMA
from loaders.cells import clean, parse, parse_date

PROPS = {p.name: p for n in SCHEMA.nodes for p in n.all_properties} | {
    p.name: p for e in SCHEMA.edges for p in e.properties
}
DAY = date(2024, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05",
        "2024-1-5",
        "2024/1/5",
        "2024.1.5",
        "2024年1月5日",
        "２０２４年１月５日",
        "2024-01-05 00:00:00",
        " 2024/01/05 ",
    ],
)
def test_a_day_is_read_in_every_spelling(text):
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["2024-02-30", "24-1-5", "2024-1/5", "5.1.2024", "2024-01-05 08:30:00", "45296", "", "明天"]
)
def test_what_is_no_day_is_none(text):
    assert parse_date(text) is None


def test_a_workbook_counts_days():
    assert parse_date("45296", serials=True) == DAY
    assert parse_date("1", serials=True) == date(1899, 12, 31)  # judged too early by the records, not here


@given(st.dates(date(1900, 3, 1), date(2200, 12, 31)))
def test_every_day_survives_its_spellings(day):
    spellings = [day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}"]
    assert {parse_date(text) for text in spellings} == {day}
    assert parse_date(str((day - date(1899, 12, 30)).days), serials=True) == day


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("name", "\u3000临汾路\u00a0", "临汾路"),
        ("name", "Ａ座", "Ａ座"),  # a name keeps its own characters
        ("id", "Ａ１", "A1"),
        ("code", "３１０１０６", "310106"),
        ("code", "001", "001"),
        ("households", "１２", 12),
        ("households", "1,200", 1200),
        ("households", "12.0", 12),
        ("amount_yuan", "3.5", 3.5),
        ("amount_yuan", "1e3", 1000.0),
        ("synthetic", "是", True),
        ("synthetic", "FALSE", False),
        ("synthetic", "0", False),
        ("tags", "示范小区、五星级；主城区", ["示范小区", "五星级", "主城区"]),
        ("tags", "，", None),
        ("tags", " 、", []),  # nothing is left in it; a blank would say nothing
        ("manager", " owners ", "owners"),
        ("manager", "业主", "owners"),
        ("manager", "街道", "街道"),  # not allowed, which is judged with all other values
        ("since", "  ", None),
        ("since", "\ufeff\u200b", None),
    ],
)
def test_a_cell_means(name, text, value):
    assert parse(PROPS[name], text) == (value, None)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("households", "十二", "wrong-type"),
        ("households", "12.5", "wrong-type"),
        ("households", "nan", "wrong-type"),
        ("households", "1,2", "wrong-type"),
        ("amount_yuan", "inf", "wrong-type"),
        ("synthetic", "maybe", "wrong-type"),
        ("since", "2024-13-01", "bad-date"),
        ("since", "45296", "bad-date"),
    ],
)
def test_a_cell_that_means_nothing_says_why(name, text, code):
    value, problem = parse(PROPS[name], text)
    assert value is None
    assert problem is not None
    assert problem[0] == code


@given(st.text(max_size=50), st.sampled_from(sorted(PROPS)), st.booleans())
def test_no_text_breaks_the_reader(text, name, serials):
    value, problem = parse(PROPS[name], text, serials=serials)
    assert value is None or problem is None
    assert clean(text) is None or clean(text) == clean(clean(text))
