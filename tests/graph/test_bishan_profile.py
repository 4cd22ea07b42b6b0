"""The profile of 璧山 says what the source says: grids beside compounds, three Party levels, the grid that whistles.

That every norm and figure of the ledger stands in it, as printed, is `tests/contracts/test_ledger.py`'s to hold.
"""

from __future__ import annotations

from datetime import date

from cypher.profiles import against_measures
from graph.profile import load_profile

PROFILE = load_profile("bishan")
FIGURES = {figure.id.removeprefix("bishan."): figure for figure in PROFILE.figures}
NORMS = {norm.id.removeprefix("bishan."): norm for norm in PROFILE.norms}


def test_every_measure_can_be_asked() -> None:
    assert list(against_measures(PROFILE)) == []


def test_four_tiers_of_which_two_are_cut_in_two_ways() -> None:
    assert PROFILE.grid_and_compound == "parallel"
    assert PROFILE.tiers == {"street": 1, "community": 2, "compound": 3, "grid": 3, "building": 4, "micro_grid": 4}
    assert FIGURES["gov_levels"].value == max(PROFILE.tiers.values())
    (party,) = PROFILE.chains
    assert [tier.term for tier in party.tiers] == ["镇街党(工)委", "社区党委", "小区党支部、网格党组织"]
    assert FIGURES["party_levels"].value == len(party.tiers)


def test_grids_and_their_organisations_count_beside_compounds_and_theirs() -> None:
    counted = {line.line: {counting.level for counting in line.counts} for line in PROFILE.lines}
    assert counted["party"] == {"compound", "grid"}
    assert counted["grid"] == {"grid", "micro_grid"}
    assert counted["ladder"] == {"building"}


def test_mentors_advise_and_do_not_count() -> None:
    (grid,) = (line for line in PROFILE.lines if line.line == "grid")
    counting = {post for one in grid.counts for post in one.posts}
    assert "网格导师" in grid.posts
    assert counting == set(grid.posts) - {"网格导师"}


def test_bands_of_households_are_printed_as_they_are_held() -> None:
    for norm, size in (("N1", "grid_size"), ("N2", "microgrid_size")):
        least, most = FIGURES[f"{size}.least"], FIGURES[f"{size}.most"]
        assert (NORMS[norm].min, NORMS[norm].max) == (least.value, most.value)
        assert {least.over, most.over} == {f"bishan.{norm}"}


def test_what_the_source_only_aims_at_is_a_target() -> None:
    targets = {id_ for id_, norm in NORMS.items() if norm.status == "target"}
    assert targets == {"N3", "N4", "N5", "N12"}
    assert {id_ for id_, norm in NORMS.items() if not norm.computable} == {"N9", "N11", "N12"}
    assert {id_ for id_, norm in NORMS.items() if norm.status == "inferred"} == {"N7", *(f"X{n}" for n in range(1, 6))}
    assert {rule.status for rule in PROFILE.cross_holding if rule.count in (609, 1000)} == {"target"}


def test_a_branch_of_a_grid_is_none_of_a_compound() -> None:
    assert NORMS["N3"].parameters == {"purposes": ["compound"]}
    assert NORMS["N4"].parameters == {"purposes": ["grid"]}


def test_the_sums_that_the_figures_make_are_checked_too() -> None:
    value = {id_: figure.value or 0 for id_, figure in FIGURES.items()}
    assert value["check.C1"] == value["compound_branches"] + value["grid_orgs"] == 788
    assert value["check.C1.grids"] == value["grids"] - 132
    assert value["check.C2"] == value["grids"] == value["full_time_staff"]
    assert value["check.C3"] == value["check.C7"] == value["grids"] + value["microgrids"] == 3505
    band = (NORMS["N1"].min or 0) * value["grids"], (NORMS["N2"].max or 0) * value["microgrids"]
    for check in ("check.C4", "check.C4.micro_grids"):
        assert (FIGURES[check].min, FIGURES[check].max) == band == (182_700, 231_680)


def test_counts_of_people_are_of_those_whom_a_rule_of_cross_holding_names() -> None:
    rule = {one.count: one for one in PROFILE.cross_holding if one.count}
    for count, id_ in ((609, "full_time_staff"), (1000, "crossed_heads")):
        assert FIGURES[id_].value == count
        assert FIGURES[id_].parameters == {"held": list(rule[count].held), "also": list(rule[count].also)}
    assert f"tag:{FIGURES['in_post'].parameters['tag']}" in rule[1394].held
    assert set(rule[1394].also) <= set(FIGURES["in_post"].parameters["posts"])


def test_meetings_money_and_surveys_are_outside() -> None:
    assert {id_ for id_, figure in FIGURES.items() if figure.outside} == {
        *("livelihood", "freq_issues", "dividends", "fund_income", "joint_meetings", "yard_meetings", "issues_closed"),
        *("satisfaction", "support", "collective_income", "activities", "owners_taking_part", "delegations"),
    }
    assert {figure.as_of for figure in PROFILE.figures} == {date(2025, 12, 22)}


def test_the_grid_whistles_and_the_first_receiver_convenes() -> None:
    whistle, *_ = PROFILE.routing
    said = [(step.step, step.actor.who, step.condition) for step in whistle.steps]
    assert said == [
        ("collect", "residents", None),
        ("deliberate", "committee", None),
        ("close", "post", "solvable_here"),
        ("whistle", "post", "not_solvable_here"),
        ("report_in", "lead_department", "not_solvable_here"),
        ("joint", "first_receiver", "several_departments"),
        ("joint", "joint_departments", "several_departments"),
        ("close", "lead_department", "not_solvable_here"),
        ("evaluate", "post", None),
    ]
    assert {step.actor.level for step in whistle.steps if step.actor.who == "post"} == {"grid"}
    assert {step.deadline_days for channel in PROFILE.routing for step in channel.steps} == {None}


def test_of_emergencies_the_source_tells_one_and_the_way_of_all_is_ours() -> None:
    (emergency,) = (channel for channel in PROFILE.routing if "emergency" in channel.modes)
    assert "物业紧急撤场" in emergency.title.zh
    assert emergency.types == ("property_exit",)
    assert {step.sequence for step in emergency.steps} == {"assembled"}
    assert "command_centre" in {step.actor.kind for step in emergency.steps if step.step == "activate"}
