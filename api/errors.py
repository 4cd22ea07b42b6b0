"""Errors on the wire: the only place that knows HTTP. Every error is `application/problem+json` (RFC 9457).

`type` is `urn:wangge:problem:<code>` and stable; `title` is the same for all of a type, `detail` says what happened,
where, and what to do. `details` of an error (candidates, rows of a load's report) stand beside them. What is not a
`WanggeError` is a fault of ours: its detail tells nothing but the request's id, by which the log has the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from cypher.library import Row
from graph import errors

MEDIA = "application/problem+json"
URN = "urn:wangge:problem:"
RETRY = 5  # seconds after which what failed for a while is worth another try


class Unauthenticated(errors.WanggeError):
    """No key was given, or none that holds."""

    code = "key-required"


class Forbidden(errors.WanggeError):
    """The key may not do this."""

    code = "not-allowed"


class PurposeRequired(errors.WanggeError):
    """What is asked goes into the audit log, and wants its purpose."""

    code = "purpose-required"


class TooManyRequests(errors.WanggeError):
    """The key has asked more often than it may."""

    code = "too-many-requests"


class TooLarge(errors.WanggeError):
    """The body is larger than the service takes."""

    code = "body-too-large"


class AnswerTooLarge(errors.WanggeError):
    """The answer is larger than the service sends as one document."""

    code = "answer-too-large"


class NotAcceptable(errors.WanggeError):
    """The answer does not exist in a form that is accepted."""

    code = "not-acceptable"


class WrongMethod(errors.WanggeError):
    """The address is there, and does not take this method."""

    code = "method-not-allowed"


class NotDone(errors.WanggeError):
    """The job has no result yet, or will have none."""

    code = "job-not-done"


class Kind(NamedTuple):
    """What an error is on the wire; `retry` says that the same request may well succeed later."""

    status: int
    title: str
    retry: bool = False


KINDS: dict[type[Exception], Kind] = {
    errors.InvalidInput: Kind(422, "The request cannot be read"),
    errors.NotFound: Kind(404, "There is no such thing"),
    errors.Ambiguous: Kind(409, "More than one thing answers to the name"),
    errors.FileRefused: Kind(422, "The file cannot be read"),
    errors.LoadRefused: Kind(422, "The load has faults, and nothing was written"),
    errors.ProfileRefused: Kind(500, "A profile of the service does not hold together"),
    errors.SchemaError: Kind(503, "The graph is not one that this version can read"),
    errors.UndoRefused: Kind(409, "The load cannot be undone"),
    errors.Cancelled: Kind(409, "It was cancelled"),
    errors.EngineError: Kind(503, "The database cannot be started", retry=True),
    errors.DatabaseError: Kind(503, "The database failed", retry=True),
    errors.Unreachable: Kind(503, "The database does not answer", retry=True),
    errors.AccessDenied: Kind(503, "The database does not let the service do that"),
    errors.Exhausted: Kind(503, "The database has no room for this", retry=True),
    errors.OutOfTime: Kind(504, "The answer took too long"),
    errors.Conflict: Kind(409, "Something else was written meanwhile", retry=True),
    errors.WanggeError: Kind(500, "The service failed"),
    Unauthenticated: Kind(401, "A key is needed"),
    Forbidden: Kind(403, "The key may not do this"),
    PurposeRequired: Kind(400, "A purpose is needed"),
    TooManyRequests: Kind(429, "Too many requests", retry=True),
    TooLarge: Kind(413, "The body is too large"),
    AnswerTooLarge: Kind(422, "The answer is too large"),
    NotAcceptable: Kind(406, "There is no such form of the answer"),
    WrongMethod: Kind(405, "The address does not take this method"),
    NotDone: Kind(409, "The job has no result"),
    Exception: Kind(500, "A fault of the service"),
}


class FieldFault(Row):
    """What is wrong with one parameter or field."""

    field: str
    message: str


class Problem(Row):
    """Why a request was not answered (RFC 9457); what programs may use besides stands in `details`."""

    type: str
    title: str
    status: int
    detail: str
    request: str | None
    errors: list[FieldFault] | None
    details: dict[str, Any] | None


def kind_of(error: Exception) -> Kind:
    """What the nearest class in an error's ancestry is on the wire."""
    return next(KINDS[one] for one in type(error).__mro__ if one in KINDS)


def problem_of(error: Exception, request: str | None) -> Problem:
    """The body for an error."""
    kind = kind_of(error)
    code, detail, details = "fault", "This is a fault of the service, not of the request; its log says more.", {}
    if isinstance(error, errors.WanggeError):
        code, detail, details = error.code, error.message, dict(error.details)
    faults = details.pop("faults", None)
    return Problem(
        type=URN + code,
        title=kind.title,
        status=kind.status,
        detail=detail,
        request=request,
        errors=faults,
        details=details or None,
    )


def response(error: Exception, request: str | None, headers: Mapping[str, str] | None = None) -> Response:
    """An error as a response."""
    kind = kind_of(error)
    more = {"Retry-After": str(RETRY)} if kind.retry else {}
    if kind.status == 401:
        more["WWW-Authenticate"] = 'Bearer realm="wangge"'
    body = orjson.dumps(problem_of(error, request), default=str)
    return Response(body, kind.status, {**more, "Cache-Control": "no-store", **(headers or {})}, MEDIA)


def ours(error: Exception) -> tuple[Exception, dict[str, str]]:
    """An error of the framework as one of ours, and the headers that it wants."""
    if isinstance(error, RequestValidationError):
        faults = [
            FieldFault(field=".".join(str(part) for part in one["loc"][1:]) or str(one["loc"][0]), message=one["msg"])
            for one in error.errors()
        ]
        listed = "; ".join(f"{fault.field}: {fault.message}" for fault in faults[:5])
        return errors.InvalidInput(f"The request cannot be read: {listed}.", faults=faults), {}
    if isinstance(error.__cause__, errors.WanggeError):  # as where the gate stops a body that FastAPI is reading
        return error.__cause__, {}
    if isinstance(error, HTTPException):
        headers = dict(error.headers or {})
        match error.status_code:
            case 404:
                return errors.NotFound("There is nothing at this address; /openapi.json lists what there is."), headers
            case 405:
                return WrongMethod("This address takes another method."), headers
            case status if 400 <= status < 500:
                return errors.InvalidInput(f"The request cannot be read: {error.detail}."), headers
    return error, {}
