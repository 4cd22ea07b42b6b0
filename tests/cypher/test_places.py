"""Which place is meant, on graphs of a few nodes."""

from __future__ import annotations

from datetime import date

import pytest

from cypher.places import find, nearest, placed, resolve, synthetic
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
