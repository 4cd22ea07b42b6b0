"""The audit log: each look at personal fields, each write, each change of a key; who, what, why, and how it ended.

It is only appended to: the file's triggers refuse anything else, and each entry carries a hash over itself and the one
before it, so that an entry that was changed or taken out past the triggers is found (`verify`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from api.state import State
from cypher.library import Row

FIRST = "wangge"
FIELDS = ("number", "at", "key", "what", "of", "purpose", "outcome", "request")


class AuditRow(Row):
    """One entry. `key` is the key's id, or `here` or `command` for who sits at the machine; `of` what it was done to.

    `outcome` is `begun` before something is done, and `done`, or the code of the error, after it.
    """

    number: int
    at: datetime
    key: str
    what: str
    of: str
    purpose: str | None
    outcome: str
    request: str | None


class Audit:
    """The log of a service."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(
        self, key: str, what: str, of: str, *, purpose: str | None = None, outcome: str, request: str | None = None
    ) -> None:
        """Append an entry; when this returns, it is on the disk."""
        with self._state.writing() as connection:
            last = connection.execute("SELECT number, chain FROM audit ORDER BY number DESC LIMIT 1").fetchone()
            number, chain = (last["number"] + 1, last["chain"]) if last else (1, FIRST)
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            values = (number, at, key, what, of, purpose, outcome, request)
            marks = ", ".join("?" * (len(FIELDS) + 1))
            connection.execute(f"INSERT INTO audit VALUES ({marks})", (*values, _chained(chain, values)))  # noqa: S608 - only marks

    @contextmanager
    def act(self, key: str, what: str, of: str, *, purpose: str | None, request: str | None) -> Iterator[None]:
        """An entry before something is done, and one after it that says how it ended."""
        from graph.errors import WanggeError

        self.add(key, what, of, purpose=purpose, outcome="begun", request=request)
        try:
            yield
        except BaseException as error:
            code = error.code if isinstance(error, WanggeError) else "fault"
            self.add(key, what, of, purpose=purpose, outcome=code, request=request)
            raise
        self.add(key, what, of, purpose=purpose, outcome="done", request=request)

    def rows(self, *, after: int | None = None, limit: int | None = None) -> list[AuditRow]:
        """Entries, the newest first; those before number `after`, at most `limit`."""
        rows = self._state.read(
            "SELECT * FROM audit WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2",
            after,
            -1 if limit is None else limit,
        )
        return [AuditRow(**{n: row[n] for n in FIELDS} | {"at": datetime.fromisoformat(row["at"])}) for row in rows]

    def verify(self) -> int | None:
        """The number of the first entry that is not what was written, or stands where one was taken out; None for none.

        That the newest entries were taken off the end cannot be seen from inside; keep the last hash elsewhere.
        """
        chain, expected = FIRST, 1
        for row in self._state.read("SELECT * FROM audit ORDER BY number"):
            chain = _chained(chain, tuple(row[name] for name in FIELDS))
            if row["number"] != expected or row["chain"] != chain:
                return int(row["number"])
            expected += 1
        return None


def _chained(before: str, values: tuple[object, ...]) -> str:
    return hashlib.sha256("\x1f".join([before, *("" if v is None else f"={v}" for v in values)]).encode()).hexdigest()
