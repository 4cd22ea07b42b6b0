"""Who asks, by which request, and what they may: the limits of their store, their scopes, the purpose they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request

from api.context import today
from api.errors import Forbidden, PurposeRequired
from api.keys import Caller
from api.service import Service
from graph.errors import InvalidInput
from graph.store import Store

RETRY_SECONDS = 2.0
JOB_TIMES = 120  # a job may take so many times as long as an answer
SHORTEST_PURPOSE, LONGEST_PURPOSE = 2, 200


@dataclass(frozen=True)
class Asking:
    """Who asks, by which request."""

    service: Service
    caller: Caller
    request: str
    purpose: str | None = None

    @classmethod
    def of(cls, request: Request, purpose: str | None = None) -> Asking:
        state = request.scope["state"]
        return cls(state["service"], state["caller"], state["request"], read_purpose(purpose))

    @property
    def view(self) -> str:
        """What makes answers to two who ask the same differ."""
        return self.caller.area or ""

    def store(self, times: int = 1) -> Store:
        """A store with the limits of one answer."""
        return self.service.connection.store().limited(
            seconds=self.service.settings.seconds * times,
            retry_seconds=RETRY_SECONDS,
            mark=self.request,
            within=self.caller.area,
        )

    def may(self, scope: str, *, everywhere: bool = False) -> None:
        """Refuse what the key does not allow.

        Raises
        ------
        Forbidden
            It has not the scope, or is bound to a place and this is of no place.
        """
        if scope not in self.caller.scopes:
            raise Forbidden(f"This takes a key with the scope {scope}; `wangge key create` makes one.", scope=scope)
        if everywhere and self.caller.area is not None:
            raise Forbidden("This is of no place, so a key that is bound to one may not ask it.")

    def wants_purpose(self) -> str:
        """The purpose, which the audit log asks for.

        Raises
        ------
        PurposeRequired
            None was given.
        """
        if self.purpose is None:
            raise PurposeRequired("Say what for in the header X-Purpose; it is kept in the audit log.")
        return self.purpose

    def looks(self, of: str) -> None:
        """Write down that personal fields are looked at, before they are."""
        self.service.audit.add(
            self.caller.id,
            "look at personal fields",
            of,
            purpose=self.wants_purpose(),
            outcome="done",
            request=self.request,
        )


def read_purpose(given: str | None) -> str | None:
    """A purpose as it was meant: headers are bytes, so it is UTF-8 or percent-encoded.

    Raises
    ------
    InvalidInput
        It is too short or too long, or has characters that cannot be printed.
    """
    if given is None:
        return None
    text = unquote(given.encode("latin-1", "replace").decode("utf-8", "replace")).strip()
    if not SHORTEST_PURPOSE <= len(text) <= LONGEST_PURPOSE or not text.isprintable():
        raise InvalidInput(f"X-Purpose has {SHORTEST_PURPOSE} to {LONGEST_PURPOSE} characters that can be printed.")
    return text


def with_days(given: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters, with today where a day was left out."""
    return {n: today() if n in ("as_of", "until") and value is None else value for n, value in given.items()}
