"""The network itself: what is around a node, the way between two, who sits in several bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from api.answers.meant import resolved
from api.context import today
from cypher import networks as questions
from cypher.library import Row
from cypher.networks import Around, CrossHoldingRow, Way
from graph.store import Store

if TYPE_CHECKING:
    from graph.whole import Network


class Surrounded(Row):
    """A node and what is around it."""

    network: Around
    as_of: date
    data_version: int


class Between(Row):
    """A shortest way between two nodes; null where there is none so short."""

    way: Way | None
    as_of: date
    data_version: int


class CrossHoldings(Row):
    """Bodies and places that share office-holders, by key."""

    rows: list[CrossHoldingRow]
    place: str
    as_of: date
    data_version: int


def network(store: Store, *, family: str, id: str, as_of: date, hops: int = 1, most: int = 200) -> Surrounded:  # noqa: A002 - the schema's word
    """The nodes around a node, nearest first, and all edges in force among them.

    Parameters
    ----------
    family
        Place, Body, Person, IssueType or Item.
    id
        Id of the node in its family.
    as_of
        The day asked about.
    hops
        How many edges away at most: 1 to 3.
    most
        How many nodes at most, the one in the middle included: 1 to 2000; how many more there are is said by label.

    Raises
    ------
    NotFound
        No node of the family in force on the day has the id.
    InvalidInput
        There is no such family, or a number is out of bounds.
    """
    found, version = store.consistent(
        lambda: questions.around(store, family=family, id=id, as_of=as_of, hops=hops, limit=most)
    )
    return Surrounded(network=found, as_of=as_of, data_version=version)


def between(
    store: Store,
    *,
    start_family: str,
    start: str,
    end_family: str,
    end: str,
    as_of: date,
    longest: int = 6,
) -> Between:
    """A shortest way between two nodes over edges in force, whichever way these run.

    Parameters
    ----------
    start_family, end_family
        Place, Body, Person, IssueType or Item.
    start, end
        Ids of the nodes in their families.
    as_of
        The day asked about.
    longest
        How many edges at most: 1 to 8.

    Raises
    ------
    NotFound
        No node of the family in force on the day has the id.
    InvalidInput
        There is no such family, or the length is out of bounds.
    """
    found, version = store.consistent(
        lambda: questions.between(
            store,
            start_family=start_family,
            start=start,
            end_family=end_family,
            end=end,
            as_of=as_of,
            longest=longest,
        )
    )
    return Between(way=found, as_of=as_of, data_version=version)


def whole(
    store: Store, *, place: str | None, as_of: date | None, lines: Sequence[str] | None = None, personal: bool = False
) -> Network:
    """The network of a place, or all there is, as columns in memory; see `graph.whole.columns`.

    Parameters
    ----------
    place
        Id, code or name of a place as it is on the day, or today; None: all there is.
    """
    from graph.whole import columns

    found = None if place is None else resolved(store, place, as_of or today()).id
    return columns(store, place=found, as_of=as_of, lines=lines, personal=personal)


def cross_holding(
    store: Store, *, place: str, as_of: date, after: str | None = None, limit: int | None = None
) -> CrossHoldings:
    """Which two bodies or places, in or of a place, share office-holders (交叉任职), by whom and which posts.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.

    Returns
    -------
    A row for each two that somebody holds different posts in; one post at several places makes no tie.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    """

    def ask() -> tuple[str, list[CrossHoldingRow]]:
        found = resolved(store, place, as_of)
        return found.id, questions.cross_holding(store, place=found.id, as_of=as_of, after=after, limit=limit)

    (found, rows), version = store.consistent(ask)
    return CrossHoldings(rows=rows, place=found, as_of=as_of, data_version=version)
