"""What a repair is made of: acts of the administration, and the records each of them means.

The same records are tried (`statements`) and loaded (`tables`). A load never erases: an edge ends by saying the same
edge again with its `until`, the first day no longer in force, and what begins is a new edge from the day on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from cypher.library import Row
from graph.records import BETWEEN, Table
from graph.schema import SCHEMA
from graph.statements import create_edges, create_nodes, edge_keys, update_edges, update_nodes
from graph.store import Statement

TRIED_BY = "trial"  # the load that a trial's records name; it is rolled back


class Act(NamedTuple):
    """A kind of change: what it is called, and what it costs beside the others."""

    zh: str
    en: str
    cost: int


ACTS: dict[str, Act] = {
    "extend": Act("续任", "extend", 1),  # who held it holds it again, or longer
    "renew": Act("恢复", "renew", 1),  # what was tied before is tied again
    "end": Act("终止", "end", 1),
    "restate": Act("更正", "restate", 2),
    "fill": Act("补任", "fill", 2),  # by somebody who is in office near it
    "attach": Act("入格", "attach", 2),
    "cover": Act("覆盖", "cover", 2),
    "contact": Act("包联", "contact", 2),
    "manage": Act("接管", "manage", 2),
    "serve": Act("服务", "serve", 2),
    "subordinate": Act("隶属", "subordinate", 2),
    "seat": Act("入席", "seat", 2),
    "list": Act("列入", "list", 2),
    "assign": Act("指派", "assign", 2),
    "tie": Act("建立联系", "tie", 2),
    "succeed": Act("承接", "succeed", 2),
    "move": Act("划转", "move", 3),
    "obtain": Act("补齐", "obtain", 3),
    "pay": Act("拨付", "pay", 3),
    "recruit": Act("选任", "recruit", 4),  # somebody whose name is still to be found
    "found": Act("新建", "found", 5),
}
"""The price of each act: a scale of ours that puts repairs in order, printed with the answer."""


class Record(Row):
    """One node or edge as a load takes it; `ends` are the families of an edge's ends, `key` that of one there is."""

    what: str
    new: bool
    values: dict[str, Any]
    ends: list[str]
    key: str | None


class Change(Row):
    """One act: who does what where from which day."""

    act: str
    cost: int
    sentence_zh: str
    sentence_en: str
    records: list[Record]


class Thing(Row):
    """A place, body, person or item, in force or not."""

    family: str
    id: str
    label: str
    name: str
    values: dict[str, Any]


class Link(NamedTuple):
    """An edge with both its ends, in force or not."""

    type: str
    start: Thing
    end: Thing
    values: dict[str, Any]
    key: str | None


def change(act: str, zh: str, en: str, *records: Record) -> Change:
    """A change at the price of its act."""
    return Change(act=act, cost=ACTS[act].cost, sentence_zh=zh, sentence_en=en, records=list(records))


# --- records ------------------------------------------------------------------------------------------------


def born(thing: Thing) -> Record:
    """The record of a thing that is new."""
    values = {"id": thing.id, "name": thing.name} | _said(thing.values)
    return Record(what=thing.label, new=True, values=values, ends=[], key=None)


def told(thing: Thing, **values: Any) -> Record:
    """What is said anew of a thing there is."""
    return Record(what=thing.label, new=False, values={"id": thing.id, "name": thing.name, **values}, ends=[], key=None)


def tied(type_: str, start: Thing, end: Thing, since: date, **values: Any) -> Record:
    """The record of an edge that begins."""
    dated = {"since": since} if SCHEMA.edge[type_].dated else {}
    said = {"start": start.id, "end": end.id} | _said({**values, **dated})
    return Record(what=type_, new=True, values=said, ends=[start.family, end.family], key=None)


def again(link: Link, **values: Any) -> Record:
    """What is said anew of an edge there is."""
    names = SCHEMA.edge[link.type].told_apart
    same = {name: link.values[name] for name in names if link.values.get(name) is not None}
    said = {"start": link.start.id, "end": link.end.id, **same, **values}
    return Record(what=link.type, new=False, values=said, ends=[link.start.family, link.end.family], key=link.key)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def key_of(type_: str, values: dict[str, Any]) -> str:
    """The key of an edge with these values."""
    return edge_keys(SCHEMA.edge[type_], {name: [value] for name, value in values.items()})[0]


def identity(record: Record) -> tuple[str, str]:
    """What makes two records the same record."""
    if record.what in SCHEMA.edge:
        return record.what, key_of(record.what, record.values)
    return SCHEMA.node[record.what].family.name, record.values["id"]


# --- what is done with them ---------------------------------------------------------------------------------


def statements(changes: Iterable[Change]) -> list[Statement]:
    """Writes that try the changes: nodes first."""
    records = [record for change in changes for record in change.records]
    return [_statement(record) for record in sorted(records, key=lambda record: record.what in SCHEMA.edge)]


def _statement(record: Record) -> Statement:
    values = dict(record.values)
    row: list[Any]
    if edge := SCHEMA.edge.get(record.what):
        key = key_of(record.what, values)
        start, end = values.pop("start"), values.pop("end")
        if record.new:
            text, row = create_edges(edge, record.ends[0], record.ends[1], list(values)), [start, end, key]
        else:
            values = {name: value for name, value in values.items() if name not in edge.told_apart}
            text, row = update_edges(edge, list(values)), [record.key or key] * 2
    else:
        node, row = SCHEMA.node[record.what], [values.pop("id")]
        text = create_nodes(node, list(values)) if record.new else update_nodes(node, list(values))
    return text, {"rows": [[*row, *values.values()]], "load": TRIED_BY}


def tables(changes: Sequence[Change]) -> list[Table]:
    """The changes as tables that `loaders.run.load` takes, nodes first."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for one in changes:
        for record in one.records:
            kinds.setdefault(record.what, []).append(record.values)
    order = [what for what in (*SCHEMA.node, *SCHEMA.edge) if what in kinds]
    found = []
    for what in order:
        names = dict.fromkeys(name for row in kinds[what] for name in row)
        columns = {name: [row.get(name) for row in kinds[what]] for name in names}
        found.append(Table(what, columns, source=f"repair{BETWEEN}{what}"))
    return found
