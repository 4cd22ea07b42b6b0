"""The network itself: what is around a node, the way between two, and which bodies and places share office-holders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Literal

from cypher.library import Question, Row
from cypher.paging import page
from cypher.places import nothing_at
from cypher.rows import NodeRef
from graph.errors import InvalidInput, NotFound
from graph.store import Store
from graph.words import shortened

FAMILIES = ("Place", "Body", "Person", "IssueType", "Item")
HOPS = 3  # the farthest that is looked around
LONGEST = 8  # the longest way that is looked for; between.cypher walks so far
MOST = 2000  # nodes that are shown around one


class NetNode(Row):
    """A node of the network; ids are unique only within a family. `level` is absent but for places."""

    family: str
    id: str
    label: str
    name: str
    kind: str | None
    level: str | None
    synthetic: bool


class NetEdge(Row):
    """An edge with what tells it apart, where it has it; `source` is the row that it was loaded from."""

    type: str
    start_family: str
    start: str
    end_family: str
    end: str
    since: date | None
    until: date | None
    post: str | None
    mode: str | None
    rung: str | None
    role: str | None
    line: str | None
    form: str | None
    purpose: str | None
    amount_yuan: float | None
    minutes: float | None
    key: str | None
    source: str | None
    synthetic: bool


class GroupRow(Row):
    """What a node is tied to by edges of a type, in a direction, of one word, to nodes of a label: all, and the first.

    `key` is the node's family, a stroke and its id; `word` the post, form, rung, line, role or purpose of the edges,
    whichever they have.
    """

    key: str
    type: str
    direction: Literal["out", "in"]
    word: str | None
    label: str
    total: int
    nodes: list[NetNode]


class EndedTie(Row):
    """A tie that is over, and the node at its other end."""

    node: NetNode
    edge: NetEdge


class DayRow(Row):
    """A day on which something begins or ends."""

    day: date


class NearRow(Row):
    """Of a label: how many nodes are one edge away, and the first of them by id."""

    label: str
    total: int
    nodes: list[NetNode]


class More(Row):
    """How many nodes of a label are not shown."""

    label: str
    nodes: int


class Around(Row):
    """The nodes around one, which is the first of `nodes`, nearest first; and all edges in force among them.

    `distances[i]` is how many edges away `nodes[i]` is. `more` counts, by label, the nodes within the hops that are one
    edge from a shown one and are not shown themselves.
    """

    nodes: list[NetNode]
    distances: list[int]
    edges: list[NetEdge]
    more: list[More]


class Way(Row):
    """A way between two nodes: `edges[i]` joins `nodes[i]` and `nodes[i + 1]`, in whichever direction it runs."""

    length: int
    nodes: list[NetNode]
    edges: list[NetEdge]


class CrossHolder(Row):
    """Somebody who holds a post in the one and another in the other."""

    id: str
    name: str
    post: str
    other_post: str


class CrossHoldingRow(Row):
    """Two bodies or places that share office-holders.

    `people` counts persons and `posts` pairs of posts; `holders` has a row for each person and pair of posts.
    """

    key: str
    a: NodeRef
    b: NodeRef
    people: int
    posts: int
    holders: list[CrossHolder]


_NODE = Question.load(__file__, "node.cypher", NetNode)
_NEIGHBOURS = Question.load(__file__, "neighbours.cypher", NearRow)
_EDGES_AMONG = Question.load(__file__, "edges_among.cypher", NetEdge)
_GROUPS = Question.load(__file__, "groups.cypher", GroupRow)
_NODES_AMONG = Question.load(__file__, "nodes_among.cypher", NetNode)
_ENDED_TIES = Question.load(__file__, "ended_ties.cypher", EndedTie)
_DAYS_AT = Question.load(__file__, "days_at.cypher", DayRow)
_NODES_IN = Question.load(__file__, "nodes_in.cypher", NetNode)
_BETWEEN = Question.load(__file__, "between.cypher", Way)
_CROSS_HOLDING = Question.load(__file__, "cross_holding.cypher", CrossHoldingRow)


def node(store: Store, *, family: str, id: str, as_of: date) -> NetNode:  # noqa: A002 - the schema's word
    """A node of any family in force on a day.

    Parameters
    ----------
    family
        Place, Body, Person, IssueType or Item.
    id
        Its id in that family.
    as_of
        The day.

    Raises
    ------
    InvalidInput
        There is no such family.
    NotFound
        No node of the family in force on the day has the id.
    """
    if family not in FAMILIES:
        raise InvalidInput(
            f"There is no family {shortened(family, 60)}; the families are {', '.join(FAMILIES)}.", param="family"
        )
    for row in _NODE.rows(store, family=family, id=id, as_of=as_of):
        return row
    raise NotFound(
        f"No {family} in force on {as_of} has the id {shortened(id, 60)}; "
        "an id is unique only in its family: give the family it belongs to, or ask of another day."
    )


def neighbours(store: Store, *, keys: Sequence[str], seen: Sequence[str], as_of: date, limit: int) -> list[NearRow]:
    """What is one edge in force away from some nodes and is not seen yet; by label, the nodes of each by id.

    Parameters
    ----------
    keys
        The nodes, each as `family|id`.
    seen
        Nodes that are left out, written likewise.
    as_of
        The day.
    limit
        How many nodes of a label at most; `total` counts all.
    """
    return _NEIGHBOURS.rows(store, ids=_ids(keys), keys=list(keys), seen=list(seen), as_of=as_of, limit=limit)


def edges_among(store: Store, *, keys: Sequence[str], as_of: date) -> list[NetEdge]:
    """Edges in force that start from and end at some nodes; by type and ends.

    Parameters
    ----------
    keys
        The nodes, each as `family|id`.
    as_of
        The day.
    """
    return _EDGES_AMONG.rows(store, ids=_ids(keys), keys=list(keys), as_of=as_of)


def groups(store: Store, *, keys: Sequence[str], as_of: date, limit: int) -> list[GroupRow]:
    """What some nodes are tied to on a day, in groups: so many 网格员, so many buildings; by node, type and word.

    Parameters
    ----------
    keys
        The nodes, each as `family|id`.
    as_of
        The day.
    limit
        How many nodes of a group are listed, by id; `total` counts all.
    """
    return _GROUPS.rows(store, ids=_ids(keys), keys=list(keys), as_of=as_of, limit=limit)


def nodes_among(store: Store, *, keys: Sequence[str], as_of: date) -> list[NetNode]:
    """Which of some nodes, each given as `family|id`, are in force on a day; by family and id."""
    return _NODES_AMONG.rows(store, ids=_ids(keys), keys=list(keys), as_of=as_of)


def ended_ties(store: Store, *, keys: Sequence[str], as_of: date, limit: int) -> list[EndedTie]:
    """Ties of some nodes, each given as `family|id`, that were over by a day; the last to end first.

    Parameters
    ----------
    limit
        How many at most.
    """
    return _ENDED_TIES.rows(store, ids=_ids(keys), keys=list(keys), as_of=as_of, limit=limit)


def days_at(store: Store, *, keys: Sequence[str]) -> list[date]:
    """The days on which some nodes, each given as `family|id`, or their ties begin or end; in order."""
    return [row.day for row in _DAYS_AT.rows(store, ids=_ids(keys), keys=list(keys))]


def nodes_in(store: Store, *, place: str, as_of: date) -> list[NetNode]:
    """The whole network of a place on a day: places in it, bodies tied to these, people with posts at either.

    Parameters
    ----------
    place
        Id of a place.
    as_of
        The day.

    Returns
    -------
    list of NetNode
        By family and id; what is in or of a place is as `cypher.people.people_at` reads it.

    Raises
    ------
    NotFound
        No place in force on the day has the id.
    """
    return _NODES_IN.rows(store, place=place, as_of=as_of) or nothing_at(store, place, as_of)


def around(
    store: Store,
    *,
    family: str,
    id: str,  # noqa: A002 - the schema's word
    as_of: date,
    hops: int = 1,
    limit: int = 200,
) -> Around:
    """The nodes and edges in force around a node, CROSS_HOLDING aside, which is of the day of a load.

    Parameters
    ----------
    family, id
        The node: Place, Body, Person, IssueType or Item, and its id in that family.
    as_of
        The day.
    hops
        How many edges away at most: 1 to 3.
    limit
        How many nodes at most, the one in the middle included: 1 to 2000.

    Returns
    -------
    Around
        Nearest first; at one distance a node of each label in turn, so that a hundred buildings crowd nobody out; of
        a label by id.

    Raises
    ------
    InvalidInput
        There is no such family, or the hops or the limit are out of bounds.
    NotFound
        No node of the family in force on the day has the id.
    """
    _within("hops", hops, HOPS)
    _within("limit", limit, MOST)
    nodes, distances = [node(store, family=family, id=id, as_of=as_of)], [0]
    near, more = list(nodes), []
    for distance in range(1, hops + 1):
        # where the limit is reached, the next question only counts: what is shown is all that it may reach
        found = neighbours(store, keys=_keys(near), seen=_keys(nodes), as_of=as_of, limit=limit)
        near = list(_in_turn(row.nodes for row in found))[: limit - len(nodes)]
        nodes += near
        distances += [distance] * len(near)
        shown = [one.label for one in near]
        more = [More(label=row.label, nodes=row.total - shown.count(row.label)) for row in found]
        if not near or any(one.nodes for one in more):
            break
    return Around(
        nodes=nodes,
        distances=distances,
        edges=edges_among(store, keys=_keys(nodes), as_of=as_of),
        more=[one for one in more if one.nodes],
    )


def between(
    store: Store, *, start_family: str, start: str, end_family: str, end: str, as_of: date, longest: int = 6
) -> Way | None:
    """A shortest way between two nodes over edges in force, whichever way these run.

    Parameters
    ----------
    start_family, start, end_family, end
        The two nodes: the family of each, and its id there.
    as_of
        The day.
    longest
        How many edges at most: 1 to 8.

    Returns
    -------
    Way or None
        Of several shortest ways the first by the ids of its nodes; None where there is none so short. A node is
        no edges away from itself.

    Raises
    ------
    InvalidInput
        There is no such family, or the length is out of bounds.
    NotFound
        No node of the family in force on the day has the id.
    """
    _within("longest", longest, LONGEST)
    ends = [node(store, family=f, id=i, as_of=as_of) for f, i in ((start_family, start), (end_family, end))]
    if ends[0] == ends[1]:
        return Way(length=0, nodes=ends[:1], edges=[])
    rows = _BETWEEN.rows(
        store, start_family=start_family, start=start, end_family=end_family, end=end, as_of=as_of, longest=longest
    )
    return rows[0] if rows else None


def cross_holding(
    store: Store, *, place: str, as_of: date, after: str | None = None, limit: int | None = None
) -> list[CrossHoldingRow]:
    """Which two bodies or places, in or of a place, share office-holders on a day, by key.

    They do where somebody holds a post in the one and a different post in the other; one post at several places makes
    no tie. It is worked out for the day; the edges CROSS_HOLDING are of the day of the last load. What is in or of a
    place is as `cypher.people.people_at` reads it.

    Parameters
    ----------
    place
        Id of a place.
    as_of
        The day.
    after
        Key of the last row of the page before.
    limit
        How many at most.

    Raises
    ------
    NotFound
        No place in force on the day has the id.

    Source
    ------
    domain.md section 2 (CROSS_HOLDING).
    """
    rows = _CROSS_HOLDING.rows(store, place=place, as_of=as_of, **page(after, limit))
    return rows or nothing_at(store, place, as_of)


def key_of(node: NetNode | NodeRef) -> str:
    """What tells a node from all others: its family, a stroke and its id."""
    return f"{node.family}|{node.id}"


def _keys(nodes: Iterable[NetNode]) -> list[str]:
    return list(map(key_of, nodes))


def _ids(keys: Iterable[str]) -> list[str]:
    return [key.partition("|")[2] for key in keys]


def _in_turn(lists: Iterable[Sequence[NetNode]]) -> Iterator[NetNode]:
    """The first of each, then the second of each, and so on."""
    for one in zip_longest(*lists):
        yield from (found for found in one if found is not None)


def _within(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise InvalidInput(f"{name} is {value}; give 1 to {most}.", param=name)
