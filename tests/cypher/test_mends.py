"""Mending a dead end as proposed makes the route whole, whoever is wanting, and nothing of a trial stays."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from cypher.changes import statements
from cypher.mends import Mend, mends
from cypher.routing import issue_type, issue_types, route, ways
from cypher.routing.rows import RouteStep
from graph.profile import Profile
from graph.store import Store
from tests.cypher.test_routing import DAY, NETWORK, OTHERS, profile, step
from tests.routing_networks import network
from tests.routing_networks import profile as drawn_profile


def stuck(steps: list[RouteStep]) -> list[tuple[str, int]]:
    return [(one.channel, one.number) for one in steps if one.state == "dead_end"]


def mended(
    store: Store, of: Profile, word: str, place: str, mode: str = "normal"
) -> tuple[list[Mend], list[RouteStep]]:
    """What is proposed, and the route after it was done."""
    asked: dict[str, Any] = {
        "profile": of,
        "issue": issue_type(store, word=word),
        "place": place,
        "as_of": DAY,
        "mode": mode,
    }
    steps = route(store, **asked)
    nodes = store.read("MATCH (n) RETURN count(n) AS nodes")
    found = mends(store, steps=steps, **asked)
    assert store.read("MATCH (n) RETURN count(n) AS nodes") == nodes
    store.write_together(statements([change for one in found for change in one.changes]))
    return found, route(store, **asked)


@pytest.mark.parametrize(
    ("actor", "gone", "en"),
    [
        (
            {"who": "post", "level": "stair_group", "post": "楼组长"},
            "MATCH (:Person {id: 'p1'})-[h:HOLDS]->() SET h.until = date('2024-01-01')",
            "From 2024-01-01: 组长 takes up again the post 楼组长 at 一组",
        ),
        (
            {"who": "post", "level": "stair_group", "post": "楼组长"},
            "MATCH (p:Person {id: 'p1'}) DETACH DELETE p",
            "From 2024-01-01: somebody, to be named, takes the post 楼组长 at 一组",
        ),
        (
            {"who": "post", "level": "community", "post": "社区书记"},
            "MATCH (p:Person {id: 'q1'})-[h:HOLDS]->() SET h.until = date('2023-06-01')",
            "From 2024-01-01: 书记 takes up again the post 社区书记 at 党委",
        ),
        (
            {"who": "party_org", "level": "community", "purpose": "community"},
            "MATCH (o:Body {id: 'party'}) SET o.until = date('2024-01-01')",
            "From 2024-01-01: a new organisation, 社区党支部（待建）, covers 社区",
        ),
        (
            {"who": "station", "level": "street", "kind": "dispatch"},
            "MATCH (:Body {id: 'd'})-[s:SERVES]->() SET s.until = date('2024-01-01')",
            "From 2024-01-01: 派单台 serves 街道",
        ),
        (
            {"who": "committee", "level": "community", "kind": "forum"},
            None,
            "From 2024-01-01: 社区委员会（待定） serves 社区",
        ),
        ({"who": "team", "level": "street", "kind": "enforcement"}, None,
         "From 2024-01-01: 街道队伍（待定） serves 街道"),
        (
            {"who": "department", "level": "street", "function": "street_office"},
            "MATCH (o:Body {id: 'office'}) DETACH DELETE o",
            "From 2024-01-01: 街道部门（待定） serves 街道",
        ),
        (
            {"who": "institutions", "level": "community"},
            "MATCH (o:Body {id: 'unit'}) DETACH DELETE o",
            "From 2024-01-01: 旧厂 builds together with 社区",
        ),
        (
            {"who": "contact", "level": "community", "rung": "county_leader"},
            "MATCH (:Person {id: 'q4'})-[c:CONTACTS]->() SET c.until = date('2024-01-01')",
            "From 2024-01-01: 县领导 contacts (county_leader) 社区",
        ),
        ({"who": "contact", "level": "street", "rung": "cadre"}, None,
         "From 2024-01-01: 人员（待定） contacts (cadre) 街道"),
        (
            {"who": "owners_committee", "level": "building"},
            "MATCH (o:Body {id: 'oc'}) DETACH DELETE o",
            None,
        ),
        (
            {"who": "property_company", "level": "building"},
            "MATCH (o:Body {id: 'pc'}) DETACH DELETE o",
            "From 2024-01-01: 一号楼物业企业（待定） manages 一号楼",
        ),
        (
            {"who": "post", "level": "micro_grid", "post": "微网格长"},
            "MATCH (:Place {id: 'g'})-[i:IN_GRID]->() SET i.until = date('2024-01-01')",
            "From 2024-01-01: 一组 lies in 微格",
        ),
        (
            {"who": "lead_department"},
            "MATCH (:Body {id: 'near'})-[s:SERVES]->() SET s.until = date('2024-01-01')",
            "From 2024-01-01: 街道城管队 serves 街道",
        ),
        (
            {"who": "lead_department"},
            "MATCH (o:Body {id: 'near'}) SET o.until = date('2024-01-01')",
            "From 2024-01-01: 区城管局 leads in 加装电梯",
        ),
        (
            {"who": "lead_department"},
            "MATCH (o:Body) WHERE o.function = 'urban_management' SET o.until = date('2024-01-01')",
            "From 2024-01-01: 街道城管队的承接部门（待定） serves 街道",
        ),
        (
            {"who": "lead_department"},
            "MATCH (:IssueType)-[h:HANDLED_BY]->() DELETE h",
            "From 2024-01-01: 加装电梯主办部门（待定） serves 区",
        ),
    ],
)  # fmt: skip
def test_a_mend_opens_the_dead_end(graph: Store, actor: dict[str, str], gone: str | None, en: str | None) -> None:
    graph.write(NETWORK)
    graph.write(OTHERS)
    if gone:
        graph.write(gone)
    of = profile(step("handle", **actor))
    before = route(graph, profile=of, issue=issue_type(graph, word="lift"), place="g", as_of=DAY)
    assert stuck(before) == [("desk", 1)]
    found, after = mended(graph, of, "lift", "g")
    if en is None:
        assert [found, stuck(after)] == [[], [("desk", 1)]]
        return
    assert [one.sentence_en for mend in found for one in mend.changes] == [en]
    assert stuck(after) == []
    assert all(mend.to_name for mend in found if "待" in en)


def test_one_change_may_open_two_dead_ends(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (d:Body {id: 'd'})-[s:SERVES]->() SET s.until = date('2024-01-01')")
    desk = step("collect", "station", level="street", kind="dispatch")
    of = profile(desk, step("handle", "lead_department"), desk | {"step": "close"})
    found, after = mended(graph, of, "lift", "g")
    assert [(one.number, one.cost) for one in found] == [(1, 1)]
    assert stuck(after) == []


def test_random_routes_become_whole(graph: Store) -> None:
    opened = left = 0
    for seed in range(2):
        random = Random(seed)
        graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
        graph.write(network(random))
        of = drawn_profile(random)
        for building in ("b0", "b1"):
            for issue in issue_types(graph):
                for mode in ("normal", "emergency"):
                    if not ways(of, issue, mode):
                        continue
                    asked: dict[str, Any] = {
                        "profile": of,
                        "issue": issue,
                        "place": building,
                        "as_of": DAY,
                        "mode": mode,
                    }
                    before = stuck(route(graph, **asked))
                    _, after = mended(graph, of, issue.id, building, mode)
                    opened += len(before) - len(stuck(after))
                    left += len(stuck(after))
                    for one in after:  # what no change of ours can know: of which compound a place is, or its parts
                        said = one.why.en
                        assert one.state != "dead_end" or "lies in no compound" in said or "lies in no unit" in said
    assert opened > 15, (opened, left)
