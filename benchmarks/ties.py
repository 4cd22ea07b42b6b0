"""How long the ties of a whole register take: things that share office-holders, and what hangs together by them.

`python -m benchmarks.ties` makes a register of 1,000,000 posts, people holding as many as in Bishan's twin and a few
many more, and projects it to its bodies and places three ways: ours, networkx's `weighted_projected_graph` and igraph's
`bipartite_projection`. It compares pairs, weights and components of two or more first, then prints seconds and ratios
of TURNS taken in turn (networkx once): the median by the clock, and the least of the processors, of which ours uses
two at once; on a machine that others use too, only the latter tells much. Everything begins from the same columns in
memory and ends with pairs and components; reading from a database is not in it. All three count plain sharing, since
that is what theirs count; how long the ties by different posts take is said beside. The goals of ours are 100 times
networkx and 10 times igraph.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import igraph
import networkx as nx
import numpy as np
import polars as pl

from graph.analysis.incidence import POSTS, incidence
from graph.analysis.interlocks import interlocks
from graph.analysis.shape import components

POSTS_HELD, THINGS, BODIES, NAMES, TURNS = 1_000_000, 150_000, 50_000, 40, 5
HELD = {1: 0.69, 2: 0.22, 3: 0.05, 4: 0.0245, 5: 0.01, 6: 0.0035, 7: 0.001, 8: 0.0005, 30: 0.0005}
"""posts a person → share of people: up to 8 as in Bishan's twin, and one in 2,000 with 30"""
LARGEST = 150  # times the posts of the smallest has the largest, at most: some 340, as in Linfen's twin
DAY = date(2026, 3, 1)
Pairs = dict[tuple[str, str], int]


def register() -> pl.DataFrame:
    """Posts in no order; what a body has of them falls off as a power, as far as `LARGEST`."""
    draw = np.random.default_rng(1)
    many = draw.choice(list(HELD), size=POSTS_HELD, p=list(HELD.values()))
    person = np.repeat(np.arange(POSTS_HELD), many)[:POSTS_HELD]
    weight = np.minimum(draw.pareto(1.5, THINGS) + 1, LARGEST)
    at = draw.choice(THINGS, size=POSTS_HELD, p=weight / weight.sum())
    rows = pl.DataFrame({"person": person, "at": at, "post": draw.integers(0, NAMES, POSTS_HELD)})
    number = pl.col("at").cast(pl.String).str.zfill(6)
    named = rows.select(
        person=pl.format("person-{}", pl.col("person").cast(pl.String).str.zfill(7)),
        at=pl.when(pl.col("at") < BODIES).then("Body|body-" + number).otherwise("Place|place-" + number),
        post=pl.format("职务{}", "post"),
        since=pl.lit(None),
        until=pl.lit(None),
    )
    return named.cast(dict(POSTS)).sample(fraction=1, shuffle=True, seed=1)


class Times:
    """Seconds of each part over all turns, by the clock and of the processors."""

    def __init__(self) -> None:
        self.clock: dict[str, list[float]] = {}
        self.busy: dict[str, list[float]] = {}

    def of(self, part: str, work: Callable[[], Any]) -> Any:
        gc.collect()
        start, begun = time.perf_counter(), time.process_time()
        found = work()
        self.clock.setdefault(part, []).append(time.perf_counter() - start)
        self.busy.setdefault(part, []).append(time.process_time() - begun)
        return found

    def said(self, *parts: str) -> tuple[float, float]:
        """The median by the clock and the least of the processors, parts added up."""
        return sum(statistics.median(self.clock[part]) for part in parts), sum(min(self.busy[part]) for part in parts)


def ours(posts: pl.DataFrame, times: Times) -> tuple[pl.DataFrame, pl.DataFrame]:
    held = times.of("ours, codes and matrix", lambda: incidence(posts, DAY, alone=False))
    network = times.of("ours, product", lambda: held.of_things(different=False))
    return times.of("ours, pairs of keys", network.pairs), times.of("ours, components", lambda: components(network))


def by_networkx(posts: pl.DataFrame, times: Times) -> tuple[Pairs, list[set[str]]]:
    def build() -> nx.Graph:
        graph = nx.Graph()
        graph.add_edges_from(posts.select("person", "at").iter_rows())
        return graph

    graph = times.of("networkx, graph", build)
    things = posts["at"].unique().to_list()
    made = times.of("networkx, projection", lambda: nx.bipartite.weighted_projected_graph(graph, things))
    parts = times.of("networkx, components", lambda: list(nx.connected_components(made)))
    return {(min(a, b), max(a, b)): n for a, b, n in made.edges(data="weight")}, parts


def by_igraph(posts: pl.DataFrame, times: Times) -> tuple[Pairs, list[set[str]]]:
    def build() -> Any:
        graph = igraph.Graph.TupleList(posts.select("person", "at").iter_rows())
        graph.vs["type"] = [name[0] != "p" for name in graph.vs["name"]]
        return graph.simplify()

    graph = times.of("igraph, graph", build)
    made = times.of("igraph, projection", lambda: graph.bipartite_projection(multiplicity=True, which=1))
    parts = times.of("igraph, components", made.connected_components)
    names = made.vs["name"]
    ends = (
        (*sorted((names[a], names[b])), n) for (a, b), n in zip(made.get_edgelist(), made.es["weight"], strict=True)
    )
    return {(a, b): n for a, b, n in ends}, [{names[node] for node in part} for part in parts]


def main() -> None:
    posts, times = register(), Times()
    found, shape = ours(posts, times)
    pairs = {(a, b): n for a, b, n in found.iter_rows()}
    parts = {frozenset(part) for part in shape.group_by("component").agg("at")["at"].to_list() if len(part) > 1}
    for others, their_parts in (by_networkx(posts, times), by_igraph(posts, times)):
        assert others == pairs
        assert {frozenset(part) for part in their_parts if len(part) > 1} == parts
    print(
        f"{posts.height:,} posts, {posts['person'].n_unique():,} people, {posts['at'].n_unique():,} bodies and places:"
    )
    print(f"{len(pairs):,} pairs in {len(parts):,} components, the same three ways")
    del others, their_parts, pairs, parts
    for turn in range(TURNS):
        for way in (ours, by_igraph) if turn % 2 else (by_igraph, ours):
            way(posts, times)
        beside = incidence(posts, DAY, alone=False)
        times.of("beside: product by different posts", beside.of_things)
        times.of("beside: interlocks with posts and days, from the columns", lambda: interlocks(posts, DAY))
    print("| part | by the clock, s | of processors, s |")
    print("| --- | --- | --- |")
    for part in times.clock:
        print("| {} | {:.3f} | {:.3f} |".format(part, *times.said(part)))
    names = ("ours", "networkx", "igraph")
    whole = {name: times.said(*(part for part in times.clock if part.startswith(name))) for name in names}
    print("from columns to pairs and components: ours {:.3f} s, {:.3f} s of processors".format(*whole["ours"]))
    for name, goal in (("networkx", 100), ("igraph", 10)):
        clock, busy = (theirs / own for theirs, own in zip(whole[name], whole["ours"], strict=True))
        print(f"{name}: {clock:.0f} times by the clock, {busy:.0f} times of processors; the goal is {goal}")
    theirs, own = times.said("igraph, projection"), times.said("ours, product")
    print(
        f"projection alone, igraph: {theirs[0] / own[0]:.1f} times by the clock, {theirs[1] / own[1]:.1f} of processors"
    )


if __name__ == "__main__":
    main()
