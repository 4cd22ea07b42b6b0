"""`wangge cross-holders` as people run it: pairs of posts and rules on Bishan's twin, conflicts on a small graph."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from api.answers import cross_holders as answers
from cypher.figures.counts import count_cross_holders
from graph.profile import load_profile
from graph.store import Store
from loaders.run import load
from loaders.twin import Twin, twin
from tests.conftest import empty

Run = Callable[..., Any]
DAY = ("--as-of", "2026-03-01")
AS_OF = date(2026, 3, 1)
BISHAN = "500120"


@pytest.fixture(scope="module")
def bishan(store: Store) -> Iterator[Twin]:
    """Bishan as it is published, nothing planted in it."""
    empty(store)
    made = twin("bishan", seed=1)
    load(store, made.tables, sources=["twin"])
    yield made
    empty(store)


def asked(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run("cross-holders", *arguments, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_609_full_time_grid_staff_of_bishan_are_found(wangge: Run, bishan: Twin) -> None:
    rules = asked(wangge, "bishan", "--rules", *DAY)["rows"]
    first = rules[0]
    assert (first["id"], first["status"], first["source"]) == ("bishan.cross_holding.1", "target", "L8")
    assert (first["count"], first["people_held"], first["people_both"], first["lacking"]) == (609, 609, 609, [])
    second = rules[1]
    assert second["people_both"] > second["count"] == 1000
    assert len(second["lacking"]) == second["people_held"] - second["people_both"]
    by_party = rules[2]
    assert by_party["held"] == ["party_member"]
    assert by_party["lacking"] is None  # who belongs to the Party is counted, never named
    assert rules[4]["people_both"] == rules[4]["count"] == 1394


def test_the_rules_count_as_the_published_figures_do(store: Store, bishan: Twin) -> None:
    profile = load_profile("bishan")
    told = answers.cross_holding_rules(store, place="bishan", as_of=AS_OF).rows
    for rule, row in zip(profile.cross_holding, told, strict=True):
        if any(word == "party_member" or word.startswith("tag:") for word in (*rule.held, *rule.also)):
            continue
        counted = count_cross_holders(store, place=BISHAN, as_of=AS_OF, held=list(rule.held), also=list(rule.also))
        assert [row.people_both] == [one.value for one in counted]


def test_pairs_of_posts_say_which_rule_speaks_of_them(wangge: Run, bishan: Twin) -> None:
    rows = {(row["post"], row["other_post"]): row for row in asked(wangge, "璧山区", *DAY)["rows"]}
    assert rows["专职网格员", "楼栋长"]["rules"] == ["bishan.cross_holding.1"]
    unsaid = rows["居委会主任", "社区党委书记"]
    assert unsaid["rules"] == []
    assert unsaid["people"] == len({holder["id"] for holder in unsaid["holders"]})
    assert {holder["at"]["label"] for holder in unsaid["holders"]} == {"Committee"}
    by_street = asked(wangge, "璧山区", "--by", "street", *DAY)["rows"]
    for pair, row in rows.items():
        parts = [one["people"] for one in by_street if (one["post"], one["other_post"]) == pair]
        assert sum(parts) == row["people"]
    assert len({row["place_name"] for row in by_street}) > 5


def test_the_tables_speak_both_languages(wangge: Run, bishan: Twin) -> None:
    zh = wangge("cross-holders", "bishan", "--rules", "--lang", "zh", *DAY).out
    assert "璧山区的交叉任职规定" in zh
    assert "在职党员干部（标签）" in zh
    assert "尚未达到的有" in zh
    en = wangge("cross-holders", "bishan", *DAY).out
    assert "Who holds two posts in 璧山区" in en
    assert "not spoken of" in en


def test_what_cannot_be_asked_is_said(wangge: Run, bishan: Twin) -> None:
    ran = wangge("cross-holders", "bishan", "--by", "village")
    assert (ran.code, "There is no level 'village'" in ran.err) == (2, True)
    ran = wangge("cross-holders", "bishan", "--by", "street", "--rules")
    assert (ran.code, "one of --by" in ran.err) == (2, True)
    ran = wangge("cross-holders", "nowhere", "--rules")
    assert ran.code == 1


@pytest.fixture
def small(graph: Store) -> Store:
    """One compound whose firm's manager sits on its committee until March, and one where the firm is another's."""
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (one:Compound:Place {id: 'one', name: '甲小区', level: 'compound'})-[:PART_OF {key: '1'}]->(s)
        CREATE (two:Compound:Place {id: 'two', name: '乙小区', level: 'compound'})-[:PART_OF {key: '2'}]->(s)
        CREATE (firm:PropertyCompany:Body {id: 'firm', name: '物业'})-[:MANAGES {key: '3'}]->(one)
        CREATE (mine:OwnersCommittee:Body {id: 'mine', name: '甲业委会'})-[:REPRESENTS {key: '4'}]->(one)
        CREATE (other:OwnersCommittee:Body {id: 'other', name: '乙业委会'})-[:REPRESENTS {key: '5'}]->(two)
        CREATE (p:Person {id: 'p', name: '李'})-[:HOLDS {key: '6', post: '物业经理'}]->(firm)
        CREATE (p)-[:HOLDS {key: '7', post: '业委会委员', until: date('2026-03-01')}]->(mine)
        CREATE (q:Person {id: 'q', name: '王'})-[:HOLDS {key: '8', post: '物业经理'}]->(firm)
        CREATE (q)-[:HOLDS {key: '9', post: '业委会主任'}]->(other)
        """
    )
    return graph


def test_a_conflict_is_of_one_compound_on_one_day_and_only_where_asked(small: Store) -> None:
    found = answers.conflicts(small, place="s", as_of=date(2026, 2, 28)).rows
    assert [(one.id, one.firm.id, one.committee.id, one.compound.name) for one in found] == [
        ("p", "firm", "mine", "甲小区")
    ]
    assert answers.conflicts(small, place="s", as_of=AS_OF).rows == []
    # other questions say of both only that they hold two posts
    pairs = answers.cross_holders(small, place="s", as_of=date(2026, 2, 28)).rows
    assert [(row.post, row.other_post, row.people, row.rules) for row in pairs] == [
        ("业委会主任", "物业经理", 1, []),
        ("业委会委员", "物业经理", 1, []),
    ]


def test_the_command_says_that_the_rule_is_ours(wangge: Run, small: Store) -> None:
    ran = wangge("cross-holders", "s", "--conflicts", "--as-of", "2026-02-28")
    assert "甲业委会" in ran.out
    assert "a rule of wangge's own: none of the places states it" in ran.out
