"""A first load of a nation: a folder of tables into an empty database through Neo4j's admin tool, server stopped.

A load compares every record with the graph and writes in one transaction; an import does neither, and so takes millions
of records where a load takes thousands. What it leaves is the same: keys, provenance, a Load node, a data version.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from graph import local, sequence
from graph.errors import EngineError, InvalidInput, LoadRefused
from graph.home import refused
from graph.model import Edge, Node
from graph.records import BETWEEN, columns_of, loadable
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.spelling import spelling
from graph.store import Store, ignore
from loaders import frames, waivers
from loaders.columns import ROW, ColumnFault, Columns, edge_key, ids, judge, read

BYTES_A_RECORD = 700  # of disk: 440 in the store, as measured, and the csv beside it
SEPARATOR, ARRAYS = "\x1f", "U+001F"
SPELT = {
    "text": "string",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "texts": "string[]",
}
FIRST = 1  # the sequence number under which the one load of the new graph wrote


class Imported(NamedTuple):
    """What was brought in: label or edge type → records, `CROSS_HOLDING` too."""

    created: dict[str, int]


def bring_in(
    settings: Settings, folder: Path, *, overwrite: bool = False, say: Callable[[str], None] = ignore
) -> Imported:
    """Make the tables of a folder the whole database of our own.

    Parameters
    ----------
    settings
        Whose database; it must hold nothing, or `overwrite` be said.
    folder
        Tables as `wangge twin --out` writes them, csv or Parquet.
    overwrite
        Replace everything that the database holds.
    say
        Told, in one sentence each, what takes a while.

    Raises
    ------
    FileRefused
        The folder holds no tables that can be read.
    LoadRefused
        The tables have faults; `report` lists all, by table and column.
    InvalidInput
        A server of the user's own is configured, or the database holds something.
    EngineError
        The disk is full, or Neo4j cannot be stopped, fed or started.
    """
    if settings.configured:
        raise InvalidInput(
            f"WANGGE_NEO4J_URI names a server of your own ({settings.uri}); an import fills the files of a database: "
            "unset it to fill the one that wangge brings, or use that server's own neo4j-admin."
        )
    tables, faults = read(folder)
    say(f"Judging {len(tables)} tables.")
    faults += [*judge(tables), *waivers.judge(tables)]
    if faults:
        raise LoadRefused(_sentence(faults), report=[fault._asdict() for fault in faults])
    counts = frames.counts(tables)
    _make_room(settings, overwrite, say)
    _fits(settings.home, sum(counts.values()))
    work = settings.home / "import"
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(mode=0o700)
        say(f"Writing {sum(counts.values())} records for Neo4j's admin tool.")
        arguments = [*_write(tables, work, counts, str(folder)), *_options(work)]
        say("Importing.")
        local.replace_by_import(settings, arguments, say)
    except (OSError, pl.exceptions.ComputeError) as error:
        full = error if isinstance(error, OSError) else OSError(errno.ENOSPC, str(error).splitlines()[0][:100])
        raise refused(full, settings.home) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    say("Making constraints and indexes.")
    with Store.open(settings, say=say):
        return Imported(counts)


def _sentence(faults: list[ColumnFault]) -> str:
    first = faults[0]
    example = f" ({first.examples[0]})" if first.examples else ""
    rows = sum(fault.rows for fault in faults)
    return (
        f"Nothing was imported: {rows} rows have {len({(f.table, f.column, f.code) for f in faults})} kinds of fault. "
        f"The first: {first.table}, column {first.column}, {first.code} in {first.rows} rows{example}."
    )


def _make_room(settings: Settings, overwrite: bool, say: Callable[[str], None]) -> None:
    """Refuse a database that holds something, unless it shall be replaced; stop the server."""
    families = "|".join(family.name for family in SCHEMA.families if not family.internal)
    with Store.open(settings, say=say) as store:
        nodes = store.read(f"MATCH (n:{families}) RETURN count(n) AS nodes")[0]["nodes"]
    if nodes and not overwrite:
        raise InvalidInput(
            f"The database in {settings.home} holds {nodes} nodes, and an import replaces the whole of it; "
            "name another WANGGE_HOME, or add --overwrite to delete them."
        )
    if nodes:
        say(f"The {nodes} nodes of the database in {settings.home} and their edges are replaced.")
    local.stop(settings)


def _fits(home: Path, records: int) -> None:
    free, needed = shutil.disk_usage(home).free, records * BYTES_A_RECORD
    if free < needed:
        raise EngineError(
            f"{records} records need about {needed / 1e9:.1f} GB in {home}, and {free / 1e9:.1f} GB are free; "
            "make room, or name another folder with WANGGE_HOME."
        )


# --- csv for the admin tool ----------------------------------------------------------------------------------------


def _options(work: Path) -> list[str]:
    return [
        f"--array-delimiter={ARRAYS}",
        "--bad-tolerance=0",
        "--multiline-fields=true",
        "--ignore-empty-strings=true",
        f"--report-file={work / 'report'}",
        "--overwrite-destination",
    ]


def _write(tables: Columns, work: Path, counts: dict[str, int], source: str) -> Iterator[str]:
    """Write everything as csv and give the admin tool's arguments that name the files."""
    for what, table in tables.items():
        owner = loadable()[what]
        names = [name for name in table.collect_schema().names() if name not in (ROW, "id", "start", "end")]
        columns = [_cell(owner, name) for name in names]
        if isinstance(owner, Node) and owner.family.spelled:
            columns.append(pl.col("name").map_batches(_spelled, pl.String).alias("spelling:string"))
        columns += [
            pl.lit(sequence.load_id(FIRST)).alias("source_id:string"),
            pl.concat_str(pl.lit(f"{source}{BETWEEN}{what}{BETWEEN}"), pl.col(ROW).cast(pl.String)).alias(
                "source_row:string"
            ),
        ]
        if isinstance(owner, Node):
            level = [pl.lit(owner.level).alias("level:string")] if owner.family.name == "Place" else []
            file = work / f"{what}.csv"
            table.select(pl.col("id").alias(f"id:ID({owner.family.name})"), *level, *columns).sink_csv(file)
            yield f"--nodes={':'.join(owner.labels)}={file}"
        else:
            key = edge_key(owner, table.collect_schema().names()).alias("key:string")
            for start, end, rows in _by_families(tables, owner, table):
                ends = (pl.col("start").alias(f":START_ID({start})"), pl.col("end").alias(f":END_ID({end})"))
                file = work / f"{what}-{start}-{end}.csv"
                rows.select(*ends, key, *columns).sink_csv(file)
                yield f"--relationships={what}={file}"
    if "HOLDS" in tables:
        yield from _cross_holding(tables, work, counts)
    yield from _own(work, counts, source)


def _cell(owner: Node | Edge, name: str) -> pl.Expr:
    prop = columns_of(owner)[name]
    column = pl.col(name).list.join(SEPARATOR) if prop.type == "texts" else pl.col(name)
    return column.alias(f"{name}:{SPELT[prop.type]}")


def _spelled(names: pl.Series) -> pl.Series:
    """The spellings of names, of which many are the same: a million buildings are one of a few hundred numbers."""
    each = names.unique()
    return names.replace_strict(each, [spelling(name) for name in each], return_dtype=pl.String)


def _by_families(tables: Columns, edge: Edge, table: pl.LazyFrame) -> Iterator[tuple[str, str, pl.LazyFrame]]:
    """The rows of an edge type, by the families of their ends: an import looks an id up in the one it names."""
    sides = {"start": SCHEMA.families_of(edge.starts), "end": SCHEMA.families_of(edge.ends)}
    for start, end in product(sides["start"], sides["end"]):
        rows = table
        for side, family in (("start", start), ("end", end)):
            if len(sides[side]) > 1:
                known = ids(tables, (family,)).select("id")
                rows = rows.join(known, left_on=side, right_on="id", how="semi", maintain_order="left")
        yield start.name, end.name, rows


def _cross_holding(tables: Columns, work: Path, counts: dict[str, int]) -> Iterator[str]:
    """What `loaders/cross_holding.cypher` draws: bodies and places whose holders hold different posts in both today."""
    edge = SCHEMA.edge["CROSS_HOLDING"]
    today = datetime.now().astimezone().date()
    things = pl.concat(
        [_in_force(tables[label], today).select("id") for label in SCHEMA.labels(edge.starts) if label in tables]
    )
    held = _in_force(tables["HOLDS"], today).select("start", "end", "post").unique()
    held = held.join(things, left_on="end", right_on="id", how="semi").filter(pl.col("start").is_duplicated())
    pairs = held.join(held, on="start", suffix="_other")
    pairs = pairs.filter((pl.col("end") < pl.col("end_other")) & (pl.col("post") != pl.col("post_other")))
    found = (
        pairs.group_by(start="end", end="end_other")
        .agg(people=pl.col("start").n_unique(), posts=pl.struct("post", "post_other").n_unique())
        .sort("start", "end")
        .collect()
    )
    counts["CROSS_HOLDING"] = found.height
    for start, end, rows in _by_families(tables, edge, found.lazy()):
        file = work / f"CROSS_HOLDING-{start}-{end}.csv"
        rows.select(
            pl.col("start").alias(f":START_ID({start})"),
            pl.col("end").alias(f":END_ID({end})"),
            edge_key(edge, ["start", "end"]).alias("key:string"),
            pl.col("people").alias("people:long"),
            pl.col("posts").alias("posts:long"),
            pl.lit(sequence.load_id(FIRST)).alias("source_id:string"),
        ).sink_csv(file)
        yield f"--relationships=CROSS_HOLDING={file}"


def _in_force(table: pl.LazyFrame, day: date) -> pl.LazyFrame:
    names = table.collect_schema().names()
    begun = pl.col("since").is_null() | (pl.col("since") <= day) if "since" in names else pl.lit(True)
    stands = pl.col("until").is_null() | (pl.col("until") > day) if "until" in names else pl.lit(True)
    return table.filter(begun & stands)


def _own(work: Path, counts: dict[str, int], source: str) -> Iterator[str]:
    """What wangge keeps of itself: schema 0, so that whoever opens the graph first makes constraints and indexes."""
    now = datetime.now().astimezone()
    records: dict[str, dict[str, Any]] = {
        "Network": {
            "id:ID(Record)": "wangge",
            "schema_version:long": 0,
            "sequence:long": FIRST + 1,
            "loaded_at:long": int(now.timestamp()),
        },
        "Load": {
            "id:ID(Record)": sequence.load_id(FIRST),
            "sources:string[]": source,
            "loaded_on:date": now.date(),
            "loaded_at:long": int(now.timestamp()),
            "data_version:long": sequence.version_after(FIRST),
            "created:long": sum(n for what, n in counts.items() if what != "CROSS_HOLDING"),
            "changed:long": 0,
        },
    }
    for label, record in records.items():
        file = work / f"{label}.csv"
        pl.DataFrame([record]).write_csv(file)
        yield f"--nodes={label}:Record={file}"
