"""The shape of a network of ties: what hangs together, who lies between, and how densely they are tied."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import rustworkx as rx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.analysis.incidence import Integers, Network

ONE_THREAD = 2**62  # several threads add up in whatever order they finish, and so round differently from run to run


def network(ties: pl.DataFrame, shared: str, keys: pl.Series | None = None) -> Network:
    """A network of ties in a frame, such as `interlocks` over a period gives.

    Parameters
    ----------
    ties
        `a`, `b` and the column `shared`; each pair once.
    shared
        Name of the column that says how many a tie stands for.
    keys
        All nodes; those of `ties` if left out.
    """
    if keys is None:
        keys = pl.concat([ties["a"], ties["b"]])
    keys = keys.cast(pl.String).unique().sort().alias("at")
    place = pl.DataFrame({"at": keys, "place": np.arange(len(keys))})
    a, b = (ties.join(place, left_on=end, right_on="at", maintain_order="left")["place"].to_numpy() for end in "ab")
    return Network(keys, np.minimum(a, b), np.maximum(a, b), ties[shared].to_numpy())


def components(of: Network) -> pl.DataFrame:
    """Which nodes hang together: `at`, `component` and `size`; by key.

    Components are numbered from 1, the largest first, of one size the one with the smallest key first.
    """
    count, found = connected_components(_matrix(of), directed=False)
    _, smallest, sizes = np.unique(found, return_index=True, return_counts=True)
    number = np.empty(count, np.int64)
    number[np.lexsort((smallest, -sizes))] = np.arange(1, count + 1)
    return pl.DataFrame({"at": of.keys, "component": number[found], "size": sizes[found]})


def degrees(of: Network) -> pl.DataFrame:
    """`at`, `ties` (to how many others) and `shared` (how many these stand for, added up); by key."""
    nodes, ends = len(of.keys), np.concatenate([of.a, of.b])
    shared = np.bincount(ends, np.concatenate([of.shared, of.shared]), nodes)
    return pl.DataFrame({"at": of.keys, "ties": np.bincount(ends, minlength=nodes), "shared": shared.astype(np.int64)})


def betweenness(of: Network) -> pl.DataFrame:
    """`at` and `betweenness`: of the shortest ways between two others, the share that leads through it; by key.

    It is divided by the number of pairs of others, so that it is from 0 to 1 (Freeman 1977), ties counted as one long
    whatever they share; time grows with nodes times ties (Brandes 2001).
    """
    # who has no tie lies between none, and only adds to the pairs
    tied = np.unique(np.concatenate([of.a, of.b]))
    a, b = np.searchsorted(tied, of.a), np.searchsorted(tied, of.b)
    found = rx.betweenness_centrality(_graph(len(tied), a, b), normalized=False, parallel_threshold=ONE_THREAD)
    nodes = len(of.keys)
    between = np.zeros(nodes)
    if nodes > 2:
        between[tied] = np.array([found[i] for i in range(len(tied))]) * 2 / ((nodes - 1) * (nodes - 2))
    return pl.DataFrame({"at": of.keys, "betweenness": between})


def cores(of: Network) -> pl.DataFrame:
    """`at` and `core`: the largest k such that it is in a part where each is tied to k others of the part; by key.

    Seidman 1983.
    """
    found: Any = rx.core_number(_graph(len(of.keys), of.a, of.b))  # node → number, whatever its annotation says
    core = pl.Series([found[i] for i in range(len(of.keys))], dtype=pl.Int64)
    return pl.DataFrame({"at": of.keys, "core": core})


def transitivity(of: Network) -> float | None:
    """Of any two ties that meet at a node, the share whose other ends are tied too; None where no two ties meet."""
    meet = degrees(of).select((pl.col("ties") * (pl.col("ties") - 1)).sum()).item()
    return rx.transitivity(_graph(len(of.keys), of.a, of.b)) if meet else None


def _matrix(of: Network) -> csr_array:
    return csr_array((np.ones(len(of.a), np.int8), (of.a, of.b)), shape=(len(of.keys),) * 2)


def _graph(nodes: int, a: Integers, b: Integers) -> rx.PyGraph[None, None]:
    graph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * nodes)
    graph.add_edges_from_no_data(list(zip(a.tolist(), b.tolist(), strict=True)))
    return graph
