"""Route defects planted in twins and found again by a rehearsal, against an answer key.

`python -m benchmarks.planted_routes [SEEDS]` asks of every place and seed; `make soak` asks 3 seeds of all places.
What a rehearsal finds in the sound twin, such as a head of a grid who heads its forum too, is not counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from benchmarks.planted import build, empty, load_in_parts
from cypher.places import resolve
from cypher.rehearsal import Finding, rehearse
from graph import local
from graph.profile import load_profile
from graph.settings import Settings
from graph.store import Store
from loaders.defects import TODAY, parse, plant
from loaders.network import Network
from loaders.route_defects import rule_of

Pairs = set[tuple[str, str]]

SPECS = {
    "anqiu": "jurisdiction_lost=1,type_unpaired=1,promise_broken=2,way_looped=2",
    "bishan": "jurisdiction_lost=1,type_unpaired=2,promise_broken=2",
    "dali": "jurisdiction_lost=1,type_unpaired=1,promise_broken=2,hands_joined=1,way_looped=1,receiver_doubled=1",
    "daqing": "jurisdiction_lost=1,type_unpaired=2,promise_broken=2,hands_joined=3,way_looped=1",
    "guangan": "jurisdiction_lost=1,type_unpaired=2,promise_broken=2",
    "linfen": "jurisdiction_lost=1,type_unpaired=1,promise_broken=1,receiver_doubled=2",
    "xixiang": "jurisdiction_lost=1,type_unpaired=1,promise_broken=1,hands_joined=2,receiver_doubled=1",
}
"""Every kind of route defect that a place's template can have."""


class Score(NamedTuple):
    """What was planted, and what a rehearsal tells of the damaged twin and not of the sound one."""

    planted: Pairs
    told: Pairs

    @property
    def precision(self) -> float:
        return len(self.told & self.planted) / len(self.told) if self.told else 1.0

    @property
    def recall(self) -> float:
        return len(self.told & self.planted) / len(self.planted)


def scored(store: Store, place: str, seed: int) -> Score:
    """Rehearse the sound twin and the damaged one, and compare."""
    net = build(place, seed)
    before = told(store, place, net)
    net = build(place, seed)
    planted = plant(net, load_profile(place), parse(SPECS[place]))
    return Score({(one.rule, one.subject_id) for one in planted}, told(store, place, net) - before)


def told(store: Store, place: str, net: Network) -> Pairs:
    """What a rehearsal of a network finds, as the answer key says it."""
    empty(store)
    load_in_parts(store, net)
    profile = load_profile(place)
    root = resolve(store, place=profile.codes[0], as_of=TODAY).id
    rows = rehearse(store, profile=profile, place=root, as_of=TODAY).rows
    return {(rule_of(net, (row.kind, subject)), subject) for row in rows for subject in _subjects(row)}


def _subjects(row: Finding) -> list[str]:
    """The place where it is found; the issue types where a department is wanting or a promise is broken."""
    of_types = row.kind == "late" or (row.kind == "dead_end" and row.at is None)
    return row.issue_types if of_types or row.at is None else [row.at.id]


def main(seeds: int = 3, say: Callable[[str], None] = print) -> list[str]:
    """Score every place and seed on a server of its own; lines of a table for the soak's page."""
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "planted", heap_mb=2048, page_cache_mb=512)
    lines = ["| place | seeds | planted | precision | recall | took |", "| --- | --- | --- | --- | --- | --- |"]
    try:
        with Store.open(settings, say=say) as store:
            for place in SPECS:
                start = time.perf_counter()
                scores = [scored(store, place, seed) for seed in range(1, seeds + 1)]
                total = sum(len(one.planted) for one in scores)
                worst = min(one.precision for one in scores), min(one.recall for one in scores)
                took = time.perf_counter() - start
                lines.append(f"| {place} | {seeds} | {total} | {worst[0]:.3f} | {worst[1]:.3f} | {took:.0f} s |")
                say(lines[-1])
    finally:
        local.stop(settings)
    return lines


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
