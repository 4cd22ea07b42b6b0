"""`wangge search` as people run it, on Linfen's twin."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cypher.search import SearchRow

Run = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("linfen")
STREET = "310106021"


def document(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run("search", *arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


@pytest.mark.parametrize("text", ["临汾路街道", "linfenlujiedao", "lin fen lu", "lfljd", STREET])
def test_the_street_is_found_first_by_whatever_people_type(wangge: Run, text: str) -> None:
    found = document(wangge, text)
    assert list(found["rows"][0]) == list(SearchRow.__dataclass_fields__)
    assert (found["rows"][0]["id"], found["rows"][0]["label"]) == (STREET, "Street")
    assert [step["level"] for step in found["rows"][0]["path"]] == ["city", "county", "street"]


def test_only_one_family_and_only_in_a_place(wangge: Run) -> None:
    found = document(wangge, "党支部", "--family", "Body", "--in", "临汾路街道", "--limit", "3")
    assert {row["family"] for row in found["rows"]} == {"Body"}
    assert len(found["rows"]) == 3
    assert found["within"] == STREET
    assert all(row["path"][0]["id"] == STREET for row in found["rows"])


@pytest.mark.parametrize(("lang", "heading", "kind"), [("en", "What it is", "Street"), ("zh", "是什么", "街镇")])
def test_a_table_says_what_and_where_it_is(wangge: Run, lang: str, heading: str, kind: str) -> None:
    ran = wangge("search", "linfenlu", "--lang", lang)
    assert ran.code == 0
    assert heading in ran.out
    (street,) = (line for line in ran.out.splitlines() if line.endswith(STREET) or f" {STREET} " in line)
    assert kind in street
    assert "上海市 › 静安区" in street


def test_who_finds_nothing_is_told_what_to_try(wangge: Run) -> None:
    ran = wangge("search", "无此名", "--as-of", "2026-03-01")
    assert (ran.code, ran.err) == (0, "")
    assert "Nothing in force on 2026-03-01 is found by '无此名'" in " ".join(ran.out.split())
    assert "拼音（xingfulu）" in wangge("search", "无此名", "--lang", "zh").out
    assert document(wangge, "无此名")["rows"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((" ",), 2, "Nothing is searched for"),
        (("x", "--family", "Item"), 2, "is not searched; what is: Place, Body, Person, IssueType"),
        (("x", "--limit", "0"), 2, "ask for 1 to 1000"),
        (("x", "--in", "nowhere"), 1, "No place on"),
    ],
)
def test_what_cannot_be_asked(wangge: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = wangge("search", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
