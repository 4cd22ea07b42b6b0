"""The questions of `why`, one function for each file beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cypher.library import Question, Row
from graph.schema import SCHEMA
from graph.store import Store


class Spot(Row):
    """A node that something leads to."""

    id: str
    name: str
    label: str
    level: str | None
    kind: str | None
    tags: list[str] | None
    formation: str | None
    function: str | None
    purpose: str | None
    since: date | None
    until: date | None
    source_id: str | None

    @property
    def labels(self) -> tuple[str, ...]:
        return SCHEMA.node[self.label].labels


class Said(Row):
    """An edge with the words that tell it apart."""

    type: str
    key: str | None
    since: date | None
    until: date | None
    post: str | None
    mode: str | None
    rung: str | None
    role: str | None
    line: str | None
    purpose: str | None
    form: str | None
    minutes: float | None
    amount_yuan: float | None
    source_id: str | None


class Successor(Row):
    """What a temporary organisation became."""

    id: str
    name: str
    since: date | None
    until: date | None


class Trail(Row):
    """From a subject to something that was ever said around it, in force or not.

    `edges[i]` leads to `nodes[i]`; the fact is `edges[before]`, and what follows it leads on from a grid to those that
    it is part of. Where `is_fact` is false the trail only reaches a place or body at which nothing was said.
    """

    reach: str
    before: int
    is_fact: bool
    edges: list[Said]
    nodes: list[Spot]
    successors: list[Successor]

    @property
    def fact(self) -> Said:
        return self.edges[self.before]

    @property
    def end(self) -> Spot:
        return self.nodes[self.before]

    @property
    def after_it(self) -> list[Successor]:
        """Successors of a temporary organisation at its end."""
        return self.successors if self.end.formation == "temporary" else []

    @property
    def things(self) -> list[Said | Spot]:
        """Its edges and the nodes they lead to."""
        return [*self.edges, *self.nodes]

    @property
    def until(self) -> date | None:
        """The earliest end of any of it."""
        return min((thing.until for thing in self.things if thing.until is not None), default=None)

    def days(self) -> set[date]:
        """Every day on which something of it, or a successor, begins or ends."""
        things: list[Said | Spot | Successor] = [*self.things, *self.successors]
        return {day for thing in things for day in (thing.since, thing.until) if day is not None}


class Links(Row):
    """A way in force, from a subject up to the top: `edges[i]` joins `nodes[i]` and `nodes[i + 1]`."""

    edges: list[Said]
    nodes: list[Spot]

    @property
    def things(self) -> list[Said | Spot]:
        """Its edges and nodes."""
        return [*self.edges, *self.nodes]


class Node(Row):
    """What a node is, and what it says of itself."""

    family: str
    id: str
    label: str
    name: str
    level: str | None
    kind: str | None
    tags: list[str] | None
    formation: str | None
    manager: str | None
    since: date | None
    until: date | None
    has: list[str] | None
    lacks: list[str] | None
    households: int | None
    population: int | None
    members: int | None
    party_members: int | None
    staff: int | None
    successors: list[Successor]

    @property
    def labels(self) -> tuple[str, ...]:
        return SCHEMA.node[self.label].labels


class Named(Row):
    """A node that a text may mean."""

    id: str
    name: str


class Part(Row):
    """A place inside another."""

    id: str
    name: str
    level: str


_FACTS_AROUND = Question.load(__file__, "facts_around.cypher", Trail)
_CHAIN_UP = Question.load(__file__, "chain_up.cypher", Links)
_DESCRIBED = Question.load(__file__, "described.cypher", Node)
_NEAR_IDS = Question.load(__file__, "near_ids.cypher", Named)
_TIES_TO = Question.load(__file__, "ties_to.cypher", Links)
_UNSAID_PARTS = Question.load(__file__, "unsaid_parts.cypher", Part)


def in_force(thing: Said | Spot | Successor | Node, day: date) -> bool:
    """Whether an edge or a node is in force on a day: `until` is the first on which it is not."""
    return (thing.since is None or thing.since <= day) and (thing.until is None or day < thing.until)


def facts_around(
    store: Store, *, subject: str, family: str, types: Sequence[str], outgoing: bool, spots: Sequence[str]
) -> list[Trail]:
    """Facts ever said around a subject.

    Parameters
    ----------
    subject, family
        Id, and `Place`, `Body` or `Person`.
    types, outgoing
        Types of the facts, and whether they start where they stand.
    spots
        Where facts may stand besides the subject itself: in `bodies` that answer for it, at its `parts`, at places
        `around` it by PART_OF, at those `above` it by grids too; and `cells`: from a grid on to those above it.

    Returns
    -------
    One trail per fact and way to it; a way to where nothing was said is a trail too.
    """
    return _FACTS_AROUND.rows(
        store, subject=subject, family=family, types=list(types), outgoing=outgoing, spots=list(spots)
    )


def chain_up(store: Store, *, path: Sequence[str], as_of: date) -> list[Links]:
    """The links from the last place (id) of a path up to its first: one row, or none."""
    return _CHAIN_UP.rows(store, path=list(path), as_of=as_of)


def ties_to(store: Store, *, subject: str, family: str, place: str, as_of: date) -> list[Links]:
    """The links from a `Body` or `Person` (id) by its ties to a place (id): one row, or none."""
    return _TIES_TO.rows(store, subject=subject, family=family, place=place, as_of=as_of)


def described(store: Store, *, ids: Sequence[str]) -> list[Node]:
    """What nodes say of themselves; an id may be that of a place, a body and a person."""
    return _DESCRIBED.rows(store, ids=list(ids))


def near_ids(store: Store, *, label: str, words: str, start: str, limit: int = 200) -> list[Named]:
    """Nodes of a label that are called `words`, then those whose ids begin with `start`."""
    return _NEAR_IDS.rows(store, label=label, words=words, start=start, limit=limit)


def unsaid_parts(store: Store, *, place: str, as_of: date, counted: str = "households") -> list[Part]:
    """Deepest parts of a place for which no count is stated on any way from it; none where it states its own."""
    return _UNSAID_PARTS.rows(store, place=place, counted=counted, as_of=as_of)
