"""What a load found before it wrote, kept in the graph so that the load can be undone by its id.

Of what it creates the ids and keys are kept, of what it changes the former values; both as one JSON text, compressed,
and cut into `Before` records so that no value grows without bound.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import orjson

from graph.errors import Fault
from graph.model import Edge, Node
from graph.records import loadable
from graph.store import Statement, Store
from loaders.difference import EdgePlan, Plan
from loaders.present import Columns, Present, chunks

CHARACTERS = 500_000  # of one Before record
PROVENANCE = ("source_id", "source_row")
NOW = "now"  # the column that says by which id or key a record is found
_KEEP = "UNWIND range(1, size($parts)) AS i CREATE (:Before:Record {id: $load + '/' + i, packed: $parts[i - 1]})"
_KEPT = (
    "UNWIND $ids AS id MATCH (part:Record {id: id}) USING INDEX SEEK part:Record(id) "
    "RETURN part.id AS id, part.packed AS packed"
)
_FORGET = "UNWIND $ids AS id MATCH (part:Record {id: id}) USING INDEX SEEK part:Record(id) DELETE part"


@dataclass(frozen=True)
class Before:
    """Label or edge type → ids or keys of what a load created; → the former values of what it changed, by property.

    The columns of `changed` begin with `NOW`, the id, or the key that an edge has since the load. `ties` says whether
    the load made CROSS_HOLDING anew.
    """

    created: dict[str, list[str]]
    changed: dict[str, Columns]
    ties: bool

    def written(self) -> Iterator[tuple[Node | Edge, list[str]]]:
        """The ids or keys of all that the load wrote, kind by kind."""
        for what in self.created.keys() | self.changed.keys():
            yield loadable()[what], [*self.created.get(what, ()), *self.changed.get(what, {}).get(NOW, ())]


def of(plans: Sequence[Plan[Any]], present: Present, *, ties: bool) -> Before:
    """What a load with these plans finds; of what it changes, provenance is read here."""
    created = {plan.batch.what: _created(plan) for plan in plans if plan.new}
    changed = {plan.batch.what: _former(plan, present) for plan in plans if plan.changed}
    return Before(created, changed, ties)


def _created(plan: Plan[Any]) -> list[str]:
    values = plan.keys if isinstance(plan, EdgePlan) else plan.batch.columns["id"]
    return values if len(plan.new) == len(values) else [values[i] for i in plan.new]


def _former(plan: Plan[Any], present: Present) -> Columns:
    columns, old = plan.batch.columns, [plan.old[i] or 0 for i in plan.changed]
    owner, names = plan.batch.owner, [name for name in columns if name not in ("id", "start", "end")]
    names = [name for name in names if any(columns[name][i] is not None for i in plan.changed)]
    if isinstance(plan, EdgePlan):
        now, keys = [plan.key_after(i) for i in plan.changed], [plan.present["key"][i] for i in old]
        there, by, names = present.edges(owner, keys, PROVENANCE, exact=True), "key", ["key", *names]
    else:
        now = keys = [columns["id"][i] for i in plan.changed]
        there, by = present.nodes(owner.family, keys, PROVENANCE), "id"
    at = {key: i for i, key in enumerate(there[by])}
    former = {name: [plan.present[name][i] for i in old] for name in names}
    return {NOW: now, **former, **{name: [there[name][at[key]] for key in keys] for name in PROVENANCE}}


# --- in the graph -------------------------------------------------------------------------------------------


def packed(before: Before) -> list[str]:
    """The parts in which it is kept, in order; one at least."""
    return [str(part) for part in chunks(pack(asdict(before)), CHARACTERS)]


def pack(value: object) -> str:
    """Plain data as one text, compressed and in base 64."""
    # level 1: the time is the load's, and what is kept is ids that differ by a letter
    return b64encode(zlib.compress(orjson.dumps(value), 1)).decode()


def unpack(text: str) -> Any:
    """What was packed; days are texts."""
    return orjson.loads(zlib.decompress(b64decode(text)))


def dated(what: str, columns: Columns) -> Columns:
    """Columns of a label or edge type that were unpacked, with days again."""
    owner = loadable()[what]
    types = {p.name: p.type for p in (owner.all_properties if isinstance(owner, Node) else owner.properties)}
    return {
        name: [day and date.fromisoformat(day) for day in values] if types.get(name) == "date" else values
        for name, values in columns.items()
    }


def keep(parts: list[str], load: str) -> Statement:
    """The statement of a load's transaction that keeps the parts."""
    return _KEEP, {"parts": parts, "load": load}


def forget(load: str, parts: int) -> Statement:
    """The statement that deletes them."""
    return _FORGET, {"ids": _ids(load, parts)}


def _ids(load: str, parts: int) -> list[str]:
    return [f"{load}/{number}" for number in range(1, parts + 1)]


def kept(store: Store, load: str, parts: int) -> Before:
    """What a load kept of what it found.

    Raises
    ------
    Fault
        A part of it is not there.
    """
    found = {row["id"]: row["packed"] for row in store.read(_KEPT, ids=_ids(load, parts))}
    if len(found) != parts:
        raise Fault(f"{load} kept {parts} parts of what it found, and {len(found)} of them are there")
    before = Before(**unpack("".join(found[id_] for id_ in _ids(load, parts))))
    return Before(before.created, {what: dated(what, columns) for what, columns in before.changed.items()}, before.ties)
