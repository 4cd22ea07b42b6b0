"""How many buildings each line covers, on graphs of a few nodes: every way to be in no compound, or in two grids."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cypher.coverage.rates import CoverageRow, counted, coverage, levels_below, levels_there, next_level, start
from graph.errors import InvalidInput, NotFound
from graph.profile import Counting, load_profile
from graph.store import Store

DAY = date(2026, 3, 1)
ENTRIES: dict[str, list[dict[str, Any]]] = {
    "grid": [{"level": "grid", "posts": ["网格长"]}, {"level": "micro_grid", "posts": ["微网格长"]}],
    "ladder": [{"level": "building", "posts": ["楼栋长"]}, {"level": "stair_group", "posts": ["楼组长"]}],
    "party": [{"level": "compound", "kinds": ["branch"], "formations": ["single", "joint", "temporary"]}],
    "property": [{"level": "compound"}, {"level": "building"}],
    "owners": [{"level": "compound"}],
    "contact": [{"level": "compound"}],
    "station": [{"level": "community"}],
}


def asked(store: Store, line: str, *entries: dict[str, Any], **more: Any) -> list[CoverageRow]:
    """Rows of one line, by what counts here if nothing else is given."""
    counts = {line: [Counting(**entry) for entry in entries or ENTRIES[line]]}
    return coverage(store, **{"place": "s", "by": "community", "as_of": DAY, "counts": counts, "lines": [line], **more})


def told(store: Store, line: str, *entries: dict[str, Any], **more: Any) -> dict[str, int]:
    """State → buildings in it, of the total; without the states that none is in."""
    return states(asked(store, line, *entries, **more)[-1])


def states(row: CoverageRow) -> dict[str, int]:
    found = {"covered": row.covered, "partial": row.partial, "uncovered": row.uncovered, "unknown": row.unknown}
    return {state: number for state, number in found.items() if number}


def homes(row: CoverageRow) -> tuple[int | None, ...]:
    """Households: all, covered, uncovered, unknown; and the buildings without."""
    return (
        row.households,
        row.covered_households,
        row.uncovered_households,
        row.unknown_households,
        row.without_households,
    )


@pytest.fixture
def street(graph: Store) -> Store:
    """Street s with communities c1 and c2; in c1 compound k with buildings b1 and b2, in c2 building b3 alone."""
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (c1:Community:Place {id: 'c1', name: '一居', level: 'community'})-[:PART_OF]->(s)
        CREATE (c2:Community:Place {id: 'c2', name: '二居', level: 'community'})-[:PART_OF]->(s)
        CREATE (k:Compound:Place {id: 'k', name: '甲苑', level: 'compound'})-[:PART_OF]->(c1)
        CREATE (:Building:Place {id: 'b1', name: '1号楼', level: 'building', households: 10})-[:PART_OF]->(k)
        CREATE (:Building:Place {id: 'b2', name: '2号楼', level: 'building', households: 20})-[:PART_OF]->(k)
        CREATE (b3:Building:Place {id: 'b3', name: '3号楼', level: 'building', households: 30})-[:PART_OF]->(c2)
        SET b3.kind = '散居'
        """
    )
    return graph


def held(store: Store, place: str, post: str, dates: str = "") -> None:
    store.write(
        f"MATCH (p:Place {{id: $place}}) CREATE (:Person {{id: $post + $place, name: '甲'}})"
        f"-[:HOLDS {{post: $post{dates}}}]->(p)",
        place=place,
        post=post,
    )


def grids(store: Store, *lie: tuple[str, str], level: str = "micro_grid") -> None:
    """Put places in grids of community c1."""
    label = "MicroGrid" if level == "micro_grid" else "Grid"
    for place, grid in lie:
        store.write(
            f"MATCH (c:Community {{id: 'c1'}}), (p:Place {{id: $place}}) "
            f"MERGE (g:{label}:Place {{id: $grid, name: $grid, level: $level}}) MERGE (g)-[:PART_OF]->(c) "
            "CREATE (p)-[:IN_GRID]->(g)",
            place=place,
            grid=grid,
            level=level,
        )


def parts(store: Store, building: str, level: str, label: str, *households: int | None) -> None:
    """Give a building parts, whose ids are the building's with a number."""
    store.write(
        f"MATCH (b:Place {{id: $building}}) UNWIND range(0, size($households) - 1) AS n "
        f"CREATE (:{label}:Place {{id: $building + '-' + (n + 1), name: '部', level: $level, "
        "households: $households[n]})-[:PART_OF]->(b)",
        building=building,
        level=level,
        households=list(households),
    )


def compound(store: Store, **values: Any) -> None:
    store.write("MATCH (k:Compound {id: 'k'}) SET k += $values", values=values)


def org(store: Store, id_: str, *covers: str, dates: str = "", **values: Any) -> None:
    store.write(
        f"CREATE (o:PartyOrg:Body {{id: $id, name: '支部'}}) SET o += $values WITH o MATCH (p:Place) "
        f"WHERE p.id IN $covers CREATE (o)-[:COVERS {dates}]->(p)",
        id=id_,
        values={"kind": "branch", "formation": "single"} | values,
        covers=list(covers),
    )


# --- rows, shares and what they are of ------------------------------------------------------------------------


def test_rows_and_total_with_what_each_share_is_of(street: Store) -> None:
    held(street, "b1", "楼栋长")
    first, second, total = asked(street, "ladder")
    assert [(row.place_id, row.place_level, row.total) for row in (first, second, total)] == [
        ("c1", "community", False),
        ("c2", "community", False),
        ("s", "street", True),
    ]
    assert [states(row) for row in (first, second, total)] == [
        {"covered": 1, "uncovered": 1},
        {"uncovered": 1},
        {"covered": 1, "uncovered": 2},
    ]
    assert [homes(row) for row in (first, second, total)] == [(30, 10, 20, 0, 0), (30, 0, 30, 0, 0), (60, 10, 50, 0, 0)]
    assert [(row.share, row.share_of) for row in (first, second, total)] == [(0.5, 2), (0.0, 1), (1 / 3, 3)]
    assert (total.household_share, total.household_share_of, total.repeated) == (1 / 6, 60, 0)


def test_buildings_in_no_place_of_the_level_have_a_row(street: Store) -> None:
    inside, nowhere, total = asked(street, "ladder", by="compound")
    assert [(row.place_id, row.place_name, row.place_level, row.buildings) for row in (inside, nowhere, total)] == [
        ("k", "甲苑", "compound", 2),
        (None, None, None, 1),
        ("s", "街道", "street", 3),
    ]


def test_a_place_without_buildings_has_no_share_of_nothing(street: Store) -> None:
    street.write("MATCH (b:Building {id: 'b3'}) DETACH DELETE b")
    (total,) = asked(street, "ladder", place="c2", by="building")
    assert (total.buildings, total.share, total.share_of, total.households, total.household_share) == (
        0,
        None,
        0,
        0,
        None,
    )
    compound(street)
    rows = asked(street, "property", place="k", by="building")  # a manager that nobody has said
    assert [(row.place_id, states(row), row.share, row.share_of) for row in rows] == [
        ("b1", {"unknown": 1}, None, 0),
        ("b2", {"unknown": 1}, None, 0),
        ("k", {"unknown": 2}, None, 0),
    ]
    assert homes(rows[-1]) == (30, 0, 0, 30, 0)


def test_a_line_that_the_place_has_not_is_one_row_without_numbers(street: Store) -> None:
    rows = coverage(street, place="s", by="community", as_of=DAY, counts={}, lines=["owners", "grid"])
    assert [(row.line, row.state, row.place_id, row.total, row.buildings, row.share) for row in rows] == [
        ("owners", "not_applicable", "s", True, None, None),
        ("grid", "not_applicable", "s", True, None, None),
    ]


# --- walks, dates, grids ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ("", {"covered": 1, "uncovered": 2}),
        (", since: date('2026-03-01')", {"covered": 1, "uncovered": 2}),
        (", since: date('2026-03-02')", {"uncovered": 3}),
        (", until: date('2026-03-02')", {"covered": 1, "uncovered": 2}),
        (", until: date('2026-03-01')", {"uncovered": 3}),
    ],
)
def test_until_is_the_first_day_not_in_force(street: Store, dates: str, found: dict[str, int]) -> None:
    held(street, "b1", "楼栋长", dates)
    assert told(street, "ladder") == found


@pytest.mark.parametrize("ended", ["(n:Building {id: 'b1'})", "(:Building {id: 'b1'})-[n:PART_OF]->()"])
def test_what_has_ended_is_no_building_here(street: Store, ended: str) -> None:
    held(street, "b1", "楼栋长")
    street.write(f"MATCH {ended} SET n.until = $day", day=DAY)
    assert told(street, "ladder") == {"uncovered": 2}


def test_a_post_counts_only_where_and_as_the_line_says(street: Store) -> None:
    held(street, "k", "楼栋长")  # at a level that the line does not name
    held(street, "b1", "网格长")
    assert told(street, "ladder") == {"uncovered": 3}
    assert told(street, "ladder", {"level": "building"}) == {"covered": 1, "uncovered": 2}  # any post


def test_a_building_in_no_grid_and_one_in_two(street: Store) -> None:
    grids(street, ("b1", "m1"), ("b1", "m2"), ("b2", "m2"))
    held(street, "m1", "微网格长")
    rows = asked(street, "grid", by="micro_grid")
    assert [(row.place_id, row.buildings, states(row)) for row in rows] == [
        ("m1", 1, {"covered": 1}),
        ("m2", 2, {"covered": 1, "uncovered": 1}),
        (None, 1, {"uncovered": 1}),
        ("s", 3, {"covered": 1, "uncovered": 2}),
    ]
    assert [row.repeated for row in rows] == [None, None, None, 1]


def test_a_grid_is_reached_through_the_compound_and_through_a_micro_grid(street: Store) -> None:
    grids(street, ("k", "g"), level="grid")
    held(street, "g", "网格长")
    assert told(street, "grid") == {"covered": 2, "uncovered": 1}
    grids(street, ("b3", "m"))
    street.write("MATCH (m:MicroGrid {id: 'm'})-[e:PART_OF]->(), (g:Grid) DELETE e CREATE (m)-[:PART_OF]->(g)")
    assert told(street, "grid") == {"covered": 3}
    street.write("MATCH (:MicroGrid)-[e:PART_OF]->(:Grid) SET e.until = $day", day=DAY)
    assert told(street, "grid") == {"covered": 2, "uncovered": 1}


def test_a_grid_holds_buildings_by_both_edges_and_those_of_which_it_holds_a_part(street: Store) -> None:
    grids(street, ("k", "g"), level="grid")
    parts(street, "b3", "stair_group", "StairGroup", 10, 20)
    grids(street, ("b3-1", "m"))
    held(street, "m", "微网格长")
    (row, total) = asked(street, "grid", place="m", by="building")
    assert (row.place_id, states(total), homes(total)) == ("b3", {"partial": 1}, (30, 10, 20, 0, 0))
    assert [row.place_id for row in asked(street, "grid", place="g", by="compound")] == ["k", "g"]
    assert [row.place_id for row in asked(street, "grid", place="g", by="building")] == ["b1", "b2", "g"]


def test_a_split_building_is_partial_by_the_households_of_its_parts(street: Store) -> None:
    parts(street, "b2", "stair_group", "StairGroup", 5, 15)
    grids(street, ("b2-1", "m1"), ("b2-2", "m2"))
    held(street, "m1", "微网格长")
    rows = asked(street, "grid", place="k", by="building")
    assert [(row.place_id, states(row), homes(row)) for row in rows] == [
        ("b1", {"uncovered": 1}, (10, 0, 10, 0, 0)),
        ("b2", {"partial": 1}, (20, 5, 15, 0, 0)),
        ("k", {"partial": 1, "uncovered": 1}, (30, 5, 25, 0, 0)),
    ]
    assert (rows[-1].share, rows[-1].share_of) == (0.0, 2)
    held(street, "b2-2", "楼组长")
    assert told(street, "ladder") == {"partial": 1, "uncovered": 2}
    held(street, "m2", "微网格长")
    assert told(street, "grid") == {"covered": 1, "uncovered": 2}
    # both of its micro-grids are rows, and the total counts it once
    rows = asked(street, "grid", by="micro_grid")
    assert [(row.place_id, row.buildings) for row in rows] == [("m1", 1), ("m2", 1), (None, 2), ("s", 3)]


def test_households_that_nobody_has_said_are_buildings_without(street: Store) -> None:
    held(street, "b1", "楼栋长")
    street.write("MATCH (b:Building) SET b.households = null")
    assert homes(asked(street, "ladder")[-1]) == (0, 0, 0, 0, 3)
    parts(street, "b1", "unit", "Unit", 4, 6)
    parts(street, "b2", "unit", "Unit", 4, None)
    total = asked(street, "ladder")[-1]
    assert (states(total), homes(total)) == ({"covered": 1, "uncovered": 2}, (10, 10, 0, 0, 2))
    # a part without a count: which households are covered is unknown, although their sum is not
    street.write("MATCH (b:Building {id: 'b2'}) SET b.households = 20")
    held(street, "b2-2", "单元长")
    row = asked(street, "ladder", {"level": "unit"}, place="k", by="building")[1]
    assert (states(row), homes(row)) == ({"partial": 1}, (20, 0, 0, 20, 0))


# --- the ladder of a ragged chain -------------------------------------------------------------------------------

RAGGED = (
    *({"level": "building", "posts": ["楼栋长"]}, {"level": "unit", "posts": ["单元长"]}),
    *({"level": "floor_group", "posts": ["分楼层长"]}, {"level": "floor", "posts": ["楼层长"]}),
)


def ragged(store: Store, place: str = "b1") -> tuple[dict[str, int], tuple[int | None, ...]]:
    (row, *_) = asked(store, "ladder", *RAGGED, place=place, by="building", optional=["floor_group", "floor"])
    return states(row), homes(row)


def test_a_missing_head_of_a_floor_is_no_gap(street: Store) -> None:
    parts(street, "b1", "unit", "Unit", 4, 6)
    parts(street, "b1-1", "floor", "Floor", 1, 1)
    assert ragged(street) == ({"uncovered": 1}, (10, 0, 10, 0, 0))
    held(street, "b1-1", "单元长")
    held(street, "b1-2", "单元长")
    assert ragged(street) == ({"covered": 1}, (10, 10, 0, 0, 0))
    street.write("MATCH (p:Person {id: '单元长b1-2'}) DETACH DELETE p")
    assert ragged(street) == ({"partial": 1}, (10, 4, 6, 0, 0))
    held(street, "b1", "楼栋长")
    assert ragged(street) == ({"covered": 1}, (10, 10, 0, 0, 0))


def test_heads_of_floors_alone_cover_their_floors_and_a_unit_when_they_are_all_of_it(street: Store) -> None:
    parts(street, "b1", "unit", "Unit", 4, 6)
    parts(street, "b1-1", "floor_group", "FloorGroup", 3)
    parts(street, "b1-1-1", "floor", "Floor", 1, 1)
    held(street, "b1-1-1-1", "楼层长")
    assert ragged(street) == ({"partial": 1}, (10, 1, 9, 0, 0))
    held(street, "b1-1-1", "分楼层长")
    assert ragged(street) == ({"partial": 1}, (10, 3, 7, 0, 0))
    held(street, "b1-2", "单元长")
    assert ragged(street) == ({"partial": 1}, (10, 9, 1, 0, 0))
    street.write("MATCH (f:FloorGroup {id: 'b1-1-1'}) SET f.households = 4")
    assert ragged(street) == ({"covered": 1}, (10, 10, 0, 0, 0))


def test_optional_places_say_nothing_on_a_line_that_does_not_count_there(street: Store) -> None:
    parts(street, "b1", "floor", "Floor", 1)
    grids(street, ("b1-1", "m1"))
    held(street, "m1", "微网格长")
    assert told(street, "grid", place="b1", by="building") == {"covered": 1}
    assert told(street, "grid", place="b1", by="building", optional=["floor"]) == {"uncovered": 1}


# --- party ------------------------------------------------------------------------------------------------------


def test_a_joint_branch_covers_each_of_its_compounds_once_and_needs_no_head(street: Store) -> None:
    street.write(
        "MATCH (c:Community {id: 'c2'}), (b:Building {id: 'b3'})-[e:PART_OF]->() DELETE e "
        "CREATE (b)-[:PART_OF]->(:Compound:Place {id: 'k2', name: '乙苑', level: 'compound'})-[:PART_OF]->(c)"
    )
    org(street, "o", "k", "k2", formation="joint")
    assert told(street, "party") == {"covered": 3}
    org(street, "o2", "k")
    assert told(street, "party") == {"covered": 3}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"until": date(2026, 3, 2)}, {"covered": 2, "uncovered": 1}),
        ({"until": DAY}, {"uncovered": 3}),
        ({"kind": "group"}, {"uncovered": 3}),
        ({"formation": "functional"}, {"uncovered": 3}),
        ({"basis": "territorial"}, {"covered": 2, "uncovered": 1}),
        ({"basis": "trade"}, {"uncovered": 3}),
        ({"basis": "interest"}, {"uncovered": 3}),
        ({"purpose": "project", "formation": "temporary"}, {"uncovered": 3}),
        ({"formation": "temporary"}, {"covered": 2, "uncovered": 1}),
        # whether it counts is not said: neither covered nor uncovered
        ({"formation": None}, {"unknown": 2, "uncovered": 1}),
        ({"kind": None}, {"unknown": 2, "uncovered": 1}),
        ({"kind": "group", "formation": None}, {"uncovered": 3}),
    ],
)
def test_which_organisations_count(street: Store, values: dict[str, Any], found: dict[str, int]) -> None:
    org(street, "o", "k", **values)
    assert told(street, "party") == found


def test_without_formations_neither_functional_nor_temporary_ones_count(street: Store) -> None:
    entry = {"level": "compound", "kinds": ["branch"]}
    org(street, "o", "k", formation="functional")
    org(street, "o2", "k", formation="temporary")
    assert told(street, "party", entry) == {"uncovered": 3}
    org(street, "o3", "k", formation=None)
    assert told(street, "party", entry) == {"covered": 2, "uncovered": 1}


def test_a_temporary_branch_never_counts_beside_its_successor_in_force(street: Store) -> None:
    org(street, "o", "k", formation="temporary")
    street.write(
        "MATCH (o:PartyOrg {id: 'o'}) CREATE (o)-[:SUCCEEDED_BY]->(:PartyOrg:Body {id: 'n', name: '新', since: $day})",
        day=date(2026, 3, 2),
    )
    assert told(street, "party") == {"covered": 2, "uncovered": 1}
    street.write("MATCH (n:PartyOrg {id: 'n'}) SET n.since = $day", day=DAY)
    assert told(street, "party") == {"uncovered": 3}


def test_what_stands_higher_covers_only_the_kinds_that_have_no_nearer_home(street: Store) -> None:
    org(street, "o", "s", "c1", "c2", kind="committee")
    assert told(street, "party") == {"uncovered": 3}
    exempt = {"level": "community", "kinds": ["committee"], "building_kinds": ["散居"]}
    assert told(street, "party", *ENTRIES["party"], exempt) == {"covered": 1, "uncovered": 2}


# --- property, owners, contact, station -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("manager", "found"),
    [
        ("unit", {"covered": 2, "unknown": 1}),
        ("owners", {"covered": 2, "unknown": 1}),
        ("community", {"covered": 2, "unknown": 1}),
        ("property", {"uncovered": 2, "unknown": 1}),
        ("none", {"uncovered": 2, "unknown": 1}),
        (None, {"unknown": 3}),
    ],
)
def test_a_manager_satisfies_the_line_or_asks_for_a_contract(
    street: Store, manager: str | None, found: dict[str, int]
) -> None:
    """And who manages the building in no compound nobody has said."""
    compound(street, manager=manager)
    assert told(street, "property") == found
    contract = (
        "MATCH (p:Place {id: $at}) CREATE (:PropertyCompany:Body {id: $at, name: '物业'})-[:MANAGES {until: $day}]->(p)"
    )
    street.write(contract, at="k", day=DAY)
    assert told(street, "property") == found
    street.write("MATCH ()-[m:MANAGES]->() SET m.until = null")
    assert told(street, "property") == {"covered": 2, "unknown": 1}
    street.write(contract, at="b3", day=None)
    assert told(street, "property") == {"covered": 3}
    assert told(street, "property", {"level": "compound"}) == {"covered": 2, "unknown": 1}


def test_a_contract_for_one_building_covers_it_alone(street: Store) -> None:
    compound(street, manager="none")
    street.write(
        "MATCH (b:Building {id: 'b1'}) CREATE (:Team:Body {id: 't', name: '队', kind: 'property'})-[:MANAGES]->(b)"
    )
    assert told(street, "property") == {"covered": 1, "uncovered": 1, "unknown": 1}


def test_a_building_whose_compound_has_ended_is_in_no_compound(street: Store) -> None:
    compound(street, manager="owners")
    street.write("MATCH (:Building {id: 'b1'})-[e:PART_OF]->() SET e.until = $day", day=DAY)
    street.write(
        "MATCH (b:Building {id: 'b1'}), (c:Community {id: 'c1'}) CREATE (b)-[:PART_OF {since: $day}]->(c)", day=DAY
    )
    assert told(street, "property") == {"covered": 1, "unknown": 2}
    assert told(street, "owners") == {"uncovered": 3}


def test_owners_contacts_and_stations(street: Store) -> None:
    street.write(
        """
        MATCH (k:Compound {id: 'k'}), (c2:Community {id: 'c2'}), (s:Street {id: 's'})
        CREATE (:OwnersCommittee:Body {id: 'oc', name: '业委会'})-[:REPRESENTS]->(k)
        CREATE (:Department:Body {id: 'd', name: '住建局'})-[:CONTACTS {rung: 'unit'}]->(s)
        CREATE (:Person {id: 'p', name: '甲'})-[:CONTACTS {rung: 'cadre'}]->(k)
        CREATE (:Station:Body {id: 'st', name: '服务中心'})-[:SERVES]->(c2)
        CREATE (:Department:Body {id: 'd2', name: '城管'})-[:SERVES]->(k)
        CREATE (:Team:Body {id: 't', name: '工作队', kind: 'work_team'})-[:SERVES]->(c2)
        """
    )
    assert told(street, "owners") == {"covered": 2, "uncovered": 1}
    assert told(street, "contact") == {"covered": 2, "uncovered": 1}
    assert told(street, "station") == {"covered": 1, "uncovered": 2}
    assert told(street, "station", {"level": "compound"}) == {"uncovered": 3}  # a department is no station
    street.write("MATCH (st:Station) SET st.until = $day", day=DAY)
    assert told(street, "station") == {"uncovered": 3}  # a team counts where its kind is named
    assert told(street, "station", {"level": "community", "kinds": ["work_team"]}) == {"covered": 1, "uncovered": 2}
    assert told(street, "station", {"level": "community", "kinds": ["vanguard"]}) == {"uncovered": 3}


def test_helpers_and_those_who_report_never_count(street: Store) -> None:
    street.write(
        """
        MATCH (p:Place) CREATE (h:Person {id: 'h' + p.id, name: '甲'})-[:EMBEDDED_IN]->(p), (h)-[:REPORTS_TO]->(p)
        """
    )
    for line in ENTRIES:
        assert told(street, line).get("covered", 0) == 0


# --- levels, and what cannot be asked ---------------------------------------------------------------------------


def test_levels_below_and_the_next_of_the_chain(street: Store) -> None:
    assert levels_below("community") == ["compound", "grid", "micro_grid", "building"]
    assert levels_below("grid") == ["compound", "micro_grid", "building"]
    assert levels_below("micro_grid") == ["compound", "building"]
    assert levels_below("building") == ["building"]
    assert levels_below("unit") == []
    assert [row.level for row in levels_there(street, place="s", levels=["grid", "compound"], as_of=DAY)] == [
        "compound"
    ]
    for profile, place, level, found in (
        ("bishan", "s", "street", "community"),
        ("bishan", "c1", "community", "compound"),
        ("bishan", "c2", "community", "building"),
        ("bishan", "k", "compound", "building"),
        ("linfen", "s", "street", "community"),  # it has blocks, and there are none
    ):
        asked = next_level(street, profile=load_profile(profile), place=place, level=level, as_of=DAY)
        assert asked == found, (profile, place)
    grids(street, ("b1", "m1"))
    linfen = load_profile("linfen")
    assert next_level(street, profile=linfen, place="c1", level="community", as_of=DAY) == "micro_grid"


def test_an_entry_without_posts_counts_any_post_of_its_line() -> None:
    profile = load_profile("bishan")
    counts = counted(
        profile.model_copy(
            update={"lines": (profile.lines[0].model_copy(update={"counts": (Counting(level="grid"),)}),)}
        )
    )
    assert counts == {"grid": [Counting(level="grid", posts=profile.lines[0].posts)]}


def test_what_cannot_be_asked(street: Store) -> None:
    parts(street, "b1", "unit", "Unit", 4)
    assert [(row.level, row.starts) for row in start(street, place="s", as_of=DAY)] == [("street", ["s"])]
    assert start(street, place="nowhere", as_of=DAY) == []
    with pytest.raises(NotFound, match="No place has the id 'nowhere' on 2026-03-01"):
        asked(street, "ladder", place="nowhere")
    street.write("MATCH (s:Street) SET s.since = $day", day=date(2026, 3, 2))
    with pytest.raises(NotFound, match="on 2026-03-01"):
        asked(street, "ladder")
    with pytest.raises(InvalidInput, match="部 is inside a building, which is counted as a whole"):
        asked(street, "ladder", place="b1-1", by="building")
    with pytest.raises(InvalidInput, match="一居 has no rows by 'street'; below it there are compound, grid"):
        asked(street, "ladder", place="c1", by="street")
    with pytest.raises(InvalidInput, match="'reported' is no line that counts; those are grid, ladder, party"):
        asked(street, "reported", {"level": "grid"}, place="c1")
    with pytest.raises(InvalidInput, match="'gird' is no level; those are city, county"):
        asked(street, "ladder", {"level": "gird"}, place="c1", by="building")
