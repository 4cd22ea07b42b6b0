"""One parent on any day, no cycle, and no grid in a compound that lacks its buildings; the graph counts too."""

from __future__ import annotations

from datetime import date

from graph.records import Table
from loaders.run import load

Y20, Y21, Y22 = (date(year, 1, 1) for year in (2020, 2021, 2022))


def nodes(label, *ids):
    return Table(label, {"id": list(ids), "name": [f"名{id_}" for id_ in ids]})


def edges(type_, *rows):
    full = [(*row, None, None)[:4] for row in rows]
    return Table(type_, {name: [row[i] for row in full] for i, name in enumerate(("start", "end", "since", "until"))})


def codes(report):
    return [(fault.sheet, fault.row, fault.code) for fault in report.faults]


def loaded(graph, *tables):
    report = load(graph, list(tables), sources=["a"])
    assert report.faults == []


def test_two_parents_on_one_day_are_refused(graph):
    loaded(graph, nodes("Building", "b"), nodes("Community", "c", "d"))
    two = edges("PART_OF", ("b", "c", Y20, Y22), ("b", "d", Y21))
    assert codes(load(graph, [two], sources=["a"])) == [("PART_OF", 2, "two-parents")]
    one_after_the_other = edges("PART_OF", ("b", "c", Y20, Y22), ("b", "d", Y22))
    loaded(graph, one_after_the_other)


def test_a_second_parent_beside_the_graphs_is_refused_until_the_first_is_closed(graph):
    loaded(graph, nodes("Building", "b"), nodes("Community", "c", "d"), edges("PART_OF", ("b", "c")))
    report = load(graph, [edges("PART_OF", ("b", "d", Y21))], sources=["a"])
    assert codes(report) == [("PART_OF", 1, "two-parents")]
    assert "the graph" in report.faults[0].message
    loaded(graph, edges("PART_OF", ("b", "c", None, Y21), ("b", "d", Y21)))


def test_a_cycle_names_its_places(graph):
    loaded(graph, nodes("Block", "a", "b", "c", "d"))
    ring = edges("PART_OF", ("d", "a"), ("a", "b"), ("b", "c"), ("c", "a"))
    report = load(graph, [ring], sources=["a"])
    assert codes(report) == [("PART_OF", 2, "cycle")]
    assert report.faults[0].message == "closes a cycle: a → b → c → a."


def test_a_place_within_itself(graph):
    assert codes(load(graph, [nodes("Block", "a"), edges("PART_OF", ("a", "a"))], sources=["a"])) == [
        ("PART_OF", 1, "cycle")
    ]


def test_a_cycle_through_the_graph_and_back_is_found(graph):
    loaded(graph, nodes("Block", *"abcdef"), edges("PART_OF", ("b", "c"), ("c", "d"), ("e", "f")))
    report = load(graph, [edges("PART_OF", ("a", "b"), ("d", "e"), ("f", "a"))], sources=["a"])
    assert codes(report) == [("PART_OF", 1, "cycle")]
    assert "a → b → c → d → e → f → a" in report.faults[0].message


def test_what_never_holds_on_one_day_is_no_cycle(graph):
    loaded(graph, nodes("Block", "a", "b"), edges("PART_OF", ("a", "b", Y20, Y21), ("b", "a", Y21, Y22)))


def test_a_cycle_that_the_load_itself_opens_is_none(graph):
    loaded(graph, nodes("Block", "a", "b"), edges("PART_OF", ("a", "b", Y20)))
    loaded(graph, edges("PART_OF", ("a", "b", Y20, Y21), ("b", "a", Y21)))


# --- grids --------------------------------------------------------------------------------------------------

OUTSIDE = "grid-outside-compound"


def street(graph):
    loaded(
        graph,
        nodes("Community", "c"),
        nodes("Compound", "x", "y"),
        nodes("Building", "b1", "b2"),
        nodes("Grid", "g"),
    )


def test_a_grid_inside_a_compound_that_holds_its_buildings(graph):
    street(graph)
    loaded(
        graph,
        edges("PART_OF", ("g", "x"), ("b1", "x"), ("b2", "x"), ("x", "c")),
        edges("IN_GRID", ("b1", "g"), ("b2", "g")),
    )


def test_a_grid_inside_a_compound_that_lacks_one_is_refused(graph):
    street(graph)
    tables = [edges("PART_OF", ("g", "x"), ("b1", "x"), ("b2", "y")), edges("IN_GRID", ("b1", "g"), ("b2", "g"))]
    report = load(graph, tables, sources=["a"])
    assert codes(report) == [("PART_OF", 1, OUTSIDE)]
    assert "b2" in report.faults[0].message


def test_a_building_of_another_compound_may_not_join_later(graph):
    street(graph)
    loaded(graph, edges("PART_OF", ("g", "x"), ("b1", "x"), ("b2", "y")), edges("IN_GRID", ("b1", "g")))
    report = load(graph, [edges("IN_GRID", ("b2", "g"))], sources=["b"])
    assert codes(report) == [("IN_GRID", 1, OUTSIDE)]


def test_a_building_may_not_leave_the_compound_of_its_grid(graph):
    street(graph)
    loaded(graph, edges("PART_OF", ("g", "x"), ("b1", "x", Y20)), edges("IN_GRID", ("b1", "g", Y20)))
    moved = edges("PART_OF", ("b1", "x", Y20, Y21), ("b1", "y", Y21))
    report = load(graph, [moved], sources=["b"])
    assert [code for _, _, code in codes(report)] == [OUTSIDE]
    loaded(graph, moved, edges("IN_GRID", ("b1", "g", Y20, Y21)))  # it leaves the grid on the same day


def test_a_grid_of_the_community_may_cut_through_compounds(graph):
    street(graph)
    loaded(
        graph,
        edges("PART_OF", ("g", "c"), ("b1", "x"), ("b2", "y")),
        edges("IN_GRID", ("b1", "g"), ("b2", "g")),
    )


def test_a_grid_that_left_the_compound_before_the_building_came(graph):
    street(graph)
    loaded(
        graph,
        edges("PART_OF", ("g", "x", None, Y20), ("g", "c", Y20), ("b2", "y")),
        edges("IN_GRID", ("b2", "g", Y20)),
    )
