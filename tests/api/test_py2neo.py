"""py2neo, at its end of life, still opens the graph: what `wangge py2neo` prints runs, and reads what is in it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from graph import local
from graph.records import Table
from loaders.run import load

# py2neo leaves its sockets to the end of the process; everything else it warns of would fail the test
PYTHON = (sys.executable, "-W", "error", "-W", "ignore::ResourceWarning")


@pytest.fixture
def register(graph):
    """A compound with two buildings, of which the second has no first day, and somebody who holds a post."""
    tables = [
        Table("Compound", {"id": ["c1", "c2"], "name": ["阳光小区", "和平里"], "since": [date(2020, 1, 5), None]}),
        Table("Building", {"id": ["b1", "b2"], "name": ["1号楼", "2号楼"], "tags": [["示范", "老旧"], None]}),
        Table("Person", {"id": ["p|1"], "name": ["欧阳 敏"]}),
        Table("PART_OF", {"start": ["b1", "b2"], "end": ["c1", "c1"], "since": [date(2021, 2, 28), None]}),
        Table("HOLDS", {"start": ["p|1"], "end": ["b1"], "post": ["楼栋长"], "since": [date(2024, 2, 29)]}),
    ]
    load(graph, tables, sources=["register"]).raise_if_refused()
    return graph


def run(code: str, **more: str) -> str:
    ran = subprocess.run(
        [*PYTHON, "-c", code], env=os.environ | more, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


SEEN = """\
c1 阳光小区 2020-01-05
c2 和平里 None
1号楼 PART_OF 阳光小区 2021-02-28
2号楼 PART_OF 阳光小区 None
"""


def test_the_snippet_runs_as_it_is_printed(register, server, wangge):
    printed = wangge("py2neo")
    assert (printed.code, printed.err) == (0, "")
    first = printed.out.splitlines()[0]
    assert "end of life" in first
    assert "neo4j driver" in first
    assert local.password(server) not in printed.out
    assert run(printed.out) == SEEN


def test_the_password_is_written_only_when_asked_for(register, server, wangge):
    printed = wangge("py2neo", "--password").out
    assert local.password(server) in printed
    assert str(server.password_file) not in printed
    assert run(printed) == SEEN


def test_on_a_server_of_ones_own_the_password_stays_in_its_variable(register, server, wangge):
    known = local.password(server)
    own = {"WANGGE_NEO4J_URI": server.uri, "WANGGE_NEO4J_PASSWORD": known}
    printed = wangge("py2neo", **own).out
    assert known not in printed
    assert run(printed, WANGGE_NEO4J_PASSWORD=known) == SEEN
    assert run(wangge("py2neo", "--password", **own).out) == SEEN
    unknown = wangge("py2neo", "--password", WANGGE_NEO4J_URI=server.uri)
    assert (unknown.code, unknown.out) == (2, "")
    assert "WANGGE_NEO4J_PASSWORD is not set" in unknown.err


def test_an_empty_graph_has_nothing_to_show(graph, wangge):
    assert run(wangge("py2neo").out) == ""


READ = """
from datetime import date
from py2neo import Graph

graph = Graph({uri!r}, auth=("neo4j", {password!r}), name="neo4j")

# nodes by our labels, the family's included, and by property
(compound,) = graph.nodes.match("Compound", name="阳光小区").all()
assert compound["id"] == "c1" and set(compound.labels) == {{"Place", "Compound"}}
assert compound["since"].to_native() == date(2020, 1, 5)
assert graph.nodes.match("Compound", id="c2").first()["since"] is None
assert len(graph.nodes.match("Place")) == 4
named = graph.nodes.match("Place").where("_.name ENDS WITH '号楼'").order_by("_.id DESC")
assert [node["id"] for node in named] == ["b2", "b1"]
assert graph.nodes.match("Building", id="b1").first()["tags"] == ["示范", "老旧"]

# relations: from a node, into a node, of a type, one
building = graph.nodes.match("Building", id="b1").first()
(part,) = graph.match((building,), r_type="PART_OF")
assert part.end_node == compound and part["since"].to_native() == date(2021, 2, 28)
assert {{r.start_node["id"] for r in graph.match((None, compound), r_type="PART_OF")}} == {{"b1", "b2"}}
(held,) = graph.match((None, building), r_type="HOLDS")
assert (held.start_node["id"], held.start_node["name"], held["post"]) == ("p|1", "欧阳 敏", "楼栋长")
assert held["since"].to_native() == date(2024, 2, 29) and held["until"] is None
assert graph.match_one((building, compound), r_type="PART_OF") == part
assert len(graph.relationships.match(r_type="PART_OF")) == 2

# a question of one's own, with a day and Chinese as parameters
asked = "MATCH (p:Person)-[h:HOLDS {{post: $post}}]->(b) WHERE h.since <= $day RETURN p.name AS who, h.since AS since"
assert graph.run(asked, post="楼栋长", day=date(2024, 2, 29)).data() == [{{"who": "欧阳 敏", "since": held["since"]}}]
assert graph.run(asked, post="楼栋长", day=date(2024, 2, 28)).data() == []
print("read")
"""


def test_nodes_relations_days_and_chinese_are_read(register, server):
    assert run(READ.format(uri=server.uri, password=local.password(server))) == "read\n"


def test_nothing_of_ours_imports_it():
    """import-linter holds this too; here it is held of the files, those of a folder that is no package included."""
    root = Path(__file__).parents[2]
    files = [file for room in ("graph", "cypher", "loaders", "api") for file in (root / room).rglob("*.py")]
    assert len(files) > 100
    for file in files:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        assert not [line for line in lines if line.startswith(("import py2neo", "import igraph", "from igraph"))]
        found = [line for line in lines if line.startswith("from py2neo")]
        assert found == (["from py2neo import Graph"] if file.name == "py2neo.py" else []), file
