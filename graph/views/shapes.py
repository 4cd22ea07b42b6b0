"""The parts of a drawing as SVG: shapes by family, rings and badges that say more about a node, lines with heads."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians, sin
from xml.sax.saxutils import escape

from graph.views.picture import State
from graph.views.placing import Point
from graph.words import NOT_IN_XML

INK = "#1f2933"
QUIET = "#52606d"
BADGE = 5.0
FADED = 0.5
ENDED_DASH = "4 3"
SYNTHETIC_DASH = "0.1 3"  # with round ends: dots


def text(value: str) -> str:
    """A text as XML holds it: what XML forbids is dropped."""
    return escape(NOT_IN_XML.sub("", value))


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def shape(name: str, at: Point, reach: float, paint: str) -> str:
    """One of `graph.model.SHAPES`, about as large for each, in SVG's attributes for paint."""
    x, y = at
    if name in ("circle", "dot"):
        radius = reach if name == "circle" else reach * 0.6
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" {paint}/>'
    if name in ("square", "box"):
        half, high = (reach * 0.88, reach * 0.88) if name == "square" else (reach * 1.15, reach * 0.75)
        size = f'width="{number(2 * half)}" height="{number(2 * high)}" rx="{"1" if name == "square" else "4"}"'
        return f'<rect x="{number(x - half)}" y="{number(y - high)}" {size} {paint}/>'
    corners = {"hexagon": (6, 1.06, 0.0), "diamond": (4, 1.16, 0.0), "triangle": (3, 1.2, 90.0)}
    count, larger, turned = corners[name]
    angles = [radians(turned + 360 / count * n) for n in range(count)]
    points = " ".join(f"{number(x + reach * larger * cos(a))},{number(y - reach * larger * sin(a))}" for a in angles)
    return f'<polygon points="{points}" {paint}/>'


def badge(state: State, at: Point) -> str:
    """`+`, `−` or `×` in a small disc; drawn as lines, which need no font."""
    x, y = at
    arm = 2.6
    across, up = f"M{number(x - arm)} {number(y)}h{2 * arm}", f"M{number(x)} {number(y - arm)}v{2 * arm}"
    slant = arm * 0.8
    cross = f"M{number(x - slant)} {number(y - slant)}l{2 * slant:.1f} {2 * slant:.1f}"
    cross += f"M{number(x - slant)} {number(y + slant)}l{2 * slant:.1f} {-2 * slant:.1f}"
    path = {"gained": across + up, "lost": across, "ended": cross}[state]
    return (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{BADGE:.0f}" fill="#fff" stroke="{INK}"/>'
        f'<path d="{path}" stroke="{INK}" stroke-width="1.6" fill="none"/>'
    )


class Line:
    """A line from one node to another, bent sideways by `bend`, that ends where the nodes begin."""

    def __init__(self, start: Point, end: Point, reaches: tuple[float, float], bend: float) -> None:
        (x, y), (u, v) = start, end
        long = hypot(u - x, v - y)
        if long < 1:  # to itself, or to one that lies on it: a loop above
            out = max(reaches)
            self.start, self.end = (x - out * 0.7, y - out * 0.7), (x + out * 0.7, y - out * 0.7)
            wide, high = 18 + abs(bend), 34 + abs(bend)
            self.through = [(x - wide, y - high), (x + wide, y - high)]
            self.middle = (x, (self.start[1] + 3 * (y - high)) / 4)
        else:
            control = ((x + u) / 2 - (v - y) / long * bend, (y + v) / 2 + (u - x) / long * bend)
            self.start = _towards(start, control, min(reaches[0], long / 3))
            self.end = _towards(end, control, min(reaches[1], long / 3))
            self.through = [control] if bend else []
            self.middle = _middle([self.start, *self.through, self.end])

    def path(self) -> str:
        """As SVG's path: straight, or with one control point or two."""
        way = {0: "L", 1: "Q", 2: "C"}[len(self.through)]
        return f"M{_pair(self.start)}{way}{' '.join(map(_pair, [*self.through, self.end]))}"


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _towards(point: Point, aim: Point, far: float) -> Point:
    (x, y), (u, v) = point, aim
    long = hypot(u - x, v - y) or 1.0
    return x + (u - x) / long * far, y + (v - y) / long * far


def _middle(points: Sequence[Point]) -> Point:
    weights = [0.5, 0.5] if len(points) == 2 else [0.25, 0.5, 0.25]
    return (
        sum(w * p[0] for w, p in zip(weights, points, strict=True)),
        sum(w * p[1] for w, p in zip(weights, points, strict=True)),
    )
