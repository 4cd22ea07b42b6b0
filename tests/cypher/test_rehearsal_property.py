"""Rehearsed by classes, on random networks: the same as route after route, each read for what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from cypher.rehearsal import rehearse
from cypher.routing import issue_types, route
from cypher.routing.rows import RouteStep
from graph.errors import InvalidInput
from graph.profile import Profile
from graph.store import Store
from tests.routing_networks import DAY, network, profile

SEEDS = range(5)
Found = dict[tuple[Any, ...], dict[str, Any]]


def one_by_one(store: Store, of: Profile) -> tuple[Found, int, int, int]:
    """What the routes of all buildings say, read one by one; how many there are, are whole, and are stuck."""
    found: Found = {}
    routes = whole = stuck = 0
    for building in [row["id"] for row in store.read("MATCH (b:Building) RETURN b.id AS id ORDER BY id")]:
        for issue in issue_types(store):
            for mode in ("normal", "emergency"):
                try:
                    steps = route(store, profile=of, issue=issue, place=building, as_of=DAY, mode=mode)
                except InvalidInput:
                    continue
                wrong = [(step, what) for step in steps for what in wrong_with(step, issue.id)]
                routes, whole = routes + 1, whole + (not wrong)
                stuck += any(step.state == "dead_end" for step in steps)
                for step, what in wrong:
                    sum_ = found.setdefault(what, {"places": set(), "types": set(), "steps": set()})
                    sum_["places"].add(building)
                    sum_["types"].add(issue.id)
                    sum_["steps"].add((mode, step.channel, step.number))
    return found, routes, whole, stuck


def wrong_with(step: RouteStep, type_: str) -> Iterator[tuple[Any, ...]]:
    if step.state == "dead_end":
        wanting = tuple(body.id for body in step.wanting)
        unpaired = step.actor.en in ("lead department", "joint departments") and not wanting
        yield "dead_end", step.actor.en, step.lacking.id if step.lacking else None, wanting, type_ if unpaired else None
    for note in step.notes:
        if note.kind in ("two_receivers", "same_person", "loop"):
            yield note.kind, step.actor.en, step.place_id, (), None
        if note.kind == "late":
            yield "late", step.actor.en, None, (), (step.channel, type_)


def rehearsed_rows(store: Store, of: Profile, found: Found) -> tuple[Found, tuple[int, int, int]]:
    """The same from the rehearsal, whose households and examples are looked at besides."""
    rehearsed = rehearse(store, profile=of, place="county", as_of=DAY)
    rows: Found = {}
    for row in rehearsed.rows:
        wanting = tuple(body.id for body in row.wanting)
        unpaired = row.actor.en in ("lead department", "joint departments") and row.kind == "dead_end" and not wanting
        late = (row.steps[0].channel, row.issue_types[0]) if row.kind == "late" else None
        key = (row.kind, row.actor.en, row.at and row.at.id, wanting, row.issue_types[0] if unpaired else late)
        assert key not in rows
        rows[key] = {
            "places": row.places,
            "types": set(row.issue_types),
            "steps": {(ref.mode, ref.channel, ref.number) for ref in row.steps},
        }
        assert row.households == sum(int(id_[1:]) for id_ in found[key]["places"])
        assert row.example.id in found[key]["places"]
    return rows, (rehearsed.routes, rehearsed.whole, rehearsed.stuck)


def test_classes_find_what_single_routes_find(graph: Store) -> None:
    kinds: set[str] = set()
    for seed in SEEDS:
        random = Random(seed)
        graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
        graph.write(network(random))
        of = profile(random)
        found, *counted = one_by_one(graph, of)
        rows, counts = rehearsed_rows(graph, of, found)
        assert rows == {key: sum_ | {"places": len(sum_["places"])} for key, sum_ in found.items()}, seed
        assert counts == tuple(counted), seed
        kinds |= {what[0] for what in found}
    assert kinds == {"dead_end", "loop", "two_receivers", "same_person", "late"}
