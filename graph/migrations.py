"""How a graph of an older schema becomes one of the next: version → statements, each run once, in order.

Every version but the last has an entry, and with it `schema_statements`, which adds the constraints and indexes that
are missing. An entry has statements where what is already in the graph must change.
"""

from __future__ import annotations

MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (),  # 2 has waivers: a constraint and an index more
}
