"""Atlases: one file with a place's answers, and nobody in it whom its tier does not name."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from api.atlas import Atlas, atlas
from api.tiers import TIERS, Cleaned, texts
from graph.errors import InvalidInput, NotFound
from graph.store import Store
from loaders.twin import Twin

DAY = date(2026, 11, 27)
COMMUNITY = "310106021009"


def parts(made: Atlas) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """What stands in the file: about it, its answers, and these as they were hashed."""
    page = made.html.decode()
    about = json.loads(re.search(r'id="about">(.*?)</script>', page, re.DOTALL)[1])
    packed = gzip.decompress(base64.b64decode(re.search(r'id="answers">(.*?)</script>', page)[1]))
    return about, json.loads(packed), packed


@pytest.fixture(scope="module")
def made(store: Store, linfen: Twin) -> dict[str, Atlas]:
    """An atlas of one community at each tier."""
    return {tier: atlas(store, place=COMMUNITY, as_of=DAY, tier=tier) for tier in TIERS}


@pytest.fixture(scope="module")
def people(store: Store, linfen: Twin) -> dict[str, str]:
    """Everybody in the graph, straight from it."""
    return {row["id"]: row["name"] for row in store.read("MATCH (p:Person) RETURN p.id AS id, p.name AS name")}


def test_it_says_what_it_is(made: dict[str, Atlas]) -> None:
    about, answers, packed = parts(made["roles"])
    assert about == {
        "place": "阳曲路四七零弄居委会",
        "as_of": str(DAY),
        "tier": "roles",
        "hash": hashlib.sha256(packed).hexdigest(),
        "data_version": made["roles"].data_version,
        "lang": "zh",
    }
    assert made["roles"].answers == len(answers)


def test_it_holds_what_the_page_asks_for(made: dict[str, Atlas], store: Store) -> None:
    _, answers, _ = parts(made["named"])
    inside = {row["id"] for row in answers[f"places/{COMMUNITY}/children"]["rows"]}
    assert inside
    assert {f"places/{one}/cover" for one in inside} <= answers.keys()
    assert {f"places/{COMMUNITY}/gaps", f"places/{COMMUNITY}/coverage", "schema", "words"} <= answers.keys()
    assert [row["id"] for row in answers["places"]["rows"]] == [COMMUNITY]
    (gap,) = answers[f"places/{COMMUNITY}/gaps"]["rows"]
    assert answers[f"gaps/{gap['id']}"]["gap"] == gap["id"]
    assert len([one for one in answers if f"places/{COMMUNITY}/routes/" in one]) > 30


def test_it_asks_nobody(made: dict[str, Atlas]) -> None:
    page = made["named"].html.decode()
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//""", page)


@pytest.mark.parametrize("tier", ["roles", "counts"])
def test_nobody_is_known_from_it(made: dict[str, Atlas], people: dict[str, str], tier: str) -> None:
    _, answers, packed = parts(made[tier])
    said = packed.decode()
    assert not [one for one in people if one in said]
    names = set(people.values())
    assert not names & set(texts(answers))
    # part of a longer text only where that is what a place or a body is called
    _, named, _ = parts(made["named"])
    called = {row["name"] for row in named["search"]["rows"] if row["family"] != "Person"}
    left = {text for text in texts(answers) for name in names if name in text}
    assert all(any(name in text for text in called) for text in left for name in names if name in text), left


def test_names_are_in_the_one_that_names(made: dict[str, Atlas], people: dict[str, str]) -> None:
    _, answers, packed = parts(made["named"])
    assert len([one for one in people if one in packed.decode()]) > 50
    assert any(row["family"] == "Person" for row in answers["search"]["rows"])
    assert not any(row["family"] == "Person" for row in parts(made["roles"])[1]["search"]["rows"])


def test_roles_keep_posts_and_counts_keep_numbers(made: dict[str, Atlas]) -> None:
    address = f"places/{COMMUNITY}/cover"
    named, roles, counts = (parts(made[tier])[1][address]["rows"] for tier in TIERS)
    heads = [
        [{key: one[key] for key in ("name", "post")} for one in rows[0]["heads"]] for rows in (named, roles, counts)
    ]
    assert len(heads[0]) == len(heads[1])
    assert all(one["post"] in one["name"] for one in heads[1])
    assert sum(int(one["name"].removesuffix("人")) for one in heads[2]) == len(heads[0])
    people = [sum(one["holder_kind"] == "Person" for one in rows) for rows in (named, roles)]
    assert people[0] == people[1] > 0
    counted = sum(int(one["holder_name"].removesuffix("人")) for one in counts if one["holder_kind"] == "Person")
    assert counted == people[0]


def test_pictures_of_counts_have_no_person(made: dict[str, Atlas]) -> None:
    named, counts = (
        {
            path: one["picture"]
            for path, one in parts(made[tier])[1].items()
            if path.startswith("pictures/") and "picture" in one
        }
        for tier in ("named", "counts")
    )
    persons = 0
    for path, picture in counts.items():
        before = [one for one in named[path]["nodes"] if one["family"] == "Person"]
        persons += len(before)
        groups = [one for one in picture["nodes"] if one["label"] == "Person" and one["family"] == "Group"]
        already = sum(
            one["nodes"] for one in named[path]["nodes"] if one["label"] == "Person" and one["family"] == "Group"
        )
        assert sum(one["nodes"] for one in groups) == len(before) + already
        assert not any(one["family"] == "Person" for one in picture["nodes"])
        keys = {one["key"] for one in picture["nodes"]}
        assert all({one["start"], one["end"]} <= keys for one in picture["edges"])
    assert persons > 20


def test_what_cannot_be_made_is_said(store: Store, linfen: Twin) -> None:
    with pytest.raises(InvalidInput, match="There is no tier 'secret'; the tiers are named, roles, counts"):
        atlas(store, place=COMMUNITY, as_of=DAY, tier="secret")
    with pytest.raises(NotFound):
        atlas(store, place="nowhere", as_of=DAY)


# --- tiers on small documents -----------------------------------------------------------------------------------------

PEOPLE = {"p-1": "王平", "p-2": "李四"}
DOCUMENT = {
    "rows": [
        {"line": "grid", "post": "网格员", "holder_id": "p-1", "holder_name": "王平", "since": "2020-01-01", "n": 1},
        {"line": "grid", "post": "网格员", "holder_id": "p-2", "holder_name": "李四", "since": None, "n": 1},
        {"line": "grid", "post": None, "holder_id": None, "holder_name": None, "since": None, "n": 1},
    ],
    "place": {"id": "b", "name": "王平路1号"},
    "said": "王平路1号的王平自2020年起任网格员",
    "key": "Person|p-1",
}


def cleaned(tier: str) -> Iterator[Any]:
    found = Cleaned(DOCUMENT, PEOPLE, tier, "zh").of(DOCUMENT)
    return iter((found["rows"], found["said"], found["place"]["name"], found["key"]))


def test_a_street_may_be_called_like_somebody() -> None:
    rows, said, name, key = cleaned("roles")
    assert [row["holder_name"] for row in rows] == ["网格员", "网格员", None]
    assert all(row["holder_id"] is None or row["holder_id"].startswith("?") for row in rows)
    assert said == "王平路1号的任职者自2020年起任网格员"
    assert name == "王平路1号"
    assert re.fullmatch(r"Person\|\?\d", key)


def test_who_is_alike_is_counted_as_one() -> None:
    rows, *_ = cleaned("counts")
    assert [(row["holder_id"], row["holder_name"], row["since"]) for row in rows] == [("?", "2人", None), (None,) * 3]


def test_an_address_that_names_somebody_is_cleaned(
    store: Store, linfen: Twin, monkeypatch: pytest.MonkeyPatch, people: dict[str, str]
) -> None:
    somebody = min(people)
    gap = {"gap": f"bishan.N1:{somebody}", "subject_id": somebody, "subject_name": people[somebody]}
    monkeypatch.setattr("api.atlas._asked", lambda *_: [(f"gaps/{gap['gap']}", lambda: gap)])
    _, answers, packed = parts(atlas(store, place=COMMUNITY, as_of=DAY, tier="roles"))
    assert somebody not in packed.decode()
    ((address, answer),) = ((one, found) for one, found in answers.items() if one != "search")
    assert address == f"gaps/{answer['gap']}"


def test_nobody_at_all() -> None:
    assert Cleaned(DOCUMENT, {}, "roles", "zh").of(DOCUMENT) == DOCUMENT
