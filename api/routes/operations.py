"""Routes of no question: whether the service is well, what it counts, its version, and its documentation."""

from __future__ import annotations

import base64
import hashlib
import platform
import re
from importlib import resources
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response

from api import metrics, openapi
from api.asking import Asking
from api.audit import AuditRow
from api.errors import MEDIA, response
from api.exposed import LIMIT, MOST
from api.formats import json
from api.service import Service
from cypher.library import Row
from graph.schema import SCHEMA

PICTURE = b"https://cdn.redoc.ly/redoc/logo-mini.svg"
"""The one thing that ReDoc would fetch from elsewhere: its maker's, beside words that stand without it."""


class Health(Row):
    """That the service runs."""

    status: str


class Readiness(Row):
    """That the service can answer: the database does, and which version the data have."""

    status: str
    data_version: int


class AuditLog(Row):
    """Entries of the audit log, the newest first; `next` is the address of older ones."""

    rows: list[AuditRow]
    next: str | None


class Versions(Row):
    """What runs here."""

    wangge: str
    schema_version: int
    python: str


def add_to(app: FastAPI) -> None:
    """Add the routes, and the finished description of all of them."""
    problem = {"content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}}

    @app.get("/healthz", tags=["operations"], response_model=Health)
    async def healthz() -> Response:
        """Whether the service runs; it asks nobody."""
        return _fresh(Health(status="alive"))

    @app.get(
        "/readyz",
        tags=["operations"],
        response_model=Readiness,
        responses={503: {"description": "The database does not answer", **problem}},
    )
    async def readyz(request: Request) -> Response:
        """Whether the service can answer questions."""
        connection = _service(request).connection
        if connection.version is None:
            return response(connection.problem, request.scope["state"]["request"])
        return _fresh(Readiness(status="ready", data_version=connection.version.data))

    @app.get("/version", tags=["operations"], response_model=Versions)
    async def version_() -> Response:
        """Which version of wangge, of its schema and of Python."""
        return _fresh(
            Versions(wangge=version("wangge"), schema_version=SCHEMA.version, python=platform.python_version())
        )

    @app.get(
        "/metrics",
        tags=["operations"],
        response_class=Response,
        responses={
            200: {
                "description": "Counts in Prometheus's form",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            },
            **{status: openapi.PROBLEMS[status] for status in (401, 403, 429)},
        },
    )
    def metrics_(request: Request) -> Response:
        """Answers by route and status, how long they took, whether the database answers."""
        seen = _service(request).connection.version
        body, media = metrics.page(seen.data if seen else None)
        return Response(body, media_type=media, headers={"Cache-Control": "no-store"})

    @app.get("/", include_in_schema=False)
    async def explorer() -> Response:
        return _page((resources.files("api") / "explorer" / "page.html").read_bytes())

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return _page(
            get_swagger_ui_html(
                openapi_url="/openapi.json",
                title=app.title,
                swagger_js_url="/static/swagger-ui-bundle.js",
                swagger_css_url="/static/swagger-ui.css",
                swagger_favicon_url="/static/favicon.png",
                swagger_ui_parameters={"docExpansion": "none", "persistAuthorization": False},
            ).body
        )

    @app.get("/redoc", include_in_schema=False)
    async def redoc() -> Response:
        return _page(
            get_redoc_html(
                openapi_url="/openapi.json",
                title=app.title,
                redoc_js_url="/static/redoc.standalone.js",
                redoc_favicon_url="/static/favicon.png",
                with_google_fonts=False,
            ).body
        )

    @app.get("/static/redoc.standalone.js", include_in_schema=False)
    def redoc_script() -> Response:
        script = resources.files("fastapi_offline") / "static" / "redoc.standalone.js"
        return Response(script.read_bytes().replace(PICTURE, b"data:,"), media_type="text/javascript")

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
                separate_input_output_schemas=False,
            )
            app.openapi_schema = openapi.completed(made)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def add_audit(router: APIRouter) -> None:
    """Add the audit log."""

    @router.get("/audit", tags=["operations"], response_model=AuditLog)
    def audit(
        request: Request,
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many entries.")] = LIMIT,
        before: Annotated[int | None, Query(ge=1, description="Only entries before the one of this number.")] = None,
    ) -> Response:
        """Who looked at personal fields, who wrote, who changed keys; when and what for. Takes the scope admin."""
        asking = Asking.of(request)
        asking.may("admin", everywhere=True)
        rows = asking.service.audit.rows(after=before, limit=limit + 1)
        more = f"{request.url.path}?limit={limit}&before={rows[limit - 1].number}" if len(rows) > limit else None
        return _fresh(AuditLog(rows=rows[:limit], next=more))


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _fresh(row: Row) -> Response:
    return Response(json(row), media_type="application/json", headers={"Cache-Control": "no-store"})


def _page(html: bytes | memoryview) -> Response:
    """A page whose scripts come from here, or are the one that it holds itself."""
    text = bytes(html).decode()
    inline = re.findall(r'<script(?: type="importmap")?>(.*?)</script>', text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline]
    scripts = " ".join(["'self'", *(f"'sha256-{one}'" for one in hashes)])
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src blob:; frame-ancestors 'none'"
    )
    return Response(text, media_type="text/html", headers={"Content-Security-Policy": policy})
