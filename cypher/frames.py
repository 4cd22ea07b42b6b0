"""Rows of any question as a frame of polars, and from there as one of pandas: `frame(cover(…)).to_pandas()`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import orjson
import polars as pl

from cypher.library import R, Row

_PLAIN: dict[type, Any] = {
    str: pl.String,
    int: pl.Int64,
    float: pl.Float64,
    bool: pl.Boolean,
    date: pl.Date,
    datetime: pl.Datetime("us", "UTC"),
}


def frame(rows: Sequence[R], of: type[R] | None = None) -> pl.DataFrame:
    """Rows as columns, in their order.

    Parameters
    ----------
    rows
        What a question returned.
    of
        Their type, such as `CoverRow`; it need not be said where there is a row.

    Returns
    -------
    polars.DataFrame
        A column for each field. Of a row in a row each field is a column, such as `at_name` of `at`; a list of rows is
        a list of structs, which `explode` and `unnest` open; what has no fixed fields is its JSON. Absent
        values are null.

    Raises
    ------
    ValueError
        There is no row, and `of` does not say what they would be.
    """
    if of is None:
        if not rows:
            raise ValueError("There are no rows; say of which type they would be, as in frame(rows, of=CoverRow).")
        of = type(rows[0])
    columns = pl.DataFrame(
        {name: pl.Series([_plain(getattr(row, name)) for row in rows], dtype=_type(hint)) for name, hint in _hints(of)}
    )
    while nested := [c.name for c in columns.iter_columns() if isinstance(c.dtype, pl.Struct)]:
        columns = columns.unnest(nested, separator="_")
    return columns


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return {name: _plain(one) for name, one in vars(value).items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return orjson.dumps(value).decode() if isinstance(value, dict) else value


def _type(hint: Any) -> Any:
    """The type of a column whose values a field's hint allows."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [_type(one) for one in get_args(hint) if one is not NoneType]
        return pl.Float64 if kinds == [pl.Int64, pl.Float64] else kinds[0]
    if get_origin(hint) is Literal:
        return _type(type(get_args(hint)[0]))
    if get_origin(hint) in (list, tuple, Sequence):
        return pl.List(_type(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Row):
        return pl.Struct({name: _type(inner) for name, inner in _hints(hint)})
    return pl.String if get_origin(hint) is dict else _PLAIN[hint]


def _hints(row: type[Row]) -> list[tuple[str, Any]]:
    hints = get_type_hints(row)
    return [(one.name, hints[one.name]) for one in fields(row)]  # type: ignore[arg-type]
