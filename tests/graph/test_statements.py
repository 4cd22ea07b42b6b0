"""Texts made from the schema: keys that never collide, look-ups that seek, and only known words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import statements
from graph.schema import SCHEMA

HOLDS, PART_OF = SCHEMA.edge["HOLDS"], SCHEMA.edge["PART_OF"]


def edge_key(edge, start, end, values):
    columns = {"start": [start], "end": [end], **{name: [value] for name, value in values.items()}}
    return statements.edge_keys(edge, columns)[0]


def test_a_key_joins_ends_and_told_apart_values():
    assert edge_key(PART_OF, "a", "b", {"since": None}) == "a|b|"
    assert edge_key(HOLDS, "a", "b", {"post": "网格员", "since": date(2024, 1, 5)}) == "a|b|网格员|2024-01-05"


PART = st.text("a|\\", max_size=4)


@given(st.tuples(PART, PART, PART), st.tuples(PART, PART, PART))
def test_two_different_edges_never_share_a_key(one, other):
    keys = [edge_key(HOLDS, start, end, {"post": post}) for start, end, post in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)


@given(st.lists(st.tuples(PART, PART, st.none() | PART, st.none() | st.dates()), max_size=4))
def test_keys_of_columns_are_the_keys_of_rows(rows):
    columns = {name: [row[i] for row in rows] for i, name in enumerate(("start", "end", "post", "since"))}
    expected = [edge_key(HOLDS, a, b, {"post": p, "since": s}) for a, b, p, s in rows]
    assert statements.edge_keys(HOLDS, columns) == expected


def test_an_unknown_property_is_refused():
    with pytest.raises(ValueError, match="no property 'x'"):
        statements.create_nodes(SCHEMA.node["Grid"], ["x"])
    with pytest.raises(ValueError, match="no property 'households'"):
        statements.update_edges(PART_OF, ["households"])


def texts():
    node = SCHEMA.node["StairGroup"]
    yield statements.read_nodes(node.family, ["name"]), {"ids": []}
    yield statements.update_nodes(node, ["name"]), {"rows": [], "load": ""}
    for edge in SCHEMA.edges:
        yield statements.read_edges(edge, []), {"keys": []}
        yield statements.read_edges(edge, [], exact=True), {"keys": []}
        yield statements.read_edges_to(edge, node.family, []), {"ids": []}
        yield statements.update_edges(edge, []), {"rows": [], "load": ""}
        yield statements.create_edges(edge, "Person", "Place", []), {"rows": [], "load": ""}


def test_every_look_up_seeks_its_index_even_in_an_empty_graph(graph):
    """A plan made while the graph is empty is kept: it must not scan."""
    scanned = []
    made = list(texts())
    assert len(made) > 100
    assert all("USING INDEX SEEK" in text for text, _ in made)
    for text, parameters in made:
        with graph._session("WRITE") as session:
            plan = session.run("EXPLAIN " + text, parameters).consume().plan
        operators = list(_operators(plan))
        if any("Scan" in operator for operator in operators) or not any("Seek" in operator for operator in operators):
            scanned.append((text, operators))
    assert scanned == []


def _operators(plan):
    yield plan["operatorType"]
    for child in plan.get("children", ()):
        yield from _operators(child)


def test_the_schema_can_be_applied_again(graph):
    before = graph.read("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name")
    graph.write_together([(text, {}) for text in statements.schema_statements()])
    assert graph.read("SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name") == before
    assert len(before) == len(SCHEMA.families) + len(SCHEMA.edges)
