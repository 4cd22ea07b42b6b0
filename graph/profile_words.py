"""Which words a profile may use: those of the schema, and those it declares itself; and a fault for every other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graph.schema import BODIES, PLACES, SCHEMA
from graph.words import nearest, shortened

if TYPE_CHECKING:
    from graph.profile import Profile
    from graph.profile_file import Fault, Where

PARTY_MEMBER = "party_member"
TAG = "tag:"
MANY = 16  # names, more than which a sentence cannot carry


def _allowed(owner: str, name: str) -> tuple[str, ...]:
    """The values that the schema allows for a property of a label or edge type; empty where any may be."""
    properties = SCHEMA.edge[owner].properties if owner in SCHEMA.edge else SCHEMA.node[owner].all_properties
    return next(p.allowed for p in properties if p.name == name)


# word of a parameter → what its values are called, and which there are
SCHEMA_WORDS: dict[str, tuple[str, Collection[str]]] = {
    "label": (
        "label of the schema",
        # Body: bodies of every label, such as the 92 机关事业单位、驻县单位 of 西乡, departments and institutions alike
        [*(label for label, node in SCHEMA.node.items() if node.family.named), BODIES.name],
    ),
    "body": ("label of a body", SCHEMA.labels((BODIES,))),
    "who": ("label that CONTACTS places", SCHEMA.labels(SCHEMA.edge["CONTACTS"].starts)),
    "tie": ("edge of the schema", SCHEMA.edge),
    "rung": ("rung of CONTACTS", _allowed("CONTACTS", "rung")),
    "role": ("role of CONTACTS", _allowed("CONTACTS", "role")),
    "mode": ("mode of HOLDS", _allowed("HOLDS", "mode")),
    "line": ("line of UNDER", _allowed("UNDER", "line")),
    "formation": ("formation of a PartyOrg", _allowed("PartyOrg", "formation")),
    "basis": ("basis of a PartyOrg", _allowed("PartyOrg", "basis")),
    "manager": ("manager of a Compound", _allowed("Compound", "manager")),
    "sex": ("sex", _allowed("Person", "sex")),
    "counted": ("count of places", [p.name for p in PLACES.properties if p.unit]),
    "of": ("end of a band", ("min", "max")),
}


class Vocabulary:
    """The words of the schema and of one profile. Every method gives faults; none for what is absent."""

    def __init__(self, profile: Profile) -> None:
        self.classes = [one.term for one in profile.compound_classes]
        named = [one.kind for norm in profile.norms for one in norm.subjects if one.label == "Building" and one.kind]
        self.buildings = list(dict.fromkeys((*named, *(word for word in profile.terms if word not in SCHEMA.node))))
        self.words = SCHEMA_WORDS | {
            "level": ("level of this place", profile.all_levels),
            "post": ("post of this place; `posts` names them", sorted(profile.all_posts)),
            "tag": ("tag of this place; `tags` names them", profile.tags),
            "form": ("form of co-building here; `co_building` names them", [one.form for one in profile.co_building]),
            "chain": ("chain of this profile", [chain.id for chain in profile.chains]),
            "list": ("list of this profile", [listing.id for listing in profile.lists]),
        }

    def check(self, where: Where, word: str, values: Any) -> Iterator[Fault]:
        """Values of `word`, one or a list."""
        yield from unknown(where, values, *self.words[word])

    def kinds(self, where: Where, values: Any, label: str) -> Iterator[Fault]:
        """Kinds of a label: of compounds the place's classes, of others what the schema allows where it limits them."""
        if label == "Compound":
            yield from unknown(where, values, "class of compounds here; `compound_classes` names them", self.classes)
        elif _allowed(label, "kind"):
            yield from unknown(where, values, f"kind of {label}", _allowed(label, "kind"))

    def building_kinds(self, where: Where, values: Any) -> Iterator[Fault]:
        """Kinds of buildings: those that the place's words or the subjects of its norms name."""
        yield from unknown(
            where, values, "kind of Building here; `terms` or a norm's subject names them", self.buildings
        )

    def members(self, where: Where, values: Any) -> Iterator[Fault]:
        """Who may stand on a side of a cross-holding rule: posts, `tag:…` or `party_member`."""
        for place, value in listed(where, values):
            if value.startswith(TAG):
                yield from self.check(place, "tag", value.removeprefix(TAG))
            elif value != PARTY_MEMBER:
                yield from self.check(place, "post", value)

    def parameters(self, where: Where, parameters: Mapping[str, Any]) -> Iterator[Fault]:
        """The words among a measure's parameters; which a measure takes is for `cypher.profiles` to say."""
        for name, values in parameters.items():
            here = (*where, name)
            if name in ("held", "also"):
                yield from self.members(here, values)
            elif name in ("kind", "kinds"):
                label = _measured(parameters)
                yield from self.kinds(here, values, label) if label else ()
            elif (word := SINGULAR.get(name, name)) in self.words:
                yield from self.check(here, word, values)


SINGULAR = {"bases": "basis", "was": "post", "now": "post"} | {
    f"{word}s": word for word in (*SCHEMA_WORDS, "level", "post", "tag", "form")
}
"""parameter → the word whose values it takes, where it is not that word itself"""


def listed(where: Where, values: Any) -> Iterable[tuple[Where, str]]:
    """The texts among values, one or a list, each with its place in the file."""
    if isinstance(values, str):
        return [(where, values)]
    if not isinstance(values, list | tuple):
        return []
    return [((*where, i), value) for i, value in enumerate(values) if isinstance(value, str)]


def unknown(where: Where, values: Any, what: str, allowed: Collection[str]) -> Iterator[Fault]:
    """A fault for every text that is not allowed."""
    for place, value in listed(where, values):
        if value not in allowed:
            yield place, f"{shortened(value)} is no {what}. {_instead(value, allowed)}"


def _instead(value: str, allowed: Collection[str]) -> str:
    """The closest word, and all of them where they are few or none is close."""
    if not allowed:
        return "None is named."
    near = nearest(value, allowed)
    every = "" if near and len(allowed) > MANY else f"It may be {', '.join(allowed)}."
    return f"Did you mean {near}? {every}".rstrip() if near else every


def _measured(parameters: Mapping[str, Any]) -> str | None:
    """The label whose kinds a measure's parameters speak of, where they name it."""
    label = parameters.get("label") or parameters.get("body")
    if parameters.get("levels") == ["compound"]:
        return "Compound"
    return label if isinstance(label, str) and label in SCHEMA.node else None
