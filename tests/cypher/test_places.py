"""Which place is meant, on graphs of a few nodes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cypher.places import (
    children,
    described_place,
    find,
    inside,
    nearest,
    placed,
    resolve,
    roots,
    stream_inside,
    synthetic,
)
from graph.errors import Ambiguous, InvalidInput, NotFound
from graph.store import Store

DAY = date(2026, 3, 1)


@pytest.fixture
def street(graph: Store) -> Store:
    """A street with two communities of one name; ended, future and coded places; a cycle; one generated building."""
    graph.write(
        """
        CREATE (city:City:Place {id: 'city', name: '上海市', level: 'city', code: '310000000000'})
        CREATE (s:Street:Place {id: 's', name: '临汾路街道', level: 'street', code: '310106019000', kind: '街道'})
        CREATE (a:Community:Place {id: 'a', name: '一村', level: 'community', code: '310106019001'})
        CREATE (b:Community:Place {id: 'b', name: '一村', level: 'community'})
        CREATE (x:Building:Place {id: '310106019001', name: 's', level: 'building', synthetic: true})
        CREATE (old:Block:Place {id: 'old', name: '旧街区', level: 'block', until: date('2026-03-01')})
        CREATE (new:Block:Place {id: 'new', name: '新街区', level: 'block', since: date('2026-03-01')})
        CREATE (c:Compound:Place {id: 'c', name: '环小区', level: 'compound'})
        CREATE (d:Compound:Place {id: 'd', name: '环二小区', level: 'compound'})
        CREATE (:PartyOrg:Body {id: 's', name: '一村党支部'})
        CREATE (s)-[:PART_OF]->(city), (a)-[:PART_OF]->(s), (x)-[:PART_OF]->(a)
        CREATE (a)-[:PART_OF {until: date('2026-03-01')}]->(old), (old)-[:PART_OF]->(s)
        CREATE (b)-[:PART_OF {since: date('2026-03-01')}]->(new), (new)-[:PART_OF]->(s), (b)-[:PART_OF]->(city)
        CREATE (c)-[:PART_OF]->(d), (d)-[:PART_OF]->(c)
        """
    )
    graph.read("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    return graph


@pytest.mark.parametrize(
    ("place", "ids"),
    [
        ("s", ["s"]),  # an id before the name of another
        ("310106019001", ["310106019001"]),  # an id before the code of another
        ("310106019000", ["s"]),
        ("一村", ["a", "b"]),
        ("新街区", ["new"]),
        ("旧街区", []),
        ("一", []),
        ("一村党支部", []),
    ],
)
def test_an_id_then_a_code_then_a_name(street: Store, place: str, ids: list[str]) -> None:
    assert [row.id for row in find(street, place=place, as_of=DAY)] == ids


def test_a_place_ends_on_the_day_it_ends(street: Store) -> None:
    before = date(2026, 2, 28)
    assert [row.id for row in find(street, place="old", as_of=before)] == ["old"]
    assert find(street, place="new", as_of=before) == []


def test_a_row_says_all_of_a_place(street: Store) -> None:
    (row,) = find(street, place="s", as_of=DAY)
    assert (row.name, row.level, row.kind, row.code, row.synthetic) == (
        "临汾路街道",
        "street",
        "街道",
        "310106019000",
        False,
    )
    assert [(step.id, step.name, step.level) for step in row.path] == [
        ("city", "上海市", "city"),
        ("s", "临汾路街道", "street"),
    ]
    assert row.codes == ["310106019000", "310000000000"]
    (row,) = find(street, place="b", as_of=DAY)
    assert (row.kind, row.code, row.codes) == (None, None, [None, "310000000000"])


@pytest.mark.parametrize(
    ("place", "day", "path"),
    [
        ("a", DAY, "city s a"),  # the block has ended
        ("a", date(2026, 2, 28), "city s a"),  # as short as it goes
        ("b", DAY, "city b"),
        ("310106019001", DAY, "city s a 310106019001"),
        ("c", DAY, "c"),  # a cycle has no top
    ],
)
def test_the_path_is_the_shortest_in_force(street: Store, place: str, day: date, path: str) -> None:
    (row,) = find(street, place=place, as_of=day)
    assert [step.id for step in row.path] == path.split()


def test_a_name_of_several_places_lists_them_with_their_paths(street: Store) -> None:
    with pytest.raises(Ambiguous) as raised:
        resolve(street, place=" 一村 ", as_of=DAY)
    assert raised.value.details["candidates"] == [
        {"id": "a", "path": "上海市 › 临汾路街道 › 一村"},
        {"id": "b", "path": "上海市 › 一村"},
    ]
    assert "上海市 › 临汾路街道 › 一村 (a); 上海市 › 一村 (b). Give the id" in raised.value.message


def test_a_name_of_very_many_places_lists_ten(graph: Store) -> None:
    graph.write("UNWIND range(100, 124) AS n CREATE (:Building:Place {id: 'b' + n, name: '1号楼', level: 'building'})")
    with pytest.raises(Ambiguous, match=r"names 25 places: .*b109.*; and 15 more") as raised:
        resolve(graph, place="1号楼", as_of=DAY)
    assert [one["id"] for one in raised.value.details["candidates"]] == [f"b{n}" for n in range(100, 110)]


def test_an_unknown_name_lists_the_nearest(street: Store) -> None:
    with pytest.raises(NotFound, match="the nearest names are 临汾路街道") as raised:
        resolve(street, place="临汾街道", as_of=DAY)
    assert not isinstance(raised.value, Ambiguous)
    # what has ended is not offered, nor what is no place
    assert "旧街区" not in [row.name for row in nearest(street, words="旧街区", as_of=DAY)]
    assert [row.id for row in nearest(street, words="一村", as_of=DAY)] == ["a", "b"]
    assert len(nearest(street, words="一村", as_of=DAY, limit=1)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "x'}) DETACH DELETE n //",
        "临汾 AND (",
        "OR",
        "NOT",
        "*:*",
        'a" b\\',
        "name:一村~2^4 && || ! {1 TO 3]",
        "/[/",
        "\x00\n",
        "😀",
        "1" * 200,
    ],
)
def test_nothing_in_a_name_is_read_as_a_query(street: Store, text: str) -> None:
    before = street.read("MATCH (n) RETURN count(n) AS n")
    with pytest.raises((NotFound, InvalidInput)) as raised:
        resolve(street, place=text, as_of=DAY)
    assert "\n" not in raised.value.message
    assert street.read("MATCH (n) RETURN count(n) AS n") == before


@pytest.mark.parametrize("text", ["", "  ", "好" * 10_000, "x" * 201])
def test_a_text_that_can_name_no_place(street: Store, text: str) -> None:
    with pytest.raises(InvalidInput, match="cannot name a place") as raised:
        resolve(street, place=text, as_of=DAY)
    assert len(raised.value.message) < 200


def test_what_is_generated_shows_above_and_below(street: Store) -> None:
    shown = {place: synthetic(street, place=place) for place in ("310106019001", "a", "city", "b", "new", "c")}
    assert shown == {"310106019001": True, "a": True, "city": True, "b": False, "new": False, "c": False}
    street.write("MATCH (p:Place {id: 'b'}) CREATE (p)-[:IN_GRID]->(:Grid:Place {id: 'g', synthetic: true})")
    assert synthetic(street, place="b")
    with pytest.raises(NotFound, match="'nowhere'"):
        synthetic(street, place="nowhere")


STANDS = """
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})-[:PART_OF]->(s)
CREATE (d:Community:Place {id: 'd', name: '旁边', level: 'community'})-[:PART_OF]->(s)
CREATE (a:Compound:Place {id: 'a', name: '甲', level: 'compound'})-[:PART_OF]->(c)
CREATE (a)-[:PART_OF {until: date('2024-01-01')}]->(d)
CREATE (firm:PropertyCompany:Body {id: 'firm', name: '物业'})-[:MANAGES]->(a)
CREATE (firm)-[:REGISTERED_IN]->(d)
CREATE (branch:PartyOrg:Body {id: 'branch', name: '支部'})-[:HOSTED_BY]->(firm)
CREATE (group:PartyOrg:Body {id: 'group', name: '小组'})-[:UNDER]->(branch)
CREATE (group)-[:MEMBER_OF]->(:Committee:Body {id: 'forum', name: '议事会'})
CREATE (:Department:Body {id: 'dept', name: '住建局'})-[:CONTACTS {rung: 'department'}]->(a)
CREATE (:PartyOrg:Body {id: 'over', name: '撤销', until: date('2024-01-01')})-[:COVERS]->(a)
CREATE (:Person {id: 'p', name: '甲'})-[:HOLDS {post: '组长'}]->(group)
CREATE (:Person {id: 'q', name: '乙'})-[:HOLDS {post: '组长', until: date('2024-01-01')}]->(group)
"""


@pytest.mark.parametrize(
    ("family", "id_", "root", "way"),
    [
        ("places", "a", "", ["s", "c", "a"]),
        ("places", "s", "", ["s"]),
        ("bodies", "firm", "", ["s", "d"]),  # two places by one tie each: the shorter way
        ("bodies", "firm", "c", ["s", "c", "a"]),  # unless another goes through the place asked about
        ("bodies", "forum", "a", ["s", "c", "a"]),
        ("people", "p", "a", ["s", "c", "a"]),
        ("people", "q", "", None),
        ("bodies", "over", "", None),
        ("bodies", "dept", "", None),  # a contact is no tie: a department of the county is nobody's subject
        ("bodies", "a", "", None),  # an id of another family
    ],
)
def test_where_a_subject_stands(graph: Store, family: str, id_: str, root: str, way: list[str] | None) -> None:
    graph.write(STANDS)
    rows = placed(graph, as_of=DAY, root=root, **{family: [id_]})
    assert [[step.id for step in row.path] for row in rows] == ([] if way is None else [way])


# --- what lies in a place -------------------------------------------------------------------------------------


@pytest.fixture
def below(graph: Store) -> Store:
    """A community with a compound, buildings, one of them closed, a unit, and a grid that holds some of these."""
    graph.write(
        """
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community', code: '1', kind: '居委会'})
        CREATE (x:Compound:Place {id: 'x', name: '小区', level: 'compound', manager: 'owners', tags: ['示范小区'],
          points: 3, population: 20,
           party_households: 1, has: ['门禁'], lacks: ['电梯'], since: date('2020-01-01'), source_row: '2'})
        CREATE (x)-[:PART_OF]->(c)
        CREATE (a:Building:Place {id: 'a', name: '1号楼', level: 'building', synthetic: true, households: 4})
          -[:PART_OF]->(x)
        CREATE (b:Building:Place {id: 'b', name: '2号楼', level: 'building', kind: '散居'})-[:PART_OF]->(c)
        CREATE (d:Building:Place {id: 'd', name: '3号楼', level: 'building', until: date('2026-03-01')})
          -[:PART_OF]->(x)
        CREATE (e:Building:Place {id: 'e', name: '4号楼', level: 'building'})
        CREATE (e)-[:PART_OF {until: date('2026-03-01')}]->(c)
        CREATE (u:Unit:Place {id: 'u', name: '1单元', level: 'unit'})-[:PART_OF]->(a)
        CREATE (g:Grid:Place {id: 'g', name: '网格', level: 'grid'})-[:PART_OF]->(c)
        CREATE (m:MicroGrid:Place {id: 'm', name: '微网格', level: 'micro_grid'})-[:PART_OF]->(g)
        CREATE (x)-[:IN_GRID]->(g), (u)-[:IN_GRID]->(m), (b)-[:IN_GRID]->(g), (m)-[:IN_GRID]->(g)
        CREATE (a)-[:IN_GRID {since: date('2026-03-02')}]->(m)
        CREATE (:Compound:Body {id: 'x', name: '不是地点'})
        """
    )
    return graph


BEFORE = date(2026, 2, 28)


def test_what_lies_right_below(below: Store) -> None:
    def told(place: str, day: date = DAY, **how: Any) -> list[tuple[str, str, int]]:
        return [(row.id, row.by, row.below) for row in children(below, place=place, as_of=day, **how)]

    assert told("c") == [("b", "territory", 0), ("g", "territory", 3), ("x", "territory", 1)]
    assert told("c", BEFORE) == [
        ("b", "territory", 0),
        ("e", "territory", 0),
        ("g", "territory", 3),
        ("x", "territory", 2),
    ]
    # the micro-grid lies in the grid by both and is there once; a compound and a building by the grid alone
    assert told("g") == [("b", "grid", 0), ("m", "territory", 1), ("x", "grid", 1)]
    assert told("m") == [("u", "grid", 0)]
    assert told("g", limit=2) == [("b", "grid", 0), ("m", "territory", 1)]
    assert told("g", after="m", limit=2) == [("x", "grid", 1)]
    assert told("u") == []
    (row,) = children(below, place="x", as_of=DAY)
    assert (row.name, row.level, row.kind, row.code, row.households, row.synthetic) == (
        *("1号楼", "building", None, None),
        *(4, True),
    )


def test_what_lies_inside_at_any_depth(below: Store) -> None:
    def ids(place: str, level: str, day: date = DAY, **how: Any) -> list[str]:
        rows = inside(below, place=place, as_of=day, level=level, **how)
        assert list(stream_inside(below, place=place, as_of=day, level=level, **how)) == rows
        return [row.id for row in rows]

    assert ids("c", "building") == ["a", "b"]
    assert ids("c", "building", BEFORE) == ["a", "b", "d", "e"]
    assert ids("c", "unit") == ["u"]
    assert ids("c", "community") == []  # not itself
    assert ids("g", "building") == ["a", "b"]  # through the compound that lies in the grid
    assert ids("m", "building") == []
    assert ids("m", "building", date(2026, 3, 2)) == ["a"]
    assert ids("m", "unit", date(2026, 3, 2)) == ["u"]  # by two ways, once
    assert ids("x", "grid") == []  # a compound holds nothing by the grid
    assert ids("c", "building", limit=1) == ["a"]
    assert ids("c", "building", after="a", limit=1) == ["b"]
    for ask in (inside, stream_inside):
        with pytest.raises(InvalidInput, match="no level 'house'; the levels are city"):
            ask(below, place="c", as_of=DAY, level="house")
        with pytest.raises(NotFound, match="No place in force on 2026-03-01 has the id 'd'"):
            ask(below, place="d", as_of=DAY, level="unit")


def test_roots_lie_in_nothing(below: Store) -> None:
    def ids(day: date = DAY, **how: Any) -> list[tuple[str, int]]:
        return [(row.id, row.below) for row in roots(below, as_of=day, **how)]

    assert ids() == [("c", 3), ("e", 0)]
    assert ids(BEFORE) == [("c", 4)]
    assert ids(levels=["community"]) == [("c", 3)]
    assert ids(after="c", limit=1) == [("e", 0)]
    with pytest.raises(InvalidInput, match="no level 'plaza'"):
        roots(below, as_of=DAY, levels=["plaza"])


def test_a_root_once_what_it_lay_in_has_ended(below: Store) -> None:
    below.write("MATCH (c:Place {id: 'c'}) SET c.until = date('2026-03-01')")
    assert [row.id for row in roots(below, as_of=DAY)] == ["e", "g"]  # the rest still lies in the grid
    below.write("MATCH (g:Place {id: 'g'}) SET g.until = date('2026-03-01')")
    assert [row.id for row in roots(below, as_of=DAY)] == ["b", "e", "m", "x"]


def test_all_that_is_said_of_a_place(below: Store) -> None:
    row = described_place(below, place="x", as_of=DAY)
    assert (row.name, row.level, row.manager, row.tags, row.has, row.lacks) == (
        *("小区", "compound", "owners", ["示范小区"], ["门禁"], ["电梯"]),
    )
    assert (row.households, row.population, row.party_households, row.points) == (None, 20, 1, 3)
    assert (row.since, row.until, row.synthetic, row.source_id, row.source_row) == (
        date(2020, 1, 1),
        None,
        False,
        None,
        "2",
    )
    assert [step.id for step in row.path] == ["c", "x"]
    assert [grid.id for grid in row.grids] == ["g"]
    assert [(one.level, one.places) for one in row.below] == [("building", 1)]
    row = described_place(below, place="c", as_of=BEFORE)
    assert (row.code, row.kind, row.grids, row.has) == ("1", "居委会", [], None)
    assert [(one.level, one.places) for one in row.below] == [("building", 2), ("compound", 1), ("grid", 1)]
    with pytest.raises(NotFound, match="No place in force on 2026-03-01 has the id 'd'; find its id by its name"):
        described_place(below, place="d", as_of=DAY)
