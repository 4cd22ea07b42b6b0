"""A folder of csv or Parquet tables judged in columns: what is too large for a load that looks at every row.

The faults are those of a load, each said once for a table and column, with how many rows have it and the first of them.
What needs a walk through the whole territory (cycles, a grid in a compound that lacks its buildings) is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from graph.errors import FileRefused
from graph.model import Edge, Family, Node, Property
from graph.records import FIRST_DAY, LAST_DAY, LONGEST_ID, LONGEST_TEXT, TURNING, UNSEEN, columns_of, loadable
from graph.schema import SCHEMA
from graph.whole import TYPES
from graph.words import did_you_mean
from loaders.frames import SEPARATOR

Columns = dict[str, pl.LazyFrame]
EXAMPLES = 3
ROW = "row"  # of the file, headings counted as its first
_BAD_ID = rf"^\s|\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029{UNSEEN}]|^$"
_BAD_TEXT = rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{TURNING}]"
_YES_AND_NO = {"true": True, "false": False}


class ColumnFault(NamedTuple):
    """A fault of some rows of a table; `examples` are the first of them, as `row N: value`."""

    table: str
    column: str
    code: str
    rows: int
    examples: list[str]


# --- reading -----------------------------------------------------------------------------------------------------


def read(folder: Path) -> tuple[Columns, list[ColumnFault]]:
    """Tables of a folder, typed as the schema says, each with its `ROW`; and the cells that could not be typed.

    Raises
    ------
    FileRefused
        There is no such folder, or a file in it is no table that can be read.
    """
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix in (".csv", ".parquet"))
    except OSError as error:
        raise FileRefused(f"{folder} cannot be read ({error.strerror}); name a folder of csv or Parquet.") from error
    if not files:
        raise FileRefused(f"The folder {folder} holds no csv and no Parquet; name one that `wangge twin --out` wrote.")
    tables: Columns = {}
    faults: list[ColumnFault] = []
    for file in files:
        if file.stem not in loadable():
            raise FileRefused(f"{file} is named after no kind of record. {did_you_mean(file.stem, loadable())}")
        if file.stem in tables:
            raise FileRefused(f"{folder} holds {file.stem} as csv and as Parquet; keep one of the two.")
        tables[file.stem], wrong = _typed(file, columns_of(loadable()[file.stem]))
        faults += wrong
    return {what: tables[what] for what in loadable() if what in tables}, faults


def _typed(file: Path, properties: Mapping[str, Property]) -> tuple[pl.LazyFrame, list[ColumnFault]]:
    try:
        if file.suffix == ".csv":
            raw = pl.scan_csv(file, infer_schema=False, row_index_name=ROW, row_index_offset=2)
        else:
            raw = pl.scan_parquet(file, row_index_name=ROW, row_index_offset=2)
        schema = raw.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise FileRefused(f"{file} cannot be read as a table ({str(error).splitlines()[0][:100]}).") from error
    for name in schema.names():
        if name != ROW and name not in properties:
            raise FileRefused(
                f"{file} has the column {name[:40]!r}, which {file.stem} has not. {did_you_mean(name, properties)}"
            )
    for name in ("id",) if "id" in properties else ("start", "end"):
        if name not in schema:
            raise FileRefused(f"{file} lacks the column {name}, without which nothing in it can be told apart.")
    casts = {name: _cast(pl.col(name), schema[name], properties[name]) for name in schema.names() if name != ROW}
    typed = raw.with_columns(**casts)
    lost = [
        raw.filter(pl.col(name).is_not_null() & cast.is_null()).select(
            ROW, value=pl.col(name).cast(pl.String, strict=False), column=pl.lit(name)
        )
        for name, cast in casts.items()
        if schema[name] != TYPES[properties[name].type]
    ]
    try:
        return typed, list(_counted(file.stem, "wrong-type", pl.concat(lost))) if lost else []
    except pl.exceptions.PolarsError as error:
        raise FileRefused(f"{file} cannot be read as a table ({str(error).splitlines()[0][:100]}).") from error


def _cast(column: pl.Expr, found: Any, prop: Property) -> pl.Expr:
    """A column as the schema wants it; null where a value cannot be."""
    wanted = TYPES[prop.type]
    if found == wanted or found == pl.Null:
        return column.cast(wanted)
    if found == pl.String and prop.type == "texts":
        items = column.str.split(SEPARATOR)
        return pl.when(column == SEPARATOR).then(items.list.head(0)).otherwise(items)
    if found == pl.String and prop.type == "boolean":
        return column.replace_strict(_YES_AND_NO, default=None, return_dtype=pl.Boolean)
    if found == pl.String and prop.type == "date":
        return column.str.to_date("%Y-%m-%d", strict=False)
    return column.cast(wanted, strict=False)


# --- judging -----------------------------------------------------------------------------------------------------


def judge(tables: Columns) -> list[ColumnFault]:
    """Every fault of the tables: of single values, then of ids, ends and keys, then of days."""
    faults = [fault for what, table in tables.items() for fault in _values(what, table)]
    families = {family.name: family for family in SCHEMA.families}
    for family in families.values():
        faults += _doubled_ids(tables, family)
    for what, table in tables.items():
        if isinstance(edge := loadable()[what], Edge):
            faults += _ends(tables, edge, table)
            keys = table.select(ROW, value=edge_key(edge, table.collect_schema().names()), column=pl.lit("start"))
            faults += _counted(what, "repeated-edge", keys.filter(pl.col("value").is_duplicated()))
    if "PART_OF" in tables:
        faults += _overlapping(tables["PART_OF"], "PART_OF", ["start"], "two-parents")
    if "HOLDS" in tables:
        faults += _overlapping(tables["HOLDS"], "HOLDS", ["start", "end", "post"], "overlapping-post")
    return faults


def _counted(what: str, code: str, wrong: pl.LazyFrame) -> Iterator[ColumnFault]:
    """Faults of `ROW`, `value` and `column`, one for each column."""
    grouped = wrong.group_by("column").agg(
        rows=pl.len(), at=pl.col(ROW).bottom_k(EXAMPLES).sort(), values=pl.col("value").sort_by(ROW).head(EXAMPLES)
    )
    for column, rows, at, values in grouped.sort("column").collect(engine="streaming").iter_rows():
        examples = [f"row {row}: {str(value)[:60]}" for row, value in zip(at, values, strict=True)]
        yield ColumnFault(what, column, code, rows, examples)


def _values(what: str, table: pl.LazyFrame) -> Iterator[ColumnFault]:
    properties = columns_of(loadable()[what])
    names = table.collect_schema().names()
    tests = [
        (code, name, test) for name in names if name != ROW for code, test in _tests(properties[name], pl.col(name))
    ]
    if "since" in names and "until" in names:
        tests.append(("date-order", "until", pl.col("since") >= pl.col("until")))
    missing = [name for name, prop in properties.items() if prop.required and name not in names]
    if missing:
        rows = table.select(pl.len()).collect().item()
        yield from (ColumnFault(what, name, "missing-heading", rows, []) for name in missing)
    counts = table.select(test.sum().alias(str(i)) for i, (_, _, test) in enumerate(tests)).collect(engine="streaming")
    for i, (code, name, test) in enumerate(tests):
        if counts[str(i)][0]:
            value = pl.col(name).list.join(SEPARATOR) if properties[name].type == "texts" else pl.col(name)
            yield from _counted(
                what, code, table.filter(test).select(ROW, value=value.cast(pl.String), column=pl.lit(name))
            )


def _tests(prop: Property, column: pl.Expr) -> Iterator[tuple[str, pl.Expr]]:
    if prop.required:
        yield "missing-value", column.is_null()
    if prop.allowed:
        yield "not-allowed", ~column.is_in(list(prop.allowed))
    elif prop.name in ("id", "start", "end"):
        yield "bad-id", column.str.contains(_BAD_ID) | (column.str.len_chars() > LONGEST_ID)
    elif prop.type == "text":
        yield "too-long", (column.str.len_chars() > LONGEST_TEXT) | (column == "")
        yield "wrong-type", column.str.contains(_BAD_TEXT)
    elif prop.type in ("integer", "number") and prop.unit:
        yield "not-allowed", column < 0
    elif prop.type == "date":
        yield "bad-date", ~column.is_between(FIRST_DAY, LAST_DAY)


def ids(tables: Columns, owners: tuple[Node | Family, ...]) -> pl.LazyFrame:
    """Ids of all labels that `owners` stand for, with their family."""
    found = [
        tables[label].select("id", family=pl.lit(SCHEMA.node[label].family.name))
        for label in SCHEMA.labels(owners)
        if label in tables
    ]
    return pl.concat(found) if found else pl.LazyFrame(schema={"id": pl.String, "family": pl.String})


def _doubled_ids(tables: Columns, family: Family) -> Iterator[ColumnFault]:
    labels = [label for label in SCHEMA.labels((family,)) if label in tables]
    if not labels:
        return
    everything = pl.concat([tables[label].select(ROW, "id", table=pl.lit(label)) for label in labels])
    twice = everything.filter(pl.col("id").is_duplicated()).collect()
    for label in twice["table"].unique(maintain_order=True):
        rows = twice.filter(pl.col("table") == label).lazy()
        yield from _counted(label, "duplicate-id", rows.select(ROW, value="id", column=pl.lit("id")))


def _ends(tables: Columns, edge: Edge, table: pl.LazyFrame) -> Iterator[ColumnFault]:
    for side, owners in (("start", edge.starts), ("end", edge.ends)):
        known = ids(tables, owners)
        rows = table.select(ROW, value=side, column=pl.lit(side))
        lost = rows.join(known, left_on="value", right_on="id", how="anti")
        yield from _counted(edge.type, "unknown-end", lost.filter(pl.col("value").is_not_null()))
        if len(SCHEMA.families_of(owners)) > 1:
            several = known.unique().filter(pl.col("id").is_duplicated())
            yield from _counted(
                edge.type, "ambiguous-end", rows.join(several, left_on="value", right_on="id", how="semi")
            )


def _overlapping(table: pl.LazyFrame, what: str, by: list[str], code: str) -> Iterator[ColumnFault]:
    """Rows that share a day with the one before them, of those that share `by`."""
    names = table.collect_schema().names()
    day = {name: pl.col(name) if name in names else pl.lit(None, pl.Date) for name in ("since", "until")}
    spans = table.select(ROW, *by, **day).filter(pl.struct(by).is_duplicated())
    spans = spans.sort(*by, "since", nulls_last=False)
    same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in by)
    meets = (
        pl.col("until").shift(1).is_null() | pl.col("since").is_null() | (pl.col("since") < pl.col("until").shift(1))
    )
    wrong = spans.filter(same & meets)
    yield from _counted(what, code, wrong.select(ROW, value=by[0], column=pl.lit(by[0])))


# --- keys --------------------------------------------------------------------------------------------------------


def edge_key(edge: Edge, names: list[str]) -> pl.Expr:
    """The key of each record of a table with these columns, as `graph.statements.edge_keys` makes it."""

    def part(name: str) -> pl.Expr:
        if name not in names:
            return pl.lit("")
        text = pl.col(name).cast(pl.String).fill_null("")
        return text.str.replace_all("\\", "\\\\", literal=True).str.replace_all("|", "\\|", literal=True)

    return pl.concat_str([part(name) for name in ("start", "end", *edge.told_apart)], separator="|")
