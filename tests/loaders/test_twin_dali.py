"""The twin of 大荔: 166 = 61 + 10 + 95 and 141 → 158, each on its day; in a graph, its figures, gaps, routes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import lru_cache

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
from tests.twins import edges, in_force, must_be_sound, must_speak_as, records

PROFILE = load_profile("dali")
EPIDEMIC, PUBLISHED, TODAY = date(2020, 3, 1), date(2020, 12, 31), date(2026, 11, 22)
SEEDS = pytest.mark.parametrize("seed", range(6))
DAYS = pytest.mark.parametrize("day", [PUBLISHED, TODAY])
COUNTS = ("households", "population")


@lru_cache
def seeded(seed: int) -> Twin:
    return twin("dali", seed=seed)


@pytest.fixture(scope="module")
def made() -> Twin:
    return seeded(1)


def covers(made: Twin, day: date) -> dict[str, dict[str, list[str]]]:
    """formation → compound branch in force → the compounds that it covers"""
    branches = {r["id"]: r for r in records(made, "PartyOrg") if r["purpose"] == "compound" and in_force(r, day)}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for edge in edges(made, "COVERS", day):
        if edge["start"] in branches:
            found[branches[edge["start"]]["formation"]][edge["start"]].append(edge["end"])
    return found


@SEEDS
def test_every_record_is_sound_marked_and_in_the_words_of_the_profile(seed: int) -> None:
    made = seeded(seed)
    must_be_sound(made)
    must_speak_as(PROFILE, made)
    tags = {tag for t in made.tables for tags in t.columns.get("tags", ()) for tag in tags or ()}
    assert tags == set(PROFILE.tags)
    assert {r["kind"] for r in records(made, "Compound")} == {one.term for one in PROFILE.compound_classes}
    assert {r["form"] for r in records(made, "CO_BUILDS")} == {one.form for one in PROFILE.co_building}


def test_one_seed_makes_one_twin_and_another_another() -> None:
    one, again, other = (twin("dali", seed=seed).tables for seed in (1, 1, 2))
    assert [t.columns for t in one] == [t.columns for t in again]
    assert [t.columns for t in one] != [t.columns for t in other]


def test_streets_and_communities_are_real(made: Twin) -> None:
    real = {
        id_: name
        for t in divisions.tables("610523")
        if "id" in t.columns
        for id_, name in zip(t.columns["id"], t.columns["name"], strict=True)
    }
    assert all(real[r["id"]] == r["name"] for what in ("Street", "Community") for r in records(made, what))
    assert Counter(r["kind"] for r in records(made, "Community")) == {"居委会": 29}
    assert {r["name"] for r in records(made, "Street")} > {"西城街道", "东城街道"}


@SEEDS
def test_a_compound_is_in_one_grid_and_a_grid_holds_one_compound_of_its_community(seed: int) -> None:
    made = seeded(seed)
    lies = [(r["start"], r["end"]) for r in records(made, "IN_GRID")]
    compounds, grids = ({r["id"] for r in records(made, what)} for what in ("Compound", "Grid"))
    assert len(lies) == len(compounds) == len(grids) == 166
    assert ({compound for compound, _ in lies}, {grid for _, grid in lies}) == (compounds, grids)
    above = {r["start"]: r["end"] for r in records(made, "PART_OF")}
    assert all(above[compound] == above[grid] for compound, grid in lies)
    buildings = {r["id"] for r in records(made, "Building")}
    assert {above[building] for building in buildings} == compounds


@DAYS
@SEEDS
def test_158_branches_cover_166_compounds_once_each(seed: int, day: date) -> None:
    found = covers(seeded(seed), day)
    assert {formation: len(branches) for formation, branches in found.items()} == {
        "single": 61,
        "joint": 5,
        "functional": 92,
    }
    sizes = {formation: Counter(map(len, branches.values())) for formation, branches in found.items()}
    assert sizes["single"] == {1: 61}
    assert sizes["joint"] == {2: 5}
    assert sizes["functional"][1] >= 89
    assert max(sizes["functional"]) <= 4
    assert sum(size * count for size, count in sizes["functional"].items()) == 95
    covered = [compound for branches in found.values() for own in branches.values() for compound in own]
    assert len(covered) == len(set(covered)) == 166


@SEEDS
def test_141_temporary_branches_and_as_many_vanguard_teams_come_before_them(seed: int) -> None:
    made = seeded(seed)
    found = covers(made, EPIDEMIC)
    assert list(found) == ["temporary"]
    assert len(found["temporary"]) == 141
    assert sorted(c for own in found["temporary"].values() for c in own) == sorted(
        r["id"] for r in records(made, "Compound")
    )
    teams = [r for r in records(made, "Team") if r["kind"] == "党员先锋队" and in_force(r, EPIDEMIC)]
    assert len(teams) == 141
    served = [r["end"] for r in edges(made, "SERVES", EPIDEMIC) if r["start"] in {team["id"] for team in teams}]
    assert len(served) == len(set(served)) == 166


def test_on_no_day_do_a_temporary_branch_and_its_successor_cover_a_compound_together_or_neither(made: Twin) -> None:
    changes = {r["since"] for r in records(made, "PartyOrg") if r["purpose"] == "compound" and r["since"] > EPIDEMIC}
    assert len(changes) > 10
    for day in {day + timedelta(days=n) for day in changes for n in (-1, 0)}:
        covered = [c for branches in covers(made, day).values() for own in branches.values() for c in own]
        assert len(covered) == len(set(covered)) == 166, day


@SEEDS
def test_every_temporary_branch_has_successors_in_one_of_four_modes_many_to_many(seed: int) -> None:
    made = seeded(seed)
    passed = records(made, "SUCCEEDED_BY")
    org = {r["id"]: r for r in records(made, "PartyOrg")}
    temporary = {id_ for id_, r in org.items() if r["formation"] == "temporary"}
    assert {r["start"] for r in passed} == temporary
    assert {r["end"] for r in passed} == {id_ for id_, r in org.items() if r["tags"] == ["小区党支部"]}
    assert {org[r["start"]]["until"] == org[r["end"]]["since"] for r in passed} == {True}
    (modes,) = (set(listing.listed) for listing in PROFILE.lists if listing.id == "successions")
    assert {r["mode"] for r in passed} == modes
    for end in ("start", "end"):
        assert max(Counter(r[end] for r in passed).values()) > 1


@SEEDS
def test_86_secretaries_were_carried_over_49_are_retired_9_veterans_and_14_nobody_tells_of(seed: int) -> None:
    made = seeded(seed)
    before = {r["start"] for r in records(made, "HOLDS") if r["post"] == "临时党支部书记"}
    heads = [r["start"] for r in edges(made, "HOLDS", PUBLISHED, post="小区党支部书记")]
    assert len(heads) == len(set(heads)) == 158
    tags = {r["id"]: r["tags"] for r in records(made, "Person")}
    origins = Counter("temporary" if head in before else (tags[head] or ["unknown"])[0] for head in heads)
    assert origins == {"temporary": 86, "离退休党员干部": 49, "复转军人": 9, "unknown": 14}
    assert not any(tags[head] for head in heads if head in before)
    now = [r["end"] for r in edges(made, "HOLDS", TODAY, post="小区党支部书记")]
    assert len(now) == len(set(now)) == 158  # some have been followed by another since


@DAYS
def test_one_head_for_each_grid_and_781_staff(made: Twin, day: date) -> None:
    heads = [(r["start"], r["end"]) for r in edges(made, "HOLDS", day, post="网格长")]
    assert len(heads) == len({person for person, _ in heads}) == len({grid for _, grid in heads}) == 166
    staff = [(r["start"], r["end"]) for r in edges(made, "HOLDS", day, post="网格员")]
    assert len(staff) == len(set(staff)) == 781
    assert len({grid for _, grid in staff}) == 166
    homes = Counter(r["end"] for r in edges(made, "HOLDS", day, post="楼栋长"))
    assert homes == {r["id"]: 1 for r in records(made, "Building")}


def test_some_hold_posts_on_two_lines(made: Twin) -> None:
    posts = defaultdict(set)
    for held in edges(made, "HOLDS", PUBLISHED):
        posts[held["start"]].add(held["post"])
    for pair in ({"网格长", "居委会委员"}, {"楼栋长", "业委会主任"}, {"业委会委员", "小区党支部委员"}):
        assert any(pair <= held for held in posts.values()), pair


def test_who_manages_a_compound_is_what_its_class_says(made: Twin) -> None:
    label = {id_: t.what for t in made.tables if "id" in t.columns for id_ in t.columns["id"]}
    by = {"property": "PropertyCompany", "unit": "Institution", "owners": "OwnersCommittee"}
    classes = {"物业统管": "property", "单位代管": "unit", "业主自管": "owners"}
    managed = {r["end"]: label[r["start"]] for r in edges(made, "MANAGES", TODAY)}
    assert len(edges(made, "MANAGES", TODAY)) == 166
    for compound in records(made, "Compound"):
        assert compound["manager"] == classes[compound["kind"]]
        assert managed[compound["id"]] == by[compound["manager"]]
    assert any(r["until"] and r["until"] <= PUBLISHED for r in records(made, "MANAGES"))


def test_branch_manager_owners_and_unit_sit_together_in_each_compound(made: Twin) -> None:
    bodies = {r["id"] for r in records(made, "Committee") if r["kind"] == "alliance"}
    sits = defaultdict(set)
    for edge in edges(made, "MEMBER_OF", TODAY):
        sits[edge["end"]].add(edge["start"])
    purpose = {r["id"]: r["purpose"] for r in records(made, "PartyOrg")}
    assert len(bodies) == 166
    for body in bodies:
        assert {"compound", "unit"} <= {purpose.get(member) for member in sits[body]}
    assert Counter(len(sits[body]) for body in bodies).keys() == {2, 3, 4}


def test_the_money_adds_up_to_the_hundred_yuan(made: Twin) -> None:
    paid = edges(made, "FUNDS", PUBLISHED, purpose="小区党建工作经费")
    assert sum(r["amount_yuan"] for r in paid) == 2_665_400
    assert len({r["end"] for r in paid}) == len(paid) == 158
    functions = {r["id"]: r["function"] for r in records(made, "Department")}
    assert {functions[r["start"]] for r in paid} == {"finance", "organisation"}


def test_six_lines_of_the_platform_list_49_services(made: Twin) -> None:
    items = {r["id"] for r in records(made, "Item")}
    listed = Counter(r["end"] for r in records(made, "LISTED_BY"))
    lines = {r["start"] for r in records(made, "LISTED_BY") if r["end"] not in items}
    assert len(lines) == 6
    assert sum(listed[line] for line in lines) == len(items) - 6 == 49


def test_households_add_up(made: Twin) -> None:
    nodes = {r["id"]: (t.what, r) for t in made.tables if "id" in t.columns for r in records(made, t.what)}
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    for edge in (*records(made, "PART_OF"), *records(made, "IN_GRID")):
        what, part = nodes[edge["start"]]
        if what != "Grid":
            inside[edge["end"]].update({name: part.get(name) or 0 for name in COUNTS})
    for id_, (what, record) in nodes.items():
        if what in ("Compound", "Grid", "Community", "Street"):
            assert {name: record[name] for name in COUNTS} == dict(inside[id_]), id_
    assert "households" not in {name for t in made.tables if t.what == "County" for name in t.columns}


def test_in_a_graph_figures_hold_gaps_are_none_and_every_route_ends(graph: Store, made: Twin) -> None:
    load(graph, made.tables, sources=["twin"], checks=[against(PROFILE)])
    shown = figures(graph, profile=PROFILE, place="610523")
    assert {row.id: row.ours for row in shown if row.verdict == "not reproduced"} == {}
    assert sum(row.verdict == "reproduced" for row in shown) == 20
    for day in (PUBLISHED, TODAY):
        found = gaps(graph, profile=PROFILE, place="610523", as_of=day)
        assert (found.rows, found.targets, found.unknown) == ([], [], [])
    above = {r["start"]: r["end"] for r in records(made, "PART_OF")}
    kind = {r["id"]: r["kind"] for r in records(made, "Compound")}
    buildings = {kind[above[r["id"]]]: r["id"] for r in records(made, "Building")}
    assert len(buildings) == 3
    types = issue_types(graph)
    assert types
    for building in buildings.values():
        for issue in types:
            for day, mode in ((TODAY, "normal"), (TODAY, "emergency"), (EPIDEMIC, "emergency")):
                steps = route(graph, profile=PROFILE, issue=issue, place=building, as_of=day, mode=mode)
                assert steps
                assert [step for step in steps if step.state == "dead_end"] == []
