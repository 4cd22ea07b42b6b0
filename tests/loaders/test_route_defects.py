"""Route defects planted in twins: a rehearsal finds these, and nothing that a walk in memory does not see as well."""

from __future__ import annotations

import re

import pytest

from benchmarks.planted import build
from benchmarks.planted_routes import SPECS, told
from graph.errors import InvalidInput
from graph.profile import Profile, load_profile
from graph.store import Store
from loaders.defects import TODAY, parse, plant
from loaders.expected import Walk
from loaders.expected_routes import wrong
from loaders.network import Network
from loaders.route_defects import ROUTE_KINDS, rule_of


def test_every_kind_is_planted_somewhere() -> None:
    assert {kind for spec in SPECS.values() for kind in parse(spec)} == set(ROUTE_KINDS)


def test_what_is_planted_is_found_and_nothing_else_but_what_a_walk_in_memory_sees(graph: Store) -> None:
    net, profile = build("daqing", 1), load_profile("daqing")
    before = seen(net, profile)
    planted = plant(net, profile, parse(SPECS["daqing"]))
    after = seen(net, profile)
    assert after - before == {(one.rule, one.subject_id) for one in planted}
    assert len(planted) >= sum(parse(SPECS["daqing"]).values())
    found = told(graph, "daqing", net)
    assert found == after
    assert {rule for rule, _ in found} == {"route", "route:late", "route:loop", "route:same_person"}


def seen(net: Network, profile: Profile) -> set[tuple[str, str]]:
    walk = Walk(net, TODAY)
    buildings = [building for building in net.of("Building") if walk.stands(building)]
    return {(rule_of(net, one), one[1]) for building in buildings for one in wrong(walk, profile, building)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("way_looped:linfen.X1=1", "way_looped breaks routes and no norm; write way_looped=COUNT."),
        (
            "hands_joined=1",
            "hands_joined=1 cannot be planted: 临汾路街道 has nothing that can be broken so; ",
        ),
    ],
)
def test_what_the_place_cannot_bear_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(words)):
        plant(build("linfen", 1), load_profile("linfen"), parse(text))
