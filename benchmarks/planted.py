"""Planted defects found again: all kinds together, waived and unknown ones told apart, against an answer key.

`python -m benchmarks.planted [SEEDS]` asks of every place and seed; `make soak` asks 20 seeds of all seven places.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from random import Random
from typing import Any

from cypher.gaps import gaps
from graph.profile import Norm, Profile, load_profile
from graph.records import Table
from graph.settings import Settings
from graph.store import Store
from loaders import expected
from loaders.defects import TODAY, parse, plant, standing
from loaders.expected import Walk
from loaders.network import Defect, Network
from loaders.run import load
from loaders.twin import places

Pairs = set[tuple[str, str]]

SPECS = {
    "anqiu": "post_vacated=2,branch_ended=2,no_grid=2,department_closed=2,item_missing=2,two_grids=2",
    "bishan": "post_vacated=3,branch_ended=2,committee_ended=2,contract_ended=2,no_grid=2,department_closed=2,"
    "desk_closed=1,item_missing=2,band_broken=3,two_grids=2",
    "dali": "post_vacated=3,branch_ended=2,contract_ended=2,no_grid=2,department_closed=2,item_missing=2,two_grids=2,"
    "stale_temporary=3",
    "daqing": "post_vacated=2,branch_ended=2,contact_dissolved=2,no_grid=2,department_closed=2,two_grids=2",
    "guangan": "post_vacated=2,branch_ended=2,committee_ended=2,contract_ended=2,lead_missing=2,contact_dissolved=2,"
    "department_closed=2,item_missing=2,committee_short=3,second_lead=2",
    "linfen": "post_vacated=4,committee_ended=2,contract_ended=2,department_closed=1,desk_closed=1,item_missing=3",
    "xixiang": "post_vacated=2,lead_missing=2,contact_dissolved=2,no_grid=2,department_closed=1,item_missing=2,"
    "second_lead=2,two_grids=2",
}
"""Every kind of defect that a place can have."""
WAIVED, UNSAID = 2, 3
SAID = {"checklist_missing": ("has", "lacks"), "items_held": ("has",), "party_share": ("members",)}
"""measure → what a subject must say, or its value is unknown"""


@dataclass
class Score:
    """What was planted, waived, made unknown or forced by the figures, and what `gaps` told, as (norm, subject)."""

    planted: Pairs
    waived: Pairs
    unknown: Pairs
    told: Pairs
    told_waived: Pairs
    told_unknown: Pairs
    routes: list[Defect]  # broken ways of issues, which no norm tells

    @property
    def precision(self) -> float:
        return len(self.told & self.planted) / len(self.told) if self.told else 1.0

    @property
    def recall(self) -> float:
        return len(self.told & self.planted) / len(self.planted) if self.planted else 1.0

    @property
    def apart(self) -> bool:
        """Whether waived and unknown ones are told as such, and as nothing else."""
        return self.told_waived == self.waived and self.told_unknown == self.unknown


def build(place: str, seed: int) -> Network:
    """The twin of a place still in memory, undamaged."""
    net = Network(place, seed)
    import_module(f"loaders.twins.{place}").build(net)
    return net


def scored(store: Store, place: str, seed: int) -> Score:
    """Plant, unsay, load into an empty graph, waive, and ask."""
    profile, net, chance = load_profile(place), build(place, seed), Random(seed)
    forced = {(one.rule, one.subject_id) for one in standing(net, profile)}
    defects = plant(net, profile, parse(SPECS[place]))
    planted = {(one.rule, one.subject_id) for one in defects if one.rule != "route"}
    unsay(net, profile, planted, chance)
    key = unknown(net, profile)
    load_in_parts(store, net)
    must = {norm.id for norm in profile.norms if norm.status != "target"}
    waived = set(chance.sample(sorted(pair for pair in planted if pair[0] in must), WAIVED))
    load(store, [_waivers(waived)], sources=["waivers"]).raise_if_refused()
    (root,) = expected.roots(net, profile)
    found = gaps(store, profile=profile, place=root, as_of=TODAY)
    return Score(
        planted - waived,
        waived,
        key,
        {(one.norm, one.subject_id) for one in (*found.rows, *found.targets)} - forced,
        {(one.norm, one.subject_id) for one in found.waived},
        {(one.norm, one.subject_id) for one in found.unknown},
        [one for one in defects if one.rule == "route"],
    )


def unsay(net: Network, profile: Profile, planted: Pairs, chance: Random) -> None:
    """Take away what some subjects say of which nothing was planted."""
    walk, touched = Walk(net, TODAY), {subject for _, subject in planted}
    within = expected.inside(walk, expected.roots(net, profile))
    asked = [norm for norm in profile.norms if norm.computable and norm.measure in SAID]
    for norm in asked:
        free = sorted(set(expected.subjects(walk, within, norm)) - touched)
        for subject in chance.sample(free, min(UNSAID, len(free) // 2)):
            for name in SAID[norm.measure or ""]:
                net.nodes[subject][name] = None


def unknown(net: Network, profile: Profile) -> Pairs:
    """What nobody has said, by the walk in memory."""
    walk = Walk(net, TODAY)
    within = expected.inside(walk, expected.roots(net, profile))

    def unsaid(norm: Norm) -> set[str]:
        return {one for one in expected.subjects(walk, within, norm) if expected.measured(walk, norm, one) is None}

    return {(norm.id, subject) for norm in profile.norms if norm.computable for subject in unsaid(norm)}


def load_in_parts(store: Store, net: Network) -> None:
    """Load nodes, then edges: a whole county at once is more than a small server holds."""
    tables = net.tables()
    for part in ([t for t in tables if "id" in t.columns], [t for t in tables if "id" not in t.columns]):
        load(store, part, sources=["twin"]).raise_if_refused()


def _waivers(pairs: Pairs) -> Table:
    ids = [f"{norm}:{subject}" for norm, subject in sorted(pairs)]
    columns: dict[str, list[Any]] = {
        "id": [f"{gap}@{TODAY}" for gap in ids],
        "gap": ids,
        "reason": ["整改中"] * len(ids),
        "by": ["街道办事处"] * len(ids),
        "since": [TODAY] * len(ids),
        "until": [date(TODAY.year + 1, 1, 1)] * len(ids),
    }
    return Table("Waiver", columns)


def main(seeds: int = 20, say: Callable[[str], None] = print) -> list[str]:
    """Score every place and seed on a server of its own; lines of a table for the soak's page."""
    from dataclasses import replace

    from graph import local

    given = Settings.from_environment()
    settings = replace(given, home=given.home / "planted", heap_mb=2048, page_cache_mb=512)
    lines = ["| place | seeds | planted | precision | recall | waived and unknown told apart | took |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- |"]
    try:
        with Store.open(settings, say=say) as store:
            for place in places():
                lines.append(_place(store, place, range(1, seeds + 1)))
                say(lines[-1])
    finally:
        local.stop(settings)
    return lines


def _place(store: Store, place: str, seeds: Sequence[int]) -> str:
    start, scores = time.perf_counter(), []
    for seed in seeds:
        empty(store)
        scores.append(scored(store, place, seed))
    total = sum(len(one.planted) for one in scores)
    worst = min(one.precision for one in scores), min(one.recall for one in scores)
    apart = f"{sum(one.apart for one in scores)} of {len(scores)}"
    took = time.perf_counter() - start
    return f"| {place} | {len(scores)} | {total} | {worst[0]:.3f} | {worst[1]:.3f} | {apart} | {took:.0f} s |"


def empty(store: Store) -> None:
    """Leave nothing but the node that says which schema the graph follows."""
    while store.read("MATCH (n) WHERE NOT n:Network RETURN n.id AS id LIMIT 1"):
        store.write("MATCH (n) WHERE NOT n:Network WITH n LIMIT 10000 DETACH DELETE n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
