"""A load against a real graph: all or nothing, compared first, and nothing touched that does not differ."""

from __future__ import annotations

from datetime import date

import pytest

from graph.errors import AccessDenied, Exhausted, LoadRefused
from graph.records import Table
from loaders import run
from loaders.run import load

Y20, Y21, Y22, Y23 = (date(year, 1, 1) for year in (2020, 2021, 2022, 2023))


def snapshot(store):
    """All there is, but for the loads' own numbers."""
    nodes = store.read("MATCH (n) WHERE NOT n:Record RETURN labels(n) AS labels, properties(n) AS p")
    edges = store.read("MATCH ()-[r]->() RETURN type(r) AS type, elementId(r) AS element, properties(r) AS p")
    return sorted(map(str, nodes)), sorted(map(str, edges))


def people(*ids):
    return Table("Person", {"id": list(ids), "name": [f"人{id_}" for id_ in ids]})


def buildings(*ids, **columns):
    return Table("Building", {"id": list(ids), "name": [f"楼{id_}" for id_ in ids], **columns})


def holds(*rows):
    names = ("start", "end", "post", "since", "until")
    return Table("HOLDS", {name: [row[i] for row in rows] for i, name in enumerate(names)}, "a.xlsx › 任职")


def posts(store):
    return store.read(
        "MATCH (p:Person)-[r:HOLDS]->(b) RETURN p.id AS who, b.id AS at, r.post AS post, r.since AS since, "
        "r.until AS until, r.key AS key ORDER BY key"
    )


def seed(store):
    assert load(store, [people("p", "q"), buildings("b1", "b2")], sources=["seed"]).faults == []


def codes(report):
    return [(fault.row, fault.column, fault.code) for fault in report.faults]


# --- writing ------------------------------------------------------------------------------------------------


def test_what_is_written_is_what_was_given(graph):
    tables = [
        buildings(
            "b1",
            "b2",
            households=[12, None],
            tags=[["示范小区", "五星级"], None],
            since=[Y20, None],
            synthetic=[True, None],
        ),
        people("p"),
        holds(("p", "b1", "楼栋长", Y20, Y21), ("p", "b2", "楼栋长", None, None)),
    ]
    report = load(graph, tables, sources=["a.xlsx"])
    assert report.created == {"Building": 2, "Person": 1, "HOLDS": 2}
    assert report.data_version == 1
    assert graph.read("MATCH (b:Building:Place {id: 'b1'}) RETURN properties(b) AS p") == [
        {
            "p": {
                "id": "b1",
                "name": "楼b1",
                "spelling": "楼lou _b 1",
                "level": "building",
                "households": 12,
                "tags": ["示范小区", "五星级"],
                "since": Y20,
                "synthetic": True,
                "source_id": "load-1",
                "source_row": "Building › 1",
            }
        }
    ]
    assert graph.read("MATCH (b {id: 'b2'}) RETURN keys(b) AS k")[0]["k"].count("households") == 0
    assert [row["key"] for row in posts(graph)] == ["p|b1|楼栋长|2020-01-01", "p|b2|楼栋长|"]
    assert graph.read("MATCH ()-[r:HOLDS {post: '楼栋长'}]->({id: 'b1'}) RETURN r.source_row AS row") == [
        {"row": "a.xlsx › 任职 › 1"}
    ]
    assert graph.read("MATCH (l:Load) RETURN l.id AS id, l.sources AS s, l.created AS c, l.data_version AS v") == [
        {"id": "load-1", "s": ["a.xlsx"], "c": 5, "v": 1}
    ]


def test_the_same_again_touches_nothing(graph, monkeypatch):
    tables = [buildings("b1", households=[3], tags=[["a"]]), people("p"), holds(("p", "b1", "楼栋长", None, Y21))]
    load(graph, tables, sources=["a"])
    before, version = snapshot(graph), graph.version()
    monkeypatch.setattr(type(graph), "write_together", lambda *_: pytest.fail("something was written"))
    report = load(graph, tables, sources=["a"])
    assert (report.created, report.changed, report.unchanged, report.data_version) == ({}, {}, 3, 1)
    assert (snapshot(graph), graph.version()) == (before, version)


def test_a_blank_erases_nothing_and_a_value_changes_one(graph):
    load(graph, [buildings("b1", households=[3], kind=["散居"])], sources=["a"])
    report = load(graph, [buildings("b1", households=[None], kind=["自建房"])], sources=["b"])
    assert report.changed == {"Building": 1}
    assert graph.read("MATCH (b:Building) RETURN b.households AS h, b.kind AS k, b.source_id AS s") == [
        {"h": 3, "k": "自建房", "s": "load-2"}
    ]


def test_check_writes_nothing_and_says_what_would_be(graph):
    before = snapshot(graph)
    report = load(graph, [buildings("b1")], sources=["a"], check=True)
    assert report.created == {"Building": 1}
    assert report.checked_only
    assert "would be" in report.sentence()
    assert (snapshot(graph), graph.version().sequence) == (before, 0)


def test_several_tables_of_one_kind_are_one(graph):
    report = load(graph, [buildings("b1", households=[1]), buildings("b2", kind=["散居"])], sources=["a"])
    assert report.created == {"Building": 2}
    assert graph.read("MATCH (b:Building) RETURN b.id AS id, b.households AS h, b.kind AS k ORDER BY id") == [
        {"id": "b1", "h": 1, "k": None},
        {"id": "b2", "h": None, "k": "散居"},
    ]


def test_ids_may_look_like_cypher_and_contain_the_mark_of_keys(graph):
    ids = ["x|y", "x", "\\", "'}) MATCH (n) DETACH DELETE n //", "`$rows`"]
    report = load(
        graph, [buildings(*ids), people("p"), holds(*(("p", id_, "长", None, None) for id_ in ids))], sources=[]
    )
    assert report.created == {"Building": 5, "Person": 1, "HOLDS": 5}
    assert {row["at"] for row in posts(graph)} == set(ids)


def test_empty_tables_are_no_load(graph):
    assert load(graph, [], sources=[]).data_version == 0
    assert load(graph, [buildings()], sources=[]).created == {}


# --- dates learnt later -------------------------------------------------------------------------------------


def test_a_first_day_learnt_later_goes_to_the_edge_that_lacked_it(graph):
    seed(graph)
    load(graph, [holds(("p", "b1", "楼栋长", None, None))], sources=["a"])
    report = load(graph, [holds(("p", "b1", "楼栋长", Y21, None))], sources=["b"])
    assert (report.created, report.changed) == ({}, {"HOLDS": 1})
    assert [(r["since"], r["key"]) for r in posts(graph)] == [(Y21, "p|b1|楼栋长|2021-01-01")]
    again = load(graph, [holds(("p", "b1", "楼栋长", None, None))], sources=["a"])
    assert (again.created, again.changed, again.unchanged) == ({}, {}, 1)


def test_the_earliest_of_several_days_is_the_one_learnt(graph):
    seed(graph)
    load(graph, [holds(("p", "b1", "楼栋长", None, Y21))], sources=["a"])
    later = [holds(("p", "b1", "楼栋长", Y22, None), ("p", "b1", "楼栋长", Y20, Y21))]
    report = load(graph, later, sources=["b"])
    assert (report.created, report.changed) == ({"HOLDS": 1}, {"HOLDS": 1})
    assert [(r["since"], r["until"]) for r in posts(graph)] == [(Y20, Y21), (Y22, None)]
    assert load(graph, later, sources=["b"]).unchanged == 2


def test_a_day_after_the_end_is_another_edge(graph):
    seed(graph)
    load(graph, [holds(("p", "b1", "楼栋长", None, Y21))], sources=["a"])
    assert load(graph, [holds(("p", "b1", "楼栋长", Y21, None))], sources=["b"]).created == {"HOLDS": 1}


def test_a_row_without_a_day_ends_the_post_in_force(graph):
    seed(graph)
    load(graph, [holds(("p", "b1", "楼栋长", Y20, Y21), ("p", "b1", "楼栋长", Y22, None))], sources=["a"])
    report = load(graph, [holds(("p", "b1", "楼栋长", None, Y23))], sources=["b"])
    assert (report.created, report.changed) == ({}, {"HOLDS": 1})
    assert [(r["since"], r["until"]) for r in posts(graph)] == [(Y20, Y21), (Y22, Y23)]


def test_an_edge_without_told_apart_days_takes_a_day_as_a_change(graph):
    tables = [Table("Item", {"id": ["i"], "name": ["清单"]}), buildings("b1")]
    load(graph, [*tables, Table("LISTED_BY", {"start": ["i"], "end": ["b1"]})], sources=["a"])
    report = load(graph, [Table("LISTED_BY", {"start": ["i"], "end": ["b1"], "since": [Y20]})], sources=["b"])
    assert report.changed == {"LISTED_BY": 1}
    assert graph.read("MATCH ()-[r:LISTED_BY]->() RETURN r.since AS s, r.key AS k") == [{"s": Y20, "k": "i|b1"}]


# --- faults -------------------------------------------------------------------------------------------------


def test_one_fault_and_nothing_is_written(graph):
    seed(graph)
    before, version = snapshot(graph), graph.version()
    report = load(graph, [buildings("b3", "b4", households=[1, -1])], sources=["a"])
    assert codes(report) == [(2, "households", "not-allowed")]
    assert (snapshot(graph), graph.version()) == (before, version)
    with pytest.raises(LoadRefused, match="1 fault in 1 row; nothing was written") as caught:
        report.raise_if_refused()
    assert caught.value.details["report"]["faults"][0]["code"] == "not-allowed"


def test_an_id_stands_once_in_its_family(graph):
    report = load(graph, [buildings("x", "y", "x"), Table("Grid", {"id": ["y"], "name": ["网格"]})], sources=["a"])
    assert codes(report) == [(3, "id", "duplicate-id"), (1, "id", "duplicate-id")]
    assert "Building › 1" in report.faults[0].message
    assert load(graph, [buildings("z"), people("z")], sources=["a"]).faults == []  # another family


def test_an_id_keeps_its_label(graph):
    seed(graph)
    report = load(graph, [Table("Grid", {"id": ["b1"], "name": ["网格"]})], sources=["a"])
    assert codes(report) == [(1, "id", "wrong-label")]
    assert "is a Building in the graph" in report.faults[0].message


def test_ends_that_are_missing_wrong_or_several(graph):
    seed(graph)
    load(graph, [Table("Team", {"id": ["b2"], "name": ["队伍"]})], sources=["t"])
    report = load(
        graph,
        [
            holds(
                ("p", "楼b", "长", None, None),
                ("b1", "b1", "长", None, None),
                ("p", "b2", "长", None, None),
                ("p", "q", "长", None, None),
            )
        ],
        sources=["a"],
    )
    assert codes(report) == [
        (1, "end", "unknown-end"),
        (2, "start", "wrong-end"),
        (3, "end", "ambiguous-end"),
        (4, "end", "wrong-end"),
    ]
    assert report.faults[0].suggestion in ("b1 (楼b1)", "b2 (楼b2)", "b2 (队伍)")
    assert "HOLDS may start from any Person" in report.faults[1].message


def test_an_end_of_two_families_of_which_one_is_allowed(graph):
    tables = [buildings("x"), people("p"), Table("Department", {"id": ["x"], "name": ["部门"]})]
    edge = Table("REPORTS_TO", {"start": ["p"], "end": ["x"]})  # to a place or a PartyOrg
    assert load(graph, [*tables, edge], sources=["a"]).faults == []
    assert graph.read("MATCH (:Person)-[:REPORTS_TO]->(x) RETURN labels(x)[0] IN ['Building', 'Place'] AS place") == [
        {"place": True}
    ]


def test_rows_that_repeat_and_rows_that_contradict(graph):
    seed(graph)
    row = ("p", "b1", "楼栋长", Y20, None)
    report = load(graph, [holds(row, row)], sources=["a"])
    assert report.created == {"HOLDS": 1}
    assert [(entry.row, entry.reason) for entry in report.set_aside] == [(2, "says again what a.xlsx › 任职 › 1 says")]
    report = load(graph, [holds(row, ("p", "b1", "楼栋长", Y20, Y21))], sources=["a"])
    assert codes(report) == [(2, "until", "conflicting-rows")]


def test_posts_may_touch_but_not_overlap(graph):
    seed(graph)
    good = [("p", "b1", "楼栋长", Y20, Y21), ("p", "b1", "楼栋长", Y21, None), ("q", "b1", "楼栋长", Y20, None)]
    assert load(graph, [holds(*good, ("p", "b1", "网格员", Y20, None))], sources=["a"]).faults == []
    overlapping = [("q", "b1", "楼栋长", Y21, None)]  # with the graph
    overlapping += [("q", "b2", "楼栋长", None, Y22), ("q", "b2", "楼栋长", Y21, Y23)]  # with each other
    report = load(graph, [holds(*overlapping)], sources=["b"])
    assert codes(report) == [(1, "since", "overlapping-post"), (3, "since", "overlapping-post")]
    assert "the graph" in report.faults[0].message
    assert "a.xlsx › 任职 › 2" in report.faults[1].message


def test_days_are_judged_with_what_the_graph_knows(graph):
    load(graph, [buildings("b1", since=[Y21])], sources=["a"])
    report = load(graph, [buildings("b1", until=[Y20])], sources=["b"])
    assert codes(report) == [(1, "until", "date-order")]


def test_a_long_id_is_one_short_sentence(graph):
    report = load(graph, [Table("Building", {"id": ["x" * 10_000], "name": ["楼"]})], sources=["a"])
    assert codes(report) == [(1, "id", "too-long")]
    assert len(str(report.faults[0])) < 500


def test_what_could_not_be_read_makes_no_end_unknown(graph):
    from graph.records import RowError

    seed(graph)
    lost = RowError("a.xlsx", "网格表", 0, "", "unknown-sheet", "网格表", "is no kind of record")
    tables = [holds(("p", "lost", "长", None, None)), buildings("b3", households=[-1])]
    report = load(graph, tables, sources=["a"], found=[lost])
    assert [fault.code for fault in report.faults] == ["not-allowed", "unknown-sheet"]


def test_a_fault_found_by_the_reader_is_not_found_twice(graph):
    from graph.records import RowError

    seed(graph)
    found = RowError("a.xlsx", "任职", 1, "since", "bad-date", "昨天", "is not a date")
    tables = [holds(("p", "b1", "楼栋长", None, None), ("p", "b1", "楼栋长", Y20, None))]
    report = load(graph, tables, sources=["a"], found=[found])
    assert report.faults == [found]  # and no overlap is concluded from a day that could not be read


def test_faults_come_in_one_order(graph):
    tables = [buildings("b", "a", households=[-1, -1]), people("p", None), Table("Grid", {"id": ["g"], "name": [None]})]
    reports = [load(graph, order, sources=["a"]).faults for order in (tables, tables[::-1])]
    assert reports[0] == reports[1] == sorted(reports[0])
    assert len(reports[0]) == 4 + 1 - 1


# --- size ---------------------------------------------------------------------------------------------------


def test_a_load_too_large_for_one_transaction_is_refused(graph, monkeypatch):
    monkeypatch.setattr(run, "BYTES_A_RECORD", 10**9)
    with pytest.raises(Exhausted, match="raise WANGGE_HEAP_MB"):
        load(graph, [buildings("b1")], sources=["a"])
    assert graph.version().sequence == 0
    assert graph.read("MATCH (b:Building) RETURN b") == []


def test_much_that_is_new_has_questions_planned_anew(graph, monkeypatch):
    monkeypatch.setattr(run, "MANY", 3)
    said = []
    monkeypatch.setattr(type(graph), "replan", lambda self: said.append("replan"))
    load(graph, [people("a", "b")], sources=["x"])
    assert said == []
    load(graph, [people("c", "d", "e")], sources=["x"])
    assert said == ["replan"]
    load(graph, [people("c", "d", "e")], sources=["x"])  # which changes nothing
    assert said == ["replan"]


def test_a_server_that_does_not_plan_anew_is_left_as_it_is(graph, monkeypatch):
    graph.replan()  # ours does

    def denied(self, *_, **__):
        raise AccessDenied("This user may not run it.")

    monkeypatch.setattr(type(graph), "read", denied)
    graph.replan()
