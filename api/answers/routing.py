"""Which way an issue goes, what kinds of issue there are, and where routes would get stuck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from api.answers.meant import is_synthetic, profiled
from cypher.library import Row
from cypher.mends import Mend, mends
from cypher.places import PlaceRow
from cypher.rehearsal import KINDS, Finding
from cypher.rehearsal import rehearse as ask_rehearse
from cypher.routing import issue_type, matched, whole
from cypher.routing import issue_types as ask_types
from cypher.routing import route as ask_route
from cypher.routing.matching import MatchRow
from cypher.routing.rows import RouteStep
from cypher.rows import IssueTypeRow
from graph.errors import AccessDenied, InvalidInput
from graph.store import Store
from graph.words import did_you_mean
from graph.workdays import SHIPPED, Calendar, load_calendar

if TYPE_CHECKING:
    from graph.profile import Profile


class CalendarSaid(Row):
    """By which calendar terms were counted: its file, whether it is ours, the years it knows and those it wants."""

    file: str
    shipped: bool
    years: list[int]
    unknown_years: list[int]


class Route(Row):
    """The steps of an issue's route.

    `due` is the day on which each channel falls due as a whole, absent where no step has a term. `mends` are what was
    tried to open dead ends: null where it was not asked for, or where the service may not write to the database.
    """

    rows: list[RouteStep]
    due: dict[str, date | None]
    calendar: CalendarSaid
    mends: list[Mend] | None
    issue: IssueTypeRow
    place: PlaceRow
    mode: str
    first: str | None
    as_of: date
    data_version: int
    synthetic: bool


class IssueTypes(Row):
    """Kinds of issue, by name."""

    rows: list[IssueTypeRow]
    data_version: int


class IssueMatches(Row):
    """Kinds of issue that words may mean, the likest first; `chosen` only where it is far enough ahead."""

    rows: list[MatchRow]
    words: str
    chosen: MatchRow | None
    data_version: int


class Rehearsed(Row):
    """What is wrong with routes: `routes` walked from `places` of `level`, `whole` without, `stuck` with a dead end."""

    rows: list[Finding]
    place: PlaceRow
    as_of: date
    level: str
    places: int
    classes: int
    issue_types: list[str]
    routes: int
    whole: int
    stuck: int
    data_version: int
    synthetic: bool


def route(
    store: Store,
    *,
    issue: str,
    place: str,
    as_of: date,
    mode: str = "normal",
    first: str | None = None,
    mended: bool = False,
) -> Route:
    """Which way an issue goes, step by step, and where it would get stuck.

    Parameters
    ----------
    issue
        Id, name or synonym of an issue type.
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day on which the issue is raised.
    mode
        normal or emergency.
    first
        Id or name of who received it first.
    mended
        Also try what would open each dead end; nothing of it stays in the graph. Takes seconds.

    Returns
    -------
    Steps in the order of the place's template, channel after channel.

    Raises
    ------
    NotFound, Ambiguous
        There is no such place, issue type or receiver, or several; or the place has no profile.
    InvalidInput
        The place has no way for such an issue in that mode.
    """
    calendar = load_calendar()

    def ask() -> tuple[PlaceRow, IssueTypeRow, list[RouteStep], list[Mend] | None, bool]:
        profile, found = profiled(store, place, as_of)
        kind = issue_type(store, word=issue)
        rows = ask_route(
            store,
            profile=profile,
            issue=kind,
            place=found.id,
            as_of=as_of,
            mode=mode,
            first=first,
            calendar=calendar,
        )
        tried = _mends(store, profile, kind, found.id, as_of, mode, rows) if mended else None
        return found, kind, rows, tried, is_synthetic(store, found)

    (found, kind, rows, tried, synthetic), version = store.consistent(ask)
    return Route(
        rows=rows,
        due=whole(rows),
        calendar=CalendarSaid(
            file=calendar.path.name,
            shipped=calendar.path == SHIPPED,
            years=list(calendar.years),
            unknown_years=unknown_years(rows, as_of, calendar),
        ),
        mends=tried,
        issue=kind,
        place=found,
        mode=mode,
        first=first,
        as_of=as_of,
        data_version=version,
        synthetic=synthetic,
    )


def _mends(
    store: Store, profile: Profile, kind: IssueTypeRow, place: str, on: date, mode: str, rows: list[RouteStep]
) -> list[Mend] | None:
    """What opens each dead end; None where it cannot be tried, since that takes the right to write."""
    if not any(row.state == "dead_end" for row in rows):
        return []
    try:
        return mends(store, profile=profile, issue=kind, place=place, as_of=on, mode=mode, steps=rows)
    except AccessDenied:  # an answer is no reason to ask for more rights
        return None


def unknown_years(rows: Sequence[RouteStep], on: date, calendar: Calendar) -> list[int]:
    """The years of which the calendar says nothing, from the day asked about to the last day that a step falls due."""
    due = [row.due for row in rows if row.due]
    return calendar.unknown(on, max(due)) if due else []


def issue_types(store: Store) -> IssueTypes:
    """The kinds of issue in the graph."""
    rows, version = store.consistent(lambda: ask_types(store))
    return IssueTypes(rows=rows, data_version=version)


def matched_types(store: Store, *, words: str, limit: int = 5) -> IssueMatches:
    """Kinds of issue that a resident's words may mean.

    Parameters
    ----------
    words
        What a resident says.
    limit
        How many kinds at most, from 1 to 50.

    Raises
    ------
    InvalidInput
        There are no words, or too many.
    """
    if not 1 <= limit <= 50:
        raise InvalidInput(f"limit is {limit}; write a number from 1 to 50.")
    found, version = store.consistent(lambda: matched(store, words=words, limit=limit))
    return IssueMatches(rows=found.rows, words=words, chosen=found.chosen, data_version=version)


def rehearse(
    store: Store,
    *,
    place: str,
    as_of: date,
    types: Sequence[str] = (),
    kinds: Sequence[str] = (),
    level: str | None = None,
    progress: Callable[[int, int], None] = lambda _, __: None,
) -> Rehearsed:
    """Where routes would get stuck: every issue type from every building, in every mode.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day asked about.
    types
        Only these issue types, by id, name or synonym; all if left out.
    kinds
        Only findings of these kinds: dead_end, loop, two_receivers, same_person, late.
    level
        From where issues are raised; buildings if left out.
    progress
        Told how many classes of places are walked, of how many.

    Returns
    -------
    Findings by kind, those that the most households feel first.

    Raises
    ------
    NotFound, Ambiguous
        No place or issue type, or several, answer to a name; there is no place of the level.
    InvalidInput
        There is no such kind of finding, or no such level here.
    """
    for one in kinds:
        if one not in KINDS:
            raise InvalidInput(f"{one[:40]!r} is no kind of finding. {did_you_mean(one, KINDS)}")
    calendar = load_calendar()

    def ask() -> Rehearsed:
        profile, found = profiled(store, place, as_of)
        if level is not None and level not in profile.all_levels:
            raise InvalidInput(
                f"{profile.name.zh} has no level {level[:40]!r}; its levels are {', '.join(profile.all_levels)}."
            )
        every = [issue_type(store, word=one) for one in types] if types else ask_types(store)
        told = ask_rehearse(
            store,
            profile=profile,
            place=found.id,
            as_of=as_of,
            types=every,
            level=level,
            calendar=calendar,
            progress=progress,
        )
        counted = told._asdict() | {"rows": [row for row in told.rows if not kinds or row.kind in kinds]}
        return Rehearsed(**counted, place=found, as_of=as_of, data_version=0, synthetic=is_synthetic(store, found))

    answer, version = store.consistent(ask)
    return replace(answer, data_version=version)
