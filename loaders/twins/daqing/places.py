"""Places of 大庆市: two 街道 with their 居委会, enclosed compounds, old open ones, and their grids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from loaders.network import Network
from loaders.twins import parts

STREETS = ("230602013", "230602014")
ENCLOSED, OPEN = "封闭管理的成熟住宅小区", "没有物业管理、无明确边界的老旧小区"
BEGAN = date(2021, 3, 1)  # of the five levels
EARLY, LATE = date(2021, 4, 1), date(2024, 10, 31)  # posts begin between these days, before the figures' own
COUNTS = ("households", "population")


class Area:
    """A community while the network is made; `neighbourhoods` are open compounds that share a branch."""

    def __init__(self, id_: str, name: str, street: str) -> None:
        self.id = id_
        self.name = name.removesuffix("居委会")
        self.street = street
        self.enclosed: list[str] = []
        self.neighbourhoods: list[list[str]] = []
        self.grids: dict[str, list[str]] = {}  # compound → its grids
        self.party = ""
        self.residents = ""
        self.officers: list[str] = []

    @property
    def covered(self) -> list[list[str]]:
        """Compounds as branches cover them: each enclosed one, and each neighbourhood."""
        return [[compound] for compound in self.enclosed] + self.neighbourhoods


def territory(net: Network) -> list[Area]:
    """All places, with their counts."""
    parts.adopt_urban(net, within=STREETS)
    street_of = {edge["start"]: edge["end"] for edge in net.find("PART_OF")}
    areas = [Area(id_, net.nodes[id_]["name"], street_of[id_]) for id_ in net.of("Community")]
    names = iter(net.compound_names(200))
    for area in areas:
        for _ in range(net.random.randint(2, 4)):
            compound, buildings = _compound(net, area, next(names), ENCLOSED, net.random.randint(4, 14))
            area.enclosed.append(compound)
            area.grids[compound] = [
                _grid(net, f"{net.nodes[compound]['name']}第{at // 4 + 1}网格", compound, buildings[at : at + 4])
                for at in range(0, len(buildings), 4)
            ]
        for size in net.random.choice(((2,), (3,), (2, 2), (3, 2))):
            area.neighbourhoods.append(list(_neighbourhood(net, area, size, names)))
    _count(net)
    return areas


def _neighbourhood(net: Network, area: Area, size: int, names: Iterator[str]) -> Iterator[str]:
    """Open compounds side by side: the two smallest lie in one grid of the community, the third in its own."""
    made = [_compound(net, area, next(names), OPEN, net.random.randint(1, 7)) for _ in range(size)]
    made.sort(key=lambda compound: len(compound[1]))
    small, large = made[:2], made[2:]
    name = "、".join(net.nodes[compound]["name"] for compound, _ in small)
    shared = _grid(net, f"{name}网格", area.id, [building for _, own in small for building in own])
    area.grids.update({compound: [shared] for compound, _ in small})
    for compound, buildings in large:
        area.grids[compound] = [_grid(net, f"{net.nodes[compound]['name']}网格", compound, buildings)]
    yield from (compound for compound, _ in made)


def _compound(net: Network, area: Area, name: str, kind: str, size: int) -> tuple[str, list[str]]:
    """A compound and its buildings."""
    compound = net.node("Compound", name, kind=kind, manager="property" if kind == ENCLOSED else "none")
    net.edge("PART_OF", compound, area.id)
    buildings = [net.node("Building", f"{name}{number}号楼") for number in range(1, size + 1)]
    for building in buildings:
        net.edge("PART_OF", building, compound)
    return compound, buildings


def _grid(net: Network, name: str, inside: str, buildings: list[str]) -> str:
    grid = net.node("Grid", name, since=BEGAN)
    net.edge("PART_OF", grid, inside, since=BEGAN)
    for building in buildings:
        net.edge("IN_GRID", building, grid, since=BEGAN)
    return grid


def _count(net: Network) -> None:
    for building in net.of("Building"):
        households = net.random.choice((24, 30, 36, 36, 48, 48, 60, 60, 72, 90, 120))
        population = round(households * net.random.uniform(1.9, 2.7))
        net.nodes[building].update(zip(COUNTS, (households, population), strict=True))
    # grids last: a compound is the sum of its buildings, not of its grids too
    net.add_up(COUNTS, ("Compound", "Community", "Street", "Grid"))
