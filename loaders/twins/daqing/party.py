"""The Party in 大庆市: five levels down to the grid's group, and the property trade's committees at two levels."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.daqing.places import BEGAN, EARLY, LATE, Area

WHEN = (EARLY, LATE)
TRADE = "物业服务行业党委"
ORIGINS = ("在职党员", "离退休干部", "退役军人")  # from whom secretaries are recruited first (L15)


def committees(net: Network, areas: list[Area]) -> None:
    """City, district, streets and communities; beside them the property trade's two committees."""
    upper = ""
    trade = ""
    for label, post in (("City", "市委书记"), ("County", "区委书记")):
        place = net.of(label)[0]
        name = net.nodes[place]["name"]
        upper = parts.party_org(
            net, f"中共{name}委", under=upper or None, kind="committee", purpose="territory", covers=[place]
        )
        parts.lead(net, net.person(), post, upper, WHEN, mode="appointed")
        org = parts.party_org(net, name + TRADE, under=upper, kind="committee", purpose="trade", basis="trade")
        parts.lead(net, net.person(), "行业党委书记", org, WHEN, mode="appointed")
        if trade:
            net.edge("UNDER", org, trade, line="industry")
        trade = org
    streets = {}
    for street in net.of("Street"):
        name = net.nodes[street]["name"] + "党工委"
        streets[street] = parts.party_org(net, name, under=upper, kind="committee", purpose="street", covers=[street])
        parts.lead(net, net.person(), "党工委书记", streets[street], WHEN, mode="appointed")
    for area in areas:
        kind, word = net.random.choice((("committee", "党委"), ("general_branch", "党总支")))
        area.party = parts.party_org(
            net, area.name + word, under=streets[area.street], kind=kind, purpose="community", covers=[area.id]
        )
        secretary = parts.lead(net, net.person(), "社区党组织书记", area.party, WHEN)
        members = [parts.lead(net, net.person(), "社区党组织委员", area.party, WHEN) for _ in range(2)]
        area.residents = net.body("Committee", f"{area.name}居民委员会", "SERVES", area.id, kind="residents")
        area.officers = [secretary, *members, net.person(), net.person()]
        posts = ("居委会主任", "居委会委员", "居委会委员", "居委会委员")
        parts.seat(net, area.residents, posts, [secretary, *area.officers[2:]], WHEN, mode="elected")


def trade_committee(net: Network) -> str:
    """The district's committee of the property trade."""
    return [id_ for id_ in net.of("PartyOrg") if net.nodes[id_]["purpose"] == "trade"][-1]


def branches(net: Network, areas: list[Area]) -> None:
    """A branch for each enclosed compound and each neighbourhood of open ones, and a group for each of their grids."""
    staff: dict[str, list[str]] = {}
    for edge in net.find("HOLDS", post="网格员", until=None):
        staff.setdefault(edge["end"], []).append(edge["start"])
    for area in areas:
        for own in area.covered:
            since = net.day(BEGAN, date(2022, 12, 31))
            name = "、".join(net.nodes[compound]["name"] for compound in own)
            formation, word = ("joint", "联合党支部") if len(own) > 1 else ("single", "党支部")
            if len(own) > 1 and net.random.random() < 0.3:
                _forerunner(net, area, own[:2], since)
            branch = _branch(net, name + word, area.party, own, formation, since)
            grids = list(dict.fromkeys(grid for compound in own for grid in area.grids[compound]))
            people = [_group(net, branch, grid, staff[grid]) for grid in grids]
            _leaders(net, branch, staff[grids[0]], people)


def _branch(
    net: Network, name: str, above: str, own: list[str], formation: str, since: date, until: date | None = None
) -> str:
    branch = parts.party_org(
        net, name, under=above, kind="branch", purpose="compound", formation=formation, since=since, covers=own
    )
    if until:
        net.end(branch, until)
    return branch


def _forerunner(net: Network, area: Area, own: list[str], until: date) -> None:
    """A smaller joint branch, which ended when the neighbourhood's began."""
    name = "、".join(net.nodes[compound]["name"] for compound in own) + "联合党支部"
    _branch(net, name, area.party, own, "joint", date(2020, 5, 1), until)


def _group(net: Network, branch: str, grid: str, staff: list[str]) -> str:
    """The grid's Party group; gives who leads it, a 网格员 or a resident."""
    since = net.day(net.nodes[branch]["since"], date(2023, 6, 30))
    name = net.nodes[grid]["name"] + "党小组"
    group = parts.party_org(net, name, under=branch, kind="group", purpose="grid", since=since, covers=[grid])
    person = net.random.choice(staff) if net.random.random() < 0.4 else net.person()
    return parts.lead(net, person, "网格党小组组长", group, WHEN)


def _leaders(net: Network, branch: str, staff: list[str], groups: list[str]) -> None:
    """A secretary, from the 网格员 or from those who are recruited first, and members from the groups' leaders."""
    if net.random.random() < 0.4:
        secretary = net.random.choice(staff)
    else:
        secretary = net.person()
        net.nodes[secretary]["tags"] = [net.random.choice(ORIGINS)]
    parts.lead(net, secretary, "小区党支部书记", branch, WHEN)
    members = [person for person in dict.fromkeys(groups) if person != secretary][:2]
    for person in (*members, net.person()):
        parts.lead(net, person, "小区党支部委员", branch, WHEN)
