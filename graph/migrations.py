"""How a graph of an older schema becomes one of the next: version → steps, each run once, in order.

Every version but the last has an entry, and with it `schema_statements`, which adds the constraints and indexes that
are missing. An entry has steps where what is already in the graph must change: a statement, or a function of the store
where a statement cannot work out what to write. A step that broke off is run again from its start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.schema import SCHEMA
from graph.spelling import spelling
from graph.statements import spell, unspelt

if TYPE_CHECKING:
    from graph.store import Store

AT_ONCE = 10_000


def spell_names(store: Store) -> None:
    """Give every name its spelling, in transactions of `AT_ONCE` nodes."""
    for family in SCHEMA.families:
        after: str | None = "" if family.spelled else None
        while after is not None:
            found = store.columns(unspelt(family), after=after, most=AT_ONCE)
            rows = [[id_, spelling(name)] for id_, name in zip(found["id"], found["name"], strict=True)]
            if rows:
                store.write(spell(family), rows=rows)
            after = found["id"][-1] if len(rows) == AT_ONCE else None


MIGRATIONS: dict[int, tuple[str | Callable[[Store], None], ...]] = {
    1: (),  # 2 has waivers: a constraint and an index more
    2: (spell_names,),  # 3 is searched by spelling
    3: (),  # 4 has merges, and edges that say of whom they were said before one
}
