"""What is known without the graph, and every question by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from api.output import HEADINGS, WORDS, word
from cypher.catalogue import Asked
from cypher.catalogue import catalogue as read_catalogue
from cypher.library import Row
from graph import describe
from graph.errors import NotFound
from graph.profile import Profile, load_profile
from graph.profile_head import places
from graph.schema import SCHEMA
from graph.store import Store
from graph.words import did_you_mean


class ProfileBrief(Row):
    """A place that has a profile."""

    place: str
    name_zh: str
    name_en: str
    codes: list[str]
    norms: int
    figures: int


class Profiles(Row):
    """Places that have a profile, by their short names."""

    rows: list[ProfileBrief]


class NormRow(Row):
    """A norm of a place; `computable` says whether a graph can answer it, `reason` why not."""

    id: str
    sentence_zh: str
    sentence_en: str
    measure: str | None
    minimum: float | None
    maximum: float | None
    period: str | None
    status: str
    computable: bool
    reason_zh: str | None
    reason_en: str | None
    source: str


class Norms(Row):
    """The norms of a place, in the order of its profile."""

    rows: list[NormRow]
    place: str


class ParameterRow(Row):
    """A parameter of a question, and in words what may be written for it."""

    name: str
    kind: str
    required: bool


class QuestionRow(Row):
    """A question, and the columns of its rows."""

    name: str
    title: str
    parameters: list[ParameterRow]


class Questions(Row):
    """Every question, by name."""

    rows: list[QuestionRow]


class WordRow(Row):
    """A value or a column that answers hold, and what a reader of each language calls it."""

    term: str
    zh: str
    en: str


class Words(Row):
    """What the values and columns of answers are called, by term."""

    rows: list[WordRow]


class Answered(Row):
    """What a question answers; the fields that are `withheld` are null in every row, known or not."""

    rows: list[Any]
    question: str
    parameters: dict[str, str]
    withheld: list[str]
    data_version: int


known = cache(read_catalogue)


def profiles() -> Profiles:
    """Places that have a profile: their levels, norms, ways for issues and published figures are known."""
    every = [load_profile(name) for name in places()]
    return Profiles(
        rows=[
            ProfileBrief(
                place=one.place,
                name_zh=one.name.zh,
                name_en=one.name.en,
                codes=list(one.codes),
                norms=len(one.norms),
                figures=len(one.figures),
            )
            for one in every
        ]
    )


def profile(*, place: str) -> Profile:
    """Everything that a place's profile says: levels, lines, rules, norms, ways for issues, figures.

    Parameters
    ----------
    place
        The short name of a place that has a profile, such as linfen.

    Raises
    ------
    NotFound
        There is none; the message names those there are.
    """
    if place not in places():
        raise NotFound(f"There is no profile {place[:60]!r}. {did_you_mean(place[:60], places())}")
    return load_profile(place)


def norms(*, place: str) -> Norms:
    """The norms of a place.

    Parameters
    ----------
    place
        The short name of a place that has a profile, such as linfen.

    Raises
    ------
    NotFound
        There is none; the message names those there are.
    """
    said = profile(place=place)
    return Norms(
        rows=[
            NormRow(
                id=one.id,
                sentence_zh=one.sentence.zh,
                sentence_en=one.sentence.en,
                measure=one.measure,
                minimum=one.min,
                maximum=one.max,
                period=one.period,
                status=one.status,
                computable=one.computable,
                reason_zh=one.reason.zh if one.reason else None,
                reason_en=one.reason.en if one.reason else None,
                source=one.source,
            )
            for one in said.norms
        ],
        place=said.place,
    )


def schema() -> dict[str, Any]:
    """What may be in the graph: every node, edge and property, with meaning, unit and allowed values."""
    return describe.as_json(SCHEMA)


def words() -> Words:
    """What values and columns are called in Chinese and English; labels and types are in the schema."""
    columns = {term: WordRow(term=term, zh=zh, en=en) for term, (en, zh) in HEADINGS.items()}
    values = {term: WordRow(term=term, zh=zh, en=word(term, "en")) for term, zh in WORDS.items()}
    return Words(rows=sorted((columns | values).values(), key=lambda row: row.term))


def questions() -> Questions:
    """Every question by name, with its title and parameters."""
    return Questions(
        rows=[
            QuestionRow(
                name=one.name,
                title=one.title,
                parameters=[ParameterRow(name=p.name, kind=p.kind, required=p.required) for p in one.params],
            )
            for one in known().values()
        ]
    )


def named(name: str) -> Asked:
    """A question by its name.

    Raises
    ------
    NotFound
        There is none of that name; the message says which is like it.
    """
    if name not in known():
        raise NotFound(f"There is no question {name[:60]!r}. {did_you_mean(name[:60], known())}")
    return known()[name]


def ask(store: Store, *, name: str, parameters: Mapping[str, str]) -> Answered:
    """Ask any question by its name.

    Parameters
    ----------
    name
        A question; the list of questions has them.
    parameters
        Its parameters, written as text.

    Raises
    ------
    NotFound
        There is no such question.
    InvalidInput
        A parameter that it does not have, that is missing, or that cannot be read.
    """
    question = named(name)
    rows, version = store.consistent(lambda: question.call(store, **parameters))
    return Answered(
        rows=rows if isinstance(rows, list) else [rows],
        question=name,
        parameters=dict(parameters),
        withheld=[],
        data_version=version,
    )
