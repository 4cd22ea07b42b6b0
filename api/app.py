"""The service: `create_app()` makes one worker's application, which `wangge serve` runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.staticfiles import StaticFiles

from api import errors, openapi
from api.exposed import Exposed
from api.gate import Gate
from api.routes import jobs, loads, operations, questions, waivers
from api.routes.table import JOBS, PREFIX, ROUTES
from api.served import answer
from api.service import Service
from graph.errors import WanggeError
from graph.settings import Settings

TITLE = "wangge 网格"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application of one worker; it opens the database when it starts, and starts without it if it must.

    Raises
    ------
    InvalidInput, FileRefused
        A setting cannot be read, or WANGGE_HOME cannot be written.
    """
    service = Service(settings or Settings.from_environment())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.start()
        yield
        service.close()

    app = FastAPI(
        title=TITLE,
        version=version("wangge"),
        description=openapi.DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_tags=openapi.TAGS,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
    )
    app.state.service = service
    router = APIRouter(prefix=PREFIX, responses=openapi.PROBLEMS)
    for one in ROUTES:
        _add(router, one)
    for one in JOBS:
        jobs.add_job(router, one)
    for part in (questions, waivers, loads, jobs):
        part.add_to(router)
    operations.add_audit(router)
    app.include_router(router)
    operations.add_to(app)
    for name, package, folder in (("static", "fastapi_offline", "static"), ("explorer", "api", "explorer")):
        app.mount(f"/{name}", StaticFiles(directory=str(resources.files(package) / folder)), name=name)
    for kind in (WanggeError, RequestValidationError, HTTPException):  # what is none of these is the gate's
        app.add_exception_handler(kind, _problem)
    app.add_middleware(Gate, service=service)
    if service.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(service.settings.cors_origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Purpose", "X-Request-ID"],
            expose_headers=["ETag", "Link", "Location", "Wangge-Data-Version", "Wangge-Data-Age", "X-Request-ID"],
        )
    return app


def _add(router: APIRouter, exposed: Exposed) -> None:
    def endpoint(request: Request, **given: Any) -> Response:
        return answer(exposed, request, given)

    endpoint.__signature__ = exposed.signature()  # type: ignore[attr-defined]
    router.add_api_route(
        exposed.path,
        endpoint,
        methods=["GET"],
        name=exposed.name,
        tags=[exposed.tag],
        summary=exposed.said.summary,
        description=exposed.said.text,
        response_model=None,
        responses={200: openapi.answered(exposed)},
    )


def _problem(request: Request, error: Exception) -> Response:
    ours, headers = errors.ours(error)
    if isinstance(ours, errors.WrongMethod):
        allowed = ", ".join(_methods(request))
        ours, headers = errors.WrongMethod(f"This address takes {allowed} and no {request.method}."), {"Allow": allowed}
    return errors.response(ours, request.scope["state"].get("request"), headers)


def _methods(request: Request) -> list[str]:
    """The methods that an address takes: of every route that is there, not of the first alone."""
    tried = ({**request.scope, "method": method} for method in ("DELETE", "GET", "POST", "PUT"))
    routes = request.app.routes
    return [one["method"] for one in tried if any(route.matches(one)[0] is Match.FULL for route in routes)]
