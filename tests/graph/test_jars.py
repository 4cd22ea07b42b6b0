"""The jars come from the lock alone: whole or not at all, once, and what goes wrong is said in one sentence."""

from __future__ import annotations

import hashlib
import http.server
import resource
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import jgo.constants
import pytest

from graph import jars
from graph.errors import EngineError, InvalidInput


class Mirror:
    """A Maven repository on loopback, whose `files` can be changed and whose `faults` are played once each."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, list[str]] = {}
        self.asked: Counter[str] = Counter()
        mirror = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.lstrip("/")
                mirror.asked[path] += 1
                body = mirror.files.get(path)
                fault = mirror.faults.get(path) and mirror.faults[path].pop()
                if body is None or fault == "busy":
                    self.send_error(404 if body is None else 503)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    mirror = Mirror()
    yield mirror
    mirror.server.shutdown()
    mirror.server.server_close()


@pytest.fixture
def lock(mirror: Mirror, tmp_path: Path) -> Path:
    """Twenty small jars, and a mirror that holds them."""
    text = ""
    for i in range(20):
        body = bytes([i]) * (2000 + i)
        sha256 = hashlib.sha256(body).hexdigest()
        jar = jars.Jar("org.example", f"part{i}", "1.0", len(body), sha256, "linux" if i == 3 else "")
        mirror.files[jar.path] = body
        text += f'[[jar]]\ngroup = "{jar.group}"\nartifact = "{jar.artifact}"\nversion = "1.0"\n'
        text += f'size = {jar.size}\nsha256 = "{sha256}"\n' + ('classifier = "linux"\n' if jar.classifier else "")
    path = tmp_path / "engine.lock"
    path.write_text(text)
    return path


def test_every_jar_arrives_once_and_in_the_order_of_the_lock(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    folder, said = tmp_path / "jars", []
    found = jars.ensure(folder, mirror.url, said.append, lock)
    assert [str(path.relative_to(folder)) for path in found] == list(mirror.files)
    assert {str(path.relative_to(folder)): path.read_bytes() for path in found} == mirror.files
    assert found[3].name == "part3-1.0-linux.jar"
    assert len(said) == 1
    assert jars.ensure(folder, mirror.url, said.append, lock) == found
    assert set(mirror.asked.values()) == {1}
    assert len(said) == 1
    assert not list(folder.rglob("*.part"))


@pytest.mark.parametrize("damage", [b"\xff" * 2005, b"short", b"", None])
def test_a_corrupted_jar_is_found_and_fetched_again_alone(
    mirror: Mirror, lock: Path, tmp_path: Path, damage: bytes | None
) -> None:
    found = jars.ensure(tmp_path / "jars", mirror.url, lock=lock)
    whole = found[5].read_bytes()
    found[5].unlink()
    if damage is not None:
        assert damage != whole
        found[5].write_bytes(damage)
    mirror.asked.clear()
    jars.ensure(tmp_path / "jars", mirror.url, lock=lock)
    assert found[5].read_bytes() == whole
    assert sum(mirror.asked.values()) == 1


def test_what_was_fetched_before_a_failure_is_kept(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    path = next(iter(mirror.files))
    body = mirror.files.pop(path)
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:\d+ answers 404 .* part0-1\.0\.jar .*WANGGE_MAVEN_URL"):
        jars.ensure(tmp_path / "jars", mirror.url, lock=lock)
    kept = {file.name for file in (tmp_path / "jars").rglob("*.jar")}
    assert kept
    mirror.files[path] = body
    mirror.asked.clear()
    jars.ensure(tmp_path / "jars", mirror.url, lock=lock)
    assert {name.rsplit("/", 1)[-1] for name in mirror.asked}.isdisjoint(kept)


@pytest.mark.parametrize("wrong", [b"a page that says: log in first", b"\x05" * 2006, b"\xff" * 2005])
def test_a_mirror_that_sends_another_file_is_named_with_the_jar(
    mirror: Mirror, lock: Path, tmp_path: Path, wrong: bytes
) -> None:
    path = list(mirror.files)[5]
    mirror.files[path] = wrong
    with pytest.raises(EngineError, match=r"sent another file for part5-1\.0\.jar"):
        jars.ensure(tmp_path / "jars", mirror.url, lock=lock)
    assert not (tmp_path / "jars" / path).exists()
    assert not list((tmp_path / "jars").rglob("*.part"))


@pytest.mark.parametrize("fault", ["busy", "cut"])
def test_a_passing_fault_is_waited_out(mirror: Mirror, lock: Path, tmp_path: Path, fault: str) -> None:
    path = list(mirror.files)[7]
    mirror.faults[path] = [fault, fault]
    found = jars.ensure(tmp_path / "jars", mirror.url, lock=lock)
    assert found[7].read_bytes() == mirror.files[path]
    assert mirror.asked[path] == 3


def test_no_network_says_what_to_do_and_keeps_the_password_of_the_address(mirror: Mirror, lock: Path) -> None:
    port = mirror.server.server_port
    mirror.server.shutdown()
    mirror.server.server_close()  # nothing listens there any more
    with pytest.raises(EngineError) as caught:
        jars.ensure(lock.parent / "jars", f"http://clerk:secret@127.0.0.1:{port}", lock=lock)
    assert "secret" not in caught.value.message
    for word in (f"127.0.0.1:{port}", "HTTPS_PROXY", "WANGGE_MAVEN_URL", "WANGGE_NEO4J_URI"):
        assert word in caught.value.message


def test_a_full_disk_is_said(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    (tmp_path / "jars").mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # the system itself refuses, and needs no root for it
    try:
        with pytest.raises(EngineError, match=r"disk of .*jars is full: free some space.*WANGGE_JARS"):
            jars.ensure(tmp_path / "jars", mirror.url, lock=lock)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not [file for file in (tmp_path / "jars").rglob("*") if file.suffix in (".jar", ".part")]


@pytest.mark.parametrize("folder", ["file", "file/jars"])
def test_a_folder_that_is_none_is_said(mirror: Mirror, lock: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"cannot be used .*WANGGE_JARS"):
        jars.ensure(tmp_path / folder, mirror.url, lock=lock)


def test_two_commands_at_once_fetch_each_jar_once(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    found: list[list[Path]] = []
    crowd = [
        threading.Thread(target=lambda: found.append(jars.ensure(tmp_path / "jars", mirror.url, lock=lock)))
        for _ in range(4)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(found) == 4
    assert set(mirror.asked.values()) == {1}


def test_an_address_that_is_none_is_refused(lock: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"WANGGE_MAVEN_URL is .repo\.example."):
        jars.ensure(tmp_path / "jars", "repo.example", lock=lock)


def test_the_committed_lock_is_whole_and_names_no_host() -> None:
    found = jars.read_lock()
    assert len(found) > 200
    assert len({jar.path for jar in found}) == len(found)
    assert found[0][:3] == ("org.neo4j", "neo4j", jars.NEO4J)
    assert all(jar.size > 0 and len(bytes.fromhex(jar.sha256)) == 32 for jar in found)
    assert "://" not in jars.LOCK.read_text()


def test_a_lock_is_made_from_what_the_repository_says(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    names = "<groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version>"
    leaf, top = names.format("org.example", "leaf", "2.0"), names.format("org.neo4j", "neo4j", "5.26.99")
    texts = {
        "org/neo4j/neo4j/5.26.99/neo4j-5.26.99": (top, f"<dependencies><dependency>{leaf}</dependency></dependencies>"),
        "org/example/leaf/2.0/leaf-2.0": (leaf, ""),
    }
    for path, (own, needs) in texts.items():
        mirror.files[f"{path}.pom"] = f"{head}{own}{needs}</project>".encode()
        mirror.files[f"{path}.jar"] = b"PK\x05\x06" + bytes(18)
        for tail in ("pom", "jar"):
            digest = hashlib.sha1(mirror.files[f"{path}.{tail}"]).hexdigest()
            mirror.files[f"{path}.{tail}.sha1"] = digest.encode()
    monkeypatch.setattr(jgo.constants, "MAVEN_CENTRAL_URL", mirror.url)
    made = jars.make_lock(tmp_path / "new.lock", "5.26.99")
    assert [jar.artifact for jar in made] == ["neo4j", "leaf"]
    assert jars.read_lock(tmp_path / "new.lock") == made
    assert [path.stat().st_size for path in jars.ensure(tmp_path / "jars", mirror.url, lock=tmp_path / "new.lock")] == [
        22,
        22,
    ]
