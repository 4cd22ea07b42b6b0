"""`wangge issue-types` as people run it, on Linfen's twin."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.matching import types
from loaders.twin import Twin

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def there(linfen: Twin) -> Twin:
    return linfen


def test_all_types_are_listed(wangge: Run) -> None:
    ran = wangge("issue-types", "--lang", "zh")
    assert ran.code == 0
    assert "议题类型" in ran.out
    assert "悬空老人" in ran.out
    rows = json.loads(wangge("issue-types", "--json").out)["rows"]
    assert [row["id"] for row in rows] == sorted(one.id for one in types())
    assert {row["id"] for row in rows if row["mode"] == "emergency"} == {"epidemic", "property_exit"}


def test_words_find_a_type_and_say_how_to_go_on(wangge: Run) -> None:
    ran = wangge("issue-types", "下水道又堵了")
    assert ran.code == 0
    assert "sewers  " in ran.out
    assert ran.out.endswith("This is 下水道疏通; its way is shown by: wangge route sewers PLACE\n")
    document = json.loads(wangge("issue-types", "下水道又堵了", "--json", "--limit", "2").out)
    assert document["chosen"] == document["rows"][0]
    assert document["rows"][0]["id"] == "sewers"
    assert len(document["rows"]) == 2
    assert document["words"] == "下水道又堵了"


def test_close_ones_are_asked_about(wangge: Run) -> None:
    ran = wangge("issue-types", "小区里没有人管", "--lang", "zh")
    assert ran.code == 0
    assert "指的是哪一类？" in ran.out
    assert json.loads(wangge("issue-types", "小区里没有人管", "--json").out)["chosen"] is None


def test_words_like_nothing_and_too_many_words(wangge: Run) -> None:
    ran = wangge("issue-types", "???")
    assert (ran.code, ran.err) == (
        1,
        "No issue type is like these words; `wangge issue-types` lists all there are.\n",
    )
    assert json.loads(wangge("issue-types", "???", "--json").out)["rows"] == []
    ran = wangge("issue-types", "堵" * 501)
    assert (ran.code, ran.err) == (2, "Say in 1 to 500 characters what the matter is; these are 501.\n")


def test_a_route_for_words_names_the_nearest(wangge: Run) -> None:
    ran = wangge("route", "电梯停了", "linfen-building-0001")
    assert ran.code == 0  # a synonym
    ran = wangge("route", "电梯老是停", "linfen-building-0001")
    assert ran.code == 1
    assert ran.err.startswith("There is no issue type '电梯老是停'; the nearest are 电梯故障 (lift_fault), ")


def test_a_table_is_loaded_by_function(wangge: Run, tmp_path: Path) -> None:
    ran = wangge("load", "--issue-types", "project", "--check")
    assert ran.code == 0
    assert "issue_types.csv: no department or institution has the function gas, health, heating, justice." in ran.out
    assert "0 would be created, 0 would be changed" in ran.out
    own = tmp_path / "own.csv"
    own.write_text("id,name,lead,source\nbees,马蜂窝,,我县\n", encoding="utf-8")
    ran = wangge("load", "--issue-types", str(own))
    assert ran.code == 1
    assert "no function leads" in ran.out
    ran = wangge("load", "--issue-types", str(tmp_path / "none.csv"))
    assert (ran.code, ran.err) == (1, f"There is no file or folder {tmp_path / 'none.csv'}.\n")
