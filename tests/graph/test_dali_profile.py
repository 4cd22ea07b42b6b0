"""The profile of 大荔 says what the source says: branches on their days, 六有 with five, two loops, and the whistle.

That every norm and figure of the ledger stands in it, as printed, is `tests/contracts/test_ledger.py`'s to hold.
"""

from __future__ import annotations

from datetime import date

from cypher.figures.compare import band
from cypher.profiles import against_measures
from graph.profile import load_profile

PROFILE = load_profile("dali")
FIGURES = {figure.id.removeprefix("dali."): figure for figure in PROFILE.figures}
NORMS = {norm.id.removeprefix("dali."): norm for norm in PROFILE.norms}
LISTS = {listing.id: listing for listing in PROFILE.lists}
FORMAL = ["single", "joint", "functional"]


def test_one_grid_beside_each_compound() -> None:
    assert [level.level for level in PROFILE.levels] == [
        *("county", "street", "community", "compound", "grid", "building")
    ]
    assert [level.level for level in PROFILE.levels if level.beside] == ["grid"]
    assert PROFILE.grid_and_compound == "one_to_one"
    assert FIGURES["check.C2"].value == FIGURES["check.C2.grids"].value == FIGURES["grid_heads"].value == 166


def test_every_measure_can_be_asked() -> None:
    assert list(against_measures(PROFILE)) == []


def test_temporary_and_formal_branches_are_counted_on_days_of_their_own() -> None:
    early = {id_ for id_, figure in FIGURES.items() if figure.as_of == date(2020, 3, 1)}
    assert early == {"temp_branches", "vanguard_teams"}
    assert {figure.as_of for id_, figure in FIGURES.items() if id_ not in early} == {date(2020, 12, 31)}
    assert "inferred" in (PROFILE.source.note or "")


def test_the_sums_that_the_figures_make_are_checked_too() -> None:
    value = {id_: figure.value or 0 for id_, figure in FIGURES.items()}
    assert value["branches_total"] == value["single_branches"] + value["joint_branches"] + value["functional_branches"]
    covered = value["single_branches"] + value["joint_covered"] + value["functional_covered"]
    assert value["compounds_covered"] == covered == value["check.C2"]
    assert value["joint_covered"] == 2 * value["joint_branches"]
    # the origin of 14 secretaries is not told, and no figure claims 158
    assert value["sec_from_temp"] + value["sec_retired"] + value["sec_veteran"] == 144
    assert 158 not in {figure.value for figure in PROFILE.figures if "书记" in str(figure.parameters)}


def test_money_is_held_to_the_hundred_yuan() -> None:
    figure = FIGURES["funds"]
    allowed = band(figure.qualifier, value=figure.value, step=figure.step)
    assert allowed is not None
    assert [allowed.holds(yuan) for yuan in (2_665_400, 2_665_449, 2_665_500, 2_665_300)] == [True, True, False, False]


def test_six_haves_print_five() -> None:
    assert (LISTS["six_haves"].declared, len(LISTS["six_haves"].listed)) == (6, 5)
    assert NORMS["N3"].parameters["items"] == list(LISTS["six_haves"].listed)
    assert NORMS["N4"].parameters["items"] == list(LISTS["three_haves"].listed)
    assert len(LISTS["service_lines"].listed) == FIGURES["service_lines"].value


def test_one_branch_and_only_one_covers_a_compound_but_only_the_first_half_is_stated() -> None:
    least, most = NORMS["N1"], NORMS["X1"]
    assert (least.min, least.max, least.status) == (1, None, "stated")
    assert (most.min, most.max, most.status) == (None, 1, "inferred")
    assert least.parameters == most.parameters
    assert least.parameters["formations"] == FORMAL
    assert NORMS["X2"].measure == "successors_in_force"
    assert NORMS["X2"].max == 0


def test_what_is_not_in_the_graph_is_said_so() -> None:
    assert [id_ for id_, norm in NORMS.items() if not norm.computable] == ["N5"]
    assert {id_ for id_, norm in NORMS.items() if norm.status == "inferred"} == {f"X{n}" for n in range(1, 6)}
    assert {id_ for id_, figure in FIGURES.items() if figure.outside} == {
        *("discussions", "issues_solved", "population", "farmer_income", "housing_area", "housing_growth"),
        *("new_urban", "new_urban_growth", "urbanisation"),
    }


def test_86_secretaries_are_a_succession_and_no_cross_holding_of_one_day() -> None:
    counted = {rule.held: (rule.mode, rule.status, rule.count) for rule in PROFILE.cross_holding if rule.count}
    assert counted == {
        ("临时党支部书记",): ("succession", "stated", 86),
        ("tag:离退休党员干部",): ("eligibility", "inferred", 49),
        ("tag:复转军人",): ("eligibility", "inferred", 9),
    }
    preferred = [rule for rule in PROFILE.cross_holding if rule.also == ("小区党支部委员",)]
    assert {rule.status for rule in preferred} == {"target"}
    assert len(preferred) == 2


def test_the_street_whistles_and_no_department_is_named_for_an_issue() -> None:
    grid, compound, *_ = PROFILE.routing
    assert [step.step for step in grid.steps][:4] == ["collect", "escalate", "whistle", "report_in"]
    whistles = [step for channel in PROFILE.routing for step in channel.steps if step.step == "whistle"]
    assert {(step.actor.level, step.actor.function) for step in whistles} == {("street", "street_office")}
    steps = [step for channel in PROFILE.routing for step in channel.steps]
    assert {step.deadline_days for step in steps} == {None}
    assert {step.sequence for step in steps if step.actor.who in ("lead_department", "joint_departments")} == {
        "assembled"
    }
    conditions = [step.condition for step in compound.steps]
    assert conditions.count("solvable_here") == 1
    assert conditions.count("not_solvable_here") == 2


def test_an_emergency_begins_with_branch_and_vanguard_team() -> None:
    (emergency,) = (channel for channel in PROFILE.routing if "emergency" in channel.modes)
    assert [(step.actor.who, step.actor.kind or step.actor.purpose) for step in emergency.steps[:2]] == [
        ("party_org", "compound"),
        ("team", "党员先锋队"),
    ]
