"""Places of 安丘市: 260 grids in 23 real communities, and compounds that lie inside a grid or across two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from loaders.network import Network
from loaders.twins import parts

BEGAN = date(2021, 3, 1)  # of grids
EARLY, LATE = date(2021, 3, 1), date(2023, 10, 31)  # posts begin between these days, before the figures' own
GRIDS = 260


@dataclass
class Compound:
    """A compound while the network is made; `across` where its buildings lie in two grids."""

    id: str
    name: str
    manager: str
    across: bool = False
    branch: str = ""  # of its own, inside the grid's


@dataclass
class Grid:
    """A grid while the network is made: the compounds inside it, and every building in it."""

    id: str
    name: str
    compounds: list[Compound] = field(default_factory=list)
    buildings: list[str] = field(default_factory=list)
    scattered: list[str] = field(default_factory=list)
    head: str = ""
    branch: str = ""


@dataclass
class Area:
    """A community while the network is made."""

    id: str
    name: str
    street: str
    grids: list[Grid] = field(default_factory=list)
    across: list[Compound] = field(default_factory=list)
    party: str = ""
    secretary: str = ""
    workers: list[str] = field(default_factory=list)

    @property
    def compounds(self) -> list[Compound]:
        return [*(compound for grid in self.grids for compound in grid.compounds), *self.across]


def territory(net: Network) -> list[Area]:
    parts.adopt_urban(net)
    areas = [Area(id_, net.nodes[id_]["name"].removesuffix("居委会"), id_[:9]) for id_ in net.of("Community")]
    names = iter(parts.compound_names(net, ("家园", "花园", "小区", "嘉苑", "新村")))
    for area, count in zip(areas, net.spread(GRIDS, [(8, 15)] * len(areas)), strict=True):
        for number in range(1, count + 1):
            id_ = net.node("Grid", f"{area.name}第{number}网格", since=BEGAN)
            net.edge("PART_OF", id_, area.id, since=BEGAN)
            area.grids.append(Grid(id_, f"{area.name}第{number}网格"))
        for grid in area.grids:
            _inside(net, area, grid, names)
        for left, right in zip(area.grids[::4], area.grids[1::4], strict=False):
            if net.random.random() < 0.7:
                _across(net, area, left, right, next(names))
    # grids state no count until the communities are summed: they hold the same homes
    net.add_up(("households", "population"), ("Compound", "Community"))
    net.add_up(("households", "population"), ("Grid",))
    return areas


def _inside(net: Network, area: Area, grid: Grid, names: Iterator[str]) -> None:
    """One to three compounds that lie inside the grid, and here and there a building in none."""
    for _ in range(net.random.choices((1, 2, 3), (45, 40, 15))[0]):
        compound = _compound(net, area, next(names))
        net.edge("IN_GRID", compound.id, grid.id, since=BEGAN)
        grid.compounds.append(compound)
        grid.buildings += _buildings(net, compound.id, compound.name, net.random.choice((2, 3, 4, 5, 6, 9)), None)
    if net.random.random() < 0.1:
        grid.scattered = list(_buildings(net, area.id, grid.name + "散居", net.random.randint(1, 3), "散居"))
        grid.buildings += grid.scattered
        for building in grid.scattered:
            net.edge("IN_GRID", building, grid.id, since=BEGAN)


def _across(net: Network, area: Area, left: Grid, right: Grid, name: str) -> None:
    """A large compound whose buildings lie in two grids."""
    compound = _compound(net, area, name)
    compound.across = True
    area.across.append(compound)
    made = list(_buildings(net, compound.id, name, net.random.randint(8, 14), None))
    half = net.random.randint(3, len(made) - 3)
    for grid, here in ((left, made[:half]), (right, made[half:])):
        grid.buildings += here
        for building in here:
            net.edge("IN_GRID", building, grid.id, since=BEGAN)


def _compound(net: Network, area: Area, name: str) -> Compound:
    manager = net.random.choices(("property", "community", "unit", "owners"), (64, 22, 9, 5))[0]
    old = manager != "property" and net.random.random() < 0.8
    id_ = net.node("Compound", name, manager=manager, tags=["老旧小区"] if old else None)
    net.edge("PART_OF", id_, area.id)
    return Compound(id_, name, manager)


def _buildings(net: Network, parent: str, name: str, count: int, kind: str | None) -> Iterator[str]:
    for number in range(1, count + 1):
        households = net.random.choice((12, 24, 30, 36, 40, 48, 60, 72)) - net.random.randint(0, 3)
        people = net.random.randint(2 * households, 3 * households)
        building = net.node("Building", f"{name}{number}号楼", kind=kind, households=households, population=people)
        net.edge("PART_OF", building, parent)
        yield building
