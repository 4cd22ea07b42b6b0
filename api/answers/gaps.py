"""Where a place falls short of its own norms, why, since when, and which of its gaps may stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from api.answers.meant import inside, is_synthetic, profiled
from api.gap_list import GapList
from cypher import gap_ids
from cypher.gaps import Gap, NotComputable, Tally, Unknown, Waived, formula, unwatched
from cypher.gaps import gaps as ask_gaps
from cypher.history import LIFE_FORMULA, Curve, Life, Spell
from cypher.history import history as ask_history
from cypher.library import Row
from cypher.places import PlaceRow, placed, synthetic
from cypher.repairs import ACTS, Repair, repairs
from cypher.rows import PlaceRef, Said
from cypher.waivers import WaiverRow
from cypher.waivers import waivers as ask_waivers
from cypher.why import Fact, LineHeld, Link, NearMiss, State
from cypher.why import why as ask_why
from graph.errors import AccessDenied, Ambiguous, InvalidInput, NotFound
from graph.store import Store

if TYPE_CHECKING:
    from cypher.repairs import Repairs
    from graph.profile import Norm, Profile

Progress = Callable[[int, int], None]


class GapRows(Row):
    """Gaps of a place, or targets that it has not reached; `norms` say how many subjects each binds."""

    rows: list[Gap]
    place: PlaceRow
    as_of: date
    data_version: int
    synthetic: bool
    severity_formula: str
    norms: list[Tally]
    not_computable: list[NotComputable]


class WaivedRows(Row):
    """Gaps of a place that are waived on the day, each with its waiver."""

    rows: list[Waived]
    place: PlaceRow
    as_of: date
    data_version: int
    synthetic: bool


class UnknownRows(Row):
    """Subjects of which nobody has said what a norm asks."""

    rows: list[Unknown]
    place: PlaceRow
    as_of: date
    data_version: int
    synthetic: bool


class Explained(Row):
    """One gap explained: `rows` are the links from the top of the territory down to what the norm asks.

    `repairs` were tried, the best first; without any, `no_repair` says why. `costs` are what acts cost beside each
    other: a scale of ours that puts repairs in order.
    """

    rows: list[Link]
    gap: str
    state: State
    sentence_zh: str
    sentence_en: str
    norm: str
    norm_zh: str
    norm_en: str
    status: str
    line: str | None
    subject_id: str
    subject_name: str
    subject_level: str
    path: list[PlaceRef]
    value: float | None
    minimum: float | None
    maximum: float | None
    since: date | None
    former: list[Fact]
    near: list[NearMiss]
    lines: list[LineHeld]
    repairs: list[Repair]
    no_repair: Said | None
    costs: dict[str, int]
    as_of: date
    data_version: int
    synthetic: bool


class Told(Row):
    """A history of gaps: `rows` are the spells of gaps, `targets` those of targets, the curve, and how long gaps live.

    `from_` and `to` are the first and last day; `days_of_change` how many days something could change on,
    `days_asked` how many questions it took.
    """

    rows: list[Spell]
    place: PlaceRow
    since: date
    until: date
    targets: list[Spell]
    curve: list[Curve]
    lives: list[Life]
    life_formula: str
    days_of_change: int
    days_asked: int
    data_version: int
    synthetic: bool


class WaiverShown(WaiverRow):
    """A waiver, and the way to where its subject stands; absent where that is gone."""

    path: list[PlaceRef] | None


class Waivers(Row):
    """Waivers, the first to expire first; `place` is absent where all are asked for."""

    rows: list[WaiverShown]
    place: PlaceRow | None
    as_of: date
    data_version: int
    synthetic: bool


# --- gaps ---------------------------------------------------------------------------------------------------------


def listed(
    store: Store,
    *,
    place: str,
    as_of: date,
    norms: Sequence[str] = (),
    within: str | None = None,
    least: float | None = None,
    households: int | None = None,
    order: str = "severity",
    progress: Progress = unwatched,
) -> GapList:
    """Every state of the norms of a place: gaps, targets, waived and unknown; what `wangge gaps` shows.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day asked about.
    norms
        Only these norms, by their ids.
    within
        Only inside this place, which lies in `place`.
    least, households
        The least severity, the least households; what is unknown is left out then.
    order
        severity, households, norm or street.
    progress
        Told how many norms are evaluated, of how many.

    Raises
    ------
    NotFound, Ambiguous
        There is no such place or norm, or there are several places; or the place has no profile.
    InvalidInput
        A bound below 0, or no such order.
    """
    for name, bound in (("severity", least), ("households", households)):
        if bound is not None and bound < 0:
            raise InvalidInput(f"{name} is {bound:g}; write a number from 0.")

    def ask() -> tuple[PlaceRow, Profile, Any, bool]:
        profile, found = inside(store, place, within, as_of)
        answer = ask_gaps(store, profile=profile, place=found.id, as_of=as_of, norms=norms, progress=progress)
        return found, profile, answer, is_synthetic(store, found)

    (found, profile, answer, generated), version = store.consistent(ask)
    whole = GapList(answer, found, profile, as_of, version, generated)
    return whole.picked(order=order, least=least, households=households)


def gaps(
    store: Store,
    *,
    place: str,
    as_of: date,
    norms: Sequence[str] = (),
    within: str | None = None,
    least: float | None = None,
    households: int | None = None,
    order: str = "severity",
) -> GapRows:
    """Where a place falls short of its own norms.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day asked about.
    norms
        Only these norms, by their ids.
    within
        Only inside this place, which lies in `place`.
    least
        Only gaps at least so severe; what is unknown is left out.
    households
        Only gaps that at least so many households feel; what is unknown is left out.
    order
        severity, households, norm or street: what comes first.

    Returns
    -------
    Gaps in that order, then by norm and subject; targets, waived gaps and unknown values have lists of their own.

    Raises
    ------
    NotFound, Ambiguous
        There is no such place or norm, or there are several places; or the place has no profile.
    InvalidInput
        A bound below 0, or no such order.
    """
    whole = listed(
        store,
        place=place,
        as_of=as_of,
        norms=norms,
        within=within,
        least=least,
        households=households,
        order=order,
    )
    return _gap_rows(whole, whole.found.rows)


def targets(store: Store, *, place: str, as_of: date, norms: Sequence[str] = (), within: str | None = None) -> GapRows:
    """Which targets a place has not reached yet; these are no gaps.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day asked about.
    norms
        Only these norms, by their ids.
    within
        Only inside this place, which lies in `place`.

    Raises
    ------
    NotFound, Ambiguous
        As for gaps.
    """
    whole = listed(store, place=place, as_of=as_of, norms=norms, within=within)
    return _gap_rows(whole, whole.found.targets)


def waived(
    store: Store, *, place: str, as_of: date, norms: Sequence[str] = (), within: str | None = None
) -> WaivedRows:
    """Which gaps of a place are waived on the day, why, by whom and until when.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day asked about.
    norms
        Only these norms, by their ids.
    within
        Only inside this place, which lies in `place`.

    Raises
    ------
    NotFound, Ambiguous
        As for gaps.
    """
    whole = listed(store, place=place, as_of=as_of, norms=norms, within=within)
    return WaivedRows(rows=whole.found.waived, **_of(whole))


def unknown(
    store: Store, *, place: str, as_of: date, norms: Sequence[str] = (), within: str | None = None
) -> UnknownRows:
    """Of which subjects nobody has said what a norm asks: neither gaps nor none.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    as_of
        The day asked about.
    norms
        Only these norms, by their ids.
    within
        Only inside this place, which lies in `place`.

    Raises
    ------
    NotFound, Ambiguous
        As for gaps.
    """
    whole = listed(store, place=place, as_of=as_of, norms=norms, within=within)
    return UnknownRows(rows=whole.found.unknown, **_of(whole))


def _gap_rows(whole: GapList, rows: list[Gap]) -> GapRows:
    found = whole.found
    return GapRows(
        rows=rows,
        severity_formula=formula().en,
        norms=found.tallies,
        not_computable=found.not_computable,
        **_of(whole),
    )


def _of(whole: GapList) -> dict[str, Any]:
    return {name: getattr(whole, name) for name in ("place", "as_of", "data_version", "synthetic")}


# --- one gap ------------------------------------------------------------------------------------------------------


def why(store: Store, *, gap: str, as_of: date, mended: bool = True) -> Explained:
    """Why a gap is there: what was expected, what ended and when, who was there before; and what would mend it.

    Parameters
    ----------
    gap
        Id of a gap: that of its norm, a colon, that of its subject.
    as_of
        The day asked about.
    mended
        Also try repairs; nothing of them stays in the graph. Takes seconds.

    Returns
    -------
    Links from the top of the territory down to the subject, then what the norm asks of it; the first that does not
    hold is marked. Of a subject that has no such gap, what is true of it instead.

    Raises
    ------
    InvalidInput
        It is no id of a gap, or a graph cannot answer the norm.
    NotFound
        There is no such norm or subject.
    """
    profile, norm, subject = gap_ids.parse(gap)

    def ask() -> tuple[Any, Repairs | None, bool]:
        answer = ask_why(store, profile=profile, norm=norm, subject=subject, as_of=as_of)
        tried = _repairs(store, profile, norm, subject, as_of) if mended and answer.state == "open" else None
        return answer, tried, bool(answer.path) and synthetic(store, place=answer.path[-1].id)

    (answer, tried, generated), version = store.consistent(ask)
    beside = {name: value for name, value in vars(answer).items() if name != "links"}
    reason = tried.reason if tried else None
    return Explained(
        rows=answer.links,
        **beside,
        repairs=tried.rows if tried else [],
        no_repair=Said(zh=reason.zh, en=reason.en) if reason else None,
        costs={name: act.cost for name, act in ACTS.items()},
        as_of=as_of,
        data_version=version,
        synthetic=generated,
    )


def _repairs(store: Store, profile: Profile, norm: Norm, subject: str, on: date) -> Repairs:
    from cypher.repairs import Repairs
    from graph.profile import Text

    try:
        return repairs(store, profile=profile, norm=norm, subject_id=subject, as_of=on)
    except AccessDenied:  # an answer is no reason to ask for more rights
        return Repairs(
            [],
            Text(
                zh="修复方案要在事务中试写（随后回滚），当前数据库用户无权写入，故未试。",
                en="Repairs are tried in a transaction and rolled back; this user of the database may not write.",
            ),
        )


# --- history ------------------------------------------------------------------------------------------------------


def history(
    store: Store,
    *,
    place: str,
    since: date,
    until: date,
    norms: Sequence[str] = (),
    within: str | None = None,
    progress: Progress = unwatched,
) -> Told:
    """When gaps opened and closed, by which change, and how long they live.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    since, until
        First and last day, both included.
    norms
        Only these norms, by their ids.
    within
        Only inside this place, which lies in `place`.
    progress
        Told how many questions are answered, of how many, which may grow.

    Returns
    -------
    Spells of gaps by their first day.

    Raises
    ------
    NotFound, Ambiguous
        The place is there neither on the last day nor on the first, or has no profile, or no such norm.
    InvalidInput
        The last day is before the first.
    """
    if until < since:
        raise InvalidInput(
            f"The last day is {until} and the first {since}, which is later; give the earlier one first."
        )

    def ask() -> tuple[PlaceRow, Any, bool]:
        profile, found = _then(store, place, within, since, until)
        told = ask_history(
            store,
            profile=profile,
            place=found.id,
            since=since,
            until=until,
            norms=norms or None,
            progress=progress,
        )
        return found, told, is_synthetic(store, found)

    (found, told, generated), version = store.consistent(ask)
    return Told(
        rows=told.spells,
        place=found,
        since=told.since,
        until=told.until,
        targets=told.targets,
        curve=told.curve,
        lives=told.lives,
        life_formula=LIFE_FORMULA,
        days_of_change=told.turns,
        days_asked=told.asked,
        data_version=version,
        synthetic=generated,
    )


def _then(store: Store, place: str, within: str | None, since: date, until: date) -> tuple[Profile, PlaceRow]:
    """The profile and the place that are meant: as it is on the last day, else as it was on the first."""
    try:
        return inside(store, place, within, until)
    except Ambiguous:
        raise
    except NotFound as late:
        try:
            return inside(store, place, within, since)
        except NotFound:
            raise NotFound(f"{late.message} Nor is it there on {since}.", **late.details) from late


# --- waivers ------------------------------------------------------------------------------------------------------


def waivers(store: Store, *, as_of: date, place: str | None = None, every: bool = False) -> Waivers:
    """Which gaps may stand, why, who says so, and until when.

    Parameters
    ----------
    as_of
        The day asked about.
    place
        Only of this place: of a profile's own place all waivers of its norms, also those whose subject is gone; of a
        place inside it those whose subject stands there. All if left out.
    every
        Also those that have expired or have not begun.

    Returns
    -------
    Waivers, the first to expire first.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it, or it has no profile.
    """

    def ask() -> tuple[PlaceRow | None, list[WaiverShown], bool]:
        profile, found = profiled(store, place, as_of) if place is not None else (None, None)
        rows = ask_waivers(store, as_of=as_of, profile=profile.place if profile else None, ended=every)
        ids = sorted({row.subject_id for row in rows})
        root = found.id if found else ""
        ways = placed(store, as_of=as_of, root=root, places=ids, bodies=ids, people=ids)
        paths = {row.id: row.path for row in ways}
        if found and profile and found.code not in profile.codes:
            rows = [row for row in rows if any(step.id == found.id for step in paths.get(row.subject_id, ()))]
        generated = any(row.synthetic for row in rows) or bool(found and is_synthetic(store, found))
        return found, [WaiverShown(**vars(row), path=paths.get(row.subject_id)) for row in rows], generated

    (found, rows, generated), version = store.consistent(ask)
    return Waivers(rows=rows, place=found, as_of=as_of, data_version=version, synthetic=generated)
