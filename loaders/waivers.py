"""Waivers: one given to an open gap, or changed, as a load of one record; and those of files held against the norms.

A target is no norm that must be met: what falls short of it is listed apart, and there is nothing to waive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from cypher import gap_ids
from cypher.gaps import judged
from cypher.places import find, placed
from cypher.waivers import SubjectRow, WaivedRow, subjects, waived
from graph.errors import InvalidInput, NotFound, WanggeError
from graph.profile import Norm, Profile, Subject
from graph.profile_head import head_of
from graph.records import LAST_DAY, LONGEST_TEXT, RowError, Table
from graph.schema import SCHEMA
from graph.store import Store
from graph.words import shortened
from loaders.cells import LONGEST_OFFICE, clean, plain, stated
from loaders.report import Report
from loaders.run import load

if TYPE_CHECKING:
    from loaders.columns import ColumnFault, Columns

WAIVER = "Waiver"
SOURCE = "wangge waive"
NOTHING = float("inf")  # a value that none reaches: every subject is outside a band that begins there
_FAMILY = {"Place": "places", "Body": "bodies", "Person": "people"}  # family → parameter of `placed`


class GapId(NamedTuple):
    """What a gap's id says: a norm that can be unmet, its profile, and the id of the subject."""

    profile: Profile
    norm: Norm
    subject: str


class Waiving(NamedTuple):
    """What became of a waiver, as it now stands in the graph, and the load that wrote it."""

    done: Literal["made", "changed", "ended", "unchanged"]
    waiver: WaivedRow
    report: Report


def waive(store: Store, *, gap: str, reason: str, by: str, until: date, today: date) -> Waiving:
    """Waive a gap that is open today, or change the waiver that it has.

    Parameters
    ----------
    gap
        The gap's id, as `wangge gaps` gives it.
    reason, by
        Why it may stand, and the office that lets it.
    until
        First day on which the gap counts again; today ends a waiver that was given before.
    today
        The day on which the gap must be open, and from which a new waiver holds.

    Returns
    -------
    Waiving
        `unchanged` where the waiver said all this already, and nothing was written. Where files gave the gap several
        waivers, none is left that lasts beyond `until`.

    Raises
    ------
    InvalidInput
        The id is no gap's, a text is empty or too long, or the day is over.
    NotFound
        There is no such norm or subject, or the subject has no such gap today; the message says what is so.
    LoadRefused
        A text has characters that no record may have.
    """
    gap = plain(clean(gap) or "")
    meant = read_gap(gap)
    said = {
        "reason": stated("reason", reason, LONGEST_TEXT, of="waiver"),
        "by": stated("by", by, LONGEST_OFFICE, of="waiver"),
    }

    def ask() -> list[WaivedRow]:
        before = [row for row in waived(store, norms=[meant.norm.id], as_of=today) if row.gap == gap]
        _check_until(gap, until, today, before)
        if until > today:
            _must_be_open(store, meant, today)
        return before

    before, _ = store.consistent(ask)
    first = before[0] if before else None
    waiver = WaivedRow(
        id=first.id if first else f"{gap}@{today}", gap=gap, **said, since=first.since if first else today, until=until
    )
    rows = [waiver, *(WaivedRow(**{**vars(row), "until": until}) for row in before[1:] if row.until > until)]
    columns = {name: [getattr(row, name) for row in rows] for name in WaivedRow.__dataclass_fields__}
    report = load(store, [Table(WAIVER, columns, SOURCE)], sources=[SOURCE])
    report.raise_if_refused()
    if not (report.created or report.changed):
        return Waiving("unchanged", waiver, report)
    return Waiving("ended" if until == today else "changed" if first else "made", waiver, report)


def _check_until(gap: str, until: date, today: date, before: Sequence[WaivedRow]) -> None:
    if until > LAST_DAY:
        raise InvalidInput(f"--until is {until}; a waiver ends by {LAST_DAY}.")
    if until > today:
        return
    if until < today or not before:
        raise InvalidInput(f"--until is {until} and today is {today}; write the first day to come on which it counts.")
    if any(row.since == today for row in before):
        raise InvalidInput(
            f"{gap} is waived since today, and a waiver holds for a day at least; "
            f"write --until {today + timedelta(days=1)}."
        )


# --- what a gap's id says -----------------------------------------------------------------------------------------


def read_gap(gap: str) -> GapId:
    """The norm and the subject of a gap's id; whether there is such a gap is not asked.

    Raises
    ------
    InvalidInput
        It is not written as one, or its norm is a target or cannot be answered by a graph.
    NotFound
        No profile has its norm.
    """
    profile, norm, subject = gap_ids.parse(gap)
    if not norm.computable:
        why = f": {norm.reason.en}" if norm.reason else ""
        raise InvalidInput(f"{norm.id} has no gaps, for a graph cannot answer it{why}")
    if norm.status == "target":
        raise InvalidInput(
            f"{norm.id} is a target: what falls short of it is listed apart and is no gap, so nothing can be waived."
        )
    return GapId(profile, norm, subject)


def _must_be_open(store: Store, gap: GapId, today: date) -> None:
    """Raise what is so instead, where the subject does not fall short of the norm today."""
    subject = _subject(store, gap, today)
    where = _nearest(store, gap, subject, today)

    def value(norm: Norm) -> tuple[float | None] | None:
        rows = judged(store, norm=norm, place=where, as_of=today)
        return next(((row.value,) for row in rows if row.subject_id == gap.subject), None)

    outside = value(gap.norm)
    if outside is None:
        inside = value(gap.norm.model_copy(update={"min": NOTHING, "max": None}))
        if inside is None or inside[0] is None:
            raise NotFound(
                f"{gap.norm.id} does not reach {subject.name} ({subject.id}) on {today}, so it has no gap there."
            )
        raise NotFound(
            f"{subject.name} ({subject.id}) meets {gap.norm.id} on {today}: its value ({gap.norm.measure}) is "
            f"{inside[0]:g} and must be {_band(gap.norm)}, so there is nothing to waive."
        )
    if outside[0] is None:
        raise NotFound(
            f"Nobody has said what {gap.norm.id} asks of {subject.name} ({subject.id}, {gap.norm.measure}): "
            "what is unknown is no gap, so there is nothing to waive; load what is missing."
        )


def _subject(store: Store, gap: GapId, today: date) -> SubjectRow:
    """The subject, if the norm binds it and it is there."""
    found = subjects(store, id=gap.subject, as_of=today)
    if not found:
        raise NotFound(
            f"Nothing in the graph has the id {shortened(gap.subject, 80)}; "
            f"`wangge gaps {gap.profile.place} --norm {gap.norm.id} --json` gives the gaps there are."
        )
    bound = [one for one in found if any(_binds(subject, one) for subject in gap.norm.subjects)]
    if not bound:
        kinds = " and ".join(f"{one.name} is a {one.label}" for one in found)
        raise NotFound(f"{kinds}, and {gap.norm.id} binds {', '.join(map(_said, gap.norm.subjects))}.")
    there = next((one for one in bound if one.in_force), None)
    if there is None:
        raise NotFound(f"{bound[0].name} ({gap.subject}) is not in force on {today}, so no norm binds it.")
    return there


def _binds(subject: Subject, one: SubjectRow) -> bool:
    labels = SCHEMA.node[one.label].labels
    return (
        subject.label in labels
        and subject.kind in (None, one.kind)
        and (subject.tag is None or subject.tag in (one.tags or ()))
    )


def _said(subject: Subject) -> str:
    of = [f"of kind {subject.kind}"] if subject.kind else []
    return " ".join([subject.label, *of, *([f"with the tag {subject.tag}"] if subject.tag else [])])


def _nearest(store: Store, gap: GapId, subject: SubjectRow, today: date) -> str:
    """The nearest place of the subject, inside which its norm is evaluated; it must lie in the profile's place."""
    roots = [row for code in gap.profile.codes for row in find(store, place=code, as_of=today)]
    family = _FAMILY[SCHEMA.node[subject.label].family.name]
    ids: dict[str, list[str]] = {family: [subject.id]}
    ways = placed(store, as_of=today, root=roots[0].id if roots else "", **ids)
    at = ways[0].path[-1].id if ways else None
    head = head_of(find(store, place=at, as_of=today)[0].codes) if at else None
    if at is None or head is None or head.place != gap.profile.place:
        raise NotFound(
            f"{subject.name} ({subject.id}) does not stand in {gap.profile.name.zh} on {today}, "
            f"and {gap.norm.id} binds nothing elsewhere."
        )
    return at


def _band(norm: Norm) -> str:
    ends = (("at least", norm.min), ("at most", norm.max))
    return " and ".join(f"{words} {end:g}" for words, end in ends if end is not None)


# --- waivers of files ---------------------------------------------------------------------------------------------


def _fault(gap: str) -> tuple[str, str] | None:
    """Why a gap's id in a file can never be that of a gap: code and sentence."""
    try:
        read_gap(gap)
    except (InvalidInput, NotFound) as error:
        return _CODES[type(error)], error.message
    return None


_CODES: dict[type[WanggeError], str] = {InvalidInput: "bad-gap", NotFound: "unknown-norm"}


def check(tables: Sequence[Table]) -> Iterator[RowError]:
    """The check of a load's waivers against the norms there are: `bad-gap` and `unknown-norm`."""
    for table in tables:
        for row, gap in enumerate(table.columns.get("gap", ()) if table.what == WAIVER else ()):
            if isinstance(gap, str) and (wrong := _fault(gap)):
                yield table.fault(row, "gap", *wrong)


def judge(tables: Columns) -> list[ColumnFault]:
    """The same faults in the columns of an import."""
    from loaders.columns import EXAMPLES, ROW, ColumnFault

    if WAIVER not in tables or "gap" not in tables[WAIVER].collect_schema():
        return []
    found: dict[str, list[str]] = {}
    for row, gap in tables[WAIVER].select(ROW, "gap").collect().iter_rows():
        if gap is not None and (wrong := _fault(gap)):
            found.setdefault(wrong[0], []).append(f"row {row}: {gap[:60]}")
    return [ColumnFault(WAIVER, "gap", code, len(rows), rows[:EXAMPLES]) for code, rows in sorted(found.items())]
