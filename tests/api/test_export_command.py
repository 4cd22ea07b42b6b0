"""`wangge export picture` as people run it, on Linfen's twin."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.views.document import from_json
from graph.views.export import FORMS

Run = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("linfen")
STREET = "310106021"
DAY = ("--as-of", "2026-03-01")


def exported(run: Run, *arguments: str) -> str:
    ran = run("export", "picture", *arguments)
    assert (ran.code, ran.out) == (0, ""), ran.err
    return str(ran.err)


def test_a_place_and_a_node_leave_as_pictures(wangge: Run, tmp_path: Path) -> None:
    out = tmp_path / "street.json"
    said = exported(wangge, "临汾路街道", str(out), *DAY, "--most", "300")
    whole = from_json(out.read_bytes())
    assert whole.synthetic
    assert whole.layout == "tree"
    assert 10 < len(whole.nodes) <= 300
    size = f"{out.stat().st_size:,} bytes, {len(whole.nodes):,} nodes, {len(whole.edges):,} edges"
    assert f"{out} is written: {size}." in said
    assert not list(tmp_path.glob(".street*"))
    around = tmp_path / "around.json"
    exported(wangge, f"Place:{STREET}", str(around), *DAY, "--compared-with", "2020-01-01", "--ended", "--seed", "2")
    ties = from_json(around.read_bytes())
    assert (ties.layout, ties.seed, str(ties.compared_with)) == ("ties", 2, "2020-01-01")
    assert [one.id for one in ties.nodes if one.middle] == [STREET]


def test_a_picture_becomes_every_other_form_without_a_database(wangge: Run, tmp_path: Path) -> None:
    saved = tmp_path / "street.json"
    exported(wangge, f"Place:{STREET}", str(saved), *DAY)
    nowhere = {"WANGGE_NEO4J_URI": "bolt://127.0.0.1:9", "WANGGE_HOME": str(tmp_path / "home")}
    shown = from_json(saved.read_bytes())
    for told in FORMS.values():
        out = tmp_path / f"again{told.suffix}"
        ran = wangge("export", "picture", str(saved), str(out), "--lang", "zh", **nowhere)
        assert (ran.code, ran.out) == (0, ""), ran.err
        assert f"{len(shown.nodes):,} 个节点" in ran.err
    assert not (tmp_path / "home").exists()
    assert from_json((tmp_path / "again.json").read_bytes()) == shown
    assert (tmp_path / "again.png").read_bytes()[:4] == b"\x89PNG"
    assert "临汾路街道" in (tmp_path / "again.svg").read_text("utf-8")
    assert "临汾路街道" in (tmp_path / "again.html").read_text("utf-8")
    assert set(nx.read_graphml(tmp_path / "again.graphml")) == {one.key for one in shown.nodes}
    assert set(nx.read_gexf(tmp_path / "again.gexf")) == {one.key for one in shown.nodes}
    with zipfile.ZipFile(tmp_path / "again.csv.zip") as tables:
        rows = list(csv.reader(io.StringIO(tables.read("nodes.csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + len(shown.nodes)


def test_what_is_there_is_only_replaced_when_asked(wangge: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    out.write_text("mine", encoding="utf-8")
    ran = wangge("export", "picture", f"Place:{STREET}", str(out), *DAY)
    assert ran.code == 2
    assert "is there already" in ran.err
    assert out.read_text("utf-8") == "mine"
    exported(wangge, f"Place:{STREET}", str(out), *DAY, "--force")
    assert out.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("临汾路街道", "a.pdf"), 2, "write .html, .svg, .png, .csv.zip, .graphml, .gexf, .json"),
        (("无此处", "a.svg"), 1, "无此处"),
        (("Place:none", "a.svg"), 1, "none"),
        (("Record:x", "a.svg"), 2, "Record"),
        (("Place:310106021", "a.svg", "--layout", "ring"), 2, "ties, tree"),
        (("Place:310106021", "a.svg", "--most", "50"), 2, "--most is about"),
        (("临汾路街道", "a.svg", "--ended"), 2, "--ended is about"),
        (("临汾路街道", "a.svg", "--most", "3"), 2, "10 to 2000"),
        (("临汾路街道", "a.svg", "--as-of", "yesterday"), 2, "is not a date"),
        (("none.json", "a.svg"), 1, "none.json cannot be read"),
        (("other.json", "a.svg"), 2, "not a picture of wangge"),
        (("other.json", "a.svg", "--layout", "tree"), 2, "give no options"),
        (("Place:310106021", "no/such/a.svg"), 1, "no/such/a.svg cannot be written"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(
    wangge: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "other.json").write_text('{"rows": []}', encoding="utf-8")
    ran = wangge("export", "picture", *arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert said in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["other.json"]
