"""`cover` beside the same Cypher by hand, and `wangge cover --json` beside a script with the bare driver.

`python -m benchmarks.cover` starts a server of its own below WANGGE_HOME, loads Linfen's twin, takes turns, and prints
the medians and their ratio. The goals are at most 1.15 for the function and 1.2 for the whole process.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import neo4j

from cypher import coverage
from cypher.coverage import LINES, cover
from graph import local
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

DAY = date(2026, 3, 1)
CALLS, PROCESSES = 400, 25
TEXT = Path(coverage.__file__).with_name("cover.cypher")
BARE = """
import datetime, json, sys
import neo4j
text, uri, user, password, place = sys.argv[1:6]
with neo4j.GraphDatabase.driver(uri, auth=(user, password)) as driver:
    with driver.session(database="neo4j", default_access_mode="READ") as session:
        rows = session.run(open(text, encoding="utf-8").read(), place=place, as_of=datetime.date(2026, 3, 1),
                           lines=sys.argv[6:], grid_posts=[], ladder_posts=[], teams=[]).data()
json.dump(rows, sys.stdout, ensure_ascii=False, default=str)
"""


def main() -> None:
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark", heap_mb=512, page_cache_mb=128)
    with Store.open(settings, say=print) as store:
        if not store.read("MATCH (p:Place) RETURN p.id AS id LIMIT 1"):
            load(store, twin("linfen").tables, sources=["twin linfen"]).raise_if_refused()
        found = store.read("MATCH (p:Place) WHERE p.level IN ['building', 'stair_group'] RETURN p.id AS id ORDER BY id")
        places = [row["id"] for row in found]
        server = local.start(settings)
        try:
            function(store, server, places)
            process(settings, server, places[0])
        finally:
            local.stop(settings)


def function(store: Store, server: local.Server, places: list[str]) -> None:
    """The typed function, and `session.run` with the file's text."""
    text = TEXT.read_text("utf-8")
    with closing(neo4j.GraphDatabase.driver(server.uri, auth=(server.user, local.password(server)))) as driver:

        def by_hand(n: int) -> list[Any]:
            with driver.session(database=server.database, default_access_mode="READ") as session:
                params = {"place": places[n % len(places)], "as_of": DAY, "lines": list(LINES)}
                return list(session.run(text, {**params, "grid_posts": [], "ladder_posts": [], "teams": []}))

        def ours(n: int) -> list[Any]:
            return cover(store, place=places[n % len(places)], as_of=DAY)

        assert all(len(by_hand(n)) - len(ours(n)) in (0, 1, 2) for n in range(200)), "all but the lines not shown"
        compared("cover() beside session.run", ours, by_hand, CALLS, goal=1.15)


def process(settings: Settings, server: local.Server, place: str) -> None:
    """The whole command, and a whole script, with compiled modules in place and the server up."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"WANGGE_HOME": str(settings.home), "WANGGE_JARS": str(settings.jars)}
    command = [str(Path(sys.executable).with_name("wangge")), "cover", place, "--as-of", DAY.isoformat(), "--json"]
    script = [sys.executable, "-c", BARE, str(TEXT), server.uri, server.user, local.password(server), place, *LINES]

    def run(what: list[str]) -> Any:
        done = subprocess.run(what, env=environment, capture_output=True, check=True)
        return json.loads(done.stdout)

    assert run(command)["rows"]
    assert run(script)
    compared("wangge cover beside a script", lambda _: run(command), lambda _: run(script), PROCESSES, goal=1.2)


def compared(what: str, ours: Callable[[int], Any], theirs: Callable[[int], Any], times: int, *, goal: float) -> None:
    """Take turns, after a tenth of them for nothing, and print the medians."""
    taken: dict[Callable[[int], Any], list[float]] = {ours: [], theirs: []}
    for n in range(-times // 10, times):
        for one in (ours, theirs) if n % 2 else (theirs, ours):
            start = time.perf_counter()
            one(n)
            if n >= 0:
                taken[one].append(time.perf_counter() - start)
    mine, bare = (statistics.median(seconds) * 1000 for seconds in taken.values())
    print(f"{what}: {mine:.2f} ms and {bare:.2f} ms, ratio {mine / bare:.3f} (goal {goal})")


if __name__ == "__main__":
    main()
