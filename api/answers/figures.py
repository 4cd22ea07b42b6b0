"""What places have published, held against the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from api.answers.meant import is_synthetic, profiled
from api.context import today
from cypher.figures import VERDICTS, FigureRow
from cypher.figures import figures as ask_figures
from cypher.library import Row
from cypher.places import find, lies_in
from graph.errors import NotFound
from graph.profile import load_profile
from graph.profile_head import places
from graph.store import Store


class Figures(Row):
    """The figures of one place, each on the day that it speaks of; `summary` counts them by verdict."""

    rows: list[FigureRow]
    place: str
    as_of: date
    summary: dict[str, int]
    synthetic: bool
    data_version: int


class AllFigures(Row):
    """The figures of every place that has a profile and is in the graph."""

    places: list[Figures]
    summary: dict[str, int]
    data_version: int


def figures(store: Store, *, place: str) -> Figures:
    """Published figures of a place, held against the graph, each on the day it speaks of.

    Parameters
    ----------
    place
        The short name of a place that has a profile, such as linfen; or id, code or name of a place in one.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it, or it has no profile.
    """

    def ask() -> Figures:
        name = place if place in places() else profiled(store, place, today())[0].place
        on = load_profile(name).source.as_of
        profile, root = profiled(store, name, on)
        rows = ask_figures(store, profile=profile, place=root.id)
        return Figures(
            rows=rows,
            place=profile.place,
            as_of=on,
            summary=summary(rows),
            synthetic=is_synthetic(store, root),
            data_version=0,
        )

    answer, version = store.consistent(ask)
    return Figures(**{**vars(answer), "data_version": version})


def all_figures(store: Store) -> AllFigures:
    """Published figures of every place that has a profile and is in the graph.

    Raises
    ------
    NotFound
        There is none.
    """

    def there() -> list[str]:
        heads = {name: load_profile(name) for name in places()}
        found = {n: find(store, place=one.codes[0], as_of=one.source.as_of) for n, one in heads.items()}
        return [name for name, rows in found.items() if any(lies_in(row, store.within) for row in rows)]

    held, version = store.consistent(lambda: [figures(store, place=name) for name in there()])
    if not held:
        raise NotFound(
            f"No place that has a profile is in the graph; load one of {', '.join(places())}, or a twin of it with "
            "`wangge twin PLACE --load`."
        )
    return AllFigures(places=held, summary=summary(row for one in held for row in one.rows), data_version=version)


def summary(rows: Iterable[FigureRow]) -> dict[str, int]:
    """verdict → how many figures"""
    counted = Counter(row.verdict for row in rows)
    return {str(verdict): counted[verdict] for verdict in VERDICTS}
