"""The profile of 大庆 says what the source says: five levels, two classes of compounds, no count, and no dispatch loop.

That every norm and figure of the ledger stands in it, as printed, is `tests/contracts/test_ledger.py`'s to hold.
"""

from __future__ import annotations

from cypher.figures.compare import band
from cypher.profiles import against_measures
from graph.profile import load_profile

PROFILE = load_profile("daqing")
FIGURES = {figure.id.removeprefix("daqing."): figure for figure in PROFILE.figures}
NORMS = {norm.id.removeprefix("daqing."): norm for norm in PROFILE.norms}
LISTS = {listing.id: listing for listing in PROFILE.lists}


def test_five_levels_from_the_street_to_the_centre_household() -> None:
    assert [(level.level, level.term, level.sits) for level in PROFILE.levels] == [
        ("street", "街道党工委", "organisation"),
        ("community", "社区党组织", "organisation"),
        ("compound", "小区党支部", "organisation"),
        ("grid", "网格党小组", "organisation"),
        ("building", "楼栋中心户", "post"),
    ]
    assert PROFILE.grid_and_compound == "grid_in_compound"
    assert FIGURES["levels"].value == len(set(PROFILE.tiers.values()))


def test_every_measure_can_be_asked() -> None:
    assert list(against_measures(PROFILE)) == []


def test_thousands_and_ten_thousands_are_rhetoric_and_never_asserted() -> None:
    rhetoric = [figure for figure in PROFILE.figures if figure.qualifier == "~"]
    assert [figure.id for figure in rhetoric] == ["daqing.compounds", "daqing.grids"]
    assert all(figure.outside and figure.measure is None for figure in rhetoric)
    assert {band(figure.qualifier, value=figure.value) for figure in rhetoric} == {None}


def test_the_class_of_a_compound_decides_how_its_organisation_is_formed() -> None:
    classes = [one.term for one in PROFILE.compound_classes]
    by_class = {NORMS[id_].subjects[0].kind: NORMS[id_] for id_ in ("N1", "N2")}
    assert list(by_class) == classes
    enclosed, open_ = by_class.values()
    assert (enclosed.parameters["formations"], enclosed.min, enclosed.max) == (["single"], 1, 1)
    assert (open_.parameters["formations"], open_.min, open_.max) == (["joint"], 1, None)


def test_a_cadre_has_a_grid_and_a_building() -> None:
    named = {id_: NORMS[id_].parameters["levels"] for id_ in ("N3.grid", "N3.building")}
    assert named == {"N3.grid": ["grid"], "N3.building": ["building"]}
    assert {(NORMS[id_].min, NORMS[id_].max) for id_ in named} == {(1, 1)}
    assert [(rung.rung, rung.level) for rung in PROFILE.contact_ladder] == [
        ("unit", "community"),
        ("branch", "compound"),
        ("cadre", "grid"),
        ("cadre", "building"),
    ]


def test_firms_and_owners_committees_need_an_organisation_or_an_instructor_as_a_target() -> None:
    norm = NORMS["N4"]
    assert (norm.status, norm.min) == ("target", 1)
    assert [subject.label for subject in norm.subjects] == ["PropertyCompany", "OwnersCommittee"]


def test_what_is_not_in_the_graph_is_said_so() -> None:
    assert [id_ for id_, norm in NORMS.items() if not norm.computable] == ["N5", "N8"]
    assert {id_ for id_, norm in NORMS.items() if norm.status == "inferred"} == {f"X{n}" for n in range(1, 6)}
    assert NORMS["N6"].max == FIGURES["circle"].value == 5


def test_lists_keep_what_the_source_does_not_pair() -> None:
    assert len(LISTS["enforcement"].listed) == 4
    assert len(LISTS["enforcement_issues"].listed) == 3
    assert FIGURES["parties"].value == len(LISTS["three_parties"].listed)
    assert FIGURES["colours"].value == len(LISTS["three_colours"].listed)


def test_officers_of_community_and_property_line_cross_both_ways() -> None:
    (both,) = (rule for rule in PROFILE.cross_holding if rule.both_ways)
    assert both.status == "target"
    assert "小区党支部书记" in both.held
    assert "物业经理" in both.also


def test_every_step_of_a_route_is_assembled_and_helpers_never_act_alone() -> None:
    steps = [step for channel in PROFILE.routing for step in channel.steps]
    assert {step.sequence for step in steps} == {"assembled"}
    assert {step.deadline_days for step in steps} == {None}
    assert {mode for channel in PROFILE.routing for mode in channel.modes} == {"normal", "emergency"}
    assert "专业网格员" not in {step.actor.post for step in steps}
    counted = {post for line in PROFILE.lines for counting in line.counts for post in counting.posts}
    assert counted == {"网格员", "楼栋中心户"}
