"""A picture as a graph: for networkx in this process, as GraphML and GEXF for other programs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import networkx as nx

from graph.handover import FORMS
from graph.schema import SCHEMA
from graph.views.picture import Picture, PictureEdge, PictureNode
from graph.views.words import caption
from graph.words import NOT_IN_XML, sign_of

if TYPE_CHECKING:
    from graph.whole import Graph

One = TypeVar("One", Picture, PictureNode, PictureEdge)
IN_GEXF = FORMS["gexf"].kept


def graph_of(picture: Picture) -> Graph:
    """A picture as a graph whose nodes and edges have the picture's keys.

    Attributes are the fields of a picture under their names, dates as ISO text. What is absent is left out, and so is
    an empty text, which GraphML does not tell from an absent one.
    """
    graph: Graph = nx.MultiDiGraph(**_attributes(picture, ("nodes", "edges")))
    for node in picture.nodes:
        graph.add_node(node.key, **_attributes(node))
    for edge in picture.edges:
        graph.add_edge(edge.start, edge.end, edge.key, **_attributes(edge))
    return graph


def graphml(picture: Picture) -> bytes:
    """As GraphML; a character that XML forbids becomes the sign for it (U+0001 is ␁)."""
    return FORMS["graphml"].write(graph_of(_for_xml(picture)))


def gexf(picture: Picture, *, lang: str = "zh") -> bytes:
    """As GEXF with places and colours; `IN_GEXF` says which attributes have other names there."""
    held = _for_xml(picture)
    graph: Graph = nx.MultiDiGraph(name=held.title)
    for node in held.nodes:
        place = {"x": float(node.x), "y": -float(node.y), "z": 0.0}  # y is upwards there
        viz = {"position": place, "color": _colour(SCHEMA.node[node.label].colour)}
        graph.add_node(node.key, **_in_gexf(node), label=caption(node, lang), viz=viz)
    for edge in held.edges:
        viz = {"color": _colour(SCHEMA.edge[edge.type].strand.colour)}
        graph.add_edge(edge.start, edge.end, edge.key, **_in_gexf(edge), id=edge.key, viz=viz)
    file = io.BytesIO()
    nx.write_gexf(graph, file)
    return file.getvalue()


def _attributes(
    one: Picture | PictureNode | PictureEdge, structure: Sequence[str] = ("key", "start", "end")
) -> dict[str, Any]:
    """The fields that are there, but for those that are the graph's structure."""
    return {
        name: _plain(value)
        for name, value in vars(one).items()
        if name not in structure and value not in (None, "", [])
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else value


def _in_gexf(one: PictureNode | PictureEdge) -> dict[str, Any]:
    return {IN_GEXF.get(name, name): value for name, value in _attributes(one).items()}


def _for_xml(picture: Picture) -> Picture:
    """The same picture, every text of which XML can hold; two keys stay two."""
    nodes, edges = [_held(node) for node in picture.nodes], [_held(edge) for edge in picture.edges]
    return replace(_held(picture), nodes=nodes, edges=edges)


def _held(one: One) -> One:
    """The same, itself where nothing is to be done."""
    texts: dict[str, Any] = {
        name: NOT_IN_XML.sub(sign_of, value)
        for name, value in vars(one).items()
        if isinstance(value, str) and NOT_IN_XML.search(value)
    }
    return replace(one, **texts) if texts else one


def _colour(text: str) -> dict[str, Any]:
    return {"r": int(text[1:3], 16), "g": int(text[3:5], 16), "b": int(text[5:], 16), "a": 1.0}
