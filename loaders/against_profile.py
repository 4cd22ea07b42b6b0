"""What a place's profile knows, against what a load brings: levels the place does not have, posts it does not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.profile import Profile
from graph.records import RowError, Table
from graph.schema import SCHEMA
from graph.words import nearest
from loaders.run import Check

ABOVE = frozenset({"city", "county"})  # every place lies in them, whatever its own chain


def against(profile: Profile) -> Check:
    """The check of a load's tables against a profile: `unknown-level` and `unknown-post`."""
    levels = {*profile.all_levels, *ABOVE}

    def check(tables: Sequence[Table]) -> Iterator[RowError]:
        for table in tables:
            node = SCHEMA.node.get(table.what)
            if node and node.family.name == "Place" and node.level not in levels:
                message = f"{profile.name.zh} has no level {node.zh}; it has {', '.join(profile.all_levels)}."
                yield from (table.fault(row, "id", "unknown-level", message) for row in range(len(table)))
            if table.what == "HOLDS":
                yield from _posts(table, profile)

    return check


def _posts(table: Table, profile: Profile) -> Iterator[RowError]:
    known = sorted(profile.all_posts)
    for row, post in enumerate(table.columns.get("post", [])):
        if isinstance(post, str) and post not in profile.all_posts:
            message = f"is no post that the profile of {profile.name.zh} knows."
            yield table.fault(row, "post", "unknown-post", message, nearest(post, known))
