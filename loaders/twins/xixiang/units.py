"""The county of 西乡: its leaders, 92 units with their Party organisations and cadres, and the contact ladder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.xixiang.chain import WHEN
from loaders.twins.xixiang.places import EARLY, LATE, Area, in_compounds

LEADERS, CONTACTED = 22, 14
TASKS = 519  # Party organisations with 创建任务, those of communities and compounds among them
PLAN = "创建计划书"
DEMONSTRATION = {"community": 8, "organ": 16, "school": 4, "hospital": 2, "soe": 2}
FIVE_STAR = 29
# function → name of county departments that handle issues
FUNCTIONS = {
    "police": "公安局",
    "civil_affairs": "民政局",
    "planning": "自然资源局",
    "housing": "住房和城乡建设局",
    "market_supervision": "市场监督管理局",
    "urban_management": "城市管理局",
    "fire": "消防救援大队",
    "sanitation": "环境卫生管理站",
}
OTHERS = (
    *("纪委监委", "委办公室", "政府办公室", "人大办公室", "政协办公室", "委组织部", "委宣传部", "委统战部"),
    *("委政法委", "委编办", "委党校", "总工会", "团委", "妇联", "残联", "发展和改革局", "教育体育局", "经济贸易局"),
    *("司法局", "财政局", "人力资源和社会保障局", "交通运输局", "水利局", "农业农村局", "文化和旅游局", "卫生健康局"),
    *(
        "退役军人事务局",
        "应急管理局",
        "审计局",
        "统计局",
        "林业局",
        "乡村振兴局",
        "医疗保障局",
        "信访局",
        "行政审批服务局",
    ),
    *("档案馆", "人民法院", "人民检察院"),
)
# kind of institution → how they are named, how many, and the purpose of their Party organisations
INSTITUTIONS = {
    "school": ("县城第{}学校", 14, "school"),
    "hospital": ("县城第{}医院", 5, "hospital"),
    "soe": ("县属第{}国有企业", 9, "soe"),
    "unit": ("驻县第{}单位", 16, "unit"),
    "utility": ("{}", 2, "unit"),
}
UTILITIES = {"water": "县供水公司", "power": "县供电公司"}
STREET_DEPARTMENTS = {
    "street_office": "综合办公室",
    "urban_management": "综合行政执法队",
    "housing": "规划建设办公室",
    "police": "派出所",
    "civil_affairs": "社会事务办公室",
    "sanitation": "环境卫生站",
    "market_supervision": "市场监督管理所",
}


@dataclass
class Office:
    """One of the 92 机关事业单位、驻县单位: its head, its branches, and the cadres in them."""

    id: str
    name: str
    label: str
    purpose: str
    head: str
    branches: list[str] = field(default_factory=list)
    cadres: list[str] = field(default_factory=list)


def county(net: Network, areas: list[Area]) -> list[Office]:
    """Departments of streets and county, the office that commands cadres directly, and the 92 units."""
    place = net.of("County")[0]
    for street in net.of("Street"):
        parts.departments(net, street, STREET_DEPARTMENTS, WHEN)
    parts.departments(net, place, {"grid_office": "党员干部“定格入网、上门入户”工作办公室"}, WHEN)
    named = {**{name: function for function, name in FUNCTIONS.items()}, **dict.fromkeys(OTHERS)}
    offices = []
    for name, function in named.items():
        department = net.body("Department", f"西乡县{name}", "SERVES", place, function=function, tags=["包联单位"])
        offices.append(_office(net, department, "Department", "organ", "部门负责人"))
    town = [area.id for area in areas if area.town and area.kind == "居委会"]
    functions = iter(UTILITIES)
    for kind, (pattern, count, purpose) in INSTITUTIONS.items():
        for number in range(1, count + 1):
            function = next(functions) if kind == "utility" else None
            name = "西乡" + (UTILITIES[function] if function else pattern.format(number))
            at = town[len(offices) % len(town)]
            tags = ["包联单位", "驻区单位"] + (["党建工作示范校"] if kind == "school" and number <= 10 else [])
            institution = net.body("Institution", name, "REGISTERED_IN", at, kind=kind, function=function, tags=tags)
            if function:
                net.edge("SERVES", institution, place)
            offices.append(_office(net, institution, "Institution", purpose, "单位负责人"))
    return offices


def _office(net: Network, id_: str, label: str, purpose: str, post: str) -> Office:
    head = net.person(party_member=True)
    net.holds(head, post, id_, *WHEN, mode="appointed")
    return Office(id_, net.nodes[id_]["name"], label, purpose, head)


def party_orgs(net: Network, offices: list[Office]) -> None:
    """A branch, or a general branch with its branches, in each unit; 519 organisations with a plan; two ratings."""
    top = next(id_ for id_ in net.of("PartyOrg") if net.nodes[id_]["purpose"] == "county")
    above = parts.party_org(
        net, "西乡县直属机关工委", under=top, kind="committee", purpose="organs", since=date(2016, 1, 1)
    )
    tasked = [id_ for id_ in net.of("PartyOrg") if net.nodes[id_]["purpose"] in ("community", "compound")]
    tasked = [id_ for id_ in tasked if not net.nodes[id_]["name"].endswith("村党支部")]
    counts = net.spread(TASKS - len(tasked), [(1, 6)] * len(offices))
    for office, count in zip(offices, counts, strict=True):
        first = _org(net, office, office.name + ("党总支" if count > 1 else "党支部"), above)
        parts.lead(net, office.head, "党组织书记", first, WHEN)
        for number in range(1, count):
            office.branches.append(_org(net, office, f"{office.name}第{number}党支部", first))
        office.branches = office.branches or [first]
        tasked += [first, *office.branches] if count > 1 else [first]
    for id_ in tasked:
        net.nodes[id_].update(tags=[*(net.nodes[id_].get("tags") or []), "创建任务"], has=[PLAN])
    for purpose, count in DEMONSTRATION.items():
        for id_ in net.random.sample([id_ for id_ in tasked if net.nodes[id_]["purpose"] == purpose], count):
            net.nodes[id_]["tags"].append("示范党组织")
    for id_ in net.random.sample(tasked, FIVE_STAR):
        net.nodes[id_]["tags"].append("五星级")


def _org(net: Network, office: Office, name: str, above: str) -> str:
    kind = "general_branch" if name.endswith("总支") else "branch"
    since = net.day(date(2017, 1, 1), date(2021, 12, 31))
    org = parts.party_org(net, name, under=above, kind=kind, purpose=office.purpose, since=since)
    net.edge("HOSTED_BY", org, office.id, since=since)
    return org


def leaders(net: Network, areas: list[Area], offices: list[Office]) -> None:
    """22 leaders over the 14 communities of 主城区, each with one lead department; some have two leaders or more."""
    county = net.of("County")[0]
    committee = next(id_ for id_ in net.of("PartyOrg") if net.nodes[id_]["purpose"] == "county")
    government = net.body("Department", "西乡县人民政府", "SERVES", county, function="county_government")
    people = [net.person(party_member=True) for _ in range(LEADERS)]
    for person, post in zip(people[:10], ("县委书记", "县委副书记", *["县委常委"] * 8), strict=True):
        net.holds(person, post, committee, *WHEN, mode="elected")
    posts = ("县长", *["副县长"] * 6, *["县级领导"] * 6)
    for person, post in zip([people[1], *people[10:]], posts, strict=True):
        net.holds(person, post, government, *WHEN, mode="elected")
    town = [area.id for area in areas if "主城区" in (net.nodes[area.id].get("tags") or [])]
    places = town + [net.random.choice(town) for _ in range(LEADERS - CONTACTED)]
    for person, place in zip(net.shuffled(people), places, strict=True):
        _contact(net, person, place, "county_leader", None)
    departments = [office.id for office in offices if office.label == "Department"]
    for place, department in zip(town, net.random.sample(departments, CONTACTED), strict=True):
        _contact(net, department, place, "department", "lead")
    for place in net.random.sample(town, 3):  # leaders who moved on before the ladder of today
        since = net.day(date(2018, 1, 1), date(2019, 12, 31))
        net.edge("CONTACTS", net.person(party_member=True), place, rung="county_leader", since=since, until=EARLY)


def _contact(net: Network, who: str, place: str, rung: str, role: str | None) -> None:
    net.edge("CONTACTS", who, place, rung=rung, role=role, since=net.day(EARLY, LATE))


def responsible(net: Network, areas: list[Area], offices: list[Office]) -> None:
    """管控责任单位: one unit for every compound and every self-built house; large compounds have a second unit."""
    turn = net.shuffled(offices)
    for number, (_, compound) in enumerate(in_compounds(areas)):
        unit = turn[number % len(turn)]
        if net.random.random() < 0.1:
            former = net.random.choice([other for other in offices if other is not unit])
            since = net.day(date(2019, 1, 1), date(2020, 12, 31))
            dates = {"since": since, "until": EARLY}
            net.edge("CONTACTS", former.id, compound.id, rung="unit", role="responsible", **dates)
        _contact(net, unit.id, compound.id, "unit", "responsible")
        if len(compound.buildings) > 8:
            second = net.random.choice([other for other in offices if other is not unit])
            _contact(net, second.id, compound.id, "unit", "member")
    for area in areas:
        own = net.random.sample(offices, 2)
        for building in area.alone:
            _contact(net, net.random.choice(own).id, building.id, "unit", "responsible")


def cadres(net: Network, offices: list[Office]) -> None:
    """A little over 2500 cadres: each in a branch of the unit, in one grid, and some for a building of that grid."""
    counts = net.spread(net.random.randint(2520, 2590), [(12, 45)] * len(offices))
    for office, count in zip(offices, counts, strict=True):
        for number in range(count):
            cadre = net.person(party_member=True)
            net.nodes[cadre]["tags"] = ["党员干部"]
            branch = office.branches[number % len(office.branches)]
            net.edge("HOLDS", cadre, branch, post="党员干部", since=net.day(date(2017, 1, 1), LATE))
            if number < len(office.branches) and len(office.branches) > 1:
                parts.lead(net, cadre, "党组织书记", branch, WHEN)
            office.cadres.append(cadre)
    everyone = [cadre for office in offices for cadre in office.cadres]
    grids = net.shuffled(net.of("Grid"))
    inside: dict[str, list[str]] = {grid: [] for grid in grids}
    for edge in net.find("IN_GRID"):
        inside[edge["end"]].append(edge["start"])
    sent: dict[str, list[str]] = {grid: [] for grid in grids}
    for number, cadre in enumerate(everyone):  # the cadres of one unit go to about three grids
        sent[grids[number * len(grids) // len(everyone)]].append(cadre)
    for grid, people in sent.items():
        for cadre in people:
            _contact(net, cadre, grid, "cadre", None)
        for number, building in enumerate(inside[grid]):
            _contact(net, people[number % len(people)], building, "cadre", None)
