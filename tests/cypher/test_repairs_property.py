"""Repairs on seeded random networks: loaded, they close the gap, and no single change does what takes them two."""

from __future__ import annotations

from benchmarks import repairs as benchmark
from cypher.gaps import MEASURES
from graph.store import Store
from loaders import expected
from loaders.expected import Walk

SEEDS = range(5000, 5040)


def test_repairs_of_random_gaps_close_them_and_none_is_smaller(graph: Store) -> None:
    score = benchmark.of_random_networks(graph, SEEDS)
    assert score.wrong == []
    assert score.tried == len(SEEDS)
    assert score.sizes[1] >= len(SEEDS) / 2, "the networks must not be so odd that nothing can be repaired"
    assert score.sizes[2] >= 3, "nor may one change always be enough"
    assert len(score.measures) >= len(MEASURES) / 2


def test_the_search_finds_what_it_looks_for() -> None:
    """Of gaps by one it finds a change for most: what is new to the graph, which some need, it does not try."""
    found = []
    for seed in range(120):
        gap = benchmark.random_gap(seed)
        if gap is None or gap.norm.min in (None, 0):
            continue
        value = expected.measured(Walk(gap.net, benchmark.DAY), gap.norm, gap.subject)
        if value is not None and gap.norm.min - value == 1:
            found.append(benchmark.smaller(gap, benchmark.DAY) is not None)
    assert len(found) > 20
    assert sum(found) > 0.6 * len(found)
