"""Records into the graph, from files, from what ships, or both; and which loads there were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from cypher.library import Row
from cypher.loads import LoadRow
from cypher.loads import loads as ask_loads
from graph.errors import InvalidInput, NotFound
from graph.store import Store, ignore
from graph.words import shortened
from loaders import divisions as codes
from loaders import edges, popolo
from loaders.popolo_words import DEFAULT
from loaders.report import Report
from loaders.run import load as run
from loaders.workbook import Reading, read

READERS: dict[str, Callable[..., Reading]] = {"popolo": popolo.read, "edges": edges.read}


class Loads(Row):
    """What was loaded, the newest first."""

    rows: list[LoadRow]
    data_version: int


class OneLoad(Row):
    """One load."""

    load: LoadRow
    data_version: int


def loads(store: Store, *, after: int | None = None, limit: int | None = None) -> Loads:
    """What was loaded: when, from what, how much, whether it was undone and can be."""
    rows, version = store.consistent(lambda: ask_loads(store, after=after, limit=limit))
    return Loads(rows=rows, data_version=version)


def one_load(store: Store, *, load: str) -> OneLoad:
    """One load.

    Parameters
    ----------
    load
        Its id.

    Raises
    ------
    NotFound
        There is no such load.
    """
    rows, version = store.consistent(lambda: ask_loads(store))
    found = next((row for row in rows if row.id == load), None)
    if found is None:
        raise NotFound(f"There is no load {shortened(load, 60)}; the list of loads has their ids.")
    return OneLoad(load=found, data_version=version)


def load(
    store: Store,
    *,
    paths: Sequence[Path],
    form: str = "",
    default: str | None = None,
    divisions: Sequence[str] = (),
    issue_types: str | None = None,
    profile: str | None = None,
    check: bool = False,
    today: date,
    say: Callable[[str], None] = ignore,
) -> Report:
    """Load records: all of them or, where one has a fault, none. The same files again change nothing.

    Parameters
    ----------
    paths
        Workbooks, csv or Parquet files, or folders of those; or files of the form.
    form
        One of `READERS`: `popolo`, or `edges` for lists of who holds which post where. Empty: Popolo where all files
        end in .json, else our own sheets.
    default
        Label of organisations of which files of a form do not say what they are; `Institution` if left out.
    divisions
        Places whose streets and communities ship, by name or code.
    issue_types
        `project` for the table of issue types that ships, or the path of a csv.
    profile
        Also check levels and posts of this place.
    check
        Only say what would be written.
    today
        The day from which issue types are handled.
    say
        Told, in one sentence each, what takes a while.

    Raises
    ------
    FileRefused, NotFound
        A file cannot be read; there is no such division or profile.
    InvalidInput
        `default` is no label of organisations, or there is nothing that it could be said of.
    """
    checks = []
    if profile:
        from graph.profile import load_profile
        from loaders.against_profile import against

        checks.append(against(load_profile(profile)))
    reading = _read(store, paths, form, default, today)
    if any(table.what == "Waiver" for table in reading.tables):
        from loaders import waivers

        checks.append(waivers.check)
    for name in divisions:
        reading.tables += codes.shipped(name)
    sources = [str(path.name) for path in paths] + [f"divisions {name}" for name in divisions]
    if issue_types:
        from loaders.issue_types import add

        sources.append(add(store, issue_types, reading, today))
    return run(
        store,
        reading.tables,
        sources=sources,
        check=check,
        say=say,
        found=reading.faults,
        files=reading.files,
        notes=reading.notes,
        checks=checks,
    )


def _read(store: Store, paths: Sequence[Path], form: str, default: str | None, today: date) -> Reading:
    if not form and paths and all(path.suffix.lower() == ".json" for path in paths):
        form = "popolo"
    if form:
        return READERS[form](paths, store, today=today, default=default or DEFAULT)
    if default is not None:
        raise InvalidInput("--as is for Popolo files and lists of posts; our own sheets say what each body is.")
    return read(paths)
