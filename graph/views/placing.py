"""Where the labels of a drawing stand, so that none lies on another or on a node. Greedy: the important ones first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Literal, NamedTuple
from unicodedata import category, east_asian_width

CELL = 40.0
LINE = 1.25  # from line to line of a text, in its own size
LONGEST = 10  # ems after which a label goes on in the next line
GAP = 3.0  # between labels of one line
Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]
"""Which end of a text stands where it is placed, as SVG says it."""


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def over(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def crossed(self, start: Point, end: Point) -> bool:
        """Whether the straight line between two points goes through it."""
        first, last = 0.0, 1.0
        for a, b, low, high in ((start[0], end[0], self.left, self.right), (start[1], end[1], self.top, self.bottom)):
            if a == b:
                if not low < a < high:
                    return False
                continue
            into, out = sorted(((low - a) / (b - a), (high - a) / (b - a)))
            first, last = max(first, into), min(last, out)
        return first < last


class Wanted(NamedTuple):
    """A label that wants a place beside a node that reaches so far from its middle; `ties`: where its edges go."""

    key: str
    lines: Sequence[str]
    x: float
    y: float
    reach: float
    size: float
    ties: Sequence[Point] = ()


class Placed(NamedTuple):
    box: Box
    anchor: Anchor


def width(text: str, size: float) -> float:
    """How wide a text is, by the widths that its characters have in most fonts."""
    return size * sum(map(_em, text))


def _em(character: str) -> float:
    if east_asian_width(character) in "WFA":  # A: full width where the font is a Chinese one
        return 1.0
    if category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return 0.7 if character.isupper() or character in "mw%@&—" else 0.56


def lines(text: str) -> list[str]:
    """A text in as few lines of at most `LONGEST` ems as will do, about as long each; nothing of it is cut."""
    whole = width(text, 1)
    each = whole / max(ceil(whole / LONGEST), 1)
    found: list[str] = []
    line, so_far = "", 0.0
    for character in text:
        so_far += _em(character)
        if line and so_far > each * (len(found) + 1) + 0.5:
            found.append(line.strip())
            line = ""
        line += character
    return [*found, line.strip()]


def placed(wanted: Iterable[Wanted], taken: Iterable[Box]) -> dict[str, Placed]:
    """A place for each label that has a free one, in the order given.

    Of the free places below its node, right, left, above and at its corners, a label takes the one that the fewest
    of the node's own edges go through, and of such the first.

    Parameters
    ----------
    wanted
        Labels, the most important first.
    taken
        What no label may lie on: the nodes.
    """
    cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
    for box in taken:
        _take(cells, box)
    found: dict[str, Placed] = {}
    for label in wanted:
        free = [
            place
            for place in _places(label)
            if not any(place.box.over(other) for cell in _cells(place.box) for other in cells.get(cell, ()))
        ]
        if not free:
            continue
        middle = (label.x, label.y)
        best = min(free, key=lambda place: sum(place.box.crossed(middle, tie) for tie in label.ties))
        left, top, right, bottom = best.box
        _take(cells, Box(left - GAP, top, right + GAP, bottom))
        found[label.key] = best
    return found


def _places(label: Wanted) -> Iterator[Placed]:
    wide = max(width(line, label.size) for line in label.lines)
    high = label.size * LINE * len(label.lines)
    out = label.reach + 3
    low, beside, up = out - 2, -high / 2, 2 - out - high
    for right, down in ((0.0, low), (out, beside), (-out, beside), (0.0, up)):
        yield _place(label, right, down, wide, high)
    for right in (out, -out):
        for down in (6.0, -6.0 - high):  # a little lower than beside, a little higher
            yield _place(label, right, down, wide, high)


def _place(label: Wanted, right: float, down: float, wide: float, high: float) -> Placed:
    x, top = label.x + right, label.y + down
    anchor: Anchor = "middle" if right == 0 else "start" if right > 0 else "end"
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    return Placed(Box(left, top, left + wide, top + high), anchor)


def _take(cells: defaultdict[tuple[int, int], list[Box]], box: Box) -> None:
    for cell in _cells(box):
        cells[cell].append(box)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // CELL), int(box.right // CELL) + 1):
        for row in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
            yield column, row
