"""Coverage gaps: the norms of a place held against its graph, what each gap weighs, and what else is known of it.

A gap is a norm unmet by a subject on a day; its id is the norm's and the subject's, the same from run to run. Targets
that are not yet reached, waived gaps and unknown values are told apart from gaps and never mixed with them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from cypher.counted import line_of
from cypher.exposure import counts_of, households_exposed, lines_holding
from cypher.gaps.measures import (
    MEASURES,
    QUESTIONS,
    Judged,
    Value,
    judge,
    judged,
    measure,
    misfit,
    own_parameters,
)
from cypher.gaps.weighing import formula, severity
from cypher.library import Row
from cypher.places import levels_inside, placed
from cypher.rows import PlaceRef
from cypher.waivers import WaivedRow, by_gap
from graph.errors import NotFound
from graph.profile import Norm, Profile
from graph.schema import SCHEMA
from graph.store import Store

__all__ = [
    "MEASURES",
    "QUESTIONS",
    "Gap",
    "Gaps",
    "Judged",
    "NotComputable",
    "Tally",
    "Unknown",
    "Value",
    "Waived",
    "formula",
    "gaps",
    "judge",
    "judged",
    "measure",
    "misfit",
    "own_parameters",
    "severity",
]

FEW = 2  # norms for which it does not pay to look first where subjects can be
AT_ONCE = 5_000  # subjects of which a statement tells the rest

Progress = Callable[[int, int], None]


def unwatched(done: int, of: int) -> None:
    """Tell nobody."""


class Gap(Row):
    """A norm unmet by a subject on a day. `id` is norm and subject, and stays the same from run to run.

    `lines` are the other lines that still cover the subject's place; `path` leads from the top of the territory down
    to the subject, or to the nearest place it is tied to.
    """

    id: str
    norm: str
    subject_id: str
    subject_name: str
    subject_level: str
    value: float
    minimum: float | None
    maximum: float | None
    status: str
    severity: float | None
    households: int | None
    lines: list[str]
    path: list[PlaceRef]


class Waived(Gap):
    """A gap that is waived on the day."""

    waiver: WaivedRow


class Unknown(Row):
    """A subject whose value nobody has said: neither a gap nor none."""

    norm: str
    subject_id: str
    subject_name: str
    subject_level: str
    path: list[PlaceRef]


class NotComputable(Row):
    """A norm that the graph cannot answer, and why."""

    norm: str
    reason_zh: str
    reason_en: str
    sentence_zh: str
    sentence_en: str


class Tally(Row):
    """Of the `subjects` that a norm binds, how many miss it, have that waived, or are unknown; the rest meet it."""

    norm: str
    status: str
    subjects: int
    met: int
    gaps: int
    waived: int
    unknown: int


class Gaps(NamedTuple):
    """`rows` are gaps, `targets` what is aimed at and not yet reached, `waived` either; the most severe first."""

    rows: list[Gap]
    targets: list[Gap]
    waived: list[Waived]
    unknown: list[Unknown]
    not_computable: list[NotComputable]
    tallies: list[Tally]


def gaps(
    store: Store,
    *,
    profile: Profile,
    place: str,
    as_of: date,
    norms: Collection[str] = (),
    progress: Progress = unwatched,
) -> Gaps:
    """Every norm of a profile that is unmet inside a place on a day.

    Parameters
    ----------
    profile
        Whose norms; a norm of one place is never applied to another.
    place
        Id of a place in the profile's place.
    as_of
        The day.
    norms
        Only these, by id; all where none is named.
    progress
        Told how many norms are judged, of how many.

    Returns
    -------
    Gaps
        By severity, the unknown severities last, then by norm and subject; the others by norm and subject.

    Raises
    ------
    NotFound
        The profile has no such norm.
    ProfileRefused
        The profile asks for a measure, or gives a measure parameters, that there are not.

    Source
    ------
    Norms: the profile's; gaps and severity: domain.md section 4.
    """
    asked = wanted(profile, norms)
    computable = [norm for norm in asked if norm.computable]
    levels = levels_inside(store, place=place, as_of=as_of) if len(computable) > FEW else None
    answers: dict[str, Judged] = {}
    for done, norm in enumerate(computable):
        progress(done, len(computable))
        answers[norm.id] = judge(store, norm=norm, place=place, as_of=as_of, levels=levels)
    progress(len(computable), len(computable))
    hits = [(norm, one) for norm in computable for one in answers[norm.id].found]
    about = _About(store, profile, place, as_of, [one for _, one in hits])
    found: list[Gap] = []
    unknown: list[Unknown] = []
    for norm, one in hits:
        subject: dict[str, Any] = {
            "norm": norm.id,
            "subject_id": one.subject_id,
            "subject_name": one.subject_name,
            "subject_level": one.subject_level,
            "path": about.path(one),
        }
        if one.value is None:
            unknown.append(Unknown(**subject))
        else:
            found.append(_gap(norm, one.value, subject, about.households(one), about.lines(one, norm)))
    found.sort(key=lambda gap: (gap.severity is None, -(gap.severity or 0), gap.norm, gap.subject_id))
    waivers = by_gap(store, norms=[norm.id for norm in computable], as_of=as_of)
    waived = [Waived(**vars(gap), waiver=waivers[gap.id]) for gap in found if gap.id in waivers]
    standing = [gap for gap in found if gap.id not in waivers]
    return Gaps(
        [gap for gap in standing if gap.status != "target"],
        [gap for gap in standing if gap.status == "target"],
        waived,
        sorted(unknown, key=lambda one: (one.norm, one.subject_id)),
        [_not_computable(norm) for norm in asked if norm.reason and not norm.computable],
        [_tally(norm, answers[norm.id], sum(gap.norm == norm.id for gap in waived)) for norm in computable],
    )


def wanted(profile: Profile, norms: Collection[str]) -> list[Norm]:
    """Norms by id, in the profile's order; all where none is named.

    Raises
    ------
    NotFound
        The profile has no such norm.
    """
    known = [norm.id for norm in profile.norms]
    for id_ in norms:
        if id_ not in known:
            raise NotFound(f"{profile.name.zh} has no norm {id_[:80]!r}; its norms are {', '.join(known)}.")
    return [norm for norm in profile.norms if not norms or norm.id in norms]


def _gap(norm: Norm, value: float, subject: dict[str, Any], households: int | None, lines: list[str]) -> Gap:
    return Gap(
        id=f"{norm.id}:{subject['subject_id']}",
        **subject,
        value=value,
        minimum=norm.min,
        maximum=norm.max,
        status=norm.status,
        severity=severity(norm.status, value, norm.min, norm.max, households, bool(lines)),
        households=households,
        lines=lines,
    )


def _tally(norm: Norm, answer: Judged, waived: int) -> Tally:
    unknown = sum(one.value is None for one in answer.found)
    return Tally(
        norm=norm.id,
        status=norm.status,
        subjects=answer.subjects,
        met=answer.subjects - len(answer.found),
        gaps=len(answer.found) - unknown - waived,
        waived=waived,
        unknown=unknown,
    )


def _not_computable(norm: Norm) -> NotComputable:
    assert norm.reason is not None, "asked for those with a reason only"
    return NotComputable(
        norm=norm.id,
        reason_zh=norm.reason.zh,
        reason_en=norm.reason.en,
        sentence_zh=norm.sentence.zh,
        sentence_en=norm.sentence.en,
    )


class _About:
    """What is asked of subjects once they are known to be outside a band: where they stand, and what stands behind."""

    def __init__(self, store: Store, profile: Profile, root: str, as_of: date, found: Sequence[Value]) -> None:
        ids: dict[str, list[str]] = {"places": [], "bodies": [], "people": []}
        for family, id_ in sorted({(family_of(one), one.subject_id) for one in found}):
            ids[family].append(id_)
        self._profile = profile
        self._paths = {
            (family, row.id): row.path
            for family, all_ in ids.items()
            for some in _parts(all_)
            for row in placed(store, as_of=as_of, root=root, **{family: some})
        }
        self._households = {
            (family, row.id): row.households
            for family in ("places", "bodies")
            for some in _parts(ids[family])
            for row in households_exposed(store, as_of=as_of, **{family: some})
        }
        homes = sorted({path[-1].id for path in self._paths.values()})
        counts = counts_of(profile)
        self._lines = {
            row.id: row.lines
            for some in _parts(homes)
            for row in lines_holding(store, places=some, counts=counts, as_of=as_of)
        }

    def path(self, one: Value) -> list[PlaceRef]:
        return self._paths.get((family_of(one), one.subject_id), [])

    def households(self, one: Value) -> int | None:
        return self._households.get((family_of(one), one.subject_id))

    def lines(self, one: Value, norm: Norm) -> list[str]:
        path = self.path(one)
        holding = self._lines.get(path[-1].id, []) if path else []
        return [line for line in holding if line != line_of(norm, self._profile)]


def family_of(one: Value) -> str:
    """`places`, `bodies` or `people`: where a subject has its id from."""
    if one.subject_level in SCHEMA.level:
        return "places"
    return "people" if one.subject_level == "Person" else "bodies"


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some
