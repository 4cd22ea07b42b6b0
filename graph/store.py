"""The one door to the database: reads, columns, streams and writes; retries; driver errors → ours; native values.

No other module imports the driver. What is read comes back as plain Python: `datetime.date` instead of the driver's
dates, lists and dicts instead of its records.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

import neo4j
import neo4j.exceptions as driver_errors
import neo4j.time

from graph import errors
from graph.migrations import MIGRATIONS
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.statements import schema_statements
from graph.translation import translate

T = TypeVar("T")
Row = dict[str, Any]
Statement = tuple[str, Mapping[str, Any]]

# The driver logs every retry; what a person must know is in our errors, and whoever wants the log may add a handler.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

RETRY_SECONDS = 15.0
READING_SECONDS = 60.0
STOP_SECONDS = 5.0
REPLANNING = 60  # seconds in which indexes are to be counted anew
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


class Counts(NamedTuple):
    """What the server says a write did."""

    nodes_created: int
    edges_created: int
    properties_set: int


class Version(NamedTuple):
    """Which schema the graph follows, and how often it was loaded; `sequence` is odd while a load writes.

    `loaded_at` is when the last load was written, in seconds since 1970 began in UTC; absent where no load said so.
    """

    schema: int
    sequence: int
    loaded_at: int | None = None

    @property
    def data(self) -> int:
        """Number of loads that changed the graph."""
        return self.sequence // 2


@dataclass
class Limits:
    """What one who asks may take: until when (`time.monotonic`), how long a lost server is waited for, and a mark.

    `mark` stands in the metadata of every statement, so that `Store.stop` finds them; once `stopped` none begins.
    """

    until: float | None = None
    retry_seconds: float = RETRY_SECONDS
    mark: str | None = None
    stopped: bool = False


def ignore(_: str) -> None:
    """Say nothing."""


class Store:
    """A connection to one graph. Use `Store.open`; close it, or use it as a context manager."""

    def __init__(self, driver: neo4j.Driver, database: str, address: str) -> None:
        self._driver = driver
        self._database = database
        self._address = address
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        self._seen: Version | None = None
        self._limits = Limits()
        self.within: str | None = None
        """id of the place in which everything that is asked must lie; None where nothing is left out"""
        self.heard: set[str] | None = None
        """every text that was read, where somebody wants to know (`api.area`)"""

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        say: Callable[[str], None] = ignore,
        warnings: bool = False,
        prepare: bool = True,
    ) -> Store:
        """Connect to the configured server, or to one of our own, started if it is not running.

        Parameters
        ----------
        settings
            Where the server is, or where ours keeps its state.
        say
            Told, in one sentence each, what takes a while.
        warnings
            Raise the server's notifications as Python warnings (contract tests do; people are spared).
        prepare
            Bring the graph to this wangge's schema; without it, nothing is asked and nothing written yet.

        Raises
        ------
        EngineError, DatabaseError
            The server cannot be started or reached.
        SchemaError
            The graph is newer than this wangge, or holds nodes that wangge did not write.
        """
        if settings.configured:
            uri, user, password, database = settings.uri, settings.user, settings.password, settings.database
        else:
            from graph import local

            server = local.start(settings, say)
            uri, user, password, database = server.uri, server.user, local.password(server), server.database
        severity: Any = "WARNING" if warnings else "OFF"
        if uri.partition("://")[0] not in SCHEMES:
            raise errors.InvalidInput(
                f"WANGGE_NEO4J_URI is {uri!r}, which is no Neo4j address; write one like neo4j://host:7687."
            )
        try:
            driver = neo4j.GraphDatabase.driver(
                uri,
                auth=(user, password),
                connection_timeout=5.0,
                max_transaction_retry_time=RETRY_SECONDS,
                notifications_min_severity=severity,
                warn_notification_severity=severity,
                user_agent="wangge",
            )
        except (driver_errors.DriverError, ValueError) as error:
            raise errors.InvalidInput(
                f"WANGGE_NEO4J_URI is {uri!r}, which cannot be read ({error}); write one like neo4j://host:7687."
            ) from error
        store = cls(driver, database, uri)
        try:
            if prepare:
                store.prepare()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def limited(self, *, seconds: float, retry_seconds: float, mark: str, within: str | None = None) -> Store:
        """The same connection for one who asks, with an end to patience; `close` is left to the store it is of.

        Parameters
        ----------
        seconds
            After so many, a statement is given up, and none begins: `OutOfTime`.
        retry_seconds
            For how long a server that is away is waited for.
        mark
            By which `stop` finds what runs for them.
        within
            Id of the place in which everything that is asked must lie.
        """
        limited = copy(self)
        limited._limits = Limits(time.monotonic() + seconds, retry_seconds, mark)
        limited.within = within
        limited.heard = None if within is None else set()
        return limited

    def stop(self) -> None:
        """Stop what runs for a limited store, and let nothing begin for it; from any thread."""
        self._limits.stopped = True
        other = self.limited(seconds=STOP_SECONDS, retry_seconds=0, mark="stop")
        found = other.read(
            "SHOW TRANSACTIONS YIELD transactionId, metaData WHERE metaData.mark = $mark RETURN transactionId AS id",
            mark=self._limits.mark,
        )
        for row in found:
            other.read("TERMINATE TRANSACTION $id YIELD message RETURN message", id=row["id"])

    def unheard(self) -> Store:
        """The same store, with the same limits, to which nobody listens."""
        other = copy(self)
        other.heard = None
        return other

    def _statement(self, text: str) -> neo4j.Query:
        """A statement with what is left of the time, and the mark; refused where there is nothing left."""
        limits = self._limits
        if limits.stopped:
            raise errors.Cancelled("The question was stopped: whoever asked it no longer waits for the answer.")
        left = None if limits.until is None else limits.until - time.monotonic()
        if left is not None and left <= 0:
            raise errors.OutOfTime(
                "The answer took longer than it may and was given up. Ask for less: a smaller place, fewer norms, "
                "one line."
            )
        return neo4j.Query(text, metadata={"mark": limits.mark} if limits.mark else None, timeout=left)

    # --- the schema's version ---------------------------------------------------------------------------------

    def version(self) -> Version | None:
        """The graph's version; None for a graph that wangge has not written yet."""
        rows = self.read(
            "MATCH (n:Network {id: 'wangge'}) "
            "RETURN n.schema_version AS schema, n.sequence AS sequence, n.loaded_at AS loaded_at"
        )
        self._seen = Version(**rows[0]) if rows else None
        return self._seen

    def prepare(self) -> None:
        """Bring the graph to this wangge's schema: make it, migrate it, or refuse it."""
        version = self.version()
        if version is None:
            found = self.read("MATCH (n) RETURN count(n) AS nodes")[0]["nodes"]
            if found:
                raise errors.SchemaError(
                    f"The database {self._database!r} at {self._address} holds {found} nodes that wangge did not "
                    "write; name an empty database with WANGGE_NEO4J_DATABASE."
                )
            version = Version(SCHEMA.version, 0)
        elif version.schema == SCHEMA.version:
            return
        elif version.schema > SCHEMA.version:
            raise errors.SchemaError(
                f"The graph follows schema {version.schema} and this wangge knows schema {SCHEMA.version}; "
                "install a newer wangge to open it."
            )
        self.write_together([(text, {}) for text in schema_statements()])
        # 0 is what an offline import leaves: records of this schema, without its constraints and indexes
        for older in range(version.schema or SCHEMA.version, SCHEMA.version):
            for step in MIGRATIONS[older]:
                if callable(step):
                    step(self)
                else:
                    self.write(step)
        self.write(
            "MERGE (n:Network:Record {id: 'wangge'}) "
            "SET n.schema_version = $schema, n.sequence = coalesce(n.sequence, 0)",
            schema=SCHEMA.version,
        )
        self.read("CALL db.awaitIndexes(3600)")

    def consistent(self, ask: Callable[[], T]) -> tuple[T, int]:
        """Answer `ask` from one state of the data, and the data version it was answered from.

        A commit is not seen at once by all readers, so the load's sequence number is compared before and after, and
        the question asked again if a load wrote meanwhile; the number that was last seen serves as the one before.
        Where one writes, its end is waited for (`graph.sequence`).

        Raises
        ------
        Conflict
            Loads kept changing the graph for `READING_SECONDS`.
        """
        begun = time.monotonic()
        while True:
            before = self._seen
            answer = ask()
            after = self.version()
            if before == after and after is not None and after.sequence % 2 == 0:
                return answer, after.data
            if time.monotonic() - begun > READING_SECONDS:
                raise errors.Conflict(
                    "Loads change the graph faster than it can be read; ask again when they are done."
                )
            if after is not None and after.sequence % 2:
                from graph import sequence  # only a reader that meets a load needs it

                sequence.settled(self, ignore)

    # --- reading ----------------------------------------------------------------------------------------------

    def read(self, text: str, /, **parameters: Any) -> list[Row]:
        """All rows of a question, in its order."""
        return self._retried(text, parameters, _native_rows)

    def columns(self, text: str, /, **parameters: Any) -> dict[str, list[Any]]:
        """The one row of a question that returns `collect(…)` lists: column → values."""

        def take(result: neo4j.Result) -> Row:
            return _native_row(result.keys(), result.single(strict=True))

        return self._retried(text, parameters, take)

    def stream(self, text: str, /, **parameters: Any) -> Iterator[Row]:
        """Rows one at a time, for answers that should not stand in memory at once."""
        try:
            with self._session(neo4j.READ_ACCESS) as session:
                result = session.run(self._statement(text), parameters)
                keys = result.keys()
                for record in result:
                    yield self._told(_native_row(keys, record))
        except (driver_errors.DriverError, driver_errors.Neo4jError) as error:
            raise self._translated(error) from error

    def _retried(self, text: str, parameters: Mapping[str, Any], take: Callable[[neo4j.Result], T]) -> T:
        # An auto-commit read costs half of a managed transaction; reading twice is harmless, so we retry ourselves.
        def run() -> T:
            with self._session(neo4j.READ_ACCESS) as session:
                return take(session.run(self._statement(text), dict(parameters)))

        return self._told(self._patiently(run))

    def _told(self, value: T) -> T:
        """The value, every text in it heard where somebody listens."""
        if self.heard is not None:
            _listen(value, self.heard)
        return value

    def _patiently(self, run: Callable[[], T]) -> T:
        """Run what leaves nothing behind, again while that may help."""
        deadline = time.monotonic() + self._limits.retry_seconds
        pause = 0.1
        while True:
            try:
                return run()
            except (driver_errors.DriverError, driver_errors.Neo4jError) as error:
                if not error.is_retryable() or time.monotonic() > deadline:
                    raise self._translated(error) from error
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads retries, keeps no secret
            pause = min(pause * 2, 2.0)

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._database, default_access_mode=access, bookmark_manager=self._bookmarks, fetch_size=10_000
        )

    # --- writing ----------------------------------------------------------------------------------------------

    def write(self, text: str, /, **parameters: Any) -> Counts:
        """Write one statement in a transaction of its own."""
        return self.write_together([(text, parameters)])

    def write_together(self, statements: Sequence[Statement]) -> Counts:
        """Write statements in one transaction, in order: all of them or none. Retried as a whole."""

        def work(transaction: neo4j.ManagedTransaction) -> Counts:
            counters = [transaction.run(text, dict(params)).consume().counters for text, params in statements]
            return Counts(
                sum(c.nodes_created for c in counters),
                sum(c.relationships_created for c in counters),
                sum(c.properties_set for c in counters),
            )

        try:
            with self._session(neo4j.WRITE_ACCESS) as session:
                return session.execute_write(work)
        except (driver_errors.DriverError, driver_errors.Neo4jError) as error:
            raise self._translated(error) from error

    def replan(self) -> None:
        """Let the server count anew what its indexes hold, and forget the plans that it made of what they held before.

        A plan outlives a load: one that was made while the graph was small can take minutes on what has come since.
        On a server of the user's that does not allow it, nothing is done.
        """
        with suppress(errors.DatabaseError):
            self.read("CALL db.prepareForReplanning($seconds)", seconds=REPLANNING)

    # --- trying -----------------------------------------------------------------------------------------------

    def trial(self, statements: Sequence[Statement], ask: Callable[[Store], T]) -> T:
        """What `ask` finds in the graph as it would be after these statements, of which nothing stays.

        They run in one transaction, `ask` reads inside it, and then it is rolled back, also where `ask` raises. No
        reader outside sees anything, and the sequence number of loads stands still. Until `ask` returns, the locks
        of what was written are held, and loads that touch the same wait: ask for little.

        Parameters
        ----------
        statements
            Writes, in order.
        ask
            Given a store that reads in the trial and does nothing else; every question works on it. It may be asked
            again where the server breaks a trial off.

        Returns
        -------
        What `ask` returns.

        Raises
        ------
        AccessDenied
            The user may only read: a trial writes, though nothing of it is kept.
        Conflict
            A statement breaks a constraint.
        """

        def run() -> T:
            with self._session(neo4j.WRITE_ACCESS) as session:
                first = self._statement("")
                transaction = session.begin_transaction(metadata=first.metadata, timeout=first.timeout)
                try:
                    for text, params in statements:
                        transaction.run(text, dict(params)).consume()
                    return ask(Trial(self, transaction))
                finally:
                    transaction.close()  # of a transaction that nobody committed: rolled back

        return self._patiently(run)

    def _translated(self, error: Exception) -> Exception:
        return translate(error, self._address, self._database)


class Trial(Store):
    """The graph as it would be, inside `Store.trial`: it can be read, and nothing else."""

    def __init__(self, store: Store, transaction: neo4j.Transaction) -> None:
        super().__init__(store._driver, store._database, store._address)
        self._limits, self.within, self.heard = store._limits, store.within, store.heard
        self._transaction = transaction

    def _retried(self, text: str, parameters: Mapping[str, Any], take: Callable[[neo4j.Result], T]) -> T:
        # errors pass as they are: the trial around it tries again as a whole, or translates them
        return self._told(take(self._transaction.run(text, dict(parameters))))

    def stream(self, text: str, /, **parameters: Any) -> Iterator[Row]:
        yield from self.read(text, **parameters)

    def write_together(self, statements: Sequence[Statement]) -> Counts:
        raise errors.Fault(f"a trial reads; it was asked to write {len(statements)} statements")

    def trial(self, statements: Sequence[Statement], ask: Callable[[Store], T]) -> T:
        raise errors.Fault(f"a trial reads; it was asked to try {len(statements)} statements for {ask}")

    def close(self) -> None:
        """The connection is the store's, and stays open."""


def _native_rows(result: neo4j.Result) -> list[Row]:
    keys = result.keys()
    return [_native_row(keys, record) for record in result]


def _native_row(keys: Iterable[str], record: neo4j.Record) -> Row:
    # A record's own iterators are Python-level loops and cost more than all the rest; what they check for, `_native`
    # refuses too.
    values = tuple.__iter__(record)
    return {k: v if type(v) in _PLAIN else _native(v) for k, v in zip(keys, values, strict=True)}


def _listen(value: Any, heard: set[str]) -> None:
    if isinstance(value, str):
        heard.add(value)
    elif isinstance(value, dict):
        for one in value.values():
            _listen(one, heard)
    elif isinstance(value, list):
        for one in value:
            _listen(one, heard)


_PLAIN = frozenset({str, int, float, bool, type(None)})
_TEMPORAL = frozenset({neo4j.time.Date, neo4j.time.DateTime, neo4j.time.Time})


def _native(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return value if _PLAIN.issuperset(map(type, value)) else [_native(item) for item in value]
    if kind is dict:
        plain = _PLAIN.issuperset(map(type, value.values()))
        return value if plain else {key: _native(item) for key, item in value.items()}
    if kind in _TEMPORAL:
        return value.to_native()
    raise errors.Fault(f"A question returns a {kind.__name__}; return its properties instead.")
