"""Numbers that a profile itself holds, each on a profile of a few words."""

from __future__ import annotations

import pytest

from cypher.figures.of_profile import bound, compound_classes, declared, levels, listed, parameter
from graph.profile import Chain, CompoundClass, Enumeration, Level, Norm, Profile, Text, Tier, load_profile

WORDS = Text(zh="话", en="words")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("linfen").model_copy(
        update={
            "levels": (
                Level(level="street", term="街道"),
                Level(level="compound", term="小区", optional=True),
                Level(level="grid", term="网格", beside=True),
                Level(level="building", term="楼栋"),
            ),
            "chains": (Chain(id="party", title=WORDS, tiers=(Tier(term="县委"), Tier(term="党委")), source="L1"),),
            "lists": (
                Enumeration(id="haves", term="六有", listed=("场所", "桌椅"), declared=6, source="L1"),
                Enumeration(id="lines", term="服务", listed=("行政", "网格", "公共"), source="L1"),
            ),
            "compound_classes": (CompoundClass(term="三无小区", meaning=WORDS, source="L1"),),
        }
    )


NORM = Norm(
    id="x.N1",
    min=50,
    parameters={"staff_from": 30, "items": ["一", "二"], "on": True},
    status="stated",
    source="L1",
    sentence=WORDS,
)


def test_tiers_side_by_side_are_one_and_ragged_ones_count(profile: Profile) -> None:
    assert levels(profile) == 3
    assert levels(profile, chain="party") == 2
    with pytest.raises(LookupError, match="no chain 'grid'; it has party"):
        levels(profile, chain="grid")


def test_a_list_prints_some_and_may_declare_more(profile: Profile) -> None:
    assert (listed(profile, list="haves"), declared(profile, list="haves")) == (2, 6)
    assert (listed(profile, list="lines"), declared(profile, list="lines")) == (3, 3)
    with pytest.raises(LookupError, match="no list 'none'; it has haves, lines"):
        declared(profile, list="none")


def test_classes_of_compounds_are_counted(profile: Profile) -> None:
    assert compound_classes(profile) == 1


def test_a_norm_gives_its_bounds_and_parameters() -> None:
    assert (bound(NORM, of="min"), bound(NORM, of="max")) == (50, None)
    assert (parameter(NORM, name="staff_from"), parameter(NORM, name="items")) == (30, 2)
    for name in ("on", "absent"):
        with pytest.raises(LookupError, match=f"x.N1 gives no number or list '{name}'"):
            parameter(NORM, name=name)
