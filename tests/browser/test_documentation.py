"""The interactive pages of the service's description, which need nothing but the service."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from loaders.twin import Twin
from tests.browser.conftest import Visit
from tests.browser.watch import Watch


def test_swagger_asks_the_service_and_shows_its_answer(page: Page) -> None:
    page.goto("/docs#/operations/healthz")
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table").get_by_text('"alive"')).to_be_visible()


def test_redoc_shows_the_questions(page: Page) -> None:
    page.goto("/redoc")
    expect(page.get_by_role("heading", name="wangge 网格", exact=False).first).to_be_visible()
    expect(page.get_by_text("/places/{place}/gaps").first).to_be_attached()
    expect(page.get_by_role("link", name="API docs by Redocly")).to_be_visible()
    expect(page.get_by_alt_text("redocly logo")).to_have_count(0)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_second_visit_is_as_clean(page: Page, path: str) -> None:
    for _ in range(2):
        page.goto(path, wait_until="networkidle")


def test_an_answer_is_read_by_itself_in_any_language(visit: Visit, bishan: Twin, watch: Watch) -> None:
    page = visit(locale="en-GB", viewport={"width": 360, "height": 640})
    page.goto("/api/v1/search?text=璧山区")
    expect(page.locator("body")).to_contain_text('"name":"璧山区"')
    assert page.evaluate("[navigator.language, innerWidth]") == ["en-GB", 360]
    watch.expect("console error: .*404")
    page.goto("/api/v1/places/nowhere/gaps")
    expect(page.locator("body")).to_contain_text("urn:wangge:problem:not-found")
