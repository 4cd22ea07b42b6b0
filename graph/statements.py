"""Schema → text of constraints, indexes, reads and writes of records. No I/O; the only place where Cypher is assembled.

A load knows what is in the graph before it writes, so what is new is created and what differs is set: there is no
`MERGE`, which would look every record up a second time. Every look-up says `USING INDEX SEEK`: a plan made while the
graph was small would scan, and is kept when it has grown; without `SEEK`, a scan of the whole index would do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.model import Edge, Family, Node, Property, Schema
from graph.schema import SCHEMA

FULLTEXT = "names"
SPELLINGS = "spellings"
INDEXED = (
    ("Place", "level"),
    ("Place", "code"),
    ("Place", "name"),
    ("Body", "name"),
    ("Person", "name"),
    ("IssueType", "name"),
    ("Item", "kind"),
    ("Waiver", "gap"),
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
    named = "|".join(family.name for family in schema.families if family.named)
    # cjk splits Chinese into pairs of characters, so that 和平 finds 临汾路和平小区
    names = (
        f"CREATE FULLTEXT INDEX {FULLTEXT} IF NOT EXISTS FOR (n:{named}) ON EACH [n.name] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    )
    spelled = "|".join(family.name for family in schema.families if family.spelled)
    # each Chinese character, reading and number is a word of its own; an and he are syllables, not to be left out.
    # the level stands beside it so that a search can have higher levels first
    spellings = (
        f"CREATE FULLTEXT INDEX {SPELLINGS} IF NOT EXISTS FOR (n:{spelled}) ON EACH [n.spelling, n.level] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}"
    )
    return [*ids, *keys, *indexes, names, spellings]


# --- reading what is there: one row of lists, absent values kept ----------------------------------------------


def read_nodes(family: Family, properties: Sequence[str]) -> str:
    """Text that reads the nodes of `$ids` that exist: `id`, `label` (null: the family's own) and `properties`."""
    label = f"[label IN labels(n) WHERE label <> '{family.name}'][0]"
    return _lines(
        f"UNWIND $ids AS id MATCH (n:{family.name} {{id: id}}) USING INDEX SEEK n:{family.name}(id)",
        "WITH collect(n) AS found",
        _lists("n", {"id": "n.id", "label": label} | {name: f"n.{name}" for name in properties}),
    )


def read_edges(edge: Edge, properties: Sequence[str], *, exact: bool = False) -> str:
    """Text that reads the edges whose key starts with (or is) one of `$keys`: `key`, `start`, `end`, `properties`."""
    test = "=" if exact else "STARTS WITH"
    hint = f"USING INDEX SEEK r:{edge.type}(key)"
    return _edges(f"UNWIND $keys AS key MATCH ()-[r:{edge.type}]->() {hint} WHERE r.key {test} key", properties)


def read_edges_to(edge: Edge, family: Family, properties: Sequence[str]) -> str:
    """Text that reads the edges that end at one of `$ids`; columns as `read_edges`."""
    hint = f"USING INDEX SEEK n:{family.name}(id)"
    return _edges(f"UNWIND $ids AS id MATCH (n:{family.name} {{id: id}})<-[r:{edge.type}]-() {hint}", properties)


def read_edges_from(edge: Edge, family: Family, properties: Sequence[str]) -> str:
    """Text that reads the edges that start from one of `$ids`; columns as `read_edges`, and `end_family`."""
    hint = f"USING INDEX SEEK n:{family.name}(id)"
    ends = ", ".join(f"'{family.name}'" for family in SCHEMA.families_of(edge.ends))
    end_family = {"end_family": f"head([label IN labels(endNode(r)) WHERE label IN [{ends}]])"}
    found = f"UNWIND $ids AS id MATCH (n:{family.name} {{id: id}})-[r:{edge.type}]->() {hint}"
    return _edges(found, properties, end_family)


def _edges(found: str, properties: Sequence[str], more: Mapping[str, str] | None = None) -> str:
    ends = {"key": "r.key", "start": "startNode(r).id", "end": "endNode(r).id", **(more or {})}
    return _lines(found, "WITH collect(r) AS found", _lists("r", ends | {name: f"r.{name}" for name in properties}))


def count_nodes(family: Family) -> str:
    """Text that counts a family: the server knows the number without looking."""
    return f"MATCH (n:{family.name}) RETURN count(n) AS records"


def count_edges(edge: Edge) -> str:
    """Text that counts an edge type: the server knows the number without looking."""
    return f"MATCH ()-[r:{edge.type}]->() RETURN count(r) AS records"


def name_nodes(family: Family) -> str:
    """Text that lists ids and names of a family, at most `$most` of them."""
    return f"MATCH (n:{family.name}) WITH n LIMIT $most RETURN collect(n.id) AS id, collect(n.name) AS name"


def _lists(variable: str, columns: Mapping[str, str]) -> str:
    # collect() drops what is absent, a comprehension keeps it: the lists stay side by side
    return "RETURN " + ", ".join(f"[{variable} IN found | {text}] AS {name}" for name, text in columns.items())


# --- reading the whole: rows of lists, `$at_once` records in each, days as numbers since 1970 began -------------


def scope(dated: bool) -> str:
    """Text that lists by family the ids of what is in or of a `$place`: as cypher/networks/nodes_in.cypher says."""

    def when(one: str, more: str = "") -> str:
        tests = [test for test in (more, _in_force(one) if dated else "") if test]
        return f" WHERE {' AND '.join(tests)}" if tests else ""

    ties = "SERVES|COVERS|REPRESENTS|MANAGES|REGISTERED_IN|REPORTS_TO|CO_BUILDS|CONTACTS"
    families = ", ".join(f"'{family.name}'" for family in SCHEMA.families if family.named)
    by_grid = "(type(part) = 'PART_OF' OR root.level IN ['grid', 'micro_grid'])"
    return _lines(
        f"MATCH (root:Place {{id: $place}}){when('root')}",
        f"MATCH (root) (()<-[part:PART_OF|IN_GRID{when('part', by_grid)}]-(lower{when('lower')})){{0,9}} (inside)",
        "WITH DISTINCT inside",
        f"MATCH (inside) (()<-[tie:{ties}{when('tie')}]-(body:Body{when('body')})){{0,1}} (at)",
        "WITH DISTINCT at",
        f"MATCH (at) (()<-[led:UNDER|HOSTED_BY|MEMBER_OF{when('led')}]-(below:Body{when('below')})){{0,7}} (of)",
        "WITH DISTINCT of",
        f"MATCH (of) (()<-[held:HOLDS|CONTACTS|REPORTS_TO|EMBEDDED_IN{when('held')}]-(who:Person)){{0,1}} (n)",
        "WITH DISTINCT n",
        f"RETURN head([family IN labels(n) WHERE family IN [{families}]]) AS family, collect(n.id) AS ids",
    )


def all_nodes(family: Family, properties: Sequence[Property], *, dated: bool, given: bool) -> str:
    """Text that reads a family's nodes, those of `$ids` alone where they are `given`: `id`, `label`, `properties`."""
    label = f"[label IN labels(n) WHERE label <> '{family.name}'][0]"
    found = f"MATCH (n:{family.name})"
    if given:
        hint = f"USING INDEX SEEK n:{family.name}(id)"
        found = f"UNWIND $ids AS id MATCH (n:{family.name} {{id: id}}) {hint}"
    when = f"WHERE {_in_force('n')}" if dated and any(p.name == "since" for p in family.properties) else ""
    return _in_parts(found, when, "n", {"id": "n.id", "label": label}, properties)


def all_edges(edges: Sequence[Edge], start: Family | None, properties: Sequence[Property], *, dated: bool) -> str:
    """Text that reads all edges of some types, or those from the nodes of `$ids` of a family; `type`, ends, `key`."""
    types = "|".join(edge.type for edge in edges)
    found = f"MATCH (a)-[r:{types}]->(b)"
    if start:
        hint = f"USING INDEX SEEK a:{start.name}(id)"
        found = f"UNWIND $ids AS id MATCH (a:{start.name} {{id: id}})-[r:{types}]->(b) {hint}"
    when = f"WHERE {' AND '.join(map(_in_force, 'rab'))}" if dated else ""
    columns = {"type": "type(r)", "key": "r.key"}
    for side, node, families in (
        ("start", "startNode(r)", SCHEMA.families_of(own for edge in edges for own in edge.starts)),
        ("end", "endNode(r)", SCHEMA.families_of(own for edge in edges for own in edge.ends)),
    ):
        *several, last = (family.name for family in families)
        cases = " ".join(f"WHEN {node}:{name} THEN '{name}'" for name in several)
        columns |= {f"{side}_family": f"CASE {cases} ELSE '{last}' END" if cases else f"'{last}'", side: f"{node}.id"}
    return _in_parts(found, when, "r", columns, properties)


def _in_force(one: str) -> str:
    return f"({one}.since IS NULL OR {one}.since <= $as_of) AND ({one}.until IS NULL OR {one}.until > $as_of)"


def _in_parts(found: str, when: str, variable: str, columns: dict[str, str], properties: Sequence[Property]) -> str:
    # a number is a tenth of the driver's work for a date
    days = "duration.inDays(date('1970-01-01'), {}).days"
    for one in properties:
        text = f"{variable}.{one.name}"
        columns[one.name] = days.format(text) if one.type == "date" else text
    return _lines(
        found,
        when,
        f"WITH collect({variable}) AS every",
        "UNWIND range(0, size(every) - 1, $at_once) AS first",
        "WITH every[first..first + $at_once] AS found",
        _lists(variable, columns),
    )


# --- writing: `$rows` are lists, `$load` is the id of the load -----------------------------------------------------


def _load(as_was: bool) -> list[str]:
    return [] if as_was else ["source_id: $load"]


def create_nodes(node: Node, properties: Sequence[str], *, as_was: bool = False) -> str:
    """Text that creates a node from each of `$rows`: the id, then the values of `properties`.

    One that is made again `as_was` has its source among these, and is not of this load.
    """
    _known(node.label, (p.name for p in node.all_properties), properties)
    level = [f"level: '{node.level}'"] if node.family.name == "Place" else []
    values = [f"{name}: row[{i}]" for i, name in enumerate(properties, start=1)]
    return _lines(
        "UNWIND $rows AS row",
        f"CREATE (:{':'.join(node.labels)} {{{', '.join(['id: row[0]', *level, *values, *_load(as_was)])}}})",
    )


def update_nodes(node: Node, properties: Sequence[str]) -> str:
    """Text that sets what `$rows` say of nodes that exist: the id, then the values; null leaves a value alone."""
    _known(node.label, (p.name for p in node.all_properties), properties)
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH (n:{node.family.name} {{id: row[0]}}) USING INDEX SEEK n:{node.family.name}(id)",
        _set("n", properties, 1),
    )


def create_edges(
    edge: Edge, start_family: str, end_family: str, properties: Sequence[str], *, as_was: bool = False
) -> str:
    """Text that creates an edge from each of `$rows`: start id, end id, key, then the values; `as_was` as above."""
    _known(edge.type, (p.name for p in edge.properties), properties)
    values = [f"{name}: row[{i}]" for i, name in enumerate(properties, start=3)]
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH (a:{start_family} {{id: row[0]}}) USING INDEX SEEK a:{start_family}(id)",
        f"MATCH (b:{end_family} {{id: row[1]}}) USING INDEX SEEK b:{end_family}(id)",
        f"CREATE (a)-[:{edge.type} {{{', '.join(['key: row[2]', *values, *_load(as_was)])}}}]->(b)",
    )


def update_edges(edge: Edge, properties: Sequence[str]) -> str:
    """Text that sets what `$rows` say of edges that exist: the key, the key from now on, then the values.

    The two keys differ where a `since` was learnt that was unknown. Null leaves a value alone.
    """
    _known(edge.type, (p.name for p in edge.properties), properties)
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH ()-[r:{edge.type} {{key: row[0]}}]->() USING INDEX SEEK r:{edge.type}(key)",
        _set("r", properties, 2, "r.key = row[1]"),
    )


# --- undoing and merging: rows and ids are those of a load, `$load` is its id --------------------------------------


def restore_nodes(node: Node, properties: Sequence[str]) -> str:
    """Text that gives nodes their former values: of `$rows` the id, then the values; null takes a value away."""
    _known(node.label, (p.name for p in node.all_properties), properties)
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH (n:{node.family.name} {{id: row[0]}}) USING INDEX SEEK n:{node.family.name}(id)",
        "SET " + ", ".join(f"n.{name} = row[{i}]" for i, name in enumerate(properties, 1)),
    )


def restore_edges(edge: Edge, properties: Sequence[str]) -> str:
    """Text that gives edges their former values: of `$rows` the key they have, then the values, `key` among them."""
    _known(edge.type, (p.name for p in edge.properties), properties)
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH ()-[r:{edge.type} {{key: row[0]}}]->() USING INDEX SEEK r:{edge.type}(key)",
        "SET " + ", ".join(f"r.{name} = row[{i}]" for i, name in enumerate(properties, 1)),
    )


def delete_nodes(node: Node) -> str:
    """Text that deletes the nodes of `$ids`; one that still has an edge is refused by the server, and all with it."""
    hint = f"USING INDEX SEEK n:{node.family.name}(id)"
    return f"UNWIND $ids AS id MATCH (n:{node.family.name} {{id: id}}) {hint} DELETE n"


def delete_edges(edge: Edge) -> str:
    """Text that deletes the edges whose keys are `$ids`."""
    return f"UNWIND $ids AS id MATCH ()-[r:{edge.type} {{key: id}}]->() USING INDEX SEEK r:{edge.type}(key) DELETE r"


def tied_since(family: Family, schema: Schema = SCHEMA) -> str:
    """Text that finds edges at the nodes of `$ids` that another load than `$load` wrote last: id, type, source_id."""
    derived = "|".join(edge.type for edge in schema.edges if edge.derived)
    return _lines(
        f"UNWIND $ids AS id MATCH (n:{family.name} {{id: id}}) USING INDEX SEEK n:{family.name}(id)",
        f"MATCH (n)-[r]-() WHERE NOT r:{derived} AND coalesce(r.source_id, '') <> $load",
        "RETURN DISTINCT n.id AS id, type(r) AS type, r.source_id AS source_id ORDER BY id, type, source_id",
    )


def move_edges(edge: Edge, family: Family) -> str:
    """Text that makes edges anew from other starts: of `$rows` key, new start, new key, and whom it was said of.

    All else stays as it is, the load that wrote it included; null says that it is said of its start.
    """
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH ()-[r:{edge.type} {{key: row[0]}}]->(b) USING INDEX SEEK r:{edge.type}(key)",
        f"MATCH (a:{family.name} {{id: row[1]}}) USING INDEX SEEK a:{family.name}(id)",
        f"CREATE (a)-[moved:{edge.type}]->(b) SET moved = r {{.*, key: row[2], said_of: row[3]}} DELETE r",
    )


def _set(variable: str, properties: Sequence[str], first: int, *before: str) -> str:
    sets = [f"{variable}.{name} = coalesce(row[{i}], {variable}.{name})" for i, name in enumerate(properties, first)]
    return "SET " + ", ".join([*before, *sets, f"{variable}.source_id = $load"])


# --- spellings: in parts, for graphs that were written without them ------------------------------------------------


def unspelt(family: Family) -> str:
    """Text that lists `id` and `name` of a family's first `$most` members after `$after`, by id."""
    return _lines(
        f"MATCH (n:{family.name}) USING INDEX n:{family.name}(id) WHERE n.id > $after",
        "WITH n ORDER BY n.id LIMIT $most",
        "RETURN collect(n.id) AS id, collect(coalesce(n.name, '')) AS name",
    )


def spell(family: Family) -> str:
    """Text that sets the spelling of each of `$rows`: id, spelling."""
    return _lines(
        "UNWIND $rows AS row",
        f"MATCH (n:{family.name} {{id: row[0]}}) USING INDEX SEEK n:{family.name}(id)",
        "SET n.spelling = row[1]",
    )


# --- keys ---------------------------------------------------------------------------------------------------


def edge_keys(edge: Edge, columns: Mapping[str, list[Any]]) -> list[str]:
    """The key of every record of a table's columns: its ends and told-apart values, joined by `|`; absent is empty.

    `|` and `\\` inside a part are escaped, so that two different edges never share a key.
    """
    nothing = [None] * len(columns["start"])
    names = ("start", "end", *edge.told_apart)
    parts = [map(key_part, columns.get(name, nothing)) for name in names]
    return ["|".join(key) for key in zip(*parts, strict=True)]


def key_part(value: object) -> str:
    """One part of a key; what starts with `key_part(start) + '|'` are all edges of that start."""
    if value is None:
        return ""
    text = str(value)
    return text.replace("\\", "\\\\").replace("|", "\\|") if "|" in text or "\\" in text else text


def _known(owner: str, allowed: Iterable[str], asked: Sequence[str]) -> None:
    unknown = set(asked) - set(allowed)
    if unknown:
        raise ValueError(f"{owner} has no property {sorted(unknown)[0]!r}")


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
