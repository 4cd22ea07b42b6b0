"""Repairs of seeded gaps: each is loaded and measured again, and nothing smaller may close what took two changes.

Gaps come from small random networks, where a search through every single change is the judge, and from the twins of
all places with planted defects. `make soak` runs it; `python -m benchmarks.repairs 100` runs a part.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from random import Random
from typing import Any, NamedTuple

from benchmarks.planted import empty
from cypher.gaps import MEASURES, judged
from cypher.repairs import Repair, repairs, tables
from graph.errors import InvalidInput
from graph.profile import Norm, Profile, Subject, load_profile
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.store import Store
from loaders import expected
from loaders.defects import KINDS, TODAY, plant
from loaders.expected import Walk
from loaders.network import Network, Values
from loaders.run import load
from loaders.twin import places

DAY = date(2026, 3, 1)
AT_ONCE = 20  # random networks in the graph at one time

# --- small random networks that a load accepts --------------------------------------------------------------------

PLACES = ("Community", "Compound", "Compound", "Building", "Building", "Unit", "Grid", "MicroGrid", "MicroGrid")
BODIES = ("PartyOrg",) * 5 + (
    "OwnersCommittee",
    "PropertyCompany",
    "Department",
    "Institution",
    "Committee",
    "Committee",
)
BODIES += ("Team", "Station", "SocialOrg")
FACTS = ("COVERS",) * 4 + ("HOLDS",) * 5 + ("CONTACTS",) * 3 + ("UNDER",) * 2 + ("SUCCEEDED_BY", "MANAGES")
FACTS += ("SERVES",) * 3 + ("HOSTED_BY",) * 2 + ("MEMBER_OF",) * 3 + ("FUNDS",) * 2 + ("LISTED_BY",) * 3
FACTS += ("REPRESENTS", "REGISTERED_IN", "REPORTS_TO", "EMBEDDED_IN")
WORDS: dict[str, tuple[Any, ...]] = {
    "post": ("书记", "网格长"),
    "mode": (None, "elected", "appointed"),
    "rung": ("department", "cadre"),
    "role": (None, "lead", "responsible"),
    "line": ("territorial", "industry"),
    "form": ("共建",),
    "minutes": (None, 5.0, 9.0),
    "amount_yuan": (5000.0, 200.0),
    "purpose": ("启动", "grid"),
    "formation": (None, "single", "joint", "temporary"),
    "function": ("housing", "police"),
    "members": (None, 1, 2, 5),
    "party_members": (None, 0, 1),
    "staff": (None, 1, 50),
    "households": (None, 7, 30),
    "manager": (None, "property", "owners", "none"),
    "party_member": (None, True, True, False),
    "tags": (None, ["示范"]),
}


def random_network(seed: int) -> Network:
    """A street with up to eight places in it, grids, bodies, people and items, and facts with days around `DAY`."""
    net, chance = Network(f"r{seed}", seed), Random(seed)

    def days(likely: int = 12) -> Values:
        """Mostly none; the boundary days, one long past and one far ahead."""
        since = chance.choice([None] * likely + [DAY + timedelta(days=n) for n in (-400, -30, -1, 0, 1)])
        until = chance.choice([None] * likely + [DAY + timedelta(days=n) for n in (-1, 0, 1, 400)])
        dates = {"since": since, "until": until} if since is None or until is None or since < until else {}
        return {name: day for name, day in dates.items() if day}

    def node(label: str, number: int) -> str:
        names = {p.name: p for p in SCHEMA.node[label].all_properties}
        values = {word: chance.choice(WORDS[word]) for word in sorted(names.keys() & WORDS.keys())}
        kinds = names["kind"].allowed or ("甲", "乙")
        values["kind"] = chance.choice(kinds[:2])
        if label != "Person" and label != "Item":
            values |= days(20)
            has = [item for item in "甲乙丙" if chance.random() < 0.5]
            values |= {
                "has": has or None,
                "lacks": [item for item in "甲乙丙" if item not in has and chance.random() < 0.7],
            }
        if values.get("members") is not None and (values.get("party_members") or 0) > values["members"]:
            values["party_members"] = None
        said = {name: value for name, value in values.items() if value not in (None, [])}
        return net.node(label, f"名{number}", id=f"{net.place}-{number:02d}", **said)

    numbers = iter(chance.sample(range(60), 60))
    root = net.node("Street", "街道", id=f"{net.place}-{next(numbers):02d}", code=net.place)
    listed = [root]
    for _ in range(chance.randint(4, 8)):
        label = chance.choice(PLACES)
        tops = [
            at for at in listed if not (label in expected.GRIDS and net.label[at] in ("Compound", "Building", "Unit"))
        ]
        parent = chance.choice(tops)
        listed.append(node(label, next(numbers)))
        net.edge("PART_OF", listed[-1], parent, **days(30))
    grids = [at for at in listed if net.label[at] in expected.GRIDS]
    for at in listed[1:]:
        for grid in chance.sample(grids, min(len(grids), chance.randint(0, 2))):
            if grid != at:
                net.edge("IN_GRID", at, grid, **days())
    for _ in range(chance.randint(8, 14)):
        node(chance.choice((*BODIES, *["Person"] * 8, "Item", "Item")), next(numbers))
    seen: set[tuple[Any, ...]] = set()
    for _ in range(chance.randint(18, 34)):
        type_ = chance.choice(FACTS)
        edge = SCHEMA.edge[type_]
        starts, ends = (_of(net, SCHEMA.labels(side)) for side in (edge.starts, edge.ends))
        if not starts or not ends:
            continue
        start, end = chance.choice(starts), chance.choice(ends)
        names = {p.name for p in edge.properties}
        values = {word: chance.choice(WORDS[word]) for word in sorted(names & WORDS.keys())}
        values = {name: value for name, value in values.items() if value is not None}
        key = (type_, start, end, values.get("post"))  # one of each sort between two ends: none overlap
        if start != end and key not in seen:
            seen.add(key)
            net.edge(type_, start, end, **values, **(days() if edge.dated else {}))
    return net


def _of(net: Network, labels: Sequence[str]) -> list[str]:
    return [id_ for id_, label in net.label.items() if label in labels]


ONE_SIDED = {"checklist_missing": "above", "contacts_ended": "above", "minutes_to_station": "above", "grids": "below"}
"""Bands that have one sensible end: nobody is to lose an item of a checklist, or to be further from a station."""
NOT_RANDOM = frozenset({"inhabitants"})  # a count does not change by writing another number
SUBJECTS = {
    "holders": ("Place", "PartyOrg"),
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
    "responsible_parties": ("Compound", "Building"),
    "days_to_expiry": ("Place", "Body"),
    "bodies_tied": ("Compound", "Community"),
}
LISTS = {
    "posts": ("书记", "网格长"),
    "modes": ("elected", "appointed"),
    "formations": ("single", "joint", "temporary"),
    "purposes": ("启动", "grid"),
    "rungs": ("department", "cadre"),
    "roles": ("lead", "responsible"),
    "functions": ("housing", "police"),
    "lines": ("territorial", "industry"),
    "labels": ("Person", "PartyOrg", "Department"),
    "levels": ("building", "grid", "community"),
    "ties": ("CONTACTS", "HOLDS", "REPORTS_TO"),
    "items": ("甲", "乙", "丙"),
}
WORD = {"level": ("grid", "micro_grid"), "tag": ("示范",), "kind": ("service", "resource"), "purpose": ("启动", "grid")}
BODY_TIES = (
    ("PartyOrg", "COVERS"),
    ("Station", "SERVES"),
    ("OwnersCommittee", "REPRESENTS"),
    ("PropertyCompany", "MANAGES"),
)


def random_norm(name: str, chance: Random) -> Norm:
    """A norm by a measure with some of its parameters, and no band yet."""
    question, parameters = MEASURES[name], {}
    for parameter in question.extra["example"]:
        if parameter == "label" or (parameter not in question.extra["required"] and chance.random() < 0.5):
            continue
        if parameter in LISTS:
            parameters[parameter] = chance.sample(LISTS[parameter], chance.randint(1, len(LISTS[parameter])))
        elif parameter in WORD:
            parameters[parameter] = chance.choice(WORD[parameter])
    if name == "bodies_tied":
        parameters = dict(zip(("body", "tie"), chance.choice(BODY_TIES), strict=True))
    label = chance.choice(SUBJECTS.get(name, ("Place",)))
    sentence = {"zh": "试", "en": "a trial"}
    return Norm(
        id=f"t.{name}", subjects=(Subject(label=label),), measure=name, parameters=parameters, status="stated",
        source="random", sentence=sentence, min=0,
    )  # fmt: skip


class Gap(NamedTuple):
    """A gap to be repaired, in a network whose walk can judge it too."""

    net: Network
    root: str
    profile: Profile
    norm: Norm
    subject: str


def random_gap(seed: int) -> Gap | None:
    """A network, and a norm with a band that one of its subjects misses by one or two."""
    net, chance = random_network(seed), Random(f"gap {seed}")
    root = next(iter(net.nodes))
    walk = Walk(net, DAY)
    within = expected.inside(walk, [root])
    for name in chance.sample(sorted(MEASURES.keys() - NOT_RANDOM), len(MEASURES.keys() - NOT_RANDOM)):
        norm = random_norm(name, chance)
        values = {id_: expected.measured(walk, norm, id_) for id_ in expected.subjects(walk, within, norm)}
        known = {id_: value for id_, value in values.items() if value is not None}
        if not known:
            continue
        subject = chance.choice(sorted(known))
        banded = _band(norm, known[subject], chance)
        if banded is not None:
            profile = load_profile("dali").model_copy(update={"norms": (banded,), "codes": (net.place,)})
            return Gap(net, root, profile, banded, subject)
    return None


def _band(norm: Norm, value: float, chance: Random) -> Norm | None:
    side = ONE_SIDED.get(norm.measure or "") or chance.choice(("below", "below", "above"))
    step = chance.choice((1, 1, 2)) if norm.measure != "party_share" else 0.3
    if norm.measure == "funds_received":
        step *= 100
    if side == "below":
        if norm.measure == "party_share" and value + step > 1:
            return None
        return norm.model_copy(update={"min": value + step})
    if value - step < 0 or (norm.measure == "minutes_to_station" and value - step <= 0):
        return None
    return norm.model_copy(update={"min": None, "max": value - step})


# --- every single change, tried in memory -------------------------------------------------------------------------


def smaller(gap: Gap, day: date) -> str | None:
    """One change that closes the gap, in words; None where there is none.

    One change is one edge that begins today between what is in force inside the place, one edge that ends today, or
    one value of what is not a date, a tag or a count of people living somewhere. A part is never taken out of its
    territory without a new one.
    """
    net, subject, norm = gap.net, gap.subject, gap.norm

    def closes() -> bool:
        walk = Walk(net, day)
        value = expected.measured(walk, norm, subject)
        if value is None or expected.outside(norm, value):
            return False
        return subject in expected.subjects(walk, expected.inside(walk, [gap.root]), norm)

    walk = Walk(net, day)
    inside = expected.inside(walk, [gap.root]).places
    standing = [id_ for id_ in net.nodes if walk.stands(id_) and ("Place" not in walk.labels(id_) or id_ in inside)]
    for edge in _additions(gap, standing, day):
        net.edges.append(edge)
        found = closes()
        net.edges.pop()
        if found:
            return f"new {edge}"
    for edge in net.edges:
        begun = edge.get("since")
        if edge["type"] in ("PART_OF", "SUCCEEDED_BY") or (begun is not None and begun >= day):
            continue
        until = edge.get("until")
        edge["until"] = day
        found = closes()
        edge["until"] = until
        if found:
            return f"ended {edge}"
    for thing, name, value in _values(net):
        before = thing.get(name)
        thing[name] = value
        found = closes()
        thing[name] = before
        if found:
            return f"{name} = {value} of {thing}"
    return None


def _additions(gap: Gap, standing: list[str], day: date) -> Iterator[Values]:
    net, parameters = gap.net, gap.norm.parameters
    parents = {edge["start"] for edge in net.edges if edge["type"] == "PART_OF"}
    for edge in SCHEMA.edges:
        if edge.derived or edge.type == "HANDLED_BY":
            continue
        starts, ends = (set(SCHEMA.labels(side)) for side in (edge.starts, edge.ends))
        for start in (id_ for id_ in standing if net.label[id_] in starts):
            if edge.type == "PART_OF" and start in parents:
                continue
            for end in (id_ for id_ in standing if net.label[id_] in ends and id_ != start):
                for values in _worded({p.name for p in edge.properties}, parameters):
                    yield {"type": edge.type, "start": start, "end": end, "since": day, **values}


def _worded(names: set[str], parameters: Any) -> Iterator[Values]:
    """The values with which an edge may count for the norm."""
    if "post" in names:
        for post in parameters.get("posts") or ("书记",):
            for mode in parameters.get("modes") or (None,):
                yield {"post": post, "mode": mode}
    elif "rung" in names:
        for rung in parameters.get("rungs") or ("cadre",):
            for role in parameters.get("roles") or ("responsible",):
                yield {"rung": rung, "role": role}
    elif "line" in names:
        yield from ({"line": line} for line in parameters.get("lines") or ("territorial",))
    elif "amount_yuan" in names:
        yield from ({"purpose": parameters.get("purpose", "启动"), "amount_yuan": float(n)} for n in (100, 200))
    elif "minutes" in names:
        yield {"minutes": 1.0}
    else:
        yield {}


def _values(net: Network) -> Iterator[tuple[Values, str, Any]]:
    kinds = {"kind", "formation", "purpose", "function", "manager", "party_member"}
    for id_, node in net.nodes.items():
        for prop in SCHEMA.node[net.label[id_]].all_properties:
            if prop.name in kinds:
                words = prop.allowed or WORDS.get(prop.name, ("甲", "乙"))
                yield from ((node, prop.name, word) for word in words if word is not None)
            elif prop.name == "party_members":
                size = node.get("members", node.get("staff"))
                yield from ((node, prop.name, count) for count in range(6 if size is None else size + 1))
            elif prop.name in ("has", "lacks"):
                yield from ((node, prop.name, list("甲乙丙丁戊"[:count])) for count in range(6))
    for edge in net.edges:
        for name in ("minutes", "amount_yuan"):
            if name in edge:
                yield from ((edge, name, amount) for amount in (0.0, 1.0, 100.0, 5000.0))


# --- one gap after the other --------------------------------------------------------------------------------------


@dataclass
class Score:
    """What became of the gaps."""

    tried: int = 0
    sizes: Counter[int] = field(default_factory=Counter)
    measures: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def lines(self, title: str) -> list[str]:
        none = "; ".join(f"{count} × {reason}" for reason, count in self.reasons.most_common()) or "none"
        counts = f"{self.tried} | {self.sizes[1]} | {self.sizes[2]} | {self.sizes[0]} ({none}) | {len(self.wrong)}"
        return [f"| {title} | {counts} | {1000 * self.seconds / max(1, self.tried):.0f} ms |"]


def repaired(store: Store, gap: Gap, day: date, score: Score) -> Repair | None:
    """Repair one gap by a load of its first repair, and keep the score."""
    start = time.perf_counter()
    found = repairs(store, profile=gap.profile, norm=gap.norm, subject_id=gap.subject, as_of=day)
    score.seconds += time.perf_counter() - start
    score.tried += 1
    score.measures[gap.norm.measure or ""] += 1
    first = next(iter(found.rows), None)
    score.sizes[len(first.changes) if first else 0] += 1
    told = f"{gap.norm.id} {gap.subject} in {gap.net.place}: {gap.norm.parameters}, {gap.norm.min}..{gap.norm.max}"
    if first is None:
        score.reasons[gap.norm.measure or ""] += 1
    if (first is None or len(first.changes) > 1) and gap.norm.measure not in NOT_RANDOM:
        less = smaller(gap, day)
        if less:
            score.wrong.append(f"{told}: {'none' if first is None else 'two changes'}, but one does: {less}")
    if first is not None:
        report = load(store, tables(first), sources=["repair"])
        if report.faults:
            score.wrong.append(f"{told}: a load refuses it: {report.faults[0]}")
        elif any(row.subject_id == gap.subject for row in judged(store, norm=gap.norm, place=gap.root, as_of=day)):
            score.wrong.append(f"{told}: still there after {first.changes}")
    return first


def of_random_networks(store: Store, seeds: Sequence[int]) -> Score:
    """Gaps of random networks, some networks in the graph at one time."""
    score = Score()
    gaps = [gap for gap in map(random_gap, seeds) if gap is not None]
    for at in range(0, len(gaps), AT_ONCE):
        some = gaps[at : at + AT_ONCE]
        empty(store)
        _loaded(store, [table for gap in some for table in gap.net.tables()])
        for gap in some:
            repaired(store, gap, DAY, score)
    return score


def of_twin(store: Store, place: str, seed: int, most: int, each: int = 4) -> Score:
    """Planted gaps of a place's twin, of every kind of defect that it can bear."""
    net, profile, score = Network(place, seed), load_profile(place), Score()
    import_module(f"loaders.twins.{place}").build(net)
    _, gaps = planted(net, profile, each)
    empty(store)
    _loaded(store, net.tables())
    (root,) = expected.roots(net, profile)
    norms = {norm.id: norm for norm in profile.norms}
    for rule, subject in Random(seed).sample(gaps, min(most, len(gaps))):
        gap = Gap(net, root, profile, norms[rule], subject)
        if any(row.subject_id == subject for row in judged(store, norm=norms[rule], place=root, as_of=TODAY)):
            repaired(store, gap, TODAY, score)
    return score


def planted(net: Network, profile: Profile, each: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Plant defects of each kind that the place bears, up to `each`; the kinds, and (norm, subject) of the gaps."""
    from copy import deepcopy

    spec: dict[str, int] = {}
    for kind in KINDS:
        if kind in ("department_closed", "desk_closed"):
            continue  # they break routes
        for count in (each, 2, 1):
            try:  # beside the kinds before it: what one of them touched, another leaves alone
                plant(deepcopy(net), profile, spec | {kind: count})
            except InvalidInput:
                continue
            spec[kind] = count
            break
    found = plant(net, profile, spec)
    return list(spec), sorted({(defect.rule, defect.subject_id) for defect in found if defect.rule != "route"})


def _loaded(store: Store, tables: Sequence[Any]) -> None:
    for part in ([t for t in tables if "id" in t.columns], [t for t in tables if "id" not in t.columns]):
        load(store, part, sources=["seeded"]).raise_if_refused()


def main(count: int = 1000, say: Callable[[str], None] = print) -> list[str]:
    """Repair `count` seeded gaps, half of them of random networks; the lines of a table in markdown.

    Raises
    ------
    AssertionError
        A repair did not close its gap, could not be loaded, or was not the smallest.
    """
    settings = Settings.from_environment()
    lines = [
        "| gaps of | tried | closed by one change | by two | by none of those (measures) | wrong | each |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    wrong: list[str] = []
    total = Score()
    with Store.open(settings) as store:
        for title, score in _scores(store, count):
            lines += score.lines(title)
            say(lines[-1])
            wrong += score.wrong
            total.tried += score.tried
            total.sizes += score.sizes
            total.measures += score.measures
            total.seconds += score.seconds
    total.wrong = wrong
    lines += total.lines("all")
    measures = ", ".join(f"{name} {times}" for name, times in sorted(total.measures.items()))
    lines += ["", f"By measure: {measures}."]
    for line in (*lines[-3:], *wrong):
        say(line)
    assert not wrong, wrong[0]
    return lines


def _scores(store: Store, count: int) -> Iterator[tuple[str, Score]]:
    left = count // 2
    named = places()
    for seed in range(1, 100):
        for place in named:
            if left <= 0:
                break
            score = of_twin(store, place, seed, min(left, max(1, count // 14)), each=max(2, count // 100))
            left -= score.tried
            yield f"{place}, seed {seed}", score
    made = count - (count // 2 - left)
    yield "random networks", of_random_networks(store, range(made))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
