"""Candidates of measures of territory: which grid a place lies in, and how many people live in one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cypher.changes import Change, Link, Record, Thing, again, born, change, tied, told
from cypher.gaps import judged
from cypher.repairs.around import Case, newest
from cypher.repairs.candidates.ties import REUSED
from graph.schema import SCHEMA

CELLS = ("Grid", "MicroGrid")
PARTS = 8  # parts of one neighbour that are looked at, the fittest
NEIGHBOURS = 4


# --- in which grid ------------------------------------------------------------------------------------------------


def grids(case: Case) -> Iterator[Change]:
    level = case.parameter("level")
    lies = case.now(case.out([case.subject], "IN_GRID"))
    if not case.below:
        for link in newest(lies):
            yield from case.ending(link)
        if not lies:  # by what is around it
            for link in newest(case.now(case.out(case.above, "IN_GRID"))):
                yield from case.ending(link)
        return
    reached = {id_ for link in lies for id_ in _grids_above(case, [link.end], level)}
    known = {link.end.id for link in lies}
    before = [link.end for link in case.over(case.out([case.subject], "IN_GRID"))]
    beside = [link.end for link in case.now(case.out(case.peers, "IN_GRID"))]
    near = [*case.near(level), *([] if level == "micro_grid" else case.near("micro_grid"))]
    cells = list({cell.id: cell for cell in [*before, *beside, *near]}.values())
    fitting = [cell for cell in cells if cell.id not in known and cell.id != case.subject.id and _may_hold(case, cell)]
    more = {cell.id: len(set(_grids_above(case, [cell], level)) - reached) for cell in fitting}
    if case.missing > 1:
        fitting.sort(key=lambda cell: -more[cell.id])
    left = 2 * REUSED
    for cell in fitting:
        if left and more[cell.id]:
            made = case.beginning("renew" if cell in before else "attach", "IN_GRID", case.subject, cell)
            left -= len(made)
            yield from made
    yield from _new_grids(case, level)


def _new_grids(case: Case, level: str) -> Iterator[Change]:
    node = SCHEMA.level[level]
    above = [place for place in case.above if place.label in ("Community", "Block", "Street")]
    if not above:
        return
    for _ in range(2 if case.missing > 1 else 1):
        grid = case.fresh(node.label, f"{above[0].name}{node.zh}（待建）", since=case.as_of)
        part = tied("PART_OF", grid, above[0], case.as_of)
        yield from case.beginning("found", "IN_GRID", case.subject, grid, born(grid), part)


def _grids_above(case: Case, cells: Sequence[Thing], level: str) -> list[str]:
    """Grids of a level that cells are, or lie in by up to two steps."""
    found: list[str] = []
    for _ in range(3):
        found += [cell.id for cell in cells if SCHEMA.node[cell.label].level == level]
        cells = [link.end for link in case.now(case.out(cells, "PART_OF"))]
    return found


def _may_hold(case: Case, cell: Thing) -> bool:
    """Not a grid inside a compound that does not hold the building: a load refuses it. Nor what lies in the subject."""
    homes = [link.end for link in case.now(case.out([cell], "PART_OF"))]
    own = {link.end.id for link in case.now(case.out([case.subject], "PART_OF"))}
    compounds = [home for home in homes if home.label == "Compound"]
    if any(home.id == case.subject.id for home in homes):
        return False
    return cell.label != "Grid" or case.subject.label != "Building" or all(home.id in own for home in compounds)


# --- how many live there --------------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """A place that lies in a grid, by which edge, and how many live in it."""

    link: Link
    people: int


def inhabitants(case: Case) -> Iterator[Change | tuple[Change, Change]]:
    """Parts go from one place to its neighbour, and stated counts follow; else the border is drawn anew."""
    counted: str = case.parameter("counted")
    values = _values(case)
    beside = [place for place in case.peers if values.get(place.id) is not None][: NEIGHBOURS * 2]
    low, high = case.norm.min or 0, case.norm.max if case.norm.max is not None else math.inf

    def room(place: Thing) -> float:
        """How many it could give, or, where the subject has too many, take."""
        value = values[place.id] or 0
        return value - low if case.below else high - value

    beside = sorted(beside, key=lambda place: -room(place))[:NEIGHBOURS]
    least, most = case.missing, high - case.value if case.below else case.value - low
    if case.below and case.subject.label in CELLS:
        yield from _attaching(case, counted, least, most)
    for other in beside:
        giver, taker = (other, case.subject) if case.below else (case.subject, other)
        parts = [part for part in _parts(case, giver, counted) if part.people and _may_move(part, taker)]
        fit = [part for part in parts if least <= part.people <= most]
        fit.sort(key=lambda part: (part.people > room(other), part.people, part.link.start.id))
        rest = [part for part in parts if part.people < least]
        rest.sort(key=lambda part: (-part.people, part.link.start.id))
        for part in [*fit[:PARTS], *rest[:PARTS]]:
            yield _moving(case, part, giver, taker, counted)
    for other in beside:
        if _stated(case.subject, counted) is not None and _stated(other, counted) is not None:
            yield from _redrawing(case, other, counted, math.ceil(least))
    if not case.below and _stated(case.subject, counted) is not None:
        yield from _splitting(case, counted)


def _values(case: Case) -> dict[str, float | None]:
    """What the measure says of the subject's neighbours."""
    every = case.norm.model_copy(update={"min": math.inf, "max": None})
    around = [place.id for place in case.above[:2]] or [case.subject.id]
    return {
        row.subject_id: row.value
        for place in around
        for row in judged(case.store, norm=every, place=place, as_of=case.as_of)
    }


def _stated(place: Thing, counted: str) -> int | None:
    count: int | None = place.values.get(counted)
    return count


def _parts(case: Case, place: Thing, counted: str) -> list[_Part]:
    types = ("PART_OF", "IN_GRID") if place.label in CELLS else ("PART_OF",)
    return [
        _Part(link, count)
        for link in case.now(case.into([place], *types))
        if (count := _stated(link.start, counted)) is not None
        and (link.values.get("since") is None or link.values["since"] < case.as_of)
    ]


def _may_move(part: _Part, taker: Thing) -> bool:
    return taker.label in SCHEMA.labels(SCHEMA.edge[part.link.type].ends) and part.link.start.id != taker.id


def _attaching(case: Case, counted: str, least: float, most: float) -> Iterator[Change]:
    """What lies in no grid yet is the first to come."""
    near = [place for level in ("building", "compound") for place in case.near(level)]
    inside = {link.start.id for link in case.now(case.out(near, "IN_GRID"))}
    for place in near:
        count = _stated(place, counted)
        if place.id not in inside and count is not None and least <= count <= most and _may_lie(case, place):
            records = _recounted(case.subject, counted, count)
            yield from case.beginning("attach", "IN_GRID", place, case.subject, *records)


def _may_lie(case: Case, place: Thing) -> bool:
    homes = [link.end for link in case.now(case.out([case.subject], "PART_OF"))]
    own = {link.end.id for link in case.now(case.out([place], "PART_OF"))}
    return all(home.label != "Compound" or home.id in own for home in homes)


def _recounted(place: Thing, counted: str, more: int) -> list[Record]:
    """The count that a place states follows what comes or goes; one that it does not state is a sum anyway."""
    stated = _stated(place, counted)
    return [] if stated is None else [told(place, **{counted: stated + more})]


def _moving(case: Case, part: _Part, giver: Thing, taker: Thing, counted: str) -> Change:
    link, count = part
    unit_zh, unit_en = _unit(counted)
    return change(
        "move",
        f"{case.as_of}起划转：{link.start.name}（{count}{unit_zh}）由{giver.name}划入{taker.name}",
        f"From {case.as_of}: {link.start.name} ({count} {unit_en}) goes from {giver.name} to {taker.name}",
        *_recounted(giver, counted, -count),
        *_recounted(taker, counted, count),
        again(link, until=case.as_of),
        tied(link.type, link.start, taker, case.as_of),
    )


def _unit(counted: str) -> tuple[str, str]:
    return ("户", "households") if counted == "households" else ("人", "people")


def _redrawing(case: Case, other: Thing, counted: str, count: int) -> Iterator[tuple[Change, Change]]:
    """The border between two places with stated counts: so many pass from the one to the other."""
    sign = 1 if case.below else -1
    if case.below and (_stated(other, counted) or 0) < count:
        return
    unit_zh, unit_en = _unit(counted)
    pair = []
    for place, more in ((case.subject, sign * count), (other, -sign * count)):
        then = (_stated(place, counted) or 0) + more
        pair.append(
            change(
                "move",
                f"重划界线：{place.name}由{_stated(place, counted)}{unit_zh}改为{then}{unit_zh}",
                f"The border is drawn anew: {place.name} has {then} {unit_en} instead of {_stated(place, counted)}",
                *_recounted(place, counted, more),
            )
        )
    yield pair[0], pair[1]


def _splitting(case: Case, counted: str) -> Iterator[tuple[Change, Change]]:
    """Too large for any neighbour: half of it becomes a place of its own."""
    place, stated = case.subject, _stated(case.subject, counted) or 0
    parents = case.now(case.out([place], "PART_OF"))
    if not parents:
        return
    half = stated // 2
    unit_zh, unit_en = _unit(counted)
    new = case.fresh(
        place.label, f"{place.name}（分设，待定）", since=case.as_of, kind=place.values.get("kind"), **{counted: half}
    )
    yield (
        change(
            "move",
            f"重划界线：{place.name}由{stated}{unit_zh}改为{stated - half}{unit_zh}",
            f"The border is drawn anew: {place.name} has {stated - half} {unit_en} instead of {stated}",
            *_recounted(place, counted, -half),
        ),
        change(
            "found",
            f"{case.as_of}起新建{new.name}，{half}{unit_zh}",
            f"From {case.as_of}: {new.name} is new, with {half} {unit_en}",
            born(new),
            tied("PART_OF", new, parents[0].end, case.as_of),
        ),
    )
