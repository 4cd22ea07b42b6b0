"""The part of a profile that coverage needs, read without the rest; and which profiles there are.

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

from graph.errors import InvalidInput, ProfileRefused
from graph.settings import Settings

FOLDER = Path(__file__).with_name("profiles")
# libyaml's parser where it is there: seven times as fast
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NEVER_COUNT = ("embedded", "reported")


@dataclass(frozen=True)
class Head:
    """`lines` the place has, `posts` by line, kinds of `teams` that are stations to it, the codes it is found by."""

    place: str
    codes: tuple[str, ...]
    lines: tuple[str, ...]
    posts: dict[str, list[str]]
    teams: tuple[str, ...] = ()


def files() -> dict[str, Path]:
    """place → its profile's file: those shipped, and those of the folder that WANGGE_PROFILES names.

    Raises
    ------
    InvalidInput
        WANGGE_PROFILES names no folder.
    ProfileRefused
        A file there has the name of a place that is shipped; the message names both files.
    """
    found = {path.stem: path for path in sorted(FOLDER.glob("*.yaml"))}
    own = Settings.from_environment().profiles
    if own is None:
        return found
    if not own.is_dir():
        raise InvalidInput(
            f"WANGGE_PROFILES is {str(own)!r}, which is no folder; name the one that holds your profiles."
        )
    for path in sorted(own.glob("*.yaml")):
        if path.stem in found:
            raise ProfileRefused(f"{path}: {found[path.stem]} is already the profile of {path.stem}; rename yours.")
        found[path.stem] = path
    return dict(sorted(found.items()))


def places() -> list[str]:
    """The places that have a profile."""
    return list(files())


def head(place: str) -> Head:
    """The first document of a place's profile.

    Raises
    ------
    ProfileRefused
        It is no profile: a file of the user's own, as those shipped are tested.
    """
    path = files()[place]
    return _head(path, path.stat().st_mtime_ns)


def head_of(codes: Iterable[str | None]) -> Head | None:
    """The head whose code comes first in `codes`: a place's own code, then its ancestors', nearest first.

    Raises
    ------
    ProfileRefused
        Two profiles have one code.
    """
    place_of = by_code()
    return next((head(place_of[code]) for code in codes if code in place_of), None)


def by_code() -> dict[str | None, str]:
    """code → the place whose profile has it.

    Raises
    ------
    ProfileRefused
        Two profiles have one code; the message names both files.
    """
    found: dict[str | None, str] = {}
    listed = files()
    for place, path in listed.items():
        for code in _codes(path, path.stat().st_mtime_ns):
            if found.setdefault(code, place) != place:
                raise ProfileRefused(
                    f"{path}: code {code} is already that of {listed[found[code]]}; a code has one profile."
                )
    return found


@lru_cache(maxsize=256)
def _codes(path: Path, _: int) -> tuple[str, ...]:
    """The codes of a profile, read no further than they stand: many files are asked for theirs, one for its lines."""
    depth, name, codes = 0, None, []
    try:
        with path.open(encoding="utf-8") as file:
            for event in yaml.parse(file, Loader=LOADER):
                if isinstance(event, yaml.CollectionStartEvent):
                    depth += 1
                elif isinstance(event, yaml.CollectionEndEvent):
                    depth -= 1
                    if depth == 1 and name == "codes":
                        return tuple(codes)
                    name = name if depth > 1 else None
                elif isinstance(event, yaml.ScalarEvent) and depth == 1:
                    name = event.value if name is None else None
                elif isinstance(event, yaml.ScalarEvent) and depth == 2 and name == "codes":
                    codes.append(event.value)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise _no_profile(path) from error
    raise _no_profile(path)


@lru_cache(maxsize=64)
def _head(path: Path, _: int) -> Head:
    try:
        with path.open(encoding="utf-8") as file:
            data = next(yaml.load_all(file, Loader=LOADER))
        if data["place"] != path.stem:
            raise ProfileRefused(f"{path}: place {misnamed(data['place'], path)}.")
        lines = {line["line"]: list(line.get("posts", ())) for line in data["lines"]}
        return Head(
            data["place"],
            tuple(data["codes"]),
            (*lines, *NEVER_COUNT),
            {line: posts for line, posts in lines.items() if posts},
            tuple(
                kind
                for line in data["lines"]
                if line["line"] == "station"
                for entry in line.get("counts", ())
                for kind in entry.get("kinds", ())
            ),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration, yaml.YAMLError) as error:
        raise _no_profile(path) from error


def misnamed(place: str, path: Path) -> str:
    """What to say where a profile's file has not the name of its place."""
    return f"is {place!r}, but the file is {path.name}; name it {place}.yaml"


def _no_profile(path: Path) -> ProfileRefused:
    return ProfileRefused(f"{path}: is not a profile; `wangge profile check` says what is wrong with it.")
