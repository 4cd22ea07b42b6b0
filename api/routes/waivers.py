"""Waivers: a gap that may stand until a day."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from api.answers import gaps
from api.area import bounded, told
from api.asking import Asking
from api.context import today
from api.exposed import Purpose
from api.routes.jobs import fresh
from cypher.library import Row
from cypher.waivers import WaivedRow
from graph.errors import WanggeError


class Waive(BaseModel):
    """Let a gap stand until a day."""

    model_config = ConfigDict(extra="forbid")

    gap: str = Field(description="Id of a gap: that of its norm, a colon, that of its subject.")
    reason: str = Field(description="Why it may stand.")
    by: str = Field(description="The office that lets it.")
    until: date = Field(description="The first day on which it counts again; today ends a waiver.")


class WaiverGiven(Row):
    """What became of a waiver: `made`, `changed`, `ended`, or `unchanged`, and then nothing was written."""

    done: str
    waiver: WaivedRow
    data_version: int


def add_to(router: APIRouter) -> None:
    @router.post("/waivers", tags=["gaps"], response_model=WaiverGiven)
    def waive(
        request: Request,
        body: Waive,
        purpose: Purpose = None,
    ) -> Response:
        """Let a gap stand until a day: it is counted apart till then, and from then on it is a gap again."""
        from loaders.waivers import waive as do

        asking = Asking.of(request, purpose)
        asking.may("write")
        why = asking.wants_purpose()
        store = asking.store()
        if store.within is not None:
            bounded(gaps.why(store, gap=body.gap, as_of=today(), mended=False), store)
        with asking.service.audit.act(asking.caller.id, "waive", body.gap, purpose=why, request=asking.request):
            try:
                done = do(
                    store.unheard(), gap=body.gap, reason=body.reason, by=body.by, until=body.until, today=today()
                )
            except WanggeError as error:
                raise (error if store.within is None else told(error, store)) from None
        asking.service.connection.look()
        return fresh(WaiverGiven(done=done.done, waiver=done.waiver, data_version=done.report.data_version))
