"""The profile of 临汾路街道 says what the source says: every figure, every norm, and what is only inferred."""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from cypher.figures import MEASURES
from cypher.figures.compare import band
from cypher.gaps import misfit
from graph.profile import Figure, load_profile

PROFILE = load_profile("linfen")
FIGURES = {figure.id.removeprefix("linfen."): figure for figure in PROFILE.figures}

# id → (value, qualifier, whether the graph can say), as printed; a row with several values has a suffix for each
PRINTED: dict[str, tuple[float, str, bool]] = {
    "structure.street": (1, "=", True),
    "structure.blocks": (4, "=", True),
    "structure.communities": (20, "=", True),
    "structure.micro_grids": (127, "=", True),
    "stair_groups": (1912, "=", True),
    "households": (30_000, ">", True),
    "population": (90_000, "<", True),
    "orgs_geo": (688, "=", True),
    "orgs_trade": (51, "=", True),
    "orgs_interest": (187, "=", True),
    "party_families": (4600, "=", True),
    "volunteer_teams": (9, "=", True),
    "organ_branches": (3, "=", True),
    "lift_areas": (17, "=", False),
    "lifts": (56, "=", False),
    "tags.identity": (125, "=", True),
    "tags.service": (101, "=", True),
    "tags.management": (14, "=", True),
    "data_lake": (1_890_000, ">", False),
    "responses": (1702, "=", False),
    "projects": (10, "=", True),
    "resident_units": (41, "=", True),
    "resources.classes": (5, "=", True),
    "resources.kinds": (20, "=", True),
    "resources.items": (84, "=", True),
    "gate_contracts": (773, "=", True),
    "women_reps": (318, "=", True),
    "women_heads": (1436, "=", True),
    "youth.communities": (8, "=", True),
    "youth.centres": (2, "=", True),
    "illegal_built": (387, "=", False),
    "clutter": (7649, "=", False),
    "elders": (219, "=", False),
    "mini": (10, "=", True),
    "domains": (5, "=", True),
    "catalogues": (18, "=", True),
    "channels": (9, "=", True),
}


def test_every_published_figure_is_there_as_printed() -> None:
    said = {
        id_: (figure.value, figure.qualifier, figure.measure is not None)
        for id_, figure in FIGURES.items()
        if not id_.startswith("check.")
    }
    assert said == PRINTED
    assert {figure.as_of for figure in PROFILE.figures} == {date(2021, 4, 5)}


def test_the_sums_that_the_figures_make_are_checked_too() -> None:
    value = {id_: figure.value for id_, figure in FIGURES.items()}
    assert value["check.C2"] == sum(v or 0 for id_, v in value.items() if id_.startswith("structure."))
    assert value["check.C3"] == round(100 * 1436 / 1912, 1)
    assert value["check.C6"] == sum(v or 0 for id_, v in value.items() if id_.startswith("orgs_"))
    assert value["check.C7"] == sum(v or 0 for id_, v in value.items() if id_.startswith("tags."))


@pytest.mark.parametrize("figure", PROFILE.figures, ids=lambda figure: figure.id)
def test_a_figure_can_be_asked_and_compared(figure: Figure) -> None:
    assert band(figure.qualifier, value=figure.value, low=figure.min, high=figure.max, step=figure.step) is not None
    if figure.measure is not None:
        inspect.signature(MEASURES[figure.measure]).bind("store", place="p", as_of=figure.as_of, **figure.parameters)


def test_nine_norms_are_stated_and_three_can_be_computed() -> None:
    stated = [norm for norm in PROFILE.norms if norm.id.startswith("linfen.N")]
    assert [norm.id for norm in stated] == [f"linfen.N{n}" for n in range(1, 10)]
    assert {norm.status for norm in stated} == {"stated"}
    assert [norm.id for norm in stated if norm.computable] == ["linfen.N3", "linfen.N4", "linfen.N5"]


def test_norms_of_our_own_are_inferred_and_say_why() -> None:
    own = [norm for norm in PROFILE.norms if norm.id.startswith("linfen.X")]
    assert [norm.id for norm in own] == ["linfen.X1", "linfen.X2", "linfen.X3"]
    assert all(norm.status == "inferred" and norm.computable and norm.reason for norm in own)


def test_computable_norms_give_their_measure_what_it_takes() -> None:
    computable = [norm for norm in PROFILE.norms if norm.computable]
    assert computable
    for norm in computable:
        assert misfit(norm.measure or "", norm.parameters) is None, norm.id


def test_no_step_has_a_deadline_and_the_three_desks_are_stated() -> None:
    steps = [step for channel in PROFILE.routing for step in channel.steps]
    assert {step.deadline_days for step in steps} == {None}
    (dispatch,) = (channel for channel in PROFILE.routing if channel.id == "dispatch")
    desks = [step.actor.kind for step in dispatch.steps if step.sequence == "stated"]
    assert desks == ["intake_desk", "dispatch_desk", "supervision_desk"]
    departments = [step.sequence for step in steps if "department" in step.actor.who]
    assert set(departments) == {"assembled"}


def test_the_chain_is_street_block_community_micro_grid_stair_group() -> None:
    assert [level.level for level in PROFILE.levels] == ["street", "block", "community", "micro_grid", "stair_group"]
    assert PROFILE.grid_and_compound == "no_compound"
    counted = {line.line: {counting.level for counting in line.counts} for line in PROFILE.lines}
    assert counted["grid"] == {"micro_grid"}
    assert counted["ladder"] == {"stair_group"}
    assert "street" not in counted["party"]
