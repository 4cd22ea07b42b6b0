"""The network → a Popolo document, which `loaders.popolo` reads back; and a count of what Popolo has no word for.

`end_date` is the last day in force, so one less than our `until`. Beside Popolo's keys stand two of ours, which other
readers pass over: `kind`, since a classification is the label alone, and `synthetic`. `meta` says of what and when the
document is, and what is not in it; it holds counts only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from graph.records import columns_of
from graph.schema import SCHEMA
from graph.statements import key_part
from graph.whole import Network

Row = dict[str, Any]
SAID = {
    "Person": ("id", "name", "sex", "birth_year", "phone"),
    "Body": ("id", "name", "kind", "since", "until"),
    "Place": ("id", "name", "kind", "code"),
    "HOLDS": ("start", "end", "post", "since", "until"),
    "MEMBER_OF": ("start", "end", "since", "until"),
}
"""Family or edge type → what a document says of it; of `PARENTS`, only that it is."""
PARENTS = {"Place": ("PART_OF", "IN_GRID"), "Body": ("UNDER", "HOSTED_BY")}
LINES = ("territorial", None)  # which superior is the parent where there are several


def document(network: Network, on: date) -> dict[str, Any]:
    """A network as a Popolo document, each collection in order of ids.

    Parameters
    ----------
    network
        As `graph.whole.columns` gives it; personal fields are said where it has them.
    on
        The day of which parents are told: Popolo gives them no dates.
    """
    left: Counter[str] = Counter()
    nodes = {family: list(frame.iter_rows(named=True)) for family, frame in network.nodes.items()}
    edges = {type_: list(frame.iter_rows(named=True)) for type_, frame in network.edges.items()}
    for family, rows in nodes.items():
        if family in SAID:
            _count(left, family, rows, (*SAID[family], "synthetic"))
        else:
            left.update(row["label"] for row in rows)
    for type_, rows in edges.items():
        if type_ in SAID:
            _count(left, type_, rows, (*SAID[type_], "synthetic"))
        elif not any(type_ in types for types in PARENTS.values()):
            left[type_] += len(rows)
    parents = {family: _parents(types, edges, on, left) for family, types in PARENTS.items()}
    held = edges.get("HOLDS", [])
    posts = {_post(row): {"id": _post(row), "label": row["post"]} | _at(row) for row in held}
    memberships = [*map(_membership, held), *map(_member, edges.get("MEMBER_OF", []))]
    return {
        "persons": [_person(row) for row in nodes.get("Person", [])],
        "organizations": [_organization(row, parents["Body"]) for row in nodes.get("Body", [])],
        "posts": sorted(posts.values(), key=_id),
        "memberships": sorted(memberships, key=_id),
        "areas": [_area(row, parents["Place"]) for row in nodes.get("Place", [])],
        "meta": _there(
            {
                "place": network.place,
                "as_of": _text(network.as_of),
                "data_version": network.data_version,
                "left_out": dict(sorted(left.items())),
            }
        ),
    }


def _id(item: Row) -> str:
    return str(item["id"])


def _there(item: Row) -> Row:
    return {key: value for key, value in item.items() if value is not None}


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _last(until: date | None) -> str | None:
    return None if until is None else (until - timedelta(days=1)).isoformat()


def _synthetic(row: Row) -> Row:
    return {"synthetic": True} if row["synthetic"] else {}


def _count(left: Counter[str], what: str, rows: list[Row], said: Iterable[str]) -> None:
    """Count the values that are there and not said, by property."""
    owners = [SCHEMA.edge[what]] if what in SCHEMA.edge else [n for n in SCHEMA.nodes if n.family.name == what]
    names = {name for owner in owners for name in columns_of(owner)} - set(said)
    for name in names & set(rows[0] if rows else ()):
        left[f"{what}.{name}"] += sum(row[name] is not None for row in rows)
    for name in [key for key, n in left.items() if not n]:
        del left[name]


def _parents(types: Iterable[str], edges: dict[str, list[Row]], on: date, left: Counter[str]) -> dict[str, str]:
    """Child → parent, one for each: by the first of the types that has one on the day. Others are counted."""
    found: dict[str, str] = {}
    for type_ in types:
        rows = edges.get(type_, [])
        for row in sorted(rows, key=lambda row: (row.get("line") not in LINES, row["start"], row["end"])):
            in_force = (row["since"] is None or row["since"] <= on) and (row["until"] is None or row["until"] > on)
            if in_force and row["start"] not in found:
                found[row["start"]] = row["end"]
                left.update(f"{type_}.{name}" for name in ("since", "until", "line") if row.get(name) is not None)
            elif not in_force or found[row["start"]] != row["end"]:
                left[type_] += 1
    return found


# --- items --------------------------------------------------------------------------------------------------


def _person(row: Row) -> Row:
    birth, phone = row.get("birth_year"), row.get("phone")
    own = {
        "id": row["id"],
        "name": row["name"],
        "gender": row.get("sex"),
        "birth_date": None if birth is None else f"{birth:04}",
        "contact_details": None if phone is None else [{"type": "voice", "value": phone}],
    }
    return _there(own) | _synthetic(row)


def _organization(row: Row, parents: dict[str, str]) -> Row:
    own = {
        "id": row["id"],
        "name": row["name"],
        "classification": row["label"],
        "kind": row["kind"],
        "parent_id": parents.get(row["id"]),
        "founding_date": _text(row["since"]),
        "dissolution_date": _last(row["until"]),
    }
    return _there(own) | _synthetic(row)


def _area(row: Row, parents: dict[str, str]) -> Row:
    own = {
        "id": row["id"],
        "name": row["name"],
        "classification": row["label"],
        "kind": row["kind"],
        "identifier": row["code"],
        "parent_id": parents.get(row["id"]),
    }
    return _there(own) | _synthetic(row)


def _post(row: Row) -> str:
    return f"{row['end_family']}|{key_part(row['end'])}|{key_part(row['post'])}"


def _at(row: Row) -> Row:
    return {"organization_id" if row["end_family"] == "Body" else "area_id": row["end"]}


def _dates(row: Row) -> Row:
    return {"start_date": _text(row["since"]), "end_date": _last(row["until"])}


def _membership(row: Row) -> Row:
    own = {"id": f"HOLDS|{row['key']}", "person_id": row["start"], "post_id": _post(row), **_at(row), **_dates(row)}
    return _there(own) | _synthetic(row)


def _member(row: Row) -> Row:
    member = {"@type": "Organization", "id": row["start"]}
    own = {"id": f"MEMBER_OF|{row['key']}", "member": member, "organization_id": row["end"], **_dates(row)}
    return _there(own) | _synthetic(row)
