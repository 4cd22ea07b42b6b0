"""What must hold of places together: one parent on any day, no cycle, no grid in a compound lacking its buildings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from graph.model import Edge
from graph.records import RowError, quoted
from graph.schema import BUILDING, COMPOUND, GRID, PLACES, SCHEMA
from graph.statements import key_part
from loaders.batch import Batch
from loaders.difference import EdgePlan, Plan, Span
from loaders.ends import Ends
from loaders.present import Present

PART_OF, IN_GRID = SCHEMA.edge["PART_OF"], SCHEMA.edge["IN_GRID"]
DEEPEST = 64  # levels above a place that are followed


def meet(one: Span, other: Span) -> bool:
    """Whether some day lies in both: half-open, so that days which touch are apart."""
    starts = max(one.since or date.min, other.since or date.min)
    return starts < min(one.until or date.max, other.until or date.max)


def overlaps(spans: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Pairs of spans of one group that share a day, the later of a pair in the file first; one pair for each span."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (-1 if s.row is None else s.row, s.end, s.since or date.min)):
        clash = next((other for other in kept if meet(span, other)), None)
        if clash is not None and span.row is not None:
            yield span, clash
        kept.append(span)


def days(span: Span) -> str:
    return f"{span.since or '…'} – {span.until or '…'}"


def said(batch: Batch[Any], span: Span) -> str:
    """Where an edge is said: in the graph or in a row of the load."""
    return "the graph" if span.row is None else batch.place(span.row)


def check_spans(plan: Plan[Any]) -> list[RowError]:
    """A first day that is not before the last, once the file and the graph are put together."""
    names = [name for name in ("since", "until") if name in plan.batch.columns]
    faults = []
    for row in plan.changed if names else ():
        since, until = plan.value("since", row), plan.value("until", row)
        stated = len(names) == 2 and all(plan.batch.columns[name][row] is not None for name in names)
        if since and until and since >= until and not stated:  # both in one row: judged with the values
            message = f"with what the graph knows it would be in force from {since} until {until}."
            faults.append(plan.batch.fault(row, names[-1], "date-order", message))
    return faults


def check_overlaps(plan: EdgePlan) -> list[RowError]:
    """A person who holds the same post at the same thing twice on one day."""
    groups: dict[tuple[str, str, str], list[Span]] = {}
    for span in plan.spans:
        groups.setdefault((span.start, span.end, span.post), []).append(span)
    return [
        plan.batch.fault(
            span.row or 0,
            "since",
            "overlapping-post",
            f"{quoted(span.start)} holds {quoted(span.post)} at {quoted(span.end)} twice on the same days: "
            f"{days(span)} and {days(clash)} ({said(plan.batch, clash)}).",
        )
        for group in groups.values()
        if len(group) > 1
        for span, clash in overlaps(group)
    ]


def check_parents(plan: EdgePlan) -> list[RowError]:
    """A place with two parents on one day."""
    by_child: dict[str, list[Span]] = {}
    spans = plan.spans
    for span in spans:
        by_child.setdefault(span.start, []).append(span)
    return [
        plan.batch.fault(
            span.row or 0,
            "end",
            "two-parents",
            f"{quoted(span.start)} would be part of {quoted(span.end)} ({days(span)}) and of {quoted(clash.end)} "
            f"({days(clash)}, {said(plan.batch, clash)}) on the same days; close one of them with 结束日期 (until).",
        )
        for group in by_child.values()
        if len(group) > 1
        for span, clash in overlaps(group)
    ]


def check_cycles(plan: EdgePlan, present: Present) -> list[RowError]:
    """Places that would lie in each other on one day, together with what the graph says of what is above them."""
    spans = [*plan.spans, *_above(plan, present)]
    by_child: dict[str, list[Span]] = {}
    for span in spans:
        by_child.setdefault(span.start, []).append(span)
    # what is left when everything without a parent, or below no cycle, is taken away
    children: dict[str, list[str]] = {}
    rising = {child: len(group) for child, group in by_child.items()}
    for span in spans:
        children.setdefault(span.end, []).append(span.start)
    free = [end for end in children if end not in rising]
    while free:
        for child in children.get(free.pop(), ()):
            rising[child] -= 1
            if not rising[child]:
                free.append(child)
    suspects = {child for child, left in rising.items() if left}
    left = [span for span in spans if span.start in suspects and span.end in suspects]
    faults: list[RowError] = []
    reported: set[frozenset[str]] = set()
    for day in sorted({span.since or date.min for span in left}):
        parent = {
            span.start: span
            for span in left
            if (span.since or date.min) <= day and (span.until is None or day < span.until)
        }
        for ring in _rings(parent):
            rows = [span.row for span in ring if span.row is not None]
            members = frozenset(span.start for span in ring)
            if rows and members not in reported:
                reported.add(members)
                first = next(i for i, span in enumerate(ring) if span.row == min(rows))
                names = [quoted(span.start) for span in (*ring[first:], *ring[:first])]
                message = f"closes a cycle: {' → '.join([*names, names[0]])}."
                faults.append(plan.batch.fault(min(rows), "end", "cycle", message))
    return faults


def _above(plan: EdgePlan, present: Present) -> list[Span]:
    """The graph's PART_OF edges above the parents of the load."""
    asked = {span.start for span in plan.spans}
    found: list[Span] = []
    for _ in range(DEEPEST):
        edge = {span.end for span in found or plan.spans} - asked
        if not edge:
            break
        asked |= edge
        found += _beside(PART_OF, plan, present, edge)
    return found


def _beside(
    edge: Edge, plan: EdgePlan | None, present: Present, ids: Iterable[str], *, ending: bool = False
) -> list[Span]:
    """The graph's edges that start (or end) at the ids, save those the plan has read already."""
    if ending:
        there = present.edges_to(edge, PLACES, ids, ("since", "until"))
    else:
        there = present.edges(edge, (f"{key_part(id_)}|" for id_ in ids), ("since", "until"))
    read = set(plan.present["key"]) if plan else set()
    rows = zip(*(there[name] for name in ("key", *Span._fields[:4])), strict=True)
    return [Span(row[1], row[2], row[3], row[4], None) for row in rows if row[0] not in read]


def _rings(parent: dict[str, Span]) -> Iterator[list[Span]]:
    done: set[str] = set()
    for start in sorted(parent):
        path: dict[str, int] = {}
        walk: list[Span] = []
        at = start
        while at in parent and at not in done and at not in path:
            path[at] = len(walk)
            walk.append(parent[at])
            at = parent[at].end
        if at in path:
            yield walk[path[at] :]
        done.update(path)


def check_grids(part_of: EdgePlan | None, in_grid: EdgePlan | None, ends: Ends, present: Present) -> list[RowError]:
    """A Grid inside a Compound that does not hold all buildings of the grid.

    Looked at are the grids that the load puts somewhere, those it puts buildings into, and those of the buildings
    that it puts somewhere.
    """
    territory, overlay = (part_of.spans if part_of else []), (in_grid.spans if in_grid else [])
    labels = ends.places({span.start for span in territory} | {span.end for span in overlay})
    moved = {span.start for span in territory if labels.get(span.start) == BUILDING.label}
    grids = {span.start for span in territory} | {
        span.end for span in (*overlay, *_beside(IN_GRID, in_grid, present, moved))
    }
    labels = ends.places(grids)
    grids = {id_ for id_ in grids if labels.get(id_) == GRID.label}

    def all_of(edge: Edge, plan: EdgePlan | None, ids: set[str], ending: bool = False) -> list[Span]:
        own = [span for span in (plan.spans if plan else ()) if (span.end if ending else span.start) in ids]
        return own + _beside(edge, plan, present, ids, ending=ending)

    parents = all_of(PART_OF, part_of, grids)
    labels = ends.places({span.end for span in parents})
    parents = [span for span in parents if labels.get(span.end) == COMPOUND.label]
    members = all_of(IN_GRID, in_grid, {span.start for span in parents}, ending=True)
    labels = ends.places({span.start for span in members})
    members = [span for span in members if labels.get(span.start) == BUILDING.label]
    homes: dict[str, list[Span]] = {}
    for span in all_of(PART_OF, part_of, {span.start for span in members}):
        homes.setdefault(span.start, []).append(span)
    inside: dict[str, list[Span]] = {}
    for span in parents:
        inside.setdefault(span.start, []).append(span)

    faults = []
    for member in members:
        for grid in inside.get(member.end, ()):
            first = max(grid.since or date.min, member.since or date.min)
            end = min(grid.until or date.max, member.until or date.max)
            common = grid._replace(since=first, until=end)
            then = {home.end for home in homes.get(member.start, ()) if meet(home, common)}
            if first >= end or then == {grid.end}:
                continue
            message = (
                f"The grid {quoted(grid.start)} is part of the compound {quoted(grid.end)}, which does not hold its "
                f"building {quoted(member.start)}; make the grid part of the community instead."
            )
            moved_rows = [home.row for home in homes.get(member.start, ()) if home.row is not None]
            if part_of and (rows := [*([] if grid.row is None else [grid.row]), *moved_rows]):
                faults.append(part_of.batch.fault(rows[0], "end", "grid-outside-compound", message))
            elif in_grid and member.row is not None:
                faults.append(in_grid.batch.fault(member.row, "end", "grid-outside-compound", message))
    return faults
