"""`wangge rehearse`, and what mends a route, as people run it, on Linfen's twin with what the demo plants in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.twin import Twin

Run = Callable[..., Any]
DAY = ("--as-of", "2026-11-22")


@pytest.fixture(autouse=True)
def there(linfen: Twin) -> Twin:
    return linfen


def rehearsed(wangge: Run, *more: str) -> dict[str, Any]:
    ran = wangge("rehearse", "linfen", *DAY, "--json", *more)
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_what_was_planted_is_found_and_nothing_else(wangge: Run, there: Twin) -> None:
    document = rehearsed(wangge)
    routes = {defect.subject_id for defect in there.planted if defect.rule == "route"}
    vacated = {defect.subject_id for defect in there.planted if defect.what.count("微网格长")}
    closed = [row for row in document["rows"] if row["wanting"]]
    assert {type_ for row in closed for type_ in row["issue_types"]} == routes
    assert {row["at"]["id"] for row in document["rows"] if row["at"]} == vacated
    assert {row["kind"] for row in document["rows"]} == {"dead_end"}
    assert (document["level"], document["places"]) == ("building", 469)
    assert document["routes"] == 469 * 46 * 2
    assert document["stuck"] == document["routes"] - document["whole"]
    assert document["classes"] < 40
    assert closed[0]["households"] == max(row["households"] for row in document["rows"])


def test_the_table_is_for_planners(wangge: Run) -> None:
    ran = wangge("rehearse", "linfen", *DAY, "--lang", "zh")
    assert ran.code == 0
    assert "临汾路街道的流转演练 · 2026-11-22 · 合成数据" in ran.out
    assert "断点" in ran.out
    assert "楼栋469处，议题46类，共43,148条流转：" in ran.out
    ran = wangge("rehearse", "linfen", *DAY, "--type", "停车占道", "--kind", "loop")
    assert ran.out.splitlines()[0] == "Rehearsal of 临汾路街道 · 2026-11-22 · synthetic data"
    assert ran.out.splitlines()[1].startswith("Places (building): 469; issue types: 1; routes: 938, of which ")


def test_a_part_of_the_place_and_another_level(wangge: Run, there: Twin) -> None:
    (vacated, *_) = sorted(d.subject_id for d in there.planted if d.what.count("微网格长"))
    document = rehearsed(wangge, "--level", "micro_grid", "--type", "roadside_parking", "--kind", "dead_end")
    assert [row["at"]["id"] for row in document["rows"] if row["at"]].count(vacated) == 1
    assert {row["places"] for row in document["rows"] if row["at"]} == {1}
    community = wangge("route", "roadside_parking", vacated, *DAY, "--json")
    assert json.loads(community.out)["rows"]


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--kind", "dead_ends"], 2, "'dead_ends' is no kind of finding. Did you mean dead_end?\n"),
        (["--level", "floor"], 2, "临汾路街道 has no level 'floor'; its levels are street, block, community, "),
        (["--level", "compound", "--as-of", "1999-01-01"], 1, "There is no compound inside this place on 1999-01-01; "),
        (["--type", "外星人"], 1, "There is no issue type '外星人'; "),
    ],
)
def test_bad_input_says_what_there_is(wangge: Run, more: list[str], code: int, said: str) -> None:
    ran = wangge("rehearse", "linfen", *more)
    assert (ran.code, ran.err[: len(said)]) == (code, said)


def test_a_dead_end_is_mended_by_a_load_of_what_was_proposed(wangge: Run, tmp_path: Path) -> None:
    (row, *_) = (one for one in rehearsed(wangge, "--kind", "dead_end")["rows"] if one["at"])
    way = ("route", "roadside_parking", row["example"]["id"], *DAY)
    out = tmp_path / "mend.xlsx"
    ran = wangge(*way, "--out", str(out), "--lang", "zh", COLUMNS="300")
    assert ran.code == 0
    assert "补救（已试）：2026-11-22起" in ran.out
    assert ran.err.startswith(f"What mends it is in {out}; once it has been done, load it with: wangge load ")
    mends = json.loads(wangge(*way, "--json").out)["mends"]
    assert [(one["channel"], one["number"]) for one in mends] == [("patrol", 1)]
    assert wangge("load", str(out)).code == 0
    after = json.loads(wangge(*way, "--json").out)
    assert ({one["state"] for one in after["rows"]}, after["mends"]) == ({"acts"}, [])
    ran = wangge(*way, "--out", str(out))
    assert (ran.code, ran.err) == (
        1,
        "Nothing mends this route of 停车占道 on 2026-11-22; leave out --out to see it.\n",
    )


def test_who_received_it_first(wangge: Run) -> None:
    way = ("route", "roadside_parking", "linfen-building-0001", *DAY)
    ran = wangge(*way, "--first", "临汾路街道一口派单调度台")
    assert ran.code == 0
    assert "received it first and does not handle" in " ".join(ran.out.split())
    assert "Of 12 steps the source prints the order of 5; 7 were put together by wangge from what it says." in ran.out
    ran = wangge(*way, "--first", "天文台")
    assert (ran.code, ran.err.partition(";")[0]) == (
        1,
        "Nobody around 临汾路九十九弄1号楼 is called '天文台'",
    ) or ran.code == 1
