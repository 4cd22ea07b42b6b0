"""The whole network of a scaled twin into memory: `graph.whole.columns`, and `result.data()` of the bare driver.

`python -m benchmarks.whole [--buildings N]` imports a twin of about a million edges into a server of its own below
WANGGE_HOME, reads every node and edge with all it says each way, TURNS times, taking turns, compares what was read, and
prints medians and their ratio; the goal is at least 5. Dates are compared as days.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j

from graph import local
from graph.settings import Settings
from graph.store import Store
from graph.whole import Network, columns
from loaders import frames
from loaders.offline import bring_in
from loaders.twin import scaled

PLACE, BUILDINGS, TURNS, GOAL = "bishan", 137_000, 3, 5
NODES = "MATCH (n:Place|Body|Person|IssueType|Item) RETURN labels(n) AS labels, properties(n) AS said"
EDGES = (
    "MATCH (a)-[e]->(b) WHERE type(e) <> 'CROSS_HOLDING' "
    "RETURN labels(a) AS starts, a.id AS start, labels(b) AS ends, b.id AS end, type(e) AS type, properties(e) AS said"
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole")
    parser.add_argument("--buildings", type=int, default=BUILDINGS)
    buildings = parser.parse_args().buildings
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark-whole", heap_mb=2048, page_cache_mb=1024)
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables"
        frames.write(scaled(PLACE, buildings=buildings, seed=1), tables, "parquet")
        bring_in(settings, tables, overwrite=True, say=print)
    try:
        with Store.open(settings, say=print) as store:
            turns(store, local.start(settings))
    finally:
        local.stop(settings)


def turns(store: Store, server: local.Server) -> None:
    taken: dict[str, list[float]] = {"columns": [], "data": []}
    with closing(neo4j.GraphDatabase.driver(server.uri, auth=(server.user, local.password(server)))) as driver:

        def data() -> tuple[list[Any], list[Any]]:
            with driver.session(fetch_size=10_000) as session:
                return session.run(NODES).data(), session.run(EDGES).data()

        def ours() -> Network:
            return columns(store, personal=True)

        for turn in range(-1, TURNS):  # the first turn warms the server up, and its answers are compared
            seconds, network = timed(ours)
            if turn >= 0:
                taken["columns"].append(seconds)
            seconds, rows = timed(data)
            if turn >= 0:
                taken["data"].append(seconds)
            else:
                compare(network, *rows)
            del network, rows
    median = {name: statistics.median(values) for name, values in taken.items()}
    print(
        f"whole network: columns {median['columns']:.1f} s, result.data() {median['data']:.1f} s, "
        f"ratio {median['data'] / median['columns']:.1f} (goal {GOAL})"
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made


def compare(network: Network, nodes: list[Any], edges: list[Any]) -> None:
    """Whether both read the same: counts, and every value of one node and edge in a hundred."""
    of_nodes, of_edges = (sum(f.height for f in part.values()) for part in (network.nodes, network.edges))
    print(f"{of_nodes:,} nodes, {of_edges:,} edges")
    assert (of_nodes, of_edges) == (len(nodes), len(edges))
    frames_of = {
        family: frame.rows_by_key("id", named=True, unique=True, include_key=True)
        for family, frame in network.nodes.items()
    }
    for row in nodes[::100]:
        family = next(label for label in row["labels"] if label in frames_of)
        own = frames_of[family][row["said"]["id"]]
        said = {name: native(value) for name, value in row["said"].items() if name != "spelling"}
        told = {name: value for name, value in own.items() if value is not None and name != "label"}
        assert said == told, (said, told)
    by_key = {
        type_: frame.rows_by_key("key", named=True, unique=True, include_key=True)
        for type_, frame in network.edges.items()
    }
    for row in edges[::100]:
        own = by_key[row["type"]][row["said"]["key"]]
        said = {name: native(value) for name, value in row["said"].items()} | {"start": row["start"], "end": row["end"]}
        told = {name: value for name, value in own.items() if value is not None}
        assert told.pop("start_family") in row["starts"]
        assert told.pop("end_family") in row["ends"]
        assert said == told


def native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


if __name__ == "__main__":
    main()
