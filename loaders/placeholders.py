"""Values that look like a property company and are none: no nodes, but they may say who manages a compound."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

from graph.records import RowError, Table
from graph.schema import COMPOUND, PLACES, PROPERTY_COMPANY
from loaders.present import Present
from loaders.report import SetAside

MANAGERS = ("none", "owners", "unit", "community")
BRAND = "is the brand of several firms; write the registered name of the company that manages."


@cache
def meanings() -> dict[str, str]:
    """Value → what it says of who manages: one of `MANAGERS`, `unknown`, or `brand` for a real firm's short name."""
    text = resources.files("loaders").joinpath("data", "not_a_company.csv").read_text("utf-8")
    return {_plain(row["value"]): row["meaning"] for row in csv.DictReader(text.splitlines())}


def _plain(value: str) -> str:
    return "".join(unicodedata.normalize("NFKC", value).split())


def _meaning(value: Any) -> str:
    return meanings().get(_plain(value), "") if isinstance(value, str) else ""


def set_aside(tables: list[Table], present: Present) -> tuple[list[Table], list[SetAside], list[RowError]]:
    """Take placeholders out of companies and their MANAGES rows; where they say who manages, tell the compound.

    A compound whose `manager` is stated, in the load or in the graph, keeps it.
    """
    kept: list[Table] = []
    aside: list[SetAside] = []
    faults: list[RowError] = []
    gone: dict[str, str] = {}
    companies: set[str] = set()
    for table in tables:
        if table.what != PROPERTY_COMPANY.label:
            kept.append(table)
            continue
        ids = table.columns["id"]
        said = [name or id_ for id_, name in zip(ids, table.columns.get("name") or ids, strict=True)]
        means = [_meaning(value) for value in said]
        faults += [table.fault(i, "name", "placeholder", BRAND) for i, m in enumerate(means) if m == "brand"]
        out = {i for i, meaning in enumerate(means) if meaning not in ("", "brand")}
        gone.update((ids[i], means[i]) for i in out if isinstance(ids[i], str))
        aside += [_entry(table, i, said[i], "is no company") for i in sorted(out)]
        companies.update(id_ for i, id_ in enumerate(ids) if i not in out and isinstance(id_, str))
        kept.append(_without(table, out))
    managers: dict[str, str] = {}
    for at, table in enumerate(kept):
        if table.what != "MANAGES":
            continue
        out = set()
        for i, (start, end) in enumerate(zip(table.columns["start"], table.columns["end"], strict=True)):
            meaning = gone.get(start) or ("" if start in companies else _meaning(start))
            if meaning == "brand":
                faults.append(table.fault(i, "start", "placeholder", BRAND))
            elif meaning:
                out.add(i)
                if meaning in MANAGERS and isinstance(end, str):
                    managers.setdefault(end, meaning)
                aside.append(_entry(table, i, start, "is no company, so nothing is managed by it"))
        kept[at] = _without(table, out)
    return _tell(kept, managers, present), aside, faults


def _entry(table: Table, index: int, value: str, reason: str) -> SetAside:
    fault = table.fault(index, "", "", "")
    return SetAside(fault.file, fault.sheet, fault.row, value, reason)


def _without(table: Table, out: set[int]) -> Table:
    if not out:
        return table
    left = [i for i in range(len(table)) if i not in out]
    columns = {name: [values[i] for i in left] for name, values in table.columns.items()}
    return Table(table.what, columns, table.source, [table.row(i) for i in left], table.headings)


def _tell(tables: list[Table], managers: dict[str, str], present: Present) -> list[Table]:
    if not managers:
        return tables
    there = present.nodes(PLACES, managers, ("name", "manager"))
    for id_, label, manager in zip(there["id"], there["label"], there["manager"], strict=True):
        if manager is not None or label != COMPOUND.label:
            managers.pop(id_)
    told: list[Table] = []
    for table in tables:
        if table.what == COMPOUND.label:
            ids = table.columns["id"]
            stated = table.columns.get("manager") or [None] * len(ids)
            filled = [value or managers.pop(id_, None) for id_, value in zip(ids, stated, strict=True)]
            for id_ in ids:
                managers.pop(id_, None)
            table = Table(table.what, {**table.columns, "manager": filled}, table.source, table.rows, table.headings)
        told.append(table)
    left = {id_: name for id_, name in zip(there["id"], there["name"], strict=True) if id_ in managers}
    if left:
        columns: dict[str, list[Any]] = {
            "id": list(left),
            "name": list(left.values()),
            "manager": [managers[id_] for id_ in left],
        }
        told.append(Table(COMPOUND.label, columns, "who manages, as the rows of MANAGES say"))
    return told
