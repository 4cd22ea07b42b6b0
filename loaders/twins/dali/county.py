"""What belongs to 大荔县 and its streets: departments, units with their Party organisations, money, the platform."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.dali.places import EARLY, LATE, Area

# function → name; a street's or town's own, then the county's
DEPARTMENTS = {
    "street_office": "办事处",
    "urban_management": "综合执法队",
    "housing": "住房建设办公室",
    "police": "派出所",
    "civil_affairs": "民政办公室",
    "sanitation": "环境卫生所",
    "market_supervision": "市场监督管理所",
}
COUNTY_DEPARTMENTS = {
    "organisation": "中共大荔县委组织部",
    "finance": "大荔县财政局",
    "fire": "大荔县消防救援大队",
    "planning": "大荔县自然资源局",
}
UTILITIES = {"water": "供水公司", "power": "供电公司", "heating": "供热公司"}
LINES = ("行政", "网格", "志愿", "公共", "生活", "诉求")  # of the platform
SERVICE_ITEMS = 49
FUNDS = 26_654  # hundreds of yuan: 266.54万元
WHEN = (EARLY, LATE)


def organs(net: Network, areas: list[Area]) -> dict[str, list[str]]:
    """Departments, utilities and units; gives the units of each community, of which each hosts a Party branch."""
    county = net.of("County")[0]
    for street in net.of("Street"):
        town = net.nodes[street]["kind"] != "街道"
        parts.departments(net, street, DEPARTMENTS | ({"street_office": "人民政府"} if town else {}), WHEN)
    parts.departments(net, county, COUNTY_DEPARTMENTS, WHEN, prefix="")
    for function, name in UTILITIES.items():
        utility = net.body("Institution", f"大荔{name}", "SERVES", county, function=function)
        net.holds(net.person(), "单位负责人", utility, *WHEN)
    above = next(net.find("COVERS", end=county))["start"]
    organ = parts.party_org(net, "大荔县直机关工委", under=above, kind="committee", purpose="organ")
    parts.lead(net, net.person(), "机关工委书记", organ, WHEN, mode="appointed")
    streets = {edge["end"]: edge["start"] for edge in net.find("COVERS")}
    units: dict[str, list[str]] = {}
    for area in areas:
        units[area.id] = []
        for number in range(1, net.random.randint(2, 4)):
            unit = net.body("Institution", f"{area.name}第{number}驻区单位", "REGISTERED_IN", area.id, kind="unit")
            net.holds(net.person(), "单位负责人", unit, *WHEN)
            branch = parts.party_org(
                net, f"{net.nodes[unit]['name']}党支部", under=organ, kind="branch", purpose="unit"
            )
            net.edge("HOSTED_BY", branch, unit)
            parts.lead(net, net.person(), "单位党组织书记", branch, WHEN)
            net.edge("CO_BUILDS", branch, streets[area.street], form="互联互通", since=net.day(*WHEN))
            units[area.id].append(unit)
    return units


def funds(net: Network) -> None:
    """266.54万元 for the 158 branches: most from the finance bureau, some from the organisation department."""
    finance, organisation = (
        next(id_ for id_ in net.of("Department") if net.nodes[id_]["function"] == function)
        for function in ("finance", "organisation")
    )
    branches = [id_ for id_ in net.of("PartyOrg") if net.nodes[id_].get("tags") == ["小区党支部"]]
    for branch, hundreds in zip(branches, net.spread(FUNDS, [(100, 240)] * len(branches)), strict=True):
        payer = finance if net.random.random() < 0.8 else organisation
        since = net.day(net.nodes[branch]["since"], date(2020, 11, 30))
        net.edge("FUNDS", payer, branch, purpose="小区党建工作经费", amount_yuan=100.0 * hundreds, since=since)


def platform(net: Network) -> None:
    """智慧服务平台 with its six lines, which list 49 services."""
    county = net.of("County")[0]
    station = net.body(
        "Station", "大荔县智慧服务平台", "SERVES", county, kind="service_platform", since=date(2019, 9, 1)
    )
    net.holds(net.person(), "站点负责人", station, *WHEN, mode="appointed")
    for line, count in zip(LINES, net.spread(SERVICE_ITEMS, [(5, 12)] * len(LINES)), strict=True):
        service = net.node("Item", f"{line}服务", kind="service")
        net.edge("LISTED_BY", service, county)
        for number in range(1, count + 1):
            net.edge("LISTED_BY", net.node("Item", f"{line}服务第{number}项", kind="service"), service)
