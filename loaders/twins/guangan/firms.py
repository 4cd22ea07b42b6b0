"""Firms in 广安市: property companies, their contracts and Party organisations under two lines; private firms."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, years_before
from loaders.twins.guangan.party import NEW
from loaders.twins.guangan.places import EARLY, LATE, Area, City, Compound
from loaders.twins.parts import lead, party_org, seat

FLAGGED, PENALISED = 63, 3
RATED = ["红黑榜", "信用档案"]  # L64
PRIVATE = 24  # private firms with a new organisation of their own; the source gives no number


def property_line(net: Network, city: City) -> None:
    """About one firm to three compounds that firms manage, most of them in one county, and who managed before."""
    made: list[str] = []
    for county in city.counties:
        areas = [area for area in city.areas if area.county == county]
        managed = [compound for area in areas for compound in area.compounds if compound.manager == "property"]
        firms = [_firm(net, net.random.choice(areas), len(made) + n) for n in range(1, len(managed) // 3 + 1)]
        # each manages one at least; a few manage many, some of them beyond their county
        weights = [net.random.choice((1, 1, 1, 2, 3, 6)) for _ in firms]
        for i, compound in enumerate(net.shuffled(managed)):
            abroad = made and i >= len(firms) and net.random.random() < 0.05
            firm = net.random.choice(made) if abroad else firms[i] if i < len(firms) else None
            _contract(net, city, compound, firm or net.random.choices(firms, weights)[0], firms)
        made += firms
    area_of = {compound.id: area for area, compound in city.compounds}
    home_of = {edge["start"]: edge["end"] for edge in net.find("REGISTERED_IN")}
    areas_by_id = {area.id: area for area in city.areas}
    served: dict[str, list[str]] = {}
    for compound, firm in city.firm_of.items():
        served.setdefault(firm, []).append(compound)
    for firm in made:
        home = areas_by_id[home_of[firm]]
        _people(net, city, firm, home, area_of[served[firm][0]], len(served[firm]))
    for firm in net.random.sample(made, FLAGGED):
        net.nodes[firm]["tags"] = ["整改"]
    # whether these are among the others is not published
    for firm in net.random.sample(made, PENALISED):
        net.nodes[firm]["tags"] = [*net.nodes[firm].get("tags", ()), "扣分"]


def _firm(net: Network, area: Area, number: int) -> str:
    name = f"广安第{number}物业服务企业"
    return net.body("PropertyCompany", name, "REGISTERED_IN", area.id, since=date(2012, 1, 1), has=list(RATED))


def _contract(net: Network, city: City, compound: Compound, firm: str, others: list[str]) -> None:
    city.firm_of[compound.id] = firm
    since = net.day(date(2016, 1, 1), LATE)
    former = net.random.choice(others)
    if former != firm and net.random.random() < 0.25:
        net.edge("MANAGES", former, compound.id, since=years_before(since, 3), until=since)
    net.edge("MANAGES", firm, compound.id, since=since)
    if compound.kind == "商品房小区" and net.random.random() < 0.12:
        net.edge("CO_BUILDS", firm, compound.id, form="物业共建联建", since=since)


def _people(net: Network, city: City, firm: str, home: Area, place: Area, compounds: int) -> None:
    """Staff by what the firm manages; from 50 on one Party member at least; with three an organisation of its own."""
    staff = net.random.randint(6, 20) + net.random.randint(8, 16) * compounds
    party = net.random.randint(1 if staff >= 50 else 0, max(1, staff // 12))
    net.nodes[firm].update(staff=staff, party_members=party)
    seat(net, firm, ("物业经理",), (net.person(),), (EARLY, LATE))
    if party < 3:
        return
    # approved where the firm is registered or where it serves
    approving = home if net.random.random() < 0.7 else place
    since = net.day(date(2019, 7, 1), date(2021, 2, 1))
    name = net.nodes[firm]["name"] + "党支部"
    org = party_org(
        net,
        name,
        under=approving.party,
        kind="branch",
        purpose="firm",
        basis="trade",
        since=since,
        tags=["物业企业党组织"],
    )
    net.edge("UNDER", org, approving.party, line="approval", since=since)
    net.edge("UNDER", org, city.trade[home.county], line="industry", since=since)
    net.edge("HOSTED_BY", org, firm, since=since)
    lead(net, net.person(), "企业党组织书记", org, (since, LATE))


def private(net: Network, city: City) -> None:
    """Private firms that formed an organisation alone and lately, which a grant goes with (L78)."""
    for number, area in enumerate(net.random.sample(city.areas, PRIVATE), start=1):
        name = f"广安第{number}非公企业"
        firm = net.body(
            "Institution", name, "REGISTERED_IN", area.id, kind="非公企业", staff=net.random.randint(20, 300)
        )
        since = net.day(*NEW)
        org = party_org(
            net,
            name + "党支部",
            under=area.party,
            kind="branch",
            purpose="firm",
            basis="trade",
            since=since,
            tags=["新建非公企业党组织"],
        )
        net.edge("HOSTED_BY", org, firm, since=since)
        lead(net, net.person(), "企业党组织书记", org, (since, LATE))
