"""Who holds which post in 璧山区: staff of grids, heads of buildings and grids, cadres who report, specialists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sized

from loaders.network import Network
from loaders.twins.bishan.places import BEGAN, EARLY, LATE, WHEN, Area, Building, Grid, Home

REPORTED, IN_POST = 10_867, 1_394
CADRE = "在职党员干部"
PROFESSIONS = ("消防员", "医生", "警察", "法官", "检察官", "两代表一委员", "水电气讯")


def posts(net: Network, areas: list[Area], committees: dict[Home, str]) -> None:
    """Every post of compounds, buildings and grids."""
    grids = [grid for area in areas for grid in area.grids]
    homes = [home for area in areas for home in area.homes]
    taken = _staff(net, grids, committees)
    cadres = _cadres(net, homes, committees, taken)
    heads = _heads_of_buildings(net, grids, {**taken, **cadres})
    _officers_of_compounds(net, homes, committees)
    _heads_of_micro_grids(net, grids, {b: head for b, head in heads.items() if b not in taken and b not in cadres})
    _heads_of_grids(net, areas)


def _staff(net: Network, grids: list[Grid], committees: dict[Home, str]) -> dict[Building, str]:
    """609 专职网格员, each with a second post nearby; gives the buildings that some of them head."""
    heads: dict[Building, str] = {}
    seated: set[str] = set()  # one of them in a branch or committee is enough
    for grid in grids:
        person = net.person()
        net.holds(person, "专职网格员", grid.id, *WHEN, mode="appointed")
        bodies = [(home.branch, "小区党支部委员") for home in grid.homes]
        bodies += [(committees[home], "业委会委员") for home in grid.homes if home in committees]
        free = [(body, post) for body, post in bodies if body not in seated]
        if free and net.random.random() < 0.75:
            body, post = net.random.choice(free)
            seated.add(body)
            if post == "小区党支部委员":
                net.nodes[person]["party_member"] = True
            net.holds(person, post, body, *WHEN, mode="concurrent")
        else:
            building = net.random.choice([b for b in grid.buildings if b not in heads])
            heads[building] = person
    return heads


def _cadres(
    net: Network, homes: list[Home], committees: dict[Home, str], taken: dict[Building, str]
) -> dict[Building, str]:
    """10,867 cadres report to compounds, where 1,394 hold a post; gives the buildings that some of these head."""
    seats: dict[Home, list[tuple[str, str]]] = defaultdict(list)
    for home in homes:
        seats[home] += [(home.branch, "小区党支部副书记"), (home.branch, "小区党支部委员")]
        if home in committees:
            seats[home].append((committees[home], "业委会委员"))
    free = [(home, building) for home in homes for building in home.buildings if building not in taken]
    for home, building in net.random.sample(free, IN_POST - sum(map(len, seats.values()))):
        seats[home].append((building.id, "楼栋长"))
    headed: dict[str, str] = {}
    for home, count in zip(homes, net.spread(REPORTED, list(_cadres_of(net, homes, seats))), strict=True):
        for number in range(count):
            cadre = net.person(party_member=True)
            net.nodes[cadre]["tags"] = [CADRE]
            net.edge("REPORTS_TO", cadre, home.id, since=net.day(EARLY, LATE))
            if number < len(seats[home]):
                at, post = seats[home][number]
                if post == "楼栋长":
                    headed[at] = cadre
                else:
                    net.holds(cadre, post, at, *WHEN, mode="concurrent")
    return {building: headed[building.id] for _, building in free if building.id in headed}


def _cadres_of(net: Network, homes: list[Home], seats: Mapping[Home, Sized]) -> Iterator[tuple[int, int]]:
    """Least and most cadres of each compound: by its households, and enough for its posts."""
    mean = REPORTED / sum(net.nodes[home.id]["households"] for home in homes)
    for home in homes:
        own = mean * net.nodes[home.id]["households"]
        least = max(int(own / 2), len(seats[home])) + 5
        yield least, max(int(own * 1.5), least) + 10


def _heads_of_buildings(net: Network, grids: list[Grid], known: dict[Building, str]) -> dict[Building, str]:
    """One 楼栋长 for each building; those of a micro-grid that lie in no compound share theirs."""
    heads = dict(known)
    for grid in grids:
        for micro in grid.micro_grids:
            shared = None
            for building in micro.buildings:
                if building not in heads:
                    heads[building] = (building.home is None and shared) or net.person()
                    shared = shared if building.home else heads[building]
    for building, person in heads.items():
        net.holds(person, "楼栋长", building.id, *WHEN)
    return heads


def _officers_of_compounds(net: Network, homes: list[Home], committees: dict[Home, str]) -> None:
    """The rest of branches and owners' committees: residents, and how many of a committee are Party members."""
    for home in homes:
        for _ in range(net.random.randint(1, 2)):
            net.holds(net.person(party_member=True), "小区党支部委员", home.branch, *WHEN, mode="elected")
    members = defaultdict(list)
    for held in net.find("HOLDS", post="业委会委员", until=None):
        members[held["end"]].append(held["start"])
    for committee in committees.values():
        people = members[committee]
        for post in ("业委会主任", "业委会副主任", *["业委会委员"] * (3 - len(people))):
            person = net.person(party_member=net.random.random() < 0.5)
            net.holds(person, post, committee, *WHEN, mode="elected")
            people.append(person)
        party_members = sum(net.nodes[person]["party_member"] for person in people)
        net.nodes[committee].update(members=len(people), party_members=party_members)


def _heads_of_micro_grids(net: Network, grids: list[Grid], heads: dict[Building, str]) -> None:
    """One 微网格长 each: often the head of a building there; some others head the next one too."""
    used: set[str] = set()
    for grid in grids:
        before = None
        for micro in grid.micro_grids:
            here = [heads[b] for b in micro.buildings if b in heads and heads[b] not in used]
            if here and net.random.random() < 0.5:
                person = here[0]
                used.add(person)
            elif before and net.random.random() < 0.15:
                person, before = before, None
            else:
                person = before = net.person()
            net.holds(person, "微网格长", micro.id, *WHEN, mode="appointed")


def _heads_of_grids(net: Network, areas: list[Area]) -> None:
    """One 网格长 each, who also heads the grid's organisation; some are secretaries of compounds, others officers."""
    org_of = {e["end"]: e["start"] for e in net.find("COVERS") if net.nodes[e["start"]]["purpose"] == "grid"}
    for area in areas:
        waiting = list(_secretaries(net, area))
        officers = iter(area.officers[1:])
        for grid in area.grids:
            own = next((home.secretary for home in grid.homes if home.secretary in waiting), None)
            if own is not None and net.random.random() < 0.3:
                waiting.remove(own)
                person, leader = own, net.person()
            else:
                person = leader = next(officers, None) or net.person()
            net.holds(person, "网格长", grid.id, *WHEN, mode="concurrent" if person == own else "appointed")
            if grid.id in org_of:
                net.nodes[leader]["party_member"] = True
                net.holds(leader, "网格党组织书记", org_of[grid.id], *WHEN, mode="elected")
        for home in area.homes:
            if home.secretary in waiting:
                net.holds(home.secretary, "网格导师", net.random.choice(home.grids).id, *WHEN, mode="appointed")


def _secretaries(net: Network, area: Area) -> Iterator[str]:
    """Secretaries of compounds who get a post in a grid: four in five."""
    return (home.secretary for home in area.homes if net.random.random() < 0.8)


def specialists(net: Network, areas: list[Area]) -> None:
    """3000余 people of other lines of work in grids: they help there and head nothing."""
    grids = [grid for area in areas for grid in area.grids]
    for grid, count in zip(grids, net.spread(net.random.randint(3_040, 3_160), [(3, 8)] * len(grids)), strict=True):
        for profession in net.random.choices(PROFESSIONS, (3, 3, 4, 1, 1, 3, 3), k=count):
            person = net.person()
            net.nodes[person]["tags"] = [profession]
            net.edge("EMBEDDED_IN", person, grid.id, since=net.day(BEGAN, LATE))
