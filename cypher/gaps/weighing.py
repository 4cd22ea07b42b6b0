"""How much a gap weighs: the formula is data, in `severity.yaml` beside this file."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from graph.profile import Text


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("severity.yaml").read_text("utf-8"))
    return data


def formula() -> Text:
    """The formula as a sentence, with its numbers, in Chinese and English."""
    weights = _weights()
    numbers = weights["status"] | weights["distance"] | weights["backing"]
    return Text(**{lang: " ".join(text.split()).format(**numbers) for lang, text in weights["sentence"].items()})


def distance(value: float, minimum: float | None, maximum: float | None) -> float:
    """How far a value lies outside its band, as a share of the bound that it misses; 0 inside."""
    misses = [(minimum, minimum - value)] if minimum is not None and value < minimum else []
    misses += [(maximum, value - maximum)] if maximum is not None and value > maximum else []
    return max((by / max(abs(bound), 1.0) for bound, by in misses), default=0.0)


def severity(
    status: str,
    value: float,
    minimum: float | None,
    maximum: float | None,
    households: int | None,
    backed: bool,
) -> float | None:
    """The weight of a gap, rounded to two digits; absent where nobody knows how many households feel it.

    Parameters
    ----------
    status
        `stated`, `inferred` or `target`.
    value, minimum, maximum
        The value and the band that it misses; an absent end is open.
    households
        Those who feel it.
    backed
        Whether another line still covers the place.

    Source
    ------
    domain.md section 4; `severity.yaml`.
    """
    if households is None:
        return None
    weights = _weights()
    away = min(distance(value, minimum, maximum), weights["distance"]["furthest"])
    weight: float = weights["status"][status] * (1 + away) * (1 + math.log10(1 + households))
    backing: float = weights["backing"]["backed" if backed else "alone"]
    return round(weight * backing, 2)
