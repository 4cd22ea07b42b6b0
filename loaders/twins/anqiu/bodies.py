"""Bodies of 安丘市: residents' committees and forums, departments, property firms, volunteers, partners, and lists."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, in_turn, words, years_before
from loaders.twins import parts
from loaders.twins.anqiu.places import BEGAN, EARLY, LATE, Area

SYSTEMS = ["首问负责制", "服务承诺制", "限时办结制", "全程协办制"]  # L71
BRAND = ["一社区一品牌", "一社区一特色"]
WHEN = (EARLY, LATE)
# function → name; at the street, then at the county
STREET = {
    "street_office": "办事处",
    "urban_management": "综合行政执法办公室",
    "police": "派出所",
    "civil_affairs": "社会事务办公室",
    "sanitation": "环卫所",
    "market_supervision": "市场监督管理所",
    "housing": "物业管理办公室",
}
COUNTY = {"fire": "消防救援大队", "planning": "自然资源和规划局"}
HELPING = ("民政局", "卫生健康局", "文化和旅游局", "人力资源和社会保障局")  # link resources to communities (L71)
UTILITIES = {"water": "供水公司", "power": "供电公司", "heating": "供热公司", "gas": "燃气公司"}
PROJECTS, POSTS, GRADES = 84, 3, 18


def committees(net: Network, areas: list[Area]) -> None:
    """居委会 with its workers, one volunteer team for each community, and forums on three tiers (L55)."""
    for street in net.of("Street"):
        name = net.nodes[street]["name"] + "协商议事会"
        forum = net.body("Committee", name, "SERVES", street, kind="forum", since=BEGAN)
        parts.seat(net, forum, ("召集人",), (net.person(),), WHEN)
    for number, area in enumerate(areas, start=1):
        net.nodes[area.id]["has"] = list(BRAND)
        name = area.name + "居民委员会"
        residents = net.body("Committee", name, "SERVES", area.id, kind="residents", has=list(SYSTEMS))
        posts = ("居委会主任", "居委会委员", "居委会委员")
        parts.seat(net, residents, posts, (area.secretary, net.person(), net.person()), WHEN, mode="elected")
        for worker in area.workers:
            net.holds(worker, "社区工作者", residents, date(2020, 1, 1), LATE, mode="appointed")
        forum = net.body("Committee", area.name + "邻聚力议事会", "SERVES", area.id, kind="forum", since=BEGAN)
        parts.seat(net, forum, ("召集人",), (area.secretary,), WHEN)
        team = net.body("Team", f"{area.name}第{number}特色志愿服务队", "SERVES", area.id, kind="特色志愿服务队")
        parts.seat(net, team, ("队长",), (net.person(),), WHEN)
        for grid in area.grids:
            forum = net.body("Committee", grid.name + "马扎议事会", "SERVES", grid.id, kind="forum", since=BEGAN)
            parts.seat(net, forum, ("召集人",), (grid.head,), WHEN)


def departments(net: Network, areas: list[Area]) -> None:
    """Departments and utilities that handle issues, and departments of the county that help communities."""
    (county,) = net.of("County")
    for street in dict.fromkeys(area.street for area in areas):  # 凌河街道 has villages only
        parts.departments(net, street, STREET, WHEN)
    parts.departments(net, county, COUNTY, WHEN)
    name = net.nodes[county]["name"]
    for function, utility in UTILITIES.items():
        unit = net.body("Institution", name + utility, "SERVES", county, function=function)
        net.holds(net.person(), "单位负责人", unit, *WHEN)
    for word in HELPING:
        department = net.body("Department", name + word, "SERVES", county)
        net.holds(net.person(party_member=True), "部门负责人", department, *WHEN, mode="appointed")
        for area in net.random.sample(areas, 6):
            net.edge("CO_BUILDS", department, area.id, form="资源链接", since=net.day(*WHEN))


def property_line(net: Network, areas: list[Area]) -> None:
    """Firms that manage compounds, one to four or so, and who did before."""
    managed = [compound for area in areas for compound in area.compounds if compound.manager == "property"]
    sizes: list[int] = []
    while sum(sizes) < len(managed):
        sizes.append(min(len(managed) - sum(sizes), net.random.choices((1, 2, 4, 9, 15), (40, 25, 20, 10, 5))[0]))
    firms: list[str] = []
    for number, own in enumerate(in_turn(net.shuffled(managed), sizes), start=1):
        home, staff = net.random.choice(areas).id, 6 + 8 * len(own) + net.random.randint(0, 9)
        firm = net.body("PropertyCompany", f"安丘第{number}物业服务企业", "REGISTERED_IN", home, staff=staff)
        net.holds(net.person(), "物业经理", firm, *WHEN)
        for compound in own:
            since = net.day(date(2018, 1, 1), LATE)
            if firms and net.random.random() < 0.25:
                former = net.random.choice(firms)
                net.edge("MANAGES", former, compound.id, since=years_before(since, 3), until=since)
            net.edge("MANAGES", firm, compound.id, since=since)
        firms.append(firm)


def partners(net: Network, areas: list[Area]) -> None:
    """Units that report for service, shops, and businesses that are partners of a community (L77)."""
    for area in areas:
        for number in range(1, net.random.randint(5, 9)):
            unit = net.body(
                "Institution",
                f"{area.name}第{number}双报到单位",
                "REGISTERED_IN",
                area.id,
                kind="unit",
                tags=["双报到"],
            )
            since = net.day(*WHEN)
            net.edge("REPORTS_TO", unit, area.id, since=since)
            net.edge("CO_BUILDS", unit, area.id, form="双报到", since=since)
        for number in range(1, net.random.randint(3, 6)):
            form, tag = net.random.choice((("双报到", "沿街商户"), ("红色合伙人", "红色合伙人")))
            name = f"{area.name}{net.random.choice(words('trade'))}{number:02d}"
            shop = net.body("Institution", name, "REGISTERED_IN", area.id, kind="shop", tags=[tag])
            net.edge("CO_BUILDS", shop, area.id, form=form, since=net.day(*WHEN))


def lists(net: Network, areas: list[Area]) -> None:
    """84 projects that communities list, and the county's ladder for community workers: 3 posts, 18 grades."""
    (county,) = net.of("County")
    for number, area in enumerate(net.shuffled(areas * (PROJECTS // len(areas) + 1))[:PROJECTS], start=1):
        project = net.node("Item", f"{area.name}惠民项目{number:02d}", kind="project")
        net.edge("LISTED_BY", project, area.id)
    for post in range(1, POSTS + 1):
        ladder = net.node("Item", f"社区工作者第{post}类岗位", kind="catalogue", tags=["岗位"])
        net.edge("LISTED_BY", ladder, county)
        for number in range((post - 1) * GRADES // POSTS + 1, post * GRADES // POSTS + 1):
            grade = net.node("Item", f"社区工作者第{number}级", kind="catalogue", tags=["等级"])
            net.edge("LISTED_BY", grade, ladder)
            net.edge("LISTED_BY", grade, county)
