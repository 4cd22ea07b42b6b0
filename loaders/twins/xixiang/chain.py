"""The seven levels of 西乡 and who sits on them: work teams, heads of compounds, grids, buildings, units, floors."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.xixiang.places import BEGAN, EARLY, LATE, Area, Building, Compound, in_compounds

WHEN = (EARLY, LATE)
TWO_COMMITTEES, INTO_COMMITTEE, WORKERS = 320, 81, 250
COMPOUND_HEADS, FIRMS, GRID_STAFF = 226, 46, 619
JUNIOR, MIDDLE = 31, 37  # certificates of full-time workers
ROOMS = "一厅八室"
REQUIREMENTS = [f"规范第{n}项" for n in range(1, 61)]


def committees(net: Network, areas: list[Area]) -> None:
    """County, street and community Party organisations; the two committees, the centre and the work team of each."""
    county = net.of("County")[0]
    top = parts.party_org(
        net, "中共西乡县委员会", under=None, kind="committee", purpose="county", covers=[county], since=date(2016, 1, 1)
    )
    above = {}
    for street in net.of("Street"):
        name = net.nodes[street]["name"]
        word = "党工委" if net.nodes[street]["kind"] == "街道" else "党委"
        org = parts.party_org(
            net, name + word, under=top, kind="committee", purpose="street", covers=[street], since=date(2016, 1, 1)
        )
        parts.lead(net, net.person(), "街道党组织书记", org, WHEN, mode="appointed")
        above[street] = org
    communities = [area for area in areas if area.kind == "居委会"]
    sizes = net.spread(TWO_COMMITTEES, [(7, 11)] * len(communities))
    workers = net.spread(WORKERS, [(5, 9)] * len(communities))
    sitting = net.spread(INTO_COMMITTEE, [(1, 4)] * len(communities))
    certificates = iter(net.shuffled(["初级"] * JUNIOR + ["中级"] * MIDDLE + [None] * (WORKERS - JUNIOR - MIDDLE)))
    for area, size, full_time, both in zip(communities, sizes, workers, sitting, strict=True):
        area.party = _party(net, area, above[area.street], "党委")
        people = _two_committees(net, area, size)
        _centre(net, area, [*net.random.sample(people[1:], both), *(net.person() for _ in range(full_time - both))])
        for person in area.workers:
            if certificate := next(certificates):
                net.nodes[person].update(certificate=certificate, tags=["持证"])
        _work_team(net, area, people)
    for area in areas:
        if area not in communities:
            area.party = _party(net, area, above[area.street], "党支部")
            area.secretary = area.deputy = parts.lead(net, net.person(), "村党组织书记", area.party, WHEN)
            village = net.body("Committee", f"{area.name}村民委员会", "SERVES", area.id, kind="residents")
            net.holds(area.secretary, "村委会主任", village, *WHEN, mode="elected")


def _party(net: Network, area: Area, above: str, word: str) -> str:
    kind = "branch" if word == "党支部" else "committee"
    return parts.party_org(
        net, area.name + word, under=above, kind=kind, purpose="community", covers=[area.id], since=date(2018, 1, 1)
    )


def _two_committees(net: Network, area: Area, size: int) -> list[str]:
    """社区“两委”: in three of five communities one person heads both committees."""
    residents = net.body("Committee", f"{area.name}居民委员会", "SERVES", area.id, kind="residents")
    people = [net.person(party_member=True) for _ in range(size // 2)]
    people += [net.person() for _ in range(size - len(people))]
    party, others = people[: size // 2], people[size // 2 :]
    area.secretary, area.deputy = party[:2]
    for person, post in zip(party, ("书记", "副书记", *["委员"] * (len(party) - 2)), strict=True):
        parts.lead(net, person, f"社区党组织{post}", area.party, WHEN)
    seats = [area.secretary, *others] if net.random.random() < 0.6 else others
    parts.seat(
        net,
        residents,
        [f"居委会{post}" for post in ("主任", "副主任", *["委员"] * (len(seats) - 2))],
        seats,
        WHEN,
        mode="elected",
    )
    return people


def _centre(net: Network, area: Area, workers: list[str]) -> None:
    area.workers = workers
    area.centre = net.body(
        "Station",
        f"{area.name}党群服务中心",
        "SERVES",
        area.id,
        since=date(2019, 7, 1),
        kind="社区党群服务中心",
        has=[*REQUIREMENTS, ROOMS],
    )
    net.holds(area.deputy, "站点负责人", area.centre, *WHEN)
    for person in workers:
        net.holds(person, "社区专职工作者", area.centre, *WHEN, mode="appointed")


def _work_team(net: Network, area: Area, people: list[str]) -> None:
    """Cadres of the street and of the community, one of the street's at the head."""
    team = net.body("Team", f"{area.name}社区工作队", "SERVES", area.id, since=BEGAN, kind="work_team")
    sent = [net.person(party_member=True) for _ in range(net.random.randint(2, 3))]
    for person in sent:
        net.holds(person, "街道干部", team, *WHEN, mode="appointed")
    net.holds(sent[0], "社区工作队队长", team, *WHEN, mode="appointed")
    for person in people:
        net.holds(person, "社区两委干部", team, *WHEN, mode="concurrent")


def compound_heads(net: Network, areas: list[Area]) -> None:
    """226 小区党组织负责人 or 物业负责人: 46 firms, two 三无 pilots, and branches of compounds, some joint."""
    pairs = list(in_compounds(areas))
    managed = [(a, c) for a, c in pairs if c.kind == "物业小区"]
    self_built = [(a, c) for a, c in pairs if c.kind == "自建小区"]
    pilots = [(a, c) for a, c in pairs if "试点" in (net.nodes[c.id]["tags"] or [])]
    _firms(net, areas, [c.id for _, c in managed])
    covers: list[tuple[Area, list[str], str]] = [(a, [c.id], c.name) for a, c in pilots]
    covers += _single_or_joint(net, self_built)
    left = COMPOUND_HEADS - FIRMS - len(covers)
    covers += [(a, [c.id], c.name) for a, c in net.random.sample(managed, left)]
    for area, compounds, name in covers:
        pilot = compounds[0] in {c.id for _, c in pilots}
        org = parts.party_org(
            net,
            f"{name}党支部",
            under=area.party,
            kind="branch",
            purpose="compound",
            formation="single" if len(compounds) == 1 else "joint",
            since=net.day(date(2019, 1, 1), date(2022, 6, 30)),
            covers=compounds,
            tags=["三无小区"] if pilot else None,
        )
        parts.lead(net, net.person(), "小区党组织负责人", org, WHEN)
        if pilot:
            _red_property(net, area, compounds[0], name)
    for _, compound in self_built:
        manager = net.random.choice(("unit", "unit", "owners", "community"))
        net.nodes[compound.id]["manager"] = manager


def _single_or_joint(net: Network, pairs: list[tuple[Area, Compound]]) -> list[tuple[Area, list[str], str]]:
    """One branch for each compound; in some communities the last two share one."""
    made: list[tuple[Area, list[str], str]] = []
    for area, compound in pairs:
        if made and made[-1][0] is area and len(made[-1][1]) == 1 and net.random.random() < 0.08:
            _, covered, name = made.pop()
            made.append((area, [*covered, compound.id], f"{name}、{compound.name}联合"))
        else:
            made.append((area, [compound.id], compound.name))
    return made


def _firms(net: Network, areas: list[Area], compounds: list[str]) -> None:
    """Each firm has one 物业负责人, for all compounds it manages; some took over from another."""
    town = [area for area in areas if area.town and area.kind == "居委会"]
    firms = []
    for number in range(1, FIRMS + 1):
        firm = net.node("PropertyCompany", f"西乡第{number}物业服务企业", staff=net.random.randint(6, 60))
        net.edge("REGISTERED_IN", firm, net.random.choice(town).id)
        net.holds(net.person(), "物业负责人", firm, *WHEN)
        firms.append(firm)
    taken = firms + [net.random.choice(firms) for _ in range(len(compounds) - FIRMS)]
    for compound, firm in zip(net.shuffled(compounds), taken, strict=True):
        net.nodes[compound]["manager"] = "property"
        since = net.day(date(2016, 1, 1), date(2020, 12, 31))
        if net.random.random() < 0.25:
            former = net.random.choice([other for other in firms if other != firm])
            net.edge("MANAGES", former, compound, since=since, until=(since := net.day(date(2021, 1, 1), LATE)))
        net.edge("MANAGES", firm, compound, since=since)


def _red_property(net: Network, area: Area, compound: str, name: str) -> None:
    """红色物业服务队, led by the community's Party organisation."""
    net.nodes[compound]["manager"] = "community"
    since = net.day(date(2021, 9, 1), date(2022, 6, 30))
    team = net.body("Team", f"{name}红色物业服务队", "MANAGES", compound, since=since, kind="property")
    net.holds(area.deputy, "红色物业服务队队长", team, *WHEN, mode="concurrent")


def grid_staff(net: Network, areas: list[Area]) -> None:
    """619 网格员, one to four for a grid; some are full-time workers of the community."""
    counts = iter(net.spread(GRID_STAFF, [(1, 4)] * len(net.of("Grid"))))
    for area in areas:
        known = net.shuffled(area.workers)[: len(area.grids) // 3]
        for grid in area.grids:
            for _ in range(next(counts)):
                net.holds(known.pop() if known else net.person(), "网格员", grid, *WHEN, mode="appointed")


def ladder(net: Network, buildings: list[Building]) -> None:
    """One head for every building, unit, and each part of a unit that is a place; some hold two posts or more."""
    for building in buildings:
        head = net.person()
        net.holds(head, "楼栋长", building.id, *WHEN)
        for number, unit in enumerate(building.units):
            keeper = head if number == 0 and net.random.random() < 0.3 else net.person()
            net.holds(keeper, "单元长", unit.id, *WHEN)
            heads = [keeper]
            for group in unit.groups.values():
                heads.append(keeper if len(heads) == 1 and net.random.random() < 0.2 else net.person())
                net.holds(heads[-1], "分楼层长", group, *WHEN)
            for floor in unit.floors:
                person = heads.pop() if heads and net.random.random() < 0.15 else net.person()
                net.holds(person, "楼层长", floor, *WHEN)
