"""`wangge duplicates | merge | unmerge | merges` as people run them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from api.answers.duplicates import CandidateRow, GroundRow
from api.commands.merges import _GROUNDS, _MERGED, _UNMERGED
from api.output import HEADINGS, WORDS
from cypher.people import MergeRow
from graph.analysis.duplicates import AGAINST, FOR, REASONS
from graph.store import Store
from loaders.run import load

from .service.test_duplicates import PLAIN, SECRETS, tables, told

Run = Callable[..., Any]
GIVEN = ("--reason", "同一人", "--by", "某街道")


@pytest.fixture(autouse=True)
def town(graph: Store) -> None:
    load(graph, tables(), sources=["a"]).raise_if_refused()


def document(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_every_ground_and_reason_has_its_words() -> None:
    assert _GROUNDS.keys() == FOR.keys() | AGAINST.keys()
    assert WORDS.keys() >= REASONS.keys()


def test_candidates_as_a_document_and_as_a_table(wangge: Run) -> None:
    found = document(wangge, "duplicates", "某街道")
    assert [told(row) for row in found["rows"]] == PLAIN
    assert list(found["rows"][0]) == list(CandidateRow.__dataclass_fields__)
    assert list(found["rows"][0]["speaks_for"][0]) == list(GroundRow.__dataclass_fields__)
    english = wangge("duplicates", "某街道", COLUMNS="250").out
    assert "王伟 (p1)" in english
    assert "both at 甲楼; both 楼长" in english
    assert "full posts on one day at 甲楼 and at 乙楼" in english
    assert english.endswith("Nobody is merged but by `wangge merge`.\n")
    chinese = wangge("duplicates", "某街道", "--lang", "zh", COLUMNS="250").out
    for heading in ("one", "other", "alike", "speaks_for", "speaks_against", "strength"):
        assert HEADINGS[heading][0] in english
        assert HEADINGS[heading][1] in chinese
    assert "同在甲楼任职；同任楼长" in chinese
    assert "同名" in chinese


def test_personal_fields_are_compared_and_not_shown(wangge: Run) -> None:
    ran = wangge("duplicates", "某街道", "--personal", COLUMNS="250")
    assert "same phone" in ran.out
    assert "born in the same year" in ran.out
    assert not any(secret in ran.out for secret in SECRETS)
    assert document(wangge, "duplicates", "某街道", "--personal")["compared_personal"] is True


def test_merged_listed_and_unmerged(wangge: Run) -> None:
    ran = wangge("merge", "p1", "p2", *GIVEN)
    said = {"id": "merge-2", "kept": "p1", "merged": "p2"}
    assert (ran.code, ran.out) == (0, _MERGED["en"].format(**said, moved=0, set_aside=1) + "\n")
    (row,) = document(wangge, "merges")["rows"]
    assert list(row) == list(MergeRow.__dataclass_fields__)
    listed = wangge("merges", "--lang", "zh", COLUMNS="200").out
    assert all(text in listed for text in ("merge-2", "王伟 (p1)", "王伟 (p2)", "同一人", "某街道"))
    ran = wangge("unmerge", "merge-2", "--lang", "zh")
    assert (ran.code, ran.out) == (0, _UNMERGED["zh"].format(**said, moved=0, set_aside=1) + "\n")
    assert "undone 20" in wangge("merges", COLUMNS="200").out
    done = document(wangge, "merge", "p1", "p3", *GIVEN)
    assert (done["merge"]["id"], done["moved"], done["set_aside"], done["data_version"]) == ("merge-4", 1, 0, 4)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("merge", "p1", "p1", *GIVEN), 2, "'p1' is given twice"),
        (("merge", "p1", "nobody", *GIVEN), 1, "No person has the id 'nobody'"),
        (("merge", "p1", "p2", "--reason", " ", "--by", "b"), 2, "The merge has no reason"),
        (("unmerge", "merge-9"), 1, "There is no merge 'merge-9' that stands"),
        (("duplicates", "nowhere"), 1, "No place on"),
        (("duplicates", "某街道", "--as-of", "soon"), 2, "'soon' is not a date"),
        (("merges", "--lang", "fr"), 2, "'fr' is no language"),
        (("ask", "person", "person=p9", "as_of=2026-01-01"), 1, "No person has the id 'p9'"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(wangge: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = wangge(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
