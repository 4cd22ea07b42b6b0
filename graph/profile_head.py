"""The part of a profile that coverage needs, read without the rest.

A profile's file holds two YAML documents: the place itself (codes, levels, lines), then its norms, routes and figures.
`wangge cover` needs the first alone, and reads it without pydantic, whose import would cost it a fifth of its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("profiles")
# libyaml's parser where it is there: seven times as fast
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NEVER_COUNT = ("embedded", "reported")


@dataclass(frozen=True)
class Head:
    """`lines` the place has, `posts` by line, and the codes it is found by."""

    place: str
    codes: tuple[str, ...]
    lines: tuple[str, ...]
    posts: dict[str, list[str]]


def places() -> list[str]:
    """The places that have a profile."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@lru_cache(maxsize=64)
def head(place: str) -> Head:
    """The first document of a shipped profile, which the tests have checked."""
    with (FOLDER / f"{place}.yaml").open(encoding="utf-8") as file:
        data = next(yaml.load_all(file, Loader=LOADER))
    lines = {line["line"]: list(line.get("posts", ())) for line in data["lines"]}
    return Head(
        data["place"],
        tuple(data["codes"]),
        (*lines, *NEVER_COUNT),
        {line: posts for line, posts in lines.items() if posts},
    )


def head_of(codes: Iterable[str | None]) -> Head | None:
    """The head whose code comes first in `codes`: a place's own code, then its ancestors', nearest first."""
    heads = [head(place) for place in places()]
    return next((h for code in codes for h in heads if code in h.codes), None)
