"""What a profile's norms say of a network still in memory, by walking it: the answer key of a twin.

Written apart from the questions of `cypher/gaps` and in another way, so that the one can be scored against the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from graph.profile import Norm, Profile, Subject
from graph.schema import SCHEMA
from loaders.network import Network, Values

TIES = ("REGISTERED_IN", "SERVES", "REPRESENTS", "MANAGES", "COVERS")
ASSIGNED = ("HOLDS", "CONTACTS", "REPORTS_TO", "EMBEDDED_IN")
GRIDS = ("Grid", "MicroGrid")


class Walk:
    """A network as it is on a day. Edges and dates may change while one walks; `join` adds an edge to both."""

    def __init__(self, net: Network, day: date) -> None:
        self.net, self.day = net, day
        self._out: dict[tuple[str, str], list[Values]] = defaultdict(list)
        self._into: dict[tuple[str, str], list[Values]] = defaultdict(list)
        for edge in net.edges:
            self._keep(edge)

    def _keep(self, edge: Values) -> None:
        self._out[edge["type"], edge["start"]].append(edge)
        self._into[edge["type"], edge["end"]].append(edge)

    def join(self, type_: str, start: str, end: str, /, **values: Any) -> None:
        self.net.edge(type_, start, end, **values)
        self._keep(self.net.edges[-1])

    def drop(self, edge: Values) -> None:
        """Take an edge out again that `join` has just added."""
        self.net.edges.remove(edge)
        self._out[edge["type"], edge["start"]].remove(edge)
        self._into[edge["type"], edge["end"]].remove(edge)

    def in_force(self, thing: Values) -> bool:
        since, until = thing.get("since"), thing.get("until")
        return (since is None or since <= self.day) and (until is None or until > self.day)

    def stands(self, id_: str) -> bool:
        return self.in_force(self.net.nodes[id_])

    def out(self, start: str, *types: str) -> Iterator[Values]:
        """Edges in force from a node that is in force, of which the other end is too."""
        found = (edge for type_ in types for edge in self._out.get((type_, start), ()))
        return (edge for edge in found if self.in_force(edge) and self.stands(edge["end"]))

    def into(self, end: str, *types: str) -> Iterator[Values]:
        found = (edge for type_ in types for edge in self._into.get((type_, end), ()))
        return (edge for edge in found if self.in_force(edge) and self.stands(edge["start"]))

    def ever(self, type_: str, start: str) -> list[Values]:
        """Edges from a node, in force or not."""
        return self._out.get((type_, start), [])

    def ever_into(self, type_: str, end: str) -> list[Values]:
        """Edges to a node, in force or not."""
        return self._into.get((type_, end), [])

    def succeeded_by(self, org: str) -> list[str]:
        """Successors in force."""
        return [edge["end"] for edge in self.ever("SUCCEEDED_BY", org) if self.stands(edge["end"])]

    def labels(self, id_: str) -> tuple[str, ...]:
        return SCHEMA.node[self.net.label[id_]].labels


class Inside(NamedTuple):
    """What norms of a place may bind."""

    places: set[str]
    bodies: set[str]
    people: set[str]

    def subjects(self, walk: Walk, subject: Subject) -> list[str]:
        nodes, found = walk.net.nodes, (*self.places, *self.bodies, *self.people)
        return sorted(
            id_
            for id_ in found
            if subject.label in walk.labels(id_)
            and (subject.kind is None or nodes[id_].get("kind") == subject.kind)
            and (subject.tag is None or subject.tag in (nodes[id_].get("tags") or ()))
        )


def inside(walk: Walk, roots: Iterable[str]) -> Inside:
    """Places below the roots, bodies tied to them, and who has a post in, or is assigned to, any of these."""
    places = _closure({root for root in roots if walk.stands(root)}, lambda p: walk.into(p, "PART_OF"), 9)
    bodies = {edge["start"] for place in places for edge in walk.into(place, *TIES)}
    bodies |= {edge["start"] for body in bodies for edge in walk.into(body, "HOSTED_BY")}
    bodies = _closure(bodies, lambda body: walk.into(body, "UNDER"), 6)
    bodies |= {edge["end"] for body in bodies for edge in walk.out(body, "MEMBER_OF")}
    people = {edge["start"] for at in (*places, *bodies) for edge in walk.into(at, *ASSIGNED)}
    return Inside(places, bodies, {one for one in people if walk.net.label[one] == "Person"})


def _closure(found: set[str], step: Callable[[str], Iterable[Values]], times: int) -> set[str]:
    newest = found
    for _ in range(times):
        newest = {edge["start"] for id_ in newest for edge in step(id_)} - found
        found = found | newest
    return found


def roots(net: Network, profile: Profile) -> list[str]:
    """The profile's own place, by its codes."""
    return [id_ for id_, node in net.nodes.items() if node.get("code") in profile.codes]


def gaps(walk: Walk, profile: Profile) -> dict[tuple[str, str], float]:
    """(norm, subject) → value, for every subject of the profile's place outside the band."""
    within, found = inside(walk, roots(walk.net, profile)), {}
    for norm in profile.norms:
        if norm.computable:
            for id_ in subjects(walk, within, norm):
                value = measured(walk, norm, id_)
                if value is not None and outside(norm, value):
                    found[norm.id, id_] = value
    return found


def subjects(walk: Walk, within: Inside, norm: Norm) -> list[str]:
    """Whom a norm binds; a measure may leave out some of those the norm names."""
    node = walk.net.nodes
    found = {id_ for subject in norm.subjects for id_ in within.subjects(walk, subject)}
    if norm.measure == "successors_in_force":
        found = {id_ for id_ in found if node[id_].get("formation") == "temporary"}
    if norm.measure == "days_to_expiry":
        found = {id_ for id_ in found if posts(walk, id_, norm.parameters["posts"])}
    least = norm.parameters.get("staff_from")
    if norm.measure == "party_members" and least is not None:
        found = {id_ for id_ in found if node[id_].get("staff") is None or node[id_]["staff"] >= least}
    return sorted(found)


def outside(norm: Norm, value: float) -> bool:
    return (norm.min is not None and value < norm.min) or (norm.max is not None and value > norm.max)


def measured(walk: Walk, norm: Norm, subject: str) -> float | None:
    """A subject's value by the norm's measure; None where it is unknown."""
    return MEASURES[norm.measure or ""](walk, subject, **norm.parameters)


# --- what counts: the edges, organisations or people behind a measure ------------------------------------------------


def _allowed(value: Any, among: Collection[Any] | None) -> bool:
    return among is None or value in among


def posts(walk: Walk, at: str, posts: Collection[str], modes: Collection[str] | None = None) -> list[Values]:
    """HOLDS edges that give a place or body a holder, its own bodies' included."""
    own = [at, *{edge["start"] for edge in walk.into(at, "COVERS", "SERVES", "REPRESENTS", "MANAGES")}]
    held = (edge for seat in own for edge in walk.into(seat, "HOLDS"))
    return [edge for edge in held if edge["post"] in posts and _allowed(edge.get("mode"), modes)]


def covering(
    walk: Walk,
    place: str,
    formations: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    purposes: Collection[str] | None = None,
) -> list[str]:
    """Party organisations that cover a place, as `covering_branches` counts them."""
    found = []
    for id_ in sorted({edge["start"] for edge in walk.into(place, "COVERS")}):
        org = walk.net.nodes[id_]
        temporary = org.get("formation") == "temporary"
        wanted = not temporary if formations is None else org.get("formation") in formations
        fits = _allowed(org.get("kind"), kinds) and _allowed(org.get("purpose"), purposes)
        if wanted and fits and not (temporary and walk.succeeded_by(id_)):
            found.append(id_)
    return found


def contacting(
    walk: Walk,
    place: str,
    rungs: Collection[str] | None = None,
    roles: Collection[str] | None = None,
    labels: Collection[str] | None = None,
) -> list[Values]:
    """CONTACTS edges that `contacts` counts."""
    return [
        edge
        for edge in walk.into(place, "CONTACTS")
        if _allowed(edge.get("rung"), rungs)
        and _allowed(edge.get("role"), roles)
        and (labels is None or set(labels) & set(walk.labels(edge["start"])))
    ]


def gone(
    walk: Walk,
    place: str,
    rungs: Collection[str] | None = None,
    roles: Collection[str] | None = None,
    labels: Collection[str] | None = None,
) -> set[str]:
    """Bodies that `contacts_ended` counts."""
    return {
        edge["start"]
        for edge in walk.ever_into("CONTACTS", place)
        if walk.in_force(edge)
        and (walk.net.nodes[edge["start"]].get("until") or date.max) <= walk.day
        and _allowed(edge.get("rung"), rungs)
        and _allowed(edge.get("role"), roles)
        and (labels is None or set(labels) & set(walk.labels(edge["start"])))
    }


def answering(walk: Walk, place: str) -> list[Values]:
    """Edges of those who answer for a place, its own unit, owners or community not among them."""
    edges = walk.into(place, "MANAGES", "CONTACTS")
    return [edge for edge in edges if edge["type"] == "MANAGES" or edge.get("role") == "responsible"]


def tied(
    walk: Walk,
    place: str,
    body: str,
    tie: str,
    kinds: Collection[str] | None = None,
    tags: Collection[str] | None = None,
    functions: Collection[str] | None = None,
) -> list[str]:
    """Bodies that `bodies_tied` counts."""
    found = []
    for id_ in sorted({edge["start"] for edge in walk.into(place, tie)}):
        node = walk.net.nodes[id_]
        fits = _allowed(node.get("kind"), kinds) and _allowed(node.get("function"), functions)
        if body in walk.labels(id_) and fits and (tags is None or set(tags) & set(node.get("tags") or ())):
            found.append(id_)
    return found


def grids_of(walk: Walk, place: str, level: str) -> set[str]:
    """Grids of a level that a place lies in directly, or by a micro-grid of theirs."""
    found, label = set(), SCHEMA.level[level].label
    for edge in walk.out(place, "IN_GRID"):
        above, steps = {edge["end"]}, 0
        while above and steps < 3:
            found |= {id_ for id_ in above if walk.net.label[id_] == label}
            above, steps = {up["end"] for id_ in above for up in walk.out(id_, "PART_OF")}, steps + 1
    return found


def around(walk: Walk, place: str) -> list[str]:
    """Places that a place is part of, up to four steps."""
    found: list[str] = []
    above = [place]
    for _ in range(4):
        above = [edge["end"] for id_ in above for edge in walk.out(id_, "PART_OF")]
        found += above
    return found


# --- measures: a number, or None where it is unknown ----------------------------------------------------------------


def _grids(walk: Walk, place: str, level: str) -> int:
    direct = grids_of(walk, place, level)
    if direct:
        return len(direct)
    if any(grids_of(walk, whole, level) for whole in around(walk, place)):
        return 1

    def lies(part: str, depth: int) -> bool:
        if depth and grids_of(walk, part, level):
            return True
        parts = [edge["start"] for edge in walk.into(part, "PART_OF")]
        return bool(parts) and depth < 6 and all(lies(inner, depth + 1) for inner in parts)

    return int(lies(place, 0))


def _inhabitants(walk: Walk, place: str, counted: str) -> int | None:
    def stated(id_: str) -> int | None:
        return walk.net.nodes[id_].get(counted)

    own = stated(place)
    if own is not None:
        return own
    ways: dict[str, list[list[str]]] = defaultdict(list)  # leaf → ways down to it from the place

    def parts(at: str) -> list[str]:
        if walk.net.label[at] in GRIDS:
            return [edge["start"] for edge in walk.into(at, "PART_OF", "IN_GRID")]
        return [e["start"] for e in walk.into(at, "PART_OF") if walk.net.label[e["start"]] not in GRIDS]

    def descend(way: list[str]) -> None:
        below = parts((way or [place])[-1])
        if not below and way:
            ways[way[-1]].append(way)
        for part in below:
            if part not in way and part != place:
                descend([*way, part])

    descend([])
    by_leaf: dict[str, str] = {}
    for leaf, found in ways.items():
        said = [[id_ for id_ in way if stated(id_) is not None] for way in found]
        if not any(said):
            return None
        order = sorted(zip(said, found, strict=True), key=lambda pair: (not pair[0], len(pair[1]), pair[0]))
        by_leaf[leaf] = order[0][0][-1]
    chosen = set(by_leaf.values())
    tops: set[str] = set()
    for found in ways.values():
        first = {next((id_ for id_ in way if id_ in chosen), None) for way in found} - {None}
        if len(first) > 1:
            return None  # two places that state numbers overlap
        tops |= {id_ for id_ in first if id_}
    return sum(stated(id_) or 0 for id_ in tops) if tops else None


def _roster(walk: Walk, body: str, size: int | None) -> int | None:
    """Party members of a body: stated, else by a roster that is as long as the body is large."""
    node = walk.net.nodes[body]
    if node.get("party_members") is not None:
        return int(node["party_members"])
    people = {edge["start"] for edge in walk.into(body, "HOLDS")}
    said: list[bool | None] = [walk.net.nodes[one].get("party_member") for one in people]
    return said.count(True) if len(people) == size and None not in said else None


def _party_share(walk: Walk, body: str) -> float | None:
    size = walk.net.nodes[body].get("members")
    among = _roster(walk, body, size)
    return among / size if size and among is not None else None


def _party_members(walk: Walk, body: str, staff_from: int | None = None) -> int | None:
    node = walk.net.nodes[body]
    if staff_from is not None and node.get("staff") is None:
        return None
    return _roster(walk, body, node["members"] if node.get("members") is not None else node.get("staff"))


def _assigned_places(
    walk: Walk,
    person: str,
    ties: Collection[str],
    levels: Collection[str] | None = None,
    rungs: Collection[str] | None = None,
) -> int:
    edges = (edge for edge in walk.out(person, *ties) if _allowed(edge.get("rung"), rungs))
    places = {edge["end"] for edge in edges if "Place" in walk.labels(edge["end"])}
    return len({id_ for id_ in places if _allowed(SCHEMA.node[walk.net.label[id_]].level, levels)})


def _posts_held(walk: Walk, person: str, posts: Collection[str] | None = None) -> int:
    return len({(e["post"], e["end"]) for e in walk.out(person, "HOLDS") if _allowed(e["post"], posts)})


def _responsible(walk: Walk, place: str) -> int | None:
    named = len({edge["start"] for edge in answering(walk, place)})
    manager = walk.net.nodes[place].get("manager")
    return named or {None: None, "unit": 1, "owners": 1, "community": 1}.get(manager, 0)


def _superiors(
    walk: Walk, org: str, lines: Collection[str] | None = None, purposes: Collection[str] | None = None
) -> int:
    edges = (edge for edge in walk.out(org, "UNDER") if _allowed(edge.get("line"), lines))
    return len({e["end"] for e in edges if _allowed(walk.net.nodes[e["end"]].get("purpose"), purposes)})


def _checklist_missing(walk: Walk, at: str, items: Collection[str]) -> int | None:
    has, lacks = (set(walk.net.nodes[at].get(name) or ()) for name in ("has", "lacks"))
    lacking = len(set(items) & lacks)
    return lacking if lacking or set(items) <= has else None


def _items_held(walk: Walk, at: str) -> int | None:
    has = walk.net.nodes[at].get("has")
    return None if has is None else len(has)


def _items_listed(walk: Walk, at: str, kind: str, tag: str | None = None) -> int:
    items = {edge["start"]: walk.net.nodes[edge["start"]] for edge in walk.into(at, "LISTED_BY")}
    return sum(item["kind"] == kind and (tag is None or tag in (item.get("tags") or ())) for item in items.values())


def _member_purposes(walk: Walk, committee: str, purposes: Collection[str]) -> int:
    members = (walk.net.nodes[edge["start"]].get("purpose") for edge in walk.into(committee, "MEMBER_OF"))
    return len(set(members) & set(purposes))


def _funds_received(walk: Walk, body: str, purpose: str) -> float | None:
    total = 0.0
    for edge in walk.into(body, "FUNDS"):
        if edge.get("purpose") == purpose:
            if edge.get("amount_yuan") is None:
                return None
            total += edge["amount_yuan"]
    return total


def _orgs_or_instructors(walk: Walk, body: str, posts: Collection[str]) -> int:
    people = {edge["start"] for edge in walk.into(body, "HOLDS") if edge["post"] in posts}
    return len({edge["start"] for edge in walk.into(body, "HOSTED_BY")}) + len(people)


def _minutes(walk: Walk, place: str, kinds: Collection[str] | None = None) -> float | None:
    found, above = {place}, {place}
    for _ in range(8):
        above = {edge["end"] for id_ in above for edge in walk.out(id_, "PART_OF", "IN_GRID")} - found
        found |= above
    serving = (edge for id_ in found for edge in walk.into(id_, "SERVES") if walk.net.label[edge["start"]] == "Station")
    said = [e.get("minutes") for e in serving if _allowed(walk.net.nodes[e["start"]].get("kind"), kinds)]
    return min((minutes for minutes in said if minutes is not None), default=None)


def _days_to_expiry(walk: Walk, at: str, posts_: Collection[str]) -> int | None:
    ends = [edge["until"] for edge in posts(walk, at, posts_) if edge.get("until") is not None]
    return (min(ends) - walk.day).days if ends else None


MEASURES: dict[str, Callable[..., float | None]] = {
    "holders": lambda walk, at, **how: len({edge["start"] for edge in posts(walk, at, **how)}),
    "covering_branches": lambda walk, at, **how: len(covering(walk, at, **how)),
    "inhabitants": _inhabitants,
    "party_share": _party_share,
    "party_members": _party_members,
    "contacts": lambda walk, at, **how: len({edge["start"] for edge in contacting(walk, at, **how)}),
    "assigned_places": _assigned_places,
    "posts_held": _posts_held,
    "grids": _grids,
    "bodies_tied": lambda walk, at, **how: len(tied(walk, at, **how)),
    "responsible_parties": _responsible,
    "superiors": _superiors,
    "checklist_missing": _checklist_missing,
    "items_held": _items_held,
    "items_listed": _items_listed,
    "member_purposes": _member_purposes,
    "funds_received": _funds_received,
    "orgs_or_instructors": _orgs_or_instructors,
    "minutes_to_station": _minutes,
    "days_to_expiry": lambda walk, at, **how: _days_to_expiry(walk, at, how["posts"]),
    "contacts_ended": lambda walk, at, **how: len(gone(walk, at, **how)),
    "successors_in_force": lambda walk, org: len(set(walk.succeeded_by(org))),
}
"""One for each question in `cypher/gaps`, by its name."""
