"""The Neo4j of our own: fetch, start, find, stop, back up, restore. Loopback only, one server a home.

A home holds `conf`, `data`, `logs`, `run` and the jars of Neo4j, `password` (which only its owner can read) and
`state.json`, which remembers the port and the process, so that a command finds a running server in a millisecond.
What the state says is only believed when that process names this home and its port is open; in doubt the processes
of the machine are asked which of them does. Every import that is heavy waits until a server must be started.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import EngineError, FileRefused, InvalidInput
from graph.home import HOST, State, answers, locked, read_state, runs, write_state, writing
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.engine import Engine

Say = Callable[[str], None]

USER = DATABASE = "neo4j"  # the one user and the one database of a Community edition
ROOM = 64 << 20  # bytes: less free space than this, and Neo4j would start half and hang
START_SECONDS = 600.0  # a large graph takes minutes to recover after a crash
PATIENCE_SECONDS = 30.0
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """A server and how to reach it. `pid` is None while it does not run, `uri` empty before the first start.

    For a server of the user's own (`WANGGE_NEO4J_URI`) there is no home, no password file and no process of ours.
    """

    uri: str
    user: str
    database: str
    password_file: Path | None
    home: Path | None
    pid: int | None


def _silent(_: str) -> None: ...


def status(settings: Settings) -> Server:
    """Where the server is and whether it runs; starts nothing and writes nothing."""
    if settings.configured:
        return Server(settings.uri, settings.user, settings.database, None, None, None)
    state = read_state(settings.home)
    if runs(settings.home, state):
        return _server(settings.home, state)
    from graph import engine

    process = engine.find(settings.home)
    return _server(settings.home, state._replace(pid=process.pid if process else None))


def start(settings: Settings, say: Say = _silent) -> Server:
    """Start the server unless it runs already, and wait until Bolt answers.

    Parameters
    ----------
    settings
        Whose `home`, `jars`, `java`, `maven_url`, `heap_mb` and `page_cache_mb` are used.
    say
        Receives one sentence, for people, about each thing that takes a while.

    Raises
    ------
    EngineError
        The server cannot be fetched or started on this machine.
    InvalidInput
        A server of the user's own is configured.
    """
    _refuse_configured(settings)
    state = read_state(settings.home)
    if runs(settings.home, state):
        return _server(settings.home, state)
    with locked(settings.home):
        return _start(settings, say)


def stop(settings: Settings) -> bool:
    """Stop the server cleanly; True if there was one to stop."""
    _refuse_configured(settings)
    if not settings.home.is_dir():
        return False
    with locked(settings.home):
        return _stop(settings.home)


def password(server: Server) -> str:
    """The password of a server of our own, from the file that only its owner can read."""
    if server.password_file is None:
        raise InvalidInput("The server is your own, so its password is what WANGGE_NEO4J_PASSWORD says.")
    try:
        return server.password_file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(
            f"The password of the database cannot be read from {server.password_file} ({error}); put the file back."
        ) from error


def logs(settings: Settings, lines: int = 50) -> list[str]:
    """The last lines of the server's log, oldest first; none before the first start."""
    _refuse_configured(settings)
    from graph import engine

    return engine.log(settings.home, "neo4j.log")[-lines:]


def backup(settings: Settings, file: Path, *, force: bool = False, say: Say = _silent) -> None:
    """Write the whole database into one file; a running server stops for it and is started again.

    Parameters
    ----------
    settings
        Whose database.
    file
        Where to. It appears only when it is whole.
    force
        Replace a file that is already there.
    say
        Receives one sentence about each thing that takes a while.

    Raises
    ------
    FileRefused
        `file` exists, or cannot be written.
    EngineError
        The server cannot be stopped or started, or the dump fails.
    """
    from graph import engine

    _refuse_configured(settings)
    if file.exists() and not (force and file.is_file()):
        raise FileRefused(f"{file} is already there; name another file, or replace it with --force.")
    part = file.with_name(file.name + ".part")
    try:
        part.touch(mode=0o600)  # like the home it is of: it holds personal data
        with part.open("wb") as out, locked(settings.home), writing(settings.home):
            running = engine.find(settings.home) is not None
            _start(settings, say)  # a new one must be made and a killed one recover, or there is nothing to dump
            _stop(settings.home)
            try:
                say(f"Writing the backup {file}.")
                _prepare(settings, say).admin("database", "dump", DATABASE, "--to-stdout", stdout=out)
            finally:
                if running:
                    _start(settings, say)
        part.replace(file)
    except OSError as error:
        raise FileRefused(f"{file} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            part.unlink()


def restore(settings: Settings, file: Path, say: Say = _silent) -> None:
    """Replace the whole database by a backup. It is loaded aside first, so that a bad file changes nothing.

    Parameters
    ----------
    settings
        Whose database.
    file
        What `backup` wrote.
    say
        Receives one sentence about each thing that takes a while.

    Raises
    ------
    FileRefused
        `file` cannot be read or is no whole backup; the database is as it was.
    EngineError
        The server cannot be stopped or started.
    """
    _refuse_configured(settings)
    try:
        source = file.open("rb")
    except OSError as error:
        raise FileRefused(f"{file} cannot be read: {error.strerror or error}.") from error

    def fill(neo4j: Engine, aside: Path) -> None:
        say(f"Reading the backup {file}.")
        try:
            neo4j.admin("database", "load", DATABASE, "--from-stdin", stdin=source, home=aside)
        except EngineError as error:
            raise FileRefused(
                f"{file} is no whole backup of a database ({error.details['reason']}); the database is as it was."
            ) from error

    with source, locked(settings.home), writing(settings.home):
        _replace(settings, fill, say)


def replace_by_import(settings: Settings, arguments: Sequence[str], say: Say = _silent) -> None:
    """Replace the whole database by an import of Neo4j's admin tool; one that fails changes nothing.

    Parameters
    ----------
    settings
        Whose database; `heap_mb` is the tool's, too.
    arguments
        What `database import full` takes: which files hold which nodes and edges, and how they are written.
    say
        Receives one sentence about each thing that takes a while.

    Raises
    ------
    EngineError
        The server cannot be stopped or started, or the import fails.
    """
    _refuse_configured(settings)

    def fill(neo4j: Engine, aside: Path) -> None:
        neo4j.admin("database", "import", "full", *arguments, DATABASE, home=aside, heap_mb=settings.heap_mb)

    with locked(settings.home), writing(settings.home):
        _replace(settings, fill, say)


# --- the state of a home ----------------------------------------------------------------------------------------


def _server(home: Path, state: State) -> Server:
    uri = f"bolt://{HOST}:{state.port}" if state.port else ""
    return Server(uri, USER, DATABASE, home / "password", home, state.pid)


def _refuse_configured(settings: Settings) -> None:
    if settings.configured:
        raise InvalidInput(
            f"WANGGE_NEO4J_URI names a server of your own ({settings.uri}), which wangge does not start, stop, back up "
            "or restore; use that server's own tools, or unset the variable to use the one that wangge brings."
        )


# --- while the home is locked -----------------------------------------------------------------------------------


def _start(settings: Settings, say: Say) -> Server:
    from graph import engine

    home, state = settings.home, read_state(settings.home)
    process = engine.find(home)  # another command may have started it while we waited, or was killed while starting
    if process is None:
        say("Starting the database: a Neo4j of our own, which stays until `wangge db stop`.")
        with writing(home):
            neo4j = _prepare(settings, say)
            port = _choose_port(state.port, say)
            state = State(port)
            write_state(home, state)  # before the process is there: if we are killed now, the port is still known
            process = neo4j.launch(port, settings.heap_mb, settings.page_cache_mb)
    state = state._replace(pid=process.pid)
    write_state(home, state)
    begun, patient = time.monotonic(), False
    while state.port is None or not answers(state.port):
        waited = time.monotonic() - begun
        if engine.ended(process):
            raise engine.died(home)
        if state.port is None or waited > START_SECONDS:
            raise EngineError(
                f"The database of {home} runs as process {process.pid} but does not answer; "
                "stop it with `wangge db stop`, then try again."
            )
        if waited > PATIENCE_SECONDS and not patient:
            say("The database is still starting: after a crash it first recovers what was written.")
            patient = True
        time.sleep(0.05)
    return _server(home, state)


def _prepare(settings: Settings, say: Say) -> Engine:
    """A home with room, folders and a password, and all that is needed to run Neo4j on it."""
    import shutil

    from graph import engine

    home = settings.home
    if shutil.disk_usage(home).free < ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for name in ("conf", "logs", "run"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    if (home / "data.old").exists() and not (home / "data").exists():  # a restore was killed between its two renames
        (home / "data.old").rename(home / "data")
    neo4j = engine.Engine.prepare(settings, say)
    neo4j.ensure_password()
    return neo4j


def _choose_port(remembered: int | None, say: Say) -> int:
    for port in (remembered or 0, 0):  # 0: the system names a free one
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # our own closed connections do not count
            probe.bind((HOST, port))
            chosen: int = probe.getsockname()[1]
            if remembered and chosen != remembered:
                say(f"Another program took port {remembered}; the database moves to port {chosen}.")
            return chosen
    raise EngineError(f"No port is free on {HOST}; end a program that holds many connections.")


def _replace(settings: Settings, fill: Callable[[Engine, Path], None], say: Say) -> None:
    """Fill a database aside, and let it take the place of ours only when it is whole."""
    import shutil

    from graph import engine

    home, aside = settings.home, settings.home / "restore"
    neo4j = _prepare(settings, say)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    try:
        fill(neo4j, aside)
        running = engine.find(home) is not None
        _stop(home)
        # users and passwords live in the database `system`, which is never replaced
        users = shutil.ignore_patterns(DATABASE)
        shutil.copytree(home / "data", aside / "data", dirs_exist_ok=True, ignore=users)
        shutil.rmtree(home / "data.old", ignore_errors=True)
        (home / "data").rename(home / "data.old")
        (aside / "data").rename(home / "data")
        shutil.rmtree(home / "data.old", ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if running:
        _start(settings, say)


def _stop(home: Path) -> bool:
    from graph import engine

    process = engine.find(home)
    if process is None:
        return False
    process.terminate()
    if not engine.ended(process, STOP_SECONDS):
        process.kill()  # Neo4j recovers at its next start
        if not engine.ended(process, STOP_SECONDS):
            raise EngineError(f"The database, process {process.pid}, cannot be stopped; end it, then try again.")
    write_state(home, read_state(home)._replace(pid=None))
    return True
