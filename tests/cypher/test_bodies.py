"""A body on a day with its people and ties both ways; the bodies tied to a place or to what lies in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cypher.bodies import bodies_at, body, stream_bodies_at
from graph.errors import InvalidInput, NotFound
from graph.store import Store

DAY = date(2026, 3, 1)
BEFORE = date(2026, 2, 28)


@pytest.fixture
def town(graph: Store) -> Store:
    """A branch with every kind of tie; a department that gives it money; a team that ends."""
    graph.write(
        """
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})
        CREATE (x:Compound:Place {id: 'x', name: '小区', level: 'compound'})-[:PART_OF]->(c)
        CREATE (b:Building:Place {id: 'b', name: '1号楼', level: 'building'})-[:PART_OF]->(x)
        CREATE (g:Grid:Place {id: 'g', name: '网格', level: 'grid'})-[:PART_OF]->(c), (b)-[:IN_GRID]->(g)
        CREATE (branch:PartyOrg:Body {id: 'x', name: '党支部', kind: 'branch', formation: 'joint', basis: 'territorial',
          purpose: 'compound', party_members: 7, has: ['活动室'], lacks: ['公示栏'], tags: ['五星级'],
          since: date('2020-01-01'), source_row: 'a.xlsx 2'})
        CREATE (senior:PartyOrg:Body {id: 'senior', name: '党委'})-[:COVERS]->(c)
        CREATE (junior:PartyOrg:Body {id: 'junior', name: '党小组'})-[:UNDER {line: 'territorial', key: 'j'}]->(branch)
        CREATE (d:Department:Body {id: 'd', name: '住建局', function: 'housing'})
          -[:FUNDS {purpose: '电梯', amount_yuan: 5.5, key: 'f'}]->(branch)
        CREATE (team:Team:Body {id: 't', name: '队', until: date('2026-03-01')})-[:SERVES]->(x)
        CREATE (team)-[:EMBEDDED_IN]->(branch)
        CREATE (branch)-[:UNDER {line: 'approval', since: date('2026-03-01'), key: 'u'}]->(senior)
        CREATE (branch)-[:COVERS {key: 'c1'}]->(x), (branch)-[:COVERS {key: 'c2'}]->(b)
        CREATE (branch)-[:COVERS {until: date('2026-03-01'), key: 'c3'}]->(g)
        CREATE (branch)-[:CO_BUILDS {form: '门责制', key: 'co'}]->(x)
        CREATE (:Station:Body {id: 'st', name: '站'})-[:SERVES {minutes: 4.5}]->(b)
        CREATE (p:Person {id: 'p', name: '甲'})-[:HOLDS {post: '书记', mode: 'elected', key: 'h'}]->(branch)
        CREATE (q:Person {id: 'q', name: '乙'})-[:HOLDS {post: '书记', until: date('2026-03-01'), key: 'i'}]->(branch)
        CREATE (q)-[:REPORTS_TO {key: 'r'}]->(branch)
        """
    )
    return graph


def ties(store: Store, day: date = DAY) -> set[tuple[str, str, str, str]]:
    return {(one.type, one.direction, one.other.family, one.other.id) for one in body(store, body="x", as_of=day).ties}


def test_a_body_says_all_of_itself(town: Store) -> None:
    row = body(town, body="x", as_of=DAY)
    assert (row.name, row.label, row.kind, row.formation, row.basis, row.purpose, row.function) == (
        *("党支部", "PartyOrg", "branch"),
        *("joint", "territorial", "compound", None),
    )
    assert (row.tags, row.has, row.lacks, row.party_members, row.members, row.staff) == (
        *(["五星级"], ["活动室"], ["公示栏"]),
        *(7, None, None),
    )
    assert (row.since, row.until, row.synthetic, row.source_row) == (date(2020, 1, 1), None, False, "a.xlsx 2")
    assert [(one.id, one.post, one.mode) for one in row.people] == [("p", "书记", "elected")]
    assert body(town, body="d", as_of=DAY).function == "housing"


def test_its_ties_run_both_ways_on_the_day(town: Store) -> None:
    both = {
        ("COVERS", "out", "Place", "x"),  # the compound, whose id is the branch's too
        ("COVERS", "out", "Place", "b"),
        ("CO_BUILDS", "out", "Place", "x"),
        ("FUNDS", "in", "Body", "d"),
        ("UNDER", "in", "Body", "junior"),
        ("REPORTS_TO", "in", "Person", "q"),
    }
    assert ties(town) == both | {("UNDER", "out", "Body", "senior")}
    assert ties(town, BEFORE) == both | {("COVERS", "out", "Place", "g"), ("EMBEDDED_IN", "in", "Body", "t")}
    told = {(one.type, one.direction): one for one in body(town, body="x", as_of=DAY).ties}
    assert (told["FUNDS", "in"].purpose, told["FUNDS", "in"].amount_yuan) == ("电梯", 5.5)
    assert told["CO_BUILDS", "out"].form == "门责制"
    assert (told["UNDER", "out"].line, told["UNDER", "out"].since, told["UNDER", "out"].other.label) == (
        *("approval", DAY),
        "PartyOrg",
    )
    assert (told["COVERS", "out"].other.label, told["COVERS", "out"].other.level) == ("Compound", "compound") or (
        told["COVERS", "out"].other.id == "b"
    )


def test_a_long_list_is_cut_and_counted(town: Store) -> None:
    row = body(town, body="x", as_of=BEFORE, limit=1)
    assert ([one.id for one in row.people], row.people_total) == (["p"], 2)
    assert (len(row.ties), row.ties_total) == (1, 8)


def test_a_body_that_is_not_there(town: Store) -> None:
    assert body(town, body="t", as_of=BEFORE).until == DAY
    with pytest.raises(NotFound, match="No body in force on 2026-03-01 has the id 't'; look it up"):
        body(town, body="t", as_of=DAY)
    with pytest.raises(NotFound, match="'c'"):
        body(town, body="c", as_of=DAY)  # a place's id


def at(store: Store, place: str, day: date = DAY, **how: Any) -> dict[str, tuple[list[str], int, str]]:
    rows = bodies_at(store, place=place, as_of=day, **how)
    assert list(stream_bodies_at(store, place=place, as_of=day, **how)) == rows
    return {row.id: (row.types, row.places, row.at.id) for row in rows}


def test_bodies_tied_to_a_place_or_to_what_lies_inside(town: Store) -> None:
    inside = {"x": (["COVERS", "CO_BUILDS"], 2, "b"), "st": (["SERVES"], 1, "b")}
    assert at(town, "x") == inside
    assert at(town, "c") == inside | {"senior": (["COVERS"], 1, "c")}
    assert at(town, "c", BEFORE)["t"] == (["SERVES"], 1, "x")
    assert at(town, "c", BEFORE)["x"] == (["COVERS", "CO_BUILDS"], 3, "b")
    assert list(at(town, "g")) == ["st", "x"]  # what lies in the grid by the grid


def test_bodies_by_label_and_page_by_page(town: Store) -> None:
    assert list(at(town, "c", label="PartyOrg")) == ["senior", "x"]
    assert at(town, "c", label="Team") == {}
    assert list(at(town, "c", limit=2)) == ["senior", "st"]
    assert list(at(town, "c", after="st", limit=2)) == ["x"]
    with pytest.raises(InvalidInput, match="No body has the label 'Street'; the labels are PartyOrg"):
        bodies_at(town, place="c", as_of=DAY, label="Street")
    for ask in (bodies_at, stream_bodies_at):
        with pytest.raises(NotFound, match="No place in force"):
            ask(town, place="senior", as_of=DAY)
