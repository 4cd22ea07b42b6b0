"""Organisations: which are tied to a place, and what one is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.answers.meant import resolved
from cypher import bodies as questions
from cypher.bodies import BodyAtRow, BodyRow
from cypher.library import Row
from graph.store import Store


class Bodies(Row):
    """Bodies tied to a place or to what lies inside it, by id."""

    rows: list[BodyAtRow]
    place: str
    as_of: date
    data_version: int


class Body(Row):
    """A body on a day: all that is said of it, who holds posts in it, and what it is tied to."""

    body: BodyRow
    as_of: date
    data_version: int


def bodies(
    store: Store,
    *,
    place: str,
    as_of: date,
    label: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Bodies:
    """Which bodies are tied to a place or to what lies inside it, and by what.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.
    label
        Only bodies of this label, such as PartyOrg.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        There is no such label of bodies.
    """

    def ask() -> tuple[str, list[BodyAtRow]]:
        found = resolved(store, place, as_of)
        rows = questions.bodies_at(store, place=found.id, as_of=as_of, label=label, after=after, limit=limit)
        return found.id, rows

    (found, rows), version = store.consistent(ask)
    return Bodies(rows=rows, place=found, as_of=as_of, data_version=version)


def stream_bodies(store: Store, *, place: str, as_of: date, label: str | None = None) -> Iterator[BodyAtRow]:
    """The rows of `bodies` one at a time."""
    return questions.stream_bodies_at(store, place=resolved(store, place, as_of).id, as_of=as_of, label=label)


def body(store: Store, *, body: str, as_of: date) -> Body:
    """One body: all that is said of it, who holds posts in it, and what it is tied to.

    Parameters
    ----------
    body
        Id of a body.
    as_of
        The day asked about.

    Raises
    ------
    NotFound
        No body in force on the day has the id.
    """
    found, version = store.consistent(lambda: questions.body(store, body=body, as_of=as_of))
    return Body(body=found, as_of=as_of, data_version=version)
