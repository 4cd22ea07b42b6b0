"""Schema → text of constraints, indexes and upserts. No I/O; the only place where Cypher is assembled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.model import Edge, Node, Schema
from graph.schema import SCHEMA

FULLTEXT = "names"
INDEXED = (
    ("Place", "level"),
    ("Place", "code"),
    ("Place", "name"),
    ("Body", "name"),
    ("Person", "name"),
    ("IssueType", "name"),
    ("Item", "kind"),
)


def schema_statements(schema: Schema = SCHEMA) -> list[str]:
    """Constraints and indexes, each harmless to run again: an id is unique in its family, a key in its edge type."""
    ids = [
        f"CREATE CONSTRAINT {family.name.lower()}_id IF NOT EXISTS FOR (n:{family.name}) REQUIRE n.id IS UNIQUE"
        for family in schema.families
    ]
    keys = [
        f"CREATE CONSTRAINT {edge.type.lower()}_key IF NOT EXISTS FOR ()-[r:{edge.type}]-() REQUIRE r.key IS UNIQUE"
        for edge in schema.edges
    ]
    indexes = [
        f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})" for label, name in INDEXED
    ]
    named = "|".join(family.name for family in schema.families if not family.internal)
    # cjk splits Chinese into pairs of characters, so that 和平 finds 临汾路和平小区
    names = (
        f"CREATE FULLTEXT INDEX {FULLTEXT} IF NOT EXISTS FOR (n:{named}) ON EACH [n.name] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    )
    return [*ids, *keys, *indexes, names]


def upsert_nodes(node: Node, properties: Sequence[str]) -> str:
    """Text that writes `$rows`, each a list: the id, then the values of `properties`; null leaves a value alone.

    An empty `properties` only makes the nodes. `level` is set on places from the label.
    """
    _known(node.label, (p.name for p in node.all_properties), properties)
    level = [f"n.level = '{node.level}'"] if node.family.name == "Place" else []
    sets = [f"n.{name} = coalesce(row[{i}], n.{name})" for i, name in enumerate(properties, start=1)]
    return _lines(
        "UNWIND $rows AS row",
        f"MERGE (n:{':'.join(node.labels)} {{id: row[0]}})",
        "SET " + ", ".join(level + sets) if level + sets else "",
    )


def upsert_edges(edge: Edge, start_family: str, end_family: str, properties: Sequence[str]) -> str:
    """Text that writes `$rows`, each a list: start id, end id, key, then the values of `properties`."""
    _known(edge.type, (p.name for p in edge.properties), properties)
    sets = [f"r.{name} = coalesce(row[{i}], r.{name})" for i, name in enumerate(properties, start=3)]
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH (a:{start_family} {{id: row[0]}})",
        f"MATCH (b:{end_family} {{id: row[1]}})",
        f"MERGE (a)-[r:{edge.type} {{key: row[2]}}]->(b)",
        "SET " + ", ".join(sets) if sets else "",
    )


def rekey_edges(edge: Edge) -> str:
    """Text that gives edges whose `since` was unknown the one learnt later: `$rows` of old key, new key, since."""
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH ()-[r:{edge.type} {{key: row[0]}}]->()",
        "SET r.key = row[1], r.since = row[2]",
    )


def edge_key(edge: Edge, start: str, end: str, values: dict[str, object]) -> str:
    """The ends and the told-apart values, joined by `|`; an absent value is empty.

    `|` and `\\` inside a part are escaped, so that two different edges never share a key.
    """
    parts = [start, end, *(values.get(name) for name in edge.told_apart)]
    return "|".join("" if part is None else str(part).replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def _known(owner: str, allowed: Iterable[str], asked: Sequence[str]) -> None:
    unknown = set(asked) - set(allowed)
    if unknown:
        raise ValueError(f"{owner} has no property {sorted(unknown)[0]!r}")


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
