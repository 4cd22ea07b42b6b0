"""API keys: who may ask what, of which place, until when. Only hashes are kept.

A key is `wangge_<id>_<secret>`. The secret has 256 random bits, so one round of SHA-256 is enough: there is nothing to
guess. It is shown once, when it is made.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from api.context import today
from api.state import State
from cypher.library import Row
from graph.errors import InvalidInput, NotFound
from graph.words import did_you_mean

SCOPES = {
    "read": "ask every question",
    "read:personal": "see personal fields of office-holders, each time with a purpose",
    "write": "load, undo loads, waive gaps",
    "admin": "read the audit log, see and cancel jobs of others",
}
LONGEST_NAME = 80
PREFIX = "wangge"


class KeyRow(Row):
    """A key as it is listed: never its secret. `area` is the id of the place to which it is bound."""

    id: str
    name: str
    scopes: list[str]
    area: str | None
    until: date | None
    created: datetime
    revoked: datetime | None
    state: str


class Caller(NamedTuple):
    """Who asks: a key, or, where there are none, whoever sits at this machine."""

    id: str
    name: str
    scopes: frozenset[str]
    area: str | None


HERE = Caller("here", "this machine", frozenset({"read", "write"}), None)
"""Who asks on the loopback interface while there are no keys: personal fields take a key even then."""


@lru_cache(1_000)
def is_loopback(host: str) -> bool:
    """Whether an address, or `localhost`, is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Keys:
    """The keys of a service, read again when another process has changed them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._turn: int | None = None
        self._looked = 0.0
        self._known: dict[str, tuple[str, Caller, date | None]] = {}
        self.any = False

    def refresh(self, every: float = 0.0) -> None:
        """See what others have changed, if the last look was so many seconds ago; own changes are seen at once."""
        now = time.monotonic()
        if self._turn is not None and now < self._looked + every:
            return
        self._looked = now
        turn = self._state.turn()
        if turn == self._turn:
            return
        rows = self._state.read("SELECT * FROM keys WHERE revoked IS NULL")
        self._known = {
            row["id"]: (
                row["hash"],
                Caller(row["id"], row["name"], frozenset(row["scopes"].split()), row["area"]),
                date.fromisoformat(row["until"]) if row["until"] else None,
            )
            for row in rows
        }
        self.any = bool(self._state.read("SELECT 1 FROM keys LIMIT 1"))
        self._turn = turn

    def caller(self, text: str, today: date) -> Caller | None:
        """Whose key a text is; None for one that is unknown, revoked or over."""
        prefix, _, rest = text.partition("_")
        id_, _, secret = rest.partition("_")
        known = self._known.get(id_) if prefix == PREFIX else None
        if known is None:
            return None
        hash_, caller, until = known
        right = hmac.compare_digest(hash_, _hash(secret))
        return caller if right and (until is None or today < until) else None

    def create(self, name: str, scopes: Collection[str], area: str | None, until: date | None) -> tuple[KeyRow, str]:
        """Make a key.

        Parameters
        ----------
        name
            What people call it; no two keys in use have one name.
        scopes
            Of `SCOPES`.
        area
            Id of the place outside which it sees nothing; None for all.
        until
            The first day on which it no longer holds; None for no end.

        Returns
        -------
        The key as it is listed, and the key itself, which is kept nowhere.

        Raises
        ------
        InvalidInput
            No name or one that is in use, no scope or an unknown one, or a day that is over.
        """
        name = name.strip()
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise InvalidInput(f"A key's name has 1 to {LONGEST_NAME} characters that can be printed.")
        for one in scopes:
            if one not in SCOPES:
                raise InvalidInput(f"{one[:40]!r} is no scope. {did_you_mean(one, SCOPES)}")
        if not scopes:
            raise InvalidInput(f"A key without a scope can ask nothing; give --scope, of {', '.join(SCOPES)}.")
        if "read:personal" in scopes and "read" not in scopes:
            raise InvalidInput("read:personal adds to read; give both scopes.")
        if until is not None and until <= today():
            raise InvalidInput(f"--until is {until}, and the key would never hold; name a day to come.")
        id_, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        with self._state.writing() as connection:
            if connection.execute("SELECT 1 FROM keys WHERE name = ? AND revoked IS NULL", (name,)).fetchone():
                raise InvalidInput(f"There is a key {name!r} already; revoke it first, or take another name.")
            connection.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (id_, name, _hash(secret), " ".join(sorted(scopes)), area, until and until.isoformat(), _now()),
            )
        self._turn = None
        return next(row for row in self.list() if row.id == id_), f"{PREFIX}_{id_}_{secret}"

    def revoke(self, name: str) -> KeyRow:
        """Let a key hold no longer, by its name or id; at once in every worker.

        Raises
        ------
        NotFound
            No key in use is called that.
        """
        rows = [row for row in self.list() if row.revoked is None]
        found = next((row for row in rows if name in (row.name, row.id)), None)
        if found is None:
            hint = did_you_mean(name, [row.name for row in rows]) if rows else "There are none."
            raise NotFound(f"No key in use is called {name[:80]!r}. {hint}")
        with self._state.writing() as connection:
            connection.execute("UPDATE keys SET revoked = ? WHERE id = ?", (_now(), found.id))
        self._turn = None
        return next(row for row in self.list() if row.id == found.id)

    def list(self) -> list[KeyRow]:
        """Every key there ever was, the newest first."""
        day = today()
        rows = self._state.read("SELECT * FROM keys ORDER BY created DESC, id")
        return [
            KeyRow(
                id=row["id"],
                name=row["name"],
                scopes=row["scopes"].split(),
                area=row["area"],
                until=(until := date.fromisoformat(row["until"]) if row["until"] else None),
                created=datetime.fromisoformat(row["created"]),
                revoked=datetime.fromisoformat(row["revoked"]) if row["revoked"] else None,
                state="revoked" if row["revoked"] else "over" if until and until <= day else "in_use",
            )
            for row in rows
        ]


def scopes_of(texts: Sequence[str]) -> list[str]:
    """Scopes as typed: repeated, or separated by commas or blanks."""
    return sorted({one for text in texts for one in text.replace(",", " ").split()})


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
