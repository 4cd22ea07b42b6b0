"""Pictures: what is shown first, what opens, what two days have between them, and a whole place in few nodes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from api.answers.pictures import groups, picture, territory
from graph.errors import InvalidInput, NotFound
from graph.store import Store
from graph.views.picture import Picture

DAY, BEFORE = date(2026, 3, 1), date(2026, 2, 28)


@pytest.fixture
def town(graph: Store) -> Store:
    """A community with 15 buildings, a head who sits in two bodies, a post that changed hands on the day."""
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})-[:PART_OF {key: 'c|s'}]->(s)
        CREATE (g:Grid:Place {id: 'g', name: '网格', level: 'grid', synthetic: true})-[:PART_OF {key: 'g|c'}]->(c)
        WITH s, c, g
        UNWIND range(1, 15) AS n
        CREATE (b:Building:Place {id: 'b' + right('0' + n, 2), name: n + '号楼', level: 'building'})
        CREATE (b)-[:PART_OF {key: b.id + '|c'}]->(c), (b)-[:IN_GRID {key: b.id + '|g'}]->(g)
        WITH DISTINCT s, c, g
        CREATE (a:PartyOrg:Body {id: 'a', name: '党支部'})-[:COVERS {key: 'a|c', since: date('2020-01-01')}]->(c)
        CREATE (d:Committee:Body {id: 'd', name: '居委会'})-[:SERVES {key: 'd|c'}]->(c)
        CREATE (p:Person {id: 'p', name: '甲'})-[:HOLDS {post: '书记', key: 'p|a', source_row: '表1 › 2'}]->(a)
        CREATE (p)-[:HOLDS {post: '主任', key: 'p|d', since: date('2021-05-01')}]->(d)
        CREATE (:Person {id: 'q', name: '乙'})-[:HOLDS {post: '网格员', key: 'q|g', until: date('2026-03-01')}]->(g)
        CREATE (:Person {id: 'r', name: '丙'})-[:HOLDS {post: '网格员', key: 'r|g', since: date('2026-03-01')}]->(g)
        CREATE (:Person {id: 'z', name: '丁'})-[:HOLDS {post: '书记', key: 'z|a', until: date('2019-01-01')}]->(a)
        """
    )
    return graph


def drawn(store: Store, family: str = "Place", one: str = "c", **how: Any) -> Picture:
    return picture(store, family=family, id=one, **{"as_of": DAY, **how}).picture


def keys(found: Picture) -> set[str]:
    return {one.key for one in found.nodes if one.family != "Group"}


def stubs(found: Picture) -> dict[str, tuple[int, str | None]]:
    return {one.label: (one.nodes, one.opens) for one in found.nodes if one.family == "Group"}


def at(found: Picture) -> dict[str, tuple[float, float]]:
    return {one.key: (one.x, one.y) for one in found.nodes}


def test_the_first_of_each_group_and_how_many_more_there_are(town: Store) -> None:
    found = drawn(town)
    assert keys(found) == {
        *(f"Place|b{n:02}" for n in range(1, 13)),
        *("Place|c", "Place|s", "Place|g", "Body|a", "Body|d"),
    }
    assert stubs(found) == {"Building": (3, "Place|c|PART_OF|in||Building~100")}
    assert found.left_out == 3
    assert [one.key for one in found.nodes if one.middle] == ["Place|c"]
    # edges among what is shown are all there, those of the grid too
    assert sum(one.type == "IN_GRID" for one in found.edges) == 12
    (rest,) = (one for one in found.edges if one.edges > 1)
    assert (rest.type, rest.start, rest.end, rest.edges) == (
        *("PART_OF", "Group|Place|c|PART_OF|in||Building", "Place|c"),
        3,
    )


def test_groups_are_counted_before_they_are_opened(town: Store) -> None:
    found = groups(town, family="Place", id="g", as_of=DAY).rows
    assert [(one.type, one.direction, one.word, one.label, one.total) for one in found] == [
        ("HOLDS", "in", "网格员", "Person", 1),
        ("IN_GRID", "in", None, "Building", 15),
        ("PART_OF", "out", None, "Community", 1),
    ]
    (posts, *_) = found
    opened = drawn(town, opened=[posts.opens])
    assert keys(opened) - keys(drawn(town)) == {"Person|r"}


def test_opening_and_closing_move_nothing(town: Store) -> None:
    before = drawn(town)
    more = drawn(town, opened=["Place|c|PART_OF|in||Building~100", "Body|a|HOLDS|in|书记|Person~12"])
    assert keys(more) - keys(before) == {"Place|b13", "Place|b14", "Place|b15", "Person|p"}
    assert stubs(more) == {}
    assert {key: where for key, where in at(more).items() if key in at(before)} == {
        key: where for key, where in at(before).items() if key in at(more)
    }
    less = drawn(town, opened=["Place|c|PART_OF|in||Building~0"])
    assert keys(less) == {"Place|c", "Place|s", "Place|g", "Body|a", "Body|d"}
    assert stubs(less) == {"Building": (15, "Place|c|PART_OF|in||Building~12")}
    assert all(at(before)[key] == where for key, where in at(less).items() if key in at(before))


def test_what_is_closed_in_one_group_and_opened_in_another_is_shown(town: Store) -> None:
    closed, opened = "Place|c|PART_OF|in||Building~0", "Place|g|IN_GRID|in||Building~12"
    assert "Place|b01" not in keys(drawn(town, opened=[closed]))
    assert "Place|b01" in keys(drawn(town, opened=[closed, opened]))


def test_what_is_not_shown_opens_nothing(town: Store) -> None:
    """A link goes on to work on a day on which the person has gone."""
    assert keys(drawn(town, opened=["Person|p|HOLDS|out|书记|PartyOrg~12"])) == keys(drawn(town))


def test_somebody_in_two_bodies_is_marked(town: Store) -> None:
    opened = ["Body|a|HOLDS|in|书记|Person~12"]
    assert {one.name: one.shared for one in drawn(town, opened=opened).nodes if one.family == "Person"} == {"甲": True}
    alone = drawn(town, "Body", "a")
    assert {one.name: one.shared for one in alone.nodes if one.family == "Person"} == {"甲": False}
    (post,) = (one for one in alone.edges if one.type == "HOLDS")
    assert (post.word, post.source, post.since) == ("书记", "表1 › 2", None)


@pytest.mark.parametrize("way", [(DAY, BEFORE), (BEFORE, DAY)])
def test_two_days_have_a_gain_and_a_loss_between_them(town: Store, way: tuple[date, date]) -> None:
    found = drawn(town, one="g", as_of=way[0], compared_with=way[1])
    posts = {one.start: one.state for one in found.edges if one.type == "HOLDS"}
    assert posts == {"Person|q": "lost", "Person|r": "gained"}
    # the two people are there on both days: only their posts are not
    assert {one.state for one in found.nodes} == {"there"}
    assert found.days == [date(2026, 3, 1)]


def test_a_node_that_is_there_on_one_day_alone(town: Store) -> None:
    town.write("MATCH (b:Building {id: 'b01'}) SET b.until = date('2026-03-01')")
    found = drawn(town, one="g", compared_with=BEFORE)
    assert {one.key: one.state for one in found.nodes if one.state != "there"} == {"Place|b01": "lost"}
    assert drawn(town, one="b01", compared_with=BEFORE).title == "1号楼"
    with pytest.raises(NotFound, match="No Place in force on 2026-03-01 has the id 'b01'"):
        drawn(town, one="b01")


def test_ended_ties_are_shown_where_they_are_asked_for(town: Store) -> None:
    assert "Person|z" not in keys(drawn(town, "Body", "a"))
    found = drawn(town, "Body", "a", ended=True)
    assert {one.key: one.state for one in found.nodes if one.state != "there"} == {"Person|z": "ended"}
    assert [(one.start, one.until) for one in found.edges if one.state == "ended"] == [
        ("Person|z", date(2019, 1, 1)),
    ]


def test_the_whole_of_a_place(town: Store) -> None:
    whole = territory(town, place="s", as_of=DAY).picture
    assert keys(whole) == {
        *(f"Place|b{n:02}" for n in range(1, 16)),
        *("Place|s", "Place|c", "Place|g", "Body|a", "Body|d", "Person|p", "Person|r"),
    }
    few = territory(town, place="s", as_of=DAY, most=10).picture
    assert stubs(few)["Building"][0] == 15
    assert few.left_out + len(keys(few)) == len(keys(whole))
    assert len(few.nodes) <= 10
    kept = {one.key for one in few.nodes}
    assert all({one.start, one.end} <= kept for one in few.edges)
    assert sum(one.edges for one in few.edges if one.type == "IN_GRID") == 15


def test_a_whole_place_on_two_days(town: Store) -> None:
    found = territory(town, place="c", as_of=DAY, compared_with=BEFORE).picture
    assert {one.key: one.state for one in found.nodes if one.state != "there"} == {}
    assert {one.start: one.state for one in found.edges if one.state != "there"} == {
        "Person|q": "lost",
        "Person|r": "gained",
    }


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"layout": "circle"}, "There is no layout 'circle'; the layouts are ties, tree."),
        ({"opened": ["Building"]}, "'Building' opens nothing"),
        ({"opened": ["Place|c|PART_OF|in||Building~many"]}, "opens nothing"),
        ({"opened": ["Place|c|PART_OF|in||Building~1"] * 201}, "201 groups are opened; 200 may be"),
        ({"family": "Waiver"}, "There is no family"),
    ],
)
def test_what_cannot_be_drawn_is_said(town: Store, how: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        picture(town, **{"family": "Place", "id": "c", "as_of": DAY, **how})


@pytest.mark.parametrize("most", [9, 2001])
def test_so_many_nodes_are_not_drawn(town: Store, most: int) -> None:
    with pytest.raises(InvalidInput, match=f"most is {most}; give 10 to 2000"):
        territory(town, place="s", as_of=DAY, most=most)
