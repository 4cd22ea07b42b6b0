"""Pages by keyset: a page begins after the key of the last row of the page before, whatever was loaded meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from graph.errors import InvalidInput

R = TypeVar("R")

PAGE = 50_000  # rows of a page while all are streamed: what the server sorts and we hold at one time
_ALL = 2**63 - 1


def page(after: str | None, limit: int | None) -> dict[str, Any]:
    """The parameters `after` and `limit` of a question; without them it begins at the first row and ends at the last.

    Raises
    ------
    InvalidInput
        The limit is below 1.
    """
    if limit is not None and limit < 1:
        raise InvalidInput(f"The limit is {limit}; ask for 1 row or more, or leave it out for all.", param="limit")
    return {"after": after or "", "limit": _ALL if limit is None else limit}


def paged(ask: Callable[[str | None, int], list[R]], key: Callable[[R], str]) -> Iterator[R]:
    """All rows of a question, page after page: neither the server nor we hold more than a page of them.

    Parameters
    ----------
    ask
        Gives the rows after a key, so many at most.
    key
        The key of a row.
    """
    after = None
    while rows := ask(after, PAGE):
        yield from rows
        if len(rows) < PAGE:
            return
        after = key(rows[-1])
