"""The graph's sequence number: odd while a load writes, so that readers and other loads know.

A load claims the next odd number, writes in one transaction, and settles the number: forward when its Load node is
there, back when it is not. The number that a broken load left is settled in the same way by who meets it next, be it a
load or a reader. Every
statement first takes the lock of the Network node (writing a value it has already is enough), so claims queue, and
settling waits for a transaction that still runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from graph.errors import Conflict, Fault

if TYPE_CHECKING:
    from graph.store import Statement, Store

PATIENCE = 2.0  # seconds for which a claim may stand before its transaction has the lock
_LOCKED = "MATCH (n:Network {id: 'wangge'}) SET n.schema_version = n.schema_version WITH n "
_CLAIM = _LOCKED + "WHERE n.sequence = $seen SET n.sequence = $seen + 1"
_SETTLE = (
    _LOCKED + "WHERE n.sequence = $odd OPTIONAL MATCH (load:Record {id: $load}) "
    "SET n.sequence = CASE WHEN load IS NULL THEN $odd - 1 ELSE $odd + 1 END"
)
# A claim that was settled meanwhile takes the Network's own id, which the constraint refuses: all is rolled back.
_RECORD = (
    _LOCKED + "CREATE (load:Load:Record {id: CASE n.sequence WHEN $odd THEN $load ELSE n.id END}) "
    "SET load += $values, load.loaded_at = $now, n.loaded_at = $now"
)


def load_id(odd: int) -> str:
    return f"load-{version_after(odd)}"


def version_after(odd: int) -> int:
    """The data version of a graph whose load with this number succeeded."""
    return (odd + 1) // 2


def settled(store: Store, say: Callable[[str], None]) -> int:
    """The even number of a graph that no load writes to; waits for one that does, settles one that broke off."""
    since, last = time.monotonic(), -1
    while (sequence := _sequence(store)) % 2:
        if sequence != last:
            since, last = time.monotonic(), sequence
            say("Another load is writing; waiting for it.")
        elif time.monotonic() - since > PATIENCE:
            settle(store, sequence)
        time.sleep(0.05)
    return sequence


def _sequence(store: Store) -> int:
    version = store.version()
    if version is None:
        raise Fault("the graph lost its Network node after it was opened")
    return version.sequence


def claim(store: Store, seen: int) -> bool:
    """Make the number odd; False when another load has moved it since it was seen."""
    return store.write(_CLAIM, seen=seen).properties_set > 1


def record(odd: int, **values: object) -> Statement:
    """First statement of a load's transaction: locks, checks the claim, and leaves the Load node."""
    return _RECORD, {"odd": odd, "load": load_id(odd), "values": values, "now": int(time.time())}


def write(store: Store, odd: int, statements: Sequence[Statement]) -> bool:
    """Write under a claim, in one transaction whose first statement is `record`, and settle the number.

    False when the claim was lost to another load: then nothing is written.
    """
    try:
        store.write_together(statements)
    except Conflict:
        return False
    finally:
        settle(store, odd)
    return True


def settle(store: Store, odd: int) -> None:
    """Make an odd number even: the load is in the graph, or nothing of it is."""
    store.write(_SETTLE, odd=odd, load=load_id(odd))
