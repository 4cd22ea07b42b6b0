"""The interactive pages of the service's description, which need nothing but the service."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


def test_swagger_asks_the_service_and_shows_its_answer(page: Page) -> None:
    page.goto("/docs")
    page.get_by_role("button", name="GET /healthz", exact=False).first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table .response-col_status")).to_contain_text("200")


def test_redoc_shows_the_questions(page: Page) -> None:
    page.goto("/redoc")
    expect(page.get_by_role("heading", name="wangge 网格", exact=False).first).to_be_visible()
    expect(page.get_by_text("/api/v1/places/{place}/gaps").first).to_be_attached()


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_second_visit_is_as_clean(page: Page, path: str) -> None:
    for _ in range(2):
        page.goto(path, wait_until="networkidle")
