"""The home of a server of our own: its state, its lock, and the cheap question whether its server runs.

Every command asks that question, so nothing heavy is imported here unless the answer is no.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from graph.errors import EngineError

HOST = "127.0.0.1"
HANDSHAKE = bytes.fromhex("6060b01700000005000004040000000300000000")  # Bolt's magic, then versions
LOCK_SECONDS = 900.0


class State(NamedTuple):
    """What a home remembers: the port it last used, and the process that serves it."""

    port: int | None = None
    pid: int | None = None


def read_state(home: Path) -> State:
    """What the home remembers; nothing when it was never used or its state cannot be understood."""
    try:
        return State(**json.loads((home / "state.json").read_text("ascii")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return State()
    except OSError as error:
        raise refused(error, home) from error


def write_state(home: Path, state: State) -> None:
    """Remember; a reader sees the old state or the new one, never half of one."""
    with writing(home):
        part = home / "state.json.part"
        part.write_text(json.dumps(state._asdict()), "ascii")
        part.replace(home / "state.json")


def runs(home: Path, state: State) -> bool:
    """The cheap question of every command: the remembered process serves this home and its port is open.

    Where the system has no `/proc` this says no, and the processes are asked one by one.
    """
    try:
        words = Path("/proc", str(state.pid), "cmdline").read_bytes().split(b"\0")
        if mark(home).encode() not in words:
            return False
        socket.create_connection((HOST, state.port or 0), timeout=2.0).close()
    except OSError:
        return False
    return True


def mark(home: Path) -> str:
    """The word on the command line of the process that serves this home."""
    return f"--home-dir={home.resolve()}"


def answers(port: int) -> bool:
    """Whether what listens at the port speaks a Bolt that we know."""
    try:
        with socket.create_connection((HOST, port), timeout=2.0) as link:
            link.sendall(HANDSHAKE)
            return len(reply := link.recv(4)) == 4 and any(reply)
    except OSError:
        return False


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Be the only command that changes the home; it is made if it is not there."""
    from filelock import FileLock, Timeout

    lock = FileLock(home / "lock", timeout=LOCK_SECONDS)
    with writing(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise EngineError(
                f"Another command has been busy with the database of {home} for {LOCK_SECONDS / 60:.0f} minutes; "
                "wait for it or end it, then try again."
            ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Turn the system's refusals into a sentence about the home."""
    try:
        yield
    except OSError as error:
        raise refused(error, home) from error


def refused(error: OSError, home: Path) -> EngineError:
    """The sentence itself."""
    from graph.jars import cannot_write

    return cannot_write(error, home, "WANGGE_HOME")
