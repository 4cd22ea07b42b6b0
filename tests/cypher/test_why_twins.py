"""What was planted in the twins of all places, explained: the very day, and who was there before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from cypher.gap_ids import parse
from cypher.why import Why, why
from graph.store import Store
from loaders.defects import KINDS, TODAY
from loaders.network import Defect
from loaders.run import load
from loaders.twin import Twin, damaged, scaled, twin

BUILDINGS = 1000  # of a twin that is scaled down
PLANTED = {
    "linfen": "post_vacated=4,committee_ended=2,contract_ended=2,item_missing=3",
    "dali": "post_vacated=3,branch_ended=2,contract_ended=2,no_grid=2,item_missing=2,two_grids=2,stale_temporary=3",
    "daqing": "post_vacated=2,branch_ended=2,contact_dissolved=2,no_grid=2,two_grids=2",
    "anqiu": "post_vacated=2,branch_ended=2,no_grid=2,item_missing=2,two_grids=2",
    "xixiang": "post_vacated=2,lead_missing=2,contact_dissolved=2,no_grid=2,item_missing=2,two_grids=2",
    "guangan": "post_vacated=2,branch_ended=2,committee_ended=2,contract_ended=2,lead_missing=2,contact_dissolved=2,"
    "item_missing=2,committee_short=3,second_lead=2",
    "bishan": "post_vacated=3,branch_ended=2,committee_ended=2,contract_ended=2,no_grid=2,band_broken=3,two_grids=2",
}
NATURAL = ("linfen", "dali", "daqing")
ADDED = ("too since", "stands since")  # what a planted addition says before its day


def made(place: str) -> Twin:
    if place in NATURAL:
        return twin(place, seed=3, defects=PLANTED[place])
    return damaged(place, scaled(place, buildings=BUILDINGS, seed=3), seed=3, defects=PLANTED[place])


@pytest.fixture(scope="module", params=PLANTED)
def planted(request: pytest.FixtureRequest, store: Store) -> Iterator[tuple[Store, list[Defect]]]:
    """A place's twin in the graph, and what was planted in it under norms."""
    while store.read("MATCH (n) WHERE NOT n:Network RETURN n.id AS id LIMIT 1"):
        store.write("MATCH (n) WHERE NOT n:Network WITH n LIMIT 10000 DETACH DELETE n")
    twinned = made(request.param)
    load(store, twinned.tables, sources=["twin"]).raise_if_refused()
    return store, [defect for defect in twinned.planted if defect.rule != "route"]


def explained(store: Store, defect: Defect, day: date = TODAY) -> Why:
    profile, norm, subject = parse(f"{defect.rule}:{defect.subject_id}")
    return why(store, profile=profile, norm=norm, subject=subject, as_of=day)


def test_every_removal_with_a_day_is_planted_somewhere() -> None:
    kinds = {part.partition("=")[0] for spec in PLANTED.values() for part in spec.split(",")}
    assert kinds <= KINDS.keys()
    assert kinds >= {"post_vacated", "branch_ended", "committee_ended", "contract_ended", "lead_missing"}
    assert kinds >= {"contact_dissolved", "no_grid"}


def test_what_was_planted_is_explained(planted: tuple[Store, list[Defect]]) -> None:
    store, defects = planted
    dated: set[str] = set()
    for defect in defects:
        answer = explained(store, defect)
        (link,) = [link for link in answer.links if link.first]
        assert answer.state == "open", defect
        said = re.search(r"(\d{4}-\d\d-\d\d)", defect.what)
        day = date.fromisoformat(said[1]) if said else answer.since
        assert answer.since == day, (defect, answer)
        if day is None:
            assert link.state == "value", defect
            continue
        assert link.day == day, (defect, link)
        assert str(day) in answer.sentence_en, answer.sentence_en
        assert str(day) in answer.sentence_zh
        if defect.rule not in dated:  # once for a norm: the day before, there was no gap
            assert explained(store, defect, day - timedelta(days=1)).state in ("met", "absent"), defect
        dated.add(defect.rule)
        if any(words in defect.what for words in ADDED):
            assert (link.state, answer.value) == ("too_many", len(link.facts))
        else:
            assert link.state == "ended"
            assert answer.former[0].until == day
            gone = {fact.who_id for fact in answer.former if fact.until == day}
            assert {fact.who_id for fact in answer.links[-1].facts} <= gone
            assert any(fact.who_name in answer.sentence_zh for fact in link.facts)
    assert dated
