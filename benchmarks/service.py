"""The service beside two rivals on the same machine, the same data and the same number of clients.

`python -m benchmarks.service` starts, in processes of their own: the service; plain FastAPI that answers dictionaries,
record by record, over the plain driver, as most would write it; and the bare framework that sends the very bytes of the
service's answer. Each is asked for the same list of 100 rows by keep-alive connections, in turns, so that what else the
machine does falls on all alike. Goals: 8 times plain FastAPI, 0.7 of the bare framework; and for who covers a building,
each time another one, p99 under 4 times p50 at 8 clients.

The service is measured twice: as it is, when it answers from memory while the data stay as they are; and with each
request another one, so that nothing is remembered.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from graph import local
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

STREET, ROWS = "310106021", 100
LIST = f"/api/v1/places/{STREET}/inside?level=building&limit={ROWS}"
CLIENTS, SECONDS, TURNS = 4, 3.0, 3
COVERS = 4_000


def main() -> None:
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark-service", heap_mb=1024, page_cache_mb=512)
    try:
        with Store.open(settings, say=print) as store:
            load(store, twin("linfen", seed=1).tables, sources=["twin"], say=print)
            buildings = [row["id"] for row in store.read("MATCH (b:Building) RETURN b.id AS id ORDER BY id")]
        server = local.start(settings)
        environment = os.environ | {
            "WANGGE_NEO4J_URI": server.uri,
            "WANGGE_NEO4J_USER": server.user,
            "WANGGE_NEO4J_PASSWORD": local.password(server),
            "WANGGE_HOME": str(settings.home / "service"),
            "WANGGE_RATE": "100000000/minute",
        }
        _import_time(environment)
        with _served("api.app:create_app", environment) as service:
            body, _ = _ask(service, LIST)
            sent = settings.home / "bytes.json"
            sent.write_bytes(body)
            rivals = environment | {"WANGGE_BYTES": str(sent)}
            with (
                _served("benchmarks.service:plain_app", rivals) as plain,
                _served("benchmarks.service:bare_app", rivals) as bare,
            ):
                rows, _ = _ask(plain, "/list")
                assert [row["id"] for row in json.loads(rows)] == [row["id"] for row in json.loads(body)["rows"]]
                assert _ask(bare, "/list")[0] == body
                print(f"{len(json.loads(body)['rows'])} rows, {len(body):,} bytes, {CLIENTS} clients")
                _compare(
                    {
                        "the service": lambda _: (service, LIST),
                        "the service, each request another": lambda n: (service, f"{LIST}&as_of={_day(n)}"),
                        "plain FastAPI, plain driver": lambda _: (plain, "/list"),
                        "the bare framework, same bytes": lambda _: (bare, "/list"),
                    }
                )
            _cover(service, buildings)
    finally:
        local.stop(settings)


# --- rivals ---------------------------------------------------------------------------------------------------------


def plain_app() -> object:
    """As most would write it."""
    import neo4j
    from fastapi import FastAPI

    driver = neo4j.GraphDatabase.driver(
        os.environ["WANGGE_NEO4J_URI"],
        auth=(os.environ["WANGGE_NEO4J_USER"], os.environ["WANGGE_NEO4J_PASSWORD"]),
    )
    app = FastAPI()
    text = (
        "MATCH (:Place {id: $place})<-[:PART_OF*1..10]-(b:Building) WHERE b.until IS NULL OR b.until > date() "
        "RETURN DISTINCT b.id AS id, b.name AS name, b.level AS level, b.kind AS kind, b.code AS code, "
        "b.households AS households, b.synthetic AS synthetic ORDER BY id LIMIT $limit"
    )

    @app.get("/list")
    def answer() -> list[dict[str, object]]:
        with driver.session() as session:
            return [record.data() for record in session.run(text, place=STREET, limit=ROWS)]

    return app


def bare_app() -> object:
    """Nothing but the framework and the bytes."""
    from fastapi import FastAPI
    from starlette.responses import Response

    app, body = FastAPI(), Path(os.environ["WANGGE_BYTES"]).read_bytes()

    @app.get("/list")
    async def answer() -> Response:
        return Response(body, media_type="application/json")

    return app


# --- measuring --------------------------------------------------------------------------------------------------------


@contextmanager
def _served(factory: str, environment: dict[str, str]) -> Iterator[int]:
    """An application in a process of its own, one worker; the port that it answers at."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "uvicorn", factory, "--factory", "--port", str(port), "--no-access-log", "--log-level", "error"]
    process = subprocess.Popen([sys.executable, *command], env=environment)
    address = "/readyz" if factory.startswith("api") else "/list"
    try:
        for _ in range(300):
            try:
                if _ask(port, address)[1] == 200:
                    break
            except OSError:
                pass
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


class Client:
    """A keep-alive connection, as thin as it can be, so that it is not the client that is measured."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, address: str) -> tuple[bytes, int]:
        self._socket.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._socket.recv(2**16)
        head = data[:end].lower()
        at = head.index(b"content-length:") + 15
        length = int(head[at : (head.find(b"\r\n", at) + 1 or len(head) + 1) - 1])
        parts, seen = [data[end + 4 :]], len(data) - end - 4
        while seen < length:
            parts.append(self._socket.recv(2**18))
            seen += len(parts[-1])
        return b"".join(parts), int(head[9:12])

    def close(self) -> None:
        self._socket.close()


def _ask(port: int, address: str) -> tuple[bytes, int]:
    with closing(Client(port)) as client:
        return client.get(quote(address, safe="/?=&:%"))


def _times(clients: int, asked: Callable[[int], tuple[int, str]], seconds: float, most: int = 10**9) -> list[float]:
    """How long answers took, of some clients that ask one after the other for some seconds."""
    times: list[float] = []
    numbers = iter(range(most))
    until = time.perf_counter() + seconds

    def work() -> None:
        client = Client(asked(0)[0])
        for number in numbers:
            begun = time.perf_counter()
            if begun > until:
                break
            _, status = client.get(asked(number)[1])
            assert status == 200, status
            times.append(time.perf_counter() - begun)
        client.close()

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _compare(askers: dict[str, Callable[[int], tuple[int, str]]]) -> None:
    rates: dict[str, list[float]] = {name: [] for name in askers}
    for turn in range(TURNS):
        for name, asked in askers.items():
            times = _times(CLIENTS, lambda n, asked=asked, turn=turn: asked(n + turn * 100_000), SECONDS)  # type: ignore[misc]
            rates[name].append(len(times) / SECONDS)
    middle = {name: statistics.median(found) for name, found in rates.items()}
    for name, rate in middle.items():
        print(f"{name:40} {rate:9,.0f} a second")
    ours, fresh, plain, bare = middle.values()
    print(f"beside plain FastAPI: {ours / plain:.1f} times (goal 8); with nothing remembered {fresh / plain:.2f} times")
    print(f"beside the bare framework: {ours / bare:.2f} (goal 0.7); with nothing remembered {fresh / bare:.2f}")


def _cover(port: int, buildings: list[str]) -> None:
    """Who covers a building, each time another one on another day, so that nothing is remembered."""
    times = sorted(
        _times(
            8,
            lambda n: (port, f"/api/v1/places/{buildings[n % len(buildings)]}/cover?as_of={_day(n)}"),
            60.0,
            COVERS,
        )[200:]
    )
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(
        f"who covers a building, 8 clients, {len(times):,} answers: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, "
        f"{p99 / p50:.1f} times (goal under 4)"
    )


def _day(number: int) -> str:
    return f"{2025 + number // 336 % 70}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"


def _import_time(environment: dict[str, str]) -> None:
    command = [
        sys.executable,
        "-c",
        "import time; t = time.perf_counter(); import api.app; print(time.perf_counter() - t)",
    ]
    times = [
        float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    print(f"import of the application: {statistics.median(times):.2f} s (goal under 1)")


if __name__ == "__main__":
    main()
