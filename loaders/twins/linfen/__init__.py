"""The twin of 临汾路街道: the numbers of ledger section 4, drawn so that they all hold at once on 2021-04-05 and today.

Only the street and its 20 居民区 are real, by name and code. A stair group is in one micro-grid, a building may be in
two; every stair group has one 楼组长, every compound an owners' committee and somebody who answers for it.
"""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.linfen import bodies, party, places, street

__all__ = ["DEMO", "build"]

DEMO = (
    "post_vacated:linfen.X1=3,post_vacated:linfen.X2=4,committee_ended=1,contract_ended=1,"
    "item_missing:linfen.N3=1,item_missing:linfen.N4=2,department_closed=1"
)


def build(net: Network) -> None:
    """Make the whole network."""
    areas = places.territory(net)
    heads = bodies.heads_of_stairs(net)
    bodies.committees(net, areas)
    party.territorial(net, areas, heads)
    party.interest(net, areas)
    bodies.micro_grid_heads(net, areas)
    bodies.owners(net, areas, heads)
    bodies.property_line(net, areas)
    bodies.forums(net, areas, heads)
    street.organ(net, areas)
    street.institutions(net, areas)
    street.lists(net)
    parts.handled(net)
