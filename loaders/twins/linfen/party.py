"""The Party in 临汾路街道: street, blocks, areas, and the 688 territorial, 51 trade and 187 interest organisations."""

from __future__ import annotations

from datetime import date

from loaders.network import Network, Values, in_turn, words
from loaders.twins import parts
from loaders.twins.linfen.places import BEGAN, EARLY, LATE, Area


def territorial(net: Network, areas: list[Area], heads: dict[str, str]) -> None:
    """688: 127 micro-grids in 115 branches, 12 of them joint, and 573 groups that share out the stair groups."""
    joint = net.random.sample(areas, 12)
    groups = iter(net.shuffled([4] * (127 * 5 - 573) + [5] * (573 - 127 * 4)))
    for area in areas:
        numbers = list(range(len(area.micro_grids)))
        together = [numbers[:2], *([n] for n in numbers[2:])] if area in joint else [[n] for n in numbers]
        for covered in together:
            name = f"{area.name}第{'、'.join(str(n + 1) for n in covered)}微网格党支部"
            formation = "joint" if len(covered) > 1 else "single"
            branch = party_org(net, name, area.party, "branch", "territorial", "grid", formation)
            lead(net, heads[net.random.choice(area.micro_grids[covered[0]])], "支部书记", branch)
            for n in covered:
                net.edge("COVERS", branch, area.micro_grid_ids[n], since=net.nodes[branch]["since"])
                _groups(net, f"{area.name}第{n + 1}微网格", branch, area.micro_grids[n], next(groups), heads)


def _groups(net: Network, name: str, branch: str, stairs: list[str], count: int, heads: dict[str, str]) -> None:
    sizes = [len(stairs) // count + (k < len(stairs) % count) for k in range(count)]
    for k, inside in enumerate(in_turn(stairs, sizes), start=1):
        group = party_org(net, f"{name}第{k}党小组", branch, "group", "territorial", "grid")
        lead(net, heads[net.random.choice(inside)], "党小组组长", group)
        for stair in inside:
            net.edge("COVERS", group, stair, since=net.nodes[group]["since"])


def interest(net: Network, areas: list[Area]) -> None:
    """187 groups of people with one pursuit; they answer for no place."""
    for area, count in zip(areas, net.shuffled([9] * 13 + [10] * 7), strict=True):
        for topic in net.random.sample(words("interest"), count):
            group = party_org(net, f"{area.name}{topic}趣缘党小组", area.party, "group", "interest", "interest")
            lead(net, net.person(), "党小组组长", group)


def party_org(
    net: Network, name: str, above: str, kind: str, basis: str | None, purpose: str, formation: str = "single"
) -> str:
    since = net.day(BEGAN, date(2020, 6, 30))
    line = "industry" if basis == "trade" else "territorial"
    return parts.party_org(
        net, name, under=above, kind=kind, basis=basis, purpose=purpose, formation=formation, since=since, line=line
    )


def lead(net: Network, person: str, post: str, org: str) -> None:
    parts.lead(net, person, post, org, (EARLY, LATE))


def lift_branches(net: Network, areas: list[Area], cadres: list[str]) -> None:
    """Temporary branches bound to a lift project; most have ended with it and count nowhere."""
    for number, area in enumerate(areas):
        since = net.day(date(2018, 9, 1), date(2019, 12, 31))
        until = net.day(date(2020, 3, 1), LATE) if number < 9 else date(2022, 6, 1) if number < 14 else None
        dates: Values = {"since": since, "until": until}
        name = f"{area.name}加装电梯临时党支部"
        branch = net.node("PartyOrg", name, kind="branch", formation="temporary", purpose="project", **dates)
        net.edge("UNDER", branch, area.party, line="territorial", **dates)
        net.edge("COVERS", branch, area.compounds[0], **dates)
        net.edge("HOLDS", net.random.choice(cadres), branch, post="临时党支部书记", mode="concurrent", **dates)
