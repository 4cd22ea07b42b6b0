"""Small random networks with everything that a route may need or miss, and a template that asks for all of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any, NamedTuple

from graph.profile import Profile

DAY = date(2024, 1, 1)
PEOPLE = 5  # few, so that many hold several posts

WAYS: dict[str, list[dict[str, Any]]] = {
    "posts normal": [
        {"step": "collect", "who": "post", "level": "building", "post": "楼长"},
        {"step": "escalate", "who": "post", "level": "grid", "post": "网格长"},
        {"step": "dispatch", "who": "post", "level": "community", "post": "书记"},
        {"step": "handle", "who": "lead_department"},
        {"step": "joint", "who": "joint_departments", "condition": "several_departments"},
        {"step": "evaluate", "who": "post", "level": "grid", "post": "网格长"},
    ],
    "bodies normal": [
        {"step": "collect", "who": "party_org", "purpose": "compound"},
        {"step": "deliberate", "who": "committee", "level": "compound", "kind": "forum"},
        {"step": "handle", "who": "party_org", "level": "community", "purpose": "community",
         "condition": "solvable_here"},
        {"step": "whistle", "who": "department", "level": "street", "function": "street_office",
         "condition": "not_solvable_here"},
        {"step": "report_in", "who": "lead_department", "condition": "not_solvable_here"},
        {"step": "joint", "who": "joint_departments", "condition": "several_departments"},
        {"step": "close", "who": "first_receiver"},
    ],
    "desk emergency": [
        {"step": "collect", "who": "station", "level": "street", "kind": "desk"},
        {"step": "report_in", "who": "contact", "level": "grid", "rung": "cadre"},
        {"step": "claim", "who": "institutions", "level": "community"},
        {"step": "activate", "who": "post", "level": "unit", "post": "单元长"},
        {"step": "handle", "who": "lead_department"},
        {"step": "supervise", "who": "owners_committee", "level": "compound"},
    ],
    "round normal": [
        {"step": "collect", "who": "post", "level": "building", "post": "楼长"},
        {"step": "deliberate", "who": "residents"},
        {"step": "escalate", "who": "post", "level": "grid", "post": "网格长"},
        {"step": "whistle", "who": "post", "level": "unit", "post": "单元长"},
    ],
}  # fmt: skip


def profile(random: Random) -> Profile:
    def step(values: dict[str, Any]) -> dict[str, Any]:
        word, condition = values["step"], values.get("condition")
        actor = {key: value for key, value in values.items() if key not in ("step", "condition")}
        days = random.choice([None, None, 0, 3])
        said = {"title": {"zh": word, "en": word}, "sequence": "stated", "source": "L1"}
        return {"step": word, "actor": actor, "condition": condition, "deadline_days": days, **said}

    return Profile.model_validate(
        {
            "place": "x",
            "name": {"zh": "某地", "en": "X"},
            "codes": ["990100"],
            "source": {"document": "d", "as_of": DAY},
            "levels": [{"level": level, "term": level} for level in ("street", "community", "compound", "building")],
            "grid_and_compound": "grid_in_compound",
            "lines": [{"line": "grid", "counts": [{"level": "grid"}]}],
            "routing": [
                {
                    "id": name.split()[0],
                    "title": {"zh": name, "en": name},
                    "modes": [name.split()[1]],
                    "types": ["t0", "t1"] if name.startswith("posts") else [],
                    "steps": [step(values) for values in steps],
                }
                for name, steps in WAYS.items()
            ],
        }
    )


class Drawn(NamedTuple):
    """Statements that make a network."""

    nodes: list[str]
    edges: list[str]

    def node(self, label: str, family: str, id_: str, **values: Any) -> str:
        said = ", ".join(f"{name}: {value!r}" for name, value in {"id": id_, "name": id_, **values}.items())
        self.nodes.append(f"(`{id_}`:{label}:{family} {{{said}}})")
        return id_

    def edge(self, start: str, type_: str, end: str, **values: Any) -> None:
        said = ", ".join(f"{name}: {value!r}" for name, value in values.items())
        self.edges.append(f"(`{start}`)-[:{type_} {{{said}}}]->(`{end}`)")

    @property
    def text(self) -> str:
        return "CREATE " + ",\n".join(self.nodes + self.edges)


def network(random: Random) -> str:
    """A county with two streets, a few communities, compounds and grids, and buildings with parts or without."""
    net = Drawn([], [])

    def some(chance: float) -> bool:
        return random.random() < chance

    people = [net.node("Person", "Person", f"p{i}") for i in range(PEOPLE)]

    def headed(body: str, post: str) -> None:
        for who in random.sample(people, random.choice([0, 1, 1, 2])):
            net.edge(who, "HOLDS", body, post=post)

    def held(place: str, post: str, chance: float = 0.8) -> None:
        while some(chance):
            net.edge(random.choice(people), "HOLDS", place, post=post)
            chance /= 4

    def body(label: str, id_: str, type_: str, places: Iterable[str], post: str = "长", **values: Any) -> None:
        net.node(label, "Body", id_, **values)
        for place in places:
            net.edge(id_, type_, place)
        headed(id_, post)

    root = net.node("County", "Place", "county", level="county", code="990100")
    streets = [net.node("Street", "Place", f"s{i}", level="street") for i in range(2)]
    communities = [net.node("Community", "Place", f"c{i}", level="community") for i in range(3)]
    compounds = [net.node("Compound", "Place", f"k{i}", level="compound") for i in range(3)]
    grids = [net.node("Grid", "Place", f"g{i}", level="grid") for i in range(4)]
    buildings = [net.node("Building", "Place", f"b{i}", level="building", households=i) for i in range(9)]
    for street in streets:
        net.edge(street, "PART_OF", root)
    for inner, outer in ((communities, streets), (compounds, communities), (grids, communities)):
        for place in inner:
            net.edge(place, "PART_OF", random.choice(outer))
    for building in buildings:
        net.edge(building, "PART_OF", random.choice(compounds if some(0.7) else communities))
        parts = [
            net.node("Unit", "Place", f"{building}u{i}", level="unit") for i in range(random.choice([0, 0, 0, 2, 3]))
        ]
        for part in parts:
            net.edge(part, "PART_OF", building)
            held(part, "单元长", 0.6)
        for place in parts or [building]:
            for grid in random.sample(grids, random.choice([0, 1, 1, 1, 2])):
                net.edge(place, "IN_GRID", grid)
        held(building, "楼长", 0.6)
    for grid in grids:
        held(grid, "网格长")
        for who in random.sample(people, random.choice([0, 1, 2])):
            net.edge(who, "CONTACTS", grid, rung="cadre")
    for number, compound in enumerate(compounds):
        if some(0.8):
            near = [compound, *random.sample(compounds + buildings, 1)]
            body("PartyOrg", f"branch{number}", "COVERS", dict.fromkeys(near), purpose="compound")
        for i in range(random.choice([0, 1, 1, 2])):
            body("Committee", f"forum{number}{i}", "SERVES", [compound], kind="forum")
        if some(0.6):
            body("OwnersCommittee", f"owners{number}", "REPRESENTS", [compound])
    for number, community in enumerate(communities):
        if some(0.8):
            body("PartyOrg", f"party{number}", "COVERS", [community], post="书记", purpose="community")
        held(community, "书记", 0.3)
        if some(0.7):
            body("Institution", f"unit{number}", "CO_BUILDS", random.sample(communities, 2))
    for number, street in enumerate(streets):
        for i in range(random.choice([0, 1, 1, 2])):
            body("Station", f"desk{number}{i}", "SERVES", [street], kind="desk")
        if some(0.8):
            body("Department", f"office{number}", "SERVES", [street], function="street_office")
    for number in range(5):
        until = {"until": f"closed{number}"} if some(0.3) else {}
        served = random.sample([root, *streets, *communities, *grids], random.choice([1, 1, 2]))
        body("Department", f"d{number}", "SERVES", served, function=f"f{number}", **until)
    departments = [f"d{i}" for i in range(5)] + [
        node for node in ("office0", "office1") if any(f"`{node}`" in n for n in net.nodes)
    ]
    for number in range(4):
        values = {"solvable_at": random.choice(["compound", "street"])} if some(0.5) else {}
        type_ = net.node(
            "IssueType", "IssueType", f"t{number}", **values, **({"promised_days": 4} if some(0.5) else {})
        )
        for role in ("lead", "joint"):
            for who in random.sample(departments, random.choice([0, 1, 1, 2])):
                net.edge(type_, "HANDLED_BY", who, role=role, source="ours")
    text = net.text.replace(":IssueType:IssueType", ":IssueType").replace(":Person:Person", ":Person")
    for number in range(5):
        text = text.replace(f"'closed{number}'", random.choice(["date('2024-01-01')", "date('2024-01-02')"]))
    return text
