"""Published figures of a place, held against its graph: counting questions, and the comparison in the printed unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from inspect import signature
from typing import Any

from cypher.figures.compare import band
from cypher.library import Question, Row
from graph.errors import InvalidInput, ProfileRefused
from graph.profile import Figure, Profile, Text
from graph.schema import PLACES
from graph.store import Store

COUNTS = tuple(p.name for p in PLACES.properties if p.unit)


class CountRow(Row):
    """One count."""

    value: int


class KnownCountRow(Row):
    """A number that may be unknown."""

    value: float | None


class FigureRow(Row):
    """A published figure, and what the graph says; `ours` is absent where it cannot say."""

    id: str
    term: str
    published: str
    value: float | None
    minimum: float | None
    maximum: float | None
    qualifier: str
    unit: str
    ours: float | None
    verdict: str
    reason_zh: str | None
    reason_en: str | None
    source: str
    as_of: date
    measure: str | None


_PLACES = Question.load(__file__, "count_places.cypher", CountRow)
_SUM = Question.load(__file__, "sum_of_places.cypher", KnownCountRow)
_PARTY_ORGS = Question.load(__file__, "count_party_orgs.cypher", CountRow)
_BODIES = Question.load(__file__, "count_bodies.cypher", CountRow)
_CONTRACTS = Question.load(__file__, "count_contracts.cypher", CountRow)
_ITEMS = Question.load(__file__, "count_items.cypher", CountRow)
_HOLDERS = Question.load(__file__, "count_holders.cypher", CountRow)
_WOMEN = Question.load(__file__, "share_of_women.cypher", KnownCountRow)


def count_places(
    store: Store,
    *,
    place: str,
    as_of: date,
    levels: Sequence[str],
    kind: str | None = None,
    tag: str | None = None,
) -> list[CountRow]:
    """How many places of some levels, and of one kind or tag where given, lie in a place, itself included."""
    return _PLACES.rows(store, place=place, as_of=as_of, levels=list(levels), kind=kind, tag=tag)


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
    if counted not in COUNTS:
        raise InvalidInput(f"{counted[:60]!r} is no count of places; counts are {', '.join(COUNTS)}.")
    return _SUM.rows(store, place=place, as_of=as_of, level=level, counted=counted)


def count_party_orgs(
    store: Store,
    *,
    place: str,
    as_of: date,
    kinds: Sequence[str] | None = None,
    bases: Sequence[str] | None = None,
    purposes: Sequence[str] | None = None,
    formations: Sequence[str] | None = None,
) -> list[CountRow]:
    """How many different Party organisations cover places in a place, or stand under one that does.

    Organisations by trade or interest cover no place and are found through what they stand under; an organisation that
    is reached by several ways counts once. Where a list is given, only those with one of its values count.
    """
    return _PARTY_ORGS.rows(
        store, place=place, as_of=as_of, kinds=kinds, bases=bases, purposes=purposes, formations=formations
    )


def count_bodies(
    store: Store,
    *,
    place: str,
    as_of: date,
    label: str,
    tie: str,
    kind: str | None = None,
    tag: str | None = None,
) -> list[CountRow]:
    """How many different bodies of a label have an edge of type `tie` to places in a place."""
    return _BODIES.rows(store, place=place, as_of=as_of, label=label, tie=tie, kind=kind, tag=tag)


def count_contracts(store: Store, *, place: str, as_of: date, form: str) -> list[CountRow]:
    """How many agreements (`CO_BUILDS`) of a form bodies have with places in a place; each counts once."""
    return _CONTRACTS.rows(store, place=place, as_of=as_of, form=form)


def count_items(
    store: Store,
    *,
    place: str,
    as_of: date,
    kind: str,
    tag: str | None = None,
    depth: int | None = None,
) -> list[CountRow]:
    """How many items of a kind places in a place list.

    Parameters
    ----------
    depth
        1 for what a place itself lists, 2 for what an item of depth 1 lists, and so on; None for all.
    """
    return _ITEMS.rows(store, place=place, as_of=as_of, kind=kind, tag=tag, depth=depth)


def count_holders(store: Store, *, place: str, as_of: date, post: str, sex: str | None = None) -> list[CountRow]:
    """How many different people hold a post in a place or in a body of it; only counts leave, never who they are."""
    return _HOLDERS.rows(store, place=place, as_of=as_of, post=post, sex=sex)


def share_of_women(store: Store, *, place: str, as_of: date, post: str) -> list[KnownCountRow]:
    """Women among the holders of a post, in percent; unknown where the sex of one of them is."""
    return _WOMEN.rows(store, place=place, as_of=as_of, post=post)


MEASURES: dict[str, Callable[..., list[Any]]] = {
    question.__name__: question
    for question in (
        *(count_places, sum_of_places, count_party_orgs, count_bodies),
        *(count_contracts, count_items, count_holders, share_of_women),
    )
}


def figures(store: Store, *, profile: Profile, place: str) -> list[FigureRow]:
    """Every published figure of a profile held against the graph, each on its own day.

    Parameters
    ----------
    profile
        Whose figures.
    place
        Id of the profile's place; nothing outside it counts.

    Returns
    -------
    One row per figure, in the profile's order. `verdict` is `reproduced`, `not reproduced` or `outside the graph`.

    Raises
    ------
    ProfileRefused
        A figure names a measure that there is not, or parameters that its measure does not take.
    """
    return [_row(store, figure, place) for figure in profile.figures]


_ESTIMATE = Text(zh="约数（~），从不断言。", en="An estimate (~), which is never asserted.")
_UNKNOWN = Text(zh="图中不知道所需的全部数字。", en="The graph does not know every number it needs.")


def _row(store: Store, figure: Figure, place: str) -> FigureRow:
    allowed = band(figure.qualifier, value=figure.value, low=figure.min, high=figure.max, step=figure.step)
    ours, verdict, reason = None, "outside the graph", figure.outside
    if figure.measure is not None:
        ours = _measured(store, figure, place)
        if allowed is None:
            reason = _ESTIMATE
        elif ours is None:
            verdict, reason = "not reproduced", _UNKNOWN
        else:
            verdict = "reproduced" if allowed.holds(ours) else "not reproduced"
    return FigureRow(
        id=figure.id,
        term=figure.term,
        published=figure.printed,
        value=figure.value,
        minimum=figure.min,
        maximum=figure.max,
        qualifier=figure.qualifier,
        unit=figure.unit,
        ours=ours,
        verdict=verdict,
        reason_zh=reason.zh if reason else None,
        reason_en=reason.en if reason else None,
        source=figure.source,
        as_of=figure.as_of,
        measure=figure.measure,
    )


def _measured(store: Store, figure: Figure, place: str) -> float | None:
    measure = MEASURES.get(figure.measure or "")
    if measure is None:
        raise ProfileRefused(
            f"{figure.id}: there is no measure {figure.measure!r}; measures are {', '.join(MEASURES)}."
        )
    asked: dict[str, Any] = {"place": place, "as_of": figure.as_of, **figure.parameters}
    try:
        signature(measure).bind(store, **asked)
    except TypeError as error:
        raise ProfileRefused(f"{figure.id}: {figure.measure} cannot be asked so: {error}.") from error
    value: float | None = measure(store, **asked)[0].value
    return value
