"""What would mend the dead ends of a route: for each the cheapest change that opens it, proved in a trial.

Whoever is wanting is looked for as for a gap (`cypher.repairs.candidates`); departments are given a jurisdiction, a
type, or, where there is none, are set up. Each change is tried in a transaction that is rolled back, on top of those
chosen before it, and the route is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from cypher.changes import Change, Record, Thing, born, change, statements
from cypher.library import Row
from cypher.places import find, placed
from cypher.repairs.around import Case, things
from cypher.repairs.candidates import CANDIDATES
from cypher.routing import handlers, lying, route, ways
from cypher.routing.rows import Handling, RouteStep
from cypher.routing.steps import DEPARTMENTS
from cypher.rows import IssueTypeRow, PlaceRef
from graph.errors import Conflict
from graph.profile import Actor, Norm, Profile, Subject, Text
from graph.schema import SCHEMA
from graph.store import Store

MOST = 24  # candidates of one dead end that are tried


class Mend(Row):
    """What opens a dead end; `to_name` are ids of what is new and still wants its real name."""

    channel: str
    number: int
    changes: list[Change]
    cost: int
    to_name: list[str]


def mends(
    store: Store,
    *,
    profile: Profile,
    issue: IssueTypeRow,
    place: str,
    as_of: date,
    mode: str,
    steps: Sequence[RouteStep],
) -> list[Mend]:
    """A change for each dead end of a route, cheapest first tried; together they leave none that they could open.

    Parameters
    ----------
    steps
        What `cypher.routing.route` answers for the same issue type, place, day and mode.

    Returns
    -------
    list of Mend
        By step; a dead end that no change of ours opens has none, and one that another's change opens as well has
        none either.

    Raises
    ------
    AccessDenied
        The user may not write, and so may not try either.
    """
    channels = {channel.id: channel for channel in ways(profile, issue, mode)}
    chosen: list[Change] = []
    found: list[Mend] = []
    stuck = {_at(step) for step in steps if step.state == "dead_end"}
    for step in steps:
        if _at(step) not in stuck:
            continue
        actor = channels[step.channel].steps[step.number - 1].actor
        case = _case(store, profile, step, actor, place, as_of)
        tried = sorted(_candidates(case, issue, actor, place), key=lambda one: one.cost)[:MOST]
        for one in tried:

            def still(inside: Store) -> set[tuple[str, int]]:
                again = route(inside, profile=profile, issue=issue, place=place, as_of=as_of, mode=mode)
                return {_at(step) for step in again if step.state == "dead_end"}

            try:
                left = store.trial(statements([*chosen, one]), still)
            except Conflict:  # something has one of the new ids or keys since we looked
                continue
            if left < stuck and _at(step) not in left:
                stuck = left
                chosen.append(one)
                new = [r.values["id"] for r in one.records if r.new and r.what in SCHEMA.node]
                found.append(Mend(channel=step.channel, number=step.number, changes=[one], cost=one.cost, to_name=new))
                break
    return found


def _at(step: RouteStep) -> tuple[str, int]:
    return step.channel, step.number


def _case(store: Store, profile: Profile, step: RouteStep, actor: Actor, place: str, as_of: date) -> Case:
    """The dead end as the gap of a norm of which there should be one, and is none."""
    at = step.lacking.id if step.lacking else place
    (subject,) = (thing for thing in things(store, ids=[at]) if thing.family == "Place")
    measure, parameters = _sought(actor) if step.lacking or actor.level is None else ("grids", {"level": actor.level})
    norm = Norm(
        id=f"route:{step.channel}:{step.number}",
        subjects=(Subject(label=subject.label),),
        measure=measure,
        parameters=parameters,
        min=1,
        status="inferred",
        source=step.source,
        sentence=Text(zh=step.title_zh, en=step.title_en),
    )
    root = next((row.id for code in profile.codes[:1] for row in find(store, place=code, as_of=as_of)), "")
    path = placed(store, as_of=as_of, root=root, places=[at])[0].path
    return Case(store, profile, norm, subject, path, 0, as_of)


def _sought(actor: Actor) -> tuple[str, dict[str, Any]]:
    """The measure that counts those whom an actor means, and its parameters."""
    tied_by = {
        "committee": ("SERVES", "Committee"),
        "station": ("SERVES", "Station"),
        "team": ("SERVES", "Team"),
        "department": ("SERVES", "Department"),
        "institutions": ("CO_BUILDS", "Institution"),
        "owners_committee": ("REPRESENTS", "OwnersCommittee"),
        "property_company": ("MANAGES", "PropertyCompany"),
    }
    if actor.who in tied_by:
        tie, body = tied_by[actor.who]
        kinds = {"kinds": [actor.kind]} if actor.kind else {}
        functions = {"functions": [actor.function]} if actor.function else {}
        return "bodies_tied", {"tie": tie, "body": body, **kinds, **functions}
    if actor.who == "post":
        return "holders", {"posts": [actor.post]}
    if actor.who == "party_org":
        return "covering_branches", {"purposes": [actor.purpose]}
    if actor.who == "contact":
        return "contacts", {"rungs": [actor.rung]}
    return "contacts", {"labels": ["Department"], "rungs": ["department"], "roles": ["lead"]}


def _candidates(case: Case, issue: IssueTypeRow, actor: Actor, place: str) -> Iterator[Change]:
    if actor.who in DEPARTMENTS:
        yield from _departments(case, issue, "lead" if actor.who == "lead_department" else "joint", place)
    elif case.norm.measure == "grids" and case.norm.parameters["level"] not in ("grid", "micro_grid"):
        return  # into which compound or community a place belongs is nothing that a route could say
    else:
        yield from (one for one in CANDIDATES[case.norm.measure or ""](case) if isinstance(one, Change))


# --- departments --------------------------------------------------------------------------------------------------


def _departments(case: Case, issue: IssueTypeRow, role: str, place: str) -> Iterator[Change]:
    """Who handles the type gets this jurisdiction; who serves here gets the type; or a department is set up."""
    around = [one.chain[-1] for one in lying(case.store, place=place, as_of=case.as_of)]
    every = handlers(
        case.store,
        issue_types=[issue.id],
        places=[one.id for one in around],
        codes=case.profile.codes,
        as_of=case.as_of,
    )
    named = [one for one in every if one.role == role]
    seats = _jurisdictions(case, named or every, around)
    for seat in seats:
        for body in case.bodies([one.id for one in named if one.in_force]):
            yield from case.beginning("serve", "SERVES", body, seat)
    functions = list(dict.fromkeys(one.function for one in named if one.function))
    serving = case.now(case.into(case.places([one.id for one in around]), "SERVES"))
    known = {one.id for one in named}
    joint = {one.id for one in every if one.role != role}
    for body in {link.start.id: link.start for link in serving}.values():
        fits = body.values.get("function") in functions if named else body.id in joint
        if body.label in ("Department", "Institution") and body.id not in known and fits:
            yield _paired(case, issue, body, role)
    for seat in seats[:1]:
        name = f"{named[0].name}的承接部门" if named else f"{issue.name}主办部门"
        new = case.fresh(
            "Department", f"{name}（待定）", function=functions[0] if functions else None, since=case.as_of
        )
        pair = _paired(case, issue, new, role)
        yield from case.beginning("found", "SERVES", new, seat, born(new), *pair.records)


def _jurisdictions(case: Case, named: Iterable[Handling], around: Sequence[PlaceRef]) -> list[Thing]:
    """Places that the issue lies in and that departments of the type serve, or served, or are of such a level."""
    ids = [one.id for one in around]
    served = {served.place for one in named for served in one.serves}
    levels = {SCHEMA.node[thing.label].level for thing in case.places(sorted(served))}
    near = [one.id for one in around if one.id in served]
    like = [one.id for one in around if one.level in levels and one.id not in served]
    return case.places([*near, *like] or ids[-1:])


def _paired(case: Case, issue: IssueTypeRow, body: Thing, role: str) -> Change:
    values = {
        "start": issue.id,
        "end": body.id,
        "role": role,
        "since": case.as_of,
        "source": f"补救建议 / proposed mend, {case.as_of}",
    }
    zh, en = ("主办", "leads") if role == "lead" else ("联办", "joins")
    return change(
        "assign",
        f"{case.as_of}起指派：{body.name}{zh}{issue.name}",
        f"From {case.as_of}: {body.name} {en} in {issue.name}",
        Record(what="HANDLED_BY", new=True, values=values, ends=["IssueType", "Body"], key=None),
    )
