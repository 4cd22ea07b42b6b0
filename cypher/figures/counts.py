"""Counting questions: a number about a place on a day, each of the `.cypher` file of its name.

`place` is the id of the place that is asked about; what lies beside it never counts, and what is reached by several
ways counts once. A place's *bodies* are those that serve, cover, represent or manage a place inside or are registered
there, and the Party organisations that such a body hosts or that stand under one. Where a list is given, only what has
one of its values counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from cypher.library import Question, Row
from graph.errors import InvalidInput
from graph.schema import PLACES, SCHEMA
from graph.store import Store

COUNTS = tuple(p.name for p in PLACES.properties if p.unit)
# a family's label stands for every label in it: units are Departments and Institutions, both a Body
LABELS = tuple(dict.fromkeys(label for node in SCHEMA.nodes if node.family.named for label in node.labels))
Tie = Literal[
    "SERVES",
    "COVERS",
    "REPRESENTS",
    "MANAGES",
    "REGISTERED_IN",
    "REPORTS_TO",
    "CO_BUILDS",
    "CONTACTS",
    "EMBEDDED_IN",
    "MEMBER_OF",
    "HOSTED_BY",
]


class CountRow(Row):
    """One count."""

    value: int


class KnownCountRow(Row):
    """A number that may be unknown."""

    value: float | None


_PLACES = Question.load(__file__, "count_places.cypher", CountRow)
_SUM = Question.load(__file__, "sum_of_places.cypher", KnownCountRow)
_EXTREME = Question.load(__file__, "extreme_of_places.cypher", KnownCountRow)
_PARTY_ORGS = Question.load(__file__, "count_party_orgs.cypher", CountRow)
_COVERED = Question.load(__file__, "count_covered.cypher", CountRow)
_BODIES = Question.load(__file__, "count_bodies.cypher", CountRow)
_TIED_PLACES = Question.load(__file__, "count_tied_places.cypher", CountRow)
_CONTRACTS = Question.load(__file__, "count_contracts.cypher", CountRow)
_ITEMS = Question.load(__file__, "count_items.cypher", CountRow)
_CHECKLIST = Question.load(__file__, "count_checklist_items.cypher", CountRow)
_HOLDERS = Question.load(__file__, "count_holders.cypher", CountRow)
_POSTS = Question.load(__file__, "count_posts.cypher", CountRow)
_CROSS_HOLDERS = Question.load(__file__, "count_cross_holders.cypher", CountRow)
_TIED_PEOPLE = Question.load(__file__, "count_tied_people.cypher", CountRow)
_CARRIED_OVER = Question.load(__file__, "count_carried_over.cypher", CountRow)
_WOMEN = Question.load(__file__, "share_of_women.cypher", KnownCountRow)
_FUNDS = Question.load(__file__, "sum_of_funds.cypher", KnownCountRow)
_PARTY_SHARE = Question.load(__file__, "least_party_share.cypher", KnownCountRow)
_MINUTES = Question.load(__file__, "most_minutes_to_station.cypher", KnownCountRow)


# --- places ---------------------------------------------------------------------------------------------------------


def count_places(
    store: Store,
    *,
    place: str,
    as_of: date,
    levels: Sequence[str],
    kinds: Sequence[str] | None = None,
    tag: str | None = None,
    manager: str | None = None,
) -> list[CountRow]:
    """How many places of some levels, and of some kinds, a tag or a manager where given, lie in a place.

    The place itself is among them where it is of such a level.

    Raises
    ------
    InvalidInput
        There is no such level; every count that takes a level raises it.
    """
    _known("level", levels, SCHEMA.level)
    return _PLACES.rows(store, place=place, as_of=as_of, levels=levels, kinds=kinds, tag=tag, manager=manager)


def sum_of_places(store: Store, *, place: str, as_of: date, level: str, counted: str) -> list[KnownCountRow]:
    """Sum of a count over the places of a level; unknown where one of them does not state it, or there is none.

    Parameters
    ----------
    counted
        A count that places have, one of `COUNTS`: households, people or points.

    Raises
    ------
    InvalidInput
        Places have no such count.
    """
    _known("level", [level], SCHEMA.level)
    _known("count of places", [counted], COUNTS)
    return _SUM.rows(store, place=place, as_of=as_of, level=level, counted=counted)


def extreme_of_places(
    store: Store, *, place: str, as_of: date, level: str, counted: str, which: Literal["least", "most"]
) -> list[KnownCountRow]:
    """The least or the most of a count over the places of a level; unknown as the sum is."""
    _known("level", [level], SCHEMA.level)
    _known("count of places", [counted], COUNTS)
    return _EXTREME.rows(store, place=place, as_of=as_of, level=level, counted=counted, which=which)


def count_covered(
    store: Store,
    *,
    place: str,
    as_of: date,
    level: str,
    formations: Sequence[str] | None = None,
    purposes: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
) -> list[CountRow]:
    """How many different places of a level Party organisations of some formations, purposes and kinds cover."""
    _known("level", [level], SCHEMA.level)
    return _COVERED.rows(
        store, place=place, as_of=as_of, level=level, formations=formations, purposes=purposes, kinds=kinds
    )


def count_tied_places(
    store: Store,
    *,
    place: str,
    as_of: date,
    tie: Tie,
    level: str,
    labels: Sequence[str] | None = None,
    rungs: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    form: str | None = None,
    tag: str | None = None,
) -> list[CountRow]:
    """How many different places of a level have an edge of type `tie` to them, or to a body of theirs.

    A place's own bodies are those that cover, represent, manage or serve it: who co-builds with a community's Party
    organisation co-builds with the community.

    Parameters
    ----------
    labels
        Of whom the edge comes from: Person, or labels of bodies.
    rungs, roles, form
        Of the edge, where it is CONTACTS or CO_BUILDS.
    tag
        Of the places.
    """
    _known("level", [level], SCHEMA.level)
    _known("label", labels or (), LABELS)
    return _TIED_PLACES.rows(
        store,
        place=place,
        as_of=as_of,
        tie=tie,
        level=level,
        labels=labels,
        rungs=rungs,
        roles=roles,
        form=form,
        tag=tag,
    )


def most_minutes_to_station(
    store: Store, *, place: str, as_of: date, level: str, kinds: Sequence[str] | None = None
) -> list[KnownCountRow]:
    """The longest of the ways, in minutes, from each place of a level to the nearest station of some kinds.

    A station that serves a place serves what lies in it. Unknown where no station of one place says its minutes.
    """
    _known("level", [level], SCHEMA.level)
    return _MINUTES.rows(store, place=place, as_of=as_of, level=level, kinds=kinds)


# --- bodies ---------------------------------------------------------------------------------------------------------


def count_party_orgs(
    store: Store,
    *,
    place: str,
    as_of: date,
    kinds: Sequence[str] | None = None,
    bases: Sequence[str] | None = None,
    purposes: Sequence[str] | None = None,
    formations: Sequence[str] | None = None,
    tags: Sequence[str] | None = None,
) -> list[CountRow]:
    """How many different Party organisations cover places in a place, are hosted there, or stand under one that is.

    Organisations by trade or interest cover no place and are found through what they stand under.
    """
    return _PARTY_ORGS.rows(
        store, place=place, as_of=as_of, kinds=kinds, bases=bases, purposes=purposes, formations=formations, tags=tags
    )


def count_bodies(
    store: Store,
    *,
    place: str,
    as_of: date,
    label: str,
    tie: Tie,
    kinds: Sequence[str] | None = None,
    tag: str | None = None,
    functions: Sequence[str] | None = None,
) -> list[CountRow]:
    """How many different bodies of a label have an edge of type `tie` to places in a place, or to bodies of it.

    `Body` counts bodies of every label, as units are that may be departments and institutions.
    """
    _known("label", [label], LABELS)
    return _BODIES.rows(
        store, place=place, as_of=as_of, label=label, tie=tie, kinds=kinds, tag=tag, functions=functions
    )


def count_contracts(store: Store, *, place: str, as_of: date, form: str) -> list[CountRow]:
    """How many agreements (`CO_BUILDS`) of a form bodies have with places in a place or bodies of it, each once."""
    return _CONTRACTS.rows(store, place=place, as_of=as_of, form=form)


def least_party_share(store: Store, *, place: str, as_of: date, label: str) -> list[KnownCountRow]:
    """The least share of Party members, in percent, among the members of the bodies of a label; unknown if one is.

    Their number is the body's own, else taken from its office-holders where those are all its members.
    """
    _known("label", [label], LABELS)
    return _PARTY_SHARE.rows(store, place=place, as_of=as_of, label=label)


def sum_of_funds(store: Store, *, place: str, as_of: date, purpose: str) -> list[KnownCountRow]:
    """Sum, in yuan, of the money (`FUNDS`) for a purpose that bodies of a place receive on a day.

    Unknown where one amount is, or where nobody has said that any is paid.
    """
    return _FUNDS.rows(store, place=place, as_of=as_of, purpose=purpose)


# --- items ----------------------------------------------------------------------------------------------------------


def count_items(
    store: Store, *, place: str, as_of: date, kind: str, tag: str | None = None, depth: int | None = None
) -> list[CountRow]:
    """How many different items of a kind places in a place, or bodies of it, list.

    Parameters
    ----------
    depth
        1 for what a place itself lists, 2 for what an item of depth 1 lists, and so on; None for all, and for what
        bodies list.
    """
    return _ITEMS.rows(store, place=place, as_of=as_of, kind=kind, tag=tag, depth=depth)


def count_checklist_items(
    store: Store, *, place: str, as_of: date, label: str, kind: str | None = None, tag: str | None = None
) -> list[CountRow]:
    """How many different items stand on the checklists, as there or as missing, of places or bodies of a label."""
    _known("label", [label], LABELS)
    return _CHECKLIST.rows(store, place=place, as_of=as_of, label=label, kind=kind, tag=tag)


# --- people: only counts leave, never who they are ------------------------------------------------------------------


def count_holders(
    store: Store,
    *,
    place: str,
    as_of: date,
    posts: Sequence[str],
    sex: str | None = None,
    modes: Sequence[str] | None = None,
    tag: str | None = None,
    certificate: str | None = None,
    level: str | None = None,
) -> list[CountRow]:
    """How many different people hold one of some posts at places in a place, or in bodies tied to them.

    Here bodies that contact, co-build with or report to a place inside, and members of its committees, are among them.

    Parameters
    ----------
    sex, tag, certificate
        Of the person.
    modes
        Of the holding: elected, appointed, concurrent, seconded or reserve.
    level
        Only posts at places of this level, or in bodies tied to one, not in what stands under such a body.
    """
    _known("level", [level] if level else (), SCHEMA.level)
    return _HOLDERS.rows(
        store,
        place=place,
        as_of=as_of,
        posts=posts,
        sex=sex,
        modes=modes,
        tag=tag,
        certificate=certificate,
        level=level,
    )


def count_posts(
    store: Store, *, place: str, as_of: date, posts: Sequence[str], level: str | None = None
) -> list[CountRow]:
    """How many holdings of some posts there are, one for each person and place or body.

    Found as `count_holders` does.
    """
    _known("level", [level] if level else (), SCHEMA.level)
    return _POSTS.rows(store, place=place, as_of=as_of, posts=posts, level=level)


def count_cross_holders(
    store: Store, *, place: str, as_of: date, held: Sequence[str], also: Sequence[str], tag: str | None = None
) -> list[CountRow]:
    """How many different people hold one of the posts `held`, and a different one of `also` in another body or place.

    Both posts are found as `count_holders` does; `tag` is the person's.
    """
    return _CROSS_HOLDERS.rows(store, place=place, as_of=as_of, held=held, also=also, tag=tag)


def count_tied_people(
    store: Store,
    *,
    place: str,
    as_of: date,
    tie: Literal["CONTACTS", "REPORTS_TO", "EMBEDDED_IN"],
    rungs: Sequence[str] | None = None,
    level: str | None = None,
    tag: str | None = None,
) -> list[CountRow]:
    """How many different people have an edge of type `tie` to places in a place, or to Party organisations of it.

    Parameters
    ----------
    rungs
        Of CONTACTS.
    level
        Only ties to places of this level, or to Party organisations that cover one.
    tag
        Of the person.
    """
    _known("level", [level] if level else (), SCHEMA.level)
    return _TIED_PEOPLE.rows(store, place=place, as_of=as_of, tie=tie, rungs=rungs, level=level, tag=tag)


def count_carried_over(
    store: Store, *, place: str, as_of: date, was: Sequence[str], now: Sequence[str]
) -> list[CountRow]:
    """How many people held a post of `was` in a temporary Party organisation that has ended, and hold one of `now`.

    What they hold now is a post in a Party organisation of the place that is not temporary.
    """
    return _CARRIED_OVER.rows(store, place=place, as_of=as_of, was=was, now=now)


def share_of_women(store: Store, *, place: str, as_of: date, post: str) -> list[KnownCountRow]:
    """Women among the holders of a post, in percent; unknown where the sex of one of them is, or nobody holds it."""
    return _WOMEN.rows(store, place=place, as_of=as_of, post=post)


MEASURES: dict[str, Callable[..., list[Any]]] = {
    path.stem: globals()[path.stem] for path in sorted(Path(__file__).parent.glob("*.cypher"))
}


def _known(what: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    for value in values:
        if value not in allowed:
            raise InvalidInput(f"{value[:60]!r} is no {what}; there are {', '.join(allowed)}.")
