"""A count held against a printed figure, in the printed unit. Pure: no graph, no profile."""

from __future__ import annotations

import math
from typing import NamedTuple


class Band(NamedTuple):
    """The numbers that a printed figure allows; an open end is not itself in the band."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def holds(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        return above and (value < self.high if self.high_open else value <= self.high)


def band(
    qualifier: str, *, value: float | None = None, low: float | None = None, high: float | None = None, step: float = 1
) -> Band | None:
    """What a printed figure allows; None for `~`, which is rhetoric and never asserted.

    Parameters
    ----------
    qualifier
        `=` exact, `>` 余 or 多, `<` 近, `>=` 至少, `<=` 以内, `~` 约 or 左右.
    value
        The number printed; in units, not in 万.
    low, high
        A printed range, instead of `value`; both ends belong to it.
    step
        Unit of the last printed digit: 10000 for 109万, 100 for 2500余. A figure printed in a unit above 1 was
        rounded to it, so 109万 is 1,085,000 to 1,095,000; 2500余 stays below 2600; 近9万 stays above 8万.

    Raises
    ------
    ValueError
        Neither a value nor a range.

    Source
    ------
    domain.md section 4, on figures.
    """
    if qualifier == "~":
        return None
    if value is None:
        if low is None and high is None:
            raise ValueError("a figure needs a value or a range")
        return Band(-math.inf if low is None else low, math.inf if high is None else high)
    if qualifier == ">":
        return Band(value, value + step, low_open=True, high_open=True)
    if qualifier == "<":
        return Band(value - step, value, low_open=True, high_open=True)
    if qualifier == ">=":
        return Band(value, math.inf)
    if qualifier == "<=":
        return Band(-math.inf, value)
    rounded = 0 if step == 1 else step / 2
    return Band(value - rounded, value + rounded)
