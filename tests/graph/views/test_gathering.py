"""Many nodes as few: counted by label in the nearest place that is kept, none lost, none twice."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.views.gathering import LEVELS, gathered, parents

LAND = [("b1", "c1"), ("b2", "c1"), ("b3", "c2"), ("c1", "s"), ("c2", "s")]
OTHER = [("org", "c1"), ("p1", "org"), ("p2", "b1"), ("p3", "b2"), ("p2", "org")]
LEVEL = {"s": "street", "c1": "community", "c2": "community", **dict.fromkeys(("b1", "b2", "b3"), "building")}


def drawn(most: int) -> dict[str, tuple[str, str]]:
    levels = {**LEVEL, **dict.fromkeys(("org", "p1", "p2", "p3"))}
    labels = {key: (level or ("PartyOrg" if key == "org" else "Person")) for key, level in levels.items()}
    return gathered(levels, labels, parents("s", [LAND, OTHER]), "s", most)


def test_territory_goes_before_other_ties() -> None:
    assert parents("s", [LAND, OTHER]) == {
        "c1": "s",
        "c2": "s",
        "b1": "c1",
        "b2": "c1",
        "b3": "c2",
        "org": "c1",
        "p2": "b1",
        "p3": "b2",
        "p1": "org",
    }
    assert parents("s", [[("x", "y")]]) == {}  # what nothing reaches is not in it


def test_few_are_all_drawn() -> None:
    assert drawn(10) == {}


def test_places_are_kept_as_far_down_as_there_is_room() -> None:
    # one building of c2 and one organisation of c1 stay themselves
    assert (
        drawn(9)
        == drawn(7)
        == {
            **dict.fromkeys(("b1", "b2"), ("c1", "building")),
            **dict.fromkeys(("p1", "p2", "p3"), ("c1", "Person")),
        }
    )
    assert drawn(5) == {
        **dict.fromkeys(("c1", "c2"), ("s", "community")),
        **dict.fromkeys(("b1", "b2", "b3"), ("s", "building")),
        **dict.fromkeys(("p1", "p2", "p3"), ("s", "Person")),
    }


@given(
    st.lists(st.tuples(st.integers(0, 500), st.sampled_from([*LEVELS, None])), min_size=1, max_size=150),
    st.integers(min_value=5, max_value=60),
)
@settings(max_examples=150, deadline=None)
def test_none_is_lost_and_none_counted_twice(made: list[tuple[int, str | None]], most: int) -> None:
    keys = [f"n{i}" for i in range(len(made))]
    levels = {key: level for key, (_, level) in zip(keys, made, strict=True)}
    edges = [(keys[i], keys[parent % i]) for i, (parent, _) in enumerate(made) if i]
    labels = {key: level or "Person" for key, level in levels.items()}
    groups = gathered(levels, labels, parents("n0", [edges]), "n0", most)
    many = Counter(groups.values())
    assert all(number > 1 for number in many.values())
    assert all(place not in groups for place, _ in many)
    assert all(labels[key] == label for key, (_, label) in groups.items())
    assert "n0" not in groups
    if len(levels) <= most:
        assert groups == {}
    elif len(LEVELS) * 2 < most:  # the root and a group, or one, of each label: always room for that
        assert len(levels) - len(groups) + len(many) <= most
