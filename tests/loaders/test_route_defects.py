"""Route defects planted in twins: a rehearsal finds these, and nothing that a walk in memory does not see as well."""

from __future__ import annotations

import re

import pytest

from benchmarks.planted import build
from benchmarks.planted_routes import SPECS, scored, told
from graph.errors import InvalidInput
from graph.profile import load_profile
from graph.store import Store
from loaders.defects import TODAY, parse, plant
from loaders.expected import Walk
from loaders.expected_routes import wrong
from loaders.route_defects import ROUTE_KINDS, rule_of


def test_every_kind_is_planted_somewhere() -> None:
    assert {kind for spec in SPECS.values() for kind in parse(spec)} == set(ROUTE_KINDS)


def test_what_is_planted_is_found_and_nothing_else(graph: Store) -> None:
    score = scored(graph, "linfen", 1)
    assert len(score.planted) >= sum(parse(SPECS["linfen"]).values())
    assert score.told == score.planted


def test_a_rehearsal_finds_what_a_walk_in_memory_sees(graph: Store) -> None:
    net, profile = build("daqing", 1), load_profile("daqing")
    planted = plant(net, profile, parse(SPECS["daqing"]))
    walk = Walk(net, TODAY)
    standing = [building for building in net.of("Building") if walk.stands(building)]
    seen = {rule_and_place for one in standing for rule_and_place in wrong(walk, profile, one)}
    found = told(graph, "daqing", net)
    assert found == {(rule_of(net, one), one[1]) for one in seen}
    assert {(one.rule, one.subject_id) for one in planted} <= found
    assert {rule for rule, _ in found} == {"route", "route:late", "route:loop", "route:same_person"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("way_looped:anqiu.X1=1", "way_looped breaks routes and no norm; write way_looped=COUNT."),
        ("hands_joined=1", "hands_joined=1 cannot be planted: 安丘市 has nothing that can be broken so; leave it out."),
        ("type_unpaired=999", "type_unpaired=999 is more than 安丘市 has: only "),
    ],
)
def test_what_the_place_cannot_bear_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(words)):
        plant(build("anqiu", 1), load_profile("anqiu"), parse(text))
