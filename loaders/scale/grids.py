"""The grids of a scaled twin, by the place's relation of grid and compound; domain.md section 2 has the table."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from loaders.scale.places import count
from loaders.scale.world import Group, World

HOUSEHOLDS = {"Grid": 300, "MicroGrid": 236}  # of a grid where no norm says how many it may have
PARALLEL = {"Grid": (300, 500), "MicroGrid": (50, 80)}


class Band(NamedTuple):
    """Least and most households."""

    low: int
    high: int


def band(world: World, label: str) -> Band | None:
    """The households that a norm allows a label."""
    for norm in world.profile.norms:
        labels = {s.label for s in norm.subjects if s.tag is None and s.kind is None}
        if (
            norm.measure == "inhabitants"
            and norm.parameters["counted"] == "households"
            and label in labels
            and norm.min
            and norm.max
        ):
            return Band(int(norm.min), int(norm.max))
    return None


def grids(world: World) -> None:
    """Grids and what lies in them; `parallel` settles households so that every band holds."""
    make = {
        "one_to_one": _one_to_one,
        "grid_in_compound": _in_compound,
        "same_level": _same_level,
        "parallel": _parallel,
        "no_compound": _micro_in_community,
    }.get(world.profile.grid_and_compound)
    if make:
        make(world)


def _wanted(world: World, label: str) -> int:
    found = band(world, label)
    return (found.low + found.high) // 2 if found else HOUSEHOLDS[label]


def _make(world: World, frame: pl.DataFrame) -> Group:
    """Grids of communities; `frame` has `community` and their sums, in order."""
    names = world.group("Community").frame["called"]
    number = pl.int_range(1, pl.len() + 1).over("community")
    called = frame.select(pl.format("{}第{}网格", pl.lit(names).gather("community"), number)).to_series()
    group = world.nodes("Grid", frame.with_columns(called=called), pl.col("called"))
    count(group)
    return group


def _in_grid(world: World, label: str, rows: pl.DataFrame, column: str, grid: str = "Grid") -> None:
    world.edges("IN_GRID", (label, rows["n"]), (grid, rows[column]))
    if (label, grid) == ("Building", "Grid"):
        world.lies.append(rows.select(pl.col("n").cast(pl.UInt32), grid=pl.col(column).cast(pl.UInt32)))


def _summed(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    return rows.group_by(*by, maintain_order=True).agg(pl.col("households").cast(pl.Int64).sum())


def _cut(rows: pl.DataFrame, by: str, wanted: int) -> pl.DataFrame:
    """Number runs of rows within each `by` so that each has about so many households: column `cut`, from 0 in all."""
    total = pl.col("households").sum().over(by)
    runs = (total / wanted).round().clip(1)
    middle = pl.col("households").cum_sum().over(by) - pl.col("households") / 2
    return rows.with_columns(cut=pl.struct(by, (middle * runs / total).floor().clip(0, runs - 1)).rle_id())


def _loose_grids(world: World) -> None:
    """Buildings in no compound lie in a grid of their own in each community."""
    alone = world.group("Building").frame.filter(pl.col("compound").is_null()).sort("community", "n")
    if alone.height:
        alone = alone.with_columns(cut=pl.col("community").rle_id())
        group = _make(world, _summed(alone, "community"))
        world.edges("PART_OF", ("Grid", group.frame["n"]), ("Community", group.frame["community"]))
        _in_grid(world, "Building", alone.with_columns(cut=pl.col("cut") + int(group.frame["n"][0])), "cut")


def _one_to_one(world: World) -> None:
    inside = world.group("Building").frame.filter(pl.col("compound").is_not_null())
    group = _make(world, _summed(inside, "community", "compound"))
    frame = group.frame
    world.edges("IN_GRID", ("Compound", frame["compound"]), ("Grid", frame["n"]))
    world.edges("PART_OF", ("Grid", frame["n"]), ("Community", frame["community"]))
    _loose_grids(world)


def _in_compound(world: World) -> None:
    inside = world.group("Building").frame.filter(pl.col("compound").is_not_null())
    cut = _cut(inside, "compound", _wanted(world, "Grid"))
    group = _make(world, _summed(cut, "community", "compound", "cut"))
    world.edges("PART_OF", ("Grid", group.frame["n"]), ("Compound", group.frame["compound"]))
    _in_grid(world, "Building", cut, "cut")
    _loose_grids(world)


def _same_level(world: World) -> None:
    """A compound that lies in one grid as a whole is in it itself; else its buildings are, each for itself."""
    cut = _cut(world.group("Building").frame.sort("community", "n"), "community", _wanted(world, "Grid"))
    group = _make(world, _summed(cut, "community", "cut"))
    world.edges("PART_OF", ("Grid", group.frame["n"]), ("Community", group.frame["community"]))
    whole = (pl.col("cut").n_unique().over("compound") == 1) & pl.col("compound").is_not_null()
    cut = cut.with_columns(whole=whole)
    inside = cut.filter("whole").unique("compound", maintain_order=True)
    world.edges("IN_GRID", ("Compound", inside["compound"]), ("Grid", inside["cut"]))
    _in_grid(world, "Building", cut.filter(~pl.col("whole")), "cut")


def _micro_in_community(world: World) -> None:
    """Micro-grids of a community hold the smallest parts of its buildings, which they may so split between them."""
    label = next(label for label in ("StairGroup", "Unit", "Building") if world.has(label))
    cut = _cut(world.group(label).frame.sort("community", "n"), "community", _wanted(world, "MicroGrid"))
    group = _make_micro(world, _summed(cut, "community", "cut"))
    world.edges("PART_OF", ("MicroGrid", group.frame["n"]), ("Community", group.frame["community"]))
    _in_grid(world, label, cut, "cut", "MicroGrid")


def _make_micro(world: World, frame: pl.DataFrame) -> Group:
    names = world.group("Community").frame["called"]
    number = pl.int_range(1, pl.len() + 1).over("community")
    called = frame.select(pl.format("{}第{}微网格", pl.lit(names).gather("community"), number)).to_series()
    group = world.nodes("MicroGrid", frame.with_columns(called=called), pl.col("called"))
    count(group)
    return group


# --- parallel: micro-grids first, so that buildings, micro-grids and grids all keep their bands -----------------------


def _parallel(world: World) -> None:
    """Small buildings lie in a micro-grid together, one of the right size alone, a large one in several by its parts.

    A grid of 300 to 500 households has four to ten micro-grids of 50 to 80, which binds each of them more narrowly:
    of four, each has 75 to 80. So households of buildings are settled last, within what their grids allow.
    """
    micro, grid = (
        band(world, "MicroGrid") or Band(*PARALLEL["MicroGrid"]),
        band(world, "Grid") or Band(*PARALLEL["Grid"]),
    )
    atoms = _atoms(world.group("Building").frame, micro)
    usual = round((grid.low + grid.high) / (micro.low + micro.high))
    cells = _summed(atoms, "community", "micro")
    at, of = pl.int_range(pl.len()).over("community"), pl.len().over("community")
    runs = (of / usual).round().clip(1)
    cells = cells.with_columns(grid=pl.struct("community", (at * runs // of).floor()).rle_id())
    inside = pl.len().over("grid")
    low = pl.max_horizontal(micro.low, (grid.low / inside).ceil())
    high = pl.min_horizontal(micro.high, (grid.high / inside).floor())
    cells = cells.with_columns(settled=pl.col("households").clip(low, high).cast(pl.Int64))
    atoms = atoms.join(
        cells.select("micro", "grid", "settled", sum="households"), on="micro", how="left", maintain_order="left"
    )
    # shares that are rounded after they are added up keep their sum
    up_to = pl.col("households").cum_sum().over("micro")
    atoms = atoms.with_columns(up_to=(up_to * pl.col("settled") / pl.col("sum")).round())
    before = pl.when(pl.col("micro") == pl.col("micro").shift(1)).then(pl.col("up_to").shift(1)).otherwise(0)
    atoms = atoms.with_columns(households=(pl.col("up_to") - before).cast(pl.Int32))
    buildings = world.group("Building")
    settled = atoms.group_by("n").agg(pl.col("households").sum())
    buildings.frame = buildings.frame.drop("households").join(settled, on="n", how="left", maintain_order="left")
    _settle_parallel(world, atoms, cells)


def _atoms(buildings: pl.DataFrame, micro: Band) -> pl.DataFrame:
    """What micro-grids are made of, in the order it lies: buildings, and parts of those that are too large for one."""
    size = pl.col("households")
    pieces = (size / micro.high).ceil().cast(pl.Int32)
    near = pl.when(size - micro.high < pieces * micro.low - size).then(micro.high).otherwise(pieces * micro.low)
    fits = (size <= micro.high) | (size >= pieces * micro.low)
    rows = buildings.with_columns(households=pl.when(fits).then(size).otherwise(near).cast(pl.Int32))
    rows = rows.with_columns(of=pieces, small=size < micro.low).sort("community", "n")
    rows = rows.with_columns(part=pl.int_ranges(0, "of")).explode("part")
    share = size * (pl.col("part") + 1) // pl.col("of") - size * pl.col("part") // pl.col("of")
    rows = rows.with_columns(households=share.cast(pl.Int32))
    # micro-grids of small buildings: by households where there are many, by number where they must make up four
    few = 4
    small = rows.filter("small")
    others = rows.filter(~pl.col("small")).group_by("community").agg(others=pl.len())
    small = small.join(others, on="community", how="left", maintain_order="left").with_columns(
        pl.col("others").fill_null(0)
    )
    total, mid = size.sum().over("community"), (micro.low + micro.high) / 2
    runs = pl.max_horizontal((total / mid).round(), few - pl.col("others").cast(pl.Int64), 1)
    runs = pl.min_horizontal(runs, pl.len().over("community"))
    by_size = (size.cum_sum().over("community") - size / 2) * runs / total
    by_number = pl.int_range(pl.len()).over("community") * runs / pl.len().over("community")
    small = small.with_columns(run=pl.when(runs >= 2 * few).then(by_size).otherwise(by_number).floor())
    runs_of = small.select("n", "part", "run")
    rows = rows.join(runs_of, on=["n", "part"], how="left", maintain_order="left")
    # a run of small buildings is one micro-grid; everything else is one by itself
    first = pl.when("small").then(pl.col("n").min().over("community", "small", "run")).otherwise(pl.col("n"))
    rows = rows.with_columns(first=first).sort("community", "first", "part", "n", maintain_order=True)
    return rows.with_columns(micro=pl.struct("first", pl.when("small").then(-1).otherwise("part"), "small").rle_id())


def _settle_parallel(world: World, atoms: pl.DataFrame, cells: pl.DataFrame) -> None:
    settled = cells.with_columns(households=pl.col("settled"))
    grids = _make(world, _summed(settled, "community", "grid"))
    world.edges("PART_OF", ("Grid", grids.frame["n"]), ("Community", grids.frame["community"]))
    micro = _make_micro(world, settled.select("community", "grid", "households"))
    world.edges("PART_OF", ("MicroGrid", micro.frame["n"]), ("Grid", micro.frame["grid"]))
    whole = atoms.filter(pl.col("of") == 1)
    _in_grid(world, "Building", whole, "micro", "MicroGrid")
    split = atoms.filter(pl.col("of") > 1)
    if split.height:
        called = world.group("Building").called
        frame = split.select("community", "compound", "k", "number", "households", "part", "micro", above="n")
        units = world.nodes("Unit", frame, pl.concat_str(called, (pl.col("part") + 1).cast(pl.String), pl.lit("单元")))
        count(units)
        world.edges("PART_OF", ("Unit", units.frame["n"]), ("Building", units.frame["above"]))
        _in_grid(world, "Unit", units.frame, "micro", "MicroGrid")
