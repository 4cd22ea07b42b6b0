"""Tables of issue types: read, held against what must not be, and paired with bodies by function."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cypher.routing import issue_types, pairs
from cypher.routing.rows import PairRow
from graph.errors import FileRefused
from graph.store import Store
from loaders.issue_types import EVER, PROJECT, _unmet, read, tables
from loaders.run import load

TODAY = date(2026, 11, 24)
OWN = """id,name,lead,joint,source,synonyms
sewers,下水道疏通,water,housing,我县分工,下水道;窨井
bees,马蜂窝,fire,bees,我县分工,
"""


def written(folder: Path, text: str) -> str:
    (folder / "own.csv").write_text(text, encoding="utf-8")
    return str(folder / "own.csv")


def test_the_table_that_ships_is_sound_and_says_whose_it_is() -> None:
    file, kinds, faults = read(PROJECT)
    assert (file, faults) == ("issue_types.csv", [])
    assert len(kinds) == 46
    assert all((kind.cells["source"] or "").startswith("project's own") for kind in kinds)
    assert all((kind.cells["note"] or "").split("; ")[-1] for kind in kinds)


def test_a_row_is_a_type_and_functions_are_bodies(tmp_path: Path) -> None:
    file, kinds, faults = read(written(tmp_path, OWN))
    assert faults == []
    nodes, edges = tables([("w1", "water"), ("w2", "water"), ("h", "housing"), ("x", "tax")], kinds, file)
    assert nodes.columns["id"] == ["sewers", "bees"]
    assert nodes.columns["synonyms"] == [["下水道", "窨井"], None]
    ends = zip(*(edges.columns[name] for name in ("start", "end", "role", "source")), strict=True)
    source = "own.csv, 我县分工"
    assert sorted(ends) == [
        ("sewers", "h", "joint", source),
        ("sewers", "w1", "lead", source),
        ("sewers", "w2", "lead", source),
    ]
    assert "until" not in edges.columns
    assert _unmet(kinds, ["water", "housing"]) == ["bees", "fire"]


def test_terms_and_levels_of_a_table_are_checked_and_kept(tmp_path: Path) -> None:
    own = "id,name,lead,joint,source,solvable_at,promised_days,deadline_days\n"
    file, kinds, faults = read(
        written(tmp_path, f"{own}sewers,下水道,water,housing,我县,community,5,3\nbees,马蜂,fire,,我县,,,\n")
    )
    assert faults == []
    nodes, edges = tables([("w", "water"), ("h", "housing"), ("f", "fire")], kinds, file)
    assert nodes.columns["promised_days"] == [5, None]
    assert nodes.columns["solvable_at"] == ["community", None]
    of = dict(zip(edges.columns["end"], edges.columns["deadline_days"], strict=True))
    assert of == {"w": 3, "h": None, "f": None}
    _, _, faults = read(written(tmp_path, f"{own}sewers,下水道,water,,我县,comunity,five,-1\n"))
    assert [(one.column, one.message) for one in faults] == [
        ("promised_days", "is no whole number of working days."),
        ("deadline_days", "is no whole number of working days."),
        ("solvable_at", "is no level. Did you mean community?"),
    ]


def test_what_a_table_no_longer_pairs_ends_and_what_it_pairs_again_goes_on(tmp_path: Path) -> None:
    file, kinds, _ = read(written(tmp_path, OWN))
    before = [
        PairRow(issue_type="sewers", body="s", role="lead", source="old", until=None),
        PairRow(issue_type="sewers", body="gone", role="lead", source="old", until=TODAY),
        PairRow(issue_type="sewers", body="w", role="lead", source="old", until=TODAY),
    ]
    _, edges = tables([("w", "water")], kinds, file, before, TODAY)
    assert dict(zip(edges.columns["end"], edges.columns["until"], strict=True)) == {"s": TODAY, "w": EVER}


def test_a_graph_takes_ours_then_theirs_then_ours_again(graph: Store, tmp_path: Path) -> None:
    graph.write(
        """
        CREATE (:Institution:Body {id: 'w', name: '水务公司', function: 'water'})
        CREATE (:Department:Body {id: 'h', name: '住建局', function: 'housing'})
        """
    )

    def loaded(name: str) -> dict[tuple[str, str], bool]:
        file, kinds, _ = read(name)
        before = pairs(graph, issue_types=[kind.cells["id"] or "" for kind in kinds])
        bodies = [("w", "water"), ("h", "housing")]
        load(graph, tables(bodies, kinds, file, before, TODAY), sources=[file]).raise_if_refused()
        found = pairs(graph, issue_types=["sewers"])
        return {(one.body, one.role): one.until is None or one.until > TODAY for one in found}

    assert loaded(PROJECT) == {("h", "lead"): True, ("w", "joint"): True}
    own = written(tmp_path, OWN)
    theirs = {("h", "lead"): False, ("w", "joint"): False, ("w", "lead"): True, ("h", "joint"): True}
    assert loaded(own) == theirs
    assert loaded(own) == theirs
    assert loaded(PROJECT) == {key: not value for key, value in theirs.items()}
    assert [one.synonyms for one in issue_types(graph, word="bees")] == [[]]
    assert len(issue_types(graph)) == 47


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("id,name,lead,source\na,甲,,x\n", [(2, "lead", "no function leads: write one, such as housing.")]),
        ("id,name,lead,source\na,甲,fire,\n", [(2, "source", "say who pairs them.")]),
        (
            "id,name,lead,source\na,甲,fire,x\na,乙,fire,x\n",
            [(3, "id", "stands in row 2 already; keep one of the two.")],
        ),
        (
            "id,name,lead,source,synonyms\na,甲,fire,x,丙\n\nb,乙,fire,x,丙;甲\n",
            [(4, "synonyms", "names a of row 2 too."), (4, "synonyms", "names a of row 2 too.")],
        ),
    ],
)
def test_faults_have_their_row(tmp_path: Path, text: str, found: list[tuple[int, str, str]]) -> None:
    _, _, faults = read(written(tmp_path, text))
    assert [(one.row, one.column, one.message) for one in faults] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,name,source\na,甲,x\n", "lacks the column lead; a table of issue types has id, name, "),
        ("id,name,lead,source,synonym\n", "has the column synonym (synonyms is meant?); a table"),
    ],
)
def test_a_table_of_other_columns_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(written(tmp_path, text))
    assert words in refused.value.message
