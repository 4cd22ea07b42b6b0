"""All seven twins in one graph: every figure holds, no norm is broken, and no place reaches into another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest

from api.figures_md import FILE, as_markdown, held, load_all
from cypher.figures import FigureRow
from cypher.gaps import Gaps, gaps
from cypher.places import PlaceRow, resolve
from cypher.routing import issue_types, route
from cypher.routing.rows import RouteStep
from graph import local
from graph.profile import Profile, load_profile
from graph.profile_head import head_of
from graph.records import Table
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.store import Store
from loaders.twin import Twin, places, twin

TODAY = date(2026, 11, 22)
SEVEN = ("anqiu", "bishan", "dali", "daqing", "guangan", "linfen", "xixiang")
ANOTHER_SEED = {"dali": 2, "linfen": 2}
LEVELS = {node.label for node in SCHEMA.level.values()}
each = pytest.mark.parametrize("place", SEVEN)


class Answers(NamedTuple):
    """What one place is told: its figures, its gaps on the figures' day and today, and its routes."""

    figures: list[FigureRow]
    then: Gaps
    now: Gaps
    routes: dict[str, list[RouteStep]]

    def __bytes__(self) -> bytes:
        return orjson.dumps(self._asdict(), default=list)  # a `Gaps` is a tuple with names


def ids(made: Twin) -> set[str]:
    """Of everything but issue types, which places share."""
    return {id_ for table in made.tables if table.what != "IssueType" for id_ in table.columns.get("id", ())}


def inside(store: Store, place: str, made: Twin) -> dict[str, PlaceRow]:
    """One place of each level in the place's own, itself included; of several the last in order of ids."""
    root = load_profile(place).codes[0]
    last = {
        table.what: max(id_ for id_, until in zip(table.columns["id"], ends(table), strict=True) if until is None)
        for table in made.tables
        if table.what in LEVELS
    }
    found = {label: resolve(store, place=id_, as_of=TODAY) for label, id_ in last.items()}
    return {label: row for label, row in found.items() if root in row.codes}


def ends(table: Table) -> Sequence[date | None]:
    return table.columns.get("until") or [None] * len(table.columns["id"])


def asked(store: Store, place: str, made: Twin) -> Answers:
    profile = load_profile(place)
    root = resolve(store, place=profile.codes[0], as_of=TODAY).id
    building = inside(store, place, made)["Building"].id
    then, now = (gaps(store, profile=profile, place=root, as_of=day) for day in (profile.source.as_of, TODAY))
    return Answers(held(store, place), then, now, dict(routes(store, profile, building)))


def routes(store: Store, profile: Profile, building: str) -> Iterator[tuple[str, list[RouteStep]]]:
    for issue in issue_types(store)[:3]:
        ways = [channel for channel in profile.routing if not channel.types or issue.id in channel.types]
        for mode in sorted({mode for channel in ways for mode in channel.modes}):
            steps = route(store, profile=profile, issue=issue, place=building, as_of=TODAY, mode=mode)
            yield f"{issue.id} {mode}", steps


@pytest.fixture(scope="module")
def twins() -> dict[str, Twin]:
    return {place: twin(place) for place in SEVEN}


@pytest.fixture(scope="module")
def store(tests_home: Path, jars_home: Path) -> Iterator[Store]:
    """A server of its own, with the memory that a whole twin takes, which leaves the others' graph as it is."""
    wanted = {"WANGGE_HOME": str(tests_home / "seven"), "WANGGE_JARS": str(jars_home), "WANGGE_HEAP_MB": "1024"}
    settings = Settings.from_environment(wanted)
    local.stop(settings)  # a run that was killed may have left it
    shutil.rmtree(settings.home, ignore_errors=True)
    with Store.open(settings) as opened:
        yield opened
    local.stop(settings)


@pytest.fixture(scope="module")
def loaded(store: Store, twins: Mapping[str, Twin]) -> Store:
    load_all(store, twins)
    return store


@pytest.fixture(scope="module")
def heads(loaded: Store, twins: Mapping[str, Twin]) -> dict[str, dict[str, str | None]]:
    """place → level → the place whose profile its places find"""
    found = {}
    for place, made in twins.items():
        by_label = {label: head_of(row.codes) for label, row in inside(loaded, place, made).items()}
        found[place] = {label: head and head.place for label, head in by_label.items()}
    return found


@pytest.fixture(scope="module")
def answers(loaded: Store, twins: Mapping[str, Twin], heads: Any) -> dict[str, Answers]:
    """Asked before any test changes the graph."""
    return {place: asked(loaded, place, made) for place, made in twins.items()}


@pytest.fixture(scope="module")
def replaced(loaded: Store, twins: Mapping[str, Twin], answers: Any) -> dict[str, Answers]:
    """Answers after two places were taken out, and twins of another seed of them put in."""
    others: dict[str, Answers] = {}
    for place, seed in ANOTHER_SEED.items():
        gone = ids(twins[place]) - {id_ for other in SEVEN if other != place for id_ in ids(twins[other])}
        loaded.write("MATCH (n:Place|Body|Person|Item) WHERE n.id IN $ids DETACH DELETE n", ids=sorted(gone))
        others[place] = asked(loaded, "daqing", twins["daqing"])
        load_all(loaded, {place: twin(place, seed=seed)})
    assert {bytes(answer) for answer in others.values()} == {bytes(answers["daqing"])}, "while they were out"
    return {place: asked(loaded, place, twin(place, seed=ANOTHER_SEED.get(place, 1))) for place in SEVEN}


def test_the_seven_are_all_that_have_a_twin() -> None:
    assert tuple(places()) == SEVEN


@each
def test_every_figure_is_reproduced_or_outside_the_graph(answers: Mapping[str, Answers], place: str) -> None:
    rows = answers[place].figures
    assert {row.id: row.ours for row in rows if row.verdict == "not reproduced"} == {}
    assert {row.id for row in rows} == {figure.id for figure in load_profile(place).figures}
    assert sum(row.verdict == "reproduced" for row in rows) >= 4
    assert all(row.reason_zh and row.reason_en for row in rows if row.verdict == "outside the graph")


def test_figures_md_is_what_the_twins_say(answers: Mapping[str, Answers]) -> None:
    table = as_markdown({place: answer.figures for place, answer in answers.items()})
    assert FILE.read_text(encoding="utf-8") == table, "FIGURES.md is not what the twins say: write it with make figures"


@each
def test_no_rule_of_a_place_is_broken_on_the_day_of_its_figures_or_today(
    answers: Mapping[str, Answers], twins: Mapping[str, Twin], place: str
) -> None:
    for found in (answers[place].then, answers[place].now):
        assert found.rows == []
        assert {gap.norm for gap in found.targets} <= set(twins[place].forced)
        assert found.unknown == []
        assert {gap.subject_id for gap in found.targets} <= ids(twins[place])
        assert all(gap.norm.startswith(f"{place}.") for gap in (*found.targets, *found.not_computable))


@each
def test_whatever_lies_in_a_place_finds_its_profile_and_no_other(
    heads: Mapping[str, Mapping[str, str | None]], place: str
) -> None:
    assert set(heads[place].values()) == {place}
    assert {"Compound", "Building"} <= set(heads[place])


@each
def test_a_route_is_the_template_of_its_place_and_names_nobody_elsewhere(
    answers: Mapping[str, Answers], twins: Mapping[str, Twin], place: str
) -> None:
    steps = [step for found in answers[place].routes.values() for step in found]
    template = {
        (channel.id, number, step.step, step.title.zh)
        for channel in load_profile(place).routing
        for number, step in enumerate(channel.steps, start=1)
    }
    assert {(step.channel, step.number, step.step, step.title_zh) for step in steps} <= template
    assert [step for step in steps if step.state == "dead_end"] == []
    acting = {id_ for step in steps for holder in step.holders for id_ in (holder.id, holder.body_id)}
    acting |= {place.id for step in steps for place in step.chain} - {None}
    assert len(acting - {None}) > 3
    assert acting - {None} <= ids(twins[place])


def test_the_same_issue_goes_another_way_in_every_place(answers: Mapping[str, Answers]) -> None:
    ways = {
        place: {(step.step, step.title_zh) for steps in answer.routes.values() for step in steps}
        for place, answer in answers.items()
    }
    assert all(ways[one] != ways[other] for one, other in combinations(SEVEN, 2))
    assert len({frozenset(answer.routes) for answer in answers.values()}) <= 2  # the same types were asked everywhere


@each
def test_another_register_of_two_places_leaves_the_others_answers_as_they_are(
    answers: Mapping[str, Answers], replaced: Mapping[str, Answers], place: str
) -> None:
    if place not in ANOTHER_SEED:
        assert bytes(replaced[place]) == bytes(answers[place])
        return
    assert bytes(replaced[place]) != bytes(answers[place])
    verdicts = [(row.id, row.verdict) for row in answers[place].figures]
    assert [(row.id, row.verdict) for row in replaced[place].figures] == verdicts
    now = replaced[place].now
    assert (now.rows, now.targets, now.unknown) == ([], [], [])
