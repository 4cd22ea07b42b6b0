"""`coverage` against a walk written independently, on random networks, with random words of what counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from cypher.coverage import COUNTED
from cypher.coverage.rates import FACTS, CoverageRow, coverage, levels_below
from graph.profile import Counting
from graph.schema import SCHEMA
from graph.store import Store
from loaders.expected import Walk
from loaders.network import Network
from tests.coverage_walk import Oracle

DAY = date(2026, 3, 1)
DAYS, BOTH = (-400, -1, 0, 1, 400), ("since", "until")
# label → where it may lie
PARENTS = {
    "Community": ("Street",),
    "Compound": ("Community",),
    "Grid": ("Community", "Compound"),
    "MicroGrid": ("Grid", "Community"),
    "Building": ("Compound", "Compound", "Community", "Street"),
    "Unit": ("Building",),
    "FloorGroup": ("Unit", "Building"),
    "Floor": ("FloorGroup", "Unit", "Building"),
    "StairGroup": ("Building", "Unit"),
}
IN_GRID = {
    "Compound": ("Grid",),
    "Building": ("Grid", "MicroGrid"),
    "Unit": ("MicroGrid",),
    "Floor": ("MicroGrid",),
    "StairGroup": ("MicroGrid",),
}
BODIES = ("PartyOrg", "PartyOrg", "PartyOrg", "OwnersCommittee", "PropertyCompany", "Team", "Station", "Department")
LABELS = (*PARENTS, "Building", "Building", "Compound", "Unit", "StairGroup")
POSTS, KINDS = ("网格长", "楼长", "导师"), ("branch", "group", "work_team")
WORDS: dict[str, tuple[Any, ...]] = {
    "kind": (*KINDS, None),
    "formation": ("single", "single", "joint", "temporary", "functional", None),
    "basis": (None, None, None, "territorial", "trade", "interest"),
    "purpose": (None, None, None, "compound", "project"),
}
JOIN = """
UNWIND $rows AS row
MATCH (a {id: row.start}), (b {id: row.end})
CREATE (a)-[r:$(row.type)]->(b) SET r = row.values
"""


class Chance(Random):
    """Draws of a network and of what counts in it, from a seed."""

    def some(self, values: Sequence[Any], least: int, most: int) -> list[Any]:
        return self.sample(values, min(len(values), self.randint(least, most)))

    def dates(self) -> dict[str, date | None]:
        """The boundary days, one long past and one far ahead; mostly absent, or nothing would be in force."""
        return {name: DAY + timedelta(days=self.choice(DAYS)) if self.random() < 0.06 else None for name in BOTH}

    def network(self, name: str, counts: dict[str, list[Counting]]) -> Network:
        """A street with four to eleven more places, mostly in places of their own, and with facts upon them."""
        net = Network(name, 0)
        labels = ["Street", "Community", "Building", *self.choices(LABELS, k=self.randint(3, 9))]
        numbers = self.sample(range(30), 30)  # ids in no order
        for label in sorted(labels, key=["Street", *PARENTS].index):
            # the root is in force, so that there is something to ask
            self.place(net, label, f"{name}-{numbers.pop()}", self.dates() if label != "Street" else {})
        for compound in net.of("Compound"):
            for grid in self.some(net.of("Grid"), 0, 1):
                if not any(edge["start"] == grid and edge["end"] == compound for edge in net.edges):
                    net.edge("IN_GRID", compound, grid, **self.dates())
        places = list(net.nodes)
        for label in self.choices((*BODIES, "Person", "Person"), k=self.randint(4, 9)):
            names = {p.name for p in SCHEMA.node[label].all_properties} & WORDS.keys()
            values = {word: self.choice(WORDS[word]) for word in sorted(names)}
            net.node(label, "体", id=f"{name}-{numbers.pop()}", **values, **(self.dates() if label != "Person" else {}))
        for line in COUNTED:
            near = [one for one in places if SCHEMA.node[net.label[one]].level in {c.level for c in counts[line]}]
            for _ in range(self.randint(0, 3)):
                self.fact(net, FACTS[line], (near if near and self.random() < 0.8 else places))
        for type_ in ("EMBEDDED_IN", "REPORTS_TO", "SUCCEEDED_BY", "SUCCEEDED_BY"):
            self.fact(net, type_, list(net.nodes))
        return net

    def place(self, net: Network, label: str, id_: str, dates: dict[str, date | None]) -> None:
        values = {"kind": self.choice([None, "散居"]), "households": self.choice([None, None, 0, 1, 2, 3, 10])}
        if label == "Compound":
            values["manager"] = self.choice([None, "property", "unit", "owners", "community", "none"])
        net.node(label, f"名{id_}", id=id_, **values, **dates)
        above = [one for one in net.nodes if net.label[one] in PARENTS.get(label, ())]
        for _ in range(self.choice((1, 1, 1, 1, 1, 0, 2) if label == "Building" else (1,)) if above else 0):
            net.edge("PART_OF", id_, self.choice(above), **self.dates())
        for grid in self.some([one for one in net.nodes if net.label[one] in IN_GRID.get(label, ())], 0, 2):
            net.edge("IN_GRID", id_, grid, **self.dates())

    def fact(self, net: Network, type_: str, at: list[str]) -> None:
        edge = SCHEMA.edge[type_]
        starts = [id_ for id_, label in net.label.items() if label in SCHEMA.labels(edge.starts)]
        ends = [id_ for id_ in at if net.label[id_] in SCHEMA.labels(edge.ends)]
        if starts and ends:
            words: dict[str, Any] = {"HOLDS": {"post": self.choice(POSTS)}, "CONTACTS": {"rung": "cadre"}}.get(
                type_, {}
            )
            dates = self.dates() if edge.dated else {}
            net.edge(type_, self.choice(starts), self.choice(ends), **words, **dates)

    def entries(self, line: str) -> list[Counting]:
        """What counts on a line: one to three entries at any level, a few of them for some kinds of buildings alone."""
        made = []
        for level in self.some([level for level in SCHEMA.level if level not in ("city", "county", "block")], 1, 3):
            words: dict[str, Any] = {}
            if FACTS[line] == "HOLDS":
                words["posts"] = self.some(POSTS, 0, 2)
            elif self.random() < 0.5:
                words["kinds"] = self.some(KINDS, 1, 3)
            if line == "party" and self.random() < 0.5:
                words["formations"] = self.some(["single", "joint", "temporary", "functional"], 2, 4)
            if self.random() < 0.2:
                words["building_kinds"] = ["散居"]
            made.append(Counting(level=level, **words))
        return made


def walked(oracle: Oracle, root: str, by: str) -> dict[str | None, Counter[str]]:
    """Row → its counts; the total's key is the root's own id with a bar."""
    rows: dict[str | None, Counter[str]] = defaultdict(Counter)
    rows[f"|{root}"] = Counter()
    for id_ in oracle.inside(root):
        state, homes, covered, unknown = oracle.building(id_)
        one = Counter({state: 1, "households": homes or 0, "covered homes": covered, "unknown homes": unknown})
        one["without"] += homes is None
        for row in (f"|{root}", *oracle.rows(root, id_, by)):
            rows[row] += one
    return rows


def as_counted(row: CoverageRow) -> Counter[str]:
    return +Counter(
        {
            "covered": row.covered or 0,
            "partial": row.partial or 0,
            "uncovered": row.uncovered or 0,
            "unknown": row.unknown or 0,
            "households": row.households or 0,
            "covered homes": row.covered_households or 0,
            "unknown homes": row.unknown_households or 0,
            "without": row.without_households or 0,
        }
    )


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


seen: Counter[str] = Counter()
SEEDS, NETWORKS = (1, 2, 3, 4), 8


class Draw(NamedTuple):
    """A network, what counts in it, and the places and rows that are asked for."""

    net: Network
    counts: dict[str, list[Counting]]
    optional: list[str]
    asked: list[tuple[str, str]]


def draws(seed: int) -> Iterator[Draw]:
    chance = Chance(seed)
    for number in range(NETWORKS):
        counts = {line: chance.entries(line) for line in COUNTED}
        net = chance.network(f"n{seed}-{number}", counts)
        walk, (street, *others) = Walk(net, DAY), [one for one in net.nodes if net.label[one] in ("Street", *PARENTS)]
        roots = [street, *chance.some([one for one in others if walk.stands(one) and below(net, one)], 1, 1)]
        asked = [(root, chance.choice(below(net, root))) for root in roots]
        yield Draw(net, counts, chance.choice(([], ["floor"], ["floor_group", "floor"])), asked)


def compare(store: Store, draw: Draw) -> None:
    walk = Walk(draw.net, DAY)
    for root, by in draw.asked:
        rows = coverage(store, place=root, by=by, counts=draw.counts, optional=draw.optional, as_of=DAY)
        for line in COUNTED:
            held_against_a_walk(Oracle(walk, line, draw.counts[line], draw.optional), root, by, rows)


def below(net: Network, place: str) -> list[str]:
    return levels_below(SCHEMA.node[net.label[place]].level)


def held_against_a_walk(oracle: Oracle, root: str, by: str, rows: list[CoverageRow]) -> None:
    *inside, total = [row for row in rows if row.line == oracle.line]
    found = {row.place_id: as_counted(row) for row in inside} | {f"|{root}": as_counted(total)}
    assert found == walked(oracle, root, by), (oracle.line, root, by, oracle.counts, oracle.net.nodes, oracle.net.edges)
    assert total.buildings == len(oracle.inside(root)), "each building once, none lost"
    assert sum(row.buildings or 0 for row in inside) == (total.buildings or 0) + (total.repeated or 0)
    seen.update({f"{oracle.line} {state}": n for state, n in as_counted(total).items()})
    seen["repeated"] += total.repeated or 0


def test_coverage_says_what_a_walk_finds(graph: Store) -> None:
    drawn = [draw for seed in SEEDS for draw in draws(seed)]
    write(graph, [draw.net for draw in drawn])  # once: for each new graph the server plans anew
    for draw in drawn:
        compare(graph, draw)
    # the networks must not be so poor that nothing was compared; chance may leave out a rare state or two
    states = [f"{line} {state}" for line in COUNTED for state in ("covered", "uncovered")]
    rare = ("ladder partial", "grid partial", "party unknown", "property unknown", "repeated")
    assert len([one for one in (*states, *rare) if not seen[one]]) <= 3, seen
