"""`wangge waive | waivers` as people run them, on Linfen's twin with its planted defects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from api.commands.waivers import _SENTENCES
from api.output import HEADINGS
from cypher.waivers import WaiverRow
from graph.store import Store
from loaders.twin import Twin

Run = Callable[..., Any]
UNTIL = (date.today() + timedelta(days=365)).isoformat()  # noqa: DTZ011 - a planner's today is the machine's
GIVEN = ("--reason", "加装电梯", "--by", "临汾路街道", "--until", UNTIL)


def planted(linfen: Twin, rule: str) -> list[str]:
    return sorted(f"{rule}:{defect.subject_id}" for defect in linfen.planted if defect.rule == rule)


@pytest.fixture
def none(store: Store, linfen: Twin) -> Iterator[None]:
    """No waiver before a test and after it."""
    store.write("MATCH (w:Waiver) DELETE w")
    yield
    store.write("MATCH (w:Waiver) DELETE w")


pytestmark = pytest.mark.usefixtures("none")


def document(run: Run, *arguments: str) -> dict:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_a_gap_is_waived_shown_and_a_gap_again_from_its_day(wangge: Run, linfen: Twin) -> None:
    gap = planted(linfen, "linfen.X2")[0]
    ran = wangge("waive", gap, *GIVEN)
    assert ran.code == 0
    assert ran.out == f"{gap} is waived by 临汾路街道 until {UNTIL} (加装电梯); from that day on it is a gap again.\n"
    found = document(wangge, "waivers", "linfen")
    (row,) = found["rows"]
    assert list(row) == [*WaiverRow.__dataclass_fields__, "path"]
    assert (row["gap"], row["reason"], row["by"], row["until"], row["state"]) == (
        gap,
        "加装电梯",
        "临汾路街道",
        UNTIL,
        "in_force",
    )
    assert row["path"][-1]["id"] == row["subject_id"] == gap.partition(":")[2]
    assert (found["place"]["code"], found["synthetic"]) == ("310106021", True)
    assert document(wangge, "waivers", "linfen", "--as-of", UNTIL)["rows"] == []
    (expired,) = document(wangge, "waivers", "--all", "--as-of", UNTIL)["rows"]
    assert expired["state"] == "expired"
    assert json.loads(wangge("ask", "waived", "norms=linfen.X2", f"as_of={UNTIL}").out)["rows"] == []


def test_a_place_inside_shows_its_own_waivers(wangge: Run, linfen: Twin) -> None:
    (community, *_), (stairs, *_) = planted(linfen, "linfen.N3"), planted(linfen, "linfen.X2")
    for gap in (community, stairs):
        assert document(wangge, "waive", gap, *GIVEN)["done"] == "made"
    inside = document(wangge, "waivers", community.partition(":")[2])
    assert [row["gap"] for row in inside["rows"]] == [community]
    for asked in (("linfen",), ("310106021",), ()):
        assert {row["gap"] for row in document(wangge, "waivers", *asked)["rows"]} == {community, stairs}


def test_a_waiver_whose_subject_is_gone_is_shown_with_its_place(wangge: Run, store: Store) -> None:
    store.write(
        "CREATE (:Waiver {id: 'w', gap: 'linfen.X2:gone', reason: '因', by: '局', until: date($until)})", until=UNTIL
    )
    (row,) = document(wangge, "waivers", "linfen")["rows"]
    assert (row["subject_name"], row["path"]) == (None, None)
    assert document(wangge, "waivers", "310106021001")["rows"] == []
    assert "linfen.X2:gone" in wangge("waivers", "linfen").out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sentences_and_tables_in_two_languages(wangge: Run, linfen: Twin, lang: str) -> None:
    gap = planted(linfen, "linfen.X2")[0]
    values = {"gap": gap, "by": "临汾路街道", "reason": "加装电梯", "until": UNTIL}
    for done in ("made", "unchanged"):
        ran = wangge("waive", gap, *GIVEN, "--lang", lang)
        assert (ran.code, ran.out) == (0, _SENTENCES[lang][done].format(**values) + "\n")
    ran = wangge("waivers", "--lang", lang, COLUMNS="250")
    assert (ran.code, ran.err) == (0, "")
    for heading in ("gap", "subject", "reason", "by", "since", "until", "path"):
        assert HEADINGS[heading][lang == "zh"] in ran.out
    assert {"en": "synthetic data", "zh": "合成数据"}[lang] in ran.out
    assert {"en": "State", "zh": "状态"}[lang] not in ran.out
    assert {"en": "in force", "zh": "生效中"}[lang] in wangge("waivers", "--all", "--lang", lang, COLUMNS="250").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("waive", "x", *GIVEN), 2, "'x' is no id of a gap"),
        (("waive", "linfen.X2:x", *GIVEN), 1, "Nothing in the graph has the id 'x'"),
        (("waive", "linfen.X2:x", "--reason", "r", "--by", "b", "--until", "soon"), 2, "'soon' is not a date"),
        (("waivers", "nowhere"), 1, "No place on"),
        (("waivers", "--as-of", "soon"), 2, "'soon' is not a date"),
        (("waivers", "--lang", "fr"), 2, "'fr' is no language"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(wangge: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = wangge(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_waiver_has_an_end(wangge: Run) -> None:
    ran = wangge("waive", "linfen.X2:x", "--reason", "r", "--by", "b")
    assert ran.code == 2
    assert "--until" in ran.err


# --- the other ways in ------------------------------------------------------------------------------------------------


def test_a_workbook_of_waivers_is_loaded_or_refused_by_its_cells(wangge: Run, tmp_path: Path, linfen: Twin) -> None:
    assert wangge("template", "empty.xlsx", "--lang", "zh", cwd=tmp_path).code == 0
    headings = next(load_workbook(tmp_path / "empty.xlsx", read_only=True)["豁免"].iter_rows(values_only=True))
    assert headings == ("编号", "缺口", "原因", "批准单位", "开始日期", "结束日期", "合成")
    gap = planted(linfen, "linfen.X2")[0]

    def loaded(*rows: tuple[str | None, ...]) -> dict:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("豁免")
        for row in (headings, *rows):
            sheet.append(row)
        book.save(tmp_path / "a.xlsx")
        return json.loads(wangge("load", "a.xlsx", "--json", cwd=tmp_path).out)

    good = ("w1", gap, "改造", "街道", None, UNTIL)
    report = loaded(good, ("w2", gap, "改造", "街道", None, None), ("w3", "linfen.X9:a", None, "街道", None, UNTIL))
    assert [(f["sheet"], f["row"], f["column"], f["code"]) for f in report["faults"]] == [
        ("豁免", 3, "结束日期", "missing-value"),
        ("豁免", 4, "原因", "missing-value"),
        ("豁免", 4, "缺口", "unknown-norm"),
    ]
    assert loaded(good)["created"] == {"Waiver": 1}
    assert [row["gap"] for row in document(wangge, "waivers", "linfen")["rows"]] == [gap]


def test_the_model_tells_of_waivers(wangge: Run) -> None:
    assert "### Waiver 豁免" in wangge("model").out
    (family,) = [one for one in document(wangge, "model")["families"] if one["name"] == "Waiver"]
    assert family["internal"] is False
