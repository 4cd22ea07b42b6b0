"""Answers for a key that is bound to a place: nothing outside it leaves, by no field, list or sentence.

While the answer is made, the store hears every text that comes out of the graph. Those that name only what is outside
the area (`cypher.areas`) are taken out of the answer at the end: rows about them are dropped, references to them in
lists too, and where a row must stay, such as the step of a route, and in sentences, `MASK` stands in their stead.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from api.answers.cross_holders import CrossHoldersRow, PairHolder
from api.answers.standing import CentralRow, CycleStep
from api.answers.ties import InterlockRow, TiedPeopleRow
from cypher.areas import outside
from cypher.bodies import BodyRow, BodyTie
from cypher.coverage import CoverRow
from cypher.networks import Around, CrossHoldingRow, Way
from cypher.people import PostRow, Station, TieRow
from cypher.rehearsal import Finding, StepRef
from cypher.routing.rows import RouteStep
from graph.errors import NotFound, WanggeError
from graph.store import Store
from graph.views.picture import Picture

MASK = "〔辖区外〕"
KEPT = (RouteStep, Finding, StepRef)
"""Rows that stay, masked: without them the rest would say something else."""
NOTHING = "There is no such thing in the area of this key."

T = TypeVar("T")


def bounded(answer: T, store: Store) -> T:
    """An answer without what lies outside the area of the store that it was asked of.

    Raises
    ------
    NotFound
        The answer is about something outside.
    """
    hidden = _hidden(store)
    if not hidden:
        return answer
    if is_dataclass(answer) and any(_about(one, hidden) for one in (answer, *_subjects(answer))):
        raise NotFound(NOTHING)
    cleaned: T = Cleaning(hidden, store.heard or ()).of(answer)
    return cleaned


def _subjects(answer: Any) -> list[Any]:
    """What an answer about one thing is about: its place, person, body, or the node in the middle of a network."""
    named = [getattr(answer, name, None) for name in ("place", "person", "body", "career")]
    network, picture = getattr(answer, "network", None), getattr(answer, "picture", None)
    middles = [*network.nodes[:1]] if network else [one for one in picture.nodes if one.middle] if picture else []
    return [one for one in (*named, *middles) if is_dataclass(one)]


def told(error: WanggeError, store: Store) -> WanggeError:
    """An error without what lies outside: what is not found there and what is outside are one and the same."""
    if isinstance(error, NotFound):
        return type(error)(NOTHING)
    cleaning = Cleaning(_hidden(store), store.heard or ())
    return type(error)(cleaning.of(error.message), **cleaning.of(error.details))


def _hidden(store: Store) -> frozenset[str]:
    heard, area = store.heard, store.within
    if not heard or area is None:
        return frozenset()
    rest = store.unheard()
    return frozenset(row.text for row in outside(rest, texts=list(heard), area=area))


class Cleaning:
    """The hidden texts, and the texts that may be seen although a hidden one is part of them."""

    def __init__(self, hidden: Collection[str], heard: Collection[str]) -> None:
        self.hidden = hidden
        within = _any_of(hidden)
        whole = [text for text in heard if text not in hidden and within and within.search(text)]
        self._words = _any_of({*hidden, *whole})

    def of(self, value: Any) -> Any:
        """A value without what is hidden."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list | tuple):
            return [self.of(one) for one in value if not self._goes(one)]
        if isinstance(value, dict):
            return {name: self.of(one) for name, one in value.items()}
        if isinstance(value, Around):
            return self._around(value)
        if isinstance(value, Picture):
            value = self._picture(value)
        if isinstance(value, Way):
            return None if any(node.id in self.hidden for node in value.nodes) else value
        if isinstance(value, BodyRow):
            value = self._body(value)
        if isinstance(value, CrossHoldersRow):
            people = {one.id for one in value.holders if not self._goes(one)}
            value = replace(value, people=len(people))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{one.name: self.of(getattr(value, one.name)) for one in fields(value)})
        return value

    def _text(self, text: str) -> str:
        if self._words is None:
            return text
        return self._words.sub(lambda found: MASK if found[0] in self.hidden else found[0], text)

    def _around(self, value: Around) -> Around:
        """What of a network lies inside; how much more there is outside is not told, nor how much more there is."""
        kept = [n for n, node in enumerate(value.nodes) if node.id not in self.hidden]
        keys = {(value.nodes[n].family, value.nodes[n].id) for n in kept}
        return Around(
            nodes=[value.nodes[n] for n in kept],
            distances=[value.distances[n] for n in kept],
            edges=[one for one in value.edges if {(one.start_family, one.start), (one.end_family, one.end)} <= keys],
            more=[],
        )

    def _picture(self, value: Picture) -> Picture:
        """What of a picture lies inside; counts of more go, and so do days on which only something outside changes."""
        nodes = [one for one in value.nodes if one.family != "Group" and one.id not in self.hidden]
        keys = {one.key for one in nodes}
        edges = [one for one in value.edges if {one.start, one.end} <= keys]
        days = {day for one in edges for day in (one.since, one.until)}
        return replace(value, nodes=nodes, edges=edges, days=[day for day in value.days if day in days], left_out=0)

    def _body(self, value: BodyRow) -> BodyRow:
        """A body whose counts are of what is listed and inside."""
        people = [one for one in value.people if one.id not in self.hidden]
        ties = [one for one in value.ties if one.other.id not in self.hidden]
        return replace(value, people=people, people_total=len(people), ties=ties, ties_total=len(ties))

    def _goes(self, one: Any) -> bool:
        """Whether an element of a list is about something hidden."""
        if isinstance(one, str):
            return one in self.hidden
        if isinstance(one, CoverRow) and any(step.id in self.hidden for step in one.chain):
            return True
        if isinstance(one, PostRow | TieRow | Station):
            return one.at.id in self.hidden
        if isinstance(one, BodyTie):
            return one.other.id in self.hidden
        if isinstance(one, CrossHoldingRow | InterlockRow | TiedPeopleRow):
            return one.a.id in self.hidden or one.b.id in self.hidden
        if isinstance(one, PairHolder):
            return one.id in self.hidden or one.at.id in self.hidden or one.other_at.id in self.hidden
        if isinstance(one, CrossHoldersRow):
            return all(map(self._goes, one.holders))
        if isinstance(one, CentralRow):
            return one.at.id in self.hidden
        if isinstance(one, CycleStep):
            return one.body.id in self.hidden or one.under.id in self.hidden
        return is_dataclass(one) and not isinstance(one, KEPT) and _about(one, self.hidden)


def _any_of(texts: Collection[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the texts, the longest first; None of none."""
    return re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True)))) if texts else None


def _about(row: Any, hidden: Collection[str]) -> bool:
    """Whether what a row is about is hidden: one of its own ids."""
    values = vars(row)
    return any(
        isinstance(values[name], str) and values[name] in hidden
        for name in values
        if name in ("id", "place", "body", "person", "start", "end") or name.endswith("_id")
    )
