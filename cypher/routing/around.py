"""What a route is resolved against: where the issue lies, who could act at these places, who handles it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cypher.routing.rows import Fact, Handling, Lying, PlaceAround
from cypher.routing.shortest import Ways
from cypher.rows import PlaceRef
from graph.profile import Actor
from graph.schema import SCHEMA

TIES = {
    "team": ("MANAGES",),
    "institutions": ("CO_BUILDS", "CONTACTS", "REPORTS_TO"),
    "contact": ("CONTACTS",),
    "owners_committee": ("REPRESENTS",),
    "property_company": ("MANAGES",),
    "place_lead": ("CONTACTS",),
}
"""Who acts by which ties to a place, whatever else is said of them; all others by a word: a post, kind, purpose …"""
EVERYBODY = ("CONTACTS", "COVERS", "CO_BUILDS", "HOLDS", "MANAGES", "REPORTS_TO", "REPRESENTS", "SERVES")


def wanted(actors: Iterable[Actor]) -> list[dict[str, Any]]:
    """Who is looked for at which level: by which ties, by which words, and by which posts of heads of bodies."""
    by_level: dict[str, dict[str, set[str]]] = {}
    for actor in actors:
        words = {word for word in (actor.post, actor.kind, actor.purpose, actor.function) if word}
        for level in SCHEMA.level if actor.level is None else (actor.level,):
            found = by_level.setdefault(level, {"ties": set(), "words": set(), "heads": set()})
            found["ties"].update(TIES.get(actor.who, ()))
            found["words"] |= words
            found["heads"] |= {actor.post} if actor.post else set()
    return [{"level": level} | {key: sorted(of) for key, of in found.items()} for level, found in by_level.items()]


def everybody() -> list[dict[str, Any]]:
    """Whoever could act at any level."""
    return [{"level": level, "ties": EVERYBODY, "words": [], "heads": []} for level in SCHEMA.level]


def lying_of(start: str, places: Iterable[PlaceAround]) -> list[Lying]:
    """What `cypher.routing.lying` answers for a place (id), from all the places around it."""
    refs = {one.id: PlaceRef(id=one.id, name=one.name, level=one.level) for one in places}
    up = {one.id: [id_ for id_ in one.lies_in if id_ in refs] for one in places}
    parts = {one.id for one in places if one.part}
    down: dict[str, list[str]] = {}
    for id_ in parts - {start}:
        for whole in parts.intersection(up[id_]):
            down.setdefault(whole, []).append(id_)
    ways = ([refs[id_] for id_ in way] for way in Ways(down, up).of(start))
    return [Lying(id=(to := way[-1]).id, name=to.name, level=to.level, chain=way) for way in ways]


class Candidate(NamedTuple):
    """Somebody who could act, and the place by which."""

    fact: Fact
    at: Lying


class Handler(NamedTuple):
    """Somebody who handles the type; without `at` they have no jurisdiction on the day.

    `near` are those that serve, or served, what the issue lies in; the others are elsewhere in the profile's place.
    """

    handling: Handling
    at: Lying | None
    near: bool


class Around(NamedTuple):
    """Of one place and one issue type: places nearest first, candidates by place, the lead before the joint ones.

    `taken` is what each actor of a template comes to; no issue type changes it, so the types of a place share it.
    """

    lying: Sequence[Lying]
    candidates: Sequence[Candidate]
    able: Sequence[Handler]
    taken: dict[Actor, dict[str, Any]]

    @property
    def start(self) -> PlaceRef:
        """The place itself."""
        return self.lying[0].chain[0]


def candidates(lying: Sequence[Lying], facts: Mapping[str, Sequence[Fact]]) -> list[Candidate]:
    """Who could act, those of the nearest place first; `facts` by id of their place."""
    return [Candidate(fact, at) for at in lying for fact in facts.get(at.id, ())]


def able(lying: Sequence[Lying], handlings: Iterable[Handling]) -> list[Handler]:
    """Who handles a type, the lead first, then by how near they have jurisdiction, without any last; ties by id."""
    start = lying[0].chain[0]
    # a compound lies in no grid of one of its buildings: only who serves all of it has jurisdiction over it
    whole = {
        at.id: at
        for at in lying
        if start.level != "compound" or not any(step.level == "building" for step in at.chain[1:])
    }
    rank = {id_: place for place, id_ in enumerate(whole)}
    found = []
    for one in handlings:
        here = [served for served in one.serves if served.place in whole]
        now = min((served.place for served in here if served.now), key=rank.__getitem__, default=None)
        found.append(Handler(one, None if now is None else whole[now], bool(here)))

    def key(handler: Handler) -> tuple[bool, bool, int, str]:
        at = handler.at
        return handler.handling.role != "lead", at is None, len(at.chain) if at else 0, handler.handling.id

    return sorted(found, key=key)
