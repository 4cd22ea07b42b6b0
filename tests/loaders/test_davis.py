"""Davis's Southern Women (1941), as networkx ships them, through the ordinary door: a list of who holds which post."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import networkx as nx
import polars as pl
import pytest

from api.answers.loads import load
from graph.analysis import shape
from graph.analysis.incidence import incidence
from graph.analysis.interlocks import interlocks, tied_people
from graph.store import Store
from graph.whole import columns

DAY = date(2026, 3, 1)


@pytest.fixture
def women(graph: Store, tmp_path: Path) -> Store:
    """Each woman holds at each event a post of its name: one same post at several things would tie nothing."""
    davis = nx.davis_southern_women_graph()
    file = tmp_path / "davis.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["person", "body", "post", "since", "until"])
        writer.writerows(
            [woman, event, f"guest of {event}", None, None]
            for woman in davis.graph["top"]
            for event in davis.neighbors(woman)
        )
    report = load(graph, paths=[file], form="edges", today=DAY)
    assert not report.faults
    assert report.created["Person"] == 18
    assert report.created["HOLDS"] == 89
    return graph


def test_the_known_answers(women: Store) -> None:
    posts = columns(women).posts()
    pairs = interlocks(posts, DAY)
    assert (pairs.height, pairs["people"].sum()) == (66, 214)
    assert tied_people(posts, DAY).height == 139
    held = incidence(posts, DAY)
    assert held.of_things().pairs()["shared"].sum() == 214
    assert round(shape.transitivity(held.of_people()) or 0, 4) == 0.9284


def test_the_edges_that_the_load_drew_are_the_projection(women: Store) -> None:
    drawn = columns(women, lines=["CROSS_HOLDING"]).edges["CROSS_HOLDING"]
    pairs = interlocks(columns(women).posts(), DAY).select("a", "b", "people", "posts")
    keys = [pl.format("{}|{}", f"{side}_family", side) for side in ("start", "end")]
    told = drawn.select(keys[0].alias("a"), keys[1].alias("b"), "people", "posts").sort("a", "b")
    assert told.rows() == pairs.rows()
