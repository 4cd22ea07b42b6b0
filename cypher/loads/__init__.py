"""When things were recorded, which is another day than the one on which they came to be in the world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cypher.library import Question, Row
from graph.store import Store


class RecordedRow(Row):
    """A load, and the day on which it was written."""

    id: str
    loaded_on: date


_RECORDED_ON = Question.load(__file__, "recorded_on.cypher", RecordedRow)


def recorded_on(store: Store, *, loads: Sequence[str] | None = None) -> list[RecordedRow]:
    """On which day loads were written, by id.

    Parameters
    ----------
    loads
        Ids of loads, as `source_id` has them; all where it is left out.
    """
    return _RECORDED_ON.rows(store, loads=None if loads is None else list(loads))
