"""The network in memory: columns and a networkx graph, against questions asked one by one and a graph drawn by hand."""

from __future__ import annotations

from datetime import date

import networkx as nx
import pytest

import graph as package
from cypher.networks import edges_among, key_of, nodes_in
from graph.errors import InvalidInput, NotFound
from graph.schema import SCHEMA
from graph.store import Store
from graph.whole import columns, edge_types, network
from loaders.twin import Twin

DAY = date(2026, 3, 1)


@pytest.fixture
def town(graph: Store) -> Store:
    """A community, a building that ended on the day, a branch whose id is the community's, its secretary."""
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street', tags: ['主城区', '示范'], households: 12})
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community', synthetic: true, tags: []})
        CREATE (c)-[:PART_OF {key: 'c|s'}]->(s)
        CREATE (:Building:Place {id: 'b', name: '楼', level: 'building', until: date('2026-03-01')})
          -[:PART_OF {key: 'b|c', since: date('1969-12-31')}]->(c)
        CREATE (old:PartyOrg:Body {id: 'o', name: '临时党支部', until: date('2026-01-01')})
          -[:SUCCEEDED_BY {key: 'o|c'}]->(new:PartyOrg:Body {id: 'c', name: '党支部', purpose: 'compound'})
        CREATE (new)-[:COVERS {key: 'c|c|', since: date('2026-03-01'), source_row: '表 › 1'}]->(c)
        CREATE (p:Person {id: 'p', name: '甲', phone: '110', spelling: 'jia'})
          -[:HOLDS {post: '书记', key: 'p|c|书记|'}]->(new)
        CREATE (p)-[:HOLDS {post: '网格员', key: 'p|c|网格员|', until: date('2026-03-02')}]->(c)
        CREATE (far:Department:Body {id: 'd', name: '远方局'})-[:CROSS_HOLDING {key: 'c|d', people: 1}]->(new)
        CREATE (:Waiver {id: 'w', gap: 'x'})
        """
    )
    return graph


def test_everything_ever_said_is_there_and_what_is_absent_is_null(town: Store) -> None:
    all_of_it = columns(town)
    assert {family: frame["id"].to_list() for family, frame in all_of_it.nodes.items()} == {
        "Place": ["b", "c", "s"],
        "Body": ["c", "d", "o"],
        "Person": ["p"],
    }
    places = all_of_it.nodes["Place"].rows_by_key("id", named=True, unique=True)
    assert places["s"]["tags"] == ["主城区", "示范"]
    assert places["c"]["tags"] == []
    assert places["b"]["tags"] is None
    assert (places["s"]["level"], places["s"]["households"], places["c"]["households"]) == ("street", 12, None)
    assert places["b"]["until"] == DAY
    part_of = all_of_it.edges["PART_OF"]
    assert part_of.select("start_family", "start", "end_family", "end", "since").rows() == [
        ("Place", "b", "Place", "c", date(1969, 12, 31)),
        ("Place", "c", "Place", "s", None),
    ]
    assert all_of_it.edges["SUCCEEDED_BY"].select("start", "end").rows() == [("o", "c")]
    assert sorted(all_of_it.edges) == ["COVERS", "HOLDS", "PART_OF", "SUCCEEDED_BY"]
    assert all_of_it.names()["Body|c"] == "党支部"


def test_on_a_day_an_edge_is_there_only_with_both_its_ends(town: Store) -> None:
    before, on = columns(town, as_of=date(2026, 2, 28)), columns(town, as_of=DAY)
    assert before.edges["PART_OF"]["start"].to_list() == ["b", "c"]
    assert on.edges["PART_OF"]["start"].to_list() == ["c"]
    assert ("COVERS" in before.edges, "COVERS" in on.edges) == (False, True)
    assert "SUCCEEDED_BY" not in on.edges  # one end is over
    assert on.nodes["Body"]["id"].to_list() == ["c", "d"]
    assert columns(town, as_of=date(2026, 3, 2)).edges["HOLDS"]["post"].to_list() == ["书记"]


def test_posts_are_what_analyses_take(town: Store) -> None:
    assert columns(town, place="s", as_of=DAY).posts().rows() == [
        ("p", "Body|c", "书记", None, None),
        ("p", "Place|c", "网格员", None, date(2026, 3, 2)),
    ]
    assert columns(town, place="b").posts().columns == ["person", "at", "post", "since", "until"]


def test_of_a_place_are_what_lies_in_it_and_what_is_tied_to_that(town: Store) -> None:
    inside = columns(town, place="s", as_of=DAY)
    assert {family: frame["id"].to_list() for family, frame in inside.nodes.items()} == {
        "Place": ["c", "s"],
        "Body": ["c"],
        "Person": ["p"],
    }
    ever = columns(town, place="s")
    assert ever.nodes["Place"]["id"].to_list() == ["b", "c", "s"]
    with pytest.raises(NotFound, match="No place has the id 'nowhere'"):
        columns(town, place="nowhere")
    with pytest.raises(NotFound, match="in force on 2026-03-01"):
        columns(town, place="b", as_of=DAY)


def test_lines_are_strands_or_types_and_keep_what_they_tie(town: Store) -> None:
    party = columns(town, lines=["party"])
    assert sorted(party.edges) == ["COVERS", "SUCCEEDED_BY"]
    assert {family: frame["id"].to_list() for family, frame in party.nodes.items()} == {
        "Place": ["c"],
        "Body": ["c", "o"],
    }
    assert columns(town, lines=["CROSS_HOLDING"]).edges["CROSS_HOLDING"]["people"].to_list() == [1]
    assert [edge.type for edge in edge_types(["posts", "IN_GRID"])] == ["IN_GRID", "HOLDS"]
    assert columns(town, lines=[]).nodes == {}
    with pytest.raises(InvalidInput, match=r"no line 'pary'.*party"):
        columns(town, lines=["pary"])
    with pytest.raises(InvalidInput, match="as a list"):
        columns(town, lines="party")


def test_personal_fields_are_there_only_when_asked_for(town: Store) -> None:
    assert not {"phone", "sex", "spelling"} & set(columns(town).nodes["Person"].columns)
    assert columns(town, personal=True).nodes["Person"]["phone"].to_list() == ["110"]


def test_the_graph_of_networkx_has_all_of_it(town: Store) -> None:
    drawn = package.network(town, place="s", as_of=DAY)
    assert isinstance(drawn, nx.MultiDiGraph)
    assert sorted(drawn.nodes) == ["Body|c", "Person|p", "Place|c", "Place|s"]
    assert drawn.nodes["Place|s"] == {
        "family": "Place",
        "id": "s",
        "label": "Street",
        "level": "street",
        "name": "街道",
        "tags": ["主城区", "示范"],
        "households": 12,
    }
    assert sorted(drawn.edges(keys=True)) == [
        ("Body|c", "Place|c", "COVERS|c|c|"),
        ("Person|p", "Body|c", "HOLDS|p|c|书记|"),
        ("Person|p", "Place|c", "HOLDS|p|c|网格员|"),
        ("Place|c", "Place|s", "PART_OF|c|s"),
    ]
    covers = drawn.edges["Body|c", "Place|c", "COVERS|c|c|"]
    assert covers == {"type": "COVERS", "since": date(2026, 3, 1), "source_row": "表 › 1"}
    assert drawn.graph == {"data_version": 0, "as_of": DAY, "place": "s"}


def test_an_empty_graph_gives_an_empty_network(graph: Store) -> None:
    assert columns(graph).nodes == {}
    assert network(graph).number_of_nodes() == 0


@pytest.mark.parametrize("level", ["Street", "Community", "MicroGrid"])
def test_a_places_network_is_that_of_the_questions(store: Store, linfen: Twin, level: str) -> None:
    day = date(2024, 6, 30)
    labels = [table for table in linfen.tables if table.what == level]
    for place in labels[0].columns["id"][:2]:
        asked = nodes_in(store, place=place, as_of=day)
        found = columns(store, place=place, as_of=day)
        assert sorted(map(key_of, asked)) == sorted(found.names())
        assert sum(frame.height for frame in found.nodes.values()) == len(asked)
        edges = edges_among(store, keys=[key_of(node) for node in asked], as_of=day)
        assert sorted((edge.type, edge.key) for edge in edges) == sorted(
            (type_, key) for type_, frame in found.edges.items() for key in frame["key"]
        )


def test_the_whole_of_a_twin_is_its_tables(store: Store, linfen: Twin) -> None:
    whole = columns(store, personal=True)
    for table in linfen.tables:
        owner = SCHEMA.node.get(table.what)
        if owner is None:
            assert whole.edges[table.what].height == len(table)
            continue
        own = whole.nodes[owner.family.name]
        own = own.filter(own["label"] == table.what).sort("id")
        order = sorted(range(len(table)), key=lambda i: table.columns["id"][i])
        for name, values in table.columns.items():
            assert own[name].to_list() == [values[i] for i in order], (table.what, name)
