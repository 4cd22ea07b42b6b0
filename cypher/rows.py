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
