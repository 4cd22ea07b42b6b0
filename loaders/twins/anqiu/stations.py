"""193 grid stations of 安丘市, one in a grid at most, and how many minutes each compound is from the nearest."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins.anqiu.places import BEGAN, LATE, Area, Grid

STATIONS, KIND = 193, "汶水·红网格驿站"
FACILITIES = [f"便民设施{number}" for number in range(1, 13)]  # the source gives the number, not the names


def stations(net: Network, areas: list[Area]) -> None:
    """Every community has one at least; a compound without one in its grid is served by the next grid's that has."""
    first = [net.random.choice(area.grids) for area in areas]
    others = [grid for area in areas for grid in area.grids if grid not in first]
    chosen = {grid.id for grid in (*first, *net.random.sample(others, STATIONS - len(first)))}
    for area in areas:
        station_of = {grid.id: _station(net, grid) for grid in area.grids if grid.id in chosen}
        at = [i for i, grid in enumerate(area.grids) if grid.id in chosen]
        for i, grid in enumerate(area.grids):
            near = min((abs(other - i), other) for other in at)[1]
            station = station_of[area.grids[near].id]
            minutes = (2, 8) if near == i else (6, 15)
            for place in (*(compound.id for compound in grid.compounds), *grid.scattered):
                _serves(net, station, place, minutes)
        for compound in area.across:
            _serves(net, net.random.choice(list(station_of.values())), compound.id, (4, 15))


def _station(net: Network, grid: Grid) -> str:
    since = net.day(BEGAN, date(2023, 6, 30))
    station = net.body("Station", grid.name + "驿站", "SERVES", grid.id, kind=KIND, since=since, has=list(FACILITIES))
    net.holds(grid.head if net.random.random() < 0.3 else net.person(), "站点负责人", station, since, LATE)
    return station


def _serves(net: Network, station: str, place: str, minutes: tuple[int, int]) -> None:
    net.edge("SERVES", station, place, minutes=net.random.randint(*minutes), since=net.nodes[station]["since"])
