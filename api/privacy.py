"""Which answers hold personal fields: by the class that the schema gives a property, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from graph.schema import SCHEMA

T = TypeVar("T")


@cache
def personal_names() -> frozenset[str]:
    """Properties of people that the schema classes as personal."""
    return frozenset(one.name for node in SCHEMA.nodes for one in node.all_properties if one.personal)


def personal_fields(kind: Any) -> frozenset[str]:
    """The personal fields of rows of a type, and of rows in them."""
    return personal_names() & _fields_in(kind)


@cache
def _fields_in(kind: Any) -> frozenset[str]:
    return frozenset(one.name for row in _rows_in(kind, set()) for one in fields(row))


def without(value: T, names: frozenset[str]) -> T:
    """A value whose personal fields, and those of whatever is in it, are absent."""
    cleaned: Any = value
    if isinstance(value, list):
        cleaned = [without(one, names) for one in value]
    elif is_dataclass(value) and not isinstance(value, type):
        said = {one.name: getattr(value, one.name) for one in fields(value)}
        cleaned = replace(value, **{n: None if n in names else without(one, names) for n, one in said.items()})
    result: T = cleaned
    return result


def _rows_in(kind: Any, seen: set[Any]) -> Iterator[Any]:
    if is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        yield kind
        for hint in get_type_hints(kind).values():
            yield from _rows_in(hint, seen)
    for inner in get_args(kind):
        yield from _rows_in(inner, seen)
