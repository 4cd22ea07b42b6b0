"""The twin of 大庆市: its structure (ledger section 6) at a small size, since the source publishes no count.

Two 街道 of 萨尔图区 and their 居委会 are real, by name and code. Enclosed compounds have a Party branch each; old open
ones share joint branches with their neighbours; below the branches stand the grids' Party groups and a 中心户 for each
building. Units go down to communities, branches to compounds, cadres to one grid and one building each.
"""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.daqing import bodies, contacts, party, places, street

DEMO = "post_vacated=4,branch_ended=2,contact_dissolved=2,no_grid=2,two_grids=1,department_closed=1"


def build(net: Network) -> None:
    """Make the whole network."""
    areas = places.territory(net)
    party.committees(net, areas)
    bodies.posts(net)
    bodies.property_line(net, areas)
    bodies.owners(net, areas)
    party.branches(net, areas)
    bodies.organisations(net)
    bodies.forums(net, areas)
    contacts.units(net, areas)
    street.departments(net)
    street.professional_staff(net)
    street.services(net, areas)
    parts.handled(net)
