"""Published figures of a place, held against its graph: counting questions, and the comparison in the printed unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from inspect import signature
from typing import Any, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from cypher.figures.compare import band
from cypher.figures.counts import MEASURES
from cypher.figures.of_profile import OVER_NORM, OVER_PROFILE
from cypher.library import Row
from graph.errors import InvalidInput, ProfileRefused
from graph.profile import Figure, Norm, Profile, Text
from graph.store import Store

Verdict = Literal["reproduced", "outside the graph", "not reproduced"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
QUESTIONS = MEASURES  # what `wangge ask` asks by the file's name


class FigureRow(Row):
    """A published figure, and what the graph, the profile or a norm says; `ours` is absent where it cannot say."""

    id: str
    term: str
    published: str
    value: float | None
    minimum: float | None
    maximum: float | None
    qualifier: str
    unit: str
    ours: float | None
    verdict: Verdict
    reason_zh: str | None
    reason_en: str | None
    source: str
    as_of: date
    over: str
    measure: str | None


def figures(store: Store, *, profile: Profile, place: str) -> list[FigureRow]:
    """Every published figure of a profile held against the graph, each on its own day.

    Parameters
    ----------
    profile
        Whose figures.
    place
        Id of the profile's place; nothing outside it counts.

    Returns
    -------
    One row per figure, in the profile's order. `outside the graph` has the reason; so has what is not reproduced
    because the graph does not know every number.

    Raises
    ------
    ProfileRefused
        A figure names a measure that there is not, or parameters that its measure does not take.
    """
    return [_row(store, profile, figure, place) for figure in profile.figures]


def refusal(profile: Profile, figure: Figure) -> str | None:
    """Why a figure of a profile cannot be measured, in words; None where it can, or has no measure."""
    if figure.measure is None:
        return None
    subject, measures = _measures(profile, figure)
    if subject is None:
        return f"is over {figure.over!r}, which is no norm here; a figure is over graph, profile or the id of a norm"
    measure = measures.get(figure.measure)
    if measure is None:
        return f"there is no measure {figure.measure!r} over {figure.over}; there are {', '.join(measures)}"
    takes = signature(measure, eval_str=True)
    try:
        takes.bind(subject, **_asked(figure, place=""))
        for name, value in figure.parameters.items():
            TypeAdapter(takes.parameters[name].annotation).validate_python(value, strict=False)
        if figure.over != "graph":
            measure(subject, **figure.parameters)
    except TypeError as error:
        return f"{figure.measure} cannot be asked so: {error}"
    except ValidationError as error:
        return f"{figure.measure} cannot be asked so: {name}: {error.errors()[0]['msg']}"
    except LookupError as error:
        return str(error.args[0])
    return None


_ESTIMATE = Text(zh="约数（~），从不断言。", en="An estimate (~), which is never asserted.")
_UNKNOWN = Text(zh="图中不知道所需的全部数字。", en="The graph does not know every number it needs.")


def _row(store: Store, profile: Profile, figure: Figure, place: str) -> FigureRow:
    allowed = band(figure.qualifier, value=figure.value, low=figure.min, high=figure.max, step=figure.step)
    verdict: Verdict = "outside the graph"
    ours, reason = None, figure.outside
    if figure.measure is not None:
        ours = _measured(store, profile, figure, place)
        if allowed is None:
            reason = _ESTIMATE
        elif ours is None:
            verdict, reason = "not reproduced", _UNKNOWN
        else:
            verdict = "reproduced" if allowed.holds(ours) else "not reproduced"
    return FigureRow(
        id=figure.id,
        term=figure.term,
        published=figure.printed,
        value=figure.value,
        minimum=figure.min,
        maximum=figure.max,
        qualifier=figure.qualifier,
        unit=figure.unit,
        ours=ours,
        verdict=verdict,
        reason_zh=reason.zh if reason else None,
        reason_en=reason.en if reason else None,
        source=figure.source,
        as_of=figure.as_of,
        over=figure.over,
        measure=figure.measure,
    )


def _measured(store: Store, profile: Profile, figure: Figure, place: str) -> float | None:
    refused = refusal(profile, figure)
    if refused:
        raise ProfileRefused(f"{figure.id}: {refused}.")
    subject, measures = _measures(profile, figure)
    measure = measures[str(figure.measure)]
    if figure.over != "graph":
        value: float | None = measure(subject, **figure.parameters)
        return value
    try:
        value = measure(store, **_asked(figure, place))[0].value
    except InvalidInput as error:
        raise ProfileRefused(f"{figure.id}: {error}") from error
    return value


def _measures(profile: Profile, figure: Figure) -> tuple[Any, Mapping[str, Callable[..., Any]]]:
    """What the measure is asked of, and which measures there are; `graph` is asked of the store."""
    if figure.over == "graph":
        return "", MEASURES
    if figure.over == "profile":
        return profile, OVER_PROFILE
    norm: Norm | None = next((one for one in profile.norms if one.id == figure.over), None)
    return norm, OVER_NORM


def _asked(figure: Figure, place: str) -> dict[str, Any]:
    where = {"place": place, "as_of": figure.as_of} if figure.over == "graph" else {}
    return {**where, **figure.parameters}
