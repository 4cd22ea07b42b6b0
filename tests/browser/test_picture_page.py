"""The interactive page of a picture in a real browser, opened as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from graph.views.interactive import html
from tests.graph.views.samples import TAG, everything


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page; what it logs, asks for or leaves uncaught fails the test."""
    file = tmp_path / "picture.html"
    file.write_text(html(everything(), lang="en"), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on("request", lambda asked: wrong.append(asked.url) if asked.url.startswith(("http", "ws")) else None)
    page.goto(file.as_uri())
    yield page
    assert wrong == []
    context.close()


def test_a_name_that_looks_like_html_is_hovered_as_text(opened: Page) -> None:
    spot = opened.evaluate("network.canvasToDOM(network.getPosition('Body|b3'))")
    opened.mouse.move(0, 0)
    box = opened.locator("#network").bounding_box()
    assert box
    opened.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"], steps=5)
    tip = opened.locator("div.vis-tooltip")
    tip.wait_for(state="visible")
    assert tip.inner_text().startswith(TAG)
    assert opened.locator("img").count() == 0


def test_names_are_searched(opened: Page) -> None:
    opened.locator("#search").fill("网格")
    assert opened.evaluate("network.getSelectedNodes()") == ["Group|c1|网格员"]
    assert opened.locator("#found").inner_text() == "1 found"
    opened.locator("#search").fill("")
    assert opened.evaluate("network.getSelectedNodes()") == []


def test_labels_and_strands_are_switched_off_and_on(opened: Page) -> None:
    opened.get_by_role("checkbox", name="Person").uncheck()
    assert opened.evaluate("shownNodes.getIds().length") == len(everything().nodes) - 2
    opened.get_by_role("checkbox", name="Posts").uncheck()
    assert opened.evaluate("shownEdges.getIds().length") == len(everything().edges) - 4
    opened.get_by_role("checkbox", name="Person").check()
    assert opened.evaluate("shownNodes.getIds().length") == len(everything().nodes)


def test_the_whole_is_seen_at_first(opened: Page) -> None:
    spots = opened.evaluate("Object.values(network.getPositions()).map(at => network.canvasToDOM(at))")
    box = opened.locator("#network").bounding_box()
    assert box
    assert all(0 < spot["x"] < box["width"] and 0 < spot["y"] < box["height"] for spot in spots)
