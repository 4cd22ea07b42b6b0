"""How large things are in life: counts that ship in `data/distributions`, and seeded draws from them.

Sources: public listings of 2020 and lists of administrative divisions, counted; see the README beside the files.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import NamedTuple

NAMES = ("buildings_and_households", "compounds_per_company", "committees_per_street")


class Distribution(NamedTuple):
    """Outcomes, whole numbers each, and how often this one or one before it was counted."""

    outcomes: tuple[tuple[int, ...], ...]
    cumulative: tuple[int, ...]


@lru_cache
def distribution(name: str) -> Distribution:
    """One of `NAMES`. The last column of its file says how often the others were counted together.

    `buildings_and_households` has the buildings of a compound and the least households per building of a class of
    five; `compounds_per_company` and `committees_per_street` have one number.
    """
    text = resources.files("loaders").joinpath("data", "distributions", f"{name}.csv").read_text("utf-8")
    rows = [tuple(map(int, row)) for row in list(csv.reader(text.splitlines()))[1:]]
    return Distribution(tuple(row[:-1] for row in rows), tuple(accumulate(row[-1] for row in rows)))


def draw(random: Random, name: str, count: int) -> list[tuple[int, ...]]:
    """So many outcomes of a distribution, each as often as in life."""
    found = distribution(name)
    return random.choices(found.outcomes, cum_weights=found.cumulative, k=count)
