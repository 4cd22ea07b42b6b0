"""Places: which there are, what one is, what lies in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from api.answers.meant import resolved
from cypher import places
from cypher.library import Row
from cypher.places import ChildRow, DescribedPlace, InsideRow, RootRow
from graph.store import Store

TOP = ("city", "county")


class Place(Row):
    """All that is said of a place on a day; `place.path` leads from the top of the territory down to it."""

    place: DescribedPlace
    as_of: date
    data_version: int


class Roots(Row):
    """Places that lie in no other, by id."""

    rows: list[RootRow]
    as_of: date
    data_version: int


class Children(Row):
    """Places right below a place, by id."""

    rows: list[ChildRow]
    place: str
    as_of: date
    data_version: int


class Inside(Row):
    """Places of a level inside a place, by id."""

    rows: list[InsideRow]
    place: str
    level: str
    as_of: date
    data_version: int


def place(store: Store, *, place: str, as_of: date) -> Place:
    """One place: all that is said of it, where it lies, and how much lies right below it.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it; the nearest names, or all candidates, are listed.
    """

    def ask() -> DescribedPlace:
        return places.described_place(store, place=resolved(store, place, as_of).id, as_of=as_of)

    found, version = store.consistent(ask)
    return Place(place=found, as_of=as_of, data_version=version)


def roots(
    store: Store, *, as_of: date, levels: Sequence[str] = TOP, after: str | None = None, limit: int | None = None
) -> Roots:
    """Places that lie in no other: where to begin to walk down. Of a key that is bound to a place, that place.

    Parameters
    ----------
    as_of
        The day asked about.
    levels
        Only places of these levels; cities and counties if left out. Of lower ones it may take seconds.

    Raises
    ------
    InvalidInput
        There is no such level.
    """

    def ask() -> list[RootRow]:
        if store.within is None:
            return places.roots(store, as_of=as_of, levels=levels, after=after, limit=limit)
        found = resolved(store, store.within, as_of)
        below = places.children(store, place=found.id, as_of=as_of)
        own = places.described_place(store, place=found.id, as_of=as_of)
        said = {name: getattr(own, name) for name in InsideRow.__dataclass_fields__}
        return [RootRow(**said, below=len(below))] if after is None else []

    rows, version = store.consistent(ask)
    return Roots(rows=rows, as_of=as_of, data_version=version)


def children(store: Store, *, place: str, as_of: date, after: str | None = None, limit: int | None = None) -> Children:
    """Places right below a place, by territory, or by grid alone.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    """

    def ask() -> tuple[str, list[ChildRow]]:
        found = resolved(store, place, as_of)
        return found.id, places.children(store, place=found.id, as_of=as_of, after=after, limit=limit)

    (found, rows), version = store.consistent(ask)
    return Children(rows=rows, place=found, as_of=as_of, data_version=version)


def inside(
    store: Store, *, place: str, level: str, as_of: date, after: str | None = None, limit: int | None = None
) -> Inside:
    """Places of a level inside a place, at any depth.

    Parameters
    ----------
    place
        Id, code or name of a place.
    level
        Level of the places wanted, such as building.
    as_of
        The day asked about.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        There is no such level.
    """

    def ask() -> tuple[str, list[InsideRow]]:
        found = resolved(store, place, as_of)
        return found.id, places.inside(store, place=found.id, level=level, as_of=as_of, after=after, limit=limit)

    (found, rows), version = store.consistent(ask)
    return Inside(rows=rows, place=found, level=level, as_of=as_of, data_version=version)


def stream_inside(store: Store, *, place: str, level: str, as_of: date) -> Iterator[InsideRow]:
    """The rows of `inside` one at a time."""
    return places.stream_inside(store, place=resolved(store, place, as_of).id, level=level, as_of=as_of)
