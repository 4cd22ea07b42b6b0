"""The service at an address, as clients of every kind have it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests
import uvicorn
from fastapi import FastAPI

from graph.store import Store


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve the application on a free port of the loopback interface once it has seen its database; its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 60
        while not server.started or app.state.service.connection.version is None:
            assert thread.is_alive(), "the service ended as it started"
            assert time.monotonic() < until, "the service has not seen its database"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


def wait_until_seen(address: str, store: Store) -> None:
    """Wait until the service knows what is in the graph; it looks a few times a second, later when it is busy."""
    version = store.version()
    assert version
    until = time.monotonic() + 60
    while requests.get(f"{address}/readyz", timeout=60).json().get("data_version") != version.data:
        assert time.monotonic() < until, "the service has not seen what was loaded"
        time.sleep(0.05)
