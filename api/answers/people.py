"""Office-holders: who is in office at a place, what one is and was; their personal fields for who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.answers.meant import resolved
from cypher import people as questions
from cypher.library import Row
from cypher.people import Career, OfficeRow, PersonalRow, PersonRow
from graph.store import Store


class People(Row):
    """Office-holders at a place, by id."""

    rows: list[OfficeRow]
    place: str
    as_of: date
    data_version: int


class Person(Row):
    """An office-holder on a day; `personal` is null unless it is asked for by who may see it."""

    person: PersonRow
    personal: PersonalRow | None
    as_of: date
    data_version: int


class CareerTold(Row):
    """What an office-holder was and is."""

    career: Career
    data_version: int


def people(
    store: Store,
    *,
    place: str,
    as_of: date,
    post: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> People:
    """Who is in office at a place, at what lies inside it, or in a body of either.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.
    post
        Only who holds this post, and of their posts only these.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    """

    def ask() -> tuple[str, list[OfficeRow]]:
        found = resolved(store, place, as_of)
        rows = questions.people_at(store, place=found.id, as_of=as_of, post=post, after=after, limit=limit)
        return found.id, rows

    (found, rows), version = store.consistent(ask)
    return People(rows=rows, place=found, as_of=as_of, data_version=version)


def stream_people(store: Store, *, place: str, as_of: date, post: str | None = None) -> Iterator[OfficeRow]:
    """The rows of `people` one at a time."""
    return questions.stream_people_at(store, place=resolved(store, place, as_of).id, as_of=as_of, post=post)


def person(store: Store, *, person: str, as_of: date, personal: bool = False) -> Person:
    """One office-holder: the posts and ties in force on a day.

    Parameters
    ----------
    person
        Id of a person.
    as_of
        The day asked about.
    personal
        Also the personal fields: takes the scope read:personal and a purpose, and is written into the audit log.

    Raises
    ------
    NotFound
        No person has the id.
    """

    def ask() -> tuple[PersonRow, PersonalRow | None]:
        found = questions.person(store, person=person, as_of=as_of)
        fields = questions.personal(store, people=[person]) if personal else []
        return found, next(iter(fields), None)

    (found, fields), version = store.consistent(ask)
    return Person(person=found, personal=fields, as_of=as_of, data_version=version)


def career(store: Store, *, person: str) -> CareerTold:
    """All posts and ties that an office-holder ever had, by their first day.

    Parameters
    ----------
    person
        Id of a person.

    Raises
    ------
    NotFound
        No person has the id.
    """
    found, version = store.consistent(lambda: questions.career(store, person=person))
    return CareerTold(career=found, data_version=version)
