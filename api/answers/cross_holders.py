"""Who holds two or more posts (交叉任职), how that stands to the rules of a place, and where it is a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from api.answers.meant import bound, profiled, resolved
from api.answers.ties import refs
from cypher import people as questions
from cypher.library import Row
from cypher.people import ConflictRow
from cypher.places import placed
from cypher.rows import NodeRef
from graph.errors import InvalidInput
from graph.schema import PERSON, SCHEMA
from graph.store import Store

if TYPE_CHECKING:
    import polars as pl

    from cypher.places import PlaceRow
    from graph.profile import CrossHolding, Profile
    from graph.whole import Network


TIES = [edge.type for edge in SCHEMA.edges if edge.starts[0] is PERSON]
"""Edge types that start from a person: who has one is an office-holder, with a post or without."""


class PairHolder(Row):
    """Somebody with two posts, and where each is held."""

    id: str
    name: str
    at: NodeRef
    other_at: NodeRef


class CrossHoldersRow(Row):
    """Two posts, and who holds both, in different bodies or places; `place` is null unless asked by level.

    `rules` are the rules of the place's profile that speak of the two; none is no ban: the source does not say.
    """

    key: str
    post: str
    other_post: str
    place_id: str | None
    place_name: str | None
    people: int
    rules: list[str]
    holders: list[PairHolder]


class CrossHolders(Row):
    """Pairs of posts that somebody holds together, those that most people hold first, then by key."""

    rows: list[CrossHoldersRow]
    place: str
    place_name: str
    as_of: date
    data_version: int


class PersonRef(Row):
    """An office-holder."""

    id: str
    name: str


class RuleRow(Row):
    """A rule of a place, and of those with a post or tie there how many are of its first set, its second, and both.

    `status` `stated` permits, `target` aims at it: then `lacking` are those of the first set who are not of the
    second, null where the rule asks who belongs to the Party, which is counted only. Counts are null where that is not
    known of anybody. `count` is the number that the source gives, null where it gives none.
    """

    id: str
    held: list[str]
    also: list[str]
    both_ways: bool
    mode: str
    status: str
    count: int | None
    people_held: int | None
    people_also: int | None
    people_both: int | None
    lacking: list[PersonRef] | None
    source: str


class Rules(Row):
    """The rules of a place on cross-holding, in its profile's order."""

    rows: list[RuleRow]
    place: str
    place_name: str
    as_of: date
    data_version: int


class Conflicts(Row):
    """Who of a property company sits on an owners' committee that it serves; a rule of this project, stated nowhere."""

    rows: list[ConflictRow]
    place: str
    place_name: str
    as_of: date
    data_version: int


def cross_holders(store: Store, *, place: str, as_of: date, by: str | None = None) -> CrossHolders:
    """Who holds two or more different posts in different bodies or places (交叉任职), by pair of posts.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of a profile.
    as_of
        The day asked about.
    by
        Also by the places of this level, such as community; a person counts where they stand nearest.

    Returns
    -------
    One post at several places is no cross-holding.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        There is no such level.
    """
    if by is not None and by not in SCHEMA.level:
        raise InvalidInput(f"There is no level {by[:40]!r}; the levels are {', '.join(SCHEMA.level)}.", param="by")

    def ask() -> tuple[PlaceRow, list[CrossHoldersRow]]:
        found = resolved(store, place, as_of)
        rows = _by_pair(store, _held(store, found.id, as_of), _rules(bound(found)), found.id, as_of, by)
        return found, rows

    (found, rows), version = store.consistent(ask)
    return CrossHolders(rows=rows, place=found.id, place_name=found.name, as_of=as_of, data_version=version)


def cross_holding_rules(store: Store, *, place: str, as_of: date) -> Rules:
    """What a place says of who may or shall hold which posts together, and how far that is so.

    Parameters
    ----------
    place
        Id, code or name of a place in one that has a profile, or the short name of that.
    as_of
        The day asked about.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it; or no profile is of it.
    """

    def ask() -> tuple[PlaceRow, list[RuleRow]]:
        profile, found = profiled(store, place, as_of)
        network = _held(store, found.id, as_of, TIES, personal=True)  # to count by the Party; no field is returned
        posts = network.posts()
        return found, [_told(name, rule, network, posts) for name, rule in _rules(profile)]

    (found, rows), version = store.consistent(ask)
    return Rules(rows=rows, place=found.id, place_name=found.name, as_of=as_of, data_version=version)


def conflicts(store: Store, *, place: str, as_of: date) -> Conflicts:
    """Who holds a post in a property company and one on the owners' committee of a compound that it manages.

    No source states it as a rule: it is one of this project, and asked only here.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of a profile.
    as_of
        The day asked about.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    """

    def ask() -> tuple[PlaceRow, list[ConflictRow]]:
        found = resolved(store, place, as_of)
        return found, questions.conflicts(store, place=found.id, as_of=as_of)

    (found, rows), version = store.consistent(ask)
    return Conflicts(rows=rows, place=found.id, place_name=found.name, as_of=as_of, data_version=version)


# --- posts ---------------------------------------------------------------------------------------------------------


def _held(
    store: Store, place: str, as_of: date, lines: Sequence[str] = ("HOLDS",), *, personal: bool = False
) -> Network:
    from graph.whole import columns  # polars comes with it

    return columns(store, place=place, as_of=as_of, lines=lines, personal=personal)


def _by_pair(
    store: Store, network: Network, rules: list[tuple[str, CrossHolding]], root: str, as_of: date, by: str | None
) -> list[CrossHoldersRow]:
    from graph.analysis import cross_holders as analysis

    found = analysis.cross_holders(network.posts())
    at_key, names = refs(network), network.names()
    where = _places(store, found["person"].unique().sort().to_list(), root, as_of, by) if by else {}
    sides = [(rule.held, rule.also) for _, rule in rules]
    pairs: dict[tuple[str, str, str | None, str | None], list[PairHolder]] = {}
    for person, post, at, other_post, other_at in found.iter_rows():
        holder = PairHolder(id=person, name=names[f"Person|{person}"], at=at_key[at], other_at=at_key[other_at])
        pairs.setdefault((post, other_post, *where.get(person, (None, None))), []).append(holder)
    rows = [
        CrossHoldersRow(
            key=f"{post}|{other}|{place_id or ''}",
            post=post,
            other_post=other,
            place_id=place_id,
            place_name=place_name,
            people=len({holder.id for holder in holders}),
            rules=[rules[number][0] for number in analysis.permitted(sides, post, other)],
            holders=holders,
        )
        for (post, other, place_id, place_name), holders in pairs.items()
    ]
    return sorted(rows, key=lambda row: (-row.people, row.key))


def _places(
    store: Store, people: list[str], root: str, as_of: date, by: str
) -> dict[str, tuple[str | None, str | None]]:
    """Person → id and name of the place of a level on the way to where they stand nearest."""
    ways = placed(store, as_of=as_of, root=root, people=people)
    return {way.id: next(((step.id, step.name) for step in way.path if step.level == by), (None, None)) for way in ways}


# --- rules ---------------------------------------------------------------------------------------------------------


def _rules(profile: Profile | None) -> list[tuple[str, CrossHolding]]:
    """The rules of a profile, each called by its place and its number there."""
    given = profile.cross_holding if profile else ()
    return [(f"{profile.place}.cross_holding.{n}", rule) for n, rule in enumerate(given, 1) if profile]


def _told(name: str, rule: CrossHolding, network: Network, posts: pl.DataFrame) -> RuleRow:
    import polars as pl

    from graph.analysis.cross_holders import standing
    from graph.profile_words import PARTY_MEMBER

    nobody = pl.DataFrame(schema={"id": pl.String, "name": pl.String, "tags": pl.List(pl.String)})
    people = network.nodes.get("Person", nobody)
    found = standing(posts, people, rule.held, rule.also)
    listed = rule.status == "target" and PARTY_MEMBER not in (*rule.held, *rule.also)
    return RuleRow(
        id=name,
        held=list(rule.held),
        also=list(rule.also),
        both_ways=rule.both_ways,
        mode=rule.mode,
        status=rule.status,
        count=rule.count,
        people_held=found.held,
        people_also=found.also,
        people_both=found.both,
        lacking=_named(people, found.lacking) if listed else None,
        source=rule.source,
    )


def _named(people: pl.DataFrame, ids: Iterable[str]) -> list[PersonRef]:
    chosen = people.filter(people["id"].is_in(list(ids)))
    return [PersonRef(id=id_, name=name) for id_, name in chosen.select("id", "name").iter_rows()]
