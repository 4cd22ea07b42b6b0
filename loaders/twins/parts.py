"""Parts that the twins of several places share: Party organisations, who leads them, departments, committees.

`when` is a pair of days: posts and bodies begin between them, before the day of the place's published figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from graph.records import Table
from loaders import divisions
from loaders.network import Network, words

When = tuple[date, date]


def adopt_urban(net: Network, within: Sequence[str] = ("",)) -> None:
    """Take over the place's 街道 and 居委会, the towns these lie in, and all above; villages are left out.

    Only those whose code begins with one of `within`, where the twin tells of a part of the place.
    """
    tables = divisions.tables(divisions.PLACES[net.place])
    urban = [
        id_
        for table in tables
        for id_, kind in zip(table.columns.get("id", ()), table.columns.get("kind", ()), strict=True)
        if kind in ("街道", "居委会") and id_.startswith(tuple(within))
    ]
    kept = {id_[:digits] for id_ in urban for digits in divisions.LEVELS}
    for table in tables:
        rows = [i for i, id_ in enumerate(table.columns.get("id") or table.columns["start"]) if id_ in kept]
        columns = {name: [values[i] for i in rows] for name, values in table.columns.items()}
        net.adopt([Table(table.what, columns, table.source)])


def compound_names(net: Network, ends: Sequence[str]) -> list[str]:
    """Different names of compounds, in any order: 30 × 16 beginnings with each of the ends, such as 和顺安置小区."""
    firsts, seconds = words("compound_first"), words("compound_second")
    return net.shuffled(a + b + end for a, b, end in product(firsts, seconds, ends) if a != b)


def party_org(
    net: Network,
    name: str,
    /,
    *,
    under: str | None,
    kind: str,
    purpose: str,
    since: date | None = None,
    covers: Iterable[str] = (),
    line: str = "territorial",
    formation: str = "single",
    **values: Any,
) -> str:
    """A Party organisation, under another by a line, covering places from the day it began."""
    org = net.node("PartyOrg", name, kind=kind, purpose=purpose, formation=formation, since=since, **values)
    if under is not None:
        net.edge("UNDER", org, under, line=line, since=since)
    for place in covers:
        net.edge("COVERS", org, place, since=since)
    return org


def lead(net: Network, person: str, post: str, org: str, when: When, mode: str = "elected") -> str:
    """Give a person, who then is a Party member, a post in a Party organisation; returns the person."""
    net.nodes[person]["party_member"] = True
    net.holds(person, post, org, *when, mode=mode)
    return person


def seat(net: Network, body: str, posts: Sequence[str], people: Iterable[str], when: When, **values: Any) -> None:
    """Give people posts in a body, one each, in order."""
    for person, post in zip(people, posts, strict=True):
        net.holds(person, post, body, *when, **values)


def departments(
    net: Network, place: str, functions: Mapping[str, str], when: When, *, prefix: str | None = None
) -> list[str]:
    """A department that serves a place for each function → name, with its head; names begin with the place's."""
    prefix = net.nodes[place]["name"] if prefix is None else prefix
    made = []
    for function, name in functions.items():
        department = net.body("Department", prefix + name, "SERVES", place, function=function)
        net.holds(net.person(party_member=True), "部门负责人", department, *when, mode="appointed")
        made.append(department)
    return made


def handled(net: Network) -> None:
    """The project's issue types, paired with the departments and institutions by function."""
    from loaders import issue_types

    functions = [(id_, node["function"]) for id_, node in net.nodes.items() if "function" in node]
    net.adopt(issue_types.tables(functions))
