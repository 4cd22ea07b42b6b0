"""Shapes that several questions return inside their rows."""

from __future__ import annotations

from cypher.library import Row


class PlaceRef(Row):
    """A place on a chain or a path."""

    id: str
    name: str
    level: str


class Head(Row):
    """Who holds a post in a body."""

    id: str
    name: str
    post: str


class NodeRef(Row):
    """A node of any family; ids are unique only within one. `level` is absent but for places."""

    family: str
    id: str
    label: str
    name: str
    level: str | None


class Said(Row):
    """The same words in Chinese and English."""

    zh: str
    en: str


class IssueTypeRow(Row):
    """A kind of issue; `mode` is the one in which it goes as a rule, `solvable_at` the lowest level that solves it.

    `promised_days` are working days within which residents are promised an end; None where nobody promised any.
    """

    id: str
    name: str
    name_en: str | None
    synonyms: list[str]
    mode: str | None
    solvable_at: str | None
    promised_days: int | None
