"""Posts for tests: a frame from rows, small registers drawn at random, and Davis's Southern Women."""

from __future__ import annotations

from datetime import date, timedelta

import networkx as nx
import polars as pl
from hypothesis import strategies as st

from graph.analysis.incidence import POSTS

DAY = date(2026, 3, 1)


def day(n):
    return None if n is None else DAY + timedelta(days=n)


def posts(*rows):
    """Rows of person, at, post and, if wanted, the days of since and until counted from `DAY`."""
    full = [(*row, None, None)[:5] for row in rows]
    return pl.DataFrame([(p, at, post, day(a), day(b)) for p, at, post, a, b in full], schema=POSTS, orient="row")


_NEAR = st.none() | st.integers(-3, 3)
REGISTERS = st.lists(
    st.tuples(
        st.sampled_from("pqrs"),
        st.sampled_from(["Body|1", "Body|2", "Place|1", "Place|3"]),
        st.sampled_from("xyz"),
        _NEAR,
        _NEAR,
    ),
    max_size=14,
)


def southern_women():
    """Women as persons, events as bodies, attendance as a post of its own name."""
    graph = nx.davis_southern_women_graph()
    women = [node for node, data in graph.nodes(data=True) if data["bipartite"] == 0]
    return posts(*((woman, event, f"{woman} at {event}") for woman in women for event in graph[woman]))


def in_force(row, n):
    return (row[3] is None or row[3] <= n) and (row[4] is None or row[4] > n)


def brute_force(rows, days):
    """Each tie of two things by a person and two different posts on a day: (a, b) → {(person, post, post): days}."""
    found = {}
    for one in rows:
        for other in rows:
            if one[0] == other[0] and one[1] < other[1] and one[2] != other[2]:
                both = [n for n in days if in_force(one, n) and in_force(other, n)]
                if both:
                    tie = found.setdefault((one[1], other[1]), {})
                    tie.setdefault((one[0], one[2], other[2]), set()).update(both)
    return found
