"""What the service answers is what the command answers; and how answers leave."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api import cli
from api.context import today
from api.routes.table import JOBS, ROUTES
from api.service import Service
from graph.store import Store
from loaders.run import load
from loaders.twin import Twin

from .conftest import done

Run = Callable[..., Any]
BUILDING = "linfen-building-0001"
STREET, COMMUNITY = "310106021", "310106021009"
WHY = "linfen.N5:linfen-compound-0056"
SAME = {
    "cover": (("cover", BUILDING), f"/places/{BUILDING}/cover"),
    "cover on a day": (("cover", BUILDING, "--as-of", "2021-04-05"), f"/places/{BUILDING}/cover?as_of=2021-04-05"),
    "coverage": (("coverage", "linfen", "--by", "block"), "/places/linfen/coverage?by=block"),
    "gaps": (("gaps", "linfen", "--norm", "linfen.N5"), "/places/linfen/gaps?norms=linfen.N5&limit=1000"),
    "interlocks": (("interlocks", COMMUNITY, "--chance"), f"/places/{COMMUNITY}/interlocks?chance=true&limit=1000"),
    "central": (("interlocks", COMMUNITY, "--central"), f"/places/{COMMUNITY}/central?limit=1000"),
    "cycles": (("interlocks", STREET, "--cycles"), f"/places/{STREET}/cycles"),
    "cross-holders": (("cross-holders", STREET), f"/places/{STREET}/cross-holders?limit=1000"),
    "cross-holders by": (
        ("cross-holders", STREET, "--by", "community"),
        f"/places/{STREET}/cross-holders?by=community&limit=1000",
    ),
    "rules": (("cross-holders", "linfen", "--rules"), "/places/linfen/cross-holding-rules"),
    "conflicts": (("cross-holders", STREET, "--conflicts"), f"/places/{STREET}/conflicts"),
    "search": (("search", "lfl", "--limit", "100"), "/search?text=lfl&limit=100"),
    "loads": (("loads",), "/loads?limit=1000"),
    "why": (("why", WHY), f"/gaps/{WHY}"),
    "waivers": (("waivers", "linfen"), "/waivers?place=linfen"),
    "duplicates": (("duplicates", STREET), f"/places/{STREET}/duplicates?limit=1000"),
    "merges": (("merges",), "/merges"),
    "route": (("route", "楼道堆物", STREET), f"/places/{STREET}/routes/楼道堆物?mended=true"),
    "issue-types": (("issue-types",), "/issue-types"),
    "issue-types meant": (("issue-types", "电梯坏了"), "/issue-types/matched?words=电梯坏了"),
    "figures": (("figures", "linfen"), "/places/linfen/figures"),
    "all figures": (("figures",), "/figures"),
    "profile": (("profile", "show", "linfen"), "/profiles/linfen"),
    "model": (("model",), "/schema"),
    "questions": (("questions",), "/questions"),
    "ask": (("ask", "find", f"place={STREET}", "as_of=2024-01-01"), f"/questions/find?place={STREET}&as_of=2024-01-01"),
}
BESIDE_THE_SERVICE = {
    "demo": "loads a twin and stops its own database",
    "twin": "makes test data",
    "export": "files; /pictures has the same pictures, in tests of pictures; networks are the owner's to give",
    "template": "GET /template.xlsx, in a test of loads",
    "undo": "DELETE /loads/{load}, in tests of loads",
    "load": "POST /loads, in tests of loads",
    "waive": "POST /waivers, in tests of writes",
    "merge": "is for who sits at the machine",
    "unmerge": "the same",
    "rehearse": "a job, below",
    "serve": "is the service",
    "audit": "GET /audit, in tests of the audit log",
    "doctor": "looks at the machine",
    "py2neo": "prints code for who sits at the machine",
    "profile": "list and show are above; check reads a file",
    "db": "runs the database",
    "key": "is for who sits at the machine",
}


def get(http: TestClient, address: str, **headers: str) -> Any:
    answer = http.get(f"/api/v1{address}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("asked", SAME)
def test_an_answer_is_what_the_command_prints(wangge: Run, http: TestClient, asked: str) -> None:
    arguments, address = SAME[asked]
    ran = wangge(*arguments, "--json") if asked != "ask" else wangge(*arguments)
    assert ran.code == 0, ran.err
    printed, answered = json.loads(ran.out), get(http, address).json()
    assert set(answered) - set(printed) <= {"next", "total", "norms", "withheld"}
    for name in set(answered) & set(printed):
        if (asked, name) != ("gaps", "norms"):
            assert answered[name] == printed[name], name
    assert printed.get("rows", "no rows") == answered.get("rows", "no rows")


def test_every_command_that_answers_is_a_route() -> None:
    """What `SAME` does not ask stands beside the service, each with its reason."""
    commands = {
        one.name or one.callback.__name__.removesuffix("_command").replace("_", "-")
        for one in cli.app.registered_commands
    }
    commands |= {group.name for group in cli.app.registered_groups}
    asked = {arguments[0] for arguments, _ in SAME.values()}
    assert commands - asked <= BESIDE_THE_SERVICE.keys()
    assert len(commands) > 20
    assert BESIDE_THE_SERVICE.keys() <= commands, "no reason without its command"


def test_every_route_is_there_and_described(http: TestClient) -> None:
    described = http.get("/openapi.json").json()
    named = {one["operationId"] for path in described["paths"].values() for one in path.values()}
    assert {one.name for one in (*ROUTES, *JOBS)} <= named
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for one in methods.values():
            assert one.get("description") or one.get("summary"), path
            for parameter in one.get("parameters", ()):
                assert parameter.get("description"), (path, parameter["name"])


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["severity", "households", "norm", "street"])
def test_pages_together_are_the_whole(http: TestClient, order: str) -> None:
    whole = [
        json.loads(line) for line in get(http, f"/places/linfen/gaps?order={order}&format=ndjson").text.splitlines()
    ]
    assert len(whole) > 7
    address, pages = f"/api/v1/places/linfen/gaps?order={order}&limit=3&total=true", []
    while address:
        page = http.get(address).json()
        pages.append(page["rows"])
        address = page["next"]
    assert [row for page in pages for row in page] == whole
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert page["total"] is None, "it is told when it is asked for, and the next link does not ask"
    assert get(http, "/places/linfen/gaps?limit=1&total=true").json()["total"] == len(whole)


def test_a_cursor_is_of_its_question(http: TestClient) -> None:
    first = get(http, "/places/linfen/gaps?limit=2").json()["next"]
    cursor = first.partition("cursor=")[2]
    assert http.get(f"/api/v1/places/linfen/gaps?limit=5&cursor={cursor}").status_code == 200
    for other in (f"/places/linfen/targets?cursor={cursor}", f"/places/linfen/gaps?order=norm&cursor={cursor}"):
        assert http.get(f"/api/v1{other}").json()["type"] == "urn:wangge:problem:invalid-input"


# --- forms ----------------------------------------------------------------------------------------------------------


def test_every_form_has_the_same_rows(http: TestClient) -> None:
    rows = get(http, "/places/linfen/gaps?limit=1000").json()["rows"]
    lines = get(http, "/places/linfen/gaps", Accept="application/x-ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = get(http, "/places/linfen/gaps?format=csv")
    assert table.content.startswith(b"\xef\xbb\xbf"), "by which Excel knows UTF-8"
    read = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["id"] for row in read] == [row["id"] for row in rows]
    assert read[0]["path"] == "、".join(step["name"] for step in rows[0]["path"])
    book = openpyxl.load_workbook(io.BytesIO(get(http, "/places/linfen/gaps?format=xlsx").content))
    sheet = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in sheet[1:]] == [row["id"] for row in rows]
    assert sheet[0] == tuple(rows[0])


def test_headings_are_names_of_fields_or_words(http: TestClient) -> None:
    def head(address: str) -> str:
        return get(http, address).content.decode("utf-8-sig").splitlines()[0]

    assert head("/places/linfen/gaps?format=csv").startswith("id,norm,subject_id")
    assert "规范" in head("/places/linfen/gaps?format=csv&lang=zh")
    assert "Norm" in head("/places/linfen/gaps?format=csv&lang=en")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json;q=0.2, text/csv;q=0.9", "text/csv"),
        ("image/png, */*;q=0.1", "application/json"),
        ("text/html,application/xhtml+xml", None),
        ("application/json;q=0", None),
    ],
)
def test_the_form_is_what_is_accepted(http: TestClient, accept: str, media: str | None) -> None:
    answer = http.get("/api/v1/profiles", headers={"Accept": accept})
    if media:
        assert answer.headers["content-type"].startswith(media)
    else:
        assert (answer.status_code, answer.json()["type"]) == (406, "urn:wangge:problem:not-acceptable")


# --- versions -------------------------------------------------------------------------------------------------------


def test_an_answer_is_sent_once_while_nothing_changes(http: TestClient, store: Store, linfen: Twin) -> None:
    address = f"/places/{BUILDING}/cover"
    first = get(http, address)
    tag = first.headers["etag"]
    for _ in range(2):  # asked, and from memory
        again = http.get(f"/api/v1{address}", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert get(http, address).content == first.content
    assert get(http, f"{address}?line=party").headers["etag"] != tag
    assert get(http, f"{address}?format=csv").headers["etag"] != tag
    version = int(first.headers["wangge-data-version"])

    people = next(table for table in linfen.tables if table.what == "Person")
    one = type(people)("Person", {"id": ["someone-new"], "name": ["新人"]}, "test")
    load(store, [one], sources=["test"])
    http.app.state.service.connection.look()  # type: ignore[attr-defined]
    changed = http.get(f"/api/v1{address}", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert int(changed.headers["wangge-data-version"]) == version + 1 == changed.json()["data_version"]


def test_what_is_remembered_is_of_a_version_and_a_day(http: TestClient, service: Service) -> None:
    address = "/places/linfen/coverage?by=block"
    asked = get(http, address)
    (kept,) = [page for page in service.pages.values() if page.body == asked.content]
    assert kept.version == service.connection.version.sequence  # type: ignore[union-attr]
    assert kept.day == today()
    service.pages.clear()
    assert get(http, address).content == asked.content


# --- long work ------------------------------------------------------------------------------------------------------


def test_long_work_is_a_job(wangge: Run, http: TestClient) -> None:
    begun = http.post("/api/v1/places/linfen/rehearsals?types=楼道堆物&level=community")
    job = done(http, begun)
    assert (job["state"], job["kind"]) == ("done", "rehearse")
    assert job["done"] == job["total"] > 0
    printed = json.loads(wangge("rehearse", "linfen", "--type", "楼道堆物", "--level", "community", "--json").out)
    assert http.get(job["result"]).json() == printed


def test_a_history_is_a_job(wangge: Run, http: TestClient) -> None:
    begun = http.post("/api/v1/places/linfen/histories?since=2021-01-01&until=2023-06-30&norms=linfen.X1")
    job = done(http, begun)
    printed = json.loads(
        wangge("gaps", "linfen", "--from", "2021-01-01", "--to", "2023-06-30", "--norm", "linfen.X1", "--json").out
    )
    assert http.get(job["result"]).json() == printed
