"""The divisions that ship."""

from __future__ import annotations

import pytest

from graph.errors import NotFound
from loaders import divisions
from loaders.run import load


def ids(tables, label):
    return next(table.columns["id"] for table in tables if table.what == label)


def test_linfen_has_its_twenty_communities_and_what_is_above_it():
    tables = divisions.tables("310106021")
    assert [ids(tables, label) for label in ("City", "County", "Street")] == [["3101"], ["310106"], ["310106021"]]
    assert len(ids(tables, "Community")) == 20
    city = next(table for table in tables if table.what == "City")
    assert city.columns["name"] == ["上海市"]  # not 市辖区


@pytest.mark.parametrize(
    ("place", "streets"),
    [("dali", 17), ("xixiang", 17), ("guangan", 124), ("linfen", 1), ("bishan", 15), ("daqing", 118), ("anqiu", 12)],
)
def test_every_place_ships_and_loads_whole(graph, place, streets):
    tables = divisions.shipped(place)
    assert len(ids(tables, "Street")) == streets
    report = load(graph, tables, sources=[place])
    assert report.faults == []
    assert report.created["Street"] == streets
    lost = graph.read("MATCH (p:Place) WHERE p.level <> 'city' AND NOT (p)-[:PART_OF]->() RETURN p.id AS id")
    assert lost == []


def test_kinds_come_from_the_code():
    tables = divisions.shipped("daqing")
    kinds = {kind for table in tables if table.what in ("Street", "Community") for kind in table.columns["kind"]}
    assert kinds == {"街道", "镇", "乡", "类乡级", "居委会", "村委会", "类居委会", "类村委会"}


@pytest.mark.parametrize("name", ["atlantis", "999999", "", "3101060219999"])
def test_what_does_not_ship_is_not_found(name):
    with pytest.raises(NotFound, match="linfen"):
        divisions.shipped(name)
