"""Candidates for one person: which pairs there are, what speaks for and against them, and that they do not blow up."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.duplicates import FEW, MOST, Post, Somebody, candidates, judged, reading

Found = dict[tuple[str, str], tuple[str, ...]]


def at(*places: str, post: str = "网格员", full: bool = True) -> tuple[Post, ...]:
    return tuple(Post(post, place, full) for place in places)


def found(*people: Somebody) -> Found:
    return candidates(people).reasons


def namesakes(*names: str) -> list[Somebody]:
    """People of these names, each at a place of their own."""
    return [Somebody(f"p{i}", name, at(f"Place|b{i}", post=f"职{i}")) for i, name in enumerate(names)]


# --- which pairs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("王伟", "王伟"), ("王 伟", "王伟"), ("Wang Wei", "ＷＡＮＧ wei")])
def test_the_same_name(names: tuple[str, str]) -> None:
    assert found(*namesakes(*names)) == {("p0", "p1"): ("same_name",)}


@pytest.mark.parametrize(
    ("names", "close"),
    [
        (("张伟", "章炜"), True),  # read alike
        (("王小明", "王晓鸣"), True),
        (("王建国", "王建固"), True),  # one character
        (("王建国", "李建国"), True),
        (("王建国", "王国"), True),  # one character left out
        (("王伟", "王芳"), False),  # of two characters one is half
        (("王建国", "王爱民"), False),
        (("王建国", "国建王"), False),
    ],
)
def test_close_names_where_something_is_shared(names: tuple[str, str], close: bool) -> None:
    together = [Somebody(f"p{i}", name, at("Body|t", f"Place|{i}")) for i, name in enumerate(names)]
    assert found(*together) == ({("p0", "p1"): ("close_name",)} if close else {})
    assert found(*namesakes(*names)) == {}
    lines = [Somebody(f"p{i}", name, at(f"Place|{i}"), phone="13900001234") for i, name in enumerate(names)]
    reasons = ("same_phone", "close_name") if close else ("same_phone",)
    assert found(*lines) == {("p0", "p1"): reasons}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("13900001234", "139 0000-1234", True),
        ("13900001234", "+86 139 0000 1234", True),
        ("13900001234", "008613900001234", True),
        ("13900001234", "13900001235", False),
        ("110", "110", False),  # nobody's own
        (None, None, False),
        ("", "", False),
    ],
)
def test_the_same_telephone(one: str | None, other: str | None, same: bool) -> None:
    people = [Somebody("a", "王伟", at("x"), phone=one), Somebody("b", "李芳", at("y"), phone=other)]
    assert found(*people) == ({("a", "b"): ("same_phone",)} if same else {})


def test_an_office_s_number_tells_only_of_namesakes() -> None:
    names = ["王伟", "李芳", "赵强", "孙丽", "周杰", "王伟"]
    people = [Somebody(f"p{i}", name, at(f"{i}"), phone="0912-3456789") for i, name in enumerate(names)]
    assert candidates(people).reasons == {("p0", "p5"): ("same_name", "same_phone")}
    assert candidates(people).left_out == 14


def test_of_a_common_name_only_pairs_that_share_something_else() -> None:
    few, many = namesakes(*["王伟"] * FEW), namesakes(*["王伟"] * (FEW + 1))
    assert (len(found(*few)), candidates(few).left_out) == (3, 0)
    assert (found(*many), candidates(many).left_out) == ({}, 6)
    many[1] = Somebody("p1", "王伟", at("Place|b0"))
    assert (found(*many), candidates(many).left_out) == ({("p0", "p1"): ("same_name",)}, 5)
    born = [Somebody(one.id, one.name, one.posts, birth_year=1970 + int(one.id in ("p2", "p3"))) for one in many]
    assert found(*born).keys() == {("p0", "p1"), ("p2", "p3")}


def test_a_county_does_not_blow_up() -> None:
    """Thirty thousand people, a thousand of one name, three thousand in one body."""
    people = [Somebody(f"p{i:05}", "王伟", at(f"b{i % 700}"), birth_year=1950 + i % 30) for i in range(1_000)]
    given = [chr(0x4E00 + i) + chr(0x5E00 + i * 7 % 2_000) for i in range(9_000)]
    people += [Somebody(f"q{i:05}", "李" + given[i % 9_000], at(f"b{i % 900}")) for i in range(26_000)]
    people += [Somebody(f"r{i:05}", "赵" + given[i], at("big")) for i in range(3_000)]
    began = time.process_time()
    said = candidates(people)
    judged(said, people, {})
    assert time.process_time() - began < 30
    pairs = sum(one[0] == "p" for one, _ in said.reasons)
    assert 0 < pairs <= 30 * MOST * MOST
    assert said.left_out > 400_000


@given(st.lists(st.tuples(st.sampled_from(["王伟", "王炜", "李建国", "李建"]), st.sampled_from("xyz")), max_size=12))
def test_pairs_are_ordered_and_no_order_of_people_matters(drawn: list[tuple[str, str]]) -> None:
    people = [Somebody(f"{i:02}", name, at(place)) for i, (name, place) in enumerate(drawn)]
    there = candidates(people)
    assert all(one < other for one, other in there.reasons)
    assert candidates(people[::-1]) == there
    pairs = judged(there, people, {})
    assert pairs == judged(candidates(people[::-1]), people[::-1], {})
    assert [(-pair.strength, pair.one, pair.other) for pair in pairs] == sorted(
        (-pair.strength, pair.one, pair.other) for pair in pairs
    )


def test_readings() -> None:
    assert reading("张伟") == reading("章炜") == "zhang wei"
    assert reading("王Wei") == "wang _wei"


# --- for and against --------------------------------------------------------------------------------------------------


def codes(a: Somebody, b: Somebody, *others: Somebody, **parts: str) -> tuple[list[str], list[str], int]:
    people = [a, b, *others]
    pair = next(p for p in judged(candidates(people), people, parts) if {p.one, p.other} == {a.id, b.id})
    return [g.code for g in pair.speaks_for], [g.code for g in pair.speaks_against], pair.strength


def who(id_: str, *places: str, **values: object) -> Somebody:
    return Somebody(id_, "王伟", at(*(places or (f"Place|{id_}",)), post=f"职{id_}"), **values)  # type: ignore[arg-type]


def test_what_speaks_for_a_pair() -> None:
    assert codes(who("a"), who("b")) == (["nobody_else"], [], 50)
    assert codes(who("a", "Body|t", "Place|x"), who("b", "Place|x", "Body|t"))[0] == [
        *("same_body", "same_place", "nobody_else")
    ]
    same_post = [Somebody(id_, "王伟", at(f"Place|{id_}")) for id_ in "ab"]
    assert codes(*same_post) == (["same_post", "nobody_else"], [], 60)
    born = who("a", birth_year=1970, sex="male"), who("b", birth_year=1970, sex="male")
    assert codes(*born)[0] == ["nobody_else", "same_birth_year", "same_sex"]
    assert codes(who("a"), who("b"), who("c"))[0] == []


def test_what_speaks_against_a_pair() -> None:
    born = who("a", birth_year=1970, sex="male"), who("b", birth_year=1971, sex="female")
    assert codes(*born) == (["nobody_else"], ["other_birth_year", "other_sex"], -30)
    assert codes(who("a", birth_year=1970), who("b"))[1] == []
    many = [who(id_, "Place|x") for id_ in "abcd"]
    assert codes(*many)[1] == ["common_name"]


def test_full_posts_in_two_communities_on_one_day() -> None:
    parts = {"x": "c1", "y": "c2", "z": "c1"}
    assert codes(who("a", "x"), who("b", "y"), **parts)[1] == ["far_posts"]
    assert codes(who("a", "x"), who("b", "z"), **parts)[1] == []
    assert codes(who("a", "x"), who("b", "y", "z"), **parts)[1] == []
    assert codes(who("a", "x"), who("b", "elsewhere"), **parts)[1] == []
    beside = Somebody("b", "王伟", at("y", post="职", full=False))
    assert codes(who("a", "x"), beside, **parts)[1] == []
