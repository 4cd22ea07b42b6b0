"""Numbers that a profile itself holds: tiers of its chains, names on its lists, bounds of its norms. No graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from graph.profile import Norm, Profile


def levels(profile: Profile, *, chain: str | None = None) -> int:
    """How many tiers the governing chain has, or a published one; what stands beside a tier is no further one.

    Raises
    ------
    LookupError
        The profile has no such chain.
    """
    if chain is None:
        return sum(not level.beside for level in profile.levels)
    return len(_one(profile.chains, chain, "chain").tiers)


def listed(profile: Profile, *, list: str) -> int:  # noqa: A002 - the profile's word
    """How many names a list prints.

    Raises
    ------
    LookupError
        The profile has no such list.
    """
    return len(_one(profile.lists, list, "list").listed)


def declared(profile: Profile, *, list: str) -> int:  # noqa: A002 - the profile's word
    """How many entries the source says that a list has, where that is not what it prints; else how many it prints.

    Raises
    ------
    LookupError
        The profile has no such list.
    """
    found = _one(profile.lists, list, "list")
    return len(found.listed) if found.declared is None else found.declared


def compound_classes(profile: Profile) -> int:
    """How many classes of compounds the place tells apart."""
    return len(profile.compound_classes)


def bound(norm: Norm, *, of: Literal["min", "max"]) -> float | None:
    """The least or the most that a norm allows; None where it sets none."""
    return norm.min if of == "min" else norm.max


def parameter(norm: Norm, *, name: str) -> float:
    """A number that a norm gives its measure, or how many entries a list has that it gives.

    Raises
    ------
    LookupError
        The norm gives no such number or list.
    """
    value = norm.parameters.get(name)
    if isinstance(value, list | tuple):
        return len(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LookupError(f"{norm.id} gives no number or list {name!r} to its measure")
    return value


OVER_PROFILE: dict[str, Callable[..., float | None]] = {
    measure.__name__: measure for measure in (levels, listed, declared, compound_classes)
}
OVER_NORM: dict[str, Callable[..., float | None]] = {measure.__name__: measure for measure in (bound, parameter)}


def _one(entries: tuple[Any, ...], id_: str, what: str) -> Any:
    found = next((entry for entry in entries if entry.id == id_), None)
    if found is None:
        raise LookupError(f"the profile has no {what} {id_!r}; it has {', '.join(e.id for e in entries) or 'none'}")
    return found
