"""The top of a scaled twin: cities, counties, streets and communities as far as they are real, then generated ones."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from loaders import divisions
from loaders.distributions import distribution
from loaders.scale.world import Group, World

PER_BLOCK = 5  # communities


def part_of(world: World, group: Group, above: Group, column: str) -> None:
    rows = group.frame.filter(pl.col(column).is_not_null())
    world.edges("PART_OF", (group.label, rows["n"]), (above.label, rows[column]))


def top(world: World, communities: int) -> None:
    """The divisions that ship, as many communities as are needed, urban ones first; then generated ones."""
    real: dict[str, dict[str, list[str]]] = {"City": {}, "County": {}, "Street": {}, "Community": {}}
    for code in world.profile.codes:
        for table in divisions.tables(code):
            if table.what in real:
                real[table.what].update({row[0]: row for row in zip(*table.columns.values(), strict=True)})
    if not real["Street"]:
        real |= _unknown(world)
    streets = list(real["Street"].values())
    listed = sorted(real["Community"].values(), key=lambda row: ("居" not in str(row[2]), row[0]))[:communities]
    if listed:
        used = {row[0][:9] for row in listed}
        streets = [row for row in streets if row[0] in used]
    counties = {row[0][:6] for row in streets}
    above = [row for row in real["County"].values() if row[0] in counties]
    cities = [row for row in real["City"].values() if row[0] in {row[0][:4] for row in above}]
    for label, rows, upper in (("City", cities, []), ("County", above, cities), ("Street", streets, above)):
        if rows:
            _adopt(world, label, rows, [row[0] for row in upper])
    ids = [row[0] for row in streets]
    weights = [n for (n,) in distribution("committees_per_street").outcomes]
    draws = world.chance.outcome("street", len(ids), distribution("committees_per_street").cumulative)
    largest = pl.Series([weights[i] for i in draws]).cum_sum().to_list()
    more = communities - len(listed)
    extra = pl.select(
        world.chance.bits("generated community", pl.int_range(more, dtype=pl.UInt32)) % largest[-1]
    ).to_series()
    of = [ids.index(row[0][:9]) for row in listed] + pl.Series(largest, dtype=pl.UInt64).search_sorted(
        extra, side="right"
    ).to_list()
    seen: dict[int, int] = {}
    names = [str(row[1]) for row in listed]
    for street in of[len(listed) :]:
        seen[street] = seen.get(street, 0) + 1
        names.append(f"{streets[street][1]}第{seen[street]}社区")
    frame = pl.DataFrame(
        {
            "full": pl.Series(names, dtype=pl.String),
            "called": [_short(name) for name in names],
            "street": pl.Series(of, dtype=pl.UInt32),
            "kind": [str(row[2]) for row in listed] + ["居委会"] * more,
            "code": pl.Series([row[0] for row in listed] + [None] * more, dtype=pl.String),
        }
    )
    # whoever is in a community is named by its number, so that a street's lie together
    order = frame.with_row_index("was").sort("street", "was", maintain_order=True)
    group = world.nodes(
        "Community",
        order.drop("was").with_columns(community=pl.int_range(communities, dtype=pl.UInt32)),
        pl.col("called"),
        name=pl.col("full"),
        code=pl.col("code"),
    )
    world.name_ids(group.label, group.frame["code"])
    if "block" in world.profile.all_levels:
        _blocks(world, group)
    else:
        part_of(world, group, world.group("Street"), "street")


def _unknown(world: World) -> dict[str, dict[str, list[str]]]:
    """The place that a profile is of, by its own code, where no divisions of it ship; below it one of each, without."""
    code, name = world.profile.codes[0], world.profile.name.zh
    label = divisions.LEVELS.get(len(code), "County")
    found = {label: {code: [code, name, "", code]}}
    for lower, above, number, called in (("County", "City", "01", "第1区"), ("Street", "County", "001", "第1街道")):
        if above in found:
            own = next(iter(found[above])) + number
            found[lower] = {own: [own, name + called, "", ""]}
    return found


def _short(name: str) -> str:
    """A community's name as grids and bodies of it begin with."""
    return next((name.removesuffix(end) for end in divisions.NAMED_KINDS if name.endswith(end)), name)


def _adopt(world: World, label: str, rows: Sequence[Sequence[str]], above: list[str]) -> None:
    codes = [row[0] if len(row) > 3 and row[3] else None for row in rows]
    parents = [next((i for i, code in enumerate(above) if row[0].startswith(code)), None) for row in rows]
    frame = pl.DataFrame(
        {
            "called": [str(row[1]) for row in rows],
            "kind": pl.Series([row[2] or None for row in rows], dtype=pl.String),
            "code": pl.Series(codes, dtype=pl.String),
            "above": pl.Series(parents, dtype=pl.UInt32),
        }
    )
    group = world.nodes(label, frame, pl.col("called"), code=pl.col("code"))
    world.name_ids(group.label, group.frame["code"])
    upper = {"County": "City", "Street": "County"}.get(label)
    if upper and above:
        part_of(world, group, world.group(upper), "above")


def _blocks(world: World, communities: Group) -> None:
    frame = communities.frame.with_columns(at=pl.int_range(pl.len()).over("street") // PER_BLOCK)
    frame = frame.with_columns(block=pl.struct("street", "at").rle_id())
    blocks = frame.group_by("block", maintain_order=True).agg(pl.col("street", "at").first()).sort("block")
    street = world.group("Street").frame["called"]
    called = blocks.select(pl.format("{}第{}街区", pl.lit(street).gather("street"), pl.col("at") + 1)).to_series()
    group = world.nodes("Block", blocks.with_columns(called=called), pl.col("called"))
    part_of(world, group, world.group("Street"), "street")
    world.edges("PART_OF", ("Community", frame["n"]), ("Block", frame["block"]))
