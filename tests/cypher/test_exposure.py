"""What stands behind a gap: households, none counted twice and none guessed; lines that still cover its place."""

from __future__ import annotations

from datetime import date

import pytest

from cypher.counted import line_of
from cypher.exposure import counts_of, households_exposed, lines_holding
from graph.profile import Norm, Profile, load_profile
from graph.store import Store

DAY = date(2024, 1, 1)

HOMES = """
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})-[:PART_OF]->(s)
CREATE (a:Compound:Place {id: 'a', name: '甲', level: 'compound', households: 100})-[:PART_OF]->(c)
CREATE (a1:Building:Place {id: 'a1', name: '一号楼', level: 'building', households: 60})-[:PART_OF]->(a)
CREATE (b:Compound:Place {id: 'b', name: '乙', level: 'compound'})-[:PART_OF]->(c)
CREATE (b1:Building:Place {id: 'b1', name: '一号楼', level: 'building', households: 40})-[:PART_OF]->(b)
CREATE (b2:Building:Place {id: 'b2', name: '二号楼', level: 'building'})-[:PART_OF]->(b)
CREATE (:Unit:Place {id: 'u1', name: '一单元', level: 'unit', households: 7})-[:PART_OF]->(b2)
CREATE (:Unit:Place {id: 'u2', name: '二单元', level: 'unit', households: 8})-[:PART_OF]->(b2)
CREATE (gone:Unit:Place {id: 'u3', name: '三单元', level: 'unit', households: 90})
CREATE (gone)-[:PART_OF {until: date('2024-01-01')}]->(b2)
CREATE (d:Compound:Place {id: 'd', name: '丙', level: 'compound'})-[:PART_OF]->(s)
CREATE (:Building:Place {id: 'd1', name: '一号楼', level: 'building', households: 5})-[:PART_OF]->(d)
CREATE (:Building:Place {id: 'd2', name: '二号楼', level: 'building'})-[:PART_OF]->(d)
CREATE (g:Grid:Place {id: 'g', name: '网格', level: 'grid'})-[:PART_OF]->(c)
CREATE (a)-[:IN_GRID]->(g) CREATE (a1)-[:IN_GRID]->(g) CREATE (b2)-[:IN_GRID]->(g)
CREATE (joint:PartyOrg:Body {id: 'joint', name: '联合支部'})-[:COVERS]->(a) CREATE (joint)-[:COVERS]->(b)
CREATE (:OwnersCommittee:Body {id: 'past', name: '业委会'})-[:REPRESENTS {until: date('2024-01-01')}]->(a)
CREATE (firm:PropertyCompany:Body {id: 'firm', name: '物业'})-[:MANAGES]->(a) CREATE (firm)-[:MANAGES]->(b1)
"""


@pytest.mark.parametrize(
    ("family", "id_", "households"),
    [
        ("places", "a", [100]),
        ("places", "b", [55]),  # a building's units where it states none itself, the unit that left not among them
        ("places", "b2", [15]),
        ("places", "d", [None]),  # one of its buildings says nothing
        ("places", "c", [155]),  # its grid is no part of it besides
        ("places", "s", [None]),
        ("places", "g", [115]),  # a building inside a compound that is in the grid too is not counted again
        ("places", "nobody", []),
        ("bodies", "joint", [155]),
        ("bodies", "firm", [None]),  # it answers for places of two levels, which may lie in each other
        ("bodies", "past", []),
    ],
)
def test_households(graph: Store, family: str, id_: str, households: list[int | None]) -> None:
    graph.write(HOMES)
    rows = households_exposed(graph, as_of=DAY, **{family: [id_]})
    assert [row.households for row in rows] == households


LINES = """
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
CREATE (a:Compound:Place {id: 'a', name: '甲', level: 'compound', manager: 'owners'})-[:PART_OF]->(s)
CREATE (b:Building:Place {id: 'b', name: '一号楼', level: 'building'})-[:PART_OF]->(a)
CREATE (m:MicroGrid:Place {id: 'm', name: '一格', level: 'micro_grid'})<-[:IN_GRID]-(b)
CREATE (:Person {id: 'p', name: '甲'})-[:HOLDS {post: '微网格长', until: date('2024-01-02'), key: '1'}]->(m)
CREATE (:Person {id: 'q', name: '乙'})-[:HOLDS {post: '楼栋长', until: date('2024-01-01'), key: '2'}]->(b)
CREATE (:Person {id: 'r', name: '丙'})-[:HOLDS {post: '网格导师', key: '3'}]->(m)
CREATE (t:PartyOrg:Body {id: 't', name: '临时支部', kind: 'branch', formation: 'temporary'})-[:COVERS]->(a)
CREATE (:OwnersCommittee:Body {id: 'o', name: '业委会', until: date('2024-01-01')})-[:REPRESENTS]->(a)
"""


def test_lines_that_count_at_the_place_or_above_it(graph: Store) -> None:
    graph.write(LINES)
    counts = counts_of(load_profile("bishan"))

    def lines(place: str, day: date = DAY) -> list[str]:
        (row,) = lines_holding(graph, places=[place], counts=counts, as_of=day)
        return row.lines

    assert lines("b") == ["grid", "property"]  # owners manage; a head whose day is over, and a mentor, do not count
    assert lines("b", date(2024, 1, 2)) == ["property"]
    assert lines("b", date(2023, 12, 31)) == ["grid", "ladder", "owners", "property"]
    assert lines("s") == []
    graph.write("MATCH (t:PartyOrg {id: 't'}) SET t.formation = 'single'")
    assert lines("b") == ["grid", "party", "property"]


def test_only_stations_serve_and_teams_that_the_profile_names_and_some_buildings_have_no_nearer_home(
    graph: Store,
) -> None:
    graph.write(
        """
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})
        CREATE (a:Building:Place {id: 'a', name: '一', level: 'building', kind: '自建房'})-[:PART_OF]->(c)
        CREATE (b:Building:Place {id: 'b', name: '二', level: 'building'})-[:PART_OF]->(c)
        CREATE (:Department:Body {id: 'd', name: '住建局'})-[:SERVES]->(c)
        CREATE (:Team:Body {id: 't', name: '先锋队', kind: 'vanguard'})-[:SERVES]->(c)
        CREATE (:PartyOrg:Body {id: 'o', name: '社区党委', kind: 'committee'})-[:COVERS]->(c)
        """
    )
    counts = counts_of(load_profile("xixiang"))

    def lines() -> dict[str, list[str]]:
        return {row.id: row.lines for row in lines_holding(graph, places=["a", "b"], counts=counts, as_of=DAY)}

    assert lines() == {"a": ["party"], "b": []}
    graph.write("MATCH (t:Team) SET t.kind = 'work_team'")
    assert lines() == {"a": ["party", "station"], "b": ["station"]}


@pytest.mark.parametrize(
    ("norm", "line"),
    [
        ("bishan.X1", "grid"),
        ("bishan.X4", "ladder"),
        ("bishan.X3", "grid"),
        ("bishan.N3", "party"),
        ("bishan.N5", "owners"),
        ("bishan.X5", "property"),
        ("bishan.N1", None),
        ("xixiang.N1", "contact"),
        ("xixiang.N8", "station"),
        ("daqing.N6", "station"),
        ("dali.X5", None),  # its post belongs to no line
    ],
)
def test_the_line_a_norm_is_about(norm: str, line: str | None) -> None:
    profile: Profile = load_profile(norm.partition(".")[0])
    (one,) = (one for one in profile.norms if one.id == norm)
    assert isinstance(one, Norm)
    assert line_of(one, profile) == line
