"""Route defects planted in twins: a rehearsal finds these, and nothing that a walk in memory does not see as well."""

from __future__ import annotations

import pytest

from benchmarks.planted import build
from cypher.places import resolve
from cypher.rehearsal import Finding, rehearse
from graph.profile import Profile, load_profile
from graph.store import Store
from loaders.defects import TODAY, parse, plant
from loaders.expected import Walk
from loaders.expected_routes import Wrong, wrong
from loaders.network import Network
from loaders.route_defects import rule_of
from loaders.run import load

PLANTED = {
    "anqiu": "jurisdiction_lost=1,type_unpaired=1,promise_broken=2,way_looped=2",
    "daqing": "jurisdiction_lost=1,type_unpaired=2,promise_broken=2,hands_joined=3,way_looped=1",
    "linfen": "jurisdiction_lost=1,type_unpaired=1,promise_broken=1,receiver_doubled=2",
}


def every(net: Network, profile: Profile) -> set[Wrong]:
    walk = Walk(net, TODAY)
    return {one for building in net.of("Building") if walk.stands(building) for one in wrong(walk, profile, building)}


def found(row: Finding) -> set[Wrong]:
    if row.kind == "late" or (row.kind == "dead_end" and row.at is None):
        return {(row.kind, type_) for type_ in row.issue_types}
    assert row.at
    return {(row.kind, row.at.id)}


@pytest.mark.parametrize("place", PLANTED)
def test_what_is_planted_is_found_and_nothing_else(graph: Store, place: str) -> None:
    profile, net = load_profile(place), build(place, 1)
    before = every(net, profile)
    planted = plant(net, profile, parse(PLANTED[place]))
    after = every(net, profile)
    new = {(rule_of(net, one), one[1]) for one in after - before}
    assert new == {(defect.rule, defect.subject_id) for defect in planted}
    assert len(planted) >= sum(parse(PLANTED[place]).values())
    load(graph, net.tables(), sources=["twin"]).raise_if_refused()
    root = resolve(graph, place=profile.codes[0], as_of=TODAY).id
    rows = rehearse(graph, profile=profile, place=root, as_of=TODAY).rows
    assert {one for row in rows for one in found(row)} == after
