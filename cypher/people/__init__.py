"""Office-holders: what somebody is and was, who is in office at a place; and, apart from all that, personal fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cypher.library import Question, Row
from cypher.paging import page
from cypher.places import described_place, nothing_at
from cypher.rows import NodeRef
from graph.errors import NotFound
from graph.model import Misdeclared
from graph.schema import PEOPLE
from graph.store import Store
from graph.words import shortened


class PostRow(Row):
    """A post in a body, or at a place where no body is."""

    post: str
    mode: str | None
    since: date | None
    until: date | None
    at: NodeRef


class TieRow(Row):
    """A tie of a person that is no post: CONTACTS, REPORTS_TO or EMBEDDED_IN."""

    type: str
    rung: str | None
    role: str | None
    since: date | None
    until: date | None
    at: NodeRef


class PersonRow(Row):
    """A person with the posts and ties in force on a day."""

    id: str
    name: str
    kind: str | None
    tags: list[str] | None
    synthetic: bool
    posts: list[PostRow]
    ties: list[TieRow]


class Station(Row):
    """A post or a tie that somebody has or had; it is over too once the body or place `at` which it is has ended."""

    type: str
    post: str | None
    mode: str | None
    rung: str | None
    role: str | None
    since: date | None
    until: date | None
    at_since: date | None
    at_until: date | None
    at: NodeRef


class Career(Row):
    """All posts and ties that a person ever had, by their first day; those without one come first."""

    id: str
    name: str
    stations: list[Station]


class OfficeRow(Row):
    """An office-holder, with the posts that lie where was asked."""

    id: str
    name: str
    kind: str | None
    synthetic: bool
    posts: list[PostRow]


class PersonalRow(Row):
    """The personal fields of a person, by id; what is absent is unknown."""

    id: str
    sex: str | None
    birth_year: int | None
    phone: str | None
    party_member: bool | None
    certificate: str | None


class NamedPerson(Row):
    """A person's id and name."""

    id: str
    name: str


class ConflictRow(Row):
    """Somebody with a post in a firm and one on the committee that stands for the owners of a compound it manages."""

    id: str
    name: str
    post: str
    firm: NodeRef
    other_post: str
    committee: NodeRef
    compound: NodeRef


class MergeRow(Row):
    """A decision that two persons are one: `merged` is no node while it stands, and `kept` stands for both.

    `kept_name` is absent where that one is no longer there. `undone` is the day on which the decision was undone, by
    the load `undone_by`.
    """

    id: str
    kept: str
    kept_name: str | None
    merged: str
    merged_name: str
    reason: str
    by: str
    decided_on: date
    undone: date | None
    undone_by: str | None
    data_version: int

    @property
    def load(self) -> str:
        """Id of the load that wrote it."""
        return f"load-{self.data_version}"


_PERSON = Question.load(__file__, "person.cypher", PersonRow)
_CAREER = Question.load(__file__, "career.cypher", Career)
_PEOPLE_AT = Question.load(__file__, "people_at.cypher", OfficeRow)
_PERSONAL = Question.load(__file__, "personal.cypher", PersonalRow)
_KNOWN_PEOPLE = Question.load(__file__, "known_people.cypher", NamedPerson)
_CONFLICTS = Question.load(__file__, "conflicts.cypher", ConflictRow)


_MERGES = Question.load(__file__, "merges.cypher", MergeRow)

if list(_PERSONAL.returns) != ["id", *(p.name for p in PEOPLE.properties if p.personal)]:
    raise Misdeclared(
        f"{_PERSONAL.path}: return the id and exactly what graph/schema.py marks as personal, in its order"
    )


def person(store: Store, *, person: str, as_of: date) -> PersonRow:
    """A person with the posts and ties in force on a day; posts by post and where, ties by type and where.

    Parameters
    ----------
    person
        Id of a person.
    as_of
        The day.

    Raises
    ------
    NotFound
        No person has the id.
    """
    for row in _PERSON.rows(store, person=person, as_of=as_of):
        return row
    raise unknown(store, person)


def career(store: Store, *, person: str) -> Career:
    """All posts and ties that a person ever had, with their days, those ahead included.

    Parameters
    ----------
    person
        Id of a person.

    Raises
    ------
    NotFound
        No person has the id.
    """
    for row in _CAREER.rows(store, person=person):
        return row
    raise unknown(store, person)


def people_at(
    store: Store,
    *,
    place: str,
    as_of: date,
    post: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> list[OfficeRow]:
    """Who holds a post at a place on a day, at what lies inside it, or in a body of either; one row a person, by id.

    A body is of a place where it is tied to it, or stands under, is hosted by or sits on one that is.

    Parameters
    ----------
    place
        Id of a place; inside a grid or micro-grid is what lies there by territory and by grid, else by territory.
    as_of
        The day.
    post
        Only who holds this post, and of their posts only these.
    after
        Id of the last row of the page before.
    limit
        How many at most.

    Raises
    ------
    NotFound
        No place in force on the day has the id.
    """
    rows = _PEOPLE_AT.rows(store, place=place, as_of=as_of, post=post, **page(after, limit))
    return rows or nothing_at(store, place, as_of)


def stream_people_at(
    store: Store,
    *,
    place: str,
    as_of: date,
    post: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Iterator[OfficeRow]:
    """The rows of `people_at` one at a time, in its order. Raises as it does, before the first row."""
    described_place(store, place=place, as_of=as_of)
    return _PEOPLE_AT.stream(store, place=place, as_of=as_of, post=post, **page(after, limit))


def personal(store: Store, *, people: Sequence[str]) -> list[PersonalRow]:
    """The personal fields of people, which no other question returns: only for whom the scope of the caller allows it.

    Parameters
    ----------
    people
        Ids of people; who is unknown is left out.

    Returns
    -------
    list of PersonalRow
        By id.
    """
    return _PERSONAL.rows(store, people=list(people))


def merges(store: Store, *, standing: bool = False) -> list[MergeRow]:
    """Decisions that two persons are one, the newest first.

    Parameters
    ----------
    standing
        Only those that were not undone.
    """
    return _MERGES.rows(store, standing=standing)


def unknown(store: Store, person: str) -> NotFound:
    """What to raise where no person has an id: one that was merged is told apart from one that never was."""
    shown = shortened(person, 60)
    for row in merges(store, standing=True):
        if row.merged == person:
            return NotFound(f"{shown} was decided to be the same as {row.kept} ({row.id}); ask for that one.")
    return NotFound(f"No person has the id {shown}; look it up among the people at a place.")


def known_people(store: Store, *, texts: Sequence[str]) -> list[NamedPerson]:
    """The people whose id or name is one of some texts, whatever the day, by id: who could be known from these."""
    return _KNOWN_PEOPLE.rows(store, texts=list(texts))


def conflicts(store: Store, *, place: str, as_of: date) -> list[ConflictRow]:
    """Who of a property company sits on the owners' committee of a compound, in a place, that the company manages.

    Parameters
    ----------
    place
        Id of a place.
    as_of
        The day.

    Returns
    -------
    list of ConflictRow
        A row for each person, two posts, and compound; by person, firm and committee.

    Raises
    ------
    NotFound
        No place in force on the day has the id.

    Source
    ------
    None of the seven places states it: a rule of this project, asked only where somebody asks for it.
    """
    return _CONFLICTS.rows(store, place=place, as_of=as_of) or nothing_at(store, place, as_of)
