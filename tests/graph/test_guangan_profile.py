"""The profile of 广安 says what the source says: five tiers without a grid, six classes, dual leadership, its figures.

That every norm and figure of the ledger stands in it, as printed, is `tests/contracts/test_ledger.py`'s to hold.
"""

from __future__ import annotations

from datetime import date

from cypher.profiles import against_measures
from graph.profile import load_profile

PROFILE = load_profile("guangan")
FIGURES = {figure.id.removeprefix("guangan."): figure for figure in PROFILE.figures}
NORMS = {norm.id.removeprefix("guangan."): norm for norm in PROFILE.norms}
OWNERS = ("业委会主任", "业委会副主任", "业委会委员")


def test_five_tiers_are_linked_and_none_is_a_grid() -> None:
    assert [level.level for level in PROFILE.levels] == ["city", "county", "street", "community", "compound"]
    assert FIGURES["levels"].value == len(PROFILE.levels)
    assert PROFILE.grid_and_compound == "no_grid"
    assert PROFILE.other_levels == ("building",)
    lines = {line.line for line in PROFILE.lines}
    assert lines == {"party", "property", "owners", "contact"}  # no grid, no head of a building, no station


def test_six_classes_and_no_figure_for_how_many_compounds_each_has() -> None:
    classes = [one.term for one in PROFILE.compound_classes]
    assert classes == [*("商品房小区", "老旧小区", "集中安置小区", "商住混合小区", "城乡接合部小区", "单位家属院小区")]
    assert FIGURES["types"].value == len(classes)
    counted = [figure for figure in PROFILE.figures if figure.measure == "count_places"]
    assert [(figure.id, dict(figure.parameters)) for figure in counted] == [
        ("guangan.compounds", {"levels": ["compound"]})
    ]


def test_the_share_in_owners_committees_is_a_target_and_half_is_enough() -> None:
    assert (NORMS["N1"].min, NORMS["N1"].max, NORMS["N1"].status) == (0.5, None, "target")
    assert (FIGURES["oc_share"].value, FIGURES["oc_share"].qualifier) == (50, ">=")
    assert {norm_id for norm_id, norm in NORMS.items() if norm.status == "target"} == {"N1", "N5"}


def test_a_demonstration_compound_has_exactly_one_department_and_one_leader() -> None:
    for id_, rung in (("N3", "department"), ("N4", "county_leader")):
        norm = NORMS[id_]
        assert [(subject.label, subject.tag) for subject in norm.subjects] == [("Compound", "示范小区")]
        assert (norm.min, norm.max, norm.parameters["rungs"]) == (1, 1, [rung])
    assert [(rung.rung, rung.tag) for rung in PROFILE.contact_ladder] == [
        ("county_leader", "示范小区"),
        ("department", "示范小区"),
        ("unit", None),
    ]


def test_a_firms_organisation_has_two_superiors_and_an_approval_which_is_neither() -> None:
    firms = [NORMS[id_] for id_ in ("N7", "N8.industry", "N8.territorial")]
    assert [norm.parameters["lines"] for norm in firms] == [["approval"], ["industry"], ["territorial"]]
    assert [norm.parameters["purposes"] for norm in firms] == [["community"], ["industry"], ["community"]]
    assert {(norm.min, norm.max) for norm in firms} == {(1, 1)}
    assert {subject.tag for norm in firms for subject in norm.subjects} == {"物业企业党组织"}


def test_a_new_organisation_is_granted_five_thousand_yuan_once() -> None:
    for id_, purpose in (("N12", "党建工作经费"), ("N13", "启动经费")):
        assert (NORMS[id_].min, NORMS[id_].max, NORMS[id_].parameters) == (5000, 5000, {"purpose": purpose})
    assert (FIGURES["grants"].over, FIGURES["grants"].value) == ("guangan.N12", 5000)
    assert (FIGURES["firm_size"].over, NORMS["N2"].parameters["staff_from"]) == ("guangan.N2", 50)


def test_every_cross_holding_rule_is_an_aim() -> None:
    assert {rule.status for rule in PROFILE.cross_holding} == {"target"}
    concurrent = [rule for rule in PROFILE.cross_holding if rule.mode == "concurrent"]
    assert [rule.also for rule in concurrent] == [OWNERS, OWNERS]
    assert {"party_member", "小区党组织书记"} == set(concurrent[0].held)


def test_lists_name_what_the_source_names() -> None:
    listed = {listing.id: (listing.declared, len(listing.listed)) for listing in PROFILE.lists}
    assert listed == {
        "concerns": (5, 5),
        "resources": (4, 4),
        "leads": (3, 3),
        "disclosure": (None, 4),
        "units": (27, 5),
    }
    (disclosure,) = (listing for listing in PROFILE.lists if listing.id == "disclosure")
    assert list(disclosure.listed) == NORMS["N11"].parameters["items"]


def test_the_street_whistles_and_no_department_is_paired_with_an_issue() -> None:
    whistle, *_ = PROFILE.routing
    assert [(step.step, step.sequence) for step in whistle.steps] == [
        (name, "stated") for name in ("collect", "whistle", "report_in", "joint")
    ]
    assert whistle.steps[1].actor.level == "street"
    assert whistle.steps[0].actor.level is None  # scattered buildings are in no compound
    assert {mode for channel in PROFILE.routing for mode in channel.modes} == {"normal"}
    assert {step.deadline_days for channel in PROFILE.routing for step in channel.steps} == {None}


def test_every_measure_can_be_asked() -> None:
    assert list(against_measures(PROFILE)) == []


def test_what_is_not_in_the_graph_is_said_so() -> None:
    assert [id_ for id_, norm in NORMS.items() if not norm.computable] == ["N14", "N15"]
    assert [id_ for id_, norm in NORMS.items() if norm.status == "inferred"] == ["X1", "X2"]
    assert {id_ for id_, figure in FIGURES.items() if figure.outside} == {
        *("deeds", "renewal_projects", "gas_water", "sewer", "septic", "payroll_cap"),
        *("streets.investment", "streets.roads", "streets.alleys"),
    }
    assert {figure.as_of for figure in PROFILE.figures} == {date(2021, 4, 5)}
