"""The twin of 安丘市: the numbers of ledger section 7, drawn so that they all hold at once on 2023-12-31 and today.

The county, its three 街道 and 23 居委会 are real, by name and code. Compounds and buildings are not published and are
drawn; a compound lies inside a grid or, where it is large, its buildings lie in two.
"""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.anqiu import bodies, party, places, stations

__all__ = ["DEMO", "build"]

DEMO = "post_vacated=4,branch_ended=3,no_grid=2,two_grids=2,item_missing=3,department_closed=1"


def build(net: Network) -> None:
    """Make the whole network."""
    areas = places.territory(net)
    party.tiers(net, areas)
    party.grids(net, areas)
    party.buildings(net, areas)
    bodies.committees(net, areas)
    bodies.departments(net, areas)
    bodies.property_line(net, areas)
    bodies.partners(net, areas)
    stations.stations(net, areas)
    bodies.lists(net, areas)
    parts.handled(net)
