"""Twins: generated networks with a place's structure, real divisions, and counts that reproduce its figures."""

from __future__ import annotations

import csv
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from graph.errors import FileRefused, InvalidInput, NotFound
from graph.records import Table
from loaders.network import Defect, Network

DEFECTS = ("none", "demo")


class Twin(NamedTuple):
    """Tables to load, and what was planted in them to be found."""

    tables: list[Table]
    planted: list[Defect]


def places() -> list[str]:
    """The places that have a twin."""
    return sorted(path.parent.name for path in Path(__file__).with_name("twins").glob("*/__init__.py"))


def twin(place: str, *, seed: int = 1, defects: str = "none") -> Twin:
    """Generate the twin of a place.

    Parameters
    ----------
    place
        Short name of a place that has a twin, such as `linfen`.
    seed
        Zero or more; the same seed gives the same twin, another seed another one.
    defects
        `none`, or `demo`: a handful that come after the day of the published figures.

    Returns
    -------
    Twin
        Every node and edge has `synthetic`, the real places too, since their counts are generated.

    Raises
    ------
    NotFound
        The place has no twin; the message names those that have.
    InvalidInput
        A seed below zero, or a word for `defects` that is none.
    """
    if place not in places():
        raise NotFound(f"There is no twin of {place[:80]!r}; there are twins of {', '.join(places())}.")
    if seed < 0:
        raise InvalidInput(f"The seed is {seed}; write a whole number of zero or more.")
    if defects not in DEFECTS:
        raise InvalidInput(f"{defects[:80]!r} is no set of defects; write {' or '.join(DEFECTS)}.")
    module = import_module(f"loaders.twins.{place}")
    network = Network(place, seed)
    module.build(network)
    planted = module.plant(network) if defects == "demo" else []
    return Twin(network.tables(), planted)


def write(tables: list[Table], folder: Path) -> None:
    """Write tables as the folder of csv that `wangge load` reads, one file for each label and edge type.

    Raises
    ------
    FileRefused
        The folder is not empty, is a file, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if next(folder.iterdir(), None) is not None:
            raise FileRefused(
                f"{folder} is not empty, and nothing in it is overwritten; name a new or an empty folder."
            )
        for table in tables:
            with (folder / f"{table.what}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(table.columns)
                writer.writerows([_cell(value) for value in row] for row in zip(*table.columns.values(), strict=True))
    except OSError as error:
        raise FileRefused(f"{folder} cannot be written ({error.strerror}); name another folder.") from error


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(value)
    return str(value).lower() if isinstance(value, bool) else value
