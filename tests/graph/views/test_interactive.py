"""The interactive page: whole in itself, and no name in it is ever code."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import orjson
import pytest

from graph.schema import SCHEMA
from graph.views.interactive import html
from tests.graph.views.samples import RARE, SCRIPT, TAG, everything, node, picture, street


class Page(HTMLParser):
    """Elements, scripts and visible text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "script":
            self.scripts.append(data)
        elif self._in != "style":
            self.words.append(data)

    def data(self, name: str) -> Any:
        """What the page's own script holds under a name."""
        found = re.search(rf"const {name} = (.*);\n", self.scripts[-1])
        assert found
        return orjson.loads(found[1])


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(html(everything(), lang="en"))


def test_nothing_is_fetched_from_anywhere(page: Page) -> None:
    assert [tag for tag, _ in page.elements].count("script") == 2
    for tag, attributes in page.elements:
        assert "src" not in attributes
        if tag == "link":
            assert attributes["href"] == "data:,"
        assert not any((value or "").startswith(("http:", "https:", "//")) for value in attributes.values())
    text = html(everything())
    assert "sourceMappingURL" not in text
    assert "bootstrap" not in text
    assert "tom-select" not in text
    assert not re.search(r"url\((?!\"data:)", text)


def test_every_node_and_edge_is_in_it(page: Page) -> None:
    shown = everything()
    assert [one["id"] for one in page.data("nodes")] == [one.key for one in shown.nodes]
    assert [one["id"] for one in page.data("edges")] == [one.key for one in shown.edges]
    person = page.data("nodes")[1]
    assert (person["x"], person["y"], person["group"], person["label"]) == (120.0, -40.0, "Person", "◎ 王伟")
    assert page.data("options")["physics"] == {"enabled": False}
    assert page.data("options")["groups"]["Person"]["color"]["background"] == SCHEMA.node["Person"].colour


def test_names_that_look_like_code_are_text(page: Page) -> None:
    assert [tag for tag, _ in page.elements if tag in ("img", "iframe")] == []
    by_id = {one["id"]: one for one in page.data("nodes")}
    assert by_id["Body|b3"]["label"] == f"× {TAG}"
    assert by_id["Body|b2"]["label"] == f"− {SCRIPT}"
    assert by_id["Body|b3"]["title"].startswith(TAG)
    assert "".join(by_id["Item|i1"]["label"].split()) == "".join(RARE.split())
    raw = page.scripts[-1]
    assert "\u2028" not in raw
    assert "</" not in raw.partition("const nodes")[2].partition("const options")[0]
    assert f"幸福路社区 {SCRIPT} & more" in page.words


def test_states_are_marked_on_nodes_and_edges(page: Page) -> None:
    marks = {one["id"]: one.get("label") for one in page.data("edges")}
    assert marks["COVERS|Body|b1>Place|c1"] == "+"
    assert marks["REPRESENTS|Body|b2>Place|c1"] == "−"
    assert marks["MANAGES|Body|b3>Place|c1"] == "×"
    assert marks["IN_GRID|Place|c1>Place|g1"] is None
    faded = {one["id"] for one in page.data("nodes") if one.get("opacity")}
    assert faded == {"Body|b2", "Body|b3"}


@pytest.mark.parametrize(("lang", "label", "strand"), [("en", "Building", "Territory"), ("zh", "楼栋", "地域")])
def test_the_legend_filters_by_what_occurs(lang: str, label: str, strand: str) -> None:
    found = Page(html(street(), lang=lang))
    boxes = [attributes for tag, attributes in found.elements if attributes.get("type") == "checkbox"]
    assert {box["data-label"] for box in boxes if "data-label" in box} == {"Street", "Community", "Building"}
    assert {box["data-strand"] for box in boxes if "data-strand" in box} == {"territory"}
    said = " ".join(found.words)
    assert label in said
    assert strand in said
    assert "2024-03-01" in said
    assert "wangge" in said


def test_one_page_does_not_change_another() -> None:
    first = html(everything(), lang="en")
    html(street(), lang="zh")
    assert html(everything(), lang="en") == first


def test_an_empty_picture_is_a_page_too() -> None:
    assert Page(html(picture([], []))).data("nodes") == []
    assert len(Page(html(picture([node("a", "Waiver")], []))).data("nodes")) == 1
