"""`wangge doctor` on real parts: what holds, what is down, wrong, newer, broken or open to others; and no secret."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.audit import Audit
from api.keys import Keys
from api.state import FILE, State
from graph import local
from graph.profile_head import FOLDER
from graph.schema import SCHEMA
from graph.store import Store

WANGGE = Path(sys.executable).with_name("wangge")
TODAY = date.today()  # noqa: DTZ011 - as the machine has it
AWAY = "bolt://127.0.0.1:9"
PASSWORD = "geheimnis-4711"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    return subprocess.run(
        [WANGGE, "doctor", *arguments],
        env={**ours, "WANGGE_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def looked(home: Path, **variables: str) -> dict[str, dict[str, str]]:
    """check → its line; the exit code says whether one is bad."""
    done = run(home, "--json", **variables)
    assert done.stderr == ""
    rows = json.loads(done.stdout)["rows"]
    assert done.returncode == any(row["state"] == "bad" for row in rows)
    assert len(rows) == len({row["check"] for row in rows})
    return {row["check"]: row for row in rows}


def bad(lines: dict[str, dict[str, str]]) -> set[str]:
    return {check for check, line in lines.items() if line["state"] == "bad"}


def of_mine(server: local.Server) -> dict[str, str]:
    return {"WANGGE_NEO4J_URI": server.uri, "WANGGE_NEO4J_PASSWORD": local.password(server)}


# --- the database -------------------------------------------------------------------------------------------------


def test_all_is_well(graph: Store, server: local.Server, home: Path) -> None:
    graph.write("CREATE (:Load:Record {id: 'load-3', loaded_on: $day, data_version: 3})", day=TODAY)
    graph.write("MATCH (n:Network) SET n.sequence = 6")
    lines = looked(home, **of_mine(server))
    assert bad(lines) == set()
    assert lines["database"]["found"].startswith("Neo4j 5.26")
    assert "community" in lines["database"]["found"]
    assert lines["schema"]["found"].startswith(f"{SCHEMA.version},")
    assert (lines["data"]["state"], lines["clock"]["state"]) == ("good", "good")
    assert f"version 3, loaded on {TODAY}, 0 days ago" in lines["data"]["found"]
    assert lines["indexes"]["state"] == lines["writing"]["state"] == "good"
    assert lines["profiles"]["found"] == "7 shipped and 0 of yours hold together"
    assert graph.read("MATCH (n) WHERE NOT n:Record RETURN count(n) AS n") == [{"n": 0}]  # what was tried is gone
    assert not home.exists()


def test_one_of_our_own_that_does_not_run_is_left_alone(home: Path) -> None:
    lines = looked(home)
    assert bad(lines) == set()
    assert lines["database"]["state"] == "attention"
    assert not {"schema", "indexes", "writing"} & lines.keys()
    assert not home.exists()


def test_one_of_our_own_that_runs_is_looked_at(store: Store, server: local.Server) -> None:
    assert server.home
    lines = looked(server.home)
    assert lines["database"]["state"] == lines["schema"]["state"] == lines["writing"]["state"] == "good"
    assert "database" in lines["disk"]["found"]
    assert "heap" in lines["memory"]["found"]


def test_a_server_that_is_down_is_bad_and_the_rest_is_looked_at(home: Path) -> None:
    lines = looked(home, WANGGE_NEO4J_URI=AWAY)
    assert bad(lines) == {"database"}
    assert "Nothing answers" in lines["database"]["found"]
    assert {"profiles", "calendar", "clock", "disk", "memory", "fonts", "service_file"} <= lines.keys()


def test_a_wrong_password_is_bad(server: local.Server, home: Path) -> None:
    lines = looked(home, WANGGE_NEO4J_URI=server.uri, WANGGE_NEO4J_PASSWORD=PASSWORD)
    assert bad(lines) == {"database"}
    assert "WANGGE_NEO4J_PASSWORD" in lines["database"]["found"]


def test_what_answers_but_is_no_database_is_bad(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        lines = looked(home, WANGGE_NEO4J_URI=f"bolt://127.0.0.1:{deaf.getsockname()[1]}")
    assert bad(lines) == {"database"}


def test_a_newer_schema_a_missing_index_and_a_load_to_come_are_seen(
    graph: Store, server: local.Server, home: Path
) -> None:
    tomorrow = TODAY + timedelta(days=3)
    graph.write("CREATE (:Load:Record {id: 'load-1', loaded_on: $day})", day=tomorrow)
    graph.write("MATCH (n:Network) SET n.sequence = 2, n.schema_version = $newer", newer=SCHEMA.version + 1)
    graph.write("DROP INDEX place_level")
    try:
        lines = looked(home, **of_mine(server))
        assert graph.version().schema == SCHEMA.version + 1  # type: ignore[union-attr]
    finally:
        graph.write("CREATE INDEX place_level IF NOT EXISTS FOR (n:Place) ON (n.level)")
        graph.read("CALL db.awaitIndexes(300)")
        graph.write("MATCH (n:Network) SET n.schema_version = $now", now=SCHEMA.version)
    assert bad(lines) == {"schema", "indexes", "clock"}
    assert "install a newer wangge" in lines["schema"]["repair"]
    assert "place_level" in lines["indexes"]["found"]
    assert "CREATE INDEX place_level" in lines["indexes"]["repair"]
    assert str(tomorrow) in lines["clock"]["found"]


def test_an_older_schema_and_a_load_under_way_want_attention(graph: Store, server: local.Server, home: Path) -> None:
    graph.write("MATCH (n:Network) SET n.sequence = 3, n.schema_version = $older", older=SCHEMA.version - 1)
    try:
        lines = looked(home, **of_mine(server))
    finally:
        graph.write("MATCH (n:Network) SET n.sequence = 0, n.schema_version = $now", now=SCHEMA.version)
    assert bad(lines) == set()
    assert lines["schema"]["state"] == lines["data"]["state"] == "attention"


# --- files --------------------------------------------------------------------------------------------------------


def test_a_broken_profile_is_bad_and_named(home: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (FOLDER / "linfen.yaml").read_text(encoding="utf-8")
    (own / "elsewhere.yaml").write_text(text.replace("place: linfen", "place: other", 1), encoding="utf-8")
    lines = looked(home, WANGGE_PROFILES=str(own))
    assert bad(lines) == {"profiles"}
    assert "elsewhere.yaml" in lines["profiles"]["found"]
    assert "wangge profile check" in lines["profiles"]["repair"]
    (own / "elsewhere.yaml").write_text("no: profile", encoding="utf-8")
    assert bad(looked(home, WANGGE_PROFILES=str(own))) == {"profiles"}
    assert bad(looked(home, WANGGE_PROFILES=str(tmp_path / "none"))) == {"profiles"}


def test_a_calendar_is_read(home: Path, tmp_path: Path) -> None:
    calendar = tmp_path / "days.csv"
    calendar.write_text("day,kind\n1999-01-01,holiday\n", encoding="utf-8")
    assert looked(home, WANGGE_CALENDAR=str(calendar))["calendar"]["state"] == "attention"
    calendar.write_text("day,kind\n1999-01-01,feast\n", encoding="utf-8")
    assert bad(looked(home, WANGGE_CALENDAR=str(calendar))) == {"calendar"}


def test_more_memory_than_there_is_is_bad(home: Path) -> None:
    assert bad(looked(home, WANGGE_HEAP_MB="1000000")) == {"memory"}


def test_a_setting_that_cannot_be_read_is_bad_and_not_the_end(home: Path) -> None:
    lines = looked(home, WANGGE_LANG="de")
    assert bad(lines) == {"settings"}
    assert "fonts" in lines


# --- the service --------------------------------------------------------------------------------------------------


def test_keys_are_counted_and_the_audit_log_is_held_against_itself(home: Path) -> None:
    state = State(home)
    keys = Keys(state)
    keys.create("a", ["read"], None, None)
    keys.create("b", ["read"], None, TODAY + timedelta(days=5))
    keys.create("c", ["read"], None, None)
    keys.revoke("c")
    for number in range(3):
        Audit(state).add("command", "create a key", str(number), outcome="done")
    state.close()
    lines = looked(home)
    assert bad(lines) == set()
    assert (lines["keys"]["state"], lines["keys"]["found"]) == ("attention", "2 in use, 1 of them over within 30 days")
    assert lines["audit_log"]["state"] == "good"

    with sqlite3.connect(home / FILE) as past:
        past.execute("DROP TRIGGER audit_is_not_changed")
        past.execute("UPDATE audit SET what = 'nothing' WHERE number = 2")
    past.close()
    (home / FILE).chmod(0o644)
    lines = looked(home)
    assert bad(lines) == {"audit_log", "service_file"}
    assert "entry 2" in lines["audit_log"]["found"]
    assert "chmod 600" in lines["service_file"]["repair"]


def test_a_service_file_that_is_none_is_bad(home: Path) -> None:
    home.mkdir()
    (home / FILE).write_text("something else, and long enough not to be taken for an empty database " * 20)
    assert bad(looked(home)) == {"service_file"}
    (home / FILE).unlink()
    (home / FILE).mkdir()
    assert bad(looked(home)) == {"service_file"}


# --- what is never said -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--json",), ("--lang", "zh"), ("--json", "--lang", "zh")])
def test_no_secret_is_in_it(server: local.Server, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    person = tmp_path / "zhangsan"  # a folder is called like its user
    home = person / "wangge"
    state = State(home)
    _, key = Keys(state).create("张三", ["read"], None, None)
    Audit(state).add("command", "create a key", "张三", outcome="done")
    hashed = state.read("SELECT hash FROM keys")[0]["hash"]
    state.close()
    for uri in (f"bolt://lisi:{PASSWORD}@127.0.0.1:9", server.uri):
        done = run(
            home,
            *arguments,
            HOME=str(person),
            WANGGE_NEO4J_URI=uri,
            WANGGE_NEO4J_USER="lisi",
            WANGGE_NEO4J_PASSWORD=PASSWORD,
            WANGGE_MAVEN_URL=f"https://lisi:{PASSWORD}@mirror.example/maven",
            WANGGE_CORS_ORIGINS=f"https://{key}.example",
        )
        assert done.returncode == 1
        text = done.stdout + done.stderr
        assert "WANGGE_NEO4J_PASSWORD" in text
        for secret in (PASSWORD, key, key.rpartition("_")[2], hashed, "lisi", "zhangsan", "张三"):
            assert secret not in text.replace("\n", "")


def test_it_is_a_table_in_both_languages(home: Path) -> None:
    english, chinese = (run(home, "--lang", lang).stdout for lang in ("en", "zh"))
    assert "service file" in english
    assert "服务文件" in chinese
    assert "attention" not in chinese
    shutil.rmtree(home, ignore_errors=True)
