"""`wangge serve`: the HTTP API."""

from __future__ import annotations

import logging.config
import os
import shutil
import signal
import socket
import sys
import tempfile
from typing import Annotated

import typer

from graph.errors import InvalidInput
from graph.settings import Settings

app = typer.Typer()

SHUTDOWN_SECONDS = 30
HUNG_SECONDS = 30  # a worker that gives no sign for so long is replaced; one that starts, or computes, may take a while
log = logging.getLogger("wangge.service")


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, metavar="N", help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, metavar="N", help="How many processes.")] = 1,
) -> None:
    """Serve the HTTP API, until it is told to stop: it then lets answers end and takes no more."""
    import uvicorn

    from api import metrics
    from api.keys import Keys, is_loopback
    from api.logs import config
    from api.state import State

    settings = Settings.from_environment()
    state = State(settings.home)
    keys = Keys(state)
    keys.refresh()
    state.close()
    if not keys.any and not is_loopback(host):
        raise InvalidInput(
            f"Without keys the service listens on this machine only, and not on {host[:60]}; make a key first: "
            "wangge key create NAME --scope read"
        )
    _refuse_taken(host, port)
    counts = tempfile.mkdtemp(prefix="wangge-counts-") if workers > 1 else None
    if counts:
        os.environ[metrics.SHARED] = counts
    logging.config.dictConfig(config())
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    log.info("The service is at %s/api/v1, its documentation at %s/docs.", address, address)
    # uvicorn ends its work and then raises the signal once more, which would end the process as if it had been killed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.run(
            "api.app:create_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=",".join(settings.trusted_proxies),
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            timeout_worker_healthcheck=HUNG_SECONDS,
            access_log=False,
            server_header=False,
            log_config=config(),
        )
    finally:
        if counts:
            shutil.rmtree(counts, ignore_errors=True)


def _refuse_taken(host: str, port: int) -> None:
    """Refuse an address on which nobody can listen, before anything is started for it."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except (OSError, UnicodeError) as error:
        raise InvalidInput(
            f"The service cannot listen on {host[:60]}, port {port}: {getattr(error, 'strerror', None) or error}; "
            "name another --port or --host."
        ) from error
