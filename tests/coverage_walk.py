"""Coverage by walking a network in memory, building by building: what `cypher.coverage.rates` must say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cypher.coverage.rates import FACTS
from graph.profile import Counting
from graph.schema import SCHEMA
from loaders.expected import Walk

PARTS, GRIDS = ("unit", "floor_group", "floor", "stair_group"), ("grid", "micro_grid")
Said = bool | None


def either(values: Iterable[Said]) -> Said:
    """True where one is, else unknown where one is."""
    found = list(values)
    return True if True in found else None if None in found else False


def all_of(values: Iterable[Said]) -> Said:
    found = list(values)
    return False if False in found else None if None in found else True


class Oracle:
    """Says what each building of a network is on a line."""

    def __init__(self, walk: Walk, line: str, counts: list[Counting], optional: list[str]) -> None:
        self.walk, self.net, self.line, self.counts = walk, walk.net, line, counts
        self.optional = optional
        self.silent = [] if any(one.level in optional for one in counts) else optional

    def level(self, place: str) -> str:
        return SCHEMA.node[self.net.label[place]].level

    def parents(self, place: str, *types: str) -> list[str]:
        return [edge["end"] for edge in self.walk.out(place, *types)]

    def children(self, place: str) -> list[str]:
        found = [edge["start"] for edge in self.walk.into(place, "PART_OF")]
        return sorted({id_ for id_ in found if self.net.label[id_] not in ("Grid", "MicroGrid", "Building")})

    def above(self, place: str) -> set[str]:
        """A place and all it is in, by either edge."""
        found, newest = {place}, {place}
        while newest:
            newest = {up for one in newest for up in self.parents(one, "PART_OF", "IN_GRID")} - found
            found |= newest
        return found

    def fact(self, edge: dict[str, Any], at: str, building: str) -> Said:
        holder, label = self.net.nodes[edge["start"]], self.net.label[edge["start"]]
        if self.line == "party":
            if holder.get("basis") in ("trade", "interest") or holder.get("purpose") == "project":
                return False
            if holder.get("formation") == "temporary" and self.walk.succeeded_by(holder["id"]):
                return False
        found = []
        for one in self.counts:
            if one.level != self.level(at):
                continue
            if one.building_kinds and self.net.nodes[building].get("kind") not in one.building_kinds:
                continue
            if label not in ("Station", "Team") and self.line == "station":
                continue
            if label == "Team" and self.line == "station" and not one.kinds:
                continue
            said: list[Said] = []
            if one.posts and self.line in ("grid", "ladder"):
                said.append(edge["post"] in one.posts)
            if one.kinds:
                said.append(None if holder.get("kind") is None else holder["kind"] in one.kinds)
            if self.line == "party" and one.formations:
                said.append(None if holder.get("formation") is None else holder["formation"] in one.formations)
            elif self.line == "party":
                said.append(holder.get("formation") not in ("functional", "temporary"))
            found.append(all_of(said))
        return either(found)

    def lies(self, place: str, building: str) -> Said:
        """Whether what counts lies on a place or on what it is in."""
        found: list[Said] = []
        for at in self.above(place):
            found += [self.fact(edge, at, building) for edge in self.walk.into(at, FACTS[self.line])]
            if self.line == "property" and self.net.label[at] == "Compound":
                manager = self.net.nodes[at].get("manager")
                found.append(None if manager is None else manager in ("unit", "owners", "community"))
        return either(found)

    def cells(self, place: str, building: str) -> list[tuple[Said, int | None]]:
        """What a building is made of: whether each is covered, and its households."""
        households = self.net.nodes[place].get("households")
        parts = [part for part in self.children(place) if self.level(part) not in self.silent]
        must = [part for part in parts if self.level(part) not in self.optional]
        if must:
            return [cell for part in must for cell in self.cells(part, building)]
        found = [cell for part in parts for cell in self.cells(part, building)]
        known = [self.net.nodes[part].get("households") for part in parts]
        rest = None if households is None or None in known else households - sum(known)
        if not parts or rest is None or rest > 0:
            found.append((self.lies(place, building), rest))
        return found

    def building(self, id_: str) -> tuple[str, int | None, int, int]:
        """State, households, and of these the covered and the unknown."""
        cells = self.cells(id_, id_)
        if self.line == "property" and not any(self.net.label[one] == "Compound" for one in self.territory(id_)):
            cells = [(said or None, homes) for said, homes in cells]
        by: dict[Said, list[int | None]] = defaultdict(list)
        for said, homes in cells:
            by[said].append(homes)
        state = (
            "partial"
            if True in by and False in by
            else "unknown"
            if None in by
            else "covered"
            if True in by
            else "uncovered"
        )
        stated = self.net.nodes[id_].get("households")
        total = stated if stated is not None else added(homes for _, homes in cells)
        if total is None:
            return state, None, 0, 0
        if len(by) == 1:
            return state, total, total if True in by else 0, total if None in by else 0
        covered, unknown = added(by[True]), added(by[None])
        if covered is None or unknown is None:
            return state, total, 0, total
        covered = min(covered, total)
        return state, total, covered, total - covered if False not in by else min(unknown, total - covered)

    def territory(self, place: str) -> set[str]:
        found = {place}
        while more := {up for one in found for up in self.parents(one, "PART_OF")} - found:
            found |= more
        return found

    def inside(self, root: str) -> list[str]:
        """Buildings in a place: of a grid, also those of which it holds a part."""
        types = ("PART_OF", "IN_GRID") if self.net.label[root] in ("Grid", "MicroGrid") else ("PART_OF",)
        found = {root}
        while more := {e["start"] for one in found for e in self.walk.into(one, *types)} - found:
            found |= more
        parts = found if len(types) == 2 else set()
        found |= {up for part in parts if self.level(part) in PARTS for up in self.territory(part)}
        return sorted(id_ for id_ in found if self.net.label[id_] == "Building")

    def rows(self, root: str, building: str, by: str) -> list[str | None]:
        """The places of a level in which a building is counted."""
        if by == "building":
            return [building]
        if by in GRIDS or self.net.label[root] in ("Grid", "MicroGrid"):
            below, newest = {building}, {building}
            while newest:
                newest = {part for one in newest for part in self.children(one)} - below
                below |= newest
            found = {up for one in below for up in self.above(one)}
        else:
            found = {one for one in self.territory(building) if root in self.territory(one)}
        return sorted(one for one in found if self.level(one) == by) or [None]


def added(values: Iterable[int | None]) -> int | None:
    found = list(values)
    return None if None in found else sum(value for value in found if value is not None)
