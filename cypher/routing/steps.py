"""Steps of a template resolved: who of those that could act is meant, whether a condition holds, what to notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cypher.routing.rows import Acting, Candidate, Handler, Holder, RouteStep
from cypher.rows import Head, IssueTypeRow, PlaceRef
from graph.profile import Actor, Channel, Profile, Step
from graph.workdays import Calendar

HANDS_ON = frozenset({"whistle", "escalate", "dispatch", "claim", "activate", "report_in"})  # steps that pass it on
NOBODY: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def dated(steps: Iterable[RouteStep], start: date, calendar: Calendar) -> Iterator[RouteStep]:
    """The steps of one channel, each with the day it falls due; who does not act takes no time."""
    days = 0
    for step in steps:
        if step.state == "acts" and step.deadline_days is not None:
            days += step.deadline_days
            yield replace(step, due=calendar.due(start, days))
        else:
            yield step


def noted(steps: Iterable[RouteStep]) -> Iterator[RouteStep]:
    """The steps of one channel; noted where the same people act twice running, and where it is handed back."""
    acted: list[RouteStep] = []
    for step in steps:
        if step.state != "acts":
            yield step
            continue
        notes = list(step.notes)
        if acted:
            last = {holder.id for holder in acted[-1].holders}
            same = list(dict.fromkeys(holder.name for holder in step.holders if holder.id in last))
            notes += [f"{'、'.join(same)} acted in step {acted[-1].number} too"] if same else []
        back = [one.number for one in acted[:-1] if step.step in HANDS_ON and _who(one) == _who(step) != NOBODY]
        notes += [f"a loop: it was there in step {back[0]} already"] if back else []
        acted.append(step)
        yield replace(step, notes=notes)


def _who(step: RouteStep) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(step.bodies), frozenset(holder.id for holder in step.holders)


def resolved(
    profile: Profile,
    channel: Channel,
    issue: IssueTypeRow,
    candidates: Sequence[Candidate],
    able: Sequence[Handler],
) -> Iterator[RouteStep]:
    """The steps of one channel of a profile, for an issue type, from those who could act and those who handle it."""
    for number, step in enumerate(channel.steps, start=1):
        yield _resolved(profile, channel, number, step, issue, candidates, able)


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
    return {"state": state, "why": why, "mend": mend, "notes": [], **nowhere, **nobody, **found}


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
    lying = list(dict.fromkeys(c.chain[-1].name for c in meant))
    notes = [f"the issue lies in {' and '.join(lying)}; who acts for any of them is named"] if len(lying) > 1 else []
    why = "; ".join(dict.fromkeys(f"{c.name} {c.how} {c.chain[-1].name}" for c in meant))
    if bodies and not holders:
        why += "; nobody is recorded as its head"
    return _outcome("acts", why=why, notes=notes, **_where(chain), bodies=bodies, holders=holders)


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
        notes=_passed_over(role, named, first),
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


def _passed_over(role: str, named: Sequence[Handler], first: Handler) -> list[str]:
    """Which departments would act too, or would have: as near as the lead, or nearer and closed on the day."""
    far = len(first.chain or ())
    as_near = [h for h in named if h is not first and h.in_force and h.chain and len(h.chain) == far]
    closed = [h for h in named if not h.in_force and h.near]
    notes = [f"{h.name} has jurisdiction as near; the first by id leads" for h in as_near if role == "lead"]
    return notes + [f"{h.name} handles it too and is closed on that day" for h in closed]


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
