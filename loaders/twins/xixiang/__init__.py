"""The twin of 西乡: the numbers of ledger section 2, drawn so that they all hold at once on 2022-12-31 and today.

Streets, towns, the 36 居委会 and two villages are real, by name and code; other villages are left out, so that streets
and the county state no households. Level by level it is ragged: self-built houses lie in no compound, a grid is part of
a compound or spans several, and only some units have 分楼层 and 楼层.
"""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.xixiang import chain, places, stations, units

__all__ = ["DEMO", "build"]

DEMO = (
    "post_vacated:xixiang.X2=2,post_vacated:xixiang.X3=3,lead_missing=1,second_lead=1,contact_dissolved=1,"
    "no_grid=2,two_grids=1,item_missing=2,desk_closed=1"
)


def build(net: Network) -> None:
    """Make the whole network."""
    areas = places.territory(net)
    chain.committees(net, areas)
    chain.compound_heads(net, areas)
    chain.grid_staff(net, areas)
    chain.ladder(net, [building for area in areas for building in area.buildings])
    offices = units.county(net, areas)
    units.party_orgs(net, offices)
    units.leaders(net, areas, offices)
    units.responsible(net, areas, offices)
    units.cadres(net, offices)
    stations.stations(net, areas)
    stations.state_firms(net, areas, offices)
    stations.resident_units(net, areas, offices)
    stations.helpers(net, areas, offices)
    stations.requirements(net)
    parts.handled(net)
