"""The profile of 安丘 says what the source says: grids and compounds on one tier, workers who head grids.

That every norm and figure of the ledger stands in it, as printed, is `tests/contracts/test_ledger.py`'s to hold.
"""

from __future__ import annotations

from datetime import date

from cypher.profiles import against_measures
from graph.profile import load_profile

PROFILE = load_profile("anqiu")
FIGURES = {figure.id.removeprefix("anqiu."): figure for figure in PROFILE.figures}
NORMS = {norm.id.removeprefix("anqiu."): norm for norm in PROFILE.norms}
SYSTEMS = ["首问负责制", "服务承诺制", "限时办结制", "全程协办制"]


def test_a_compound_stands_beside_the_grid_on_one_of_four_tiers() -> None:
    assert [level.level for level in PROFILE.levels] == ["street", "community", "grid", "compound", "building"]
    assert PROFILE.tiers == {"street": 1, "community": 2, "grid": 3, "compound": 3, "building": 4}
    assert PROFILE.grid_and_compound == "same_level"


def test_branches_of_grids_and_of_compounds_are_one_figure_and_more_than_the_grids() -> None:
    assert FIGURES["branches"].parameters["purposes"] == ["grid", "compound"]
    assert FIGURES["check.C1"].value == (FIGURES["branches"].value or 0) - (FIGURES["grids"].value or 0) == 29
    assert NORMS["X2"].max is None  # a grid may have more than one
    party = {
        counting.level: counting.kinds for line in PROFILE.lines if line.line == "party" for counting in line.counts
    }
    assert party == {"grid": ("branch",), "compound": ("branch",), "building": ("group",)}


def test_every_worker_heads_a_grid() -> None:
    (rule,) = PROFILE.cross_holding
    assert (rule.held, rule.also, rule.status) == (("tag:社区工作者",), ("网格长",), "stated")
    (subject,) = NORMS["N1"].subjects
    assert (subject.label, subject.tag, NORMS["N1"].min, NORMS["N1"].max) == ("Person", "社区工作者", 1, None)


def test_a_station_has_twelve_facilities_and_may_have_more() -> None:
    assert (NORMS["N3"].min, NORMS["N3"].max, NORMS["N3"].measure) == (12, None, "items_held")
    assert FIGURES["facilities"].value == NORMS["N3"].min
    assert FIGURES["circle"].value == NORMS["N4"].max == 15
    assert [(subject.label, subject.kind) for subject in NORMS["N4"].subjects] == [
        ("Compound", None),
        ("Building", "散居"),
    ]


def test_a_deputy_in_reserve_is_not_one_on_secondment() -> None:
    assert NORMS["N6"].parameters == {"posts": ["社区副职"], "modes": ["reserve"]}
    assert FIGURES["seconded"].parameters == {"posts": ["社区副职"], "modes": ["seconded"]}


def test_four_systems_are_listed_and_seven_services_are_not() -> None:
    (systems,) = (listing for listing in PROFILE.lists if listing.id == "systems")
    assert list(systems.listed) == SYSTEMS == NORMS["N8"].parameters["items"]
    assert FIGURES["systems"].over == "profile"
    assert "services" not in {listing.id for listing in PROFILE.lists}


def test_the_ladder_has_three_posts_and_eighteen_grades() -> None:
    for id_, number, tag in (("posts", 3, "岗位"), ("grades", 18, "等级")):
        norm, figure = NORMS[f"N11.{id_}"], FIGURES[f"ladder.{id_}"]
        assert (norm.min, norm.max, figure.value) == (number, number, number)
        assert norm.parameters == figure.parameters == {"kind": "catalogue", "tag": tag}


def test_the_way_of_an_issue_is_put_together_by_us_and_knows_no_emergency() -> None:
    steps = [step for channel in PROFILE.routing for step in channel.steps]
    assert {step.sequence for step in steps} == {"assembled"}
    assert {step.deadline_days for step in steps} == {None}  # 限时办结 without a number
    assert {mode for channel in PROFILE.routing for mode in channel.modes} == {"normal"}
    service, deliberation = PROFILE.routing
    assert [step.title.zh for step in service.steps[1:5]] == [name.removesuffix("制") for name in SYSTEMS]
    assert [step.actor.level for step in deliberation.steps] == [None, "grid", "community", "street"]
    assert {step.condition for step in deliberation.steps[2:]} == {"not_solvable_here"}


def test_every_measure_can_be_asked() -> None:
    assert list(against_measures(PROFILE)) == []


def test_what_is_not_in_the_graph_is_said_so() -> None:
    assert [id_ for id_, norm in NORMS.items() if not norm.computable] == ["N2", "N9", "N10", "N12"]
    assert [id_ for id_, norm in NORMS.items() if norm.status == "inferred"] == ["X1", "X2", "X3"]
    assert {id_ for id_, figure in FIGURES.items() if figure.outside} == {
        *("ideas", "ideas.kinds", "activities", "beneficiaries", "key_problems", "meetings"),
        *("services", "needs", "issues", "income", "jobs", "wage"),
    }
    assert {figure.as_of for figure in PROFILE.figures} == {date(2023, 12, 31)}
