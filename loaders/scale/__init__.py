"""A place's shape at any size: the same levels, grids, posts and bodies, for as many buildings as are asked for.

Everything comes from the place's profile and from distributions counted in life; no place is known by name here. At a
size that somebody chose, a place's published counts cannot hold: they are the natural twin's. What the norms ask for is
there, and none is unmet, save what `loaders.scale.norms.not_made` names.
"""

from __future__ import annotations

import polars as pl

from graph.errors import InvalidInput
from graph.profile import Profile
from loaders.scale.bodies import bodies
from loaders.scale.grids import grids
from loaders.scale.norms import meet_norms
from loaders.scale.places import parts, settle, territory
from loaders.scale.world import World

LEAST, MOST = 1_000, 10_000_000


def scaled(profile: Profile, *, buildings: int, seed: int = 1) -> dict[str, pl.LazyFrame]:
    """Generate a place's shape with so many buildings.

    Parameters
    ----------
    profile
        Whose shape: levels, relation of grid and compound, lines, posts, norms.
    buildings
        How many, from `LEAST` to `MOST`.
    seed
        Zero or more; the same seed gives the same records, another seed others.

    Returns
    -------
    Label or edge type → its records, lazy: ids, names and dates are made while they are read or written.

    Raises
    ------
    InvalidInput
        A number of buildings out of bounds, or a seed below zero.
    """
    if seed < 0:
        raise InvalidInput(f"The seed is {seed}; write a whole number of zero or more.")
    if buildings < LEAST:
        raise InvalidInput(
            f"{buildings} buildings are fewer than {profile.name.en} takes for its levels and the spread of its "
            f"compounds to show; ask for {LEAST} or more."
        )
    if buildings > MOST:
        raise InvalidInput(f"{buildings} buildings are more than a twin is made with; ask for {MOST} or fewer.")
    world = World(profile, seed)
    territory(world, buildings)
    # parallel grids settle how many live in a building, which its parts then share out; others are made of the parts
    for step in (grids, parts) if profile.grid_and_compound == "parallel" else (parts, grids):
        step(world)
    settle(world)
    bodies(world)
    meet_norms(world)
    return world.records()
