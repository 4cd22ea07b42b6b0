"""Bodies of compounds and grids in 璧山区: owners' committees and groups that prepare them, firms, forums, stations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from loaders.network import Network
from loaders.twins.bishan.places import BEGAN, EARLY, LATE, RESETTLED, WHEN, Area, Grid, Home

OWNERS_COMMITTEES = 153
LEGAL_PERSON = ["民办非企业单位登记", "账户", "发票"]
RULES_FOR_FIRMS = ["诚信评价", "退出机制", "红黑榜"]
STATIONS = {  # kind → name, and how many; every community has one of the first
    "service_station": ("党群服务站点", 63),
    "canteen": ("暖心食堂", 14),
    "family_home": ("妇女儿童之家", 12),
    "life_hall": ("城市生活馆", 6),
    "grid_station": ("网格驿站", 30),
}


def owners(net: Network, areas: list[Area]) -> dict[Home, str]:
    """Compound → its owners' committee, of 153; a group prepared some of them, and prepares others now."""
    homes = [home for area in areas for home in area.homes]
    found: dict[Home, str] = {}
    chosen = net.random.sample(homes, OWNERS_COMMITTEES)
    for home in chosen:
        since = net.day(date(2023, 6, 1), date(2025, 9, 30))
        name = f"{home.name}业主委员会"
        found[home] = net.body("OwnersCommittee", name, "REPRESENTS", home.id, since=since, has=[*LEGAL_PERSON])
        if net.random.random() < 0.4 and since > net.nodes[home.branch]["since"]:
            _preparatory(net, home, max(net.nodes[home.branch]["since"], date(since.year - 1, since.month, 1)), since)
    for home in net.random.sample([home for home in homes if home not in found], 24):
        _preparatory(net, home, net.day(date(2025, 3, 1), LATE), None)
    return found


def _preparatory(net: Network, home: Home, since: date, until: date | None) -> None:
    group = net.body("Committee", f"{home.name}业委会筹备组", "SERVES", home.id, since=since, kind="preparatory")
    above = next(net.find("UNDER", start=home.area.party))["end"]
    for org in (home.branch, home.area.party, above):
        net.edge("MEMBER_OF", org, group, since=since)
    net.edge("HOLDS", net.random.choice(home.area.officers), group, post="筹备组组长", since=since)
    if until is not None:
        net.end(group, until)


def property_line(net: Network, areas: list[Area], committees: dict[Home, str]) -> None:
    """Firms, and who manages each compound since when; a third have changed their firm."""
    firms = []
    for number in range(1, 47):
        area = net.random.choice(areas)
        name = f"璧山第{number}物业服务企业"
        firm = net.body(
            "PropertyCompany", name, "REGISTERED_IN", area.id, staff=net.random.randint(12, 160), has=[*RULES_FOR_FIRMS]
        )
        net.holds(net.person(), "物业经理", firm, *WHEN)
        firms.append(firm)
    for home in (home for area in areas for home in area.homes):
        chance = net.random.random()
        if net.nodes[home.id]["kind"] == RESETTLED:
            manager = "community" if chance < 0.5 else "property"
        elif chance < 0.04 and home in committees:
            manager = "owners"
        else:
            manager = "property" if chance < 0.82 else "unit" if chance < 0.88 else "community"
        net.nodes[home.id]["manager"] = manager
        if manager == "owners":
            since = net.nodes[committees[home]]["since"]
            net.edge("MANAGES", committees[home], home.id, since=since)
        elif manager == "property":
            former, firm = net.random.sample(firms, 2)
            since = net.day(date(2016, 1, 1), date(2022, 12, 31))
            if net.random.random() < 0.33:
                changed = net.day(date(2023, 1, 1), LATE)
                net.edge("MANAGES", former, home.id, since=since, until=changed)
                since = changed
            net.edge("MANAGES", firm, home.id, since=since)


def forums(net: Network, areas: list[Area]) -> None:
    """院坝会 of every grid, which also serve the compounds in it; 居委会 of the communities."""
    for area in areas:
        residents = net.body("Committee", f"{area.name}居民委员会", "SERVES", area.id, kind="residents")
        net.holds(area.officers[0], "居委会主任", residents, *WHEN, mode="elected")
        for grid in area.grids:
            forum = net.body("Committee", f"{grid.name}院坝会", "SERVES", grid.id, since=BEGAN, kind="forum")
            for home in grid.homes:
                net.edge("SERVES", forum, home.id, since=BEGAN)
            convenor = grid.homes[0].secretary if grid.homes else net.random.choice(area.officers)
            net.holds(convenor, "召集人", forum, *WHEN)


def stations(net: Network, areas: list[Area]) -> None:
    """Stations of five kinds, the one of a grid at the grid, the others for a community."""
    grids = [grid for area in areas for grid in area.grids]
    for kind, (name, count) in STATIONS.items():
        where: Sequence[Area | Grid] = grids if kind == "grid_station" else areas
        for place in net.random.sample(where, count):
            since = net.day(BEGAN, date(2025, 6, 30))
            station = net.body("Station", place.name + name, "SERVES", place.id, since=since, kind=kind)
            net.holds(net.person(), "站点负责人", station, EARLY, LATE)
