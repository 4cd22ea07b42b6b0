"""Every measure against `loaders.expected`, which walks a network in memory, on many small random networks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cypher.gaps import MEASURES, measure
from graph.profile import Norm, Subject
from graph.schema import SCHEMA
from graph.store import Store
from loaders import expected
from loaders.expected import Walk
from loaders.network import Network

DAY = date(2026, 3, 1)
# the boundary days, one long past and one far ahead; mostly absent, or nothing would be in force
SOME_DAY = st.sampled_from([None] * 40 + [DAY + timedelta(days=n) for n in (-400, -1, 0, 1, 400)])
PLACES = ("Community", "Compound", "Building", "Building", "Unit", "StairGroup", "Grid", "MicroGrid", "MicroGrid")
BODIES = ("PartyOrg",) * 5 + (
    *("OwnersCommittee", "PropertyCompany", "Department", "Institution", "Committee", "Committee", "Team"),
    *("Station", "SocialOrg"),
)
FACTS = (
    *("COVERS", "COVERS", "COVERS", "HOLDS", "HOLDS", "HOLDS", "CONTACTS", "CONTACTS", "UNDER", "UNDER"),
    *(
        "SUCCEEDED_BY",
        "SUCCEEDED_BY",
        "SUCCEEDED_BY",
        "MANAGES",
        "REPRESENTS",
        "SERVES",
        "SERVES",
        "REGISTERED_IN",
        "HOSTED_BY",
    ),
    *(*["MEMBER_OF"] * 4, "REPORTS_TO", "EMBEDDED_IN", "FUNDS", "FUNDS", *["LISTED_BY"] * 4),
)
WORDS: dict[str, tuple[Any, ...]] = {
    "post": ("书记", "网格长"),
    "mode": (None, "elected", "appointed"),
    "rung": ("department", "cadre"),
    "role": (None, "lead", "responsible"),
    "line": ("territorial", "industry"),
    "minutes": (None, 5.0, 9.0),
    "amount_yuan": (None, 5000.0, 200.0, 200.0),
    "purpose": ("启动", "grid"),
    "formation": (None, "single", "joint", "temporary", "temporary"),
    "function": ("housing", "police"),
    "members": (None, 0, 1, 2),
    "party_members": (None, None, 1),
    "staff": (None, 1, 50),
    "households": (None, None, None, 0, 7, 30),
    "population": (None, None, 0, 20, 90),
    "manager": (None, "property", "owners", "none"),
    "party_member": (None, True, True, False),
    "tags": (None, None, ["示范"], ["示范", "新"]),
}
LISTS = ("posts", "modes", "formations", "purposes", "rungs", "roles", "functions", "lines", "kinds", "tags", "labels")


JOIN = """
UNWIND $rows AS row
MATCH (a {id: row.start}), (b {id: row.end})
CREATE (a)-[r:$(row.type)]->(b) SET r = row.values
"""


def kinds(label: str) -> tuple[str, ...]:
    return (next(p.allowed for p in SCHEMA.node[label].all_properties if p.name == "kind") or ("甲", "乙"))[:2]


@st.composite
def networks(draw: Any) -> Network:
    """A street with up to seven places in it, two grid overlays, up to eight bodies, people and items, and facts."""
    net = Network(draw(st.uuids()).hex[:8], 0)

    def node(label: str, number: int) -> str:
        words = {p.name for p in SCHEMA.node[label].all_properties} & WORDS.keys()
        values = {word: draw(st.sampled_from(WORDS[word])) for word in sorted(words)}
        dates = {"since": draw(SOME_DAY), "until": draw(SOME_DAY)} if _dated(label) else {}
        lists = {}
        if _dated(label):
            has = draw(st.none() | st.lists(st.sampled_from("甲乙丙"), unique=True))
            lists = {
                "has": has,
                "lacks": [item for item in "甲乙丙" if item not in (has or "甲") and draw(st.booleans())],
            }
        kind = draw(st.sampled_from(kinds(label)))
        return net.node(label, f"名{number}", id=f"{net.place}-{number}", kind=kind, **values, **dates, **lists)

    def join(type_: str, start: str, end: str) -> None:
        names = {p.name for p in SCHEMA.edge[type_].properties}
        values = {word: draw(st.sampled_from(WORDS[word])) for word in sorted(names & WORDS.keys())}
        dates = {"since": draw(SOME_DAY), "until": draw(SOME_DAY)} if SCHEMA.edge[type_].dated else {}
        net.edge(type_, start, end, **values, **dates)

    numbers = iter(draw(st.permutations(range(20))))  # ids in no order
    places = [net.node("Street", "街道", id=f"{net.place}-{next(numbers)}")]
    places += [node(label, next(numbers)) for label in draw(st.lists(st.sampled_from(PLACES), min_size=3, max_size=7))]
    for n, place in enumerate(places[1:], start=1):
        join("PART_OF", place, places[draw(st.integers(0, n - 1))])
        if not draw(st.integers(0, 7)):  # two parents: a defect, but never a reason to fall over
            join("PART_OF", place, places[draw(st.integers(0, n - 1))])
        grids = [at for at in places[:n] if net.label[at] in expected.GRIDS]
        for _ in range(draw(st.integers(0, 2)) if grids else 0):
            join("IN_GRID", place, draw(st.sampled_from(grids)))
    for label in draw(st.lists(st.sampled_from((*BODIES, *["Person"] * 6, "Item", "Item")), min_size=5, max_size=9)):
        node(label, next(numbers))
    for type_ in draw(st.lists(st.sampled_from(FACTS), min_size=12, max_size=24)):
        starts, ends = (_of(net, SCHEMA.labels(side)) for side in (SCHEMA.edge[type_].starts, SCHEMA.edge[type_].ends))
        if starts and ends:
            start, end = draw(st.sampled_from(starts)), draw(st.sampled_from(ends))
            if start != end:
                join(type_, start, end)
    return net


def _dated(label: str) -> bool:
    return SCHEMA.node[label].family.name in ("Place", "Body")


def _of(net: Network, labels: tuple[str, ...]) -> list[str]:
    return [id_ for id_, label in net.label.items() if label in labels]


@st.composite
def norms(draw: Any, name: str) -> Norm:
    """A norm by a measure, with some of its parameters, for some label."""
    some = {
        **{
            plural: st.lists(st.sampled_from(WORDS[plural[:-1]]).filter(bool))
            for plural in LISTS
            if plural[:-1] in WORDS
        },
        "kinds": st.sets(st.sampled_from(["committee", "residents", "甲"]), min_size=1).map(sorted),
        "tags": st.sets(st.sampled_from(["示范", "新"]), min_size=1).map(sorted),
        "labels": st.sets(st.sampled_from(["Person", "PartyOrg", "Department"]), min_size=1).map(sorted),
        "levels": st.sets(st.sampled_from(["building", "grid", "street"]), min_size=1).map(sorted),
        "ties": st.lists(st.sampled_from(expected.ASSIGNED), min_size=1),
        "items": st.sets(st.sampled_from("甲乙丙"), min_size=1).map(sorted),
        "level": st.sampled_from(["grid", "micro_grid"]),
        "body": st.sampled_from(["PartyOrg", "Station", "Body", "Body"]),
        "tie": st.sampled_from(["COVERS", "COVERS", "SERVES", "SERVES", "CONTACTS", "REPORTS_TO"]),
        "kind": st.sampled_from(kinds("Item")),
        "tag": st.sampled_from(["示范", "新"]),
        "purpose": st.sampled_from(WORDS["purpose"]),
        "staff_from": st.sampled_from([1, 50]),
        "counted": st.sampled_from(["households", "population"]),
    }
    question = MEASURES[name]
    parameters = {}
    for parameter in question.extra["example"]:
        if parameter != "label" and (parameter in question.extra["required"] or draw(st.booleans())):
            parameters[parameter] = draw(some[parameter])
    label = draw(st.sampled_from(SUBJECTS.get(name, ("Place",))))
    tag = draw(st.sampled_from([None, None, None, "示范"]))
    subject = {"label": label, "tag": tag} if label != "Item" else {"label": label}
    return Norm.model_construct(
        id=name, measure=name, parameters=parameters, subjects=(Subject(**subject),), min=None, max=None
    )


SUBJECTS = {
    "holders": ("Place", "PartyOrg"),
    "inhabitants": ("Place", "Grid", "MicroGrid"),
    "days_to_expiry": ("Place", "PartyOrg"),
    "contacts_ended": ("Place",),
    "grids": ("Building", "Compound"),
    "party_share": ("Body",),
    "party_members": ("Body",),
    "assigned_places": ("Person",),
    "posts_held": ("Person",),
    "superiors": ("PartyOrg",),
    "checklist_missing": ("Place", "Body"),
    "items_held": ("Place", "Body"),
    "items_listed": ("Place", "Body"),
    "member_purposes": ("Committee",),
    "funds_received": ("Body",),
    "orgs_or_instructors": ("Body",),
    "successors_in_force": ("PartyOrg",),
}


def write(store: Store, drawn: list[Network]) -> None:
    nodes = [
        {"labels": list(SCHEMA.node[net.label[id_]].labels), "values": _properties(net, id_)}
        for net in drawn
        for id_ in net.nodes
    ]
    edges = [
        {
            "type": edge["type"],
            "start": edge["start"],
            "end": edge["end"],
            "values": {k: v for k, v in edge.items() if k not in ("type", "start", "end")} | {"key": f"{net.place}{n}"},
        }
        for net in drawn
        for n, edge in enumerate(net.edges)
    ]
    store.write_together(
        [
            ("MATCH (n) WHERE NOT n:Network DETACH DELETE n", {}),
            ("UNWIND $rows AS row CREATE (n:$(row.labels)) SET n = row.values", {"rows": nodes}),
            (JOIN, {"rows": edges}),
        ]
    )


def _properties(net: Network, id_: str) -> dict[str, Any]:
    node = SCHEMA.node[net.label[id_]]
    return net.nodes[id_] | ({"level": node.level} if node.family.name == "Place" else {})


values: dict[str, Counter[float | None]] = {name: Counter() for name in MEASURES}
asked_of: dict[str, tuple[Network, tuple[Norm, ...]]] = {}


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # what is drawn is compared later, so that there is nothing to shrink
)
@given(
    st.lists(networks(), min_size=8, max_size=8, unique_by=lambda net: net.place),
    st.tuples(*(norms(name) for name in MEASURES)),
)
def draw(drawn: list[Network], asked: tuple[Norm, ...]) -> None:
    """Put networks, and the norms they are to be held against, to those that are there already."""
    for net in drawn:
        asked_of.setdefault(net.place, (net, asked))


def compare(store: Store, net: Network, asked: tuple[Norm, ...]) -> None:
    walk, root = Walk(net, DAY), next(iter(net.nodes))
    within = expected.inside(walk, [root])
    for norm in asked:
        (subject,) = norm.subjects
        rows = measure(
            store,
            name=norm.id,
            place=root,
            label=subject.label,
            tag=subject.tag,
            as_of=DAY,
            minimum=float("inf"),
            parameters=norm.parameters,
        )
        found = {row.subject_id: row.value for row in rows}
        wanted = {id_: expected.measured(walk, norm, id_) for id_ in expected.subjects(walk, within, norm)}
        assert found == wanted, (norm, net.nodes, net.edges)
        assert [row.subject_id for row in rows] == sorted(found)
        values[norm.id].update(found.values())


def test_measures_say_what_a_walk_finds(graph: Store) -> None:
    """All networks stand in one graph: each new one has the server plan every measure again, which takes longest."""
    draw()
    assert len(asked_of) > 40
    write(graph, [net for net, _ in asked_of.values()])
    for net, asked in asked_of.values():
        compare(graph, net, asked)
    # the networks must not be so poor that nothing was compared; chance may leave out a measure or two
    told = [name for name, found in values.items() if any(found)]
    assert len(told) >= len(values) - 3, values
