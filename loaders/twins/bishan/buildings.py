"""Buildings of 璧山区: small ones that share a micro-grid, and large ones whose units or floors lie in several."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.network import Network
from loaders.twins.bishan.places import BEGAN, Area, Building, Home, MicroGrid

# how the homes of one to three micro-grids are built → micro-grids taken, weight inside a compound and outside
SHAPES = {
    "slabs": (1, 19, 40),
    "block": (1, 25, 26),
    "pair": (2, 18, 14),
    "tower": (2, 28, 15),
    "high tower": (3, 10, 5),
}
LOOSE, OWN_HOUSE = "散居", "自建房"
EDGE = 0.4  # of compounds that end in the midst of a micro-grid


def build(net: Network, areas: list[Area]) -> None:
    """Every building, and the counts of the compounds."""
    for area in areas:
        before: Home | None = None
        for home, run in zip([*area.homes, None], area.between, strict=True):
            _along(net, run, area, before)
            if home is not None:
                _along(net, home.row, home, None)
                before = home
        for home in area.homes:
            net.nodes[home.id]["households"] = sum(net.nodes[b.id]["households"] for b in home.buildings)
    _points(net)


def _along(net: Network, row: list[MicroGrid], holder: Home | Area, before: Home | None) -> None:
    """Build along a run of micro-grids; the first small building may belong to the compound before them."""
    at = 0
    while at < len(row):
        free = next((k for k in (1, 2) if row[at + k : at + k + 1] == [] or row[at + k].grid is not row[at].grid), 3)
        inside = isinstance(holder, Home)
        weights = {name: shape[1 if inside else 2] for name, shape in SHAPES.items() if shape[0] <= free}
        (shape,) = net.random.choices(list(weights), list(weights.values()))
        micros = row[at : at + SHAPES[shape][0]]
        kind = None if inside else OWN_HOUSE if shape == "slabs" and net.random.random() < 0.25 else LOOSE
        planned = _planned(net, shape, [micro.households for micro in micros], kind)
        if before and at == 0 and shape == "slabs" and net.random.random() < EDGE:
            _building(net, micros, before, None, planned.pop())
        for shares in planned:
            _building(net, micros, holder, kind, shares)
        at += len(micros)


def _planned(net: Network, shape: str, sizes: list[int], kind: str | None) -> list[list[int]]:
    """Households of each building in each of the micro-grids that a shape takes."""
    if shape == "slabs":
        count = net.random.randint(3, 6) if kind == OWN_HOUSE else net.random.choice((2, 2, 2, 3))
        return [[size] for size in net.spread(sizes[0], [(5, 48)] * count)]
    if shape == "pair":  # one that is too large for a micro-grid, and a small one beside it in either
        one, other = (net.random.randint(8, max(8, min(30, size - 42))) for size in sizes)
        return [[sizes[0] - one, sizes[1] - other], [one, 0], [0, other]]
    return [sizes]


def _building(net: Network, micros: list[MicroGrid], holder: Home | Area, kind: str | None, shares: list[int]) -> None:
    """A building, whole in one micro-grid, or by its parts in several."""
    home = holder if isinstance(holder, Home) else None
    siblings = holder.buildings if isinstance(holder, Home) else holder.loose
    name = f"{holder.name}{'' if home else LOOSE}{len(siblings) + 1}号楼"
    building = Building(net.node("Building", name, kind=kind, households=sum(shares)), home, kind, [micros[0].grid])
    siblings.append(building)
    net.edge("PART_OF", building.id, holder.id)
    lies = [(micro, share) for micro, share in zip(micros, shares, strict=True) if share]
    for micro, _ in lies:
        micro.buildings.append(building)
    if len(lies) == 1:
        net.edge("IN_GRID", building.id, lies[0][0].id, since=BEGAN)
        return
    for part, micro in _parts(net, name, lies):
        net.edge("PART_OF", part, building.id)
        net.edge("IN_GRID", part, micro.id, since=BEGAN)


def _parts(net: Network, name: str, lies: list[tuple[MicroGrid, int]]) -> Iterator[tuple[str, MicroGrid]]:
    """Slabs are split by unit, towers with one entrance by floors, eight homes on each."""
    slab, units, floor = net.random.random() < 0.6, 0, 0
    for micro, share in lies:
        if slab:
            units += 1
            yield net.node("Unit", f"{name}{units}单元", households=share), micro
        else:
            top = floor + -(-share // 8)
            yield net.node("FloorGroup", f"{name}{floor + 1}至{top}层", households=share), micro
            floor = top


def _points(net: Network) -> None:
    """Points of every compound: 128万余 in all, more where more people live."""
    compounds = [net.nodes[id_] for id_ in net.of("Compound")]
    total = net.random.randint(1_281_000, 1_289_000)
    mean = total / sum(node["households"] for node in compounds)
    bands = [(int(0.5 * mean * n["households"]), int(1.5 * mean * n["households"]) + 1) for n in compounds]
    for node, points in zip(compounds, net.spread(total, bands), strict=True):
        node["points"] = points
