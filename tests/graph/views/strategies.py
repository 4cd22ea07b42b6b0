"""Pictures at random, as a graph may hold them: any text but what UTF-8 cannot hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graph.schema import SCHEMA
from graph.views.picture import Picture, PictureEdge, PictureNode

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
named = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
states: Any = st.sampled_from(["there", "gained", "lost", "ended"])
places = st.floats(-1e6, 1e6)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    keys = draw(st.lists(named, unique=True, max_size=5))
    nodes = []
    for key in keys:
        label = draw(st.sampled_from(SCHEMA.nodes))
        nodes.append(
            PictureNode(
                key=key,
                family=label.family.name,
                id=draw(named),
                label=label.label,
                name=draw(texts),
                kind=draw(st.none() | named),
                level=draw(st.none() | named),
                synthetic=draw(st.booleans()),
                state=draw(states),
                shared=draw(st.booleans()),
                middle=draw(st.booleans()),
                nodes=draw(st.integers(1, 10**6)),
                opens=draw(st.none() | named),
                x=draw(places),
                y=draw(places),
            )
        )
    edges = [
        PictureEdge(
            key=key,
            type=draw(st.sampled_from(SCHEMA.edges)).type,
            start=draw(st.sampled_from(keys)),
            end=draw(st.sampled_from(keys)),
            word=draw(st.none() | named),
            since=draw(st.none() | st.dates()),
            until=draw(st.none() | st.dates()),
            state=draw(states),
            synthetic=draw(st.booleans()),
            source=draw(st.none() | named),
            edges=draw(st.integers(1, 10**6)),
        )
        for key in (draw(st.lists(named, unique=True, max_size=6)) if nodes else [])
    ]
    layout: Any = draw(st.sampled_from(["ties", "tree"]))
    return Picture(
        title=draw(texts),
        layout=layout,
        seed=draw(st.integers(0, 2**31)),
        as_of=draw(st.dates()),
        compared_with=draw(st.none() | st.dates()),
        nodes=nodes,
        edges=edges,
        days=draw(st.lists(st.dates(), max_size=3)),
        left_out=draw(st.integers(0, 10**6)),
        data_version=draw(st.integers(0, 10**6)),
        synthetic=draw(st.booleans()),
    )
