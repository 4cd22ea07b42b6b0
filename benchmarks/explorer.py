"""How soon the explorer shows something, in headless Chromium: ours beside pyvis as its documentation shows it.

`python -m benchmarks.explorer` loads Linfen's and Bishan's twins into a server of its own, serves them, and opens:

- the whole network of Linfen in at most 1,000 nodes, and a page that pyvis made of the very same nodes and edges with
  its defaults, physics on: until the picture can be used (ours: drawn and no longer busy; pyvis: its layout has
  settled). Goal: 20 times sooner.
- the whole networks of Linfen (7,500 nodes) and of Bishan (33,000), grouped to 400 nodes. Goal: under 2 s at 10,000.
- the search box: from a key to the list that it brings. Goal: under 100 ms.

In turns, so that what else the machine does falls on all alike; medians, and the machine's load beside them.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from pyvis.network import Network

from api.app import create_app
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import twin
from tests.browser.install import chromium
from tests.serving import serving

STREET, DISTRICT, TURNS = "310106021", "500120", 5
TYPED = ("临汾", "lfl", "kangningyuan", "阳曲路四", "wangge", "汾西路二")
SETTLED = "new Promise(done => network.once('stabilizationIterationsDone', () => done(true)))"


def main() -> None:
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark-explorer", rate="1000000/minute")
    with Store.open(settings, say=print) as store:
        for place in ("linfen", "bishan"):
            load(store, twin(place, seed=1).tables, sources=["twin"], say=print)
    with (
        serving(create_app(settings)) as address,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
    ):
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(600_000)
        picture = page.request.get(
            f"{address}/api/v1/pictures/territory/{STREET}?as_of=2026-11-01&most=1000&layout=ties"
        ).json()["picture"]
        theirs = Path(folder) / "pyvis.html"
        theirs.write_text(by_pyvis(picture), encoding="utf-8")
        days = iter(range(1, 28))  # each turn another day, so that no answer is remembered
        taken: dict[str, list[float]] = {}
        for turn in range(TURNS):
            ways: dict[str, Any] = {
                "1,000 nodes, ours": lambda: ours(page, f"{address}/#/territory/{STREET}?most=1000&layout=ties", days),
                "grouped, of Linfen's 7,500": lambda: ours(page, f"{address}/#/territory/{STREET}?most=400", days),
                "grouped, of Bishan's 33,000": lambda: ours(page, f"{address}/#/territory/{DISTRICT}?most=400", days),
            }
            if turn < 2:  # it takes minutes
                ways["1,000 nodes, pyvis"] = lambda: settled(page, theirs)
            for name, way in ways.items():
                taken.setdefault(name, []).append(way())
        taken["search, a key to its list"] = typed(page, address)
        browser.close()
    size = f"{len(picture['nodes']):,} nodes, {len(picture['edges']):,} edges"
    print(f"| {size}; load {os.getloadavg()[0]:.1f} | median, s |")
    print("| --- | --- |")
    median = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in median.items():
        print(f"| {name} | {seconds:.2f} |")
    print(f"pyvis / ours {median['1,000 nodes, pyvis'] / median['1,000 nodes, ours']:.1f}; goal 20")


def by_pyvis(picture: dict[str, Any]) -> str:
    """The same nodes and edges, added one by one, with pyvis's defaults."""
    net = Network(cdn_resources="in_line")
    for node in picture["nodes"]:
        net.add_node(node["key"], label=node["name"] or node["label"], color=SCHEMA.node[node["label"]].colour)
    for edge in picture["edges"]:
        net.add_edge(edge["start"], edge["end"])
    return str(net.generate_html())


def ours(page: Page, address: str, days: Any) -> float:
    page.goto("about:blank")
    start = time.perf_counter()
    page.goto(f"{address}&as_of=2026-10-{next(days):02}")
    page.locator("main:not([aria-busy]) svg.picture .node").first.wait_for()
    return time.perf_counter() - start


def settled(page: Page, file: Path) -> float:
    start = time.perf_counter()
    page.goto(file.as_uri())
    page.evaluate(SETTLED)
    return time.perf_counter() - start


def typed(page: Page, address: str) -> list[float]:
    """From the last key of a text to the list, as the page itself measures it."""
    page.goto(f"{address}/#/")
    box = page.get_by_role("combobox")
    box.wait_for()
    found = []
    for text in TYPED:
        box.fill("")
        page.locator("#search-found").wait_for(state="hidden")
        start = time.perf_counter()
        box.fill(text)
        page.locator("#search-found").wait_for(state="visible")
        found.append(time.perf_counter() - start)
    return found


if __name__ == "__main__":
    main()
