"""Cycles of ownership and leadership, against networkx."""

from __future__ import annotations

import networkx as nx
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.cycles import Cycle, Step, cycles

EDGES = st.sets(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from(["UNDER", "OWNS"])), max_size=12
)


def frame(edges):
    return pl.DataFrame(sorted(edges), schema={"start": pl.String, "end": pl.String, "type": pl.String}, orient="row")


def test_a_body_under_itself_through_others():
    found = cycles(
        frame([("b", "c", "UNDER"), ("c", "a", "OWNS"), ("a", "b", "UNDER"), ("a", "b", "OWNS"), ("c", "d", "UNDER")])
    )
    steps = (Step("a", "b", ("OWNS", "UNDER")), Step("b", "c", ("UNDER",)), Step("c", "a", ("OWNS",)))
    assert found == [Cycle(("a", "b", "c"), steps)]


def test_a_body_that_owns_itself():
    assert cycles(frame([("a", "a", "OWNS"), ("a", "b", "OWNS")])) == [Cycle(("a",), (Step("a", "a", ("OWNS",)),))]


def test_a_tree_has_none():
    assert cycles(frame([("b", "a", "UNDER"), ("c", "a", "UNDER"), ("c", "b", "UNDER")])) == []
    assert cycles(frame([])) == []


@given(EDGES)
def test_as_networkx(edges):
    graph = nx.DiGraph((start, end) for start, end, _ in edges)
    rings = list(nx.simple_cycles(graph))
    parts = {tuple(sorted(part)) for part in nx.strongly_connected_components(graph)}
    parts = {part for part in parts if len(part) > 1 or graph.has_edge(*part * 2)}
    found = cycles(frame(edges))
    assert [cycle.members for cycle in found] == sorted(parts)
    for cycle in found:
        way = [step.start for step in cycle.steps]
        root = cycle.members[0]
        turned = [ring[ring.index(root) :] + ring[: ring.index(root)] for ring in rings if root in ring]
        assert way == min(turned, key=lambda ring: (len(ring), ring))
        assert [step.end for step in cycle.steps] == [*way[1:], root]
        for step in cycle.steps:
            assert set(step.types) == {kind for start, end, kind in edges if (start, end) == (step.start, step.end)}
