"""Interlocks of a day and of a period, and both projections, against a count in plain Python and known answers."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis import incidence as products
from graph.analysis.incidence import incidence
from graph.analysis.interlocks import holders, interlocks, meetings, resting_on, tied_people
from graph.analysis.shape import transitivity
from graph.errors import InvalidInput
from tests.graph.analysis.register import DAY, REGISTERS, brute_force, day, in_force, posts, southern_women

FAR = 30  # days on either side by which everything dated in a register has begun or ended


def tied(network):
    return {(a, b): n for a, b, n in network.pairs().iter_rows()}


def counted(frame):
    return {(row["a"], row["b"]): (row["people"], row["posts"]) for row in frame.iter_rows(named=True)}


def test_davis_southern_women():
    women = incidence(southern_women(), DAY)
    events, pairs = women.of_things(), women.of_people()
    assert (len(events.a), events.shared.sum()) == (66, 214)
    assert len(pairs.a) == 139
    assert round(transitivity(pairs), 4) == 0.9284
    assert counted(interlocks(southern_women(), DAY)) == {pair: (n, n) for pair, n in tied(events).items()}


def test_different_posts_tie_and_one_post_at_several_places_does_not():
    given = posts(
        ("p", "Body|1", "书记"), ("p", "Place|1", "楼栋长"), ("q", "Place|1", "网格员"), ("q", "Place|2", "网格员")
    )
    assert counted(interlocks(given, DAY)) == {("Body|1", "Place|1"): (1, 1)}
    assert tied(incidence(given, DAY).of_things()) == {("Body|1", "Place|1"): 1}
    assert len(tied(incidence(given, DAY).of_things(different=False))) == 2


def test_the_same_post_beside_another_ties():
    given = posts(("p", "Body|1", "委员"), ("p", "Body|2", "委员"), ("p", "Body|2", "主任"))
    assert counted(interlocks(given, DAY)) == {("Body|1", "Body|2"): (1, 1)}
    assert tied(incidence(given, DAY).of_things()) == {("Body|1", "Body|2"): 1}


def test_until_is_the_first_day_no_longer_and_since_the_first_day():
    given = posts(("p", "Body|1", "书记", None, 2), ("p", "Body|2", "主任", -1, None))
    for n, there in ((-2, 0), (-1, 1), (1, 1), (2, 0)):
        assert interlocks(given, day(n)).height == there
        assert len(incidence(given, day(n)).of_things().a) == there
    (row,) = interlocks(given, day(-9), day(9)).iter_rows(named=True)
    assert (row["since"], row["until"]) == (day(-1), day(2))


def test_a_period_asks_for_a_day_of_having_both():
    apart = posts(("p", "Body|1", "书记", None, 0), ("p", "Body|2", "主任", 0, None))
    assert interlocks(apart, day(-9), day(9)).is_empty()
    with pytest.raises(InvalidInput, match="turn the two days round"):
        interlocks(apart, day(1), day(0))


def test_unknown_days_stay_unknown():
    (row,) = interlocks(posts(("p", "Body|1", "a"), ("p", "Body|2", "b")), DAY).iter_rows(named=True)
    assert (row["since"], row["until"]) == (None, None)


def test_a_body_and_a_place_of_one_id_are_two_things():
    assert interlocks(posts(("p", "Body|1", "a"), ("p", "Place|1", "b")), DAY).height == 1


def test_who_ties_and_which_ties_rest_on_one_person():
    given = posts(("p", "A", "a"), ("p", "B", "b"), ("q", "A", "a", -2, 5), ("q", "B", "c"), ("q", "C", "d"))
    asked = holders(given, pl.DataFrame({"a": ["A"], "b": ["B"]}), DAY)
    assert asked.rows() == [("A", "B", "p", "a", "b", None, None), ("A", "B", "q", "a", "c", day(-2), day(5))]
    assert resting_on(given, DAY).rows() == [("q", "A", "C"), ("q", "B", "C")]


def test_people_meet_whatever_their_posts():
    given = posts(
        ("p", "A", "x", 0, 3), ("q", "A", "x"), ("q", "B", "x"), ("p", "B", "y", 1, None), ("r", "B", "x", None, 0)
    )
    assert tied_people(given, DAY).rows() == [("p", "q", 1, day(0), day(3))]
    assert tied_people(given, day(-9), day(9)).rows() == [("p", "q", 2, day(0), None), ("q", "r", 1, None, day(0))]
    asked = pl.DataFrame({"a": ["p"], "b": ["q"]})
    assert meetings(given, asked, DAY, day(9)).rows() == [
        ("p", "q", "A", day(0), day(3)),
        ("p", "q", "B", day(1), None),
    ]


@given(REGISTERS, st.integers(-4, 4))
def test_a_day_is_what_plain_python_counts(rows, n):
    found = brute_force(rows, [n])
    expected = {pair: (len({p for p, _, _ in tie}), len({(x, y) for _, x, y in tie})) for pair, tie in found.items()}
    assert counted(interlocks(posts(*rows), day(n))) == expected
    assert tied(incidence(posts(*rows), day(n)).of_things()) == {pair: people for pair, (people, _) in expected.items()}


@given(REGISTERS, st.integers(-4, 4), st.booleans())
def test_both_projections_of_plain_sharing(rows, n, listed):
    seats = {(p, at) for p, at, *_ in (row for row in rows if in_force(row, n))}
    with pytest.MonkeyPatch.context() as patch:
        if not listed:
            patch.setattr(products, "ENUMERATED", -1)
        found = incidence(posts(*rows), day(n))
        things, people = found.of_things(different=False), found.of_people()
        different = found.of_things()
    assert tied(things) == shared({(at, p) for p, at in seats})
    some = incidence(posts(*rows), day(n), alone=False)
    assert tied(some.of_things(different=False)) == tied(things)
    assert tied(some.of_things()) == tied(different)
    assert tied(people) == shared(seats)
    assert tied(different) == {pair: len({p for p, _, _ in tie}) for pair, tie in brute_force(rows, [n]).items()}
    for network in (things, people):
        assert network.keys.to_list() == sorted(network.keys)
        assert network.pairs().equals(network.pairs().sort("a", "b"))


def shared(seats):
    """Pairs of the first, by how many of the second both have."""
    of = {}
    for one, other in seats:
        of.setdefault(one, set()).add(other)
    return {(a, b): len(of[a] & of[b]) for a in of for b in of if a < b and of[a] & of[b]}


@given(REGISTERS, st.integers(-4, 4), st.integers(0, 5))
def test_a_period_is_the_union_of_its_days(rows, first, length):
    given, days = posts(*rows), range(first, first + length + 1)
    found = brute_force(rows, days)
    expected = {pair: (len({p for p, _, _ in tie}), len({(x, y) for _, x, y in tie})) for pair, tie in found.items()}
    period = interlocks(given, day(first), day(first + length))
    assert counted(period) == expected
    assert set(expected) == {pair for n in days for pair in counted(interlocks(given, day(n)))}
    listed = holders(given, period, day(first), day(first + length))
    assert {tuple(row[:5]) for row in listed.rows()} == {(*pair, *seat) for pair, tie in found.items() for seat in tie}
    assert len(listed) == sum(map(len, found.values()))
    alone = {(p, *pair) for pair, tie in found.items() for p, _, _ in tie if len({q for q, _, _ in tie}) == 1}
    assert set(resting_on(given, day(first), day(first + length)).rows()) == alone


@given(REGISTERS, st.integers(-4, 4))
def test_the_first_and_last_day_of_a_tie(rows, n):
    everywhere = range(-FAR, FAR)
    for row in interlocks(posts(*rows), day(-FAR), day(FAR)).iter_rows(named=True):
        days = set().union(*brute_force(rows, everywhere)[row["a"], row["b"]].values())
        assert (row["since"] or day(-FAR), row["until"] or day(FAR)) == (day(min(days)), day(max(days) + 1))


@given(REGISTERS, st.integers(-4, 4), st.integers(0, 5))
def test_people_tied_over_a_period(rows, first, length):
    met = {}
    for one in rows:
        for other in rows:
            days = [n for n in range(first, first + length + 1) if in_force(one, n) and in_force(other, n)]
            if one[0] < other[0] and one[1] == other[1] and days:
                met.setdefault((one[0], other[0]), set()).add(one[1])
    found = tied_people(posts(*rows), day(first), day(first + length))
    assert {(a, b): things for a, b, things, *_ in found.rows()} == {pair: len(at) for pair, at in met.items()}
    assert meetings(posts(*rows), found, day(first), day(first + length)).select("a", "b", "at").rows() == sorted(
        (*pair, at) for pair, things in met.items() for at in things
    )


def test_nothing_gives_nothing():
    nothing = posts()
    assert interlocks(nothing, DAY).is_empty()
    assert tied_people(nothing, DAY).is_empty()
    assert incidence(nothing, DAY).of_things().pairs().is_empty()
    assert incidence(nothing, DAY).of_people().pairs().is_empty()


def test_values_of_one_hash_are_told_apart(monkeypatch):
    real = pl.Series.hash
    monkeypatch.setattr(pl.Series, "hash", lambda self, seed=0: real(self, seed) % 2 if seed < 2 else real(self, seed))
    values, numbers = products.numbered(pl.Series(["b", "a", "c", "a", "d"]), ordered=True)
    assert (values.to_list(), numbers.tolist()) == (["a", "b", "c", "d"], [1, 0, 2, 0, 3])


def test_dates_far_away_are_dates():
    given = posts(("p", "A", "x"), ("p", "B", "y")).with_columns(since=pl.lit(date(1, 2, 1)))
    assert interlocks(given, DAY)["since"].to_list() == [date(1, 2, 1)]
