"""Small pictures of what is easily drawn wrong: the absent value, every state, groups, names that are code."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.schema import SCHEMA
from graph.views.picture import Picture, PictureEdge, PictureNode

TAG = "<img src=x onerror=alert(1)>"
SCRIPT = "</script><script>alert(2)</script>"
FORMULA = "=cmd|' /C calc'!A0"
RARE = "𠮷野家 㐂 龘靐 \u2028 &amp; “引号” 'a' \"b\""


def node(id_: str, label: str, family: str | None = None, **other: Any) -> PictureNode:
    family = family or SCHEMA.node[label].family.name
    values: dict[str, Any] = {
        "name": id_,
        "kind": None,
        "level": None,
        "synthetic": False,
        "state": "there",
        "shared": False,
        "middle": False,
        "nodes": 1,
        "opens": None,
        "x": 0.0,
        "y": 0.0,
        **other,
    }
    return PictureNode(key=f"{family}|{id_}", family=family, id=id_, label=label, **values)


def edge(type_: str, start: PictureNode, end: PictureNode, **other: Any) -> PictureEdge:
    values: dict[str, Any] = {
        "word": None,
        "since": None,
        "until": None,
        "state": "there",
        "synthetic": False,
        "source": None,
        "edges": 1,
        **other,
    }
    key = other.pop("key", f"{start.key}>{end.key}")
    values.pop("key", None)
    return PictureEdge(key=f"{type_}|{key}", type=type_, start=start.key, end=end.key, **values)


def picture(nodes: list[PictureNode], edges: list[PictureEdge], **other: Any) -> Picture:
    values: dict[str, Any] = {
        "title": "幸福路社区的网络",
        "layout": "ties",
        "seed": 1,
        "as_of": date(2024, 3, 1),
        "compared_with": None,
        "days": [],
        "left_out": 0,
        "data_version": 7,
        "synthetic": False,
        **other,
    }
    return Picture(nodes=nodes, edges=edges, **values)


def everything() -> Picture:
    """Between two days: every state, the absent value, a group, somebody shared, and names that are code."""
    middle = node("c1", "Community", name="幸福路社区", level="community", middle=True)
    shared = node("p1", "Person", name="王伟", shared=True, x=120.0, y=-40.0)
    gained = node("b1", "PartyOrg", name="幸福路社区党支部", kind="branch", state="gained", x=110.0, y=60.0)
    lost = node("b2", "OwnersCommittee", name=SCRIPT, state="lost", x=-120.0, y=70.0)
    ended = node("b3", "PropertyCompany", name=TAG, state="ended", synthetic=True, x=-130.0, y=-50.0)
    group = node("c1|网格员", "Person", family="Group", name="网格员", nodes=12, opens="c1|网格员~10", y=-110.0)
    grid = node("g1", "Grid", name=FORMULA, synthetic=True, x=0.0, y=120.0)
    item = node("i1", "Item", name=RARE, x=200.0, y=130.0)
    issue = node("t1", "IssueType", name="噪声\x01\ufffe", x=-210.0, y=140.0)
    since = {"since": date(2020, 1, 1)}
    edges = [
        edge("HOLDS", shared, middle, word="社区书记", source="people.csv, row 3", **since),
        edge("HOLDS", shared, middle, key="2", word="网格长", until=date(2024, 1, 1), state="lost", **since),
        edge("HOLDS", shared, gained, word=TAG, state="gained", synthetic=True),
        edge("COVERS", gained, middle, state="gained"),
        edge("REPRESENTS", lost, middle, state="lost"),
        edge("MANAGES", ended, middle, state="ended", **since, until=date(2021, 1, 1)),
        edge("HOLDS", group, middle, word="网格员", edges=12),
        edge("IN_GRID", middle, grid),
        edge("LISTED_BY", item, middle, source=SCRIPT),
        edge("CROSS_HOLDING", gained, middle, word="1"),
        edge("HANDLED_BY", issue, lost, word="lead"),
    ]
    return picture(
        [middle, shared, gained, lost, ended, group, grid, item, issue],
        edges,
        title=f"幸福路社区 {SCRIPT} & more",
        compared_with=date(2023, 3, 1),
        days=[date(2024, 1, 1)],
        left_out=1234,
    )


def street(buildings: int = 60) -> Picture:
    """A tree of a street, so dense that not every label has a place."""
    top = node("s", "Street", name="临汾路街道", middle=True, synthetic=True)
    nodes, edges = [top], []
    for n in range(4):
        community = node(f"c{n}", "Community", name=f"第{n + 1}社区居委会", x=n * 330.0 - 495, y=80.0, synthetic=True)
        nodes.append(community)
        edges.append(edge("PART_OF", community, top))
        for m in range(buildings // 4):
            x = n * 330.0 - 640 + m * 300.0 / (buildings / 4)
            one = node(f"b{n}-{m}", "Building", name=f"{m + 1}号楼", x=x, y=170.0, synthetic=True)
            nodes.append(one)
            edges.append(edge("PART_OF", one, community))
    return picture(nodes, edges, layout="tree", title="临汾路街道的网络", synthetic=True)
