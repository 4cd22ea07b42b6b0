"""The Party in 大荔县: the territorial line, 141 temporary branches, and the 158 formal ones that followed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from loaders.network import Network, in_turn
from loaders.twins import parts
from loaders.twins.dali.places import COMPOUNDS, EARLY, LATE, Area

TEMPORARY, SINGLE, JOINT, FUNCTIONAL, FUNCTIONAL_COVERED = 141, 61, 5, 92, 95
CARRIED_OVER, RETIRED, VETERAN = 86, 49, 9
EPIDEMIC = date(2020, 1, 26), date(2020, 2, 20)
FORMAL = date(2020, 5, 10), date(2020, 9, 20)
SIX = ("场所", "桌椅", "制度", "党旗", "誓词")  # of 六有 the source prints five
WHEN = (EARLY, LATE)


def committees(net: Network, areas: list[Area]) -> None:
    """The Party organisations of county, streets, towns and communities, and the residents' committees."""
    county = net.of("County")[0]
    above = parts.party_org(net, "中共大荔县委", under=None, kind="committee", purpose="county", covers=[county])
    parts.lead(net, net.person(), "县委书记", above, WHEN, mode="appointed")
    streets = {}
    for street in net.of("Street"):
        name = net.nodes[street]["name"] + ("党工委" if net.nodes[street]["kind"] == "街道" else "党委")
        streets[street] = parts.party_org(net, name, under=above, kind="committee", purpose="street", covers=[street])
        parts.lead(net, net.person(), "党工委书记", streets[street], WHEN, mode="appointed")
    for area in areas:
        area.party = parts.party_org(
            net,
            f"{area.name}党总支",
            under=streets[area.street],
            kind="general_branch",
            purpose="community",
            covers=[area.id],
        )
        secretary = parts.lead(net, net.person(), "社区党组织书记", area.party, WHEN)
        members = [parts.lead(net, net.person(), "社区党组织委员", area.party, WHEN) for _ in range(2)]
        residents = net.body("Committee", f"{area.name}居民委员会", "SERVES", area.id, kind="residents")
        area.officers = [members[1], net.person(), net.person()]
        posts = ("居委会主任", "居委会委员", "居委会委员", "居委会委员")
        parts.seat(net, residents, posts, [secretary, *area.officers], WHEN, mode="elected")


def temporary(net: Network, areas: list[Area]) -> dict[str, str]:
    """Compound → its temporary branch; 141 cover all 166 compounds, some of them two or three neighbours."""
    spare = [True] * (COMPOUNDS - TEMPORARY) + [False] * (TEMPORARY - len(areas))
    branch_of = {}
    for area, own in _cut(net, areas, spare):
        since = net.day(*EPIDEMIC)
        name = "、".join(net.nodes[compound]["name"] for compound in own)
        branch = parts.party_org(
            net,
            f"{name}临时党支部",
            under=area.party,
            kind="branch",
            purpose="compound",
            formation="temporary",
            since=since,
            covers=own,
            tags=["小区临时党支部"],
        )
        secretary = net.person(party_member=True)
        net.holds(secretary, "临时党支部书记", branch, since, since, mode="appointed")
        team = net.node("Team", f"{name}党员先锋队", kind="党员先锋队", since=since)
        for compound in own:
            net.edge("SERVES", team, compound, since=since)
        net.holds(secretary, "队长", team, since, since)
        branch_of.update(dict.fromkeys(own, branch))
    return branch_of


def formal(net: Network, areas: list[Area], temporary: dict[str, str]) -> None:
    """158 branches that follow the temporary ones, all those of a community on one day."""
    day = {area.id: net.day(*FORMAL) for area in areas}
    for area in areas:
        for branch in dict.fromkeys(temporary[compound] for compound in area.compounds):
            net.end(branch, day[area.id])
    for area, own, formation in _formed(net, areas):
        since = day[area.id]
        name = "、".join(net.nodes[compound]["name"] for compound in own)
        word = {"single": "", "joint": "联合", "functional": "功能型"}[formation]
        branch = parts.party_org(
            net,
            f"{name}{word}党支部",
            under=area.party,
            kind="branch",
            purpose="compound",
            formation=formation,
            since=since,
            covers=own,
            tags=["小区党支部"],
            has=list(SIX),
        )
        for before in dict.fromkeys(temporary[compound] for compound in own):
            covered = [compound for compound, branch_ in temporary.items() if branch_ == before]
            net.edge("SUCCEEDED_BY", before, branch, mode=_mode(net, covered, own))


def _cut(net: Network, areas: list[Area], joins: Sequence[bool]) -> Iterator[tuple[Area, list[str]]]:
    """Each area's compounds in runs of neighbours: of the borders between two, those are open that `joins` says."""
    border = iter(net.shuffled(joins))
    for area in areas:
        run = area.compounds[:1]
        for compound in area.compounds[1:]:
            if next(border):
                run.append(compound)
            else:
                yield area, run
                run = [compound]
        yield area, run


def _formed(net: Network, areas: list[Area]) -> Iterator[tuple[Area, list[str], str]]:
    """Runs of neighbours and how the branch that covers each is formed: 61 single, 5 joint of two, 92 functional."""
    extra = FUNCTIONAL_COVERED - FUNCTIONAL
    large = net.random.choice([[extra + 1], [extra, 2], [2] * extra])  # the functional ones that cover more than one
    wanted = [(2, "joint")] * JOINT + [(size, "functional") for size in large]
    sizes: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for size, formation in sorted(wanted, reverse=True):
        roomy = [a for a in areas if len(a.compounds) - sum(s for s, _ in sizes[a.id]) >= size]
        sizes[net.random.choice(roomy).id].append((size, formation))
    alone = iter(net.shuffled(["single"] * SINGLE + ["functional"] * (FUNCTIONAL - len(large))))
    for area in areas:
        rest = len(area.compounds) - sum(size for size, _ in sizes[area.id])
        runs = net.shuffled([*sizes[area.id], *((1, next(alone)) for _ in range(rest))])
        yield from (
            (area, own, formation)
            for own, (_, formation) in zip(in_turn(area.compounds, [size for size, _ in runs]), runs, strict=True)
        )


def _mode(net: Network, before: list[str], after: list[str]) -> str:
    """How a temporary branch passed over, by what both cover (L40 names the four ways, not when each is used)."""
    if set(before) == set(after):
        return net.random.choice(("转化过渡", "转化过渡", "补充完善"))
    return "新建改建" if set(after) < set(before) else "调整优化"


def secretaries(net: Network) -> None:
    """One for each formal branch: 86 led a temporary one, 49 are retired, 9 veterans, and 14 nobody tells of."""
    branches = [id_ for id_ in net.of("PartyOrg") if net.nodes[id_].get("tags") == ["小区党支部"]]
    led = {edge["end"]: edge["start"] for edge in net.find("HOLDS", post="临时党支部书记")}
    before = defaultdict(list)
    for edge in net.find("SUCCEEDED_BY"):
        before[edge["end"]].append(led[edge["start"]])
    carried: dict[str, str] = {}
    for branch in net.shuffled(branches):
        free = [person for person in before[branch] if person not in carried.values()]
        if free and len(carried) < CARRIED_OVER:
            carried[branch] = net.random.choice(free)
    rest = len(branches) - CARRIED_OVER - RETIRED - VETERAN
    origins = net.shuffled([["离退休党员干部"]] * RETIRED + [["复转军人"]] * VETERAN + [None] * rest)
    newcomers, nearby, covered = iter(origins), _members_nearby(net), defaultdict(list)
    for edge in net.find("COVERS"):
        covered[edge["start"]].append(edge["end"])
    for branch in branches:
        since = net.nodes[branch]["since"]
        person = carried.get(branch) or net.person(party_member=True)
        if branch not in carried:
            net.nodes[person]["tags"] = next(newcomers)
        _secretary(net, branch, person, since)
        known = dict.fromkeys(member for compound in covered[branch] for member in nearby[compound])
        _members(net, branch, list(known), since)


def _secretary(net: Network, branch: str, person: str, since: date) -> None:
    """A first secretary; of every eight one has been followed by another after the day of the figures."""
    left = net.day(date(2022, 1, 1), date(2024, 12, 31)) if net.random.random() < 1 / 8 else None
    net.edge("HOLDS", person, branch, post="小区党支部书记", mode="elected", since=since, until=left)
    if left:
        successor = net.person(party_member=True)
        net.edge("HOLDS", successor, branch, post="小区党支部书记", mode="elected", since=left)


def _members(net: Network, branch: str, known: list[str], since: date) -> None:
    """Two members; Party members of the property line and of the owners' committees, the `known`, come first."""
    chosen = net.random.sample(known, min(2, len(known)))
    chosen += [net.person(party_member=True) for _ in range(2 - len(chosen))]
    for person in chosen:
        net.holds(person, "小区党支部委员", branch, since, since, mode="elected")


def _members_nearby(net: Network) -> dict[str, list[str]]:
    """Compound → Party members who hold posts in its owners' committee or in the firm that manages it."""
    held = defaultdict(list)
    for edge in net.find("HOLDS", until=None):
        if net.nodes[edge["start"]]["party_member"]:
            held[edge["end"]].append(edge["start"])
    nearby: dict[str, list[str]] = defaultdict(list)
    for type_ in ("REPRESENTS", "MANAGES"):
        for edge in net.find(type_, until=None):
            nearby[edge["end"]] += held[edge["start"]]
    return nearby
