"""The `wangge` command as people run it, on Linfen's twin with its planted defects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.store import Store
from loaders.run import load
from loaders.twin import Twin, twin


@pytest.fixture(scope="module")
def linfen(store: Store) -> Iterator[Twin]:
    """Linfen's twin in the graph; what was planted in it is in `planted`."""
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    made = twin("linfen", seed=1, defects="demo")
    load(store, made.tables, sources=["twin"])
    yield made
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
