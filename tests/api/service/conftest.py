"""The service in this process, on Linfen's twin, asked as by a client on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.keys import Keys
from api.service import Service
from graph.settings import Settings
from loaders.twin import Twin

HERE = ("127.0.0.1", 50000)
ELSEWHERE = ("192.0.2.7", 50000)
Open = Callable[..., Any]


@contextmanager
def opened(settings: Settings, client: tuple[str, int] = HERE) -> Iterator[TestClient]:
    """A client of a service that has seen its database."""
    app = create_app(settings)
    with TestClient(app, base_url="http://127.0.0.1", client=client, raise_server_exceptions=False) as asked:
        until = time.monotonic() + 30
        while app.state.service.connection.version is None and time.monotonic() < until:
            time.sleep(0.02)
        yield asked


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def http(linfen: Twin, configured: Settings, home: Path) -> Iterator[TestClient]:
    """A service without keys, asked from this machine; a generous rate."""
    with opened(replace(configured, home=home, rate="100000/minute", seconds=600)) as client:
        yield client


@pytest.fixture
def service(http: TestClient) -> Service:
    found: Service = http.app.state.service  # type: ignore[attr-defined]
    return found


@pytest.fixture
def own(configured: Settings, tmp_path: Path, linfen: Twin) -> Iterator[Open]:
    """Services of a test's own: with other settings, other clients, with keys."""
    opened_here: list[Any] = []

    def open_(client: tuple[str, int] = HERE, **changed: Any) -> TestClient:
        given = replace(configured, **{"home": tmp_path, "rate": "100000/minute", "seconds": 600, **changed})
        context = opened(given, client)
        opened_here.append(context)
        return context.__enter__()

    yield open_
    for context in reversed(opened_here):
        context.__exit__(None, None, None)


def key(client: TestClient, *scopes: str, name: str = "key", area: str | None = None) -> dict[str, str]:
    """A new key of a service, as the header that it goes in."""
    keys: Keys = client.app.state.service.keys  # type: ignore[attr-defined]
    return {"Authorization": f"Bearer {keys.create(name, scopes or ('read',), area, None)[1]}"}


def done(client: TestClient, begun: Any, **headers: str) -> dict[str, Any]:
    """A job, once it is over."""
    assert begun.status_code == 202, begun.text
    until = time.monotonic() + 120
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(begun.headers["location"], headers=headers).json()
        if job["state"] in ("done", "failed", "cancelled"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)
