"""`route()` beside three rivals that name the same people, and `rehearse()` beside one route after another.

`python -m benchmarks.routing [route|rehearse] [--place PLACE] [--buildings N]` does both, or one, in a server of its
own below WANGGE_HOME.

`route()` is asked about Linfen's buildings in mode normal, in turns with its own text through the bare driver, which
shows what Python costs; with one Cypher as an engineer would write it who knows this city alone, its levels, its words
and by which single edge each desk is tied to a place (goal: at most 1.1 times that); and with a search in a networkx
graph that has been read before. The rivals say who acts at which step, and no more; `route()` also says why, by which
way, by when and what would mend a dead end.

`rehearse()` walks 60 issue types from every building of a place's shape (goal: 60 s on 2 cores), beside single routes
of a sample.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import neo4j
import networkx as nx

from cypher import routing
from cypher.rehearsal import places_inside, rehearse
from cypher.routing import issue_types, route, ways
from cypher.routing.around import wanted
from cypher.routing.rows import RouteStep
from cypher.rows import IssueTypeRow
from graph import local
from graph.profile import MODES, Profile, load_profile
from graph.settings import Settings
from graph.store import Store
from graph.workdays import load_calendar
from loaders import twin
from loaders.offline import bring_in

DAY = date(2026, 11, 24)
CITY, PAIRS, CALLS = "linfen", 200, 600
PLACE, BUILDINGS, TYPES, SAMPLE = "guangan", 100_000, 60, 300
ENDED = ("COVERS", "HOLDS", "SERVES")  # of which one in a hundred is ended, so that there is something to find

Who = dict[tuple[str, int], tuple[tuple[str, ...], tuple[str, ...]]]
"""channel and number of a step → ids of the bodies and of the people who act in it; steps in which none does are out"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing")
    parser.add_argument("part", nargs="?", choices=("route", "rehearse"), help="only this part")
    parser.add_argument("--place", default=PLACE, help="whose shape is rehearsed")
    parser.add_argument("--buildings", type=int, default=BUILDINGS)
    asked = parser.parse_args()
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark-routing", heap_mb=2048, page_cache_mb=1024)
    try:
        if asked.part in (None, "route"):
            one_route(settings)
        if asked.part in (None, "rehearse"):
            all_routes(settings, asked.place, asked.buildings)
    finally:
        local.stop(settings)


def _holding(settings: Settings, tables: Path, make: Callable[[], object]) -> None:
    """Make tables where there are none, and bring them in where the server holds others."""
    if not tables.exists():
        make()
    with Store.open(settings, say=print) as store:
        held = store.read("MATCH (p:Place) RETURN p.source_row AS row LIMIT 1")
    if not (held and held[0]["row"].startswith(str(tables))):
        bring_in(settings, tables, overwrite=True)


# --- one route ----------------------------------------------------------------------------------------------------


class Pair(NamedTuple):
    """What is asked: from which building, of which type."""

    place: str
    issue: IssueTypeRow


def one_route(settings: Settings) -> None:
    """`route()` and its rivals, in turns."""
    tables = settings.home.with_name(f"{settings.home.name}-{CITY}")
    _holding(settings, tables, lambda: twin.write(twin.twin(CITY).tables, tables, "parquet"))
    with Store.open(settings, say=print) as store:
        server = local.start(settings)
        auth = (server.user, local.password(server))
        with closing(neo4j.GraphDatabase.driver(server.uri, auth=auth)) as driver:
            _compared(store, driver)


def _compared(store: Store, driver: neo4j.Driver) -> None:
    profile, calendar = load_profile(CITY), load_calendar()
    places = [row["id"] for row in store.read("MATCH (b:Place {level: 'building'}) RETURN b.id AS id ORDER BY id")]
    choice, types = random.Random(1), issue_types(store)
    pairs = [Pair(choice.choice(places), choice.choice(types)) for _ in range(PAIRS)]
    begun = time.perf_counter()
    network = Read(store, profile)
    reading = time.perf_counter() - begun

    def ours(pair: Pair) -> list[RouteStep]:
        return route(store, profile=profile, issue=pair.issue, place=pair.place, as_of=DAY, calendar=calendar)

    rivals: dict[str, Callable[[Pair], Any]] = {
        "route()": ours,
        "its text by the bare driver": lambda pair: _text(driver, profile, pair),
        "a Cypher by hand": lambda pair: _by_hand(driver, pair),
        "networkx": lambda pair: network.route(pair),
    }
    differing = [pair for pair in pairs if not _who(ours(pair)) == _by_hand(driver, pair) == network.route(pair)]
    assert not differing, f"{len(differing)} of {PAIRS} pairs, such as {differing[0]}"
    assert all(_said(_text(driver, profile, pair)) >= _named(ours(pair)) for pair in pairs), (
        "the text alone names all who act"
    )
    median = dict(_in_turn(rivals, pairs))
    for name, milliseconds in median.items():
        print(f"{name:30} {milliseconds:6.2f} ms   route() takes {median['route()'] / milliseconds:.2f} times that")
    print(f"networkx read {len(network.graph)} nodes and {network.graph.size()} edges before, in {reading:.1f} s")
    print("goal: 1.1 times a Cypher by hand")


def _in_turn(rivals: dict[str, Callable[[Pair], Any]], pairs: list[Pair]) -> Iterator[tuple[str, float]]:
    """Each rival's median in ms; a tenth of the turns go first and for nothing."""
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    for n in range(-CALLS // 10, CALLS):
        for name in rivals if n % 2 else reversed(rivals):
            start = time.perf_counter()
            rivals[name](pairs[n % len(pairs)])
            if n >= 0:
                taken[name].append(time.perf_counter() - start)
    for name, seconds in taken.items():
        yield name, statistics.median(seconds) * 1000


def _who(steps: Iterable[RouteStep]) -> Who:
    """Who acts by a route."""
    return _sorted(
        ((step.channel, step.number), [body.id for body in step.bodies], [one.id for one in step.holders])
        for step in steps
        if step.state == "acts"
    )


def _sorted(found: Iterable[tuple[tuple[str, int], Iterable[str], Iterable[str]]]) -> Who:
    each = ((step, tuple(sorted(set(bodies))), tuple(sorted(set(people)))) for step, bodies, people in found)
    return {step: (bodies, people) for step, bodies, people in each if bodies or people}


def _named(steps: Iterable[RouteStep]) -> set[str]:
    return {id_ for bodies, people in _who(steps).values() for id_ in (*bodies, *people)}


# --- its text by the bare driver ----------------------------------------------------------------------------------

_TEXT = Path(routing.__file__).with_name("surroundings.cypher").read_text("utf-8")


def _text(driver: neo4j.Driver, profile: Profile, pair: Pair) -> neo4j.Record:
    want = wanted(step.actor for channel in ways(profile, pair.issue, "normal") for step in channel.steps)
    with driver.session(database="neo4j", default_access_mode="READ") as session:
        result = session.run(_TEXT, place=pair.place, wanted=want, issue_type=pair.issue.id, as_of=DAY)
        return result.single(strict=True)


def _said(row: neo4j.Record) -> set[str]:
    return {id_ for one in (*row["facts"], *row["handlings"]) for id_ in (one["id"], *(h["id"] for h in one["heads"]))}


# --- a Cypher by hand ---------------------------------------------------------------------------------------------


def _on(*names: str) -> str:
    return " AND ".join(
        f"({n}.since IS NULL OR {n}.since <= $day) AND ({n}.until IS NULL OR {n}.until > $day)" for n in names
    )


def _bodies(place: str, tie: str, label: str, name: str, words: Iterable[str]) -> str:
    """Bodies tied to a place that have one of some words in a property, each with whoever holds a post in it."""
    return (
        f"[({place})<-[r:{tie} WHERE {_on('r')}]-(o:{label} WHERE o.{name} IN {list(words)} AND {_on('o')}) "
        f"| {{id: o.id, name: o.name, word: o.{name}, heads: {HEADS}}}]"
    )


HEADS = f"[(o)<-[q:HOLDS WHERE {_on('q')}]-(w:Person) | w {{.id, .name, post: q.post}}]"
STAIRS = "MATCH (b)<-[x:PART_OF]-(s:StairGroup)"
DESKS = ("intake_desk", "dispatch_desk", "supervision_desk")
NORMAL = f"""
MATCH (b:Place {{id: $place}}) (()-[p:PART_OF WHERE {_on("p")}]->(c:Place WHERE {_on("c")})){{1,2}} (area:Community)
  -[p1:PART_OF]->(block:Block)-[p2:PART_OF]->(street:Street)-[p3:PART_OF]->(county:County)
WHERE {_on("b", "p1", "block", "p2", "street", "p3", "county")}
RETURN {_bodies("street", "SERVES", "Station", "kind", DESKS)} AS desks,
  {_bodies("street", "COVERS", "PartyOrg", "purpose", ["organ"])} AS organs,
  COLLECT {{
    {STAIRS}-[g:IN_GRID]->(m:MicroGrid) WHERE {_on("x", "s", "g", "m")} WITH DISTINCT m
    MATCH (m)<-[h:HOLDS {{post: '微网格长'}}]-(w:Person) WHERE {_on("h")} RETURN DISTINCT w {{.id, .name}}
  }} AS grid_heads,
  COLLECT {{
    MATCH (:IssueType {{id: $type}})-[a:HANDLED_BY]->(o:Body)-[v:SERVES]->(at:Place)
    WHERE at IN [street, county] AND {_on("a", "o", "v")}
    WITH a, o, min(at = county) AS far ORDER BY far, o.id
    RETURN {{id: o.id, name: o.name, role: a.role, heads: {HEADS}}}
  }} AS departments"""
COUNCIL = f"""{NORMAL},
  COLLECT {{
    {STAIRS}<-[h:HOLDS {{post: '楼组长'}}]-(w:Person) WHERE {_on("x", "s", "h")} RETURN DISTINCT w {{.id, .name}}
  }} AS stair_heads,
  {_bodies("area", "SERVES", "Committee", "kind", ["forum", "specialised"])} AS committees"""


def _by_hand(driver: neo4j.Driver, pair: Pair) -> Who:
    council = pair.issue.id in ("stranded_elders", "lift_installation", "roadside_parking", "shared_facilities")
    with driver.session(database="neo4j", default_access_mode="READ") as session:
        result = session.run(COUNCIL if council else NORMAL, place=pair.place, type=pair.issue.id, day=DAY)
        row = result.single(strict=True)
    desks = {kind: [one for one in row["desks"] if one["word"] == kind] for kind in DESKS}
    roles = {role: [one for one in row["departments"] if one["role"] == role] for role in ("lead", "joint")}
    steps: dict[tuple[str, int], list[dict[str, Any]]] = {
        ("dispatch", 1): desks["intake_desk"],
        ("dispatch", 2): desks["dispatch_desk"],
        ("dispatch", 3): roles["lead"][:1],
        ("dispatch", 4): roles["joint"],
        ("dispatch", 5): desks["supervision_desk"],
        ("patrol", 2): row["organs"],
        ("patrol", 3): row["organs"],
    }
    people: dict[tuple[str, int], list[dict[str, Any]]] = {("patrol", 1): row["grid_heads"]}
    if council:
        people["council", 1] = row["stair_heads"]
        for number, kind in enumerate(("forum", "specialised"), start=2):
            steps["council", number] = [one for one in row["committees"] if one["word"] == kind]
        steps["council", 4] = desks["dispatch_desk"]
    acting = (
        (step, [o["id"] for o in found], [h["id"] for o in found for h in o["heads"]]) for step, found in steps.items()
    )
    return _sorted([*acting, *((step, [], [one["id"] for one in found]) for step, found in people.items())])


# --- a search in memory -------------------------------------------------------------------------------------------


class Read:
    """The graph in memory, and routes found in it."""

    def __init__(self, store: Store, profile: Profile) -> None:
        self.profile = profile
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in store.read(
            "MATCH (n:Place|Body|Person|IssueType) RETURN n.id AS id, n.level AS level, n.kind AS kind, "
            "n.purpose AS purpose, n.since AS since, n.until AS until, labels(n) AS labels"
        ):
            self.graph.add_node(row.pop("id"), **row)
        for row in store.read(
            "MATCH (a:Place|Body|Person|IssueType)-[r:PART_OF|IN_GRID|HOLDS|SERVES|COVERS|HANDLED_BY]->(z) "
            "RETURN a.id AS a, z.id AS z, type(r) AS type, r.post AS post, r.role AS role, r.since AS since, "
            "r.until AS until"
        ):
            self.graph.add_edge(row.pop("a"), row.pop("z"), **row)

    def route(self, pair: Pair) -> Who:
        """Who acts at which step of Linfen's ways in mode normal."""
        steps: list[tuple[tuple[str, int], list[str], list[str]]] = []
        near = self._near(pair.place)
        for channel in ways(self.profile, pair.issue, "normal"):
            for number, step in enumerate(channel.steps, start=1):
                actor = step.actor
                at = [place for place in near if self.graph.nodes[place]["level"] == actor.level]
                if actor.who == "post":
                    steps.append(((channel.id, number), [], self._holding(at, actor.post)))
                    continue
                if actor.who == "lead_department":
                    bodies = self._handling(pair.issue.id, "lead", near)[:1]
                elif actor.who == "joint_departments":
                    bodies = self._handling(pair.issue.id, "joint", near)
                elif actor.who == "party_org":
                    bodies = self._tied(at, "COVERS", "PartyOrg", "purpose", actor.purpose)
                else:
                    bodies = self._tied(at, "SERVES", actor.who.title(), "kind", actor.kind)
                steps.append(((channel.id, number), bodies, self._holding(bodies)))
        return _sorted(steps)

    def _near(self, start: str) -> dict[str, int]:
        """What a building and its stair groups lie in, nearest first, each with its distance: breadth first."""
        near = {start: 0}
        for stair, _, edge in self.graph.in_edges(start, data=True):
            if edge["type"] == "PART_OF" and self._is_on(edge) and self._is_on(self.graph.nodes[stair]):
                near[stair] = 1
        queue = deque(near)
        while queue:
            place = queue.popleft()
            for _, above, edge in self.graph.out_edges(place, data=True):
                ties = edge["type"] in ("PART_OF", "IN_GRID") and above not in near and self._is_on(edge)
                if ties and self._is_on(self.graph.nodes[above]):
                    near[above] = near[place] + 1
                    queue.append(above)
        return near

    def _tied(self, places: Iterable[str], tie: str, label: str, name: str, word: str | None) -> list[str]:
        return [
            body
            for place in places
            for body, _, edge in self.graph.in_edges(place, data=True)
            if edge["type"] == tie and self._is_on(edge) and self._is(body, label, name, word)
        ]

    def _is(self, body: str, label: str, name: str, word: str | None) -> bool:
        node = self.graph.nodes[body]
        return label in node["labels"] and node[name] == word and self._is_on(node)

    def _handling(self, type_: str, role: str, near: dict[str, int]) -> list[str]:
        """Those of a role in force, by how near they have jurisdiction."""
        found = []
        for _, body, edge in self.graph.out_edges(type_, data=True):
            if edge["type"] == "HANDLED_BY" and edge["role"] == role and self._is_on(edge, self.graph.nodes[body]):
                ties = self.graph.out_edges(body, data=True)
                found += [
                    (near[place], body)
                    for _, place, tie in ties
                    if tie["type"] == "SERVES" and place in near and self._is_on(tie)
                ]
        return [body for _, body in sorted(found)]

    def _holding(self, ends: Iterable[str], post: str | None = None) -> list[str]:
        return [
            person
            for end in ends
            for person, _, edge in self.graph.in_edges(end, data=True)
            if edge["type"] == "HOLDS" and post in (None, edge["post"]) and self._is_on(edge)
        ]

    @staticmethod
    def _is_on(*those: dict[str, Any]) -> bool:
        return all(
            (one["since"] is None or one["since"] <= DAY) and (one["until"] is None or one["until"] > DAY)
            for one in those
        )


# --- all routes ---------------------------------------------------------------------------------------------------

REPEATED = """
MATCH (type:IssueType) WITH type ORDER BY type.id
WITH collect(type) AS types
UNWIND range(size(types), $wanted - 1) AS number
WITH types[number % size(types)] AS type, '_' + number AS more
CREATE (copy:IssueType) SET copy = type {.*, id: type.id + more}
WITH type, copy, more
MATCH (type)-[handled:HANDLED_BY]->(body)
CREATE (copy)-[again:HANDLED_BY]->(body) SET again = handled {.*, key: handled.key + more}
"""


def all_routes(settings: Settings, place: str, buildings: int) -> None:
    """`rehearse()`, and what the same would take by single routes."""
    tables = settings.home.with_name(f"{settings.home.name}-{place}-{buildings}")
    made = ["twin", place, "--buildings", str(buildings), "--format", "parquet", "--out", str(tables)]
    command = [str(Path(sys.executable).with_name("wangge")), *made]
    _holding(settings, tables, lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
    with Store.open(settings, say=print) as store:
        store.write(REPEATED, wanted=TYPES)
        if not store.read("MATCH ()-[r:HOLDS {until: $day}]->() RETURN r.key AS key LIMIT 1", day=DAY):
            for type_ in ENDED:
                store.write(f"MATCH ()-[r:{type_}]->() WHERE rand() < 0.01 SET r.until = $day", day=DAY)
        profile, types = load_profile(place), issue_types(store)
        assert len(types) == TYPES
        roots = store.read("MATCH (p:Place) WHERE p.code IN $codes RETURN p.id AS id", codes=profile.codes)
        (root,) = (row["id"] for row in roots)
        begun = time.perf_counter()
        found = rehearse(store, profile=profile, place=root, as_of=DAY)
        seconds = time.perf_counter() - begun
        print(
            f"rehearse() on {place}: {seconds:.1f} s; {found.places} places in {found.classes} classes, "
            f"{len(found.issue_types)} types, {found.routes} routes, {len(found.rows)} findings (goal 60 s)"
        )
        single = _single(
            store, profile, types, [one.id for one in places_inside(store, place=root, level=found.level, as_of=DAY)]
        )
    hours = single * found.routes / 3600
    print(
        f"one route after another: {single * 1000:.1f} ms each, so {hours:.1f} h for all; "
        f"{hours * 3600 / seconds:.0f} times as long (from {SAMPLE} of them)"
    )


def _single(store: Store, profile: Profile, types: list[IssueTypeRow], places: list[str]) -> float:
    """Seconds of one route, on average over a sample of places, types and modes."""
    modes = [(issue, mode) for issue in types for mode in MODES if ways(profile, issue, mode)]
    choice, calendar = random.Random(1), load_calendar()
    begun = time.perf_counter()
    for n in range(-SAMPLE // 10, SAMPLE):  # the first warm the server up and are not counted
        if n == 0:
            begun = time.perf_counter()
        place, (issue, mode) = choice.choice(places), choice.choice(modes)
        route(store, profile=profile, issue=issue, place=place, as_of=DAY, mode=mode, calendar=calendar)
    return (time.perf_counter() - begun) / SAMPLE


if __name__ == "__main__":
    main()
