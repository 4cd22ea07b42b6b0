"""Counts of people and Party organisations against a walk written independently, on random networks: several paths,
two places side by side, dates, joint and functional organisations, two superiors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher.figures.counts import MEASURES
from graph.schema import SCHEMA
from graph.store import Store

DAY = date(2026, 3, 1)
# mostly absent, or nothing would be in force; else the boundary days
SOME_DAY = st.sampled_from([None] * 30 + [DAY + timedelta(days=n) for n in (-1, 0, 1)])
LABELS = ("Community", "Compound", "Compound", "Building")
BODIES = ("PartyOrg", "PartyOrg", "PartyOrg", "OwnersCommittee", "PropertyCompany", "Committee", "Department")
TIES = ("COVERS", "COVERS", "UNDER", "UNDER", "HOSTED_BY", "REPRESENTS", "MANAGES", "SERVES", "MEMBER_OF", "CONTACTS")
POSTS = ("书记", "委员", "网格长")
FORMATIONS = ("single", "joint", "functional", "temporary")
KINDS = ("branch", "group")
TIED = {"SERVES", "COVERS", "REPRESENTS", "MANAGES", "REGISTERED_IN"}
FOUND = TIED | {"REPORTS_TO", "CO_BUILDS", "CONTACTS"}
WRITE = """
UNWIND $nodes AS node CREATE (n:$(node.labels)) SET n = node.values
"""
JOIN = """
UNWIND $edges AS edge
MATCH (a {id: edge.start}), (b {id: edge.end})
CREATE (a)-[r:$(edge.type)]->(b) SET r = edge.values
"""


@dataclass
class Network:
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: list[dict[str, Any]] = field(default_factory=list)

    def add(self, draw: Any, label: str, **values: Any) -> str:
        dated = {} if label == "Person" else {"since": draw(SOME_DAY), "until": draw(SOME_DAY)}
        family = SCHEMA.node[label].family.name
        id_ = f"{family}{len(self.nodes)}"
        self.nodes[id_] = {"id": id_, "name": id_, "label": label, "family": family, **dated, **values}
        return id_

    def join(self, draw: Any, type_: str, start: str, end: str, **values: Any) -> None:
        dates = {"since": draw(SOME_DAY), "until": draw(SOME_DAY)}
        values = {"key": f"{len(self.edges)}", **dates, **values}
        self.edges.append({"type": type_, "start": start, "end": end, "values": values})

    def of(self, *labels: str) -> list[str]:
        return [id_ for id_, node in self.nodes.items() if node["label"] in labels]


@st.composite
def networks(draw: Any) -> Network:
    """Two streets side by side, up to eight places below them, up to seven bodies, five people and 34 ties."""
    network = Network()
    placed = [network.add(draw, "Street", level="street") for _ in range(2)]
    for label in draw(st.lists(st.sampled_from(LABELS), min_size=3, max_size=8)):
        place = network.add(draw, label, level=SCHEMA.node[label].level)
        network.join(draw, "PART_OF", place, draw(st.sampled_from(placed)))
        placed.append(place)
    for label in draw(st.lists(st.sampled_from(BODIES), min_size=3, max_size=7)):
        shape = {"formation": draw(st.sampled_from(FORMATIONS)), "kind": draw(st.sampled_from(KINDS))}
        network.add(draw, label, **(shape if label == "PartyOrg" else {}))
    people = [network.add(draw, "Person", tags=draw(st.sampled_from([[], ["退休"]]))) for _ in range(5)]
    for type_ in draw(st.lists(st.sampled_from(TIES), min_size=6, max_size=14)):
        edge = SCHEMA.edge[type_]
        starts, ends = network.of(*SCHEMA.labels(edge.starts)), network.of(*SCHEMA.labels(edge.ends))
        if starts and ends:
            values = {"rung": "unit"} if type_ == "CONTACTS" else {}
            network.join(draw, type_, draw(st.sampled_from(starts)), draw(st.sampled_from(ends)), **values)
    held_at = [id_ for id_ in network.nodes if id_ not in people]
    for _ in range(draw(st.integers(6, 20))):
        post, mode = draw(st.sampled_from(POSTS)), draw(st.sampled_from(["elected", "concurrent", None]))
        network.join(draw, "HOLDS", draw(st.sampled_from(people)), draw(st.sampled_from(held_at)), post=post, mode=mode)
    return network


def in_force(thing: dict[str, Any]) -> bool:
    since, until = thing.get("since"), thing.get("until")
    return (since is None or since <= DAY) and (until is None or until > DAY)


class Walk:
    """What lies in a place, step by step, over what is in force."""

    def __init__(self, network: Network, place: str) -> None:
        self.nodes = network.nodes
        self.live = [
            e
            for e in network.edges
            if in_force(e["values"]) and in_force(self.nodes[e["start"]]) and in_force(self.nodes[e["end"]])
        ]
        self.inside = self.down({place} if in_force(self.nodes[place]) else set(), {"PART_OF"})

    def onto(self, ends: Iterable[str], types: set[str], label: str | None = None) -> set[str]:
        return {
            e["start"]
            for e in self.live
            if e["end"] in set(ends) and e["type"] in types and label in (None, self.nodes[e["start"]]["label"])
        }

    def down(self, found: set[str], types: set[str], label: str | None = None) -> set[str]:
        while more := self.onto(found, types, label) - found:
            found = found | more
        return found

    def organisations(self, **wanted: list[str] | None) -> set[str]:
        bodies = self.onto(self.inside, TIED)
        every = self.down(bodies, {"UNDER", "HOSTED_BY"}, "PartyOrg")
        return {id_ for id_ in every if self.nodes[id_]["label"] == "PartyOrg" and self.fits(id_, **wanted)}

    def covered(self, level: str, **wanted: list[str] | None) -> set[str]:
        return {
            e["end"]
            for e in self.live
            if e["type"] == "COVERS" and e["end"] in self.inside and self.fits(e["start"], **wanted)
            and self.nodes[e["end"]]["level"] == level
        }  # fmt: skip

    def fits(self, id_: str, **wanted: list[str] | None) -> bool:
        return all(values is None or self.nodes[id_].get(name) in values for name, values in wanted.items())

    def holdings(self) -> list[tuple[str, str, str, str | None]]:
        at = self.down(
            self.inside | self.onto(self.inside, FOUND) - set(self.people), {"UNDER", "HOSTED_BY", "MEMBER_OF"}
        )
        held = [e for e in self.live if e["type"] == "HOLDS" and e["end"] in at]
        return [(e["start"], e["values"]["post"], e["end"], e["values"]["mode"]) for e in held]

    @property
    def people(self) -> list[str]:
        return [id_ for id_, node in self.nodes.items() if node["label"] == "Person"]


def some(values: Iterable[str]) -> st.SearchStrategy[list[str] | None]:
    return st.none() | st.lists(st.sampled_from(list(values)), min_size=1, max_size=2)


seen: Counter[str] = Counter()


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(), some(FORMATIONS), some(KINDS), st.lists(st.sampled_from(POSTS), min_size=1, max_size=2), st.data())
def check(
    store: Store,
    network: Network,
    formations: list[str] | None,
    kinds: list[str] | None,
    posts: list[str],
    data: st.DataObject,
) -> None:
    nodes = [
        {
            "labels": [node["label"], node["family"]],
            "values": {k: v for k, v in node.items() if k not in ("label", "family")},
        }
        for node in network.nodes.values()
    ]
    store.write_together(
        [
            ("MATCH (n) WHERE NOT n:Network DETACH DELETE n", {}),
            (WRITE, {"nodes": nodes}),
            (JOIN, {"edges": network.edges}),
        ]
    )
    also = data.draw(st.lists(st.sampled_from(POSTS), min_size=1, max_size=2), label="also")
    tag = data.draw(st.sampled_from([None, "退休"]), label="tag")
    modes = data.draw(some(("elected", "concurrent")), label="modes")
    for place in network.of("Street"):
        walk = Walk(network, place)

        def counted(name: str, place: str = place, **asked: Any) -> int:
            value: int = MEASURES[name](store, place=place, as_of=DAY, **asked)[0].value
            seen[name] += value > 0
            return value

        compare(walk, counted, {"formations": formations, "kinds": kinds}, posts, also, tag, modes)


def compare(
    walk: Walk,
    counted: Callable[..., int],
    wanted: dict[str, list[str] | None],
    posts: list[str],
    also: list[str],
    tag: str | None,
    modes: list[str] | None,
) -> None:
    by_name = {"formation": wanted["formations"], "kind": wanted["kinds"]}
    assert counted("count_party_orgs", **wanted) == len(walk.organisations(**by_name))
    assert counted("count_covered", level="compound", **wanted) == len(walk.covered("compound", **by_name))
    holdings = [(p, post, at, mode) for p, post, at, mode in walk.holdings() if tag in (None, *walk.nodes[p]["tags"])]
    holders = {p for p, post, _, mode in holdings if post in posts and (modes is None or mode in modes)}
    assert counted("count_holders", posts=posts, tag=tag, modes=modes) == len(holders)
    both = {
        p for p, post, at, _ in holdings for q, other, there, _ in holdings
        if p == q and post in posts and other in also and post != other and at != there
    }  # fmt: skip
    assert counted("count_cross_holders", held=posts, also=also, tag=tag) == len(both)
    if tag is None:
        held = {(p, at) for p, post, at, _ in holdings if post in posts}
        assert counted("count_posts", posts=posts) == len(held)


def test_counts_are_what_a_walk_finds(graph: Store) -> None:
    check(graph)
    # the networks must not be so poor that nothing was compared
    assert len(seen) == 5
    assert min(seen.values()) > 0, seen
