"""Organisations: what a body is, who holds posts in it and what it is tied to; which bodies are tied to a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cypher.library import Question, Row
from cypher.paging import page
from cypher.places import described_place, nothing_at
from cypher.rows import NodeRef, PlaceRef
from graph.errors import InvalidInput, NotFound
from graph.schema import BODIES, SCHEMA
from graph.store import Store
from graph.words import shortened

SHOWN = 500  # posts, and ties, that an answer lists


class SeatRow(Row):
    """Who holds which post in a body."""

    id: str
    name: str
    post: str
    mode: str | None
    since: date | None
    until: date | None


class BodyTie(Row):
    """A tie of a body, `out` where the edge starts from it; what tells the edge apart, where it has it."""

    type: str
    direction: str  # out | in
    since: date | None
    until: date | None
    rung: str | None
    role: str | None
    line: str | None
    form: str | None
    purpose: str | None
    amount_yuan: float | None
    minutes: float | None
    other: NodeRef


class BodyRow(Row):
    """All that is said of a body, with who holds posts in it and its ties in force, of which the first are listed.

    An item in neither `has` nor `lacks` is unknown, as is all that is absent.
    """

    id: str
    name: str
    label: str
    kind: str | None
    tags: list[str] | None
    formation: str | None
    basis: str | None
    purpose: str | None
    function: str | None
    staff: int | None
    members: int | None
    party_members: int | None
    since: date | None
    until: date | None
    has: list[str] | None
    lacks: list[str] | None
    synthetic: bool
    source_id: str | None
    source_row: str | None
    people: list[SeatRow]
    people_total: int
    ties: list[BodyTie]
    ties_total: int


class BodyAtRow(Row):
    """A body tied to a place or to what lies inside it: by `types`, to so many `places`, `at` the first by id."""

    id: str
    name: str
    label: str
    kind: str | None
    tags: list[str] | None
    since: date | None
    until: date | None
    synthetic: bool
    types: list[str]
    places: int
    at: PlaceRef


_BODY = Question.load(__file__, "body.cypher", BodyRow)
_BODIES_AT = Question.load(__file__, "bodies_at.cypher", BodyAtRow)


def body(store: Store, *, body: str, as_of: date, limit: int = SHOWN) -> BodyRow:
    """A body in force on a day; its people by post and id, its ties by type, those outwards first, then by other end.

    Parameters
    ----------
    body
        Id of a body.
    as_of
        The day.
    limit
        How many posts, and how many ties, are listed at most; `people_total` and `ties_total` count all of them.

    Raises
    ------
    NotFound
        No body in force on the day has the id.
    """
    for row in _BODY.rows(store, body=body, as_of=as_of, limit=page(None, limit)["limit"]):
        return row
    raise NotFound(
        f"No body in force on {as_of} has the id {shortened(body, 60)}; "
        "look it up among the bodies at a place, or ask of another day."
    )


def bodies_at(
    store: Store,
    *,
    place: str,
    as_of: date,
    label: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> list[BodyAtRow]:
    """Bodies tied on a day to a place or to what lies inside it; one row each, by id.

    Parameters
    ----------
    place
        Id of a place; inside a grid or micro-grid is what lies there by territory and by grid, else by territory.
    as_of
        The day.
    label
        Only bodies of this label, such as PartyOrg.
    after
        Id of the last row of the page before.
    limit
        How many at most.

    Raises
    ------
    InvalidInput
        There is no such label of bodies.
    NotFound
        No place in force on the day has the id.
    """
    _known(label)
    rows = _BODIES_AT.rows(store, place=place, as_of=as_of, label=label, **page(after, limit))
    return rows or nothing_at(store, place, as_of)


def stream_bodies_at(
    store: Store,
    *,
    place: str,
    as_of: date,
    label: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Iterator[BodyAtRow]:
    """The rows of `bodies_at` one at a time, in its order. Raises as it does, before the first row."""
    _known(label)
    described_place(store, place=place, as_of=as_of)
    return _BODIES_AT.stream(store, place=place, as_of=as_of, label=label, **page(after, limit))


def _known(label: str | None) -> None:
    labels = SCHEMA.labels((BODIES,))
    if label is not None and label not in labels:
        raise InvalidInput(
            f"No body has the label {shortened(label, 60)}; the labels are {', '.join(labels)}.", param="label"
        )
