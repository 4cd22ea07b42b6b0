"""Measures: a number per subject, of which only those outside a band, or unknown, come back.

Each `.cypher` file beside this one is a measure; the folder is the registry, and a profile names a measure by its
file's name. Three shapes find the subjects of a place: places inside it; bodies tied to one, their Party organisations
and those under them, and the committees they sit on; people with a post at, or assigned to, any of these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from cypher.library import Question, Row
from cypher.places import LevelRow
from graph.errors import InvalidInput, NotFound, ProfileRefused
from graph.model import Family
from graph.profile import Norm
from graph.schema import PEOPLE, PLACES, SCHEMA
from graph.store import Store
from graph.words import shortened

COMMON = ("place", "through", "reach", "subject_label", "subject_kind", "subject_tag", "as_of", "minimum", "maximum")


class Value(Row):
    """One subject outside the band, or, with `value` absent, one of which the value is unknown.

    `subject_level` is the level of a place, and the label of a body or person.
    """

    subject_id: str
    subject_name: str
    subject_level: str
    value: float | None


class Judged(Row):
    """How many subjects were judged, and those that are outside the band or unknown."""

    subjects: int
    found: list[Value]


MEASURES: dict[str, Question[Judged]] = {
    path.stem: Question.load(__file__, path.name, Judged, extra_keys=("unit", "required", "hit", "miss", "example"))
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
) -> list[Value]:
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
    return _judged(
        store,
        name,
        given,
        place=place,
        through=list(SCHEMA.level),
        subject_label=label,
        subject_kind=kind,
        subject_tag=tag,
        as_of=as_of,
        minimum=minimum,
        maximum=maximum,
    ).found


def judge(store: Store, *, norm: Norm, place: str, as_of: date, levels: Sequence[LevelRow] | None = None) -> Judged:
    """One computable norm held against all its subjects inside a place.

    Parameters
    ----------
    norm
        A norm of a profile.
    place
        Id of a place.
    as_of
        The day.
    levels
        Where the inside of the place is large: what `levels_inside` says of it on that day, so that branches of the
        territory in which no subject can be are not walked.

    Returns
    -------
    Judged
        Subjects by id. A subject that two of the norm's `subjects` name is counted by both and found once.

    Raises
    ------
    ProfileRefused
        The norm asks for a measure, or gives a measure parameters, that there are not.
    """
    if norm.measure not in MEASURES:
        raise ProfileRefused(f"{norm.id}: there is no measure {norm.measure!r}; measures are {', '.join(MEASURES)}.")
    fault = misfit(norm.measure, norm.parameters)
    if fault:
        raise ProfileRefused(f"{norm.id}: {fault}")
    parts = [
        _judged(
            store,
            norm.measure,
            norm.parameters,
            place=place,
            through=list(SCHEMA.level) if levels is None else _through(levels, subject.label),
            subject_label=subject.label,
            subject_kind=subject.kind,
            subject_tag=subject.tag,
            as_of=as_of,
            minimum=norm.min,
            maximum=norm.max,
        )
        for subject in norm.subjects
    ]
    found = {(one.subject_level, one.subject_id): one for part in parts for one in part.found}
    return Judged(
        subjects=sum(part.subjects for part in parts), found=sorted(found.values(), key=lambda one: one.subject_id)
    )


def judged(store: Store, *, norm: Norm, place: str, as_of: date) -> list[Value]:
    """What `judge` found: subjects of a norm inside a place that are outside its band or unknown, by id."""
    return judge(store, norm=norm, place=place, as_of=as_of).found


def _judged(store: Store, name: str, parameters: Mapping[str, Any], **common: Any) -> Judged:
    given = {"reach": _reach(common["subject_label"])} if "reach" in MEASURES[name].params else {}
    own = dict.fromkeys(own_parameters(name)) | dict(parameters)
    (row,) = MEASURES[name].rows(store, **common, **given, **own)
    return Judged(subjects=row.subjects, found=sorted(row.found, key=lambda one: one.subject_id))


def _reach(label: str) -> int:
    """How far off subjects of a label may be: 0 places, 1 bodies tied to these, 2 Party organisations, 3 all else."""
    family = _family(label)
    if family is PLACES:
        return 0
    if label in ("Committee", "Body") or family is PEOPLE:
        return 3
    return 2 if label == "PartyOrg" else 1


def _family(label: str) -> Family:
    node = SCHEMA.node.get(label)
    return node.family if node else next(family for family in SCHEMA.families if family.name == label)


def _through(levels: Sequence[LevelRow], label: str) -> list[str]:
    """Levels that a walk down must pass through to meet every subject of a label: those above subjects."""
    node, family = SCHEMA.node.get(label), _family(label)
    if family is not PLACES:
        met = {row.level for row in levels if row.bodies or (family is PEOPLE and row.people)}
    else:
        met = {row.level for row in levels if node is None or row.level == node.level}
    through: set[str] = set()
    while more := {row.above for row in levels if row.level in met | through and row.above} - through:
        through |= more
    return sorted(through)


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
