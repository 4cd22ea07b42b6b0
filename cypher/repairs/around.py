"""What is and was around the subject of a gap: edges with both their ends, and like places nearby."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from cypher.changes import ACTS, Change, Link, Record, Thing, again, change, tied
from cypher.library import Question, Row
from cypher.rows import PlaceRef
from graph.profile import Norm, Profile
from graph.schema import SCHEMA
from graph.store import Store
from graph.words import IN_CHINESE

TIES = ("REGISTERED_IN", "SERVES", "REPRESENTS", "MANAGES", "COVERS")  # by which a body stands at a place
ANSWERING = ("COVERS", "SERVES", "REPRESENTS", "MANAGES")  # whose holders are the place's
NEAR = 24  # like places that are looked at


class LinkRow(Row):
    """An edge, in force or not; `values` are its properties."""

    type: str
    start: str
    start_family: str
    end: str
    end_family: str
    values: dict[str, Any]
    key: str | None


class NearRow(Row):
    """A place nearby; `steps` are ten for each step up and one for each down."""

    id: str
    steps: int


class SeatedRow(Row):
    """A body, and how many people hold the posts in it."""

    id: str
    people: int


_THINGS = Question.load(__file__, "things.cypher", Thing)
_LINKS = Question.load(__file__, "links.cypher", LinkRow)
_NEARBY = Question.load(__file__, "nearby.cypher", NearRow)
_SEATED = Question.load(__file__, "seated.cypher", SeatedRow)


def things(store: Store, *, ids: Sequence[str]) -> list[Thing]:
    """Places, bodies, people and items by their ids, in force or not; by family and id.

    Parameters
    ----------
    ids
        Ids of any family; an id that several families have gives several rows.
    """
    return [
        replace(thing, values={name: value for name, value in thing.values.items() if value is not None})
        for thing in _THINGS.rows(store, ids=list(ids))
    ]


def links(store: Store, *, ids: Sequence[str], types: Sequence[str]) -> list[LinkRow]:
    """Edges of some types from or to places, bodies and people, in force or not; by type, ends and key.

    Parameters
    ----------
    ids
        Ids of places, bodies and people.
    types
        Types of edges.
    """
    return _LINKS.rows(store, ids=list(ids), types=list(types))


def nearby(store: Store, *, place: str, level: str, as_of: date, limit: int = NEAR) -> list[NearRow]:
    """Places of a level near a place, those with the nearest common place above first, then by id.

    Parameters
    ----------
    place
        Id of a place; it is not among its own neighbours.
    level
        Level of the places wanted.
    as_of
        The day.
    limit
        How many at most.
    """
    return _NEARBY.rows(store, place=place, level=level, as_of=as_of, limit=limit)


def seated(
    store: Store,
    *,
    posts: Sequence[str],
    least: int,
    as_of: date,
    modes: Sequence[str] | None = None,
    limit: int = NEAR,
) -> list[SeatedRow]:
    """Bodies in which at least so many people hold some posts, those with the fewest first, then by id.

    Parameters
    ----------
    posts
        The posts.
    least
        How many different people.
    as_of
        The day.
    modes
        How the posts came to be held; without it, in any way.
    limit
        How many at most.
    """
    return _SEATED.rows(
        store, posts=list(posts), modes=None if modes is None else list(modes), least=least, as_of=as_of, limit=limit
    )


def stands(values: dict[str, Any], day: date) -> bool:
    """Whether something with these dates is in force on a day."""
    since, until = values.get("since"), values.get("until")
    return (since is None or since <= day) and (until is None or until > day)


def newest(found: Iterable[Link]) -> list[Link]:
    """Links by their first day, the latest first, the unknown last; ties by the ids of their ends."""
    return sorted(
        found, key=lambda link: (-(link.values.get("since") or date.min).toordinal(), link.start.id, link.end.id)
    )


@dataclass
class Case:
    """A gap to be repaired: `missing` is how far the value lies below the band, or, negative, above it."""

    store: Store
    profile: Profile
    norm: Norm
    subject: Thing
    path: list[PlaceRef]
    value: float
    as_of: date
    _links: dict[tuple[frozenset[str], tuple[str, ...]], list[Link]] = field(default_factory=dict)
    _things: dict[tuple[str, str], Thing] = field(default_factory=dict)
    _near: dict[str, list[Thing]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    @property
    def below(self) -> bool:
        return self.norm.min is not None and self.value < self.norm.min

    @property
    def missing(self) -> float:
        """How much must come, or, where the value is above the band, go."""
        return (self.norm.min or 0) - self.value if self.below else self.value - (self.norm.max or 0)

    def parameter(self, name: str) -> Any:
        return self.norm.parameters.get(name)

    def fits(self, name: str, value: Any) -> bool:
        """Whether a value is among those that a parameter of the norm names; without the parameter any is."""
        among = self.parameter(name)
        return among is None or value in among

    def first(self, name: str, otherwise: Any = None) -> Any:
        """The first value that a parameter names."""
        among = self.parameter(name)
        return among[0] if among else otherwise

    # --- asking -----------------------------------------------------------------------------------------------

    def links(self, ids: Iterable[str], *types: str) -> list[Link]:
        """Edges of these types from or to the ids, in force or not."""
        asked = frozenset(ids)
        if not asked:
            return []
        key = asked, types
        if key not in self._links:
            rows = links(self.store, ids=sorted(asked), types=types)
            self._know({end for row in rows for end in (row.start, row.end)})
            self._links[key] = [
                Link(
                    row.type,
                    self._things[row.start_family, row.start],
                    self._things[row.end_family, row.end],
                    {name: value for name, value in row.values.items() if value is not None},
                    row.key,
                )
                for row in rows
            ]
        return self._links[key]

    def _know(self, ids: set[str]) -> None:
        unknown = ids - {id_ for _, id_ in self._things}
        for thing in things(self.store, ids=sorted(unknown)) if unknown else ():
            self._things[thing.family, thing.id] = thing

    def into(self, ends: Iterable[Thing], *types: str) -> list[Link]:
        """Edges of these types that end at the things."""
        wanted = {(end.family, end.id) for end in ends}
        found = self.links((id_ for _, id_ in wanted), *types)
        return [link for link in found if (link.end.family, link.end.id) in wanted]

    def out(self, starts: Iterable[Thing], *types: str) -> list[Link]:
        """Edges of these types that start from the things."""
        wanted = {(start.family, start.id) for start in starts}
        found = self.links((id_ for _, id_ in wanted), *types)
        return [link for link in found if (link.start.family, link.start.id) in wanted]

    def now(self, found: Iterable[Link]) -> list[Link]:
        """Those in force with both their ends."""
        return [
            link
            for link in found
            if all(stands(values, self.as_of) for values in (link.values, link.start.values, link.end.values))
        ]

    def over(self, found: Iterable[Link]) -> list[Link]:
        """Those that ended and whose ends are still in force, the last to end first."""
        ended = [
            link
            for link in found
            if link.values.get("until")
            and link.values["until"] <= self.as_of
            and stands(link.start.values, self.as_of)
            and stands(link.end.values, self.as_of)
        ]
        return sorted(ended, key=lambda link: (-link.values["until"].toordinal(), link.start.id, link.end.id))

    def places(self, ids: Sequence[str]) -> list[Thing]:
        """Places by id, in this order."""
        return self._of("Place", ids)

    def bodies(self, ids: Sequence[str]) -> list[Thing]:
        """Bodies by id, in this order."""
        return self._of("Body", ids)

    def _of(self, family: str, ids: Sequence[str]) -> list[Thing]:
        self._know(set(ids))
        return [self._things[family, id_] for id_ in ids if (family, id_) in self._things]

    @property
    def home(self) -> Thing:
        """The subject, where it is a place; else the place nearest to it."""
        return self.places([self.path[-1].id])[0]

    @property
    def above(self) -> list[Thing]:
        """The places around its home, nearest first."""
        return self.places([step.id for step in reversed(self.path[:-1])])

    def near(self, level: str) -> list[Thing]:
        """Places of a level, nearest first; the home itself is one of its level."""
        if level not in self._near:
            rows = nearby(self.store, place=self.path[-1].id, level=level, as_of=self.as_of)
            rows = rows or nearby(self.store, place=self.path[0].id, level=level, as_of=self.as_of)
            own = [self.path[-1].id] if self.path[-1].level == level else []
            self._near[level] = self.places([*own, *(row.id for row in rows)])
        return self._near[level]

    @cached_property
    def peers(self) -> list[Thing]:
        """Like subjects nearby: places of its level, or bodies of its label that stand at such places."""
        around = self.near(self.path[-1].level)
        if self.subject.family == "Place":
            return [place for place in around if place.id != self.subject.id]
        bodies = {link.start.id: link.start for link in self.now(self.into(around, *TIES))}
        return [b for b in bodies.values() if b.label == self.subject.label and b.id != self.subject.id]

    # --- making -----------------------------------------------------------------------------------------------

    def fresh(self, label: str, name: str, **values: Any) -> Thing:
        """A thing that is not there yet, under an id that nothing has."""
        stem, number = f"{self.norm.id}:{self.subject.id}"[:160], 1
        while (id_ := f"{stem}:{self.as_of}:{number}") in self._taken or things(self.store, ids=[id_]):
            number += 1
        self._taken.add(id_)
        family = SCHEMA.node[label].family.name
        return Thing(
            family=family, id=id_, label=label, name=name, values={k: v for k, v in values.items() if v is not None}
        )

    def free(self, record: Record) -> bool:
        """Whether a load would take the record for a new edge, and not for one there is.

        That is one with the same first day, or one that is not over and whose first day is unknown, which a load
        would take for learnt.
        """
        names = ("start", "end", *(name for name in SCHEMA.edge[record.what].told_apart if name != "since"))

        def same(link: Link) -> bool:
            there = again(link).values
            since, until = link.values.get("since"), link.values.get("until")
            known = since == record.values.get("since") if since else until is None or until > self.as_of
            return known and all(there.get(name) == record.values.get(name) for name in names)

        return not any(same(link) for link in self.links({record.values["start"], record.values["end"]}, record.what))

    def ending(self, link: Link) -> list[Change]:
        """The edge ends today; one that begins today cannot, for it would have had no day in force."""
        since = link.values.get("since")
        if since is not None and since >= self.as_of:
            return []
        zh, en = said(link.type, link.values)
        return [
            change(
                "end",
                f"{self.as_of}起终止：{link.start.name}{zh}{link.end.name}",
                f"Ends on {self.as_of}: {link.start.name} {en} {link.end.name}",
                again(link, until=self.as_of),
            )
        ]

    def beginning(
        self, act: str, type_: str, start: Thing, end: Thing, *records: Record, **values: Any
    ) -> list[Change]:
        """An edge that begins today, after the records of what is new with it; none where there is the same already."""
        record = tied(type_, start, end, self.as_of, **values)
        if (start.family, start.id) == (end.family, end.id) or not self.free(record):
            return []
        zh, en = said(type_, values)
        return [
            change(
                act,
                f"{self.as_of}起{ACTS[act].zh}：{start.name}{zh}{end.name}",
                f"From {self.as_of}: {start.name} {en} {end.name}",
                *records,
                record,
            )
        ]


_SAID: dict[str, tuple[str, str]] = {
    "HOLDS": ("任", "takes a post at"),
    "COVERS": ("覆盖", "covers"),
    "MANAGES": ("管理", "manages"),
    "REPRESENTS": ("代表业主管理", "stands for the owners of"),
    "CONTACTS": ("包联", "contacts"),
    "REPORTS_TO": ("报到于", "reports to"),
    "EMBEDDED_IN": ("编入", "is embedded in"),
    "MEMBER_OF": ("加入", "sits on"),
    "UNDER": ("隶属于", "stands under"),
    "HOSTED_BY": ("依托于", "is hosted by"),
    "REGISTERED_IN": ("注册于", "is registered in"),
    "CO_BUILDS": ("共建", "builds together with"),
    "FUNDS": ("拨付", "pays"),
    "SERVES": ("服务", "serves"),
    "LISTED_BY": ("列入", "stands on the list of"),
    "IN_GRID": ("划入", "lies in"),
    "PART_OF": ("属于", "is part of"),
    "SUCCEEDED_BY": ("转为", "is followed by"),
}
"""What an edge says between the names of its ends."""


def said(type_: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """What an edge says between the names of its ends, in Chinese and in English."""
    zh, en = _SAID[type_]
    if type_ == "HOLDS":
        return f"任{values['post']}，于", f"holds the post {values['post']} at"
    told = [values[name] for name in ("rung", "role", "line", "purpose") if values.get(name)]
    if not told:
        return zh, en
    return f"{zh}（{'、'.join(IN_CHINESE.get(word, word) for word in told)}）", f"{en} ({', '.join(told)})"


def among(label: str, allowed: Collection[str] | None, thing: Thing) -> bool:
    """Whether a thing has a label (its family's included) and one of some labels, where they are given."""
    labels = {thing.label, thing.family}
    return label in labels and (allowed is None or bool(labels & set(allowed)))
