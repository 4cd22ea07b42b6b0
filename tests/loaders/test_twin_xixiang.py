"""The twin of 西乡: what its figures force, without a database; and, in a graph, its figures, gaps and routes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from cypher.figures import figures
from cypher.gaps import gaps
from cypher.routing import issue_types, route
from graph.profile import load_profile
from graph.store import Store
from loaders import divisions
from loaders.against_profile import against
from loaders.defects import parse, plant, standing
from loaders.network import Network
from loaders.run import load
from loaders.twin import Twin, twin
from loaders.twins import xixiang
from tests.twins import edges, must_be_sound, must_speak_as, parents, records, tagged

PROFILE = load_profile("xixiang")
PUBLISHED, TODAY = date(2022, 12, 31), date(2026, 11, 22)
DAYS = pytest.mark.parametrize("day", [PUBLISHED, TODAY])


@pytest.fixture(scope="module")
def made() -> Twin:
    return twin("xixiang", seed=1)


@pytest.mark.parametrize("seed", range(4))
def test_every_record_is_sound_marked_and_in_the_words_of_the_profile(seed: int) -> None:
    made = twin("xixiang", seed=seed)
    must_be_sound(made)
    must_speak_as(PROFILE, made)


def test_one_seed_makes_one_twin_and_another_another() -> None:
    one, again, other = (twin("xixiang", seed=seed).tables for seed in (1, 1, 2))
    assert [t.columns for t in one] == [t.columns for t in again]
    assert [t.columns for t in one] != [t.columns for t in other]


def test_all_real_streets_and_communities_are_there_and_two_villages(made: Twin) -> None:
    real = {
        r: n
        for t in divisions.tables("610724")
        if "id" in t.columns
        for r, n in zip(t.columns["id"], t.columns["name"], strict=True)
    }
    places = [r for what in ("Street", "Community") for r in records(made, what)]
    assert all(real[r["id"]] == r["name"] and r["code"] == r["id"] for r in places)
    assert Counter(r["kind"] for r in places) == {"街道": 2, "镇": 15, "居委会": 36, "村委会": 2}


@pytest.mark.parametrize("seed", range(4))
def test_the_chain_is_ragged(seed: int) -> None:
    made = twin("xixiang", seed=seed)
    size = {table.what: len(table) for table in made.tables}
    levels = ("Grid", "Building", "Unit", "FloorGroup", "Floor")
    assert [size[what] for what in levels] == [273, 1502, 2897, 989, 4144]
    above = parents(made)
    label = {id_: t.what for t in made.tables if "id" in t.columns for id_ in t.columns["id"]}
    homes = {what: Counter(label[above[r["id"]]] for r in records(made, what)) for what in (*levels, "Compound")}
    assert set(homes["Grid"]) == set(homes["Building"]) == {"Compound", "Community"}
    assert set(homes["Floor"]) == {"FloorGroup", "Unit"}
    assert set(homes["FloorGroup"]) == {"Unit"}
    with_group = {above[r["id"]] for r in records(made, "FloorGroup")}
    assert len(with_group) <= 0.34 * size["Unit"]
    homes_of_floors = {above[r["id"]] for r in records(made, "Floor")}
    with_floor = {above[home] if label[home] == "FloorGroup" else home for home in homes_of_floors}
    assert with_group - with_floor
    assert with_floor - with_group
    assert with_floor & with_group
    assert len(with_floor | with_group) < size["Unit"]


@pytest.mark.parametrize("seed", range(4))
def test_grids_leave_nothing_out_and_lie_in_compounds_that_hold_all_their_buildings(seed: int) -> None:
    made = twin("xixiang", seed=seed)
    above, grid_of = parents(made), {e["start"]: e["end"] for e in records(made, "IN_GRID")}
    buildings = {r["id"] for r in records(made, "Building")}
    assert len(records(made, "IN_GRID")) == len(grid_of) == len(buildings)
    assert grid_of.keys() == buildings
    inside = defaultdict(set)
    for building, grid in grid_of.items():
        inside[grid].add(above[building])
    compounds = {r["id"] for r in records(made, "Compound")}
    for grid, homes in inside.items():
        assert above[grid] in compounds if homes <= compounds and len(homes) == 1 else above[grid] not in compounds
        communities = {above.get(home, home) if home in compounds else home for home in homes}
        assert communities == {above[above[grid]] if above[grid] in compounds else above[grid]}
    served = {above[g] if above[g] not in compounds else above[above[g]] for g in inside}
    assert served == {r["id"] for r in records(made, "Community")}
    assert len(inside) == 273
    assert sum(len(homes) > 1 for homes in inside.values()) > 10
    per_compound = Counter(above[grid] for grid in inside if above[grid] in compounds)
    assert max(per_compound.values()) > 1


@DAYS
def test_posts_are_as_many_as_printed_and_one_for_each_place_of_the_ladder(made: Twin, day: date) -> None:
    held = edges(made, "HOLDS", day)
    posts = Counter(r["post"] for r in held)
    ladder = {"楼栋长": 1502, "单元长": 2897, "分楼层长": 989, "楼层长": 4144}
    assert {post: posts[post] for post in ladder} == ladder
    for post in ladder:
        assert len({r["end"] for r in held if r["post"] == post}) == ladder[post]
    heads = posts["小区党组织负责人"] + posts["物业负责人"]
    assert (posts["网格员"], posts["社区两委干部"], heads) == (619, 320, 226)
    assert {r["end"] for r in held if r["post"] == "网格员"} == {r["id"] for r in records(made, "Grid")}
    people = [r["start"] for r in held if r["post"] in ladder]
    assert 0.7 < len(set(people)) / len(people) < 1  # some hold several, most hold one


@DAYS
def test_community_workers_in_the_two_committees_keep_their_post_elsewhere(made: Twin, day: date) -> None:
    held = edges(made, "HOLDS", day)
    seats = {post for rule in PROFILE.cross_holding if rule.count == 81 for post in rule.also}
    both = {r["start"] for r in held if r["post"] == "社区专职工作者"} & {
        r["start"] for r in held if r["post"] in seats
    }
    assert len(both) == 81
    certified = Counter(r["certificate"] for r in records(made, "Person") if r["certificate"])
    assert certified == {"初级": 31, "中级": 37}


@DAYS
def test_leaders_departments_and_cadres_are_where_the_ladder_puts_them(made: Twin, day: date) -> None:
    town = tagged(made, "Community", "主城区")
    assert len(town) == 14
    leaders = edges(made, "CONTACTS", day, rung="county_leader")
    assert len({r["start"] for r in leaders}) == len(leaders) == 22
    assert {r["end"] for r in leaders} == town
    assert max(Counter(r["end"] for r in leaders).values()) > 1
    leads = edges(made, "CONTACTS", day, rung="department", role="lead")
    assert sorted(r["end"] for r in leads) == sorted(town)
    units = edges(made, "CONTACTS", day, rung="unit")
    assert len({r["start"] for r in units}) == 92
    cadres, grids = tagged(made, "Person", "党员干部"), {r["id"] for r in records(made, "Grid")}
    sunk = Counter(r["start"] for r in edges(made, "CONTACTS", day, rung="cadre") if r["end"] in grids)
    assert sunk.keys() == cadres
    assert set(sunk.values()) == {1}
    assert 2500 < len(cadres) < 2600
    assert {r["end"] for r in edges(made, "CONTACTS", day, rung="cadre")} >= grids


@DAYS
def test_every_compound_and_self_built_house_has_one_responsible_unit(made: Twin, day: date) -> None:
    loose = {r["id"] for r in records(made, "Building") if r["kind"] == "自建房"}
    above, compounds = parents(made), {r["id"] for r in records(made, "Compound")}
    assert loose == {r["id"] for r in records(made, "Building") if above[r["id"]] not in compounds}
    found = [r["end"] for r in edges(made, "CONTACTS", day, role="responsible")]
    assert sorted(found) == sorted(loose | compounds)


def test_only_pilots_of_the_unmanaged_compounds_have_a_branch_and_a_team(made: Twin) -> None:
    pilots = tagged(made, "Compound", "试点")
    unmanaged = {r["id"] for r in records(made, "Compound") if r["kind"] == "三无小区"}
    assert len(pilots) == 2
    assert pilots < unmanaged
    assert {r["end"] for r in edges(made, "COVERS", TODAY)} & unmanaged == pilots
    teams = {r["id"] for r in records(made, "Team") if r["kind"] == "property"}
    assert {r["end"] for r in records(made, "MANAGES") if r["start"] in teams} == pilots
    assert {r["end"] for r in edges(made, "MANAGES", TODAY)} & unmanaged == pilots


def test_two_ratings_and_519_plans(made: Twin) -> None:
    tasked = [r for r in records(made, "PartyOrg") if "创建任务" in (r["tags"] or [])]
    assert len(tasked) == 519
    assert all(r["has"] == ["创建计划书"] for r in tasked)
    shown = Counter(r["purpose"] for r in tasked if "示范党组织" in r["tags"])
    assert shown == {"community": 8, "organ": 16, "school": 4, "hospital": 2, "soe": 2}
    assert sum("五星级" in r["tags"] for r in tasked) == 29


@pytest.mark.parametrize("what", ["Building", "Compound", "Community", "Grid"])
def test_households_add_up(made: Twin, what: str) -> None:
    nodes = {r["id"]: r for t in made.tables if "id" in t.columns for r in records(made, t.what)}
    label = {id_: t.what for t in made.tables if "id" in t.columns for id_ in t.columns["id"]}
    inside: Counter[str] = Counter()
    for edge in (*records(made, "PART_OF"), *records(made, "IN_GRID")):
        if label[edge["start"]] != "Grid":
            inside[edge["end"]] += nodes[edge["start"]].get("households") or 0
    assert {r["id"]: r["households"] for r in records(made, what)} == {
        r["id"]: inside[r["id"]] for r in records(made, what)
    }


def test_it_has_a_past(made: Twin) -> None:
    for what in ("HOLDS", "CONTACTS", "MANAGES", "PartyOrg"):
        assert any(r["until"] and r["until"] <= PUBLISHED for r in records(made, what)), what
        assert not any(r["until"] and r["until"] > PUBLISHED for r in records(made, what)), what


@pytest.mark.parametrize("seed", range(2))
def test_a_sound_twin_has_no_gap_and_the_demo_has_those_it_plants(seed: int) -> None:
    net = Network("xixiang", seed)
    xixiang.build(net)
    assert standing(net, PROFILE) == []
    planted = plant(net, PROFILE, parse(xixiang.DEMO))
    rules = Counter(defect.rule for defect in planted)
    counts = [rules[f"xixiang.{rule}"] for rule in ("X1", "X2", "X3", "N4")]
    assert counts == [1, 2, 3, 2]
    assert rules["xixiang.N1"] >= 2  # one lead department left, one joined another; a dissolved unit may have led
    assert rules["xixiang.N5"] >= 1
    assert rules["route"] >= 1


def test_in_a_graph_figures_hold_gaps_are_none_and_every_route_ends(graph: Store, made: Twin) -> None:
    load(graph, made.tables, sources=["twin"], checks=[against(PROFILE)])
    shown = figures(graph, profile=PROFILE, place="610724")
    assert {row.id: row.ours for row in shown if row.verdict == "not reproduced"} == {}
    assert sum(row.verdict == "reproduced" for row in shown) == 43
    for day in (PUBLISHED, TODAY):
        found = gaps(graph, profile=PROFILE, place="610724", as_of=day)
        assert (found.rows, found.targets, found.unknown) == ([], [], [])
    above = parents(made)
    label = {id_: t.what for t in made.tables if "id" in t.columns for id_ in t.columns["id"]}
    kinds: dict[tuple[str | None, str], str] = {}
    for building in records(made, "Building"):
        home = above[building["id"]]
        kind = next(r["kind"] for r in records(made, label[home]) if r["id"] == home)
        kinds.setdefault((building["kind"], kind), building["id"])
    assert len(kinds) == 5  # three classes of compounds, and self-built houses of communities and of villages
    types = issue_types(graph)
    assert types
    for building_id in kinds.values():
        for issue in types:
            for mode in ("normal", "emergency"):
                steps = route(graph, profile=PROFILE, issue=issue, place=building_id, as_of=TODAY, mode=mode)
                assert steps
                assert [step for step in steps if step.state == "dead_end"] == []
