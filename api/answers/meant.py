"""Which place is meant, by which profile, and whether its data were generated."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cypher.places import PlaceRow, resolve, synthetic
from graph.errors import NotFound
from graph.profile_head import head, head_of, places
from graph.store import Store

if TYPE_CHECKING:
    from graph.profile import Profile


def resolved(store: Store, place: str, on: date) -> PlaceRow:
    """The one place of an id, a code or a name; of a store that is bound to a place, only one that lies in it.

    Where nothing is called so, a profile's short name, such as linfen, means the place that the profile is of.
    """
    try:
        return resolve(store, place=place, as_of=on, within=store.within)
    except NotFound:
        if place not in places():
            raise
    return resolve(store, place=head(place).codes[0], as_of=on, within=store.within)


def profiled(store: Store, place: str, on: date) -> tuple[Profile, PlaceRow]:
    """The profile that binds a place, and the place; a short name, such as linfen, is the place its profile is of.

    Raises
    ------
    NotFound
        There is no such place on the day, or no profile is of it or of one above it.
    """
    from graph.profile import load_profile  # pydantic comes with it, which `wangge cover` does without

    if place in places():
        profile = load_profile(place)
        try:
            return profile, resolved(store, profile.codes[0], on)
        except NotFound as error:
            from loaders.twin import places as twins

            twin = f", or a twin of it with `wangge twin {place} --load`" if place in twins() else ""
            raise NotFound(f"{profile.name.zh} is not in the graph; load it{twin}.") from error
    found = resolved(store, place, on)
    binding = bound(found)
    if binding is None:
        raise NotFound(
            f"{found.name} lies in no place that has a profile; there are profiles of {', '.join(places())}."
        )
    return binding, found


def bound(place: PlaceRow) -> Profile | None:
    """The profile that binds a place, its own or that of a place above it; None where there is none."""
    from graph.profile import load_profile

    nearest = head_of(place.codes)
    return load_profile(nearest.place) if nearest else None


def inside(store: Store, place: str, within: str | None, on: date) -> tuple[Profile, PlaceRow]:
    """The profile of a place, and the place, or one `within` it that is meant instead.

    Raises
    ------
    NotFound
        As `profiled`; or the second place does not lie in the first.
    """
    profile, asked = profiled(store, place, on)
    found = asked if within is None else resolved(store, within, on)
    if asked.id not in [step.id for step in found.path]:
        raise NotFound(f"{found.name} does not lie in {asked.name} on {on}.")
    return profile, found


def is_synthetic(store: Store, place: PlaceRow) -> bool:
    """Whether the place, or one above or below it, was generated."""
    return place.synthetic or synthetic(store, place=place.id)
