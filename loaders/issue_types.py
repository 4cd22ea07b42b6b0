"""The project's own table of issue types, and who handles them: a type is paired with *functions* of bodies.

Which department handles which type is in none of the sources; the table says so in every `HANDLED_BY` it draws, and a
user's own table may replace it. A function holds in any county; a route picks among its bodies by jurisdiction.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib import resources

from graph.records import BETWEEN, Table

FILE = "issue_types.csv"


def tables(bodies: Iterable[tuple[str, str]]) -> list[Table]:
    """Issue types, and `HANDLED_BY` from each to the bodies of its functions.

    Parameters
    ----------
    bodies
        Id and `function` of each department or institution.
    """
    text = resources.files("loaders").joinpath("data", FILE).read_text(encoding="utf-8")
    types = list(csv.DictReader(text.splitlines()))
    listed = list(bodies)
    handled = [
        (row["id"], body, role, f"{FILE}, {row['source']}")
        for row in types
        for role in ("lead", "joint")
        for function in row[role].split(";")
        for body, has in listed
        if function and has == function
    ]
    nodes = {name: [row[name] or None for row in types] for name in ("id", "name", "name_en", "mode", "note")}
    columns = map(list, zip(*handled, strict=True))  # none, where nobody handles anything
    edges = dict(zip(("start", "end", "role", "source"), columns, strict=False))
    return [
        Table("IssueType", {**nodes, "synonyms": [row["synonyms"].split(";") for row in types]}, _source("IssueType")),
        *([Table("HANDLED_BY", edges, _source("HANDLED_BY"))] if handled else []),
    ]


def _source(sheet: str) -> str:
    return f"{FILE}{BETWEEN}{sheet}"
