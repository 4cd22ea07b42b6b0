"""What the tests of the twins share: a twin's records as dicts, on a day, and what every twin must be."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from graph.profile import Profile
from graph.records import check
from loaders.against_profile import against
from loaders.twin import Twin

Record = dict[str, Any]


def records(made: Twin, what: str) -> list[Record]:
    table = next(t for t in made.tables if t.what == what)
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]


def in_force(record: Record, day: date) -> bool:
    since, until = record.get("since"), record.get("until")
    return (since is None or since <= day) and (until is None or until > day)


def edges(made: Twin, what: str, day: date, **values: Any) -> list[Record]:
    return [r for r in records(made, what) if in_force(r, day) and all(r[k] == v for k, v in values.items())]


def parents(made: Twin) -> dict[str, str]:
    return {edge["start"]: edge["end"] for edge in records(made, "PART_OF")}


def tagged(made: Twin, what: str, tag: str) -> set[str]:
    return {r["id"] for r in records(made, what) if tag in (r["tags"] or [])}


def must_be_sound(made: Twin) -> None:
    """Every record can be loaded and says synthetic; ids are unique, and every edge has both its ends."""
    assert [fault for table in made.tables for fault in check(table)] == []
    assert all(all(table.columns["synthetic"]) for table in made.tables)
    ids = [id_ for t in made.tables if "id" in t.columns for id_ in t.columns["id"]]
    ends = {end for t in made.tables if "start" in t.columns for end in t.columns["start"] + t.columns["end"]}
    assert len(ids) == len(set(ids))
    assert ends <= set(ids)


def must_speak_as(profile: Profile, made: Twin) -> None:
    """Its words are the profile's, and nobody has one post in one body twice."""
    assert list(against(profile)(made.tables)) == []
    held = Counter((r["start"], r["end"], r["post"]) for r in records(made, "HOLDS"))
    assert [post for post, times in held.items() if times > 1] == []
