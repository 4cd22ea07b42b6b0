"""`coverage` against a walk written independently, on random networks, with random words of what counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cypher.coverage import COUNTED
from cypher.coverage.rates import FACTS, CoverageRow, coverage, levels_below
from graph.profile import Counting
from graph.schema import SCHEMA
from graph.store import Store
from loaders.expected import Walk
from loaders.network import Network

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
    """Draws of a network and of what counts in it, from a seed that hypothesis gives."""

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


# --- the same by walking ------------------------------------------------------------------------------------------

Said = bool | None


def either(values: Iterable[Said]) -> Said:
    """True where one is, else unknown where one is."""
    found = list(values)
    return True if True in found else None if None in found else False


def all_of(values: Iterable[Said]) -> Said:
    found = list(values)
    return False if False in found else None if None in found else True


class Oracle:
    """Says what each building of a network is on a line."""

    def __init__(self, net: Network, line: str, counts: list[Counting], optional: list[str]) -> None:
        self.walk, self.net, self.line, self.counts = Walk(net, DAY), net, line, counts
        self.optional = optional
        self.silent = [] if any(one.level in optional for one in counts) else optional

    def level(self, place: str) -> str:
        return SCHEMA.node[self.net.label[place]].level

    def parents(self, place: str, *types: str) -> list[str]:
        return [edge["end"] for edge in self.walk.out(place, *types)]

    def children(self, place: str) -> list[str]:
        found = [edge["start"] for edge in self.walk.into(place, "PART_OF")]
        return sorted({id_ for id_ in found if self.net.label[id_] not in ("Grid", "MicroGrid", "Building")})

    def above(self, place: str) -> set[str]:
        """A place and all it is in, by either edge."""
        found, newest = {place}, {place}
        while newest:
            newest = {up for one in newest for up in self.parents(one, "PART_OF", "IN_GRID")} - found
            found |= newest
        return found

    def fact(self, edge: dict[str, Any], at: str, building: str) -> Said:
        holder, label = self.net.nodes[edge["start"]], self.net.label[edge["start"]]
        if self.line == "party":
            if holder.get("basis") in ("trade", "interest") or holder.get("purpose") == "project":
                return False
            if holder.get("formation") == "temporary" and self.walk.succeeded_by(holder["id"]):
                return False
        found = []
        for one in self.counts:
            if one.level != self.level(at):
                continue
            if one.building_kinds and self.net.nodes[building].get("kind") not in one.building_kinds:
                continue
            if label in ("Department", "Institution") and self.line == "station":
                continue
            if label == "Team" and self.line == "station" and not one.kinds:
                continue
            said: list[Said] = []
            if one.posts and self.line in ("grid", "ladder"):
                said.append(edge["post"] in one.posts)
            if one.kinds:
                said.append(None if holder.get("kind") is None else holder["kind"] in one.kinds)
            if self.line == "party" and one.formations:
                said.append(None if holder.get("formation") is None else holder["formation"] in one.formations)
            elif self.line == "party":
                said.append(holder.get("formation") not in ("functional", "temporary"))
            found.append(all_of(said))
        return either(found)

    def lies(self, place: str, building: str) -> Said:
        """Whether what counts lies on a place or on what it is in."""
        found: list[Said] = []
        for at in self.above(place):
            found += [self.fact(edge, at, building) for edge in self.walk.into(at, FACTS[self.line])]
            if self.line == "property" and self.net.label[at] == "Compound":
                manager = self.net.nodes[at].get("manager")
                found.append(None if manager is None else manager in ("unit", "owners", "community"))
        return either(found)

    def cells(self, place: str, building: str) -> list[tuple[Said, int | None]]:
        """What a building is made of: whether each is covered, and its households."""
        households = self.net.nodes[place].get("households")
        parts = [part for part in self.children(place) if self.level(part) not in self.silent]
        must = [part for part in parts if self.level(part) not in self.optional]
        if must:
            return [cell for part in must for cell in self.cells(part, building)]
        found = [cell for part in parts for cell in self.cells(part, building)]
        known = [self.net.nodes[part].get("households") for part in parts]
        rest = None if households is None or None in known else households - sum(known)
        if not parts or rest is None or rest > 0:
            found.append((self.lies(place, building), rest))
        return found

    def building(self, id_: str) -> tuple[str, int | None, int, int]:
        """State, households, and of these the covered and the unknown."""
        cells = self.cells(id_, id_)
        if self.line == "property" and not any(self.net.label[one] == "Compound" for one in self.territory(id_)):
            cells = [(said or None, homes) for said, homes in cells]
        by: dict[Said, list[int | None]] = defaultdict(list)
        for said, homes in cells:
            by[said].append(homes)
        state = (
            "partial"
            if True in by and False in by
            else "unknown"
            if None in by
            else "covered"
            if True in by
            else "uncovered"
        )
        stated = self.net.nodes[id_].get("households")
        total = stated if stated is not None else added(homes for _, homes in cells)
        if total is None:
            return state, None, 0, 0
        if len(by) == 1:
            return state, total, total if True in by else 0, total if None in by else 0
        covered, unknown = added(by[True]), added(by[None])
        if covered is None or unknown is None:
            return state, total, 0, total
        covered = min(covered, total)
        return state, total, covered, total - covered if False not in by else min(unknown, total - covered)

    def territory(self, place: str) -> set[str]:
        found = {place}
        while more := {up for one in found for up in self.parents(one, "PART_OF")} - found:
            found |= more
        return found

    def inside(self, root: str) -> list[str]:
        """Buildings in a place: of a grid, also those of which it holds a part."""
        types = ("PART_OF", "IN_GRID") if self.net.label[root] in ("Grid", "MicroGrid") else ("PART_OF",)
        found = {root}
        while more := {e["start"] for one in found for e in self.walk.into(one, *types)} - found:
            found |= more
        parts = found if len(types) == 2 else set()
        found |= {up for part in parts if self.level(part) in PARTS for up in self.territory(part)}
        return sorted(id_ for id_ in found if self.net.label[id_] == "Building")

    def rows(self, root: str, building: str, by: str) -> list[str | None]:
        """The places of a level in which a building is counted."""
        if by == "building":
            return [building]
        if by in GRIDS or self.net.label[root] in ("Grid", "MicroGrid"):
            below, newest = {building}, {building}
            while newest:
                newest = {part for one in newest for part in self.children(one)} - below
                below |= newest
            found = {up for one in below for up in self.above(one)}
        else:
            found = {one for one in self.territory(building) if root in self.territory(one)}
        return sorted(one for one in found if self.level(one) == by) or [None]


PARTS, GRIDS = ("unit", "floor_group", "floor", "stair_group"), ("grid", "micro_grid")


def added(values: Iterable[int | None]) -> int | None:
    found = list(values)
    return None if None in found else sum(value for value in found if value is not None)


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


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a seed says nothing
)
@given(st.integers(min_value=0, max_value=2**32))
def check(store: Store, seed: int) -> None:
    chance = Chance(seed)
    counts = [{line: chance.entries(line) for line in COUNTED} for _ in range(8)]
    drawn = [chance.network(f"n{number}", counts[number]) for number in range(8)]
    write(store, drawn)
    for net, counting in zip(drawn, counts, strict=True):
        optional = chance.choice(([], ["floor"], ["floor_group", "floor"]))
        walk, (street, *others) = Walk(net, DAY), [one for one in net.nodes if net.label[one] in ("Street", *PARENTS)]
        for root in (street, *chance.some([one for one in others if walk.stands(one) and below(net, one)], 1, 1)):
            by = chance.choice(below(net, root))
            rows = coverage(store, place=root, by=by, counts=counting, optional=optional, as_of=DAY)
            for line in COUNTED:
                held_against_a_walk(Oracle(net, line, counting[line], optional), root, by, rows)


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
    check(graph)
    # the networks must not be so poor that nothing was compared
    states = [f"{line} {state}" for line in COUNTED for state in ("covered", "uncovered")]
    rare = ("ladder partial", "grid partial", "party unknown", "property unknown", "repeated")
    assert not [one for one in (*states, *rare) if not seen[one]], seen
