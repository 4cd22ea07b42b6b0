"""Words of residents and issue types: which is chosen, which are shown, and why."""

from __future__ import annotations

from collections import Counter
from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.matching import held, rates, types
from cypher.routing import matched
from cypher.routing.matching import APART, CONFIDENT, match
from cypher.rows import IssueTypeRow
from graph.errors import InvalidInput
from graph.store import Store


def kind(id_: str, name: str, *synonyms: str, name_en: str | None = None) -> IssueTypeRow:
    return IssueTypeRow(
        id=id_, name=name, name_en=name_en, synonyms=list(synonyms), mode=None, solvable_at=None, promised_days=None
    )


TWO = [kind("sewer", "下水道疏通", "下水道", name_en="Blocked sewers"), kind("lift", "电梯故障", "电梯停运")]


@pytest.mark.parametrize(
    ("words", "id_"),
    [("下水道又堵了", "sewers"), ("电梯停了三天", "lift_fault"), ("有人在消防通道停车", "fire_lane")],
)
def test_what_residents_say_is_understood(words: str, id_: str) -> None:
    found = match(words, types())
    assert found.chosen is not None
    assert (found.chosen.id, found.rows[0]) == (id_, found.chosen)


def test_held_phrasings_are_found_at_the_stated_rates() -> None:
    every = types()
    asked = held()
    said = {word for one in every for word in (one.name, *one.synonyms)}
    assert len(asked) >= 150
    assert {meant for _, meant in asked} == {one.id for one in every}
    assert not {words for words, _ in asked} & said, "a held phrasing is no synonym"
    found = rates((words, meant, every) for words, meant in asked)
    assert found.first > 0.65
    assert found.first_three > 0.8
    assert found.right > 0.9


def test_a_score_is_what_it_says() -> None:
    (row,) = match("下水", TWO).rows
    rare = log(1 + 2 / 1)  # each run is one type's
    of_name = rare * (1 + 1 + 2) / (rare * (1 + 1 + 1 + 2 + 2))  # 下, 水, 下水 of 下水道
    assert row.score == round(sqrt(1 * of_name), 3)
    assert row.reasons == ["下水 ← 下水道", "下水 ← 下水道疏通"]


def test_english_words_count_without_their_plural() -> None:
    assert [row.id for row in match("the SEWER is blocked", TWO).rows] == ["sewer"]


def test_what_is_close_is_not_chosen() -> None:
    twins = [kind("a", "停电"), kind("b", "停水")]
    found = match("停了", twins)
    assert [row.id for row in found.rows] == ["a", "b"]
    assert found.chosen is None
    assert match("停电了", twins).chosen is not None


def test_what_is_like_nothing_finds_nothing() -> None:
    assert match("！？ 123", TWO).rows == []
    assert match("谢谢", []).rows == []


@given(st.text(alphabet="下水道电梯停运故障疏通堵 a1!", max_size=20))
def test_scores_are_shares_in_order_and_a_choice_is_far_enough_ahead(words: str) -> None:
    found = match(words, TWO)
    scores = [row.score for row in found.rows]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert all(row.reasons for row in found.rows)
    if found.chosen:
        assert scores[0] >= CONFIDENT
        assert scores[0] - (scores[1] if len(scores) > 1 else 0) >= APART


def test_every_type_is_found_by_its_own_name_and_words() -> None:
    every = types()
    shared = Counter(word for one in every for word in (one.name, *one.synonyms))
    assert max(shared.values()) == 1, "a word names one type"
    for one in every:
        for word in (one.name, *one.synonyms):
            assert match(word, every).rows[0].id == one.id, word


def test_words_that_say_nothing_are_refused(graph: Store) -> None:
    with pytest.raises(InvalidInput, match=r"Say in 1 to 500 characters what the matter is; these are 0\."):
        matched(graph, words="  ")
    assert matched(graph, words="下水道").rows == []
