"""How a page looks: to those who cannot see it, to those who read it, and as a picture."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21aa"]
SHOTS = os.environ.get("WANGGE_SHOTS")  # read before the tests forget the developer's WANGGE_ variables


def accessible(page: Page) -> None:
    """No serious or critical violation of WCAG 2.1 AA is found by axe on the page as it is now."""
    page.evaluate(AXE)  # not a script element: the page's policy would refuse it
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(document, options)", options)["violations"]
    wrong = [
        f"{one['id']} ({one['impact']}): {one['help']}\n  at {' '.join(map(str, node['target']))}\n  "
        + node["failureSummary"].replace("\n", "\n  ")
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert not wrong, f"{page.url} is not accessible:\n" + "\n".join(wrong)


OVERLAPS = """(elements, by) => {
  const texts = elements
    .filter(one => one.textContent.trim())
    .filter(one => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map(one => ({ one, said: one.textContent.trim(), box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && box.height > 0);
  const pairs = [];
  texts.forEach((a, index) => {
    for (const b of texts.slice(index + 1)) {
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      if (wide > by && high > by && !a.one.contains(b.one) && !b.one.contains(a.one)) pairs.push([a.said, b.said]);
    }
  });
  return pairs;
}"""


def overlaps(page: Page, selector: str, by: float = 2) -> list[tuple[str, str]]:
    """Pairs of visible texts whose boxes overlap by more pixels than that, both across and down.

    Raises
    ------
    AssertionError
        Fewer than two elements match the selector, so that nothing could overlap.
    """
    found = page.locator(selector)
    assert found.count() > 1, f"{selector} matches {found.count()} elements of {page.url}"
    pairs: list[list[str]] = found.evaluate_all(OVERLAPS, by)
    return [(one, other) for one, other in pairs]


def shot(page: Page, name: str, *, whole: bool = False) -> None:
    """Write a picture of the page into the folder that WANGGE_SHOTS names, if it names one."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=whole, animations="disabled")
