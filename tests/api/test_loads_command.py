"""`wangge loads | undo` as people run them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cypher.loads import LoadRow
from graph.store import Store

Run = Callable[..., Any]


def file(folder: Path, text: str) -> Path:
    path = folder / "楼栋.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_load_is_listed_checked_undone_and_listed_as_undone(graph: Store, wangge: Run, tmp_path: Path) -> None:
    assert wangge("load", str(file(tmp_path, "编号,名称,户数\nb1,一号楼,3\n"))).code == 0
    assert wangge("load", str(file(tmp_path, "编号,名称,户数\nb1,一号楼,4\nb2,二号楼,5\n"))).code == 0
    found = json.loads(wangge("loads", "--json").out)
    assert found["data_version"] == 2
    assert [list(row) for row in found["rows"]] == [list(LoadRow.__dataclass_fields__)] * 2
    assert [(row["id"], row["sources"], row["created"], row["changed"], row["undoable"]) for row in found["rows"]] == [
        ("load-2", ["楼栋.csv"], 1, 1, True),
        ("load-1", ["楼栋.csv"], 1, 0, True),
    ]
    ran = wangge("undo", "load-2", "--check", "--lang", "zh")
    assert (ran.code, ran.err) == (0, "")
    assert "load-2可以撤销；未写入任何内容。" in "".join(ran.out.split())  # a small table folds its title
    assert graph.version().data == 2
    ran = wangge("undo", "load-2", "--json")
    assert (ran.code, json.loads(ran.out)) == (
        0,
        {
            "load": "load-2",
            "removed": {"Building": 1},
            "restored": {"Building": 1},
            "data_version": 3,
            "undone_by": "load-3",
            "checked_only": False,
        },
    )
    assert graph.read("MATCH (b:Building) RETURN b.id AS id, b.households AS h") == [{"id": "b1", "h": 3}]
    ran = wangge("loads")
    assert ran.code == 0
    lines = {line.split()[0]: line for line in ran.out.splitlines() if line.strip().startswith("load-")}
    assert list(lines) == ["load-3", "load-2", "load-1"]
    assert "undoing load-2" in lines["load-3"]
    assert "(load-3)" in lines["load-2"]


def test_a_refusal_is_a_sentence(graph: Store, wangge: Run, tmp_path: Path) -> None:
    assert wangge("load", str(file(tmp_path, "编号,名称,户数\nb1,一号楼,3\n"))).code == 0
    assert wangge("load", str(file(tmp_path, "编号,名称,户数\nb1,一号楼,4\n"))).code == 0
    ran = wangge("undo", "load-1")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        "load-1 cannot be undone, for later changes stand on it: load-2 changed Building b1. Undo load-2 first.\n"
    )
    ran = wangge("undo", "load-7")
    assert ran.code == 1
    assert "There is no load 'load-7': there are load-2, load-1" in ran.err
