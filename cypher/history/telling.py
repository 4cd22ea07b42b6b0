"""What is told of a gap once its days are known: where, by which change it opened and closed, recorded when."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from cypher.history.changes import ChangeRow, family_of, parts
from cypher.history.watch import STRUCTURE, Found, Watch
from cypher.library import Row
from cypher.places import placed
from cypher.rows import PlaceRef
from graph.store import Store

Paths = dict[tuple[date, str, str], list[PlaceRef]]
"""day, family, id → the way down to it"""
Near = dict[tuple[date, str, str], list[ChangeRow]]
"""day, family, id → what changed there"""
STATED = frozenset({"checklist_missing", "items_held", "households", "inhabitants", "party_share", "party_members"})
"""Measures of counts and lists that carry no dates."""


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
    `unnoticed_days` for how long it was open by then, its whole life where it had closed before.
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


class Telling:
    """What is told of spells once they are found: where, by which change, recorded when."""

    def __init__(self, store: Store, watch: Watch, place: str, loads: dict[str, date]) -> None:
        self.store, self.watch, self.place, self.loads = store, watch, place, loads
        self._around: dict[str, list[str]] = {}

    def spells(self, found: list[Found], until: date) -> list[Spell]:
        paths = self._placed(found)
        near = self._changes(found, paths)
        return [self._spell(one, until, paths, near) for one in found]

    def _spell(
        self,
        one: Found,
        until: date,
        paths: Paths,
        near: Near,
    ) -> Spell:
        subject = family_of(one.level), one.subject_id
        path = paths.get((one.days["open"], *subject), [])
        was_there = (one.days["before"], *subject) in paths
        still_there = one.closed is None or (one.days["after"], *subject) in paths
        opened_by = self._by(one, one.opened, paths.get((one.days["first"], *subject), []), near, was_there)
        closed_by = self._by(one, one.closed, path, near, still_there)
        undated = one.norm.measure in STATED and (one.opened is None or not was_there)
        said = [change.recorded for change in opened_by if change.recorded]
        recorded = max(said) if said and not undated else None
        noticed = min(recorded, one.closed or recorded) if recorded else None
        unnoticed = (noticed - one.opened).days if noticed and one.opened else 0
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

    def _placed(self, found: list[Found]) -> Paths:
        """Where subjects stood inside the place, while the gap was open, right before and right after."""
        wanted: dict[tuple[date, str], set[str]] = defaultdict(set)
        for one in found:
            for day in one.days.values():
                wanted[day, family_of(one.level)].add(one.subject_id)
        names = {"Place": "places", "Body": "bodies", "Person": "people"}
        return {
            (day, family, row.id): row.path
            for (day, family), ids in sorted(wanted.items())
            for some in parts(sorted(ids))
            for row in placed(self.store, as_of=day, root=self.place, **{names[family]: some})
            if self.place in [step.id for step in row.path]
        }

    def _changes(self, found: list[Found], paths: Paths) -> Near:
        """What changed at subjects, and at the places in which they lie, by id and day."""
        ids: dict[str, set[str]] = defaultdict(set)
        for one in found:
            ids[family_of(one.level)].add(one.subject_id)
        ids["Place"].update(step.id for path in paths.values() for step in self._inside(path))
        if self.watch.walks:
            self._around = self.watch.around(sorted({one.subject_id for one in found}))
            ids["Place"].update(id_ for places in self._around.values() for id_ in places)
        near: Near = defaultdict(list)
        days = {day for one in found for day in (one.opened, one.closed) if day}
        ahead = self.watch.ahead
        for family, some in ids.items():
            for change in self.watch.changes(family, sorted(some)):
                for day in {change.day, *(change.day - one for one in ahead if not change.began)} & days:
                    near[day, family, change.subject_id].append(change)
        return near

    def _by(
        self,
        one: Found,
        day: date | None,
        path: list[PlaceRef],
        near: Near,
        there: bool,
    ) -> list[Change]:
        """The changes of a day nearest to a subject: its own, else of the places in which it lies, else around it.

        Where the subject was not `there` on the other side of that day, only what brought it in or took it out.
        """
        if day is None:
            return []
        family = family_of(one.level)
        rows = near.get((day, family, one.subject_id), [])
        if family == "Place":
            rows = [r for r in rows if r.start_id == one.subject_id or (there and not _is_place(r))]
        for step in reversed(self._inside(path)):
            rows = rows or [r for r in near.get((day, "Place", step.id), []) if _moved(r, step.id)]
        rows = rows or [r for id_ in self._around.get(one.subject_id, []) for r in near.get((day, "Place", id_), [])]
        changes = (
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
        )
        return list(dict.fromkeys(changes))

    def _street(self, path: list[PlaceRef]) -> PlaceRef | None:
        """The street on the way down from the place asked about, else the place right below it, else itself."""
        below = self._inside(path)[1:]
        return next((step for step in below if step.level == "street"), None) or next(iter(below or path[-1:]), None)

    def _inside(self, path: list[PlaceRef]) -> list[PlaceRef]:
        """A path from the place asked about on."""
        ids = [step.id for step in path]
        return path[ids.index(self.place) :] if path else []


def _moved(row: ChangeRow, place: str) -> bool:
    """Whether a change is a place's own coming or going, or into another place."""
    return row.start_id == place and (row.end_id is None or row.type in STRUCTURE)


def _is_place(row: ChangeRow) -> bool:
    return row.end_id is None and family_of(row.type) == "Place"
