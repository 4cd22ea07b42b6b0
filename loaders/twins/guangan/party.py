"""The Party in 广安市: five tiers down to the compound, joint branches, new organisations and their grants."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, in_turn
from loaders.twins.guangan.places import BEGAN, CORE, EARLY, LATE, Area, City, Compound
from loaders.twins.parts import lead, party_org

GRANT = 5000  # yuan, once (L78, L92)
NEW = (date(2020, 3, 1), date(2021, 2, 20))  # when new organisations of compounds and firms begin


def tiers(net: Network, city: City) -> None:
    """City, counties, streets and communities: a committee each, with a secretary; communities also with members."""
    name = net.nodes[city.id]["name"]
    top = party_org(net, f"中共{name}委员会", under=None, kind="committee", purpose="city", covers=[city.id])
    lead(net, net.person(), "市委书记", top, (EARLY, LATE))
    city.party[city.id] = top
    for county in city.counties:
        name = net.nodes[county]["name"]
        org = party_org(net, f"中共{name}委员会", under=top, kind="committee", purpose="county", covers=[county])
        lead(net, net.person(), "区县委书记", org, (EARLY, LATE))
        city.party[county] = org
    for street in city.streets:
        node, above = net.nodes[street], city.party[street[:6]]
        word, post = ("党工委", "党工委书记") if node["kind"] == "街道" else ("党委", "乡镇党委书记")
        org = party_org(net, node["name"] + word, under=above, kind="committee", purpose="street", covers=[street])
        lead(net, net.person(), post, org, (EARLY, LATE))
        city.party[street] = org
    for area in city.areas:
        since = net.day(BEGAN, date(2019, 6, 30))
        area.party = party_org(
            net,
            area.name + "党委",
            under=city.party[area.street],
            kind="committee",
            purpose="community",
            since=since,
            covers=[area.id],
        )
        area.officers = [net.person() for _ in range(3)]
        for person, post in zip(area.officers, ("书记", "副书记", "委员"), strict=True):
            lead(net, person, f"社区党委{post}", area.party, (EARLY, LATE))


def compounds(net: Network, city: City) -> None:
    """An organisation for every compound, one for two or three small neighbours here and there, all under 社区党委.

    In the city's core some were one joint branch before each compound had its own.
    """
    for area in city.areas:
        sizes = _sizes(net, len(area.compounds))
        for together in in_turn(net.shuffled(area.compounds), sizes):
            _organisation(net, area, together)
        for building in area.scattered:  # nobody else is near
            near = net.random.choice(area.compounds)
            net.edge("COVERS", near.party, building, since=net.nodes[near.party]["since"])
        if area.county == CORE and net.random.random() < 0.4:
            _former(net, area)


def _sizes(net: Network, count: int) -> list[int]:
    sizes = []
    while count:
        size = min(count, net.random.choices((1, 2, 3), (93, 5, 2))[0])
        sizes.append(size)
        count -= size
    return sizes


def _organisation(net: Network, area: Area, together: list[Compound]) -> None:
    new = net.random.random() < 0.28
    since = net.day(*NEW) if new else net.day(net.nodes[area.party]["since"], date(2020, 2, 28))
    name, joint = "、".join(compound.name for compound in together), len(together) > 1
    large = sum(net.nodes[compound.id]["population"] for compound in together) > 1500
    org = party_org(
        net,
        name + ("联合党支部" if joint else "党总支" if large else "党支部"),
        under=area.party,
        kind="general_branch" if large and not joint else "branch",
        purpose="compound",
        basis="territorial",
        formation="joint" if joint else "single",
        since=since,
        covers=[compound.id for compound in together],
        tags=["小区党组织", "新建小区党组织"] if new else ["小区党组织"],
    )
    secretary = lead(net, net.person(), "小区党组织书记", org, (since, LATE))
    for compound in together:
        compound.party, compound.secretary = org, secretary


def _former(net: Network, area: Area) -> None:
    """The joint branch that compounds with a new organisation had before; it ended when all had begun."""
    new = sorted({c.party for c in area.compounds if "新建小区党组织" in net.nodes[c.party]["tags"]})
    if not new:
        return
    until = max(net.nodes[org]["since"] for org in new)
    former = party_org(
        net,
        area.name + "小区联合党支部",
        under=area.party,
        kind="branch",
        purpose="compound",
        formation="joint",
        since=date(2017, 3, 1),
        tags=["小区党组织"],
        covers=[compound.id for compound in area.compounds if compound.party in new],
    )
    net.edge("HOLDS", area.officers[1], former, post="小区党组织书记", since=date(2017, 3, 1))
    net.end(former, until)
    for org in new:
        net.edge("SUCCEEDED_BY", former, org, mode="新建改建")


def grants(net: Network, city: City) -> None:
    """5000 yuan once for every new organisation, from the organisation department of its county."""
    county_of = {area.party: area.county for area in city.areas}
    purposes = {"新建小区党组织": "党建工作经费", "新建非公企业党组织": "启动经费"}
    above = {edge["start"]: edge["end"] for edge in net.find("UNDER", line="territorial")}
    for org in net.of("PartyOrg"):
        for tag in net.nodes[org].get("tags") or ():
            if tag in purposes:
                since = net.day(net.nodes[org]["since"], LATE)
                funder = city.funds[county_of[above[org]]]
                net.edge("FUNDS", funder, org, purpose=purposes[tag], amount_yuan=GRANT, since=since)
