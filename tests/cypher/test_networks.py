"""What is around a node, the way between two, and who shares office-holders, on small graphs and on a twin."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cypher.bodies import bodies_at, body
from cypher.networks import around, between, cross_holding, edges_among, neighbours, node
from cypher.people import people_at, person
from cypher.places import described_place
from graph.errors import InvalidInput, NotFound
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

DAY = date(2026, 3, 1)
BEFORE = date(2026, 2, 28)


@pytest.fixture
def town(graph: Store) -> Store:
    """A community with three buildings, a branch whose id is the community's, its secretary, a type of a body."""
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community', synthetic: true})
        CREATE (c)-[:PART_OF {key: 'c|s'}]->(s)
        CREATE (:Building:Place {id: 'b1', name: '1号楼', level: 'building', kind: '散居'})
          -[:PART_OF {key: 'b1|c'}]->(c)
        CREATE (:Building:Place {id: 'b2', name: '2号楼', level: 'building'})-[:PART_OF {key: 'b2|c'}]->(c)
        CREATE (:Building:Place {id: 'b3', name: '3号楼', level: 'building', until: date('2026-03-01')})
          -[:PART_OF {key: 'b3|c'}]->(c)
        CREATE (branch:PartyOrg:Body {id: 'c', name: '党支部', kind: 'branch'})
          -[:COVERS {key: 'c|c', since: date('2026-03-01')}]->(c)
        CREATE (p:Person {id: 'p', name: '甲'})-[:HOLDS {post: '书记', key: 'p|c'}]->(branch)
        CREATE (p)-[:HOLDS {post: '楼栋长', key: 'p|b1'}]->(:Building {id: 'x'})
        CREATE (d:Department:Body {id: 'd', name: '住建局'})-[:SERVES {minutes: 3.0, key: 'd|s'}]->(s)
        CREATE (:IssueType {id: 'i', name: '漏水'})-[:HANDLED_BY {role: 'lead', key: 'i|d'}]->(d)
        CREATE (:Item {id: 'm', name: '清单'})-[:LISTED_BY {key: 'm|d'}]->(d)
        CREATE (branch)-[:CROSS_HOLDING {people: 1, posts: 1, key: 'x'}]->(d)
        """
    )
    return graph


def shown(store: Store, family: str, one: str, day: date = DAY, **how: Any) -> list[tuple[str, str, int]]:
    found = around(store, family=family, id=one, as_of=day, **how)
    return [(one.family, one.id, d) for one, d in zip(found.nodes, found.distances, strict=True)]


def test_nearest_first_and_of_each_label_in_turn(town: Store) -> None:
    assert shown(town, "Place", "c") == [
        ("Place", "c", 0),
        ("Place", "b1", 1),
        ("Body", "c", 1),
        ("Place", "s", 1),
        ("Place", "b2", 1),
    ]
    assert shown(town, "Place", "c", BEFORE) == [
        ("Place", "c", 0),
        ("Place", "b1", 1),
        ("Place", "s", 1),
        ("Place", "b2", 1),
        ("Place", "b3", 1),
    ]
    assert set(shown(town, "Place", "c", hops=3)[5:]) == {
        ("Body", "d", 2),
        ("Person", "p", 2),
        ("IssueType", "i", 3),
        ("Item", "m", 3),
    }


def test_edges_are_all_that_run_among_what_is_shown(town: Store) -> None:
    found = around(town, family="Place", id="c", as_of=DAY, hops=3)
    edges = {(one.type, one.start_family, one.start, one.end_family, one.end) for one in found.edges}
    assert edges == {
        ("PART_OF", "Place", "c", "Place", "s"),
        ("PART_OF", "Place", "b1", "Place", "c"),
        ("PART_OF", "Place", "b2", "Place", "c"),
        ("COVERS", "Body", "c", "Place", "c"),
        ("HOLDS", "Person", "p", "Body", "c"),
        ("SERVES", "Body", "d", "Place", "s"),
        ("HANDLED_BY", "IssueType", "i", "Body", "d"),
        ("LISTED_BY", "Item", "m", "Body", "d"),
    }
    told = {one.type: one for one in found.edges}
    assert (told["HOLDS"].post, told["SERVES"].minutes, told["HANDLED_BY"].role) == ("书记", 3.0, "lead")
    assert (told["COVERS"].since, told["COVERS"].until, told["COVERS"].key) == (DAY, None, "c|c")
    (middle, first) = found.nodes[:2]
    assert (middle.label, middle.level, middle.synthetic, first.kind) == ("Community", "community", True, "散居")


def test_what_is_not_shown_is_counted_by_label(town: Store) -> None:
    found = around(town, family="Place", id="c", as_of=DAY, limit=3)
    assert [one.id for one in found.nodes] == ["c", "b1", "c"]
    assert {one.label: one.nodes for one in found.more} == {"Street": 1, "Building": 1}
    full = around(town, family="Place", id="c", as_of=DAY, hops=2, limit=5)
    assert len(full.nodes) == 5
    assert {one.label: one.nodes for one in full.more} == {"Department": 1, "Person": 1}  # the next hop is counted
    assert around(town, family="Place", id="c", as_of=DAY, limit=5).more == []


def test_a_node_alone_has_itself(town: Store) -> None:
    found = around(town, family="Place", id="b3", as_of=BEFORE)
    assert len(found.nodes) == 2
    town.write("CREATE (:Person {id: 'alone', name: '独'})")
    found = around(town, family="Person", id="alone", as_of=DAY, hops=3)
    assert ([one.id for one in found.nodes], found.edges, found.more) == (["alone"], [], [])


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"family": "Plaza", "id": "c"}, "no family 'Plaza'; the families are Place, Body"),
        ({"family": "Place", "id": "c", "hops": 4}, "hops is 4; give 1 to 3"),
        ({"family": "Place", "id": "c", "limit": 0}, "limit is 0; give 1 to"),
    ],
)
def test_what_cannot_be_asked(town: Store, how: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        around(town, as_of=DAY, **how)


def test_a_node_is_of_its_family_and_of_the_day(town: Store) -> None:
    assert node(town, family="Body", id="c", as_of=DAY).label == "PartyOrg"
    assert node(town, family="Place", id="c", as_of=DAY).label == "Community"
    for family, id_ in (("Place", "d"), ("Place", "b3"), ("Item", "i")):
        with pytest.raises(NotFound, match=f"No {family} in force on 2026-03-01 has the id '{id_}'"):
            around(town, family=family, id=id_, as_of=DAY)


def test_neighbours_and_edges_are_told_by_family(town: Store) -> None:
    (row,) = neighbours(town, keys=["Body|c"], seen=["Body|c", "Place|c"], as_of=DAY, limit=5)
    assert (row.label, row.total, [one.id for one in row.nodes]) == ("Person", 1, ["p"])
    assert [one.type for one in edges_among(town, keys=["Body|c", "Person|p"], as_of=DAY)] == ["HOLDS"]


# --- between --------------------------------------------------------------------------------------------------


def way(store: Store, start: str, end: str, day: date = DAY, longest: int = 6) -> list[str] | None:
    (a, x), (b, y) = start.split(), end.split()
    found = between(store, start_family=a, start=x, end_family=b, end=y, as_of=day, longest=longest)
    if found is None:
        return None
    assert found.length == len(found.edges) == len(found.nodes) - 1
    for edge, one, two in zip(found.edges, found.nodes, found.nodes[1:], strict=False):
        ends = [(edge.start_family, edge.start), (edge.end_family, edge.end)]
        assert sorted(ends) == sorted([(one.family, one.id), (two.family, two.id)])
    return [f"{one.family} {one.id}" for one in found.nodes]


def test_the_way_is_the_shortest_in_force(town: Store) -> None:
    assert way(town, "Person p", "Place b1") == ["Person p", "Body c", "Place c", "Place b1"]
    assert way(town, "Place b1", "Person p") == ["Place b1", "Place c", "Body c", "Person p"]
    assert way(town, "Person p", "Place b1", BEFORE) is None  # the branch did not cover yet
    assert way(town, "Body c", "Place c") == ["Body c", "Place c"]
    assert way(town, "Person p", "IssueType i", longest=5) == [
        *("Person p", "Body c", "Place c", "Place s", "Body d", "IssueType i")
    ]
    assert way(town, "Person p", "IssueType i", longest=4) is None
    assert way(town, "Place c", "Place c") == ["Place c"]


def test_of_two_ways_the_first_by_ids(town: Store) -> None:
    town.write(
        "MATCH (b:Body {id: 'c'}), (p:Place {id: 'b2'}) UNWIND ['y', 'a', 'z'] AS id "
        "CREATE (b)<-[:UNDER {key: id}]-(o:PartyOrg:Body {id: id, name: id})-[:COVERS {key: id}]->(p)"
    )
    assert way(town, "Body c", "Place b2") == ["Body c", "Body a", "Place b2"]
    town.write("MATCH (o:Body {id: 'a'}) SET o.until = date('2026-03-01')")
    assert way(town, "Body c", "Place b2") == ["Body c", "Place c", "Place b2"]


def test_a_shorter_way_that_is_over_hides_no_longer_one(town: Store) -> None:
    town.write(
        "MATCH (p:Person {id: 'p'}), (b:Place {id: 'b1'}) CREATE (p)-[:CONTACTS {until: date('2026-03-01')}]->(b) "
        "CREATE (t:Team:Body {id: 't', name: '队', until: date('2026-03-01')})-[:SERVES]->(b) "
        "CREATE (p)-[:HOLDS {post: '队长'}]->(t)"
    )
    assert way(town, "Person p", "Place b1") == ["Person p", "Body c", "Place c", "Place b1"]
    assert way(town, "Person p", "Place b1", BEFORE) == ["Person p", "Place b1"]


def test_ends_that_are_not_there(town: Store) -> None:
    with pytest.raises(NotFound, match="No Place in force on 2026-03-01 has the id 'b3'"):
        way(town, "Body c", "Place b3")
    with pytest.raises(InvalidInput, match="longest is 9; give 1 to 8"):
        way(town, "Body c", "Place c", longest=9)


# --- cross-holding --------------------------------------------------------------------------------------------


@pytest.fixture
def offices(graph: Store) -> Store:
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (b:Building:Place {id: 'b', name: '1号楼', level: 'building'})-[:PART_OF]->(s)
        CREATE (g:Grid:Place {id: 'g', name: '网格', level: 'grid'})-[:PART_OF]->(s)
        CREATE (x:PartyOrg:Body {id: 'x', name: '党支部'})-[:COVERS]->(b)
        CREATE (y:OwnersCommittee:Body {id: 'b', name: '业委会'})-[:REPRESENTS]->(s)
        CREATE (out:Team:Body {id: 'out', name: '外队'})
        CREATE (p:Person {id: 'p', name: '甲'}), (q:Person {id: 'q', name: '乙'}), (r:Person {id: 'r', name: '丙'})
        CREATE (p)-[:HOLDS {post: '书记'}]->(x), (p)-[:HOLDS {post: '主任'}]->(y), (p)-[:HOLDS {post: '委员'}]->(y)
        CREATE (p)-[:HOLDS {post: '队员'}]->(out)
        CREATE (q)-[:HOLDS {post: '书记'}]->(x), (q)-[:HOLDS {post: '主任', since: date('2026-03-01')}]->(y)
        CREATE (r)-[:HOLDS {post: '网格员'}]->(g), (r)-[:HOLDS {post: '网格员'}]->(b)
        CREATE (r)-[:HOLDS {post: '楼栋长', until: date('2026-03-01')}]->(b)
        """
    )
    return graph


def ties(store: Store, place: str, day: date, **how: Any) -> dict[str, tuple[int, int, list[str]]]:
    return {
        f"{row.a.family} {row.a.id} - {row.b.family} {row.b.id}": (
            row.people,
            row.posts,
            [f"{one.id} {one.post} {one.other_post}" for one in row.holders],
        )
        for row in cross_holding(store, place=place, as_of=day, **how)
    }


def test_two_different_posts_of_one_person_tie(offices: Store) -> None:
    tie = "Body b - Body x"
    assert ties(offices, "s", DAY) == {
        tie: (2, 2, ["p 主任 书记", "p 委员 书记", "q 主任 书记"])
    }  # one post at two places does not
    assert ties(offices, "s", BEFORE) == {
        tie: (1, 2, ["p 主任 书记", "p 委员 书记"]),
        "Place b - Place g": (1, 1, ["r 楼栋长 网格员"]),
    }
    assert ties(offices, "b", DAY) == {}  # one of the two is not of the building


def test_ties_page_by_page(offices: Store) -> None:
    first = cross_holding(offices, place="s", as_of=BEFORE, limit=1)
    (second,) = cross_holding(offices, place="s", as_of=BEFORE, after=first[0].key, limit=1)
    assert [*first, second] == cross_holding(offices, place="s", as_of=BEFORE)
    assert cross_holding(offices, place="s", as_of=BEFORE, after=second.key, limit=1) == []
    with pytest.raises(NotFound, match="No place"):
        cross_holding(offices, place="x", as_of=DAY)


# --- on a twin ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def linfen(store: Store) -> Store:
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    load(store, twin("linfen", seed=1).tables, sources=["twin linfen"]).raise_if_refused()
    return store


TODAY = date.today()  # noqa: DTZ011 - a load's today is the machine's


def street(store: Store) -> str:
    (row,) = store.read("MATCH (p:Street) RETURN p.id AS id")
    return str(row["id"])


def test_of_the_day_of_a_load_the_ties_are_the_derived_ones(linfen: Store) -> None:
    derived = linfen.read(
        "MATCH (a)-[r:CROSS_HOLDING]->(b) RETURN a.id AS a, b.id AS b, r.people AS people, r.posts AS posts"
    )
    found = cross_holding(linfen, place=street(linfen), as_of=TODAY)
    assert {(row.a.id, row.b.id, row.people, row.posts) for row in found} == {tuple(row.values()) for row in derived}
    assert len(found) == len(derived) > 10


def test_it_stays_quick_and_bounded_on_a_whole_street(linfen: Store) -> None:
    """What asks about one thing takes less than what walks the street, measured beside it and so on any machine."""
    root = street(linfen)
    (somebody,) = people_at(linfen, place=root, as_of=TODAY, limit=1)
    (some_body,) = bodies_at(linfen, place=root, as_of=TODAY, limit=1)

    def took(ask: Callable[[], Any]) -> float:
        ask()
        times = []
        for _ in range(7):
            begun = time.perf_counter()
            ask()
            times.append(time.perf_counter() - begun)
        return min(times)

    whole = took(lambda: people_at(linfen, place=root, as_of=TODAY))
    questions: dict[str, Callable[[], Any]] = {
        "person": lambda: person(linfen, person=somebody.id, as_of=TODAY),
        "body": lambda: body(linfen, body=some_body.id, as_of=TODAY),
        "place": lambda: described_place(linfen, place=root, as_of=TODAY),
        "around": lambda: around(linfen, family="Person", id=somebody.id, as_of=TODAY),
    }
    times = {name: took(ask) for name, ask in questions.items()}
    assert max(times.values()) < whole, times
    found = around(linfen, family="Place", id=root, as_of=TODAY, hops=3, limit=150)
    assert len(found.nodes) == 150
    assert sum(one.nodes for one in found.more) > 100
