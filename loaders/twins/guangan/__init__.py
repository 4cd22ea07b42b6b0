"""The twin of 广安市: the numbers of ledger section 3, drawn so that they all hold at once on 2021-04-05 and today.

City, counties, streets and 居委会 are real, by name and code; only communities with compounds are taken over. How many
compounds each of the six classes has is not published, nor how many buildings: both are drawn.
"""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.guangan import firms, owners, party, places, service

__all__ = ["DEMO", "build"]

DEMO = (
    "post_vacated=3,branch_ended=2,lead_missing=2,second_lead=2,contact_dissolved=2,"
    "contract_ended=2,item_missing=3,department_closed=1"
)


def build(net: Network) -> None:
    """Make the whole network."""
    city = places.territory(net)
    party.tiers(net, city)
    party.compounds(net, city)
    service.departments(net, city)
    owners.committees(net, city)
    firms.property_line(net, city)
    firms.private(net, city)
    service.demonstration(net, city)
    service.social_orgs(net, city)
    service.units(net, city)
    service.members(net, city)
    party.grants(net, city)
    parts.handled(net)
