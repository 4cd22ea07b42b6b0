"""Places of 广安市: 1,819 compounds of six classes, with 1.09 million people, in real communities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from loaders.network import Network
from loaders.twins import parts

BEGAN = date(2017, 3, 1)  # of compounds' Party organisations, the earliest
EARLY, LATE = date(2017, 7, 1), date(2021, 3, 1)  # posts begin between these days, before the figures' own
COMPOUNDS, PEOPLE = 1819, 1_090_000
CORE = "511602"  # 广安区, where the city itself lies

# class → how often, what its names end in, and who manages it how often
CLASSES: dict[str, tuple[float, tuple[str, ...], dict[str, float]]] = {
    "商品房小区": (0.34, ("苑", "花园", "公馆", "国际"), {"property": 1}),
    "老旧小区": (0.27, ("新村", "大院", "小区"), {"property": 0.35, "community": 0.35, "owners": 0.3}),
    "集中安置小区": (0.12, ("安置小区", "佳苑"), {"property": 0.5, "community": 0.5}),
    "商住混合小区": (0.09, ("广场", "商城"), {"property": 0.9, "owners": 0.1}),
    "城乡接合部小区": (0.08, ("家园", "居民点"), {"property": 0.4, "community": 0.6}),
    "单位家属院小区": (0.10, ("家属院", "宿舍区"), {"property": 0.3, "unit": 0.7}),
}
# people in a compound, before all are scaled to the published sum → how often
SIZES = {120: 20, 250: 24, 450: 24, 700: 16, 1100: 10, 1800: 6}


@dataclass
class Compound:
    """A compound while the network is made; `party` is the organisation that covers it."""

    id: str
    name: str
    kind: str
    manager: str
    party: str = ""
    secretary: str = ""
    buildings: list[str] = field(default_factory=list)


@dataclass
class Area:
    """A community while the network is made."""

    id: str
    name: str
    street: str
    county: str
    compounds: list[Compound] = field(default_factory=list)
    scattered: list[str] = field(default_factory=list)
    party: str = ""
    officers: list[str] = field(default_factory=list)


@dataclass
class City:
    """What the steps of the twin hand to one another."""

    id: str
    counties: list[str]
    streets: list[str]
    areas: list[Area]
    party: dict[str, str] = field(default_factory=dict)  # city, county or street → its Party committee
    trade: dict[str, str] = field(default_factory=dict)  # county → Party committee of the property trade
    funds: dict[str, str] = field(default_factory=dict)  # county → the department that grants
    firm_of: dict[str, str] = field(default_factory=dict)  # compound → firm that manages it

    @property
    def compounds(self) -> list[tuple[Area, Compound]]:
        return [(area, compound) for area in self.areas for compound in area.compounds]


def territory(net: Network) -> City:
    parts.adopt_urban(net)
    streets = net.of("Street")
    areas = [Area(id_, net.nodes[id_]["name"].removesuffix("居委会"), id_[:9], id_[:6]) for id_ in net.of("Community")]
    busy = _busy(net, areas)
    numbers = net.spread(COMPOUNDS, [(7, 13) if area.street in busy else (1, 4) for area in areas])
    names = {kind: iter(parts.compound_names(net, ends)) for kind, (_, ends, _) in CLASSES.items()}
    kinds = list(CLASSES)
    shares = [share for share, _, _ in CLASSES.values()]
    for area, number in zip(areas, numbers, strict=True):
        for kind in net.random.choices(kinds, shares, k=number):
            managers = CLASSES[kind][2]
            manager = net.random.choices(list(managers), list(managers.values()))[0]
            name = next(names[kind])
            id_ = net.node("Compound", name, kind=kind, manager=manager)
            net.edge("PART_OF", id_, area.id)
            area.compounds.append(Compound(id_, name, kind, manager))
    city = City(net.of("City")[0], net.of("County"), streets, areas)
    _people(net, city)
    for area in net.random.sample(areas, 60):
        _scattered(net, area)
    net.add_up(("households", "population"), ("Compound", "Community"))
    return city


def _busy(net: Network, areas: list[Area]) -> set[str]:
    """Streets proper, and the towns that are county seats: most compounds are there."""
    inside: dict[str, int] = {}
    for area in areas:
        inside[area.street] = inside.get(area.street, 0) + 1
    return {street for street, count in inside.items() if net.nodes[street]["kind"] == "街道" or count >= 10}


def _people(net: Network, city: City) -> None:
    """People of each compound, which add up to the published sum in its printed unit, and its few buildings."""
    drawn = net.random.choices(list(SIZES), list(SIZES.values()), k=COMPOUNDS)
    total = net.random.randint(PEOPLE - 4_500, PEOPLE + 4_500)
    scale = total / sum(drawn)
    people = net.spread(total, [(int(size * scale * 0.85), int(size * scale * 1.15) + 1) for size in drawn])
    for (_, compound), population in zip(city.compounds, people, strict=True):
        households = max(1, round(population / net.random.uniform(2.6, 3.2)))
        number = min(4, 1 + households // net.random.choice((60, 90, 120, 180)))
        for n, (here, living) in enumerate(_shared(net, households, population, number), start=1):
            id_ = net.node("Building", f"{compound.name}{n}号楼", households=here, population=living)
            net.edge("PART_OF", id_, compound.id)
            compound.buildings.append(id_)


def _shared(net: Network, households: int, population: int, number: int) -> list[tuple[int, int]]:
    """Households and people of so many buildings; each household has one to five people."""
    mean = households // number
    here = net.spread(households, [(max(1, mean - mean // 3), mean + mean // 3 + 1)] * number)
    return list(zip(here, net.spread(population, [(h, 5 * h) for h in here]), strict=True))


def _scattered(net: Network, area: Area) -> None:
    """散居楼栋: buildings that are in no compound."""
    for number in range(1, net.random.randint(2, 5)):
        households = net.random.randint(8, 40)
        population = net.random.randint(2 * households, 4 * households)
        id_ = net.node(
            "Building", f"{area.name}散居{number}号楼", kind="散居", households=households, population=population
        )
        net.edge("PART_OF", id_, area.id)
        area.scattered.append(id_)
