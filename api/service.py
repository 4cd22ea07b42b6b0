"""One worker of the service: its settings, database, keys, audit log, jobs, and what it remembers of its answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from cachetools import LRUCache

from api.audit import Audit
from api.connection import Connection
from api.jobs import Jobs
from api.keys import Keys
from api.state import State
from graph.settings import Settings

REMEMBERED_BYTES = 64 * 2**20
LONGEST_REMEMBERED = 2**20
LISTS = 8
"""answers made as a whole that are kept for their next pages"""


@dataclass(frozen=True)
class Page:
    """An answer as it was sent, and the data version and the day of which it was."""

    version: int
    day: date
    headers: list[tuple[bytes, bytes]]
    body: bytes
    etag: bytes


class Service:
    """Everything that lives as long as a worker."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.connection = Connection(settings)
        self.state = State(settings.home)
        self.keys = Keys(self.state)
        self.keys.refresh()
        self.audit = Audit(self.state)
        self.jobs = Jobs(self.state, settings.home)
        self.pages: LRUCache[Any, Page] = LRUCache(REMEMBERED_BYTES, getsizeof=lambda page: len(page.body) + 1_000)
        self.lists: LRUCache[Any, Any] = LRUCache(LISTS)
        self.lock = Lock()

    def start(self) -> None:
        self.connection.start()

    def close(self) -> None:
        self.jobs.close()
        self.connection.close()
        self.state.close()
