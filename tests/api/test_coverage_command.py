"""`wangge coverage` as people run it: tables in both languages, one document, and what it says when it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cypher.coverage import COUNTED
from cypher.coverage.rates import CoverageRow
from graph.store import Store
from loaders.twin import Twin

Run = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("linfen")


def document(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run("coverage", *arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_it_is_one_document_of_every_line(wangge: Run, linfen: Twin) -> None:
    found = document(wangge, "linfen", "--as-of", "2021-04-05")
    assert list(found["rows"][0]) == list(CoverageRow.__dataclass_fields__)  # type: ignore[attr-defined]
    assert (found["as_of"], found["by"], found["synthetic"]) == ("2021-04-05", "block", True)
    assert found["place"]["code"] == "310106021"
    assert found["data_version"] >= 1
    assert found["shares"].startswith("share = covered / (covered + partial + uncovered)")
    totals = {row["line"]: row for row in found["rows"] if row["total"]}
    assert list(totals) == list(COUNTED)
    assert [line for line, row in totals.items() if row["state"] == "not_applicable"] == ["contact", "station"]
    assert {row["line"] for row in found["rows"] if row["line"] == "contact"} == {"contact"}
    for line in ("grid", "ladder", "party"):
        inside = [row for row in found["rows"] if row["line"] == line and not row["total"]]
        assert [row["place_level"] for row in inside] == ["block"] * 4
        assert sum(row["buildings"] for row in inside) == totals[line]["buildings"] == totals[line]["covered"]
        assert totals[line]["share"] == totals[line]["household_share"] == 1


def test_a_vacated_stair_group_makes_its_building_partial_by_its_households(
    wangge: Run, linfen: Twin, store: Store
) -> None:
    vacated = [one.subject_id for one in linfen.planted if one.rule == "linfen.X2"]
    (lost,) = store.read("MATCH (g:StairGroup) WHERE g.id IN $ids RETURN sum(g.households) AS n", ids=vacated)
    buildings = store.read(
        "MATCH (g:StairGroup)-[:PART_OF]->(b) WHERE g.id IN $ids RETURN DISTINCT b.id AS id ORDER BY id", ids=vacated
    )
    (*_, total) = document(wangge, "linfen", "--line", "ladder", "--as-of", "2026-11-22")["rows"]
    assert total["partial"] + total["uncovered"] == len(buildings) > 0
    assert total["uncovered_households"] == lost["n"]
    assert total["covered_households"] + lost["n"] == total["households"] == total["household_share_of"]


def test_tables_show_what_a_share_is_of(wangge: Run, linfen: Twin) -> None:
    english = wangge("coverage", "linfen", "--line", "ladder", "--as-of", "2021-04-05", COLUMNS="200")
    chinese = wangge("coverage", "linfen", "--as-of", "2021-04-05", "--lang", "zh", COLUMNS="200")
    assert (english.code, chinese.code) == (0, 0)
    assert "Coverage of 临汾路街道办事处 · 2021-04-05 · synthetic data" in english.out or "Coverage of" in english.out
    assert "Covered of known" in english.out
    assert "(total)" in english.out
    total = next(line for line in english.out.splitlines() if "(total)" in line)
    assert "100.0 % (" in total
    assert "what is unknown is counted apart" in " ".join(english.out.split())
    assert "覆盖情况 · 2021-04-05 · 合成数据" in chinese.out
    assert next(line for line in chinese.out.splitlines() if line.strip().startswith("包联")).split()[-1] == "–"
    assert "不适用" in chinese.out
    assert "重叠" not in chinese.out


def test_rows_by_a_grid_overlap_and_say_so(wangge: Run, linfen: Twin) -> None:
    found = document(wangge, "linfen", "--line", "grid", "--by", "micro_grid", "--as-of", "2021-04-05")["rows"]
    assert [row["place_level"] for row in found] == ["micro_grid"] * 127 + ["street"]
    assert sum(row["buildings"] for row in found[:-1]) == found[-1]["buildings"] + found[-1]["repeated"]
    assert found[-1]["repeated"] > 0
    ran = wangge("coverage", "linfen", "--line", "grid", "--by", "micro_grid", "--as-of", "2021-04-05")
    assert f"Rows overlap: {found[-1]['repeated']} times a building lies in one more of them" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nowhere",), 1, "has the id, the code or the name 'nowhere'"),
        (("linfen", "--line", "reported"), 2, "'reported' is no line that counts; those are grid, ladder, party"),
        (
            ("linfen", "--by", "gird"),
            2,
            "has no rows by 'gird'; levels below it here are block, community, compound, micro_grid, building.",
        ),
        (("linfen", "--by", "stair_group"), 2, "levels below it here are block, community"),
        (("linfen", "--by", "grid"), 2, "has no rows by 'grid'"),  # a level that Linfen does not have
        (("linfen-stair_group-0001",), 2, "is inside a building, which is counted as a whole; ask about the building."),
        (("linfen-stair_group-0001", "--by", "unit"), 2, "is inside a building"),
        (("linfen", "--as-of", "soon"), 2, "is not a date"),
        (("3101",), 1, "lies in no place that has a profile"),
    ],
)
def test_what_cannot_be_answered(
    wangge: Run, linfen: Twin, arguments: tuple[str, ...], code: int, message: str
) -> None:
    ran = wangge("coverage", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_a_day_before_the_place_is_said(wangge: Run, linfen: Twin) -> None:
    ran = wangge("coverage", "linfen-micro_grid-0001", "--as-of", "2017-02-28")
    assert (ran.code, ran.out) == (1, "")
    assert "No place on 2017-02-28 has the id" in ran.err


def test_a_building_is_its_own_row(wangge: Run, linfen: Twin) -> None:
    row, total = document(wangge, "linfen-building-0001", "--line", "party", "--as-of", "2021-04-05")["rows"]
    assert (row["place_id"], total["place_id"]) == ("linfen-building-0001", "linfen-building-0001")
    assert (row["buildings"], row["total"], total["total"]) == (1, False, True)
