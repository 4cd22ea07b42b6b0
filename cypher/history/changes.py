"""What can change a gap, and on which days: the questions behind a history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from cypher.library import Question, Row
from graph.schema import SCHEMA
from graph.store import Store

AT_ONCE = 5_000  # subjects that one statement tells of


class SubjectRow(Row):
    """A node that a norm could bind on some day."""

    id: str


class DayRow(Row):
    """A day that stands in the data."""

    day: date


class ChangeRow(Row):
    """What began or ended near a subject on a day: an edge, or, where `end_id` is absent, a node; `type` says which.

    `what` is the edge's post, rung, form, line or purpose; `source_id` the load that last wrote it.
    """

    subject_id: str
    day: date
    began: bool
    type: str
    what: str | None
    start_id: str
    start_name: str | None
    end_id: str | None
    end_name: str | None
    source_id: str | None


class AroundRow(Row):
    """A place, and the places above and below it on whatever day, itself among them."""

    id: str
    around: list[str]


_SUBJECTS = Question.load(__file__, "subjects_ever.cypher", SubjectRow)
_DAYS = Question.load(__file__, "structure_days.cypher", DayRow)
_AT_PLACES = Question.load(__file__, "changes_at_places.cypher", ChangeRow)
_AT_BODIES = Question.load(__file__, "changes_at_bodies.cypher", ChangeRow)
_OF_PEOPLE = Question.load(__file__, "changes_of_people.cypher", ChangeRow)
_AROUND = Question.load(__file__, "places_around.cypher", AroundRow)


def subjects_ever(store: Store, *, place: str, label: str) -> list[SubjectRow]:
    """Nodes of a label that lay inside a place, or were tied to it, on any day; by id.

    Parameters
    ----------
    place
        Id of a place.
    label
        A label of the schema, or a family's.
    """
    return _SUBJECTS.rows(store, place=place, label=label)


def structure_days(store: Store, *, place: str) -> list[DayRow]:
    """Days on which the territory or the grids in, around or above a place changed, in order.

    Parameters
    ----------
    place
        Id of a place.
    """
    return _DAYS.rows(store, place=place)


def changes_at_places(store: Store, *, places: Sequence[str], types: Sequence[str]) -> list[ChangeRow]:
    """What began or ended at places, on all days; by place and day.

    Parameters
    ----------
    places
        Ids.
    types
        Edge types that are looked at: at the place itself, and at bodies there, such as the posts in them.
    """
    return _AT_PLACES.rows(store, places=list(places), types=list(types))


def changes_at_bodies(store: Store, *, bodies: Sequence[str], types: Sequence[str]) -> list[ChangeRow]:
    """What began or ended at bodies, and on the ways by which they belong to a place, on all days; by body and day.

    Parameters
    ----------
    bodies
        Ids.
    types
        Edge types that are looked at.
    """
    return _AT_BODIES.rows(store, bodies=list(bodies), types=list(types))


def changes_of_people(store: Store, *, people: Sequence[str], types: Sequence[str]) -> list[ChangeRow]:
    """What began or ended for people, and for the bodies they are in, on all days; by person and day.

    Parameters
    ----------
    people
        Ids.
    types
        Edge types that are looked at.
    """
    return _OF_PEOPLE.rows(store, people=list(people), types=list(types))


def places_around(store: Store, *, places: Sequence[str]) -> list[AroundRow]:
    """The places above and below each place on any day, by its id.

    Parameters
    ----------
    places
        Ids.
    """
    return _AROUND.rows(store, places=list(places))


CHANGES: dict[str, tuple[str, Callable[..., list[ChangeRow]]]] = {
    "Place": ("places", changes_at_places),
    "Body": ("bodies", changes_at_bodies),
    "Person": ("people", changes_of_people),
}
"""family → the parameter that takes ids of it, and the question"""


def family_of(label: str) -> str:
    """The family of a label, or of a level; a family is its own."""
    node = SCHEMA.node.get(label) or SCHEMA.level.get(label)
    return node.family.name if node else label


def changes(store: Store, family: str, ids: Sequence[str], types: Sequence[str]) -> Iterator[ChangeRow]:
    """What changed near nodes of a family, some thousands of nodes at a time."""
    parameter, ask = CHANGES[family]
    for some in parts(ids):
        asked: dict[str, Any] = {parameter: some}
        yield from ask(store, types=types, **asked)


def parts(ids: Sequence[str]) -> Iterator[list[str]]:
    """Ids, some thousands at a time."""
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some
