"""The profile of 西乡 says what the source says: seven ragged levels, the contact ladder, the claim loop, its figures.

That every norm and figure of the ledger stands in it, as printed, is `tests/contracts/test_ledger.py`'s to hold.
"""

from __future__ import annotations

from datetime import date

from cypher.profiles import against_measures
from graph.profile import load_profile

PROFILE = load_profile("xixiang")
FIGURES = {figure.id.removeprefix("xixiang."): figure for figure in PROFILE.figures}
NORMS = {norm.id.removeprefix("xixiang."): norm for norm in PROFILE.norms}
LADDER = ["网格员", "楼栋长", "单元长", "分楼层长", "楼层长"]


def test_seven_levels_of_which_the_last_two_are_not_everywhere() -> None:
    assert [level.level for level in PROFILE.levels] == [
        *("community", "compound", "grid", "building", "unit", "floor_group", "floor")
    ]
    assert [level.sits for level in PROFILE.levels] == ["organisation", *["post"] * 6]
    assert [level.term for level in PROFILE.levels][2:] == LADDER
    assert [level.level for level in PROFILE.levels if level.optional] == ["floor_group", "floor"]
    assert PROFILE.grid_and_compound == "grid_in_compound"
    assert FIGURES["levels"].value == len(PROFILE.levels)


def test_no_norm_asks_for_a_head_where_the_chain_is_ragged() -> None:
    asked = {post for norm in PROFILE.norms for post in norm.parameters.get("posts", ())}
    assert asked == {"网格员", "楼栋长", "单元长", "小区党组织负责人", "物业负责人"}
    assert "三无小区" not in {subject.kind for subject in NORMS["X5"].subjects}


def test_nine_types_of_personnel_are_listed() -> None:
    (types,) = (listing for listing in PROFILE.lists if listing.id == "personnel_types")
    assert types.declared == len(types.listed) == FIGURES["personnel_types"].value == 9
    assert list(types.listed[4:]) == LADDER


def test_every_measure_can_be_asked() -> None:
    assert list(against_measures(PROFILE)) == []


def test_what_is_not_in_the_graph_is_said_so() -> None:
    cannot = [id_ for id_, norm in NORMS.items() if not norm.computable]
    assert cannot == ["N6", "N7", "N12", "N13"]
    assert NORMS["N11"].status == "target"
    assert {id_ for id_, norm in NORMS.items() if norm.status == "inferred"} == {"N8", *(f"X{n}" for n in range(1, 7))}
    outside = {id_ for id_, figure in FIGURES.items() if figure.outside}
    assert outside == {
        *("county_meetings", "street_comm_meetings", "service_items_done", "mediations", "parking"),
        *("households_served", "soe_visits", "kindergartens", "kindergarten_places", "health_funds"),
        *("centre_meetings", "grid_funds", "pay_funds"),
    }
    assert {figure.as_of for figure in PROFILE.figures} == {date(2022, 12, 31)}


def test_one_lead_department_but_leaders_may_share_a_community() -> None:
    assert (NORMS["N1"].min, NORMS["N1"].max) == (1, 1)
    assert (NORMS["N2"].min, NORMS["N2"].max) == (1, None)
    assert {subject.tag for id_ in ("N1", "N2") for subject in NORMS[id_].subjects} == {"主城区"}
    rungs = [(rung.rung, rung.level) for rung in PROFILE.contact_ladder if rung.who != "Institution"]
    assert rungs == [
        ("county_leader", "community"),
        ("department", "community"),
        ("unit", "compound"),
        ("unit", "building"),
        ("cadre", "grid"),
        ("cadre", "building"),
    ]


def test_self_built_houses_need_a_responsible_unit_though_they_are_no_compound() -> None:
    subjects = [(subject.label, subject.kind) for subject in NORMS["N5"].subjects]
    assert subjects == [("Compound", None), ("Building", "自建房")]
    assert "自建房" not in {one.term for one in PROFILE.compound_classes}


def test_the_sums_that_the_figures_make_are_checked_too() -> None:
    value = {id_: figure.value or 0 for id_, figure in FIGURES.items()}
    chain = ("two_committee", "compound_heads", "grid_staff", "building_heads", "unit_heads")
    assert value["check.C3"] == sum(value[id_] for id_ in (*chain, "subfloor_heads", "floor_heads")) == 10_697
    assert value["check.C2"] == value["work_teams"] == value["centres"]
    assert value["check.C4"] == value["subfloor_heads"] < 0.35 * value["unit_heads"]
    assert value["check.C6"] == value["contacted_communities"] < value["county_leaders"]
    assert value["check.C7"] == sum(v for id_, v in value.items() if id_.startswith("demo_") and id_ != "demo_schools")
    assert value["check.C8"] == value["cert_junior"] + value["cert_mid"]


def test_the_81_who_entered_the_two_committees_are_a_rule_of_cross_holding() -> None:
    (rule,) = (rule for rule in PROFILE.cross_holding if rule.held == ("社区专职工作者",))
    assert rule.count == FIGURES["staff_into_committee"].value
    assert list(rule.also) == FIGURES["two_committee"].parameters["posts"]


def test_units_claim_and_nobody_whistles() -> None:
    claim, *_ = PROFILE.routing
    assert [step.step for step in claim.steps] == ["collect", "claim", "handle", "close", "evaluate", "supervise"]
    assert {step.sequence for step in claim.steps} == {"stated"}
    steps = [step for channel in PROFILE.routing for step in channel.steps]
    assert "whistle" not in {step.step for step in steps}
    assert {step.deadline_days for step in steps} == {None}
    assert {step.sequence for step in steps if "department" in step.actor.who} == {"assembled"}


def test_an_emergency_is_the_countys_and_reaches_the_cadres_directly() -> None:
    (emergency,) = (channel for channel in PROFILE.routing if "emergency" in channel.modes)
    first = emergency.steps[0]
    assert (first.step, first.actor.who, first.actor.level, first.source) == ("activate", "party_org", "county", "L41")
    assert [step.actor.rung for step in emergency.steps if step.actor.who == "contact"] == ["cadre"]
    assert [channel.id for channel in PROFILE.routing if "normal" in channel.modes] == ["claim", "peacetime"]
