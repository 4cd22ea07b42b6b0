"""Twins: generated networks with a place's structure, real divisions, and counts that reproduce its figures.

A place's package in `loaders/twins` has `build(net)`, which makes the whole network at its natural size; `DEMO`, the
defects that `--defects demo` stands for; and, where published figures force gaps against a target, `FORCED`, the ids of
those norms. `loaders/scale/` makes a place's shape at any other size.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import InvalidInput, NotFound
from graph.profile import load_profile
from graph.records import Table
from loaders.network import Defect, Network

if TYPE_CHECKING:
    from loaders.frames import Records

MOST_DAMAGED = 200_000  # records


class Twin(NamedTuple):
    """Tables to load, what was planted in them to be found, and norms whose target the published figures miss."""

    tables: list[Table]
    planted: list[Defect]
    forced: tuple[str, ...] = ()


def places() -> list[str]:
    """The places that have a twin."""
    return sorted(path.parent.name for path in Path(__file__).with_name("twins").glob("*/__init__.py"))


def twin(place: str, *, seed: int = 1, defects: str = "none") -> Twin:
    """Generate the twin of a place at its natural size.

    Parameters
    ----------
    place
        Short name of a place that has a twin, such as `linfen`.
    seed
        Zero or more; the same seed gives the same twin, another seed another one.
    defects
        `none`, `demo` (a handful that come after the day of the published figures), or what `loaders.defects.parse`
        reads, such as `post_vacated=3`.

    Returns
    -------
    Twin
        Every node and edge has `synthetic`, the real places too, since their counts are generated.

    Raises
    ------
    NotFound
        The place has no twin; the message names those that have.
    InvalidInput
        A seed below zero, or defects that cannot be planted.
    """
    _check(place, seed)
    network = Network(place, seed)
    _module(place).build(network)
    return _planted(network, defects, getattr(_module(place), "FORCED", ()))


def scaled(place: str, *, buildings: int, seed: int = 1) -> Records:
    """Generate the shape of any place that has a profile, as columns; see `loaders.scale.scaled`."""
    from loaders import scale  # polars takes a while to import

    return scale.scaled(load_profile(place), buildings=buildings, seed=seed)


def damaged(place: str, records: Records, *, seed: int, defects: str) -> Twin:
    """Plant defects in a scaled twin, which for that stands in memory as one object a record.

    Raises
    ------
    InvalidInput
        Defects that cannot be planted, or more than `MOST_DAMAGED` records.
    """
    from loaders import frames

    size = sum(frames.counts(records).values())
    if size > MOST_DAMAGED:
        raise InvalidInput(
            f"Defects are planted in up to {MOST_DAMAGED} records, and this twin has {size}; "
            "ask for fewer buildings, or for no defects."
        )
    network = Network(place, seed)
    network.adopt(frames.tables(records, "twin"))
    return _planted(network, defects, ())


def write(tables: Iterable[Table], out: Path, form: str = "csv") -> None:
    """Write tables as files that `wangge load` reads; see `loaders.frames.write`."""
    from loaders import frames  # polars takes a while to import, and only files need it

    frames.write(frames.frames(tables), out, form)


def _check(place: str, seed: int) -> None:
    if place not in places():
        raise NotFound(f"There is no twin of {place[:80]!r}; there are twins of {', '.join(places())}.")
    if seed < 0:
        raise InvalidInput(f"The seed is {seed}; write a whole number of zero or more.")


def _module(place: str) -> ModuleType:
    return import_module(f"loaders.twins.{place}")


def _planted(network: Network, defects: str, forced: tuple[str, ...]) -> Twin:
    if defects == "none":
        return Twin(network.tables(), [], forced)
    from loaders import defects as kinds

    if defects == "demo":
        _check(network.place, network.seed)
    spec = kinds.parse(_module(network.place).DEMO if defects == "demo" else defects)
    found = kinds.plant(network, load_profile(network.place), spec)
    return Twin(network.tables(), found, forced)
