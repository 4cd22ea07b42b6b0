"""Records come in over HTTP as by the command: all or none, followed as a job; and a job can be cancelled."""

from __future__ import annotations

import io
import threading
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.context import today
from api.keys import HERE, Caller
from api.service import Service
from graph.store import Store

from .conftest import Open, done, key
from .test_errors import must_be_problem

PEOPLE = "id,name\np-new,新来的人\n"
FOR = {"X-Purpose": "test"}


def sent(http: TestClient, name: str, text: str | bytes, **form: Any) -> Any:
    content = text.encode() if isinstance(text, str) else text
    return http.post("/api/v1/loads", files=[("files", (name, content))], data=form, headers=FOR)


def test_a_file_is_loaded(http: TestClient, service: Service, store: Store) -> None:
    before = service.connection.version.data  # type: ignore[union-attr]
    job = done(http, sent(http, "Person.csv", PEOPLE))
    assert job["state"] == "done", job
    report = http.get(job["result"]).json()
    assert report["created"] == {"Person": 1}
    assert store.read("MATCH (p:Person {id: 'p-new'}) RETURN p.name AS name") == [{"name": "新来的人"}]
    assert int(http.get("/api/v1/places/310106021").headers["wangge-data-version"]) == before + 1
    again = http.get(done(http, sent(http, "Person.csv", PEOPLE))["result"]).json()
    assert (again["created"], again["changed"]) == ({}, {})
    assert list((service.settings.home / "uploads").iterdir()) == [], "what was sent is not kept"


def test_a_popolo_file_is_known_by_its_name(http: TestClient, store: Store) -> None:
    register = '{"persons": [{"id": "p-popolo", "name": "新来的人"}], "events": [{}]}'
    report = http.get(done(http, sent(http, "register.json", register))["result"]).json()
    assert (report["created"], report["notes"]) == ({"Person": 1}, ["register.json: not kept are events (1)."])
    assert store.read("MATCH (p:Person {id: 'p-popolo'}) RETURN p.name AS name") == [{"name": "新来的人"}]
    job = done(http, sent(http, "register.json", "{"))
    assert job["problem"]["type"] == "urn:wangge:problem:file-refused"


def test_a_check_writes_nothing(http: TestClient, store: Store) -> None:
    job = done(http, sent(http, "Person.csv", "id,name\np-checked,人\n", check="true"))
    assert http.get(job["result"]).json()["created"] == {"Person": 1}
    assert store.read("MATCH (p:Person {id: 'p-checked'}) RETURN p.id AS id") == []


def test_a_load_with_faults_says_them_and_writes_nothing(http: TestClient, store: Store) -> None:
    job = done(http, sent(http, "HOLDS.csv", "start,end,post\nnobody,nowhere,网格员\n"))
    assert job["state"] == "failed"
    assert job["problem"]["type"] == "urn:wangge:problem:load-refused"
    faults = job["problem"]["details"]["report"]["faults"]
    assert {fault["code"] for fault in faults} == {"unknown-end"}
    must_be_problem(http.get(f"/api/v1/jobs/{job['id']}/result"), "job-not-done")


@pytest.mark.parametrize("name", ["", ".", "..", "x" * 201 + ".csv"])
def test_a_name_that_is_none_is_refused(http: TestClient, name: str) -> None:
    assert sent(http, name, PEOPLE).status_code == 422


def test_a_file_goes_nowhere_but_where_it_should(http: TestClient, service: Service) -> None:
    job = done(http, sent(http, "../../../Person.csv", PEOPLE))
    assert job["state"] == "done"
    assert not list(service.settings.home.glob("*.csv"))
    two = http.post("/api/v1/loads", files=[("files", ("a.csv", b"x")), ("files", ("b/a.csv", b"x"))], headers=FOR)
    assert "Two files" in two.json()["detail"]


def test_a_file_that_is_none_is_refused_as_a_job(http: TestClient) -> None:
    job = done(http, sent(http, "Person.xlsx", b"not a workbook"))
    assert (job["state"], job["problem"]["type"]) == ("failed", "urn:wangge:problem:file-refused")


def test_a_template_can_be_had(http: TestClient) -> None:
    answer = http.get("/api/v1/template.xlsx?lang=zh")
    assert answer.status_code == 200
    assert len(openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames) > 10


def test_a_load_is_taken_back(http: TestClient, store: Store) -> None:
    done(http, sent(http, "Person.csv", "id,name\np-wrong,错的人\n"))
    (newest, *_) = http.get("/api/v1/loads?limit=1").json()["rows"]
    assert (newest["sources"], newest["undoable"]) == (["Person.csv"], True)
    address = f"/api/v1/loads/{newest['id']}"
    must_be_problem(http.delete(address), "purpose-required")
    checked = done(http, http.delete(f"{address}?check=true", headers=FOR))
    assert http.get(checked["result"]).json()["removed"] == {"Person": 1}
    assert store.read("MATCH (p:Person {id: 'p-wrong'}) RETURN p.id AS id") == [{"id": "p-wrong"}]
    job = done(http, http.delete(address, headers=FOR))
    assert job["state"] == "done", job
    assert store.read("MATCH (p:Person {id: 'p-wrong'}) RETURN p.id AS id") == []
    assert http.get(address).json()["load"]["undone"] is not None
    again = done(http, http.delete(address, headers=FOR))
    assert again["problem"]["type"] == "urn:wangge:problem:undo-refused"
    must_be_problem(http.get("/api/v1/loads/load-999"), "not-found")


# --- jobs -----------------------------------------------------------------------------------------------------------


def test_a_job_is_cancelled_where_it_is(http: TestClient, service: Service) -> None:
    begun, going = threading.Event(), threading.Event()

    def work(working: Any) -> str:
        begun.set()
        for step in range(10_000):
            going.wait(0.02)
            working.progress(step, 10_000)
        return "never"

    job = service.jobs.begin("test", HERE, work)
    assert begun.wait(10)
    must_be_problem(http.get(f"/api/v1/jobs/{job.id}/result"), "job-not-done")
    assert http.delete(f"/api/v1/jobs/{job.id}").status_code == 200
    for _ in range(500):
        if http.get(f"/api/v1/jobs/{job.id}").json()["state"] == "cancelled":
            break
        going.wait(0.02)
    assert http.get(f"/api/v1/jobs/{job.id}").json()["state"] == "cancelled"
    assert http.delete(f"/api/v1/jobs/{job.id}").json()["state"] == "cancelled", "what is over stays as it is"


def test_a_question_of_a_cancelled_job_is_stopped(http: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.answers import gaps

    slow = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH sum(a * b % 7) AS s RETURN s"
    begun = threading.Event()

    def ask(store: Store, *_: Any) -> Any:
        begun.set()
        return store.read(slow)

    monkeypatch.setattr(gaps, "inside", ask)
    job = http.post("/api/v1/places/linfen/histories?since=2021-01-01").json()
    assert begun.wait(10)
    threading.Event().wait(0.5)
    http.delete(f"/api/v1/jobs/{job['id']}")
    for _ in range(500):
        state = http.get(f"/api/v1/jobs/{job['id']}").json()["state"]
        if state == "cancelled":
            break
        threading.Event().wait(0.02)
    assert state == "cancelled"


def test_a_job_whose_worker_is_gone_has_failed(http: TestClient, service: Service) -> None:
    with service.state.writing() as connection:
        connection.execute(
            "INSERT INTO jobs VALUES ('orphan', 'load', 'here', '', 'running', 1, 2, NULL, NULL, 0, 2147480000, ?, ?)",
            ("2026-01-01T00:00:00+00:00",) * 2,
        )
    job = http.get("/api/v1/jobs/orphan").json()
    assert (job["state"], "stopped" in job["said"]) == ("failed", True)


def test_jobs_are_of_those_who_asked_for_them(own: Open) -> None:
    client = own()
    mine, others, admins = (
        key(client, *s, name=n) for n, s in {"a": ("read",), "b": ("read",), "c": ("admin",)}.items()
    )
    job = client.post("/api/v1/places/linfen/histories?since=2026-01-01&norms=linfen.X1", headers=mine).json()
    assert client.get(f"/api/v1/jobs/{job['id']}", headers=mine).status_code == 200
    must_be_problem(client.get(f"/api/v1/jobs/{job['id']}", headers=others), "not-found")
    must_be_problem(client.delete(f"/api/v1/jobs/{job['id']}", headers=others), "not-found")
    assert client.get(f"/api/v1/jobs/{job['id']}", headers=admins).status_code == 200
    assert [one["id"] for one in client.get("/api/v1/jobs", headers=mine).json()["rows"]] == [job["id"]]
    assert client.get("/api/v1/jobs", headers=others).json()["rows"] == []


def test_a_fault_in_a_job_is_ours_and_says_nothing(service: Service, http: TestClient) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("inside")

    job = service.jobs.begin("test", Caller("here", "x", frozenset(), None), fail)
    for _ in range(200):
        found = http.get(f"/api/v1/jobs/{job.id}").json()
        if found["state"] == "failed":
            break
        threading.Event().wait(0.02)
    assert found["problem"]["type"] == "urn:wangge:problem:fault"
    assert "inside" not in str(found)


def test_a_waiver_can_be_given(http: TestClient) -> None:
    body = {"gap": "linfen.N5:linfen-compound-0056", "reason": "整改中", "by": "街道办", "until": "2099-01-01"}
    made = http.post("/api/v1/waivers", json=body, headers=FOR)
    assert (made.status_code, made.json()["done"]) == (200, "made")
    assert http.post("/api/v1/waivers", json=body, headers=FOR).json()["done"] == "unchanged"
    waived = http.get("/api/v1/places/linfen/waived").json()["rows"]
    assert [row["id"] for row in waived] == [body["gap"]], "what was written is seen at once"
    ended = http.post("/api/v1/waivers", json={**body, "until": str(today())}, headers=FOR)
    assert ended.status_code == 422, "a waiver holds for a day at least"
