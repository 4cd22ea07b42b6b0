"""Long work: asked for once, followed, and fetched when it is done. Workers share the list; each does its own jobs.

What a job answers is kept as JSON below WANGGE_HOME for a day. A job whose worker is gone has failed; nothing of a load
that was broken off is in the graph.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import orjson
import psutil

from api import formats
from api.errors import NotDone, problem_of
from api.keys import Caller
from api.state import State
from cypher.library import Row
from graph.errors import Cancelled, NotFound, WanggeError

AT_ONCE = 2
KEPT = timedelta(days=1)
JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
OVER = ("done", "failed", "cancelled")


class Job(Row):
    """Long work. `done` of `total` steps are behind it (0 of 0 before it knows); `result` is where its answer will be.

    `said` is what it last said of itself, `problem` why it failed.
    """

    id: str
    kind: str
    state: JobState
    done: int
    total: int
    said: str | None
    problem: dict[str, Any] | None
    result: str | None
    created: datetime
    changed: datetime


class Working:
    """What a job's work is given: to say how far it is, and to learn that nobody wants it any more."""

    def __init__(self, jobs: Jobs, id_: str) -> None:
        self._jobs, self._id = jobs, id_
        self.stop: Callable[[], None] = lambda: None

    def progress(self, done: int, total: int) -> None:
        """So many steps are done, of so many.

        Raises
        ------
        Cancelled
            The job was cancelled.
        """
        self._step("done = ?, total = ?", done, total)

    def say(self, sentence: str) -> None:
        """What it is doing now; raises like `progress`."""
        self._step("said = ?", sentence)

    def _step(self, what: str, *values: object) -> None:
        if self._jobs.row(self._id)["stop"]:
            raise Cancelled("The job was cancelled.")
        self._jobs.change(self._id, what, *values)


class Jobs:
    """The jobs of a service."""

    def __init__(self, state: State, home: Path) -> None:
        self._state, self.folder = state, home / "jobs"
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="wangge-job")
        self._mine: dict[str, Working] = {}
        self._tidy()

    def begin(self, kind: str, caller: Caller, work: Callable[[Working], Any]) -> Job:
        """Have work done; it is given a `Working`, and what it returns is the result."""
        id_, now = secrets.token_hex(8), _now()
        with self._state.writing() as connection:
            connection.execute(
                "INSERT INTO jobs VALUES (?, ?, ?, ?, 'waiting', 0, 0, NULL, NULL, 0, ?, ?, ?)",
                (id_, kind, caller.id, caller.area or "", os.getpid(), now, now),
            )
        self._mine[id_] = Working(self, id_)
        self._pool.submit(self._run, id_, work)
        return self.job(id_, caller)

    def _run(self, id_: str, work: Callable[[Working], Any]) -> None:
        working = self._mine[id_]
        try:
            working.say("")
            self.change(id_, "state = 'running', said = NULL")
            result = formats.json(work(working))
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self.folder / f"{id_}.json").write_bytes(result)
            self.change(id_, "state = 'done'")
        except Cancelled:
            self.change(id_, "state = 'cancelled'")
        except Exception as error:
            import logging

            if not isinstance(error, WanggeError):
                logging.getLogger("wangge.service").exception("a job failed", extra={"job": id_})
            self.change(
                id_, "state = 'failed', problem = ?", orjson.dumps(problem_of(error, None), default=str).decode()
            )
        finally:
            del self._mine[id_]
            shutil.rmtree(self.folder / id_, ignore_errors=True)

    def job(self, id_: str, caller: Caller) -> Job:
        """A job of the caller; an administrator's are all.

        Raises
        ------
        NotFound
            They have no such job.
        """
        row = self.row(id_)
        if row["key"] != caller.id and "admin" not in caller.scopes:
            raise NotFound(_none(id_))
        state = row["state"]
        if state not in OVER and _gone(row):
            self.change(id_, "state = 'failed', said = 'The service was stopped while it worked on this; ask again.'")
            row = self.row(id_)
        return Job(
            id=row["id"],
            kind=row["kind"],
            state=row["state"],
            done=row["done"],
            total=row["total"],
            said=row["said"] or None,
            problem=orjson.loads(row["problem"]) if row["problem"] else None,
            result=f"/api/v1/jobs/{id_}/result" if row["state"] == "done" else None,
            created=datetime.fromisoformat(row["created"]),
            changed=datetime.fromisoformat(row["changed"]),
        )

    def list(self, caller: Caller) -> list[Job]:
        """The caller's jobs, the newest first."""
        text = "SELECT id FROM jobs WHERE key = ?1 OR ?2 ORDER BY created DESC, id"
        return [self.job(row["id"], caller) for row in self._state.read(text, caller.id, "admin" in caller.scopes)]

    def result(self, id_: str, caller: Caller) -> bytes:
        """What a job answered, as JSON.

        Raises
        ------
        NotDone
            It is still at work, failed, was cancelled, or its answer is no longer kept.
        """
        job = self.job(id_, caller)
        if job.state != "done":
            raise NotDone(f"The job is {job.state}; its result is there when its state is done.", state=job.state)
        try:
            return (self.folder / f"{id_}.json").read_bytes()
        except OSError as error:
            raise NotDone("The answer is no longer kept; ask for it again.", state="gone") from error

    def cancel(self, id_: str, caller: Caller) -> Job:
        """Let a job end where it is; one that is over stays as it is."""
        if self.job(id_, caller).state not in OVER:
            self.change(id_, "stop = 1")
            if working := self._mine.get(id_):
                working.stop()
        return self.job(id_, caller)

    def close(self) -> None:
        """Let every job of this worker end where it is."""
        for id_, working in list(self._mine.items()):
            self.change(id_, "stop = 1")
            working.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def row(self, id_: str) -> sqlite3.Row:
        """A job as it is kept."""
        rows = self._state.read("SELECT * FROM jobs WHERE id = ?", id_)
        if not rows:
            raise NotFound(_none(id_))
        return rows[0]

    def change(self, id_: str, what: str, *values: object) -> None:
        """Set columns of a job; `what` is ours, values are bound."""
        with self._state.writing() as connection:
            connection.execute(f"UPDATE jobs SET {what}, changed = ? WHERE id = ?", (*values, _now(), id_))  # noqa: S608

    def _tidy(self) -> None:
        """Forget jobs, and answers, that are older than they are kept."""
        old = (datetime.now(UTC) - KEPT).isoformat(timespec="seconds")
        with self._state.writing() as connection:
            rows = connection.execute("SELECT id FROM jobs WHERE changed < ?", (old,)).fetchall()
            connection.execute("DELETE FROM jobs WHERE changed < ?", (old,))
        for row in rows:
            with suppress(OSError):
                (self.folder / f"{row['id']}.json").unlink()


def _gone(row: sqlite3.Row) -> bool:
    """Whether a job's worker is gone: none has its number, or one that began later; in a container, each is 1."""
    try:
        began = psutil.Process(row["process"]).create_time()
    except psutil.NoSuchProcess:
        return True
    return began > datetime.fromisoformat(row["created"]).timestamp() + 1  # a job is dated in whole seconds


def _none(id_: str) -> str:
    return f"There is no job {id_[:40]!r}; POST where the work is asked for, and follow what it answers."


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
