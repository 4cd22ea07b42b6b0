"""The ground on which routes are rehearsed: many places at once, where each lies, and who could act there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from cypher.library import Question, Row
from cypher.routing import facts, handlers
from cypher.routing.around import Around, able, candidates
from cypher.routing.rows import Fact, Handling, Lying
from cypher.routing.shortest import Way, Ways
from cypher.routing.steps import FOUND, PARTS
from cypher.rows import IssueTypeRow, PlaceRef
from graph.profile import Actor, Profile
from graph.store import Store

DEEPEST = 4  # steps down to the parts of a place, as `cypher.routing.lying` walks them
HIGHEST = 10  # steps up


class InsideRow(Row):
    """A place from which issues are rehearsed."""

    id: str
    name: str


class PartRow(Row):
    """A place, and another that is part of it."""

    place: str
    id: str
    name: str
    level: str


class OuterRow(Row):
    """A place, and ids of those right below that lie in it: one row where there are thousands of these."""

    id: str
    name: str
    level: str
    places: list[str]


_INSIDE = Question.load(__file__, "places_inside.cypher", InsideRow)
_PARTS = Question.load(__file__, "parts.cypher", PartRow)
_LIES_IN = Question.load(__file__, "lies_in.cypher", OuterRow)


def places_inside(store: Store, *, place: str, level: str, as_of: date) -> list[InsideRow]:
    """Places of a level inside a place (id), itself included."""
    return _INSIDE.rows(store, place=place, level=level, as_of=as_of)


def parts(store: Store, *, places: Sequence[str], levels: Sequence[str], as_of: date) -> list[PartRow]:
    """What is part of places (ids) right below them, of some levels."""
    return _PARTS.rows(store, places=list(places), levels=list(levels), as_of=as_of)


def lies_in(store: Store, *, places: Sequence[str], as_of: date) -> list[OuterRow]:
    """What places (ids) lie in right above them, by territory and by grid."""
    return _LIES_IN.rows(store, places=list(places), as_of=as_of)


class Ground:
    """Places of a level inside one place, as columns: read once, asked from memory."""

    def __init__(
        self,
        store: Store,
        profile: Profile,
        level: str,
        starts: Sequence[InsideRow],
        types: Sequence[IssueTypeRow],
        as_of: date,
    ) -> None:
        self.profile = profile
        actors = dict.fromkeys(step.actor for channel in profile.routing for step in channel.steps)
        self.actors = [actor for actor in actors if actor.who in FOUND]
        self.named: dict[str, PlaceRef] = {row.id: PlaceRef(id=row.id, name=row.name, level=level) for row in starts}
        self.starts = list(self.named)
        self.down: dict[str, list[str]] = {}
        self.up: dict[str, list[str]] = {}
        self._ways = Ways(self.down, self.up)
        below = self.starts
        for depth in range(DEEPEST):
            levels = (*PARTS, "building") if level == "compound" and not depth else PARTS
            found = parts(store, places=below, levels=sorted(levels), as_of=as_of)
            below = self._join(self.down, ((row.place, row) for row in found))
        above = list(self.named)
        for _ in range(HIGHEST):
            outer = lies_in(store, places=above, as_of=as_of)
            above = self._join(self.up, ((place, row) for row in outer for place in row.places))
        posts = {actor.post for actor in self.actors if actor.post}
        self.facts: dict[str, list[Fact]] = {}
        for fact in facts(store, places=list(self.named), posts=sorted(posts), as_of=as_of):
            self.facts.setdefault(fact.place, []).append(fact)
        self.handlings: dict[str, list[Handling]] = {one.id: [] for one in types}
        ids = list(self.handlings)
        for one in handlers(store, issue_types=ids, places=list(self.named), codes=profile.codes, as_of=as_of):
            self.handlings[one.issue_type].append(one)

    @cached_property
    def recurring(self) -> set[str]:
        """Bodies and people of departments that act, or may act, elsewhere too."""
        every = [one for ones in self.facts.values() for one in ones]
        bodies = {one.id for one in every}
        held = {head.id: one.id for one in every for head in one.heads}
        held |= {one.id: one.place for one in every if one.label == "Person"}
        found: set[str] = set()
        for one in (one for ones in self.handlings.values() for one in ones):
            found |= {head.id for head in one.heads if held.setdefault(head.id, one.id) != one.id}
            found |= {one.id} & bodies
        return found

    def _join(self, edges: dict[str, list[str]], ends: Iterable[tuple[str, PartRow | OuterRow]]) -> list[str]:
        """Add edges from places (ids) to ends, and return the ends that are new."""
        new: dict[str, None] = {}
        for place, end in ends:
            edges.setdefault(place, []).append(end.id)
            if end.id not in self.named:
                self.named[end.id] = PlaceRef(id=end.id, name=end.name, level=end.level)
                new[end.id] = None
        return list(new)

    def ways(self, start: str) -> list[Way]:
        """The shortest way from a place to whatever it lies in, its parts and itself, nearest first, then by id."""
        return self._ways.of(start)

    def lying(self, start: str) -> list[Lying]:
        """What `cypher.routing.lying` answers for a place."""
        return [self.at(way) for way in self.ways(start)]

    def at(self, way: Way) -> Lying:
        """Where a way leads."""
        to = self.named[way[-1]]
        return Lying(id=to.id, name=to.name, level=to.level, chain=[self.named[id_] for id_ in way])

    def around(self, start: str) -> Callable[[str], Around]:
        """What is around a place, for an issue type (id)."""
        lying = self.lying(start)
        could, taken = candidates(lying, self.facts), dict[Actor, dict[str, Any]]()
        return lambda type_: Around(lying, could, able(lying, self._near(lying, type_)), taken)

    def _near(self, lying: Sequence[Lying], type_: str) -> list[Handling]:
        """Who handles a type near a place; of a role that nobody has there, whoever has it elsewhere."""
        near = {id(one): one for at in lying for one in self._serving.get((type_, at.id), ())}
        roles = {one.role for one in near.values()}
        if self._roles[type_] <= roles:
            return list(near.values())
        return [*near.values(), *(one for one in self.handlings[type_] if one.role not in roles)]

    @cached_property
    def _serving(self) -> dict[tuple[str, str], list[Handling]]:
        """type, place → who handles the type and serves the place, or served it"""
        found: dict[tuple[str, str], list[Handling]] = {}
        for type_, ones in self.handlings.items():
            for one in ones:
                for served in one.serves:
                    found.setdefault((type_, served.place), []).append(one)
        return found

    @cached_property
    def _roles(self) -> dict[str, set[str]]:
        return {type_: {one.role for one in ones} for type_, ones in self.handlings.items()}
