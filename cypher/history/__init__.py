"""The history of gaps: when each opened in the world, when it closed, by which change, and how long gaps live.

Valid time only: what is asked is how the world was on each day, by all that the graph knows now. When it was *recorded*
is told beside, from the loads: a gap that was open before anyone reported what opened it says for how many days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cypher.history.changes import (
    ChangeRow,
    changes_at_bodies,
    changes_at_places,
    changes_of_people,
    family_of,
    parts,
    places_around,
    recorded_on,
    structure_days,
    subjects_ever,
)
from cypher.history.spells import median_life
from cypher.history.watch import STRUCTURE, Found, Watch
from cypher.library import Row
from cypher.places import placed
from cypher.rows import PlaceRef
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
    "recorded_on",
    "structure_days",
    "subjects_ever",
]

LIFE_FORMULA = (
    "median life = the smallest t for which S(t) <= 1/2, where S(t) is the product over t' <= t of "
    "1 - closed after t' days / seen open for t' days or longer (Kaplan and Meier 1958), of the gaps that opened "
    "in the period; one that is still open, ended with its subject or became unknown only counts among those seen "
    "open; absent where more than half live on"
)
STATED = frozenset({"checklist_missing", "items_held", "households", "inhabitants", "party_share", "party_members"})
"""Measures of counts and lists that carry no dates."""

Progress = Callable[[int, int], None]


def unwatched(done: int, of: int) -> None:
    """Tell nobody."""


class Change(Row):
    """What began or ended on a day: an edge, or, without `at_id`, a node; `type` is its type, or its label.

    `recorded` is the day of the load that last wrote it, absent where it came by no load.
    """

    day: date
    began: bool
    type: str
    what: str | None
    who_id: str
    who_name: str | None
    at_id: str | None
    at_name: str | None
    recorded: date | None


class Spell(Row):
    """A stretch of days during which a subject had a gap; a gap may have several. `value` is its last.

    `opened` is its first day, absent where it is open as far back as the data say; `closed` the first day without it,
    absent where it is open on the last day asked; `closed_as` says whether the norm was `met`, the value became
    `unknown`, or the subject was `gone`. `days` is the length of a closed one, `days_so_far` of an open one, the last
    day included. `street` is the street below the place asked about, else the part of that. `undated`: its value
    carries no dates, so that it is as old as its subject. `recorded` is the day on which what opened it was recorded,
    `unnoticed_days` for how long it was open by then.
    """

    id: str
    norm: str
    status: str
    subject_id: str
    subject_name: str
    subject_level: str
    street_id: str | None
    street: str | None
    path: list[PlaceRef]
    value: float
    opened: date | None
    opened_by: list[Change]
    closed: date | None
    closed_by: list[Change]
    closed_as: str | None
    days: int | None
    days_so_far: int | None
    undated: bool
    recorded: date | None
    unnoticed_days: int | None


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
        told += _Telling(store, watch, place, loads).spells(watch.spells(since, until, tick), until)
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


class _Telling:
    """What is told of spells once they are found: where, by which change, recorded when."""

    def __init__(self, store: Store, watch: Watch, place: str, loads: dict[str, date | None]) -> None:
        self.store, self.watch, self.place, self.loads = store, watch, place, loads

    def spells(self, found: list[Found], until: date) -> list[Spell]:
        paths = self._placed(found)
        near = self._changes(found, paths)
        return [self._spell(one, until, paths, near) for one in found]

    def _spell(
        self,
        one: Found,
        until: date,
        paths: dict[tuple[date, str], list[PlaceRef]],
        near: dict[tuple[str, date], list[ChangeRow]],
    ) -> Spell:
        path = paths.get((one.days["open"], one.subject_id), [])
        was_there = (one.days["before"], one.subject_id) in paths
        still_there = one.closed is None or (one.days["after"], one.subject_id) in paths
        opened_by = self._by(one, one.opened, path, near, was_there)
        closed_by = self._by(one, one.closed, path, near, still_there)
        undated = one.norm.measure in STATED and (one.opened is None or not was_there)
        said = [change.recorded for change in opened_by if change.recorded]
        recorded = max(said) if said and not undated else None
        unnoticed = (recorded - one.opened).days if recorded and one.opened else 0
        street = self._street(path)
        closed_as = None
        if one.closed:
            closed_as = "unknown" if one.unknown else "met" if still_there else "gone"
        return Spell(
            id=f"{one.norm.id}:{one.subject_id}",
            norm=one.norm.id,
            status=one.norm.status,
            subject_id=one.subject_id,
            subject_name=one.name,
            subject_level=one.level,
            street_id=street.id if street else None,
            street=street.name if street else None,
            path=path,
            value=one.value,
            opened=one.opened,
            opened_by=opened_by,
            closed=one.closed,
            closed_by=closed_by,
            closed_as=closed_as,
            days=(one.closed - one.opened).days if one.closed and one.opened else None,
            days_so_far=(until - one.opened).days + 1 if one.opened and not one.closed else None,
            undated=undated,
            recorded=recorded,
            unnoticed_days=unnoticed if unnoticed > 0 else None,
        )

    def _placed(self, found: list[Found]) -> dict[tuple[date, str], list[PlaceRef]]:
        """Where subjects stood inside the place, while the gap was open, right before and right after."""
        wanted: dict[tuple[date, str], set[str]] = defaultdict(set)
        for one in found:
            for day in one.days.values():
                wanted[day, family_of(one.level)].add(one.subject_id)
        names = {"Place": "places", "Body": "bodies", "Person": "people"}
        return {
            (day, row.id): row.path
            for (day, family), ids in sorted(wanted.items())
            for some in parts(sorted(ids))
            for row in placed(self.store, as_of=day, root=self.place, **{names[family]: some})
            if self.place in [step.id for step in row.path]
        }

    def _changes(
        self, found: list[Found], paths: dict[tuple[date, str], list[PlaceRef]]
    ) -> dict[tuple[str, date], list[ChangeRow]]:
        """What changed at subjects, and at the places in which they lie, by id and day."""
        ids: dict[str, set[str]] = defaultdict(set)
        for one in found:
            ids[family_of(one.level)].add(one.subject_id)
        ids["Place"].update(step.id for path in paths.values() for step in path)
        if self.watch.looks_around:
            around = self.watch.around(sorted({one.subject_id for one in found}))
            ids["Place"].update(id_ for places in around.values() for id_ in places)
        near: dict[tuple[str, date], list[ChangeRow]] = defaultdict(list)
        days = {day for one in found for day in (one.opened, one.closed) if day}
        ahead = self.watch.ahead
        for family, some in ids.items():
            for change in self.watch.changes(family, sorted(some)):
                for day in {change.day, *(change.day - one for one in ahead if not change.began)} & days:
                    near[change.subject_id, day].append(change)
        return near

    def _by(
        self,
        one: Found,
        day: date | None,
        path: list[PlaceRef],
        near: dict[tuple[str, date], list[ChangeRow]],
        there: bool,
    ) -> list[Change]:
        """The changes of a day nearest to a subject: its own, else those of the places in which it lies.

        Where the subject was not `there` on the other side of that day, only what brought it in or took it out.
        """
        if day is None:
            return []
        rows = near.get((one.subject_id, day), [])
        if family_of(one.level) == "Place":
            rows = [r for r in rows if r.start_id == one.subject_id or (there and not _is_place(r))]
        for step in reversed(path):
            rows = rows or [r for r in near.get((step.id, day), []) if self._counts_above(r, step.id)]
        return [
            Change(
                day=row.day,
                began=row.began,
                type=row.type,
                what=row.what,
                who_id=row.start_id,
                who_name=row.start_name,
                at_id=row.end_id,
                at_name=row.end_name,
                recorded=self.loads.get(row.source_id or ""),
            )
            for row in rows
        ]

    def _counts_above(self, row: ChangeRow, place: str) -> bool:
        """Whether a change at a place around a subject is one for the subject: it moved, or its facts count below."""
        moved = row.start_id == place and (row.end_id is None or row.type in STRUCTURE)
        return moved or (self.watch.looks_around and row.type not in STRUCTURE)

    def _street(self, path: list[PlaceRef]) -> PlaceRef | None:
        """The street on the way down from the place asked about, else the place right below it, else itself."""
        below = path[[step.id for step in path].index(self.place) + 1 :] if path else []
        return next((step for step in below if step.level == "street"), None) or next(iter(below or path[-1:]), None)


def _is_place(row: ChangeRow) -> bool:
    return row.end_id is None and family_of(row.type) == "Place"


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
