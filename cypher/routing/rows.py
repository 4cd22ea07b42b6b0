"""What a route is made of: who could act, who handles a type, and the steps."""

from __future__ import annotations

from datetime import date
from typing import Literal

from cypher.library import Row
from cypher.rows import Head, PlaceRef, Said


class Lying(Row):
    """A place that an issue lies in, or a part of where it lies; `chain` is the shortest way there from the issue."""

    id: str
    name: str
    level: str
    chain: list[PlaceRef]


class Fact(Row):
    """Somebody who could act at a place: a person by a post held there or a contact, or a body tied to it."""

    place: str
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
    heads: list[Head]


class Served(Row):
    """A place that a department serves, or, where it is not `now`, served or will serve."""

    place: str
    now: bool


class Handling(Row):
    """A department or institution, in force or not, that handles an issue type, and what it serves."""

    issue_type: str
    id: str
    name: str
    function: str | None
    role: str
    source: str
    deadline_days: int | None
    in_force: bool
    serves: list[Served]
    heads: list[Head]


class PlaceAround(Row):
    """A place around another: what that lies in, a `part` of it, or itself; `lies_in` are ids right above it."""

    id: str
    name: str
    level: str
    part: bool
    lies_in: list[str]


class Surroundings(Row):
    """What is around a place (id): where it lies, who could act there, who handles an issue type and serves, or served,
    any of it; and in which `roles` anybody handles the type, wherever that is."""

    id: str
    places: list[PlaceAround]
    facts: list[Fact]
    handlings: list[Handling]
    roles: list[str]


class BodyRef(Row):
    """A body that acts."""

    id: str
    name: str


class Note(Row):
    """What a reader of a route should notice, in a word that programs know and in a sentence.

    `parts`: the parts of where the issue lies go different ways; `two_places`: it lies in two places of one level;
    `two_receivers`: two take it in; `as_near`: another department is as near; `closed`: one is closed on the day;
    `same_person`: somebody acts who acted in another step; `loop`: it comes back to where it was; `late`: it takes
    longer than was promised; `not_responsible`: who received it first does not lead.
    """

    kind: str
    said: Said
    people: list[str]


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
    smallest change that would open a dead end; there, `lacking` is the place where somebody is wanting, and `wanting`
    the departments that would act if they were in force and served it. `deadline_days` are working days: the
    template's, else the longest of the departments that act; `due` is the day they end, terms before them in the
    channel added; None without a term.
    """

    channel: str
    channel_zh: str
    channel_en: str
    number: int
    step: str
    title_zh: str
    title_en: str
    state: Literal["acts", "skipped", "dead_end"]
    actor: Said
    place_id: str | None
    place_name: str | None
    chain: list[PlaceRef]
    bodies: list[BodyRef]
    holders: list[Holder]
    departments: list[Acting]
    why: Said
    mend: Said | None
    lacking: PlaceRef | None
    wanting: list[BodyRef]
    notes: list[Note]
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
