"""What an area may know of: the places in it, the bodies and people tied to it; everything else is outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from cypher.library import Question, Row
from graph.store import Store

AT_ONCE = 5_000  # texts that one statement judges


class TextRow(Row):
    """A text that names only what is outside."""

    text: str


_OUTSIDE = Question.load(__file__, "outside.cypher", TextRow)


def outside(store: Store, *, texts: Sequence[str], area: str) -> list[TextRow]:
    """Which texts name only places, bodies and people that have nothing to do with an area.

    Parameters
    ----------
    texts
        Any texts; one that is no id, code or name of anything is not outside.
    area
        Id of a place.

    Returns
    -------
    list of TextRow
        In order. A place is in the area if it lies, or on some day lay, in it by territory or grid. A body is if it
        answers for such a place or is registered there, or is the Party organisation of a body that is; a person, by a
        post or tie at such a place or body. What stands above the area, and who acts only there, is outside.
    """
    found: list[TextRow] = []
    parts: Iterator[str] = iter(sorted(set(texts)))
    while some := list(islice(parts, AT_ONCE)):
        found += _OUTSIDE.rows(store, texts=some, area=area)
    return found
