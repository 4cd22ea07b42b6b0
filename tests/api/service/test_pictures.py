"""Pictures over HTTP: every form, by the address that shows it, and the page that draws them."""

from __future__ import annotations

import io
import zipfile
from importlib import resources
from typing import Any

import networkx as nx
import pytest
from fastapi.testclient import TestClient

from api.formats import PICTURES
from graph.views.document import from_json

ADDRESS = "/api/v1/pictures/Place/310106021009?as_of=2026-11-27"
BEGIN = {"png": b"\x89PNG", "svg": b"<svg", "html": b"<!", "graphml": b"<", "gexf": b"<", "csv": b"PK"}


@pytest.fixture(scope="module")
def shown(http: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = http.get(ADDRESS).json()["picture"]
    return found


@pytest.mark.parametrize("form", sorted(PICTURES))
def test_a_picture_leaves_in_every_form(http: TestClient, form: str, shown: dict[str, Any]) -> None:
    answer = http.get(f"{ADDRESS}&format={form}&lang=en")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == PICTURES[form]
    assert answer.content.lstrip()[: len(BEGIN.get(form, b"{"))] == BEGIN.get(form, b"{")
    assert ("attachment" in answer.headers.get("content-disposition", "")) == (form != "json")
    again = http.get(f"{ADDRESS}&format={form}&lang=en", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    by_header = http.get(f"{ADDRESS}&lang=en", headers={"Accept": PICTURES[form].partition(";")[0]})
    assert by_header.headers["content-type"] == PICTURES[form]


def test_what_leaves_is_what_is_shown(http: TestClient, shown: dict[str, Any]) -> None:
    keys = {one["key"] for one in shown["nodes"]}
    assert {one.key for one in from_json(http.get(f"{ADDRESS}&format=picture").content).nodes} == keys
    assert set(nx.read_graphml(io.BytesIO(http.get(f"{ADDRESS}&format=graphml").content)).nodes) == keys
    with zipfile.ZipFile(io.BytesIO(http.get(f"{ADDRESS}&format=csv").content)) as files:
        assert len(files.read("nodes.csv").decode().splitlines()) == len(keys) + 1


def test_a_form_that_is_none_is_refused(http: TestClient) -> None:
    assert http.get(f"{ADDRESS}&format=xlsx").status_code == 422
    answer = http.get(ADDRESS, headers={"Accept": "text/plain"})
    assert (answer.status_code, answer.json()["type"]) == (406, "urn:wangge:problem:not-acceptable")
    assert "svg" in answer.json()["detail"]


def test_the_page_and_its_parts_are_there_for_everybody(http: TestClient) -> None:
    page = http.get("/")
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    parts = [one.name for one in (resources.files("api") / "explorer").iterdir()]
    assert len(parts) > 15
    for part in parts:
        assert http.get(f"/explorer/{part}").status_code == 200, part
    assert http.get("/explorer/nothing.js").status_code == 404
