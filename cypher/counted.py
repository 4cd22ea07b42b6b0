"""What each measure counts, as data: which facts, where they stand, and which parameter limits which of their words.

A measure of `cypher/gaps` says how many; this table says which. A contract test holds it against the folder, and
against each measure's own `hit` and `miss`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graph.profile import Norm, Profile
from graph.schema import SCHEMA

if TYPE_CHECKING:
    from cypher.why.asked import Trail

Shape = Literal["count", "least", "sum", "days", "grids", "stated", "missing_items", "items"]
LINE_OF_TIE = {
    "COVERS": "party",
    "MANAGES": "property",
    "REPRESENTS": "owners",
    "CONTACTS": "contact",
    "SERVES": "station",
}


@dataclass(frozen=True)
class Way:
    """One way in which a fact counts.

    `types` are the edge's, unless the parameter `named` gives them. `edge` and `end` name, for a property of the edge
    or of the node at its far end, the parameter that limits it; `always` and `unless_asked` limit a property of the
    edge or of that node without one, the latter by what does not count unless the parameter asks for it.
    """

    types: tuple[str, ...] = ()
    named: str = ""
    reach: tuple[str, ...] = ("subject",)
    edge: Mapping[str, str] = field(default_factory=dict)
    end: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    always: Mapping[str, str] = field(default_factory=dict)
    unless_asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """What a measure counts.

    `things` are its words: Chinese, English for one and for several. `tells` is what it tells apart.
    """

    things: tuple[str, str, str]
    ways: tuple[Way, ...] = ()
    shape: Shape = "count"
    outgoing: bool = False
    tells: Literal["end", "post", "purpose"] = "end"
    line: str | None = None
    manager: bool = False  # without a fact, the place's own unit, owners or community answer for it
    over: bool = False  # it counts the facts that are open although their other end is over
    superseded: bool = False  # a temporary organisation does not count beside its successor
    parts: bool = False  # where the place states no number of its own, it is the sum of its parts


@dataclass(frozen=True)
class Misfit:
    """Why a fact does not count: its word is not among those that do."""

    name: str
    found: str | None
    wanted: tuple[str, ...]
    refused: bool = False  # `wanted` are words that do not count


POSTS = (
    Way(("HOLDS",), edge={"post": "posts", "mode": "modes"}),
    Way(("HOLDS",), reach=("bodies",), edge={"post": "posts", "mode": "modes"}),
)
ROSTER = (Way(("HOLDS",)),)
CONTACTS = Way(("CONTACTS",), edge={"rung": "rungs", "role": "roles"}, end={"label": "labels"})

COUNTED: dict[str, Counted] = {
    "holders": Counted(("任职者", "holder", "holders"), POSTS),
    "days_to_expiry": Counted(("天到期", "day until a post ends", "days until a post ends"), POSTS, "days"),
    "covering_branches": Counted(
        ("党组织", "Party organisation", "Party organisations"),
        (
            Way(
                ("COVERS",),
                label="PartyOrg",
                end={"kind": "kinds", "formation": "formations", "purpose": "purposes"},
                unless_asked={"formation": "temporary"},
            ),
        ),
        line="party",
        superseded=True,
    ),
    "contacts": Counted(("包联者", "contact", "contacts"), (CONTACTS,), line="contact"),
    "contacts_ended": Counted(
        ("主体已终止的包联", "contact whose unit has ended", "contacts whose units have ended"),
        (CONTACTS,),
        line="contact",
        over=True,
    ),
    "bodies_tied": Counted(
        ("组织", "body", "bodies"),
        (Way(named="tie", end={"label": "body", "kind": "kinds", "function": "functions", "tags": "tags"}),),
    ),
    "responsible_parties": Counted(
        ("负责方", "responsible party", "responsible parties"),
        (Way(("MANAGES",)), Way(("CONTACTS",), always={"role": "responsible"})),
        line="property",
        manager=True,
    ),
    "grids": Counted(
        ("网格", "grid", "grids"),
        (Way(("IN_GRID",), reach=("subject", "parts", "around")),),
        "grids",
        outgoing=True,
        line="grid",
    ),
    "minutes_to_station": Counted(
        ("分钟到站点", "minute to a station", "minutes to a station"),
        (Way(("SERVES",), reach=("subject", "above"), label="Station", end={"kind": "kinds"}),),
        "least",
        line="station",
    ),
    "superiors": Counted(
        ("上级党组织", "superior Party organisation", "superior Party organisations"),
        (Way(("UNDER",), edge={"line": "lines"}, end={"purpose": "purposes"}),),
        outgoing=True,
        line="party",
    ),
    "successors_in_force": Counted(
        ("已成立的后继党组织", "successor in force", "successors in force"),
        (Way(("SUCCEEDED_BY",)),),
        line="party",
        outgoing=True,
    ),
    "orgs_or_instructors": Counted(
        ("党组织或指导员", "Party organisation or instructor", "Party organisations or instructors"),
        (Way(("HOSTED_BY",), label="PartyOrg"), Way(("HOLDS",), edge={"post": "posts"})),
    ),
    "member_purposes": Counted(
        ("成员党组织", "purpose with a Party organisation on it", "purposes with a Party organisation on it"),
        (Way(("MEMBER_OF",), label="PartyOrg", end={"purpose": "purposes"}),),
        tells="purpose",
    ),
    "funds_received": Counted(
        ("元经费", "yuan received", "yuan received"), (Way(("FUNDS",), edge={"purpose": "purpose"}),), "sum"
    ),
    "items_listed": Counted(
        ("列入的事项", "item on its list", "items on its list"),
        (Way(("LISTED_BY",), end={"kind": "kind", "tags": "tag"}),),
    ),
    "posts_held": Counted(
        ("职务", "post", "posts"), (Way(("HOLDS",), edge={"post": "posts"}),), outgoing=True, tells="post"
    ),
    "assigned_places": Counted(
        ("所联地点", "place that it is assigned to", "places that it is assigned to"),
        (Way(named="ties", edge={"rung": "rungs"}, end={"level": "levels"}, label="Place"),),
        outgoing=True,
        line="contact",
    ),
    "households": Counted(("户", "household", "households"), shape="stated", parts=True),
    "inhabitants": Counted(("居住规模", "inhabitant", "inhabitants"), shape="stated", parts=True),
    "party_share": Counted(("的党员比例", "share of Party members", "share of Party members"), ROSTER, "stated"),
    "party_members": Counted(("名党员", "Party member", "Party members"), ROSTER, "stated"),
    "checklist_missing": Counted(
        ("项缺少的清单项", "checklist item missing", "checklist items missing"), shape="missing_items"
    ),
    "items_held": Counted(("项已有事项", "item that it has", "items that it has"), shape="items"),
}
"""By the measure's name. `inhabitants`, `days_to_expiry` and `contacts_ended` may come later than their entries."""


def types_of(counted: Counted, parameters: Mapping[str, Any]) -> list[str]:
    """Types of the edges that a norm's measure counts."""
    return list(dict.fromkeys(type_ for way in counted.ways for type_ in _types(way, parameters)))


def reach_of(counted: Counted) -> list[str]:
    """How far its facts may stand from the subject."""
    cells = ["cells"] if counted.shape == "grids" else []
    return [*dict.fromkeys(reach for way in counted.ways for reach in way.reach), *cells]


def misfits(counted: Counted, trail: Trail, parameters: Mapping[str, Any]) -> list[Misfit] | None:
    """Why a trail's fact does not count, by the way it misses least; [] where it counts, None where it is of no way."""
    likely = [
        _misfits(way, trail, parameters)
        for way in counted.ways
        if trail.is_fact and trail.reach in way.reach and trail.fact.type in _types(way, parameters)
    ]
    return min(likely, key=len, default=None)


def _types(way: Way, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return way.types or _listed(parameters.get(way.named)) or ()


def _misfits(way: Way, trail: Trail, parameters: Mapping[str, Any]) -> list[Misfit]:
    found: list[Misfit] = []
    if way.label and way.label not in trail.end.labels:
        found.append(Misfit("label", trail.end.label, (way.label,)))
    asked = [(trail.fact, *pair) for pair in way.edge.items()] + [(trail.end, *pair) for pair in way.end.items()]
    for thing, name, param in asked:
        wanted = _listed(parameters.get(param))
        has = _words(thing, name)
        if wanted is not None and not set(wanted) & set(has):
            found.append(Misfit(name, "、".join(has) or None, wanted))
        elif wanted is None and way.unless_asked.get(name) in has:
            found.append(Misfit(name, has[0], has, refused=True))
    found += [
        Misfit(name, (_words(trail.fact, name) or (None,))[0], (wanted,))
        for name, wanted in way.always.items()
        if wanted not in _words(trail.fact, name)
    ]
    return found


def _words(thing: Any, name: str) -> tuple[str, ...]:
    """The values of a property, the labels of a node among them."""
    value = thing.labels if name == "label" else getattr(thing, name)
    return _listed(value) or ()


def _listed(value: Any) -> tuple[str, ...] | None:
    return None if value is None else (value,) if isinstance(value, str) else tuple(value)


def told(counted: Counted, trail: Trail) -> tuple[str | None, ...]:
    """What makes two facts count as one."""
    if counted.shape == "grids":
        return (trail.nodes[-1].id,)
    if counted.tells == "purpose":
        return (trail.end.purpose,)
    end = (SCHEMA.node[trail.end.label].family.name, trail.end.id)
    return (*end, trail.fact.post) if counted.tells == "post" else end


def line_of(norm: Norm, profile: Profile) -> str | None:
    """The line that a norm is about: whose post it asks for, or by which tie, else the one of its measure."""
    posts = set(norm.parameters.get("posts") or ())
    by_post = next((line for line, own in profile.posts_by_line.items() if posts & set(own)), None)
    return by_post or LINE_OF_TIE.get(norm.parameters.get("tie", "")) or COUNTED[norm.measure or ""].line
