"""Bodies of areas and compounds in 临汾路街道: residents, owners, property firms, forums, and who sits in them."""

from __future__ import annotations

from datetime import date

from loaders.network import Network
from loaders.twins.linfen.party import lead, party_org
from loaders.twins.linfen.places import BEGAN, EARLY, LATE, STREET, Area

SPECIALISED = ("平安调解", "物业环境", "民生服务", "群团工作", "文体活动")


def heads_of_stairs(net: Network) -> dict[str, str]:
    """Stair group → its 楼组长; 1436 of the 1912 are women."""
    stairs = net.of("StairGroup")
    sexes = net.shuffled(["female"] * 1436 + ["male"] * (len(stairs) - 1436))
    heads = {}
    for stair, sex in zip(stairs, sexes, strict=True):
        heads[stair] = net.person(sex=sex)
        net.holds(heads[stair], "楼组长", stair, EARLY, LATE)
    return heads


def committees(net: Network, areas: list[Area]) -> None:
    """Party organisations and residents' committees of the areas, and who sits in them."""
    street = net.body("PartyOrg", f"{STREET}党工委", "COVERS", net.of("Street")[0], kind="committee", purpose="street")
    blocks = []
    for block in net.of("Block"):
        name = net.nodes[block]["name"]
        org = net.body("PartyOrg", name + "党委", "COVERS", block, since=BEGAN, kind="committee", purpose="block")
        net.edge("UNDER", org, street, line="territorial", since=BEGAN)
        net.holds(net.person(party_member=True), "街区党委书记", org, EARLY, LATE)
        blocks.append(org)
    for post in ("党工委书记", "党工委副书记"):
        net.holds(net.person(party_member=True), post, street, EARLY, LATE, mode="appointed")
    for number, area in enumerate(areas):
        kind, word = net.random.choice((("committee", "党委"), ("general_branch", "党总支")))
        area.party = net.body("PartyOrg", f"{area.name}居民区{word}", "COVERS", area.id, kind=kind, purpose="community")
        net.edge("UNDER", area.party, blocks[number // 5], line="territorial", since=BEGAN)
        area.residents = net.body("Committee", f"{area.name}居民委员会", "SERVES", area.id, kind="residents")
        party = [net.person(party_member=True) for _ in range(5)]
        for person, post in zip(party, ("书记", "副书记", "委员", "委员", "委员"), strict=True):
            net.holds(person, f"居民区党组织{post}", area.party, EARLY, LATE, mode="elected")
        # 书记主任一肩挑 in some areas; in the others another of the Party's committee heads the residents'
        residents = [party[0] if number % 5 < 2 else party[2], party[3], *(net.person() for _ in range(3))]
        for person, post in zip(residents, ("主任", "副主任", "委员", "委员", "委员"), strict=True):
            net.holds(person, f"居委会{post}", area.residents, EARLY, LATE, mode="elected")
        area.officers = [party[2], party[4], *residents[2:4]]


def micro_grid_heads(net: Network, areas: list[Area]) -> None:
    """One 微网格长 each: officers of the area, some of them for two, and workers who hold nothing else."""
    for number, area in enumerate(areas):
        twice = area.officers[-1:] if number % 4 == 0 else []
        people = area.officers + twice
        people += [net.person() for _ in range(len(area.micro_grid_ids) - len(people))]
        for grid, person in zip(area.micro_grid_ids, people, strict=True):
            net.holds(person, "微网格长", grid, EARLY, LATE, mode="appointed")


def owners(net: Network, areas: list[Area], heads: dict[str, str]) -> None:
    """A committee for every compound: its head and some members head stair groups, one may sit with the residents."""
    compound_of = {e["start"]: e["end"] for e in net.find("PART_OF")}
    stairs_of: dict[str, list[str]] = {}
    for stair in heads:
        stairs_of.setdefault(compound_of[compound_of[stair]], []).append(stair)
    for area in areas:
        for compound in area.compounds:
            name = net.nodes[compound]["name"] + "业主委员会"
            since = net.day(date(2017, 1, 1), date(2020, 9, 30))
            committee = net.body("OwnersCommittee", name, "REPRESENTS", compound, since=since)
            own = [heads[stair] for stair in net.random.sample(stairs_of[compound], 3)]
            people = [*own, area.officers[-1] if net.random.random() < 0.4 else net.person(), net.person()]
            for person, post in zip(people, ("主任", "副主任", "委员", "委员", "委员"), strict=True):
                net.holds(person, f"业委会{post}", committee, EARLY, LATE, mode="elected")
            members = sum(net.nodes[person]["party_member"] for person in people)
            net.nodes[committee].update(members=len(people), party_members=members)


def property_line(net: Network, areas: list[Area]) -> None:
    """Who manages each compound, since when; the firms' alliance; organisations of the trade that firms host."""
    street = net.of("Street")[0]
    alliance = net.body("Committee", "物业服务企业党建联盟", "SERVES", street, kind="alliance", since=date(2019, 5, 1))
    firms = []
    for number in range(1, 13):
        firm = net.node("PropertyCompany", f"{STREET}第{number}物业服务企业", staff=net.random.randint(18, 90))
        net.edge("REGISTERED_IN", firm, net.random.choice(areas).id)
        net.edge("MEMBER_OF", firm, alliance, since=net.day(date(2019, 5, 1), date(2020, 5, 1)))
        net.holds(net.person(), "物业经理", firm, EARLY, LATE)
        firms.append(firm)
    # four firms have a branch, two pairs a joint group, two a work group, the last two an instructor sent to them
    hosts = [[firm] for firm in firms[:4]] + [firms[4:6], firms[6:8]] + [[firm] for firm in firms[8:10]]
    kinds = ["branch"] * 4 + ["group"] * 2 + ["work_group"] * 2
    for own, kind in zip(hosts, kinds, strict=True):
        word = {"branch": "党支部", "group": "联合党小组", "work_group": "党的工作小组"}[kind]
        name = "、".join(net.nodes[firm]["name"] for firm in own) + word
        above = net.of("PartyOrg")[0]
        org = party_org(net, name, above, kind, "trade", "firm", "joint" if len(own) > 1 else "single")
        for firm in own:
            net.edge("HOSTED_BY", org, firm, since=net.nodes[org]["since"])
        lead(net, net.person(), "支部书记" if kind == "branch" else "党小组组长", org)
    for firm in firms[10:]:
        net.holds(net.person(party_member=True), "党建指导员", firm, date(2019, 5, 1), LATE, mode="appointed")
    for compound in net.of("Compound"):
        if net.nodes[compound]["kind"] == "迷你小区":
            _mini(net, compound, net.random.choice(firms))
        else:
            _manager(net, compound, firms)


def _mini(net: Network, compound: str, firm: str) -> None:
    """Nobody managed it before; a firm of the alliance does since the 物业党建联建."""
    since = net.day(date(2020, 1, 1), date(2020, 12, 31))
    net.edge("MANAGES", firm, compound, since=since)
    net.edge("CO_BUILDS", firm, compound, form="物业党建联建", since=since)


def _manager(net: Network, compound: str, firms: list[str]) -> None:
    node, chance = net.nodes[compound], net.random.random()
    node["manager"] = (
        "property" if chance < 0.76 else "unit" if chance < 0.86 else "owners" if chance < 0.93 else "community"
    )
    if node["manager"] == "owners":
        committee = next(net.find("REPRESENTS", end=compound))
        net.edge("MANAGES", committee["start"], compound, since=committee["since"])
    if node["manager"] != "property":
        return
    former, firm = net.random.sample(firms, 2)
    since = net.day(date(2016, 1, 1), date(2019, 12, 31))
    if net.random.random() < 0.3:
        net.edge("MANAGES", former, compound, since=since, until=(since := net.day(date(2020, 1, 1), LATE)))
    net.edge("MANAGES", firm, compound, since=since, until=date(2036, 1, 1) if net.random.random() < 0.2 else None)


def forums(net: Network, areas: list[Area], heads: dict[str, str]) -> None:
    """自治议事会 and five 专业委员会 in every area, and the 妇女议事会 with 318 representatives."""
    women = [head for head in heads.values() if net.nodes[head]["sex"] == "female"]
    forum = net.body("Committee", f"{STREET}妇女议事会", "SERVES", net.of("Street")[0], kind="forum", since=BEGAN)
    reps = net.random.sample(women, 120) + [net.person(sex="female") for _ in range(318 - 120)]
    for person in reps:
        net.holds(person, "妇女代表", forum, EARLY, LATE)
    for area in areas:
        council = net.body("Committee", f"{area.name}居民自治议事会", "SERVES", area.id, kind="forum")
        secretary = next(net.find("HOLDS", end=area.party, post="居民区党组织书记", until=None))["start"]
        net.holds(secretary, "召集人", council, EARLY, LATE)
        for topic in SPECIALISED:
            committee = net.body("Committee", f"{area.name}{topic}专业委员会", "SERVES", area.id, kind="specialised")
            known = net.random.sample([heads[stair] for stair in area.stairs], 3)
            woman = net.random.choice([person for person in reps if person not in known])
            people = [*known, woman, net.person()]
            for person, post in zip(people, ("主任", *["委员"] * 4), strict=True):
                net.holds(person, f"专业委员会{post}", committee, EARLY, LATE)
