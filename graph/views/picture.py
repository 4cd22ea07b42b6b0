"""What a picture of the network holds: nodes with a place on the page, edges, and what is said about the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["there", "gained", "lost", "ended"]
"""`there`: in force on the day. Between two days: `gained` on the later alone, `lost` on the earlier alone. `ended`:
over before the day, shown where ended ties were asked for."""
Layout = Literal["ties", "tree"]
"""`ties`: by forces, what is tied lies near; `tree`: what lies in a place stands below it."""


@dataclass(frozen=True, kw_only=True)
class PictureNode:
    """A node, or, where `nodes` is above 1, so many of a label as one; `opens` is then what shows them.

    `key` is its family, a stroke (|) and its id, and is what edges name; `x` and `y` are in units in which the text of
    a label is 12 high, y downwards. `shared`: somebody who holds posts at two or more of the bodies and places shown
    (交叉任职). `middle`: what the picture is of.
    """

    key: str
    family: str
    id: str
    label: str
    name: str
    kind: str | None
    level: str | None
    synthetic: bool
    state: State
    shared: bool
    middle: bool
    nodes: int
    opens: str | None
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class PictureEdge:
    """An edge between two nodes of the picture, or, where `edges` is above 1, so many of a type as one.

    `word` is what tells it from others of its type: the post, form, rung, line or role. `source` is the row that it
    was loaded from.
    """

    key: str
    type: str
    start: str
    end: str
    word: str | None
    since: date | None
    until: date | None
    state: State
    synthetic: bool
    source: str | None
    edges: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of the network on a day, or of what two days have between them.

    `days` are those on which something shown here changes. `left_out` is how many nodes are in it that the picture
    shows as counts only.
    """

    title: str
    layout: Layout
    seed: int
    as_of: date
    compared_with: date | None
    nodes: list[PictureNode]
    edges: list[PictureEdge]
    days: list[date]
    left_out: int
    data_version: int
    synthetic: bool
