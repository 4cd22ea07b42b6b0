"""What belongs to the street itself: departments, desks, teams, units with contracts, and what it lists."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, words
from loaders.twins import parts
from loaders.twins.linfen.party import lead, lift_branches, party_org
from loaders.twins.linfen.places import EARLY, LATE, STREET, Area

# function → name; the street's own, then the county's
DEPARTMENTS = {
    "street_office": "街道办事处",
    "urban_management": "城市管理行政执法中队",
    "housing": "房屋管理事务所",
    "police": "派出所",
    "civil_affairs": "社区服务办公室",
    "sanitation": "绿化市容管理所",
    "market_supervision": "市场监督管理所",
}
COUNTY_DEPARTMENTS = {"fire": "消防救援支队", "planning": "规划和自然资源局"}
UTILITIES = {"water": "供水服务站", "power": "供电服务站"}
DESKS = {
    "intake_desk": "一口汇集受理台",
    "dispatch_desk": "一口派单调度台",
    "supervision_desk": "一口督办台",
    "command_centre": "社区大脑",
}
ORGAN_BRANCHES = ("公共管理", "公共服务", "公共安全")
FACULTIES = {"身份标签": 125, "服务标签": 101, "管理标签": 14}


def organ(net: Network, areas: list[Area]) -> None:
    """Departments, desks, teams, the organ's branches, and cadres sent to lift projects and on secondment."""
    street, county = net.of("Street")[0], net.of("County")[0]
    office, *_ = parts.departments(net, street, DEPARTMENTS, (EARLY, LATE))
    parts.departments(net, county, COUNTY_DEPARTMENTS, (EARLY, LATE))
    for function, name in UTILITIES.items():
        utility = net.body("Institution", STREET + name, "SERVES", street, function=function)
        net.holds(net.person(), "单位负责人", utility, EARLY, LATE)
    for kind, name in DESKS.items():
        desk = net.body("Station", STREET + name, "SERVES", street, kind=kind, since=date(2018, 1, 1))
        net.holds(net.person(), "站点负责人", desk, date(2018, 1, 1), LATE, mode="appointed")
    for number, area in enumerate(net.random.sample(areas, 2), start=1):
        station = net.body("Station", f"{STREET}第{number}青年中心", "SERVES", area.id, kind="youth_centre")
        net.holds(net.person(), "站点负责人", station, EARLY, LATE)
    for number in range(1, 10):
        team = net.body("Team", f"{STREET}第{number}志愿服务队", "SERVES", street, kind="volunteer")
        net.holds(net.person(party_member=True), "队长", team, EARLY, LATE)
    above = net.of("PartyOrg")[0]
    organ = party_org(net, f"{STREET}机关党总支", above, "general_branch", None, "organ")
    lead(net, net.person(), "党总支书记", organ)
    for name in ORGAN_BRANCHES:
        branch = party_org(net, f"{STREET}机关{name}党支部", organ, "branch", None, "organ")
        net.edge("COVERS", branch, street, since=net.nodes[branch]["since"])
        lead(net, net.person(), "支部书记", branch)
    cadres = [net.person(party_member=True) for _ in range(12)]
    for cadre in cadres:
        net.holds(cadre, "机关科级干部", office, EARLY, date(2018, 6, 30), mode="appointed")
    lift_branches(net, net.random.sample(areas, 17), cadres)
    for number, area in enumerate(net.random.sample(areas, 6)):
        since = net.day(date(2020, 9, 1), LATE)
        until = None if number < 3 else date(2022, 9, 1)
        net.edge(
            "HOLDS", net.random.choice(cadres), area.party, post="挂职干部", mode="seconded", since=since, until=until
        )


def institutions(net: Network, areas: list[Area]) -> None:
    """773 units and shops with a 门责制 contract; 41 are resident units that open resources, 43 host a Party group."""
    street = net.of("Street")[0]
    roads = sorted({net.nodes[area.id]["name"][:3] for area in areas if "路" in area.name[:3]})
    for number in range(1, 774):
        area = net.random.choice(areas)
        resident, shop = number <= 41, number > 191
        road = net.random.choice(roads)
        name = f"{road}沿街{net.random.choice(words('trade'))}{number:03d}" if shop else f"{STREET}第{number}区域单位"
        kind = "shop" if shop else "unit"
        tags = ["沿街", "驻区单位"] if resident else ["沿街"]
        unit = net.body("Institution", name, "REGISTERED_IN", area.id, kind=kind, tags=tags, has=["一店一档"])
        net.edge("CO_BUILDS", unit, street, form="门责制", since=net.day(date(2019, 1, 1), LATE))
        if resident:
            since = net.day(date(2018, 1, 1), LATE)
            net.edge("REPORTS_TO", unit, area.id, since=since)
            net.edge("CO_BUILDS", unit, area.id, form="临汾共享", since=since)
            net.holds(net.person(), "单位负责人", unit, EARLY, LATE)
        if not shop and number > 191 - 43:
            org = party_org(net, name + "党小组", area.party, "group", "trade", "firm")
            net.edge("HOSTED_BY", org, unit, since=net.nodes[org]["since"])
            lead(net, net.person(), "党小组组长", org)


def lists(net: Network) -> None:
    """What the street lists and the source counts: resources in classes and kinds, tags, projects, data."""
    street, units = net.of("Street")[0], [e["start"] for e in net.find("REPORTS_TO")]
    classes = [_item(net, "resource", f"资源第{n}大类", street) for n in range(1, 6)]
    kinds = [_item(net, "resource", f"资源第{n}种", classes[n % 5]) for n in range(1, 21)]
    for n in range(1, 85):
        item = _item(net, "resource", f"共享资源第{n}项", kinds[n % 20])
        net.edge("LISTED_BY", item, units[n % len(units)])
    for faculty, count in FACULTIES.items():
        for n in range(1, count + 1):
            _item(net, "tag", f"{faculty}{n}", street, tags=[faculty])
    for n in range(1, 11):
        _item(net, "project", f"民生实事项目第{n}项", street)
    domains = [_item(net, "data_domain", f"第{n}数据域", street) for n in range(1, 6)]
    for n in range(1, 19):
        _item(net, "catalogue", f"第{n}数据目录", domains[n % 5])
    for n in range(1, 10):
        _item(net, "channel", f"第{n}问题发现渠道", street)


def _item(net: Network, kind: str, name: str, listed_by: str, tags: list[str] | None = None) -> str:
    item = net.node("Item", STREET + name, kind=kind, tags=tags)
    net.edge("LISTED_BY", item, listed_by)
    return item
