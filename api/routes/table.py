"""Every route that answers a question, as one table; what answers is a function of `api.answers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.answers import (
    bodies,
    catalogue,
    cover,
    coverage,
    cross_holders,
    duplicates,
    figures,
    gaps,
    loads,
    networks,
    people,
    pictures,
    places,
    routing,
    search,
    standing,
    ties,
)
from api.exposed import Exposed
from api.gap_list import ORDERS
from api.samples import BUILDING, PROFILE
from cypher.search import key as search_key

PREFIX = "/api/v1"


def _gap_key(row: Any, params: Mapping[str, Any]) -> tuple[Any, ...]:
    return ORDERS[params.get("order", "severity")](row), row.norm, row.subject_id


def _id(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row.id,)


def _key(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row.key,)


def _version(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row.data_version,)


def _waiver_key(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return row.until, row.id


def _people_key(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return -row.people, row.key


def _central_key(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return -row.ties, row.key


def _strength_key(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return -row.strength, row.one_id, row.other_id


def _newest_key(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return (-row.data_version,)


def _search_key(row: Any, _: Mapping[str, Any]) -> tuple[Any, ...]:
    return search_key(row)


ROUTES = (
    Exposed("/search", search.search, "search", key=_search_key, most=100),
    # the more special address first: an id may have strokes in it
    Exposed("/coverage", cover.covers, "coverage", samples=BUILDING),
    Exposed("/places/{place:path}/cover", cover.cover, "coverage", samples=BUILDING),
    Exposed("/places/{place:path}/coverage", coverage.coverage, "coverage"),
    Exposed("/places/{place:path}/gaps", gaps.gaps, "gaps", key=_gap_key),
    Exposed("/places/{place:path}/targets", gaps.targets, "gaps", key=_gap_key),
    Exposed("/places/{place:path}/waived", gaps.waived, "gaps", key=_gap_key),
    Exposed("/places/{place:path}/unknown", gaps.unknown, "gaps", key=_gap_key),
    Exposed("/places/{place:path}/figures", figures.figures, "figures"),
    Exposed("/places/{place:path}/routes/{issue:path}", routing.route, "routing"),
    Exposed("/places/{place:path}/children", places.children, "places", key=_id),
    Exposed("/places/{place:path}/inside", places.inside, "places", key=_id, stream=places.stream_inside),
    Exposed("/places/{place:path}/people", people.people, "people", key=_id, stream=people.stream_people),
    Exposed("/places/{place:path}/duplicates", duplicates.duplicates, "people", key=_strength_key),
    Exposed("/places/{place:path}/bodies", bodies.bodies, "bodies", key=_id, stream=bodies.stream_bodies),
    Exposed("/places/{place:path}/cross-holding", networks.cross_holding, "networks", key=_key),
    Exposed("/places/{place:path}/cross-holders", cross_holders.cross_holders, "people", key=_people_key),
    Exposed("/places/{place:path}/cross-holding-rules", cross_holders.cross_holding_rules, "people"),
    Exposed("/places/{place:path}/conflicts", cross_holders.conflicts, "people"),
    Exposed("/places/{place:path}/interlocks", ties.interlocks, "networks", key=_key),
    Exposed("/places/{place:path}/tied-people", ties.tied_people, "networks", key=_key),
    Exposed("/places/{place:path}/central", standing.central, "networks", key=_central_key),
    Exposed("/places/{place:path}/cycles", standing.cycles, "networks", key=_key),
    Exposed("/places/{place:path}", places.place, "places"),
    Exposed("/places", places.roots, "places", key=_id),
    Exposed("/people/{person:path}/career", people.career, "people"),
    Exposed("/people/{person:path}", people.person, "people"),
    Exposed("/merges", duplicates.merges, "people", key=_newest_key, everywhere=True),
    Exposed("/bodies/{body:path}", bodies.body, "bodies"),
    Exposed("/pictures/territory/{place:path}", pictures.territory, "networks"),
    Exposed("/pictures/{family}/{id:path}", pictures.picture, "networks"),
    Exposed("/groups/{family}/{id:path}", pictures.groups, "networks"),
    Exposed("/networks/between", networks.between, "networks"),
    Exposed("/networks/{family}/{id:path}", networks.network, "networks"),
    Exposed("/gaps/{gap:path}", gaps.why, "gaps"),
    Exposed("/waivers", gaps.waivers, "gaps", key=_waiver_key),
    Exposed("/loads", loads.loads, "loads", key=_version, everywhere=True),
    Exposed("/loads/{load}", loads.one_load, "loads", everywhere=True),
    Exposed("/figures", figures.all_figures, "figures"),
    Exposed("/issue-types", routing.issue_types, "routing"),
    Exposed("/issue-types/matched", routing.matched_types, "routing"),
    Exposed("/profiles", catalogue.profiles, "profiles"),
    Exposed("/profiles/{place}", catalogue.profile, "profiles", samples=PROFILE),
    Exposed("/profiles/{place}/norms", catalogue.norms, "profiles", samples=PROFILE),
    Exposed("/schema", catalogue.schema, "profiles"),
    Exposed("/words", catalogue.words, "profiles"),
    Exposed("/questions", catalogue.questions, "questions"),
)
JOBS = (
    Exposed("/places/{place:path}/rehearsals", routing.rehearse, "jobs"),
    Exposed("/places/{place:path}/histories", gaps.history, "jobs"),
)
