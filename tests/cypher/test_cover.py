"""Who covers a building, on graphs of a few nodes: every line, both overlays, boundary days, what is absent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from cypher.coverage import LINES, CoverRow, OtherPost, cover
from cypher.rows import Head, PlaceRef
from graph.errors import InvalidInput, NotFound
from graph.store import Store

DAY = date(2026, 3, 1)


@pytest.fixture
def slab(graph: Store) -> Store:
    """Building b in community c of street s; its stair groups g1 and g2 lie in micro-grids m1 and m2 of c."""
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '临汾路街道', level: 'street'})
        CREATE (c:Community:Place {id: 'c', name: '一居', level: 'community'})
        CREATE (b:Building:Place {id: 'b', name: '1号楼', level: 'building'})
        CREATE (g1:StairGroup:Place {id: 'g1', name: '一楼组', level: 'stair_group'})
        CREATE (g2:StairGroup:Place {id: 'g2', name: '二楼组', level: 'stair_group'})
        CREATE (m1:MicroGrid:Place {id: 'm1', name: '微网格一', level: 'micro_grid'})
        CREATE (m2:MicroGrid:Place {id: 'm2', name: '微网格二', level: 'micro_grid'})
        CREATE (c)-[:PART_OF]->(s), (b)-[:PART_OF]->(c), (m1)-[:PART_OF]->(c), (m2)-[:PART_OF]->(c)
        CREATE (g1)-[:PART_OF]->(b), (g2)-[:PART_OF]->(b), (g1)-[:IN_GRID]->(m1), (g2)-[:IN_GRID]->(m2)
        """
    )
    return graph


def told(store: Store, place: str = "b", as_of: date = DAY, lines: Sequence[str] = LINES) -> list[tuple[object, ...]]:
    """(line, post, holder, chain of ids, inherited) of the rows that are not empty."""
    rows = cover(store, place=place, as_of=as_of, lines=lines)
    return [
        (row.line, row.post, row.holder_id, " ".join(step.id for step in row.chain), row.inherited)
        for row in rows
        if row.holder_id
    ]


def test_a_split_building_shows_both_micro_grids_each_by_its_part(slab: Store) -> None:
    slab.write(
        "MATCH (m:MicroGrid) CREATE (:Person {id: 'p' + m.id, name: '长'})-[:HOLDS {post: '微网格长'}]->(m) "
        "WITH count(*) AS n MATCH (g:StairGroup {id: 'g2'}) "
        "CREATE (:Person {id: 'pg2', name: '组长'})-[:HOLDS {post: '楼组长'}]->(g)"
    )
    assert told(slab) == [
        ("ladder", "楼组长", "pg2", "b g2", False),
        ("grid", "微网格长", "pm1", "b g1 m1", True),
        ("grid", "微网格长", "pm2", "b g2 m2", True),
    ]
    assert told(slab, "g1") == [("grid", "微网格长", "pm1", "g1 m1", True)]
    # a micro-grid holds its stair groups by IN_GRID, and the building is above one of them
    assert told(slab, "m2") == [("grid", "微网格长", "pm2", "m2", False), ("ladder", "楼组长", "pg2", "m2 g2", False)]
    # a community holds both through the building and through the grids: by the shortest way, ties by ids
    assert told(slab, "c") == [
        ("grid", "微网格长", "pm1", "c m1", False),
        ("grid", "微网格长", "pm2", "c m2", False),
        ("ladder", "楼组长", "pg2", "c b g2", False),
    ]


def test_every_line_comes_from_its_edge(slab: Store) -> None:
    slab.write(
        """
        MATCH (b:Place {id: 'b'}), (c:Place {id: 'c'})
        CREATE (k:Compound:Place {id: 'k', name: '小区', level: 'compound'}), (b)-[:PART_OF]->(k)
        CREATE (:Person {id: 'l', name: '甲'})-[:HOLDS {post: '楼栋长'}]->(b)
        CREATE (:PartyOrg:Body {id: 'o', name: '支部'})-[:COVERS]->(c)
        CREATE (:PropertyCompany:Body {id: 'w', name: '物业'})-[:MANAGES]->(k)
        CREATE (:OwnersCommittee:Body {id: 'y', name: '业委会'})-[:REPRESENTS]->(k)
        CREATE (:Department:Body {id: 'd', name: '住建局'})-[:CONTACTS {rung: 'department', role: 'responsible'}]->(c)
        CREATE (:Person {id: 'q', name: '乙'})-[:CONTACTS {rung: 'cadre'}]->(b)
        CREATE (:Station:Body {id: 'z', name: '党群服务站'})-[:SERVES]->(c)
        CREATE (:Department:Body {id: 'j', name: '有管辖而非站点'})-[:SERVES]->(c)
        CREATE (:Institution:Body {id: 'r', name: '单位'})-[:REPORTS_TO]->(c)
        CREATE (:Team:Body {id: 'e', name: '专员队'})-[:EMBEDDED_IN]->(b)
        """
    )
    assert told(slab) == [
        ("ladder", "楼栋长", "l", "b", False),
        ("contact", None, "q", "b", False),
        ("embedded", None, "e", "b", False),
        ("party", None, "o", "b c", True),
        ("property", None, "w", "b k", True),
        ("owners", None, "y", "b k", True),
        ("contact", "responsible", "d", "b c", True),
        ("station", None, "z", "b c", True),
        ("reported", None, "r", "b c", True),
    ]
    kinds = {row.holder_id: row.holder_kind for row in cover(slab, place="b", as_of=DAY)}
    assert (kinds["l"], kinds["o"], kinds["z"]) == ("Person", "PartyOrg", "Station")


def test_a_row_says_who_since_when_and_what_else(slab: Store) -> None:
    slab.write(
        """
        MATCH (c:Place {id: 'c'}), (m:Place {id: 'm1'})
        CREATE (o:PartyOrg:Body {id: 'o', name: '总支'})
        CREATE (o)-[:COVERS {since: date('2020-07-01'), until: date('2027-01-01')}]->(c)
        CREATE (p:Person {id: 'p', name: '书记', phone: '123', sex: 'female'})-[:HOLDS {post: '书记'}]->(o)
        CREATE (p)-[:HOLDS {post: '网格长'}]->(m), (p)-[:HOLDS {post: '主任', until: date('2026-03-01')}]->(c)
        CREATE (:Person {id: 'a', name: '副书记'})-[:HOLDS {post: '副书记', since: date('2026-03-01')}]->(o)
        CREATE (:Person {id: 'x', name: '前书记'})-[:HOLDS {post: '书记', until: date('2026-03-01')}]->(o)
        """
    )
    party, grid = cover(slab, place="b", as_of=DAY, lines=["party", "grid"])
    assert party == CoverRow(
        line="party",
        post=None,
        holder_id="o",
        holder_name="总支",
        holder_kind="PartyOrg",
        through_id="c",
        through_name="一居",
        through_level="community",
        chain=[PlaceRef(id="b", name="1号楼", level="building"), PlaceRef(id="c", name="一居", level="community")],
        distance=1,
        inherited=True,
        since=date(2020, 7, 1),
        until=date(2027, 1, 1),
        other_posts=[],
        heads=[Head(id="a", name="副书记", post="副书记"), Head(id="p", name="书记", post="书记")],
    )
    assert grid.other_posts == [OtherPost(post="书记", at_id="o", at_name="总支")]
    assert (grid.since, grid.until, grid.heads) == (None, None, [])


@pytest.mark.parametrize(
    ("since", "until", "in_force"),
    [
        (None, None, True),
        ("2026-03-01", None, True),
        ("2026-03-02", None, False),
        (None, "2026-03-01", False),
        (None, "2026-03-02", True),
        ("2026-03-01", "2026-03-02", True),
    ],
)
@pytest.mark.parametrize("what", ["post", "chain", "place", "body"])
def test_a_fact_is_in_force_while_it_and_all_it_stands_on_are(
    slab: Store, what: str, since: str | None, until: str | None, in_force: bool
) -> None:
    slab.write(
        "MATCH (c:Place {id: 'c'})-[chain:PART_OF]->(s:Place {id: 's'}) "
        "CREATE (body:PartyOrg:Body {id: 'o', name: '工委'})-[post:COVERS]->(s) "
        f"WITH {'s' if what == 'place' else what} AS it SET it.since = date($since), it.until = date($until)",
        since=since,
        until=until,
    )
    assert told(slab) == ([("party", None, "o", "b c s", True)] if in_force else [])


def test_posts_of_the_profile_decide_between_grid_and_ladder(slab: Store) -> None:
    slab.write("MATCH (p:Place {id: 'b'}) CREATE (:Person {id: 'p', name: '甲'})-[:HOLDS {post: '网格员'}]->(p)")
    slab.write("MATCH (p:Place {id: 'm1'}) CREATE (:Person {id: 'q', name: '乙'})-[:HOLDS {post: '楼长'}]->(p)")

    def lines(posts: dict[str, list[str]] | None) -> list[str]:
        return [row.line for row in cover(slab, place="b", as_of=DAY, posts=posts, lines=["grid", "ladder"])]

    assert lines(None) == ["ladder", "grid"]
    assert lines({"grid": ["网格员"], "ladder": ["楼长"]}) == ["grid", "ladder"]
    assert lines({"grid": ["网格员"]}) == ["grid", "grid", "ladder"], "the ladder is empty"


def test_a_line_that_nobody_covers_is_empty_and_one_that_the_place_has_not_is_not_shown(slab: Store) -> None:
    rows = cover(slab, place="b", as_of=DAY)
    assert [row.line for row in rows] == ["grid", "ladder", "party", "property", "owners", "contact", "station"]
    assert rows[2] == CoverRow(
        line="party",
        post=None,
        holder_id=None,
        holder_name=None,
        holder_kind=None,
        through_id=None,
        through_name=None,
        through_level=None,
        chain=[],
        distance=None,
        inherited=False,
        since=None,
        until=None,
        other_posts=[],
        heads=[],
    )
    slab.write("MATCH (p:Place {id: 's'}) CREATE (:PartyOrg:Body {id: 'o', name: '工委'})-[:COVERS]->(p)")
    assert [row.line for row in cover(slab, place="b", as_of=DAY, lines=["station", "party", "station"])] == [
        "party",
        "station",
    ]
    assert cover(slab, place="b", as_of=DAY, lines=["embedded"]) == []
    assert cover(slab, place="b", as_of=DAY, lines=[]) == []


def test_one_fact_reached_by_several_paths_is_one_row(slab: Store) -> None:
    slab.write("MATCH (b:Place {id: 'b'}), (m:Place {id: 'm2'}) CREATE (b)-[:IN_GRID]->(m)")
    slab.write("MATCH (s:Place {id: 's'}) CREATE (:PartyOrg:Body {id: 'o', name: '工委'})-[:COVERS]->(s)")
    assert told(slab) == [("party", None, "o", "b c s", True)]


def test_a_cycle_of_territory_ends(slab: Store) -> None:
    slab.write("MATCH (b:Place {id: 'b'}), (s:Place {id: 's'}) CREATE (s)-[:PART_OF]->(b)")
    slab.write("MATCH (s:Place {id: 's'}) CREATE (:PartyOrg:Body {id: 'o', name: '工委'})-[:COVERS]->(s)")
    assert told(slab) == [("party", None, "o", "b s", False)]


def test_no_such_place_on_the_day(slab: Store) -> None:
    slab.write("MATCH (b:Place {id: 'b'}) SET b.until = $day", day=DAY)
    for place in ("b", "nowhere", "x'}) DETACH DELETE n //", "好" * 10_000):
        with pytest.raises(NotFound, match="No place has the id") as raised:
            cover(slab, place=place, as_of=DAY)
        assert len(raised.value.message) < 250
    assert told(slab, as_of=date(2026, 2, 28)) == []


def test_no_such_line(slab: Store) -> None:
    with pytest.raises(InvalidInput, match="'party line' is no line; the lines are grid, ladder"):
        cover(slab, place="b", as_of=DAY, lines=["party line"])
