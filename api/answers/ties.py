"""Ties by office-holders: bodies and places that share people, and people who meet, on a day or over a period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Literal

from api.answers.meant import resolved
from cypher.library import Row
from cypher.rows import NodeRef
from graph.errors import InvalidInput
from graph.store import Store

if TYPE_CHECKING:
    import polars as pl

    from graph.whole import Network

Correction = Literal["benjamini-hochberg", "bonferroni"]


class Chance(Row):
    """A tie held against the null model: how many are shared, how many it expects, and how likely so many or more are.

    `q` is `p` corrected for testing every possible pair. Shared people are all who hold posts at both, one same post at
    both included: the model knows who holds posts where, not which.
    """

    shared: int
    expected: float
    p: float
    q: float


class NullModel(Row):
    """The bipartite configuration model of the place's posts: every person and thing keeps its number of posts.

    `pairs` are all possible ones, each a test; `error` is how far an expected number of posts is from the true one, at
    most, and `solved` whether that is within a millionth.
    """

    pairs: int
    correction: str
    error: float
    solved: bool


class TieHolder(Row):
    """Somebody who holds a post in the one and a different one in the other, and since when, until when both."""

    id: str
    name: str
    post_a: str
    post_b: str
    since: date | None
    until: date | None


class InterlockRow(Row):
    """Two bodies or places that share office-holders by different posts.

    `since` is the first day of it, null as far back as is known, and `until` the first day no longer, null where still.
    """

    key: str
    a: NodeRef
    b: NodeRef
    people: int
    posts: int
    since: date | None
    until: date | None
    chance: Chance | None
    holders: list[TieHolder]


class Interlocks(Row):
    """Pairs of bodies or places that share office-holders, by key; `null_model` is what chance is told by."""

    rows: list[InterlockRow]
    null_model: NullModel | None
    place: str
    since: date | None
    as_of: date
    data_version: int


class OfficeHolder(Row):
    """An office-holder."""

    id: str
    name: str


class TiedPeopleRow(Row):
    """Two office-holders with posts, of whatever name, at a same body or place; `at` lists these."""

    key: str
    a: OfficeHolder
    b: OfficeHolder
    things: int
    since: date | None
    until: date | None
    chance: Chance | None
    at: list[NodeRef]


class TiedPeople(Row):
    """Pairs of office-holders, by key; `null_model` is what chance is told by."""

    rows: list[TiedPeopleRow]
    null_model: NullModel | None
    place: str
    since: date | None
    as_of: date
    data_version: int


def interlocks(
    store: Store,
    *,
    place: str,
    as_of: date,
    since: date | None = None,
    chance: bool = False,
    correction: Correction = "benjamini-hochberg",
) -> Interlocks:
    """Which two bodies or places, in or of a place, share office-holders, on a day or over a period, by whom.

    Somebody must hold a post in the one and a different one in the other on a same day; one post at several places
    makes no tie.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.
    since
        First day of a period that ends on that day; then what ever was in or of the place counts.
    chance
        Also how likely chance alone would have them share as many, by a null model in which every person and every
        body or place keeps its number of posts; of a day only.
    correction
        For testing every possible pair: benjamini-hochberg or bonferroni.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        The period ends before it begins, or chance is asked of a period.
    """
    _of_a_day(since, chance)
    (found, network), version = asked(store, place, as_of, since)
    from graph.analysis import interlocks as analysis

    posts, first = network.posts(), since or as_of
    pairs = analysis.interlocks(posts, first, as_of)
    chances, null = _chances(posts, as_of, "things", correction) if chance else ({}, None)
    named, people = refs(network), network.names()
    holders: dict[tuple[str, str], list[TieHolder]] = {}
    for a, b, person, *rest in analysis.holders(posts, pairs, first, as_of).iter_rows():
        told = dict(zip(("post_a", "post_b", "since", "until"), rest, strict=True))
        holders.setdefault((a, b), []).append(TieHolder(id=person, name=people[f"Person|{person}"], **told))
    rows = [
        InterlockRow(
            **row | {"key": pair_key(*pair), "a": named[pair[0]], "b": named[pair[1]]},
            chance=chances.get(pair),
            holders=holders[pair],
        )
        for row in pairs.iter_rows(named=True)
        if (pair := (row["a"], row["b"]))
    ]
    rows.sort(key=lambda row: row.key)
    return Interlocks(rows=rows, null_model=null, place=found, since=since, as_of=as_of, data_version=version)


def tied_people(
    store: Store,
    *,
    place: str,
    as_of: date,
    since: date | None = None,
    chance: bool = False,
    correction: Correction = "benjamini-hochberg",
) -> TiedPeople:
    """Which two office-holders have posts, of whatever name, at a same body or place, in or of a place, and where.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.
    since
        First day of a period that ends on that day; then what ever was in or of the place counts.
    chance
        Also how likely chance alone would have them meet as often, by a null model in which every person and every
        body or place keeps its number of posts; of a day only.
    correction
        For testing every possible pair: benjamini-hochberg or bonferroni.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        The period ends before it begins, or chance is asked of a period.
    """
    _of_a_day(since, chance)
    (found, network), version = asked(store, place, as_of, since)
    from graph.analysis import interlocks as analysis

    posts, first = network.posts(), since or as_of
    pairs = analysis.tied_people(posts, first, as_of)
    chances, null = _chances(posts, as_of, "people", correction) if chance else ({}, None)
    named, people = refs(network), network.names()
    meetings: dict[tuple[str, str], list[NodeRef]] = {}
    for a, b, at, *_ in analysis.meetings(posts, pairs, first, as_of).iter_rows():
        meetings.setdefault((a, b), []).append(named[at])
    persons = {key.removeprefix("Person|"): name for key, name in people.items() if key.startswith("Person|")}
    holders = {id_: OfficeHolder(id=id_, name=name) for id_, name in persons.items()}
    rows = [
        TiedPeopleRow(
            **row | {"key": pair_key(*pair), "a": holders[pair[0]], "b": holders[pair[1]]},
            chance=chances.get(pair),
            at=meetings[pair],
        )
        for row in pairs.iter_rows(named=True)
        if (pair := (row["a"], row["b"]))
    ]
    rows.sort(key=lambda row: row.key)
    return TiedPeople(rows=rows, null_model=null, place=found, since=since, as_of=as_of, data_version=version)


def _of_a_day(since: date | None, chance: bool) -> None:
    if since is not None and chance:
        raise InvalidInput("Chance is worked out for a day; leave out since or chance.", param="chance")


def asked(
    store: Store, place: str, as_of: date, since: date | None, lines: Iterable[str] = ("HOLDS",)
) -> tuple[tuple[str, Network], int]:
    """The place that is meant, and its edges of some types with what they tie, of the day or, for a period, of ever."""
    from graph.whole import columns

    def ask() -> tuple[str, Network]:
        found = resolved(store, place, as_of).id
        return found, columns(store, place=found, as_of=as_of if since is None else None, lines=list(lines))

    return store.consistent(ask)


def _chances(
    posts: pl.DataFrame, on: date, side: Literal["things", "people"], correction: Correction
) -> tuple[dict[tuple[str, str], Chance], NullModel]:
    from graph.analysis.chance import more_than_chance
    from graph.analysis.incidence import incidence

    held = incidence(posts, on)
    found, null = more_than_chance(held, side, correction)
    many = len(getattr(held, side))
    return (
        {
            (row["a"], row["b"]): Chance(**{name: row[name] for name in ("shared", "expected", "p", "q")})
            for row in found.iter_rows(named=True)
        },
        NullModel(pairs=many * (many - 1) // 2, correction=correction, error=null.error, solved=null.solved),
    )


def refs(network: Network) -> dict[str, NodeRef]:
    """Bodies and places of a network by key."""
    return {
        f"{family}|{row['id']}": NodeRef(**{"family": family, "level": None} | row)
        for family in ("Body", "Place")
        if (frame := network.nodes.get(family)) is not None
        for row in frame[[name for name in ("id", "label", "name", "level") if name in frame.columns]].iter_rows(
            named=True
        )
    }


def pair_key(a: str, b: str) -> str:
    """What tells a pair from all others, ids with strokes in them too."""
    return "|".join(one.replace("\\", "\\\\").replace("|", "\\|") for one in (a, b))
