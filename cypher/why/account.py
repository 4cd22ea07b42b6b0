"""What counts of a subject on any day, since when it has been too little or too much, and what ended it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from cypher.counted import Counted, Misfit, misfits, told
from cypher.why.asked import Node, Trail, in_force
from graph.profile import Norm, Profile

ONE_DAY = timedelta(days=1)
BODIES = Counted(("组织", "body", "bodies"))
EndedBy = Literal["fact", "holder", "body", "place", "successor"]


class Cause(NamedTuple):
    """What ended a fact: the edge itself, of a `type` and with `name` at its far end, or a node of that name."""

    by: EndedBy
    name: str
    type: str  # of the edge; where a successor took over, whose place it took


@dataclass(frozen=True)
class Account:
    """The facts behind one number of a subject; `counting` are those whose words fit, in force or not."""

    counted: Counted
    subject: Node
    trails: list[Trail]
    counting: list[Trail]
    minimum: float | None
    maximum: float | None
    level: str | None = None

    def stands(self, trail: Trail, day: date) -> bool:
        """Whether a fact counts on a day: all of it in force, and no successor in the place of a temporary one."""
        if self.counted.over:
            return in_force(trail.fact, day) and trail.end.until is not None and trail.end.until <= day
        superseded = self.counted.superseded and any(in_force(one, day) for one in trail.after_it)
        return not superseded and all(in_force(thing, day) for thing in trail.things)

    def standing(self, day: date) -> list[Trail]:
        """Facts that count on a day, the oldest first, each once."""
        found = [trail for trail in self.counting if self.stands(trail, day)]
        found.sort(key=lambda t: (t.fact.since is not None, t.fact.since, len(t.edges), t.end.id))
        once: dict[Any, Trail] = {}
        for trail in found:
            once.setdefault(told(self.counted, trail), trail)
        return list(once.values())

    def value(self, day: date) -> float | None:
        """The measure's number on a day; None where it is unknown, or states itself and knows no days."""
        standing = self.standing(day)
        match self.counted.shape:
            case "count":
                return len(standing) or self._answered_for() if self.counted.manager else len(standing)
            case "least":
                said = [trail.fact.minutes for trail in self._each(day) if trail.fact.minutes is not None]
                return min(said, default=None)
            case "sum":
                paid = [trail.fact.amount_yuan for trail in self._each(day)]
                return None if None in paid else sum(amount or 0 for amount in paid)
            case "days":
                ends = [trail.fact.until for trail in self._each(day) if trail.fact.until is not None]
                return min(((end - day).days for end in ends), default=None)
            case "grids":
                return self._grids(day)
        return None

    def outside(self, day: date) -> bool:
        """Whether the number on a day is known and lies outside the band."""
        value = self.value(day)
        return value is not None and (
            (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum)
        )

    def opened(self, day: date) -> date | None:
        """Since when, up to a day, the number has lain outside the band; None: ever, or nobody can say."""
        days = {one for trail in self.trails for one in trail.days()} | {self.subject.since} - {None}
        if self.counted.shape == "days" and self.minimum is not None:  # remaining days grow fewer by themselves
            ends = (trail.fact.until for trail in self.counting if trail.fact.until is not None)
            too_near = (end.toordinal() - math.ceil(self.minimum) + 1 for end in ends)
            days |= {date.fromordinal(number) for number in too_near if number > 0}
        for one in sorted((one for one in days if one is not None and one <= day), reverse=True):
            before = one - ONE_DAY
            if not self.outside(one):
                return None
            if not in_force(self.subject, before) or not self.outside(before):
                return one
        return None

    def ended(self, trail: Trail, day: date) -> date | None:
        """On which day, up to `day`, a fact ceased to count; None where it counts then, or never did."""
        if self.stands(trail, day):
            return None
        ends = (one for one in trail.days() if one <= day and not self.stands(trail, one))
        return max((one for one in ends if self.stands(trail, one - ONE_DAY)), default=None)

    def begins(self, trail: Trail, day: date) -> date | None:
        """On which day after `day` a fact that does not count then will."""
        if self.stands(trail, day):
            return None
        return min((one for one in trail.days() if one > day and self.stands(trail, one)), default=None)

    def former(self, day: date) -> list[tuple[date, Trail]]:
        """Facts that have ceased to count, the latest first, each once."""
        now = {_fact(trail) for trail in self.counting if self.stands(trail, day)}
        found: dict[Any, tuple[date, Trail]] = {}
        for trail in self.counting:
            end = self.ended(trail, day)
            if end is not None and _fact(trail) not in now and end > found.get(_fact(trail), (date.min, trail))[0]:
                found[_fact(trail)] = end, trail
        return sorted(found.values(), key=lambda pair: (-pair[0].toordinal(), pair[1].end.id, pair[1].fact.key or ""))

    def coming(self, day: date) -> list[tuple[date, Trail]]:
        """Facts that will count, the nearest first."""
        pairs = ((self.begins(trail, day), trail) for trail in self.counting)
        found = {_fact(trail): (one, trail) for one, trail in pairs if one is not None}
        return sorted(found.values(), key=lambda pair: (pair[0], pair[1].end.id))

    def parts_outside(self, day: date) -> list[str]:
        """Names of the parts, at the bottom, that lie in no grid of the level, where others do, or did."""
        if not any(trail.reach == "parts" for trail in self.counting):
            return []
        children, inside, names = self._parts(day)
        found, at = [], [self.subject.id]
        for part in at:
            below = [child for child in children.get(part, ()) if child not in inside]
            found += [names[part]] if part != self.subject.id and not children.get(part) else []
            at += below
        return found

    def _each(self, day: date) -> list[Trail]:
        return [trail for trail in self.counting if self.stands(trail, day)]

    def _answered_for(self) -> int | None:
        manager = self.subject.manager
        return None if manager is None else int(manager in ("unit", "owners", "community"))

    def _grids(self, day: date) -> int:
        standing = self._each(day)
        direct = {trail.nodes[-1].id for trail in standing if trail.reach == "subject"}
        if direct or any(trail.reach == "around" for trail in standing):
            return len(direct) or 1
        children, inside, _ = self._parts(day)

        def lies(part: str) -> bool:
            below = children.get(part, ())
            return part in inside or (bool(below) and all(lies(child) for child in below))

        return int(lies(self.subject.id))

    def _parts(self, day: date) -> tuple[Mapping[str, set[str]], set[str], dict[str, str]]:
        """Of the parts in force on a day: which lie in which, which lie in a grid of the level, and their names."""
        children: dict[str, set[str]] = defaultdict(set)
        inside: set[str] = set()
        names: dict[str, str] = {}
        counting = {id(trail) for trail in self.counting}
        for trail in self.trails:
            way = list(zip(trail.edges[: trail.before], trail.nodes[: trail.before], strict=True))
            if trail.reach != "parts" or not all(in_force(thing, day) for pair in way for thing in pair):
                continue
            ids = [self.subject.id, *(node.id for _, node in way)]
            names |= {node.id: node.name for _, node in way}
            for upper, lower in pairwise(ids):
                children[upper].add(lower)
            if id(trail) in counting and self.stands(trail, day):
                inside.add(ids[-1])
        return children, inside, names


def account(
    counted: Counted,
    subject: Node,
    trails: Iterable[Trail],
    parameters: Mapping[str, Any],
    minimum: float | None,
    maximum: float | None,
) -> Account:
    """The account of a norm for a subject: which of the facts around it count by the norm's words."""
    level = parameters.get("level") if counted.shape == "grids" else None
    found = list(trails)
    fitting = [trail for trail in found if misfits(counted, trail, parameters) == []]
    return Account(
        counted,
        subject,
        found,
        [trail for trail in fitting if level is None or trail.nodes[-1].level == level],
        minimum,
        maximum,
        level,
    )


def bodies_between(made: Account, norm: Norm, profile: Profile) -> Account | None:
    """The bodies in which a post is to be held that belongs to no place: those that had it, else all that answer there.

    None where the post is held at the subject itself.
    """
    on_places = {post for posts in profile.posts_by_line.values() for post in posts}
    between = made.subject.family == "Place" and any("bodies" in way.reach for way in made.counted.ways)
    at_it = on_places & set(norm.parameters.get("posts") or ()) or any(t.reach == "subject" for t in made.counting)
    if made.minimum is None or not between or at_it:
        return None
    had = {trail.nodes[0].id for trail in made.counting}
    trails = [
        Trail(reach="subject", before=0, is_fact=True, edges=t.edges[:1], nodes=t.nodes[:1], successors=[])
        for t in made.trails
        if t.reach == "bodies" and (not had or t.nodes[0].id in had)
    ]
    return Account(BODIES, made.subject, trails, trails, 1, None)


def near_misses(made: Account, parameters: Mapping[str, Any], day: date) -> list[tuple[Trail, Misfit]]:
    """Facts in force that do not count for one word alone; in a body that answers for a place, not for the post."""
    found: dict[Any, tuple[Trail, Misfit]] = {}
    for trail in made.trails:
        why = misfits(made.counted, trail, parameters)
        near = why is not None and len(why) == 1 and (trail.reach == "subject" or why[0].name != "post")
        if near and why and all(in_force(thing, day) for thing in trail.things):
            found.setdefault(_fact(trail), (trail, why[0]))
    return sorted(found.values(), key=lambda pair: (pair[0].end.name, pair[0].end.id))


def cause(made: Account, trail: Trail, day: date) -> Cause:
    """What ended a fact on a day: an end that ended carries its edges with it, so it is named first."""
    for i, node in enumerate(trail.nodes):
        if node.until == day:
            by: EndedBy = "holder" if i == trail.before else "body" if node.level is None else "place"
            return Cause(by, node.name, "")
    if made.counted.superseded:
        for one in trail.after_it:
            if one.since == day and trail.end.formation == "temporary":
                return Cause("successor", one.name, trail.end.name)
    i = next((i for i, edge in enumerate(trail.edges) if edge.until == day), trail.before)
    return Cause("fact", trail.nodes[i].name, trail.edges[i].type)


def _fact(trail: Trail) -> tuple[Any, ...]:
    """What makes two trails lead to one fact."""
    at = trail.nodes[trail.before - 1].id if trail.before else ""
    said = trail.fact
    words = (said.post, said.mode, said.rung, said.role, said.line, said.purpose)
    return (said.type, at, trail.end.id, said.key, said.since, said.until, words)
