"""Pages of the service in a real browser, watched.

A test asks for `page`, and for `linfen` or `bishan` where it needs a graph. What a page does wrong fails its test,
unless the test has said `watch.expect(...)`; `visit` opens pages of another service, size or language.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.app import create_app
from graph.settings import Settings
from graph.store import Store
from tests.browser.install import chromium, missing, said
from tests.browser.watch import Watch
from tests.serving import serving, wait_until_seen

Visit = Callable[..., Page]
expect.set_options(timeout=30_000)  # as long as Playwright waits for everything else: machines of tests are slow
ARGUMENTS = [
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a page that asks elsewhere does so in vain everywhere
    "--disable-dev-shm-usage",  # containers have little of it
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file, and no longer: while Playwright runs, this thread can run no other loop."""
    lacking = missing()
    if lacking:
        pytest.fail(said(lacking), pytrace=False)
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(configured: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service without keys answers from the run's one graph, whatever is in it."""
    home = tmp_path_factory.mktemp("served")
    with serving(create_app(replace(configured, home=home, rate="100000/minute", seconds=600))) as at:
        yield at


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the pages of this test do wrong; at its end it must be what was expected."""
    watch = Watch()
    yield watch
    watch.must_be_clean()


@pytest.fixture
def visit(browser: Browser, address: str, store: Store, watch: Watch) -> Iterator[Visit]:
    """Opens an empty page whose addresses are relative to the service, in a context of its own."""
    contexts = []

    def open_(at: str = address, **options: Any) -> Page:
        """`at` is the address of another service; options are those of Playwright's `new_context`."""
        wait_until_seen(at, store)
        usual = {"base_url": at, "locale": "zh-CN", "viewport": {"width": 1280, "height": 800}}
        context = browser.new_context(**{**usual, **options})
        contexts.append(context)
        watch.follow(context, at)
        return context.new_page()

    yield open_
    for context in contexts:
        for page in context.pages:
            page.evaluate("0")  # what the page has logged until now arrives before its answer
        context.close()


@pytest.fixture
def page(visit: Visit) -> Page:
    """An empty page of this machine's, in Chinese, 1280 by 800."""
    return visit()
