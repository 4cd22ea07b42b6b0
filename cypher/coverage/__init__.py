"""Who covers which place: through which line, by which chain, since when, on a given day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cypher.library import Question, Row
from cypher.rows import Head, PlaceRef
from graph.errors import InvalidInput, NotFound
from graph.store import Store

COUNTED = ("grid", "ladder", "party", "property", "owners", "contact", "station")
SHOWN = ("embedded", "reported")  # shown, never counted: without a fact they are left out
LINES = COUNTED + SHOWN


class OtherPost(Row):
    """A post that a holder has besides."""

    post: str
    at_id: str
    at_name: str


class CoverRow(Row):
    """One covering fact, or, where only `line` is set, a line that nobody covers."""

    line: str
    post: str | None
    holder_id: str | None
    holder_name: str | None
    holder_kind: str | None
    through_id: str | None
    through_name: str | None
    through_level: str | None
    chain: list[PlaceRef]
    distance: int | None
    inherited: bool
    since: date | None
    until: date | None
    other_posts: list[OtherPost]
    heads: list[Head]


_COVER = Question.load(__file__, "cover.cypher", CoverRow)


def cover(
    store: Store,
    *,
    place: str,
    as_of: date,
    posts: Mapping[str, list[str]] | None = None,
    lines: Sequence[str] = LINES,
    teams: Sequence[str] = (),
) -> list[CoverRow]:
    """Who covers a place on a day.

    Parameters
    ----------
    place
        Id of a place of any level.
    as_of
        The day.
    posts
        Line → posts that belong to it, from the place's profile; only `grid` and `ladder` are posts held at places.
        Any other post held at a place is `grid` at a grid or micro-grid, else `ladder`.
    lines
        The lines that the place has, in the order wanted; others are left out.
    teams
        Kinds of the Teams that serve and stand on the line of stations, from the place's profile.

    Returns
    -------
    list of CoverRow
        One row per fact in force that lies on the place, on a place inside it, or on a place that one of these is in
        (`inherited`), with the shortest chain from the place to there, `distance` in steps, ties by ids. Nearest
        first. A line without a fact is one empty row at the end, but for `SHOWN`.

    Raises
    ------
    NotFound
        No place has this id and is in force on the day.
    InvalidInput
        A line that does not exist.

    Source
    ------
    domain.md section 3.
    """
    posts = posts or {}
    unknown = [line for line in (*lines, *posts) if line not in LINES]
    if unknown:
        raise InvalidInput(f"{unknown[0][:60]!r} is no line; the lines are {', '.join(LINES)}.")
    rows = _COVER.rows(
        store,
        place=place,
        as_of=as_of,
        lines=list(dict.fromkeys(lines)),
        grid_posts=posts.get("grid", []),
        ladder_posts=posts.get("ladder", []),
        teams=list(teams),
    )
    if lines and not rows:
        raise NotFound(f"No place has the id {place[:60]!r} on {as_of}; `wangge ask find place=…` looks for names too.")
    return [row for row in rows if row.holder_id is not None or row.line not in SHOWN]
