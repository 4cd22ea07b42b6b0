"""The twin of 安丘: what its figures force, without a database; and, in a graph, its figures, gaps and routes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import lru_cache

import pytest

from cypher.figures import figures
from cypher.gaps import gaps
from cypher.routing import issue_types, route
from graph.errors import InvalidInput
from graph.profile import load_profile
from graph.store import Store
from loaders import divisions
from loaders.against_profile import against
from loaders.run import load
from loaders.twin import Twin, twin
from tests.twins import edges, in_force, must_be_sound, must_speak_as, parents, records

PROFILE = load_profile("anqiu")
PUBLISHED, TODAY = date(2023, 12, 31), date(2026, 11, 22)
DAYS = pytest.mark.parametrize("day", [PUBLISHED, TODAY])


@lru_cache
def seeded(seed: int) -> Twin:
    return twin("anqiu", seed=seed)


@pytest.fixture
def made() -> Twin:
    return seeded(1)


def grids_of_buildings(made: Twin) -> dict[str, set[str]]:
    """Building → grids, its own or those of its compound."""
    own = defaultdict(set)
    for edge in records(made, "IN_GRID"):
        own[edge["start"]].add(edge["end"])
    above = parents(made)
    return {r["id"]: own[r["id"]] | own[above[r["id"]]] for r in records(made, "Building")}


@pytest.mark.parametrize("seed", range(3))
def test_every_record_is_sound_marked_and_in_the_words_of_the_profile(seed: int) -> None:
    made = seeded(seed)
    must_be_sound(made)
    must_speak_as(PROFILE, made)


def test_one_seed_makes_one_twin_and_another_another() -> None:
    one, again, other = (twin("anqiu", seed=seed).tables for seed in (1, 1, 2))
    assert [t.columns for t in one] == [t.columns for t in again]
    assert [t.columns for t in one] != [t.columns for t in other]


def test_three_streets_and_23_communities_are_real(made: Twin) -> None:
    real = {
        r: (n, k)
        for t in divisions.tables("370784")
        if "id" in t.columns
        for r, n, k in zip(t.columns["id"], t.columns["name"], t.columns["kind"], strict=True)
    }
    for what, kind, count in (("Street", "街道", 3), ("Community", "居委会", 23)):
        found = {r["id"]: (r["name"], r["kind"]) for r in records(made, what)}
        assert found == {id_: values for id_, values in real.items() if values[1] == kind}
        assert len(found) == count


@pytest.mark.parametrize("seed", range(3))
def test_a_compound_lies_inside_a_grid_or_its_buildings_lie_in_two(seed: int) -> None:
    made = seeded(seed)
    grids = grids_of_buildings(made)
    assert {len(found) for found in grids.values()} == {1}
    assert {grid for found in grids.values() for grid in found} == {r["id"] for r in records(made, "Grid")}
    assert len(records(made, "Grid")) == 260
    above, inside = parents(made), {e["start"] for e in records(made, "IN_GRID")}
    cut: dict[str, set[str]] = defaultdict(set)
    for building, found in grids.items():
        assert above[next(iter(found))] in (above[building], above.get(above[building]))  # of the same community
        if building in inside:
            cut[above[building]] |= found
    compounds = {r["id"] for r in records(made, "Compound")}
    across = compounds - inside
    assert across
    assert {len(cut[compound]) for compound in across} == {2}
    assert not compounds & inside & cut.keys()


@DAYS
@pytest.mark.parametrize("seed", range(3))
def test_289_branches_are_one_for_each_grid_and_29_for_compounds_inside_one(seed: int, day: date) -> None:
    made = seeded(seed)
    branches = {
        r["id"]: r["purpose"]
        for r in records(made, "PartyOrg")
        if r["kind"] == "branch" and r["purpose"] in ("grid", "compound") and in_force(r, day)
    }
    assert Counter(branches.values()) == {"grid": 260, "compound": 29}
    covered = [e["end"] for e in edges(made, "COVERS", day) if e["start"] in branches]
    assert len(covered) == len(set(covered)) == 289
    assert set(covered) >= {r["id"] for r in records(made, "Grid")}
    inside = {e["start"]: e["end"] for e in records(made, "IN_GRID")}
    compounds = [place for place in covered if place in {r["id"] for r in records(made, "Compound")}]
    assert len({inside[compound] for compound in compounds}) == 29  # so as many grids have two


@DAYS
def test_every_building_has_one_group_under_its_compounds_branch_or_its_grids(made: Twin, day: date) -> None:
    groups = {r["id"] for r in records(made, "PartyOrg") if r["kind"] == "group" and in_force(r, day)}
    covers = [(e["start"], e["end"]) for e in edges(made, "COVERS", day)]
    buildings = [place for org, place in covers if org in groups]
    assert sorted(buildings) == sorted(r["id"] for r in records(made, "Building"))
    ours = {r["id"] for r in records(made, "PartyOrg") if r["purpose"] in ("grid", "compound")}
    branch_at = {place: org for org, place in covers if org in ours}
    above, grid_of = parents(made), grids_of_buildings(made)
    leading = {e["start"]: e["end"] for e in edges(made, "UNDER", day)}
    for org, place in covers:
        if org in groups:
            (grid,) = grid_of[place]
            assert leading[org] == branch_at.get(above[place], branch_at[grid])
    centres = Counter(e["end"] for e in edges(made, "HOLDS", day, post="党员中心户"))
    assert centres == Counter(buildings)


@DAYS
@pytest.mark.parametrize("seed", range(3))
def test_every_worker_heads_a_grid_some_two_and_some_share_one(seed: int, day: date) -> None:
    made = seeded(seed)
    workers = {r["id"] for r in records(made, "Person") if "社区工作者" in (r["tags"] or [])}
    heads = [(e["start"], e["end"]) for e in edges(made, "HOLDS", day, post="网格长")]
    assert {person for person, _ in heads} == workers
    assert {grid for _, grid in heads} == {r["id"] for r in records(made, "Grid")}
    assert max(Counter(person for person, _ in heads).values()) > 1
    assert max(Counter(grid for _, grid in heads).values()) > 1


@DAYS
@pytest.mark.parametrize("seed", range(3))
def test_193_stations_at_most_one_in_a_grid_and_none_farther_than_15_minutes(seed: int, day: date) -> None:
    made = seeded(seed)
    stations = {r["id"]: r for r in records(made, "Station")}
    assert {r["kind"] for r in stations.values()} == {"汶水·红网格驿站"}
    assert {len(set(r["has"])) for r in stations.values()} == {12}
    serves = [e for e in edges(made, "SERVES", day) if e["start"] in stations]
    grids = {r["id"] for r in records(made, "Grid")}
    homes = [e["end"] for e in serves if e["end"] in grids]
    assert len(homes) == len(set(homes)) == len(stations) == 193
    above = parents(made)
    assert {above[grid] for grid in homes} == {r["id"] for r in records(made, "Community")}
    nearest: dict[str, int] = {}
    for e in serves:
        if e["minutes"] is not None:
            nearest[e["end"]] = min(e["minutes"], nearest.get(e["end"], 99))
    scattered = {r["id"] for r in records(made, "Building") if r["kind"] == "散居"}
    assert nearest.keys() == scattered | {r["id"] for r in records(made, "Compound")}
    assert max(nearest.values()) <= 15


@DAYS
def test_every_community_has_a_deputy_in_reserve_and_twenty_have_one_seconded(made: Twin, day: date) -> None:
    deputies = edges(made, "HOLDS", day, post="社区副职")
    bodies = {mode: Counter(e["end"] for e in deputies if e["mode"] == mode) for mode in ("reserve", "seconded")}
    assert {mode: (len(found), sum(found.values())) for mode, found in bodies.items()} == {
        "reserve": (23, 23),
        "seconded": (20, 20),
    }
    assert len({e["start"] for e in deputies}) == 43


def test_each_community_has_a_team_a_brand_and_a_feature_and_some_of_the_84_projects(made: Twin) -> None:
    communities = {r["id"]: r["has"] for r in records(made, "Community")}
    assert {tuple(has) for has in communities.values()} == {("一社区一品牌", "一社区一特色")}
    teams = {r["id"] for r in records(made, "Team")}
    assert sorted(e["end"] for e in records(made, "SERVES") if e["start"] in teams) == sorted(communities)
    items = {r["id"]: r for r in records(made, "Item")}
    listed = [(items[e["start"]], e["end"]) for e in records(made, "LISTED_BY")]
    projects = Counter(end for item, end in listed if item["kind"] == "project")
    assert sum(projects.values()) == 84
    assert projects.keys() == communities.keys()
    grades = Counter(end for item, end in listed if item["tags"] == ["等级"] and end in items)
    assert list(grades.values()) == [6, 6, 6]


@pytest.mark.parametrize("what", ["Compound", "Grid", "Community"])
def test_households_add_up(made: Twin, what: str) -> None:
    homes = {r["id"]: r["households"] for r in records(made, "Building")}
    above, grid_of = parents(made), grids_of_buildings(made)
    inside: Counter[str] = Counter()
    for building, households in homes.items():
        for place in {above[building], *grid_of[building], above.get(above[building])}:
            inside[place or ""] += households
    assert all(r["households"] == inside[r["id"]] > 0 for r in records(made, what))


def test_it_has_a_past_that_is_over(made: Twin) -> None:
    for what in ("HOLDS", "MANAGES", "PartyOrg"):
        assert any(r["until"] and r["until"] <= PUBLISHED for r in records(made, what)), what
        assert not any(r["until"] and r["until"] > TODAY for r in records(made, what)), what
    temporary = [r for r in records(made, "PartyOrg") if r["formation"] == "temporary"]
    assert temporary
    assert all(r["purpose"] == "project" and not in_force(r, TODAY) for r in temporary)


def test_the_demo_breaks_norms_after_the_figures(made: Twin) -> None:
    demo = twin("anqiu", seed=1, defects="demo")
    assert {defect.rule for defect in demo.planted} >= {"anqiu.X2", "anqiu.X3", "route"}
    for table in made.tables:
        other = next(t for t in demo.tables if t.what == table.what)
        before, after = (t.columns.get("until") or [None] * len(t) for t in (table, other))
        ended = {new for old, new in zip(before, after, strict=False) if old != new}
        assert all(new and PUBLISHED < new < TODAY for new in ended), table.what


def test_in_a_graph_figures_hold_gaps_are_none_and_every_route_ends(graph: Store, made: Twin) -> None:
    load(graph, made.tables, sources=["twin"], checks=[against(PROFILE)])
    shown = figures(graph, profile=PROFILE, place="370784")
    assert {row.id: row.ours for row in shown if row.verdict == "not reproduced"} == {}
    assert sum(row.verdict == "reproduced" for row in shown) == 12
    for day in (PUBLISHED, TODAY):
        found = gaps(graph, profile=PROFILE, place="370784", as_of=day)
        assert (found.rows, found.targets, found.unknown) == ([], [], [])
    inside = {e["start"] for e in records(made, "IN_GRID")}
    compounds = {r["id"] for r in records(made, "Compound")}
    above = parents(made)
    asked = {(r["kind"], above[r["id"]] in inside): r["id"] for r in records(made, "Building")}
    assert asked.keys() == {(None, True), (None, False), ("散居", False)}
    types = issue_types(graph)
    assert types
    for place in (*asked.values(), min(compounds & inside), min(compounds - inside)):
        for issue in types:
            steps = route(graph, profile=PROFILE, issue=issue, place=place, as_of=TODAY)
            assert steps
            assert [step for step in steps if step.state == "dead_end"] == []
    with pytest.raises(InvalidInput, match="it has normal"):
        route(graph, profile=PROFILE, issue=types[0], place=asked[None, True], as_of=TODAY, mode="emergency")
