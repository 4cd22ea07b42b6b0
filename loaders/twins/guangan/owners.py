"""Committees in 广安市: residents', those for environment and property management, and owners' committees."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, Values, years_before
from loaders.twins.guangan.places import EARLY, LATE, City, Compound
from loaders.twins.parts import seat

RULES = ["信息公开", "公共议事", "自治管理", "财务审计公示"]  # L66
# who manages the compound → how often its owners have a committee
ORGANISED = {"property": 0.8, "owners": 1.0, "community": 0.45, "unit": 0.3}


def committees(net: Network, city: City) -> None:
    for area in city.areas:
        secretary, deputy, member = area.officers
        residents = net.body("Committee", area.name + "居民委员会", "SERVES", area.id, kind="residents")
        worker = net.person()
        seat(net, residents, ("居委会主任", "居委会委员"), (secretary, worker), (EARLY, LATE), mode="elected")
        since = net.day(date(2019, 3, 1), date(2020, 9, 30))
        name = area.name + "环境和物业管理委员会"
        affairs = net.body("Committee", name, "SERVES", area.id, kind="affairs", since=since)
        posts = ("环境和物业管理委员会主任", "环境和物业管理委员会委员")
        seat(net, affairs, posts, (deputy, worker), (since, LATE))
        for compound in area.compounds:
            if net.random.random() < ORGANISED[compound.manager]:
                _owners(net, compound, member if net.random.random() < 0.06 else None)


def _owners(net: Network, compound: Compound, officer: str | None) -> None:
    """At least half of the members belong to the Party; the compound's secretary heads or joins two in five."""
    size = net.random.choice((5, 5, 7, 9))
    party = net.random.randint((size + 1) // 2, size)
    since = net.day(date(2017, 1, 1), date(2020, 12, 31))
    name = f"{compound.name}业主委员会"
    if net.random.random() < 0.15:  # whose term was over
        dates: Values = {"since": years_before(since, 3), "until": since}
        former = net.node("OwnersCommittee", name + "（上届）", **dates)
        net.edge("REPRESENTS", former, compound.id, **dates)
    committee = net.body(
        "OwnersCommittee",
        name,
        "REPRESENTS",
        compound.id,
        since=since,
        members=size,
        party_members=party,
        has=list(RULES),
    )
    head = compound.secretary if net.random.random() < 0.4 else net.person(party_member=True)
    seat(net, committee, ("业委会主任",), (head,), (since, LATE), mode="elected")
    if compound.kind == "集中安置小区" and head != compound.secretary:
        net.nodes[head]["tags"] = ["意见领袖"]
    if officer is not None:  # a member of the community's two committees, who then sits here too
        seat(net, committee, ("业委会委员",), (officer,), (since, LATE), mode="concurrent")
    if compound.manager == "owners":
        net.edge("MANAGES", committee, compound.id, since=since)
