"""How much an atlas says of people: their names, their posts only, or how many they are.

An atlas leaves the service and is passed on, so nobody is asked again who may see it. It is cleaned as plain JSON, in
every field of every answer: who is a person, the graph says (`cypher.people.known_people`), not where an id stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson

TIERS = ("named", "roles", "counts")
SOMEBODY = {"zh": "任职者", "en": "office-holder"}
MANY = {"zh": "{n}人", "en": "{n} office-holders"}
APART = ("id", "name", "since", "until", "key", "other_posts")
"""What may differ between people who are counted as one."""


def texts(value: Any) -> Iterator[str]:
    """Every text in a document, but for the names of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


class Cleaned:
    """Documents as a tier has them: `roles` or `counts`; nothing is taken from what is `named`.

    Parameters
    ----------
    documents
        All of them: a person's posts may be said in one, the name in another.
    people
        Names by id of whoever could be known from the documents.
    tier, lang
        What is kept of people, and in which language it is said.
    """

    def __init__(self, documents: Any, people: Mapping[str, str], tier: str, lang: str) -> None:
        self._people, self._tier, self._lang = people, tier, lang
        # by no order that tells of the ids
        ordered = sorted(people, key=lambda one: sha256(one.encode()).digest())
        self._numbers = {one: f"?{n}" for n, one in enumerate(ordered, 1)}
        self._roles: dict[str, dict[str, None]] = {}
        others: set[str] = set()
        for row in _rows(documents):
            self._learn(row, others)
        names = {name for name in people.values() if name}
        # 王平路 is a street, though there be somebody called 王平
        self._kept = {text for text in others - names if any(name in text for name in names)}
        self._names, self._ids = _any_of(names | self._kept), _any_of(people)

    def of(self, value: Any) -> Any:
        """A document without what the tier does not say."""
        if isinstance(value, list):
            found = [self.of(one) for one in value]
            return _counted(found, self._lang) if self._tier == "counts" else found
        if isinstance(value, dict):
            row = {name: self.of(one) for name, one in value.items()}
            for prefix, person in self._persons_in(value):
                row[f"{prefix}name"] = self._role(person)
            if self._tier == "counts" and row.keys() >= {"nodes", "edges", "layout"}:
                return _without_people(row)
            return row
        return self._text(value) if isinstance(value, str) else value

    def _persons_in(self, row: Mapping[str, Any]) -> list[tuple[str, str]]:
        ids = (name for name in row if name == "id" or name.endswith("_id"))
        return [(name[:-2], row[name]) for name in ids if row[name] in self._people and f"{name[:-2]}name" in row]

    def _learn(self, row: Mapping[str, Any], others: set[str]) -> None:
        persons = dict(self._persons_in(row))
        for prefix, person in persons.items():
            if row.get("post") and prefix in ("", "holder_"):
                self._roles.setdefault(person, {})[row["post"]] = None
        if row.get("type") == "HOLDS" and str(row.get("start", "")).startswith("Person|"):
            self._roles.setdefault(row["start"].partition("|")[2], {})[row.get("word") or ""] = None
        others |= {
            value
            for name, value in row.items()
            if name.endswith("name") and isinstance(value, str) and name[: -len("name")] not in persons
        }

    def _role(self, person: str) -> str:
        return "、".join(filter(None, self._roles.get(person, ()))) or SOMEBODY[self._lang]

    def _text(self, text: str) -> str:
        if self._ids:
            text = self._ids.sub(lambda found: self._numbers[found[0]], text)
        if self._names:
            text = self._names.sub(lambda found: found[0] if found[0] in self._kept else SOMEBODY[self._lang], text)
        return text


def _rows(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _rows(one)


def _any_of(found: Collection[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True)))) if found else None


def _hidden(row: Any, name: str = "id") -> bool:
    return isinstance(row, dict) and str(row.get(name, "")).startswith("?")


def _counted(rows: list[Any], lang: str) -> list[Any]:
    """Rows of which those about a person who is alike but for the name are one, with how many these are."""
    found: dict[bytes, list[Any]] = {}
    for row in rows:
        prefix = next((one for one in ("", "holder_", "who_") if _hidden(row, f"{one}id")), None)
        if prefix is None:
            found[str(len(found)).encode()] = [row]
        else:
            apart = {f"{prefix}id", f"{prefix}name", *APART}
            same = {name: one for name, one in row.items() if name not in apart}
            found.setdefault(orjson.dumps(same, option=orjson.OPT_SORT_KEYS), []).append(row)
    merged = []
    for alike in found.values():
        first = alike[0]
        for prefix in ("", "holder_", "who_"):
            if _hidden(first, f"{prefix}id"):
                kept = {
                    name: one for name, one in first.items() if name not in APART or all(x[name] == one for x in alike)
                }
                absent: dict[str, Any] = {name: [] if isinstance(one, list) else None for name, one in first.items()}
                said = MANY[lang].format(n=len(alike))
                first = {**absent, **kept, f"{prefix}id": "?", f"{prefix}name": said}
        merged.append(first)
    return merged


def _without_people(picture: dict[str, Any]) -> dict[str, Any]:
    """A picture in which people who hold the same posts at the same places are one node, with their number."""
    ends: dict[str, list[tuple[str, str, str]]] = {}
    for edge in picture["edges"]:
        if edge["start"].startswith("Person|"):
            ends.setdefault(edge["start"], []).append((edge["type"], edge["end"], edge["word"] or ""))
    groups: dict[Any, list[dict[str, Any]]] = {}
    for node in picture["nodes"]:
        if node["family"] == "Person":
            groups.setdefault((node["middle"], node["state"], *sorted(ends.get(node["key"], ()))), []).append(node)
    first = {one["key"]: alike[0]["key"] for alike in groups.values() for one in alike}
    kept = {alike[0]["key"]: alike for alike in groups.values()}
    nodes = []
    for node in picture["nodes"]:
        if node["family"] != "Person":
            nodes.append(node)
        elif node["key"] in kept:
            alike, posts = kept[node["key"]], ends.get(node["key"], [])
            said = {"family": "Group", "name": posts[0][2] if posts else "", "nodes": len(alike), "opens": None}
            nodes.append({**node, **said})
    edges = []
    for edge in picture["edges"]:
        if edge["start"] not in first:
            edges.append(edge)
        elif edge["start"] in kept:
            many = len(kept[edge["start"]])
            edges.append({**edge, "edges": many, **({"since": None, "until": None} if many > 1 else {})})
    return {**picture, "nodes": nodes, "edges": edges}
