"""Who goes down in 大庆市 (L39): units to communities, their branches to compounds, cadres to grids and buildings."""

from __future__ import annotations

from collections import defaultdict

from loaders.network import Network
from loaders.twins import parts
from loaders.twins.daqing.places import BEGAN, EARLY, LATE, Area

KINDS = ("油化企业", "机关单位", "两新组织")
WHEN = (EARLY, LATE)


def units(net: Network, areas: list[Area]) -> None:
    """Three units for each community, one of each kind, with their branches and cadres."""
    district = next(net.find("COVERS", end=net.of("County")[0]))["start"]
    homes = defaultdict(list)
    for edge in net.find("IN_GRID"):
        homes[edge["end"]].append(edge["start"])
    branch_of = {edge["end"]: edge["start"] for edge in net.find("COVERS", until=None)}
    for area in areas:
        made = [_unit(net, area, kind, district) for kind in KINDS]
        since = net.day(BEGAN, LATE)
        for number, compound in enumerate(area.grids):
            net.edge("CONTACTS", made[number % 3][1], compound, rung="branch", since=since)
        for compound, grids in area.grids.items():
            for grid in grids:
                # a grid that two compounds share has its cadres once
                if next(net.find("CONTACTS", end=grid), None) is None:
                    for unit, _ in net.random.sample(made, net.random.choice((1, 1, 2))):
                        _cadre(net, unit, grid, net.random.choice(homes[grid]), branch_of[compound])


def _unit(net: Network, area: Area, kind: str, district: str) -> tuple[str, str]:
    """A unit, in its community and tied to it, and its Party branch."""
    name = f"{area.name}{kind}"
    unit = net.body("Institution", name, "REGISTERED_IN", area.id, kind="unit", tags=[kind])
    net.holds(net.person(), "单位负责人", unit, EARLY, LATE)
    net.edge("CONTACTS", unit, area.id, rung="unit", since=net.day(BEGAN, LATE))
    for form in ("联建共建", "平时帮建", "应急支援"):
        net.edge("CO_BUILDS", unit, area.id, form=form, since=net.day(BEGAN, LATE))
    branch = parts.party_org(net, name + "党支部", under=district, kind="branch", purpose="unit")
    net.edge("HOSTED_BY", branch, unit)
    parts.lead(net, net.person(), "单位党支部书记", branch, WHEN)
    return unit, branch


def _cadre(net: Network, unit: str, grid: str, building: str, branch: str) -> None:
    """A cadre of a unit: embedded in the compound's branch, answering for one grid and one building in it."""
    cadre = net.person(party_member=True)
    net.nodes[cadre]["tags"] = ["机关党员干部"]
    net.holds(cadre, "机关干部", unit, EARLY, LATE, mode="appointed")
    since = net.day(max(BEGAN, net.nodes[branch]["since"]), LATE)
    for place in (grid, building):
        net.edge("CONTACTS", cadre, place, rung="cadre", role="responsible", since=since)
    net.edge("EMBEDDED_IN", cadre, branch, since=since)
