"""Office-holders on a day, their whole career, who is in office at a place, and what is personal."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import orjson
import pytest

from cypher.bodies import body
from cypher.networks import around, between, cross_holding
from cypher.people import PersonalRow, career, people_at, person, personal, stream_people_at
from graph.errors import InvalidInput, NotFound
from graph.store import Store

DAY = date(2026, 3, 1)
BEFORE = date(2026, 2, 28)


@pytest.fixture
def town(graph: Store) -> Store:
    """A street, a community, a building, a grid that holds the building, a branch under a committee, a closed team."""
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})<-[:PART_OF]-
          (b:Building:Place {id: 'b', name: '1号楼', level: 'building'})-[:IN_GRID]->
          (g:Grid:Place {id: 'g', name: '网格', level: 'grid'})-[:PART_OF]->(c)
        CREATE (c)-[:PART_OF]->(s)
        CREATE (over:PartyOrg:Body {id: 'over', name: '党委'})-[:COVERS]->(c)
        CREATE (x:PartyOrg:Body {id: 'x', name: '党支部'})-[:UNDER {line: 'territorial'}]->(over)
        CREATE (old:Team:Body {id: 'old', name: '旧队', until: date('2026-03-01')})-[:SERVES]->(c)
        CREATE (far:PartyOrg:Body {id: 'far', name: '别处'})
        CREATE (p:Person {id: 'p', name: '甲', kind: 'cadre', tags: ['示范'], sex: 'female', birth_year: 1901,
            phone: 'SECRET-phone', party_member: true, certificate: 'SECRET-certificate', synthetic: true})
        CREATE (q:Person {id: 'q', name: '乙'}), (r:Person {id: 'r', name: '丙'})
        CREATE (idle:Person {id: 'idle', name: '丁'})
        CREATE (p)-[:HOLDS {post: '书记', mode: 'elected', since: date('2026-03-01'), key: 'p|x|书记|2026-03-01'}]->(x)
        CREATE (p)-[:HOLDS {post: '楼栋长', key: 'p|b|楼栋长|'}]->(b)
        CREATE (p)-[:HOLDS {post: '网格员', until: date('2026-03-01'), key: 'p|g|网格员|'}]->(g)
        CREATE (p)-[:HOLDS {post: '队长', key: 'p|old|队长|'}]->(old)
        CREATE (p)-[:CONTACTS {rung: 'cadre', role: 'lead', since: date('2025-01-01'), key: 'p|c|cadre'}]->(c)
        CREATE (p)-[:REPORTS_TO {until: date('2026-03-01'), key: 'p|c|'}]->(c)
        CREATE (p)-[:EMBEDDED_IN {key: 'p|x|'}]->(x)
        CREATE (q)-[:HOLDS {post: '网格长', key: 'q|g|网格长|'}]->(g)
        CREATE (r)-[:HOLDS {post: '书记', key: 'r|far|书记|'}]->(far)
        """
    )
    return graph


def test_a_person_has_the_posts_and_ties_of_the_day(town: Store) -> None:
    found = person(town, person="p", as_of=DAY)
    assert (found.name, found.kind, found.tags, found.synthetic) == ("甲", "cadre", ["示范"], True)
    assert [
        (one.post, one.mode, one.since, one.at.family, one.at.id, one.at.label, one.at.level) for one in found.posts
    ] == [
        ("书记", "elected", DAY, "Body", "x", "PartyOrg", None),
        ("楼栋长", None, None, "Place", "b", "Building", "building"),
    ]
    assert [(one.type, one.rung, one.role, one.at.id) for one in found.ties] == [
        ("CONTACTS", "cadre", "lead", "c"),
        ("EMBEDDED_IN", None, None, "x"),
    ]


def test_the_day_before_is_another(town: Store) -> None:
    found = person(town, person="p", as_of=BEFORE)
    assert {one.post for one in found.posts} == {"楼栋长", "网格员", "队长"}  # the team was still there
    assert {one.type for one in found.ties} == {"CONTACTS", "REPORTS_TO", "EMBEDDED_IN"}


def test_who_holds_nothing_is_there_and_nobody_is_not(town: Store) -> None:
    found = person(town, person="idle", as_of=DAY)
    assert (found.kind, found.tags, found.synthetic, found.posts, found.ties) == (None, None, False, [], [])
    assert career(town, person="idle").stations == []
    for ask in (lambda: person(town, person="c", as_of=DAY), lambda: career(town, person="c")):  # a place's id
        with pytest.raises(NotFound, match="No person has the id 'c'; look it up"):
            ask()


def test_a_career_has_all_days(town: Store) -> None:
    found = [
        (one.type, one.post, one.since, one.until, one.at.id, one.at_until) for one in career(town, person="p").stations
    ]
    assert found[-2:] == [
        ("CONTACTS", None, date(2025, 1, 1), None, "c", None),
        ("HOLDS", "书记", DAY, None, "x", None),
    ]
    assert set(found[:-2]) == {
        ("HOLDS", "网格员", None, DAY, "g", None),
        ("REPORTS_TO", None, None, DAY, "c", None),
        ("HOLDS", "楼栋长", None, None, "b", None),
        ("HOLDS", "队长", None, None, "old", DAY),
        ("EMBEDDED_IN", None, None, None, "x", None),
    }


def posts_at(store: Store, place: str, day: date = DAY, **how: Any) -> dict[str, list[tuple[str, str]]]:
    rows = people_at(store, place=place, as_of=day, **how)
    assert list(stream_people_at(store, place=place, as_of=day, **how)) == rows
    return {row.id: [(one.post, one.at.id) for one in row.posts] for row in rows}


def test_people_at_a_place_inside_it_and_in_bodies_of_it(town: Store) -> None:
    everybody = {"p": [("书记", "x"), ("楼栋长", "b")], "q": [("网格长", "g")]}
    assert posts_at(town, "s") == posts_at(town, "c") == everybody
    assert posts_at(town, "b") == {"p": [("楼栋长", "b")]}
    assert posts_at(town, "g") == {"p": [("楼栋长", "b")], "q": [("网格长", "g")]}  # by the grid too
    assert posts_at(town, "c", BEFORE)["p"] == [("楼栋长", "b"), ("网格员", "g"), ("队长", "old")]


def test_people_by_post_and_page_by_page(town: Store) -> None:
    assert posts_at(town, "s", post="书记") == {"p": [("书记", "x")]}
    assert posts_at(town, "s", post="县长") == {}
    assert list(posts_at(town, "s", limit=1)) == ["p"]
    assert list(posts_at(town, "s", after="p", limit=1)) == ["q"]
    assert posts_at(town, "s", after="q", limit=1) == {}
    with pytest.raises(InvalidInput, match="The limit is 0"):
        people_at(town, place="s", as_of=DAY, limit=0)


def test_a_place_that_is_not_there(town: Store) -> None:
    for ask in (people_at, stream_people_at):
        with pytest.raises(NotFound, match="No place in force on 2026-03-01 has the id 'x'; find its id"):
            ask(town, place="x", as_of=DAY)  # a body's id


def test_personal_fields_are_given_by_one_question_alone(town: Store) -> None:
    assert [asdict(row) for row in personal(town, people=["q", "p", "nobody"])] == [
        {"id": "p", "sex": "female", "birth_year": 1901, "phone": "SECRET-phone", "party_member": True}
        | {"certificate": "SECRET-certificate"},
        dict.fromkeys(PersonalRow.__dataclass_fields__) | {"id": "q"},  # type: ignore[attr-defined]
    ]
    answers = [
        person(town, person="p", as_of=DAY),
        career(town, person="p"),
        people_at(town, place="s", as_of=DAY),
        body(town, body="x", as_of=DAY),
        around(town, family="Person", id="p", as_of=DAY, hops=3),
        between(town, start_family="Person", start="p", end_family="Person", end="q", as_of=DAY),
        cross_holding(town, place="s", as_of=DAY),
    ]
    for answer in answers:
        said = orjson.dumps(answer).decode()
        assert '"p"' in said
        for one in ("SECRET", "1901", "female", 'party_member"', "phone", "certificate"):
            assert one not in said
