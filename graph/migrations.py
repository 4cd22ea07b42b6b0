"""How a graph of an older schema becomes one of the next: version → statements, each run once, in order.

Constraints and indexes need no entry: `schema_statements` adds what is missing. An entry is needed where what is
already in the graph must change.
"""

from __future__ import annotations

MIGRATIONS: dict[int, tuple[str, ...]] = {}
