"""What the network is, and the door to it. `graph.network(store, …)` gives it as a `networkx.MultiDiGraph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.whole import columns, network

__all__ = ["columns", "network"]


def __getattr__(name: str) -> object:
    # when it is asked for: polars and networkx are heavy, and a command pays for all that it imports
    if name in __all__:
        from graph import whole

        return getattr(whole, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
