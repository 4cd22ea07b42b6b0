"""The Party in 安丘市: streets, communities, 289 branches of grids and compounds, groups, heads of grids."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, Values, in_turn
from loaders.twins.anqiu.places import BEGAN, EARLY, GRIDS, LATE, Area, Grid
from loaders.twins.parts import lead, party_org

BRANCHES, SECONDED = 289, 20
WHEN = (EARLY, LATE)


def tiers(net: Network, areas: list[Area]) -> None:
    """Committees of streets and communities, their heads, and each community's deputies in reserve and seconded."""
    above = {}
    for street in net.of("Street"):
        name = net.nodes[street]["name"] + "党工委"
        above[street] = party_org(net, name, under=None, kind="committee", purpose="street", covers=[street])
        lead(net, net.person(), "街道党工委书记", above[street], WHEN, mode="appointed")
    seconding = net.random.sample(areas, SECONDED)
    for area in areas:
        org = party_org(
            net,
            area.name + "党委",
            under=above[area.street],
            kind="committee",
            purpose="community",
            covers=[area.id],
            since=date(2019, 3, 1),
        )
        area.party, area.secretary = org, net.person()
        for person, post in ((area.secretary, "书记"), (net.person(), "委员"), (net.person(), "委员")):
            lead(net, person, f"社区党委{post}", org, WHEN)
        lead(net, net.person(), "社区副职", org, WHEN, mode="reserve")
        if area in seconding:
            lead(net, net.person(), "社区副职", org, (date(2022, 3, 1), LATE), mode="seconded")


def grids(net: Network, areas: list[Area]) -> None:
    """A branch for every grid, 29 more for compounds inside a grid, and community workers as the heads of grids.

    One worker may head two grids, and two may share one.
    """
    with_several = [(area, grid) for area in areas for grid in area.grids if len(grid.compounds) > 1]
    own = net.random.sample(with_several, BRANCHES - GRIDS)
    for area in areas:
        count = len(area.grids) + net.random.choice((-2, -1, 0, 0, 1))
        area.workers = [net.person() for _ in range(count)]
        for worker in area.workers:
            net.nodes[worker]["tags"] = ["社区工作者"]
        for number in range(max(count, len(area.grids))):
            grid, worker = area.grids[number % len(area.grids)], area.workers[number % count]
            net.holds(worker, "网格长", grid.id, *WHEN, mode="appointed")
            grid.head = grid.head or worker
        for grid in area.grids:
            _branch(net, area, grid, grid.name, grid.id, "grid", grid.head)
    for area, grid in own:
        compound = net.random.choice(grid.compounds)
        compound.branch = _branch(net, area, grid, compound.name, compound.id, "compound", net.person())
    _former(net, areas)


def _branch(net: Network, area: Area, grid: Grid, name: str, place: str, purpose: str, head: str) -> str:
    org = party_org(
        net,
        f"{name}党支部",
        under=area.party,
        kind="branch",
        purpose=purpose,
        basis="territorial",
        since=net.day(BEGAN, date(2023, 3, 31)),
        covers=[place],
    )
    if purpose == "grid":
        grid.branch = org
    lead(net, head, "支部书记", org, WHEN)
    return org


def _former(net: Network, areas: list[Area]) -> None:
    """Branches that ended: of all compounds of a community, before there were grids, and of renewals, temporary."""
    for number, area in enumerate(net.random.sample(areas, 10)):
        if number < 5:
            begun = [net.nodes[grid.branch]["since"] for grid in area.grids]
            dates: Values = {"since": date(2018, 5, 1), "until": max(begun)}
            name, formation, purpose = f"{area.name}小区联合党支部", "joint", "compound"
        else:
            since = net.day(date(2022, 3, 1), date(2022, 12, 31))
            dates = {"since": since, "until": net.day(date(2023, 3, 1), date(2024, 10, 31))}
            name, formation, purpose = f"{area.name}老旧小区改造临时党支部", "temporary", "project"
        branch = net.node("PartyOrg", name, kind="branch", formation=formation, purpose=purpose, **dates)
        net.edge("UNDER", branch, area.party, line="territorial", **dates)
        for compound in area.compounds if purpose == "compound" else net.random.sample(area.compounds, 1):
            net.edge("COVERS", branch, compound.id, **dates)
        post = "支部书记" if purpose == "compound" else "临时党支部书记"
        net.edge("HOLDS", net.person(party_member=True), branch, post=post, **dates)
        for grid in area.grids if purpose == "compound" else ():
            net.edge("SUCCEEDED_BY", branch, grid.branch, mode="新建")


def buildings(net: Network, areas: list[Area]) -> None:
    """A group for every building, one for two small neighbours here and there; and a 党员中心户 in every building."""
    branch_of = {}  # building → the branch of its compound, where that has one
    compounds = {c.id: c.branch for area in areas for c in area.compounds if c.branch}
    for edge in net.find("PART_OF"):
        if edge["end"] in compounds:
            branch_of[edge["start"]] = compounds[edge["end"]]
    for area in areas:
        for grid in area.grids:
            for together in in_turn(grid.buildings, _sizes(net, grid.buildings, branch_of)):
                _group(net, together, branch_of.get(together[0], grid.branch))


def _sizes(net: Network, listed: list[str], branch_of: dict[str, str]) -> list[int]:
    sizes, at = [], 0
    while at < len(listed):
        two = listed[at : at + 2]
        small = len(two) == 2 and all(net.nodes[b]["households"] < 25 for b in two)
        size = 2 if small and branch_of.get(two[0]) == branch_of.get(two[1]) else 1
        sizes.append(size)
        at += size
    return sizes


def _group(net: Network, together: list[str], branch: str) -> None:
    since = net.day(net.nodes[branch]["since"], date(2023, 6, 30))
    names = "、".join(net.nodes[building]["name"] for building in together)
    group = party_org(
        net,
        names + "党小组",
        under=branch,
        kind="group",
        purpose="building",
        basis="territorial",
        formation="joint" if len(together) > 1 else "single",
        since=since,
        covers=together,
    )
    leader = lead(net, net.person(), "党小组组长", group, (since, LATE))
    for number, building in enumerate(together):
        # the leader's own home is the centre of the first building, half of the time
        home = leader if number == 0 and net.random.random() < 0.5 else net.person(party_member=True)
        net.holds(home, "党员中心户", building, since, LATE)
