"""Places grouped into classes that share a route but for the names on it.

What an actor of the template comes to depends only on the places of its level that an issue lies in, so it is worked
out once for these. Of a place there counts who of the actors has anybody, which two of them are the same people, and
which departments have jurisdiction. Places that agree in this share every finding; each has it at a place of its own.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

from cypher.rehearsal.ground import Ground
from cypher.routing.around import candidates
from cypher.routing.rows import Lying
from cypher.routing.shortest import Way
from cypher.routing.steps import apart, bodies_of, holders_of, in_two_places, meant
from graph.profile import Actor


class Class(NamedTuple):
    """Places that share a route: their ids, and of each, by actor, the place where that acts or is wanting."""

    starts: list[str]
    at: list[tuple[str | None, ...]]


class _Taken(NamedTuple):
    """What an actor comes to; `told` is all of it that counts alone, `number` tells it from all others."""

    number: int
    told: Any
    at: str | None
    posts: frozenset[tuple[str, str | None, str]]
    who: frozenset[str]


def classes(ground: Ground) -> list[Class]:
    """Every place of the ground in one class, the classes in order of their first places."""
    telling = _Telling(ground)
    found: dict[Any, Class] = {}
    for start in ground.starts:
        key, at = telling.of(start)
        group = found.setdefault(key, Class([], []))
        group.starts.append(start)
        group.at.append(at)
    return list(found.values())


class _Telling:
    """Tells places apart whose routes may differ."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        number = {actor: i for i, actor in enumerate(ground.actors)}
        ways = [[step.actor for step in channel.steps if step.actor in number] for channel in ground.profile.routing]
        every = (pair for way in ways for pair in combinations(way, 2) if apart(*pair))
        self.pairs = list(dict.fromkeys((number[one], number[other]) for one, other in every))
        # departments keep their names: what is found of them is found of these, and of no others like them
        handlings = [one for ones in ground.handlings.values() for one in ones]
        self.named = {id_ for one in handlings for id_ in (one.id, *(head.id for head in one.heads))}
        self.served = {served.place for one in handlings for served in one.serves}
        self._taken: dict[Any, _Taken] = {}
        self._alike: dict[tuple[int, int], tuple[bool, bool]] = {}

    def of(self, start: str) -> tuple[Any, tuple[str | None, ...]]:
        """What tells a place's routes from those of others, and where each actor acts or is wanting."""
        ways = self.ground.ways(start)
        level_of = self.ground.named
        at_level: dict[str | None, list[Way]] = {None: ways}
        for way in ways:
            at_level.setdefault(level_of[way[-1]].level, []).append(way)
        inner = start in self.ground.down
        taken = [
            self._took(i, actor, at_level.get(actor.level, []), start, inner)
            for i, actor in enumerate(self.ground.actors)
        ]
        alike = tuple(self._are_alike(taken[i], taken[j]) for i, j in self.pairs)
        served = tuple((len(way), way[-1], inner and self._through(way)) for way in ways if way[-1] in self.served)
        return (tuple(one.told for one in taken), alike, served), tuple(one.at for one in taken)

    def _through(self, way: Way) -> bool:
        return any(self.ground.named[id_].level == "building" for id_ in way[1:])

    def _took(self, number: int, actor: Actor, ways: list[Way], start: str, inner: bool) -> _Taken:
        # parts tell which way leads where; without them the places where anybody could act do, but for who is wanting
        leads = ways if inner else [way[-1:] for way in ways if way[-1] in self.ground.facts]
        key = (number, bool(ways), *leads)
        if key not in self._taken:
            self._taken[key] = self._worked_out(actor, ways, start)
        taken = self._taken[key]
        acts, *_ = taken.told
        if acts or inner:
            return taken
        return taken._replace(at=start if actor.level is None else ways[0][-1] if ways else None)

    def _worked_out(self, actor: Actor, ways: list[Way], start: str) -> _Taken:
        lying = [self.ground.at(way) for way in ways]
        who = meant(actor, candidates(lying, self.ground.facts))
        holders, bodies = holders_of(actor, who), bodies_of(who)
        posts = frozenset((one.id, one.body_id, one.post) for one in holders)
        people, of = frozenset(one.id for one in holders), frozenset(body.id for body in bodies)
        places: dict[str, Lying] = {one.at.id: one.at for one in who}
        named = (of, posts) if (people | of) & self.named else None
        told = (bool(who), len(bodies) > 1, in_two_places(places.values()), bool(lying), named)
        if who:
            at: str | None = who[0].at.id
        elif actor.level:
            at = lying[0].id if lying else None
        else:
            at = start
        return _Taken(len(self._taken), told, at, posts, people or of)

    def _are_alike(self, one: _Taken, other: _Taken) -> tuple[bool, bool]:
        """Whether somebody acts in both by different posts, and whether all in them are the same."""
        key = (one.number, other.number)
        if key not in self._alike:
            again = any(post[0] in one.who and post not in one.posts for post in other.posts)
            self._alike[key] = again, one.who == other.who
        return self._alike[key]
