"""What every request passes on its way in and out, as one ASGI application around the routes.

In this order: an id, a clock, and headers that keep browsers from guessing; the answers of the framework and of ours
when something breaks; who asks, and how often; an answer from memory, while the data are as they were; how large a
body may be; and whether the client is still there, for else its question is stopped.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.responses import Response

from api import errors, metrics
from api.connection import age
from api.context import today
from api.keys import HERE, Caller, is_loopback
from api.served import etag_of
from api.service import LONGEST_REMEMBERED, Page, Service
from graph.errors import OutOfTime, WanggeError

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN = ("/healthz", "/readyz", "/version", "/openapi.json", "/docs", "/redoc", "/static/", "/explorer/")
"""What everybody may see, key or not: nothing of the network is in it."""
REQUEST_ID = re.compile(r"[\w.-]{8,64}\Z", re.ASCII)
LOOK = 0.05  # seconds for which another worker may still take a key that was revoked
GRACE = 5.0  # seconds that an answer may take beyond what its statements may
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
AGE = b"wangge-data-age"
log = logging.getLogger("wangge.service")


class Gate:
    """One gate around one application."""

    def __init__(self, app: App, service: Service) -> None:
        self.app, self.service = app, service
        self._rate: RateLimitItem = parse(service.settings.rate)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._policy = f'"key";q={self._rate.amount};w={self._rate.get_expiry()}'.encode()
        self._largest = service.settings.upload_mb * 2**20

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passing = Passing(scope, send)
        state = scope.setdefault("state", {})
        state.update(service=self.service, request=passing.id, caller=HERE)
        try:
            await self._let_in(scope, receive, passing)
        except Exception as error:
            if not isinstance(error, WanggeError):
                log.exception("a fault", extra={"request": passing.id})
            if passing.status:
                raise  # half of an answer is out: the connection breaks, so that nobody takes it for a whole
            await errors.response(error, passing.id)(scope, receive, passing.send)
        finally:
            passing.end()

    async def _let_in(self, scope: Scope, receive: Receive, passing: Passing) -> None:
        if scope["path"] != "/" and not scope["path"].startswith(OPEN):
            caller = scope["state"]["caller"] = self._caller(scope)
            self._count(caller, passing)
            if scope["method"] == "GET" and await self._from_memory(scope, caller, passing):
                return
        await self._ask(scope, receive, passing)

    # --- who asks -------------------------------------------------------------------------------------------------

    def _caller(self, scope: Scope) -> Caller:
        keys = self.service.keys
        keys.refresh(LOOK)
        given = _header(scope, b"authorization")
        if not keys.any:
            host = (scope.get("client") or ("",))[0]
            # what a proxy on this machine passes on comes from who knows where
            passed_on = _header(scope, b"x-forwarded-for") or _header(scope, b"forwarded")
            if passed_on or not (is_loopback(host) and is_loopback(_host(scope))):
                raise errors.Forbidden(
                    "Without keys the service answers this machine only; make one with `wangge key create`."
                )
            return HERE
        scheme, _, key = given.partition(" ")
        caller = keys.caller(key.strip(), today()) if scheme.lower() == "bearer" else None
        if caller is None:
            raise errors.Unauthenticated(
                "Send a key that holds, as `Authorization: Bearer wangge_…`; `wangge key create` makes one."
                if not given
                else "The key is unknown, revoked or over; `wangge key list` says which hold."
            )
        return caller

    def _count(self, caller: Caller, passing: Passing) -> None:
        allowed = self._limiter.hit(self._rate, caller.id)
        reset, left = self._limiter.get_window_stats(self._rate, caller.id)
        seconds = max(1, round(reset - time.time()))
        passing.headers += [
            (b"ratelimit-policy", self._policy),
            (b"ratelimit", b'"key";r=%d;t=%d' % (max(left, 0), seconds)),
        ]
        if not allowed:
            raise errors.TooManyRequests(f"A key may ask {self.service.settings.rate}; ask again in {seconds} seconds.")

    # --- from memory ----------------------------------------------------------------------------------------------

    async def _from_memory(self, scope: Scope, caller: Caller, passing: Passing) -> bool:
        """Answer from memory if that is what the database would answer; else see to it that the answer is kept."""
        accept = _header(scope, b"accept")
        asked = (scope.get("raw_path"), scope["query_string"], accept, caller.area, caller.scopes)
        service = self.service
        version = service.connection.version
        with service.lock:
            page = service.pages.get(asked)
        if page and version and page.version == version.sequence and page.day == today():
            if etag_of(page.etag, _header(scope, b"if-none-match")):
                await Response(status_code=304, headers={"ETag": page.etag.decode()})(scope, _nothing, passing.send)
            else:
                aged = [*page.headers, (AGE, str(age(version)).encode())] if version.loaded_at else page.headers
                await passing.send({"type": "http.response.start", "status": 200, "headers": aged})
                await passing.send({"type": "http.response.body", "body": page.body})
            scope["route_path"] = "memory"
            return True
        passing.keep = asked
        return False

    # --- asking ---------------------------------------------------------------------------------------------------

    async def _ask(self, scope: Scope, receive: Receive, passing: Passing) -> None:
        length = _header(scope, b"content-length")
        has_body = length not in ("", "0") or bool(_header(scope, b"transfer-encoding"))
        if length.isdigit() and int(length) > self._largest:
            raise self._too_large()
        if has_body:
            await self.app(scope, self._measured(receive), passing.send)
        else:
            await self._watched(scope, receive, passing)
        if passing.keep:
            self._keep(scope, passing)

    def _measured(self, receive: Receive) -> Receive:
        seen = 0

        async def measured() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._largest:
                raise self._too_large()
            return message

        return measured

    def _too_large(self) -> errors.TooLarge:
        return errors.TooLarge(
            f"The body is larger than {self.service.settings.upload_mb} MiB; send it in parts, or raise "
            "WANGGE_UPLOAD_MB."
        )

    async def _watched(self, scope: Scope, receive: Receive, passing: Passing) -> None:
        """Ask, and stop asking when the client has gone or the time is over, even where a thread hangs."""
        gone = asyncio.Event()
        given = False

        async def body() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            gone.set()

        watching = asyncio.ensure_future(watch())
        asking = asyncio.ensure_future(self.app(scope, body, passing.send))
        leaving = asyncio.ensure_future(gone.wait())
        deadline = self.service.settings.seconds + GRACE
        try:
            await asyncio.wait({asking, leaving}, timeout=deadline, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done() and passing.status and not gone.is_set():
                await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)  # a stream has no end
            if asking.done():
                await asking
                return
            running = scope["state"].get("running")
            if running is not None:
                stopping = asyncio.get_running_loop().run_in_executor(None, _stop, running)
                await asyncio.wait({asking, asyncio.ensure_future(stopping)}, timeout=GRACE)
            if gone.is_set():
                passing.gone = True
                return
            raise OutOfTime("The answer took longer than it may and was given up. Ask for less.")
        finally:
            for one in (watching, leaving, asking):
                one.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await asyncio.gather(watching, leaving, return_exceptions=True)

    def _keep(self, scope: Scope, passing: Passing) -> None:
        version = scope["state"].get("version")
        tag = next((value for name, value in passing.sent if name == b"etag"), None)
        if not (tag and version and passing.status == 200 and passing.body is not None):
            return
        headers = [pair for pair in passing.sent if pair[0] != AGE]
        page = Page(version.sequence, today(), headers, passing.body, tag)
        with self.service.lock, suppress(ValueError):  # larger than all of the memory
            self.service.pages[passing.keep] = page


class Passing:
    """One request on its way: its id, when it came, what was sent."""

    __slots__ = ("_began", "_scope", "_send", "body", "gone", "headers", "id", "keep", "sent", "status")

    def __init__(self, scope: Scope, send: Send) -> None:
        given = _header(scope, b"x-request-id")
        self.id = given if REQUEST_ID.match(given) else secrets.token_hex(8)
        self.headers = [*HEADERS, (b"x-request-id", self.id.encode())]
        self.keep: Any = None
        self.status = 0
        self.sent: list[tuple[bytes, bytes]] = []
        self.body: bytes | None = None
        self.gone = False
        self._scope, self._send, self._began = scope, send, time.perf_counter()

    async def send(self, message: Message) -> None:
        """Send on, with headers of every answer that the answer has not itself; remember what may be kept."""
        if message["type"] == "http.response.start":
            self.status, self.sent = message["status"], list(message["headers"])
            there = {name for name, _ in self.sent}
            headers = [*self.sent, *(pair for pair in self.headers if pair[0] not in there)]
            message = {**message, "headers": headers}
        elif self.keep and self.body is None and not message.get("more_body"):
            body = message.get("body", b"")
            self.body = body if len(body) <= LONGEST_REMEMBERED else None
        elif self.keep:
            self.keep = None  # a stream is not kept
        await self._send(message)

    def end(self) -> None:
        """Count it and log it: where, how long, how it went; no name, no key, no query."""
        seconds = time.perf_counter() - self._began
        route = self._scope.get("route")
        where = getattr(route, "path_format", None) or self._scope.get("route_path", "nowhere")
        status = 499 if self.gone else self.status or 500
        metrics.answered(self._scope["method"], where, status, seconds)
        log.info(
            "answered",
            extra={
                "request": self.id,
                "method": self._scope["method"],
                "route": where,
                "status": status,
                "ms": round(seconds * 1000, 1),
            },
        )


def _stop(store: Any) -> None:
    with suppress(WanggeError):  # the database may be away; then nothing runs there
        store.stop()


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _host(scope: Scope) -> str:
    """The host that the client meant: a page elsewhere that had this machine's name changed to ours names its own."""
    host = _header(scope, b"host")
    return host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
