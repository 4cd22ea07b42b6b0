"""Every norm and every figure that the seven places state has its entry in a profile, as stated.

`ledger_norms.csv` and `ledger_figures.csv` are the ledger's rows: one line for each printed value, the ids the ledger's
own, with a suffix where one row prints several values.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graph.profile import Figure, Norm, load_profile
from graph.profile_head import places

HERE = Path(__file__).parent
SEVEN = ("anqiu", "bishan", "dali", "daqing", "guangan", "linfen", "xixiang")


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NORMS, FIGURES = _rows("ledger_norms.csv"), _rows("ledger_figures.csv")


def _entries(id_: str, group: str) -> list[Norm | Figure]:
    """The entry of this id, or those with a suffix where one row needs several measures."""
    every = getattr(load_profile(id_.partition(".")[0]), group)
    return [entry for entry in every if entry.id == id_ or entry.id.startswith(id_ + ".")]


def test_the_ledger_is_whole() -> None:
    assert len(NORMS) == 78
    assert len({row["row"] for row in FIGURES}) == 168
    assert len(FIGURES) == 198
    assert set(SEVEN) <= set(places())


@pytest.mark.parametrize("row", NORMS, ids=lambda row: row["id"])
def test_a_norm_of_the_ledger_stands_in_its_profile(row: dict[str, str]) -> None:
    found = _entries(row["id"], "norms")
    assert found, f"{row['id']} has no entry"
    for norm in found:
        assert isinstance(norm, Norm)
        assert norm.status == row["status"]
        assert set(norm.source.split(", ")) <= set(row["line"].split(", "))
        assert norm.computable or norm.reason


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: row["id"])
def test_a_figure_of_the_ledger_stands_in_its_profile(row: dict[str, str]) -> None:
    exact = [figure for figure in _entries(row["id"], "figures") if figure.id == row["id"]]
    assert len(exact) == 1, f"{row['id']} has {len(exact)} entries"
    figure = exact[0]
    assert isinstance(figure, Figure)
    assert figure.qualifier == row["qualifier"]
    if row["value"]:
        assert figure.value == float(row["value"])
    assert row["line"].partition(",")[0].partition(" ")[0] in figure.source
    if row["graph"].startswith(("yes", "derived")):
        assert figure.measure, f"the ledger says {row['graph']!r}: the graph can answer it"
    elif row["qualifier"] != "~":
        assert figure.outside, f"the ledger says {row['graph']!r}: it is outside the graph, and the entry says why"


@pytest.mark.parametrize("place", SEVEN)
def test_whatever_else_a_profile_says_is_marked_as_ours(place: str) -> None:
    profile = load_profile(place)
    rows = [row["id"] for row in (*NORMS, *FIGURES)]
    for entry in (*profile.norms, *profile.figures):
        stated = any(entry.id == id_ or entry.id.startswith(id_ + ".") for id_ in rows)
        ours = entry.id.startswith((f"{place}.X", f"{place}.check."))
        assert stated != ours, entry.id
        if ours and isinstance(entry, Norm):
            assert entry.status == "inferred"
            assert entry.reason, f"{entry.id} is ours and says why"
