"""Components, betweenness and cores, against networkx on small networks."""

from __future__ import annotations

import networkx as nx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis.incidence import incidence
from graph.analysis.shape import betweenness, components, cores, degrees, network, transitivity
from tests.graph.analysis.register import DAY, posts, southern_women

PAIRS = st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(lambda p: p[0] < p[1]))


def made(pairs, keys="abcdefgh"):
    ties = pl.DataFrame([(a, b, 2) for a, b in sorted(pairs)], schema=["a", "b", "people"], orient="row")
    return network(ties.cast({"a": pl.String, "b": pl.String, "people": pl.Int64}), "people", pl.Series(list(keys)))


def column(frame, name):
    return dict(frame.select("at", name).rows())


@given(PAIRS)
def test_as_networkx(pairs):
    ours, theirs = made(pairs), nx.Graph(sorted(pairs))
    theirs.add_nodes_from("abcdefgh")
    assert column(betweenness(ours), "betweenness") == pytest.approx(nx.betweenness_centrality(theirs))
    assert column(cores(ours), "core") == nx.core_number(theirs)
    assert column(degrees(ours), "ties") == dict(theirs.degree)
    assert column(degrees(ours), "shared") == {node: 2 * n for node, n in theirs.degree}
    parts = sorted(nx.connected_components(theirs), key=lambda part: (-len(part), min(part)))
    numbered = {node: (i, len(part)) for i, part in enumerate(parts, start=1) for node in part}
    assert {at: (number, size) for at, number, size in components(ours).rows()} == numbered
    meet = any(n > 1 for _, n in theirs.degree)
    assert transitivity(ours) == (pytest.approx(nx.transitivity(theirs)) if meet else None)


def test_the_southern_women_are_one_part():
    events = incidence(southern_women(), DAY).of_things()
    assert components(events)["size"].to_list() == [14] * 14
    theirs = nx.Graph(list(events.pairs().select("a", "b").iter_rows()))
    assert column(cores(events), "core") == nx.core_number(theirs)


def test_a_network_knows_nodes_without_ties():
    one = incidence(posts(("p", "A", "x"), ("p", "B", "y"), ("q", "C", "z")), DAY).of_things()
    assert components(one).rows() == [("A", 1, 2), ("B", 1, 2), ("C", 2, 1)]
    assert betweenness(one)["betweenness"].to_list() == [0, 0, 0]
    assert cores(one)["core"].to_list() == [1, 1, 0]


def test_nodes_are_those_of_the_ties_if_none_are_said():
    ties = pl.DataFrame({"a": ["x"], "b": ["y"], "people": [3]})
    assert degrees(network(ties, "people")).rows() == [("x", 1, 3), ("y", 1, 3)]


def test_nothing_has_no_shape():
    nothing = made((), keys="")
    for frame in (components(nothing), betweenness(nothing), cores(nothing), degrees(nothing)):
        assert frame.is_empty()
    assert transitivity(nothing) is None
