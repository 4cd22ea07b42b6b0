"""What a gap weighs: the formula's numbers are data, and each of its parts moves it the way it says."""

from __future__ import annotations

import pytest

from cypher.gaps import weighing
from cypher.gaps.weighing import distance, formula, severity


@pytest.mark.parametrize(
    ("value", "minimum", "maximum", "away"),
    [
        (1, 1, 1, 0),
        (0, 1, None, 1),
        (290, 300, 500, 10 / 300),
        (600, 300, 500, 0.2),
        (2, None, 0, 2),  # a bound below 1 is measured as 1
        (0.25, 0.5, None, 0.25),
        (7, None, None, 0),
    ],
)
def test_distance_is_a_share_of_the_bound_that_is_missed(
    value: float, minimum: float | None, maximum: float | None, away: float
) -> None:
    assert distance(value, minimum, maximum) == pytest.approx(away)


def test_severity_by_hand() -> None:
    assert severity("stated", 0, 1, None, 99, backed=False) == 3 * 2 * 3
    assert severity("stated", 0, 1, None, 99, backed=True) == 3 * 2 * 3 * 0.5
    assert severity("target", 290, 300, 500, 290, backed=False) == 3.58
    assert severity("inferred", 9, None, 0, 0, backed=False) == 2 * 2  # nine too many weigh as one
    assert severity("stated", 0, 1, None, None, backed=False) is None


def test_each_part_moves_it() -> None:
    plain = severity("inferred", 0, 1, 1, 50, backed=False)
    assert plain is not None
    for other in (
        severity("target", 0, 1, 1, 50, backed=False),
        severity("inferred", 0.5, 1, 1, 50, backed=False),
        severity("inferred", 0, 1, 1, 5, backed=False),
        severity("inferred", 0, 1, 1, 50, backed=True),
    ):
        assert other is not None
        assert other < plain


def test_the_formula_is_data_and_says_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "3 for a stated norm, 2 inferred, 1 a target" in formula().en
    assert "明文3，推定2，目标1" in formula().zh
    assert "at most 1." in formula().en
    changed = weighing._weights() | {"status": {"stated": 7, "inferred": 2, "target": 1}}
    monkeypatch.setattr(weighing, "_weights", lambda: changed)
    assert severity("stated", 0, 1, None, 9, backed=False) == 7 * 2 * 2
    assert "7 for a stated norm" in formula().en
