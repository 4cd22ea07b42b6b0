"""Pictures of the network: the ties around a node, and the whole network of a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import get_args

from api.answers.meant import resolved
from api.answers.shown import FIRST, MORE, Shown, anchor_of, ends_of, group_of
from cypher import networks as questions
from cypher.library import Row
from cypher.networks import GroupRow, key_of
from graph.errors import InvalidInput
from graph.store import Store
from graph.views.picture import Layout, Picture, PictureEdge, PictureNode

MOST_OPENED = 200  # groups that may be opened
MOST = 2_000
LAYOUTS: tuple[Layout, ...] = get_args(Layout)


class Drawn(Row):
    """A picture of the network."""

    picture: Picture
    as_of: date
    data_version: int


class Group(Row):
    """What a node is tied to by edges of a type, in a direction, of one word, to nodes of a label; `opens` shows it.

    `total` is unknown to a key that is bound to a place: some of them may lie outside.
    """

    type: str
    direction: str
    word: str | None
    label: str
    total: int | None
    opens: str


class Groups(Row):
    """What a node is tied to, counted in groups, by type and word."""

    rows: list[Group]
    family: str
    id: str
    as_of: date
    data_version: int


def groups(store: Store, *, family: str, id: str, as_of: date) -> Groups:  # noqa: A002 - the schema's word
    """What a node is tied to, counted: so many 网格员, so many buildings; each with what opens it in a picture.

    Parameters
    ----------
    family
        Place, Body, Person, IssueType or Item.
    id
        Id of the node in its family.
    as_of
        The day asked about.

    Raises
    ------
    NotFound
        No node of the family in force on the day has the id.
    InvalidInput
        There is no such family.
    """

    def ask() -> list[GroupRow]:
        node = questions.node(store, family=family, id=id, as_of=as_of)
        return questions.groups(store, keys=[key_of(node)], as_of=as_of, limit=0)

    found, version = store.consistent(ask)
    rows = [
        Group(
            type=one.type,
            direction=one.direction,
            word=one.word,
            label=one.label,
            total=one.total if store.within is None else None,
            opens=f"{group_of(one)}~{FIRST}",
        )
        for one in found
    ]
    return Groups(rows=rows, family=family, id=id, as_of=as_of, data_version=version)


def picture(
    store: Store,
    *,
    family: str,
    id: str,  # noqa: A002 - the schema's word
    as_of: date,
    compared_with: date | None = None,
    opened: Sequence[str] = (),
    layout: str = "ties",
    seed: int = 1,
    ended: bool = False,
) -> Drawn:
    """A picture of the ties of a node: the first of each group it is tied to, and of the groups that were opened.

    Parameters
    ----------
    family
        Place, Body, Person, IssueType or Item.
    id
        Id of the node in its family.
    as_of
        The day asked about.
    compared_with
        Another day: what is in force on one of the two days alone is marked as gained or lost.
    opened
        Groups that are shown too, as `opens` of a group or of a node of a picture says them; a number after the
        wave (~) says how many of it, 0 none.
    layout
        `ties`: by forces; `tree`: in levels from the middle.
    seed
        Of the positions; the same seed gives the same picture.
    ended
        Show ties of the node too that were over before the day.

    Raises
    ------
    NotFound
        No node of the family in force on the day, or on either of the days, has the id.
    InvalidInput
        There is no such family or layout, or what is opened cannot be read.
    """
    drawn_as = _known(layout)
    wanted = _opened(opened)

    def ask() -> tuple[Shown, list[date]]:
        shown = Shown(f"{family}|{id}", as_of, compared_with)
        shown.begin(store, family, id)
        shown.open(store, wanted)
        if ended:
            shown.add_ended(store)
        shown.read_edges(store)
        return shown, questions.days_at(store, keys=list(dict.fromkeys((shown.middle, *map(anchor_of, wanted)))))

    (shown, days), version = store.consistent(ask)
    at = shown.tree() if layout == "tree" else shown.ties(seed)
    return _drawn(shown, at, days, drawn_as, seed, version)


def territory(
    store: Store,
    *,
    place: str,
    as_of: date,
    compared_with: date | None = None,
    most: int = MOST,
    layout: str = "tree",
    seed: int = 1,
) -> Drawn:
    """A picture of the whole network of a place; where it has too many nodes, so many of a label as one.

    Parameters
    ----------
    place
        Id, code or name of a place.
    as_of
        The day asked about.
    compared_with
        Another day: what is in force on one of the two days alone is marked as gained or lost.
    most
        How many nodes are drawn at most, 10 to 2000; where there are more, what lies in a place is counted by label.
    layout
        `tree`: in levels from the place; `ties`: by forces.
    seed
        Of the positions.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        There is no such layout, or the number is out of bounds.
    """
    drawn_as = _known(layout)
    if not 10 <= most <= MOST:
        raise InvalidInput(f"most is {most}; give 10 to {MOST}.", param="most")

    def ask() -> Shown:
        root = resolved(store, place, as_of)
        shown = Shown(f"Place|{root.id}", as_of, compared_with)
        for on in shown.days:
            shown.add(questions.nodes_in(store, place=root.id, as_of=on))
        shown.read_edges(store)
        return shown

    shown, version = store.consistent(ask)
    days = sorted({day for edge in shown.edges.values() for day in (edge.since, edge.until) if day is not None})
    shown.gather(most)
    at = shown.tree() if layout == "tree" else shown.ties(seed)
    return _drawn(shown, at, days, drawn_as, seed, version)


# --- what is opened ---------------------------------------------------------------------------------------------------


def _known(layout: str) -> Layout:
    for one in LAYOUTS:
        if one == layout:
            return one
    raise InvalidInput(f"There is no layout {layout[:20]!r}; the layouts are {', '.join(LAYOUTS)}.", param="layout")


def _opened(given: Sequence[str]) -> dict[str, int]:
    """Group → how many of it are shown."""
    if len(given) > MOST_OPENED:
        raise InvalidInput(f"{len(given)} groups are opened; {MOST_OPENED} may be.", param="opened")
    wanted = {}
    for one in given:
        group, wave, many = one.rpartition("~")
        if not wave or not many.isdecimal() or group.count("|") < 5:
            raise InvalidInput(f"{one[:80]!r} opens nothing; write what `opens` of a group says.", param="opened")
        wanted[group] = min(int(many), MORE)
    return wanted


def _drawn(
    shown: Shown, at: Mapping[str, tuple[float, float]], days: list[date], layout: Layout, seed: int, version: int
) -> Drawn:
    held = Counter(start for start, _ in {ends_of(one) for one in shown.edges.values() if one.type == "HOLDS"})
    nodes = [
        PictureNode(
            key=key,
            family=one.family,
            id=one.id,
            label=one.label,
            name=one.name,
            kind=one.kind,
            level=one.level,
            synthetic=one.synthetic,
            state=shown.state.get(key, "there"),
            shared=one.family == "Person" and held[key] > 1,
            middle=key == shown.middle,
            nodes=1,
            opens=None,
            x=at[key][0],
            y=at[key][1],
        )
        for key, one in shown.nodes.items()
    ] + [
        PictureNode(
            key=key,
            family="Group",
            id=key.partition("|")[2],
            label=one.label,
            name=one.name,
            kind=None,
            level=None,
            synthetic=False,
            state=one.state,
            shared=False,
            middle=False,
            nodes=one.many,
            opens=one.opens,
            x=at[key][0],
            y=at[key][1],
        )
        for key, one in shown.stubs.items()
    ]
    edges = [
        PictureEdge(
            key=key,
            type=one.type,
            start=ends_of(one)[0],
            end=ends_of(one)[1],
            word=one.post or one.form or one.rung or one.line or one.role or one.purpose,
            since=one.since,
            until=one.until,
            state=shown.state.get(key, "there"),
            synthetic=one.synthetic,
            source=one.source,
            edges=1,
        )
        for key, one in shown.edges.items()
    ] + [
        PictureEdge(
            key=f"{type_}:{start}:{end}:{state}",
            type=type_,
            start=start,
            end=end,
            word=None,
            since=None,
            until=None,
            state=state,
            synthetic=False,
            source=None,
            edges=many,
        )
        for (type_, start, end, state), many in shown.counted.items()
    ]
    return Drawn(
        picture=Picture(
            title=shown.nodes[shown.middle].name,
            layout=layout,
            seed=seed,
            as_of=shown.as_of,
            compared_with=shown.compared_with,
            nodes=nodes,
            edges=edges,
            days=days,
            left_out=sum(one.many for one in shown.stubs.values()),
            data_version=version,
            synthetic=any(one.synthetic for one in shown.nodes.values()),
        ),
        as_of=shown.as_of,
        data_version=version,
    )
