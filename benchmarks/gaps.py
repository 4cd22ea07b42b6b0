"""All norms of a place beside the same questions by hand, on a million buildings.

`python -m benchmarks.gaps [BUILDINGS]` makes the shape of Guang'an, imports it into a server of its own below
WANGGE_HOME, ends one edge in a hundred so that there is something to find, takes turns, and prints the medians and
their ratios. Two rivals: the measures' own texts through the bare driver, which shows what `gaps` itself costs (goal
1.05); and one Cypher a norm as an engineer would write it for this city alone, who knows its four levels, its words,
and by which single edge each kind of body is tied to a place.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import neo4j

from cypher.gaps import MEASURES, gaps, own_parameters
from cypher.gaps.measures import _reach, _through
from cypher.places import levels_inside
from graph import local
from graph.profile import Profile, load_profile
from graph.settings import Settings
from graph.store import Store
from loaders.offline import bring_in

PLACE, BUILDINGS, TURNS = "guangan", 1_000_000, 3
DAY = date(2026, 11, 24)
ENDED = ("CONTACTS", "FUNDS", "HOLDS", "SERVES", "UNDER")  # of which one in a hundred is ended


def _on(*names: str) -> str:
    return " AND ".join(
        f"({n}.since IS NULL OR {n}.since <= $day) AND ({n}.until IS NULL OR {n}.until > $day)" for n in names
    )


def _communities(*, to: str = "") -> str:
    steps = f"-[p1:PART_OF]-(:County)<-[p2:PART_OF]-(:Street)<-[p3:PART_OF]-(t:Community){to}"
    names = ["p1", "p2", "p3", "t", *(["p4", "c"] if to else [])]
    return f"MATCH (:City {{id: $place}})<{steps} WHERE {_on(*names)} "


INSIDE = _communities(to="<-[p4:PART_OF]-(c:Compound)")


def _tied(type_: str, label: str, tag: str = "") -> str:
    tagged = f"'{tag}' IN o.tags AND " if tag else ""
    return f"{INSIDE}MATCH (c)<-[r:{type_}]-(o:{label}) WHERE {tagged}{_on('r', 'o')} WITH DISTINCT o "


def _hosted(tag: str) -> str:
    firms = _tied("MANAGES", "PropertyCompany")
    return f"{firms}MATCH (o)<-[h:HOSTED_BY]-(g:PartyOrg) WHERE '{tag}' IN g.tags AND {_on('h', 'g')} WITH g AS o "


def _superior(subjects: str, line: str, purpose: str) -> str:
    return (
        f"{subjects}WITH o, COUNT {{ (o)-[u:UNDER {{line: '{line}'}}]->(s:PartyOrg {{purpose: '{purpose}'}}) "
        f"WHERE {_on('u', 's')} }} AS v "
        "WHERE v <> 1 RETURN o.id AS id, v"
    )


def _lacking(subjects: str, items: list[str]) -> str:
    return (
        f"{subjects}WITH o, size([i IN {items} WHERE i IN o.lacks]) AS v, "
        f"size([i IN {items} WHERE NOT i IN coalesce(o.has, []) + coalesce(o.lacks, [])]) AS unsaid "
        "WHERE v > 0 OR unsaid > 0 RETURN o.id AS id, v"
    )


def _contact(rung: str, label: str, role: str) -> str:
    return (
        f"{INSIDE}AND '示范小区' IN c.tags "
        f"WITH c, COUNT {{ (w:{label})-[k:CONTACTS {{rung: '{rung}'{role}}}]->(c) WHERE {_on('k', 'w')} }} AS v "
        "WHERE v <> 1 RETURN c.id AS id, v"
    )


def _paid(subjects: str, purpose: str) -> str:
    return (
        f"{subjects}OPTIONAL MATCH (b:Body)-[f:FUNDS {{purpose: '{purpose}'}}]->(o) WHERE {_on('f', 'b')} "
        "WITH o, sum(f.amount_yuan) AS v WHERE v <> 5000 RETURN o.id AS id, v"
    )


OWNERS, COMPANIES = _tied("REPRESENTS", "OwnersCommittee"), _tied("MANAGES", "PropertyCompany")
BY_HAND = {
    "N1": f"{OWNERS}WITH o, toFloat(o.party_members) / o.members AS v WHERE v IS NULL OR v < 0.5 RETURN o.id AS id, v",
    "N2": f"{COMPANIES}WITH o, o.party_members AS v WHERE (o.staff IS NULL OR o.staff >= 50) "
    "AND (v IS NULL OR v < 1) RETURN o.id AS id, v",
    "N3": _contact("department", "Department", ", role: 'lead'"),
    "N4": _contact("county_leader", "Person", ""),
    "N5": f"{INSIDE}AND NOT EXISTS {{ (o:PartyOrg)-[r:COVERS]->(c) "
    f"WHERE {_on('r', 'o')} AND coalesce(o.formation, '') <> 'temporary' }} RETURN c.id AS id, 0 AS v",
    "N6": _superior(_tied("COVERS", "PartyOrg", "小区党组织"), "territorial", "community"),
    "N7": _superior(_hosted("物业企业党组织"), "approval", "community"),
    "N8.industry": _superior(_hosted("物业企业党组织"), "industry", "industry"),
    "N8.territorial": _superior(_hosted("物业企业党组织"), "territorial", "community"),
    "N9": f"{_communities()}AND NOT EXISTS {{ (o:Committee {{kind: 'affairs'}})-[r:SERVES]->(t) "
    f"WHERE {_on('r', 'o')} }} RETURN t.id AS id, 0 AS v",
    "N10": _lacking(COMPANIES, ["红黑榜", "信用档案"]),
    "N11": _lacking(OWNERS, ["信息公开", "公共议事", "自治管理", "财务审计公示"]),
    "N12": _paid(_tied("COVERS", "PartyOrg", "新建小区党组织"), "党建工作经费"),
    "N13": _paid(_hosted("新建非公企业党组织"), "启动经费"),
    "X1": f"{INSIDE}AND NOT coalesce(c.manager, '') IN ['unit', 'owners', 'community'] "
    f"AND NOT EXISTS {{ (w)-[m:MANAGES]->(c) WHERE {_on('m', 'w')} }} "
    f"AND NOT EXISTS {{ (w)-[k:CONTACTS {{role: 'responsible'}}]->(c) WHERE {_on('k', 'w')} }} "
    "RETURN c.id AS id, 0 AS v",
    "X2": f"{INSIDE}AND NOT EXISTS {{ (c)<-[h:HOLDS {{post: '小区党组织书记'}}]-(:Person) "
    f"WHERE {_on('h')} }} AND NOT EXISTS {{ (c)<-[r:COVERS|SERVES|REPRESENTS|MANAGES]-(o:Body)"
    f"<-[h:HOLDS {{post: '小区党组织书记'}}]-(:Person) WHERE {_on('r', 'o', 'h')} }} RETURN c.id AS id, 0 AS v",
}
"""norm of Guang'an, without its place → the subjects that miss it"""


def main() -> None:
    buildings = int(sys.argv[1]) if len(sys.argv) > 1 else BUILDINGS
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark-gaps", heap_mb=4096, page_cache_mb=2048)
    try:
        _bring_in(settings, buildings)
        with Store.open(settings, say=print) as store:
            _turns(store, local.start(settings))
    finally:
        local.stop(settings)


def _bring_in(settings: Settings, buildings: int) -> None:
    """Import the twin where it is not there yet."""
    tables = settings.home.with_name(f"benchmark-gaps-{buildings}")
    if not tables.exists():
        wangge = str(Path(sys.executable).with_name("wangge"))
        made = ["twin", PLACE, "--buildings", str(buildings), "--format", "parquet", "--out", str(tables)]
        subprocess.run([wangge, *made], check=True, stdout=subprocess.DEVNULL)
        bring_in(settings, tables, overwrite=True)
        with Store.open(settings, say=print) as store:
            for type_ in ENDED:
                store.write(f"MATCH ()-[r:{type_}]->() WHERE rand() < 0.01 SET r.until = $day", day=DAY)


def _turns(store: Store, server: local.Server) -> None:
    profile = load_profile(PLACE)
    (root,) = (row["id"] for row in store.read("MATCH (c:City) RETURN c.id AS id"))
    with closing(neo4j.GraphDatabase.driver(server.uri, auth=(server.user, local.password(server)))) as driver:
        rivals: dict[str, Callable[[], set[tuple[str, str]]]] = {
            "gaps()": lambda: _ours(store, profile, root),
            "its texts by hand": lambda: _texts(driver, store, profile, root),
            "a Cypher for each norm": lambda: _by_hand(driver, profile, root),
        }
        taken: dict[str, list[float]] = {name: [] for name in rivals}
        answers = {}
        for turn in range(-1, TURNS):  # the first turn warms the server up and is not counted
            for name, ask in rivals.items():
                start = time.perf_counter()
                answers[name] = ask()
                if turn >= 0:
                    taken[name].append(time.perf_counter() - start)
        assert len(set(map(frozenset, answers.values()))) == 1, {name: len(found) for name, found in answers.items()}
    median = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, seconds in median.items():
        print(f"{name:24} {seconds:7.2f} s   gaps() takes {median['gaps()'] / seconds:.2f} times that")
    print("goal: 1.05 times the same questions by hand")


def _ours(store: Store, profile: Profile, root: str) -> set[tuple[str, str]]:
    found = gaps(store, profile=profile, place=root, as_of=DAY)
    return {(one.norm, one.subject_id) for one in (*found.rows, *found.targets, *found.unknown)}


def _texts(driver: neo4j.Driver, store: Store, profile: Profile, root: str) -> set[tuple[str, str]]:
    levels, found = levels_inside(store, place=root, as_of=DAY), set()
    for norm in profile.norms:
        for subject in norm.subjects if norm.computable else ():
            question = MEASURES[norm.measure or ""]
            params = {
                "place": root,
                "through": _through(levels, subject.label),
                "reach": _reach(subject.label),
                "subject_label": subject.label,
                "subject_kind": subject.kind,
                "subject_tag": subject.tag,
                "minimum": norm.min,
                "maximum": norm.max,
                "as_of": DAY,
                **dict.fromkeys(own_parameters(question.name)),
                **norm.parameters,
            }
            with driver.session(database="neo4j", default_access_mode="READ") as session:
                (row,) = session.run(question.text, params)
                found |= {(norm.id, one["subject_id"]) for one in row["found"]}
    return found


def _by_hand(driver: neo4j.Driver, profile: Profile, root: str) -> set[tuple[str, str]]:
    assert {f"{PLACE}.{name}" for name in BY_HAND} == {norm.id for norm in profile.norms if norm.computable}
    found = set()
    for name, text in BY_HAND.items():
        with driver.session(database="neo4j", default_access_mode="READ") as session:
            found |= {(f"{PLACE}.{name}", row["id"]) for row in session.run(text, place=root, day=DAY)}
    return found


if __name__ == "__main__":
    main()
