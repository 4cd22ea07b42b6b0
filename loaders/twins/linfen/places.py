"""Places of 临汾路街道: 1 street, 4 blocks, 20 居民区, 127 micro-grids, 1912 stair groups, and their counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from loaders import divisions
from loaders.network import Network, in_turn

STREET = "临汾路街道"
BEGAN = date(2017, 3, 1)  # of blocks and micro-grids
EARLY, LATE = date(2017, 7, 1), date(2021, 3, 1)  # posts begin between these days, before the figures' own
COUNTS = ("households", "population", "party_households")


class Area:
    """A 居民区 while the network is made."""

    def __init__(self, id_: str, name: str) -> None:
        self.id = id_
        self.name = name.removesuffix("居委会")
        self.micro_grids: list[list[str]] = []  # stair groups of each
        self.micro_grid_ids: list[str] = []
        self.compounds: list[str] = []
        self.party = ""
        self.residents = ""
        self.officers: list[str] = []

    @property
    def stairs(self) -> list[str]:
        return [stair for stairs in self.micro_grids for stair in stairs]


def territory(net: Network) -> list[Area]:
    net.adopt(divisions.tables(divisions.PLACES[net.place]))
    street, communities = net.of("Street")[0], net.of("Community")
    net.edges = [e for e in net.edges if not (e["type"] == "PART_OF" and e["start"] in communities)]
    areas = [Area(id_, net.nodes[id_]["name"]) for id_ in communities]
    for number, five in enumerate(in_turn(areas, [5] * 4), start=1):
        block = net.node("Block", f"{STREET}第{number}街区", since=BEGAN)
        net.edge("PART_OF", block, street, since=BEGAN)
        for area in five:
            net.edge("PART_OF", area.id, block, since=BEGAN)
    micro_grids = net.shuffled([6] * 13 + [7] * 7)
    sizes = iter(net.shuffled([15] * 120 + [16] * 7))
    mini, loose = net.random.sample(areas, 10), net.random.sample(areas, 6)
    names = iter(net.compound_names(120))
    for area, count in zip(areas, micro_grids, strict=True):
        grid_sizes = [next(sizes) for _ in range(count)]
        stairs = list(_stairs(net, area, sum(grid_sizes), area in mini, area in loose, names))
        area.micro_grids = list(in_turn(stairs, grid_sizes))
        for number, inside in enumerate(area.micro_grids, start=1):
            grid = net.node("MicroGrid", f"{area.name}第{number}微网格", since=BEGAN)
            area.micro_grid_ids.append(grid)
            net.edge("PART_OF", grid, area.id, since=BEGAN)
            for stair in inside:
                net.edge("IN_GRID", stair, grid, since=BEGAN)
    _count(net)
    for area in areas:
        net.nodes[area.id]["has"] = ["一居一库"]
    for area in net.random.sample(areas, 8):
        net.nodes[area.id]["tags"] = ["青春社区"]
    return areas


def _stairs(net: Network, area: Area, total: int, mini: bool, loose: bool, names: Iterator[str]) -> Iterator[str]:
    """Compounds, buildings and stair groups of an area; gives the stair groups in the order they lie."""
    small, alone = net.random.randint(3, 5) if mini else 0, 2 if loose else 0
    rest, count = total - small - alone, net.random.randint(3, 5)
    sizes = net.spread(rest, [(rest // count - 8, rest // count + 8)] * count)
    for size, kind in [*((size, None) for size in sizes), (small, "迷你小区")]:
        if size:
            name = next(names)
            compound = net.node("Compound", name, kind=kind, manager="property")
            net.edge("PART_OF", compound, area.id)
            area.compounds.append(compound)
            yield from _buildings(net, compound, name, size, None)
    if alone:
        yield from _buildings(net, area.id, area.name + "散居", alone, "散居")


def _buildings(net: Network, parent: str, name: str, stairs: int, kind: str | None) -> Iterator[str]:
    number = 0
    while stairs:
        number += 1
        building = net.node("Building", f"{name}{number}号楼", kind=kind)
        net.edge("PART_OF", building, parent)
        here = min(stairs, net.random.randint(3, 6))
        stairs -= here
        for stair_number in range(1, here + 1):
            stair = net.node("StairGroup", f"{name}{number}号楼{stair_number}楼组")
            net.edge("PART_OF", stair, building)
            yield stair


def _count(net: Network) -> None:
    stairs = net.of("StairGroup")
    households = net.spread(net.random.randint(33_500, 36_500), [(12, 24)] * len(stairs))
    people = net.spread(net.random.randint(84_000, 88_500), [(2 * h, 3 * h) for h in households])
    party = net.spread(4_600, [(0, 6)] * len(stairs))
    for id_, *counts in zip(stairs, households, people, party, strict=True):
        net.nodes[id_].update(zip(COUNTS, counts, strict=True))
    net.add_up(COUNTS, ("Building", "MicroGrid", "Compound", "Community", "Block", "Street"))
