"""Places of 西乡: 36 communities and two villages of the town, compounds, grids, buildings, units and some floors.

Nothing but the counts of grids, buildings, units and floors is published; sizes of compounds and households are chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from loaders import divisions
from loaders.network import Network, in_turn

BEGAN = date(2021, 3, 1)  # of grids and work teams
EARLY, LATE = date(2021, 3, 1), date(2022, 11, 30)  # posts begin between these days, before the figures' own
COUNTS = ("households", "population")
GRIDS, BUILDINGS, UNITS, FLOOR_GROUPS, FLOORS = 273, 1502, 2897, 989, 4144
VILLAGES = 2  # of the 14 contacted 村(社区) of 主城区; the others are 居委会
CLASSES = {"物业小区": 92, "自建小区": 118, "三无小区": 38}
PILOTS = 2
FLATS = {"自建房": (1,), "三无小区": (2,), "自建小区": (2, 2, 3), "物业小区": (2, 2, 3)}  # on one floor of a unit
STOREYS = {"自建房": (2, 3, 3), "三无小区": (4, 5, 6), "自建小区": (5, 6, 6, 7), "物业小区": (6, 6, 6, 7, 11, 18)}
SECTION = 6  # floors that one 分楼层长 looks after


@dataclass
class Unit:
    """A unit of a building; `groups` and `floors` are the ids of those places that have a head."""

    id: str
    name: str
    storeys: int
    flats: int
    groups: dict[int, str] = field(default_factory=dict)
    floors: list[str] = field(default_factory=list)


@dataclass
class Building:
    id: str
    name: str
    units: list[Unit]


@dataclass
class Compound:
    id: str
    name: str
    buildings: list[Building]
    kind: str = ""


@dataclass
class Area:
    """A community or village while the network is made; `alone` are buildings that residents built themselves."""

    id: str
    name: str
    street: str
    kind: str
    town: bool
    compounds: list[Compound] = field(default_factory=list)
    alone: list[Building] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    party: str = ""
    centre: str = ""
    workers: list[str] = field(default_factory=list)  # 社区专职工作者
    secretary: str = ""
    deputy: str = ""

    @property
    def buildings(self) -> list[Building]:
        return [b for compound in self.compounds for b in compound.buildings] + self.alone


def territory(net: Network) -> list[Area]:
    areas = _adopt(net)
    size = {"street": (50, 76), "village": (10, 18), "town": (16, 36)}
    sort = ["village" if a.kind == "村委会" else "street" if a.town else "town" for a in areas]
    totals = net.spread(BUILDINGS, [size[s] for s in sort])
    share = {"street": 0.12, "village": 1.0, "town": 0.4}
    alone = [round(total * share[s]) for total, s in zip(totals, sort, strict=True)]
    rest = [total - own for total, own in zip(totals, alone, strict=True)]
    compounds = net.spread(sum(CLASSES.values()), [(max(1, r // 9), r // 3) if r else (0, 0) for r in rest])
    grids = net.spread(GRIDS, [(-(-total // 8), total // 3) for total in totals])
    units = net.shuffled(net.spread(UNITS - sum(alone), [(1, 5)] * sum(rest)))
    names, at = iter(net.compound_names(sum(CLASSES.values()))), iter(units)
    for area, buildings, count in zip(areas, rest, compounds, strict=True):
        for inside in net.spread(buildings, [(1, 30)] * count) if count else []:
            area.compounds.append(_compound(net, area, next(names), [next(at) for _ in range(inside)]))
    _classes(net, areas)
    for area, own in zip(areas, alone, strict=True):
        area.alone = [_building(net, area.id, f"{area.name}自建房{n}号", 1, "自建房") for n in range(1, own + 1)]
    for area, count in zip(areas, grids, strict=True):
        _grids(net, area, count)
    _storeys(net, areas)
    _floors(net, [unit for area in areas for building in area.buildings for unit in building.units])
    net.add_up(COUNTS, ("Building", "Compound", "Community", "Grid"))
    return areas


def _adopt(net: Network) -> list[Area]:
    """The real communities; of the villages only two that the county leaders contact."""
    net.adopt(divisions.tables(divisions.PLACES[net.place]))
    kind = {id_: net.nodes[id_]["kind"] for id_ in (*net.of("Street"), *net.of("Community"))}
    near = [id_ for id_ in net.of("Community") if kind[id_[:9]] == "街道"]
    villages = net.random.sample([id_ for id_ in near if kind[id_] == "村委会"], VILLAGES)
    for id_ in [id_ for id_ in net.of("Community") if kind[id_] == "村委会" and id_ not in villages]:
        del net.nodes[id_], net.label[id_]
    net.edges = [edge for edge in net.edges if edge["start"] in net.nodes]
    for id_ in villages + net.random.sample([id_ for id_ in near if kind[id_] == "居委会"], 14 - VILLAGES):
        net.nodes[id_]["tags"] = ["主城区"]
    short = {id_: net.nodes[id_]["name"].removesuffix("居委会").removesuffix("委会") for id_ in net.of("Community")}
    return [Area(id_, name, id_[:9], kind[id_], kind[id_[:9]] == "街道") for id_, name in short.items()]


def _compound(net: Network, area: Area, name: str, units: list[int]) -> Compound:
    id_ = net.node("Compound", name)
    net.edge("PART_OF", id_, area.id)
    return Compound(id_, name, [_building(net, id_, f"{name}{n}号楼", c) for n, c in enumerate(units, start=1)])


def _building(net: Network, parent: str, name: str, units: int, kind: str | None = None) -> Building:
    id_ = net.node("Building", name, kind=kind)
    net.edge("PART_OF", id_, parent)
    made = []
    for number in range(1, units + 1):
        unit = net.node("Unit", f"{name}{number}单元")
        net.edge("PART_OF", unit, id_)
        made.append(Unit(unit, f"{name}{number}单元", 0, 0))
    return Building(id_, name, made)


def _classes(net: Network, areas: list[Area]) -> None:
    """Large compounds in the town tend to have a property company; 老旧小区 is a tag beside the class."""
    weight = {
        compound.id: len(compound.buildings) * net.random.uniform(0.5, 1.5) * (1.5 if area.town else 1)
        for area, compound in in_compounds(areas)
    }
    ranked = sorted((compound for _, compound in in_compounds(areas)), key=lambda c: -weight[c.id])
    managed = CLASSES["物业小区"]
    ranked[managed:] = net.shuffled(ranked[managed:])
    for (kind, _), group in zip(CLASSES.items(), in_turn(ranked, CLASSES.values()), strict=True):
        for compound in group:
            compound.kind = kind
            old = net.random.random() < {"物业小区": 0.0, "自建小区": 0.4, "三无小区": 0.7}[kind]
            net.nodes[compound.id].update(kind=kind, tags=["老旧小区"] if old else None)
    # 住户较多、基础较好 of the 三无小区 of the town try a 红色物业 team
    without = [compound for area, compound in in_compounds(areas) if area.town and compound.kind == "三无小区"]
    for compound in sorted(without, key=lambda c: -sum(len(b.units) for b in c.buildings))[:PILOTS]:
        net.nodes[compound.id]["tags"] = [*(net.nodes[compound.id]["tags"] or []), "试点"]


def _grids(net: Network, area: Area, count: int) -> None:
    """Small neighbours share a grid, large compounds have several; a grid within one compound is part of it."""
    home = {building.id: compound.id for compound in area.compounds for building in compound.buildings}
    runs = [compound.buildings for compound in area.compounds] + ([area.alone] if area.alone else [])
    while len(runs) > 1 and (pair := _smallest_pair(runs)) is not None:
        if len(runs) <= count and len(runs[pair]) + len(runs[pair + 1]) > 5:
            break
        runs[pair : pair + 2] = [runs[pair] + runs[pair + 1]]
    while len(runs) < count:
        large = max(range(len(runs)), key=lambda i: len(runs[i]))
        half = len(runs[large]) // 2
        runs[large : large + 1] = [runs[large][:half], runs[large][half:]]
    for number, inside in enumerate(runs, start=1):
        grid = net.node("Grid", f"{area.name}第{number}网格", since=BEGAN)
        homes = {home.get(building.id, area.id) for building in inside}
        net.edge("PART_OF", grid, homes.pop() if len(homes) == 1 else area.id, since=BEGAN)
        for building in inside:
            net.edge("IN_GRID", building.id, grid, since=BEGAN)
        area.grids.append(grid)


def _smallest_pair(runs: list[list[Building]]) -> int:
    return min(range(len(runs) - 1), key=lambda i: len(runs[i]) + len(runs[i + 1]))


def _storeys(net: Network, areas: list[Area]) -> None:
    """Storeys and flats of every building by its class, and the households and people that follow."""
    for area in areas:
        groups = [(compound.kind, compound.buildings) for compound in area.compounds] + [("自建房", area.alone)]
        for kind, buildings in groups:
            for building in buildings:
                storeys, flats = net.random.choice(STOREYS[kind]), net.random.choice(FLATS[kind])
                for unit in building.units:
                    unit.storeys, unit.flats = storeys, flats
                    households = net.random.randint(1, 3) if kind == "自建房" else storeys * flats
                    people = round(households * net.random.uniform(2.3, 3.3))
                    net.nodes[unit.id].update(households=households, population=people)


def _floors(net: Network, units: list[Unit]) -> None:
    """分楼层 and 楼层 only where somebody heads them: a ragged chain, and most units have neither."""
    left = FLOOR_GROUPS
    for unit in net.shuffled(unit for unit in units if unit.storeys > SECTION + 1):
        for first in list(range(1, unit.storeys + 1, SECTION))[:left]:
            last = min(first + SECTION - 1, unit.storeys)
            name, floors = f"{unit.name}{first}—{last}层", last - first + 1
            unit.groups[first] = _floor(net, "FloorGroup", unit.id, name, unit.flats * floors)
        left -= len(unit.groups)
    left = FLOORS
    for unit in net.shuffled(unit for unit in units if unit.storeys > 3):
        chosen = sorted(net.random.sample(range(1, unit.storeys + 1), min(left, net.random.randint(2, unit.storeys))))
        for number in chosen:
            parent = unit.groups.get(number - (number - 1) % SECTION, unit.id)
            unit.floors.append(_floor(net, "Floor", parent, f"{unit.name}{number}层", unit.flats))
        left -= len(chosen)
        if not left:
            return


def _floor(net: Network, label: str, parent: str, name: str, households: int) -> str:
    id_ = net.node(label, name, households=households)
    net.edge("PART_OF", id_, parent)
    return id_


def in_compounds(areas: list[Area]) -> Iterator[tuple[Area, Compound]]:
    """Every compound with its community."""
    return ((area, compound) for area in areas for compound in area.compounds)
