"""Defects of routes, planted where `loaders.expected_routes` sees them: what each breaks is asked before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import InvalidInput
from graph.profile import Step
from graph.profile_checks import HANDS_ON
from graph.schema import SCHEMA
from loaders import expected
from loaders.expected import Walk
from loaders.expected_routes import Wrong, wrong
from loaders.network import Defect, Network, Values

if TYPE_CHECKING:
    from loaders.defects import _Planting

FEW = 12  # buildings of which routes are read, to see what a defect does

Undo = Callable[[], None]
Breaking = tuple[str, str, Callable[[], Undo]]
"""Where it is felt, what is done in words, and the deed, which says how to take it back"""


class Routing(NamedTuple):
    """Defects that only routes feel: `breaks` gives ways to plant one, in no order."""

    breaks: Callable[[_Planting], Iterator[Breaking]]

    def repeat(self, planting: _Planting, key: str, count: int) -> None:
        from loaders.defects import _too_many

        refuse_norm(key)
        done = 0
        known = {(defect.rule, defect.subject_id) for defect in planting.routes}
        for where, what, deed in planting.net.shuffled(list(self.breaks(planting))):
            if done == count:
                return
            planted = {one for one in _planted(planting, where, what, deed) if one[:2] not in known}
            known |= {one[:2] for one in planted}
            planting.routes += sorted(planted)
            done += bool(planted)
        if done < count:
            raise InvalidInput(_too_many(planting.profile, key, count, done))


def refuse_norm(key: str) -> None:
    """Refuse a norm of which a kind is asked that breaks routes."""
    kind, _, norm = key.partition(":")
    if norm:
        raise InvalidInput(f"{kind} breaks routes and no norm; write {kind}=COUNT.")


def _planted(planting: _Planting, where: str, what: str, deed: Callable[[], Undo]) -> set[Defect]:
    """What a deed breaks; nothing where it breaks nothing, or mends something besides, and then it is undone."""
    buildings = _buildings(planting.walk, where)
    before = [wrong(planting.walk, planting.profile, one) for one in buildings]
    undo = deed()
    after = [wrong(planting.walk, planting.profile, one) for one in buildings]
    new = set().union(*after) - set().union(*before)
    if not new or any(was - now for was, now in zip(before, after, strict=True)):
        undo()
        return set()
    return {Defect(rule_of(planting.net, one), one[1], what) for one in new}


def rule_of(net: Network, one: Wrong) -> str:
    """How the answer key calls a finding: `route` where a department is wanting for a type."""
    kind, at = one
    return "route" if kind == "dead_end" and net.label[at] == "IssueType" else f"route:{kind}"


def _buildings(walk: Walk, where: str) -> list[str]:
    """Some buildings below a place or in a grid, or one where it is one: of each way down a few."""
    found, below = [], [where]
    for at in below:
        if walk.net.label[at] == "Building":
            found.append(at)
        else:
            below += sorted(edge["start"] for edge in walk.into(at, "PART_OF", "IN_GRID"))
    step = max(1, len(found) // FEW)
    return list(dict.fromkeys(found))[::step]


# --- the kinds ----------------------------------------------------------------------------------------------------


def receiver_doubled(p: _Planting) -> Iterator[Breaking]:
    """Another desk, or another organisation, takes in what one did."""
    for channel in p.profile.routing:
        actor = channel.steps[0].actor
        tie = {"station": "SERVES", "party_org": "COVERS"}.get(actor.who)
        if tie is None or actor.level is None:
            continue
        for place in _inside(p, actor.level):
            bodies = [edge["start"] for edge in p.walk.into(place, tie)]
            like = [one for one in bodies if _is(p, one, actor.kind, actor.purpose)]
            if len(like) == 1:
                yield place, f"{p.net.nodes[like[0]]['name']} has a double", _doubled(p, like[0], tie, place)


def _doubled(p: _Planting, body: str, tie: str, place: str) -> Callable[[], Undo]:
    def deed() -> Undo:
        values = {
            name: value for name, value in p.net.nodes[body].items() if name in ("kind", "purpose", "formation", "tags")
        }
        day = p.day([p.net.nodes[body]])
        double = f"{body}-double"
        p.net.node(p.net.label[body], f"{p.net.nodes[body]['name']}（重复）", id=double, since=day, **values)
        edges = [_joined(p.walk, tie, double, place, since=day)]
        edges += [
            _joined(p.walk, "UNDER", double, edge["end"], line=edge["line"], since=day)
            for edge in list(p.walk.out(body, "UNDER"))
        ]

        def undo() -> None:
            for edge in edges:
                p.walk.drop(edge)
            del p.net.nodes[double], p.net.label[double]

        return undo

    return deed


def hands_joined(p: _Planting) -> Iterator[Breaking]:
    """Who acts in a step takes the post of the next step too."""
    for channel in p.profile.routing:
        for one, other in zip(channel.steps, channel.steps[1:], strict=False):
            yield from _shared(p, one, other, alone=False)


def way_looped(p: _Planting) -> Iterator[Breaking]:
    """Who acts in a step is the only one who holds the post of a later step, to which it is passed on."""
    for channel in p.profile.routing:
        for (i, one), (j, other) in combinations(enumerate(channel.steps), 2):
            if j > i + 1 and other.step in HANDS_ON:
                yield from _shared(p, one, other, alone=True)


def _shared(p: _Planting, one: Step, other: Step, *, alone: bool) -> Iterator[Breaking]:
    """Somebody of the first step's post who may take that of the second, at a place around his own."""
    first, second = one.actor, other.actor
    if first.who != "post" or second.who not in ("post", "party_org", "committee", "department") or first == second:
        return
    for place in _inside(p, first.level or ""):
        held = [edge for edge in p.walk.into(place, "HOLDS") if edge["post"] == first.post]
        if not held or (alone and len({edge["start"] for edge in held}) > 1):
            continue
        above = [place]
        for at in above:
            above += [e["end"] for e in p.walk.out(at, "PART_OF", "IN_GRID") if e["end"] not in above]
        seats = [at for at in above if SCHEMA.node[p.net.label[at]].level == second.level]
        for at in seats[:1]:
            bodies = [edge["start"] for edge in p.walk.into(at, "COVERS", "SERVES")]
            there = [edge for seat in (at, *bodies) for edge in p.walk.into(seat, "HOLDS")]
            posts = [e for e in there if second.who != "post" or e["post"] == second.post]
            posts = [
                e
                for e in posts
                if second.who == "post" or _is(p, e["end"], second.kind, second.purpose, second.function)
            ]
            if posts and held[0]["start"] not in {edge["start"] for edge in posts}:
                names = p.net.nodes[held[0]["start"]]["name"], posts[0]["post"], p.net.nodes[posts[0]["end"]]["name"]
                yield place, "{} is {} of {} too".format(*names), _taken(p, held[0]["start"], posts, alone=alone)


def _taken(p: _Planting, person: str, posts: list[Values], *, alone: bool) -> Callable[[], Undo]:
    def deed() -> Undo:
        day = p.day(posts)
        joined = _joined(p.walk, "HOLDS", person, posts[0]["end"], post=posts[0]["post"], since=day)
        if alone:
            for edge in posts:
                edge["until"] = day

        def undo() -> None:
            p.walk.drop(joined)
            for edge in posts if alone else ():
                del edge["until"]

        return undo

    return deed


def jurisdiction_lost(p: _Planting) -> Iterator[Breaking]:
    """A department that leads serves nobody any more, though it is still there."""
    leading = {edge["end"] for edge in p.net.find("HANDLED_BY", role="lead") if p.walk.in_force(edge)}
    for body in sorted(leading - p.touched):
        served = list(p.walk.out(body, "SERVES"))
        if served and not any(edge.get("until") for edge in served):
            yield served[0]["end"], f"{p.net.nodes[body]['name']} serves nobody any more", _stopped(p, served)


def type_unpaired(p: _Planting) -> Iterator[Breaking]:
    """Nobody leads for an issue type any more."""
    root = sorted(expected.roots(p.net, p.profile))[0]
    for type_ in p.net.of("IssueType"):
        led = [edge for edge in p.walk.out(type_, "HANDLED_BY") if edge["role"] == "lead"]
        if led and not any(edge.get("until") for edge in led):
            yield root, f"nobody leads for {p.net.nodes[type_]['name']}", _stopped(p, led)


def promise_broken(p: _Planting) -> Iterator[Breaking]:
    """A type is promised sooner than its lead department takes."""
    root = sorted(expected.roots(p.net, p.profile))[0]
    for type_ in p.net.of("IssueType"):
        led = [edge for edge in p.walk.out(type_, "HANDLED_BY") if edge["role"] == "lead"]
        if led:
            yield root, f"{p.net.nodes[type_]['name']} is promised in 2 days and takes 5", _promised(p, type_, led)


def _promised(p: _Planting, type_: str, led: list[Values]) -> Callable[[], Undo]:
    def deed() -> Undo:
        p.net.nodes[type_]["promised_days"] = 2
        for edge in led:
            edge["deadline_days"] = 5

        def undo() -> None:
            del p.net.nodes[type_]["promised_days"]
            for edge in led:
                del edge["deadline_days"]

        return undo

    return deed


def _stopped(p: _Planting, edges: list[Values]) -> Callable[[], Undo]:
    def deed() -> Undo:
        p.stop(edges)

        def undo() -> None:
            for edge in edges:
                del edge["until"]

        return undo

    return deed


def _inside(p: _Planting, level: str) -> list[str]:
    found = expected.inside(p.walk, expected.roots(p.net, p.profile))
    return sorted(place for place in found.places if SCHEMA.node[p.net.label[place]].level == level)


def _is(p: _Planting, body: str, *words: str | None) -> bool:
    """Whether a body has these as kind, purpose or function."""
    values = {p.net.nodes[body].get(name) for name in ("kind", "purpose", "function")}
    return {word for word in words if word} <= values


def _joined(walk: Walk, type_: str, start: str, end: str, **values: object) -> Values:
    walk.join(type_, start, end, **values)
    return walk.net.edges[-1]


ROUTE_KINDS: dict[str, Routing] = {
    "jurisdiction_lost": Routing(jurisdiction_lost),
    "type_unpaired": Routing(type_unpaired),
    "promise_broken": Routing(promise_broken),
    "hands_joined": Routing(hands_joined),
    "way_looped": Routing(way_looped),
    "receiver_doubled": Routing(receiver_doubled),
}
"""What ends first, then values, then what is added."""
