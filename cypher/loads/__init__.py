"""The loads that changed the graph: what each was, and when, which is another day than that of what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from cypher.library import Question, Row
from graph.store import Store


class RecordedRow(Row):
    """A load, and the day on which it was written."""

    id: str
    loaded_on: date


class LoadRow(Row):
    """A load. `loaded_at` is in UTC, and absent for loads of before it was kept.

    `undone` is the day on which it was undone, by the load `undone_by`; one that has `undoes` is itself the undoing of
    that load, and `removed` is how many nodes and edges it took away. `undoable` says that the way back was kept and
    not yet gone; whether a later load stands on it is told by who asks for it to be undone.
    """

    id: str
    sources: list[str]
    loaded_on: date
    loaded_at: datetime | None
    data_version: int
    created: int
    changed: int
    removed: int
    undoes: str | None
    undone: date | None
    undone_by: str | None
    undoable: bool


EVERY = 2**62  # what LIMIT takes for all
_LOADS = Question.load(__file__, "loads.cypher", LoadRow)
_RECORDED_ON = Question.load(__file__, "recorded_on.cypher", RecordedRow)


def loads(store: Store, *, after: int | None = None, limit: int | None = None) -> list[LoadRow]:
    """The loads that changed the graph, undoings among them, by `data_version`, the newest first.

    Parameters
    ----------
    after
        Only those of a smaller data version: that of the last row of the page before.
    limit
        How many at most; all where it is left out.
    """
    return _LOADS.rows(store, after=after, limit=EVERY if limit is None else limit)


def recorded_on(store: Store, *, loads: Sequence[str] | None = None) -> list[RecordedRow]:
    """On which day loads were written, by id.

    Parameters
    ----------
    loads
        Ids of loads, as `source_id` has them; all where it is left out.
    """
    return _RECORDED_ON.rows(store, loads=None if loads is None else list(loads))
