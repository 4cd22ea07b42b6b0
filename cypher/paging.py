"""Pages by keyset: a page begins after the key of the last row of the page before, whatever was loaded meanwhile."""

from __future__ import annotations

from typing import Any

from graph.errors import InvalidInput

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
