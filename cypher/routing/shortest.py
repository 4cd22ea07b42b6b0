"""The shortest way from a place to whatever it lies in, found in memory: what `lying` asks of the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Way = tuple[str, ...]
"""ids from a place to another"""


class Ways:
    """Ways down from places to their parts, and from all of these up by territory and grid.

    `down` and `up` are ids by id, right below and right above; they may still grow until the first way is asked for.
    """

    def __init__(self, down: Mapping[str, Sequence[str]], up: Mapping[str, Sequence[str]]) -> None:
        self.down, self.up = down, up
        self._above: dict[tuple[str, ...], list[Way]] = {}

    def of(self, start: str) -> list[Way]:
        """The shortest way from a place to whatever it lies in, its parts and itself, nearest first, then by id."""
        if start not in self.down:
            return [(start,), *((start, *way) for way in self.above(tuple(self.up.get(start, ()))))]
        inside: list[Way] = [(start,)]
        for way in inside:
            inside += [(*way, part) for part in self.down.get(way[-1], ()) if part not in way]
        best: dict[str, Way] = {}
        for way in sorted(inside, key=lambda way: (len(way), way)):
            for up in [(way[-1],), *((way[-1], *more) for more in self.above(tuple(self.up.get(way[-1], ()))))]:
                whole = way[:-1] + up
                old = best.get(whole[-1])
                if old is None or (len(whole), whole) < (len(old), old):
                    best[whole[-1]] = whole
        return sorted(best.values(), key=lambda way: (len(way), way[-1]))

    def above(self, outer: tuple[str, ...]) -> list[Way]:
        """The shortest ways up that begin at one of some places, shared by all that lie in these."""
        if outer in self._above:
            return self._above[outer]
        best: dict[str, Way] = {}
        layer: list[Way] = [(place,) for place in outer]
        while layer:
            layer.sort()
            reached: dict[str, Way] = {}
            for way in layer:
                if way[-1] not in best:
                    reached.setdefault(way[-1], way)
            best |= reached
            layer = [(*way, place) for way in reached.values() for place in self.up.get(way[-1], ())]
        found = self._above[outer] = sorted(best.values(), key=lambda way: (len(way), way[-1]))
        return found
