"""`wangge gaps` as planners use it: filtered, sorted, written to files; on Linfen's twin with its planted defects."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.gap_list import COLUMNS
from cypher.gaps import formula
from loaders.twin import Twin
from tests.conftest import Run


def rows(wangge: Run, *arguments: str) -> list[dict[str, Any]]:
    done = wangge("gaps", "linfen", *arguments, "--json")
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)["rows"]
    return found


def test_the_most_severe_come_first_and_other_orders_are_asked_for(wangge: Run, linfen: Twin) -> None:
    severe = rows(wangge)
    assert len(severe) == len([one for one in linfen.planted if one.rule != "route"])
    known = [row["severity"] for row in severe if row["severity"] is not None]
    assert known == sorted(known, reverse=True)
    assert [row["severity"] for row in severe[len(known) :]] == [None] * (len(severe) - len(known))
    by_norm = rows(wangge, "--sort", "norm")
    assert [(row["norm"], row["subject_id"]) for row in by_norm] == sorted(
        (row["norm"], row["subject_id"]) for row in severe
    )
    many = [row["households"] or -1 for row in rows(wangge, "--sort", "households")]
    assert many == sorted(many, reverse=True)


def test_filters_leave_the_tallies_alone(wangge: Run, linfen: Twin) -> None:
    everything = json.loads(wangge("gaps", "linfen", "--json").out)
    few = json.loads(wangge("gaps", "linfen", "--severity", "6.85", "--households", "260", "--json").out)
    wanted = [r for r in everything["rows"] if (r["severity"] or 0) >= 6.85 and (r["households"] or 0) >= 260]
    assert few["rows"] == wanted
    assert 0 < len(wanted) < len(everything["rows"])
    assert few["norms"] == everything["norms"]
    two = rows(wangge, "--norm", "linfen.X1", "--norm", "linfen.X2")
    assert {row["norm"] for row in two} == {"linfen.X1", "linfen.X2"}


def test_tallies_are_the_denominators(wangge: Run, linfen: Twin) -> None:
    found = json.loads(wangge("gaps", "linfen", "--json").out)
    kinds = {"linfen.X1": "MicroGrid", "linfen.X2": "StairGroup", "linfen.N5": "Compound", "linfen.N3": "Community"}
    made = {table.what: len(table) for table in linfen.tables}
    for tally in found["norms"]:
        assert tally["subjects"] == tally["met"] + tally["gaps"] + tally["waived"] + tally["unknown"]
        assert tally["gaps"] == sum(row["norm"] == tally["norm"] for row in found["rows"])
        if tally["norm"] in kinds:
            assert tally["subjects"] == made[kinds[tally["norm"]]]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--sort", "severty"], 2, "A list is not sorted by 'severty'; did you mean severity? write one of severity,"),
        (["--severity", "-1"], 2, "--severity is -1; write a number from 0."),
        (["--norm", "linfen.N77"], 1, "临汾路街道 has no norm 'linfen.N77'; its norms are linfen.N1"),
        (["--out", "list.doc"], 1, "list.doc does not say what to write; end its name in .csv, .xlsx, .json, .ndjson."),
        (["--out", "nowhere/list.csv"], 1, "nowhere/list.csv cannot be written: there is no folder"),
        (["--place", "500120"], 1, "No place on"),
    ],
)
def test_what_cannot_be_listed_is_said(
    wangge: Run, linfen: Twin, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    done = wangge("gaps", "linfen", *arguments, cwd=tmp_path)
    assert done.code == code
    assert done.err.startswith(words)
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_written_over(wangge: Run, linfen: Twin, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    out.write_text("mine", encoding="utf-8")
    done = wangge("gaps", "linfen", "--out", str(out))
    assert (done.code, out.read_text("utf-8")) == (1, "mine")
    assert "is there already and is not written over" in done.err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_same_list_in_every_form(wangge: Run, linfen: Twin, tmp_path: Path, lang: str) -> None:
    shown = rows(wangge)
    for ending in ("csv", "xlsx", "json", "ndjson"):
        done = wangge("gaps", "linfen", "--out", str(tmp_path / f"list.{ending}"), "--lang", lang)
        assert (done.code, done.out) == (0, "")
        assert f"{len(shown)} rows are in" in done.err
    ids = [row["id"] for row in shown]

    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert (tmp_path / "list.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(table[0]) == len(COLUMNS)
    assert table[0][0] == ("缺口" if lang == "zh" else "Gap")
    assert [line[0] for line in table[1:]] == ids
    assert {line[1] for line in table[1:]} == {"缺口" if lang == "zh" else "gap"}

    lines = [json.loads(line) for line in (tmp_path / "list.ndjson").read_text("utf-8").splitlines()]
    assert [tuple(line) for line in lines] == [tuple(lines[0])] * len(ids)
    assert set(lines[0]) == set(COLUMNS)
    assert [line["gap"] for line in lines] == ids
    document = json.loads((tmp_path / "list.json").read_text("utf-8"))
    assert document["rows"] == lines
    assert document["synthetic"] is True

    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    assert book.sheetnames == ["说明" if lang == "zh" else "About", *dict.fromkeys(row["norm"] for row in shown)]
    front = [[cell.value for cell in line] for line in book.worksheets[0]]
    assert ("合成" if lang == "zh" else "synthetic") in front[0][0]
    assert front[2][1].date() == date.today()  # noqa: DTZ011
    assert front[3][1] == document["data_version"]
    assert front[4][1] == (formula().zh if lang == "zh" else formula().en)
    said = {line[0]: line[3:9] for line in front[7:] if line[0] and line[3] is not None}
    assert said == {
        one["norm"]: [one["subjects"], one["met"], one["gaps"], one["waived"], one["unknown"], said[one["norm"]][5]]
        for one in document["norms"]
    }
    assert said["linfen.X2"][5] == 99.8
    listed = []
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        listed += [line[0] for line in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(listed) == sorted(ids)


def test_a_name_that_begins_like_a_formula_is_a_name(wangge: Run, linfen: Twin, store: Any, tmp_path: Path) -> None:
    (gap, *_) = rows(wangge, "--norm", "linfen.X1")
    store.write("MATCH (p:Place {id: $id}) SET p.name = '=1+1'", id=gap["subject_id"])
    out = tmp_path / "list.xlsx"
    assert wangge("gaps", "linfen", "--norm", "linfen.X1", "--out", str(out)).code == 0
    store.write("MATCH (p:Place {id: $id}) SET p.name = $name", id=gap["subject_id"], name=gap["subject_name"])
    cells = [cell for line in openpyxl.load_workbook(out)["linfen.X1"] for cell in line if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_tables_show_what_is_no_gap_apart(wangge: Run, linfen: Twin) -> None:
    shown = wangge("gaps", "linfen", COLUMNS="200").out
    assert "Coverage gaps of 临汾路街道" in shown
    assert "Norm by norm" in shown
    assert "Norms that a graph cannot answer" in shown
    assert "Targets" not in shown
    in_chinese = wangge("gaps", "linfen", "--lang", "zh", COLUMNS="200").out
    assert "逐条规范" in in_chinese
    assert "达标率" in in_chinese
