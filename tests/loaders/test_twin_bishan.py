"""The twin of 璧山: two cuts of the same homes whose bands all hold; and, in a graph, its figures, gaps and routes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from cypher.coverage import cover
from cypher.figures import figures
from cypher.gaps import gaps
from cypher.routing import issue_types, route
from graph.profile import load_profile
from graph.store import Store
from loaders import divisions
from loaders.against_profile import against
from loaders.run import load
from loaders.twin import Twin, twin
from tests.twins import in_force, must_be_sound, must_speak_as

PROFILE = load_profile("bishan")
PUBLISHED, TODAY = date(2025, 12, 22), date(2026, 11, 22)
DAYS = pytest.mark.parametrize("day", [PUBLISHED, TODAY])
SEEDS = range(3)
PLACES = ("County", "Street", "Community", "Compound", "Building", "Unit", "FloorGroup", "Grid", "MicroGrid")
SECRETARIES = ("镇街党(工)委书记", "社区党委书记", "小区党支部书记", "网格党组织书记")
COMPOUND_POSTS = {rule.count: rule for rule in PROFILE.cross_holding}[609].also


class Read:
    """A twin, and its records by label or edge type, read once."""

    def __init__(self, made: Twin) -> None:
        self.made = made
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for table in made.tables:
            columns = zip(*table.columns.values(), strict=True)
            self.rows[table.what] += [dict(zip(table.columns, row, strict=True)) for row in columns]


@pytest.fixture(scope="module")
def twins() -> list[Read]:
    return [Read(twin("bishan", seed=seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def made(twins: list[Read]) -> Read:
    return twins[1]


@pytest.fixture(params=SEEDS)
def any_of(request: pytest.FixtureRequest, twins: list[Read]) -> Read:
    return twins[request.param]


def records(made: Read, what: str) -> list[dict[str, Any]]:
    return made.rows[what]


def ids(made: Read, *what: str) -> set[str]:
    return {r["id"] for label in what for r in records(made, label)}


def edges(made: Read, what: str, day: date, **values: Any) -> list[dict[str, Any]]:
    return [r for r in records(made, what) if in_force(r, day) and all(r[k] == v for k, v in values.items())]


@lru_cache(maxsize=8)
def parents(made: Read) -> dict[str, str]:
    return {edge["start"]: edge["end"] for edge in records(made, "PART_OF")}


@lru_cache(maxsize=8)
def micro_grids_of_buildings(made: Read) -> dict[str, set[str]]:
    above, buildings = parents(made), ids(made, "Building")
    found = defaultdict(set)
    for edge in records(made, "IN_GRID"):
        found[edge["start"] if edge["start"] in buildings else above[edge["start"]]].add(edge["end"])
    return found


def test_every_record_is_sound_marked_and_in_the_words_of_the_profile(any_of: Read) -> None:
    must_be_sound(any_of.made)
    must_speak_as(PROFILE, any_of.made)


def test_one_seed_makes_one_twin_and_another_another(made: Read) -> None:
    assert [t.columns for t in twin("bishan", seed=1).tables] == [t.columns for t in made.made.tables]
    assert [t.columns for t in twin("bishan", seed=2).tables] != [t.columns for t in made.made.tables]


def test_streets_towns_and_the_63_urban_communities_are_real(made: Read) -> None:
    real = {
        id_: name
        for t in divisions.tables("500120")
        if "id" in t.columns
        for id_, name in zip(t.columns["id"], t.columns["name"], strict=True)
    }
    places = [r for what in ("Street", "Community") for r in records(made, what)]
    assert all(real[r["id"]] == r["name"] and r["code"] == r["id"] for r in places)
    assert Counter(r["kind"] for r in places) == {"街道": 6, "镇": 9, "居委会": 63}
    above = parents(made)
    lies = {r["name"]: r["id"] for r in records(made, "Compound")}
    assert real[above[lies["南河丽景东区"]]] == "南河社区居民委员会"


def test_609_grids_and_2896_micro_grids_all_lie_in_their_bands(any_of: Read) -> None:
    above = parents(any_of)
    grid, micro = ({r["id"]: r["households"] for r in records(any_of, what)} for what in ("Grid", "MicroGrid"))
    assert (len(grid), len(micro)) == (609, 2896)
    assert all(300 <= households <= 500 for households in grid.values())
    assert all(50 <= households <= 80 for households in micro.values())
    assert {above[m] for m in micro} == grid.keys()
    size = Counter(Counter(above[m] for m in micro).values())
    assert min(size) == 4
    assert size[4] > 149  # as many as must be, and one more for each grid above five
    assert size[4] - 149 == sum((n - 5) * count for n, count in size.items() if n > 5)
    assert 182_700 <= sum(grid.values()) == sum(micro.values()) <= 231_680


@pytest.mark.parametrize("what", ["Building", "Compound", "MicroGrid", "Grid", "Community", "Street"])
def test_households_add_up(made: Read, what: str) -> None:
    nodes = {r["id"]: r for label in PLACES for r in records(made, label)}
    inside: Counter[str] = Counter()
    grids = ids(made, "Grid", "MicroGrid")
    for edge in (*records(made, "PART_OF"), *records(made, "IN_GRID")):
        if edge["start"] not in grids or edge["end"] in grids:
            inside[edge["end"]] += nodes[edge["start"]].get("households", 0)
    places = ids(made, what) & inside.keys()  # buildings that are not split have their own count alone
    assert what == "Building" or places == ids(made, what)
    assert places
    assert {id_: nodes[id_]["households"] for id_ in places} == {id_: inside[id_] for id_ in places}


def test_buildings_above_the_band_are_split_and_no_others(any_of: Read) -> None:
    found = micro_grids_of_buildings(any_of)
    households = {r["id"]: r["households"] for r in records(any_of, "Building")}
    assert found.keys() == households.keys()
    above, parts = parents(any_of), ids(any_of, "Unit", "FloorGroup")
    assert {above[part] for part in parts} == {b for b, micros in found.items() if len(micros) > 1}
    assert all((len(micros) > 1) == (households[b] > 80) for b, micros in found.items())
    assert all(len({above[m] for m in micros}) == 1 for micros in found.values())  # no building lies in two grids
    assert sum(edge["start"] in parts for edge in records(any_of, "IN_GRID")) == len(parts)
    sizes = sorted(households.values())
    assert 1 / 6 < sum(size >= 80 for size in sizes) / len(sizes) < 0.21
    assert sizes[len(sizes) // 2] < 50


def test_grids_cut_through_compounds_and_compounds_through_grids(any_of: Read) -> None:
    above, compounds = parents(any_of), ids(any_of, "Compound")
    assert len(compounds) == 311
    of_compound, of_micro = defaultdict(set), defaultdict(set)
    for building, micros in micro_grids_of_buildings(any_of).items():
        of_compound[above[building]] |= {above[micro] for micro in micros}
        for micro in micros:
            of_micro[micro].add(above[building])
    assert {len(of_compound[home]) for home in compounds} >= {1, 2, 3}
    assert any(len(homes) > 1 for homes in of_micro.values())
    homes_of_grid = defaultdict(set)
    for micro, homes in of_micro.items():
        homes_of_grid[above[micro]] |= homes & compounds
    assert {len(homes) for homes in homes_of_grid.values()} >= {0, 1, 2}
    communities = ids(any_of, "Community")
    loose = {r["id"] for r in records(any_of, "Building") if r["kind"]}
    assert loose == {r["id"] for r in records(any_of, "Building") if above[r["id"]] in communities}
    for home, grids in of_compound.items():
        assert {above[grid] for grid in grids} == {home if home in communities else above[home]}


@DAYS
def test_609_staff_each_have_one_grid_and_a_post_nearby(made: Read, day: date) -> None:
    held = edges(made, "HOLDS", day)
    staff = {r["start"]: r["end"] for r in held if r["post"] == "专职网格员"}
    assert len(staff) == sum(r["post"] == "专职网格员" for r in held) == 609
    assert set(staff.values()) == ids(made, "Grid")
    second = {r["start"]: r for r in held if r["start"] in staff and r["post"] != "专职网格员"}
    assert second.keys() == staff.keys()
    assert {r["post"] for r in second.values()} == {"小区党支部委员", "业委会委员", "楼栋长"}
    above, found = parents(made), micro_grids_of_buildings(made)
    home_of = {e["start"]: e["end"] for what in ("COVERS", "REPRESENTS") for e in records(made, what)}
    grids_of: dict[str, set[str]] = defaultdict(set)
    for building, micros in found.items():
        grids_of[building] = {above[micro] for micro in micros}
        grids_of[above[building]] |= grids_of[building]
    assert all(staff[p] in grids_of[home_of.get(r["end"], r["end"])] for p, r in second.items())


@DAYS
def test_every_building_micro_grid_and_grid_has_its_head(made: Read, day: date) -> None:
    for post, level in (("楼栋长", "Building"), ("微网格长", "MicroGrid"), ("网格长", "Grid")):
        at = [r["end"] for r in edges(made, "HOLDS", day, post=post)]
        assert len(at) == len(set(at))
        assert set(at) == ids(made, level)
    people = Counter(r["start"] for r in edges(made, "HOLDS", day, post="微网格长"))
    assert 0 < sum(times > 1 for times in people.values()) < len(people) / 4


@DAYS
def test_cadres_hold_posts_in_the_compounds_to_which_they_report(any_of: Read, day: date) -> None:
    cadres = {r["id"] for r in records(any_of, "Person") if "在职党员干部" in (r["tags"] or [])}
    reports = {r["start"]: r["end"] for r in edges(any_of, "REPORTS_TO", day)}
    assert len(reports) == len(edges(any_of, "REPORTS_TO", day)) == 10_867
    assert reports.keys() == cadres
    assert set(reports.values()) == ids(any_of, "Compound")
    above = parents(any_of)
    home_of = {e["start"]: e["end"] for what in ("COVERS", "REPRESENTS") for e in records(any_of, what)}
    posts = [r for r in edges(any_of, "HOLDS", day) if r["start"] in cadres]
    assert len({r["start"] for r in posts}) == len(posts) == 1394
    assert {r["post"] for r in posts} <= set(COMPOUND_POSTS)
    assert all(reports[r["start"]] == home_of.get(r["end"], above.get(r["end"])) for r in posts)


def test_specialists_help_in_grids_and_hold_nothing(any_of: Read) -> None:
    embedded = [r["start"] for r in edges(any_of, "EMBEDDED_IN", PUBLISHED)]
    assert 3000 < len(set(embedded)) < 4000
    assert not set(embedded) & {r["start"] for r in records(any_of, "HOLDS")}


@DAYS
def test_788_organisations_never_two_for_one_place(any_of: Read, day: date) -> None:
    orgs = {r["id"]: r for r in records(any_of, "PartyOrg") if in_force(r, day)}
    assert "temporary" not in {r["formation"] for r in orgs.values()}
    covers = [
        e for e in edges(any_of, "COVERS", day) if orgs.get(e["start"], {}).get("purpose") in ("compound", "grid")
    ]
    assert len({e["end"] for e in covers}) == len(covers) == 788
    purposes = Counter(orgs[e["start"]]["purpose"] for e in covers)
    assert purposes == {"compound": 311, "grid": 477}
    assert {e["end"] for e in covers} >= ids(any_of, "Compound")
    secretaries = Counter(r["end"] for r in edges(any_of, "HOLDS", day) if r["post"] in SECRETARIES)
    assert {secretaries[org] for org in orgs} == {1}


def test_grids_without_an_organisation_are_those_that_compounds_fill(any_of: Read) -> None:
    above, compounds = parents(any_of), ids(any_of, "Compound")
    open_grids = {
        above[micro]
        for building, micros in micro_grids_of_buildings(any_of).items()
        if above[building] not in compounds
        for micro in micros
    }
    without = ids(any_of, "Grid") - {e["end"] for e in edges(any_of, "COVERS", PUBLISHED)}
    assert len(without) == 132
    assert not without & open_grids


@DAYS
def test_owners_committees_count_their_members(made: Read, day: date) -> None:
    members = defaultdict(list)
    for held in edges(made, "HOLDS", day):
        members[held["end"]].append(held["start"])
    party = {r["id"]: r["party_member"] for r in records(made, "Person")}
    committees = records(made, "OwnersCommittee")
    assert len(committees) == 153
    for committee in committees:
        people = members[committee["id"]]
        assert committee["members"] == len(set(people)) == 5
        assert committee["party_members"] == sum(party[p] for p in people)


def test_two_targets_are_missed_by_what_is_published(made: Read) -> None:
    assert made.made.forced == ("bishan.N4", "bishan.N5")
    assert {norm.status for norm in PROFILE.norms if norm.id in made.made.forced} == {"target"}


def test_it_has_a_past(made: Read) -> None:
    for what in ("HOLDS", "MANAGES", "PartyOrg", "Committee", "CO_BUILDS"):
        assert any(r["until"] and r["until"] <= PUBLISHED for r in records(made, what)), what
        assert not any(r["until"] and r["until"] > PUBLISHED for r in records(made, what)), what
    temporary = {r["id"] for r in records(made, "PartyOrg") if r["formation"] == "temporary"}
    assert {r["start"] for r in records(made, "SUCCEEDED_BY")} == temporary


def test_in_a_graph_figures_hold_only_targets_are_missed_and_every_route_ends(graph: Store, made: Read) -> None:
    nodes = [table for table in made.made.tables if "id" in table.columns]
    ties = [table for table in made.made.tables if "start" in table.columns]
    for half in (nodes, ties):  # the small server of tests cannot hold them in one transaction
        load(graph, half, sources=["twin"], checks=[against(PROFILE)])
    shown = figures(graph, profile=PROFILE, place="500120")
    assert {row.id: row.ours for row in shown if row.verdict == "not reproduced"} == {}
    assert sum(row.verdict == "reproduced" for row in shown) == 26
    for day in (PUBLISHED, TODAY):
        found = gaps(graph, profile=PROFILE, place="500120", as_of=day)
        assert found.rows == []
        assert Counter(gap.norm for gap in found.targets) == {"bishan.N4": 132, "bishan.N5": 158}
        assert found.unknown == []

    above, micros = parents(made), micro_grids_of_buildings(made)
    split = next(b for b in micros if len(micros[b]) == 3 and "compound" in above[b])
    posts = {line.line: list(line.posts) for line in PROFILE.lines if line.posts}
    rows = cover(graph, place=split, as_of=TODAY, posts=posts, lines=["grid", "ladder", "embedded"])
    assert {row.through_id for row in rows if row.post == "微网格长"} == micros[split]
    assert [row.through_level for row in rows if row.post == "网格长"] == ["grid"]
    assert {row.line for row in rows if row.through_level == "building"} == {"ladder"}

    loose = next(b for b in micros if len(micros[b]) == 1 and "compound" not in above[b])
    types = issue_types(graph)
    assert "property_exit" in {issue.id for issue in types}
    for place in (split, above[split], loose, *micros[loose]):
        for issue in types:
            for mode in ("normal", "emergency") if issue.id == "property_exit" else ("normal",):
                steps = route(graph, profile=PROFILE, issue=issue, place=place, as_of=TODAY, mode=mode)
                assert steps
                assert [step for step in steps if step.state == "dead_end"] == []
