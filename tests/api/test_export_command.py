"""`wangge export picture`, `network` and `popolo` as people run them, on Linfen's twin."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph import handover
from graph.store import Store
from graph.views.document import from_json
from graph.views.export import FORMS
from graph.whole import columns
from loaders.popolo_file import COLLECTIONS
from loaders.run import load
from loaders.workbook import read

Run = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("linfen")
STREET, COMMUNITY = "310106021", "310106021009"
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


def whole(run: Run, *arguments: str) -> str:
    ran = run("export", "network", *arguments)
    assert (ran.code, ran.out) == (0, ""), ran.err
    return str(ran.err)


def test_a_network_leaves_in_every_form_and_is_the_same_in_each(wangge: Run, tmp_path: Path, store: Store) -> None:
    meant = columns(store, place=COMMUNITY, as_of=date(2026, 3, 1)).graph()
    for form, told in handover.FORMS.items():
        out = tmp_path / f"community{told.suffix}"
        said = whole(wangge, COMMUNITY, str(out), *DAY)
        assert f"{out} is written: {len(meant):,} nodes, {meant.size():,} edges" in said
        back = handover.read(out.read_bytes(), form)
        assert dict(back.nodes(data=True)) == dict(meant.nodes(data=True))
        assert {(s, e, k): v for s, e, k, v in back.edges(data=True, keys=True)} == {
            (s, e, k): v for s, e, k, v in meant.edges(data=True, keys=True)
        }
    party = tmp_path / "party.graphml"
    whole(wangge, "临汾路街道", str(party), "--line", "party", "--line", "HOLDS", *DAY)
    types = {edge[2]["type"] for edge in handover.read(party.read_bytes(), "graphml").edges(data=True)}
    assert types == {"COVERS", "UNDER", "HOSTED_BY", "HOLDS"}


@pytest.mark.parametrize("out", ["tables", "parquet", "book.xlsx"])
def test_tables_of_all_there_is_load_again_and_change_nothing(
    wangge: Run, tmp_path: Path, store: Store, out: str
) -> None:
    folder = tmp_path / out
    form = ("--format", "parquet") if out == "parquet" else ()
    whole(wangge, "all", str(folder), "--personal", *form)
    report = load(store, read([folder]).tables, sources=["again"], check=True)
    assert not report.faults
    assert (report.created, report.changed) == ({}, {})
    held = columns(store)
    rows = [held.nodes, held.edges]
    assert report.unchanged == sum(frame.height for part in rows for frame in part.values())


def test_personal_fields_leave_only_when_asked_for(wangge: Run, tmp_path: Path) -> None:
    whole(wangge, STREET, str(tmp_path / "a.json"))
    whole(wangge, STREET, str(tmp_path / "b.json"), "--personal")
    assert '"birth_year"' not in (tmp_path / "a.json").read_text("utf-8")
    assert '"birth_year"' in (tmp_path / "b.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("临汾路街道", "a.dot"), 2, "write .graphml, .gexf, .net, .json, .xlsx, or a folder"),
        (("临汾路街道", "a.net", "--format", "csv"), 2, "a.net is one file"),
        (("临汾路街道", "mine.net"), 2, "is there already"),
        (("临汾路街道", "full"), 1, "is not empty"),
        (("无此处", "a.net"), 1, "无此处"),
        (("临汾路街道", "a.net", "--line", "parties"), 2, "Did you mean party"),
        (("临汾路街道", "a.net", "--as-of", "1900-13-01"), 2, "is not a date"),
    ],
)
def test_a_network_that_cannot_be_had_is_refused(
    wangge: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "mine.net").write_text("mine", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.csv").write_text("mine", encoding="utf-8")
    ran = wangge("export", "network", *arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert said in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "mine.net"]


def test_a_popolo_file_leaves_and_is_read_again(wangge: Run, tmp_path: Path) -> None:
    out = tmp_path / "register.json"
    ran = wangge("export", "popolo", "临汾路街道", str(out), *DAY)
    assert (ran.code, ran.out) == (0, "")
    made = json.loads(out.read_bytes())
    counts = ", ".join(f"{name} {len(made[name]):,}" for name in COLLECTIONS)
    written, unsaid, personal = ran.err.splitlines()
    assert written == f"{out} is written: {counts}."
    assert min(len(made[name]) for name in COLLECTIONS) > 100
    assert unsaid.startswith("Popolo cannot say, so it is not in it: ")
    assert f"COVERS {made['meta']['left_out']['COVERS']:,}" in unsaid
    assert personal == "Personal fields are not in it; --personal writes sex, year of birth and telephone."
    assert made["meta"]["as_of"] == "2026-03-01"
    assert all(one["synthetic"] for name in COLLECTIONS if name != "posts" for one in made[name])
    assert not any(one.keys() & {"gender", "birth_date", "contact_details"} for one in made["persons"])
    checked = wangge("load", "popolo", str(out), "--check", "--json")
    assert checked.code == 0, checked.out
    report = json.loads(checked.out)
    assert (report["created"], report["changed"], report["faults"]) == ({}, {}, [])


def test_personal_fields_leave_when_asked_for(wangge: Run, tmp_path: Path) -> None:
    out = tmp_path / "register.json"
    ran = wangge("export", "popolo", "all", str(out), "--personal", "--lang", "zh")
    assert ran.code == 0, ran.err
    assert "个人字段" not in ran.err
    assert "Popolo 无法表达" in ran.err
    assert any("gender" in one for one in json.loads(out.read_bytes())["persons"])
    taken = wangge("export", "popolo", "all", str(out))
    assert (taken.code, "is there already" in taken.err) == (2, True)
    assert wangge("export", "popolo", "all", str(tmp_path / "a.txt")).code == 2
    lost = wangge("export", "popolo", "nowhere", str(tmp_path / "b.json"))
    assert (lost.code, lost.err.count("\n")) == (1, 1)
    assert not (tmp_path / "b.json").exists()
