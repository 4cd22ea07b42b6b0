"""What a route is made of: who could act, who handles a type, and the steps."""

from __future__ import annotations

from datetime import date
from typing import Literal

from cypher.library import Row
from cypher.rows import Head, PlaceRef


class Candidate(Row):
    """Somebody who could act for a place: a person by a post held there or a contact, or a body tied to it."""

    how: str
    label: str
    id: str
    name: str
    kind: str | None
    purpose: str | None
    function: str | None
    post: str | None
    rung: str | None
    role: str | None
    through_id: str
    through_level: str
    chain: list[PlaceRef]
    heads: list[Head]


class Handler(Row):
    """A department that handles an issue type; without `chain` it has no jurisdiction over the place.

    `near` are those that serve, or served, what lies above the issue; the others are elsewhere in the profile's place.
    """

    id: str
    name: str
    function: str | None
    role: str
    source: str
    deadline_days: int | None
    in_force: bool
    near: bool
    chain: list[PlaceRef] | None
    heads: list[Head]


class Holder(Row):
    """A person who acts; `body_id` and `body_name` say for which body, where it is one."""

    id: str
    name: str
    post: str
    body_id: str | None
    body_name: str | None


class Acting(Row):
    """A department that acts, in which role, by whose jurisdiction and within how many working days."""

    id: str
    name: str
    function: str | None
    role: str
    place_id: str
    place_name: str
    deadline_days: int | None
    heads: list[Head]


class RouteStep(Row):
    """One step of a route.

    `why` names the edges by which these act, `chain` the places walked from the issue to where they act; `mend` is the
    smallest change that would open a dead end; `notes` say what was chosen between equals, who acts twice running, who
    is closed on the day, and where the way goes round in a loop. `deadline_days` are working days: the template's, else
    the longest of the departments that act; `due` is the day they end, terms before them in the channel added; None
    without a term.
    """

    channel: str
    channel_zh: str
    channel_en: str
    number: int
    step: str
    title_zh: str
    title_en: str
    state: Literal["acts", "skipped", "dead_end"]
    actor: str
    place_id: str | None
    place_name: str | None
    chain: list[PlaceRef]
    bodies: list[str]
    holders: list[Holder]
    departments: list[Acting]
    why: str
    mend: str | None
    notes: list[str]
    deadline_days: int | None
    due: date | None
    sequence: str
    source: str


class FunctionRow(Row):
    """A body and what it answers for."""

    id: str
    function: str


class PairRow(Row):
    """A type and one who handles it; `until` is the day on which that ended, or will."""

    issue_type: str
    body: str
    role: str
    source: str
    until: date | None
