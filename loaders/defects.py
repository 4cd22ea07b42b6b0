"""Defects planted in the twin of any place, and the answer key that lists every gap they cause.

A kind of defect looks for the norms of the profile that it can break. What has dates changes between the last day of
the published figures and `TODAY`, so that every figure still holds on its day; household counts, Party counts and
checklists have no dates, so `band_broken`, `committee_short` and `item_missing` change them for good.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from graph.errors import Fault, InvalidInput
from graph.profile import Norm, Profile
from graph.schema import SCHEMA
from graph.words import did_you_mean, shortened
from loaders import expected
from loaders.dead_ends import dead_ends
from loaders.expected import Walk
from loaders.network import Defect, Network, Values
from loaders.route_defects import ROUTE_KINDS, Routing, refuse_norm

TODAY = date(2026, 11, 22)
LARGEST = 100_000


def parse(text: str) -> dict[str, int]:
    """Read `KIND[:NORM]=COUNT,…`, such as `post_vacated=3,no_grid:bishan.X3=2`.

    Returns
    -------
    dict
        `KIND` or `KIND:NORM` → count, as `plant` takes it.

    Raises
    ------
    InvalidInput
        A kind that there is not, a count that is none, or the same kind and norm twice.
    """
    spec: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        key, _, count = part.partition("=")
        kind = key.partition(":")[0]
        if kind not in KINDS:
            raise InvalidInput(f"{shortened(kind)} is no kind of defect. {did_you_mean(kind, KINDS)}")
        if not count.isascii() or not count.isdigit() or not 0 < int(count) <= LARGEST:
            raise InvalidInput(
                f"{shortened(part, 60)} does not say how many; write {key}=COUNT, a whole number from 1 to {LARGEST}."
            )
        if key in spec:
            raise InvalidInput(f"{shortened(key, 60)} stands twice; write it once, with the sum.")
        spec[key] = int(count)
    return spec


def plant(net: Network, profile: Profile, spec: Mapping[str, int]) -> list[Defect]:
    """Plant defects in a network, chosen by its own seeded chance.

    Parameters
    ----------
    net
        A twin that is built; it is changed.
    profile
        The place's, whose norms are broken.
    spec
        What `parse` returns.

    Returns
    -------
    list of Defect
        What was planted, then every other gap that follows from it (a unit that is dissolved may leave two places
        without a contact). `rule` is a norm's id, or `route` where issues of a type meet a dead end.

    Raises
    ------
    InvalidInput
        A norm that is not there or that the kind cannot break, a kind that no norm of the place has, or more than
        can be broken.
    """
    before = expected.gaps(Walk(net, TODAY), profile)
    planting = _Planting(net, profile)
    planned = [(KINDS[key.partition(":")[0]], key, spec[key]) for key in sorted(spec, key=_order)]
    for kind, key, count in planned:
        kind.repeat(planting, key, count)
    after = expected.gaps(planting.walk, profile)
    missed = [key for key in planting.broken if key not in after]
    if missed:
        raise Fault(f"The defect planted at {missed[0]} can not be found; the kinds of {', '.join(spec)} disagree.")
    norms = {norm.id: norm for norm in profile.norms}
    follows = [
        Defect(rule, id_, f"{_name(net, id_)} is left with {after[rule, id_]:g}, outside {_band(norms[rule])}")
        for rule, id_ in sorted(after.keys() - before.keys() - planting.broken.keys())
    ]
    direct = [Defect(rule, id_, what) for (rule, id_), what in planting.broken.items()]
    return [*direct, *planting.routes, *follows]


def standing(net: Network, profile: Profile) -> list[Defect]:
    """The gaps that a network has as it is: of a sound twin, those that the published figures force."""
    norms = {norm.id: norm for norm in profile.norms}
    found = expected.gaps(Walk(net, TODAY), profile)
    return [
        Defect(rule, id_, f"{_name(net, id_)} has {value:g}, outside {_band(norms[rule])}")
        for (rule, id_), value in sorted(found.items())
    ]


class _Planting:
    """A network while defects are planted; nothing is touched twice, so that no defect mends another."""

    def __init__(self, net: Network, profile: Profile) -> None:
        self.net, self.profile = net, profile
        self.walk = Walk(net, TODAY)
        days = [figure.as_of for figure in profile.figures if figure.measure and isinstance(figure.as_of, date)]
        self.last_figure = max([profile.source.as_of, *days])
        self.touched: set[str] = set()
        self.broken: dict[tuple[str, str], str] = {}
        self.routes: list[Defect] = []

    def day(self, things: Iterable[Values] = ()) -> date:
        """A day after the figures and after these began, before today."""
        begun = [thing["since"] for thing in things if thing.get("since")]
        last = TODAY - timedelta(days=1)
        return self.net.day(min(last, max([self.last_figure, *begun]) + timedelta(days=1)), last)

    def stop(self, edges: list[Values]) -> date:
        day = self.day(edges)
        for edge in edges:
            edge["until"] = day
        return day

    def ending(self, *bodies: str) -> date:
        """A day on which bodies may end, after they and all that ends with them began."""
        edges = (
            edge
            for edge in self.net.edges
            if not edge.get("until") and not {edge["start"], edge["end"]}.isdisjoint(bodies)
        )
        return self.day([*(self.net.nodes[body] for body in bodies), *edges])

    def close(self, *bodies: str) -> date:
        day = self.ending(*bodies)
        for body in bodies:
            self.net.end(body, day)
        return day

    def spare(self, norm: Norm, value: float) -> int:
        """How many must go for a value to fall below the norm's least."""
        return math.floor(value - (norm.min or 0)) + 1

    def sample(self, values: Iterable[str], count: int) -> list[str]:
        return self.net.random.sample(sorted(set(values)), count)

    def untouched(self, bodies: Iterable[str], count: int) -> list[str]:
        """So many bodies that may end, since no defect was planted at them; none where there are not enough."""
        free = set(bodies) - self.touched
        return self.sample(free, count) if len(free) >= count else []


class _Kind(NamedTuple):
    """How defects of a kind are planted: `breaks` names the subject and what was done, or None where it cannot be."""

    binds: Callable[[Norm], bool]
    breaks: Callable[[_Planting, Norm, str], tuple[str, str] | None]
    candidates: Callable[[_Planting, Norm], list[str]]

    def repeat(self, planting: _Planting, key: str, count: int) -> None:
        norms = self._norms(planting.profile, *key.partition(":")[::2])
        pairs = [(norm, id_) for norm in norms for id_ in self.candidates(planting, norm)]
        done = 0
        for norm, id_ in planting.net.shuffled(pairs):
            if done == count:
                return
            if id_ in planting.touched or (self.candidates is _subjects and not _sound(planting, norm, id_)):
                continue
            outcome = self.breaks(planting, norm, id_)
            if outcome:
                subject, what = outcome
                planting.touched |= {id_, subject}
                planting.broken[norm.id, subject] = what
                done += 1
        if done < count:
            raise InvalidInput(_too_many(planting.profile, key, count, done))

    def _norms(self, profile: Profile, kind: str, id_: str) -> list[Norm]:
        usable = [norm for norm in profile.norms if norm.computable and self.binds(norm)]
        ids = ", ".join(norm.id for norm in usable)
        if not usable:
            raise InvalidInput(f"{profile.name.zh} has no norm that {kind} breaks; leave {kind} out.")
        if id_ and id_ not in {norm.id for norm in usable}:
            there = any(norm.id == id_ for norm in profile.norms)
            why = f"{kind} does not break {id_}" if there else f"{profile.name.zh} has no norm {shortened(id_)}"
            raise InvalidInput(f"{why}; {kind} breaks {ids}.")
        return [norm for norm in usable if id_ in ("", norm.id)]


class _Closing(NamedTuple):
    """Bodies whose end leaves a route stuck; `fits` gives those that may."""

    fits: Callable[[_Planting], set[str]]

    def repeat(self, planting: _Planting, key: str, count: int) -> None:
        refuse_norm(key)
        net = planting.net
        found = expected.inside(planting.walk, expected.roots(net, planting.profile))
        fitting = self.fits(planting)
        bodies = net.shuffled(sorted(fitting & found.bodies - planting.touched))
        types = Counter(edge["end"] for edge in net.find("HANDLED_BY"))
        done = 0
        for body in sorted(bodies, key=lambda body: types[body]):  # those that the fewest types wait for come first
            if done < count and self._closed(planting, body, found.places):
                done += 1
        if done < count:
            raise InvalidInput(_too_many(planting.profile, key, count, done))

    def _closed(self, planting: _Planting, body: str, places: set[str]) -> bool:
        net, walk = planting.net, planting.walk
        served = sorted(e["end"] for e in walk.out(body, "SERVES") if e["end"] in places)
        if not served:
            return False
        before = {at: dead_ends(walk, planting.profile, at) for at in _way_down(planting, served[0])}
        net.nodes[body]["until"] = day = planting.ending(body)
        after = ((at, sorted(dead_ends(walk, planting.profile, at) - stuck)) for at, stuck in before.items())
        at, stuck = next(((at, types) for at, types in after if types), (served[0], []))
        if not stuck:
            del net.nodes[body]["until"]
            return False
        net.end(body, day)
        planting.touched.add(body)
        where = f"{_name(net, at)} ({at})"
        what = f"{_name(net, body)}, which acts for it in {where}, was closed on {day}"
        planting.routes += [Defect("route", type_, what) for type_ in stuck]
        return True


def _way_down(planting: _Planting, place: str) -> list[str]:
    """A place and one place below it of each level: what serves a county shows where an issue is raised, not there."""
    way = [place]
    for at in way:
        below = sorted(edge["start"] for edge in planting.walk.into(at, "PART_OF"))
        way += [b for b in below if next(planting.walk.into(b, "PART_OF"), None)][:1] or below[:1]
    return way


def _sound(planting: _Planting, norm: Norm, subject: str) -> bool:
    value = expected.measured(planting.walk, norm, subject) if planting.walk.stands(subject) else None
    return value is not None and not expected.outside(norm, value)


def _subjects(planting: _Planting, norm: Norm) -> list[str]:
    within = expected.inside(planting.walk, expected.roots(planting.net, planting.profile))
    return expected.subjects(planting.walk, within, norm)


def _former(planting: _Planting, norm: Norm) -> list[str]:
    """Temporary organisations that ended, as the norm names them, and whose successors are in force."""
    net, walk = planting.net, planting.walk
    ended = [o for o in net.of("PartyOrg") if net.nodes[o].get("formation") == "temporary" and not walk.stands(o)]
    named = [
        org
        for org in ended
        for subject in norm.subjects
        if subject.kind in (None, net.nodes[org].get("kind"))
        and (subject.tag is None or subject.tag in (net.nodes[org].get("tags") or ()))
    ]
    return [org for org in named if walk.succeeded_by(org)]


def _name(net: Network, id_: str) -> str:
    return str(net.nodes[id_]["name"])


def _band(norm: Norm) -> str:
    low, high = ("" if end is None else f"{end:g}" for end in (norm.min, norm.max))
    return low if low == high else f"{low}..{high}"


def _too_many(profile: Profile, key: str, count: int, done: int) -> str:
    if not done:
        return f"{key}={count} cannot be planted: {profile.name.zh} has nothing that can be broken so; leave it out."
    return f"{key}={count} is more than {profile.name.zh} has: only {done} can be broken so; ask for at most {done}."


# --- removals -----------------------------------------------------------------------------------------------------


def _post_vacated(p: _Planting, norm: Norm, at: str) -> tuple[str, str]:
    edges = expected.posts(p.walk, at, **norm.parameters)
    holders = {edge["start"] for edge in edges}
    left = p.sample(holders, p.spare(norm, len(holders)))
    day = p.stop([edge for edge in edges if edge["start"] in left])
    return at, f"{_name(p.net, at)} has too few holders of {'、'.join(norm.parameters['posts'])} since {day}"


def _branch_ended(p: _Planting, norm: Norm, place: str) -> tuple[str, str] | None:
    orgs = expected.covering(p.walk, place, **norm.parameters)
    ended = p.untouched(orgs, p.spare(norm, len(orgs)))
    if not ended:
        return None
    day = p.close(*ended)
    return (
        place,
        f"{'、'.join(_name(p.net, org) for org in ended)}, which covered {_name(p.net, place)}, ended on {day}",
    )


def _committee_ended(p: _Planting, norm: Norm, place: str) -> tuple[str, str] | None:
    bodies = expected.tied(p.walk, place, **norm.parameters)
    ended = p.untouched(bodies, p.spare(norm, len(bodies)))
    if not ended:
        return None
    return place, f"{'、'.join(_name(p.net, body) for body in ended)} ended on {p.close(*ended)}"


def _contract_ended(p: _Planting, _: Norm, place: str) -> tuple[str, str] | None:
    edges = expected.answering(p.walk, place)
    if not edges or p.net.nodes[place].get("manager") not in ("property", "none"):
        return None  # the unit, the owners or the community would still answer, or nobody has said who does
    parties = {edge["start"] for edge in edges}
    beside = [edge for edge in p.walk.into(place, "CO_BUILDS") if edge["start"] in parties]
    return place, f"nobody answers for {_name(p.net, place)} since its contracts ended on {p.stop([*edges, *beside])}"


def _contact_gone(p: _Planting, norm: Norm, place: str, dissolve: bool) -> tuple[str, str]:
    edges = expected.contacting(p.walk, place, **norm.parameters)
    starts = {edge["start"] for edge in edges}
    gone = p.sample(starts, p.spare(norm, len(starts)))
    day = p.stop([edge for edge in edges if edge["start"] in gone])
    left = []
    for one in gone:
        handles = next(p.net.find("HANDLED_BY", end=one), None)  # its end would leave routes stuck besides
        dissolved = dissolve and p.net.label[one] != "Person" and not handles and one not in p.touched
        left.append(min(day, p.close(one)) if dissolved else day)  # a unit may end before its contact was to
    names = "、".join(_name(p.net, one) for one in gone)
    return place, f"{names} contacts {_name(p.net, place)} no longer since {max(left)}"


def _no_grid(p: _Planting, norm: Norm, place: str) -> tuple[str, str] | None:
    if any(expected.grids_of(p.walk, whole, norm.parameters["level"]) for whole in expected.around(p.walk, place)):
        return None  # it lies in a grid by its compound
    parts, found = [place], [place]
    while parts:
        parts = [edge["start"] for part in parts for edge in p.walk.into(part, "PART_OF")]
        found += parts
    day = p.stop([edge for part in found for edge in p.walk.out(part, "IN_GRID")])
    return place, f"{_name(p.net, place)} is in no grid since {day}"


# --- values that have no dates --------------------------------------------------------------------------------------


def _item_missing(p: _Planting, norm: Norm, at: str) -> tuple[str, str] | None:
    node = p.net.nodes[at]
    has, value = list(node.get("has") or ()), expected.measured(p.walk, norm, at) or 0
    if norm.measure == "items_held":
        wanted, count = has, p.spare(norm, value)
    else:
        wanted = [item for item in norm.parameters["items"] if item in has]
        count = math.floor((norm.max or 0) - value) + 1
    if len(set(wanted)) < count:
        return None
    gone = p.sample(wanted, count)
    node["has"] = [item for item in has if item not in gone] or ([] if norm.measure == "items_held" else None)
    node["lacks"] = [*(node.get("lacks") or ()), *gone]
    return at, f"{_name(p.net, at)} lacks {'、'.join(gone)}"


def _committee_short(p: _Planting, norm: Norm, body: str) -> tuple[str, str] | None:
    node = p.net.nodes[body]
    few = math.ceil((norm.min or 0) * node["members"]) - 1
    if few < 0:
        return None
    node["party_members"] = few
    return body, f"{_name(p.net, body)} has {few} Party members among {node['members']}"


def _band_broken(p: _Planting, norm: Norm, place: str) -> tuple[str, str]:
    ranges = []
    if norm.min is not None and norm.min > 1:
        ranges.append((math.ceil(norm.min / 2), math.ceil(norm.min) - 1))
    if norm.max is not None:
        ranges.append((math.floor(norm.max) + 1, math.floor(norm.max * 1.5) + 1))
    count = p.net.random.randint(*p.net.random.choice(ranges))
    counted = norm.parameters["counted"]
    p.net.nodes[place][counted] = count
    return place, f"{_name(p.net, place)} has {count} {counted}, outside {_band(norm)}"


# --- additions: after all else, so that nothing that is planted later takes them away ---------------------------------


def _second_lead(p: _Planting, norm: Norm, place: str) -> tuple[str, str] | None:
    own = expected.contacting(p.walk, place, **norm.parameters)
    others = [e for at in _subjects(p, norm) for e in expected.contacting(p.walk, at, **norm.parameters)]
    free = {edge["start"]: edge for edge in others if edge["start"] not in {edge["start"] for edge in own}}
    more = math.floor((norm.max or 0) - len({edge["start"] for edge in own})) + 1
    if len(free) < more:
        return None
    added = p.sample(free, more)
    day = p.day()
    for one in added:
        values = {name: free[one][name] for name in ("rung", "role") if free[one].get(name)}
        p.walk.join("CONTACTS", one, place, since=day, **values)
    return place, f"{'、'.join(_name(p.net, one) for one in added)} contacts {_name(p.net, place)} too since {day}"


def _two_grids(p: _Planting, norm: Norm, place: str) -> tuple[str, str] | None:
    level = norm.parameters["level"]
    direct = expected.grids_of(p.walk, place, level)
    parents = {up["end"] for grid in direct for up in p.walk.out(grid, "PART_OF")}
    beside = {e["start"] for parent in parents for e in p.walk.into(parent, "PART_OF")}
    others = [grid for grid in beside - direct if p.net.label[grid] == SCHEMA.level[level].label]
    more = math.floor((norm.max or 0) - len(direct)) + 1
    if not direct or len(others) < more:
        return None
    added, day = p.sample(others, more), p.day()
    for grid in added:
        p.walk.join("IN_GRID", place, grid, since=day)
    return place, f"{_name(p.net, place)} is in {'、'.join(_name(p.net, grid) for grid in added)} too since {day}"


def _stale_temporary(p: _Planting, _: Norm, former: str) -> tuple[str, str] | None:
    """Set up again what was temporary: the figures of its own day, and of its successor's, stay as they are."""
    net, walk = p.net, p.walk
    places = {e["end"] for e in net.find("COVERS", start=former) if walk.stands(e["end"])}
    above = [edge for edge in net.find("UNDER", start=former) if walk.stands(edge["end"])]
    heads = list(net.find("HOLDS", end=former))[-1:]
    if not places:
        return None
    successors, day = walk.succeeded_by(former), p.day()
    values = {name: value for name, value in net.nodes[former].items() if name not in ("name", "until", "synthetic")}
    again = net.node("PartyOrg", f"{_name(net, former)}（再设）", **values | {"id": f"{former}-again", "since": day})
    for successor in successors:
        walk.join("SUCCEEDED_BY", again, successor)
    for place in sorted(places):
        walk.join("COVERS", again, place, since=day)
    for edge in above:
        walk.join("UNDER", again, edge["end"], line=edge.get("line"), since=day)
    for edge in heads:
        walk.join("HOLDS", edge["start"], again, post=edge["post"], since=day)
    return again, f"{_name(net, again)} stands since {day} beside {'、'.join(_name(net, s) for s in successors)}"


def _is(measure: str, end: str) -> Callable[[Norm], bool]:
    """Whether a norm is by a measure and has that end of its band."""
    return lambda norm: (
        norm.measure == measure and (norm.min or 0) > 0
        if end == "min"
        else (norm.measure == measure and norm.max is not None)
    )


def _leads(norm: Norm) -> bool:
    roles = norm.parameters.get("roles")
    return _is("contacts", "min")(norm) and (norm.max == 1 or (roles is not None and list(roles) == ["lead"]))


def _leading(p: _Planting) -> set[str]:
    return {e["end"] for e in p.net.find("HANDLED_BY", role="lead") if p.net.label[e["end"]] == "Department"}


def _desks(p: _Planting) -> set[str]:
    steps = (step for channel in p.profile.routing for step in channel.steps)
    kinds = {step.actor.kind for step in steps if step.actor.who == "station"}
    return {id_ for id_ in p.net.of("Station") if p.net.nodes[id_].get("kind") in kinds}


KINDS: dict[str, _Kind | _Closing | Routing] = {
    "post_vacated": _Kind(_is("holders", "min"), _post_vacated, _subjects),
    "branch_ended": _Kind(_is("covering_branches", "min"), _branch_ended, _subjects),
    "committee_ended": _Kind(
        lambda n: _is("bodies_tied", "min")(n) and n.parameters["body"] in ("OwnersCommittee", "Committee"),
        _committee_ended,
        _subjects,
    ),
    "contract_ended": _Kind(_is("responsible_parties", "min"), _contract_ended, _subjects),
    "lead_missing": _Kind(_leads, lambda p, norm, at: _contact_gone(p, norm, at, dissolve=False), _subjects),
    "contact_dissolved": _Kind(
        _is("contacts", "min"), lambda p, norm, at: _contact_gone(p, norm, at, dissolve=True), _subjects
    ),
    "no_grid": _Kind(_is("grids", "min"), _no_grid, _subjects),
    "department_closed": _Closing(_leading),
    "desk_closed": _Closing(_desks),
    "item_missing": _Kind(
        lambda n: _is("checklist_missing", "max")(n) or _is("items_held", "min")(n), _item_missing, _subjects
    ),
    "committee_short": _Kind(_is("party_share", "min"), _committee_short, _subjects),
    "band_broken": _Kind(lambda n: n.measure == "inhabitants", _band_broken, _subjects),
    "second_lead": _Kind(_is("contacts", "max"), _second_lead, _subjects),
    "two_grids": _Kind(_is("grids", "max"), _two_grids, _subjects),
    "stale_temporary": _Kind(_is("successors_in_force", "max"), _stale_temporary, _former),
    **ROUTE_KINDS,
}
"""In the order in which they are planted: what ends first, then values, then what is added."""


def _order(key: str) -> tuple[int, str]:
    return list(KINDS).index(key.partition(":")[0]), key
