"""A route asks one question; on random networks it says what `lying`, `facts` and `handlers` say together."""

from __future__ import annotations

from random import Random

from cypher.routing import facts, handlers, issue_types, lying, route, ways
from cypher.routing.around import Around, able, candidates
from cypher.routing.rows import BodyRef, Fact, RouteStep
from cypher.routing.steps import dated, noted, resolved
from cypher.rows import IssueTypeRow
from graph.profile import MODES, Profile
from graph.store import Store
from graph.workdays import load_calendar
from tests.routing_networks import DAY, network, profile

SEEDS = range(3)


def around_of(store: Store, of: Profile, issue: IssueTypeRow, place: str) -> Around:
    """What is around a place by the questions that leave nobody out."""
    here = lying(store, place=place, as_of=DAY)
    ids, by_place = [one.id for one in here], dict[str, list[Fact]]()
    for fact in facts(store, places=ids, as_of=DAY):
        by_place.setdefault(fact.place, []).append(fact)
    found = handlers(store, issue_types=[issue.id], places=ids, codes=of.codes, as_of=DAY)
    return Around(here, candidates(here, by_place), able(here, found), {})


def steps_of(of: Profile, issue: IssueTypeRow, mode: str, around: Around, first: BodyRef | None) -> list[RouteStep]:
    calendar = load_calendar()
    return [
        step
        for channel in ways(of, issue, mode)
        for step in noted(dated(resolved(of, channel, issue, around, first), issue, DAY, calendar), channel)
    ]


def test_one_question_says_what_three_say(graph: Store) -> None:
    levels, receivers = set(), 0
    for seed in SEEDS:
        random = Random(seed)
        graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
        graph.write(network(random))
        of = profile(random)
        for row in graph.read("MATCH (p:Place) RETURN p.id AS id, p.level AS level ORDER BY id"):
            levels.add(row["level"])
            for issue in random.sample(issue_types(graph), 2):
                around = around_of(graph, of, issue, row["id"])
                bodies = {one.fact.id: one.fact.name for one in around.candidates if one.fact.label != "Person"}
                bodies |= {one.handling.id: one.handling.name for one in around.able}
                first = random.choice([BodyRef(id=id_, name=name) for id_, name in bodies.items()] or [None])
                for mode in (mode for mode in MODES if ways(of, issue, mode)):
                    for received in dict.fromkeys([None, first]):
                        receivers += received is not None
                        word = received and received.id
                        asked = route(graph, profile=of, issue=issue, place=row["id"], as_of=DAY, mode=mode, first=word)
                        assert asked == steps_of(of, issue, mode, around, received), (seed, row["id"], issue.id, mode)
    assert levels == {"county", "street", "community", "compound", "grid", "building", "unit"}
    assert receivers > 50
