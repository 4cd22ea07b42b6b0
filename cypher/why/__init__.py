"""Why a gap is there: the chain that was expected, its first link that does not hold, since when, and who was there.

The measure says that a number lies outside a norm's band; `COUNTED` says of which facts the number is made; the graph
says when each of them began and ended. A gap that is not open on the day is answered too, with what is true instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from cypher.counted import COUNTED, line_of, reach_of, types_of
from cypher.gaps import judged
from cypher.library import Row
from cypher.places import find, placed
from cypher.rows import PlaceRef
from cypher.why import words
from cypher.why.account import account
from cypher.why.asked import (
    Node,
    chain_up,
    described,
    facts_around,
    in_force,
    near_ids,
    ties_to,
    unsaid_parts,
)
from cypher.why.lines import Cover, LineHeld, lines_held
from cypher.why.telling import Fact, Link, NearMiss, Telling, fits, sentence
from graph.errors import InvalidInput, NotFound
from graph.profile import Norm, Profile, Text
from graph.store import Store
from graph.words import nearest, shortened

__all__ = [
    "Cover",
    "Fact",
    "LineHeld",
    "Link",
    "NearMiss",
    "Why",
    "chain_up",
    "described",
    "facts_around",
    "near_ids",
    "ties_to",
    "unsaid_parts",
    "why",
]

State = Literal["open", "met", "unknown", "not_bound", "absent"]
ALL = float("inf")  # a least that nothing reaches: the measure then gives every subject


class Why(Row):
    """The explanation of one gap on a day; `since` is the first day on which it was open without a break."""

    gap: str
    state: State
    sentence_zh: str
    sentence_en: str
    norm: str
    norm_zh: str
    norm_en: str
    status: str
    line: str | None
    subject_id: str
    subject_name: str
    subject_level: str
    path: list[PlaceRef]
    value: float | None
    minimum: float | None
    maximum: float | None
    since: date | None
    links: list[Link]
    former: list[Fact]
    near: list[NearMiss]
    lines: list[LineHeld]


def why(store: Store, *, profile: Profile, norm: Norm, subject: str, as_of: date) -> Why:
    """Why a subject falls short of a norm on a day, or what is true of it if it does not.

    Parameters
    ----------
    profile, norm
        A place's profile and one of its norms.
    subject
        Id of a place, body or person.
    as_of
        The day.

    Returns
    -------
    Why
        `links` from the top of the territory down to the subject, then what the norm asks of it; the first that does
        not hold is marked. `former` by the day they ended, the latest first. `lines` in the profile's order, those that
        never count last.

    Raises
    ------
    InvalidInput
        A graph cannot answer the norm; the message says why not.
    NotFound
        No node has the id, or the profile's place is not in the graph.
    ProfileRefused
        The norm asks for a measure, or gives a measure parameters, that there are not.

    Source
    ------
    domain.md sections 2 to 4; what each measure counts: `cypher.counted`.
    """
    if not norm.computable:
        reason = norm.reason.en if norm.reason else "it has no measure"
        raise InvalidInput(f"{norm.id} is a norm that a graph cannot answer: {reason}")
    node = _subject(store, norm, subject)
    bound = any(
        one.label in node.labels and one.kind in (None, node.kind) and (one.tag is None or one.tag in (node.tags or ()))
        for one in norm.subjects
    )
    if not bound:
        return _answer(profile, norm, node, "not_bound", words.not_bound(node.name, norm))
    if not in_force(node, as_of):
        return _answer(profile, norm, node, "absent", words.absent(node.name, node.since, node.until, as_of))
    path = _path(store, profile, node, as_of)
    if not path:
        return _answer(profile, norm, node, "not_bound", words.outside(node.name, profile.name.zh, as_of))
    everyone = norm.model_copy(update={"min": ALL, "max": None})
    rows = judged(store, norm=everyone, place=path[-1].id, as_of=as_of)
    row = next((one for one in rows if one.subject_id == node.id), None)
    if row is None:  # a measure may leave out some of those that a norm names
        return _answer(profile, norm, node, "not_bound", words.left_out(node.name, norm), path)
    return _explained(store, profile, norm, node, path, row.value, as_of)


def _subject(store: Store, norm: Norm, subject: str) -> Node:
    """The node with an id, of a label that the norm names where several families have it."""
    nodes = described(store, ids=[subject])
    if nodes:
        return min(nodes, key=lambda node: not any(one.label in node.labels for one in norm.subjects))
    label = norm.subjects[0].label
    found = near_ids(store, label=label, words=subject, start=subject[: max(1, len(subject) * 3 // 4)])
    named = [one.id for one in found if one.name == subject]
    close = nearest(subject, (one.id for one in found))
    if named:
        hint = f"That is a name; its id is {' or '.join(named[:5])}."
    elif close:
        hint = f"Did you mean {close}?"
    else:
        hint = f"`wangge gaps {norm.id.partition('.')[0]} --norm {norm.id} --json` lists the gaps of this norm."
    raise NotFound(f"There is no {words.in_en(label)} {shortened(subject)}. {hint}", candidates=named)


def _path(store: Store, profile: Profile, node: Node, as_of: date) -> list[PlaceRef]:
    """From the top down to the subject's place, by way of the profile's own; empty where it lies outside that."""
    roots = [row.id for code in profile.codes for row in find(store, place=code, as_of=as_of)]
    if not roots:
        raise NotFound(f"{profile.name.zh} is not in the graph on {as_of}; load it first.")
    places, bodies, people = ([node.id] if node.family == one else [] for one in ("Place", "Body", "Person"))
    for root in roots:
        rows = placed(store, as_of=as_of, root=root, places=places, bodies=bodies, people=people)
        if rows and any(step.id == root for step in rows[0].path):
            return rows[0].path
    return []


def _explained(
    store: Store, profile: Profile, norm: Norm, node: Node, path: list[PlaceRef], value: float | None, as_of: date
) -> Why:
    counted = COUNTED[norm.measure or ""]
    trails = facts_around(
        store,
        subject=node.id,
        family=node.family,
        types=types_of(counted, norm.parameters),
        outgoing=counted.outgoing,
        spots=reach_of(counted),
    )
    chain = chain_up(store, path=[step.id for step in path], as_of=as_of)
    if node.family != "Place":
        chain = [*ties_to(store, subject=node.id, family=node.family, place=path[-1].id, as_of=as_of), *chain]
    made = account(counted, node, trails, norm.parameters, norm.min, norm.max)
    unsaid = _unsaid(store, norm, node, as_of) if value is None or counted.shape == "missing_items" else []
    telling = Telling(store, [*trails, *chain], as_of)
    links = [*telling.territory(chain), *telling.demanded(made, norm, profile, value, unsaid)]
    since = made.opened(as_of)
    state: State
    if value is None:
        state, said = "unknown", words.unknown(node.name, norm, unsaid)
    elif fits(value, norm.min, norm.max):
        state, said = "met", words.met(node.name, norm, value)
    else:
        state, said = "open", sentence(made, norm, value, since, as_of)
    line = line_of(norm, profile)
    return _answer(
        profile,
        norm,
        node,
        state,
        said,
        path,
        value=value,
        since=since,
        links=links,
        former=telling.former(made),
        near=telling.near(made, norm),
        lines=lines_held(store, profile=profile, path=path, as_of=as_of, without=line),
    )


def _answer(
    profile: Profile,
    norm: Norm,
    node: Node,
    state: State,
    said: Text,
    path: Sequence[PlaceRef] = (),
    *,
    value: float | None = None,
    since: date | None = None,
    links: Sequence[Link] = (),
    former: Sequence[Fact] = (),
    near: Sequence[NearMiss] = (),
    lines: Sequence[LineHeld] = (),
) -> Why:
    return Why(
        gap=f"{norm.id}:{node.id}",
        state=state,
        sentence_zh=said.zh,
        sentence_en=said.en,
        norm=norm.id,
        norm_zh=norm.sentence.zh,
        norm_en=norm.sentence.en,
        status=norm.status,
        line=line_of(norm, profile),
        subject_id=node.id,
        subject_name=node.name,
        subject_level=node.level or node.label,
        path=list(path),
        value=value,
        minimum=norm.min,
        maximum=norm.max,
        since=since,
        links=list(links),
        former=list(former),
        near=list(near),
        lines=list(lines),
    )


def _unsaid(store: Store, norm: Norm, node: Node, as_of: date) -> list[str]:
    """What the measure needs and nobody has said: items of a list, names of parts, or properties of the schema."""
    counted = COUNTED[norm.measure or ""]
    match counted.shape:
        case "missing_items":
            said = {*(node.has or ()), *(node.lacks or ())}
            return [item for item in norm.parameters["items"] if item not in said]
        case "stated" if counted.parts:
            number = str(norm.parameters.get("counted") or "households")
            return [part.name for part in unsaid_parts(store, place=node.id, counted=number, as_of=as_of)]
        case "stated":
            needed = ["members", "party_members"] if norm.measure == "party_share" else ["party_members"]
            needed += ["staff"] if norm.parameters.get("staff_from") is not None else []
            return [name for name in needed if getattr(node, name) is None]
        case "count" if counted.manager:
            return ["manager"]
    return {"least": ["minutes"], "sum": ["amount_yuan"], "days": ["until"], "items": ["has"]}.get(counted.shape, [])
