"""A scaled twin under construction: columns of row numbers, which become ids and names only when they are written.

A million buildings have some ten million records. Kept as numbers they take a few hundred megabytes; ids, names and
dates are expressions over those numbers, evaluated piece by piece while a file is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from graph.profile import Profile, Subject
from graph.records import Table, columns_of, loadable
from graph.schema import SCHEMA
from graph.whole import TYPES
from loaders.frames import frames
from loaders.network import words
from loaders.scale.chance import Chance

_EPOCH = date(1970, 1, 1)


@dataclass
class Group:
    """Nodes of one label that were made together; `frame` has their number `n` and what others need of them.

    `called` is their name. `kind` and `tags` are those of all; `tagged` holds, for each tag that only some have, who.
    `has` are checklist items, each with who has them; `tied` is how bodies are tied to which label of places.
    """

    label: str
    frame: pl.DataFrame
    called: pl.Expr
    columns: dict[str, pl.Expr]
    kind: str | None = None
    tags: tuple[str, ...] = ()
    tagged: dict[str, pl.Expr] = field(default_factory=dict)
    has: list[tuple[pl.Expr, list[str]]] = field(default_factory=list)
    tied: tuple[str, str] | None = None

    def fits(self, subject: Subject) -> pl.Expr | None:
        """Which of the group a norm's subject means; None where it can mean none."""
        tests: list[pl.Expr] = [pl.lit(True)]
        if subject.kind is not None:
            if "kind" in self.frame.columns:
                tests.append(pl.col("kind") == subject.kind)
            elif self.kind != subject.kind:
                return None
        if subject.tag is not None and subject.tag not in self.tags:
            if subject.tag not in self.tagged:
                return None
            tests.append(self.tagged[subject.tag])
        return pl.all_horizontal(tests)


class World:
    """Everything that has been made, by label and edge type."""

    def __init__(self, profile: Profile, seed: int) -> None:
        self.profile = profile
        self.place = profile.place
        self.chance = Chance(f"{profile.place} {seed}")
        self.day = profile.source.as_of
        self.groups: dict[str, list[Group]] = defaultdict(list)
        self.held: dict[tuple[str, str], pl.DataFrame] = {}  # (label, post) → `at` and `n` of its holder
        # label and post: every place of it is covered by a body with such a head
        self.headed: set[tuple[str, str]] = set()
        self.orgs: dict[str, Group] = {}  # purpose → Party organisations; `at` is the place they are of
        self.lies: list[pl.DataFrame] = []  # buildings `n` that are in a `grid` themselves
        self.tables: list[Table] = []
        self.post_tags = _post_tags(profile)
        self._real: dict[str, pl.Series] = {}
        self._made: dict[str, int] = defaultdict(int)
        self._edges: dict[str, list[tuple[pl.DataFrame, dict[str, pl.Expr]]]] = defaultdict(list)

    # --- making ------------------------------------------------------------------------------------------------

    def nodes(
        self,
        label: str,
        frame: pl.DataFrame,
        called: pl.Expr,
        *,
        kind: str | None = None,
        tags: Sequence[str] = (),
        **columns: pl.Expr,
    ) -> Group:
        """Add nodes, numbered after those of the label that are there; `columns` are properties over `frame`."""
        first = self._made[label]
        self._made[label] += frame.height
        numbered = frame.with_columns(n=pl.int_range(first, first + frame.height, dtype=pl.UInt32, eager=True))
        group = Group(label, numbered, called, columns, kind, tuple(tags))
        self.groups[label].append(group)
        return group

    def bodies(
        self,
        label: str,
        at: Group,
        rows: pl.DataFrame,
        suffix: str,
        tie: str,
        *,
        kind: str | None = None,
        tags: Sequence[str] = (),
        of_tie: dict[str, pl.Expr] | None = None,
        **columns: pl.Expr,
    ) -> Group:
        """A body for each of `rows` of a group of places, named after it and tied to it; `at` is the place's number."""
        called = pl.concat_str(at.called, pl.lit(suffix))
        group = self.nodes(label, of_places(rows), called, kind=kind, tags=tags, **columns)
        group.tied = (tie, at.label)
        self.edges(tie, (label, group.frame["n"]), (at.label, group.frame["at"]), **(of_tie or {}))
        return group

    def name_ids(self, label: str, real: pl.Series) -> None:
        """Give the rows of a label real ids, where these are not absent."""
        made = pl.select(self._made_id(label, pl.int_range(len(real), dtype=pl.UInt32))).to_series()
        self._real[label] = pl.select(pl.coalesce(real, made)).to_series()

    def edges(
        self, type_: str, start: tuple[str, pl.Series], end: tuple[str, pl.Series], **values: pl.Expr | str | None
    ) -> None:
        """Add edges between numbers of two labels; `values` are properties, over `s` and `e` where they differ."""
        frame = pl.DataFrame({"s": self._ends(*start), "e": self._ends(*end)})
        columns = {"start": self._end_id(start[0], "s"), "end": self._end_id(end[0], "e")}
        said = {name: pl.lit(value) if isinstance(value, str) else value for name, value in values.items()}
        self._edges[type_].append((frame, columns | {k: v for k, v in said.items() if v is not None}))

    def people(self, count: int, *, party: bool = False, tags: Sequence[str] = ()) -> pl.Series:
        """Add office-holders and give their numbers."""
        row, chance = pl.col("n"), self.chance
        female = chance.whole("sex", row, 0, 1) == 1
        given = [
            pl.when(female)
            .then(chance.word(f"female {at}", row, words("female")))
            .otherwise(chance.word(f"male {at}", row, words("male")))
            for at in (1, 2)
        ]
        second = pl.when(chance.whole("given", row, 0, 2) > 0).then(given[1]).otherwise(pl.lit(""))
        group = self.nodes(
            "Person",
            pl.DataFrame({"one": pl.repeat(1, count, dtype=pl.UInt8, eager=True)}),
            pl.concat_str(chance.word("surname", row, words("surname")), given[0], second),
            tags=tags,
            sex=pl.when(female).then(pl.lit("female")).otherwise(pl.lit("male")),
            birth_year=chance.whole("birth", row, 1948, 1992).cast(pl.Int64),
            party_member=pl.lit(True) if party else chance.share("party", row) < 0.3,
        )
        return group.frame["n"]

    def hold(
        self,
        post: str,
        label: str,
        at: pl.Series,
        *,
        mode: str | None = None,
        people: pl.Series | None = None,
        **of: Any,
    ) -> pl.Series:
        """Give a post at each of some places or bodies, to new people unless some are named."""
        holders = self.people(len(at), tags=self.post_tags.get(post, ()), **of) if people is None else people
        self.edges("HOLDS", ("Person", holders), (label, at), post=post, mode=mode, since=self.since(post))
        held = pl.DataFrame({"at": at, "n": holders})
        self.held[label, post] = pl.concat([self.held[label, post], held]) if (label, post) in self.held else held
        return holders

    def since(self, purpose: str) -> pl.Expr:
        """A day in the five years before the published figures, by what the edge starts from."""
        last = (self.day - _EPOCH).days
        return (
            (pl.lit(last) - self.chance.whole(f"since {purpose}", pl.col("s"), 30, 1800)).cast(pl.Int32).cast(pl.Date)
        )

    # --- asking ------------------------------------------------------------------------------------------------

    def group(self, label: str) -> Group:
        """The one group of a label of places."""
        return self.groups[label][0]

    def has(self, label: str) -> bool:
        """Whether there is any of a label."""
        return bool(self.groups.get(label))

    def ids(self, group: Group) -> list[str]:
        """The ids of a group."""
        return group.frame.select(self._node_id(group.label)).to_series().to_list()

    def subjects(self, subject: Subject) -> Iterator[tuple[Group, pl.DataFrame]]:
        """The groups that a norm's subject means, each with the rows it means."""
        for group in self.groups.get(subject.label, ()):
            test = group.fits(subject)
            if test is not None and len(rows := group.frame.filter(test)):
                yield group, rows

    def posts(self, *wanted: str) -> str | None:
        """The place's own word for a post: the first of its posts that holds the first of these words it has."""
        own = [*(post for line in self.profile.lines for post in line.posts), *self.profile.posts]
        return next((post for part in wanted for post in own if part in post), None)

    # --- giving out --------------------------------------------------------------------------------------------

    def records(self) -> dict[str, pl.LazyFrame]:
        """Every kind of record, in the schema's order."""
        found: dict[str, list[pl.LazyFrame]] = defaultdict(list)
        for label, groups in self.groups.items():
            found[label] = [self._rendered(group) for group in groups if group.frame.height]
        for type_, parts in self._edges.items():
            found[type_] = [self._typed(type_, frame, columns) for frame, columns in parts if frame.height]
        for table in self.tables:
            synthetic = pl.lit(True).alias("synthetic")
            found[table.what].append(frames([table])[table.what].with_columns(synthetic))
        return {what: pl.concat(found[what], how="diagonal") for what in loadable() if found.get(what)}

    def _rendered(self, group: Group) -> pl.LazyFrame:
        columns = {"id": self._node_id(group.label), "name": group.called}
        if group.kind is not None or "kind" in group.frame.columns:
            columns["kind"] = pl.lit(group.kind) if group.kind is not None else pl.col("kind").cast(pl.String)
        some = [pl.when(test).then(pl.lit(tag)) for tag, test in group.tagged.items()]
        if some or group.tags:
            columns["tags"] = _listed([*(pl.lit(tag) for tag in group.tags), *some])
        if group.has:
            columns["has"] = _listed([pl.when(test).then(pl.lit(item)) for test, items in group.has for item in items])
        return self._typed(group.label, group.frame, columns | group.columns)

    def _typed(self, what: str, frame: pl.DataFrame, columns: dict[str, pl.Expr]) -> pl.LazyFrame:
        properties = columns_of(loadable()[what])
        columns["synthetic"] = pl.lit(True)
        order = [name for name in properties if name in columns]
        return frame.lazy().select(columns[name].cast(TYPES[properties[name].type]).alias(name) for name in order)

    def _made_id(self, label: str, number: pl.Expr) -> pl.Expr:
        prefix = f"{self.place}-{SCHEMA.node[label].level}-"
        return pl.concat_str(pl.lit(prefix), (number.cast(pl.UInt32) + 1).cast(pl.String).str.zfill(8))

    def _node_id(self, label: str) -> pl.Expr:
        made = self._made_id(label, pl.col("n"))
        return pl.lit(self._real[label]).gather(pl.col("n")) if label in self._real else made

    def _ends(self, label: str, numbers: pl.Series) -> pl.Series:
        """Numbers, or the ids themselves where a label has real ones: there are few of those."""
        return self._real[label].gather(numbers) if label in self._real else numbers

    def _end_id(self, label: str, column: str) -> pl.Expr:
        return pl.col(column) if label in self._real else self._made_id(label, pl.col(column))


def of_places(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of places as rows of what is theirs: the place's number is `at`, and its kind is not theirs."""
    return rows.drop("kind", "at", strict=False).rename({"n": "at"})


def _post_tags(profile: Profile) -> dict[str, list[str]]:
    """Post → tags of whoever holds it, where a norm says that everybody of the tag does."""
    return {
        post: [s.tag for s in norm.subjects if s.tag]
        for norm in profile.norms
        if norm.measure == "posts_held"
        for post in (norm.parameters.get("posts") or ())[:1]
    }


def _listed(items: list[pl.Expr]) -> pl.Expr:
    """A list of what is there of some texts; absent where nothing is."""
    listed = pl.concat_list(items).list.drop_nulls().list.unique(maintain_order=True)
    return pl.when(listed.list.len() > 0).then(listed)
