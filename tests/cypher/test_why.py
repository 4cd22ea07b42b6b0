"""Why a gap is there: every measure, its links and their days on small graphs, and what the walk of a network says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cypher.counted import COUNTED, line_of, reach_of, types_of
from cypher.gap_ids import parse
from cypher.gaps import MEASURES
from cypher.why import Why, described, facts_around, why
from cypher.why.account import Account, account
from graph.errors import InvalidInput, NotFound
from graph.profile import Norm, Profile, load_profile
from graph.profile_head import places
from graph.store import Store
from loaders import expected
from loaders.expected import Walk
from loaders.network import Network
from tests.cypher.test_gaps_property import networks, norms, write

DAY, BEFORE = date(2024, 1, 1), date(2023, 12, 31)
ALL = 1e9  # more than any value: every subject falls short


def norm(measure: str, label: str, /, **values: Any) -> Norm:
    plain = {
        "id": "x.N1",
        "subjects": [{"label": label}],
        "measure": measure,
        "status": "stated",
        "source": "L1",
        "sentence": {"zh": "应有", "en": "There is one"},
    }
    return Norm.model_validate(plain | values)


def profile(*norms: Norm, code: str = "s") -> Profile:
    return Profile.model_validate(
        {
            "place": "x",
            "name": {"zh": "某地", "en": "X"},
            "codes": [code],
            "source": {"document": "d", "as_of": DAY},
            "levels": [{"level": "street", "term": "街道"}, {"level": "micro_grid", "term": "格"}],
            "grid_and_compound": "no_compound",
            "lines": [
                {"line": "grid", "posts": ["长"], "counts": [{"level": "micro_grid", "posts": ["长"]}]},
                {
                    "line": "party",
                    "counts": [{"level": "compound", "kinds": ["branch"], "formations": ["single", "temporary"]}],
                },
                {"line": "property", "counts": [{"level": "compound"}]},
                {"line": "owners", "counts": [{"level": "compound"}]},
            ],
            "posts": ["书记"],
            "norms": [n.model_dump() for n in norms],
        }
    )


def asked(graph: Store, one: Norm, subject: str, day: date = DAY, code: str = "s") -> Why:
    return why(graph, profile=profile(one, code=code), norm=one, subject=subject, as_of=day)


def broken(answer: Why) -> tuple[str, date | None, list[str]]:
    """State, day and names of the first link that does not hold."""
    (link,) = [link for link in answer.links if link.first]
    return link.state, link.day, [fact.who_name for fact in link.facts]


# --- the table ------------------------------------------------------------------------------------------------


def test_every_measure_has_its_entry() -> None:
    assert set(MEASURES) <= set(COUNTED), "say in cypher/why/counted.py what the new measure counts"


@pytest.mark.parametrize("which", ["hit", "miss"])
@pytest.mark.parametrize("name", sorted(MEASURES))
def test_the_facts_add_up_to_what_the_measure_says(graph: Store, name: str, which: str) -> None:
    question = MEASURES[name]
    case, example = question.extra[which], dict(question.extra["example"])
    label = example.pop("label")
    graph.write(case["graph"])
    least = norm(name, label, parameters=example, min=ALL)
    answer = asked(graph, least, "subject", code="subject")
    assert (answer.state, answer.value) == ("open", case["value"])
    assert answer.sentence_zh
    assert answer.sentence_en
    assert broken(answer)[0] in ("missing", "ended", "not_yet", "value")
    counted = COUNTED[name]
    if counted.shape not in ("stated", "missing_items", "items"):
        assert accounted(graph, least, "subject").value(DAY) == case["value"]


def accounted(graph: Store, one: Norm, subject_id: str) -> Account:
    """The account behind a norm's number."""
    counted = COUNTED[one.measure or ""]
    (subject,) = [n for n in described(graph, ids=[subject_id]) if one.subjects[0].label in n.labels]
    trails = facts_around(
        graph,
        subject=subject_id,
        family=subject.family,
        types=types_of(counted, one.parameters),
        outgoing=counted.outgoing,
        spots=reach_of(counted),
    )
    return account(counted, subject, trails, one.parameters, one.min, one.max)


# --- states of the link that a norm asks for --------------------------------------------------------------------

PLACES = """
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})-[:PART_OF {since: date('2020-01-01')}]->(s)
CREATE (a:Compound:Place {id: 'a', name: '小区', level: 'compound', manager: 'property'})-[:PART_OF]->(c)
CREATE (b:Building:Place {id: 'b', name: '一号楼', level: 'building'})-[:PART_OF]->(a)
CREATE (m:MicroGrid:Place {id: 'm', name: '一格', level: 'micro_grid'})-[:PART_OF]->(c)
CREATE (o:PartyOrg:Body {id: 'o', name: '党支部', kind: 'branch', formation: 'single'})-[:COVERS]->(a)
CREATE (k:Committee:Body {id: 'k', name: '筹备组', kind: 'preparatory'})-[:SERVES]->(a)
CREATE (f:PropertyCompany:Body {id: 'f', name: '物业'})-[:REGISTERED_IN]->(c)
CREATE (z:Person {id: 'z', name: '干部'})-[:EMBEDDED_IN]->(c)
"""
# measure → subject's label and id, parameters, one fact with [e] for its edge's dates and [n] for its other end's
FACTS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "holders": ("MicroGrid", "m", {"posts": ["长"]}, "(m)<-[:HOLDS {post: '长' [e]}]-(:Person {id: [i], name: [i]})"),
    "covering_branches": (
        "MicroGrid",
        "m",
        {"kinds": ["branch"]},
        "(m)<-[:COVERS {x: 1 [e]}]-(:PartyOrg:Body {id: [i], name: [i], kind: 'branch' [n]})",
    ),
    "contacts": (
        "Compound",
        "a",
        {"rungs": ["unit"], "roles": ["lead"], "labels": ["Institution"]},
        "(a)<-[:CONTACTS {rung: 'unit', role: 'lead' [e]}]-(:Institution:Body {id: [i], name: [i] [n]})",
    ),
    "bodies_tied": (
        "Compound",
        "a",
        {"body": "OwnersCommittee", "tie": "REPRESENTS"},
        "(a)<-[:REPRESENTS {x: 1 [e]}]-(:OwnersCommittee:Body {id: [i], name: [i] [n]})",
    ),
    "responsible_parties": (
        "Compound",
        "a",
        {},
        "(a)<-[:MANAGES {x: 1 [e]}]-(:PropertyCompany:Body {id: [i], name: [i] [n]})",
    ),
    "grids": (
        "Building",
        "b",
        {"level": "micro_grid"},
        "(b)-[:IN_GRID {x: 1 [e]}]->(:MicroGrid:Place {id: [i], name: [i], level: 'micro_grid' [n]})-[:PART_OF]->(c)",
    ),
    "superiors": (
        "PartyOrg",
        "o",
        {"lines": ["territorial"], "purposes": ["community"]},
        "(o)-[:UNDER {line: 'territorial' [e]}]->(:PartyOrg:Body {id: [i], name: [i], purpose: 'community' [n]})",
    ),
    "orgs_or_instructors": (
        "PropertyCompany",
        "f",
        {"posts": ["指导员"]},
        "(f)<-[:HOSTED_BY {x: 1 [e]}]-(:PartyOrg:Body {id: [i], name: [i] [n]})",
    ),
    "member_purposes": (
        "Committee",
        "k",
        {"purposes": ["street"]},
        "(k)<-[:MEMBER_OF {x: 1 [e]}]-(:PartyOrg:Body {id: [i], name: [i], purpose: 'street' [n]})",
    ),
    "items_listed": (
        "Compound",
        "a",
        {"kind": "service"},
        "(a)<-[:LISTED_BY {x: 1 [e]}]-(:Item {id: [i], name: [i], kind: 'service'})",
    ),
    "funds_received": (
        "PartyOrg",
        "o",
        {"purpose": "启动"},
        "(o)<-[:FUNDS {purpose: '启动', amount_yuan: 1.0 [e]}]-(:Department:Body {id: [i], name: [i] [n]})",
    ),
    "posts_held": (
        "Person",
        "z",
        {"posts": ["主任"]},
        "(z)-[:HOLDS {post: '主任' [e]}]->(:Committee:Body {id: [i], name: [i] [n]})",
    ),
    "assigned_places": (
        "Person",
        "z",
        {"ties": ["CONTACTS"], "levels": ["grid"], "rungs": ["cadre"]},
        "(z)-[:CONTACTS {rung: 'cadre' [e]}]->(:Grid:Place {id: [i], name: [i], level: 'grid' [n]})-[:PART_OF]->(c)",
    ),
}


def fact(measure: str, id_: str, edge: str = "", node: str = "") -> str:
    text = FACTS[measure][3]
    return "CREATE " + text.replace("[i]", f"'{id_}'").replace("[e]", edge).replace("[n]", node)


def since(day: str) -> str:
    return f", since: date('{day}')"


def until(day: str) -> str:
    return f", until: date('{day}')"


def at_least_one(measure: str, **band: float) -> tuple[Norm, str]:
    label, subject, parameters, _ = FACTS[measure]
    return norm(measure, label, parameters=parameters, **(band or {"min": 1})), subject


@pytest.mark.parametrize("measure", FACTS)
def test_what_was_never_recorded_is_missing(graph: Store, measure: str) -> None:
    one, subject = at_least_one(measure)
    graph.write(PLACES)
    answer = asked(graph, one, subject)
    assert (answer.state, answer.value, answer.since) == ("open", 0, None)
    assert broken(answer) == ("missing", None, [])
    assert answer.former == []
    assert "ever recorded" in answer.sentence_en
    assert "从未有记录" in answer.sentence_zh
    assert [link.state for link in answer.links[:-1]] == ["holds"] * (len(answer.links) - 1)


@pytest.mark.parametrize("measure", FACTS)
def test_an_edge_that_ended_is_named_with_its_day(graph: Store, measure: str) -> None:
    one, subject = at_least_one(measure)
    earlier = fact(measure, "前任", since("2020-01-01") + until("2021-06-01"))
    graph.write(PLACES + earlier + fact(measure, "末任", since("2021-06-01") + until("2024-01-01")))
    answer = asked(graph, one, subject)
    assert (answer.state, answer.value, answer.since) == ("open", 0, DAY)
    assert broken(answer) == ("ended", DAY, ["末任"])
    assert [(f.who_name, f.until, f.ended_by) for f in answer.former] == [
        ("末任", DAY, "fact"),
        ("前任", date(2021, 6, 1), "fact"),
    ]
    assert "2024-01-01" in answer.sentence_en
    assert "末任" in answer.sentence_zh
    day_before = asked(graph, one, subject, BEFORE)
    assert (day_before.state, day_before.since) == ("met", None)
    assert not any(link.first for link in day_before.links)
    assert [f.who_name for f in day_before.former] == ["前任"]


@pytest.mark.parametrize("measure", [name for name in FACTS if "[n]" in FACTS[name][3]])
def test_an_end_that_ended_is_the_reason(graph: Store, measure: str) -> None:
    one, subject = at_least_one(measure)
    graph.write(
        PLACES
        + fact(measure, "甲", until("2024-01-01"), until("2024-01-01"))
        + fact(measure, "乙", "", until("2023-01-01"))
    )
    answer = asked(graph, one, subject)
    assert (answer.state, answer.since) == ("open", DAY)
    assert broken(answer) == ("ended", DAY, ["甲"])
    assert [(f.who_name, f.ended_by) for f in answer.former] == [("甲", "holder"), ("乙", "holder")]
    assert "甲 ended" in answer.sentence_en
    assert "甲终止" in answer.sentence_zh


@pytest.mark.parametrize("measure", FACTS)
def test_what_begins_later_is_not_there_yet(graph: Store, measure: str) -> None:
    one, subject = at_least_one(measure)
    graph.write(PLACES + fact(measure, "新任", since("2024-01-02")))
    answer = asked(graph, one, subject)
    assert (answer.state, answer.since) == ("open", None)
    assert broken(answer) == ("not_yet", date(2024, 1, 2), ["新任"])
    assert "新任 begins on 2024-01-02" in answer.sentence_en
    assert "自2024-01-02起" in answer.sentence_zh
    assert asked(graph, one, subject, date(2024, 1, 2)).state == "met"


@pytest.mark.parametrize("measure", [name for name in FACTS if name not in ("member_purposes", "funds_received")])
def test_one_too_many_shows_all_and_since_when(graph: Store, measure: str) -> None:
    one, subject = at_least_one(measure, min=1, max=1)
    gone = fact(measure, "走", until("2022-01-01"))
    graph.write(PLACES + gone + fact(measure, "先", since("2020-01-01")) + fact(measure, "后", since("2024-01-01")))
    answer = asked(graph, one, subject)
    assert (answer.state, answer.value, answer.since) == ("open", 2, DAY)
    assert broken(answer) == ("too_many", DAY, ["先", "后"])
    assert "2 " in answer.sentence_en
    assert "后 came" in answer.sentence_en
    assert "后于该日加入" in answer.sentence_zh
    assert asked(graph, one, subject, BEFORE).state == "met"


# --- measures with more to them -----------------------------------------------------------------------------------


def test_a_post_in_a_body_stands_on_the_body(graph: Store) -> None:
    head = norm("holders", "Compound", parameters={"posts": ["书记"]}, min=1)
    graph.write(PLACES + "CREATE (k)<-[:HOLDS {post: '秘书'}]-(:Person {id: 'p', name: '秘书'})")
    answer = asked(graph, head, "a")
    assert [(link.state, link.first) for link in answer.links[-2:]] == [("holds", False), ("missing", True)]
    assert answer.line is None

    graph.write("MATCH (o:PartyOrg) CREATE (o)<-[:HOLDS {post: '书记'}]-(:Person {id: 'q', name: '甲'})")
    assert [fact.who_name for fact in asked(graph, head, "a").links[-1].facts] == ["甲"]
    graph.write("MATCH (o:PartyOrg) SET o.until = date('2024-01-01')")
    answer = asked(graph, head, "a")
    assert [(link.state, link.day, link.first) for link in answer.links[-2:]] == [
        ("ended", DAY, True),  # the body that had it, though another one still answers for the place
        ("ended", DAY, False),
    ]
    (former,) = answer.former
    assert (former.who_name, former.at_name, former.until, former.ended_by) == ("甲", "党支部", DAY, "body")
    assert answer.sentence_en == "小区 has had no 书记 since 2024-01-01, when 党支部 ended."

    graph.write("MATCH (o:PartyOrg)-[r:COVERS]->() REMOVE o.until SET r.until = date('2023-05-05')")
    assert asked(graph, head, "a").sentence_en == "小区 has had no 书记 since 2023-05-05, when 党支部's cover ended."


def test_a_temporary_branch_gives_way_to_its_successor(graph: Store) -> None:
    any_ = norm("covering_branches", "Compound", parameters={"formations": ["temporary"]}, min=1)
    graph.write(
        PLACES + "CREATE (a)<-[:COVERS]-(t:PartyOrg:Body {id: 't', name: '临时党支部', formation: 'temporary'})"
        "-[:SUCCEEDED_BY]->(:PartyOrg:Body {id: 'n', name: '后继', since: date('2024-01-01')})"
    )
    answer = asked(graph, any_, "a")
    assert (answer.since, broken(answer)[:2]) == (DAY, ("ended", DAY))
    assert [(f.who_name, f.ended_by) for f in answer.former] == [("临时党支部", "successor")]
    assert "后继 succeeded 临时党支部" in answer.sentence_en
    assert [(one.fact.who_name, one.why_en) for one in answer.near] == [
        ("党支部", "formation is single, not temporary")
    ]
    assert asked(graph, any_, "a", BEFORE).state == "met"

    stale = norm("successors_in_force", "PartyOrg", max=0)
    both = asked(graph, stale, "t")
    assert (both.state, both.since, broken(both)) == ("open", DAY, ("too_many", DAY, ["后继"]))
    assert asked(graph, stale, "o").state == "not_bound"  # it is not temporary, and the measure leaves it out


def test_what_does_not_count_is_shown_with_its_reason(graph: Store) -> None:
    branch = norm("covering_branches", "Compound", parameters={"kinds": ["group"]}, min=1)
    graph.write(
        PLACES + "CREATE (a)<-[:COVERS]-(:PartyOrg:Body {id: 't', name: '临时', kind: 'group', formation: 'temporary'})"
    )
    near = {one.fact.who_name: (one.why_en, one.why_zh) for one in asked(graph, branch, "a").near}
    assert near == {
        "党支部": ("kind is branch, not group", "类别是党支部，不是党小组"),
        "临时": ("formation is temporary, which does not count", "组建方式是临时，不计"),
    }
    lead = norm("contacts", "Compound", parameters={"rungs": ["unit"], "roles": ["lead"]}, min=1)
    graph.write(
        "MATCH (a:Compound) CREATE (a)<-[:CONTACTS {rung: 'unit'}]-(:Institution:Body {id: 'u', name: '单位甲'})"
    )
    assert [one.why_en for one in asked(graph, lead, "a").near] == ["role is not said, not lead"]


def test_a_building_lies_in_a_grid_by_its_parts(graph: Store) -> None:
    one = norm("grids", "Building", parameters={"level": "micro_grid"}, min=1, max=1)
    graph.write(
        PLACES
        + "CREATE (u:Unit:Place {id: 'u', name: '一单元', level: 'unit'})-[:PART_OF]->(b) CREATE (u)-[:IN_GRID]->(m) "
        "CREATE (v:Unit:Place {id: 'v', name: '二单元', level: 'unit'})-[:PART_OF]->(b) "
        "CREATE (v)-[:IN_GRID {until: date('2024-01-01')}]->(m)"
    )
    assert asked(graph, one, "b", BEFORE).state == "met"
    answer = asked(graph, one, "b")
    assert (answer.value, answer.since, broken(answer)) == (0, DAY, ("ended", DAY, ["一格"]))
    assert answer.links[-1].lacking == ["二单元"]
    assert "Parts in no grid: 二单元" in answer.sentence_en
    assert [(f.at_name, f.until) for f in answer.former] == [("二单元", DAY)]


def test_minutes_are_those_of_the_nearest_station_in_force(graph: Store) -> None:
    near = norm("minutes_to_station", "Building", max=5)
    graph.write(
        PLACES
        + "CREATE (a)<-[:SERVES {minutes: 3.0, until: date('2024-01-01')}]-(:Station:Body {id: 't', name: '近站'}) "
        "CREATE (c)<-[:SERVES {minutes: 9.0}]-(:Station:Body {id: 'w', name: '远站'})"
    )
    answer = asked(graph, near, "b")
    assert (answer.value, answer.since, broken(answer)) == (9, DAY, ("value", DAY, ["远站"]))
    assert [f.who_name for f in answer.former] == ["近站"]
    assert answer.links[-1].facts[0].number == 9
    graph.write("MATCH (:Station {id: 'w'})-[r]->() DELETE r")
    assert (asked(graph, near, "b").state, broken(asked(graph, near, "b"))[0]) == ("unknown", "unknown")


def test_days_to_an_end_grow_fewer_by_themselves(graph: Store) -> None:
    graph.write(
        PLACES + "CREATE (o)<-[:HOLDS {post: '书记', until: date('2024-03-01')}]-(:Person {id: 'p', name: '甲'}) "
        "CREATE (o)<-[:HOLDS {post: '书记', until: date('2023-06-01')}]-(:Person {id: 'q', name: '乙'}) "
        "CREATE (o)<-[:HOLDS {post: '书记'}]-(:Person {id: 'r', name: '丙'})"
    )
    made = accounted(graph, norm("days_to_expiry", "Compound", parameters={"posts": ["书记"]}, min=60), "a")
    assert (made.value(DAY), made.outside(DAY), made.opened(DAY)) == (60, False, None)
    assert (made.value(date(2024, 1, 9)), made.opened(date(2024, 1, 9))) == (52, date(2024, 1, 2))
    assert made.value(date(2024, 3, 1)) is None


def test_a_contact_outlives_its_unit(graph: Store) -> None:
    graph.write(
        PLACES
        + "CREATE (a)<-[:CONTACTS {rung: 'unit'}]-(:Institution:Body {id: 'u', name: '甲', until: date('2024-01-01')}) "
        "CREATE (a)<-[:CONTACTS {rung: 'unit', until: date('2024-01-01')}]-"
        "(:Institution:Body {id: 'v', name: '乙', until: date('2024-01-01')}) "
        "CREATE (a)<-[:CONTACTS {rung: 'unit'}]-(:Institution:Body {id: 'w', name: '丙'})"
    )
    made = accounted(graph, norm("contacts_ended", "Compound", max=0), "a")
    assert [made.value(day) for day in (BEFORE, DAY)] == [0, 1]
    assert (made.opened(DAY), [trail.end.name for trail in made.standing(DAY)]) == (DAY, ["甲"])


def test_a_list_names_what_is_lacking_and_what_nobody_said(graph: Store) -> None:
    items = norm("checklist_missing", "Community", parameters={"items": ["库", "档", "牌"]}, max=0)
    graph.write(PLACES)
    answer = asked(graph, items, "c")
    assert (answer.state, answer.value, answer.links[-1].unsaid) == ("unknown", None, ["库", "档", "牌"])
    graph.write("MATCH (c:Community) SET c.has = ['库'], c.lacks = ['档']")
    answer = asked(graph, items, "c")
    assert (answer.state, answer.links[-1].lacking, answer.links[-1].unsaid) == ("open", ["档"], ["牌"])
    assert answer.sentence_zh == "社区缺少档。"
    twelve = norm("items_held", "Community", min=2)
    assert asked(graph, twelve, "c").sentence_en == "社区 has 1 items, where the norm asks for 2 or more; it lacks 档."


def test_a_share_is_stated_or_unknown(graph: Store) -> None:
    half = norm("party_share", "Committee", min=0.5)
    graph.write(PLACES)
    answer = asked(graph, half, "k")
    assert (answer.state, answer.links[-1].unsaid) == ("unknown", ["members", "party_members"])
    graph.write("MATCH (k:Committee) SET k.members = 5, k.party_members = 2")
    answer = asked(graph, half, "k")
    assert (answer.state, answer.value, broken(answer)[0]) == ("open", 0.4, "value")
    few = norm("party_members", "PropertyCompany", parameters={"staff_from": 50}, min=1)
    graph.write("MATCH (f:PropertyCompany) SET f.staff = 49")
    assert asked(graph, few, "f").sentence_en == "x.N1 does not bind 物业: its staff is below 50."


def test_a_count_names_the_parts_that_state_none(graph: Store) -> None:
    name, parameters = ("inhabitants", {"counted": "households"}) if "inhabitants" in MEASURES else ("households", {})
    size = norm(name, "Compound", parameters=parameters, min=50, max=80)
    graph.write(PLACES)
    answer = asked(graph, size, "a")
    assert (answer.state, answer.links[-1].unsaid) == ("unknown", ["一号楼"])
    graph.write("MATCH (b:Building) SET b.households = 90")
    answer = asked(graph, size, "a")
    assert (answer.state, answer.value, broken(answer)[0]) == ("open", 90, "value")


def test_who_manages_is_unknown_until_somebody_says_it(graph: Store) -> None:
    someone = norm("responsible_parties", "Compound", min=1)
    graph.write(PLACES + "REMOVE a.manager")
    answer = asked(graph, someone, "a")
    assert (answer.state, answer.links[-1].unsaid) == ("unknown", ["manager"])
    graph.write("MATCH (a:Compound) SET a.manager = 'owners'")
    assert asked(graph, someone, "a").state == "met"


def test_a_subject_that_began_without_is_a_gap_since_then(graph: Store) -> None:
    one, _ = at_least_one("holders")
    graph.write(PLACES + "SET m.since = date('2023-06-01')")
    answer = asked(graph, one, "m")
    assert (answer.since, broken(answer)) == (date(2023, 6, 1), ("missing", None, []))
    assert answer.sentence_en == "一格 has had no 长 since 2023-06-01."


def test_the_chain_leads_from_the_top_to_the_subject(graph: Store) -> None:
    one, _ = at_least_one("superiors")
    graph.write(PLACES)
    answer = asked(graph, one, "o")
    assert [link.expected_en for link in answer.links[:-1]] == [
        "社区 part of 街道",
        "小区 part of 社区",
        "党支部 covers 小区",
    ]
    assert answer.links[0].facts[0].since == date(2020, 1, 1)
    assert [step.id for step in answer.path] == ["s", "c", "a"]


# --- the other lines ----------------------------------------------------------------------------------------------


def test_the_other_lines_say_what_counts(graph: Store) -> None:
    one = norm("bodies_tied", "Compound", parameters={"body": "OwnersCommittee", "tie": "REPRESENTS"}, min=1)
    graph.write(
        PLACES + "CREATE (b)-[:IN_GRID]->(m) CREATE (m)<-[:HOLDS {post: '长'}]-(:Person {id: 'p', name: '甲'}) "
        "CREATE (o)<-[:HOLDS {post: '书记'}]-(:Person {id: 'q', name: '书记甲'})"
    )
    held = {line.line: line for line in asked(graph, one, "a").lines}
    assert list(held) == ["grid", "party", "property", "embedded"]  # owners is the norm's own
    assert {line: one.state for line, one in held.items()} == {
        "grid": "covered",
        "party": "covered",
        "property": "uncovered",
        "embedded": "shown",
    }
    assert [head.name for head in held["party"].covers[0].heads] == ["书记甲"]
    graph.write("MATCH (o:PartyOrg)-[r:COVERS]->(a), (c:Community) CREATE (o)-[:COVERS]->(c) DELETE r")
    party = next(line for line in asked(graph, one, "a").lines if line.line == "party")
    assert (party.state, [(c.through_name, c.counts) for c in party.covers]) == ("uncovered", [("社区", False)])
    graph.write("MATCH (a:Compound) SET a.manager = 'unit'")
    property_ = next(line for line in asked(graph, one, "a").lines if line.line == "property")
    assert (property_.state, property_.manager) == ("manager", "unit")


def test_a_temporary_branch_beside_its_successor_covers_no_line(graph: Store) -> None:
    one = norm("bodies_tied", "Compound", parameters={"body": "OwnersCommittee", "tie": "REPRESENTS"}, min=1)
    graph.write(
        PLACES + "SET o.formation = 'temporary' "
        "CREATE (o)-[:SUCCEEDED_BY]->(:PartyOrg:Body {id: 'n', name: '后继', since: date('2024-01-01')})"
    )
    states = [{line.line: line.state for line in asked(graph, one, "a", day).lines}["party"] for day in (BEFORE, DAY)]
    assert states == ["covered", "uncovered"]


def test_every_norm_of_every_place_has_words_and_a_line_of_its_place() -> None:
    from cypher.why import words

    for place in places():
        own = load_profile(place)
        for one in own.norms:
            if one.computable:
                assert words.expected("某处", one).zh != words.expected("某处", one).en
                assert line_of(one, own) in (None, *(line.line for line in own.lines), "party", "contact", "station")


# --- what is not a gap --------------------------------------------------------------------------------------------


def test_a_subject_that_no_norm_binds_is_said(graph: Store) -> None:
    one, _ = at_least_one("holders")
    graph.write(PLACES + "CREATE (:MicroGrid:Place {id: 'far', name: '外格', level: 'micro_grid'}) SET m.kind = '大'")
    assert (asked(graph, one, "a").state, asked(graph, one, "far").state) == ("not_bound", "not_bound")
    assert "does not bind 小区" in asked(graph, one, "a").sentence_en
    assert "tied to no place" in asked(graph, one, "far").sentence_en
    small = one.model_copy(update={"subjects": (one.subjects[0].model_copy(update={"kind": "小"}),)})
    assert asked(graph, small, "m").state == "not_bound"
    graph.write("MATCH (m:MicroGrid {id: 'm'}) SET m.until = date('2024-01-01')")
    assert (asked(graph, one, "m").state, asked(graph, one, "m", BEFORE).state) == ("absent", "open")
    assert asked(graph, one, "m").sentence_zh == "一格已于2024-01-01终止，2024-01-01不再受规范约束。"


def test_an_unknown_subject_gets_the_nearest(graph: Store) -> None:
    one, _ = at_least_one("holders")
    graph.write(PLACES + "CREATE (:MicroGrid:Place {id: 'grid-12', name: '十二格', level: 'micro_grid'})")
    with pytest.raises(NotFound, match=r"There is no micro grid 'grid-13'\. Did you mean grid-12\?"):
        asked(graph, one, "grid-13")
    with pytest.raises(NotFound, match=r"That is a name; its id is grid-12\."):
        asked(graph, one, "十二格")
    with pytest.raises(NotFound, match=r"`wangge gaps x --norm x\.N1 --json` lists the gaps"):
        asked(graph, one, "'; DROP")
    with pytest.raises(NotFound, match="某地 is not in the graph on 2024-01-01"):
        asked(graph, one, "m", code="nowhere")


def test_a_norm_that_no_graph_answers_is_refused_with_its_reason(graph: Store) -> None:
    visits = norm(
        "holders", "MicroGrid", measure=None, computable=False, reason={"zh": "无节点", "en": "no visits here"}
    )
    with pytest.raises(InvalidInput, match=r"x\.N1 is a norm that a graph cannot answer: no visits here"):
        asked(graph, visits, "m")


def test_a_gap_s_id_is_read_back() -> None:
    own, one, subject = parse(" bishan.N1:grid:12 ")
    assert (own.place, one.id, subject) == ("bishan", "bishan.N1", "grid:12")
    assert parse("anqiu.N11.posts:370784")[1].id == "anqiu.N11.posts"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("bishan.N1", InvalidInput, "is no id of a gap; write NORM:SUBJECT"),
        ("bishan.N1:", InvalidInput, "is no id of a gap"),
        (":grid", InvalidInput, "is no id of a gap"),
        ("", InvalidInput, "is no id of a gap"),
        ("bishan.N1:" + "长" * 500, InvalidInput, "is no id of a gap"),
        ("bishn.N1:x", NotFound, "Did you mean bishan?"),
        ("bishan.N99:x", NotFound, "Did you mean bishan.N9?"),
    ],
)
def test_what_is_no_id_of_a_gap_is_refused(text: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as raised:
        parse(text)
    assert said in str(raised.value)


# --- against a walk in memory, on random networks and several days --------------------------------------------------

HISTORY = [name for name in MEASURES if COUNTED[name].shape in ("count", "least", "sum", "grids")]
TODAY = date(2026, 3, 1)
compared = {"subjects": 0, "days": 0}


@settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    st.lists(networks(), min_size=4, max_size=4, unique_by=lambda net: net.place),
    st.tuples(*(norms(name) for name in HISTORY)),
)
def check(store: Store, drawn: list[Network], chosen: tuple[Norm, ...]) -> None:
    write(store, drawn)
    for net in drawn:
        for one in chosen:
            _compare(store, net, one)


def _compare(store: Store, net: Network, one: Norm) -> None:
    walk, root = Walk(net, TODAY), next(iter(net.nodes))
    for id_ in expected.subjects(walk, expected.inside(walk, [root]), one)[:2]:
        made = accounted(store, one.model_copy(update={"min": 1, "max": 1}), id_)
        compared["subjects"] += 1
        for days in (-400, -399, -2, -1, 0, 1, 400):
            day = TODAY + timedelta(days=days)
            if Walk(net, day).stands(id_):
                compared["days"] += 1
                wanted = expected.measured(Walk(net, day), one, id_)
                assert made.value(day) == wanted, (one, id_, day, net.nodes, net.edges)
        opened = made.opened(TODAY)
        outside = [_outside(net, one, id_, TODAY - timedelta(days=n)) for n in range(403)]
        if opened is None:
            assert not outside[0] or all(outside)
        else:
            gone = (TODAY - opened).days
            assert all(outside[: gone + 1])
            assert not outside[gone + 1]


def _outside(net: Network, one: Norm, id_: str, day: date) -> bool:
    walk = Walk(net, day)
    value = expected.measured(walk, one, id_) if walk.stands(id_) else None
    return value is not None and value != 1


def test_numbers_of_every_day_are_those_of_a_walk(graph: Store) -> None:
    check(graph)
    assert compared["subjects"] > 20
    assert compared["days"] > 100
