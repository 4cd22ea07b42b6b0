"""Files read strictly: the encoding is found, the cells stay text, and what is no workbook is refused in a sentence."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from graph.errors import FileRefused
from loaders import workbook
from loaders.batch import gather
from loaders.files import read_sheets

ROWS = "编号,名称\nb1,白䌷村\n"


@pytest.mark.parametrize(
    ("codec", "called"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 with BOM"), ("gb18030", "GB18030")]
)
def test_csv_in_three_encodings(tmp_path, codec, called):
    path = tmp_path / "楼栋.csv"
    path.write_bytes(ROWS.encode(codec))
    (sheet,) = read_sheets(path)
    assert (sheet.name, sheet.encoding) == ("楼栋", called)
    assert sheet.rows == [("编号", "名称"), ("b1", "白䌷村")]


def refused(path):
    with pytest.raises(FileRefused) as caught:
        read_sheets(path)
    assert str(path) in caught.value.message
    assert len(caught.value.message) < len(str(path)) * 2 + 200
    return caught.value.message


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b" \n", "is empty"),
        ("a.xlsx", b"", "is empty"),
        ("a.csv", "编号,名称\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"a,b\nx,\xff\xff\n", "UTF-8 (byte 6) and not GB18030 (byte 6)"),
        ("a.csv", b"\xef\xbb\xbfa,b\nx,\xff\n", "UTF-8 with BOM"),
        ("a.csv", b"a,b\n\x00", "byte 4"),
        ("a.csv", b"a\tb\n1\t2\n", "tabs"),
        ("a.csv", b"a;b\n1;2\n", "semicolons"),
        ("a.csv", b'a,b\n"x,1\n', "line"),
        ("a.xlsx", b"id,name\n1,2\n", "not a workbook"),
        ("a.pdf", b"%PDF-1.7 ....", "not a workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 100, "password"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 100, "not a workbook"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, name, data, words):
    path = tmp_path / name
    path.write_bytes(data)
    assert words in refused(path)


@pytest.mark.parametrize("name", ["noise.xlsx", "noise.csv"])
def test_ten_megabytes_of_noise(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(random.Random(1).randbytes(10_000_000))
    refused(path)


def test_a_truncated_workbook(tmp_path):
    book = Workbook()
    book.active.append(["编号", "名称"])
    whole = tmp_path / "whole.xlsx"
    book.save(whole)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole.read_bytes()[:2000])
    assert "not a workbook that can be read" in refused(cut)


def test_a_path_that_is_not_there(tmp_path):
    assert "There is no file" in refused(tmp_path / "nothing.xlsx")


def test_a_folder_without_csv(tmp_path):
    assert "holds no csv" in refused(tmp_path)


def test_a_file_one_may_not_read(tmp_path, monkeypatch):
    def closed(self, *arguments):
        raise PermissionError(13, "Permission denied", str(self))

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK")
    monkeypatch.setattr(Path, "open", closed)  # root, as whom tests may run, may read everything
    assert "cannot be read: Permission denied" in refused(path)


def test_cells_of_a_workbook_stay_text(tmp_path):
    from datetime import datetime

    book = Workbook()
    sheet = book.active
    sheet.title = "社区"
    sheet["B3"] = "区划代码"
    sheet["C3"] = "开始日期"
    sheet["B4"] = 310106021001
    sheet["C4"] = datetime(2024, 1, 5)  # noqa: DTZ001 - Excel knows no zones
    sheet["B5"] = "0012"
    path = tmp_path / "a.xlsx"
    book.save(path)
    (read,) = read_sheets(path)
    assert read.rows[2:] == [("区划代码", "开始日期"), ("310106021001", "2024-01-05 00:00:00"), ("0012", None)]


def test_errors_and_uncomputed_formulas_are_not_taken_for_blanks(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.title = "社区"
    sheet.append(["编号", "户数"])
    sheet.append(["a", "=1+1"])
    sheet.append(["b", "#REF!"])
    sheet["B3"].data_type = "e"
    path = tmp_path / "a.xlsx"
    book.save(path)
    (read,) = read_sheets(path)
    assert [(row, column) for row, column, _ in read.lost] == [(2, 1), (3, 1)]
    assert "#REF!" in read.lost[1][2]


def test_parquet_is_read_as_a_csv_of_the_same_values_would_be(tmp_path: Path) -> None:
    values = {
        "id": ["b1", "b2", "b3"],
        "name": ["甲", None, "丙"],
        "tags": [["示范", "老旧"], None, ["示范"]],
        "households": [12, -3, None],
        "since": [date(2024, 1, 5), None, None],
        "synthetic": [True, False, None],
    }
    (tmp_path / "one").mkdir()
    pl.DataFrame(values).write_parquet(tmp_path / "one" / "Building.parquet")
    (sheet,) = read_sheets(tmp_path / "one")
    assert (sheet.path, sheet.name) == ("Building.parquet", "Building")
    assert sheet.rows == [
        tuple(values),
        ("b1", "甲", "示范、老旧", "12", "2024-01-05", "true"),
        ("b2", None, None, "-3", None, "false"),
        ("b3", "丙", "示范", None, None, None),
    ]
    reading = workbook.read([tmp_path / "one"])
    assert reading.tables[0].columns["tags"] == values["tags"]
    assert reading.tables[0].columns["since"] == values["since"]
    faults = {(f.file, f.row, f.column, f.code) for f in gather(reading.tables)[2]}
    assert faults == {
        ("Building.parquet", 3, "name", "missing-value"),
        ("Building.parquet", 3, "households", "not-allowed"),
    }


def test_parquet_that_is_broken_or_holds_no_cells_is_refused_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "Building.parquet"
    broken.write_bytes(b"PAR1 and no more")
    assert "is not a whole Parquet file" in refused(broken)
    pl.DataFrame({"id": ["b1"], "name": [{"zh": "甲"}]}).write_parquet(broken)
    assert "no cell can hold" in refused(broken)
