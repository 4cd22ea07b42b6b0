"""Every question by its name."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from starlette.requests import Request
from starlette.responses import Response

from api import formats
from api.answers import catalogue
from api.asking import Asking
from api.exposed import Purpose
from api.privacy import personal_fields, without
from api.routes.jobs import fresh
from graph.errors import InvalidInput


def add_to(router: APIRouter) -> None:
    parameters = {
        "name": "parameters",
        "in": "query",
        "description": "Parameters of the question, written as text; the list of questions has them.",
        "style": "form",
        "explode": True,
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    }

    @router.get(
        "/questions/{name}",
        tags=["questions"],
        response_model=catalogue.Answered,
        openapi_extra={"parameters": [parameters]},
    )
    def question(
        request: Request,
        name: Annotated[str, InPath(description="A question.")],
        purpose: Purpose = None,
    ) -> Response:
        """Ask any question by its name.

        Personal fields are `withheld` unless a key with the scope read:personal asks, and says what for.
        """
        asking = Asking.of(request, purpose)
        asking.may("read", everywhere=True)
        asked_for = catalogue.named(name)
        texts = dict(request.query_params)
        twice = [one for one, _ in request.query_params.multi_items()]
        if len(twice) > len(texts):
            raise InvalidInput("A parameter is given twice; separate the texts of a list by commas.")
        hidden = personal_fields(asked_for.returns)
        if hidden and asking.purpose and "read:personal" in asking.caller.scopes:
            asking.looks(f"{name} {formats.json(texts).decode()}")
            hidden = frozenset()
        store = asking.store()
        request.scope["state"]["running"] = store
        found = catalogue.ask(store, name=name, parameters=texts)
        return fresh(replace(without(found, hidden), withheld=sorted(hidden)))
