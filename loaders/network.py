"""What every twin is built with: a network under construction, seeded choices, and generated names.

A network keeps nodes by id and edges in order, as plain dicts, and gives them out as tables. All chance comes from one
`random.Random` seeded by place and seed, so the same seed gives the same bytes on every machine.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Any, NamedTuple

from graph.records import BETWEEN, Table
from graph.schema import SCHEMA

Values = dict[str, Any]


class Defect(NamedTuple):
    """Something planted to be found: `rule` is the norm that is unmet; `route` where no department acts for an issue
    type; `route:` and a kind of finding where a rehearsal finds that at a place, or of a type."""

    rule: str
    subject_id: str
    what: str


class Network:
    """A network under construction; every node and edge of it is marked synthetic."""

    def __init__(self, place: str, seed: int) -> None:
        self.place = place
        self.seed = seed
        self.random = Random(f"{place} {seed}")  # noqa: S311 - a twin is repeatable, not secret
        self.nodes: dict[str, Values] = {}
        self.edges: list[Values] = []
        self.label: dict[str, str] = {}
        self._made: Counter[str] = Counter()

    # --- making ------------------------------------------------------------------------------------------------

    def node(self, label: str, name: str, /, *, id: str | None = None, **values: Any) -> str:  # noqa: A002
        """Add a node and return its id: the one given, else the next, such as `linfen-stair_group-0001`."""
        if id is None:
            self._made[label] += 1
            id = f"{self.place}-{SCHEMA.node[label].level}-{self._made[label]:04d}"  # noqa: A001
        self.nodes[id] = {"id": id, "name": name, "synthetic": True, **values}
        self.label[id] = label
        return id

    def edge(self, type_: str, start: str, end: str, /, **values: Any) -> None:
        self.edges.append({"type": type_, "start": start, "end": end, "synthetic": True, **values})

    def body(self, label: str, name: str, tie: str, place: str, /, *, since: date | None = None, **values: Any) -> str:
        """Add a body and tie it to a place, both from the same day."""
        id_ = self.node(label, name, since=since, **values)
        self.edge(tie, id_, place, since=since)
        return id_

    def person(self, *, sex: str | None = None, party_member: bool | None = None) -> str:
        """Add an office-holder with a generated name; chance decides what is not given."""
        sex = sex or self.random.choice(("female", "male"))
        if party_member is None:
            party_member = self.random.random() < 0.3
        year = self.random.randint(1948, 1992)
        return self.node("Person", self.full_name(sex), sex=sex, birth_year=year, party_member=party_member)

    def holds(self, person: str, post: str, at: str, /, first: date, last: date, **values: Any) -> None:
        """Give a post from a day between `first` and `last`, not before the body or place there began.

        One holder in twelve follows a predecessor, who left on that day.
        """
        begun = self.nodes[at].get("since") or date.min
        since = self.day(max(first, begun), last)
        before = max(years_before(since, 3), begun)
        if self.random.random() < 1 / 12 and before < since:
            predecessor = self.person(sex=self.nodes[person]["sex"])
            self.edge("HOLDS", predecessor, at, post=post, since=before, until=since)
        self.edge("HOLDS", person, at, post=post, since=since, **values)

    def adopt(self, tables: Iterable[Table]) -> None:
        """Take over records that are real, such as divisions; they are marked, since generated counts are added."""
        for table in tables:
            names = list(table.columns)
            for row in zip(*table.columns.values(), strict=True):
                values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
                if "start" in values:
                    self.edge(table.what, values.pop("start"), values.pop("end"), **values)
                else:
                    self.node(table.what, values.pop("name"), **values)

    def end(self, id_: str, day: date) -> None:
        """Let a node end on a day, and with it the edges from and to it.

        Which types it would handle stays said, and so does what came before or after it.
        """
        self.nodes[id_]["until"] = day
        for edge in self.edges:
            stays = edge.get("until") or edge["type"] in ("HANDLED_BY", "SUCCEEDED_BY")
            if id_ in (edge["start"], edge["end"]) and not stays:
                edge["until"] = day

    # --- asking ------------------------------------------------------------------------------------------------

    def of(self, label: str) -> list[str]:
        """Ids of a label, in the order they were made."""
        return [id_ for id_, found in self.label.items() if found == label]

    def find(self, type_: str, **values: Any) -> Iterator[Values]:
        """Edges of a type that have these values."""
        return (e for e in self.edges if e["type"] == type_ and all(e.get(k) == v for k, v in values.items()))

    def add_up(self, names: Sequence[str], levels: Sequence[str]) -> None:
        """Fill counts of the places of `levels`, from the lowest up, from what is `PART_OF` or `IN_GRID` in them."""
        inside = defaultdict(list)
        for edge in self.edges:
            if edge["type"] in ("PART_OF", "IN_GRID"):
                inside[edge["end"]].append(self.nodes[edge["start"]])
        for level in levels:
            for id_ in self.of(level):
                parts = [part for part in inside[id_] if names[0] in part and self.label[part["id"]] != "MicroGrid"]
                self.nodes[id_].update({name: sum(part[name] for part in parts) for name in names})

    def tables(self) -> list[Table]:
        """Everything, nodes first, in the schema's order and then in the order it was made."""
        kinds: dict[str, list[Values]] = defaultdict(list)
        for id_, node in self.nodes.items():
            kinds[self.label[id_]].append(node)
        for edge in self.edges:
            kinds[edge["type"]].append({name: value for name, value in edge.items() if name != "type"})
        order = [*SCHEMA.node, *SCHEMA.edge]
        return [self._table(what, kinds[what]) for what in order if what in kinds]

    def _table(self, what: str, rows: list[Values]) -> Table:
        names = dict.fromkeys(name for row in rows for name in row)
        columns = {name: [row.get(name) for row in rows] for name in names}
        source = f"twin {self.place} seed {self.seed}{BETWEEN}{what}"
        return Table(
            what, {name: values for name, values in columns.items() if any(v is not None for v in values)}, source
        )

    # --- choosing ----------------------------------------------------------------------------------------------

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def spread(self, total: int, bands: Sequence[tuple[int, int]]) -> list[int]:
        """Whole numbers, one in each band (both ends included), that add up to `total`."""
        values = [self.random.randint(low, high) for low, high in bands]
        missing = total - sum(values)
        if not sum(low for low, _ in bands) <= total <= sum(high for _, high in bands):
            raise ValueError(f"{total} cannot be spread over these bands")
        step = 1 if missing > 0 else -1
        while missing:
            i = self.random.randrange(len(values))
            if bands[i][0] <= values[i] + step <= bands[i][1]:
                values[i] += step
                missing -= step
        return values

    def shuffled(self, values: Iterable[Any]) -> list[Any]:
        listed = list(values)
        self.random.shuffle(listed)
        return listed

    def full_name(self, sex: str) -> str:
        given = self.random.sample(words(sex), self.random.choice((1, 2, 2)))
        return self.random.choice(words("surname")) + "".join(given)

    def compound_names(self, count: int) -> list[str]:
        """Different names of compounds, such as 和顺苑."""
        firsts, seconds, thirds = (words(f"compound_{part}") for part in ("first", "second", "third"))
        pairs = [a + b for a in firsts for b in seconds if a != b]
        return [pair + self.random.choice(thirds) for pair in self.random.sample(pairs, count)]


@lru_cache
def words(part: str) -> tuple[str, ...]:
    """The words of `data/names.csv` for a part of a name."""
    text = resources.files("loaders").joinpath("data", "names.csv").read_text(encoding="utf-8")
    return next(tuple(row["words"].split()) for row in csv.DictReader(text.splitlines()) if row["part"] == part)


def years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def in_turn(values: Sequence[Any], sizes: Iterable[int]) -> Iterator[list[Any]]:
    """Consecutive runs of `values`, of these sizes."""
    at = 0
    for size in sizes:
        yield list(values[at : at + size])
        at += size
