"""Workbooks and folders of csv → tables: nothing that a person wrote is lost without a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from graph.errors import FileRefused
from graph.records import loadable
from loaders import divisions
from loaders.template import write_template
from loaders.workbook import read


def book(path: Path, **sheets: list[list[object]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def codes(reading):
    return [(f.sheet, f.row, f.column, f.code, f.suggestion) for f in reading.faults]


def test_headings_in_either_language(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        楼栋=[["编号", "名称", "户数"], ["b1", "1号楼", 12], [None, None, None], ["b2", " 2号楼 ", "１３"]],
        IN_GRID=[["start", "终点编号", "Since"], ["b1", "g1", "2024年1月5日"]],
    )
    reading = read([path])
    assert reading.faults == []
    building, edge = reading.tables
    assert building.columns == {"id": ["b1", "b2"], "name": ["1号楼", "2号楼"], "households": [12, 13]}
    assert list(building.rows) == [2, 4]
    assert building.place(1) == "a.xlsx › 楼栋 › 4"
    assert edge.columns == {"start": ["b1"], "end": ["g1"], "since": [date(2024, 1, 5)]}
    assert [(file.sheet, file.rows) for file in reading.files] == [("楼栋", 2), ("IN_GRID", 1)]


def test_a_renamed_sheet_and_a_renamed_heading_are_faults(tmp_path):
    path = book(tmp_path / "a.xlsx", 楼栋表=[["编号", "名称"], ["b1", "x"]], 楼组=[["编号", "名字"], ["s1", "x"]])
    assert codes(read([path])) == [
        ("楼栋表", 0, "", "unknown-sheet", "楼栋"),
        ("楼组", 1, "名字", "unknown-heading", "名称"),
    ]


def test_a_sheet_of_notes_is_for_people(tmp_path):
    path = book(tmp_path / "a.xlsx", 说明2=[["anything"]], README=[["x"]], 楼栋=[["编号", "名称"], ["b1", "x"]])
    reading = read([path])
    assert reading.faults == []
    assert len(reading.tables) == 1


def test_cells_beside_the_headings_are_not_lost(tmp_path):
    path = book(tmp_path / "a.xlsx", 楼栋=[["编号", "名称"], ["b1", "x", "beside"]])
    assert [fault[3] for fault in codes(read([path]))] == ["unknown-heading"]


def test_a_heading_that_is_missing_or_stands_twice(tmp_path):
    path = book(tmp_path / "a.xlsx", 楼栋=[["名称"], ["x"]], 楼组=[["编号", "名称", "id"], ["s1", "x", "s1"]])
    assert [fault[1:4] for fault in codes(read([path]))] == [
        (1, "编号", "missing-heading"),
        (1, "id", "unknown-heading"),
    ]


def test_every_wrong_cell_is_reported_with_its_address(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        楼栋=[
            ["编号", "名称", "户数", "开始日期", "合成"],
            ["b1", "x", "多", "昨天", "不知道"],
            ["b2", "y", 1.5, 45296, 1],
        ],
    )
    reading = read([path])
    assert [fault[1:4] for fault in codes(reading)] == [
        (2, "户数", "wrong-type"),
        (3, "户数", "wrong-type"),
        (2, "开始日期", "bad-date"),
        (2, "合成", "wrong-type"),
    ]
    assert reading.tables[0].columns["since"] == [None, date(2024, 1, 5)]


def test_an_error_in_a_cell_is_a_fault(tmp_path):
    path = book(tmp_path / "a.xlsx", 楼栋=[["编号", "名称", "户数"], ["b1", "x", "=1+1"]])
    assert codes(read([path])) == [("楼栋", 2, "户数", "wrong-type", "")]


def test_a_folder_of_csv(tmp_path):
    (tmp_path / "楼栋.csv").write_text("编号,名称\nb1,x\n", encoding="gb18030")
    (tmp_path / "PART_OF.csv").write_text("start,end\nb1,c1\n", encoding="utf-8")
    reading = read([tmp_path])
    assert {table.what for table in reading.tables} == {"Building", "PART_OF"}
    assert {file.encoding for file in reading.files} == {"UTF-8", "GB18030"}


@pytest.mark.parametrize("sheets", [{"楼栋": [["编号", "名称"]]}, {"楼栋": []}, {"说明": [["x"]]}])
def test_a_workbook_without_a_record_is_refused(tmp_path, sheets):
    with pytest.raises(FileRefused, match="holds no record"):
        read([book(tmp_path / "a.xlsx", **sheets)])


def test_a_list_of_statistical_codes_is_known_by_its_headings(tmp_path):
    path = tmp_path / "villages.csv"
    path.write_text(
        "code,name,streetCode\n310106021001,岭南路一百弄居委会,310106021\n130406103019,薛村矿社区村民委员会,x\n31,上海市,\n"
    )
    reading = read([path])
    assert [(t.what, t.columns.get("id") or t.columns["end"]) for t in reading.tables] == [
        ("Community", ["310106021001", "130406103019"]),
        ("PART_OF", ["310106021", "130406103"]),
    ]
    assert reading.tables[0].columns["kind"] == ["居委会", "居委会"]
    assert len(reading.notes) == 1
    assert "薛村矿社区村民委员会" in reading.notes[0]
    assert [(f.row, f.code) for f in reading.faults] == [(4, "bad-code")]


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("310106021000", "310106021"),
        ("310106000000", "310106"),
        ("310100000000", "3101"),
        ("310106021001", "310106021001"),
    ],
)
def test_codes_filled_up_with_zeros(code, short):
    assert divisions.shortened(code) == short


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_template_has_a_sheet_for_each_kind_and_reads_back(tmp_path, lang):
    path = tmp_path / "t.xlsx"
    write_template(path, lang)
    made = load_workbook(path)
    assert len(made.sheetnames) == len(loadable()) + 1
    sheet = made["楼组" if lang == "zh" else "StairGroup"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].value == ("编号" if lang == "zh" else "id")
    assert "编号 · id" in sheet["A1"].comment.text
    assert "必填 required" in sheet["A1"].comment.text
    assert sheet["A2"].number_format == "@"
    compound = made["小区" if lang == "zh" else "Compound"]
    assert any(
        ("业主" if lang == "zh" else "owners") in rule.formula1 for rule in compound.data_validations.dataValidation
    )
    for name in made.sheetnames[1:]:
        made[name].append(["x"] * 3)
    made.save(tmp_path / "filled.xlsx")
    reading = read([tmp_path / "filled.xlsx"])
    assert {fault.code for fault in reading.faults} <= {"wrong-type", "bad-date"}
    assert {table.what for table in reading.tables} == set(loadable())


def test_the_template_is_never_written_over(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_text("mine")
    with pytest.raises(FileRefused, match="not written over"):
        write_template(path)
    assert path.read_text() == "mine"
    with pytest.raises(FileRefused, match="does not end in"):
        write_template(tmp_path / "t.csv")
