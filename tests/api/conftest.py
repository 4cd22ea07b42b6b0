"""The `wangge` command as people run it, on Linfen's twin with its planted defects."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import Twin, twin


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def linfen(store: Store) -> Iterator[Twin]:
    """Linfen's twin in the graph; what was planted in it is in `planted`."""
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    made = twin("linfen", seed=1, defects="demo")
    load(store, made.tables, sources=["twin"])
    yield made
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")


@pytest.fixture(scope="session")
def wangge(settings: Settings) -> Run:
    """Run the command in a process of its own, on the run's one server."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")},
        "WANGGE_HOME": str(settings.home),
        "WANGGE_JARS": str(settings.jars),
        "WANGGE_HEAP_MB": str(settings.heap_mb),
        "WANGGE_PAGE_CACHE_MB": str(settings.page_cache_mb),
        "PYTHONWARNINGS": "error",
    }

    def run(*arguments: str, cwd: Path | None = None, **more: str) -> Ran:
        done = subprocess.run(
            [Path(sys.executable).with_name("wangge"), *arguments],
            env=environment | more,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
