"""`load` beside hand-written `UNWIND … MERGE` in 10,000-row transactions through the bare driver, on the same records.

`python -m benchmarks.loading [BUILDINGS]` starts a server of its own below WANGGE_HOME, empties it before each turn,
takes turns, and prints medians and their ratio; the goal is at most 1.0. Both sides write the same nodes, edges and
properties; `load` also judges every record, looks every end up, compares with the graph, and keeps it all in one
transaction. Beside them: the same load again, which changes nothing.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import neo4j

from graph import local
from graph.records import Table
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.statements import edge_keys
from graph.store import Store
from loaders.run import load

BUILDINGS, TURNS, ROWS = 25_000, 5, 10_000
SINCE = date(2024, 1, 5)


def main() -> None:
    buildings = int(sys.argv[1]) if len(sys.argv) > 1 else BUILDINGS
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark-loading", heap_mb=1024, page_cache_mb=256)
    tables = network(buildings)
    records = sum(map(len, tables))
    with Store.open(settings, say=print) as store:
        server = local.start(settings)
        try:
            turns(store, server, tables, records)
        finally:
            local.stop(settings)


def turns(store: Store, server: local.Server, tables: list[Table], records: int) -> None:
    taken: dict[str, list[float]] = {"load": [], "by hand": [], "load again": []}
    with closing(neo4j.GraphDatabase.driver(server.uri, auth=(server.user, local.password(server)))) as driver:
        for turn in range(-1, TURNS):  # the first turn warms the server up and is not counted
            for name, work in (("by hand", lambda: by_hand(driver, tables)), ("load", lambda: ours(store, tables))):
                empty(store)
                seconds = timed(work)
                if turn >= 0:
                    taken[name].append(seconds)
            again = timed(lambda: ours(store, tables))
            if turn >= 0:
                taken["load again"].append(again)
    median = {name: statistics.median(values) for name, values in taken.items()}
    for name, seconds in median.items():
        spread = f"{min(taken[name]):.2f} to {max(taken[name]):.2f} s"
        print(f"{name:10}  {seconds:6.2f} s  {records / seconds:8,.0f} records/s  ({spread}, {TURNS} turns)")
    print(f"ratio load / by hand: {median['load'] / median['by hand']:.2f} (goal: at most 1.0)")


def network(buildings: int) -> list[Table]:
    """Communities, their buildings, a person and a post for every second building."""
    communities = [f"310106021{number:03d}" for number in range(max(buildings // 100, 1))]
    ids = [f"building-{number:07d}" for number in range(buildings)]
    people = [f"person-{number:07d}" for number in range(buildings // 2)]
    posts = len(people)
    return [
        Table("Community", {"id": communities, "name": [f"第{id_}居委会" for id_ in communities], "code": communities}),
        Table(
            "Building",
            {
                "id": ids,
                "name": [f"{number}号楼" for number in range(buildings)],
                "kind": ["散居" if number % 7 == 0 else None for number in range(buildings)],
                "households": [number % 60 for number in range(buildings)],
                "since": [SINCE] * buildings,
            },
            "a.xlsx › 楼栋",
        ),
        Table("Person", {"id": people, "name": [f"人{id_}" for id_ in people]}, "a.xlsx › 人员"),
        Table("PART_OF", {"start": ids, "end": [communities[n // 100] for n in range(buildings)]}, "a.xlsx › 隶属"),
        Table(
            "HOLDS",
            {"start": people, "end": ids[:posts], "post": ["楼栋长"] * posts, "since": [SINCE] * posts},
            "a.xlsx › 任职",
        ),
    ]


def ours(store: Store, tables: list[Table]) -> None:
    load(store, tables, sources=["benchmark"]).raise_if_refused()


def by_hand(driver: neo4j.Driver, tables: list[Table]) -> None:
    """What one would write: a map for each row, MERGE on id or key, then SET."""
    for table in tables:
        names = list(table.columns)
        rows: list[dict[str, Any]] = [
            dict(zip(names, row, strict=True)) for row in zip(*table.columns.values(), strict=True)
        ]
        for index, row in enumerate(rows):
            row["source_row"] = table.place(index)
        if table.what in SCHEMA.node:
            node = SCHEMA.node[table.what]
            sets = [
                "n.source_id = 'load-1'",
                *(f"n.{name} = row.{name}" for name in [*names, "source_row"] if name != "id"),
            ]
            if node.family.name == "Place":
                sets.append(f"n.level = '{node.level}'")
            labels = ":".join(node.labels)
            text = f"UNWIND $rows AS row MERGE (n:{labels} {{id: row.id}}) SET {', '.join(sets)}"
        else:
            edge = SCHEMA.edge[table.what]
            for row, key in zip(rows, edge_keys(edge, table.columns), strict=True):
                row["key"] = key
            start = "Person" if table.what == "HOLDS" else "Place"
            sets = ["r.source_id = 'load-1'", "r.source_row = row.source_row"]
            sets += [f"r.{name} = row.{name}" for name in names if name not in ("start", "end")]
            text = (
                f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) MATCH (b:Place {{id: row.end}}) "
                f"MERGE (a)-[r:{table.what} {{key: row.key}}]->(b) SET {', '.join(sets)}"
            )
        with driver.session(database="neo4j") as session:
            for first in range(0, len(rows), ROWS):
                session.execute_write(_run, text, rows[first : first + ROWS])


def _run(transaction: neo4j.ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(text, rows=rows).consume()


def empty(store: Store) -> None:
    while store.write("MATCH (n) WHERE NOT n:Network WITH n LIMIT 20000 SET n.gone = 1 DETACH DELETE n").properties_set:
        pass


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
