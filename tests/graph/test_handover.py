"""A network that leaves for another tool and comes back is the same; and other tools' readers take it."""

from __future__ import annotations

import io
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InvalidInput
from graph.handover import FORMS, read, write
from graph.schema import SCHEMA

# what a record's text may be: no control characters but the end of a line and the tab, no half characters
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=8).filter(str.strip)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": texts | st.sampled_from(["1号楼 2单元", 'a"b', "c'd", "e\\f", "%20", "甲\n乙", "a\tb", "true", "12", "〇"]),
    "integer": st.integers(-(2**62), 2**62),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "date": days,
    "texts": st.lists(texts, max_size=3),
}


def said(draw: st.DrawFn, properties: Any) -> dict[str, Any]:
    chosen = draw(st.sets(st.sampled_from([p for p in properties if p.name not in ("id", "key")]), max_size=6))
    return {p.name: draw(VALUES[p.type]) for p in sorted(chosen, key=lambda p: p.name)}


@st.composite
def networks(draw: st.DrawFn) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for id_ in draw(st.lists(texts, unique=True, max_size=4)):
        node = draw(st.sampled_from([node for node in SCHEMA.nodes if node.family.named]))
        family = node.family.name
        values = said(draw, node.all_properties) | {"family": family, "id": id_, "label": node.label}
        graph.add_node(f"{family}|{id_}", **values)
    nodes = list(graph)
    for key in draw(st.lists(texts, unique=True, max_size=6)) if nodes else ():
        edge = draw(st.sampled_from(SCHEMA.edges))
        ends = [draw(st.sampled_from(nodes)) for _ in range(2)]
        graph.add_edge(*ends, f"{edge.type}|{key}", **(said(draw, edge.properties) | {"type": edge.type}))
    return graph


def told(graph: nx.MultiDiGraph[str]) -> tuple[dict[str, Any], dict[Any, Any]]:
    return dict(graph.nodes(data=True)), {(s, e, k): v for s, e, k, v in graph.edges(data=True, keys=True)}


@pytest.mark.parametrize("form", FORMS)
@given(networks())
@settings(max_examples=120, deadline=None)
def test_there_and_back_is_the_same(form: str, graph: nx.MultiDiGraph[str]) -> None:
    before = told(graph.copy())
    back = read(write(graph, form), form)
    assert isinstance(back, nx.MultiDiGraph)
    assert told(back) == before
    assert told(graph) == before  # what was written is untouched


def small() -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(as_of=date(2024, 6, 30), place="s", data_version=3)
    graph.add_node("Place|s", family="Place", id="s", label="Street", name="临汾路街道", tags=["主城区", "示范"])
    graph.add_node("Person|p", family="Person", id="p", label="Person", name="李 冰", synthetic=True)
    graph.add_edge("Person|p", "Place|s", "HOLDS|1", type="HOLDS", post="网格员", since=date(2024, 1, 1))
    graph.add_edge("Person|p", "Place|s", "HOLDS|2", type="HOLDS", post="楼组长", source_row="表 › 2")
    return graph


@pytest.mark.parametrize("form", ["graphml", "json"])
def test_what_is_said_of_the_whole_is_kept_where_the_form_can(form: str) -> None:
    assert read(write(small(), form), form).graph == small().graph


def test_networkx_and_others_read_the_files() -> None:
    graphml = nx.read_graphml(io.BytesIO(write(small(), "graphml")))
    assert graphml.nodes["Place|s"]["name"] == "临汾路街道"
    assert graphml.edges["Person|p", "Place|s", "HOLDS|1"]["since"] == "2024-01-01"
    gexf = nx.read_gexf(io.BytesIO(write(small(), "gexf")))
    assert gexf.nodes["Person|p"]["label"] == "李 冰"
    pajek = write(small(), "pajek").decode()
    assert pajek.splitlines()[0] == "*vertices 2"
    assert "临汾路街道" in pajek
    node_link = orjson.loads(write(small(), "json"))
    assert [node["id"] for node in node_link["nodes"]] == ["Place|s", "Person|p"]
    assert [(edge["source"], edge["target"]) for edge in node_link["edges"]] == [("Person|p", "Place|s")] * 2


def test_igraph_takes_the_graph_and_its_file(tmp_path: Path) -> None:
    import igraph

    drawn = igraph.Graph.from_networkx(small())
    assert (drawn.vcount(), drawn.ecount(), drawn.es["post"]) == (2, 2, ["网格员", "楼组长"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # igraph says that it keeps no ids of edges
        (tmp_path / "small.graphml").write_bytes(write(small(), "graphml"))
        assert igraph.Graph.Read_GraphML(str(tmp_path / "small.graphml")).vs["name"][0] == "临汾路街道"


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_read_is_refused_in_a_sentence(form: str) -> None:
    for wrong in (b"", b"\xff\xfe\x00", b"{}", b"<graph", b"*vertices 3\n1"):
        with pytest.raises(InvalidInput, match=f"no network in the form {form}"):
            read(wrong, form)


def test_there_is_no_other_form() -> None:
    with pytest.raises(InvalidInput, match="graphml, gexf, pajek, json"):
        write(small(), "dot")
