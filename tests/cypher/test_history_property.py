"""A history against a scan of every day of two simulated years, by a walk over the network in memory."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cypher.gaps import MEASURES
from cypher.history import Spell, history
from graph.profile import Norm, Profile, Subject
from graph.schema import SCHEMA
from graph.store import Store
from loaders import expected
from loaders.expected import Walk
from loaders.network import Network

SINCE, UNTIL = date(2024, 3, 1), date(2026, 2, 28)
DAYS = [SINCE + timedelta(days=n) for n in range((UNTIL - SINCE).days + 1)]
NORMS = 7  # of a network
PLACES = ("Community", "Compound", "Compound", "Building", "Building", "Unit", "StairGroup", "Grid", "MicroGrid")
BODIES = (*["PartyOrg"] * 4, "OwnersCommittee", "PropertyCompany", "Department", "Committee", "Team", "Station")
FACTS = (
    *(*["COVERS"] * 4, *["HOLDS"] * 7, *["CONTACTS"] * 3, *["UNDER"] * 3, "SUCCEEDED_BY", "MANAGES", "MANAGES"),
    *("REPRESENTS", *["SERVES"] * 4, "REGISTERED_IN", "HOSTED_BY", "HOSTED_BY", *["MEMBER_OF"] * 3, "REPORTS_TO"),
    *("EMBEDDED_IN", "FUNDS", "FUNDS", "LISTED_BY", "LISTED_BY"),
)
WORDS: dict[str, tuple[Any, ...]] = {
    "post": ("书记", "书记", "网格长"),
    "mode": (None, "elected", "appointed"),
    "rung": ("department", "cadre"),
    "role": (None, "lead", "responsible"),
    "line": ("territorial", "industry"),
    "minutes": (None, 5.0, 9.0),
    "amount_yuan": (None, 5000.0, 200.0),
    "purpose": ("启动", "grid"),
    "formation": (None, "single", "joint", "temporary"),
    "function": ("housing", "police"),
    "members": (None, 1, 2),
    "party_members": (None, None, 1),
    "staff": (None, 1, 50),
    "households": (None, None, 0, 7, 30),
    "population": (None, 9),
    "manager": (None, "property", "owners", "none"),
    "party_member": (None, True, True, False),
    "tags": (None, ["示范"], ["示范", "新"]),
}
SUBJECTS = {
    **dict.fromkeys(("holders", "days_to_expiry"), ("Place", "PartyOrg", "Body")),
    **dict.fromkeys(("households", "inhabitants"), ("Place", "Grid", "MicroGrid")),
    **dict.fromkeys(("grids",), ("Building", "Compound")),
    **dict.fromkeys(("party_share", "party_members", "funds_received", "orgs_or_instructors"), ("Body",)),
    **dict.fromkeys(("assigned_places", "posts_held"), ("Person",)),
    **dict.fromkeys(("superiors", "successors_in_force"), ("PartyOrg",)),
    **dict.fromkeys(("checklist_missing", "items_held", "items_listed"), ("Place", "Body")),
    "member_purposes": ("Committee",),
}
JOIN = """
UNWIND $rows AS row
MATCH (a {id: row.start}), (b {id: row.end})
CREATE (a)-[r:$(row.type)]->(b) SET r = row.values
"""


def kinds(label: str) -> tuple[str, ...]:
    return (next(p.allowed for p in SCHEMA.node[label].all_properties if p.name == "kind") or ("甲", "乙"))[:2]


class Drawn:
    """A network by chance: a street with places, grids, bodies, people and items, most facts with dates."""

    def __init__(self, number: int, chance: Random, measures: list[str]) -> None:
        self.chance = chance
        self.net = Network(f"n{number}", 0)
        self.count = 0
        places = [self.node("Street", 0.0)]
        for label in chance.choices(PLACES, k=chance.randint(4, 8)):
            place = self.node(label, 0.05)
            self.join("PART_OF", place, chance.choice(places), 0.15)
            if chance.random() < 0.2:
                self.join("PART_OF", place, chance.choice(places), 0.5)
            grids = [at for at in places if self.net.label[at] in expected.GRIDS]
            if grids and chance.random() < 0.7:
                self.join("IN_GRID", place, chance.choice(grids), 0.5)
            places.append(place)
        for label in (*chance.choices(BODIES, k=chance.randint(4, 8)), *["Person"] * 4, "Item"):
            self.node(label, 0.15)
        for type_ in chance.choices(FACTS, k=chance.randint(80, 120)):
            starts, ends = (
                [id_ for id_, label in self.net.label.items() if label in SCHEMA.labels(side)]
                for side in (SCHEMA.edge[type_].starts, SCHEMA.edge[type_].ends)
            )
            if starts and ends:
                start, end = chance.choice(starts), chance.choice(ends)
                if start != end:
                    self.join(type_, start, end, 0.8)
        self.root = chance.choice(places[:3])
        self.norms = [self.norm(name, n) for n, name in enumerate(measures)]

    def dates(self, often: float) -> dict[str, date | None]:
        """Days in the two years and around them, the first and the day after the last among them."""
        if self.chance.random() > often:
            return {}
        edges = [SINCE, SINCE - timedelta(days=1), UNTIL, UNTIL + timedelta(days=1)]
        far = SINCE + timedelta(days=self.chance.randint(-300, 800))
        since = self.chance.choice([None, far, far, far, self.chance.choice(edges)])
        later = timedelta(days=self.chance.choice([1, 30, 200, 500]))
        return {"since": since, "until": self.chance.choice([None, (since or far) + later, (since or far) + later])}

    def node(self, label: str, often: float) -> str:
        self.count += 1
        names = {p.name for p in SCHEMA.node[label].all_properties}
        values = {word: self.chance.choice(WORDS[word]) for word in sorted(names & WORDS.keys())}
        if "since" in names:
            has = self.chance.choice([None, [], ["甲"], ["甲", "乙", "丙"]])
            lacks = [item for item in "乙丙" if item not in (has or ()) and self.chance.random() < 0.3]
            values |= self.dates(often) | {"has": has, "lacks": lacks}
        id_ = f"{self.net.place}-{(self.count * 37) % 101}"
        return self.net.node(label, f"名{self.count}", id=id_, kind=self.chance.choice(kinds(label)), **values)

    def join(self, type_: str, start: str, end: str, often: float) -> None:
        names = {p.name for p in SCHEMA.edge[type_].properties}
        values = {word: self.chance.choice(WORDS[word]) for word in sorted(names & WORDS.keys())}
        self.net.edge(type_, start, end, **values, **(self.dates(often) if "since" in names else {}))

    def norm(self, name: str, number: int) -> Norm:
        """A norm by a measure, with some of its parameters, for some label, and a band that chance may break."""
        some = {
            **{f"{word}s": [values[-1]] for word, values in WORDS.items() if isinstance(values[-1], str)},
            "kinds": [kinds("PartyOrg")[0], "甲"],
            "tags": ["新"],
            "labels": ["Person", "PartyOrg"],
            "levels": ["building", "grid", "street"],
            "items": ["甲", "乙"],
            "level": "grid",
            "kind": kinds("Item")[0],
            "ties": ["HOLDS", "CONTACTS"],
            "body": "Body",
            "tie": self.chance.choice(["COVERS", "SERVES", "CONTACTS"]),
            "tag": "示范",
            "purpose": "启动",
            "staff_from": 50,
            "counted": "households",
        }
        question = MEASURES[name]
        wanted = [p for p in question.extra["example"] if p != "label"]
        parameters = {p: some[p] for p in wanted if p in question.extra["required"] or self.chance.random() < 0.3}
        label = self.chance.choice(SUBJECTS.get(name, ("Place",)))
        low, high = self.chance.choice([(1, None), (1, 1), (2, None), (None, 0), (None, 1), (45, 100), (None, 6)])
        return Norm.model_construct(
            id=f"{self.net.place}.{number}",
            measure=name,
            parameters=parameters,
            subjects=(Subject(label=label, tag=self.chance.choice([None, None, None, "示范"])),),
            min=low,
            max=high,
            status=self.chance.choice(["stated", "inferred", "target"]),
            computable=True,
        )

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        net = self.net
        nodes = [
            {"labels": list(SCHEMA.node[net.label[id_]].labels), "values": self._properties(id_)} for id_ in net.nodes
        ]
        ends = ("type", "start", "end")
        edges = [
            {name: edge[name] for name in ends}
            | {"values": {k: v for k, v in edge.items() if k not in ends} | {"key": f"{net.place}{n}"}}
            for n, edge in enumerate(net.edges)
        ]
        return nodes, edges

    def _properties(self, id_: str) -> dict[str, Any]:
        node = SCHEMA.node[self.net.label[id_]]
        return self.net.nodes[id_] | ({"level": node.level} if node.family.name == "Place" else {})

    def scanned(self) -> dict[date, dict[str, float]]:
        """Gap → value on each day, every day looked at by itself."""
        found: dict[date, dict[str, float]] = {}
        for day in DAYS:
            walk = Walk(self.net, day)
            within = expected.inside(walk, [self.root])
            found[day] = {
                f"{norm.id}:{id_}": value
                for norm in self.norms
                for id_ in expected.subjects(walk, within, norm)
                if (value := expected.measured(walk, norm, id_)) is not None and expected.outside(norm, value)
            }
        return found


def open_on(spells: list[Spell], day: date) -> list[str]:
    return sorted(one.id for one in spells if (one.opened or day) <= day and (one.closed is None or day < one.closed))


seen: Counter[str] = Counter()


@settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.integers(0, 2**32))
def check(store: Store, seed: int) -> None:
    measures = Random(seed).sample(sorted(MEASURES), len(MEASURES)) * 2  # each in about two of the networks
    networks = [Drawn(n, Random(f"{seed} {n}"), measures[n * NORMS : (n + 1) * NORMS]) for n in range(6)]
    rows = [drawn.rows() for drawn in networks]
    store.write_together(
        [
            ("MATCH (n) WHERE NOT n:Network DETACH DELETE n", {}),
            (
                "UNWIND $rows AS row CREATE (n:$(row.labels)) SET n = row.values",
                {"rows": [n for ns, _ in rows for n in ns]},
            ),
            (JOIN, {"rows": [edge for _, edges in rows for edge in edges]}),
        ]
    )
    for drawn in networks:
        compare(store, drawn)


def compare(store: Store, drawn: Drawn) -> None:
    profile = Profile.model_construct(place="x", norms=tuple(drawn.norms))
    told = history(store, profile=profile, place=drawn.root, since=SINCE, until=UNTIL)
    spells = [*told.spells, *told.targets]
    wanted = drawn.scanned()
    where = (drawn.net.nodes, drawn.net.edges, drawn.norms)
    for day in DAYS:
        assert open_on(spells, day) == sorted(wanted[day]), (day, where)
    targets = {norm.id for norm in drawn.norms if norm.status == "target"}
    counts = {day: Counter(gap.partition(":")[0] in targets for gap in gaps) for day, gaps in wanted.items()}
    points = {point.day: point for point in told.curve}
    assert {SINCE, UNTIL} <= points.keys()
    last = told.curve[0]
    for day in DAYS:
        last = points.get(day, last)
        assert (last.open, last.targets) == (counts[day][False], counts[day][True]), (day, where)
    for one in spells:
        before_it = one.opened - timedelta(days=1) if one.opened else None
        if before_it and before_it >= SINCE:
            assert one.id not in wanted[before_it]
            assert one.opened_by, (one, where)  # no gap opens without a change that stands on that day
        elif one.opened and before_it and before_it < SINCE:
            assert one.id not in gaps_on(drawn, before_it), (one, where)
            assert one.id in gaps_on(drawn, one.opened), (one, where)
        seen["closed" if one.closed else "open"] += 1
        seen["opened before" if one.opened and one.opened < SINCE else "ever" if one.opened is None else "opened"] += 1
        seen[str(one.closed_as)] += 1
    seen.update(norm.measure for norm in drawn.norms if any(one.norm == norm.id for one in spells))


def gaps_on(drawn: Drawn, day: date) -> set[str]:
    walk = Walk(drawn.net, day)
    within = expected.inside(walk, [drawn.root])
    return {
        f"{norm.id}:{id_}"
        for norm in drawn.norms
        for id_ in expected.subjects(walk, within, norm)
        if (value := expected.measured(walk, norm, id_)) is not None and expected.outside(norm, value)
    }


def test_a_scan_of_every_day_equals_the_history(graph: Store) -> None:
    check(graph)
    # the networks must not be so quiet that nothing was compared
    assert min(seen[word] for word in ("closed", "open", "opened", "opened before", "ever", "met", "gone")) > 0, seen
    assert len(seen.keys() & MEASURES.keys()) >= len(MEASURES) // 2, seen
