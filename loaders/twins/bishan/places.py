"""Places of 璧山区: 63 communities, 609 grids and 2896 micro-grids inside their bands, and 311 compounds cut otherwise.

Grids and compounds are two cuts of one row of homes. A community's homes lie in a row of micro-grids; grids are runs of
micro-grids and compounds runs of buildings, so a grid may cut through a compound and a compound through a grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from loaders.network import Network, in_turn
from loaders.twins import parts

BEGAN = date(2022, 3, 1)  # of grids and micro-grids
EARLY, LATE = date(2022, 7, 1), date(2025, 11, 30)  # posts begin between these days, before the figures' own
WHEN = EARLY, LATE
GRIDS, MICRO_GRIDS, COMPOUNDS = 609, 2896, 311
# micro-grids of a grid → households that each may have, so that the grid too lies in its band of 300 to 500
BANDS = {4: (75, 80), 5: (60, 80), 6: (50, 80), 7: (50, 71)}
# Compounds that the source names, by community; only of 南河丽景东区 does a name tell in which it lies.
NAMED = {"南河社区": "南河丽景东区", "文风社区": "宏康浩宇小区", "双狮社区": "正南还建房小区"}
RESETTLED, ENCLOSED = "还建房小区", "开转封"


@dataclass(eq=False)
class MicroGrid:
    id: str
    grid: Grid
    households: int
    buildings: list[Building] = field(default_factory=list)


@dataclass(eq=False)
class Grid:
    id: str
    name: str
    area: Area
    micro_grids: list[MicroGrid] = field(default_factory=list)

    @property
    def buildings(self) -> list[Building]:
        return list(dict.fromkeys(b for micro in self.micro_grids for b in micro.buildings))

    @property
    def homes(self) -> list[Home]:
        """The compounds of which it holds a building."""
        return list(dict.fromkeys(b.home for b in self.buildings if b.home))


@dataclass(eq=False)
class Home:
    """A compound; `row` are the micro-grids along which its homes are built."""

    id: str
    name: str
    area: Area
    row: list[MicroGrid]
    buildings: list[Building] = field(default_factory=list)
    branch: str = ""
    secretary: str = ""

    @property
    def grids(self) -> list[Grid]:
        return list(dict.fromkeys(grid for b in self.buildings for grid in b.grids))


@dataclass(eq=False)
class Building:
    id: str
    home: Home | None
    kind: str | None
    grids: list[Grid]


@dataclass(eq=False)
class Area:
    """A community; `between` are the micro-grids before each of its compounds, and after the last."""

    id: str
    name: str
    street: str
    grids: list[Grid] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    between: list[list[MicroGrid]] = field(default_factory=list)
    loose: list[Building] = field(default_factory=list)
    party: str = ""
    officers: list[str] = field(default_factory=list)


def territory(net: Network) -> list[Area]:
    """All places above the buildings; villages are left out, since compounds are what the source is about."""
    parts.adopt_urban(net)
    street_of = {e["start"]: e["end"] for e in net.find("PART_OF")}
    areas = [
        Area(id_, net.nodes[id_]["name"].removesuffix("居民委员会"), street_of[id_]) for id_ in net.of("Community")
    ]
    sizes = iter(_micro_grids_of_grids(net))
    for area, number in zip(areas, _numbers_of_grids(net, areas), strict=True):
        _grids(net, area, [next(sizes) for _ in range(number)])
    names = iter(net.compound_names(COMPOUNDS))
    shares = _shares(COMPOUNDS, [sum(len(grid.micro_grids) for grid in area.grids) for area in areas])
    for area, share in zip(areas, shares, strict=True):
        _compounds(net, area, share, names)
    return areas


def _numbers_of_grids(net: Network, areas: list[Area]) -> list[int]:
    """Communities of towns have fewer than those of the two streets in which the seat of the district lies."""
    bands = []
    for area in areas:
        street = net.nodes[area.street]
        central = street["name"] in ("璧城街道", "璧泉街道")
        bands.append((8, 22) if central else (5, 14) if street["kind"] == "街道" else (2, 6))
    return net.spread(GRIDS, bands)


def _micro_grids_of_grids(net: Network) -> list[int]:
    """609 numbers that make 2896: 149 must be four, and each above five makes one more of them."""
    seven, six = net.random.randint(5, 15), net.random.randint(40, 80)
    five = MICRO_GRIDS - 4 * GRIDS - 2 * six - 3 * seven
    return net.shuffled([7] * seven + [6] * six + [5] * five + [4] * (GRIDS - five - six - seven))


def _grids(net: Network, area: Area, sizes: Sequence[int]) -> None:
    for number, size in enumerate(sizes, start=1):
        name = f"{area.name}第{number}网格"
        grid = Grid(net.node("Grid", name, since=BEGAN), name, area)
        net.edge("PART_OF", grid.id, area.id, since=BEGAN)
        area.grids.append(grid)
        for k in range(1, size + 1):
            households = net.random.randint(*BANDS[size])
            id_ = net.node("MicroGrid", f"{name}第{k}微网格", since=BEGAN, households=households)
            net.edge("PART_OF", id_, grid.id, since=BEGAN)
            grid.micro_grids.append(MicroGrid(id_, grid, households))
        total = sum(micro.households for micro in grid.micro_grids)
        for id_ in (grid.id, area.id, area.street):
            net.nodes[id_]["households"] = net.nodes[id_].get("households", 0) + total


def _shares(total: int, sizes: Sequence[int]) -> list[int]:
    """`total` shared out by size; what is left over goes to those with the largest remainders."""
    exact = [total * size / sum(sizes) for size in sizes]
    shares = [int(share) for share in exact]
    for i in sorted(range(len(sizes)), key=lambda i: shares[i] - exact[i])[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _compounds(net: Network, area: Area, count: int, names: Iterator[str]) -> None:
    """Compounds along the community's row of micro-grids, and what lies between them, in some of the gaps."""
    row = [micro for grid in area.grids for micro in grid.micro_grids]
    sizes = net.random.choices((1, 2, 3, 4, 5, 6, 8, 10, 12, 16), (10, 14, 14, 12, 11, 9, 9, 8, 7, 6), k=count)
    while sum(sizes) > 0.85 * len(row):
        sizes[sizes.index(max(sizes))] -= 1
    gaps = [0] * (count + 1)
    open_ = net.random.sample(range(count + 1), (count + 1) // 2 + 1)
    for _ in range(len(row) - sum(sizes)):
        gaps[net.random.choice(open_)] += 1
    runs = list(in_turn(row, [size for pair in zip(gaps, [*sizes, 0], strict=True) for size in pair]))
    area.between = runs[::2]
    named = net.random.randrange(count) if area.name in NAMED else None
    for number, run in enumerate(runs[1:-1:2]):
        name = NAMED[area.name] if number == named else next(names)
        resettled = name.endswith(RESETTLED) or (number != named and net.random.random() < 0.06)
        tags = [ENCLOSED] if name in (NAMED["南河社区"], NAMED["双狮社区"]) else None
        home = Home(net.node("Compound", name, kind=RESETTLED if resettled else None, tags=tags), name, area, run)
        net.edge("PART_OF", home.id, area.id)
        area.homes.append(home)
