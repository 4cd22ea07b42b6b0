"""Who may ask: keys, scopes, ends, the machine's own, rates; and what the audit log keeps of it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.audit import Audit
from api.context import today
from api.keys import SCOPES, Keys
from api.state import FILE, State
from graph.errors import FileRefused, InvalidInput, NotFound

from .conftest import ELSEWHERE, HERE, Open, key
from .test_errors import must_be_problem

Run = Callable[..., Any]
ASKED = "/api/v1/places/310106021"


@pytest.fixture
def state(tmp_path: Path) -> Any:
    opened = State(tmp_path)
    yield opened
    opened.close()


# --- the key itself -------------------------------------------------------------------------------------------------


def test_only_a_hash_is_kept(state: State, tmp_path: Path) -> None:
    row, text = Keys(state).create("区民政局", ["read"], None, None)
    secret = text.split("_", 2)[2]
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert re.fullmatch(rf"wangge_{row.id}_[\w-]{{43}}", text)
    assert secret.encode() not in kept
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_key_holds_from_now_until_its_last_day(state: State) -> None:
    keys, day = Keys(state), today()
    _, text = keys.create("a", ["read"], "p", day + timedelta(days=2))
    keys.refresh()
    found = keys.caller(text, day)
    assert found is not None
    assert (found.name, found.scopes, found.area) == ("a", {"read"}, "p")
    assert keys.caller(text, day + timedelta(days=1)) is not None
    assert keys.caller(text, day + timedelta(days=2)) is None, "the first day on which it no longer holds"
    for wrong in ("", "wangge_", text[:-1], text + "x", text.replace("wangge", "wange"), "wangge_00000000_x"):
        assert keys.caller(wrong, day) is None


def test_another_process_sees_a_change_at_once(state: State, tmp_path: Path) -> None:
    mine, others = Keys(state), Keys(State(tmp_path))
    _, text = mine.create("a", ["read"], None, None)
    others.refresh()
    assert others.caller(text, today())
    mine.revoke("a")
    others.refresh()
    assert others.caller(text, today()) is None
    assert others.any, "that there were keys is not forgotten: the service stays closed"
    mine.refresh()
    assert mine.caller(text, today()) is None


@pytest.mark.parametrize(
    ("name", "scopes", "until", "says"),
    [
        ("", ["read"], None, "1 to 80"),
        ("x" * 81, ["read"], None, "1 to 80"),
        ("a\nb", ["read"], None, "printed"),
        ("a", [], None, "can ask nothing"),
        ("a", ["raed"], None, "Did you mean read?"),
        ("a", ["read:personal"], None, "give both"),
        ("a", ["read"], today(), "a day to come"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(
    state: State, name: str, scopes: list[str], until: date | None, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        Keys(state).create(name, scopes, None, until)
    assert Keys(state).list() == []


def test_a_name_is_in_use_once(state: State) -> None:
    keys = Keys(state)
    keys.create("a", ["read"], None, None)
    with pytest.raises(InvalidInput, match="already"):
        keys.create("a", ["write"], None, None)
    keys.revoke("a")
    keys.create("a", ["write"], None, None)
    assert [row.state for row in keys.list()].count("revoked") == 1
    with pytest.raises(NotFound, match="There are a"):
        keys.revoke("b")


# --- who may ask ----------------------------------------------------------------------------------------------------


def test_without_keys_only_this_machine_is_answered(own: Open) -> None:
    client = own()
    assert client.get(ASKED).status_code == 200
    for host in ("wangge.example", "127.0.0.1.example", "[2001:db8::1]:80", ""):
        must_be_problem(client.get(ASKED, headers={"Host": host}), "not-allowed")
    for host in ("localhost:8000", "127.0.0.1", "[::1]:80"):
        assert client.get(ASKED, headers={"Host": host}).status_code == 200
    must_be_problem(client.get("/api/v1/audit"), "not-allowed")


def test_without_keys_nobody_else_is_answered(own: Open) -> None:
    client = own(ELSEWHERE)
    must_be_problem(client.get(ASKED), "not-allowed")
    must_be_problem(client.get(ASKED, headers={"X-Forwarded-For": "127.0.0.1"}), "not-allowed")
    for address in ("/healthz", "/readyz", "/version", "/openapi.json", "/docs"):
        assert client.get(address).status_code == 200
    must_be_problem(client.get("/metrics"), "not-allowed")


def test_with_keys_everybody_needs_one(own: Open) -> None:
    for client in (own(ELSEWHERE), own(HERE)):
        headers = key(client, "read", name=f"a{id(client)}")
        assert client.get(ASKED, headers=headers).status_code == 200
        answer = client.get(ASKED)
        must_be_problem(answer, "key-required")
        assert answer.headers["www-authenticate"].startswith("Bearer")
        must_be_problem(client.get(ASKED, headers={"Authorization": "Bearer wangge_00000000_x"}), "key-required")
        must_be_problem(client.get(ASKED, headers={"Authorization": "Basic YTpi"}), "key-required")
        assert client.get("/healthz").status_code == 200


def test_a_key_may_what_its_scopes_say(own: Open) -> None:
    client = own()
    body = {"gap": "linfen.X1:none", "reason": "r", "by": "b", "until": str(today() + timedelta(days=9))}
    asked = {
        "read": lambda headers: client.get(ASKED, headers=headers),
        "write": lambda headers: client.post("/api/v1/waivers", json=body, headers={**headers, "X-Purpose": "try"}),
        "admin": lambda headers: client.get("/api/v1/audit", headers=headers),
    }
    for scope in asked:
        headers = key(client, scope, name=scope)
        for wanted, ask in asked.items():
            assert (ask(headers).status_code == 403) == (wanted != scope), (scope, wanted)
    assert set(SCOPES) == {*asked, "read:personal"}


def test_a_revoked_key_is_refused_from_then_on(own: Open) -> None:
    client = own()
    headers = key(client, "read", name="a")
    assert client.get(ASKED, headers=headers).status_code == 200
    client.app.state.service.keys.revoke("a")  # type: ignore[attr-defined]
    must_be_problem(client.get(ASKED, headers=headers), "key-required")


def test_each_key_has_a_rate_of_its_own(own: Open) -> None:
    client = own(rate="3/minute")
    one, other = key(client, name="one"), key(client, name="other")
    left = [re.findall(r"r=(\d+)", client.get(ASKED, headers=one).headers["ratelimit"])[0] for _ in range(3)]
    assert left == ["2", "1", "0"]
    answer = client.get(ASKED, headers=one)
    must_be_problem(answer, "too-many-requests")
    assert answer.headers["ratelimit-policy"] == '"key";q=3;w=60'
    assert int(answer.headers["retry-after"]) > 0
    assert client.get(ASKED, headers=other).status_code == 200
    assert client.get("/healthz", headers=one).status_code == 200


def test_pages_elsewhere_may_ask_only_where_a_setting_says_so(own: Open) -> None:
    asked = {"Origin": "https://map.example", "Access-Control-Request-Method": "GET"}
    closed = own()
    assert "access-control-allow-origin" not in closed.get("/healthz", headers=asked).headers
    opened = own(cors_origins=("https://map.example",))
    headers = opened.options(ASKED, headers={**asked, "Access-Control-Request-Headers": "authorization"}).headers
    assert headers["access-control-allow-origin"] == "https://map.example"
    assert opened.get("/healthz", headers={"Origin": "https://other.example"}).headers.get(
        "access-control-allow-origin"
    ) in (None, "")


# --- the audit log --------------------------------------------------------------------------------------------------


def test_the_log_is_only_appended_to(state: State, tmp_path: Path) -> None:
    log = Audit(state)
    for number in range(4):
        log.add("k", "look", f"person {number}", purpose="用途", outcome="done", request=None)
    assert [row.number for row in log.rows(limit=2)] == [4, 3]
    assert [row.of for row in log.rows(after=3)] == ["person 1", "person 0"]
    assert log.verify() is None
    other = sqlite3.connect(tmp_path / FILE)
    for text in ("UPDATE audit SET purpose = 'x'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            other.execute(text)
    # past the triggers, it is found
    other.executescript("DROP TRIGGER audit_is_not_changed; UPDATE audit SET of = 'nobody' WHERE number = 2;")
    assert log.verify() == 2
    other.executescript("UPDATE audit SET of = 'person 1' WHERE number = 2;")
    assert log.verify() is None
    other.executescript("DROP TRIGGER audit_is_not_shortened; DELETE FROM audit WHERE number = 3;")
    other.commit()
    assert log.verify() == 4


def test_an_act_is_written_down_before_and_after(state: State) -> None:
    log = Audit(state)
    with log.act("k", "load", "a.xlsx", purpose="p", request="r"):
        assert [row.outcome for row in log.rows()] == ["begun"]
    with pytest.raises(FileRefused), log.act("k", "load", "b.xlsx", purpose="p", request="r"):
        raise FileRefused("b.xlsx cannot be read.")
    assert [row.outcome for row in log.rows()] == ["file-refused", "begun", "done", "begun"]


def test_a_write_is_in_the_log_with_its_purpose(own: Open) -> None:
    client = own()
    headers = key(client, "write", "admin", "read", name="k")
    body = {"gap": "linfen.N5:linfen-compound-0056", "reason": "r", "by": "b", "until": "2099-01-01"}
    refused = client.post(
        "/api/v1/waivers", json={**body, "gap": "linfen.X1:none"}, headers={**headers, "X-Purpose": "x" * 3}
    )
    must_be_problem(refused, "not-found")
    made = client.post(
        "/api/v1/waivers", json=body, headers={**headers, "X-Purpose": "%E5%B9%B4%E5%BA%A6%E8%B1%81%E5%85%8D"}
    )
    assert made.status_code == 200
    rows = client.get("/api/v1/audit", headers=headers).json()["rows"]
    assert [(row["what"], row["of"], row["purpose"], row["outcome"]) for row in rows[:2]] == [
        ("waive", body["gap"], "年度豁免", "done"),
        ("waive", body["gap"], "年度豁免", "begun"),
    ]
    assert rows[2]["outcome"] == "not-found"
    first = client.get("/api/v1/audit?limit=1", headers=headers).json()
    assert client.get(first["next"], headers=headers).json()["rows"] == rows[1:2]


# --- the command ----------------------------------------------------------------------------------------------------


def test_keys_are_made_listed_and_revoked_by_command(wangge: Run, tmp_path: Path, linfen: Any) -> None:
    here = {"WANGGE_HOME": str(tmp_path)}
    made = wangge(
        "key", "create", "规划科", "--scope", "read", "--scope", "read:personal", "--until", "2099-01-01", **here
    )
    assert (made.code, made.out[:7]) == (0, "wangge_"), made.err
    assert "shown this once" in made.err
    listed = wangge("key", "list", **here)
    assert "规划科" in listed.out
    assert made.out.strip().split("_")[2] not in listed.out
    assert wangge("key", "revoke", "规划课", **here).code == 1
    assert wangge("key", "revoke", "规划科", **here).code == 0
    log = wangge("audit", **here)
    assert ("revoke a key" in log.out, "create a key" in log.out, log.code) == (True, True, 0)
    assert "No entry was changed" in log.err
