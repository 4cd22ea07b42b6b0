"""Who of the office-holders at a place may be one person: candidates with reasons; and who was decided to be."""

from __future__ import annotations

from datetime import date

from api.answers.meant import resolved
from cypher import people as questions
from cypher.library import Row
from cypher.networks import key_of
from cypher.people import MergeRow, OfficeRow
from cypher.places import placed
from graph.analysis.duplicates import Candidates, Ground, Pair, Post, Somebody, candidates, judged
from graph.schema import COMMUNITY
from graph.store import Store
from loaders.present import chunks

SHARED_OFFICE = frozenset({"concurrent", "seconded", "reserve"})
"""Modes of a post that may be held beside one elsewhere."""
AT_ONCE = 2_000  # places and bodies that are placed by one question


class GroundRow(Row):
    """What speaks for two persons being one, or against it, by `code`.

    For: `same_body` and `same_place`, where both hold posts (`at`); `same_post`; `same_reading`, of names that differ;
    `nobody_else` has the name here; `same_birth_year`, `same_sex`. Against: `far_posts`, full posts on one day in two
    communities (`at` and `elsewhere`); `common_name`, which `count` people have; `other_birth_year`, `other_sex`.
    """

    code: str
    at_id: str | None
    at_name: str | None
    elsewhere_id: str | None
    elsewhere_name: str | None
    post: str | None
    count: int | None


class CandidateRow(Row):
    """Two office-holders who may be one: nothing is decided by it.

    `reasons` are what made them a candidate: `same_name`, `close_name` (one character differs, or all are read alike),
    `same_phone`. `strength` adds up what speaks for it, less what speaks against it; it only orders.
    """

    one_id: str
    one_name: str
    other_id: str
    other_name: str
    reasons: list[str]
    speaks_for: list[GroundRow]
    speaks_against: list[GroundRow]
    strength: int
    synthetic: bool


class Duplicates(Row):
    """Candidates, the strongest first.

    `left_out` counts pairs that have a common name, or an office's number, and share nothing else.
    `compared_personal` says whether numbers, years of birth and sexes were compared; none of them is ever shown.
    """

    rows: list[CandidateRow]
    left_out: int
    compared_personal: bool
    place: str
    as_of: date
    data_version: int


class Merges(Row):
    """Decisions that two persons are one, the newest first."""

    rows: list[MergeRow]
    data_version: int


def duplicates(store: Store, *, place: str, as_of: date, personal: bool = False) -> Duplicates:
    """Which office-holders at a place, at what lies inside it, or in a body of either, may be one and the same person.

    Nobody is merged by it: same name is never same person, and somebody has to decide. Of a name that many have, only
    pairs that share something else are listed, and names that are merely close only where a body, place or telephone
    number is shared; `left_out` counts the others of one name.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about: only posts in force on it count.
    personal
        Also compare telephone numbers, years of birth and sexes: takes the scope read:personal and a purpose, and is
        written into the audit log. They are compared and not shown.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    """

    def ask() -> tuple[str, list[CandidateRow], int]:
        at = resolved(store, place, as_of).id
        rows = questions.people_at(store, place=at, as_of=as_of)
        people = _somebodies(store, rows, personal)
        found = candidates(people)
        pairs = judged(found, people, _communities(store, rows, found, as_of))
        return at, _shown(pairs, rows), found.left_out

    (at, rows, left_out), version = store.consistent(ask)
    return Duplicates(
        rows=rows, left_out=left_out, compared_personal=personal, place=at, as_of=as_of, data_version=version
    )


def merges(store: Store) -> Merges:
    """Which persons were decided to be one, why, by whom, and whether that was undone."""
    rows, version = store.consistent(lambda: questions.merges(store))
    return Merges(rows=rows, data_version=version)


def _somebodies(store: Store, rows: list[OfficeRow], personal: bool) -> list[Somebody]:
    fields = {one.id: one for one in questions.personal(store, people=[row.id for row in rows])} if personal else {}
    people = []
    for row in rows:
        posts = tuple(Post(one.post, key_of(one.at), one.mode not in SHARED_OFFICE) for one in row.posts)
        known = fields.get(row.id)
        people.append(
            Somebody(row.id, row.name, posts, known.phone, known.birth_year, known.sex)
            if known
            else Somebody(row.id, row.name, posts)
        )
    return people


def _communities(store: Store, rows: list[OfficeRow], found: Candidates, as_of: date) -> dict[str, str]:
    """In which community the posts of those who were found are held; what is of no single one is left out."""
    concerned = {id_ for pair in found.reasons for id_ in pair}
    held = {key_of(post.at): post.at for row in rows if row.id in concerned for post in row.posts}
    parts: dict[str, str] = {}
    for marks in chunks(sorted(held), AT_ONCE):
        for family in ("Place", "Body"):
            ids = [held[mark].id for mark in marks if held[mark].family == family]
            places, bodies = (ids, []) if family == "Place" else ([], ids)
            for way in placed(store, as_of=as_of, places=places, bodies=bodies) if ids else ():
                community = next((step.id for step in way.path if step.level == COMMUNITY.level), None)
                if community:
                    parts[f"{family}|{way.id}"] = community
    return parts


def _shown(pairs: list[Pair], rows: list[OfficeRow]) -> list[CandidateRow]:
    people = {row.id: row for row in rows}
    places = {key_of(post.at): post.at for row in rows for post in row.posts}

    def ground(one: Ground) -> GroundRow:
        at, other = places.get(one.at or ""), places.get(one.other or "")
        return GroundRow(
            code=one.code,
            at_id=at.id if at else None,
            at_name=at.name if at else None,
            elsewhere_id=other.id if other else None,
            elsewhere_name=other.name if other else None,
            post=one.post,
            count=one.count,
        )

    return [
        CandidateRow(
            one_id=pair.one,
            one_name=people[pair.one].name,
            other_id=pair.other,
            other_name=people[pair.other].name,
            reasons=list(pair.reasons),
            speaks_for=[ground(one) for one in pair.speaks_for],
            speaks_against=[ground(one) for one in pair.speaks_against],
            strength=pair.strength,
            synthetic=people[pair.one].synthetic or people[pair.other].synthetic,
        )
        for pair in pairs
    ]
