"""Histories of small graphs: when a gap opens and closes, by which change, recorded when."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from cypher.gaps import gaps
from cypher.history import Change, History, history
from cypher.history.spells import Stretch, before, median_life, piercing, stretches
from graph.errors import InvalidInput, NotFound
from graph.profile import Norm, Profile, Subject, load_profile
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

A, B = date(2024, 1, 1), date(2025, 12, 31)


def norm(measure: str = "holders", **values: Any) -> Norm:
    given: dict[str, Any] = {
        "id": "t.N1",
        "measure": measure,
        "subjects": (Subject(label="Grid"),),
        "min": 1,
        "max": None,
        "parameters": {"posts": ["网格长"]} if measure == "holders" else {},
        "status": "stated",
        "computable": True,
    }
    return Norm.model_construct(**given | values)


def told(store: Store, one: Norm | None = None, since: date = A, until: date = B, place: str = "s") -> History:
    profile = Profile.model_construct(place="t", norms=(one or norm(),))
    return history(store, profile=profile, place=place, since=since, until=until)


def days(store: Store, *more: Any, **values: Any) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (str(one.opened) if one.opened else None, str(one.closed) if one.closed else None, one.closed_as)
        for one in told(store, *more, **values).spells
    ]


def by(changes: list[Change]) -> list[tuple[str, str | None, str, str | None, bool]]:
    return [(one.type, one.what, one.who_id, one.at_id, one.began) for one in changes]


STREET = """
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'}),
  (g:Grid:Place {id: 'g', name: '一格', level: 'grid'})-[:PART_OF {key: '0'}]->(s),
  (a:Person {id: 'a', name: '甲'}), (b:Person {id: 'b', name: '乙'})
"""


def holds(person: str, since: str | None, until: str | None, post: str = "网格长", **more: str) -> str:
    said = {"since": since, "until": until}
    dates = "".join(f", {name}: date('{day}')" for name, day in said.items() if day)
    rest = "".join(f", {name}: '{value}'" for name, value in more.items())
    return f"CREATE ({person})-[:HOLDS {{post: '{post}', key: '{person}{since}{post}'{dates}{rest}}}]->(g)\n"


def test_a_gap_opens_on_the_first_day_that_is_not_in_force_and_closes_with_the_next_post(graph: Store) -> None:
    graph.write(STREET + holds("a", "2020-01-01", "2024-05-01") + holds("b", "2024-06-10", None))
    (one,) = told(graph).spells
    assert (one.id, one.subject_name, one.subject_level, one.status, one.value) == (
        "t.N1:g",
        "一格",
        "grid",
        "stated",
        0,
    )
    assert (one.opened, one.closed, one.closed_as, one.days, one.days_so_far) == (
        *(date(2024, 5, 1), date(2024, 6, 10), "met"),
        *(40, None),
    )
    assert by(one.opened_by) == [("HOLDS", "网格长", "a", "g", False)]
    assert by(one.closed_by) == [("HOLDS", "网格长", "b", "g", True)]
    assert ([step.id for step in one.path], one.street_id) == (["s", "g"], "g")


def test_one_gap_may_have_two_spells_and_the_last_may_be_open(graph: Store) -> None:
    graph.write(
        STREET
        + holds("a", None, "2024-02-01")
        + holds("b", "2024-02-02", "2024-03-01")
        + holds("a", "2025-01-01", "2025-12-31")
    )
    assert days(graph) == [
        ("2024-02-01", "2024-02-02", "met"),
        ("2024-03-01", "2025-01-01", "met"),
        ("2025-12-31", None, None),
    ]
    found = told(graph)
    assert [one.days_so_far for one in found.spells] == [None, None, 1]
    assert [(str(p.day), p.open, p.opened, p.closed) for p in found.curve] == [
        ("2024-01-01", 0, 0, 0),
        ("2024-02-01", 1, 1, 0),
        ("2024-02-02", 0, 0, 1),
        ("2024-03-01", 1, 1, 0),
        ("2025-01-01", 0, 0, 1),
        ("2025-12-31", 1, 1, 0),
    ]


def test_one_of_two_who_leaves_opens_nothing_nor_does_a_handover_on_the_day(graph: Store) -> None:
    graph.write(
        STREET
        + holds("a", "2020-01-01", "2024-05-01")
        + holds("b", "2024-04-01", "2024-08-01")
        + holds("a", "2024-08-01", None)
        + holds("b", "2024-01-05", "2024-09-01", post="网格员")
    )
    assert days(graph) == []


def test_a_gap_that_was_open_before_the_period_says_since_when(graph: Store) -> None:
    graph.write(
        STREET
        + holds("a", "2015-01-01", "2018-03-05")
        + holds("b", "2019-01-01", "2020-07-01", post="网格员")
        + holds("b", "2024-02-01", None)
    )
    (one,) = told(graph).spells
    assert (one.opened, one.closed, one.days) == (date(2018, 3, 5), date(2024, 2, 1), 2159)
    assert by(one.opened_by) == [("HOLDS", "网格长", "a", "g", False)]
    assert [point.opened for point in told(graph).curve] == [0, 0, 0]


def test_a_gap_may_be_open_since_ever_and_until_after_the_period(graph: Store) -> None:
    graph.write(STREET + holds("b", "2026-01-01", None))
    (one,) = told(graph).spells
    assert (one.opened, one.closed, one.days, one.days_so_far) == (None, None, None, None)
    assert (one.opened_by, one.undated, one.recorded) == ([], False, None)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2024-05-01", "2024-06-09", [("2024-05-01", None, None)]),  # it opens on the first day
        ("2024-05-02", "2024-06-10", [("2024-05-01", "2024-06-10", "met")]),  # it closes on the last
        ("2024-06-09", "2024-06-09", [("2024-05-01", None, None)]),  # a period of one day
        ("2024-06-10", "2024-12-31", []),
        ("2023-01-01", "2024-04-30", []),
    ],
)
def test_boundary_days(graph: Store, since: str, until: str, expected: list[Any]) -> None:
    graph.write(STREET + holds("a", "2020-01-01", "2024-05-01") + holds("b", "2024-06-10", None))
    assert days(graph, since=date.fromisoformat(since), until=date.fromisoformat(until)) == expected


def test_a_place_that_ends_or_leaves_closes_its_gap_and_says_so(graph: Store) -> None:
    graph.write(
        STREET
        + "SET g.since = date('2021-01-01'), g.until = date('2024-07-01')\n"
        + "CREATE (h:Grid:Place {id: 'h', name: '二格', level: 'grid'})\n"
        + "CREATE (h)-[:PART_OF {key: '1', until: date('2024-08-01')}]->(s)"
    )
    first, second = sorted(told(graph).spells, key=lambda one: one.subject_id)
    assert (first.opened, first.closed, first.closed_as) == (date(2021, 1, 1), date(2024, 7, 1), "gone")
    assert (by(first.opened_by), by(first.closed_by)) == (
        [("Grid", None, "g", None, True)],
        [("Grid", None, "g", None, False)],
    )
    assert (second.opened, second.closed, second.closed_as) == (None, date(2024, 8, 1), "gone")
    assert by(second.closed_by) == [("PART_OF", None, "h", "s", False)]


def test_what_moves_far_above_a_subject_is_told_as_its_reason(graph: Store) -> None:
    graph.write(
        "CREATE (:Street:Place {id: 's', name: '街道', level: 'street'})"
        "<-[:PART_OF {key: '0', since: date('2024-03-01')}]-"
        "(:Community:Place {id: 'c', name: '社区', level: 'community'})<-[:PART_OF {key: '1'}]-"
        "(:Grid:Place {id: 'g', name: '一格', level: 'grid'})"
    )
    (one,) = told(graph).spells
    assert (one.opened, by(one.opened_by)) == (date(2024, 3, 1), [("PART_OF", None, "c", "s", True)])
    assert (one.street_id, one.street) == ("c", "社区")


def test_a_value_that_becomes_unknown_is_no_gap_any_more(graph: Store) -> None:
    graph.write(
        "CREATE (:Street:Place {id: 's', name: '街道', level: 'street'})<-[:SERVES {key: '0'}]-"
        "(b:Team:Body {id: 'b', name: '队'})<-[:FUNDS {key: '1', purpose: '经费', amount_yuan: 5.0}]-"
        "(d:Department:Body {id: 'd', name: '局'}) "
        "CREATE (d)-[:FUNDS {key: '2', purpose: '经费', since: date('2024-09-01')}]->(b)"
    )
    asked = norm("funds_received", subjects=(Subject(label="Team"),), parameters={"purpose": "经费"}, min=100)
    assert days(graph, asked) == [(None, "2024-09-01", "unknown")]


def test_a_joint_branch_that_ends_opens_the_gaps_of_all_its_places(graph: Store) -> None:
    graph.write(
        "CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'}), "
        "(o:PartyOrg:Body {id: 'o', name: '联合支部', kind: 'branch', formation: 'joint', until: date('2024-04-01')}) "
        "WITH s, o UNWIND ['一', '二'] AS n "
        "CREATE (s)<-[:PART_OF {key: n}]-(:Compound:Place {id: n, name: n, level: 'compound'})<-[:COVERS {key: n}]-(o)"
    )
    found = told(graph, norm("covering_branches", subjects=(Subject(label="Compound"),))).spells
    assert [(one.subject_id, str(one.opened)) for one in found] == [("一", "2024-04-01"), ("二", "2024-04-01")]
    assert [by(one.opened_by) for one in found] == [[("PartyOrg", None, "o", None, False)]] * 2


def test_a_body_that_leaves_and_a_person_are_subjects_too(graph: Store) -> None:
    graph.write(
        STREET
        + "CREATE (o:PartyOrg:Body {id: 'o', name: '支部'})-[:COVERS {key: '1', until: date('2024-10-01')}]->(g)\n"
        + holds("a", "2024-03-01", "2024-11-01")
    )
    asked = norm("superiors", subjects=(Subject(label="PartyOrg"),))
    assert days(graph, asked) == [(None, "2024-10-01", "gone")]
    asked = norm("posts_held", subjects=(Subject(label="Person"),), parameters={"posts": ["主任"]})
    (one,) = told(graph, asked).spells
    assert (one.subject_id, one.opened, one.closed, one.closed_as) == ("a", date(2024, 3, 1), date(2024, 11, 1), "gone")
    assert by(one.closed_by) == [("HOLDS", "网格长", "a", "g", False)]


def test_a_checklist_has_no_dates_and_is_as_old_as_its_subject(graph: Store) -> None:
    graph.write(STREET + "SET g.lacks = ['档'], g.since = date('2022-05-01')")
    asked = norm("checklist_missing", parameters={"items": ["档"]}, min=None, max=0)
    (one,) = told(graph, asked).spells
    assert (one.opened, one.undated, one.recorded, one.unnoticed_days) == (date(2022, 5, 1), True, None, None)


def test_days_run_down_to_the_end_of_a_post_without_a_change(graph: Store) -> None:
    """`days_to_expiry` crosses its bound on a day that does not stand in the data."""
    graph.write(STREET + holds("a", "2020-01-01", "2024-05-31"))
    asked = norm("days_to_expiry", parameters={"posts": ["网格长"]}, min=30)
    (one,) = told(graph, asked).spells
    assert (one.opened, one.closed) == (date(2024, 5, 2), date(2024, 5, 31))  # 29 days before it, and then no post
    assert [(one.day, one.began) for one in one.opened_by] == [(date(2024, 5, 31), False)]


def test_what_was_recorded_late_was_unnoticed_until_then(graph: Store) -> None:
    graph.write(
        STREET
        + "CREATE (:Load:Record {id: 'load-1', loaded_on: date('2024-01-10')}), "
        + "(:Load:Record {id: 'load-2', loaded_on: date('2024-06-30')})\n"
        + holds("a", "2020-01-01", "2024-05-01", source_id="load-2")
        + holds("b", "2024-09-01", "2025-01-01", source_id="load-1")
    )
    late, early = told(graph).spells
    assert (late.opened, late.recorded, late.unnoticed_days) == (date(2024, 5, 1), date(2024, 6, 30), 60)
    assert (early.opened, early.recorded, early.unnoticed_days) == (date(2025, 1, 1), date(2024, 1, 10), None)


def test_what_was_recorded_after_it_closed_was_unnoticed_all_its_life(graph: Store) -> None:
    graph.write(
        STREET
        + "CREATE (:Load:Record {id: 'load-1', loaded_on: date('2025-03-01')})\n"
        + holds("a", "2020-01-01", "2024-05-01", source_id="load-1")
        + holds("b", "2024-05-11", None)
    )
    (one,) = told(graph).spells
    assert (one.days, one.recorded, one.unnoticed_days) == (10, date(2025, 3, 1), 10)


def test_targets_are_told_apart_and_never_counted_as_gaps(graph: Store) -> None:
    graph.write(STREET + holds("a", "2020-01-01", "2024-05-01"))
    found = told(graph, norm(status="target"))
    assert (found.spells, [one.id for one in found.targets]) == ([], ["t.N1:g"])
    assert [(point.open, point.opened, point.targets) for point in found.curve] == [(0, 0, 0), (0, 0, 1), (0, 0, 1)]
    assert [(life.by, life.key, life.status, life.opened, life.open) for life in found.lives] == [
        ("norm", "t.N1", "target", 1, 1)
    ]


def test_nothing_outside_the_place_is_told(graph: Store) -> None:
    graph.write(
        STREET
        + "CREATE (y:Street:Place {id: 'y', name: '他街', level: 'street'})\n"
        + "CREATE (x:Grid:Place {id: 'x', name: '他格', level: 'grid'})\n"
        + "CREATE (x)-[:PART_OF {key: '9', since: date('2024-02-02')}]->(y)"
    )
    found = told(graph)
    assert ([one.subject_id for one in found.spells], found.turns) == (["g"], 0)


def test_few_questions_tell_of_many_days(graph: Store) -> None:
    """A hundred heads who change on a hundred days: each place changes once, and two days tell of all."""
    graph.write(
        "CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'}) WITH s UNWIND range(1, 100) AS n "
        "CREATE (s)<-[:PART_OF {key: toString(n)}]-(:Grid:Place {id: toString(n), name: '格', level: 'grid'})"
        "<-[:HOLDS {post: '网格长', key: toString(n), since: date('2024-02-01') + duration({days: n})}]-"
        "(:Person {id: toString(n), name: '甲'})"
    )
    found = told(graph)
    assert (len(found.spells), found.turns) == (100, 100)
    assert found.asked == 2
    assert [point.open for point in found.curve] == [*range(100, -1, -1), 0]


def test_lives_of_norms_and_parts(graph: Store) -> None:
    graph.write(
        STREET
        + holds("a", None, "2024-02-01")
        + holds("b", "2024-02-11", "2024-03-01")
        + holds("a", "2024-03-21", "2024-06-01")
    )
    found = told(graph)
    assert [(one.by, one.key, one.opened, one.closed, one.open, one.median_days) for one in found.lives] == [
        ("norm", "t.N1", 3, 2, 1, 20),
        ("street", "g", 3, 2, 1, 20),
    ]


# --- errors -----------------------------------------------------------------------------------------------------


def test_a_period_that_ends_before_it_begins_is_refused(graph: Store) -> None:
    with pytest.raises(InvalidInput, match="before the first"):
        told(graph, since=B, until=A)


def test_a_norm_that_is_not_there_or_cannot_be_answered_is_refused(graph: Store) -> None:
    profile = Profile.model_construct(place="t", name=Named, norms=(norm(computable=False),))
    with pytest.raises(NotFound, match=r"its norms are t\.N1"):
        history(graph, profile=profile, place="s", since=A, until=B, norms=["t.N2"])
    with pytest.raises(InvalidInput, match="has no history"):
        history(graph, profile=profile, place="s", since=A, until=B, norms=["t.N1"])


class Named:
    zh, en = "某地", "A place"


# --- days and lives ---------------------------------------------------------------------------------------------


def test_stretches_cover_every_day_once() -> None:
    turns = [date(2023, 1, 1), date(2024, 1, 1), date(2024, 1, 5), date(2024, 1, 31), date(2024, 2, 1)]
    assert stretches(date(2024, 1, 1), date(2024, 1, 31), turns) == [
        Stretch(date(2024, 1, 1), date(2024, 1, 4)),
        Stretch(date(2024, 1, 5), date(2024, 1, 30)),
        Stretch(date(2024, 1, 31), date(2024, 1, 31)),
    ]
    assert before(date(2024, 1, 5), turns) == Stretch(date(2024, 1, 1), date(2024, 1, 4))
    assert before(date(2023, 1, 1), turns) == Stretch(date.min, date(2022, 12, 31))


def test_every_stretch_is_pierced_by_few_days() -> None:
    first, second, third = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)
    assert piercing([Stretch(first, second), Stretch(second, third)]) == [second]
    assert piercing([Stretch(first, first), Stretch(second, third)]) == [first, third]
    assert piercing([Stretch(first, third)], [second]) == [second]


@pytest.mark.parametrize(
    ("lives", "median"),
    [
        ([], None),
        ([(5, False)], None),
        ([(5, True)], 5),
        ([(1, True), (2, True), (3, True)], 2),
        ([(1, True), (2, True), (3, True), (4, True)], 2),
        ([(1, True), (9, False), (9, False)], None),
        # of the textbook's kind: two lost from sight before half are closed
        ([(6, True), (6, False), (7, True), (10, True), (13, False)], 10),
    ],
)
def test_the_median_life_is_kaplan_and_meier_s(lives: list[tuple[int, bool]], median: int | None) -> None:
    assert median_life(lives) == median


# --- a twin -----------------------------------------------------------------------------------------------------


def test_the_history_of_a_twin_tells_what_was_planted_on_its_day(graph: Store) -> None:
    made = twin("linfen", seed=1, defects="demo")
    load(graph, made.tables, sources=["twin"])
    profile, street = load_profile("linfen"), "310106021"
    since, until = date(2021, 4, 5), date(2026, 11, 22)
    spells = history(graph, profile=profile, place=street, since=since, until=until).spells
    opened = {(one.norm, one.subject_id): one for one in spells}
    dated = [(one, re.findall(r"\d{4}-\d\d-\d\d", one.what)) for one in made.planted if one.rule != "route"]
    assert sum(bool(said) for _, said in dated) >= 9
    for defect, said in dated:
        spell = opened[defect.rule, defect.subject_id]
        assert (spell.undated, spell.closed) == (not said, None)
        if said:
            assert (str(spell.opened), spell.opened_by[0].began) == (said[-1], False), defect
            assert spell.recorded is not None
            assert spell.unnoticed_days == (spell.recorded - date.fromisoformat(said[-1])).days
    assert len(opened) == len(spells) == len(dated)
    for day in (since, date(2024, 8, 23), until):
        listed = {gap.id for gap in gaps(graph, profile=profile, place=street, as_of=day).rows}
        open_then = {
            one.id for one in spells if (one.opened or day) <= day and (one.closed is None or day < one.closed)
        }
        assert open_then == listed
