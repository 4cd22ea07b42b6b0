"""Stations, platforms and forums of 西乡, the units that claim what communities need, helpers, and what is listed."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, Values
from loaders.twins.xixiang.chain import REQUIREMENTS, WHEN
from loaders.twins.xixiang.places import BEGAN, LATE, Area, in_compounds
from loaders.twins.xixiang.units import Office

PLATFORM, SOE_CENTRE = "网格化管理服务平台", "国企党群服务中心"
STATIONS = {"城市服务驿站": 7, "智慧书屋": 2, "公共厕所及便民饮水点": 2}
TOWN_UNITS = {"中心学校": "school", "卫生院": "hospital", "信用社": "unit"}
HUTS = (111, 119)  # 110余
PARTNERS = (11, 19)  # 10余
SERVICES = 16


def stations(net: Network, areas: list[Area]) -> None:
    """Three tiers of the platform, stations in the town, health huts in the communities with their medical teams."""
    county, communities = net.of("County")[0], [area for area in areas if area.kind == "居委会"]
    for place in (county, *net.of("Street")):
        _station(net, PLATFORM, net.nodes[place]["name"], place, net.person(party_member=True))
    for area in communities:
        _station(net, PLATFORM, area.name, area.id, area.secretary)
    town = [area for area in communities if area.town]
    for kind, count in STATIONS.items():
        for number, area in enumerate(net.random.sample(town, count), start=1):
            _station(net, kind, f"西乡县第{number}", area.id, net.person())
    for number in range(1, net.random.randint(*HUTS) + 1):
        area = communities[number % len(communities)]
        _station(
            net, "健康小屋", f"{area.name}第{-(-number // len(communities))}", area.id, net.random.choice(area.workers)
        )
    for number in range(1, 6):
        team = net.body("Team", f"西乡县第{number}红色医疗先锋队", "SERVES", county, kind="vanguard", since=BEGAN)
        net.holds(net.person(party_member=True), "队长", team, *WHEN)


def _station(net: Network, kind: str, prefix: str, place: str, head: str) -> str:
    station = net.body("Station", prefix + kind, "SERVES", place, kind=kind, since=net.day(date(2019, 1, 1), BEGAN))
    net.holds(head, "站点负责人", station, *WHEN)
    return station


def state_firms(net: Network, areas: list[Area], offices: list[Office]) -> None:
    """The centre of the state firms with its services, units that volunteer there, and the 至诚先锋 alliance."""
    area = net.random.choice([area for area in areas if area.town and area.kind == "居委会"])
    centre = _station(net, SOE_CENTRE, "西乡县", area.id, net.person(party_member=True))
    for number in range(1, SERVICES + 1):
        service = net.node("Item", f"国企党群服务中心服务项目第{number}项", kind="service", tags=[SOE_CENTRE])
        net.edge("LISTED_BY", service, centre)
    for office in net.random.sample(offices, net.random.randint(*PARTNERS)):
        net.edge("CO_BUILDS", office.id, centre, form="国企平台服务", since=net.day(BEGAN, LATE))
    alliance = net.body("Committee", "“至诚先锋”党建联盟", "SERVES", net.of("County")[0], kind="alliance", since=BEGAN)
    net.holds(net.person(party_member=True), "召集人", alliance, *WHEN)
    organs = [office for office in offices if office.label == "Department"]
    for firm in (office for office in offices if office.purpose == "soe"):
        organ = net.random.choice(organs)
        net.edge("CO_BUILDS", firm.id, organ.id, form="至诚先锋", since=net.day(BEGAN, LATE))
        for member in (firm, organ):
            if not any(net.find("MEMBER_OF", start=member.id, end=alliance)):
                net.edge("MEMBER_OF", member.id, alliance, since=BEGAN)


def resident_units(net: Network, areas: list[Area], offices: list[Office]) -> None:
    """Units that report to a community and claim what it needs (双向清单), and the forums where both sit."""
    registered: dict[str, list[str]] = {}
    for edge in net.find("REGISTERED_IN"):
        if net.label[edge["start"]] == "Institution":
            registered.setdefault(edge["end"], []).append(edge["start"])
    institutions = [office.id for office in offices if office.label == "Institution"]
    for area in areas:
        units = registered.get(area.id) or ([] if area.kind == "居委会" else net.random.sample(institutions, 2))
        for unit in units or _town_units(net, area):
            since = net.day(BEGAN, LATE)
            net.edge("REPORTS_TO", unit, area.id, since=since)
            net.edge("CO_BUILDS", unit, area.id, form="认领", since=since)
        if area.town:
            organ = net.random.choice([office.id for office in offices if office.label == "Department"])
            net.edge("CO_BUILDS", organ, area.id, form="连心互动", since=net.day(BEGAN, LATE))
        reporting = [edge["start"] for edge in net.find("REPORTS_TO", end=area.id)]
        _forum(net, f"{area.name}驻区单位党建工作联席会议", area.id, area.secretary, [area.party, *reporting])
    for street in net.of("Street"):
        orgs = {edge["end"]: edge["start"] for edge in net.find("COVERS") if net.label[edge["end"]] == "Street"}
        members = [orgs[street], *(area.party for area in areas if area.street == street)]
        secretary = next(net.find("HOLDS", end=orgs[street], post="街道党组织书记", until=None))["start"]
        _forum(net, f"{net.nodes[street]['name']}党建联席会议", street, secretary, members)
    county = net.of("County")[0]
    first = next(net.find("HOLDS", post="县委书记", until=None))["start"]
    _forum(net, "西乡县城市党建联席会议", county, first, [office.id for office in offices])


def _town_units(net: Network, area: Area) -> list[str]:
    """School, clinic and credit union of a town's community; they are not among the 92."""
    made = []
    for word, kind in TOWN_UNITS.items():
        unit = net.body("Institution", area.name + word, "REGISTERED_IN", area.id, kind=kind, tags=["驻区单位"])
        net.holds(net.person(), "单位负责人", unit, *WHEN)
        made.append(unit)
    return made


def _forum(net: Network, name: str, place: str, convenor: str, members: list[str]) -> None:
    since = net.day(date(2018, 1, 1), BEGAN)
    forum = net.body("Committee", name, "SERVES", place, kind="forum", since=since)
    net.holds(convenor, "召集人", forum, *WHEN)
    for member in members:
        net.edge("MEMBER_OF", member, forum, since=since)


def helpers(net: Network, areas: list[Area], offices: list[Office]) -> None:
    """Volunteers and people of resident units who help (编入), cadres on 服务岗, and what 2022 needed for a time."""
    for area in areas:
        team = net.body("Team", f"{area.name}志愿服务队", "SERVES", area.id, kind="volunteer", since=BEGAN)
        net.edge("EMBEDDED_IN", team, area.id, since=BEGAN)
        net.holds(net.person(), "队长", team, *WHEN)
        for grid in net.random.sample(area.grids, min(2, len(area.grids))):
            net.edge("EMBEDDED_IN", net.person(), grid, since=net.day(BEGAN, LATE))
    everyone = [cadre for office in offices for cadre in office.cadres]
    for branch in [id_ for id_ in net.of("PartyOrg") if "三无小区" in (net.nodes[id_].get("tags") or [])]:
        for cadre in net.random.sample(everyone, 5):
            net.holds(cadre, "服务岗", branch, *WHEN, mode="concurrent")
    pairs = list(in_compounds(areas))
    for area, compound in net.random.sample(pairs, 8):
        dates: Values = {"since": date(2022, 3, 10), "until": net.day(date(2022, 4, 20), date(2022, 6, 30))}
        name = f"{compound.name}疫情防控临时党支部"
        branch = net.node("PartyOrg", name, kind="branch", formation="temporary", purpose="epidemic", **dates)
        net.edge("UNDER", branch, area.party, line="territorial", **dates)
        net.edge("COVERS", branch, compound.id, **dates)
        net.edge("HOLDS", net.random.choice(everyone), branch, post="党组织书记", mode="concurrent", **dates)


def requirements(net: Network) -> None:
    """What a community centre has to meet: 60 requirements in five classes, listed by the county; none is named."""
    county = net.of("County")[0]
    classes = [net.node("Item", f"规范第{n}大类", kind="checklist_item", tags=["规范化建设"]) for n in range(1, 6)]
    for item in classes:
        net.edge("LISTED_BY", item, county)
    for number, name in enumerate(REQUIREMENTS):
        item = net.node("Item", name, kind="checklist_item", tags=["规范化建设"])
        net.edge("LISTED_BY", item, classes[number % len(classes)])
