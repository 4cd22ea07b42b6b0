"""An atlas in a real browser, opened as a file with the network off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.atlas import atlas
from graph.store import Store
from loaders.twin import Twin
from tests.browser.looks import accessible

COMMUNITY = "310106021009"
TAG = "<img src=x onerror=alert(1)>"
Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def folder(store: Store, linfen: Twin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Atlases of one community, in which a compound's name looks like HTML."""
    compound = store.read(
        "MATCH (c:Compound)-[:PART_OF]->(:Place {id: $id}) RETURN c.id AS id ORDER BY id LIMIT 1", id=COMMUNITY
    )[0]["id"]
    store.write("MATCH (c:Compound {id: $id}) SET c.name = $name", id=compound, name=TAG)
    made = tmp_path_factory.mktemp("atlas")
    for tier in ("named", "counts"):
        found = atlas(store, place=COMMUNITY, as_of=date(2026, 11, 27), tier=tier)
        (made / f"{tier}.html").write_bytes(found.html)
    return made


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens one; what a page logs, asks for or leaves uncaught fails the test."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    wrong: list[str] = []

    def open_(tier: str) -> Page:
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda asked: wrong.append(asked.url) if asked.url.startswith(("http", "ws")) else None)
        page.goto((folder / f"{tier}.html").as_uri())
        expect(page.locator("main:not([aria-busy]) h1")).to_be_visible(timeout=30_000)
        return page

    yield open_
    assert wrong == []
    context.close()


def test_a_place_is_found_and_looked_at(opened: Open) -> None:
    page = opened("named")
    page.get_by_role("combobox").fill("yangqulu")
    page.get_by_role("option").first.wait_for()
    page.get_by_role("combobox").fill("阳曲路四七零弄居委会")
    page.get_by_role("option", name="阳曲路四七零弄居委会").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("阳曲路四七零弄居委会")
    expect(page.locator(".coverage")).to_contain_text("已知 22 栋中，22 栋已覆盖")
    accessible(page)
    page.get_by_role("link", name="谁覆盖").click()
    expect(page.locator(".cover-line").first).to_be_visible()
    page.get_by_role("link", name="关系图").click()
    expect(page.locator("svg.picture .node").first).to_be_visible()
    accessible(page)
    assert page.locator("img").count() == 0
    expect(page.locator("svg.picture")).to_contain_text("<img src=x")


def test_its_foot_says_what_it_is(opened: Open) -> None:
    page = opened("counts")
    expect(page.locator("footer")).to_contain_text("阳曲路四七零弄居委会 图册 · 2026-11-27")
    expect(page.locator("footer")).to_contain_text("只有人数")
    page.get_by_role("button", name="English").click()
    expect(page.locator("footer")).to_contain_text("numbers of people only")
    expect(page.get_by_label("Day", exact=True)).to_be_disabled()


def test_what_is_not_in_it_is_said(opened: Open) -> None:
    page = opened("counts")
    page.evaluate("location.hash = '#/person/linfen-person-0001'")
    expect(page.get_by_role("alert")).to_contain_text("此图册不含这一页")
