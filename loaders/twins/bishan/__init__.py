"""The twin of 璧山区: the numbers of ledger section 5, drawn so that they all hold at once on 2025-12-22 and today.

Only the district, its streets and towns and their 63 居委会 are real, by name and code.

Two targets are unmet by what is published, whatever else is drawn: 477 organisations of grids over 609 grids leave 132
without (N4), and 153 owners' committees leave compounds without one (N5). How many compounds there are is not said;
with 311, one for each branch, N3 is unmet nowhere and N5 as seldom as it can be, at 158.
"""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.bishan import bodies, buildings, district, party, people, places

__all__ = ["DEMO", "FORCED", "build"]

FORCED = ("bishan.N4", "bishan.N5")
DEMO = "post_vacated=5,band_broken=2,no_grid=2,branch_ended=2,item_missing=2,contract_ended=1,department_closed=1"


def build(net: Network) -> None:
    """Make the whole network."""
    areas = places.territory(net)
    buildings.build(net, areas)
    party.organisations(net, areas)
    committees = bodies.owners(net, areas)
    bodies.property_line(net, areas, committees)
    bodies.forums(net, areas)
    bodies.stations(net, areas)
    people.posts(net, areas, committees)
    people.specialists(net, areas)
    district.departments(net)
    district.partners(net, areas)
    district.lists(net)
    parts.handled(net)
