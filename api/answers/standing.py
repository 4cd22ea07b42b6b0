"""The shape of the network of interlocks, and bodies that are under themselves."""

from __future__ import annotations

from datetime import date

from api.answers.ties import asked, refs
from cypher.library import Row
from cypher.rows import NodeRef
from graph.store import Store

UNDER = {"UNDER": False, "HOSTED_BY": False, "MEMBER_OF": False, "FUNDS": True}
"""Edge types by which a body is under another, and whether that runs against the edge: money comes from above."""
BETWEEN_MOST = 500_000_000
"""Nodes times ties up to which it is worked out who lies between, which takes some seconds."""


class CentralRow(Row):
    """A body or place in the network of those that share office-holders.

    `ties` is to how many others, `people` how many persons these ties stand for; `alone` counts the ties that rest on
    one person. `betweenness` is the share of shortest ways between two others that lead through it; `core` the largest
    k such that it is in a part where each is tied to k others; `component` a number, from the largest part on.
    """

    key: str
    at: NodeRef
    ties: int
    people: int
    alone: int
    betweenness: float | None
    core: int
    component: int
    component_size: int


class Central(Row):
    """Bodies and places that share office-holders, those with most ties first; shape of the network they make."""

    rows: list[CentralRow]
    components: int
    transitivity: float | None
    place: str
    since: date | None
    as_of: date
    data_version: int


class CycleStep(Row):
    """One body under another, and by edges of which types; FUNDS runs the other way."""

    body: NodeRef
    under: NodeRef
    types: list[str]


class CycleRow(Row):
    """Bodies that are all under each other, and a shortest way from the first of them back to itself."""

    key: str
    members: list[NodeRef]
    steps: list[CycleStep]


class Cycles(Row):
    """Cycles of bodies, by key; none where leadership is in order."""

    rows: list[CycleRow]
    place: str
    as_of: date
    data_version: int


def central(store: Store, *, place: str, as_of: date, since: date | None = None) -> Central:
    """How central each body or place is among those, in or of a place, that share office-holders.

    The network is that of the interlocks of the day or period. Who lies between is left out (null) where that would
    take minutes.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.
    since
        First day of a period that ends on that day; then what ever was in or of the place counts.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        The period ends before it begins.
    """
    (found, network), version = asked(store, place, as_of, since)
    import polars as pl

    from graph.analysis import shape
    from graph.analysis.interlocks import interlocks

    pairs = interlocks(network.posts(), since or as_of, as_of)
    ties, named = shape.network(pairs, "people"), refs(network)
    alone = shape.network(pairs.filter(pairs["people"] == 1), "people", ties.keys)
    frames = [
        shape.degrees(ties).rename({"shared": "people"}),
        shape.degrees(alone).select(alone="ties"),
        shape.cores(ties).select("core"),
        shape.components(ties).select("component", component_size="size"),
    ]
    told = pl.concat(frames, how="horizontal")
    between = shape.betweenness(ties)["betweenness"] if len(ties.keys) * len(ties.a) <= BETWEEN_MOST else pl.lit(None)
    told = told.with_columns(between.alias("betweenness"), key="at").sort("ties", "key", descending=[True, False])
    return Central(
        rows=[CentralRow(**row | {"at": named[row["at"]]}) for row in told.iter_rows(named=True)],
        components=told["component"].n_unique(),
        transitivity=shape.transitivity(ties),
        place=found,
        since=since,
        as_of=as_of,
        data_version=version,
    )


def cycles(store: Store, *, place: str, as_of: date) -> Cycles:
    """Bodies, in or of a place, that are under themselves through others: by leadership, hosting, membership or money.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    """
    (found, network), version = asked(store, place, as_of, None, UNDER)
    import polars as pl

    from graph.analysis import cycles as analysis

    ends = {side: pl.format("{}|{}", f"{side}_family", side) for side in ("start", "end")}
    edges = [
        frame.select(
            start=ends["end" if turned else "start"], end=ends["start" if turned else "end"], type=pl.lit(type_)
        )
        for type_, turned in UNDER.items()
        if (frame := network.edges.get(type_)) is not None
    ]
    named = refs(network)
    rows = [
        CycleRow(
            key=cycle.members[0],
            members=[named[one] for one in cycle.members],
            steps=[CycleStep(body=named[s.start], under=named[s.end], types=list(s.types)) for s in cycle.steps],
        )
        for cycle in (analysis.cycles(pl.concat(edges)) if edges else ())
    ]
    return Cycles(rows=rows, place=found, as_of=as_of, data_version=version)
