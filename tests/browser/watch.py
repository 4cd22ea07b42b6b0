"""What a page does behind its looks: what it logs, what it asks for and whom."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError

INSIDE = ("data", "blob", "about")
"""schemes that ask nobody"""


class Watch:
    """Sees what pages do wrong; a test says beforehand what it means to provoke.

    Wrong are a warning or an error in the console, an error that nothing caught, a request that failed, an answer of
    500 or above, a request to another host than the pages' own, and a page that crashed.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """One thing or several that match this regular expression will be seen, and must be."""
        self._expected.append(pattern)

    def follow(self, context: BrowserContext, address: str) -> None:
        """Watch every page of a context, whose own host is that of the address."""
        host = urlsplit(address).netloc

        def asked(url: str) -> None:
            if urlsplit(url).scheme not in INSIDE and urlsplit(url).netloc != host:
                self.seen.append(f"another host is asked: {url}")

        def opened(page: Page) -> None:
            page.on("crash", lambda _: self.seen.append("the page crashed"))
            page.on("websocket", lambda socket: asked(socket.url))

        context.on("page", opened)
        context.on("request", lambda request: asked(request.url))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        context.on("console", self._logged)
        context.on("weberror", self._raised)

    def must_be_clean(self) -> None:
        """Nothing was seen but what was expected, and of that each."""
        wrong = [one for one in self.seen if not any(re.search(pattern, one) for pattern in self._expected)]
        never = [pattern for pattern in self._expected if not any(re.search(pattern, one) for one in self.seen)]
        assert not wrong, "on the page was seen:\n" + "\n".join(wrong)
        assert not never, f"expected, but never seen: {never}; seen: {self.seen}"

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # which is the page's own will, as when a newer search overtakes one
            self.seen.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.seen.append(f"answered {response.status}: {response.request.method} {response.url}")

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            where = message.location
            self.seen.append(f"console {message.type}: {message.text} ({where['url']}:{where['lineNumber']})")

    def _raised(self, error: WebError) -> None:
        self.seen.append(f"not caught: {error.error.stack or error.error.message}")
