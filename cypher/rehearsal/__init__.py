"""Every way of every issue type walked before anybody needs it: where routes get stuck, and how many homes wait there.

Routes are resolved once for each class of places that share one (`cypher.rehearsal.classes`), by the same steps as a
single route (`cypher.routing.steps`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from cypher.exposure import households_exposed
from cypher.library import Row
from cypher.rehearsal.classes import Class, classes
from cypher.rehearsal.ground import Ground, lies_in, parts, places_inside
from cypher.routing import issue_types, ways
from cypher.routing.around import Around
from cypher.routing.rows import BodyRef, Note, RouteStep
from cypher.routing.steps import DEPARTMENTS, dated, noted, resolved
from cypher.rows import IssueTypeRow, PlaceRef, Said
from graph.errors import Fault, NotFound
from graph.profile import MODES, Actor, Channel, Profile
from graph.store import Store
from graph.workdays import Calendar, load_calendar

__all__ = ["Finding", "Rehearsal", "StepRef", "classes", "lies_in", "parts", "places_inside", "rehearse"]

Kind = Literal["dead_end", "loop", "two_receivers", "same_person", "late"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LEVELS = ("building", "compound", "grid", "micro_grid", "community")
"""From where issues are rehearsed: the first of these levels that the place has."""


class StepRef(Row):
    """A step of a template."""

    mode: str
    channel: str
    channel_zh: str
    channel_en: str
    number: int
    step: str


class Finding(Row):
    """One thing that is wrong with routes, and everything that it is wrong with.

    `at` is the place where somebody is wanting, or where two receive or one acts again; None where no place of the
    actor's level is there, or where departments are meant: `wanting` are those that would act if they were in force
    and served here. `places` and `households` wait for it; of `without_households` nobody has said how many live
    there. `why` and `mend` are those of the route from `example`.
    """

    kind: Kind
    actor: Said
    at: PlaceRef | None
    wanting: list[BodyRef]
    people: list[str]
    steps: list[StepRef]
    issue_types: list[str]
    places: int
    households: int
    without_households: int
    example: PlaceRef
    why: Said
    mend: Said | None


class Rehearsal(NamedTuple):
    """What was found, by kind, the most households first; what was walked, and how much of it is whole.

    `routes` are one for each place, issue type and mode that the type has a way in; `stuck` have a dead end, `whole`
    have no finding at all. `classes` are what the `places` of `level` come to.
    """

    rows: list[Finding]
    level: str
    places: int
    classes: int
    issue_types: list[str]
    routes: int
    whole: int
    stuck: int


class _Cause(NamedTuple):
    """What makes two findings one: the kind, who is meant, at which place, or which departments of which type."""

    kind: Kind
    actor: Actor
    at: str | None
    wanting: tuple[str, ...]
    type_: str | None


@dataclass
class _Sum:
    """What has been added up of a finding."""

    steps: dict[StepRef, None] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)


def rehearse(
    store: Store,
    *,
    profile: Profile,
    place: str,
    as_of: date,
    types: Sequence[IssueTypeRow] | None = None,
    level: str | None = None,
    calendar: Calendar | None = None,
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> Rehearsal:
    """Rehearse every issue type from every place of a level inside a place (id), in every mode.

    Parameters
    ----------
    profile
        The place's profile, whose template is walked.
    types
        Issue types; all of the graph if left out.
    level
        Where issues are raised; if left out, buildings, or where there are none the first of `LEVELS` that there is.
    calendar
        Which days are worked; left out, that of WANGGE_CALENDAR, else ours.
    progress
        Told how many classes are walked, of how many.

    Raises
    ------
    NotFound
        There is no issue type, or no place of the level.
    """
    every = list(issue_types(store) if types is None else types)
    if not every:
        raise NotFound("There are no issue types in this graph: load some with `wangge load --issue-types project`.")
    for at in LEVELS if level is None else (level,):
        if starts := places_inside(store, place=place, level=at, as_of=as_of):
            break
    else:
        named = (level or LEVELS[0]).replace("_", " ")
        raise NotFound(f"There is no {named} inside this place on {as_of}; load its places first.")
    level = at
    ground = Ground(store, profile, level, starts, every, as_of)
    walking = _Walking(ground, every, as_of, calendar or load_calendar())
    groups = classes(ground)
    for done, group in enumerate(groups):
        walking.add(group)
        progress(done + 1, len(groups))
    homes = {
        row.id: row.households
        for row in (households_exposed(store, as_of=as_of, places=sorted(walking.places)) if walking.sums else ())
    }
    rows = [walking.finding(cause, sum_, homes) for cause, sum_ in walking.sums.items()]
    rows.sort(
        key=lambda row: (KINDS.index(row.kind), -row.households, -row.places, row.at.id if row.at else "", row.actor.en)
    )
    return Rehearsal(
        rows,
        level,
        len(ground.starts),
        len(groups),
        [one.id for one in every],
        walking.routes,
        walking.whole,
        walking.stuck,
    )


class _Walking:
    """Routes walked class by class, and what was found summed up."""

    def __init__(self, ground: Ground, types: Sequence[IssueTypeRow], as_of: date, calendar: Calendar) -> None:
        self.ground, self.as_of, self.calendar = ground, as_of, calendar
        self.types = {one.id: one for one in types}
        self.channels: dict[tuple[str, str], list[Channel]] = {
            (mode, one.id): ways(ground.profile, one, mode) for mode in MODES for one in types
        }
        self.sums: dict[_Cause, _Sum] = {}
        self.routes = self.whole = self.stuck = 0

    @property
    def places(self) -> set[str]:
        return {place for sum_ in self.sums.values() for place in sum_.places}

    def add(self, group: Class) -> None:
        """Walk every route of the first place of a class, and count what is found for all of them."""
        around = self.ground.around(group.starts[0])
        found: dict[_Cause, _Sum] = {}
        walked: dict[Any, list[tuple[str, RouteStep, _Cause]]] = {}
        for type_ in self.types:
            here = around(type_)
            like = self._like(here, type_)
            if like not in walked:
                walked[like] = [(mode, *one) for mode in MODES for one in self._found(here, type_, mode)]
            for mode, step, cause in walked[like]:
                sum_ = found.setdefault(cause, _Sum())
                sum_.steps[_ref(mode, step)] = sum_.types[type_] = None
            self._count(len(group.starts), type_, walked[like])
        for cause, sum_ in found.items():
            self._spread(group, cause, sum_)

    def _count(self, places: int, type_: str, found: Iterable[tuple[str, RouteStep, _Cause]]) -> None:
        states: dict[str, set[str]] = {mode: set() for mode in MODES if self.channels[mode, type_]}
        for mode, step, _ in found:
            states[mode].add(step.state)
        self.routes += places * len(states)
        self.whole += places * sum(not of_mode for of_mode in states.values())
        self.stuck += places * sum("dead_end" in of_mode for of_mode in states.values())

    def _like(self, around: Around, type_: str) -> Any:
        """What tells the routes of one type from those of another at one place.

        Of a department that acts only where it is and who heads it counts, and of its identity only what recurs.
        """
        issue = self.types[type_]
        handlers: list[Any] = []
        for role in ("lead", "joint"):
            of_role = [one for one in around.able if one.handling.role == role]
            acts = any(one.handling.in_force and one.at for one in of_role)
            for handling, at, near in of_role:
                heads = tuple((head.post, self._known(head.id)) for head in handling.heads)
                own = self._known(handling.id) if acts else handling.id
                days = handling.deadline_days
                handlers.append((role, own, heads, days, handling.in_force, at.id if at else None, near))
            if of_role and not acts:
                handlers.append((type_,))
        if issue.promised_days is not None or not any(one.handling.role == "lead" for one in around.able):
            handlers.append((type_,))
        ways = tuple(tuple(channel.id for channel in self.channels[mode, type_]) for mode in MODES)
        return ways, issue.solvable_at, tuple(handlers)

    def _known(self, id_: str) -> str:
        return id_ if id_ in self.ground.recurring else ""

    def _found(self, around: Around, type_: str, mode: str) -> Iterator[tuple[RouteStep, _Cause]]:
        for channel in self.channels[mode, type_]:
            for step in self._steps(around, type_, channel):
                yield from ((step, cause) for cause, _ in _causes(channel, step, type_))

    def _steps(self, around: Around, type_: str, channel: Channel) -> Iterator[RouteStep]:
        issue = self.types[type_]
        steps = resolved(self.ground.profile, channel, issue, around)
        return noted(dated(steps, issue, self.as_of, self.calendar), channel)

    def _spread(self, group: Class, cause: _Cause, found: _Sum) -> None:
        """Add what was found at the first place of a class to what is found at each place that it stands for."""
        actors = self.ground.actors
        number = actors.index(cause.actor) if cause.at is not None and cause.actor in actors else None
        for start, at in zip(group.starts, group.at, strict=True):
            own = cause if number is None else cause._replace(at=at[number])
            sum_ = self.sums.setdefault(own, _Sum())
            sum_.steps |= found.steps
            sum_.types |= found.types
            sum_.places.add(start)

    def finding(self, cause: _Cause, found: _Sum, homes: Mapping[str, int | None]) -> Finding:
        """What was summed up, in the words of the route from one of its places."""
        start = min(found.places)
        step, note = self._example(cause, start, found)
        known = [count for place in found.places if (count := homes.get(place)) is not None]
        return Finding(
            kind=cause.kind,
            actor=step.actor,
            at=None if cause.at is None else self.ground.named[cause.at],
            wanting=step.wanting,
            people=[] if note is None else note.people,
            steps=sorted(found.steps, key=lambda ref: (MODES.index(ref.mode), ref.channel, ref.number)),
            issue_types=list(found.types),
            places=len(found.places),
            households=sum(known),
            without_households=len(found.places) - len(known),
            example=self.ground.named[start],
            why=step.why if note is None else note.said,
            mend=step.mend,
        )

    def _example(self, cause: _Cause, start: str, found: _Sum) -> tuple[RouteStep, Note | None]:
        """The step of the route from a place at which it was found, and the note that says it."""
        around = self.ground.around(start)
        for type_ in found.types:
            for ref in found.steps:
                for channel in self.channels.get((ref.mode, type_), ()):
                    if channel.id == ref.channel:
                        for step in self._steps(around(type_), type_, channel):
                            for other, note in _causes(channel, step, type_):
                                if other == cause:
                                    return step, note
        raise Fault(f"What was found at {start} is not found there again: {cause}")


def _causes(channel: Channel, step: RouteStep, type_: str) -> Iterator[tuple[_Cause, Note | None]]:
    """What is wrong with a step, each with the note that says it."""
    actor = channel.steps[step.number - 1].actor
    if step.state == "dead_end":
        wanting = tuple(body.id for body in step.wanting)
        unpaired = actor.who in DEPARTMENTS and not wanting
        at = step.lacking.id if step.lacking else None
        yield _Cause("dead_end", actor, at, wanting, type_ if unpaired else None), None
    for note in step.notes:
        kind = next((one for one in KINDS if one == note.kind), None)
        if kind == "late":
            yield _Cause(kind, actor, None, (), f"{channel.id} {type_}"), note
        elif kind is not None:
            yield _Cause(kind, actor, step.place_id, (), None), note


def _ref(mode: str, step: RouteStep) -> StepRef:
    return StepRef(
        mode=mode,
        channel=step.channel,
        channel_zh=step.channel_zh,
        channel_en=step.channel_en,
        number=step.number,
        step=step.step,
    )
