"""Every error is a problem of a stable type: each class of ours, each kind of the framework's, and what is neither."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import errors as wire
from api.answers import places
from api.app import create_app
from api.errors import KINDS, MEDIA, URN
from api.service import Service
from graph import errors
from graph.settings import Settings
from graph.store import Store

from .conftest import HERE, Open

TYPES = {
    "answer-too-large": 422,
    "access-denied": 503,
    "ambiguous": 409,
    "body-too-large": 413,
    "cancelled": 409,
    "conflict": 409,
    "database": 503,
    "engine": 503,
    "exhausted": 503,
    "file-refused": 422,
    "invalid-input": 422,
    "job-not-done": 409,
    "key-required": 401,
    "load-refused": 422,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    "not-allowed": 403,
    "not-found": 404,
    "out-of-time": 504,
    "profile-refused": 500,
    "purpose-required": 400,
    "schema": 503,
    "too-many-requests": 429,
    "undo-refused": 409,
    "unreachable": 503,
}
"""What is promised to programs: types and their statuses. A change here is one that breaks them."""


JSON, FORM = {"content-type": "application/json"}, {"content-type": "multipart/form-data"}


def every(root: type[errors.WanggeError] = errors.WanggeError) -> Iterator[type[errors.WanggeError]]:
    for kind in root.__subclasses__():
        if kind.__module__.startswith(("graph", "api", "cypher", "loaders")):
            yield kind
            yield from every(kind)


def must_be_problem(answer: Any, type_: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == MEDIA
    assert body["type"] == URN + type_
    assert body["status"] == answer.status_code
    assert set(body) == {"type", "title", "status", "detail", "request", "errors", "details"}
    assert body["detail"].endswith((".", "?"))
    assert body["request"] == answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return body


def test_every_error_has_the_type_and_status_that_are_promised() -> None:
    assert {kind.code: wire.kind_of(kind("…")).status for kind in every()} == TYPES


@pytest.mark.parametrize(
    "kind", sorted({*every()} - {wire.WrongMethod}, key=lambda one: one.code), ids=lambda one: one.code
)
def test_an_error_of_ours_is_its_problem(
    http: TestClient, monkeypatch: pytest.MonkeyPatch, kind: type[errors.WanggeError]
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise kind("It went wrong here; do that.", candidates=["一"])

    monkeypatch.setattr(Store, "consistent", fail)
    answer = http.get("/api/v1/places/310106021")
    body = must_be_problem(answer, kind.code)
    assert body["detail"] == "It went wrong here; do that."
    assert body["details"] == {"candidates": ["一"]}
    assert ("retry-after" in answer.headers) == wire.kind_of(kind("…")).retry


def test_a_fault_of_ours_tells_nothing_of_itself(http: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr(Store, "consistent", fail)
    for address in ("/api/v1/places/310106021", "/api/v1/places/linfen/gaps?format=csv"):
        answer = http.get(address)
        body = must_be_problem(answer, "fault")
        assert (body["status"], "secret" in answer.text) == (500, False)


@pytest.mark.parametrize(
    ("method", "address", "more", "type_"),
    [
        ("GET", "/nowhere", {}, "not-found"),
        ("GET", "/api/v2/places", {}, "not-found"),
        ("GET", "/static/nothing.js", {}, "not-found"),
        ("PUT", "/api/v1/waivers", {}, "method-not-allowed"),
        ("POST", "/healthz", {}, "method-not-allowed"),
        ("GET", "/api/v1/places/linfen/gaps?limit=many", {}, "invalid-input"),
        ("GET", "/api/v1/places/linfen/gaps?least=x", {}, "invalid-input"),
        ("GET", "/api/v1/places/linfen/gaps?as_of=2021-02-30", {}, "invalid-input"),
        ("GET", "/api/v1/places/linfen/gaps?format=pdf", {}, "invalid-input"),
        ("GET", "/api/v1/places/linfen/gaps?nothing=1", {}, "invalid-input"),
        ("GET", "/api/v1/places/linfen/gaps?limit=1&limit=2", {}, "invalid-input"),
        ("GET", "/api/v1/places/linfen/gaps?format=csv&limit=2", {}, "invalid-input"),
        ("GET", "/api/v1/places//cover", {}, "invalid-input"),
        ("GET", "/api/v1/coverage", {}, "invalid-input"),
        ("GET", "/api/v1/places/%00/cover", {}, "not-found"),
        ("GET", "/api/v1/places/%FF%FE/cover", {}, "not-found"),
        ("GET", "/api/v1/gaps/nothing", {}, "invalid-input"),
        ("GET", "/api/v1/profiles/nowhere", {}, "not-found"),
        ("GET", "/api/v1/questions/nothing", {}, "not-found"),
        ("GET", "/api/v1/questions/find?place=1&place=2", {}, "invalid-input"),
        ("GET", "/api/v1/jobs/nothing", {}, "not-found"),
        ("GET", "/api/v1/audit", {}, "not-allowed"),
        (
            "POST",
            "/api/v1/waivers",
            {"content": b"{", "headers": {"content-type": "application/json"}},
            "invalid-input",
        ),
        ("POST", "/api/v1/waivers", {"json": {"gap": "x"}}, "invalid-input"),
        ("POST", "/api/v1/waivers", {"content": b"a=b"}, "invalid-input"),
        (
            "POST",
            "/api/v1/loads",
            {"content": b"no form", "headers": {"content-type": "multipart/form-data"}},
            "invalid-input",
        ),
        ("POST", "/api/v1/loads", {"data": {"divisions": "linfen"}}, "purpose-required"),
        ("POST", "/api/v1/loads", {"headers": {"x-purpose": "try"}}, "invalid-input"),
    ],
)
def test_what_the_framework_refuses_is_a_problem_too(
    http: TestClient, method: str, address: str, more: dict[str, Any], type_: str
) -> None:
    body = must_be_problem(http.request(method, address, **more), type_)
    assert body["status"] == TYPES[type_]


def test_the_parameter_that_was_meant_is_named(http: TestClient) -> None:
    assert "Did you mean limit?" in http.get("/api/v1/places/linfen/gaps?linit=2").json()["detail"]
    faults = http.get("/api/v1/places/linfen/gaps?limit=0&as_of=never").json()["errors"]
    assert {fault["field"] for fault in faults} == {"limit", "as_of"}


def test_every_method_is_named(http: TestClient) -> None:
    answer = http.put("/api/v1/waivers")
    assert answer.headers["allow"] == "GET, POST"


def test_an_error_table_has_no_class_twice() -> None:
    assert len(KINDS) == len(set(KINDS))
    assert set(TYPES) == {kind.code for kind in every()}


# --- limits ---------------------------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_refused_by_its_length_and_by_its_bytes(own: Open) -> None:
    client = own(upload_mb=1)
    large = b"x" * (2**20 + 1)
    answer = client.post("/api/v1/waivers", content=large, headers={"content-type": "application/json"})
    must_be_problem(answer, "body-too-large")

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 2**17

    answer = client.post("/api/v1/waivers", content=pieces(), headers={"content-type": "application/json"})
    must_be_problem(answer, "body-too-large")


def test_an_answer_that_is_too_large_says_how_to_have_it(own: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    client = own(answer_mb=1)
    monkeypatch.setattr("api.formats.json", lambda _: b"x" * (2**20 + 1))
    body = must_be_problem(client.get("/api/v1/profiles"), "answer-too-large")
    assert "ndjson" in body["detail"]


SLOW = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH sum(a * b % 7) AS s RETURN s"


def test_an_answer_that_takes_too_long_is_given_up(own: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    client = own(seconds=1)
    monkeypatch.setattr(places, "resolved", lambda store, *_: store.read(SLOW))
    begun = time.monotonic()
    body = must_be_problem(client.get("/api/v1/places/310106021"), "out-of-time")
    assert body["status"] == 504
    assert time.monotonic() - begun < 10
    assert client.get("/api/v1/profiles").status_code == 200


def test_an_answer_whose_thread_hangs_is_given_up_too(own: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    client = own(seconds=1)
    free = threading.Event()
    monkeypatch.setattr(places, "resolved", lambda *_: free.wait(60))
    monkeypatch.setattr("api.gate.GRACE", 0.2)
    try:
        must_be_problem(client.get("/api/v1/places/310106021"), "out-of-time")
    finally:
        free.set()


def test_a_client_that_goes_away_stops_its_question(
    configured: Settings, linfen: Any, tmp_path: Any, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "resolved", lambda asked, *_: asked.read(SLOW))
    app = create_app(replace(configured, home=tmp_path, seconds=60))
    running = "SHOW TRANSACTIONS YIELD currentQuery, metaData WHERE metaData.mark = 'gone-away' RETURN count(*) AS n"

    async def ask_and_leave() -> None:
        service: Service = app.state.service
        service.start()
        while service.connection.version is None:
            await asyncio.sleep(0.02)
        left = asyncio.Event()
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/v1/places/310106021",
            "raw_path": b"/api/v1/places/310106021",
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"x-request-id", b"gone-away")],
            "client": HERE,
            "scheme": "http",
            "server": ("localhost", 80),
            "http_version": "1.1",
        }
        first = True

        async def receive() -> dict[str, Any]:
            nonlocal first
            if first:
                first = False
                return {"type": "http.request", "body": b"", "more_body": False}
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            raise AssertionError(message)

        asking = asyncio.ensure_future(app(scope, receive, send))
        while not (await asyncio.to_thread(store.read, running))[0]["n"]:
            await asyncio.sleep(0.02)
        left.set()
        begun = time.monotonic()
        await asyncio.wait_for(asking, 20)
        assert time.monotonic() - begun < 15
        while (await asyncio.to_thread(store.read, running))[0]["n"]:
            assert time.monotonic() - begun < 20
            await asyncio.sleep(0.05)
        service.close()

    asyncio.run(ask_and_leave())


def test_no_route_takes_the_request_from_elsewhere(http: TestClient) -> None:
    """The id of a request is the client's where it is one, else ours."""
    assert http.get("/healthz", headers={"X-Request-ID": "mine-12345"}).headers["x-request-id"] == "mine-12345"
    for bad in ("short", "has blank in it", "x" * 65, "a\tb"):
        assert http.get("/healthz", headers={"X-Request-ID": bad}).headers["x-request-id"] != bad
