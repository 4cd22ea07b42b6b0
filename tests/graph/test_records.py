"""Single values judged: every fault found, none invented."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Fault
from graph.records import Table, check, quoted


def codes(what, **columns):
    length = max(len(values) for values in columns.values())
    base = {"id": [f"p{i}" for i in range(length)], "name": ["名"] * length} if what[1:].islower() else {}
    return [(row, column, fault.code) for row, column, fault in check(Table(what, base | columns))]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("id", None, "missing-value"),
        ("id", 7, "wrong-type"),
        ("id", "", "bad-id"),
        ("id", " a", "bad-id"),
        ("id", "a\x00b", "bad-id"),
        ("id", "\ud800", "bad-id"),
        ("id", "x" * 201, "too-long"),
        ("id", "x" * 10_000, "too-long"),
        ("name", None, "missing-value"),
        ("name", "", "wrong-type"),
        ("name", "a\x07", "wrong-type"),
        ("name", "x" * 1001, "too-long"),
        ("households", "12", "wrong-type"),
        ("households", True, "wrong-type"),
        ("households", 1.0, "wrong-type"),
        ("households", -1, "not-allowed"),
        ("households", 2**63, "wrong-type"),
        ("since", "2024-01-05", "bad-date"),
        ("since", datetime(2024, 1, 5, tzinfo=UTC), "bad-date"),
        ("since", date(1899, 12, 31), "bad-date"),
        ("since", date(2201, 1, 1), "bad-date"),
        ("tags", "示范小区", "wrong-type"),
        ("tags", ["示范小区", ""], "wrong-type"),
        ("synthetic", 1, "wrong-type"),
        ("manager", "nobody", "not-allowed"),
    ],
)
def test_a_wrong_value_is_one_fault(column, value, code):
    assert codes("Compound", **{column: [value]}) == [(0, column, code)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "x" * 200),
        ("id", "3101|06\\'; MATCH (n) DETACH DELETE n //"),
        ("name", "第一\n行"),
        ("households", 0),
        ("since", date(1900, 1, 1)),
        ("until", date(2200, 12, 31)),
        ("tags", ["示范小区", "五星级"]),
        ("synthetic", False),
        ("manager", "none"),
        ("manager", None),
    ],
)
def test_a_right_value_is_none(column, value):
    assert codes("Compound", **{column: [value]}) == []


def test_a_number_may_be_whole_but_must_be_finite():
    def fund(amount):
        table = Table("FUNDS", {"start": ["a"], "end": ["b"], "amount_yuan": [amount]})
        return [fault.code for _, _, fault in check(table)]

    assert fund(3) == fund(3.5) == []
    assert fund(float("nan")) == fund(float("inf")) == ["wrong-type"]


def test_what_tells_edges_apart_obeys_the_rules_of_identity():
    table = Table("HOLDS", {"start": ["a", "a"], "end": ["b", "b"], "post": ["x" * 201, None]})
    assert [fault.code for _, _, fault in check(table)] == ["missing-value", "too-long"]


def test_the_first_day_is_before_the_last():
    day = date(2024, 1, 5)
    assert codes("Compound", since=[day, day], until=[day, date(2024, 1, 6)]) == [(0, "until", "date-order")]


def test_a_needed_column_that_is_absent_is_one_fault():
    assert [f.code for _, _, f in check(Table("HOLDS", {"start": ["a", "b"], "end": ["b", "c"]}))] == [
        "missing-heading"
    ]


@pytest.mark.parametrize(
    ("what", "columns"),
    [
        ("Compound", {"name": ["x"]}),
        ("Compound", {"id": ["x"], "name": []}),
        ("Compound", {"id": ["x"], "post": ["x"]}),
        ("Compound", {"id": ["x"], "source_id": ["x"]}),
        ("Network", {"id": ["x"]}),
        ("CROSS_HOLDING", {"start": ["x"], "end": ["y"]}),
        ("Nothing", {"id": ["x"]}),
    ],
)
def test_a_table_the_schema_does_not_know_is_our_mistake(what, columns):
    with pytest.raises(Fault):
        Table(what, columns)


def test_a_fault_has_the_address_of_the_file():
    table = Table("Compound", {"id": ["a"], "name": [None]}, "a.xlsx › 小区", rows=[7], headings={"name": "名称"})
    (_, _, fault), *_ = check(table)
    assert (fault.file, fault.sheet, fault.row, fault.column) == ("a.xlsx", "小区", 7, "名称")
    assert table.place(0) == "a.xlsx › 小区 › 7"


def test_a_quoted_value_is_short_and_visible():
    assert quoted("x" * 10_000) == "x" * 40 + "…"
    assert quoted("a\x1b[31m") == "a\\x1b[31m"
    assert quoted(["甲", "乙"]) == "甲、乙"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(allow_nan=True),
    st.text(max_size=3),
    st.dates(),
    st.just([]),
)


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6))
def test_any_value_is_judged_and_none_breaks_the_judge(rows):
    ids, households, since = (list(column) for column in zip(*rows, strict=True))
    table = Table("Compound", {"id": ids, "name": ["名"] * len(ids), "households": households, "since": since})
    blamed = {(row, column) for row, column, _ in check(table)}
    for row, (id_, number, day) in enumerate(rows):
        good_id = isinstance(id_, str) and id_ and id_ == id_.strip() and id_.isprintable()
        if good_id:
            assert (row, "id") not in blamed
        assert ((row, "households") in blamed) == (number is not None and not (type(number) is int and number >= 0))
        assert ((row, "since") in blamed) == (day is not None and not (type(day) is date and 1900 <= day.year <= 2200))
