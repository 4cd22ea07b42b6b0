"""One norm over time: which days can differ for whom, the fewest days that tell it all, and from them the spells.

Whether a subject has a gap can change only on days that stand in the data near it: on its edges, at their other ends,
on the way by which it belongs to the place, and, for everybody, on the days of the territory and the grids. Between
two such days nothing changes for it, so any one day tells of the whole stretch, and one day can tell of the stretches
of all subjects at once: a year in which a thousand posts change hands on different days takes a handful of questions.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cypher.gaps import MEASURES, judged
from cypher.history.changes import (
    CHANGES,
    ChangeRow,
    changes,
    family_of,
    parts,
    places_around,
    subjects_ever,
)
from cypher.history.spells import Stretch, before, pick, piercing, stretches
from cypher.library import blanked
from graph.errors import Fault, ProfileRefused
from graph.profile import Norm
from graph.schema import SCHEMA
from graph.store import Store

STRUCTURE = ("PART_OF", "IN_GRID")
RUNS_DOWN = frozenset({"days_to_expiry"})
"""Measures that fall by one every day until a day in the data: they cross a bound so many days before it."""
NAMED = {"posts": "HOLDS", "rungs": "CONTACTS"}
"""Parameters of measures that say which edges of a type they read: no other edge of it matters to them."""


@dataclass
class Found:
    """A stretch of days during which a subject had a gap. `opened` is None where it had it as far back as days go."""

    norm: Norm
    subject_id: str
    name: str
    level: str
    value: float
    opened: date | None
    first: date
    closed: date | None = None
    unknown: bool = False  # the value became unknown
    days: dict[str, date] = field(
        default_factory=dict
    )  # days asked: when first and last open, right before, right after


class Watch:
    """One norm of a profile inside a place, over a period."""

    def __init__(self, store: Store, norm: Norm, place: str, structure: Sequence[date]) -> None:
        self.store, self.norm, self.place, self.structure = store, norm, place, structure
        if norm.measure not in MEASURES:
            raise ProfileRefused(
                f"{norm.id}: there is no measure {norm.measure!r}; measures are {', '.join(MEASURES)}."
            )
        words = blanked(MEASURES[norm.measure].text)
        self.types = [type_ for type_ in SCHEMA.edge if re.search(rf"\b{type_}\b", words)]
        # a measure that names the territory once only walks down to its subjects
        self.walks = "IN_GRID" in self.types or words.count("PART_OF") > 1
        self.subjects: set[str] = set()
        self._own: dict[str, list[date]] = {}
        self._told: dict[date, dict[str, Any]] = {}
        self._asked: list[date] = []
        near: dict[str, set[date]] = defaultdict(set)
        for subject in norm.subjects:
            self._look(subject.label, near)
        self._own = {id_: sorted({*days, *structure}) for id_, days in near.items()}

    def _look(self, label: str, near: dict[str, set[date]]) -> None:
        """The days near each subject of a label."""
        family = family_of(label)
        if family not in CHANGES:
            return
        ids = [row.id for row in subjects_ever(self.store, place=self.place, label=label)]
        self.subjects.update(ids)
        if family == "Place" and set(self.types) <= set(STRUCTURE):
            return
        if family != "Place" or not self.walks:
            for change in self.changes(family, ids):
                near[change.subject_id].update(self._days(change))
            return
        around = self.around(ids)
        at: dict[str, set[date]] = defaultdict(set)
        for change in self.changes(family, sorted({id_ for places in around.values() for id_ in places})):
            at[change.subject_id].update(self._days(change))
        for id_, places in around.items():
            days = set().union(*(at[place] for place in places if place in at))
            if days:
                near[id_] = days

    def changes(self, family: str, ids: Sequence[str]) -> Iterator[ChangeRow]:
        """What can matter to the norm, of all that began or ended near nodes of a family."""
        parameters = self.norm.parameters
        # whoever holds or contacts anything is a subject where people are
        named = [] if family == "Person" else [(type_, parameters.get(name)) for name, type_ in NAMED.items()]
        for change in changes(self.store, family, ids, self.types):
            if all(change.type != type_ or among is None or change.what in among for type_, among in named):
                yield change

    def around(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Places whose facts may count for each of some places, where the measure walks over the territory."""
        return {row.id: row.around for some in parts(ids) for row in places_around(self.store, places=some)}

    def _days(self, change: ChangeRow) -> Iterable[date]:
        yield change.day
        if not change.began:
            yield from (change.day - ahead for ahead in self.ahead)

    @property
    def ahead(self) -> list[timedelta]:
        """How long before a day in the data the value leaves or enters the band by itself."""
        if self.norm.measure not in RUNS_DOWN:
            return []
        low, high = self.norm.min, self.norm.max
        days = ([] if low is None else [math.ceil(low) - 1]) + ([] if high is None else [math.floor(high)])
        return [timedelta(one) for one in days]

    def turns(self, subject: str) -> Sequence[date]:
        """Days on which something can change for a subject, in order."""
        return self._own.get(subject, self.structure)

    @property
    def all_turns(self) -> set[date]:
        """Days on which something can change for some subject."""
        return {*self.structure, *(day for days in self._own.values() for day in days)}

    # --- asking ------------------------------------------------------------------------------------------------

    def plan(self, since: date, until: date) -> list[date]:
        """The days that must be asked; the last is `until`."""
        wanted = {one for turns in (self.structure, *self._own.values()) for one in stretches(since, until, turns)}
        return piercing(wanted, [until])

    def ask(self, days: Iterable[date], tick: Callable[[], None]) -> None:
        """Ask for the gaps of these days, each once."""
        for day in days:
            if day in self._told:
                continue
            rows = judged(self.store, norm=self.norm, place=self.place, as_of=day)
            self._told[day] = {row.subject_id: row for row in rows}
            strangers = self._told[day].keys() - self.subjects
            if strangers:
                raise Fault(f"{self.norm.measure} has a subject that subjects_ever does not know: {min(strangers)}")
            tick()
        self._asked = sorted(self._told)

    @property
    def asked(self) -> int:
        """How many days were asked."""
        return len(self._told)

    # --- telling -----------------------------------------------------------------------------------------------

    def spells(self, since: date, until: date, tick: Callable[[], None]) -> list[Found]:
        """Every stretch that touches the period; of those open at its first day, since when is looked for."""
        found: list[Found] = []
        for subject in sorted({id_ for told in self._told.values() for id_ in told}):
            found += self._spells(subject, since, until)
        self._look_back([one for one in found if one.first == since], tick)
        return found

    def _spells(self, subject: str, since: date, until: date) -> list[Found]:
        found: list[Found] = []
        current: Found | None = None
        earlier = since
        for one in stretches(since, until, self.turns(subject)):
            day = self._day(one)
            row = self._told[day].get(subject)
            if row is not None and row.value is not None:
                if current is None:
                    current = Found(
                        self.norm, subject, row.subject_name, row.subject_level, row.value, one.first, one.first
                    )
                    current.days |= {"before": earlier, "first": day}
                    found.append(current)
                current.value, current.days["open"] = row.value, day
            elif current is not None:
                current.closed, current.unknown, current.days["after"] = one.first, row is not None, day
                current = None
            earlier = day
        return found

    def _day(self, one: Stretch) -> date:
        day = pick(one, self._asked)
        assert day is not None, "every stretch is planned for"
        return day

    def _look_back(self, pending: list[Found], tick: Callable[[], None]) -> None:
        """Since when those are open that were so on the first day, going back from change to change."""
        for one in pending:
            # what was so on the first day was so since the last change
            one.opened = max((day for day in self.turns(one.subject_id) if day <= one.first), default=None)
        while pending := [one for one in pending if one.opened not in (None, date.min)]:
            earlier = {id(one): before(one.opened, self.turns(one.subject_id)) for one in pending if one.opened}
            self.ask(piercing(earlier.values(), self._asked), tick)
            still = []
            for one in pending:
                stretch = earlier[id(one)]
                one.days["before"] = self._day(stretch)
                row = self._told[one.days["before"]].get(one.subject_id)
                if row is not None and row.value is not None:
                    one.days["first"] = one.days["before"]
                    one.opened = None if stretch.first == date.min else stretch.first
                    still.append(one)
            pending = still
