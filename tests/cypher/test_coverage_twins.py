"""Coverage of whole twins: no building lost, what a sound twin must show, and what each planted defect changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pytest

from benchmarks.planted import empty
from cypher.coverage.rates import CoverageRow, counted, coverage
from graph.profile import Profile, load_profile
from graph.store import Store
from loaders.defects import TODAY
from loaders.expected import Walk
from loaders.network import Network
from loaders.run import load
from loaders.twin import Twin, twin
from tests.coverage_walk import Oracle

# what is planted → lines on which some building must change; all else must stay as it was
PLANTED = {
    "linfen": ("post_vacated:linfen.X2=4,contract_ended=1", {"ladder", "property"}),
    "bishan": ("no_grid=2,branch_ended=2,contract_ended=2,post_vacated=3", {"grid", "ladder", "party", "property"}),
    "xixiang": ("no_grid=2,post_vacated=6", {"grid"}),
    "guangan": ("branch_ended=3,contract_ended=3", {"party", "property"}),
}
# lines on which a sound twin covers every building, on the day of its figures
SOUND = {
    "linfen": ("grid", "ladder", "party"),
    "bishan": ("grid", "ladder", "party", "station"),
    "xixiang": ("grid", "ladder"),
    "guangan": ("party",),
}


class Answered(NamedTuple):
    place: str
    made: Twin
    profile: Profile
    net: Network
    rows: dict[date, list[CoverageRow]]  # of each building, on the figures' day and today
    there: dict[date, set[str]]  # buildings in force


@pytest.fixture(scope="module", params=PLANTED)
def answered(store: Store, request: pytest.FixtureRequest) -> Iterator[Answered]:
    place = request.param
    empty(store)
    made, profile = twin(place, seed=1, defects=PLANTED[place][0]), load_profile(place)
    load(store, made.tables, sources=["twin"]).raise_if_refused()
    net = Network(place, 1)
    net.adopt(made.tables)
    root = next(id_ for id_, node in net.nodes.items() if node.get("code") == profile.codes[0])
    rows, there = {}, {}
    for day in (profile.source.as_of, TODAY):
        optional = [level.level for level in profile.levels if level.optional]
        rows[day] = coverage(store, place=root, by="building", counts=counted(profile), optional=optional, as_of=day)
        walk = Walk(net, day)
        there[day] = {id_ for id_ in net.of("Building") if walk.stands(id_)}
    yield Answered(place, made, profile, net, rows, there)
    empty(store)


def state(row: CoverageRow) -> str:
    """The state of a row that counts one building."""
    (found,) = [name for name in ("covered", "partial", "uncovered", "unknown") if getattr(row, name)]
    return found


def by_building(rows: list[CoverageRow], line: str) -> dict[str, str]:
    return {row.place_id: state(row) for row in rows if row.line == line and not row.total and row.place_id}


def test_no_building_is_lost_and_each_is_counted_once(answered: Answered) -> None:
    for day, rows in answered.rows.items():
        for line in counted(answered.profile):
            assert by_building(rows, line).keys() == answered.there[day]
            (total,) = [row for row in rows if row.line == line and row.total]
            assert (total.buildings, total.repeated) == (len(answered.there[day]), 0)
            assert total.without_households == 0
            households = sum(answered.net.nodes[id_]["households"] for id_ in answered.there[day])
            assert total.households == households


def test_a_walk_finds_the_same(answered: Answered) -> None:
    optional = [level.level for level in answered.profile.levels if level.optional]
    for day, rows in answered.rows.items():
        walk = Walk(answered.net, day)
        for line, counts in counted(answered.profile).items():
            oracle = Oracle(walk, line, counts, optional)
            assert by_building(rows, line) == {id_: oracle.building(id_)[0] for id_ in answered.there[day]}, line


def test_a_sound_twin_is_covered_where_it_should_be(answered: Answered) -> None:
    totals = {row.line: row for row in answered.rows[answered.profile.source.as_of] if row.total}
    for line in SOUND[answered.place]:
        assert totals[line].share == totals[line].household_share == 1, line
    # unit, owners and community manage without an edge; of a building in no compound nobody says it
    assert totals["property"].uncovered == totals["property"].partial == 0
    assert [line for line, row in totals.items() if row.state == "not_applicable"] == [
        line for line in totals if line not in counted(answered.profile)
    ]


def test_exactly_the_buildings_of_what_is_planted_change(answered: Answered) -> None:
    before, after = answered.rows.values()
    walk = Walk(answered.net, answered.profile.source.as_of)
    oracle = Oracle(walk, "grid", [], [])
    touched: set[str] = set()
    for defect in answered.made.planted:
        if defect.rule != "route":
            touched |= {*oracle.inside(defect.subject_id), *oracle.territory(defect.subject_id)}
    changed = {}
    for line in counted(answered.profile):
        then, now = by_building(before, line), by_building(after, line)
        found = {id_: (then[id_], state) for id_, state in now.items() if then[id_] != state}
        assert found.keys() <= touched, line
        assert {pair[0] for pair in found.values()} <= {"covered"}
        changed |= {line: found} if found else {}
    assert changed.keys() == PLANTED[answered.place][1]
    if answered.place == "linfen":  # buildings of more stair groups than the vacated ones are partial
        vacated = [one.subject_id for one in answered.made.planted if one.rule == "linfen.X2"]
        assert changed["ladder"].keys() == {
            up
            for id_ in vacated
            for up in oracle.territory(id_) & answered.net.label.keys()
            if answered.net.label[up] == "Building"
        }
    if answered.place == "bishan":
        gone = {one.subject_id for one in answered.made.planted if one.rule == "bishan.X3"}
        assert changed["grid"] == dict.fromkeys(gone, ("covered", "uncovered"))
