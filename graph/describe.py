"""Schema → MODEL.md and a JSON description. `python -m graph.describe` writes MODEL.md anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graph.model import Edge, Family, Node, Property, Schema
from graph.schema import SCHEMA

MODEL = Path(__file__).parents[1] / "MODEL.md"
_TOP = """\
# What may be in the graph

Made from `graph/schema.py` by `python -m graph.describe`; do not edit. Schema version {version}.

An id is unique in its family. Edges are dated: `since` is the first day in force, `until` the first day no longer in
force; an edge is in force only while it and both its ends are. Absent is unknown, never false and never zero. A place
also has `level`, its label in snake_case (`StairGroup` is `stair_group`).
"""


def as_json(schema: Schema = SCHEMA) -> dict[str, Any]:
    """The schema as plain data."""
    return {
        "version": schema.version,
        "families": [
            {"name": f.name, "zh": f.zh, "meaning": f.meaning, "shape": f.shape, "internal": f.internal}
            for f in schema.families
        ],
        "strands": [
            {"name": s.name, "zh": s.zh, "en": s.en, "colour": s.colour, "dash": s.dash} for s in schema.strands
        ],
        "nodes": [
            {
                "label": n.label,
                "family": n.family.name,
                "level": n.level if n.family.name == "Place" else None,
                "zh": n.zh,
                "meaning": n.meaning,
                "colour": n.colour,
                "properties": _properties(n.all_properties),
            }
            for n in schema.nodes
        ],
        "edges": [
            {
                "type": e.type,
                "zh": e.zh,
                "meaning": e.meaning,
                "strand": e.strand.name,
                "starts": list(schema.labels(e.starts)),
                "ends": list(schema.labels(e.ends)),
                "told_apart": list(e.told_apart),
                "dated": e.dated,
                "derived": e.derived,
                "properties": _properties(e.properties),
            }
            for e in schema.edges
        ],
    }


def _properties(properties: Iterable[Property]) -> list[dict[str, Any]]:
    return [
        {
            "name": p.name,
            "zh": p.zh,
            "type": p.type,
            "meaning": p.meaning,
            "unit": p.unit or None,
            "allowed": list(p.allowed) or None,
            "required": p.required,
            "personal": p.personal,
            "derived": p.derived,
        }
        for p in properties
    ]


def as_markdown(schema: Schema = SCHEMA) -> str:
    """The text of MODEL.md."""
    return "\n".join(_lines(schema)) + "\n"


def _lines(schema: Schema) -> Iterator[str]:
    yield _TOP.format(version=schema.version)
    yield "## Nodes\n"
    for family in schema.families:
        nodes = [node for node in schema.nodes if node.family is family]
        kept = ", kept by wangge itself" if family.internal else ""
        yield f"### {family.name} {family.zh}\n\n{family.meaning[0].upper()}{family.meaning[1:]}{kept}.\n"
        yield from _table(("label", "中文", "meaning", "properties of its own"), (_row(node) for node in nodes))
        yield from _table(("property", "中文", "type", "meaning"), (_described(p) for p in family.properties))
    yield "## Edges\n"
    yield from _table(
        ("type", "中文", "from → to", "meaning", "told apart by", "properties of its own"),
        (_edge(edge) for edge in schema.edges),
    )
    shared = [p for p in schema.edges[0].properties if all(p in e.properties or p.type == "date" for e in schema.edges)]
    yield "Properties that edges share:\n"
    yield from _table(("property", "中文", "type", "meaning"), (_described(p) for p in shared))


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield "|" + "---|" * len(headings)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _row(node: Node) -> tuple[str, ...]:
    return f"`{node.label}`", node.zh, node.meaning, _own(node.properties)


def _edge(edge: Edge) -> tuple[str, ...]:
    shared = {"since", "until", "key", "source_id", "source_row", "synthetic"}
    ends = " → ".join(", ".join(_name(end) for end in side) for side in (edge.starts, edge.ends))
    marks = [word for word, holds in (("derived", edge.derived), ("undated", not edge.dated)) if holds]
    meaning = f"{edge.meaning} ({', '.join(marks)})" if marks else edge.meaning
    told = ", ".join(f"`{name}`" for name in edge.told_apart) or "–"
    return f"`{edge.type}`", edge.zh, ends, meaning, told, _own(p for p in edge.properties if p.name not in shared)


def _name(owner: Node | Family) -> str:
    return owner.label if isinstance(owner, Node) else f"any {owner.name}"


def _described(prop: Property) -> tuple[str, ...]:
    return f"`{prop.name}`{' *' if prop.required else ''}", prop.zh, prop.type, _meaning(prop)


def _own(properties: Iterable[Property]) -> str:
    return "; ".join(f"`{p.name}` {p.zh}: {_meaning(p)}" for p in properties) or "–"


def _meaning(prop: Property) -> str:
    said = prop.meaning
    if prop.unit and prop.unit not in said:
        said += f", in {prop.unit}"
    if prop.allowed:
        said += f" ({', '.join(prop.allowed)})"
    if prop.derived:
        said += " (derived)"
    return f"{said}, **personal**" if prop.personal else said


if __name__ == "__main__":
    MODEL.write_text(as_markdown(), encoding="utf-8")
