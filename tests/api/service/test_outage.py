"""The database dies while the service is asked: no wrong answer, no hung request, and it comes back by itself."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from graph import local
from graph.errors import OutOfTime, Unreachable
from graph.settings import Settings
from graph.store import Store
from loaders.divisions import shipped
from loaders.run import load

from .conftest import opened

CLIENTS = 4
LONGEST = 40.0
"""seconds in which every request must have its answer"""
PLACE = "310106021"


class Asked(NamedTuple):
    status: int
    kind: str
    body: dict[str, Any]
    seconds: float


@pytest.fixture
def mortal(settings: Settings, tests_home: Path) -> Iterator[Settings]:
    """A server of this test's own, which it may kill."""
    own = replace(settings, home=tests_home / "mortal", rate="100000/minute", seconds=20)
    local.stop(own)
    shutil.rmtree(own.home, ignore_errors=True)
    with Store.open(own) as store:
        load(store, shipped("linfen"), sources=["test"]).raise_if_refused()
    yield own
    local.stop(own)
    shutil.rmtree(own.home, ignore_errors=True)


def test_a_database_that_dies_is_an_outage_and_no_more(mortal: Settings) -> None:
    answers: list[Asked] = []
    numbers = iter(range(10**6))
    over = threading.Event()

    def ask(client: TestClient) -> None:
        while not over.is_set():
            day = date(2025, 1, 1) + timedelta(days=next(numbers) % 700)  # so that memory does not answer
            begun = time.monotonic()
            answer = client.get(f"/api/v1/places/{PLACE}/cover?as_of={day}")
            seconds = time.monotonic() - begun
            answers.append(Asked(answer.status_code, answer.headers["content-type"], answer.json(), seconds))
            time.sleep(0.01)

    with opened(mortal) as client:
        right = client.get(f"/api/v1/places/{PLACE}/cover?as_of=2024-01-01").json()
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(2)
        pid = local.status(mortal).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        while client.get("/readyz").status_code == 200:
            assert time.monotonic() - killed < LONGEST, "the outage is noticed"
            time.sleep(0.05)
        noticed = time.monotonic() - killed
        refused = client.get(f"/api/v1/places/{PLACE}/cover?as_of=2023-01-01")
        assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (503, True)
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/v1/profiles").status_code == 200, "what is in no graph is answered all the same"
        while client.get("/readyz").status_code != 200:
            assert time.monotonic() - killed < 120, "it comes back"
            time.sleep(0.2)
        recovered = time.monotonic() - killed
        time.sleep(1)
        over.set()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive(), "a request hangs"
        after = client.get(f"/api/v1/places/{PLACE}/cover?as_of=2024-02-02")
        assert after.status_code == 200

    print(f"noticed after {noticed:.1f} s, answered again after {recovered:.1f} s; {len(answers)} answers")  # noqa: T201
    assert {200, 503} <= {answer.status for answer in answers} <= {200, 503, 504}  # a server that just began is slow
    assert max(answer.seconds for answer in answers) < LONGEST
    for answer in answers:
        if answer.status == 200:
            assert (answer.body["rows"], answer.body["place"]) == (right["rows"], right["place"])
        else:
            assert answer.kind == "application/problem+json"
            assert answer.body["type"].startswith("urn:wangge:problem:")


def test_a_look_that_takes_too_long_is_an_outage_and_nobody_s_own_question(
    http: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy:
        def version(self) -> None:
            raise OutOfTime("The answer took longer than 2 s. Ask for less.")

    monkeypatch.setattr(Store, "limited", lambda *_, **__: Busy())
    service.connection.look()
    assert isinstance(service.connection.problem, Unreachable)
    answer = http.get("/api/v1/places")
    assert (answer.status_code, answer.headers["retry-after"] != "") == (503, True)
    monkeypatch.undo()
    service.connection.look()
    assert http.get("/api/v1/places").status_code == 200
