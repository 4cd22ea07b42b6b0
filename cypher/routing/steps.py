"""Steps of a template resolved: who of those that could act is meant, whether a condition holds, what to notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cypher.routing.around import Around, Candidate, Handler
from cypher.routing.rows import Acting, BodyRef, Fact, Handling, Holder, Lying, Note, RouteStep
from cypher.routing.words import both, described, level_named, listed, place_named
from cypher.rows import Head, IssueTypeRow, PlaceRef, Said
from graph.profile import Actor, Channel, Profile, Step
from graph.profile_checks import HANDS_ON
from graph.schema import SCHEMA
from graph.workdays import Calendar

DEPARTMENTS = ("lead_department", "joint_departments")
"""Actors whom an issue type names, and no template."""

Outcome = dict[str, Any]
"""What of a `RouteStep` depends on the place, and on the type where a department acts."""


def resolved(
    profile: Profile, channel: Channel, issue: IssueTypeRow, around: Around, first: Holder | BodyRef | None = None
) -> Iterator[RouteStep]:
    """The steps of one channel, for an issue type and what is around a place; `first` is who received it first."""
    for number, step in enumerate(channel.steps, start=1):
        outcome = _outcome_of(profile, channel, number, step, issue, around, first)
        terms = [one.deadline_days for one in outcome["departments"] if one.deadline_days is not None]
        yield RouteStep(
            channel=channel.id,
            channel_zh=channel.title.zh,
            channel_en=channel.title.en,
            number=number,
            step=step.step,
            title_zh=step.title.zh,
            title_en=step.title.en,
            actor=described(step.actor, profile),
            deadline_days=max(terms, default=None) if step.deadline_days is None else step.deadline_days,
            due=None,
            sequence=step.sequence,
            source=step.source,
            **outcome,
        )


def dated(steps: Iterable[RouteStep], issue: IssueTypeRow, start: date, calendar: Calendar) -> Iterator[RouteStep]:
    """The steps of one channel, each with the day it falls due; who does not act takes no time."""
    days, promised = 0, issue.promised_days
    for step in steps:
        if step.state != "acts" or step.deadline_days is None:
            yield step
            continue
        before, days = days, days + step.deadline_days
        notes = list(step.notes)
        if promised is not None and before <= promised < days:
            zh = f"到此共{days}个工作日，超过承诺的{promised}个"
            notes.append(_note("late", zh, f"{days} working days by now, and {promised} were promised"))
        yield replace(step, due=calendar.due(start, days), notes=notes)


def noted(steps: Iterable[RouteStep], channel: Channel) -> Iterator[RouteStep]:
    """The steps of one channel; noted where two take it in, the same people act twice running, and where it comes back.

    Where the template itself names one actor twice, or whoever received it first, nothing is noted.
    """
    acted: list[RouteStep] = []
    for step in steps:
        if step.state != "acts":
            yield step
            continue
        notes = list(step.notes)
        if not acted and step.number == 1 and (two := _two_receivers(step)):
            notes.append(two)
        actor = channel.steps[step.number - 1].actor
        others = [at for at, one in enumerate(acted) if apart(channel.steps[one.number - 1].actor, actor)]
        if step.step in HANDS_ON and (back := _back(step, acted, others)):
            zh, en = f"绕回第{back.number}步的同一处", f"a loop: it was there in step {back.number} already"
            notes.append(_note("loop", zh, en, people=_ids(step.holders)))
        elif acted and len(acted) - 1 in others and (again := _again(step, acted[-1])):
            notes.append(again)
        acted.append(step)
        yield replace(step, notes=notes)


def _back(step: RouteStep, acted: Sequence[RouteStep], others: Iterable[int]) -> RouteStep | None:
    """The first of some steps before, taken by the same, since which it has been with somebody else."""
    here = who(step)
    away = [who(one) != here for one in acted]
    return next((acted[at] for at in others if here and not away[at] and any(away[at:])), None)


def apart(one: Actor, other: Actor) -> bool:
    """Whether it matters that the same people act for both."""
    return one != other and "first_receiver" not in (one.who, other.who)


def _two_receivers(step: RouteStep) -> Note | None:
    if len(step.bodies) > 1 and not step.departments:
        names = listed(body.name for body in step.bodies)
        return _note(
            "two_receivers", f"{names.zh}都首先受理，未说明由谁", f"{names.en} all take it in; nobody says which"
        )
    if any(note.kind == "two_places" for note in step.notes):
        names = listed(holder.name for holder in step.holders)
        return _note(
            "two_receivers", f"{names.zh}分属两处，都首先受理", f"{names.en} take it in, each for a place of their own"
        )
    return None


def _again(step: RouteStep, before: RouteStep) -> Note | None:
    """Who acts in both by another post; the same office that goes on with it is no matter."""
    posts = {(holder.id, holder.body_id, holder.post) for holder in before.holders}
    last = {id_ for id_, *_ in posts}
    same = {one.id: one.name for one in step.holders if one.id in last and (one.id, one.body_id, one.post) not in posts}
    if not same:
        return None
    names = "、".join(dict.fromkeys(same.values()))
    zh, en = f"{names}也在第{before.number}步办理", f"{names} acted in step {before.number} too"
    return _note("same_person", zh, en, people=same)


def who(step: RouteStep) -> frozenset[str]:
    """Who acts: the people, or where none is known the bodies."""
    return frozenset(_ids(step.holders)) or frozenset(body.id for body in step.bodies)


def _ids(holders: Iterable[Holder]) -> list[str]:
    return list(dict.fromkeys(holder.id for holder in holders))


def _note(kind: str, zh: str, en: str, people: Iterable[str] = ()) -> Note:
    return Note(kind=kind, said=Said(zh=zh, en=en), people=sorted(people))


# --- one step -----------------------------------------------------------------------------------------------------


def _outcome_of(
    profile: Profile,
    channel: Channel,
    number: int,
    step: Step,
    issue: IssueTypeRow,
    around: Around,
    first: Holder | BodyRef | None,
) -> Outcome:
    met, because = condition(profile, channel, number, issue, around.able)
    if met is False:
        return _outcome("skipped", because)
    asked = step.actor.who
    if asked in DEPARTMENTS:
        outcome = departments(step.actor, issue, around, first)
    elif asked == "first_receiver" and first is not None:
        outcome = _received(first, around)
    elif asked in _UNNAMED:
        outcome = _outcome("acts", _UNNAMED[asked])
    else:
        if step.actor not in around.taken:
            around.taken[step.actor] = _bodies_or_people(step.actor, profile, around)
        outcome = around.taken[step.actor]
    return outcome if met else outcome | {"why": both([outcome["why"], because])}


def _outcome(state: str, why: Said, *, mend: Said | None = None, **found: Any) -> Outcome:
    nowhere: Outcome = {"place_id": None, "place_name": None, "chain": [], "lacking": None}
    nobody: Outcome = {"bodies": [], "holders": [], "departments": [], "wanting": []}
    return {"state": state, "why": why, "mend": mend, "notes": [], **nowhere, **nobody, **found}


def condition(
    profile: Profile, channel: Channel, number: int, issue: IssueTypeRow, able: Sequence[Handler]
) -> tuple[bool | None, Said]:
    """Whether the condition of a channel's step holds, and why not; None where nobody knows: then the step is shown."""
    step = channel.steps[number - 1]
    if step.condition is None:
        return True, Said(zh="", en="")
    if step.condition != "several_departments":
        solvable, said = _solvable(profile, channel, number, issue)
        return None if solvable is None else solvable == (step.condition == "solvable_here"), said
    asked = [n for n, earlier in enumerate(channel.steps[: number - 1], start=1) if earlier.condition in SOLVABLE]
    if asked:
        solvable, said = _solvable(profile, channel, asked[-1], issue)
        if solvable:
            return False, said
    alone = Said(
        zh=f"{issue.name}由一个部门办理，无须联办", en=f"one department handles {issue.name}; nobody has to join"
    )
    return any(one.handling.role == "joint" for one in able), alone


SOLVABLE = ("solvable_here", "not_solvable_here")


def _solvable(profile: Profile, channel: Channel, number: int, issue: IssueTypeRow) -> tuple[bool | None, Said]:
    """Whether an issue can be solved where a step finds it: the level that last took it up before the step."""
    here = next(
        (
            s.actor.level
            for s in reversed(channel.steps[: number - 1])
            if s.step in ("deliberate", "collect", "escalate")
        ),
        channel.steps[number - 1].actor.level,
    )
    tiers = profile.tiers
    if here is None or here not in tiers or issue.solvable_at not in tiers:
        return None, Said(
            zh=f"未说明{issue.name}在哪一级能解决，两条路都列出",
            en=f"nobody has said at which level {issue.name} can be solved, so both ways are shown",
        )
    solvable = tiers[here] <= tiers[issue.solvable_at]
    level = level_named(here, profile)
    said = Said(
        zh=f"{issue.name}在{level.zh}{'能' if solvable else '不能'}解决",
        en=f"{issue.name} {'can' if solvable else 'cannot'} be solved at the {level.en}",
    )
    return solvable, said


# Who acts without being a node of the graph: why no holder is named.
_UNNAMED = {
    "residents": Said(
        zh="由居民自己提出；居民在图中只计数", en="residents act themselves; they are counts in the graph, not nodes"
    ),
    "first_receiver": Said(
        zh="谁首先受理谁负责；未说明是谁",
        en="whoever receives the issue first answers for it, and nobody has said who did",
    ),
}

# Which facts an actor of the template means; the nearest level that has one acts.
_MATCHES: dict[str, Callable[[Actor, Fact], bool]] = {
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


FOUND = frozenset(_MATCHES)
"""Actors who are looked for in the graph."""


def means(actor: Actor, fact: Fact) -> bool:
    """Whether an actor of a template, whatever its level, may be who acts by a fact."""
    return actor.name in (None, fact.name) and actor.who in _MATCHES and _MATCHES[actor.who](actor, fact)


def meant(actor: Actor, could: Iterable[Candidate]) -> list[Candidate]:
    """Those whom an actor of a template means among all who could act; without a level the nearest place's."""
    found = [one for one in could if actor.level in (None, one.at.level) and means(actor, one.fact)]
    return found if actor.level else [one for one in found if one.at.id == found[0].at.id]


def holders_of(actor: Actor, could: Iterable[Candidate]) -> list[Holder]:
    """People who act: themselves, or as heads of bodies, each once; a body may be tied to a place by several edges."""
    found: dict[Holder, None] = {}
    for fact, _ in could:
        if fact.label == "Person":
            post = fact.post or fact.role or fact.rung or ""
            found[Holder(id=fact.id, name=fact.name, post=post, body_id=None, body_name=None)] = None
        else:
            found |= {_holder(h, fact): None for h in fact.heads if actor.who != "post" or h.post == actor.post}
    return list(found)


def bodies_of(could: Iterable[Candidate]) -> list[BodyRef]:
    """Bodies that act, each once."""
    return list(
        {
            one.fact.id: BodyRef(id=one.fact.id, name=one.fact.name) for one in could if one.fact.label != "Person"
        }.values()
    )


def _bodies_or_people(actor: Actor, profile: Profile, around: Around) -> Outcome:
    found = meant(actor, around.candidates)
    if not found:
        return _nobody(actor, profile, around)
    holders, bodies = holders_of(actor, found), bodies_of(found)
    why = both(
        Said(
            zh=f"{one.fact.name}{SCHEMA.edge[one.fact.how].zh}{one.at.name}",
            en=f"{one.fact.name} {one.fact.how} {one.at.name}",
        )
        for one in found
    )
    if bodies and not holders:
        why = both([why, Said(zh="没有负责人的记录", en="nobody is recorded as its head")])
    return _outcome("acts", why, notes=_places(found), **_where(found[0].at), bodies=bodies, holders=holders)


def _places(found: Sequence[Candidate]) -> list[Note]:
    """Where an issue lies in several places of a level: by its parts, or as a whole, which grids should not do."""
    lying = {one.at.id: one.at for one in found}
    if len(lying) == 1:
        return []
    names = listed(at.name for at in lying.values())
    zh = f"事项同时位于{names.zh}，各处经办人都列出"
    kind = "two_places" if in_two_places(lying.values()) else "parts"
    return [_note(kind, zh, f"the issue lies in {names.en}; who acts for any of them is named")]


def in_two_places(lying: Iterable[Lying]) -> bool:
    """Whether one and the same part of where the issue lies, or all of it, lies in more than one of some places."""
    parts = [part_of(at.chain) for at in lying]
    return len(set(parts)) < len(parts)


def part_of(chain: Sequence[PlaceRef]) -> str:
    """The part of where the issue lies through which a way goes; the whole, where it goes through none."""
    below = _BELOW.get(chain[0].level, frozenset())
    inside = [step.id for step in chain if step.level in below]
    return inside[-1] if inside else chain[0].id


PARTS = frozenset({"unit", "floor_group", "floor", "stair_group"})
"""Levels of the parts of a building."""
_BELOW = {
    "compound": PARTS | {"building"},
    "building": PARTS,
    "unit": frozenset({"floor_group", "floor", "stair_group"}),
    "floor_group": frozenset({"floor", "stair_group"}),
    "floor": frozenset({"stair_group"}),
}

_TIER = {
    level: tier
    for tier, levels in enumerate(
        (
            *(("city",), ("county",), ("street",), ("block",), ("community",), ("compound", "grid"), ("micro_grid",)),
            *(("building",), ("unit",), ("floor_group", "stair_group"), ("floor",)),
        )
    )
    for level in levels
}
"""level → how far down it stands, whatever the place; a compound and a grid may lie in each other"""

_LACKS = {
    "post": ("无人在任", "holds"),
    "contact": ("无人包联", "contacts"),
    "place_lead": ("无人牵头", "leads"),
    "institutions": ("没有单位结对", "is tied to"),
    "property_company": ("无人管理", "manages"),
}


def _nobody(actor: Actor, profile: Profile, around: Around) -> Outcome:
    what, start = described(actor, profile), around.start
    zh, en = _LACKS.get(actor.who, ("没有生效的", "serves or covers"))
    why = Said(zh=f"{what.zh}：{zh}", en=f"nobody in force {en} this: {what.en}")
    level = None if actor.level is None else level_named(actor.level, profile)
    at = [one.chain[-1] for one in around.lying if one.level == actor.level]
    if level and not at and _TIER[start.level] < min(_TIER[actor.level or ""], _TIER["building"]):
        above = Said(
            zh=f"事项属于{start.name}整体，在{level.zh}之上",
            en=f"it concerns all of {start.name}, above any {level.en}",
        )
        return _outcome("skipped", above)
    if level and not at:
        inside = Said(zh=f"{place_named(start)}不在任何{level.zh}内", en=f"{place_named(start)} lies in no {level.en}")
        mend = Said(zh=f"把{start.name}划入一个{level.zh}", en=f"put {start.name} into a {level.en}")
        return _outcome("dead_end", both([why, inside]), mend=mend)
    lacking = at[0] if at else start
    verb = ("任命", "name a") if actor.who == "post" else ("设立或恢复", "set up, or put in force,")
    where = place_named(lacking)
    return _outcome(
        "dead_end",
        both([why, Said(zh=f"地点：{where}", en=f"at {where}")]),
        mend=Said(zh=f"为{lacking.name}{verb[0]}{what.zh}", en=f"{verb[1]} {what.en}, for {lacking.name}"),
        lacking=lacking,
    )


def _holder(head: Head, body: Fact | Handling) -> Holder:
    return Holder(id=head.id, name=head.name, post=head.post, body_id=body.id, body_name=body.name)


def _where(at: Lying) -> Outcome:
    return {"place_id": at.id, "place_name": at.name, "chain": list(at.chain)}


# --- departments --------------------------------------------------------------------------------------------------

_ROLES = {"lead": Said(zh="主办", en="lead"), "joint": Said(zh="联办", en="joint")}


def departments(actor: Actor, issue: IssueTypeRow, around: Around, first: Holder | BodyRef | None = None) -> Outcome:
    """The one department that leads, the nearest, or all those that join."""
    role = "lead" if actor.who == "lead_department" else "joint"
    named = [one for one in around.able if one.handling.role == role]
    acting = [(one.handling, one.at) for one in named if one.handling.in_force and one.at]
    if role == "lead":
        acting = acting[:1]
    if not acting:
        return _no_department(role, issue, named, around)
    chief, at = acting[0]
    why = both(
        Said(
            zh=f"{issue.name}由{h.name}办理（{_ROLES[role].zh}；{h.source}），管辖{to.name}",
            en=f"{issue.name} HANDLED_BY {h.name} ({role}, {h.source}), SERVES {to.name}",
        )
        for h, to in acting
    )
    notes = _passed_over(role, named, acting[0])
    if role == "lead" and first is not None:
        notes += _refused(first, chief, issue, around, why)
    return _outcome(
        "acts",
        why,
        notes=notes,
        **_where(at),
        bodies=[BodyRef(id=h.id, name=h.name) for h, _ in acting],
        holders=[_holder(head, h) for h, _ in acting for head in h.heads],
        departments=[
            Acting(
                id=h.id,
                name=h.name,
                function=h.function,
                role=h.role,
                deadline_days=h.deadline_days,
                heads=h.heads,
                place_id=to.id,
                place_name=to.name,
            )
            for h, to in acting
        ],
    )


def _passed_over(role: str, named: Sequence[Handler], chief: tuple[Handling, Lying]) -> list[Note]:
    """Which departments would act too, or would have: as near as the lead, or near and closed on the day."""
    far = len(chief[1].chain)
    as_near = [
        one.handling.name
        for one in named
        if one.handling is not chief[0] and one.handling.in_force and one.at and len(one.at.chain) == far
    ]
    closed = [one.handling.name for one in named if not one.handling.in_force and one.near]
    return [
        _note(
            "as_near", f"{name}管辖同样近；按编号在前者主办", f"{name} has jurisdiction as near; the first by id leads"
        )
        for name in as_near
        if role == "lead"
    ] + [
        _note("closed", f"{name}也办理此事，当日已撤销", f"{name} handles it too and is closed on that day")
        for name in closed
    ]


def _received(first: Holder | BodyRef, around: Around) -> Outcome:
    """Who received it first answers for it and, where the place says so, convenes the others."""
    why = Said(zh=f"{first.name}首先受理", en=f"{first.name} received it first")
    if isinstance(first, Holder):
        return _outcome("acts", why, holders=[first])
    heads = [_holder(head, c.fact) for c in around.candidates if c.fact.id == first.id for head in c.fact.heads]
    heads += [
        _holder(head, one.handling) for one in around.able if one.handling.id == first.id for head in one.handling.heads
    ]
    return _outcome("acts", why, bodies=[first], holders=list(dict.fromkeys(heads)))


def _refused(first: Holder | BodyRef, chief: Handling, issue: IssueTypeRow, around: Around, why: Said) -> list[Note]:
    """Who received it first and may say that it is not theirs: who is responsible then, and by which record."""
    if first.id == chief.id or (isinstance(first, Holder) and first.body_id == chief.id):
        return []
    joins = any(one.handling.id == first.id and one.handling.role == "joint" for one in around.able)
    zh = f"{first.name}首先受理，{'只是联办' if joins else '并不办理'}{issue.name}；由{chief.name}负责，依据：{why.zh}"
    does = f"only joins in {issue.name}" if joins else f"does not handle {issue.name}"
    en = f"{first.name} received it first and {does}; {chief.name} is responsible, by this record: {why.en}"
    return [_note("not_responsible", zh, en)]


def _no_department(role: str, issue: IssueTypeRow, named: Sequence[Handler], around: Around) -> Outcome:
    zh, start = _ROLES[role].zh, around.start
    if not named:
        return _outcome(
            "dead_end",
            Said(zh=f"没有部门是{issue.name}的{zh}部门", en=f"no department is the {role} one for {issue.name}"),
            mend=Said(
                zh=f"登记谁办理{issue.name}（HANDLED_BY，{zh}）",
                en=f"say who handles {issue.name} (HANDLED_BY with role {role})",
            ),
        )
    meant = [one.handling for one in named if one.near] or [one.handling for one in named]
    one, names, wanting = len(meant) == 1, listed(h.name for h in meant), [BodyRef(id=h.id, name=h.name) for h in meant]
    if not any(h.in_force for h in meant):
        return _outcome(
            "dead_end",
            Said(
                zh=f"{names.zh}应办理{issue.name}，当日已撤销",
                en=f"{names.en} would handle {issue.name} and {'is' if one else 'are'} closed on that day",
            ),
            mend=Said(zh=f"登记接手{issue.name}的部门", en=f"name the department that took over, for {issue.name}"),
            wanting=wanting,
        )
    able = next(h for h in meant if h.in_force)
    return _outcome(
        "dead_end",
        Said(
            zh=f"{names.zh}办理{issue.name}，但当日不管辖{start.name}",
            en=f"{names.en} {'handles' if one else 'handle'} {issue.name}, but {'serves' if one else 'serve'} no place "
            "here on that day",
        ),
        mend=Said(zh=f"由{able.name}管辖{start.name}（SERVES）", en=f"give {able.name} this place (SERVES)"),
        wanting=wanting,
    )
