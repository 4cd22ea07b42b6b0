"""Random registers: what is loaded reads back equal, and of the faults planted every one is found and none invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.records import Table
from loaders.run import load

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=6)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS).map(
    lambda span: span if None in span or span[0] < span[1] else (None, None)
)


@st.composite
def registers(draw: st.DrawFn) -> list[Table]:
    """Buildings in communities, and people who hold posts in them: every row as it may be."""
    communities = draw(st.lists(TEXT, min_size=1, max_size=3, unique=True))
    own = st.lists(TEXT.filter(lambda id_: id_ not in communities), min_size=1, max_size=6, unique=True)
    buildings, people = draw(own), draw(st.lists(TEXT, min_size=1, max_size=4, unique=True))

    def column(values: st.SearchStrategy[Any], length: int) -> list[Any]:
        return draw(st.lists(values, min_size=length, max_size=length))

    spans = column(SPANS, len(buildings))
    held = draw(
        st.lists(
            st.tuples(st.sampled_from(people), st.sampled_from(buildings), TEXT, SPANS),
            max_size=8,
            unique_by=lambda row: row[:3],
        )
    )
    return [
        Table("Community", {"id": communities, "name": column(TEXT, len(communities))}),
        Table(
            "Building",
            {
                "id": buildings,
                "name": column(TEXT, len(buildings)),
                "households": column(st.none() | st.integers(0, 2**62), len(buildings)),
                "tags": column(st.none() | st.lists(TEXT, min_size=1, max_size=3), len(buildings)),
                "synthetic": column(st.none() | st.booleans(), len(buildings)),
                "since": [since for since, _ in spans],
                "until": [until for _, until in spans],
            },
        ),
        Table("Person", {"id": people, "name": column(TEXT, len(people))}),
        Table("PART_OF", {"start": buildings, "end": column(st.sampled_from(communities), len(buildings))}),
        Table(
            "HOLDS",
            {
                "start": [row[0] for row in held],
                "end": [row[1] for row in held],
                "post": [row[2] for row in held],
                "since": [row[3][0] for row in held],
                "until": [row[3][1] for row in held],
            },
        ),
    ]


def emptied(graph):
    graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    return graph


def rows(table):
    """The records of a table as a set of what each says; a list becomes a tuple to stand in it."""
    names = sorted(table.columns)
    columns = [[tuple(v) if isinstance(v, list) else v for v in table.columns[name]] for name in names]
    return set(zip(*columns, strict=True))


def read_back(graph, table):
    names = sorted(table.columns)
    if table.what.isupper():
        ends = {"start": "startNode(r).id", "end": "endNode(r).id"}
        text = f"MATCH ()-[r:{table.what}]->() RETURN " + ", ".join(f"{ends.get(n, f'r.{n}')} AS `{n}`" for n in names)
    else:
        text = f"MATCH (n:{table.what}) RETURN " + ", ".join(f"n.{name} AS `{name}`" for name in names)
    found = [[tuple(v) if isinstance(v, list) else v for v in row.values()] for row in graph.read(text)]
    assert len(found) == len(table)
    return {tuple(row) for row in found}


@FEW
@given(tables=registers())
def test_what_is_loaded_reads_back_and_again_changes_nothing(graph, tables):
    emptied(graph)
    report = load(graph, tables, sources=["a"])
    assert report.faults == []
    for table in tables:
        assert read_back(graph, table) == rows(table), table.what
    again = load(graph, tables[::-1], sources=["a"])
    assert (again.created, again.changed) == ({}, {})
    assert again.unchanged == sum(map(len, tables))


FAULTS: dict[str, tuple[str, str, Any]] = {
    "missing-value": ("Building", "name", None),
    "wrong-type": ("Building", "households", "十二"),
    "not-allowed": ("Building", "households", -1),
    "bad-date": ("Building", "until", date(2300, 1, 1)),
    "bad-id": ("Person", "id", "a\x00"),
    "unknown-end": ("HOLDS", "start", "nobody of that id"),
    "too-long": ("HOLDS", "post", "长" * 201),
}


@FEW
@given(
    tables=registers(),
    chosen=st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, unique_by=lambda code: FAULTS[code][0]),
    data=st.data(),
)
def test_every_planted_fault_is_found_and_none_is_invented(graph, tables, chosen, data):
    emptied(graph)
    planted = set()
    for code in chosen:
        what, column, value = FAULTS[code]
        table = next(t for t in tables if t.what == what)
        if not len(table):
            continue
        row = data.draw(st.integers(0, len(table) - 1))
        lost = table.columns[column][row]
        table.columns[column][row] = value
        planted.add((what, row + 1, column, code))
        if (what, column) == ("Person", "id"):  # whoever named the person now names nobody
            named = enumerate(next(t for t in tables if t.what == "HOLDS").columns["start"], 1)
            elsewhere = {id_ for t in tables if t.what not in ("Person", "HOLDS") for id_ in t.columns.get("id", ())}
            now = "wrong-end" if lost in elsewhere else "unknown-end"  # or, by chance, something else of that id
            planted |= {("HOLDS", number, "start", now) for number, start in named if start == lost}
    report = load(graph, tables, sources=["a"])
    assert {(fault.sheet, fault.row, fault.column, fault.code) for fault in report.faults} == planted
    if planted:
        assert graph.read("MATCH (n) WHERE NOT n:Network RETURN n.id AS id") == []
