"""Who comes to the compounds of 广安市: departments, 27 units, social organisations, members, teams, posts, zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.guangan.places import CORE, EARLY, LATE, City, Compound

# function → name; at the street, in a town its government, then at the county
STREET = {
    "street_office": "办事处",
    "urban_management": "综合行政执法大队",
    "police": "派出所",
    "civil_affairs": "民政办公室",
    "sanitation": "环境卫生所",
}
COUNTY = {
    "housing": "住房和城乡建设局",
    "market_supervision": "市场监督管理局",
    "fire": "消防救援大队",
    "planning": "自然资源和规划局",
}
UTILITIES = {"water": "供水公司", "power": "供电公司", "gas": "燃气公司"}
# five are named (L80), of the rest only the number
UNITS = (
    *("住房和城乡建设局", "财政局", "委政法委", "国有资产监督管理委员会", "公安局"),
    *("委组织部", "委宣传部", "委统战部", "发展和改革委员会", "经济和信息化局", "教育和体育局", "科学技术局"),
    *("民政局", "司法局", "人力资源和社会保障局", "自然资源和规划局", "生态环境局", "交通运输局", "水务局"),
    *("农业农村局", "商务局", "文化广播电视和旅游局", "卫生健康委员会", "应急管理局", "审计局", "信访局", "总工会"),
)
SOCIAL_ORGS, LINKED = 28, 41
TEAMS, POSTS, ZONES = 2748, 1660, 3156
SINKING = (date(2020, 6, 1), date(2021, 2, 28))  # when units and leaders were given their compounds


def departments(net: Network, city: City) -> None:
    """Departments of streets and counties, utilities, and the trade's Party committee beside each 住建局."""
    for street in city.streets:
        town = net.nodes[street]["kind"] != "街道"
        parts.departments(net, street, STREET | {"street_office": "人民政府"} if town else STREET, (EARLY, LATE))
    name, top = net.nodes[city.id]["name"], city.party[city.id]
    trade = parts.party_org(
        net, f"{name}物业行业综合党委", under=top, kind="committee", purpose="industry", basis="trade"
    )
    for county in city.counties:
        name = net.nodes[county]["name"]
        housing, *_ = parts.departments(net, county, COUNTY, (EARLY, LATE))
        (city.funds[county],) = parts.departments(net, county, {"organisation": "委组织部"}, (EARLY, LATE))
        for function, utility in UTILITIES.items():
            unit = net.body("Institution", name + utility, "SERVES", county, function=function)
            net.holds(net.person(), "单位负责人", unit, EARLY, LATE)
        since = net.day(date(2018, 1, 1), date(2019, 6, 30))
        org = parts.party_org(
            net,
            name + "物业行业综合党委",
            under=city.party[county],
            kind="committee",
            purpose="industry",
            basis="trade",
            since=since,
            covers=[county],
        )
        net.edge("UNDER", org, trade, line="industry", since=since)
        net.edge("HOSTED_BY", org, housing, since=since)
        parts.lead(net, net.person(), "物业行业综合党委书记", org, (since, LATE))
        city.trade[county] = org


def demonstration(net: Network, city: City) -> None:
    """示范小区, ten in each county: one department leads, one leader of the county contacts each; 27 units come."""
    name = net.nodes[city.id]["name"]
    units = []
    for word in UNITS:
        unit = net.body("Department", name + word, "SERVES", city.id, tags=["资源下沉"])
        net.holds(net.person(party_member=True), "部门负责人", unit, EARLY, LATE, mode="appointed")
        units.append(unit)
    turn = 0
    for county in city.counties:
        near = [compound for area in city.areas if area.county == county for compound in area.compounds]
        leaders = [net.person() for _ in range(8)]
        for leader in leaders:
            parts.lead(net, leader, "县级党员领导干部", city.party[county], (EARLY, LATE), mode="appointed")
        for number, compound in enumerate(net.random.sample(near, 10)):
            net.nodes[compound.id]["tags"] = ["示范小区"]
            since = net.day(*SINKING)
            net.edge("CONTACTS", leaders[number % 8], compound.id, rung="county_leader", since=since)
            net.edge("CONTACTS", units[turn % len(units)], compound.id, rung="department", role="lead", since=since)
            turn += 1
    for unit in units:
        for _, compound in net.random.sample(city.compounds, 4):
            net.edge("CONTACTS", unit, compound.id, rung="unit", role="member", since=net.day(*SINKING))


def social_orgs(net: Network, city: City) -> None:
    """红色联姻: 28 organisations and 41 communities of the city's core, each with one partner at least."""
    core = [area for area in city.areas if area.county == CORE and net.nodes[area.street]["kind"] == "街道"]
    linked = net.random.sample(core, LINKED)
    orgs = []
    for number in range(1, SOCIAL_ORGS + 1):
        org = net.body("SocialOrg", f"广安第{number}社会组织", "REGISTERED_IN", net.random.choice(core).id)
        net.holds(net.person(), "社会组织负责人", org, EARLY, LATE)
        orgs.append(org)
    pairs = {(orgs[n % SOCIAL_ORGS], area.id) for n, area in enumerate(linked)}
    pairs |= {(net.random.choice(orgs), net.random.choice(linked).id) for _ in range(20)}
    for org, area in sorted(pairs):
        net.edge("CO_BUILDS", org, area, form="红色联姻", since=net.day(date(2019, 6, 1), LATE))
        net.edge("SERVES", org, area, since=date(2019, 6, 1))


def units(net: Network, city: City) -> None:
    """The unit whose families live in a compound builds together with it and reports to its community (L56)."""
    for area, compound in city.compounds:
        if compound.manager == "unit":
            name = compound.name.removesuffix("家属院").removesuffix("宿舍区") + "单位"
            unit = net.body("Institution", name, "REGISTERED_IN", area.id, kind="unit")
            since = net.day(date(2018, 1, 1), LATE)
            net.edge("CO_BUILDS", unit, compound.id, form="单位党建联建", since=since)
            net.edge("REPORTS_TO", unit, area.id, since=since)
            net.edge("MANAGES", unit, compound.id)


def members(net: Network, city: City) -> None:
    """More than 22,000 working Party members report to their compounds; teams, posts and zones are theirs."""
    compounds = [compound for _, compound in city.compounds]
    total = net.random.randint(22_050, 22_950)
    reporting = {}
    for compound, count in zip(compounds, net.spread(total, [(5, 20)] * len(compounds)), strict=True):
        reporting[compound.id] = [net.person(party_member=True) for _ in range(count)]
        for person in reporting[compound.id]:
            net.edge("REPORTS_TO", person, compound.id, since=net.day(date(2018, 1, 1), LATE))
    for compound, number in _over(net, compounds, TEAMS):
        kind = net.random.choice(("党员突击队", "志愿服务队"))
        since = net.day(date(2019, 1, 1), LATE)
        team = net.body("Team", f"{compound.name}{number}队", "SERVES", compound.id, kind=kind, since=since)
        net.edge("HOLDS", reporting[compound.id][number], team, post="队长", since=since)
    for kind, word, count in (
        ("demonstration_post", "党员示范岗", POSTS),
        ("responsibility_zone", "党员责任区", ZONES),
    ):
        for compound, number in _over(net, compounds, count):
            item = net.node("Item", f"{compound.name}第{number}{word}", kind=kind)
            net.edge("LISTED_BY", item, compound.id)


def _over(net: Network, compounds: list[Compound], count: int) -> Iterator[tuple[Compound, int]]:
    """So many things over the compounds: as many for each as there are, the rest by chance; with its number there."""
    rounds, rest = divmod(count, len(compounds))
    yield from ((compound, number) for number in range(1, rounds + 1) for compound in compounds)
    yield from ((compound, rounds + 1) for compound in net.random.sample(compounds, rest))
