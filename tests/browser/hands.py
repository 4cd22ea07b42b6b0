"""What a reader of the explorer does with hands and eyes, and what the API says meanwhile."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from loaders.defects import TODAY

DAY = TODAY.isoformat()
BUSY = "[aria-busy=true]"


def open_(page: Page, view: str, language: str = "zh", day: str = DAY) -> None:
    """Go to a view by its address and wait until all of it is there."""
    page.goto(f"/#/{view}{'&' if '?' in view else '?'}as_of={day}&lang={language}")
    expect(page.locator("main h1, main .state")).not_to_have_count(0)
    settled(page)


def settled(page: Page) -> None:
    """Wait until nothing is asked for any more; the first questions of a database that was filled anew are slow."""
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
    )  # a new address has been heard of
    expect(page.locator(f"{BUSY}, .waiting")).to_have_count(0, timeout=60_000)


def heading(page: Page, text: str) -> None:
    """Wait until the view with this heading is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    settled(page)


def tab(page: Page, name: str) -> None:
    """Press a tab of a place, and wait for its view."""
    link = page.locator(".place-head .tabs").get_by_role("link", name=name, exact=True)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")
    settled(page)


def ask(page: Page, path: str, **params: Any) -> dict[str, Any]:
    """What the API answers to the same question, on the tests' day unless another is given."""
    found = page.request.get(f"/api/v1{path}", params={"as_of": DAY, **params})
    assert found.ok, found.text()
    answer: dict[str, Any] = found.json()
    return answer


def node(page: Page, key: str) -> Locator:
    """A node of the picture, such as `Place|310106021`."""
    return page.locator(f'svg.picture .node[data-key="{key}"]')


def choose(page: Page, key: str) -> None:
    """Press the sign of a node, and wait for what comes of it."""
    was = page.url
    node(page, key).locator("> .sign").click()
    expect(page).not_to_have_url(was)
    settled(page)


def lies(page: Page) -> dict[str, str]:
    """Where each node of the picture lies, in the coordinates of its layer: without the scale, which is the view's."""
    found: dict[str, str] = page.locator("svg.picture .node").evaluate_all(
        "all => Object.fromEntries(all.map(one => [one.dataset.key, one.getAttribute('transform').split(' scale')[0]]))"
    )
    return found


def cut(page: Page) -> list[str]:
    """Labels of the picture that reach over the edge of its frame."""
    found: list[str] = page.locator("svg.picture .node:not(.mute) > text").evaluate_all("""all => {
        const frame = document.querySelector("svg.picture").getBoundingClientRect();
        return all.filter(one => {
            const box = one.getBoundingClientRect();
            return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
        }).map(one => one.textContent);
    }""")
    return found
