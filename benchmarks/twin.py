"""The scaled generator beside the row-wise one, and beside a plain random table of as many cells.

`python -m benchmarks.twin [BUILDINGS]` takes turns and prints medians and ratios: records a second of a scaled Linfen
written as Parquet, against the natural twin built row by row; and its seconds against polars writing as many random
cells of the same types. Last, one place with 1,000,000 buildings in a process of its own: seconds, and the most memory
it held, against the goals of 60 s and 4 GB.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from graph.profile import load_profile
from loaders import frames
from loaders.scale import scaled
from loaders.scale.chance import Chance
from loaders.twin import twin

PLACE, LARGEST = "linfen", "xixiang"  # the latter makes the most records of a building
BUILDINGS, TURNS, MILLION = 50_000, 5, 1_000_000
SECONDS, GIGABYTES = 60, 4
WHOLE = """
import json, resource, sys, time
from pathlib import Path
from graph.profile import load_profile
from loaders import frames
from loaders.scale import scaled
start = time.perf_counter()
records = scaled(load_profile(sys.argv[1]), buildings=int(sys.argv[2]), seed=1)
frames.write(records, Path(sys.argv[3]), "parquet")
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": seconds, "kilobytes": peak, "records": sum(frames.counts(records).values())}))
"""


def main() -> None:
    buildings = int(sys.argv[1]) if len(sys.argv) > 1 else BUILDINGS
    profile = load_profile(PLACE)
    with tempfile.TemporaryDirectory() as folder:
        places = iter(Path(folder, str(n)) for n in range(1_000))
        records = scaled(profile, buildings=buildings)
        made = sum(frames.counts(records).values())
        cells = _cells(records)
        rows = sum(len(table) for table in twin(PLACE).tables)
        median = _medians(
            {
                "scaled": lambda: frames.write(scaled(profile, buildings=buildings), next(places), "parquet"),
                "row by row": lambda: twin(PLACE),
                "random cells": lambda: _random(cells, next(places)),
            }
        )
    print(
        f"scaled      {median['scaled']:6.2f} s  {made / median['scaled']:9,.0f} records/s, {made} records as Parquet"
    )
    print(f"row by row  {median['row by row']:6.2f} s  {rows / median['row by row']:9,.0f} records/s, {rows} in memory")
    print(f"random      {median['random cells']:6.2f} s  {sum(cells.values())} cells of the same types as Parquet")
    speed = (made / median["scaled"]) / (rows / median["row by row"])
    print(f"ratio scaled / row by row, records a second: {speed:.1f} (goal: at least 10)")
    print(f"ratio scaled / random cells, seconds: {median['scaled'] / median['random cells']:.2f} (goal: at most 2.0)")
    whole(LARGEST, MILLION)


def whole(place: str, buildings: int) -> None:
    """One place in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", WHOLE, place, str(buildings), str(Path(folder, "out"))]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(
        f"{place}, {buildings} buildings, {found['records']} records: {found['seconds']:.1f} s (goal {SECONDS}), "
        f"{found['kilobytes'] / 1e6:.2f} GB at most (goal {GIGABYTES})"
    )


def _medians(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Take turns, after one for nothing."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(-1, TURNS):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            if turn >= 0:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _cells(records: frames.Records) -> dict[str, int]:
    """How many cells there are of each type: text, number, date, yes or no."""
    counts: dict[str, int] = {}
    for what, length in frames.counts(records).items():
        for kind in records[what].collect_schema().dtypes():
            name = "date" if kind == pl.Date else "boolean" if kind == pl.Boolean else "text"
            name = "number" if kind.is_numeric() else name
            counts[name] = counts.get(name, 0) + length
    return counts


def _random(cells: dict[str, int], folder: Path) -> None:
    """Tables of one column each: random numbers, or 64 random bits in decimal, nearly as long as an id."""
    chance = Chance("benchmark")
    random = chance.bits("cell", pl.col("n"))
    values = {
        "text": random.cast(pl.String),
        "number": random,
        "date": (random % 20_000).cast(pl.Int32).cast(pl.Date),
        "boolean": random % 2 == 0,
    }
    folder.mkdir()
    for name, count in cells.items():
        table = pl.LazyFrame().select(n=pl.int_range(count, dtype=pl.UInt32)).select(values[name].alias(name))
        table.sink_parquet(
            folder / f"{name}.parquet", compression="zstd", compression_level=1, row_group_size=frames.ROW_GROUP
        )


if __name__ == "__main__":
    main()
