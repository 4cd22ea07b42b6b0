"""How long a picture takes as an interactive page: ours, and pyvis as its documentation shows it.

`python -m benchmarks.pictures` makes a picture of 10,000 nodes and 20,000 edges and builds its page TURNS times each
way, taking turns; it prints the median of each and their ratio. The goal of ours is 0.5 s. It needs no database.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date

from pyvis.network import Network

from graph.schema import SCHEMA
from graph.views.interactive import html
from graph.views.picture import Picture, PictureEdge, PictureNode
from graph.views.svg import svg

NODES, EDGES, TURNS, GOAL = 10_000, 20_000, 3, 0.5
KINDS = ("Community", "Grid", "Building", "PartyOrg", "Person")


def picture() -> Picture:
    """Nodes of a few labels, and edges between them at random."""
    draw = random.Random(1)
    nodes = []
    for n in range(NODES):
        label = draw.choice(KINDS)
        family = SCHEMA.node[label].family.name
        nodes.append(
            PictureNode(
                key=f"{family}|{n}",
                family=family,
                id=str(n),
                label=label,
                name=f"临汾路{n}弄",
                kind=None,
                level=None,
                synthetic=True,
                state="there",
                shared=False,
                middle=n == 0,
                nodes=1,
                opens=None,
                x=draw.uniform(-5000, 5000),
                y=draw.uniform(-5000, 5000),
            )
        )
    edges = [
        PictureEdge(
            key=f"e{n}",
            type=draw.choice(("PART_OF", "HOLDS", "COVERS")),
            start=draw.choice(nodes).key,
            end=draw.choice(nodes).key,
            word="网格员",
            since=date(2020, 1, 1),
            until=None,
            state="there",
            synthetic=True,
            source="people.csv, row 3",
            edges=1,
        )
        for n in range(EDGES)
    ]
    return Picture(
        title="临汾路街道",
        layout="ties",
        seed=1,
        as_of=date(2026, 3, 1),
        compared_with=None,
        nodes=nodes,
        edges=edges,
        days=[],
        left_out=0,
        data_version=1,
        synthetic=True,
    )


def one_by_one(given: Picture) -> str:
    """As pyvis's documentation shows it: each node and edge added, its own page around them."""
    net = Network(directed=True, cdn_resources="in_line")
    for node in given.nodes:
        colour = SCHEMA.node[node.label].colour
        net.add_node(node.key, label=node.name, title=node.name, color=colour, x=node.x, y=node.y)
    for edge in given.edges:
        net.add_edge(edge.start, edge.end, title=edge.word, color=SCHEMA.edge[edge.type].strand.colour)
    net.toggle_physics(False)
    return str(net.generate_html())


def main() -> None:
    given = picture()
    ways: dict[str, Callable[[], str]] = {
        "html, ours": lambda: html(given),
        "html, pyvis one by one": lambda: one_by_one(given),
        "svg": lambda: svg(given),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(TURNS):
        for name, build in sorted(ways.items(), reverse=bool(turn % 2)):
            start = time.perf_counter()
            build()
            taken[name].append(time.perf_counter() - start)
    print(f"| {NODES:,} nodes, {EDGES:,} edges | median, s |")
    print("| --- | --- |")
    median = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in median.items():
        print(f"| {name} | {seconds:.2f} |")
    ours, theirs = (median[name] for name in list(ways)[:2])
    print(f"ratio {theirs / ours:.1f}; the goal of ours is {GOAL} s")


if __name__ == "__main__":
    main()
