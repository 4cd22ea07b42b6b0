"""Planted defects: read from a text, refused in one sentence, and found exactly, in the twins of all places."""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from typing import NamedTuple

import pytest

from benchmarks.planted import SPECS, Score, build, empty, scored
from cypher.figures import figures
from cypher.gaps import MEASURES
from cypher.places import resolve
from cypher.routing import issue_types, route
from graph.errors import InvalidInput
from graph.profile import Profile, load_profile
from graph.store import Store
from loaders import expected
from loaders.defects import KINDS, TODAY, parse, plant, standing
from loaders.network import Defect
from loaders.route_defects import ROUTE_KINDS
from loaders.twin import places, twin

ALL = SPECS
CHANGED_FOR_GOOD = {"guangan": {"guangan.oc_share"}}  # place → figures; `committee_short`: Party counts have no dates


def pairs(found: list[Defect]) -> set[tuple[str, str]]:
    return {(defect.rule, defect.subject_id) for defect in found if defect.rule != "route"}


# --- the text ---------------------------------------------------------------------------------------------------


def test_a_spec_is_read() -> None:
    assert parse("post_vacated=3, no_grid:bishan.X3=2,") == {"post_vacated": 3, "no_grid:bishan.X3": 2}
    assert parse("") == {}
    assert {key.partition("=")[0] for spec in ALL.values() for key in spec.split(",")} == {
        kind
        for kind in KINDS
        if kind not in ROUTE_KINDS  # which tests/loaders/test_route_defects.py plants
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("post_vacatd=3", "'post_vacatd' is no kind of defect. Did you mean post_vacated?"),
        ("plague=1", "'plague' is no kind of defect. There are post_vacated, branch_ended"),
        ("post_vacated", "'post_vacated' does not say how many; write post_vacated=COUNT, a whole number from 1"),
        ("post_vacated=0", "'post_vacated=0' does not say how many"),
        ("post_vacated=-1", "'post_vacated=-1' does not say how many"),
        ("post_vacated=１", "does not say how many"),
        ("post_vacated=9999999", "a whole number from 1 to 100000"),
        ("no_grid=1,no_grid=2", "'no_grid' stands twice; write it once, with the sum."),
    ],
)
def test_a_spec_that_says_nothing_sound_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(words)):
        parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no_grid=1", "临汾路街道 has no norm that no_grid breaks; leave no_grid out."),
        ("post_vacated:linfen.N99=1", "临汾路街道 has no norm 'linfen.N99'; post_vacated breaks linfen.X1, linfen.X2."),
        (
            "post_vacated:linfen.N5=1",
            "post_vacated does not break linfen.N5; post_vacated breaks linfen.X1, linfen.X2.",
        ),
        ("post_vacated:linfen.X1=128", "is more than 临汾路街道 has: only 127 can be broken so; ask for at most 127."),
        (
            "department_closed:linfen.N5=1",
            "department_closed breaks routes and no norm; write department_closed=COUNT.",
        ),
    ],
)
def test_a_spec_that_the_place_cannot_bear_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(words)):
        twin("linfen", defects=text)


# --- without a database -------------------------------------------------------------------------------------------


def test_every_measure_has_its_walk() -> None:
    assert set(expected.MEASURES) == set(MEASURES)


@pytest.mark.parametrize("place", places())
def test_a_twin_without_defects_has_only_gaps_that_the_figures_force(place: str) -> None:
    profile, forced = load_profile(place), getattr(import_module(f"loaders.twins.{place}"), "FORCED", ())
    found = standing(build(place, 1), profile)
    assert {defect.rule for defect in found} == set(forced)
    assert {norm.status for norm in profile.norms if norm.id in forced} <= {"target"}


@pytest.mark.parametrize(("place", "seed"), [("linfen", 2), ("dali", 2), ("daqing", 2), ("anqiu", 2)])
def test_defects_are_as_many_as_asked_for_and_no_subject_is_broken_twice_for_one_norm(place: str, seed: int) -> None:
    profile, net, spec = load_profile(place), build(place, seed), parse(ALL[place])
    found = plant(net, profile, spec)
    assert len(pairs(found)) == sum(defect.rule != "route" for defect in found)
    assert len(found) >= sum(spec.values())
    assert all(defect.subject_id in net.nodes for defect in found)


def test_many_at_once_do_not_take_each_other_away() -> None:
    """An organisation in which a post was vacated was ended by a later kind, and its gap could not be found."""
    many = parse("post_vacated=40,branch_ended=10,contract_ended=30,no_grid=5")
    for seed in (1, 2, 3):
        assert len(plant(build("dali", seed), load_profile("dali"), many)) >= sum(many.values())


@pytest.mark.parametrize("place", ["linfen", "dali"])
def test_changes_with_dates_come_after_the_figures_and_before_today(place: str) -> None:
    sound, net, profile = build(place, 4), build(place, 4), load_profile(place)
    plant(net, profile, parse(ALL[place]))
    days = [figure.as_of for figure in profile.figures if figure.measure and isinstance(figure.as_of, date)]
    before = [*sound.nodes.values(), *sound.edges]
    after = [*list(net.nodes.values())[: len(sound.nodes)], *net.edges[: len(sound.edges)]]
    changed = [new for old, new in zip(before, after, strict=True) if old.get("until") != new.get("until")]
    added = net.edges[len(sound.edges) :]
    assert changed
    assert all(max(days) < thing["until"] < TODAY for thing in changed)
    assert all(max(days) < edge["since"] < TODAY for edge in added if edge["type"] != "SUCCEEDED_BY")


def test_one_seed_plants_the_same_and_another_plants_others() -> None:
    one, again, two = (twin("dali", seed=seed, defects=ALL["dali"]).planted for seed in (1, 1, 2))
    assert one == again
    assert pairs(one) != pairs(two)


# --- in the database: what was planted is what is found -------------------------------------------------------------


class Damaged(NamedTuple):
    place: str
    profile: Profile
    root: str
    score: Score


@pytest.fixture(scope="module", params=ALL)
def damaged(store: Store, request: pytest.FixtureRequest) -> Damaged:
    """A place's twin with all that can be planted in it, some of that waived and some subjects' values unsaid."""
    place, profile = request.param, load_profile(request.param)
    empty(store)
    score = scored(store, place, 1)
    return Damaged(place, profile, resolve(store, place=profile.codes[0], as_of=TODAY).id, score)


def test_what_is_planted_is_found_and_nothing_else_and_waived_and_unknown_are_told_apart(damaged: Damaged) -> None:
    score = damaged.score
    assert (score.told, score.told_waived, score.told_unknown) == (score.planted, score.waived, score.unknown)
    assert (score.precision, score.recall, score.apart) == (1, 1, True)
    assert score.planted
    assert score.waived
    # the norms of Daqing ask for nothing that can be left unsaid
    assert score.unknown or damaged.place == "daqing"


def test_planted_routes_are_dead_ends_and_no_others(store: Store, damaged: Damaged) -> None:
    profile = damaged.profile
    stuck = {(defect.subject_id, re.findall(r"\(([\w-]+)\)", defect.what)[-1]) for defect in damaged.score.routes}
    assert stuck
    before = profile.source.as_of  # at a county, what only its streets have is missing on any day
    for at in {place for _, place in stuck}:
        asked = {type_ for type_, _ in stuck} | {issue.id for issue in issue_types(store)[::24]}  # and some others
        new = dead_types(store, profile, at, TODAY, asked) - dead_types(store, profile, at, before, asked)
        # what a county's department leaves stuck is named for one of its streets and stuck in the others too
        assert {type_ for type_, where in stuck if where == at} <= new <= {type_ for type_, _ in stuck}


def test_figures_hold_on_their_days_whatever_was_planted_later(store: Store, damaged: Damaged) -> None:
    rows = figures(store, profile=damaged.profile, place=damaged.root)
    assert {row.id for row in rows if row.verdict == "not reproduced"} == CHANGED_FOR_GOOD.get(damaged.place, set())


def dead_types(graph: Store, profile: Profile, place: str, day: date, asked: set[str]) -> set[str]:
    """Issue types, of those asked, of which a step for a department or a station is a dead end."""
    return {
        issue.id
        for issue in issue_types(graph)
        if issue.id in asked
        for mode in sorted({mode for channel in profile.routing for mode in channel.modes})
        if any(mode in c.modes and (not c.types or issue.id in c.types) for c in profile.routing)
        for step in route(graph, profile=profile, issue=issue, place=place, as_of=day, mode=mode)
        if step.state == "dead_end" and step.actor.en.split()[0] in ("lead", "joint", "department", "station", "place")
    }
