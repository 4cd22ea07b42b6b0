"""The network in memory: columns of polars for sums and analyses, and a graph of networkx for what is asked next.

network = whole.columns(store, place="linfen", as_of=date(2024, 6, 30))
network.edges["HOLDS"]                  # one row an edge: start_family, start, end_family, end, key, post, since …
graph.network(store, place="linfen")    # a networkx.MultiDiGraph with all of it
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.errors import InvalidInput, NotFound
from graph.model import Edge, Family, Property
from graph.schema import PLACES, SCHEMA
from graph.statements import all_edges, all_nodes, scope
from graph.store import Row, Store
from graph.words import did_you_mean, shortened

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]  # its own words for what it holds are the stubs' alone

AT_ONCE = 50_000
TYPES: dict[str, Any] = {
    "text": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "texts": pl.List(pl.String),
}
FAMILIES = {family.name: family for family in SCHEMA.families if family.named}
ENDS = ("start_family", "start", "end_family", "end")


@dataclass(frozen=True)
class Network:
    """A network as columns, absent values null.

    `nodes` has a frame for each family that is there: `id`, `label`, `level` of places, then the properties; by id.
    `edges` has one for each type: `ENDS`, `key`, then the properties; by ends and key.
    """

    nodes: dict[str, pl.DataFrame]
    edges: dict[str, pl.DataFrame]
    place: str | None
    as_of: date | None
    data_version: int

    def graph(self) -> Graph:
        """The same as `network` gives."""
        import networkx as nx

        said = {"place": self.place, "as_of": self.as_of, "data_version": self.data_version}
        graph: Graph = nx.MultiDiGraph(**_there(said))
        for family, frame in self.nodes.items():
            for row in frame.iter_rows(named=True):
                graph.add_node(f"{family}|{row['id']}", family=family, **_there(row))
        for type_, frame in self.edges.items():
            said_of_it = [name for name in frame.columns if name not in (*ENDS, "key")]
            for row in frame.iter_rows(named=True):
                start, end = (f"{row[f'{side}_family']}|{row[side]}" for side in ("start", "end"))
                values = _there({name: row[name] for name in said_of_it})
                graph.add_edge(start, end, f"{type_}|{row['key']}", type=type_, **values)
        return graph

    def posts(self) -> pl.DataFrame:
        """Posts as `graph.analysis` takes them: `person`, `at` (family, a stroke, id), `post`, `since`, `until`.

        A post is in force only while what it is held at is, so it begins and ends with that.
        """
        held = self.edges.get("HOLDS", _nothing(SCHEMA.edge["HOLDS"])).filter(pl.col("post").is_not_null())
        things = [
            frame.select(pl.lit(family).alias("end_family"), pl.col("id").alias("end"), "since", "until")
            for family, frame in self.nodes.items()
            if family in held["end_family"]
        ]
        if not things:
            things = [held.select("end_family", "end", "since", "until")]
        at = pl.format("{}|{}", "end_family", "end").alias("at")
        return held.join(
            pl.concat(things), on=["end_family", "end"], how="left", suffix="_there", maintain_order="left"
        ).select(
            pl.col("start").alias("person"),
            at,
            "post",
            pl.max_horizontal("since", "since_there"),
            pl.min_horizontal("until", "until_there"),
        )

    def names(self) -> dict[str, str]:
        """Name by key (family, a stroke, id)."""
        return {
            f"{family}|{id_}": name
            for family, frame in self.nodes.items()
            for id_, name in frame.select("id", "name").iter_rows()
        }


def columns(
    store: Store,
    *,
    place: str | None = None,
    as_of: date | None = None,
    lines: Collection[str] | None = None,
    personal: bool = False,
) -> Network:
    """The network, or that of a place, as columns; read set by set, one state of the data.

    Parameters
    ----------
    place
        Id of a place: what lies in it, the bodies tied to that, and people with posts or ties at either, as
        `cypher.networks.nodes_in` says; None: everything.
    as_of
        What is in force on this day; None: everything there ever was, or will be, with its days.
    lines
        Strands of the schema, such as `party` or `posts`, or edge types: these edges and the nodes they tie. None: all
        edges but CROSS_HOLDING, which is derived, and all nodes.
    personal
        Also the personal fields of people.

    Raises
    ------
    NotFound
        No place, in force on the day if one is given, has the id.
    InvalidInput
        There is no such line; the message names those there are.
    """
    chosen = edge_types(lines)

    def ask() -> Network:
        inside = _inside(store, place, as_of)
        edges = {type_: frame for type_, frame in _edges(store, chosen, inside, as_of) if frame.height}
        wanted = inside if lines is None else _ends(edges)
        nodes = {
            name: frame
            for name, family in FAMILIES.items()
            if (frame := _nodes(store, family, wanted, as_of, personal)).height
        }
        return Network(nodes, edges, place, as_of, 0)

    network, version = store.consistent(ask)
    return replace(network, data_version=version)


def edge_types(lines: Collection[str] | None) -> list[Edge]:
    """The edge types that lines name, in the schema's order: strands, or types themselves."""
    if lines is None:
        return [edge for edge in SCHEMA.edges if not edge.derived]
    if isinstance(lines, str):
        raise InvalidInput(f"Write lines as a list, such as [{lines[:40]!r}].")
    known = {name for edge in SCHEMA.edges for name in (edge.type, edge.strand.name)}
    for line in lines:
        if line not in known:
            raise InvalidInput(f"There is no line {shortened(line, 60)}. {did_you_mean(line[:60], sorted(known))}")
    return [edge for edge in SCHEMA.edges if edge.type in lines or edge.strand.name in lines]


def network(
    store: Store,
    *,
    place: str | None = None,
    as_of: date | None = None,
    lines: Collection[str] | None = None,
    personal: bool = False,
) -> Graph:
    """The network, or that of a place, as a `networkx.MultiDiGraph`; parameters and errors are those of `columns`.

    A node is called by its family, a stroke and its id (`Place|linfen`), an edge by its type, a stroke and its key.
    Attributes are `family`, `id`, `label` or `type`, and every property that is there under its name: dates are
    `datetime.date`, lists lists; what is absent is left out.
    """
    return columns(store, place=place, as_of=as_of, lines=lines, personal=personal).graph()


def _there(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}


# --- reading -----------------------------------------------------------------------------------------------------


def _inside(store: Store, place: str | None, as_of: date | None) -> dict[str, list[str]] | None:
    """Family → ids of what is in or of a place; None: nothing is left out."""
    if place is None:
        return None
    found = store.read(scope(as_of is not None), place=place, **_day(as_of))
    if not found:
        when = "" if as_of is None else f" in force on {as_of}"
        raise NotFound(f"No place{when} has the id {shortened(place, 60)}; look it up by its name.")
    return {row["family"]: row["ids"] for row in found}


def _nodes(
    store: Store, family: Family, wanted: dict[str, list[str]] | None, as_of: date | None, personal: bool
) -> pl.DataFrame:
    labels = [node for node in SCHEMA.nodes if node.family is family]
    properties = _once(p for node in labels for p in node.all_properties if p.name != "id" and not p.derived)
    properties = [p for p in properties if personal or not p.personal]
    kept = {"id": pl.String, "label": pl.String} | {p.name: TYPES[p.type] for p in properties}
    ids = None if wanted is None else wanted.get(family.name, [])
    text = all_nodes(family, properties, dated=as_of is not None, given=ids is not None)
    frame = _frame(store, text, kept, ids, as_of).with_columns(pl.col("label").fill_null(family.name))
    if family is PLACES:
        levels = {node.label: node.level for node in labels}
        frame = frame.insert_column(2, frame["label"].replace_strict(levels, return_dtype=pl.String).alias("level"))
    return frame.sort("id")


def _edges(
    store: Store, chosen: Sequence[Edge], inside: dict[str, list[str]] | None, as_of: date | None
) -> Iterable[tuple[str, pl.DataFrame]]:
    """The edges of each type; those of a place are read by where they start, several types at once."""
    if inside is None:
        for edge in chosen:
            yield edge.type, _of_type(edge, _read_edges(store, [edge], None, None, as_of))
        return
    known = pl.concat(
        [pl.DataFrame({"end": ids}).select(pl.lit(family).alias("end_family"), "end") for family, ids in inside.items()]
    )
    parts = []
    for family, ids in inside.items():
        types = [edge for edge in chosen if FAMILIES[family] in SCHEMA.families_of(edge.starts)]
        if types:
            found = _read_edges(store, types, FAMILIES[family], ids, as_of)
            parts.append(found.join(known, on=["end_family", "end"], how="semi"))
    for edge in chosen:
        own = [part.filter(pl.col("type") == edge.type) for part in parts if edge.type in part["type"]]
        if own:
            yield edge.type, _of_type(edge, pl.concat(own, how="diagonal"))


def _read_edges(
    store: Store, types: Sequence[Edge], start: Family | None, ids: list[str] | None, as_of: date | None
) -> pl.DataFrame:
    properties = _once(p for edge in types for p in edge.properties if p.name != "key")
    kept = {"type": pl.String, "key": pl.String} | dict.fromkeys(ENDS, pl.String)
    kept |= {p.name: TYPES[p.type] for p in properties}
    return _frame(store, all_edges(types, start, properties, dated=as_of is not None), kept, ids, as_of)


def _of_type(edge: Edge, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(_nothing(edge).columns).sort(*ENDS, "key")


def _nothing(edge: Edge) -> pl.DataFrame:
    named = {"key": pl.String} | {p.name: TYPES[p.type] for p in edge.properties}
    return pl.DataFrame(schema=dict.fromkeys(ENDS, pl.String) | named)


def _frame(store: Store, text: str, kept: dict[str, Any], ids: list[str] | None, as_of: date | None) -> pl.DataFrame:
    given = {} if ids is None else {"ids": ids}
    parts = store.read(text, at_once=AT_ONCE, **_day(as_of), **given)
    # days since 1970 began, as the text returns them
    raw = {name: pl.Int32 if type_ == pl.Date else type_ for name, type_ in kept.items()}
    frames = [pl.DataFrame({name: part[name] for name in raw}, schema=raw) for part in parts]
    return (pl.concat(frames) if frames else pl.DataFrame(schema=raw)).cast(pl.Schema(kept))


def _day(as_of: date | None) -> dict[str, date]:
    return {} if as_of is None else {"as_of": as_of}


def _once(properties: Iterable[Property]) -> list[Property]:
    """One property of each name, since one name has one type."""
    return list({p.name: p for p in properties}.values())


def _ends(edges: dict[str, pl.DataFrame]) -> dict[str, list[str]]:
    """Family → ids of the nodes that edges tie."""
    sides = [
        frame.select(pl.col(f"{side}_family").alias("family"), pl.col(side).alias("id")).unique()
        for frame in edges.values()
        for side in ("start", "end")
    ]
    if not sides:
        return {}
    found = pl.concat(sides).group_by("family").agg(pl.col("id").unique())
    return dict(zip(found["family"], found["id"].to_list(), strict=True))
