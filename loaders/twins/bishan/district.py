"""What belongs to the district and its streets: departments, command centres, teams, partners, and what is listed."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.bishan.places import BEGAN, LATE, NAMED, WHEN, Area

# function → name; of a street or town, then of the district
DEPARTMENTS = {
    "urban_management": "综合行政执法大队",
    "housing": "住房和物业管理办公室",
    "police": "派出所",
    "civil_affairs": "民政和社会事务办公室",
    "sanitation": "环境卫生所",
    "market_supervision": "市场监督管理所",
}
DISTRICT_DEPARTMENTS = {"fire": "消防救援支队", "planning": "规划和自然资源局", "health": "卫生健康委员会"}
INSTITUTIONS = {"water": "供水公司", "power": "供电公司", "court": "人民法院", "procuratorate": "人民检察院"}
# function → the action by which it works together with the streets
ACTIONS = {
    "fire": "党建统领消防治理",
    "health": "健康相伴",
    "police": "警邻同行",
    "court": "天平聚力",
    "procuratorate": "天平聚力",
}
PARTNERS = 96


def departments(net: Network) -> None:
    """Departments, utilities and courts; a command centre and an enforcement team for every street and town."""
    district = net.of("County")[0]
    parts.departments(net, district, DISTRICT_DEPARTMENTS, WHEN)
    for function, name in INSTITUTIONS.items():
        body = net.body("Institution", net.nodes[district]["name"] + name, "SERVES", district, function=function)
        net.holds(net.person(), "单位负责人", body, *WHEN)
    for street in net.of("Street"):
        name = net.nodes[street]["name"]
        office = "办事处" if name.endswith("街道") else "人民政府"
        parts.departments(net, street, {"street_office": office, **DEPARTMENTS}, WHEN)
        centre = net.body("Station", f"{name}基层治理指挥中心", "SERVES", street, since=BEGAN, kind="command_centre")
        net.holds(net.person(), "站点负责人", centre, *WHEN, mode="appointed")
        team = net.body("Team", f"{name}综合执法队", "SERVES", street, since=BEGAN, kind="enforcement")
        net.holds(net.person(party_member=True), "队长", team, *WHEN, mode="appointed")
    streets = net.of("Street")
    for body in [id_ for id_, node in net.nodes.items() if node.get("function") in ACTIONS]:
        form = ACTIONS[net.nodes[body]["function"]]
        own = [e["end"] for e in net.find("SERVES", start=body)]
        for street in streets if own == [district] else own:
            net.edge("CO_BUILDS", body, street, form=form, since=net.day(BEGAN, LATE))


def partners(net: Network, areas: list[Area]) -> None:
    """Departments, enterprises and business districts that build together with compounds (党建联建)."""
    for number in range(1, PARTNERS + 1):
        area = net.random.choice([area for area in areas if area.homes])
        kind, word = net.random.choice((("unit", "事业单位"), ("enterprise", "企业"), ("business_district", "商圈")))
        unit = net.body("Institution", f"璧山第{number}联建{word}", "REGISTERED_IN", area.id, kind=kind)
        for home in net.random.sample(area.homes, min(len(area.homes), net.random.randint(1, 2))):
            since = net.day(BEGAN, LATE)
            ended = net.random.random() < 0.1 and since < date(2024, 6, 1)
            until = net.day(date(2024, 6, 2), LATE) if ended else None
            net.edge("CO_BUILDS", unit, home.id, form="党建联建", since=since, until=until)


def lists(net: Network) -> None:
    """The ten matters of 宏康浩宇小区, and the two compounds that try a maintenance fund."""
    compounds = {net.nodes[id_]["name"]: net.nodes[id_] for id_ in net.of("Compound")}
    listing = compounds[NAMED["文风社区"]]
    listing["tags"] = ["十件大事"]
    for number in range(1, 11):
        item = net.node("Item", f"{listing['name']}十件大事第{number}件", kind="project")
        net.edge("LISTED_BY", item, listing["id"])
    for name in net.random.sample([name for name in compounds if name not in NAMED.values()], 2):
        compounds[name]["tags"] = ["维修资金试点"]
