"""The territory of a scaled twin: real streets and communities, then compounds, buildings and parts as in life."""

from __future__ import annotations

import polars as pl

from graph.schema import SCHEMA
from loaders.distributions import distribution
from loaders.network import words
from loaders.scale.top import part_of, top
from loaders.scale.world import Group, World

PER_COMMUNITY = 60  # buildings; a community begins anew when so many have been passed
FEWEST = 12  # buildings of a community
LOOSE = 0.04  # share of buildings in no compound, where the profile names their kind
TAGGED = 5  # one place in so many has a tag that a norm asks about
# a word in a class of compounds → who manages them; the others draw
MANAGED = (
    *(("没有物业", "community"), ("三无", "community"), ("自建", "community")),
    *(("物业", "property"), ("单位", "unit"), ("业主", "owners")),
)
DRAWN = (("property", 76), ("unit", 10), ("owners", 7), ("community", 7))
# part of a building → households on one of them
PARTS = {"unit": 24, "stair_group": 16}


def territory(world: World, buildings: int) -> None:
    """Places from the top down to the parts of buildings, without grids; households stand on buildings and parts."""
    sizes, loose = _compounds(world, buildings)
    community = pl.col("community")
    top(world, sizes["community"].n_unique())
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    kind = _compound_kind(world, row)
    frame = sizes.with_columns(community.cast(pl.UInt32), compound=row, kind=kind)
    frame = frame.with_columns(manager=_manager(world))
    called = [world.chance.word(f"compound {p}", pl.col("compound"), words(f"compound_{p}")) for p in _NAME]
    group = world.nodes("Compound", frame, pl.concat_str(called), manager=pl.col("manager"))
    part_of(world, group, world.group("Community"), "community")
    _buildings(world, group, loose)
    tag_places(world)


_NAME = ("first", "second", "third")


def loose_kinds(world: World) -> list[str]:
    """Kinds of buildings in no compound that the profile speaks of."""
    in_norms = (s.kind for norm in world.profile.norms for s in norm.subjects if s.label == "Building" and s.kind)
    in_figures = (
        kind
        for figure in world.profile.figures
        if "building" in figure.parameters.get("levels", ())
        for kind in figure.parameters.get("kinds") or ()
    )
    return list(dict.fromkeys((*in_norms, *in_figures)))


def tag_places(world: World) -> None:
    """Tags that norms ask about: the first place of a label has each of its tags, and one in `TAGGED` of the others."""
    for norm in world.profile.norms:
        for subject in norm.subjects:
            if subject.tag and SCHEMA.node[subject.label].family.name == "Place":
                for group in world.groups.get(subject.label, ()):
                    drawn = world.chance.whole(f"tag {subject.tag}", pl.col("n"), 1, TAGGED) == 1
                    group.tagged[subject.tag] = drawn | (pl.col("n") == 0)


# --- compounds and buildings ------------------------------------------------------------------------------------


def _compounds(world: World, buildings: int) -> tuple[pl.DataFrame, int]:
    """Compounds drawn until they hold the buildings, and how many buildings are in none."""
    loose = round(buildings * LOOSE) if loose_kinds(world) else 0
    rest = buildings - loose
    joint = distribution("buildings_and_households")
    drawn = world.chance.outcome("compound", rest // 8 + 100, joint.cumulative)
    outcomes = pl.DataFrame({"size": [o[0] for o in joint.outcomes], "each": [o[1] for o in joint.outcomes]})
    frame = outcomes[drawn].with_columns(before=pl.col("size").cum_sum() - pl.col("size"))
    frame = frame.filter(pl.col("before") < rest)
    frame = frame.with_columns(size=pl.min_horizontal("size", rest - pl.col("before")))
    # one passed every so many buildings; one too small is joined to the one before it
    passed = frame.with_columns(at=(pl.col("before") // PER_COMMUNITY))
    whole = passed.group_by("at", maintain_order=True).agg(pl.col("size").sum())
    whole = whole.with_columns(community=((pl.col("size") >= FEWEST).cum_sum() - 1).clip(0))
    return passed.join(whole.select("at", "community"), on="at", how="left", maintain_order="left").drop("at"), loose


def _compound_kind(world: World, row: pl.Expr) -> pl.Expr:
    """One of the classes of compounds; where there are only one or two that no norm names, they are exceptions."""
    asked = [s.kind for norm in world.profile.norms for s in norm.subjects if s.label == "Compound" and s.kind]
    terms = [one.term for one in world.profile.compound_classes]
    kinds = [kind for kind in dict.fromkeys((*terms, *asked)) if kind not in loose_kinds(world)]
    if not kinds:
        return pl.lit(None, dtype=pl.String)
    kind = world.chance.word("class", row, kinds)
    return kind if asked or len(kinds) > 2 else pl.when(world.chance.whole("exception", row, 1, TAGGED) == 1).then(kind)


def _manager(world: World) -> pl.Expr:
    drawn = [name for name, weight in DRAWN for _ in range(weight)]
    index = world.chance.whole("manager", pl.col("compound"), 0, len(drawn) - 1)
    first = [sum(w for _, w in DRAWN[:i]) for i in range(len(DRAWN))]
    manager = pl.lit(DRAWN[0][0])
    for (name, _), low in list(zip(DRAWN, first, strict=True))[1:]:
        manager = pl.when(index >= low).then(pl.lit(name)).otherwise(manager)
    for word, name in reversed(MANAGED):
        manager = pl.when(pl.col("kind").str.contains(word, literal=True)).then(pl.lit(name)).otherwise(manager)
    return manager


def _buildings(world: World, compounds: Group, loose: int) -> None:
    chance, count = world.chance, len(world.group("Community").frame)
    inside = compounds.frame.select("compound", "community", "each", k=pl.int_ranges(0, "size")).explode("k")
    alone = pl.select(community=chance.whole("loose", pl.int_range(loose, dtype=pl.UInt32), 0, count - 1)).cast(
        pl.UInt32
    )
    kinds = loose_kinds(world)
    if kinds:
        kind = chance.word("loose kind", pl.int_range(pl.len(), dtype=pl.UInt32), kinds)
        alone = alone.with_columns(each=pl.lit(5, dtype=pl.Int64), kind=kind)
    frame = pl.concat([inside, alone], how="diagonal") if loose else inside.with_columns(kind=pl.lit(None, pl.String))
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    drawn = (pl.col("each") + chance.whole("households", row, 0, 4)) * (0.85 + 0.3 * chance.share("spread", row))
    frame = frame.with_columns(
        pl.col("k").cast(pl.UInt16),
        pl.col("community").cast(pl.UInt32),
        households=drawn.round().clip(1).cast(pl.Int32),
    ).drop("each")
    name = pl.when(pl.col("compound").is_null()).then(pl.lit("散居")).otherwise(compounds.called)
    number = pl.coalesce(pl.col("k").cast(pl.UInt32), pl.int_range(pl.len(), dtype=pl.UInt32)) + 1
    frame = frame.with_columns(number=number.cast(pl.UInt32))
    world.nodes("Building", frame, pl.concat_str(name, pl.col("number").cast(pl.String), pl.lit("号楼")))


def settle(world: World) -> None:
    """Draw who lives in buildings, once grids have settled their households; put buildings where they lie."""
    group = world.group("Building")
    inside = group.frame.filter(pl.col("compound").is_not_null())
    world.edges("PART_OF", ("Building", inside["n"]), ("Compound", inside["compound"]))
    alone = group.frame.filter(pl.col("compound").is_null())
    world.edges("PART_OF", ("Building", alone["n"]), ("Community", alone["community"]))
    people = (pl.col("households") * (2.2 + 0.6 * world.chance.share("population", pl.col("n")))).round()
    group.frame = group.frame.with_columns(population=people.cast(pl.Int32))
    count(group)
    sums = pl.col("households", "population").cast(pl.Int64).sum()
    for label, column in (("Compound", "compound"), ("Community", "community")):
        above = world.group(label)
        found = group.frame.filter(pl.col(column).is_not_null()).group_by(column).agg(sums)
        above.frame = above.frame.join(found, on=column, how="left", maintain_order="left")
        count(above)
    streets, communities = world.group("Street"), world.group("Community").frame
    found = communities.group_by("street").agg(sums)
    streets.frame = streets.frame.join(found, left_on="n", right_on="street", how="left", maintain_order="left")
    count(streets)


def count(group: Group) -> None:
    """The group states its counts."""
    group.columns |= {name: pl.col(name) for name in ("households", "population") if name in group.frame.columns}


# --- parts of buildings -----------------------------------------------------------------------------------------


def parts(world: World) -> None:
    """Units, floor groups, floors, stair groups, as far as the chain has them; an optional level is in one in three."""
    optional = {level.level for level in world.profile.levels if level.optional}
    above = world.group("Building")
    chain = {level.level for level in world.profile.levels}
    for level in ("unit", "floor_group", "floor", "stair_group"):
        if level not in chain or world.has(SCHEMA.level[level].label):
            continue
        if level in PARTS:
            above = _shares(world, level, PARTS[level], above)
        elif level == "floor":
            _floors(world, above)
        else:
            _floor_groups(world, above, level in optional)


def _shares(world: World, level: str, each: int, above: Group) -> Group:
    """Parts that share out the households of what they are in."""
    label = SCHEMA.level[level].label
    counted = above.frame.select(
        "community", "compound", "k", "number", "households", above=pl.col("n"),
        of=(pl.col("households") / each).round().clip(1, 8).cast(pl.Int32),
    ).with_columns(part=pl.int_ranges(0, "of")).explode("part")  # fmt: skip
    share = (pl.col("households") * (pl.col("part") + 1)) // pl.col("of") - pl.col("households") * pl.col(
        "part"
    ) // pl.col("of")
    frame = counted.with_columns(households=share).drop("of")
    called = pl.concat_str(
        above.called,
        (pl.col("part") + 1).cast(pl.String),
        pl.lit(world.profile.terms.get(label, SCHEMA.node[label].zh)),
    )
    group = world.nodes(label, frame, called)
    part_of(world, group, above, "above")
    count(group)
    return group


def _floor_groups(world: World, above: Group, optional: bool) -> None:
    rows = above.frame.drop("above", strict=False).rename({"n": "above"})
    if optional:
        rows = rows.filter(world.chance.whole("floor group", pl.col("above"), 0, 2) == 0)
    group = world.nodes("FloorGroup", rows.drop("households"), pl.concat_str(above.called, pl.lit("分楼层")))
    part_of(world, group, above, "above")


def _floors(world: World, above: Group) -> None:
    """One or two floors of each unit that have a number of their own; they lie in its floor group where it has one."""
    rows = above.frame.drop("households", "above", strict=False).rename({"n": "above"})
    rows = rows.with_columns(floor=pl.int_ranges(0, world.chance.whole("floors", pl.col("above"), 1, 2))).explode(
        "floor"
    )
    group = world.nodes("Floor", rows, pl.concat_str(above.called, (pl.col("floor") + 1).cast(pl.String), pl.lit("层")))
    if "FloorGroup" not in world.groups:
        part_of(world, group, above, "above")
        return
    grouped = world.group("FloorGroup").frame.select("above", grouped="n")
    frame = group.frame.select("n", "above").join(grouped, on="above", how="left", maintain_order="left")
    inside, beside = frame.filter(pl.col("grouped").is_not_null()), frame.filter(pl.col("grouped").is_null())
    world.edges("PART_OF", ("Floor", inside["n"]), ("FloorGroup", inside["grouped"]))
    world.edges("PART_OF", ("Floor", beside["n"]), (above.label, beside["above"]))
