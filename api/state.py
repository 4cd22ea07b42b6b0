"""What the service itself keeps, in one SQLite file below WANGGE_HOME: API keys, the audit log and jobs.

One file, because all workers of a service and the command share it, and SQLite's locks do the rest. Nothing of the
network is in it. Who may read the file may not read a key out of it: only hashes are kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from graph.errors import FileRefused

FILE = "service.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, scopes TEXT NOT NULL, area TEXT, until TEXT,
    created TEXT NOT NULL, revoked TEXT
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS keys_in_use ON keys (name) WHERE revoked IS NULL;
CREATE TABLE IF NOT EXISTS audit (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, key TEXT NOT NULL, what TEXT NOT NULL, of TEXT NOT NULL,
    purpose TEXT, outcome TEXT NOT NULL, request TEXT, chain TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_shortened BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, view TEXT NOT NULL, state TEXT NOT NULL,
    done INTEGER NOT NULL, total INTEGER NOT NULL, said TEXT, problem TEXT,
    stop INTEGER NOT NULL, process INTEGER NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL
) STRICT;
"""


class State:
    """The open file. One connection for all threads, one at a time; other processes have theirs."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = not self.path.exists()
            self._connection = sqlite3.connect(self.path, check_same_thread=False, timeout=10, isolation_level=None)
            if new:
                self.path.chmod(0o600)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise FileRefused(
                f"{self.path}, where the service keeps keys and jobs, cannot be opened: {error}."
            ) from error
        self._connection.row_factory = sqlite3.Row
        self._lock = Lock()

    def close(self) -> None:
        self._connection.close()

    def read(self, text: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(text, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else writes beside: all of it, or, where it raises, nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def turn(self) -> int:
        """A number that moves when another process has written; own writes do not move it."""
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
