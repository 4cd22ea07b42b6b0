"""Places: which there are, what one is, what lies in it and what it lies in."""

from __future__ import annotations

from datetime import date

from api.answers.meant import is_synthetic, resolved
from cypher.library import Row
from cypher.places import PlaceRow
from graph.store import Store


class Place(Row):
    """A place on a day; `path` leads from the top of the territory down to it."""

    place: PlaceRow
    as_of: date
    data_version: int
    synthetic: bool


def place(store: Store, *, place: str, as_of: date) -> Place:
    """One place: what it is and where it lies.

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

    def ask() -> tuple[PlaceRow, bool]:
        found = resolved(store, place, as_of)
        return found, is_synthetic(store, found)

    (found, generated), version = store.consistent(ask)
    return Place(place=found, as_of=as_of, data_version=version, synthetic=generated)
