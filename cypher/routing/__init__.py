"""Which way an issue goes: the routing template of a place resolved in its graph, to named holders and departments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from cypher.library import Question, Row
from cypher.routing.matching import Matched, match
from cypher.rows import Head, IssueTypeRow, PlaceRef
from graph.errors import Ambiguous, InvalidInput, NotFound
from graph.profile import Actor, Channel, Profile, Step
from graph.store import Store
from graph.workdays import Calendar, load_calendar


class Candidate(Row):
    """Somebody who could act for a place: a person by a post held there or a contact, or a body tied to it."""

    how: str
    label: str
    id: str
    name: str
    kind: str | None
    purpose: str | None
    function: str | None
    post: str | None
    rung: str | None
    role: str | None
    through_id: str
    through_level: str
    chain: list[PlaceRef]
    heads: list[Head]


class Handler(Row):
    """A department that handles an issue type; without `chain` it has no jurisdiction over the place.

    `near` are those that serve, or served, what lies above the issue; the others are elsewhere in the profile's place.
    """

    id: str
    name: str
    function: str | None
    role: str
    source: str
    deadline_days: int | None
    in_force: bool
    near: bool
    chain: list[PlaceRef] | None
    heads: list[Head]


class Holder(Row):
    """A person who acts; `body_id` and `body_name` say for which body, where it is one."""

    id: str
    name: str
    post: str
    body_id: str | None
    body_name: str | None


class Acting(Row):
    """A department that acts, in which role, by whose jurisdiction and within how many working days."""

    id: str
    name: str
    function: str | None
    role: str
    place_id: str
    place_name: str
    deadline_days: int | None
    heads: list[Head]


class RouteStep(Row):
    """One step of a route.

    `why` names the edges by which these act, `chain` the places walked from the issue to where they act; `mend` is the
    smallest change that would open a dead end. `deadline_days` are working days: the template's, else the longest of
    the departments that act; `due` is the day they end, terms before them in the channel added; None without a term.
    """

    channel: str
    channel_zh: str
    channel_en: str
    number: int
    step: str
    title_zh: str
    title_en: str
    state: Literal["acts", "skipped", "dead_end"]
    actor: str
    place_id: str | None
    place_name: str | None
    chain: list[PlaceRef]
    bodies: list[str]
    holders: list[Holder]
    departments: list[Acting]
    why: str
    mend: str | None
    deadline_days: int | None
    due: date | None
    sequence: str
    source: str


LONGEST = 500  # characters of a resident's words
_ACTORS = Question.load(__file__, "actors.cypher", Candidate)
_HANDLERS = Question.load(__file__, "handlers.cypher", Handler)
_ISSUE_TYPES = Question.load(__file__, "issue_types.cypher", IssueTypeRow)


def actors(store: Store, *, place: str, as_of: date) -> list[Candidate]:
    """Who could act for a place (id), nearest first: posts held at it and above it, contacts, bodies tied to them."""
    return _ACTORS.rows(store, place=place, as_of=as_of)


def handlers(store: Store, *, issue_type: str, place: str, codes: Sequence[str], as_of: date) -> list[Handler]:
    """Departments that handle an issue type (id), the lead first, then the nearest jurisdiction over a place (id).

    `codes` are those of the profile's place: a department that serves nothing in it and nothing above is left out.
    """
    return _HANDLERS.rows(store, issue_type=issue_type, place=place, codes=list(codes), as_of=as_of)


def issue_types(store: Store, *, word: str | None = None) -> list[IssueTypeRow]:
    """All issue types, or those whose id, name, English name or synonym is exactly `word`."""
    return _ISSUE_TYPES.rows(store, word=word)


def matched(store: Store, *, words: str, limit: int = 5) -> Matched:
    """Issue types that a resident's words may mean, the likest first: see `cypher.routing.matching.match`.

    Raises
    ------
    InvalidInput
        The words are empty or longer than 500 characters.
    """
    if not 1 <= len(words.strip()) <= LONGEST:
        raise InvalidInput(f"Say in 1 to {LONGEST} characters what the matter is; these are {len(words.strip())}.")
    return match(words, issue_types(store), limit=limit)


def issue_type(store: Store, *, word: str) -> IssueTypeRow:
    """The one issue type that answers to a word.

    Raises
    ------
    NotFound
        None does; the message names the likest, or all where none is like it.
    Ambiguous
        Several do.
    """
    found = issue_types(store, word=word.strip())
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(f"{one.name} ({one.id})" for one in found)
        raise Ambiguous(f"{word[:80]!r} may be {named}; write the id.", candidates=[one.id for one in found])
    every = issue_types(store)
    near = match(word[:LONGEST], every, limit=3).rows
    listed = ", ".join(f"{one.name} ({one.id})" for one in near or every)
    there = f"the nearest are {listed}" if near else f"there are {listed or 'none in this graph: load some'}"
    raise NotFound(f"There is no issue type {word[:80]!r}; {there}.", candidates=[one.id for one in near])


def route(
    store: Store,
    *,
    profile: Profile,
    issue: IssueTypeRow,
    place: str,
    as_of: date,
    mode: str = "normal",
    calendar: Calendar | None = None,
) -> list[RouteStep]:
    """The profile's template resolved for an issue type, a place (id), a day and a mode.

    Parameters
    ----------
    calendar
        Which days are worked; left out, that of WANGGE_CALENDAR, else ours.

    Returns
    -------
    Steps in the template's order, channel after channel. A step nobody can take is a `dead_end`, with what would
    mend it; a step whose condition does not hold is `skipped`. Every channel begins on `as_of`; where nobody knows
    which of two ways holds, the terms of both are added, so that `due` is the latest day.

    Raises
    ------
    InvalidInput
        The place has no channel for that mode, and the message names the modes it has; or a term ends after 9999.
    FileRefused
        The calendar cannot be read.

    Source
    ------
    The template: the profile's; who handles which type: `HANDLED_BY.source`; the rules: domain.md section 5; how terms
    are counted: `Calendar.due`.
    """
    ways = [channel for channel in profile.routing if not channel.types or issue.id in channel.types]
    channels = [channel for channel in ways if mode in channel.modes]
    if not channels:
        modes = sorted({m for channel in ways for m in channel.modes})
        raise InvalidInput(
            f"{profile.name.zh} has no way for {issue.name} in mode {mode[:40]!r}; it has {', '.join(modes) or 'none'}."
        )
    candidates = actors(store, place=place, as_of=as_of)
    able = handlers(store, issue_type=issue.id, place=place, codes=profile.codes, as_of=as_of)
    calendar = calendar or load_calendar()
    return [
        step
        for channel in channels
        for step in _dated(
            (_resolved(profile, channel, n, step, issue, candidates, able) for n, step in enumerate(channel.steps, 1)),
            as_of,
            calendar,
        )
    ]


def whole(steps: Iterable[RouteStep]) -> dict[str, date | None]:
    """channel → the day it falls due as a whole: its last step's that has one; None where no step has a term."""
    due: dict[str, date | None] = {}
    for step in steps:
        due[step.channel] = step.due or due.get(step.channel)
    return due


def _dated(steps: Iterable[RouteStep], start: date, calendar: Calendar) -> Iterator[RouteStep]:
    """The steps of one channel, each with the day it falls due; who does not act takes no time."""
    days = 0
    for step in steps:
        if step.state == "acts" and step.deadline_days is not None:
            days += step.deadline_days
            yield replace(step, due=calendar.due(start, days))
        else:
            yield step


def _resolved(
    profile: Profile,
    channel: Channel,
    number: int,
    step: Step,
    issue: IssueTypeRow,
    candidates: Sequence[Candidate],
    able: Sequence[Handler],
) -> RouteStep:
    met, because = _condition(profile, channel, number, step, issue, able)
    if met is False:
        outcome = _outcome("skipped", why=because)
    elif step.actor.who in ("lead_department", "joint_departments"):
        outcome = _departments(step, issue, able)
    elif step.actor.who in UNNAMED:
        outcome = _outcome("acts", why=UNNAMED[step.actor.who])
    else:
        outcome = _bodies_or_people(step.actor, candidates)
    if met is None:
        outcome["why"] += f"; {because}"
    terms = [one.deadline_days for one in outcome["departments"] if one.deadline_days is not None]
    return RouteStep(
        channel=channel.id,
        channel_zh=channel.title.zh,
        channel_en=channel.title.en,
        number=number,
        step=step.step,
        title_zh=step.title.zh,
        title_en=step.title.en,
        actor=_described(step.actor),
        deadline_days=max(terms, default=None) if step.deadline_days is None else step.deadline_days,
        due=None,
        sequence=step.sequence,
        source=step.source,
        **outcome,
    )


def _outcome(state: str, *, why: str, mend: str | None = None, **found: Any) -> dict[str, Any]:
    nowhere: dict[str, Any] = {"place_id": None, "place_name": None, "chain": []}
    nobody: dict[str, Any] = {"bodies": [], "holders": [], "departments": []}
    return {"state": state, "why": why, "mend": mend, **nowhere, **nobody, **found}


def _condition(
    profile: Profile, channel: Channel, number: int, step: Step, issue: IssueTypeRow, able: Sequence[Handler]
) -> tuple[bool | None, str]:
    """Whether a step's condition holds, and why not; None where nobody knows, and then the step is shown."""
    if step.condition is None:
        return True, ""
    if step.condition == "several_departments":
        return any(h.role == "joint" for h in able), f"one department handles {issue.name}; nobody has to join"
    # solvable here: where the issue was last deliberated or collected on its way
    here = next(
        (s.actor.level for s in channel.steps[number - 1 :: -1] if s.step in ("deliberate", "collect")),
        step.actor.level,
    )
    tiers = profile.tiers
    if issue.solvable_at not in tiers or here not in tiers:
        return None, f"nobody has said at which level {issue.name} can be solved, so both ways are shown"
    solvable = tiers[here] <= tiers[issue.solvable_at]
    verb = "can" if solvable else "cannot"
    return solvable == (step.condition == "solvable_here"), f"{issue.name} {verb} be solved at the {here}"


# Who acts without being a node of the graph: why no holder is named.
UNNAMED = {
    "residents": "residents act themselves; they are counts in the graph, not nodes",
    "first_receiver": "whoever receives the issue first answers for it, and nobody has said who did",
}

# Which candidates an actor of the template means; the nearest level that has one acts.
_MATCHES: dict[str, Callable[[Actor, Candidate], bool]] = {
    "post": lambda a, c: c.post == a.post if c.how == "HOLDS" else any(h.post == a.post for h in c.heads),
    "party_org": lambda a, c: c.label == "PartyOrg" and c.how == "COVERS" and c.purpose == a.purpose,
    "committee": lambda a, c: c.label == "Committee" and c.how == "SERVES" and c.kind == a.kind,
    "station": lambda a, c: c.label == "Station" and c.how == "SERVES" and c.kind == a.kind,
    "team": lambda a, c: c.label == "Team" and c.how in ("SERVES", "MANAGES") and c.kind == a.kind,
    "department": lambda a, c: c.label == "Department" and c.how == "SERVES" and c.function == a.function,
    "institutions": lambda _, c: c.label == "Institution" and c.how in ("CO_BUILDS", "CONTACTS", "REPORTS_TO"),
    "contact": lambda a, c: c.how == "CONTACTS" and c.rung == a.rung,
    "owners_committee": lambda _, c: c.how == "REPRESENTS",
    "property_company": lambda _, c: c.how == "MANAGES",
    "place_lead": lambda _, c: c.how == "CONTACTS" and c.role == "lead" and c.label == "Department",
}


def _bodies_or_people(actor: Actor, candidates: Sequence[Candidate]) -> dict[str, Any]:
    meant = [
        c
        for c in candidates
        if actor.level in (None, c.through_level) and actor.name in (None, c.name) and _MATCHES[actor.who](actor, c)
    ]
    if actor.level is None and meant:  # an actor at no stated level is the nearest there is
        meant = [c for c in meant if c.through_id == meant[0].through_id]
    if not meant:
        what = _described(actor)
        if actor.who == "post":
            return _outcome("dead_end", why=f"nobody in force holds this: {what}", mend=f"name a {what}")
        return _outcome(
            "dead_end",
            why=f"nobody in force {_VERBS.get(actor.who, 'serves or covers')} this: {what}",
            mend=f"set up, or put in force, {what}",
        )
    every = [
        holder
        for c in meant
        for holder in (
            [Holder(id=c.id, name=c.name, post=c.post or c.role or c.rung or "", body_id=None, body_name=None)]
            if c.label == "Person"
            else [_holder(h, c) for h in c.heads if actor.who != "post" or h.post == actor.post]
        )
    ]
    holders = list(dict.fromkeys(every))  # a body may be tied to the place by several edges
    bodies = list(dict.fromkeys(c.name for c in meant if c.label != "Person"))
    chain = meant[0].chain
    why = "; ".join(dict.fromkeys(f"{c.name} {c.how} {c.chain[-1].name}" for c in meant))
    if bodies and not holders:
        why += "; nobody is recorded as its head"
    return _outcome("acts", why=why, **_where(chain), bodies=bodies, holders=holders)


_VERBS = {"contact": "contacts", "place_lead": "leads", "institutions": "is tied to", "property_company": "manages"}


def _holder(head: Head, body: Candidate | Handler) -> Holder:
    return Holder(id=head.id, name=head.name, post=head.post, body_id=body.id, body_name=body.name)


def _departments(step: Step, issue: IssueTypeRow, able: Sequence[Handler]) -> dict[str, Any]:
    role = "lead" if step.actor.who == "lead_department" else "joint"
    named = [h for h in able if h.role == role]
    acting = [(h, h.chain) for h in named if h.in_force and h.chain]
    if role == "lead":
        acting = acting[:1]  # one leads; the nearest jurisdiction comes first
    if not acting:
        return _outcome("dead_end", **_no_department(role, issue, named))
    first, chain = acting[0]
    return _outcome(
        "acts",
        why="; ".join(
            f"{issue.name} HANDLED_BY {h.name} ({role}, {h.source}), SERVES {way[-1].name}" for h, way in acting
        ),
        **_where(chain),
        bodies=[h.name for h, _ in acting],
        holders=[_holder(head, first) for head in first.heads],
        departments=[
            Acting(
                id=h.id,
                name=h.name,
                function=h.function,
                role=h.role,
                deadline_days=h.deadline_days,
                heads=h.heads,
                place_id=way[-1].id,
                place_name=way[-1].name,
            )
            for h, way in acting
        ],
    )


def _no_department(role: str, issue: IssueTypeRow, named: Sequence[Handler]) -> dict[str, str]:
    if not named:
        return {
            "why": f"no department is the {role} one for {issue.name}",
            "mend": f"say who handles {issue.name} (HANDLED_BY with role {role})",
        }
    meant = [h for h in named if h.near] or named
    one = len(meant) == 1
    names = ", ".join(h.name for h in meant[:3]) + (f" and {len(meant) - 3} more" if len(meant) > 3 else "")
    if not any(h.in_force for h in meant):
        return {
            "why": f"{names} would handle {issue.name} and {'is' if one else 'are'} closed on that day",
            "mend": f"name the department that took over, for {issue.name}",
        }
    able = next(h for h in meant if h.in_force)
    return {
        "why": f"{names} {'handles' if one else 'handle'} {issue.name}, but {'serves' if one else 'serve'} no place "
        "here on that day",
        "mend": f"give {able.name} this place (SERVES)",
    }


def _where(chain: Sequence[PlaceRef]) -> dict[str, Any]:
    return {"place_id": chain[-1].id, "place_name": chain[-1].name, "chain": list(chain)}


def _described(actor: Actor) -> str:
    said = (actor.name, actor.post, actor.kind, actor.purpose, actor.function, actor.rung)
    words = " ".join(word for word in said if word)
    return (
        f"{actor.who.replace('_', ' ')}{f' {words}' if words else ''}{f' of the {actor.level}' if actor.level else ''}"
    )
