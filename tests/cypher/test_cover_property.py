"""`cover` against a walk written independently, on random networks: overlays, dates, several paths, split buildings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

import networkx as nx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher.coverage import LINES, cover
from graph.schema import SCHEMA
from graph.store import Store

DAY = date(2026, 3, 1)
# the boundary days, one long past and one far ahead; mostly absent, or nothing would be in force
SOME_DAY = st.sampled_from([None] * 40 + [DAY + timedelta(days=n) for n in (-400, -1, 0, 1, 400)])
LABELS = ("Street", "Community", "Compound", "Building", "Building", "StairGroup", "StairGroup", "Grid", "MicroGrid")
GRIDS = ("Grid", "MicroGrid")
BODIES = ("PartyOrg", "OwnersCommittee", "PropertyCompany", "Department", "Institution", "Team", "Station")
FACTS = ("HOLDS", "HOLDS", "COVERS", "MANAGES", "REPRESENTS", "CONTACTS", "SERVES", "REPORTS_TO", "EMBEDDED_IN")
POSTS = ("网格员", "楼组长", "书记")
JOIN = """
UNWIND $rows AS row
MATCH (a {id: row.start}), (b {id: row.end})
CREATE (a)-[r:$(row.type)]->(b) SET r = row.values
"""


@dataclass
class Network:
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: list[dict[str, Any]] = field(default_factory=list)

    def join(self, draw: Any, type_: str, start: str, end: str, **properties: Any) -> None:
        dates = {"since": draw(SOME_DAY), "until": draw(SOME_DAY)}
        values = {"key": f"{type_}{len(self.edges)}{start}", **dates, **properties}
        self.edges.append({"type": type_, "start": start, "end": end, "values": values})

    def labelled(self, *labels: str) -> list[str]:
        return [id_ for id_, node in self.nodes.items() if node["label"] in labels]


@st.composite
def networks(draw: Any) -> Network:
    """Up to nine places in no order of ids, mostly a tree with a grid overlay; up to six holders and twelve facts."""
    network = Network()
    prefix = draw(st.uuids()).hex[:6]
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=9))
    ids = [f"{prefix}-{n}" for n in draw(st.permutations(range(len(labels))))]
    for id_, label in zip(ids, labels, strict=True):
        level = SCHEMA.node[label].level
        dates = {"since": draw(SOME_DAY), "until": draw(SOME_DAY)}
        network.nodes[id_] = {"label": label, "family": "Place", "name": f"名{id_}", "level": level, **dates}
    for n, id_ in enumerate(ids[1:], start=1):
        if draw(st.integers(0, 9)):
            network.join(draw, "PART_OF", id_, ids[draw(st.integers(0, n - 1))])
    for _ in range(draw(st.integers(0, 5))):  # two parents, or a cycle: defects, but never a reason to fall over
        network.join(draw, "PART_OF", draw(st.sampled_from(ids)), draw(st.sampled_from(ids)))
    grids = network.labelled(*GRIDS)
    for _ in range(draw(st.integers(0, 5)) if grids else 0):
        network.join(draw, "IN_GRID", draw(st.sampled_from(ids)), draw(st.sampled_from(grids)))
    for n, label in enumerate(draw(st.lists(st.sampled_from((*BODIES, "Person", "Person", "Person")), max_size=6))):
        family = SCHEMA.node[label].family.name
        dates = {"since": draw(SOME_DAY), "until": draw(SOME_DAY)} if family == "Body" else {}
        network.nodes[f"{prefix}-h{n}"] = {"label": label, "family": family, "name": f"人{n}", **dates}
    bodies = network.labelled(*BODIES)
    for type_ in draw(st.lists(st.sampled_from(FACTS), max_size=12)):
        edge = SCHEMA.edge[type_]
        starts = network.labelled(*SCHEMA.labels(edge.starts))
        ends = [*network.labelled(*SCHEMA.labels(edge.ends)), *(bodies if type_ == "HOLDS" else [])]
        if starts and ends:
            extra: dict[str, Any] = {}
            if type_ == "HOLDS":
                extra = {"post": draw(st.sampled_from(POSTS)), "mode": "elected"}
            if type_ == "CONTACTS":
                extra = {"rung": "cadre", "role": draw(st.sampled_from([None, "lead", "member"]))}
            network.join(draw, type_, draw(st.sampled_from(starts)), draw(st.sampled_from(ends)), **extra)
    return network


def in_force(thing: dict[str, Any]) -> bool:
    since, until = thing.get("since"), thing.get("until")
    return (since is None or since <= DAY) and (until is None or until > DAY)


def walked(network: Network, place: str, posts: dict[str, list[str]], lines: list[str]) -> list[dict[str, Any]]:
    """What `cover` should say, by walking: states are (place, whether the walk has turned upwards)."""
    nodes = network.nodes
    live = [
        e for e in network.edges if in_force(e["values"]) and in_force(nodes[e["start"]]) and in_force(nodes[e["end"]])
    ]
    states = nx.DiGraph()
    for edge in (e for e in live if e["type"] in ("PART_OF", "IN_GRID")):
        if edge["type"] == "PART_OF" or nodes[place]["label"] in GRIDS:
            states.add_edge((edge["end"], False), (edge["start"], False))
        states.add_edge((edge["start"], False), (edge["end"], True))
        states.add_edge((edge["start"], True), (edge["end"], True))
    states.add_node((place, False))
    reached = nx.descendants(states, (place, False)) | {(place, False)}
    inside = {id_ for id_, turned in reached if not turned}
    chains: dict[str, list[str]] = {}
    for state in reached:
        for path in nx.all_shortest_paths(states, (place, False), state):
            chain = [id_ for id_, _ in path]
            best = chains.get(state[0])
            if best is None or (len(chain), chain) < (len(best), best):
                chains[state[0]] = chain
    keyed = []
    for edge in live:
        type_, values, holder, through = edge["type"], edge["values"], edge["start"], edge["end"]
        if type_ not in FACTS or through not in chains or (type_ == "SERVES" and nodes[holder]["label"] != "Station"):
            continue
        line = line_of(type_, values.get("post"), nodes[through]["label"], posts)
        if line not in lines:
            continue
        chain, held = chains[through], [e for e in live if e["type"] == "HOLDS" and e is not edge]
        row = {
            "line": line,
            "post": values.get("post") or values.get("role"),
            "holder_id": holder,
            "holder_name": nodes[holder]["name"],
            "holder_kind": nodes[holder]["label"],
            "through_id": through,
            "through_name": nodes[through]["name"],
            "through_level": nodes[through]["level"],
            "chain": [{"id": i, "name": nodes[i]["name"], "level": nodes[i]["level"]} for i in chain],
            "distance": len(chain) - 1,
            "inherited": through not in inside,
            "since": values["since"],
            "until": values["until"],
            "other_posts": sorted(
                (
                    {"post": e["values"]["post"], "at_id": e["end"], "at_name": nodes[e["end"]]["name"]}
                    for e in held
                    if e["start"] == holder
                ),
                key=lambda other: (other["post"], other["at_id"]),
            ),
            "heads": sorted(
                (
                    {"id": e["start"], "name": nodes[e["start"]]["name"], "post": e["values"]["post"]}
                    for e in held
                    if e["end"] == holder
                ),
                key=lambda head: (head["id"], head["post"]),
            ),
        }
        since, post = values["since"], row["post"]
        order = (row["distance"], lines.index(line), post is None, post or "", holder, through)
        keyed.append(((*order, since is not None, since or DAY, values["key"]), row))
    rows = [row for _, row in sorted(keyed, key=lambda pair: pair[0])]
    covered = {row["line"] for row in rows}
    return rows + [empty(line) for line in lines if line not in covered and line not in ("embedded", "reported")]


def line_of(type_: str, post: str | None, label: str, posts: dict[str, list[str]]) -> str:
    if type_ == "HOLDS":
        named = [line for line in ("grid", "ladder") if post in posts.get(line, [])]
        return named[0] if named else "grid" if label in GRIDS else "ladder"
    return {
        "COVERS": "party",
        "MANAGES": "property",
        "REPRESENTS": "owners",
        "CONTACTS": "contact",
        "SERVES": "station",
        "REPORTS_TO": "reported",
        "EMBEDDED_IN": "embedded",
    }[type_]


def empty(line: str) -> dict[str, Any]:
    names = ("post", "holder_id", "holder_name", "holder_kind", "through_id", "through_name", "through_level")
    nothing = dict.fromkeys((*names, "distance", "since", "until"))
    return {"line": line, **nothing, "inherited": False, "chain": [], "other_posts": [], "heads": []}


def write(store: Store, drawn: list[Network]) -> None:
    nodes = [
        {"labels": list({node["label"], node["family"]}), "values": {"id": id_, **_properties(node)}}
        for network in drawn
        for id_, node in network.nodes.items()
    ]
    store.write_together(
        [
            ("MATCH (n) WHERE NOT n:Network DETACH DELETE n", {}),
            ("UNWIND $rows AS row CREATE (n:$(row.labels)) SET n = row.values", {"rows": nodes}),
            (JOIN, {"rows": [edge for network in drawn for edge in network.edges]}),
        ]
    )


def _properties(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name not in ("label", "family")}


seen = {"inherited": 0, "direct": 0, "past one step": 0, "empty": 0}


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(networks(), min_size=6, max_size=6, unique_by=lambda network: next(iter(network.nodes)).split("-")[0]),
    st.fixed_dictionaries({}, optional={line: st.lists(st.sampled_from(POSTS)) for line in ("grid", "ladder")}),
    st.permutations(LINES).flatmap(lambda lines: st.integers(1, 9).map(lambda n: lines[:n])) | st.just(list(LINES)),
)
def check(store: Store, drawn: list[Network], posts: dict[str, list[str]], lines: list[str]) -> None:
    write(store, drawn)
    for network in drawn:
        for place in [id_ for id_, node in network.nodes.items() if node["family"] == "Place" and in_force(node)][:4]:
            rows = [asdict(row) for row in cover(store, place=place, as_of=DAY, posts=posts, lines=lines)]
            assert rows == walked(network, place, posts, lines)
            for row in rows:
                seen["empty"] += row["holder_id"] is None
                seen["inherited"] += row["inherited"]
                seen["direct"] += row["distance"] == 0
                seen["past one step"] += (row["distance"] or 0) > 1


def test_cover_says_what_a_walk_finds(graph: Store) -> None:
    check(graph)
    # the networks must not be so poor that nothing was compared
    assert min(seen.values()) > 50, seen
