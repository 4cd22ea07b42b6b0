"""Personal fields leave the graph by one question; the others may only count by them.

What is personal is what the schema marks so. Exceptions stand in the lists, each with its reason and still needed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cypher
from cypher.people import PersonalRow
from graph.schema import SCHEMA

FOLDER = Path(cypher.__file__).parent
FILES = sorted(FOLDER.rglob("*.cypher"))
PERSONAL = sorted({p.name for node in SCHEMA.nodes for p in node.all_properties if p.personal})
ROSTER = "how many of a body's people are members, where nobody has stated it; of who is, nothing"
AGGREGATED = {
    "count_holders": "how many people, of a sex or with a certificate where a published figure says so",
    "share_of_women": "a share, and none where the sex of one is unknown",
    "least_party_share": "a share; " + ROSTER,
    "party_share": "a share; " + ROSTER,
    "party_members": ROSTER,
}
"""Questions that count by a personal field and return a number."""
GIVEN_OUT = {"personal": "the one question that returns them, asked for a caller whose scope allows it"}
COUNTS_OF_PLACES = {
    "unsaid_parts": ("inner", "place"),
    "inhabitants": ("subject", "part", "n"),
    "extreme_of_places": ("inside",),
    "sum_of_places": ("inside",),
}
ANY_PROPERTY = {
    (stem, f"{name}[$counted]"): "one of a place's counts; places have no personal field"
    for stem, names in COUNTS_OF_PLACES.items()
    for name in names
}
USERS = {
    Path("repairs/candidates/values.py"): "a repair has somebody who is no member followed by one who is",
}
"""Modules of questions that ask the one question."""


def without_comments(text: str) -> str:
    """The text on one line; strings stay, for `n['phone']` is a property too."""
    return " ".join(re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.DOTALL).split())


def personal_in(text: str) -> set[str]:
    """Personal fields that a question names, be it as a property, in a map, or in a string."""
    return set(re.findall(rf"\b({'|'.join(PERSONAL)})\b", without_comments(text)))


def any_property_in(text: str) -> set[str]:
    """Where a question reads whichever property: all of a node's, or one whose name is not written in it."""
    bare = without_comments(text)
    whole = re.findall(r"\bproperties\s*\(\s*\w+\s*\)|\bkeys\s*\(\s*\w+\s*\)|\w+\s*\{[^{}]*\.\*[^{}]*\}", bare)
    return {*whole, *re.findall(r"(?<![\w$.])[a-z_]\w*\[\s*\$?[a-z_]\w*\s*\]", bare)}


def test_the_schema_marks_what_is_personal() -> None:
    assert PERSONAL == ["birth_year", "certificate", "party_member", "phone", "sex"]
    assert {"id", *PERSONAL} == set(PersonalRow.__dataclass_fields__)  # type: ignore[attr-defined]
    assert len(FILES) > 90


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_other_question_names_a_personal_field(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if personal_in(text):
        assert path.stem in AGGREGATED.keys() | GIVEN_OUT.keys(), "return it by cypher/people/personal.cypher alone"
    assert {(path.stem, one) for one in any_property_in(text)} <= ANY_PROPERTY.keys()


@pytest.mark.parametrize("stem", AGGREGATED)
def test_who_counts_by_one_returns_none(stem: str) -> None:
    """In its last RETURN no person is left, only numbers and the subject they are of."""
    (path,) = (path for path in FILES if path.stem == stem)
    returned = without_comments(path.read_text(encoding="utf-8")).rpartition("RETURN")[2]
    assert not personal_in(returned)
    assert not re.search(r"\b(person|roster|p)\.\w+", returned)


@pytest.mark.parametrize(
    ("text", "named", "whole"),
    [
        ("MATCH (p:Person) RETURN p.phone AS x", {"phone"}, set()),
        ("MATCH (p:Person {sex: $x}) RETURN p.id AS id", {"sex"}, set()),
        ("MATCH (p:Person) RETURN p {.id, .birth_year} AS x", {"birth_year"}, set()),
        ("MATCH (p:Person) RETURN p['phone'] AS x", {"phone"}, set()),
        ("MATCH (p:Person) RETURN properties(p) AS x", set(), {"properties(p)"}),
        ("MATCH (p:Person) RETURN p {.*} AS x", set(), {"p {.*}"}),
        ("MATCH (p:Person) RETURN [k IN keys(p) | p[k]] AS x", set(), {"keys(p)", "p[k]"}),
        ("MATCH (p:Person) RETURN p[$field] AS x", set(), {"p[$field]"}),
        ("MATCH (b:Body) RETURN b.party_members AS x, $lines[rank] AS y, list[0] AS z // p.phone", set(), set()),
    ],
)
def test_each_way_to_a_field_is_seen(text: str, named: set[str], whole: set[str]) -> None:
    assert (personal_in(text), any_property_in(text)) == (named, whole)


def test_every_exception_is_still_needed() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FILES}
    assert {stem for stem, text in texts.items() if personal_in(text)} == AGGREGATED.keys() | GIVEN_OUT.keys()
    assert {(stem, one) for stem, text in texts.items() for one in any_property_in(text)} == ANY_PROPERTY.keys()


def test_only_these_modules_of_questions_ask_for_them() -> None:
    asking = {
        path.relative_to(FOLDER)
        for path in FOLDER.rglob("*.py")
        if re.search(r"\bimport [\w, ]*\bpersonal\b|\bpeople\.personal\b", path.read_text(encoding="utf-8"))
    }
    assert asking == USERS.keys()
