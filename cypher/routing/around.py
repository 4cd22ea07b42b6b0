"""What a route is resolved against: where the issue lies, who could act at these places, who handles it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cypher.routing.rows import Fact, Handling, Lying
from cypher.rows import PlaceRef
from graph.profile import Actor


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
