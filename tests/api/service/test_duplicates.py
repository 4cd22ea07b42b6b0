"""Candidates and decisions over HTTP: what a scope compares, what a key of an area sees, who a merged id is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from graph.records import Table
from graph.settings import Settings
from graph.store import Store
from loaders.merges import merge, unmerge
from loaders.run import load

from .conftest import key, opened

TODAY = date.today()  # noqa: DTZ011 - a load's today is the machine's
SECRETS = ("13900000001", "1971")


def tables() -> list[Table]:
    """Two communities of a street; three of one name, one of a close one, two with one telephone number."""
    people: dict[str, list[Any]] = {
        "id": ["p1", "p2", "p3", "p4", "p5"],
        "name": ["王伟", "王伟", "王伟", "王炜", "赵强"],
        "phone": [SECRETS[0], "139 0000 0001", None, None, SECRETS[0]],
        "birth_year": [1971, 1971, 1980, None, None],
        "sex": ["male", "male", "female", None, None],
    }
    posts = [("p1", "b1"), ("p2", "b1"), ("p3", "b2"), ("p4", "b2"), ("p5", "b2")]
    return [
        Table("Street", {"id": ["street-1"], "name": ["某街道"]}),
        Table("Community", {"id": ["c1", "c2"], "name": ["甲社区", "乙社区"]}),
        Table("Building", {"id": ["b1", "b2"], "name": ["甲楼", "乙楼"]}),
        Table("PART_OF", {"start": ["c1", "c2", "b1", "b2"], "end": ["street-1", "street-1", "c1", "c2"]}),
        Table("Person", people),
        Table(
            "HOLDS",
            {
                "start": [who for who, _ in posts],
                "end": [where for _, where in posts],
                "post": ["楼长", "楼长", "楼长", "楼长", "巡查员"],
            },
        ),
    ]


@pytest.fixture
def client(graph: Store, configured: Settings, tmp_path: Any) -> Iterator[TestClient]:
    load(graph, tables(), sources=["a"]).raise_if_refused()
    with opened(replace(configured, home=tmp_path, rate="100000/minute", seconds=60)) as made:
        yield made


def asked(client: TestClient, address: str, **headers: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1{address}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    grounds = ([one["code"] for one in row[side]] for side in ("speaks_for", "speaks_against"))
    return row["one_id"], row["other_id"], row["reasons"], *grounds, row["strength"]


PLAIN = [
    ("p1", "p2", ["same_name"], ["same_place", "same_post"], [], 70),
    ("p3", "p4", ["close_name"], ["same_place", "same_post", "same_reading"], [], 55),
    ("p1", "p3", ["same_name"], ["same_post"], ["far_posts"], 35),
    ("p2", "p3", ["same_name"], ["same_post"], ["far_posts"], 35),
]


def test_candidates_with_reasons_the_strongest_first(client: TestClient) -> None:
    found = asked(client, "/places/street-1/duplicates")
    assert [told(row) for row in found["rows"]] == PLAIN
    assert (found["left_out"], found["compared_personal"], found["place"]) == (0, False, "street-1")
    (place, _), (far,) = found["rows"][0]["speaks_for"], found["rows"][2]["speaks_against"]
    assert (place["at_id"], place["at_name"]) == ("b1", "甲楼")
    assert (far["at_name"], far["elsewhere_name"]) == ("甲楼", "乙楼")
    assert [told(row) for row in asked(client, "/places/c2/duplicates")["rows"]] == [PLAIN[1]]
    first = asked(client, "/places/street-1/duplicates?limit=3&total=true")
    assert first["total"] == 4
    rest = client.get(first["next"]).json()
    assert [told(row) for row in first["rows"] + rest["rows"]] == PLAIN
    assert (rest["next"], asked(client, "/places/street-1/duplicates?as_of=1999-01-01")["rows"] != []) == (None, True)


def test_personal_fields_are_compared_by_scope_and_purpose_and_never_shown(client: TestClient) -> None:
    address = "/places/street-1/duplicates?personal=true"
    plain = key(client, "read", name="plain") | {"X-Purpose": "try"}
    scoped = key(client, "read", "read:personal", name="scoped")
    assert client.get(f"/api/v1{address}", headers=plain).status_code == 403
    refused = client.get(f"/api/v1{address}", headers=scoped)
    assert refused.json()["type"] == "urn:wangge:problem:purpose-required"
    answer = client.get(f"/api/v1{address}", headers=scoped | {"X-Purpose": quote("查重")})
    assert [told(row) for row in answer.json()["rows"]] == [
        (
            *("p1", "p2", ["same_name", "same_phone"]),
            *(["same_place", "same_post", "same_birth_year", "same_sex"], [], 130),
        ),
        PLAIN[1],
        ("p1", "p5", ["same_phone"], [], ["far_posts"], 25),
        ("p2", "p5", ["same_phone"], [], ["far_posts"], 25),
        ("p1", "p3", ["same_name"], ["same_post"], ["other_birth_year", "other_sex", "far_posts"], -45),
        ("p2", "p3", ["same_name"], ["same_post"], ["other_birth_year", "other_sex", "far_posts"], -45),
    ]
    assert not any(secret in answer.text for secret in SECRETS)
    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)
    rows = client.app.state.service.audit.rows()  # type: ignore[attr-defined]
    looks = [(row.what, row.purpose) for row in rows if "duplicates" in (row.of or "")]
    assert looks == [("look at personal fields", "查重")]
    # and who asks without it next is not given what was compared for another
    assert [told(row) for row in asked(client, "/places/street-1/duplicates", **scoped)["rows"]] == PLAIN


def test_a_key_of_an_area_sees_candidates_of_its_area_alone(client: TestClient) -> None:
    headers = key(client, "read", name="area", area="c2")
    assert [told(row) for row in asked(client, "/places/c2/duplicates", **headers)["rows"]] == [PLAIN[1]]
    for form in ("text/csv", "application/json"):
        said = client.get("/api/v1/places/c2/duplicates", headers=headers | {"Accept": form}).text
        assert "p4" in said
        assert not any(name in said for name in ("p1", "p2", "b1", "甲"))
    assert client.get("/api/v1/places/street-1/duplicates", headers=headers).status_code == 404
    assert client.get("/api/v1/places/c1/duplicates", headers=headers).status_code == 404
    assert client.get("/api/v1/merges", headers=headers).status_code == 403


def test_a_tie_beyond_the_area_is_not_told(client: TestClient, graph: Store) -> None:
    """One of a pair holds a post outside too, and both sit in a body that has to do with another place."""
    load(
        graph,
        [
            Table("Team", {"id": ["t"], "name": ["甲队"]}),
            Table("SERVES", {"start": ["t"], "end": ["c1"]}),
            Table("HOLDS", {"start": ["p3", "p4", "p3"], "end": ["t", "t", "b1"], "post": ["队员", "队员", "楼长"]}),
        ],
        sources=["b"],
    ).raise_if_refused()
    client.app.state.service.connection.look()  # type: ignore[attr-defined]
    inside = client.get("/api/v1/places/c2/duplicates", headers=key(client, "read", name="area", area="c2"))
    assert [row["one_id"] for row in inside.json()["rows"]] == ["p3"]
    assert not any(name in inside.text for name in ("甲队", "甲楼", "p1"))
    everywhere = client.get("/api/v1/places/street-1/duplicates", headers=key(client, "read", name="all"))
    assert "甲队" in everywhere.text


def test_decisions_are_listed_and_a_merged_id_says_who_stands_for_it(client: TestClient, graph: Store) -> None:
    assert asked(client, "/merges")["rows"] == []
    merge(graph, kept="p1", merged="p2", reason="同一人", by="街道办", today=TODAY)
    client.app.state.service.connection.look()  # type: ignore[attr-defined]
    (row,) = asked(client, "/merges")["rows"]
    assert (row["id"], row["kept"], row["kept_name"], row["merged"], row["merged_name"], row["undone"]) == (
        *("merge-2", "p1", "王伟", "p2", "王伟", None),
    )
    for address in ("/people/p2", "/people/p2/career"):
        gone = client.get(f"/api/v1{address}")
        assert (gone.status_code, gone.json()["type"]) == (404, "urn:wangge:problem:not-found")
        assert "'p2' was decided to be the same as p1 (merge-2)" in gone.json()["detail"]
    area = key(client, "read", name="elsewhere", area="c2")
    hidden = client.get("/api/v1/people/p2", headers=area)
    assert (hidden.status_code, "p1" in hidden.text) == (404, False)
    plain = key(client, "read", name="plain")
    assert [told(row)[:2] for row in asked(client, "/places/street-1/duplicates", **plain)["rows"]] == [
        *(("p3", "p4"), ("p1", "p3"))
    ]
    unmerge(graph, merge="merge-2", today=TODAY)
    client.app.state.service.connection.look()  # type: ignore[attr-defined]
    (row,) = asked(client, "/merges", **plain)["rows"]
    assert (row["undone"], row["undone_by"]) == (TODAY.isoformat(), "load-3")
    assert asked(client, "/people/p2", **plain)["person"]["name"] == "王伟"
