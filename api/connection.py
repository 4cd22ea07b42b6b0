"""The database as the service sees it: opened when it can be, watched, and opened again when it was away.

A thread asks for the data version a few times a second. So a request learns at once, without asking, that the database
is away, and which version the data have: a page that was answered from that version is answered again from memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread

from graph.errors import OutOfTime, Unreachable, WanggeError
from graph.settings import Settings
from graph.store import Store, Version, ignore

EVERY = 0.25  # seconds between two looks; as late as an answer from memory may be
AGAIN = 1.0  # seconds before the next try to open
PATIENCE = 2.0  # seconds in which the database has to tell its version


class Connection:
    """One store for all requests of a worker."""

    def __init__(self, settings: Settings, say: Callable[[str], None] = ignore) -> None:
        self._settings, self._say = settings, say
        self._store: Store | None = None
        self._left: list[Store] = []  # whose servers are gone; some request may still be asking one
        self._closing = Event()
        self._thread = Thread(target=self._watch, name="wangge-connection", daemon=True)
        self.version: Version | None = None
        """the data's, as of the last look; None while the database is away"""
        self.problem: WanggeError = Unreachable("The database is being opened; ask again in a moment.")
        """why it is away, while it is"""

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(timeout=10)
        for store in (*self._left, *filter(None, [self._store])):
            store.close()

    def store(self) -> Store:
        """The store.

        Raises
        ------
        WanggeError
            The database is away: why, as the last try to reach it said.
        """
        if self._store is None or self.version is None:
            raise type(self.problem)(self.problem.message)
        return self._store

    def look(self) -> None:
        """See which version the data have now; what a write by this service is followed by."""
        store = self._store
        if store is None:
            return
        try:
            version = store.limited(seconds=PATIENCE, retry_seconds=0, mark="watch").version()
        except OutOfTime:  # ours, and not of whoever asks next: busy or gone, it is away for now
            self.problem, self.version = Unreachable(f"The database has not answered for {PATIENCE:.0f} s."), None
            self._reopen()
        except WanggeError as error:
            self.problem, self.version = error, None
            self._reopen()
        else:
            self.version = version

    def _watch(self) -> None:
        while not self._closing.is_set():
            if self._store is None:
                self._open()
            else:
                self.look()
            self._closing.wait(EVERY if self.version else AGAIN)

    def _open(self) -> None:
        try:
            self._store = Store.open(self._settings, say=self._say)
        except WanggeError as error:
            self.problem = error
        except Exception as error:
            self.problem = Unreachable(f"The database cannot be opened ({type(error).__name__}).")
        else:
            self.look()

    def _reopen(self) -> None:
        """Start a server of our own again where it is gone; one of the user's is waited for."""
        if self._settings.configured:
            return
        from graph import local

        if local.status(self._settings).pid is None and self._store is not None:
            self._left.append(self._store)
            self._store = None


def age(version: Version) -> int | None:
    """Seconds since the data were last written; None where nobody has said."""
    return None if version.loaded_at is None else max(0, int(time.time()) - version.loaded_at)
