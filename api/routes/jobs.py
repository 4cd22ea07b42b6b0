"""Work that takes long: asked for by POST, followed, fetched, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as InPath
from starlette.requests import Request
from starlette.responses import Response

from api import formats
from api.area import bounded, told
from api.asking import JOB_TIMES, Asking, with_days
from api.exposed import Exposed
from api.formats import MEDIA
from api.jobs import Job, Working
from api.served import refuse_unknown
from cypher.library import Row
from graph.errors import WanggeError
from graph.store import Store

JobId = Annotated[str, InPath(description="Id of a job.")]
BEGUN: dict[str, Any] = {
    "model": Job,
    "description": "The job, which has begun or waits; follow `Location`.",
    "headers": {"Location": {"description": "Where the job is followed.", "schema": {"type": "string"}}},
}


class Jobs(Row):
    """Jobs, the newest first."""

    rows: list[Job]


def add_job(router: APIRouter, exposed: Exposed) -> None:
    """A question that takes long: it is asked for, and followed as a job."""

    def endpoint(request: Request, **given: Any) -> Response:
        for name in ("lang", "format_"):
            given.pop(name, None)
        asking = Asking.of(request)
        asking.may(exposed.scope)
        refuse_unknown(request, exposed)
        params = with_days(given)

        def work(working: Working) -> Any:
            return asked(asking, working, lambda store: exposed.function(store, **params, progress=working.progress))

        asking.service.connection.store()
        return accepted(asking.service.jobs.begin(exposed.name, asking.caller, work))

    endpoint.__signature__ = exposed.signature()  # type: ignore[attr-defined]
    router.add_api_route(
        exposed.path,
        endpoint,
        methods=["POST"],
        name=exposed.name,
        tags=[exposed.tag],
        summary=exposed.said.summary,
        description=f"{exposed.said.text}\n\nThe job's result is a document of the type {exposed.returns.__name__}.",
        status_code=202,
        response_model=None,
        responses={202: BEGUN},
    )


def asked(asking: Asking, working: Working, ask: Callable[[Store], Any]) -> Any:
    """Ask as a job: with more time, bounded to the key's place, and stopped when it is cancelled."""
    store = asking.store(JOB_TIMES)
    working.stop = store.stop
    try:
        found = ask(store)
    except WanggeError as error:
        raise (error if store.within is None else told(error, store)) from None
    return found if store.within is None else bounded(found, store)


def accepted(job: Job) -> Response:
    return Response(
        formats.json(job),
        202,
        {"Location": f"/api/v1/jobs/{job.id}", "Cache-Control": "no-store"},
        MEDIA["json"],
    )


def fresh(value: Any, status: int = 200) -> Response:
    body = value if isinstance(value, bytes) else formats.json(value)
    return Response(body, status, {"Cache-Control": "no-store"}, MEDIA["json"])


def add_to(router: APIRouter) -> None:
    @router.get("/jobs", tags=["jobs"], response_model=Jobs)
    def jobs(request: Request) -> Response:
        """The jobs of this key, the newest first."""
        asking = Asking.of(request)
        return fresh(Jobs(rows=asking.service.jobs.list(asking.caller)))

    @router.get("/jobs/{job}", tags=["jobs"], response_model=Job)
    def job(request: Request, job: JobId) -> Response:
        """How far a job is."""
        asking = Asking.of(request)
        return fresh(asking.service.jobs.job(job, asking.caller))

    @router.get("/jobs/{job}/result", tags=["jobs"], response_model=dict[str, Any])
    def job_result(request: Request, job: JobId) -> Response:
        """What a job answered; kept for a day."""
        asking = Asking.of(request)
        return fresh(asking.service.jobs.result(job, asking.caller))

    @router.delete("/jobs/{job}", tags=["jobs"], response_model=Job)
    def cancel_job(request: Request, job: JobId) -> Response:
        """Let a job end where it is; nothing of a load that was not yet written is in the graph."""
        asking = Asking.of(request)
        return fresh(asking.service.jobs.cancel(job, asking.caller))
