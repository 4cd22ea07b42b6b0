"""Small helpers for the words of messages."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A sentence that offers the closest of some names, or all of them where none is close and they are few."""
    from rapidfuzz import process  # only where something went wrong

    known = list(names)
    close = [name for name, _, _ in process.extract(word, known, limit=3, score_cutoff=60)]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"There are {', '.join(known)}." if len(known) <= 30 else ""


def shortened(text: str, length: int = 60) -> str:
    """The text in quotes, cut where it is too long to be shown."""
    return repr(text if len(text) <= length else text[: length - 1] + "…")
