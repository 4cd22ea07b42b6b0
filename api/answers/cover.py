"""Who covers a place, or each of many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.answers.meant import is_synthetic, resolved
from cypher.coverage import LINES, CoverRow
from cypher.coverage import cover as ask_cover
from cypher.library import Row
from cypher.places import PlaceRow
from graph.errors import InvalidInput
from graph.profile_head import head_of
from graph.store import Store

MOST_PLACES = 100


class CoverAnswer(Row):
    """Who covers a place on a day."""

    rows: list[CoverRow]
    place: PlaceRow
    as_of: date
    data_version: int
    synthetic: bool


class PlaceCover(Row):
    """Who covers one of several places."""

    place: PlaceRow
    covers: list[CoverRow]


class Covers(Row):
    """Who covers each of several places on a day, in the order in which they were named."""

    rows: list[PlaceCover]
    as_of: date
    data_version: int


def cover(store: Store, *, place: str, as_of: date, line: str | None = None) -> CoverAnswer:
    """Who covers a place, by which line and chain.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.
    line
        Only this line, such as grid, ladder or party.

    Returns
    -------
    One row for each covering fact, nearest first; a line that nobody covers has one row without a holder.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        The place has no such line.
    """

    def ask() -> tuple[PlaceRow, list[CoverRow], bool]:
        found = resolved(store, place, as_of)
        return found, _covers(store, found, as_of, line), is_synthetic(store, found)

    (found, rows, synthetic), version = store.consistent(ask)
    return CoverAnswer(rows=rows, place=found, as_of=as_of, data_version=version, synthetic=synthetic)


def covers(store: Store, *, place: Sequence[str], as_of: date, line: str | None = None) -> Covers:
    """Who covers each of several places, in one call.

    Parameters
    ----------
    place
        Ids, codes or names of places, at most 100; each once.
    as_of
        The day asked about.
    line
        Only this line.

    Returns
    -------
    One row for each place, in the order given.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to one of them; nothing is answered then.
    InvalidInput
        No place, or too many, are named; or one of them has no such line.
    """
    if not 1 <= len(place) <= MOST_PLACES:
        raise InvalidInput(f"{len(place)} places are named; name 1 to {MOST_PLACES}.")

    def ask() -> list[PlaceCover]:
        found = [resolved(store, one, as_of) for one in dict.fromkeys(place)]
        return [PlaceCover(place=one, covers=_covers(store, one, as_of, line)) for one in found]

    rows, version = store.consistent(ask)
    return Covers(rows=rows, as_of=as_of, data_version=version)


def _covers(store: Store, place: PlaceRow, on: date, line: str | None) -> list[CoverRow]:
    head = head_of(place.codes)
    lines = head.lines if head else LINES
    if line is not None and line not in lines:
        raise InvalidInput(f"{place.name} has no line {line[:40]!r}; its lines are {', '.join(lines)}.")
    return ask_cover(
        store,
        place=place.id,
        as_of=on,
        posts=head.posts if head else {},
        lines=lines if line is None else (line,),
        teams=head.teams if head else (),
    )
