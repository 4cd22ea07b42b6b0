"""Where routes get stuck for want of a department or station, in a network still in memory: for the answer key."""

from __future__ import annotations

from collections.abc import Iterator

from graph.profile import Actor, Profile, Step
from graph.schema import SCHEMA
from loaders.expected import Walk
from loaders.expected_routes import means
from loaders.network import Values


def dead_ends(walk: Walk, profile: Profile, place: str) -> set[str]:
    """Issue types that somewhere on their way from a place need a department or station that is not there."""
    above = [place]
    for id_ in above:
        above += [e["end"] for e in walk.out(id_, "PART_OF", "IN_GRID") if e["end"] not in above]
    return {
        type_
        for type_ in walk.net.of("IssueType")
        for channel in profile.routing
        if not channel.types or type_ in channel.types
        for step in channel.steps
        if _stuck(walk, step, type_, above)
    }


def _stuck(walk: Walk, step: Step, type_: str, above: list[str]) -> bool:
    actor = step.actor
    if actor.who in ("lead_department", "joint_departments"):
        role = actor.who.partition("_")[0]
        named = [edge["end"] for edge in walk.ever("HANDLED_BY", type_) if edge["role"] == role]
        if step.condition == "several_departments" and not named:
            return False
        return not any(edge["end"] in above for body in named if walk.stands(body) for edge in walk.out(body, "SERVES"))
    if actor.who in ("department", "station", "place_lead"):
        return not any(means(walk, actor, edge) for edge in _tied(walk, actor, above))
    return False


def _tied(walk: Walk, actor: Actor, above: list[str]) -> Iterator[Values]:
    levels = [p for p in above if actor.level in (None, SCHEMA.node[walk.net.label[p]].level)]
    return (e for p in levels for e in walk.into(p, "CONTACTS" if actor.who == "place_lead" else "SERVES"))
