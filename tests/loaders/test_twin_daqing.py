"""The twin of 大庆, which publishes no count: five levels, two kinds of compounds, who goes down to where."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from cypher.figures import figures
from cypher.gaps import gaps
from cypher.routing import issue_types, route
from graph.profile import load_profile
from graph.store import Store
from loaders import divisions
from loaders.against_profile import against
from loaders.run import load
from loaders.twin import Twin, twin
from tests.twins import edges, must_be_sound, must_speak_as, parents, records

PROFILE = load_profile("daqing")
PUBLISHED, TODAY = date(2025, 1, 1), date(2026, 11, 22)
ENCLOSED, OPEN = (one.term for one in PROFILE.compound_classes)
SEEDS = pytest.mark.parametrize("seed", range(6))
DAYS = pytest.mark.parametrize("day", [PUBLISHED, TODAY])


@lru_cache
def seeded(seed: int) -> Twin:
    return twin("daqing", seed=seed)


@pytest.fixture(scope="module")
def made() -> Twin:
    return seeded(1)


def ids(made: Twin, what: str, **values: Any) -> set[str]:
    return {r["id"] for r in records(made, what) if all(r[k] == v for k, v in values.items())}


@SEEDS
def test_every_record_is_sound_marked_and_in_the_words_of_the_profile(seed: int) -> None:
    made = seeded(seed)
    must_be_sound(made)
    must_speak_as(PROFILE, made)
    tags = {tag for t in made.tables for tags in t.columns.get("tags", ()) for tag in tags or ()}
    assert tags == set(PROFILE.tags)
    assert {r["kind"] for r in records(made, "Compound")} == {ENCLOSED, OPEN}
    assert {r["form"] for r in records(made, "CO_BUILDS")} == {one.form for one in PROFILE.co_building}


def test_one_seed_makes_one_twin_and_another_another() -> None:
    one, again, other = (twin("daqing", seed=seed).tables for seed in (1, 1, 2))
    assert [t.columns for t in one] == [t.columns for t in again]
    assert [t.columns for t in one] != [t.columns for t in other]


def test_two_streets_and_their_communities_are_real(made: Twin) -> None:
    real = {
        id_: name
        for t in divisions.tables("230602")
        if "id" in t.columns
        for id_, name in zip(t.columns["id"], t.columns["name"], strict=True)
    }
    found = {r["id"]: r["name"] for what in ("Street", "Community") for r in records(made, what)}
    assert all(real[id_] == name for id_, name in found.items())
    assert [r["name"] for r in records(made, "Street")] == ["萨尔图街道", "会战街道"]
    wanted = {id_ for id_ in real if id_.startswith(("230602013", "230602014"))}
    assert found.keys() == wanted


@DAYS
@SEEDS
def test_enclosed_compounds_have_a_branch_each_and_open_ones_share_one(seed: int, day: date) -> None:
    made = seeded(seed)
    kind = {r["id"]: r["kind"] for r in records(made, "Compound")}
    formation = {r["id"]: r["formation"] for r in records(made, "PartyOrg")}
    covered = defaultdict(list)
    for edge in edges(made, "COVERS", day):
        if edge["end"] in kind:
            covered[edge["start"]].append(edge["end"])
    assert sorted(c for own in covered.values() for c in own) == sorted(kind)
    for branch, own in covered.items():
        assert {kind[c] for c in own} == {ENCLOSED if formation[branch] == "single" else OPEN}
        assert len(own) == 1 if formation[branch] == "single" else len(own) in (2, 3)
    above = parents(made)
    assert all(len({above[c] for c in own}) == 1 for own in covered.values())  # neighbours of one community


@SEEDS
def test_grids_lie_in_the_compound_that_holds_all_their_buildings_else_in_the_community(seed: int) -> None:
    made = seeded(seed)
    above, homes = parents(made), defaultdict(set)
    lies = [(r["start"], r["end"]) for r in records(made, "IN_GRID")]
    assert sorted(building for building, _ in lies) == sorted(ids(made, "Building"))
    for building, grid in lies:
        homes[grid].add(above[building])
    assert homes.keys() == ids(made, "Grid")
    for grid, compounds in homes.items():
        inside = above[grid]
        assert {inside} == (compounds if len(compounds) == 1 else {above[compound] for compound in compounds})
    assert {1, 2} == set(map(len, homes.values()))
    per_compound = Counter(above[grid] for grid in homes)
    assert max(count for place, count in per_compound.items() if place in ids(made, "Compound")) > 1


@DAYS
def test_below_the_branch_stand_the_grids_group_and_the_centre_households(made: Twin, day: date) -> None:
    groups = ids(made, "PartyOrg", kind="group")
    assert sorted(e["end"] for e in edges(made, "COVERS", day) if e["start"] in groups) == sorted(ids(made, "Grid"))
    branches = ids(made, "PartyOrg", purpose="compound")
    assert {e["end"] for e in edges(made, "UNDER", day) if e["start"] in groups} <= branches
    led = {e["end"] for e in edges(made, "HOLDS", day, post="网格党小组组长")}
    assert led == groups
    centres = [e["end"] for e in edges(made, "HOLDS", day, post="楼栋中心户")]
    assert sorted(centres) == sorted(ids(made, "Building"))
    assert {e["end"] for e in edges(made, "HOLDS", day, post="网格员")} == ids(made, "Grid")


@DAYS
@SEEDS
def test_each_cadre_answers_for_one_grid_and_one_building_in_it(seed: int, day: date) -> None:
    made = seeded(seed)
    cadres = {r["id"] for r in records(made, "Person") if r["tags"] == ["机关党员干部"]}
    grids, grid_of = ids(made, "Grid"), {r["start"]: r["end"] for r in records(made, "IN_GRID")}
    places = defaultdict(list)
    for edge in edges(made, "CONTACTS", day, rung="cadre"):
        places[edge["start"]].append(edge["end"])
    assert places.keys() == cadres
    for own in places.values():
        (grid,) = (place for place in own if place in grids)
        (building,) = (place for place in own if place not in grids)
        assert grid_of[building] == grid
    assert {place for own in places.values() for place in own} >= grids
    embedded = {e["start"] for e in edges(made, "EMBEDDED_IN", day) if e["end"] in ids(made, "PartyOrg")}
    assert embedded == cadres
    assert {e["end"] for e in edges(made, "CONTACTS", day, rung="unit")} == ids(made, "Community")
    assert sorted(e["end"] for e in edges(made, "CONTACTS", day, rung="branch")) == sorted(ids(made, "Compound"))


@DAYS
def test_four_professions_are_embedded_in_every_grid(made: Twin, day: date) -> None:
    function = {r["id"]: r["function"] for what in ("Department", "Institution") for r in records(made, what)}
    profession = {e["start"]: function[e["end"]] for e in edges(made, "HOLDS", day, post="专业网格员")}
    found = defaultdict(list)
    for edge in edges(made, "EMBEDDED_IN", day):
        if edge["start"] in profession:
            found[edge["end"]].append(profession[edge["start"]])
    assert found.keys() == ids(made, "Grid")
    four = ["civil_affairs", "power", "urban_management", "water"]
    assert all(sorted(professions) == four for professions in found.values())


def test_three_parties_meet_in_enclosed_compounds_and_the_branch_in_open_ones(made: Twin) -> None:
    label = {id_: t.what for t in made.tables if "id" in t.columns for id_ in t.columns["id"]}
    sits, kind = defaultdict(set), {r["id"]: r["kind"] for r in records(made, "Compound")}
    for edge in records(made, "MEMBER_OF"):
        sits[edge["end"]].add(label[edge["start"]])
    forums = ids(made, "Committee", kind="forum")
    serves = [(e["start"], e["end"]) for e in records(made, "SERVES") if e["start"] in forums]
    assert sorted(compound for _, compound in serves) == sorted(kind)
    parties = {ENCLOSED: {"Committee", "OwnersCommittee", "PropertyCompany"}, OPEN: {"Committee", "PartyOrg"}}
    assert all(sits[forum] == parties[kind[compound]] for forum, compound in serves)


def test_organisations_of_the_property_trade_have_two_superiors(made: Twin) -> None:
    trade = [r["id"] for r in records(made, "PartyOrg") if r["basis"] == "trade"]
    lines = defaultdict(set)
    for edge in records(made, "UNDER"):
        lines[edge["start"]].add(edge["line"])
    city, *others = trade
    assert lines[city] == {"territorial"}
    assert len(others) > 10
    assert all(lines[org] == {"territorial", "industry"} for org in others)
    hosts = {e["end"] for e in records(made, "HOSTED_BY") if e["start"] in trade}
    sent = {e["end"] for e in edges(made, "HOLDS", TODAY, post="党建指导员")}
    assert hosts | sent == ids(made, "PropertyCompany") | ids(made, "OwnersCommittee")
    assert not hosts & sent


def test_it_has_a_past(made: Twin) -> None:
    for what in ("HOLDS", "COVERS", "MANAGES", "PartyOrg"):
        assert any(r["until"] and r["until"] <= PUBLISHED for r in records(made, what)), what


def test_in_a_graph_figures_hold_gaps_are_none_and_every_route_ends(graph: Store, made: Twin) -> None:
    load(graph, made.tables, sources=["twin"], checks=[against(PROFILE)])
    shown = {row.id: row.verdict for row in figures(graph, profile=PROFILE, place="2306")}
    assert {id_ for id_, verdict in shown.items() if verdict == "reproduced"} == {
        *("daqing.levels", "daqing.circle", "daqing.colours", "daqing.parties")
    }
    assert "not reproduced" not in shown.values()
    for day in (PUBLISHED, TODAY):
        found = gaps(graph, profile=PROFILE, place="2306", as_of=day)
        assert (found.rows, found.targets, found.unknown) == ([], [], [])
    above = parents(made)
    kind = {r["id"]: r["kind"] for r in records(made, "Compound")}
    buildings = {kind[above[r["id"]]]: r["id"] for r in records(made, "Building")}
    assert buildings.keys() == {ENCLOSED, OPEN}
    types = issue_types(graph)
    assert types
    for building in buildings.values():
        for issue in types:
            for mode in ("normal", "emergency"):
                steps = route(graph, profile=PROFILE, issue=issue, place=building, as_of=TODAY, mode=mode)
                assert steps
                assert [step for step in steps if step.state == "dead_end"] == []
