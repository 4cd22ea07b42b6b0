"""What stands behind a gap: how many households feel it, and which lines still cover its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from cypher.library import Question, Row
from graph.store import Store

if TYPE_CHECKING:
    from graph.profile import Profile

FACTS = {
    "grid": "HOLDS",
    "ladder": "HOLDS",
    "party": "COVERS",
    "property": "MANAGES",
    "owners": "REPRESENTS",
    "contact": "CONTACTS",
    "station": "SERVES",
}
"""line → the edge that covers on it"""


class ExposedRow(Row):
    """A place or body, and the households behind it; absent where nobody has said how many."""

    id: str
    households: int | None


class HoldingRow(Row):
    """A place, and the lines that cover it, by name."""

    id: str
    lines: list[str]


_HOUSEHOLDS = Question.load(__file__, "households_exposed.cypher", ExposedRow)
_LINES = Question.load(__file__, "lines_holding.cypher", HoldingRow)


def households_exposed(
    store: Store, *, as_of: date, places: Sequence[str] = (), bodies: Sequence[str] = ()
) -> list[ExposedRow]:
    """Households of places, and of the places that bodies cover, represent or manage.

    Parameters
    ----------
    as_of
        The day.
    places, bodies
        Ids, each of its family.

    Returns
    -------
    list of ExposedRow
        By id; what is not in force is left out, and so is a body that answers for no place. Households are those
        stated, else the sum of the parts that state them; absent where a part does not, and where a body answers
        for places of several levels, which may lie in each other.
    """
    return _HOUSEHOLDS.rows(store, places=list(places), bodies=list(bodies), as_of=as_of)


def lines_holding(
    store: Store, *, places: Sequence[str], counts: Sequence[Mapping[str, Any]], as_of: date
) -> list[HoldingRow]:
    """Which lines cover places on a day, by what counts in their profile.

    Parameters
    ----------
    places
        Ids of places.
    counts
        What counts: see `counts_of`.
    as_of
        The day.

    Returns
    -------
    list of HoldingRow
        By id; a place that is not in force is left out.
    """
    return _LINES.rows(store, places=list(places), counts=list(counts), as_of=as_of)


def counts_of(profile: Profile) -> list[dict[str, Any]]:
    """What counts as covering, flat: line, fact (edge type), level, posts, kinds, formations, building_kinds."""
    return [
        {
            "line": line.line,
            "fact": FACTS[line.line],
            "level": one.level,
            "posts": list(one.posts),
            "kinds": list(one.kinds),
            "formations": list(one.formations),
            "building_kinds": list(one.building_kinds),
        }
        for line in profile.lines
        for one in line.counts
    ]
