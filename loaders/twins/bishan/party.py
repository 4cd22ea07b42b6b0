"""The Party in 璧山区: 镇街党(工)委, 社区党委, and under these 311 小区党支部 and 477 网格党组织, side by side."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.bishan.places import BEGAN, EARLY, WHEN, Area, Grid, Home

GRID_ORGS = 477
OFFICERS = ("社区党委书记", "社区党委副书记", "社区党委委员", "社区党委委员", "社区党委委员")


def organisations(net: Network, areas: list[Area]) -> None:
    """Committees of streets and communities with their members, and the branches of compounds and grids."""
    above = {street: _street(net, street) for street in dict.fromkeys(area.street for area in areas)}
    for area in areas:
        area.party = parts.party_org(
            net, f"{area.name}党委", under=above[area.street], kind="committee", purpose="community", covers=[area.id]
        )
        area.officers = [parts.lead(net, net.person(), post, area.party, WHEN) for post in OFFICERS]
        for home in area.homes:
            _branch(net, home)
    for grid in _with_organisation(net, areas):
        since = net.day(EARLY, date(2025, 6, 30))
        parts.party_org(
            net,
            f"{grid.name}党支部",
            under=grid.area.party,
            kind="branch",
            purpose="grid",
            since=since,
            covers=[grid.id],
        )


def _street(net: Network, street: str) -> str:
    name = net.nodes[street]["name"]
    word = "党工委" if name.endswith("街道") else "党委"
    org = parts.party_org(net, name + word, under=None, kind="committee", purpose="street", covers=[street])
    parts.lead(net, net.person(), "镇街党(工)委书记", org, WHEN, mode="appointed")
    return org


def _branch(net: Network, home: Home) -> None:
    """The branch of a compound and its secretary; one in eight follows a temporary branch."""
    since = net.day(EARLY, date(2024, 6, 30))
    home.branch = parts.party_org(
        net,
        f"{home.name}党支部",
        under=home.area.party,
        kind="branch",
        purpose="compound",
        since=since,
        covers=[home.id],
    )
    home.secretary = parts.lead(net, net.person(), "小区党支部书记", home.branch, WHEN)
    if net.random.random() < 1 / 8:
        begun = net.day(BEGAN, date(2022, 6, 30))
        temporary = parts.party_org(
            net,
            f"{home.name}临时党支部",
            under=home.area.party,
            kind="branch",
            purpose="compound",
            since=begun,
            covers=[home.id],
            formation="temporary",
        )
        net.edge("HOLDS", home.secretary, temporary, post="小区临时党支部书记", since=begun)
        net.end(temporary, since)
        net.edge("SUCCEEDED_BY", temporary, home.branch, mode="转为正式党支部")


def _with_organisation(net: Network, areas: list[Area]) -> list[Grid]:
    """477 grids; the others are those that compounds with their branches fill, as far as these go."""
    grids = [grid for area in areas for grid in area.grids]
    filled = [grid for grid in grids if all(building.home for building in grid.buildings)]
    open_ = [grid for grid in grids if grid not in filled]
    without = (net.shuffled(filled) + net.shuffled(open_))[: len(grids) - GRID_ORGS]
    return [grid for grid in grids if grid not in without]
