"""The words a schema is written in. They check themselves when they are made.

Schema ─ families ─ Family      what an id is unique in; properties every member has
       ├ nodes ──── Node        one label, in one family
       └ edges ──── Edge        one type, with the labels it may start from and end at
Strand                          edge types that are drawn alike
Property                        name, Chinese heading, type, meaning, unit, allowed values, personal or not
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

TYPES = ("text", "integer", "number", "boolean", "date", "texts")
_SNAKE = re.compile(r"[a-z][a-z0-9_]*\Z")
_LABEL = re.compile(r"[A-Z][A-Za-z]*\Z")
_TYPE = re.compile(r"[A-Z][A-Z_]*\Z")
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
SHAPES = ("square", "circle", "hexagon", "diamond", "triangle", "box", "dot")
"""What a picture draws the members of a family as."""


class Misdeclared(ValueError):
    """A declaration contradicts itself: a fault of the schema's author, found at import."""


def _require(holds: object, message: str) -> None:
    if not holds:
        raise Misdeclared(message)


@dataclass(frozen=True, slots=True)
class Property:
    """One property: `zh` is its heading in a Chinese workbook, `unit` the unit its name does not say.

    A `derived` one is written with what it is made of, and never loaded from a file.
    """

    name: str
    zh: str
    type: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    derived: bool = False

    def __post_init__(self) -> None:
        _require(_SNAKE.match(self.name), f"{self.name!r}: write a property in snake_case")
        _require(self.type in TYPES, f"{self.name}: type is {self.type!r}, one of {TYPES}")
        _require(self.zh and self.meaning, f"{self.name}: give a Chinese heading and a meaning")
        _require(not self.allowed or self.type == "text", f"{self.name}: only a text has allowed values")


@dataclass(frozen=True, slots=True)
class Family:
    """What an id is unique in. `internal` families are kept by wangge itself and are never loaded from a file."""

    name: str
    zh: str
    meaning: str
    properties: tuple[Property, ...]
    shape: str
    internal: bool = False

    def __post_init__(self) -> None:
        _require(_LABEL.match(self.name), f"{self.name!r}: write a family in CamelCase")
        _require(self.shape in SHAPES, f"{self.name}: shape is {self.shape!r}, one of {SHAPES}")
        _require(any(p.name == "id" for p in self.properties), f"{self.name}: a family needs an id")

    @property
    def spelled(self) -> bool:
        """Whether its members are searched by name, and so keep their names spelt out."""
        return any(p.name == "spelling" for p in self.properties)

    @property
    def named(self) -> bool:
        """Whether its members have names: they are parts of the network, and can be looked for and counted."""
        return any(p.name == "name" for p in self.properties)


@dataclass(frozen=True)
class Node:
    """One label. `properties` are those its family does not already give."""

    label: str
    family: Family
    zh: str
    meaning: str
    colour: str
    properties: tuple[Property, ...] = ()

    def __post_init__(self) -> None:
        _require(_LABEL.match(self.label), f"{self.label!r}: write a label in CamelCase")
        _require(self.zh and self.meaning, f"{self.label}: give a Chinese name and a meaning")
        _require(_COLOUR.match(self.colour), f"{self.label}: write the colour as #rrggbb")
        _unique((p.name for p in self.all_properties), self.label)
        _unique((p.zh for p in self.all_properties), self.label)

    @cached_property
    def all_properties(self) -> tuple[Property, ...]:
        """The family's properties and the label's own; an own one replaces the family's of that name."""
        own = {p.name: p for p in self.properties}
        kept = tuple(own.pop(p.name, p) for p in self.family.properties)
        return kept + tuple(own.values())

    @cached_property
    def level(self) -> str:
        """The label in snake_case: StairGroup is `stair_group`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", self.label).lower()

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Its own label and its family's, once where they are the same word."""
        return tuple(dict.fromkeys((self.label, self.family.name)))


@dataclass(frozen=True, slots=True)
class Strand:
    """Edge types that a picture draws alike and that are switched on and off together; `dash` is SVG's dash pattern."""

    name: str
    zh: str
    en: str
    colour: str
    dash: str = ""

    def __post_init__(self) -> None:
        _require(_SNAKE.match(self.name), f"{self.name!r}: write a strand in snake_case")
        _require(self.zh and self.en, f"{self.name}: give its name in Chinese and English")
        _require(_COLOUR.match(self.colour), f"{self.name}: write the colour as #rrggbb")


@dataclass(frozen=True)
class Edge:
    """One type. `told_apart` names the properties that, with the ends, make an edge the same edge.

    `starts` and `ends` hold labels; a family may be given and stands for all its labels. `derived` edges are
    rebuilt by each load and are never loaded from a file.
    """

    type: str
    starts: tuple[Node | Family, ...]
    ends: tuple[Node | Family, ...]
    zh: str
    meaning: str
    strand: Strand
    told_apart: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    derived: bool = False

    def __post_init__(self) -> None:
        _require(_TYPE.match(self.type), f"{self.type!r}: write an edge type in CAPITALS")
        _require(self.starts and self.ends, f"{self.type}: give what it starts from and ends at")
        _require(self.zh and self.meaning, f"{self.type}: give a Chinese name and a meaning")
        names = [p.name for p in self.properties]
        _unique(names, self.type)
        for name in self.told_apart:
            _require(name in names, f"{self.type}: told apart by {name!r}, which it does not have")

    @cached_property
    def dated(self) -> bool:
        return any(p.name == "since" for p in self.properties)


@dataclass(frozen=True)
class Schema:
    """Everything that may be in the graph; raise `version` whenever an older graph needs a migration."""

    version: int
    families: tuple[Family, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    _types: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _unique((f.name for f in self.families), "the schema")
        _unique((n.label for n in self.nodes), "the schema")
        _unique((e.type for e in self.edges), "the schema")
        _unique([n.zh for n in self.nodes] + [e.zh for e in self.edges], "the schema")
        _unique([n.colour for n in self.nodes] + [s.colour for s in self.strands], "the schema's colours")
        for owner, prop in self._all_properties():
            seen = self._types.setdefault(prop.name, prop.type)
            _require(seen == prop.type, f"{owner}.{prop.name} is {prop.type}, elsewhere {seen}: one name, one type")

    def _all_properties(self) -> Iterator[tuple[str, Property]]:
        for node in self.nodes:
            yield from ((node.label, p) for p in node.all_properties)
        for edge in self.edges:
            yield from ((edge.type, p) for p in edge.properties)

    @cached_property
    def node(self) -> dict[str, Node]:
        """label → Node"""
        return {n.label: n for n in self.nodes}

    @cached_property
    def edge(self) -> dict[str, Edge]:
        """type → Edge"""
        return {e.type: e for e in self.edges}

    @cached_property
    def strands(self) -> tuple[Strand, ...]:
        """The strands of its edges, each once, in the order of these."""
        return tuple(dict.fromkeys(e.strand for e in self.edges))

    @cached_property
    def level(self) -> dict[str, Node]:
        """level → Node, for places"""
        return {n.level: n for n in self.nodes if n.family.name == "Place"}

    def labels(self, ends: Iterable[Node | Family]) -> tuple[str, ...]:
        """The labels that `Edge.starts` or `Edge.ends` stand for, in the schema's order."""
        wanted = tuple(ends)
        return tuple(n.label for n in self.nodes if n in wanted or n.family in wanted)

    def families_of(self, ends: Iterable[Node | Family]) -> tuple[Family, ...]:
        """The families that these ends have their ids from, each once, as they stand there."""
        return tuple(dict.fromkeys(end.family if isinstance(end, Node) else end for end in ends))


def _unique(names: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        _require(name not in seen, f"{where}: {name!r} is declared twice")
        seen.add(name)
