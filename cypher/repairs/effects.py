"""What changes do besides: every norm of the profile, before them and inside their trial.

Looked at is the smallest place that holds everything the changes touch: the places at the ends of their edges, and
those that a body answers for whose posts or dates change. What a person or body touched has elsewhere is asked where
it stands, so that no norm of it is missed and nothing that only moved out of sight counts as mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cypher.changes import Change, Record, Thing
from cypher.gaps import judged
from cypher.library import Row
from cypher.places import placed
from cypher.repairs.around import TIES, Case, things
from graph.profile import Norm
from graph.schema import SCHEMA
from graph.store import Store


class Effect(Row):
    """A norm's subject outside the band, or, with `value` absent, one of which the value is unknown."""

    norm: str
    subject_id: str
    subject_name: str
    subject_level: str
    value: float | None


Found = dict[tuple[str, str], Effect]
_LEVELS = {node.level for node in SCHEMA.nodes if node.family.name == "Place"}


class Effects(NamedTuple):
    """Gaps that changes open and close, and values that nobody can tell any more."""

    opened: list[Effect]
    closed: list[Effect]
    unknown: list[Effect]


def norms_of(case: Case) -> list[Norm]:
    """The computable norms of the profile, the one that is unmet among them."""
    norms = {norm.id: norm for norm in case.profile.norms if norm.computable}
    return list((norms | {case.norm.id: case.norm}).values())


def outside(store: Store, norms: Iterable[Norm], place: str, day: date) -> Found:
    """What lies outside its band, or is unknown, inside a place."""
    return {
        (norm.id, row.subject_id): Effect(
            norm=norm.id,
            subject_id=row.subject_id,
            subject_name=row.subject_name,
            subject_level=row.subject_level,
            value=row.value,
        )
        for norm in norms
        for row in judged(store, norm=norm, place=place, as_of=day)
    }


def elsewhere(store: Store, norms: Sequence[Norm], wanted: Sequence[Thing], root: str, day: date) -> Found:
    """The same of some bodies and people, wherever in the place `root` they stand."""
    found: Found = {}
    by_family = {family: [t.id for t in wanted if t.family == family] for family in ("Body", "Person")}
    if not any(by_family.values()):
        return found
    rows = placed(store, as_of=day, root=root, bodies=by_family["Body"], people=by_family["Person"])
    paths = {row.id: row.path for row in rows}
    for thing in wanted:
        path = paths.get(thing.id, [])
        if path and (not root or root in {step.id for step in path}):
            bound = [norm for norm in norms if any(_binds(subject, thing) for subject in norm.subjects)]
            here = outside(store, bound, path[-1].id, day)
            found |= {key: effect for key, effect in here.items() if key[1] == thing.id}
    return found


def _binds(subject: object, thing: Thing) -> bool:
    label, kind, tag = (getattr(subject, name) for name in ("label", "kind", "tag"))
    return (
        label in (thing.label, thing.family)
        and kind in (None, thing.values.get("kind"))
        and (tag is None or tag in (thing.values.get("tags") or ()))
    )


class Before:
    """What was outside before anything changed; each place is asked once."""

    def __init__(self, case: Case, root: str) -> None:
        self.case, self.root, self.norms = case, root, norms_of(case)
        self._places: dict[str, Found] = {}

    def outside(self, place: str) -> Found:
        if place not in self._places:
            self._places[place] = outside(self.case.store, self.norms, place, self.case.as_of)
        return self._places[place]


def scope(case: Case, changes: Sequence[Change]) -> str:
    """Id of the smallest place that holds everything the changes touch."""
    records = [record for change in changes for record in change.records]
    places = {id_ for record in records for family, id_ in _touched(record) if family == "Place"}
    seats = {id_ for record in records for id_ in _reaching(record)}
    answering = case.now(case.links(seats, *TIES)) if seats else []
    places |= {link.end.id for link in answering if link.start.id in seats}
    rows = placed(case.store, as_of=case.as_of, root=case.path[0].id, places=sorted(places))
    common = [step.id for step in case.path]
    for row in rows:
        ids = [step.id for step in row.path]
        common = [id_ for id_, other in zip(common, ids, strict=False) if id_ == other] or common[:1]
    return common[-1]


def _touched(record: Record) -> list[tuple[str, str]]:
    if record.what in SCHEMA.edge:
        start, end = record.ends
        return [(start, record.values["start"]), (end, record.values["end"])]
    return [(SCHEMA.node[record.what].family.name, record.values["id"])]


def _reaching(record: Record) -> list[str]:
    """Bodies of which a change is felt at every place they answer for."""
    if record.what == "HOLDS" and record.ends[1] == "Body":
        return [record.values["end"]]
    node = SCHEMA.node.get(record.what)
    return [record.values["id"]] if node and node.family.name == "Body" and not record.new else []


def effects(before: Before, inside: Store, place: str, changes: Sequence[Change]) -> Effects:
    """What differs inside a trial of the changes; `place` is their `scope`."""
    case = before.case
    watched = _watched(case, changes)
    first = dict(before.outside(place)) | elsewhere(case.store, before.norms, watched, before.root, case.as_of)
    then = outside(inside, before.norms, place, case.as_of)
    then |= elsewhere(inside, before.norms, watched, before.root, case.as_of)
    # what came into sight may have been outside before, what went out of sight may still be
    first |= _resolved(case.store, before, then.keys() - first.keys(), then)
    then |= _resolved(inside, before, first.keys() - then.keys(), first)

    def told(found: Found, keys: Iterable[tuple[str, str]]) -> list[Effect]:
        return [found[key] for key in sorted(keys)]

    gaps_before = {key for key, effect in first.items() if effect.value is not None}
    gaps_then = {key for key, effect in then.items() if effect.value is not None}
    return Effects(
        told(then, gaps_then - gaps_before),
        told(first, gaps_before - then.keys()),
        told(then, then.keys() - gaps_then - (first.keys() - gaps_before)),
    )


def _watched(case: Case, changes: Sequence[Change]) -> list[Thing]:
    records = [record for change in changes for record in change.records]
    ids = {id_ for record in records for family, id_ in _touched(record) if family in ("Body", "Person")}
    return [thing for thing in things(case.store, ids=sorted(ids)) if thing.family in ("Body", "Person")]


def _resolved(store: Store, before: Before, keys: Iterable[tuple[str, str]], seen: Found) -> Found:
    """What holds now of bodies and people that are no longer seen where they were."""
    wanted = [(norm, id_) for norm, id_ in keys if seen[norm, id_].subject_level not in _LEVELS]
    if not wanted:
        return {}
    ids = sorted({id_ for _, id_ in wanted})
    found = [thing for thing in things(store, ids=ids) if thing.family in ("Body", "Person")]
    norms = [norm for norm in before.norms if norm.id in {id_ for id_, _ in wanted}]
    there = elsewhere(store, norms, found, before.root, before.case.as_of)
    return {key: effect for key, effect in there.items() if key in wanted}
