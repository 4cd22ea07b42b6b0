"""The null model keeps degrees, its tails are exact, and corrections are those of scipy."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, false_discovery_control

from graph.analysis.chance import corrected, more_than_chance, null_model, tails
from graph.analysis.incidence import incidence
from tests.graph.analysis.register import DAY, posts, southern_women

MATRICES = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda size: st.lists(
        st.lists(st.booleans(), min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1]
    )
)


@given(MATRICES)
def test_degrees_are_kept(rows):
    held = np.array(rows, int)
    null = null_model(held.sum(axis=1), held.sum(axis=0))
    assert null.solved
    whole = null.probabilities[
        np.ix_(*(np.searchsorted(c, held.sum(axis=x)) for c, x in ((null.people, 1), (null.things, 0))))
    ]
    assert whole.sum(axis=1) == pytest.approx(held.sum(axis=1), abs=1e-6)
    assert whole.sum(axis=0) == pytest.approx(held.sum(axis=0), abs=1e-6)
    assert ((whole >= 0) & (whole <= 1)).all()


@given(MATRICES)
def test_probabilities_are_of_the_models_form(rows):
    """p / (1 - p) is x_i y_j, so that the odds of any two rows are in one ratio, whatever the column."""
    held = np.array(rows, int)
    p = null_model(held.sum(axis=1), held.sum(axis=0)).probabilities
    inside = ((p > 1e-9) & (p < 1 - 1e-9)).all(axis=1)
    odds = p[inside] / (1 - p[inside])
    if len(odds) > 1:
        ratios = odds / odds[0]
        assert ratios == pytest.approx(np.repeat(ratios[:, :1], ratios.shape[1], axis=1), rel=1e-4)


def test_two_people_of_one_post_each():
    assert null_model(np.array([1, 1]), np.array([1, 1])).probabilities == pytest.approx(0.5)


def test_nobody_and_everybody_leave_no_choice():
    null = null_model(np.array([0, 2, 1]), np.array([2, 1]))
    assert null.probabilities.tolist() == [[0, 0], [0, 1], [1, 1]]
    assert null.error == 0


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 1)), min_size=1, max_size=4), st.integers(0, 12))
def test_a_tail_is_what_enumeration_gives(draws, least):
    each = [chance for count, chance in draws for _ in range(count)]
    whole = sum(
        prod(chance if drawn else 1 - chance for drawn, chance in zip(drawn, each, strict=True))
        for drawn in product((0, 1), repeat=len(each))
        if sum(drawn) >= least
    )
    counts, chances = (np.array(column) for column in zip(*draws, strict=True))
    (found,) = tails(counts, chances[:, None].astype(float), np.array([least]))
    assert found == pytest.approx(whole, abs=1e-12)


def test_tails_far_out_keep_their_digits():
    counts, chances = np.array([700_000]), np.array([[1e-7, 1e-3, 0.2]])
    least = np.array([6, 1_200, 140_500])
    assert tails(counts, chances, least) == pytest.approx(binom.sf(least - 1, 700_000, chances[0]), rel=1e-7)
    assert tails(np.array([50]), np.array([[0.01]]), np.array([50]))[0] == pytest.approx(1e-100)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_benjamini_hochberg_is_scipys(p):
    p = np.array(p)
    assert corrected(p, len(p)) == pytest.approx(false_discovery_control(p))
    some = np.concatenate([p, np.ones(5)])
    assert corrected(p, len(p) + 5) == pytest.approx(false_discovery_control(some)[: len(p)])


def test_bonferroni_counts_every_possible_pair():
    assert corrected(np.array([0.001, 0.4]), 10, "bonferroni").tolist() == [0.01, 1]


def test_the_southern_women():
    """In so small and dense a register no two events share more women than chance may give, all pairs considered."""
    found, null = more_than_chance(incidence(southern_women(), DAY))
    assert null.solved
    assert found.height == 66
    assert found["shared"].sum() == 214
    assert found["p"].min() == pytest.approx(0.0279, abs=1e-4)
    assert found["q"].min() == 1
    people, _ = more_than_chance(incidence(southern_women(), DAY), "people")
    assert people.height == 139


def test_a_planted_tie_is_found_and_others_are_not():
    ring = [(f"p{i}", f"T{(i + step) % 60}", f"post {step}") for i in range(60) for step in (0, 7)]
    planted = [(f"q{i}", at, at) for i in range(8) for at in ("A", "B")]
    found, null = more_than_chance(incidence(posts(*ring, *planted), DAY))
    assert null.solved
    assert found.filter(pl.col("q") < 0.05).select("a", "b", "shared").rows() == [("A", "B", 8)]


@pytest.mark.parametrize("side", ["things", "people"])
def test_a_pair_by_hand(side):
    """Two people hold posts at both of two things, a third at one more: the chances of the model, by hand."""
    given = posts(("p", "A", "x"), ("p", "B", "y"), ("q", "A", "x"), ("q", "B", "y"), ("r", "C", "x"))
    found, null = more_than_chance(incidence(given, DAY), side)
    chances = null.probabilities if side == "things" else null.probabilities.T
    one, two = chances[:, 1] ** 2  # that both of the pair have what is of degree one, and of degree two
    both, either = two**2, 2 * two * (1 - two)
    assert found["p"].to_list() == pytest.approx([both + either * one])
    assert found["expected"].to_list() == pytest.approx([2 * two + one])


@pytest.mark.parametrize("rows", [[], [("p", "A", "x")], [("p", "A", "x"), ("p", "B", "y")]])
def test_nothing_and_one_person(rows):
    for side in ("things", "people"):
        found, null = more_than_chance(incidence(posts(*rows), DAY), side)
        assert null.solved
        assert found["p"].to_list() == [1.0] * found.height
