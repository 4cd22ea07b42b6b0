"""Coverage gaps: the norms of a place held against its graph.

Each `.cypher` file beside this one is a measure: a number per subject, of which only those outside the band, or
unknown, come back. The folder is the registry: a profile names a measure by its file's name. Three shapes find the
subjects of a place: places inside it; bodies tied to one, their Party organisations and those under them, and the
committees they sit on; people with a post at, or assigned to, any of these. The nearest place gives a subject its path.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cypher.library import Question, Row
from cypher.rows import PlaceRef
from graph.errors import InvalidInput, NotFound, ProfileRefused
from graph.profile import Norm, Profile
from graph.store import Store
from graph.words import shortened

COMMON = ("place", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum")
WEIGHTS = {"stated": 3, "inferred": 2, "target": 1}
SEVERITY_FORMULA = (
    "severity = weight x (1 + log10(1 + households)), weight 3 for a stated norm, 2 inferred, 1 target; "
    "absent where the households are unknown"
)


class Measured(Row):
    """One subject outside the band, or, with `value` absent, one of which the value is unknown."""

    subject_id: str
    subject_name: str
    subject_level: str
    value: float | None
    households: int | None
    path: list[PlaceRef]


class Gap(Row):
    """A norm unmet by a subject on a day. `id` is norm and subject, and stays the same from run to run."""

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
    path: list[PlaceRef]


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


class Gaps(NamedTuple):
    """Gaps, the most severe first; what is unknown; and the norms that a graph cannot answer."""

    rows: list[Gap]
    unknown: list[Unknown]
    not_computable: list[NotComputable]


MEASURES: dict[str, Question[Measured]] = {
    path.stem: Question.load(__file__, path.name, Measured, extra_keys=("unit", "required", "hit", "miss", "example"))
    for path in sorted(Path(__file__).parent.glob("*.cypher"))
}


def measure(
    store: Store,
    *,
    name: str,
    place: str,
    label: str,
    as_of: date,
    kind: str | None = None,
    tag: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> list[Measured]:
    """Subjects inside a place whose measure lies outside a band, or is unknown.

    Parameters
    ----------
    name
        The measure, a key of `MEASURES`.
    place
        Id of the place whose inside is looked at, itself included.
    label, kind, tag
        Which nodes are subjects: a label of the schema, and, where given, their kind and one of their tags.
    minimum, maximum
        The band, both ends included; an absent end is open.
    parameters
        The measure's own parameters; those that are not `required` may be left out or None.

    Returns
    -------
    One row per subject, by its id.

    Raises
    ------
    NotFound
        No measure has that name.
    InvalidInput
        `parameters` are not those of the measure.
    """
    if name not in MEASURES:
        raise NotFound(f"There is no measure {name[:80]!r}; measures are {', '.join(MEASURES)}.")
    given = {key: value for key, value in (parameters or {}).items() if value is not None}
    fault = misfit(name, given)
    if fault:
        raise InvalidInput(fault)
    return MEASURES[name].rows(
        store,
        place=place,
        subject_label=label,
        subject_kind=kind,
        subject_tag=tag,
        as_of=as_of,
        minimum=minimum,
        maximum=maximum,
        **(dict.fromkeys(own_parameters(name)) | given),
    )


def own_parameters(name: str) -> list[str]:
    """A measure's own parameters, in the order of its header."""
    return [param for param in MEASURES[name].params if param not in COMMON]


def misfit(name: str, parameters: Mapping[str, Any]) -> str | None:
    """Why a measure cannot take these parameters, in a sentence; None where it can."""
    question, own = MEASURES[name], own_parameters(name)
    required: list[str] = question.extra["required"]
    listed = ", ".join(p if p in required else f"{p} (may be left out)" for p in own) or "nothing"
    unknown = [key for key in parameters if key not in own]
    if unknown:
        return f"{name} does not take {unknown[0][:60]!r}; it takes {listed}."
    missing = [key for key in required if parameters.get(key) is None]
    if missing:
        return f"{name} needs {' and '.join(missing)}; it takes {listed}."
    for key, value in parameters.items():
        example = question.extra["example"][key]
        if value is not None and not _alike(value, example):
            wanted = (
                "a list of texts" if isinstance(example, list) else "a text" if isinstance(example, str) else "a number"
            )
            return f"{key} of {name} is {shortened(str(value), 40)}; write {wanted} such as {example!r}."
    return None


def _alike(value: Any, example: Any) -> bool:
    if isinstance(example, list):
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if isinstance(example, str):
        return isinstance(value, str)
    return isinstance(value, int | float) and not isinstance(value, bool)


QUESTIONS = {name: partial(measure, name=name) for name in MEASURES}  # what `wangge ask` asks by the file's name


def gaps(
    store: Store,
    *,
    profile: Profile,
    place: str,
    as_of: date,
    norm: str | None = None,
    above: Sequence[PlaceRef] = (),
) -> Gaps:
    """Every norm of a profile that is unmet inside a place on a day.

    Parameters
    ----------
    profile
        Whose norms; a norm of one place is never applied to another.
    place
        Id of a place in the profile's place.
    norm
        Only this norm, by its id.
    above
        The places above `place`, from the top, with which every path shall begin.

    Returns
    -------
    Gaps by severity, the unknown severities last, then by norm and subject; the others by norm and subject.

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
    norms = [one for one in profile.norms if norm in (None, one.id)]
    if not norms:
        ids = ", ".join(one.id for one in profile.norms)
        raise NotFound(f"{profile.name.zh} has no norm {str(norm)[:80]!r}; its norms are {ids}.")
    rows: dict[str, Gap] = {}
    unknown: list[Unknown] = []
    for one in norms:
        for found in judged(store, norm=one, place=place, as_of=as_of) if one.computable else ():
            subject: dict[str, Any] = {
                "norm": one.id,
                "subject_id": found.subject_id,
                "subject_name": found.subject_name,
                "subject_level": found.subject_level,
                "path": [*above, *found.path],
            }
            if found.value is None:
                unknown.append(Unknown(**subject))
                continue
            gap = Gap(
                id=f"{one.id}:{found.subject_id}",
                **subject,
                value=found.value,
                minimum=one.min,
                maximum=one.max,
                status=one.status,
                severity=severity(one.status, found.households),
                households=found.households,
            )
            rows[gap.id] = gap
    return Gaps(
        sorted(rows.values(), key=lambda g: (g.severity is None, -(g.severity or 0), g.norm, g.subject_id)),
        sorted(unknown, key=lambda u: (u.norm, u.subject_id)),
        [
            NotComputable(
                norm=one.id,
                reason_zh=one.reason.zh,
                reason_en=one.reason.en,
                sentence_zh=one.sentence.zh,
                sentence_en=one.sentence.en,
            )
            for one in norms
            if one.reason and not one.computable
        ],
    )


def severity(status: str, households: int | None) -> float | None:
    """How much a gap weighs, by `SEVERITY_FORMULA`; absent where nobody knows how many households feel it."""
    return None if households is None else round(WEIGHTS[status] * (1 + math.log10(1 + households)), 2)


def judged(store: Store, *, norm: Norm, place: str, as_of: date) -> list[Measured]:
    """Subjects of one computable norm inside a place that lie outside its band, or whose value is unknown.

    Raises
    ------
    ProfileRefused
        The norm asks for a measure, or gives a measure parameters, that there are not.
    """
    question = MEASURES.get(norm.measure or "")
    if question is None:
        raise ProfileRefused(f"{norm.id}: there is no measure {norm.measure!r}; measures are {', '.join(MEASURES)}.")
    fault = misfit(question.name, norm.parameters)
    if fault:
        raise ProfileRefused(f"{norm.id}: {fault}")
    return [
        row
        for subject in norm.subjects
        for row in measure(
            store,
            name=question.name,
            place=place,
            label=subject.label,
            kind=subject.kind,
            tag=subject.tag,
            as_of=as_of,
            minimum=norm.min,
            maximum=norm.max,
            parameters=norm.parameters,
        )
    ]
