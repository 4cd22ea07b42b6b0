"""`wangge serve` as a process: where it listens, how it ends, several workers, its log, and a database that is away."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import pytest

from api.commands.serve import SHUTDOWN_SECONDS
from api.jobs import Jobs
from api.keys import HERE
from api.state import State
from graph import local
from graph.store import Store
from loaders.twin import Twin

WANGGE = Path(sys.executable).with_name("wangge")
STARTING = 90.0
PLACE = "/api/v1/places/linfen-building-0001"


class Served:
    """A service that runs: its process, its address, its log."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, log: Path) -> None:
        self.process, self.url, self._log = process, url, log

    def get(self, path: str, **more: object) -> httpx.Response:
        """Ask over a connection of its own, which may be any worker's."""
        return httpx.get(self.url + path, trust_env=False, timeout=90, **more)  # type: ignore[arg-type]

    def end(self, signal_: int) -> int:
        self.process.send_signal(signal_)
        return self.process.wait(SHUTDOWN_SECONDS + 10)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log().splitlines()]


Serve = Callable[..., "Served"]


@pytest.fixture
def variables(server: local.Server, store: Store, tmp_path: Path) -> dict[str, str]:
    """A home of its own, so that no key of another test is in it, and the run's server as one of the user's."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    return ours | {
        "WANGGE_HOME": str(tmp_path / "home"),
        "WANGGE_NEO4J_URI": server.uri,
        "WANGGE_NEO4J_PASSWORD": local.password(server),
    }


@pytest.fixture
def serve(variables: dict[str, str], tmp_path: Path) -> Iterator[Serve]:
    """Start a service and wait until it answers; what still runs at the end is ended."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, ready: str = "/readyz", status: int = 200, **more: str) -> Served:
        port = free_port()
        log = tmp_path / f"log-{port}"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [WANGGE, "serve", "--port", str(port), *arguments], env=variables | more, stdout=out, stderr=out
            )
        started.append(process)
        served = Served(process, f"http://127.0.0.1:{port}", log)
        until(lambda: process.poll() is None and answers(served, ready, status), served.log)
        return served

    yield start
    for process in started:
        for one in [*psutil.Process(process.pid).children(recursive=True), process] if process.poll() is None else ():
            one.kill()
        process.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(served: Served, path: str, status: int) -> bool:
    try:
        return served.get(path).status_code == status
    except httpx.TransportError:
        return False


def until(holds: Callable[[], object], said: Callable[[], str]) -> None:
    end = time.monotonic() + STARTING
    while not holds():
        assert time.monotonic() < end, said()
        time.sleep(0.1)


def run(variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [WANGGE, *arguments], env=variables, capture_output=True, text=True, check=False, timeout=STARTING
    )


def one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def bearer(variables: dict[str, str], *scopes: str) -> dict[str, str]:
    made = run(variables, "key", "create", f"office {len(scopes)}", *(w for s in scopes for w in ("--scope", s)))
    assert made.returncode == 0, made.stderr
    return {"Authorization": f"Bearer {made.stdout.strip()}"}


# --- where it listens ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.org"])
def test_without_keys_it_listens_on_this_machine_only(variables: dict[str, str], host: str) -> None:
    said = one_sentence(run(variables, "serve", "--host", host), 2)
    assert host in said
    assert "wangge key create" in said


def test_with_a_key_it_listens_elsewhere_and_wants_it(serve: Serve, variables: dict[str, str], linfen: Twin) -> None:
    key = bearer(variables, "read")
    served = serve("--host", "0.0.0.0")
    assert served.get(PLACE).status_code == 401
    assert served.get(PLACE, headers=key).status_code == 200


def test_a_port_that_is_taken_is_a_sentence(variables: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for more in ((), ("--workers", "2")):
            said = one_sentence(run(variables, "serve", "--port", port, *more), 2)
            assert port in said
            assert "in use" in said


def test_an_address_that_is_not_this_machine_s_is_a_sentence(variables: dict[str, str]) -> None:
    bearer(variables, "read")
    assert "192.0.2.1" in one_sentence(run(variables, "serve", "--host", "192.0.2.1"), 2)


STRANGERS: tuple[dict[str, str], ...] = (
    {"Host": "wangge.example"},  # a page elsewhere whose name was changed to mean this machine
    {"X-Forwarded-For": "203.0.113.9"},  # a proxy on this machine
    {"X-Forwarded-For": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
)


@pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
def test_without_keys_nobody_else_is_let_in(serve: Serve, trusted: str) -> None:
    served = serve(WANGGE_TRUSTED_PROXIES=trusted)
    assert served.get("/metrics").status_code == 200
    for path in (PLACE, "/metrics"):
        for headers in STRANGERS:
            refused = served.get(path, headers=headers)
            assert (refused.status_code, refused.json()["type"]) == (403, "urn:wangge:problem:not-allowed"), headers


# --- a database that is away --------------------------------------------------------------------------------------


def test_it_starts_without_the_database_and_says_so(serve: Serve) -> None:
    served = serve(ready="/healthz", WANGGE_NEO4J_URI=f"bolt://127.0.0.1:{free_port()}")
    assert served.get("/healthz").json() == {"status": "alive"}
    assert served.get("/api/v1/profiles").status_code == 200  # no question to the database
    for path in ("/readyz", PLACE):
        away = served.get(path)
        assert (away.status_code, away.headers["content-type"]) == (503, "application/problem+json")
        assert int(away.headers["retry-after"]) >= 1
        assert away.json()["type"] == "urn:wangge:problem:unreachable"
    assert "wangge_database_up 0.0" in served.get("/metrics").text
    assert served.end(signal.SIGTERM) == 0


# --- how it ends --------------------------------------------------------------------------------------------------


@contextmanager
def slow(store: Store) -> Iterator[None]:
    """A load that broke off: who asks waits two seconds before he settles it, and answers."""
    store.write("MATCH (n:Network) SET n.sequence = n.sequence + 1")
    try:
        yield
    finally:
        store.write("MATCH (n:Network) WHERE n.sequence % 2 = 1 SET n.sequence = n.sequence - 1")


@pytest.mark.parametrize(("signal_", "workers"), [(signal.SIGTERM, "1"), (signal.SIGTERM, "2"), (signal.SIGINT, "1")])
def test_an_answer_under_way_ends_whole_before_it_does(
    serve: Serve, store: Store, linfen: Twin, signal_: int, workers: str
) -> None:
    served = serve("--workers", workers)
    whole = served.get(PLACE).json()
    got: list[httpx.Response] = []
    with slow(store):
        asking = threading.Thread(target=lambda: got.append(served.get(f"{PLACE}/cover")))
        begun = time.monotonic()
        asking.start()
        time.sleep(0.7)
        assert asking.is_alive()
        assert served.end(signal_) == 0
        took = time.monotonic() - begun
        asking.join(10)
    assert [one.status_code for one in got] == [200]
    assert len(got[0].json()["rows"]) > 1
    assert whole["data_version"] == got[0].json()["data_version"]
    assert 1.5 < took < SHUTDOWN_SECONDS
    with pytest.raises(httpx.TransportError):
        served.get("/healthz")


# --- several workers ----------------------------------------------------------------------------------------------


def workers_of(served: Served) -> set[int]:
    found = set()
    for one in psutil.Process(served.process.pid).children():
        with suppress(psutil.Error):  # one that was killed is nobody's any more
            if any("spawn_main" in word for word in one.cmdline()):
                found.add(one.pid)
    return found


def total(served: Served, **more: object) -> int:
    """Answers to questions about a place, or from memory, as /metrics has them."""
    counted = re.findall(
        r'^wangge_answers_total\{.*route="(?:/api/v1/places/\{place\}|memory)".*\} ([\d.]+)$',
        served.get("/metrics", **more).text,
        re.MULTILINE,
    )
    return int(sum(map(float, counted)))


def test_workers_share_keys_jobs_and_counts_and_are_replaced(
    serve: Serve, variables: dict[str, str], linfen: Twin
) -> None:
    served = serve("--workers", "2")
    until(lambda: len(workers_of(served)) == 2, served.log)
    left = [served.get(PLACE, params={"as_of": f"2024-01-{n:02}"}).headers["ratelimit"] for n in range(1, 31)]
    remaining = [int(re.findall(r"r=(\d+)", one)[0]) for one in left]
    assert len(set(remaining)) < len(remaining)  # each counts its own, so two have answered
    assert total(served) == 30
    assert "wangge_database_up 1.0" in served.get("/metrics").text

    key = bearer(variables, "read")
    assert {served.get(PLACE).status_code for _ in range(20)} == {401}
    assert {served.get(PLACE, headers=key).status_code for _ in range(20)} == {200}

    begun = httpx.post(
        f"{served.url}/api/v1/places/310106021001/rehearsals",
        params={"types": "楼道堆物"},
        headers=key,
        trust_env=False,
        timeout=30,
    )
    assert begun.status_code == 202, begun.text
    job = begun.headers["location"]
    until(
        lambda: {served.get(job, headers=key).json()["state"] for _ in range(10)} == {"done"},
        lambda: served.get(job, headers=key).text,
    )
    assert {served.get(f"{job}/result", headers=key).status_code for _ in range(10)} == {200}

    before = workers_of(served)
    counted = total(served, headers=key)
    gone = min(before)
    psutil.Process(gone).kill()
    until(lambda: len(workers_of(served)) == 2 and gone not in workers_of(served), served.log)
    until(lambda: answers(served, "/readyz", 200), served.log)
    assert {served.get(PLACE, headers=key).status_code for _ in range(10)} == {200}
    assert total(served, headers=key) == counted + 10  # what the dead one counted is not lost
    assert "wangge_database_up 1.0" in served.get("/metrics", headers=key).text
    assert served.end(signal.SIGTERM) == 0
    assert not any(psutil.pid_exists(pid) for pid in before)


def test_a_job_of_an_earlier_service_has_failed_though_its_number_is_taken(tmp_path: Path) -> None:
    state = State(tmp_path)
    kept = Jobs(state, tmp_path)
    began = psutil.Process().create_time()
    for id_, created in (("earlier", began - 60), ("mine", began + 60)):
        at = datetime.fromtimestamp(created, UTC).isoformat(timespec="seconds")
        with state.writing() as connection:
            connection.execute(
                "INSERT INTO jobs VALUES (?, 'rehearse', 'here', '', 'running', 0, 0, NULL, NULL, 0, ?, ?, ?)",
                (id_, os.getpid(), at, at),
            )
    assert [kept.job(id_, HERE).state for id_ in ("earlier", "mine")] == ["failed", "running"]
    state.close()


# --- its log ------------------------------------------------------------------------------------------------------


def test_its_log_is_json_with_request_ids_and_without_names_or_keys(
    serve: Serve, variables: dict[str, str], store: Store, linfen: Twin
) -> None:
    key = bearer(variables, "read", "read:personal")
    name, holder = "临汾路街道", store.read("MATCH (p:Person) RETURN p.name AS name ORDER BY p.id LIMIT 1")[0]["name"]
    served = serve("--workers", "2")
    asked = [
        served.get(f"/api/v1/places/{name}", headers=key),
        served.get(f"{PLACE}/cover", params={"as_of": "2024-02-03"}, headers=key),
        served.get("/api/v1/issue-types/matched", params={"words": "下水道又堵了"}, headers=key),
        served.get(f"/api/v1/places/{holder}", headers=key),
        served.get(f"/api/v1/places/{name}", params={"nonsense": "秘密"}, headers=key),
        served.get(f"/api/v1/places/{name}", headers={"Authorization": "Bearer wangge_00000000_guessed"}),
        httpx.post(f"{served.url}/api/v1/{name}", content=b"{", headers=key, trust_env=False),
    ]
    assert [one.status_code for one in asked[:2]] == [200, 200]
    assert asked[-2].status_code == 401
    assert served.end(signal.SIGTERM) == 0

    lines = served.lines()
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    answered = {line["request"]: line for line in lines if line["message"] == "answered"}
    for one in asked:
        assert answered[one.headers["x-request-id"]]["status"] == one.status_code
    text = served.log().encode().decode("unicode_escape", "replace") + served.log()
    secret = key["Authorization"].rpartition("_")[2]
    for kept_out in (name, holder, "下水道", "秘密", secret, "guessed", "2024-02-03", "nonsense", "%E4%B8%B4"):
        assert kept_out not in text
    assert variables["WANGGE_NEO4J_PASSWORD"] not in text
