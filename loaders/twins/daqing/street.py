"""What serves the grids of 大庆市: departments, one team that enforces, professional grid staff, stations and lists."""

from __future__ import annotations

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.daqing.places import EARLY, LATE, Area

# function → name; a street's own, then the district's
DEPARTMENTS = {
    "street_office": "办事处",
    "urban_management": "城市管理综合执法大队",
    "housing": "住房和城乡建设办公室",
    "police": "派出所",
    "civil_affairs": "民政办公室",
    "sanitation": "环境卫生管理站",
    "market_supervision": "市场监督管理所",
}
DISTRICT_DEPARTMENTS = {"fire": "消防救援大队", "planning": "自然资源局"}
UTILITIES = {"water": "供水公司", "power": "供电公司"}
ENFORCEMENT = ("police", "housing", "urban_management", "market_supervision")  # 一支队伍管执法 (L35)
PROFESSIONAL = ("civil_affairs", "urban_management", "water", "power")  # 专业网格员 (L35)
COLOURS = ("红色", "黄色", "蓝色")
WHEN = (EARLY, LATE)


def departments(net: Network) -> None:
    """Departments of streets and district, utilities, and in each street the four that enforce as one team."""
    district = net.of("County")[0]
    for street in net.of("Street"):
        parts.departments(net, street, DEPARTMENTS, WHEN)
        for function, name in UTILITIES.items():
            utility = net.body(
                "Institution", f"{net.nodes[street]['name']}{name}服务站", "SERVES", street, function=function
            )
            net.holds(net.person(), "单位负责人", utility, *WHEN)
        name = net.nodes[street]["name"] + "综合执法队伍"
        team = net.body("Committee", name, "SERVES", street, kind="alliance")
        bodies = _serving(net, street)
        for function in ENFORCEMENT:
            net.edge("MEMBER_OF", bodies[function], team)
        leader = next(net.find("HOLDS", end=bodies["urban_management"], until=None))["start"]
        net.holds(leader, "召集人", team, *WHEN)
    parts.departments(net, district, DISTRICT_DEPARTMENTS, WHEN)


def professional_staff(net: Network) -> None:
    """Two 专业网格员 of each profession in a street, who share out its grids; they help and head nothing."""
    inside = {edge["start"]: edge["end"] for edge in net.find("PART_OF")}
    for street in net.of("Street"):
        grids = [grid for grid in net.of("Grid") if street in _upwards(inside, grid)]
        bodies = _serving(net, street)
        for function in PROFESSIONAL:
            people = [net.person(), net.person()]
            for person in people:
                net.holds(person, "专业网格员", bodies[function], *WHEN, mode="appointed")
            for number, grid in enumerate(grids):
                net.edge("EMBEDDED_IN", people[number % 2], grid, since=net.day(*WHEN))


def services(net: Network, areas: list[Area]) -> None:
    """A station within five minutes for each branch, its list of services, parcel points, and the three colours."""
    branch = {edge["end"]: edge["start"] for edge in net.find("COVERS", until=None)}
    for area in areas:
        point = net.node("Station", f"{area.name}我家驿站", kind="parcel_point")
        net.edge("SERVES", point, area.id, minutes=net.random.randint(4, 12))
        for own in area.covered:
            name = "、".join(net.nodes[compound]["name"] for compound in own)
            since = net.day(*WHEN)
            station = net.node("Station", f"{name}党群服务站", kind="party_service", since=since)
            net.holds(net.person(), "站点负责人", station, since, LATE, mode="appointed")
            services = net.node("Item", f"{name}服务事项清单", kind="service")
            net.edge("LISTED_BY", services, branch[own[0]])
            for compound in own:
                net.edge("SERVES", station, compound, minutes=net.random.randint(1, 5), since=since)
                net.edge("LISTED_BY", services, compound)
    for colour in COLOURS:
        net.edge("LISTED_BY", net.node("Item", colour, kind="tag", tags=["三色管理"]), net.of("City")[0])


def _serving(net: Network, place: str) -> dict[str, str]:
    """Function → the body that serves a place by it."""
    bodies = [edge["start"] for edge in net.find("SERVES", end=place)]
    return {net.nodes[body]["function"]: body for body in bodies if "function" in net.nodes[body]}


def _upwards(inside: dict[str, str], place: str) -> list[str]:
    chain = [place]
    while chain[-1] in inside:
        chain.append(inside[chain[-1]])
    return chain
