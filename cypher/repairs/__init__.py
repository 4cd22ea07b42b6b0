"""The smallest repair of a gap: the cheapest one or two changes that close it, each proved in a trial.

Candidates come from what was there before, from what is nearby, and from what would be new (`candidates`); each is
written into the graph inside a transaction that is rolled back, where the very measure that found the gap, and every
other norm of the place, is asked again (`effects`). A repair never abolishes the subject of a gap, save a temporary
organisation beside its successor, and never takes a tag or a kind away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import NamedTuple

from cypher import changes as _changes
from cypher.changes import ACTS, Change, Thing, identity, statements
from cypher.gaps import MEASURES, judged
from cypher.library import Row
from cypher.places import find, placed
from cypher.repairs.around import Case, links, nearby, seated, things
from cypher.repairs.candidates import CANDIDATES
from cypher.repairs.effects import Before, Effect, Effects, effects, scope
from cypher.rows import PlaceRef
from graph.errors import Conflict, InvalidInput, NotFound
from graph.profile import Norm, Profile, Text
from graph.records import Table
from graph.schema import SCHEMA
from graph.store import Store

__all__ = ["ACTS", "Change", "Effect", "Repair", "Repairs", "links", "nearby", "repairs", "seated", "tables", "things"]

MOST_CANDIDATES = 24
MOST_PAIRS = 36
FIT = 8  # candidates of which pairs are made
MOST_WEIGHED = 8  # closing candidates of which side effects are asked


class Repair(Row):
    """Changes that together close the gap.

    `opened` are gaps that they open, `closed` those that they close besides, `unknown` values that nobody can tell
    any more; `to_name` are ids of what is new and still wants its real name. `looked_at` is the place inside which
    side effects were looked for.
    """

    changes: list[Change]
    cost: int
    value: float | None
    opened: list[Effect]
    closed: list[Effect]
    unknown: list[Effect]
    to_name: list[str]
    looked_at: str


class Repairs(NamedTuple):
    """Repairs, the best first; where there is none of one or two changes, why."""

    rows: list[Repair]
    reason: Text | None


def repairs(store: Store, *, profile: Profile, norm: Norm, subject_id: str, as_of: date, most: int = 3) -> Repairs:
    """The smallest repairs of a gap: one change where one is enough, else two.

    Parameters
    ----------
    profile
        The place's profile; its other norms say what a repair does besides.
    norm
        The norm that is unmet.
    subject_id
        Id of the subject that does not meet it.
    as_of
        The day of the gap, from which the changes are in force.
    most
        How many repairs at most.

    Returns
    -------
    Repairs
        Fewest changes first, then those that open no other gap and leave no value unknown, then the cheapest (the
        sum of `ACTS`). Each was tried. Without any, `reason` says why.

    Raises
    ------
    NotFound
        The norm does not bind that subject on that day.
    InvalidInput
        There is no gap: the norm cannot be computed, is met, or the value is unknown.
    AccessDenied
        The user may not write, and so may not try either.
    """
    if not norm.computable or norm.measure not in CANDIDATES or norm.measure not in MEASURES:
        raise InvalidInput(f"{norm.id} is not computed from the graph, so it has no gaps to repair.")
    root = next((row.id for code in profile.codes[:1] for row in find(store, place=code, as_of=as_of)), "")
    case = _case(store, profile, norm, subject_id, as_of, root)
    before = Before(case, root)
    tried = _Trying(case, before, most)
    singles, pairs = tried.candidates()
    rows = tried.closing([(one,) for one in singles])
    if not rows:
        rows = tried.closing(pairs)
    return Repairs(rows[:most], None if rows else _reason(case, bool(singles or pairs)))


def tables(repair: Repair) -> list[Table]:
    """A repair as tables that `loaders.run.load` takes: what is in force from the day, and what no longer is."""
    return _changes.tables(repair.changes)


# --- the gap ------------------------------------------------------------------------------------------------


def _case(store: Store, profile: Profile, norm: Norm, subject_id: str, as_of: date, root: str) -> Case:
    labels = {subject.label for subject in norm.subjects}
    for thing in things(store, ids=[subject_id]):
        if labels & {thing.label, thing.family} and (path := _path(store, thing, root, as_of)):
            value, bound = _value(store, norm, path[-1].id, subject_id, as_of)
            if bound:
                return _outside(Case(store, profile, norm, thing, path, value or 0, as_of), value)
    raise NotFound(f"{norm.id} does not bind {subject_id[:80]!r} on {as_of}.")


def _path(store: Store, thing: Thing, root: str, day: date) -> list[PlaceRef]:
    """The way from the top down to a place, or to the place nearest to a body or person; empty where there is none."""
    ids = {family: [thing.id] if thing.family == family else [] for family in ("Place", "Body", "Person")}
    rows = placed(store, as_of=day, root=root, places=ids["Place"], bodies=ids["Body"], people=ids["Person"])
    return rows[0].path if rows else []


def _value(store: Store, norm: Norm, place: str, subject_id: str, day: date) -> tuple[float | None, bool]:
    """A subject's value, and whether the norm binds it there."""
    every = norm.model_copy(update={"min": math.inf, "max": None})
    rows = [row for row in judged(store, norm=every, place=place, as_of=day) if row.subject_id == subject_id]
    return (rows[0].value, True) if rows else (None, False)


def _outside(case: Case, value: float | None) -> Case:
    name = case.subject.name
    if value is None:
        raise InvalidInput(
            f"What {case.norm.id} asks of {name} ({case.subject.id}) is unknown, which is no gap. Find out "
            f"{WANTED.get(case.norm.measure or '', 'what it is')}, and load it."
        )
    if _within(case.norm, value):
        raise InvalidInput(f"{name} ({case.subject.id}) meets {case.norm.id} on {case.as_of}: there is no gap.")
    return case


WANTED = {
    "inhabitants": "how many live in it, or in each of its parts",
    "party_share": "how many members it has and how many of them belong to the Party",
    "party_members": "how many it employs and how many of them belong to the Party",
    "checklist_missing": "which items of the list it has and which it lacks",
    "items_held": "which items it has",
    "responsible_parties": "who manages it",
    "minutes_to_station": "how many minutes it is to a station",
    "funds_received": "how much was paid",
    "days_to_expiry": "when the terms of the posts end",
}
"""measure → what to find out where its value is unknown"""


def _within(norm: Norm, value: float) -> bool:
    return (norm.min is None or value >= norm.min) and (norm.max is None or value <= norm.max)


# --- trying -------------------------------------------------------------------------------------------------


class _Trying:
    def __init__(self, case: Case, before: Before, most: int) -> None:
        self.case, self.before, self.most = case, before, most
        self.ends = case.norm.measure == "successors_in_force" and not case.below

    def candidates(self) -> tuple[list[Change], list[tuple[Change, Change]]]:
        """Single changes and pairs, the cheapest first."""
        singles: list[Change] = []
        pairs: list[tuple[Change, Change]] = []
        for one in CANDIDATES[self.case.norm.measure or ""](self.case):
            if isinstance(one, tuple):
                pairs.append(one)
            else:
                singles.append(one)
        singles = _without_repeats(singles)
        singles.sort(key=lambda change: change.cost)
        together = [two for two in combinations(_varied(singles, FIT), 2) if _compatible(*two)]
        together.sort(key=lambda two: two[0].cost + two[1].cost)
        return singles[:MOST_CANDIDATES], [*together[:MOST_PAIRS], *pairs]

    def closing(self, candidates: Iterable[tuple[Change, ...]]) -> list[Repair]:
        """Those that close the gap, the best first; enough without side effects are enough."""
        found: list[Repair] = []
        for changes in candidates:
            if len(found) >= MOST_WEIGHED or sum(_harmless(one) for one in found) >= self.most:
                break
            repair = self._tried(list(changes))
            if repair:
                found.append(repair)
        return sorted(found, key=lambda one: (not _harmless(one), one.cost))

    def _tried(self, changes: list[Change]) -> Repair | None:
        case = self.case

        def ask(inside: Store) -> tuple[float | None, Effects] | None:
            value, bound = _value(inside, case.norm, case.path[-1].id, case.subject.id, case.as_of)
            if not bound and (path := _path(inside, case.subject, self.before.root, case.as_of)):
                value, bound = _value(inside, case.norm, path[-1].id, case.subject.id, case.as_of)
            closed = value is not None and _within(case.norm, value) if bound else self.ends
            return (value, effects(self.before, inside, looked_at, changes)) if closed else None

        looked_at = scope(case, changes)
        try:
            answer = case.store.trial(statements(changes), ask)
        except Conflict:  # something has one of the new ids or keys since we looked
            return None
        if answer is None:
            return None
        value, besides = answer
        this = (case.norm.id, case.subject.id)
        return Repair(
            changes=changes,
            cost=sum(change.cost for change in changes),
            value=value,
            opened=besides.opened,
            closed=[one for one in besides.closed if (one.norm, one.subject_id) != this],
            unknown=besides.unknown,
            to_name=[
                record.values["id"]
                for change in changes
                for record in change.records
                if record.new and record.what in SCHEMA.node
            ],
            looked_at=looked_at,
        )


def _harmless(repair: Repair) -> bool:
    return not repair.opened and not repair.unknown


def _identities(change: Change) -> frozenset[tuple[str, str]]:
    return frozenset(identity(record) for record in change.records)


def _without_repeats(found: Iterable[Change]) -> list[Change]:
    """The first of those that mean the same records."""
    first: dict[str, Change] = {}
    for change in found:
        first.setdefault(repr(change.records), change)
    return list(first.values())


def _compatible(one: Change, other: Change) -> bool:
    """Whether they say nothing twice."""
    return not _identities(one) & _identities(other)


def _varied(singles: list[Change], count: int) -> list[Change]:
    """The first of the list, and of each act at least two."""
    acts: dict[str, int] = {}
    kept = []
    for at, change in enumerate(singles):
        acts[change.act] = acts.get(change.act, 0) + 1
        if at < count or acts[change.act] <= 2:
            kept.append(change)
    return kept


def _reason(case: Case, any_tried: bool) -> Text:
    name, missing = case.subject.name, case.missing
    if not any_tried:
        return Text(
            zh=f"图中没有可用来弥补{name}这一缺口的人、组织或地点。",
            en=f"The graph holds nothing from which this gap of {name} could be closed.",
        )
    word = ("少", "lacks") if case.below else ("多", "has too many by")
    return Text(
        zh=f"{name}{word[0]}{missing:g}，试过的一项或两项改动都不够。",
        en=f"{name} {word[1]} {missing:g}, and no one or two changes that were tried are enough.",
    )
