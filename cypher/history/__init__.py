"""The history of gaps: when each opened in the world, when it closed, by which change, and how long gaps live.

Valid time only: what is asked is how the world was on each day, by all that the graph knows now. When it was *recorded*
is told beside, from the loads: a gap that was open before anyone reported what opened it says for how many days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cypher.gaps import Progress, unwatched
from cypher.history.changes import (
    changes_at_bodies,
    changes_at_places,
    changes_of_people,
    places_around,
    structure_days,
    subjects_ever,
)
from cypher.history.spells import median_life
from cypher.history.telling import Change, Spell, Telling
from cypher.history.watch import Watch
from cypher.library import Row
from cypher.loads import recorded_on
from graph.errors import InvalidInput, NotFound
from graph.profile import Norm, Profile
from graph.store import Store

__all__ = [
    "LIFE_FORMULA",
    "Change",
    "Curve",
    "History",
    "Life",
    "Spell",
    "changes_at_bodies",
    "changes_at_places",
    "changes_of_people",
    "history",
    "places_around",
    "structure_days",
    "subjects_ever",
]

LIFE_FORMULA = (
    "median life = the smallest t for which S(t) <= 1/2, where S(t) is the product over t' <= t of "
    "1 - closed after t' days / seen open for t' days or longer (Kaplan and Meier 1958), of the gaps that opened "
    "in the period; one that is still open, ended with its subject or became unknown only counts among those seen "
    "open; absent where more than half live on"
)


class Curve(Row):
    """Gaps open at the end of a day, how many opened and closed on it; targets not reached are counted apart."""

    day: date
    open: int
    opened: int
    closed: int
    targets: int


class Life(Row):
    """How long gaps live, by norm or by street: those that opened in the period, closed in it, are open at its end."""

    by: str
    key: str | None
    name: str | None
    status: str | None
    opened: int
    closed: int
    open: int
    median_days: int | None


class History(NamedTuple):
    """Spells of gaps, by their first day; of targets not reached, apart; the curve; lives by norm, then by street.

    `turns` is the number of days in the period on which something could change, `asked` of questions it took.
    """

    since: date
    until: date
    spells: list[Spell]
    targets: list[Spell]
    curve: list[Curve]
    lives: list[Life]
    turns: int
    asked: int


def history(
    store: Store,
    *,
    profile: Profile,
    place: str,
    since: date,
    until: date,
    norms: Sequence[str] | None = None,
    progress: Progress = unwatched,
) -> History:
    """Every gap inside a place that was open on some day of a period.

    Parameters
    ----------
    profile
        Whose norms.
    place
        Id of a place in the profile's place; a subject that leaves it ends its spell.
    since, until
        First and last day of the period, both included; days ahead are days like others.
    norms
        Only these, by their ids; all that a graph can answer if left out.
    progress
        Told how many questions are answered and of how many, which may grow.

    Returns
    -------
    History
        Each day of the period has exactly the gaps of `cypher.gaps.gaps` on that day, waivers aside.

    Raises
    ------
    InvalidInput
        The last day is before the first.
    NotFound
        The profile has no such norm.

    Source
    ------
    domain.md sections 2 (dates) and 4 (norms, gaps).
    """
    if until < since:
        raise InvalidInput(f"The last day, {until}, is before the first, {since}; give the earlier day first.")
    structure = [row.day for row in structure_days(store, place=place)]
    watches = [Watch(store, norm, place, structure) for norm in _asked(profile, norms)]
    plans = [watch.plan(since, until) for watch in watches]
    total = sum(len(plan) for plan in plans)

    def tick() -> None:
        done = sum(watch.asked for watch in watches)
        progress(done, max(done, total))

    progress(0, total)
    told: list[Spell] = []
    loads = {row.id: row.loaded_on for row in recorded_on(store)}
    for watch, plan in zip(watches, plans, strict=True):
        watch.ask(plan, tick)
        told += Telling(store, watch, place, loads).spells(watch.spells(since, until, tick), until)
    told.sort(
        key=lambda one: (one.opened is not None, one.opened or since, one.norm, one.subject_id, one.closed or until)
    )
    spells = [one for one in told if one.status != "target"]
    targets = [one for one in told if one.status == "target"]
    turns = {day for watch in watches for day in watch.all_turns if since < day <= until}
    return History(
        since,
        until,
        spells,
        targets,
        _curve(spells, targets, since, until),
        _lives(told, spells, since, [watch.norm for watch in watches]),
        len(turns),
        sum(watch.asked for watch in watches),
    )


def _asked(profile: Profile, ids: Sequence[str] | None) -> list[Norm]:
    known = {norm.id: norm for norm in profile.norms}
    for id_ in ids or ():
        if id_ not in known:
            raise NotFound(f"{profile.name.zh} has no norm {id_[:80]!r}; its norms are {', '.join(known)}.")
        if not known[id_].computable:
            raise InvalidInput(f"{id_} cannot be answered from a graph, so it has no history; leave it out.")
    return [norm for norm in profile.norms if norm.computable and (not ids or norm.id in ids)]


def _curve(spells: list[Spell], targets: list[Spell], since: date, until: date) -> list[Curve]:
    """The first day, the last, and every day between them on which a gap opened or closed."""
    turns = {day for one in (*spells, *targets) for day in (one.opened, one.closed) if day and since <= day <= until}
    days = sorted({since, until, *turns})
    opened, closed, aimed, reached = (
        _counted(which, days) for ones in (spells, targets) for which in (_openings(ones, since), _closings(ones))
    )
    rows: list[Curve] = []
    standing = missed = 0
    for day in days:
        standing += opened.get(day, 0) - closed.get(day, 0)
        missed += aimed.get(day, 0) - reached.get(day, 0)
        began = sum(one.opened == day for one in spells) if day == since else opened.get(day, 0)
        rows.append(Curve(day=day, open=standing, opened=began, closed=closed.get(day, 0), targets=missed))
    return rows


def _openings(ones: Iterable[Spell], since: date) -> list[date]:
    """When each is first seen open in the period."""
    return [max(one.opened or since, since) for one in ones]


def _closings(ones: Iterable[Spell]) -> list[date]:
    return [one.closed for one in ones if one.closed]


def _counted(found: Iterable[date], days: Iterable[date]) -> dict[date, int]:
    counts = dict.fromkeys(days, 0)
    for day in found:
        counts[day] += 1
    return counts


def _lives(told: list[Spell], spells: list[Spell], since: date, norms: list[Norm]) -> list[Life]:
    by_norm = [
        _life("norm", norm.id, None, norm.status, [s for s in told if s.norm == norm.id], since) for norm in norms
    ]
    streets: dict[tuple[str | None, str | None], list[Spell]] = defaultdict(list)
    for one in spells:
        streets[one.street_id, one.street].append(one)
    by_street = [
        _life("street", key, name, None, ones, since)
        for (key, name), ones in sorted(streets.items(), key=lambda item: (item[0][0] is None, item[0][0] or ""))
    ]
    return [life for life in by_norm if life.opened or life.closed or life.open] + by_street


def _life(by: str, key: str | None, name: str | None, status: str | None, ones: list[Spell], since: date) -> Life:
    fresh = [one for one in ones if one.opened and one.opened >= since]
    return Life(
        by=by,
        key=key,
        name=name,
        status=status,
        opened=len(fresh),
        closed=sum(one.closed is not None for one in ones),
        open=sum(one.closed is None for one in ones),
        median_days=median_life(
            (one.days if one.days is not None else one.days_so_far or 0, one.closed_as == "met") for one in fresh
        ),
    )
