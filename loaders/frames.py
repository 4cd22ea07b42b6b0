"""Records written as files that `wangge load` reads: a folder of csv or Parquet, or one workbook.

Records are columns of polars, lazy where they are many: a scaled twin is rendered and written piece by piece and never
stands in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from graph.errors import FileRefused, InvalidInput
from graph.model import Node
from graph.records import BETWEEN, Table, columns_of, loadable
from graph.whole import TYPES

if TYPE_CHECKING:
    from graph.whole import Network
    from loaders.network import Defect

Records = Mapping[str, pl.LazyFrame]  # label or edge type → its records, columns named as properties
FORMATS = ("csv", "xlsx", "parquet")
EXCEL_ROWS = 1_048_576
SEPARATOR = "、"  # between the items of a list in a cell
ROW_GROUP = 200_000


def frames(tables: Iterable[Table]) -> dict[str, pl.LazyFrame]:
    """Tables as records; each kind stands in one table."""
    return {
        table.what: pl.LazyFrame(
            table.columns, schema={name: TYPES[table.properties[name].type] for name in table.columns}
        )
        for table in tables
    }


def of_network(network: Network) -> dict[str, pl.LazyFrame]:
    """A network in memory as records, which `wangge load` takes: what is derived and who wrote it is left out."""
    made: dict[str, pl.DataFrame] = {}
    for what, owner in loadable().items():
        if isinstance(owner, Node):
            family = network.nodes.get(owner.family.name, pl.DataFrame(schema={"label": pl.String}))
            frame = family.filter(pl.col("label") == what)
        else:
            frame = network.edges.get(what, pl.DataFrame())
        if frame.height:
            known = columns_of(owner)
            made[what] = frame.select(c.name for c in frame if c.name in known and c.null_count() < len(c))
    return {what: frame.lazy() for what, frame in made.items()}


def tables(records: Records, source: str) -> list[Table]:
    """Records as tables, in the schema's order; columns without any value are left out."""
    made = []
    for what in loadable():
        if what in records:
            frame = records[what].collect()
            columns = {c.name: c.to_list() for c in frame.iter_columns() if c.null_count() < len(c) or c.name == "id"}
            made.append(Table(what, columns, f"{source}{BETWEEN}{what}"))
    return made


def counts(records: Records) -> dict[str, int]:
    """How many records there are of each kind."""
    lengths = pl.collect_all([lazy.select(pl.len()) for lazy in records.values()])
    return {what: length.item() for what, length in zip(records, lengths, strict=True)}


def chosen_format(out: Path, asked: str | None) -> str:
    """The format to write: what was asked for, else xlsx for a name that ends so, else csv.

    Raises
    ------
    InvalidInput
        There is no such format, or the name does not fit it.
    """
    if asked is not None and asked not in FORMATS:
        raise InvalidInput(f"{asked[:20]!r} is no format; write {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.")
    named_xlsx = out.suffix.lower() == ".xlsx"
    form = asked or ("xlsx" if named_xlsx else "csv")
    if named_xlsx != (form == "xlsx"):
        raise InvalidInput(
            f"{out} does not end in .xlsx; name the workbook so."
            if form == "xlsx"
            else f"{out} ends in .xlsx, but {form} is written as a folder; name a folder."
        )
    return form


def write(records: Records, out: Path, form: str = "csv") -> None:
    """Write records as a new or empty folder of csv or Parquet, one file for each kind, or as one new workbook.

    Raises
    ------
    FileRefused
        The folder is not empty, the workbook is there already, a sheet would be longer than Excel's, or nothing can
        be written there.
    """
    try:
        if form == "xlsx":
            _workbook(records, out)
            return
        out.mkdir(parents=True, exist_ok=True)
        if next(out.iterdir(), None) is not None:
            raise FileRefused(f"{out} is not empty, and nothing in it is overwritten; name a new or an empty folder.")
        for what, lazy in records.items():
            file = out / f"{what}.{form}"
            if form == "parquet":
                lazy.sink_parquet(file, compression="zstd", compression_level=1, row_group_size=ROW_GROUP)
            else:
                _cells(what, lazy).sink_csv(file)
    except (OSError, pl.exceptions.ComputeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0][:100]
        raise FileRefused(f"{out} cannot be written ({why}); name another folder.") from error


def write_answers(planted: Sequence[Defect], file: Path) -> None:
    """Write what was planted as csv, so that finding it can be scored: rule, subject_id, what.

    Raises
    ------
    FileRefused
        The file is there already or cannot be written.
    """
    if file.exists():
        raise FileRefused(f"{file} is there already and is not written over; name another file.")
    columns = ("rule", "subject_id", "what")
    try:
        pl.DataFrame({name: [getattr(defect, name) for defect in planted] for name in columns}).write_csv(file)
    except OSError as error:
        raise FileRefused(f"{file} cannot be written ({error.strerror or error}); name another file.") from error


def _cells(what: str, lazy: pl.LazyFrame) -> pl.LazyFrame:
    """Values as the cells of a csv: lists joined, yes and no in small letters, dates in ISO form."""
    properties = columns_of(loadable()[what])
    lists = [name for name in lazy.collect_schema().names() if properties[name].type == "texts"]
    return lazy.with_columns(joined(name) for name in lists)


def joined(name: str) -> pl.Expr:
    """A column of lists as the cells that hold them; an empty list is the separator alone, which a blank is not."""
    items = pl.col(name).cast(pl.List(pl.String))
    return pl.when(items.list.len() == 0).then(pl.lit(SEPARATOR)).otherwise(items.list.join(SEPARATOR)).alias(name)


def _workbook(records: Records, out: Path) -> None:
    from openpyxl import Workbook

    if out.exists():
        raise FileRefused(f"{out} is there already and is not written over; name another file.")
    for what, length in counts(records).items():
        if length >= EXCEL_ROWS:
            raise FileRefused(
                f"{what} has {length} records, and a sheet of a workbook holds {EXCEL_ROWS - 1}; "
                "write --format csv or parquet instead."
            )
    book = Workbook(write_only=True)
    for what, lazy in records.items():
        sheet = book.create_sheet(what)
        frame = _cells(what, lazy).collect()
        sheet.append(frame.columns)
        for row in frame.with_columns(pl.selectors.temporal().cast(pl.String)).iter_rows():
            sheet.append([str(value).lower() if isinstance(value, bool) else value for value in row])
    book.save(out)
