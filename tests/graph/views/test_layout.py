"""Where nodes lie: the same for the same seed, labels beside each other, and nothing moves that was there."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.views.layout import Positions, beside, ties, tree
from graph.views.placing import lines, width

NAMES = {"m": "临汾路街道", **{f"n{i}": f"岭南路一百弄第{i}微网格第{i % 3}党小组" for i in range(40)}}
STAR = [("m", key) for key in NAMES if key != "m"]


def covered(at: Positions, key: str, name: str) -> tuple[float, float, float, float]:
    """What a node and the label below it cover, read from the page's own rules, not from the layout's."""
    rows = [name[i : i + 10] for i in range(0, len(name), 10)] if all(ord(c) > 0x2E7F for c in name) else lines(name)
    half = max(10.0, max(width(row, 12) for row in rows) / 2)
    x, y = at[key]
    return x - half, y - 10, x + half, y + 10 + 15 * len(rows)


def lying_on_each_other(at: Positions, names: dict[str, str]) -> list[tuple[str, str]]:
    boxes = {key: covered(at, key, names[key]) for key in at}
    return [
        (a, b)
        for a, b in combinations(boxes, 2)
        if boxes[a][0] < boxes[b][2]
        and boxes[b][0] < boxes[a][2]
        and boxes[a][1] < boxes[b][3]
        and boxes[b][1] < boxes[a][3]
    ]


@pytest.mark.parametrize(
    "name", ["", "社区", "岭南路一百弄第1微网格第1党小组", "A long name in Latin letters", "𠮷野家〇号楼"]
)
def test_nothing_of_a_name_is_cut(name: str) -> None:
    assert "".join(lines(name)).replace(" ", "") == name.replace(" ", "")  # a blank may be where a line ends
    assert all(width(line, 12) <= 130 for line in lines(name))


def test_the_same_seed_gives_the_same_picture() -> None:
    assert ties(NAMES, STAR, seed=1) == ties(NAMES, STAR, seed=1)
    assert ties(NAMES, STAR, seed=1)["m"] == (0, 0)


def test_labels_stand_beside_each_other() -> None:
    for names in (NAMES, dict(list(NAMES.items())[:2]), {"m": "一"}):
        at = ties(names, STAR, seed=1)
        assert at.keys() == names.keys()
        assert lying_on_each_other(at, names) == []


def test_nodes_at_one_point_are_moved_apart() -> None:
    at = ties({"m": "社区", "a": "一号楼", "b": "二号楼"}, [], seed=3)
    assert len(set(at.values())) == 3


def test_what_is_opened_moves_nothing_and_lies_on_nothing() -> None:
    base = ties(NAMES, STAR, seed=1)
    new = {f"o{i}": f"{i}号楼" for i in range(30)}
    added = beside(base, "n3", list(new), NAMES | new)
    assert added.keys() == new.keys()
    both = base | added
    assert [pair for pair in lying_on_each_other(both, NAMES | new) if not set(pair) & set(base)] == []
    assert all(both[key] == base[key] for key in base)


@given(st.lists(st.integers(min_value=0, max_value=1_000), min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_a_child_stands_to_the_right_of_its_parent_and_no_two_at_one_point(drawn: list[int]) -> None:
    """Any tree: the parent of the i-th node is one of those before it."""
    parents = {f"n{i + 1}": f"n{parent % (i + 1)}" for i, parent in enumerate(drawn)}
    at = tree(parents, "n0")
    assert at.keys() == {"n0", *parents}
    assert len(set(at.values())) == len(at)
    assert all(at[child][0] > at[parent][0] for child, parent in parents.items())


def test_a_tree_of_one() -> None:
    assert tree({}, "a") == {"a": (0, 0)}
