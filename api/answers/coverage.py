"""How much of a place is covered, line by line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from api.answers.meant import is_synthetic, profiled
from cypher.coverage import COUNTED
from cypher.coverage.rates import SHARES, CoverageRow, counted, levels_below, next_level
from cypher.coverage.rates import coverage as ask_coverage
from cypher.library import Row
from cypher.places import PlaceRow
from graph.errors import InvalidInput
from graph.store import Store

if TYPE_CHECKING:
    from graph.profile import Profile


class Coverage(Row):
    """How many buildings and households each line covers; `shares` says what the shares are of."""

    rows: list[CoverageRow]
    place: PlaceRow
    by: str
    as_of: date
    data_version: int
    synthetic: bool
    shares: str


def coverage(store: Store, *, place: str, as_of: date, by: str | None = None, line: str | None = None) -> Coverage:
    """How many buildings and households of a place each line covers, by the places inside it.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day asked about.
    by
        Level of the rows; the next one below if left out.
    line
        Only this line.

    Returns
    -------
    For each line a row in total, one for each place of the level, and one for what lies in none.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it, or it has no profile.
    InvalidInput
        It is no line that counts, or no level below the place.
    """
    if line is not None and line not in COUNTED:
        raise InvalidInput(f"{line[:40]!r} is no line that counts; those are {', '.join(COUNTED)}.")

    def ask() -> tuple[PlaceRow, str, list[CoverageRow], bool]:
        profile, found = profiled(store, place, as_of)
        level = _level(store, profile, found, by, as_of)
        rows = ask_coverage(
            store,
            place=found.id,
            by=level,
            counts=counted(profile),
            as_of=as_of,
            optional=[one.level for one in profile.levels if one.optional],
            lines=COUNTED if line is None else (line,),
        )
        return found, level, rows, is_synthetic(store, found)

    (found, level, rows, synthetic), version = store.consistent(ask)
    return Coverage(
        rows=rows, place=found, by=level, as_of=as_of, data_version=version, synthetic=synthetic, shares=SHARES
    )


def _level(store: Store, profile: Profile, place: PlaceRow, by: str | None, on: date) -> str:
    """The level of the rows: one of the profile's, below the place."""
    if by is None:
        return next_level(store, profile=profile, place=place.id, level=place.level, as_of=on)
    below = [level for level in levels_below(place.level) if level in profile.all_levels]
    if below and by not in below:
        raise InvalidInput(f"{place.name} has no rows by {by[:40]!r}; levels below it here are {', '.join(below)}.")
    return by
