"""One search across places, bodies, people and kinds of issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.answers.meant import resolved
from cypher import search as questions
from cypher.library import Row
from cypher.search import SearchRow
from graph.store import Store


class Found(Row):
    """What a text may mean, the closest first; `within` is the id of the place that was looked in."""

    rows: list[SearchRow]
    text: str
    within: str | None
    as_of: date
    data_version: int


def search(
    store: Store,
    *,
    text: str,
    as_of: date,
    families: Sequence[str] = (),
    within: str | None = None,
    after: Sequence[int | str] | None = None,
    limit: int | None = None,
) -> Found:
    """What a text may mean, the closest first.

    Parameters
    ----------
    text
        Part of a name, pinyin with or without blanks (linfenlu), initials (lfl), a code or how it begins, or an id.
    as_of
        The day asked about.
    families
        Only Place, Body, Person or IssueType.
    within
        Id, code or name of a place: only what lies in it or is tied to it.

    Raises
    ------
    InvalidInput
        The text is blank or too long, or there is no such family.
    NotFound, Ambiguous
        No place, or several, answer to `within`.
    """

    def ask() -> tuple[str | None, list[SearchRow]]:
        root = resolved(store, within, as_of).id if within is not None else store.within
        rows = questions.search(
            store,
            text=text,
            as_of=as_of,
            families=families or None,
            within=root,
            after=after,
            limit=questions.MOST_ROWS if limit is None else limit,
        )
        return root, rows

    (root, rows), version = store.consistent(ask)
    return Found(rows=rows, text=text, within=root, as_of=as_of, data_version=version)
