"""Posts and bodies of compounds in 大庆市: 网格员, 中心户, firms, owners' committees, and those who meet."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.daqing.party import trade_committee
from loaders.twins.daqing.places import EARLY, LATE, Area

FIRMS = 9
WHEN = (EARLY, LATE)


def posts(net: Network) -> None:
    """One or two 网格员 for each grid, one 中心户 for each building; some 中心户 are 网格员 too."""
    homes: dict[str, list[str]] = {}
    for edge in net.find("IN_GRID"):
        homes.setdefault(edge["end"], []).append(edge["start"])
    for grid, buildings in homes.items():
        centres = {building: net.person() for building in buildings}
        for building, person in centres.items():
            net.holds(person, "楼栋中心户", building, EARLY, LATE)
        first = net.random.choice(list(centres.values())) if net.random.random() < 0.3 else net.person()
        staff = [first, net.person()] if len(buildings) > 3 else [first]
        for person in staff:
            net.holds(person, "网格员", grid, EARLY, LATE, mode="appointed")


def property_line(net: Network, areas: list[Area]) -> None:
    """Firms that manage the enclosed compounds; some took one over from another."""
    firms = []
    for number in range(1, FIRMS + 1):
        firm = net.node("PropertyCompany", f"萨尔图区第{number}物业服务企业", staff=net.random.randint(12, 80))
        net.edge("REGISTERED_IN", firm, net.random.choice(areas).id)
        net.holds(net.person(), "物业经理", firm, EARLY, LATE)
        firms.append(firm)
    for number, compound in enumerate(compound for area in areas for compound in area.enclosed):
        firm, since = firms[number % FIRMS], net.day(date(2018, 1, 1), date(2021, 6, 30))
        if net.random.random() < 0.25:
            former, until = net.random.choice([f for f in firms if f != firm]), net.day(date(2022, 1, 1), LATE)
            net.edge("MANAGES", former, compound, since=since, until=until)
            since = until
        net.edge("MANAGES", firm, compound, since=since)


def owners(net: Network, areas: list[Area]) -> None:
    """A committee for each enclosed compound; in some an officer of the community sits on it (双向进入)."""
    for area in areas:
        for compound in area.enclosed:
            since = net.day(date(2018, 1, 1), date(2022, 12, 31))
            name = net.nodes[compound]["name"] + "业主委员会"
            committee = net.body("OwnersCommittee", name, "REPRESENTS", compound, since=since)
            people = [net.person() for _ in range(5)]
            if net.random.random() < 0.4:
                people[1] = net.random.choice(area.officers[1:])
            parts.seat(net, committee, ("业委会主任", *["业委会委员"] * 4), people, WHEN, mode="elected")
            members = sum(net.nodes[person]["party_member"] for person in people)
            net.nodes[committee].update(members=len(people), party_members=members)


def organisations(net: Network) -> None:
    """Every firm and owners' committee has a Party organisation of two superiors, or an instructor sent to it."""
    trade = trade_committee(net)
    above = {edge["end"]: edge["start"] for edge in net.find("COVERS", until=None)}
    for type_, share, purpose in (("REGISTERED_IN", 0.6, "firm"), ("REPRESENTS", 0.4, "owners")):
        for tie in list(net.find(type_)):
            since = net.day(max(EARLY, net.nodes[tie["start"]].get("since") or EARLY), LATE)
            if net.random.random() < share:
                name = net.nodes[tie["start"]]["name"] + "党支部"
                # a firm's stands under the community of its registration, a committee's under the compound's branch
                org = parts.party_org(
                    net, name, under=above[tie["end"]], kind="branch", purpose=purpose, since=since, basis="trade"
                )
                net.edge("UNDER", org, trade, line="industry", since=since)
                net.edge("HOSTED_BY", org, tie["start"], since=since)
                parts.lead(net, net.person(), "单位党支部书记", org, (since, LATE))
            else:
                instructor = net.person(party_member=True)
                net.holds(instructor, "党建指导员", tie["start"], since, LATE, mode="appointed")


def forums(net: Network, areas: list[Area]) -> None:
    """三方共议 of residents' committee, owners and firm in enclosed compounds; 板凳会 of open ones."""
    committee = {edge["end"]: edge["start"] for edge in net.find("REPRESENTS")}
    firm = {edge["end"]: edge["start"] for edge in net.find("MANAGES", until=None)}
    branch = {edge["end"]: edge["start"] for edge in net.find("COVERS", until=None)}
    for area in areas:
        for own in area.covered:
            name = "、".join(net.nodes[compound]["name"] for compound in own)
            enclosed = own[0] in committee
            members = (
                [area.residents, committee[own[0]], firm[own[0]]] if enclosed else [area.residents, branch[own[0]]]
            )
            since = net.day(date(2023, 1, 1), date(2023, 12, 31))
            forum = net.node("Committee", name + ("三方共议会" if enclosed else "板凳会"), kind="forum", since=since)
            for compound in own:
                net.edge("SERVES", forum, compound, since=since)
            for member in members:
                net.edge("MEMBER_OF", member, forum, since=since)
            net.holds(net.random.choice(area.officers[:3]), "召集人", forum, since, LATE)
