"""`wangge db`: results on stdout, sentences on stderr, exit codes; on the real program and the run's one server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from graph import local
from graph.settings import Settings

WANGGE = Path(sys.executable).with_name("wangge")


def run(settings: Settings, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = {"WANGGE_HOME": str(settings.home), "WANGGE_JARS": str(settings.jars)}
    environment = {"PATH": os.environ["PATH"], **ours, **variables}
    return subprocess.run([WANGGE, "db", *arguments], env=environment, text=True, capture_output=True, check=False)


def one_sentence(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_status_as_json_is_one_object_without_the_password(server: local.Server, settings: Settings) -> None:
    done = run(settings, "status", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "uri": server.uri,
        "user": "neo4j",
        "database": "neo4j",
        "password_file": str(settings.home / "password"),
        "home": str(settings.home),
        "pid": server.pid,
    }
    assert local.password(server) not in done.stdout


def test_status_and_start_tell_a_person_where_it_runs(server: local.Server, settings: Settings) -> None:
    done = run(settings, "status")
    assert (done.returncode, done.stderr) == (0, "")
    assert server.uri in done.stdout
    assert str(server.pid) in done.stdout
    assert server.uri in one_sentence(run(settings, "start"), 0)
    assert local.status(settings) == server  # it was there, and it is the same


def test_logs_shows_the_last_lines(server: local.Server, settings: Settings) -> None:
    done = run(settings, "logs", "--lines", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == local.logs(settings, 3)
    assert len(done.stdout.splitlines()) == 3


def test_before_the_first_start(settings: Settings, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    done = run(settings, "status", "--json", WANGGE_HOME=home)
    assert (json.loads(done.stdout)["pid"], json.loads(done.stdout)["uri"]) == (None, "")
    assert "does not run" in run(settings, "status", WANGGE_HOME=home).stdout
    assert "was not running" in one_sentence(run(settings, "stop", WANGGE_HOME=home), 0)
    assert "not been started" in one_sentence(run(settings, "logs", WANGGE_HOME=home), 0)
    assert not Path(home).exists()


def test_no_network_is_a_sentence_and_exit_code_3(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound but not listening: whoever connects is refused
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        folders = {"WANGGE_HOME": str(tmp_path / "home"), "WANGGE_JARS": str(tmp_path / "jars")}
        done = run(settings, "start", WANGGE_MAVEN_URL=url, **folders)
    assert done.returncode == 3
    *progress, last = done.stderr.splitlines()
    assert "HTTPS_PROXY" in last
    assert [line.split()[0] for line in progress] == ["Starting", "Fetching"]


@pytest.mark.parametrize("arguments", [["start"], ["stop"], ["logs"], ["backup", "file"], ["restore", "file"]])
def test_a_server_of_the_users_own_is_left_alone(settings: Settings, tmp_path: Path, arguments: list[str]) -> None:
    done = run(settings, *arguments, WANGGE_NEO4J_URI="neo4j://db.example", WANGGE_HOME=str(tmp_path / "home"))
    assert "a server of your own" in one_sentence(done, 2)
    assert not (tmp_path / "home").exists()


def test_status_of_the_users_own_server(settings: Settings) -> None:
    done = run(settings, "status", "--json", WANGGE_NEO4J_URI="neo4j://db.example", WANGGE_NEO4J_PASSWORD="secret")
    assert json.loads(done.stdout) == {
        "uri": "neo4j://db.example",
        "user": "neo4j",
        "database": "neo4j",
        "password_file": None,
        "home": None,
        "pid": None,
    }


def test_a_backup_is_not_overwritten_and_a_missing_one_not_restored(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    assert "already there" in one_sentence(run(settings, "backup", str(tmp_path / "kept")), 1)
    assert (tmp_path / "kept").read_text() == "kept"
    assert "cannot be read" in one_sentence(run(settings, "restore", str(tmp_path / "missing")), 1)


def test_backup_and_restore_say_what_they_did(settings: Settings, tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "kept"
    file.write_text("to be replaced")
    small = {"WANGGE_HOME": str(home), "WANGGE_HEAP_MB": "256"}
    done = run(settings, "backup", str(file), "--force", **small)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr.splitlines()[-1] == f"The backup is {file}, {file.stat().st_size / 1e3:.1f} kB."
    done = run(settings, "restore", str(file), **small)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr.splitlines()[-1].startswith(f"The database is what {file} holds")
    assert json.loads(run(settings, "status", "--json", **small).stdout)["pid"] is None  # it did not run before
