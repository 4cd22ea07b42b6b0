"""Declarations check themselves, and THE schema keeps what others rely on."""

from __future__ import annotations

import re

import pytest

from graph.model import Edge, Family, Misdeclared, Node, Property, Schema, Strand
from graph.schema import SCHEMA
from graph.words import IN_CHINESE

ID = Property("id", "编号", "text", "identity", required=True)
STRAND = Strand("territory", "地域", "Territory", "#5c677d")
FAMILY = Family("Place", "地点", "a place", (ID,), "square")
NODE = Node("StairGroup", FAMILY, "楼组", "a stair", "#010203")


@pytest.mark.parametrize(
    "declare",
    [
        lambda: Property("birthYear", "年", "integer", "year"),
        lambda: Property("year", "年", "int", "year"),
        lambda: Property("year", "", "integer", "year"),
        lambda: Property("year", "年", "integer", ""),
        lambda: Property("year", "年", "integer", "year", allowed=("1", "2")),
        lambda: Family("place", "地点", "a place", (ID,), "square"),
        lambda: Family("Place", "地点", "a place", (), "square"),
        lambda: Family("Place", "地点", "a place", (ID,), "blob"),
        lambda: Strand("Territory", "地域", "Territory", "#5c677d"),
        lambda: Strand("territory", "地域", "", "#5c677d"),
        lambda: Strand("territory", "地域", "Territory", "grey"),
        lambda: Node("stair", FAMILY, "楼组", "a stair", "#010203"),
        lambda: Node("Stair", FAMILY, "楼组", "a stair", "red"),
        lambda: Node("Stair", FAMILY, "", "a stair", "#010203"),
        lambda: Node("Stair", FAMILY, "楼组", "a stair", "#010203", (Property("number", "编号", "text", "a number"),)),
        lambda: Edge("partOf", (NODE,), (NODE,), "隶属", "lies in", STRAND),
        lambda: Edge("PART_OF", (), (NODE,), "隶属", "lies in", STRAND),
        lambda: Edge("PART_OF", (NODE,), (NODE,), "隶属", "lies in", STRAND, ("since",)),
        lambda: Schema(1, (FAMILY,), (NODE, NODE), ()),
        lambda: Schema(1, (FAMILY, FAMILY), (NODE,), ()),
        lambda: Schema(
            1,
            (FAMILY,),
            (NODE,),
            (Edge("IN", (NODE,), (NODE,), "在", "in", STRAND, (), (Property("id", "编号", "integer", "number"),)),),
        ),
    ],
)
def test_a_contradiction_is_refused(declare):
    with pytest.raises(Misdeclared):
        declare()


def test_level_and_labels_come_from_the_label():
    assert NODE.level == "stair_group"
    assert NODE.labels == ("StairGroup", "Place")
    assert Node("Place", FAMILY, "地点", "any", "#000001").labels == ("Place",)


def test_an_own_property_replaces_the_familys():
    own = Property("id", "编号", "text", "another meaning", required=True)
    assert Node("Stair", FAMILY, "楼", "a stair", "#010203", (own,)).all_properties == (own,)


def test_a_family_stands_for_all_its_labels():
    assert SCHEMA.labels(SCHEMA.edge["IN_GRID"].ends) == ("Grid", "MicroGrid")
    assert set(SCHEMA.labels(SCHEMA.edge["PART_OF"].starts)) == {n.label for n in SCHEMA.level.values()}


def test_all_edges_but_the_last_two_are_dated():
    assert [edge.type for edge in SCHEMA.edges if not edge.dated] == ["SUCCEEDED_BY", "CROSS_HOLDING"]
    assert [edge.type for edge in SCHEMA.edges[-2:]] == ["SUCCEEDED_BY", "CROSS_HOLDING"]


def test_since_is_told_apart_last():
    """What stands before it in a key is how a day learnt later finds its edge."""
    by_since = [edge for edge in SCHEMA.edges if "since" in edge.told_apart]
    assert by_since
    assert all(edge.told_apart[-1] == "since" for edge in by_since)


def test_every_edge_has_a_key_and_its_provenance():
    for edge in SCHEMA.edges:
        assert {"key", "source_id", "source_row"} <= {p.name for p in edge.properties}, edge.type


def test_names_are_words_a_cypher_text_may_hold():
    """They are written into statements, so no name may need quotes."""
    names = [n.label for n in SCHEMA.nodes] + [e.type for e in SCHEMA.edges] + [f.name for f in SCHEMA.families]
    names += [p.name for n in SCHEMA.nodes for p in n.all_properties]
    names += [p.name for e in SCHEMA.edges for p in e.properties]
    assert len(names) > 300
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z_0-9]*", name) for name in names)


def test_every_allowed_value_has_one_word_in_chinese() -> None:
    owners = [*SCHEMA.nodes, *SCHEMA.edges]
    limited = [p for o in owners for p in getattr(o, "all_properties", o.properties) if p.allowed]
    assert limited
    for prop in limited:
        words = [IN_CHINESE[value] for value in prop.allowed]
        assert len(set(words)) == len(words), prop.name
        assert not set(words) & set(prop.allowed)
    assert {value for prop in limited for value in prop.allowed} == set(IN_CHINESE)
