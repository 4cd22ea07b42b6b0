"""Memberships that only a first day could tell apart, where none is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from loaders.popolo_file import Item


class Held(NamedTuple):
    """A membership as an edge would say it."""

    item: Item
    start: str
    end: str
    post: str
    since: date | None
    until: date | None

    @property
    def ends(self) -> date:
        return self.until or date.max


def told_apart(held: Iterable[Held]) -> tuple[list[Held], list[Held]]:
    """Those that can be written together, and those that cannot, which say less.

    The graph tells a person's terms in one post apart by their first days. So of those without one only the last to end
    is kept; it gives way to one with a first day that ends no sooner, and those that lie within it give way to it.
    """
    groups: dict[tuple[str, str, str], list[Held]] = defaultdict(list)
    for one in held:
        groups[one.start, one.end, one.post].append(one)
    kept: list[Held] = []
    others: list[Held] = []
    for group in groups.values():
        last = max((one.ends for one in group if one.since is None), default=date.min)
        outdone = any(one.since and one.since < last <= one.ends for one in group)
        for one in group:
            alone = one.ends == last if one.since is None else one.since >= last
            good = alone and not outdone if one.since is None else alone or outdone
            (kept if good else others).append(one)
    return kept, others
