"""The jars of Neo4j, from the committed lock alone: fetched in parallel, each verified, then renamed into place.

`python -m graph.jars` makes the lock anew. Nothing is resolved at run time: resolving takes a minute, fetching seconds.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import EngineError, InvalidInput

if TYPE_CHECKING:
    import threading

    import requests

NEO4J = "5.26.30"
LOCK = Path(__file__).with_name("engine.lock")
THREADS = 8
TRIES = 3
TIMEOUT = (10, 30)  # seconds to connect, seconds without a byte
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
HEADING = "# The jars of Neo4j in the order of their class path; made by `make lock`, read by graph/jars.py.\n"


class Jar(NamedTuple):
    """One line of the lock; `path` is where a Maven repository and the jars folder keep it."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str
    classifier: str = ""

    @property
    def path(self) -> str:
        tail = f"-{self.classifier}" if self.classifier else ""
        name = f"{self.artifact}-{self.version}{tail}.jar"
        return "/".join((*self.group.split("."), self.artifact, self.version, name))


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """All jars of the lock, in the order of the class path."""
    return [Jar(**line) for line in tomllib.loads(lock.read_text("utf-8"))["jar"]]


def ensure(
    folder: Path, maven_url: str = "", say: Callable[[str], None] = lambda _: None, lock: Path = LOCK
) -> list[Path]:
    """Verify every jar below `folder` and fetch what is missing or differs from the lock.

    Parameters
    ----------
    folder
        Where the jars are kept; several homes and several commands at once may share it.
    maven_url
        A mirror of Maven Central; Maven Central itself when empty.
    say
        Receives one sentence when something has to be fetched.
    lock
        The list of jars.

    Returns
    -------
    list of Path
        The jars in the order of the class path.

    Raises
    ------
    EngineError
        No network, a mirror without a jar or with another file under its name, a full disk, a folder that
        cannot be written to. What was fetched until then stays and is not fetched again.
    InvalidInput
        `maven_url` is no web address.
    """
    if maven_url and not maven_url.startswith(("https://", "http://")):
        raise InvalidInput(f"WANGGE_MAVEN_URL is {maven_url!r}; write an address that begins with https://.")
    jars = read_lock(lock)
    try:
        if _faulty(jars, folder):
            from filelock import FileLock

            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / ".lock"):
                if missing := _faulty(jars, folder):  # another command may have fetched them while we waited
                    _fetch(missing, folder, maven_url, say)
    except OSError as error:
        raise cannot_write(error, folder, "WANGGE_JARS") from error
    return [folder / jar.path for jar in jars]


def cannot_write(error: OSError, folder: Path, variable: str) -> EngineError:
    """What to tell a person when the system refuses to write below `folder`, which `variable` names."""
    if error.errno in FULL:
        return EngineError(
            f"The disk of {folder} is full: free some space (the database needs about 250 MB to begin with), "
            f"or name a folder on another disk with {variable}."
        )
    return EngineError(
        f"{folder} cannot be used ({error.strerror or error}): make it a folder you may write to, "
        f"or name another one with {variable}."
    )


def _faulty(jars: Iterable[Jar], folder: Path) -> list[Jar]:
    from concurrent.futures import ThreadPoolExecutor

    def whole(jar: Jar) -> bool:
        try:
            with (folder / jar.path).open("rb") as file:
                if os.fstat(file.fileno()).st_size != jar.size:
                    return False
                return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False

    jars = list(jars)
    with ThreadPoolExecutor(THREADS) as pool:  # hashing and reading let go of the interpreter
        return [jar for jar, good in zip(jars, pool.map(whole, jars), strict=True) if not good]


def _fetch(missing: list[Jar], folder: Path, maven_url: str, say: Callable[[str], None]) -> None:
    import threading
    from concurrent.futures import ThreadPoolExecutor, as_completed

    import requests
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    if not maven_url:
        from jgo.constants import MAVEN_CENTRAL_URL

        maven_url = MAVEN_CENTRAL_URL
    total = sum(jar.size for jar in missing)
    say(f"Fetching Neo4j {NEO4J}: {len(missing)} jars, {total / 1e6:.0f} MB, this once.")
    console = Console(stderr=True)
    columns = (TextColumn("Neo4j"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    halt = threading.Event()
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        task = progress.add_task("jars", total=total)

        def fetch_all(hand: list[Jar]) -> None:
            with requests.Session() as session:
                for jar in hand:
                    if not halt.is_set():
                        _fetch_one(session, jar, f"{maven_url}/{jar.path}", folder / jar.path, halt)
                        progress.advance(task, jar.size)

        by_size = sorted(missing, key=lambda jar: -jar.size)  # dealt like cards, so that all hands end together
        try:
            for future in as_completed(pool.submit(fetch_all, by_size[i::THREADS]) for i in range(THREADS)):
                future.result()
        except BaseException:
            halt.set()
            raise


def _fetch_one(session: requests.Session, jar: Jar, url: str, path: Path, halt: threading.Event) -> None:
    import requests

    for attempt in range(TRIES):
        halt.wait(attempt * 0.5)
        try:
            with session.get(url, stream=True, timeout=TIMEOUT) as answer:
                if answer.status_code < 500 and answer.status_code != 200:  # asking again would not help
                    raise _bad_mirror(jar, url, f"answers {answer.status_code} {answer.reason}")
                answer.raise_for_status()
                if _write(answer, jar, path):
                    return
            failure = _bad_mirror(jar, url, "sent another file")
        except requests.RequestException as error:
            failure = EngineError(
                f"Neo4j cannot be fetched from {_host(url)} ({type(error).__name__} at {jar.artifact}): check the "
                "network, or name a proxy with HTTPS_PROXY, a mirror with WANGGE_MAVEN_URL, or a Neo4j server of "
                "yours with WANGGE_NEO4J_URI."
            )
            failure.__cause__ = error
    raise failure


def _write(answer: requests.Response, jar: Jar, path: Path) -> bool:
    """Stream the answer into a `.part` and rename it when it is what the lock says; else leave nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    digest = hashlib.sha256()
    size = 0
    try:
        with part.open("wb") as file:
            for chunk in answer.iter_content(1 << 18):
                size += len(chunk)
                if size > jar.size:
                    return False
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != jar.sha256:
            return False
        part.replace(path)
        return True
    finally:
        part.unlink(missing_ok=True)


def _bad_mirror(jar: Jar, url: str, what: str) -> EngineError:
    return EngineError(
        f"{_host(url)} {what} for {jar.path.rsplit('/', 1)[-1]} of Neo4j's jars: "
        "name another mirror of Maven Central with WANGGE_MAVEN_URL, or try again later."
    )


def _host(url: str) -> str:
    """The machine alone: an address may carry a password."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def make_lock(lock: Path = LOCK, version: str = NEO4J) -> list[Jar]:
    """Resolve Neo4j anew (about a minute) and write the lock, without the name of any host."""
    from tempfile import TemporaryDirectory

    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.env import EnvironmentBuilder
    from jgo.maven import MavenContext

    with TemporaryDirectory() as name:
        repository = Path(name, "repository")
        context = MavenContext(repo_cache=repository, remote_repos={"central": MAVEN_CENTRAL_URL})
        builder = EnvironmentBuilder(context=context, cache_dir=Path(name, "environment"))
        resolved = builder.from_endpoint(f"org.neo4j:neo4j:{version}").lock_path
        jars = []
        for line in tomllib.loads(resolved.read_text("utf-8"))["dependencies"]:
            names = (line["groupId"], line["artifactId"], line["version"])
            jar = Jar(*names, 0, line["sha256"], line.get("classifier", ""))
            jars.append(jar._replace(size=(repository / jar.path).stat().st_size))
    text = "\n".join(
        "[[jar]]\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in jar._asdict().items() if v) for jar in jars
    )
    part = lock.with_name(lock.name + ".part")
    part.write_text(f"{HEADING}\n{text}", "utf-8")
    part.replace(lock)
    return jars


def _toml(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.stdout.write(f"{len(make_lock())} jars of Neo4j {NEO4J} in {LOCK}\n")
