"""`wangge twin` as people run it: sizes, formats, answers, and one sentence for each request that cannot be met."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from cypher.gaps import gaps
from graph.profile import load_profile
from loaders import workbook
from loaders.twin import places, twin

TODAY = date(2026, 11, 22)


def records(path: Path) -> dict[str, int]:
    reading = workbook.read([path])
    assert reading.faults == []
    return {table.what: len(table) for table in reading.tables}


def test_every_place_has_a_twin_and_what_its_figures_force_is_said(wangge):
    assert len(places()) >= 7
    ran = wangge("twin", "bishan", "--json")
    answer = json.loads(ran.out)
    assert (ran.code, answer["place"], answer["planted"]) == (0, "bishan", [])
    assert "bishan.N4" in answer["forced"]
    shown = wangge("twin", "bishan", "--lang", "zh")
    assert "公布的数据本身未达到 bishan.N4" in shown.err


def test_one_twin_in_three_formats_is_the_same_records(wangge, tmp_path):
    made = {}
    for name, more in (("csv", ()), ("parquet", ("--format", "parquet")), ("book.xlsx", ())):
        ran = wangge("twin", "dali", "--buildings", "1000", "--out", str(tmp_path / name), *more, "--json")
        assert ran.code == 0, ran.err
        assert str(tmp_path / name) in ran.err
        made[name] = workbook.read([tmp_path / name])
        assert made[name].faults == []
        counted = {row["kind"]: row["records"] for row in json.loads(ran.out)["rows"]}
        assert records(tmp_path / name) == counted
    one, other, book = ({t.what: t.columns for t in made[name].tables} for name in made)
    for what, columns in one.items():
        for name, values in columns.items():
            assert other[what][name] == book[what].get(name, [None] * len(values)) == values, (what, name)
    assert len(one["Building"]["id"]) == 1000


def test_a_scaled_twin_enters_by_the_door_of_every_file(graph, wangge, tmp_path):
    assert (
        wangge("twin", "guangan", "--buildings", "1000", "--out", str(tmp_path / "in"), "--format", "parquet").code == 0
    )
    loaded = wangge("load", str(tmp_path / "in"), "--profile", "guangan")
    assert loaded.code == 0, loaded.err
    again = wangge("twin", "guangan", "--buildings", "1000", "--load")
    assert again.code == 0, again.err
    assert "0 were created, 0 were changed" in again.out


def test_planted_defects_are_the_answer_key_at_any_size(graph, wangge, tmp_path):
    key = tmp_path / "answers.csv"
    ran = wangge(
        *("twin", "guangan", "--buildings", "1000", "--defects", "post_vacated=4,item_missing=3"),
        *("--load", "--answers", str(key)),
    )
    assert ran.code == 0, ran.err
    with key.open(encoding="utf-8") as file:
        answers = list(csv.DictReader(file))
    assert list(answers[0]) == ["rule", "subject_id", "what"]
    assert len(answers) >= 7
    found = gaps(graph, profile=load_profile("guangan"), place="5116", as_of=TODAY)
    assert {(gap.norm, gap.subject_id) for gap in (*found.rows, *found.targets)} == {
        (a["rule"], a["subject_id"]) for a in answers
    }


def test_demo_is_what_the_place_says_it_is():
    made = twin("anqiu", seed=2, defects="demo")
    assert {defect.rule for defect in made.planted} > {"route"}
    assert twin("anqiu", seed=2).planted == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--buildings", "999"), 2, "999 buildings are fewer than"),
        (("--buildings", "10000001"), 2, "ask for 10000000 or fewer"),
        (("--buildings", "1000", "--seed", "-3"), 2, "The seed is -3"),
        (("--defects", "plague=2"), 2, "'plague' is no kind of defect."),
        (("--buildings", "1000", "--defects", "plague=2"), 2, "'plague' is no kind of defect."),
        (("--buildings", "100000", "--defects", "demo"), 2, "ask for fewer buildings, or for no defects"),
        (("--format", "csv"), 2, "--format is about what --out writes"),
        (("--out", "x", "--format", "ods"), 2, "'ods' is no format; write csv, xlsx or parquet."),
        (("--out", "x", "--format", "xlsx"), 2, "does not end in .xlsx"),
        (("--out", "x.xlsx", "--format", "csv"), 2, "ends in .xlsx, but csv is written as a folder"),
        (("--out", "full"), 1, "full is not empty"),
        (("--out", "there.xlsx"), 1, "there.xlsx is there already"),
        (("--answers", "there.xlsx"), 1, "there.xlsx is there already"),
        (("--out", "new", "--answers", "new/a.csv"), 2, "keep the answers outside"),
        (("--out", "new", "--load"), 2, "choose one"),
        (("--out", "there.xlsx/in"), 1, "there.xlsx/in cannot be written"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence(wangge, tmp_path, arguments, code, words):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "there.xlsx").write_text("mine")
    ran = wangge("twin", "dali", *arguments, cwd=tmp_path)
    assert ran.code == code, ran.err
    assert words in ran.err
    assert ran.err.count("\n") == 1
    assert (tmp_path / "there.xlsx").read_text() == "mine"
    assert not (tmp_path / "new").exists()


def test_a_twin_too_large_for_a_load_or_a_workbook_names_the_way(graph, wangge, tmp_path):
    ran = wangge("twin", "linfen", "--buildings", "20000", "--load")
    assert ran.code == 2
    assert "wangge db import DIR" in ran.err.splitlines()[-1]
    assert graph.read("MATCH (n) WHERE NOT n:Network RETURN count(n) AS n")[0]["n"] == 0
    ran = wangge("twin", "xixiang", "--buildings", "200000", "--out", str(tmp_path / "b.xlsx"))
    assert ran.code == 1
    assert "a sheet of a workbook holds 1048575" in ran.err
    assert not (tmp_path / "b.xlsx").exists()


def test_parquet_is_typed(wangge, tmp_path):
    assert wangge("twin", "dali", "--buildings", "1000", "--out", str(tmp_path / "p"), "--format", "parquet").code == 0
    frame = pl.read_parquet(tmp_path / "p" / "Compound.parquet")
    assert frame.schema["has"] == pl.List(pl.String)
    assert frame.schema["households"] == pl.Int64
    assert pl.read_parquet(tmp_path / "p" / "HOLDS.parquet").schema["since"] == pl.Date
