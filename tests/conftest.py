"""One real Neo4j for each worker of the run, a clean graph for each test that asks for one.

`server`, `store` and `graph` bring what they need; a test that uses one of them is marked `neo4j` by that alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from graph import local
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import Twin, twin

ROOT = Path(__file__).parents[1]
NEED_NEO4J = {"server", "store", "graph"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if NEED_NEO4J & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.neo4j)


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def _home() -> Path:
    return Path(os.environ.get("WANGGE_HOME") or ROOT / ".wangge-test").absolute()


@pytest.fixture(scope="session")
def tests_home(worker_id: str) -> Path:
    """Where a worker of the run keeps its servers: below WANGGE_HOME as the Makefile sets it."""
    return _home() / worker_id


@pytest.fixture(scope="session")
def jars_home() -> Path:
    """The jars of Neo4j, fetched once, shared by all workers and kept from run to run."""
    return Path(os.environ.get("WANGGE_JARS") or _home() / "jars").absolute()


@pytest.fixture(scope="session", autouse=True)
def environment(tests_home: Path, jars_home: Path) -> Iterator[None]:
    """No WANGGE_ variable of the developer reaches a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("WANGGE_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def settings(tests_home: Path, jars_home: Path, environment: None) -> Settings:
    """Settings of the run's one server: a home of its own, small memory."""
    return Settings.from_environment(
        {
            "WANGGE_HOME": str(tests_home / "server"),
            "WANGGE_JARS": str(jars_home),
            "WANGGE_HEAP_MB": "1024",
            "WANGGE_PAGE_CACHE_MB": "128",
        }
    )


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[local.Server]:
    """The one server of the run, empty at its start, stopped at its end."""
    local.stop(settings)  # a run that was killed may have left it
    shutil.rmtree(settings.home, ignore_errors=True)
    yield local.start(settings)
    local.stop(settings)


@pytest.fixture(scope="session")
def store(server: local.Server, settings: Settings) -> Iterator[Store]:
    """A store on that server, with the schema applied."""
    with Store.open(settings) as opened:
        yield opened


def empty(store: Store) -> None:
    """Leave nothing in the graph but the node that says which schema it follows."""
    while store.read("MATCH (n) WHERE NOT n:Network RETURN n.id AS id LIMIT 1"):
        # in parts: the small server of the tests cannot empty the graph of a whole county in one transaction
        store.write("MATCH (n) WHERE NOT n:Network WITH n LIMIT 10000 DETACH DELETE n")


@pytest.fixture
def graph(store: Store) -> Store:
    """The store with nothing in it but the node that says which schema it follows."""
    empty(store)
    store.write("MATCH (n:Network) SET n.sequence = 0, n.loaded_at = null")
    return store


@pytest.fixture(scope="session")
def configured(server: local.Server, settings: Settings) -> Settings:
    """Settings that name the run's server as one of the user's own, so that no home is the service's but its own."""
    return replace(
        settings, uri=server.uri, user=server.user, password=local.password(server), database=server.database
    )


@pytest.fixture(scope="module")
def linfen(store: Store) -> Iterator[Twin]:
    """Linfen's twin alone in the graph, a street; what was planted in it is in `planted`."""
    yield from alone("linfen", store)


@pytest.fixture(scope="module")
def bishan(store: Store) -> Iterator[Twin]:
    """Bishan's twin alone in the graph, a district; a module asks for one twin, for each empties the graph."""
    yield from alone("bishan", store)


def alone(place: str, store: Store) -> Iterator[Twin]:
    """A place's twin, as long as it is alone in the graph."""
    empty(store)
    made = twin(place, seed=1, defects="demo")
    load(store, made.tables, sources=["twin"])
    yield made
    empty(store)


@pytest.fixture(scope="session")
def wangge(settings: Settings) -> Run:
    """Run the command in a process of its own, on the run's one server."""
    environment = {
        # a worker's COLUMNS are those of no reader
        **{name: value for name, value in os.environ.items() if not name.startswith(("WANGGE_", "COLUMNS"))},
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
