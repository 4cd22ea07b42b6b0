"""Facts, links and the sentence of an explanation, made of what an account says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Literal

from cypher.counted import COUNTED
from cypher.library import Row
from cypher.loads import recorded_on
from cypher.why import words
from cypher.why.account import Account, Cause, EndedBy, bodies_between, cause, near_misses
from cypher.why.asked import Links, Node, Said, Spot, Trail
from graph.profile import Norm, Profile, Text
from graph.store import Store

LinkState = Literal["holds", "missing", "ended", "not_yet", "too_many", "value", "unknown"]


class Fact(Row):
    """A fact behind a link: who, by which words, from when to when.

    `who` is its other end, `at` where it stands if that is not the subject itself. `until` is the first day on which it
    no longer counts, `ended_by` what ended it by then, `number` its minutes or yuan, `recorded` the day of the load
    that last wrote what ended it, or it.
    """

    type: str
    word: str | None
    who_id: str
    who_name: str
    who_label: str
    at_id: str | None
    at_name: str | None
    since: date | None
    until: date | None
    ended_by: EndedBy | None
    number: float | None
    recorded: date | None
    source_id: str | None


class NearMiss(Row):
    """A fact in force that does not count, and why."""

    fact: Fact
    why_zh: str
    why_en: str


class Link(Row):
    """One link of the chain that was expected.

    `day` is when it ended, begins, or since when there are too many; `facts` are those that hold it, that ended on that
    day, or that will begin; `lacking` and `unsaid` are items or parts that are known not to be there, or not known.
    """

    expected_zh: str
    expected_en: str
    state: LinkState
    first: bool
    day: date | None
    value: float | None
    minimum: float | None
    maximum: float | None
    facts: list[Fact]
    lacking: list[str]
    unsaid: list[str]


def fits(value: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)


def sentence(made: Account, norm: Norm, value: float, since: date | None, as_of: date) -> Text:
    """One sentence that says why the gap is there."""
    name, shape = made.subject.name, made.counted.shape
    over = norm.max is not None and value > norm.max
    if shape == "missing_items":
        return words.lacks(name, _lacking(made.subject, norm))
    if shape == "items":
        return words.has_items(name, norm, value, _lacking(made.subject, norm))
    counts = shape in ("count", "grids") or (shape == "sum" and not made.standing(as_of))
    if not counts:
        return words.stated(name, norm, value, since)
    if over:
        there = made.standing(as_of)
        came = [trail.nodes[-1].name for trail in there if trail.fact.since == since or trail.nodes[-1].since == since]
        return words.too_much(name, norm, value, since, came, [trail.nodes[-1].name for trail in there])
    former = made.former(as_of)
    causes = [cause(made, trail, end) for end, trail in former if end == since]
    because = words.ends(causes, outgoing=made.counted.outgoing) if causes else None
    said = words.too_few(name, norm, value, since, because, never=not former)
    if shape == "grids" and (outside := made.parts_outside(as_of)):
        said = words.parts(said, outside)
    coming = made.coming(as_of)
    return (
        words.begins(said, [t.end.name for one, t in coming if one == coming[0][0]], coming[0][0]) if coming else said
    )


def _lacking(node: Node, norm: Norm) -> list[str]:
    """Items that a subject is known to lack: those that the norm lists, or any where it only asks for a number."""
    if COUNTED[norm.measure or ""].shape == "stated":
        return []
    listed = norm.parameters.get("items")
    return [item for item in node.lacks or () if listed is None or item in listed]


class Telling:
    """Facts and links as rows, with the day on which a load recorded them."""

    def __init__(self, store: Store, found: Sequence[Trail | Links], as_of: date) -> None:
        self.as_of = as_of
        loads = sorted({said.source_id for one in found for said in one.things if said.source_id})
        self._recorded = {row.id: row.loaded_on for row in recorded_on(store, loads=loads)} if loads else {}

    def fact(self, trail: Trail, end: date | None = None, ended: Cause | None = None) -> Fact:
        """One fact; `end` is the day on which it ceased to count, by what `ended` says."""
        wrote: Said | Spot = trail.fact
        if end is not None:
            wrote = next((one for one in reversed(trail.things) if one.until == end), trail.fact)
        at = trail.nodes[trail.before - 1] if trail.before else None
        who = trail.nodes[-1]
        said = trail.fact
        return Fact(
            type=said.type,
            word=words.words_of(said),
            who_id=who.id,
            who_name=who.name,
            who_label=who.label,
            at_id=at.id if at else None,
            at_name=at.name if at else None,
            since=said.since,
            until=end or trail.until,
            ended_by=ended.by if ended else None,
            number=said.minutes if said.minutes is not None else said.amount_yuan,
            recorded=self._recorded.get(wrote.source_id or ""),
            source_id=wrote.source_id,
        )

    def former(self, made: Account) -> list[Fact]:
        """Facts that have ceased to count, the latest first."""
        return [self.fact(trail, end, cause(made, trail, end)) for end, trail in made.former(self.as_of)]

    def near(self, made: Account, norm: Norm) -> list[NearMiss]:
        found = []
        for trail, misfit in near_misses(made, norm.parameters, self.as_of):
            because = words.does_not_count(misfit)
            found.append(NearMiss(fact=self.fact(trail), why_zh=because.zh, why_en=because.en))
        return found

    def territory(self, chain: Sequence[Links]) -> list[Link]:
        """From the top of the territory down to the subject: all in force."""
        links = []
        steps = [(edge, *pair) for one in chain for edge, pair in zip(one.edges, pairwise(one.nodes), strict=True)]
        for edge, lower, upper in reversed(steps):
            start, end = (upper, lower) if edge.type == "MEMBER_OF" else (lower, upper)
            expected = words.link(edge.type, start.name, end.name, words.words_of(edge))
            trail = Trail(reach="subject", before=0, is_fact=True, edges=[edge], nodes=[upper], successors=[])
            links.append(self._link(expected, "holds", facts=[self.fact(trail)]))
        return links

    def demanded(
        self, made: Account, norm: Norm, profile: Profile, value: float | None, unsaid: Sequence[str]
    ) -> list[Link]:
        """What a norm asks of its subject, in the order in which one link stands on another."""
        links = self._demanded(made, norm, profile, value, unsaid)
        first = next((link for link in links if link.state != "holds"), None)
        return [replace(link, first=link is first) for link in links]

    def _demanded(
        self, made: Account, norm: Norm, profile: Profile, value: float | None, unsaid: Sequence[str]
    ) -> list[Link]:
        name, shape = made.subject.name, made.counted.shape
        if norm.measure == "member_purposes" and norm.min is not None and norm.min >= len(norm.parameters["purposes"]):
            return [self._of_purpose(made, name, purpose) for purpose in norm.parameters["purposes"]]
        expected = words.expected(name, norm)
        if shape in ("missing_items", "items", "stated"):
            lacking = _lacking(made.subject, norm)
            state: LinkState = "unknown" if value is None else "holds" if fits(value, norm.min, norm.max) else "value"
            facts = self._facts(made.standing(self.as_of))
            return [self._link(expected, state, None, value, norm.min, norm.max, facts, lacking, unsaid)]
        if value is None:
            facts = self._facts(made.standing(self.as_of))
            return [self._link(expected, "unknown", None, None, norm.min, norm.max, facts, (), unsaid)]
        link = self._counted(made, expected, value)
        through = bodies_between(made, norm, profile)
        return [link] if through is None else [self._counted(through, words.answering(name), None), link]

    def _of_purpose(self, made: Account, name: str, purpose: str) -> Link:
        own = [trail for trail in made.counting if trail.end.purpose == purpose]
        alone = Account(made.counted, made.subject, own, own, 1, None)
        return self._counted(alone, words.of_purpose(name, purpose), None)

    def _counted(self, made: Account, expected: Text, value: float | None) -> Link:
        """A link that holds as long as enough facts, and not too many, are in force."""
        day, standing = self.as_of, made.standing(self.as_of)
        value = made.value(day) if value is None else value
        assert value is not None, "what is unknown is told apart before"
        if fits(value, made.minimum, made.maximum):
            return self._link(expected, "holds", None, value, made.minimum, made.maximum, self._facts(standing))
        since = made.opened(day)
        counts = made.counted.shape in ("count", "grids")
        if made.maximum is not None and value > made.maximum:
            state: LinkState = "too_many" if counts else "value"
            return self._link(expected, state, since, value, made.minimum, made.maximum, self._facts(standing))
        if standing and not counts:
            return self._link(expected, "value", since, value, made.minimum, made.maximum, self._facts(standing))
        former, coming = made.former(day), made.coming(day)
        lacking = made.parts_outside(day) if made.counted.shape == "grids" else []
        if former:
            ended = since if since in [end for end, _ in former] else former[0][0]
            facts = [self.fact(trail, end, cause(made, trail, end)) for end, trail in former if end == ended]
            return self._link(expected, "ended", ended, value, made.minimum, made.maximum, facts, lacking)
        if coming:
            facts = self._facts([trail for one, trail in coming if one == coming[0][0]])
            return self._link(expected, "not_yet", coming[0][0], value, made.minimum, made.maximum, facts, lacking)
        return self._link(expected, "missing", None, value, made.minimum, made.maximum, self._facts(standing), lacking)

    def _facts(self, trails: Sequence[Trail]) -> list[Fact]:
        return [self.fact(trail) for trail in trails]

    @staticmethod
    def _link(
        expected: Text,
        state: LinkState,
        day: date | None = None,
        value: float | None = None,
        minimum: float | None = None,
        maximum: float | None = None,
        facts: Sequence[Fact] = (),
        lacking: Sequence[str] = (),
        unsaid: Sequence[str] = (),
    ) -> Link:
        return Link(
            expected_zh=expected.zh,
            expected_en=expected.en,
            state=state,
            first=False,
            day=day,
            value=value,
            minimum=minimum,
            maximum=maximum,
            facts=list(facts),
            lacking=list(lacking),
            unsaid=list(unsaid),
        )
