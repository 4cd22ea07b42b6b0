"""Lists of who holds which post where: ids are ids, names beside them, and a place of the graph stays a place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from graph.errors import FileRefused, InvalidInput
from graph.records import Table
from loaders import edges
from loaders.run import load

TODAY = date(2026, 11, 30)


def put(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def brought(graph, *paths, **options):
    reading = edges.read(paths, graph, today=TODAY, **options)
    return load(graph, reading.tables, sources=["r"], found=reading.faults, files=reading.files, notes=reading.notes)


def posts(graph):
    rows = graph.read(
        "MATCH (p:Person)-[r:HOLDS]->(b) RETURN p.id AS p, b.id AS b, r.post AS post, r.since AS since, "
        "r.until AS until ORDER BY p, b, post, since"
    )
    return [tuple(row.values()) for row in rows]


def names(graph):
    rows = graph.read(
        "MATCH (n) WHERE NOT n:Record RETURN n.id AS id, n.name AS name, "
        "head([l IN labels(n) WHERE NOT l IN ['Place', 'Body']]) AS label ORDER BY id"
    )
    return [tuple(row.values()) for row in rows]


def codes(report):
    return [(fault.row, fault.column, fault.code) for fault in report.faults]


def test_a_plain_list(graph, tmp_path):
    path = put(
        tmp_path, "person,body,post,since,until\n甲,o1,主任,2015-03-01,2016-01-01\n乙,o1,副主任,,\n甲,o2,委员,,\n"
    )
    report = brought(graph, path)
    assert report.faults == []
    assert names(graph) == [
        ("o1", "o1", "Institution"),
        ("o2", "o2", "Institution"),
        ("乙", "乙", "Person"),
        ("甲", "甲", "Person"),
    ]
    assert posts(graph) == [
        ("乙", "o1", "副主任", None, None),
        ("甲", "o1", "主任", date(2015, 3, 1), date(2016, 1, 1)),
        ("甲", "o2", "委员", None, None),
    ]
    assert report.notes == ["Taken as Institution, for the list has no label (--as names another): 2 bodies."]
    again = brought(graph, path)
    assert (again.faults, again.created, again.changed, again.notes) == ([], {}, {}, [])


CHINESE = [
    ["人员", "姓名", "组织", "组织名称", "类别", "职务", "开始日期", "结束日期"],
    ["p1", "王芳", "d1", "城管局", "部门", "局长", "2015年3月1日", None],
    ["p2", "王芳", "d1", "城管局", "Department", "科员", date(2020, 2, 29), "2021/1/1"],
    ["p1", None, "c1", None, "forum", "召集人", None, None],
]


def in_excel(folder: Path, rows) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("说明").append(["for people"])
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def test_chinese_headings_names_and_labels(graph, tmp_path):
    report = brought(graph, in_excel(tmp_path, CHINESE))
    assert report.faults == []
    assert names(graph) == [
        ("c1", "c1", "Committee"),
        ("d1", "城管局", "Department"),
        ("p1", "王芳", "Person"),
        ("p2", "王芳", "Person"),
    ]
    assert posts(graph) == [
        ("p1", "c1", "召集人", None, None),
        ("p1", "d1", "局长", date(2015, 3, 1), None),
        ("p2", "d1", "科员", date(2020, 2, 29), date(2021, 1, 1)),
    ]
    assert report.notes == []


def test_parquet(graph, tmp_path):
    frame = pl.DataFrame({"person": ["p"], "body": ["b"], "post": ["主任"], "since": [date(2020, 1, 2)]})
    frame.write_parquet(tmp_path / "list.parquet")
    assert brought(graph, tmp_path / "list.parquet").faults == []
    assert posts(graph) == [("p", "b", "主任", date(2020, 1, 2), None)]


def test_a_place_of_the_graph_is_where_the_post_is_held(graph, tmp_path):
    own = [
        Table("Building", {"id": ["b1"], "name": ["1号楼"]}),
        Table("Department", {"id": ["d1"], "name": ["城管局"]}),
        Table("Person", {"id": ["p1"], "name": ["王芳"]}),
    ]
    load(graph, own, sources=["own"])
    report = brought(graph, put(tmp_path, "person,body,post\np1,b1,楼栋长\np1,d1,局长\np2,b1,网格员\n"))
    assert report.faults == []
    assert report.created == {"Person": 1, "HOLDS": 3}
    assert names(graph)[:3] == [("b1", "1号楼", "Building"), ("d1", "城管局", "Department"), ("p1", "王芳", "Person")]
    assert report.notes == ["Posts held at places of the graph, and in no body: those at 1 ids."]


def test_the_label_of_the_graph_is_not_contradicted(graph, tmp_path):
    load(graph, [Table("Department", {"id": ["d1"], "name": ["城管局"]})], sources=["own"])
    wrong = brought(graph, put(tmp_path, "person,body,post,label\np,d1,局长,Team\n"))
    assert [fault.code for fault in wrong.faults] == ["wrong-label"]
    right = brought(graph, put(tmp_path, "person,body,post,label\np,d1,局长,部门\n"))
    assert right.faults == []
    assert ("d1", "城管局", "Department") in names(graph)


def test_an_id_has_one_name_and_one_label(graph, tmp_path):
    text = (
        "person,person_name,body,body_name,label,post\n"
        "p,王芳,o,局,Team,a\n"
        "p,李娜,o,院,Station,b\n"
        "p,,o,,no label,c\n"
        "q,王芳,o,局,队伍,d\n"
    )
    report = brought(graph, put(tmp_path, text))
    assert codes(report) == [
        (3, "body_name", "two-names"),
        (3, "label", "two-labels"),
        (3, "person_name", "two-names"),
        (4, "label", "not-allowed"),
    ]
    assert "list.csv › list › 2" in report.faults[0].message
    assert posts(graph) == []


def test_every_fault_has_its_address(graph, tmp_path):
    text = (
        "人员,单位,职务,开始日期,结束日期\n,o,x,,\np,,x,,\np,o,,,\np,o,x,2015,\np,o,y,2016-01-01,2015-01-01\n"
        "p\u200bq,o,z,,\n"
    )
    report = brought(graph, put(tmp_path, text))
    assert codes(report) == [
        (2, "人员", "missing-value"),
        (3, "单位", "missing-value"),
        (4, "职务", "missing-value"),
        (5, "开始日期", "bad-date"),
        (6, "结束日期", "date-order"),
        (7, "人员", "bad-id"),
    ]


def test_a_row_said_twice_is_set_aside_and_one_that_contradicts_is_a_fault(graph, tmp_path):
    text = "person,body,post,since,until\np,o,x,2015-01-01,\np,o,x,2015-01-01,\n"
    report = brought(graph, put(tmp_path, text))
    assert report.faults == []
    assert [(aside.row, aside.value) for aside in report.set_aside] == [(3, "p")]
    other = brought(graph, put(tmp_path, text.replace("01,\n", "01,2016-01-01\n", 1), "other.csv"))
    assert codes(other) == [(3, "until", "conflicting-rows")]


@pytest.mark.parametrize(
    ("head", "codes_", "words"),
    [
        ("姓名,单位,职务", [("person", "missing-heading")], "two people may share"),
        ("person,body", [("post", "missing-heading")], "post or 职务"),
        ("person,body,post,pots", [("pots", "unknown-heading")], "no heading of such a list"),
        ("person,人员,body,post", [("人员", "unknown-heading")], "stands twice"),
    ],
)
def test_headings(graph, tmp_path, head, codes_, words):
    report = brought(graph, put(tmp_path, f"{head}\n{head}\n"))
    assert [(fault.column, fault.code) for fault in report.faults if fault.row == 1][: len(codes_)] == codes_
    assert words in report.faults[0].message
    assert posts(graph) == []


def test_several_files_are_one_list(graph, tmp_path):
    one = put(tmp_path, "person,body,post\np,o,x\n", "one.csv")
    two = put(tmp_path, "person,person_name,body,label,post\np,王芳,o,Team,y\n", "two.csv")
    assert brought(graph, one, two, default="站点").faults == []
    assert names(graph) == [("o", "o", "Team"), ("p", "王芳", "Person")]
    with pytest.raises(InvalidInput, match="is no label"):
        brought(graph, one, default="x")


def test_what_holds_nothing_is_refused(graph, tmp_path):
    with pytest.raises(FileRefused, match="not one row"):
        brought(graph, put(tmp_path, "person,body,post\n"))
    with pytest.raises(FileRefused, match="There is no file"):
        brought(graph, tmp_path / "no.csv")
