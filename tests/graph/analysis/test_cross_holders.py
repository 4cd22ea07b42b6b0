"""Who holds two posts, and how a rule stands, against a reading in plain Python."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.cross_holders import cross_holders, permitted, standing
from graph.analysis.incidence import POSTS

WORDS = ["书记", "主任", "网格员", "楼栋长"]
TAGS = ["在职党员干部", "意见领袖"]
Held = list[tuple[str, str, str]]
held = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["Body|x", "Place|x", "Body|y"]), st.sampled_from(WORDS))
)
people = st.fixed_dictionaries(
    {
        name: st.tuples(st.none() | st.lists(st.sampled_from(TAGS), max_size=2), st.none() | st.booleans())
        for name in "甲乙丙"
    }
)
sides = st.lists(st.sampled_from([*WORDS, *(f"tag:{tag}" for tag in TAGS), "party_member"]), min_size=1, max_size=3)


def framed(rows: Held) -> pl.DataFrame:
    return pl.DataFrame([(*row, None, None) for row in rows], schema=POSTS, orient="row")


def persons(said: dict[str, tuple[list[str] | None, bool | None]]) -> pl.DataFrame:
    schema = {"id": pl.String, "tags": pl.List(pl.String), "party_member": pl.Boolean}
    return pl.DataFrame([(name, *values) for name, values in said.items()], schema=schema, orient="row")


@given(held)
def test_two_posts_are_different_and_held_in_different_places(rows: Held) -> None:
    meant = {
        (p, post, at, other, elsewhere)
        for p, at, post in rows
        for q, elsewhere, other in rows
        if p == q and at != elsewhere and post < other
    }
    found = cross_holders(framed(rows)).rows()
    assert found == sorted(meant)


@given(held, people, sides, sides)
def test_a_rule_stands_as_one_counts_by_hand(
    rows: Held, said: dict[str, tuple[list[str] | None, bool | None]], first: list[str], second: list[str]
) -> None:
    def ways(person: str, side: list[str]) -> list[tuple[Any, Any]]:
        tags, party = said[person]
        ways: list[tuple[Any, Any]] = [(post, at) for p, at, post in rows if p == person and post in side]
        if any(f"tag:{tag}" in side for tag in tags or ()) or ("party_member" in side and party):
            ways.append((None, None))
        return ways

    def both(person: str) -> bool:
        return any(
            a[0] is None or b[0] is None or (a[0] != b[0] and a[1] != b[1])
            for a in ways(person, first)
            for b in ways(person, second)
        )

    unknown = all(party is None for _, party in said.values())
    found = standing(framed(rows), persons(said), first, second)
    of_first = [person for person in said if ways(person, first)]
    assert found.lacking == sorted(person for person in of_first if not both(person))
    for count, words, meant in (
        (found.held, first, len(of_first)),
        (found.also, second, sum(bool(ways(person, second)) for person in said)),
        (found.both, first + second, sum(map(both, said))),
    ):
        assert count == (None if unknown and "party_member" in words else meant)


def test_a_rule_speaks_of_two_posts_whichever_is_named_first() -> None:
    rules = [(["书记"], ["主任", "网格员"]), (["网格员"], ["楼栋长"])]
    assert permitted(rules, "主任", "书记") == [0]
    assert permitted(rules, "书记", "网格员") == [0]
    assert permitted(rules, "书记", "楼栋长") == []


def test_nobody_is_an_answer_too() -> None:
    nobody = persons({})
    assert standing(framed([]), nobody, ["书记"], ["主任"]) == (0, 0, 0, [])
    assert standing(framed([]), nobody.drop("party_member"), ["party_member"], ["主任"]) == (None, 0, None, [])
    assert cross_holders(framed([])).height == 0


def test_a_side_of_posts_alone_is_read_of_many_people_too() -> None:
    """Polars filters many rows in parts, and took a predicate of literals alone for a column of two rows."""
    many = pl.DataFrame({"id": [f"p{n}" for n in range(100_000)], "tags": [["意见领袖"]] * 100_000})
    assert standing(framed([("p1", "Body|x", "书记")]), many, ["书记"], ["主任"]) == (1, 0, 0, ["p1"])
    assert standing(framed([]), many, ["tag:意见领袖"], ["主任"]).held == 100_000
