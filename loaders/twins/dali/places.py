"""Places of 大荔县: its 居委会, 166 compounds with their buildings, and 166 grids, one for each compound."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, in_turn
from loaders.twins import parts

COMPOUNDS = 166
GRIDS_BEGAN = date(2019, 3, 1)
EARLY, LATE = date(2018, 1, 1), date(2019, 12, 31)  # posts of the standing network begin before the epidemic
COUNTS = ("households", "population")
COUNTY_HAS = ["小区党建纳入年度目标责任考核", "小区党建经费列入县财政预算"]
COMPOUND_HAS = ["有人管事", "有钱办事", "有场所议事", "出入口监控", "重点部位视频"]
# who manages a compound, as the county tells them apart (L31) → the schema's word, and how many of a hundred
CLASSES = {"物业统管": ("property", 52), "单位代管": ("unit", 26), "业主自管": ("owners", 22)}
# buildings of a compound, from one up: many small, a few large
BUILDINGS = (22, 14, 12, 10, 9, 8, 7, 6, 4, 3, 2, 2, 1)


class Area:
    """A community while the network is made; `cut` are its compounds as formal branches share them out."""

    def __init__(self, id_: str, name: str, street: str) -> None:
        self.id = id_
        self.name = name.removesuffix("居委会").removesuffix("居民委员会")
        self.street = street
        self.compounds: list[str] = []
        self.party = ""
        self.officers: list[str] = []


def territory(net: Network) -> list[Area]:
    """All places, with their counts; compounds of an area are neighbours in the order they are listed."""
    parts.adopt_urban(net)
    net.nodes[net.of("County")[0]]["has"] = list(COUNTY_HAS)
    street_of = {edge["start"]: edge["end"] for edge in net.find("PART_OF")}
    areas = [Area(id_, net.nodes[id_]["name"], street_of[id_]) for id_ in net.of("Community")]
    # towns have a few compounds, the two 街道 most
    bands = [(4, 10) if net.nodes[area.street]["kind"] == "街道" else (1, 4) for area in areas]
    names = net.compound_names(COMPOUNDS)
    for area, own in zip(areas, in_turn(names, net.spread(COMPOUNDS, bands)), strict=True):
        area.compounds = [_compound(net, area, name) for name in own]
    for compound in net.random.sample(net.of("Compound"), 8):
        net.nodes[compound]["tags"] = ["三好小区党建示范点"]
    _count(net)
    return areas


def _compound(net: Network, area: Area, name: str) -> str:
    """A compound in its own grid, with its buildings."""
    kind = net.random.choices(list(CLASSES), [share for _, share in CLASSES.values()])[0]
    compound = net.node("Compound", name, kind=kind, manager=CLASSES[kind][0], has=list(COMPOUND_HAS))
    net.edge("PART_OF", compound, area.id)
    grid = net.node("Grid", f"{area.name}{name}网格", since=GRIDS_BEGAN)
    net.edge("PART_OF", grid, area.id, since=GRIDS_BEGAN)
    net.edge("IN_GRID", compound, grid, since=GRIDS_BEGAN)
    for number in range(1, net.random.choices(range(1, len(BUILDINGS) + 1), BUILDINGS)[0] + 1):
        building = net.node("Building", f"{name}{number}号楼")
        net.edge("PART_OF", building, compound)
    return compound


def _count(net: Network) -> None:
    for building in net.of("Building"):
        households = net.random.choice((12, 16, 20, 24, 24, 30, 36, 36, 48, 60, 66, 88))
        population = round(households * net.random.uniform(2.2, 3.2))
        net.nodes[building].update(zip(COUNTS, (households, population), strict=True))
    # grids last: a community is the sum of its compounds, not of its grids too; the county has more homes than these
    net.add_up(COUNTS, ("Compound", "Community", "Street", "Grid"))
