"""`wangge serve`: the HTTP API."""

from __future__ import annotations

import ipaddress
import os
import shutil
import tempfile
from typing import Annotated

import typer

from api.context import say
from graph.errors import InvalidInput
from graph.settings import Settings

app = typer.Typer()

SHUTDOWN_SECONDS = 30


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, metavar="N", help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, metavar="N", help="How many processes.")] = 1,
) -> None:
    """Serve the HTTP API, until it is told to stop: it then lets answers end and takes no more."""
    import uvicorn

    from api import metrics
    from api.keys import Keys
    from api.logs import config
    from api.state import State

    settings = Settings.from_environment()
    keys = Keys(State(settings.home))
    keys.refresh()
    if not keys.any and not _loopback(host):
        raise InvalidInput(
            f"Without keys the service listens on this machine only, and not on {host[:60]}; make a key first: "
            "wangge key create NAME --scope read"
        )
    counts = tempfile.mkdtemp(prefix="wangge-counts-") if workers > 1 else None
    if counts:
        os.environ[metrics.SHARED] = counts
    say(f"The service is at http://{f'[{host}]' if ':' in host else host}:{port}/api/v1, its documentation at /docs.")
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
            access_log=False,
            server_header=False,
            log_config=config(),
        )
    finally:
        if counts:
            shutil.rmtree(counts, ignore_errors=True)


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
