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
CREATE (e:Community:Place {id: x + 'e', name: x, level: 'community', tags: ['青春'], until: $day})-[:PART_OF]->(s)
CREATE (f:Community:Place {id: x + 'f', name: x, level: 'community'})-[:PART_OF {until: $day}]->(s)
CREATE (mini:Compound:Place {id: x + 'm', name: x, level: 'compound', kind: '迷你', manager: 'owners'})-[:PART_OF]->(c)
CREATE (top:PartyOrg:Body {id: x + 'top', name: x, kind: 'committee'})-[:COVERS]->(s)
CREATE (b:PartyOrg:Body {id: x + 'b', name: x, kind: 'branch', basis: 'territorial'})
SET b.formation = 'joint', b.tags = ['五星']
CREATE (b)-[:COVERS]->(c)
CREATE (b)-[:COVERS]->(d)
CREATE (b)-[:COVERS]->(e)
CREATE (b)-[:COVERS]->(f)
CREATE (b)-[:UNDER {line: 'territorial'}]->(top)
CREATE (i:PartyOrg:Body {id: x + 'i', name: x, kind: 'group', basis: 'interest', purpose: 'choir'})-[:UNDER]->(b)
CREATE (i)-[:UNDER {line: 'industry'}]->(top)
CREATE (gone:PartyOrg:Body {id: x + 'gone', name: x, kind: 'branch', basis: 'territorial', until: $day})-[:COVERS]->(c)
CREATE (:PartyOrg:Body {id: x + 'left', name: x, kind: 'branch', basis: 'interest'})-[:UNDER {until: $day}]->(b)
CREATE (temp:PartyOrg:Body {id: x + 'temp', name: x, kind: 'branch', formation: 'temporary', until: $day})
CREATE (temp)-[:COVERS]->(c)
CREATE (still:PartyOrg:Body {id: x + 'still', name: x, kind: 'branch', formation: 'temporary'})-[:COVERS]->(d)
CREATE (unit:Institution:Body {id: x + 'u', name: x, kind: 'shop', tags: ['驻区']})-[:REGISTERED_IN]->(c)
CREATE (unit)-[:CO_BUILDS {form: '门责制', since: date('2020-01-01')}]->(s)
CREATE (unit)-[:CO_BUILDS {form: '共享'}]->(c)
CREATE (unit)-[:CO_BUILDS {form: '门责制', since: date('2018-01-01'), until: date('2020-01-01')}]->(s)
CREATE (unit)-[:REPORTS_TO]->(c)
CREATE (unit)-[:REPORTS_TO]->(d)
CREATE (social:SocialOrg:Body {id: x + 'social', name: x})-[:CO_BUILDS {form: '联姻'}]->(b)
CREATE (social)-[:CO_BUILDS {form: '联姻', until: $day}]->(mini)
CREATE (firm:PropertyCompany:Body {id: x + 'firm', name: x, members: 3})-[:MANAGES]->(mini)
CREATE (:PartyOrg:Body {id: x + 'fp', name: x, kind: 'branch', basis: 'trade', purpose: 'firm'})-[:HOSTED_BY]->(firm)
CREATE (bureau:Department:Body {id: x + 'bureau', name: x, kind: 'bureau', function: 'housing'})
CREATE (bureau)-[:CONTACTS {rung: 'department', role: 'lead'}]->(c)
CREATE (bureau)-[:CONTACTS {rung: 'department', role: 'member'}]->(d)
CREATE (bureau)-[:FUNDS {purpose: '经费', amount_yuan: 5000}]->(b)
CREATE (bureau)-[:FUNDS {purpose: '经费', amount_yuan: 2500.5}]->(i)
CREATE (bureau)-[:FUNDS {purpose: '经费', amount_yuan: 9, until: $day}]->(b)
CREATE (bureau)-[:FUNDS {purpose: '补助'}]->(b)
CREATE (:OwnersCommittee:Body {id: x + 'o1', name: x, members: 4, party_members: 1})-[:REPRESENTS]->(mini)
CREATE (:OwnersCommittee:Body {id: x + 'o2', name: x, members: 5, party_members: 3})-[:REPRESENTS]->(mini)
CREATE (:OwnersCommittee:Body {id: x + 'o3', name: x, members: 5, party_members: 0, until: $day})-[:REPRESENTS]->(mini)
CREATE (far:Station:Body {id: x + 'far', name: x, kind: '中心', has: ['一', '二'], lacks: ['三']})
CREATE (far)-[:SERVES {minutes: 12}]->(s)
CREATE (near:Station:Body {id: x + 'near', name: x, kind: '驿站', has: ['一', '四'], tags: ['星']})
CREATE (near)-[:SERVES {minutes: 4}]->(c)
CREATE (:Station:Body {id: x + 'closed', name: x, kind: '驿站', has: ['五']})-[:SERVES {minutes: 1, until: $day}]->(d)
CREATE (class:Item {id: x + 'k', name: x, kind: 'resource'})-[:LISTED_BY]->(s)
CREATE (item:Item {id: x + 'kk', name: x, kind: 'resource', tags: ['水']})-[:LISTED_BY]->(class)
CREATE (item)-[:LISTED_BY]->(unit)
CREATE (:Item {id: x + 't', name: x, kind: 'tag', tags: ['水']})-[:LISTED_BY {until: $day}]->(s)
CREATE (:Item {id: x + 'z', name: x, kind: 'responsibility_zone'})-[:LISTED_BY]->(i)
CREATE (forum:Committee:Body {id: x + 'forum', name: x, kind: 'forum'})-[:SERVES]->(s)
CREATE (:Institution:Body {id: x + 'member', name: x, kind: 'school'})-[:MEMBER_OF]->(forum)
CREATE (p:Person {id: x + 'p', name: x, sex: 'female', tags: ['退休'], certificate: '初级'})
CREATE (p)-[:HOLDS {post: '代表', key: x + '1', mode: 'elected'}]->(forum)
CREATE (p)-[:HOLDS {post: '代表', key: x + '2'}]->(c)
CREATE (q:Person {id: x + 'q', name: x, sex: 'male'})-[:HOLDS {post: '代表', key: x + '3', mode: 'seconded'}]->(d)
CREATE (:Person {id: x + 'r', name: x, sex: 'female'})-[:HOLDS {post: '代表', key: x + '4', until: $day}]->(c)
CREATE (:Person {id: x + 's', name: x, sex: 'female'})-[:HOLDS {post: '代表', key: x + '5'}]->(gone)
CREATE (v:Person {id: x + 'v', name: x})-[:HOLDS {post: '长', key: x + '6'}]->(c)
CREATE (v)-[:HOLDS {post: '长', key: x + '7'}]->(d)
CREATE (v)-[:HOLDS {post: '书记', key: x + '8'}]->(i)
CREATE (q)-[:HOLDS {post: '书记', key: x + '9'}]->(b)
CREATE (q)-[:HOLDS {post: '委员', key: x + '10'}]->(b)
CREATE (p)-[:HOLDS {post: '书记', key: x + '11', until: $day}]->(b)
CREATE (q)-[:HOLDS {post: '临时书记', key: x + '12', until: date('2021-03-01')}]->(temp)
CREATE (p)-[:HOLDS {post: '临时书记', key: x + '13', until: $day}]->(temp)
CREATE (v)-[:HOLDS {post: '临时书记', key: x + '14', until: $day}]->(still)
CREATE (leader:Person {id: x + 'l', name: x, tags: ['领导']})
CREATE (leader)-[:CONTACTS {rung: 'county_leader', role: 'lead', key: x + '15'}]->(c)
CREATE (leader)-[:CONTACTS {rung: 'cadre', key: x + '16'}]->(d)
CREATE (:Person {id: x + 'w', name: x})-[:CONTACTS {rung: 'cadre', key: x + '17', until: $day}]->(c)
CREATE (reporter:Person {id: x + 'y', name: x})-[:REPORTS_TO {key: x + '18'}]->(b)
CREATE (reporter)-[:REPORTS_TO {key: x + '19'}]->(c)
CREATE (:Person {id: x + 'x', name: x})-[:REPORTS_TO {key: x + '20'}]->(i)
CREATE (:Person {id: x + 'n', name: x})-[:EMBEDDED_IN {key: x + '21'}]->(mini)
"""
# the man who is 书记 in 甲 is also 长 in 乙: of neither street does he hold both
ACROSS = """
MATCH (q:Person {id: '甲q'}), (d:Community {id: '乙d'})
CREATE (q)-[:HOLDS {post: '长', key: 'across'}]->(d)
"""

COUNTED: list[tuple[str, dict[str, Any], float | None]] = [
    ("count_places", {"levels": ["community"]}, 2),
    ("count_places", {"levels": ["street", "community"]}, 3),
    ("count_places", {"levels": ["community"], "tag": "青春"}, 1),
    ("count_places", {"levels": ["compound"], "kinds": ["迷你", "别的"], "manager": "owners"}, 1),
    ("count_places", {"levels": ["compound"], "manager": "unit"}, 0),
    ("count_places", {"levels": ["county"]}, 0),
    ("sum_of_places", {"level": "community", "counted": "households"}, 30),
    ("sum_of_places", {"level": "community", "counted": "population"}, None),
    ("sum_of_places", {"level": "building", "counted": "households"}, None),
    ("extreme_of_places", {"level": "community", "counted": "households", "which": "least"}, 10),
    ("extreme_of_places", {"level": "community", "counted": "households", "which": "most"}, 20),
    ("extreme_of_places", {"level": "compound", "counted": "households", "which": "least"}, None),
    ("extreme_of_places", {"level": "building", "counted": "households", "which": "most"}, None),
    ("count_covered", {"level": "community"}, 2),
    ("count_covered", {"level": "community", "formations": ["joint"], "kinds": ["branch"]}, 2),
    ("count_covered", {"level": "community", "formations": ["temporary"]}, 1),
    ("count_covered", {"level": "community", "purposes": ["choir"]}, 0),
    ("count_covered", {"level": "street"}, 1),
    ("count_tied_places", {"tie": "REPORTS_TO", "level": "community"}, 2),
    ("count_tied_places", {"tie": "REPORTS_TO", "level": "community", "tag": "青春", "labels": ["Institution"]}, 1),
    ("count_tied_places", {"tie": "CO_BUILDS", "level": "community", "form": "共享"}, 1),
    ("count_tied_places", {"tie": "CO_BUILDS", "level": "community", "form": "联姻", "labels": ["SocialOrg"]}, 2),
    ("count_tied_places", {"tie": "CO_BUILDS", "level": "compound", "form": "联姻"}, 0),
    ("count_tied_places", {"tie": "CONTACTS", "level": "community", "rungs": ["county_leader"]}, 1),
    ("count_tied_places", {"tie": "CONTACTS", "level": "community", "labels": ["Department"], "roles": ["lead"]}, 1),
    ("count_tied_places", {"tie": "CONTACTS", "level": "community", "rungs": ["unit"]}, 0),
    ("most_minutes_to_station", {"level": "community"}, 12),
    ("most_minutes_to_station", {"level": "compound"}, 4),
    ("most_minutes_to_station", {"level": "compound", "kinds": ["中心"]}, 12),
    ("most_minutes_to_station", {"level": "community", "kinds": ["驿站"]}, None),
    ("most_minutes_to_station", {"level": "building"}, None),
    ("count_party_orgs", {}, 5),
    ("count_party_orgs", {"bases": ["territorial", "interest"]}, 2),
    ("count_party_orgs", {"bases": ["interest"], "purposes": ["choir"]}, 1),
    ("count_party_orgs", {"kinds": ["branch"], "formations": ["joint"]}, 1),
    ("count_party_orgs", {"kinds": ["work_group"]}, 0),
    ("count_party_orgs", {"tags": ["五星", "四星"]}, 1),
    ("count_party_orgs", {"purposes": ["firm"]}, 1),
    ("count_bodies", {"label": "Institution", "tie": "REPORTS_TO"}, 1),
    ("count_bodies", {"label": "Institution", "tie": "REGISTERED_IN", "kinds": ["shop"], "tag": "驻区"}, 1),
    ("count_bodies", {"label": "Institution", "tie": "REGISTERED_IN", "tag": "别的"}, 0),
    ("count_bodies", {"label": "Institution", "tie": "SERVES"}, 0),
    ("count_bodies", {"label": "Committee", "tie": "SERVES"}, 1),
    ("count_bodies", {"label": "Institution", "tie": "MEMBER_OF", "kinds": ["school"]}, 1),
    ("count_bodies", {"label": "SocialOrg", "tie": "CO_BUILDS"}, 1),
    ("count_bodies", {"label": "Department", "tie": "CONTACTS", "functions": ["housing"]}, 1),
    ("count_bodies", {"label": "Department", "tie": "CONTACTS", "functions": ["water"]}, 0),
    ("count_bodies", {"label": "PartyOrg", "tie": "HOSTED_BY"}, 1),
    ("count_bodies", {"label": "OwnersCommittee", "tie": "REPRESENTS"}, 2),
    ("count_contracts", {"form": "门责制"}, 1),
    ("count_contracts", {"form": "共享"}, 1),
    ("count_contracts", {"form": "联姻"}, 1),
    ("least_party_share", {"label": "OwnersCommittee"}, 25.0),
    ("least_party_share", {"label": "PropertyCompany"}, None),
    ("least_party_share", {"label": "Team"}, None),
    ("sum_of_funds", {"purpose": "经费"}, 7500.5),
    ("sum_of_funds", {"purpose": "补助"}, None),
    ("sum_of_funds", {"purpose": "没有"}, None),
    ("count_items", {"kind": "resource"}, 2),
    ("count_items", {"kind": "resource", "depth": 1}, 1),
    ("count_items", {"kind": "resource", "depth": 2, "tag": "水"}, 1),
    ("count_items", {"kind": "tag"}, 0),
    ("count_items", {"kind": "responsibility_zone"}, 1),
    ("count_checklist_items", {"label": "Station"}, 4),
    ("count_checklist_items", {"label": "Station", "kind": "驿站", "tag": "星"}, 2),
    ("count_checklist_items", {"label": "Street"}, 0),
    ("count_holders", {"posts": ["代表"]}, 2),
    ("count_holders", {"posts": ["代表"], "sex": "female"}, 1),
    ("count_holders", {"posts": ["代表", "长"]}, 3),
    ("count_holders", {"posts": ["代表"], "modes": ["seconded"]}, 1),
    ("count_holders", {"posts": ["代表"], "tag": "退休", "certificate": "初级"}, 1),
    ("count_holders", {"posts": ["代表"], "certificate": "中级"}, 0),
    ("count_holders", {"posts": ["书记"]}, 2),
    ("count_holders", {"posts": ["书记"], "level": "community"}, 1),
    ("count_holders", {"posts": ["代表"], "level": "street"}, 1),
    ("count_posts", {"posts": ["代表"]}, 3),
    ("count_posts", {"posts": ["书记", "委员"]}, 2),
    ("count_posts", {"posts": ["长"], "level": "community"}, 2),
    ("count_posts", {"posts": ["长"], "level": "street"}, 0),
    ("count_cross_holders", {"held": ["书记"], "also": ["长"]}, 1),
    ("count_cross_holders", {"held": ["长"], "also": ["书记", "长"]}, 1),
    ("count_cross_holders", {"held": ["长"], "also": ["长"]}, 0),
    ("count_cross_holders", {"held": ["书记"], "also": ["委员"]}, 0),
    ("count_cross_holders", {"held": ["代表"], "also": ["书记"], "tag": "退休"}, 0),
    ("count_cross_holders", {"held": ["代表"], "also": ["书记"]}, 1),
    ("count_tied_people", {"tie": "CONTACTS"}, 1),
    ("count_tied_people", {"tie": "CONTACTS", "rungs": ["cadre"], "tag": "领导"}, 1),
    ("count_tied_people", {"tie": "CONTACTS", "rungs": ["unit"]}, 0),
    ("count_tied_people", {"tie": "REPORTS_TO"}, 2),
    ("count_tied_people", {"tie": "REPORTS_TO", "level": "community"}, 1),
    ("count_tied_people", {"tie": "EMBEDDED_IN", "level": "compound"}, 1),
    ("count_tied_people", {"tie": "EMBEDDED_IN", "level": "community"}, 0),
    ("count_carried_over", {"was": ["临时书记"], "now": ["书记"]}, 1),
    ("count_carried_over", {"was": ["临时书记"], "now": ["书记", "代表"]}, 1),
    ("count_carried_over", {"was": ["书记"], "now": ["书记"]}, 0),
    ("share_of_women", {"post": "代表"}, 50.0),
    ("share_of_women", {"post": "长"}, None),
    ("share_of_women", {"post": "没有"}, None),
]


@pytest.fixture
def two_streets(graph: Store) -> Store:
    # edges without a key are fine here: uniqueness looks only at keys that are there
    graph.write(TWO_STREETS, day=DAY)
    graph.write(ACROSS)
    return graph


def test_counts_are_distinct_dated_and_of_one_place_only(two_streets: Store) -> None:
    assert {name for name, _, _ in COUNTED} == set(MEASURES)
    for name, parameters, wanted in COUNTED:
        rows = MEASURES[name](two_streets, place="甲", as_of=DAY, **parameters)
        assert [row.value for row in rows] == [wanted], (name, parameters)


def test_a_post_here_and_another_in_the_place_beside_is_held_across_in_neither(two_streets: Store) -> None:
    for place in ("甲", "乙"):
        asked = {"place": place, "as_of": DAY, "held": ["书记"], "also": ["长"]}
        assert [row.value for row in MEASURES["count_cross_holders"](two_streets, **asked)] == [1]


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("sum_of_places", {"level": "community", "counted": "name"}, "no count of places; there are households"),
        ("extreme_of_places", {"level": "village", "counted": "points", "which": "least"}, "'village' is no level"),
        ("count_places", {"levels": ["street", "plaza"]}, "'plaza' is no level; there are city"),
        ("count_holders", {"posts": ["长"], "level": "Street"}, "'Street' is no level"),
        ("count_bodies", {"label": "Firm", "tie": "SERVES"}, "'Firm' is no label"),
        ("count_tied_places", {"tie": "SERVES", "level": "street", "labels": ["Load"]}, "'Load' is no label"),
    ],
)
def test_a_word_that_the_schema_does_not_have_is_refused(
    graph: Store, name: str, parameters: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        MEASURES[name](graph, place="甲", as_of=DAY, **parameters)


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
        ({"measure": "guess"}, "f: there is no measure 'guess' over graph; there are count_bodies"),
        ({"measure": "count_contracts", "parameters": {"shape": "x"}}, "count_contracts cannot be asked so"),
        ({"measure": "count_places", "parameters": {"levels": "street"}}, "levels: 'str' instances are not allowed"),
        ({"measure": "count_places", "parameters": {"levels": ["plaza"]}}, "f: 'plaza' is no level"),
        ({"measure": "levels"}, "there is no measure 'levels' over graph"),
        ({"over": "profile", "measure": "count_places"}, "over profile; there are levels, listed"),
        (
            {"over": "profile", "measure": "levels", "parameters": {"chain": "party"}},
            "the profile has no chain 'party'",
        ),
        ({"over": "profile", "measure": "listed", "parameters": {"list": "haves"}}, "the profile has no list 'haves'"),
        ({"over": "linfen.N99", "measure": "bound"}, "is over 'linfen.N99', which is no norm here"),
        ({"over": "linfen.N5", "measure": "bound", "parameters": {"of": "mid"}}, "of: Input should be 'min' or 'max'"),
        ({"over": "linfen.N5", "measure": "parameter", "parameters": {"name": "x"}}, "gives no number or list 'x'"),
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
