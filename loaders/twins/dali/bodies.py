"""Bodies and posts of the compounds of 大荔县: 楼栋长, 166 网格长, 781 网格员, owners, managers, and who meets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from loaders.network import Network
from loaders.twins.dali.places import EARLY, GRIDS_BEGAN, LATE, Area

GRID_STAFF = 781
FIRMS = 26


def heads_of_buildings(net: Network) -> None:
    """One 楼栋长 for each building; some head two neighbouring ones."""
    person, last = "", ""
    compound_of = {edge["start"]: edge["end"] for edge in net.find("PART_OF")}
    for building in net.of("Building"):
        if compound_of[building] != last or net.random.random() > 0.15:
            person = net.person()
        last = compound_of[building]
        net.holds(person, "楼栋长", building, EARLY, LATE)


def grid_staff(net: Network, areas: list[Area]) -> None:
    """One 网格长 for each grid (一格一长), some of them officers of the community; 781 网格员 over all grids."""
    officers = {area.id: list(area.officers[1:]) for area in areas}
    community = {edge["start"]: edge["end"] for edge in net.find("PART_OF")}
    grids = net.of("Grid")
    for grid, staff in zip(grids, net.spread(GRID_STAFF, [(3, 7)] * len(grids)), strict=True):
        waiting = officers[community[grid]]
        head = waiting.pop() if waiting else net.person()
        net.holds(head, "网格长", grid, GRIDS_BEGAN, LATE, mode="appointed")
        for _ in range(staff):
            net.holds(net.person(), "网格员", grid, GRIDS_BEGAN, LATE, mode="appointed")


def owners(net: Network) -> None:
    """Committees of owners: where a firm or the owners manage, and in some compounds of units; 楼栋长 sit on them."""
    heads, homes = (
        {edge["end"]: edge["start"] for edge in net.find("HOLDS", post="楼栋长", until=None)},
        defaultdict(list),
    )
    for edge in net.find("PART_OF"):
        if edge["start"] in heads:
            homes[edge["end"]].append(heads[edge["start"]])
    for compound in net.of("Compound"):
        if net.nodes[compound]["manager"] == "unit" and net.random.random() < 2 / 3:
            continue
        name = net.nodes[compound]["name"] + "业主委员会"
        since = net.day(date(2016, 1, 1), date(2019, 12, 31))
        committee = net.body("OwnersCommittee", name, "REPRESENTS", compound, since=since)
        own = list(dict.fromkeys(homes[compound]))
        people = net.random.sample(own, min(2, len(own)))
        people += [net.person() for _ in range(5 - len(people))]
        posts = ("业委会主任", "业委会副主任", "业委会委员", "业委会委员", "业委会委员")
        for person, post in zip(people, posts, strict=True):
            net.holds(person, post, committee, EARLY, LATE, mode="elected")
        members = sum(net.nodes[person]["party_member"] for person in people)
        net.nodes[committee].update(members=len(people), party_members=members)


def managers(net: Network, areas: list[Area], units: dict[str, list[str]]) -> None:
    """Who manages each compound: a firm, a unit of the community, or the owners."""
    firms = []
    for number in range(1, FIRMS + 1):
        firm = net.node("PropertyCompany", f"大荔县第{number}物业服务企业", staff=net.random.randint(8, 70))
        net.edge("REGISTERED_IN", firm, net.random.choice(areas).id)
        net.holds(net.person(party_member=net.random.random() < 0.5), "物业经理", firm, EARLY, LATE)
        firms.append(firm)
    committee = {edge["end"]: edge["start"] for edge in net.find("REPRESENTS")}
    for area in areas:
        for compound in area.compounds:
            since = net.day(date(2016, 1, 1), date(2018, 12, 31))
            manager = net.nodes[compound]["manager"]
            if manager == "property":
                _contract(net, compound, firms, since)
            elif manager == "unit":
                net.edge("MANAGES", net.random.choice(units[area.id]), compound, since=since)
            else:
                net.edge("MANAGES", committee[compound], compound, since=net.nodes[committee[compound]]["since"])


def _contract(net: Network, compound: str, firms: list[str], since: date) -> None:
    """A firm's contract; some follow another firm's, before the day of the figures or after it. Few firms have many."""
    times = (date(2019, 1, 1), date(2020, 6, 30)), (date(2022, 1, 1), date(2024, 12, 31))
    for _ in range(net.random.choices((0, 1, 2), (65, 25, 10))[0]):
        until = net.day(*times[0 if since < times[0][0] else 1])
        net.edge("MANAGES", _firm(net, firms), compound, since=since, until=until)
        since = until
    net.edge("MANAGES", _firm(net, firms), compound, since=since)


def _firm(net: Network, firms: list[str]) -> str:
    return firms[min(net.random.randrange(FIRMS), net.random.randrange(FIRMS))]


def meetings(net: Network, units: dict[str, list[str]]) -> None:
    """The "1+3" body of each compound, and the 联席会议 that each branch convenes; both from the branch's first day."""
    hosted = {edge["end"]: edge["start"] for edge in net.find("HOSTED_BY")}
    community = {edge["start"]: edge["end"] for edge in net.find("PART_OF")}
    sits = defaultdict(list)
    for type_ in ("REPRESENTS", "MANAGES"):
        for edge in net.find(type_, until=None):
            if edge["start"] not in hosted:  # a unit sits there through its Party organisation
                sits[edge["end"]].append(edge["start"])
    covers = defaultdict(list)
    for edge in net.find("COVERS"):
        covers[edge["start"]].append(edge["end"])
    secretaries = defaultdict(list)
    for edge in net.find("HOLDS", post="小区党支部书记"):
        secretaries[edge["end"]].append(edge)
    for branch, held in secretaries.items():
        names, since = "、".join(net.nodes[c]["name"] for c in covers[branch]), net.nodes[branch]["since"]
        forum = net.node("Committee", f"{names}联席会议", kind="forum", since=since)
        net.edge("MEMBER_OF", branch, forum, since=since)
        for edge in held:
            net.edge("HOLDS", edge["start"], forum, post="召集人", since=edge["since"], until=edge.get("until"))
        for compound in covers[branch]:
            net.edge("SERVES", forum, compound, since=since)
            body = net.body(
                "Committee", f"{net.nodes[compound]['name']}1+3共治体", "SERVES", compound, kind="alliance", since=since
            )
            unit = hosted[net.random.choice(units[community[compound]])]
            net.edge("CO_BUILDS", unit, branch, form="共驻共建", since=since)
            for member in dict.fromkeys((branch, *sits[compound], unit)):
                net.edge("MEMBER_OF", member, body, since=since)
