"""Every error raised on purpose.

    WanggeError
    ├── InvalidInput        what was asked cannot be read: a date that is none, an unknown option value
    ├── NotFound            what was asked for is not in the graph (its closest candidates are listed)
    │   └── Ambiguous       more than one thing answers to the name; the candidates are listed
    ├── FileRefused         a file or folder cannot be read as what it should be
    ├── LoadRefused         the rows of a load have faults; the report holds every one of them
    ├── UndoRefused         a load cannot be undone: it was already, it left no way back, or a later one stands on it
    ├── ProfileRefused      a place's profile contradicts itself or the schema (file, line, what is allowed)
    ├── SchemaError         the graph was written by a newer wangge, or is not a wangge graph
    ├── Cancelled           whoever asked has gone, or no longer wants to know
    ├── EngineError         the Neo4j of our own cannot be fetched, started or stopped on this machine
    └── DatabaseError       the server that was reached, or was not, could not do what it should
        ├── Unreachable     nothing answers at the address
        ├── AccessDenied    the server refuses the user, the password or the kind of access
        ├── Exhausted       the server ran out of memory or disk
        │   └── OutOfTime   the answer took longer than it may
        └── Conflict        a write was refused by a constraint or lost a deadlock for good
    Fault                   ours: a question, a statement or a use of the driver is wrong

A message is one sentence or two: what happened, where, and what to do. `code` is stable and in kebab-case; what
a code means on the wire or as an exit status is decided in `api`, nowhere else. Anything that is not a
`WanggeError` is a fault of ours and is never shown as the user's.
"""

from __future__ import annotations

from typing import Any, ClassVar


class WanggeError(Exception):
    """Root of all errors raised on purpose; `details` is plain data for programs."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidInput(WanggeError):
    code = "invalid-input"


class NotFound(WanggeError):
    code = "not-found"


class Ambiguous(NotFound):
    code = "ambiguous"


class FileRefused(WanggeError):
    code = "file-refused"


class LoadRefused(WanggeError):
    code = "load-refused"


class UndoRefused(WanggeError):
    code = "undo-refused"


class ProfileRefused(WanggeError):
    code = "profile-refused"


class SchemaError(WanggeError):
    code = "schema"


class Cancelled(WanggeError):
    code = "cancelled"


class EngineError(WanggeError):
    code = "engine"


class DatabaseError(WanggeError):
    code = "database"


class Unreachable(DatabaseError):
    code = "unreachable"


class AccessDenied(DatabaseError):
    code = "access-denied"


class Exhausted(DatabaseError):
    code = "exhausted"


class OutOfTime(Exhausted):
    code = "out-of-time"


class Conflict(DatabaseError):
    code = "conflict"


class Fault(Exception):
    """Something in wangge itself is wrong; never a `WanggeError`, so that it never looks like the user's."""
