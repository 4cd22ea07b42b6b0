"""What is wrong with routes, read from a network still in memory: for the answer key, and apart from the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph.profile import Actor, Channel, Profile, Step
from graph.profile_checks import HANDS_ON
from graph.schema import SCHEMA
from loaders.expected import Walk
from loaders.network import Values

PARTS = ("Unit", "FloorGroup", "Floor", "StairGroup")
TIES = ("HOLDS", "CONTACTS", "COVERS", "SERVES", "MANAGES", "REPRESENTS", "CO_BUILDS", "REPORTS_TO")
Wrong = tuple[str, str]
"""A kind of finding, and the place where it is; the issue type where a department is wanting or a promise is broken"""


class _Acting(NamedTuple):
    """Who acts in a step, each by which post and for whom, and where."""

    actor: Actor
    posts: set[tuple[str, str, str]]
    bodies: list[str]
    at: str
    twice: bool

    @property
    def who(self) -> set[str]:
        return {person for person, *_ in self.posts} or set(self.bodies)


def wrong(walk: Walk, profile: Profile, place: str) -> set[Wrong]:
    """Everything that is wrong with any route from a place, in either mode."""
    at = _Place(walk, _lying(walk, place), {})
    return {
        found
        for type_ in walk.net.of("IssueType")
        for channel in profile.routing
        if not channel.types or type_ in channel.types
        for found in _of_channel(at, channel, type_)
    }


class _Place(NamedTuple):
    """A place whose routes are walked: the ways around it, and what each actor whom no type names came to there."""

    walk: Walk
    lying: Sequence[tuple[str, ...]]
    known: dict[Actor, _Acting | str]


def _lying(walk: Walk, place: str) -> list[tuple[str, ...]]:
    """The shortest way to every place around, nearest first."""
    inside: list[tuple[str, ...]] = [(place,)]
    for way in inside:
        below = sorted(edge["start"] for edge in walk.into(way[-1], "PART_OF"))
        inside += [(*way, part) for part in below if walk.net.label[part] in PARTS]
    best: dict[str, tuple[str, ...]] = {}
    layer = inside
    for way in sorted(layer, key=lambda way: (len(way), way)):
        best.setdefault(way[-1], way)
    while layer:
        following = [(*way, edge["end"]) for way in layer for edge in walk.out(way[-1], "PART_OF", "IN_GRID")]
        layer = []
        for way in sorted(following, key=lambda way: (len(way), way)):
            old = best.get(way[-1])
            if old is None or (len(way), way) < (len(old), old):
                best[way[-1]] = way
                layer.append(way)
    return sorted(best.values(), key=lambda way: (len(way), way[-1]))


def _of_channel(at: _Place, channel: Channel, type_: str) -> Iterator[Wrong]:
    walk = at.walk
    acted: list[_Acting] = []
    days, promised = 0, walk.net.nodes[type_].get("promised_days")
    for number, step in enumerate(channel.steps):
        if step.condition == "several_departments" and not _handling(walk, type_, "joint"):
            continue
        acting = _acting(at, step.actor, type_)
        if isinstance(acting, str):
            yield "dead_end", acting
            continue
        if not number and (acting.twice or len(acting.bodies) > 1):
            yield "two_receivers", acting.at
        others = [one for one in acted if acting.posts and one.actor != step.actor]
        away = [one.who != acting.who for one in acted]
        if step.step in HANDS_ON and any(
            one in others and one.who == acting.who and any(away[number:]) for number, one in enumerate(acted)
        ):
            yield "loop", acting.at
        elif acted and acted[-1] in others:
            before = {person for person, *_ in acted[-1].posts}
            if any(post[0] in before and post not in acted[-1].posts for post in acting.posts):
                yield "same_person", acting.at
        acted.append(acting)
        term = _term(walk, step, type_, acting)
        if promised is not None and days <= promised < days + term:
            yield "late", type_
        days += term


def _acting(at: _Place, actor: Actor, type_: str) -> _Acting | str:
    """Who acts; where nobody does, the place or the issue type that wants somebody."""
    if actor.who in ("residents", "first_receiver"):  # nobody that the graph knows
        return _Acting(actor, set(), [], "", False)
    if actor.who in ("lead_department", "joint_departments"):
        return _departments(at, actor, type_)
    if actor not in at.known:
        at.known[actor] = _found(at.walk, actor, at.lying)
    return at.known[actor]


def _departments(at: _Place, actor: Actor, type_: str) -> _Acting | str:
    role = actor.who.partition("_")[0]
    serving = [
        (len(way), edge["end"], way[-1])
        for edge in _handling(at.walk, type_, role)
        for way in at.lying
        if any(served["end"] == way[-1] for served in at.walk.out(edge["end"], "SERVES"))
    ]
    nearest: dict[str, tuple[int, str, str]] = {}
    for one in sorted(serving):
        nearest.setdefault(one[1], one)
    chosen = sorted(nearest.values())[: 1 if role == "lead" else None]
    if not chosen:
        return type_
    bodies = [body for _, body, _ in chosen]
    posts = {post for body in bodies for post in _heads(at.walk, body)}
    return _Acting(actor, posts, bodies, chosen[0][2], False)


def _found(walk: Walk, actor: Actor, lying: Sequence[tuple[str, ...]]) -> _Acting | str:
    fitting = [
        (way, edge)
        for way in lying
        if actor.level in (None, SCHEMA.node[walk.net.label[way[-1]]].level)
        for edge in walk.into(way[-1], *TIES)
        if means(walk, actor, edge)
    ]
    if actor.level is None:
        fitting = [one for one in fitting if one[0] == fitting[0][0]]
    if not fitting:
        at = [way[-1] for way in lying if SCHEMA.node[walk.net.label[way[-1]]].level == actor.level]
        return (at or [lying[0][0]])[0]
    posts: set[tuple[str, str, str]] = set()
    met: dict[str, None] = {}
    for _, edge in fitting:
        who = edge["start"]
        if walk.net.label[who] == "Person":
            posts.add((who, "", edge.get("post") or edge.get("role") or edge.get("rung") or ""))
        else:
            met[who] = None
            posts |= {one for one in _heads(walk, who) if actor.who != "post" or one[2] == actor.post}
    ways = {way for way, _ in fitting}
    parts = [[id_ for id_ in way if walk.net.label[id_] in PARTS][-1:] for way in ways]
    twice = any(parts.count(part) > 1 for part in parts)
    return _Acting(actor, posts, list(met), fitting[0][0][-1], twice)


def _heads(walk: Walk, body: str) -> set[tuple[str, str, str]]:
    return {(edge["start"], body, edge["post"]) for edge in walk.into(body, "HOLDS")}


def _handling(walk: Walk, type_: str, role: str) -> list[Values]:
    return [edge for edge in walk.out(type_, "HANDLED_BY") if edge["role"] == role]


def _term(walk: Walk, step: Step, type_: str, acting: _Acting) -> int:
    if step.deadline_days is not None:
        return step.deadline_days
    if acting.actor.who not in ("lead_department", "joint_departments"):
        return 0
    of_role = _handling(walk, type_, acting.actor.who.partition("_")[0])
    return max((edge.get("deadline_days") or 0 for edge in of_role if edge["end"] in acting.bodies), default=0)


def means(walk: Walk, actor: Actor, edge: Values) -> bool:
    """Whether an actor of a template, whatever its level, may be who acts by an edge."""
    body, label, tie = walk.net.nodes[edge["start"]], walk.net.label[edge["start"]], str(edge["type"])
    if actor.name not in (None, body["name"]):
        return False
    match actor.who:
        case "post":
            held = tie == "HOLDS" and edge["post"] == actor.post
            return held or (label != "Person" and any(post == actor.post for *_, post in _heads(walk, edge["start"])))
        case "party_org":
            return bool(tie == "COVERS" and body.get("purpose") == actor.purpose)
        case "committee" | "station":
            return tie == "SERVES" and label.lower() == actor.who and body.get("kind") == actor.kind
        case "team":
            return tie in ("SERVES", "MANAGES") and label == "Team" and body.get("kind") == actor.kind
        case "department":
            return tie == "SERVES" and label == "Department" and body.get("function") == actor.function
        case "institutions":
            return tie in ("CO_BUILDS", "CONTACTS", "REPORTS_TO") and label == "Institution"
        case "contact":
            return bool(tie == "CONTACTS" and edge.get("rung") == actor.rung)
        case "owners_committee":
            return bool(tie == "REPRESENTS")
        case "property_company":
            return bool(tie == "MANAGES")
        case _:
            return tie == "CONTACTS" and edge.get("role") == "lead" and label == "Department"
