"""Which place is meant: by id, code or name, on a day; what lies in it; and whether it is a generated one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cypher.library import Question, Row
from cypher.paging import page
from cypher.rows import PlaceRef
from graph.errors import Ambiguous, InvalidInput, NotFound
from graph.schema import SCHEMA
from graph.store import Store
from graph.words import shortened

LONGEST = 200  # characters of a text that can name a place
SHOWN = 10  # candidates that a message lists


class PlaceRow(Row):
    """A place; `path` leads from the top down to it, `codes` are its own and those above it, nearest first."""

    id: str
    name: str
    level: str
    kind: str | None
    code: str | None
    synthetic: bool
    path: list[PlaceRef]
    codes: list[str | None]


class NameRow(Row):
    """A place whose name is like what was asked for."""

    id: str
    name: str
    level: str


class PlacedRow(Row):
    """A node that a norm may bind, and the way from the top down to its place, or to the nearest it is tied to."""

    id: str
    path: list[PlaceRef]


class LevelRow(Row):
    """A level of places and the level right above; whether bodies are tied to such places, and people."""

    level: str
    above: str | None
    bodies: bool
    people: bool


class SyntheticRow(Row):
    """Whether it was generated."""

    synthetic: bool


class InsideRow(Row):
    """A place inside another; `households` are absent where nobody has said them."""

    id: str
    name: str
    level: str
    kind: str | None
    code: str | None
    households: int | None
    synthetic: bool


class RootRow(InsideRow):
    """A place that lies in no other; `below` places lie right below it, by territory or by grid."""

    below: int


class ChildRow(InsideRow):
    """A place right below another, `by` territory, or by grid alone; `below` places lie right below it, by either."""

    by: str  # territory | grid
    below: int


class LevelCount(Row):
    """How many places of a level."""

    level: str
    places: int


class DescribedPlace(Row):
    """All that is said of a place.

    `path` leads from the top down to it by territory, `grids` are those it lies in directly; `below` counts what lies
    right below it, by territory or by grid. An item in neither `has` nor `lacks` is unknown, as is all that is absent.
    """

    id: str
    name: str
    level: str
    kind: str | None
    code: str | None
    tags: list[str] | None
    since: date | None
    until: date | None
    has: list[str] | None
    lacks: list[str] | None
    households: int | None
    population: int | None
    party_households: int | None
    points: int | None
    manager: str | None
    synthetic: bool
    source_id: str | None
    source_row: str | None
    path: list[PlaceRef]
    grids: list[PlaceRef]
    below: list[LevelCount]


_FIND = Question.load(__file__, "find.cypher", PlaceRow)
_NEAREST = Question.load(__file__, "nearest.cypher", NameRow)
_PLACED = Question.load(__file__, "placed.cypher", PlacedRow)
_LEVELS = Question.load(__file__, "levels_inside.cypher", LevelRow)
_SYNTHETIC = Question.load(__file__, "synthetic.cypher", SyntheticRow)

_ROOTS = Question.load(__file__, "roots.cypher", RootRow)
_CHILDREN = Question.load(__file__, "children.cypher", ChildRow)
_INSIDE = Question.load(__file__, "inside.cypher", InsideRow)
_DESCRIBED = Question.load(__file__, "described_place.cypher", DescribedPlace)


def find(store: Store, *, place: str, as_of: date) -> list[PlaceRow]:
    """Places in force on a day by exact id, else by exact code, else by exact name; by id.

    Parameters
    ----------
    place
        An id, a code or a name.
    as_of
        The day.

    Returns
    -------
    list of PlaceRow
        Empty where nothing answers; the shortest `path` by PART_OF, ties by ids.
    """
    return _FIND.rows(store, place=place, as_of=as_of)


def nearest(store: Store, *, words: str, as_of: date, limit: int = 5) -> list[NameRow]:
    """Places whose names share pairs of characters with a text, the likest first.

    Parameters
    ----------
    words
        Any text; its punctuation is blank, so that nothing in it is read as the index's own query language.
    as_of
        The day on which the places are in force.
    limit
        How many at most.
    """
    plain = " ".join(re.findall(r"\w+", words)).lower()  # in capitals AND, OR and NOT would be operators
    return _NEAREST.rows(store, words=plain, as_of=as_of, limit=limit) if plain else []


def lies_in(place: PlaceRow, within: str | None) -> bool:
    """Whether a place is the place `within` (id), or lies in it; always where that is None."""
    return within is None or any(step.id == within for step in place.path)


def resolve(store: Store, *, place: str, as_of: date, within: str | None = None) -> PlaceRow:
    """The one place that is meant.

    Parameters
    ----------
    place
        An id, a code or a name.
    as_of
        The day on which it is in force.
    within
        Id of a place: what does not lie in it is as if it were not there, and no name of it is told.

    Raises
    ------
    InvalidInput
        The text is empty or too long to name a place.
    NotFound
        No place answers to it; the nearest names are listed.
    Ambiguous
        Several do; they are listed with their paths, in the message and in `details["candidates"]`.
    """
    text = place.strip()
    shown = shortened(text)
    if not 1 <= len(text) <= LONGEST:
        raise InvalidInput(
            f"{shown} has {len(text)} characters and cannot name a place; give an id, code or name of 1 to {LONGEST}."
        )
    found = [row for row in find(store, place=text, as_of=as_of) if lies_in(row, within)]
    if len(found) == 1:
        return found[0]
    if not found:
        near = nearest(store, words=text, as_of=as_of) if within is None else []
        names = list(dict.fromkeys(row.name for row in near))
        hint = f"the nearest names are {', '.join(names)}" if names else "no name is like it"
        raise NotFound(f"No place on {as_of} has the id, the code or the name {shown}; {hint}.", candidates=names)
    candidates = [{"id": row.id, "path": " › ".join(step.name for step in row.path)} for row in found[:SHOWN]]
    listed = "; ".join(f"{one['path']} ({one['id']})" for one in candidates)
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise Ambiguous(
        f"{shown} names {len(found)} places: {listed}{more}. Give the id of one.",
        candidates=candidates,
        total=len(found),
    )


def placed(
    store: Store,
    *,
    as_of: date,
    root: str = "",
    places: Sequence[str] = (),
    bodies: Sequence[str] = (),
    people: Sequence[str] = (),
) -> list[PlacedRow]:
    """Where places, bodies and people stand on a day: what a norm binds, and the way down to it.

    Parameters
    ----------
    as_of
        The day.
    root
        Id of a place: a way through it is preferred to all others.
    places, bodies, people
        Ids, each of its family.

    Returns
    -------
    list of PlacedRow
        By id; what is not in force, or tied to no place, is left out. The way with the fewest ties, then the
        shortest, ties by ids.
    """
    return _PLACED.rows(store, places=list(places), bodies=list(bodies), people=list(people), root=root, as_of=as_of)


def levels_inside(store: Store, *, place: str, as_of: date) -> list[LevelRow]:
    """Which levels of places lie inside a place on a day, itself included, and under which.

    Parameters
    ----------
    place
        Id of a place.
    as_of
        The day.

    Returns
    -------
    list of LevelRow
        One row for each pair of levels that occurs; `above` is absent for the place itself.
    """
    return _LEVELS.rows(store, place=place, as_of=as_of)


def synthetic(store: Store, *, place: str) -> bool:
    """Whether the place, or any place above or below it on whatever day, was generated by a twin.

    Parameters
    ----------
    place
        Id of a place.

    Raises
    ------
    NotFound
        No place has this id.
    """
    rows = _SYNTHETIC.rows(store, place=place)
    if not rows:
        raise NotFound(f"No place has the id {place[:60]!r}.")
    return rows[0].synthetic


def roots(
    store: Store,
    *,
    as_of: date,
    levels: Sequence[str] | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> list[RootRow]:
    """Places that lie in no other on a day, neither by territory nor by grid; by id.

    Parameters
    ----------
    as_of
        The day.
    levels
        Only places of these levels. Left out, every place is looked at, a building that lies nowhere among them:
        seconds on millions; of the highest levels alone it is a matter of milliseconds.
    after
        Id of the last row of the page before.
    limit
        How many at most.

    Raises
    ------
    InvalidInput
        There is no such level.
    """
    for level in levels or ():
        _known(level)
    wanted = list(SCHEMA.level if levels is None else levels)
    return _ROOTS.rows(store, as_of=as_of, levels=wanted, **page(after, limit))


def children(
    store: Store, *, place: str, as_of: date, after: str | None = None, limit: int | None = None
) -> list[ChildRow]:
    """Places right below a place on a day; by id.

    Parameters
    ----------
    place
        Id of a place.
    as_of
        The day.
    after
        Id of the last row of the page before.
    limit
        How many at most.

    Returns
    -------
    list of ChildRow
        Each place once; where it lies there by territory and by grid, `by` is territory.

    Raises
    ------
    NotFound
        No place in force on the day has the id.
    """
    return _CHILDREN.rows(store, place=place, as_of=as_of, **page(after, limit)) or nothing_at(store, place, as_of)


def inside(
    store: Store, *, place: str, as_of: date, level: str, after: str | None = None, limit: int | None = None
) -> list[InsideRow]:
    """Places of a level inside a place on a day, at any depth; itself is not among them; by id.

    Parameters
    ----------
    place
        Id of a place; inside a grid or micro-grid is what lies there by territory and by grid, else by territory.
    as_of
        The day.
    level
        Level of the places wanted.
    after
        Id of the last row of the page before.
    limit
        How many at most.

    Raises
    ------
    InvalidInput
        There is no such level.
    NotFound
        No place in force on the day has the id.
    """
    _known(level)
    rows = _INSIDE.rows(store, place=place, as_of=as_of, level=level, **page(after, limit))
    return rows or nothing_at(store, place, as_of)


def stream_inside(
    store: Store, *, place: str, as_of: date, level: str, after: str | None = None, limit: int | None = None
) -> Iterator[InsideRow]:
    """The rows of `inside` one at a time, in its order: neither the server nor we hold them all.

    Raises as `inside` does, before the first row.
    """
    _known(level)
    described_place(store, place=place, as_of=as_of)
    return _INSIDE.stream(store, place=place, as_of=as_of, level=level, **page(after, limit))


def described_place(store: Store, *, place: str, as_of: date) -> DescribedPlace:
    """All that is said of a place in force on a day, where it lies and what lies right below it.

    Parameters
    ----------
    place
        Id of a place.
    as_of
        The day.

    Raises
    ------
    NotFound
        No place in force on the day has the id.
    """
    for row in _DESCRIBED.rows(store, place=place, as_of=as_of):
        return row
    raise NotFound(
        f"No place in force on {as_of} has the id {shortened(place, 60)}; find its id by its name, or give another day."
    )


def nothing_at(store: Store, place: str, as_of: date) -> list[Any]:
    """What a question about a place answers where it found nothing: no rows, or that there is no such place.

    Raises
    ------
    NotFound
        No place in force on the day has the id.
    """
    described_place(store, place=place, as_of=as_of)
    return []


def _known(level: str) -> None:
    if level not in SCHEMA.level:
        raise InvalidInput(
            f"There is no level {shortened(level, 60)}; the levels are {', '.join(SCHEMA.level)}.", param="level"
        )
