"""SVG and PNG: what is drawn, what is said, and that no name lies on another."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidInput
from graph.model import SHAPES
from graph.schema import SCHEMA
from graph.views import png as pngs
from graph.views.placing import LINE, LONGEST, Box, lines, placed, width
from graph.views.png import png
from graph.views.shapes import shape
from graph.views.svg import _taken, _wanted, svg
from tests.graph.views.samples import RARE, SCRIPT, TAG, edge, everything, node, picture, street

NS = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)


def titles(root: ET.Element) -> list[str]:
    return [title.text or "" for title in root.iter(f"{NS}title")]


def label_boxes(root: ET.Element) -> list[Box]:
    """Where the labels of a drawing lie, measured from what it says and not from what placed them."""
    boxes = []
    for label in root.iter(f"{NS}text"):
        if label.get("class") != "label":
            continue
        size = float(label.get("font-size", ""))
        rows = list(label)
        wide = max(width(row.text or "", size) for row in rows)
        x, first = float(rows[0].get("x", "")), float(rows[0].get("y", ""))
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[label.get("text-anchor", "")]
        top = first - size * 0.98
        boxes.append(Box(left, top, left + wide, top + size * LINE * len(rows)))
    return boxes


def overlapping(boxes: list[Box]) -> list[tuple[Box, Box]]:
    shrunk = [Box(box.left + 0.2, box.top + 0.2, box.right - 0.2, box.bottom - 0.2) for box in boxes]
    return [(a, b) for i, a in enumerate(shrunk) for b in shrunk[i + 1 :] if a.over(b)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_says_what_it_is(lang: str) -> None:
    shown = everything()
    root = parsed(svg(shown, lang=lang))
    said = titles(root)
    assert len(said) == 1 + len(shown.nodes) + len(shown.edges)
    assert said[0].startswith(f"幸福路社区 {SCRIPT} & more · 2023-03-01")
    whole = "\n".join(said)
    for name in (TAG, SCRIPT, "=cmd|' /C calc'!A0", "𠮷野家 㐂 龘靐", "网格员 ×12"):
        assert name in whole
    assert "\x01" not in whole
    assert "\ufffe" not in whole
    assert not list(root.iter(f"{NS}script"))
    assert not list(root.iter(f"{NS}img"))


def test_an_edge_says_its_dates_its_source_and_its_state() -> None:
    said = titles(parsed(svg(everything(), lang="en")))
    assert "王伟 → 幸福路社区: holds, 社区书记; since 2020-01-01; source: people.csv, row 3" in said
    assert "王伟 → 幸福路社区: holds, 网格长; since 2020-01-01; until 2024-01-01; lost" in said
    assert "幸福路社区党支部 — 幸福路社区: cross holding, 1" in said
    zh = titles(parsed(svg(everything(), lang="zh")))
    assert "王伟 → 幸福路社区：任职，社区书记；自2020-01-01；出处：people.csv, row 3" in zh
    assert f"{TAG} → 幸福路社区：物业管理；自2020-01-01；至2021-01-01；已结束" in zh


def test_a_state_is_told_by_more_than_colour() -> None:
    root = parsed(svg(everything()))
    dashed = [one for one in root.iter() if one.get("stroke-dasharray") == "4 3"]
    assert dashed
    assert [one for one in root.iter(f"{NS}g") if one.get("opacity")]
    badges = [one for one in root.iter(f"{NS}circle") if one.get("r") == "5" and one.get("fill") == "#fff"]
    changed = [one for one in (*everything().nodes, *everything().edges) if one.state != "there"]
    assert len(badges) == len(changed) + 3  # and one for each state in the legend


def test_the_legend_says_what_occurs_and_nothing_else() -> None:
    shown = [one.text for one in parsed(svg(street(8), lang="en")).iter(f"{NS}text")]
    assert {"Street", "Community", "Building", "Territory", "synthetic"} <= set(shown)
    assert not {"Person", "Posts", "gained", "lost", "ended"} & set(shown)
    assert "wangge · data version 7 · synthetic" in shown
    assert "synthetic" not in svg(picture([node("a", "Grid")], []), lang="en")


def test_two_days_and_what_is_left_out_are_in_the_heading() -> None:
    assert "2023-03-01 与 2024-03-01 对照：+3 新增, −3 失去；另有 1,234 个仅计数" in svg(everything())
    backwards = replace(everything(), as_of=date(2023, 3, 1), compared_with=date(2024, 3, 1))
    assert "2023-03-01 against 2024-03-01" in svg(backwards, lang="en")


@pytest.mark.parametrize("shown", [everything(), street(), street(240)], ids=["everything", "street", "dense"])
def test_no_label_lies_on_another(shown: object) -> None:
    boxes = label_boxes(parsed(svg(shown)))  # type: ignore[arg-type]
    assert len(boxes) > 5
    assert overlapping(boxes) == []


points = st.tuples(st.floats(-150, 150), st.floats(-150, 150))


@given(st.lists(st.tuples(points, st.text(min_size=1, max_size=25), st.integers(1, 3)), max_size=30))
def test_no_label_lies_on_another_or_on_a_node(drawn: list[tuple[tuple[float, float], str, int]]) -> None:
    nodes = [node(str(n), "Person", name=name, x=x, y=y, nodes=many) for n, ((x, y), name, many) in enumerate(drawn)]
    shown = picture(nodes, [])
    boxes = [place.box for place in placed(_wanted(shown, "zh"), map(_taken, nodes)).values()]
    assert overlapping(boxes) == []
    assert not any(box.over(_taken(one)) for box in boxes for one in nodes)
    parsed(svg(shown))


def test_where_room_is_short_the_important_are_named() -> None:
    crowd = [node(f"n{n}", "Building", name="一二三四五六七八", x=n % 10 * 5.0, y=n // 10 * 5.0) for n in range(100)]
    crowd[42] = replace(crowd[42], middle=True, name="中心")
    crowd[77] = replace(crowd[77], label="Person", family="Person", shared=True, name="王伟")
    given_places = list(placed(_wanted(picture(crowd, []), "zh"), []))
    assert given_places[:2] == [crowd[42].key, crowd[77].key]
    assert len(given_places) < len(crowd)
    assert len(titles(parsed(svg(picture(crowd, []))))) == 101


@given(st.text(max_size=60))
def test_lines_hold_the_whole_text_and_are_not_too_long(text: str) -> None:
    found = lines(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(width(line, 1) <= LONGEST + 1.5 for line in found)


def test_a_label_stands_where_no_edge_of_its_node_goes() -> None:
    middle = node("a", "Grid", name="甲", x=0.0, y=0.0)
    below = node("b", "Grid", name="乙", x=0.0, y=100.0)
    wanted = _wanted(picture([middle, below], [edge("PART_OF", below, middle)]), "zh")
    places = placed(wanted, map(_taken, [middle, below]))
    assert places[middle.key].box.left > middle.x
    assert places[middle.key].anchor == "start"
    assert places[below.key].box.top > below.y
    assert places[below.key].anchor == "middle"


def test_each_shape_of_a_family_is_drawn() -> None:
    assert {shape(name, (0, 0), 8, "")[:8] for name in SHAPES}
    assert len({shape(name, (0, 0), 8, "") for name in SHAPES}) == len(SHAPES)


def test_every_label_and_type_of_the_schema_is_drawn() -> None:
    nodes = [node(f"n{n}", one.label, x=n * 50.0) for n, one in enumerate(SCHEMA.nodes)]
    edges = [edge(one.type, nodes[0], nodes[1]) for one in SCHEMA.edges]
    said = titles(parsed(svg(picture(nodes, edges), lang="en")))
    assert len(said) == 1 + len(nodes) + len(edges)


def test_edges_of_the_same_two_nodes_and_to_oneself_are_told_apart() -> None:
    a, b = node("a", "PartyOrg"), node("b", "PartyOrg", x=200.0)
    edges = [edge("UNDER", a, b, key=str(n)) for n in range(3)] + [edge("UNDER", b, a), edge("UNDER", a, a)]
    paths = [one.get("d") for one in parsed(svg(picture([a, b], edges))).iter(f"{NS}path") if one.get("marker-end")]
    assert len(paths) == len(set(paths)) == 5


def test_an_empty_picture_is_a_drawing_too() -> None:
    assert len(titles(parsed(svg(picture([], []))))) == 1


# --- PNG ----------------------------------------------------------------------------------------------------------


def size(data: bytes) -> tuple[int, int]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data[12:16] == b"IHDR"
    wide, high = struct.unpack(">II", data[16:24])
    return wide, high


def pixels(data: bytes) -> bytes:
    """The lines of a PNG, as they are before its compression."""
    parts, at = b"", 8
    while at < len(data):
        (long,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            parts += data[at + 8 : at + 8 + long]
        at += 12 + long
    return zlib.decompress(parts)


def test_a_png_is_as_large_as_the_svg_and_scaled() -> None:
    root = parsed(svg(everything()))
    wide, high = float(root.get("width", "")), float(root.get("height", ""))
    for scale in (1.0, 2.0):
        found = size(png(everything(), scale=scale))
        assert found == (pytest.approx(wide * scale, abs=1.5), pytest.approx(high * scale, abs=1.5))


def test_chinese_is_drawn() -> None:
    drawn = {name: pixels(png(picture([node("a", "Grid", name=name)], []), scale=1.0)) for name in ("网", "格", "𠮷")}
    assert len(set(drawn.values())) == 3


def test_what_is_too_large_is_drawn_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pngs, "MOST", 40_000)
    wide, high = size(png(everything()))
    assert 30_000 < wide * high < 50_000


def test_without_a_font_it_is_said_and_nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pngs, "FONTS", ("No Such Font",))
    assert pngs.font() is None
    with pytest.raises(InvalidInput, match=r"fonts-noto-cjk.*SVG and HTML"):
        png(everything())
    assert RARE[:3] in svg(everything())
