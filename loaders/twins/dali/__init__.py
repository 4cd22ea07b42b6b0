"""The twin of 大荔县: the numbers of ledger section 1, drawn so that they all hold at once, each on its day.

Streets, towns and 居委会 are real, by name and code. 166 compounds lie in 166 grids, one in each. In early 2020 141
temporary branches and as many vanguard teams answer for them; by the end of the year 158 formal branches have followed,
of which 61 cover one compound each, 5 two each, and 92 the other 95. Vanguard teams stay: no source ends them.
"""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.dali import bodies, county, party, places

DEMO = "post_vacated=4,branch_ended=2,stale_temporary=2,item_missing=3,contract_ended=2,no_grid=1,department_closed=1"


def build(net: Network) -> None:
    """Make the whole network."""
    areas = places.territory(net)
    party.committees(net, areas)
    units = county.organs(net, areas)
    bodies.heads_of_buildings(net)
    bodies.grid_staff(net, areas)
    bodies.owners(net)
    bodies.managers(net, areas, units)
    party.formal(net, areas, party.temporary(net, areas))
    party.secretaries(net)
    bodies.meetings(net, units)
    county.funds(net)
    county.platform(net)
    parts.handled(net)
