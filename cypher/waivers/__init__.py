"""Waivers: gaps that an office lets stand until a day, and what a gap's id says of its subject.

A gap's id is its norm's id, a colon, and its subject's id, and stays the same from load to load; so does what is said
of it here. A waiver is in force from `since` to the day before `until`; from `until` on the gap counts again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cypher.library import Question, Row
from graph.store import Store


class WaiverRow(Row):
    """A waiver. `subject_name` is absent where the subject is not there on the day.

    `state` is `in_force`, `expired` or `upcoming`; `synthetic` says that the subject, or the waiver, was generated.
    """

    id: str
    gap: str
    norm: str
    subject_id: str
    subject_name: str | None
    synthetic: bool
    reason: str
    by: str
    since: date | None
    until: date
    state: str


class WaivedRow(Row):
    """The waiver of a gap, as far as a list of gaps shows it."""

    id: str
    gap: str
    reason: str
    by: str
    since: date | None
    until: date


class SubjectRow(Row):
    """A node that a gap's id may mean; `in_force` says whether it is there on the day."""

    id: str
    label: str
    name: str
    kind: str | None
    tags: list[str] | None
    in_force: bool


_WAIVERS = Question.load(__file__, "waivers.cypher", WaiverRow)
_WAIVED = Question.load(__file__, "waived.cypher", WaivedRow)
_SUBJECTS = Question.load(__file__, "subjects.cypher", SubjectRow)


def waivers(store: Store, *, as_of: date, profile: str | None = None, ended: bool = False) -> list[WaiverRow]:
    """Waivers of a day, the first to expire first.

    Parameters
    ----------
    as_of
        The day.
    profile
        Only of norms of this place, by the short name its profile has; absent: of all.
    ended
        Also those that have expired by the day, or have not begun.

    Returns
    -------
    list of WaiverRow
        By `until`, then by id. A waiver whose subject is gone, or whose norm the profile no longer has, is among them.
    """
    return _WAIVERS.rows(store, as_of=as_of, profile=profile, ended=ended)


def waived(store: Store, *, norms: Sequence[str], as_of: date) -> list[WaivedRow]:
    """Waivers in force on a day, of the gaps of some norms; by gap, the longest of each gap first, then by id.

    Parameters
    ----------
    norms
        Ids of norms, whole: `linfen.X1` is not `linfen.X10`.
    as_of
        The day.
    """
    return _WAIVED.rows(store, norms=list(norms), as_of=as_of)


def by_gap(store: Store, *, norms: Sequence[str], as_of: date) -> dict[str, WaivedRow]:
    """Gap id → its waiver in force on a day, the longest where it has several: what `waived` says, asked once.

    An evaluation of norms asks it with the ids of all it evaluates, and sets apart the gaps whose id is in it.
    """
    return {row.gap: row for row in reversed(waived(store, norms=norms, as_of=as_of))}


def subjects(store: Store, *, id: str, as_of: date) -> list[SubjectRow]:  # noqa: A002 - what the graph calls it
    """What has an id: at most one of each family, also where it is not, or no longer, there on the day.

    Parameters
    ----------
    id
        The id of a place, a body or a person.
    as_of
        The day that `in_force` is of.
    """
    return _SUBJECTS.rows(store, id=id, as_of=as_of)
