"""Figures: the comparison in the printed unit, each count on a few nodes, and all of Linfen's on its twin."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from cypher.figures import MEASURES, figures
from cypher.figures.compare import Band, band
from graph.errors import InvalidInput, ProfileRefused
from graph.profile import Figure, Profile, load_profile
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

DAY = date(2021, 4, 5)


@pytest.mark.parametrize(
    ("qualifier", "value", "step", "holds", "fails"),
    [
        ("=", 127, 1, [127], [126, 128, 127.5]),
        ("=", 1_090_000, 10_000, [1_085_000, 1_090_000, 1_095_000], [1_084_999, 1_095_001]),
        ("=", 75.1, 0.1, [75.1046, 75.06], [75.2, 75.0]),
        (">", 30_000, 10_000, [30_001, 39_999], [30_000, 40_000]),
        (">", 2500, 100, [2501, 2599], [2500, 2600]),
        ("<", 90_000, 10_000, [80_001, 89_999], [80_000, 90_000]),
        (">=", 50, 1, [50, 1e9], [49]),
        ("<=", 15, 1, [15, 0], [16]),
    ],
)
def test_a_count_is_compared_in_the_printed_unit(
    qualifier: str, value: float, step: float, holds: list[float], fails: list[float]
) -> None:
    allowed = band(qualifier, value=value, step=step)
    assert allowed is not None
    assert all(allowed.holds(count) for count in holds)
    assert not any(allowed.holds(count) for count in fails)


def test_a_printed_range_holds_its_ends_and_rhetoric_allows_no_comparison() -> None:
    assert band("=", low=300, high=500) == Band(300, 500)
    assert band("=", low=300) == Band(300, math.inf)
    assert band("~", value=3000) is None
    with pytest.raises(ValueError, match="value or a range"):
        band("=")


# 甲 is asked for; 乙 beside it has the same of everything and must never be counted; what has ended is not counted
TWO_STREETS = """
UNWIND ['甲', '乙'] AS x
CREATE (city:County:Place {id: x + 'county', name: x, level: 'county'})
CREATE (s:Street:Place {id: x, name: x, level: 'street'})-[:PART_OF {key: x + '0'}]->(city)
CREATE (c:Community:Place {id: x + 'c', name: x, level: 'community', tags: ['青春'], households: 10})-[:PART_OF]->(s)
CREATE (d:Community:Place {id: x + 'd', name: x, level: 'community', households: 20, since: $day})-[:PART_OF]->(s)
CREATE (:Community:Place {id: x + 'e', name: x, level: 'community', tags: ['青春'], until: $day})-[:PART_OF]->(s)
CREATE (:Community:Place {id: x + 'f', name: x, level: 'community'})-[:PART_OF {until: $day}]->(s)
CREATE (mini:Compound:Place {id: x + 'm', name: x, level: 'compound', kind: '迷你'})-[:PART_OF]->(c)
CREATE (top:PartyOrg:Body {id: x + 'top', name: x, kind: 'committee'})-[:COVERS]->(s)
CREATE (b:PartyOrg:Body {id: x + 'b', name: x, kind: 'branch', basis: 'territorial', formation: 'joint'})-[:COVERS]->(c)
CREATE (b)-[:COVERS]->(d)
CREATE (b)-[:UNDER]->(top)
CREATE (:PartyOrg:Body {id: x + 'i', name: x, kind: 'group', basis: 'interest', purpose: 'choir'})-[:UNDER]->(b)
CREATE (:PartyOrg:Body {id: x + 'gone', name: x, kind: 'branch', basis: 'territorial', until: $day})-[:COVERS]->(c)
CREATE (:PartyOrg:Body {id: x + 'left', name: x, kind: 'branch', basis: 'interest'})-[:UNDER {until: $day}]->(b)
CREATE (unit:Institution:Body {id: x + 'u', name: x, kind: 'shop', tags: ['驻区']})-[:REGISTERED_IN]->(c)
CREATE (unit)-[:CO_BUILDS {form: '门责制', since: date('2020-01-01')}]->(s)
CREATE (unit)-[:CO_BUILDS {form: '共享'}]->(c)
CREATE (unit)-[:CO_BUILDS {form: '门责制', since: date('2018-01-01'), until: date('2020-01-01')}]->(s)
CREATE (unit)-[:REPORTS_TO]->(c)
CREATE (unit)-[:REPORTS_TO]->(d)
CREATE (class:Item {id: x + 'k', name: x, kind: 'resource'})-[:LISTED_BY]->(s)
CREATE (item:Item {id: x + 'kk', name: x, kind: 'resource', tags: ['水']})-[:LISTED_BY]->(class)
CREATE (item)-[:LISTED_BY]->(unit)
CREATE (:Item {id: x + 't', name: x, kind: 'tag', tags: ['水']})-[:LISTED_BY {until: $day}]->(s)
CREATE (forum:Committee:Body {id: x + 'forum', name: x, kind: 'forum'})-[:SERVES]->(s)
CREATE (p:Person {id: x + 'p', name: x, sex: 'female'})-[:HOLDS {post: '代表', key: x + '1'}]->(forum)
CREATE (p)-[:HOLDS {post: '代表', key: x + '2'}]->(c)
CREATE (:Person {id: x + 'q', name: x, sex: 'male'})-[:HOLDS {post: '代表', key: x + '3'}]->(d)
CREATE (:Person {id: x + 'r', name: x, sex: 'female'})-[:HOLDS {post: '代表', key: x + '4', until: $day}]->(c)
CREATE (:Person {id: x + 'v', name: x})-[:HOLDS {post: '长', key: x + '5'}]->(c)
"""

COUNTED: list[tuple[str, dict[str, Any], float | None]] = [
    ("count_places", {"levels": ["community"]}, 2),
    ("count_places", {"levels": ["street", "community"]}, 3),
    ("count_places", {"levels": ["community"], "tag": "青春"}, 1),
    ("count_places", {"levels": ["compound"], "kind": "迷你"}, 1),
    ("count_places", {"levels": ["county"]}, 0),
    ("sum_of_places", {"level": "community", "counted": "households"}, 30),
    ("sum_of_places", {"level": "community", "counted": "population"}, None),
    ("sum_of_places", {"level": "building", "counted": "households"}, None),
    ("count_party_orgs", {}, 3),
    ("count_party_orgs", {"bases": ["territorial", "interest"]}, 2),
    ("count_party_orgs", {"bases": ["interest"], "purposes": ["choir"]}, 1),
    ("count_party_orgs", {"kinds": ["branch"], "formations": ["joint"]}, 1),
    ("count_party_orgs", {"kinds": ["work_group"]}, 0),
    ("count_bodies", {"label": "Institution", "tie": "REPORTS_TO"}, 1),
    ("count_bodies", {"label": "Institution", "tie": "REGISTERED_IN", "kind": "shop", "tag": "驻区"}, 1),
    ("count_bodies", {"label": "Institution", "tie": "REGISTERED_IN", "tag": "别的"}, 0),
    ("count_bodies", {"label": "Institution", "tie": "SERVES"}, 0),
    ("count_bodies", {"label": "Committee", "tie": "SERVES"}, 1),
    ("count_contracts", {"form": "门责制"}, 1),
    ("count_contracts", {"form": "共享"}, 1),
    ("count_items", {"kind": "resource"}, 2),
    ("count_items", {"kind": "resource", "depth": 1}, 1),
    ("count_items", {"kind": "resource", "depth": 2, "tag": "水"}, 1),
    ("count_items", {"kind": "tag"}, 0),
    ("count_holders", {"post": "代表"}, 2),
    ("count_holders", {"post": "代表", "sex": "female"}, 1),
    ("share_of_women", {"post": "代表"}, 50.0),
    ("share_of_women", {"post": "长"}, None),
    ("share_of_women", {"post": "没有"}, None),
]


@pytest.fixture
def two_streets(graph: Store) -> Store:
    # edges without a key are fine here: uniqueness looks only at keys that are there
    graph.write(TWO_STREETS, day=DAY)
    return graph


def test_counts_are_distinct_dated_and_of_one_place_only(two_streets: Store) -> None:
    assert {name for name, _, _ in COUNTED} == set(MEASURES)
    for name, parameters, wanted in COUNTED:
        rows = MEASURES[name](two_streets, place="甲", as_of=DAY, **parameters)
        assert [row.value for row in rows] == [wanted], (name, parameters)


def test_a_sum_is_of_a_count_that_places_have(two_streets: Store) -> None:
    with pytest.raises(InvalidInput, match="counts are households"):
        MEASURES["sum_of_places"](two_streets, place="甲", as_of=DAY, level="community", counted="name")


def profile_with(**figure: Any) -> Profile:
    plain = {"id": "f", "term": "t", "unit": "node", "qualifier": "=", "printed": "p", "as_of": DAY, "source": "L1"}
    return load_profile("linfen").model_copy(update={"figures": (Figure.model_validate(plain | figure),)})


@pytest.mark.parametrize(
    ("figure", "ours", "verdict"),
    [
        ({"value": 2, "measure": "count_places", "parameters": {"levels": ["community"]}}, 2, "reproduced"),
        ({"value": 3, "measure": "count_places", "parameters": {"levels": ["community"]}}, 2, "not reproduced"),
        ({"min": 1, "max": 2, "measure": "count_contracts", "parameters": {"form": "门责制"}}, 1, "reproduced"),
        (
            {"value": 3, "measure": "sum_of_places", "parameters": {"level": "community", "counted": "population"}},
            None,
            "not reproduced",
        ),
        (
            {"value": 2, "qualifier": "~", "measure": "count_places", "parameters": {"levels": ["community"]}},
            2,
            "outside the graph",
        ),
        ({"value": 387, "outside": {"zh": "事件", "en": "an event"}}, None, "outside the graph"),
    ],
)
def test_a_figure_gets_its_verdict_and_a_reason_where_it_needs_one(
    two_streets: Store, figure: dict[str, Any], ours: float | None, verdict: str
) -> None:
    (row,) = figures(two_streets, profile=profile_with(**figure), place="甲")
    assert (row.ours, row.verdict, row.as_of) == (ours, verdict, DAY)
    assert (row.reason_en is None) == (ours is not None and figure.get("qualifier") != "~")


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"measure": "guess"}, "measures are count_places"),
        ({"measure": "count_contracts", "parameters": {"shape": "x"}}, "cannot be asked"),
    ],
)
def test_a_figure_that_cannot_be_asked_is_the_profiles_fault(
    two_streets: Store, figure: dict[str, Any], words: str
) -> None:
    with pytest.raises(ProfileRefused, match=words):
        figures(two_streets, profile=profile_with(value=1, **figure), place="甲")


@pytest.mark.parametrize(("seed", "defects"), [(1, "none"), (7, "demo")])
def test_every_figure_of_linfen_is_reproduced_with_and_without_defects(graph: Store, seed: int, defects: str) -> None:
    made = twin("linfen", seed=seed, defects=defects)
    load(graph, made.tables, sources=["twin linfen"]).raise_if_refused()
    rows = figures(graph, profile=load_profile("linfen"), place="310106021")
    assert [(row.id, row.ours) for row in rows if row.verdict == "not reproduced"] == []
    assert sum(row.verdict == "reproduced" for row in rows) == 34
    assert all(row.reason_en and row.reason_zh for row in rows if row.verdict == "outside the graph")
    assert graph.read("MATCH (n) WHERE NOT n:Record AND coalesce(n.synthetic, false) = false RETURN n.id AS id") == []


def test_a_figure_that_is_wrong_in_the_graph_is_said_so(graph: Store) -> None:
    load(graph, twin("linfen").tables, sources=["twin linfen"]).raise_if_refused()
    graph.write("MATCH (s:StairGroup)-[r:PART_OF]->() WITH r ORDER BY s.id LIMIT 1 SET r.until = date('2021-04-05')")
    rows = figures(graph, profile=load_profile("linfen"), place="310106021")
    wrong = {row.id: row.ours for row in rows if row.verdict == "not reproduced"}
    assert wrong["linfen.stair_groups"] == 1911
    assert set(wrong) <= {"linfen.stair_groups", "linfen.women_heads", "linfen.party_families"}
