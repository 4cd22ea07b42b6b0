"""Repairs of planted gaps: each is loaded as it is proposed, closes its gap, and does what it said and nothing else."""

from __future__ import annotations

from importlib import import_module
from random import Random
from typing import NamedTuple

import pytest

from cypher.gaps import judged
from cypher.repairs import Repair, repairs, tables
from graph.profile import Norm, Profile, load_profile
from graph.store import Store
from loaders import expected
from loaders.against_profile import against
from loaders.defects import KINDS, TODAY, parse, plant
from loaders.network import Network
from loaders.route_defects import ROUTE_KINDS
from loaders.run import load

# between them every kind of defect that breaks a norm
PLANTED = {
    "dali": "post_vacated=1,branch_ended=1,contract_ended=1,no_grid=1,stale_temporary=1,two_grids=1",
    "linfen": "post_vacated=1,committee_ended=1,contract_ended=1,item_missing=1",
    "guangan": "lead_missing=1,contact_dissolved=1,committee_short=1,second_lead=1",
    "bishan": "band_broken:bishan.N2=2,band_broken:bishan.N1=1",
}
SAMPLED = 4
Outside = dict[tuple[str, str], float | None]


class Place(NamedTuple):
    """A loaded twin with planted gaps."""

    profile: Profile
    norms: dict[str, Norm]
    root: str
    planted: list[tuple[str, str]]


def test_every_kind_of_defect_is_repaired() -> None:
    told = {part.partition("=")[0].partition(":")[0] for spec in PLANTED.values() for part in spec.split(",")}
    assert told | {"department_closed", "desk_closed", *ROUTE_KINDS} == set(KINDS), "those break routes and no norm"


@pytest.fixture(scope="module", params=PLANTED)
def place(store: Store, request: pytest.FixtureRequest) -> Place:
    while store.read("MATCH (n) WHERE NOT n:Network RETURN n.id AS id LIMIT 1"):
        store.write("MATCH (n) WHERE NOT n:Network WITH n LIMIT 10000 DETACH DELETE n")
    store.write("MATCH (n:Network) SET n.sequence = 0")
    name = request.param
    net, profile = Network(name, 3), load_profile(name)
    import_module(f"loaders.twins.{name}").build(net)
    found = plant(net, profile, parse(PLANTED[name]))
    whole = net.tables()
    for part in ([t for t in whole if "id" in t.columns], [t for t in whole if "id" not in t.columns]):
        load(store, part, sources=["twin"]).raise_if_refused()
    (root,) = expected.roots(net, profile)
    return Place(profile, {norm.id: norm for norm in profile.norms}, root, [(d.rule, d.subject_id) for d in found])


def outside(store: Store, place: Place) -> Outside:
    """Every gap and every unknown value of the whole place, by the measures themselves."""
    return {
        (norm.id, row.subject_id): row.value
        for norm in place.profile.norms
        if norm.computable
        for row in judged(store, norm=norm, place=place.root, as_of=TODAY)
    }


def test_a_repair_closes_its_gap_and_does_what_it_says(store: Store, place: Place) -> None:
    before = outside(store, place)
    chosen = Random(1).sample(place.planted, min(SAMPLED, len(place.planted)))
    assert chosen
    for rule, subject in chosen:
        if before.get((rule, subject)) is None:
            continue  # a repair before this one closed it besides
        found = repairs(store, profile=place.profile, norm=place.norms[rule], subject_id=subject, as_of=TODAY)
        assert found.rows, (rule, subject, found.reason)
        first = found.rows[0]
        told = "".join(change.sentence_zh + change.sentence_en for change in first.changes)
        assert f"{place.profile.place}-" not in told, "sentences say names, not ids"
        report = load(store, tables(first), sources=["repair"], checks=[against(place.profile)])
        assert report.faults == [], (rule, subject, first)
        after = outside(store, place)
        assert differs(before, after) == stated(first, (rule, subject)), (rule, subject, first)
        before = after


Sides = tuple[set[tuple[str, str]], set[tuple[str, str]], set[tuple[str, str]]]


def differs(before: Outside, after: Outside) -> Sides:
    """Gaps opened, gaps closed, values that became unknown."""
    was, is_ = ({key for key, value in side.items() if value is not None} for side in (before, after))
    return is_ - was, was - after.keys(), after.keys() - is_ - (before.keys() - was)


def stated(repair: Repair, gap: tuple[str, str]) -> Sides:
    opened, closed, unknown = (
        {(one.norm, one.subject_id) for one in side} for side in (repair.opened, repair.closed, repair.unknown)
    )
    return opened, closed | {gap}, unknown
