"""What takes long: `make soak` writes `benchmarks/SOAK.md`, each part with the day it ran.

planted: 20 seeds of all seven places, found gaps against the answer key. routes: 3 seeds, found by rehearsals likewise.
repairs: 1,000 seeded gaps, each repaired and measured again. million: ten million buildings, from nothing to answers,
with time, memory and disk.
`python -m benchmarks.soak repairs` runs one part, and leaves the page's other parts as they are.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import psutil

from benchmarks import planted, planted_routes, repairs
from cypher.coverage import cover
from cypher.gaps import gaps
from graph import local
from graph.profile import load_profile
from graph.settings import Settings
from graph.store import Store

PLACE, BUILDINGS, STREET = "guangan", 10_000_000, "511602001"
ASKED = 300
FILE = Path(__file__).with_name("SOAK.md")


def main() -> None:
    asked = sys.argv[1:] or list(PARTS)
    for name in asked:
        title, run = PARTS[name]
        start = time.perf_counter()
        lines = run()
        memory = psutil.virtual_memory().total / 1e9
        machine = f"{psutil.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"
        took = f"{(time.perf_counter() - start) / 60:.0f} minutes"
        today = datetime.now().astimezone().date()
        _keep(title, [f"`python -m benchmarks.soak {name}` on {today}, {took}; {machine}.", "", *lines])


def _keep(title: str, lines: list[str]) -> None:
    """Put a part into the page, in the place of what it said before."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    parts = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in text.split("\n## ")[1:]}
    parts[title] = "\n".join(lines)
    page = [f"## {name}\n\n{parts[name]}\n" for name, _ in PARTS.values() if name in parts]
    FILE.write_text("# What takes long\n\n" + "\n".join(page), encoding="utf-8")


def million() -> list[str]:
    """Generate the shape of a place as Parquet, import it, ask who covers buildings and where a street falls short."""
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "soak", heap_mb=4096, page_cache_mb=4096)
    tables = settings.home.with_name("soak-tables")
    for folder in (settings.home, tables):
        shutil.rmtree(folder, ignore_errors=True)
    asked = {
        "WANGGE_HOME": str(settings.home),
        "WANGGE_JARS": str(settings.jars),
        "WANGGE_HEAP_MB": str(settings.heap_mb),
        "WANGGE_PAGE_CACHE_MB": str(settings.page_cache_mb),
    }
    wangge = str(Path(sys.executable).with_name("wangge"))
    steps = {
        "generated": ["twin", PLACE, "--buildings", str(BUILDINGS), "--format", "parquet", "--out", str(tables)],
        "judged, imported and indexed": ["db", "import", str(tables)],
    }
    lines = []
    try:
        for name, arguments in steps.items():
            start = time.perf_counter()
            subprocess.run([wangge, *arguments], check=True, env=os.environ | asked)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
            lines.append(
                f"| {name} | {time.perf_counter() - start:.0f} s | at most {peak:.1f} GB in a process so far |"
            )
        records = sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in tables.glob("*.parquet"))
        lines += [f"| records | {records:,} | {_size(tables)} as Parquet, {_size(settings.home)} in the database |"]
        lines += _answers(settings, pl.scan_parquet(tables / "Building.parquet"))
    finally:
        local.stop(settings)
        for folder in (settings.home, tables):
            shutil.rmtree(folder, ignore_errors=True)
    title = f"{PLACE}, {BUILDINGS:,} buildings."
    return [title, "", "| step | took | with |", "| --- | --- | --- |", *lines]


def _answers(settings: Settings, buildings: pl.LazyFrame) -> list[str]:
    profile, today = load_profile(PLACE), datetime.now().astimezone().date()
    drawn = sorted(random.Random(1).sample(range(BUILDINGS), ASKED))
    ids = buildings.select("id").collect()["id"].gather(drawn).to_list()
    with Store.open(settings) as store:

        def covered(id_: str) -> Callable[[], object]:
            return lambda: cover(store, place=id_, as_of=today, posts=profile.posts_by_line)

        for id_ in ids[: ASKED // 3]:  # warm
            covered(id_)()
        times = sorted(1000 * _took(covered(id_)) for id_ in ids)
        street = _took(lambda: gaps(store, profile=profile, place=STREET, as_of=today))
    median, late = statistics.median(times), times[int(len(times) * 0.99)]
    return [
        f"| who covers a building | {median:.1f} ms | median of {ASKED} drawn at random, p99 {late:.1f} ms |",
        f"| every norm over one street ({STREET}) | {street:.1f} s | {len(profile.norms)} norms |",
    ]


def _took(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _size(folder: Path) -> str:
    return f"{sum(file.stat().st_size for file in folder.rglob('*') if file.is_file()) / 1e9:.1f} GB"


PARTS: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "planted": ("Planted defects found again", planted.main),
    "routes": ("Planted route defects found again", planted_routes.main),
    "repairs": ("Repairs of seeded gaps", repairs.main),
    "million": ("Ten million buildings", million),
}

if __name__ == "__main__":
    main()
