"""Values that look like a company and are none: set aside by name, and what they say of who manages is kept."""

from __future__ import annotations

import pytest

from graph.records import Table
from graph.schema import SCHEMA
from loaders.placeholders import MANAGERS, meanings
from loaders.run import load


def register(*companies, manages=(), **compounds):
    ids = [f"w{i}" for i in range(len(companies))]
    tables = [Table("PropertyCompany", {"id": ids, "name": list(companies)}, "a.xlsx › 物业企业")]
    if compounds:
        tables.append(
            Table("Compound", {"id": list(compounds), "name": list(compounds), "manager": list(compounds.values())})
        )
    if manages:
        rows = {"start": [row[0] for row in manages], "end": [row[1] for row in manages]}
        tables.append(Table("MANAGES", rows, "a.xlsx › 物业管理"))
    return tables


def managers(graph):
    found = graph.read("MATCH (c:Compound) RETURN c.id AS id, c.manager AS m")
    return {row["id"]: row["m"] for row in found}


def test_the_list_says_what_each_value_means():
    allowed = next(p.allowed for p in SCHEMA.node["Compound"].all_properties if p.name == "manager")
    assert set(MANAGERS) < set(allowed)
    assert set(meanings().values()) == {*MANAGERS, "unknown", "brand"}
    assert len(meanings()) >= 30


def test_placeholders_never_become_nodes_and_are_listed(graph):
    tables = register(
        "无物业管理服务", "蓝天物业有限公司", " 业主自管\u3000", "暂无信息",
        manages=[("w0", "c0"), ("w1", "c1"), ("w2", "c2"), ("w3", "c3"), ("单位自管物业", "c4")],
        c0=None, c1="property", c2=None, c3=None, c4=None,
    )  # fmt: skip
    report = load(graph, tables, sources=["a"])
    assert report.faults == []
    assert graph.read("MATCH (c:PropertyCompany) RETURN c.name AS name") == [{"name": "蓝天物业有限公司"}]
    assert managers(graph) == {"c0": "none", "c1": "property", "c2": "owners", "c3": None, "c4": "unit"}
    assert [(entry.sheet, entry.row) for entry in report.set_aside] == [
        *(("物业企业", row) for row in (1, 3, 4)),
        *(("物业管理", row) for row in (1, 3, 4, 5)),
    ]
    again = load(graph, tables, sources=["a"])
    assert (again.created, again.changed) == ({}, {})


def test_a_stated_manager_is_kept(graph):
    load(graph, register(c0="unit"), sources=["a"])
    load(graph, register("无物业", manages=[("w0", "c0")]), sources=["b"])
    assert managers(graph) == {"c0": "unit"}


def test_a_compound_of_the_graph_is_told(graph):
    load(graph, register(c0=None), sources=["a"])
    report = load(graph, register("无物业", manages=[("w0", "c0")]), sources=["b"])
    assert report.changed == {"Compound": 1}
    assert managers(graph) == {"c0": "none"}


@pytest.mark.parametrize("name", ["万科物业", " 保利物业 "])
def test_a_brand_is_a_fault(graph, name):
    report = load(graph, register(name.strip()), sources=["a"])
    assert [(fault.row, fault.code) for fault in report.faults] == [(1, "placeholder")]
    assert "registered name" in report.faults[0].message
