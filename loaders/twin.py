"""Twins: generated networks with a place's structure, real divisions, and counts that reproduce its figures.

A place's package in `loaders/twins` has `build(net)`, which makes the whole network at its natural size; `DEMO`, the
defects that `--defects demo` stands for; and, where published figures force gaps against a target, `FORCED`, the ids of
those norms. `loaders/scale.py` makes a place's shape at any other size.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from graph.errors import InvalidInput, NotFound
from graph.records import Table
from loaders.network import Defect, Network


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
    check(place, seed)
    module = import_module(f"loaders.twins.{place}")
    network = Network(place, seed)
    module.build(network)
    return Twin(network.tables(), _planted(module, network, defects), getattr(module, "FORCED", ()))


def write(tables: Iterable[Table], out: Path, form: str = "csv") -> None:
    """Write tables as files that `wangge load` reads; see `loaders.frames.write`."""
    from loaders import frames  # polars takes a while to import, and only files need it

    frames.write(frames.frames(tables), out, form)


def check(place: str, seed: int) -> None:
    """Refuse a place without a twin, and a seed below zero."""
    if place not in places():
        raise NotFound(f"There is no twin of {place[:80]!r}; there are twins of {', '.join(places())}.")
    if seed < 0:
        raise InvalidInput(f"The seed is {seed}; write a whole number of zero or more.")


def _planted(module: ModuleType, network: Network, defects: str) -> list[Defect]:
    if defects not in ("none", "demo"):
        raise InvalidInput(f"{defects[:80]!r} is no set of defects; write none or demo.")
    planted: list[Defect] = module.plant(network) if defects == "demo" else []
    return planted
