"""Which lines of its place still hold where a gap is: what counts by the profile, and what is there and does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from cypher.coverage import SHOWN, CoverRow, cover
from cypher.library import Row
from cypher.rows import Head, PlaceRef
from cypher.why.asked import Node, described, in_force
from graph.profile import Counting, Profile
from graph.store import Store

ANSWERING = ("unit", "owners", "community")  # managers that satisfy the property line without an edge


class Cover(Row):
    """Somebody on a line; `counts` by the profile, or is only shown."""

    holder_id: str
    holder_name: str
    post: str | None
    heads: list[Head]
    through_id: str
    through_name: str
    inherited: bool
    since: date | None
    until: date | None
    counts: bool


class LineHeld(Row):
    """A line on a day.

    `covered`: somebody counts at the place or above it; `parts`: only somebody at places inside it; `manager`: the
    place's own unit, owners or community; `uncovered`: nobody who counts; `shown`: never counts.
    """

    line: str
    state: Literal["covered", "parts", "manager", "uncovered", "shown"]
    manager: str | None
    covers: list[Cover]


def lines_held(
    store: Store, *, profile: Profile, path: Sequence[PlaceRef], as_of: date, without: str | None
) -> list[LineHeld]:
    """Every line of a profile but one, at the last place of a path from the top, on a day.

    Where no line counts at that place or above it, as at a street or a county, nothing is asked: lines are of what lies
    inside.
    """
    lines = [line for line in profile.lines if line.line != without]
    tiers = {counting.level for line in profile.lines for counting in line.counts}
    if not lines or tiers.isdisjoint(step.level for step in path):
        return []
    rows = cover(
        store,
        place=path[-1].id,
        as_of=as_of,
        posts=profile.posts_by_line,
        lines=[*(line.line for line in lines), *SHOWN],
        teams=sorted({kind for line in lines if line.line == "station" for one in line.counts for kind in one.kinds}),
    )
    rows = [row for row in rows if row.holder_id is not None]
    nodes = described(store, ids=sorted({*(str(row.holder_id) for row in rows), *(step.id for step in path)}))
    bodies = {node.id: node for node in nodes if node.family == "Body"}
    kinds = {node.id: node.kind for node in nodes if node.family == "Place"}
    managers = {node.id: node.manager for node in nodes if node.family == "Place"}
    found = []
    for line in lines:
        counts = [one for one in line.counts if not one.building_kinds or kinds.get(path[-1].id) in one.building_kinds]
        covers = [_cover(row, counts, bodies, as_of) for row in rows if row.line == line.line]
        levels = {counting.level for counting in counts}
        manager = next((m for s in path if s.level in levels and (m := managers.get(s.id)) in ANSWERING), None)
        found.append(_held(line.line, covers, manager if line.line == "property" else None, path[-1].id))
    shown = [LineHeld(line=one, state="shown", manager=None, covers=_all(rows, one)) for one in SHOWN]
    return [*found, *(one for one in shown if one.covers)]


def _held(line: str, covers: list[Cover], manager: str | None, place: str) -> LineHeld:
    counting = [one for one in covers if one.counts]
    state: Literal["covered", "parts", "manager", "uncovered"]
    if any(one.inherited or one.through_id == place for one in counting):
        state = "covered"
    elif manager is not None:
        state = "manager"
    else:
        state = "parts" if counting else "uncovered"
    return LineHeld(line=line, state=state, manager=manager, covers=sorted(covers, key=lambda one: not one.counts))


def _all(rows: Sequence[CoverRow], line: str) -> list[Cover]:
    return [_cover(row, (), {}, date.min) for row in rows if row.line == line]


def _cover(row: CoverRow, counts: Sequence[Counting], bodies: dict[str, Node], as_of: date) -> Cover:
    body = bodies.get(row.holder_id or "") if row.holder_kind != "Person" else None
    superseded = (
        body is not None and body.formation == "temporary" and any(in_force(one, as_of) for one in body.successors)
    )
    return Cover(
        holder_id=str(row.holder_id),
        holder_name=str(row.holder_name),
        post=row.post,
        heads=row.heads,
        through_id=str(row.through_id),
        through_name=str(row.through_name),
        inherited=row.inherited,
        since=row.since,
        until=row.until,
        counts=not superseded and any(_counts(row, one, body) for one in counts),
    )


def _counts(row: CoverRow, counting: Counting, body: Node | None) -> bool:
    return (
        row.through_level == counting.level
        and (not counting.posts or row.post in counting.posts)
        and (not counting.kinds or (body is not None and body.kind in counting.kinds))
        and (not counting.formations or (body is not None and body.formation in counting.formations))
    )
