"""Stretches of days, and how long gaps live: arithmetic without a graph."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date


def stretches(since: date, until: date, turns: Sequence[date]) -> list[Stretch]:
    """The days from `since` to `until` as stretches, each new one beginning on a day of `turns`, which is in order."""
    firsts = [since, *(day for day in turns if since < day <= until)]
    return [Stretch(first, later - DAY) for first, later in zip(firsts, [*firsts[1:], until + DAY], strict=True)]


def before(day: date, turns: Sequence[date]) -> Stretch:
    """The stretch that ends right before `day`, as far back as days go."""
    earlier = [turn for turn in turns if turn < day]
    return Stretch(earlier[-1] if earlier else date.min, day - DAY)


def piercing(wanted: Iterable[Stretch], days: Sequence[date] = ()) -> list[date]:
    """The fewest days, besides those given, such that each stretch has one; in order, the given ones among them.

    Source
    ------
    Greedy stabbing of intervals: by their last days, each that has no day yet takes its own last.
    """
    chosen: list[date] = []
    fixed = sorted(days)
    for one in sorted(set(wanted), key=lambda one: (one.last, one.first)):
        if not (chosen and chosen[-1] >= one.first) and pick(one, fixed) is None:
            chosen.append(one.last)
    return sorted({*chosen, *fixed})


def pick(one: Stretch, days: Sequence[date]) -> date | None:
    """The latest of `days`, which are in order, that lies in a stretch; None where none does."""
    at = bisect_right(days, one.last)
    return days[at - 1] if at and days[at - 1] >= one.first else None


def median_life(lives: Iterable[tuple[int, bool]]) -> int | None:
    """The number of days after which half of the gaps were closed.

    Parameters
    ----------
    lives
        Of each gap, how many days it was seen open, and whether it closed then (else it was still open, or was
        lost from sight).

    Returns
    -------
    The smallest t for which S(t) <= 1/2, where S(t) is the product over all lengths t' <= t at which gaps closed of
    1 - (closed at t') / (seen open for t' or longer). None where S never falls so far: more than half live on.

    Source
    ------
    Kaplan, E. L. and Meier, P. (1958), Nonparametric estimation from incomplete observations, JASA 53, 457-481.
    """
    known = list(lives)
    share = Fraction(1)
    for length in sorted({days for days, closed in known if closed}):
        at_risk = sum(days >= length for days, _ in known)
        share *= 1 - Fraction(sum(closed and days == length for days, closed in known), at_risk)
        if share <= Fraction(1, 2):
            return length
    return None
