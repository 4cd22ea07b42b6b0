"""Who is in a scaled twin: the posts that count, Party organisations, committees, companies, departments, desks."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from graph.profile import Actor, Counting
from graph.schema import SCHEMA
from graph.words import IN_CHINESE
from loaders import issue_types
from loaders.distributions import distribution
from loaders.scale.world import Group, World, of_places

DEPARTMENTS = {
    "Street": {
        "street_office": "办事处",
        "urban_management": "综合行政执法队",
        "housing": "房屋管理所",
        "police": "派出所",
        "civil_affairs": "民政办公室",
        "sanitation": "环境卫生管理所",
        "market_supervision": "市场监督管理所",
    },
    "County": {"fire": "消防救援大队", "planning": "自然资源和规划局"},
}
UTILITIES = {"water": "供水服务站", "power": "供电服务站"}
TOGETHER = 4  # parts or buildings that one Party group covers
JOINT = 2  # compounds that one joint branch covers
MINUTES = 15  # the longest walk to a station, where no norm sets another
COUNTY_POSTS = ("县委书记", "区委书记", "市委书记")
STREET_POSTS = ("党工委书记", "街道党", "党(工)委书记")
COMMUNITY_POSTS = ("社区党委书记", "社区党组织书记", "居民区党组织书记", "社区党")
HEADS = {
    "Compound": ("小区党支部书记", "小区党组织书记", "支部书记", "党组织书记"),
    "Grid": ("网格党组织书记", "支部书记", "党组织书记"),
    "group": ("党小组组长", "党小组"),
}


def bodies(world: World) -> None:
    """Everything that the place's lines and routes speak of."""
    _posts(world)
    _departments(world)
    _party(world)
    residents = world.bodies("Committee", world.group("Community"), _rows(world, "Community"), "居民委员会", "SERVES",
                             kind="residents")  # fmt: skip
    _head(world, residents, "居委会主任")
    _owners(world)
    _property(world)
    _stations(world)
    for actor in _actors(world):
        act(world, actor)


def _rows(world: World, label: str) -> pl.DataFrame:
    return world.group(label).frame


def _head(world: World, group: Group, *posts: str, people: pl.Series | None = None, party: bool = False) -> None:
    """A head for each of the bodies, where the place has such a post."""
    post = world.posts(*posts)
    if post is not None:
        world.hold(post, group.label, group.frame["n"], people=people, party=party)


def _posts(world: World) -> None:
    """Somebody for every post that counts, at every place of its level."""
    party = {counting.level for line in world.profile.lines if line.line == "party" for counting in line.counts}
    for line in world.profile.lines:
        for counting in line.counts:
            for post in counting.posts:
                label = SCHEMA.level[counting.level].label
                if world.has(label) and (label, post) not in world.held:
                    leads = label in ("Grid", "MicroGrid") and counting.level in party
                    world.hold(post, label, _rows(world, label)["n"], party=leads)


def _departments(world: World) -> None:
    listed: list[tuple[str, str]] = []
    for label, functions in DEPARTMENTS.items():
        if not world.has(label):
            continue
        for function, name in functions.items():
            listed += department(world, label, function, name)
    for function, name in UTILITIES.items():
        group = world.bodies("Institution", world.group("Street"), _rows(world, "Street"), name, "SERVES",
                             function=pl.lit(function))  # fmt: skip
        _head(world, group, "单位负责人")
        listed += [(id_, function) for id_ in world.ids(group)]
    world.tables += issue_types.tables(listed)


def department(world: World, label: str, function: str, name: str) -> list[tuple[str, str]]:
    """A department of this function for each place of a label; their ids with it."""
    group = world.bodies(
        "Department", world.group(label), _rows(world, label), name, "SERVES", function=pl.lit(function)
    )
    _head(world, group, "部门负责人", party=True)
    return [(id_, function) for id_ in world.ids(group)]


# --- the Party ----------------------------------------------------------------------------------------------------


def _party(world: World) -> None:
    """Committees of street and community, and below them what covers the levels that count."""
    single = pl.lit("single")
    streets = world.bodies("PartyOrg", world.group("Street"), _rows(world, "Street"), "党工委", "COVERS",
                           kind="committee", purpose=pl.lit("street"), formation=single)  # fmt: skip
    _head(world, streets, *STREET_POSTS, party=True)
    communities = world.bodies("PartyOrg", world.group("Community"), _rows(world, "Community"), "党委", "COVERS",
                               kind="committee", purpose=pl.lit("community"), formation=single)  # fmt: skip
    _head(world, communities, *COMMUNITY_POSTS, party=True)
    world.orgs = {"street": streets, "community": communities}
    under(world, communities, "street", communities.frame["street"])
    for line in world.profile.lines:
        for counting in line.counts if line.line == "party" else ():
            covering(world, counting)
    for label in ("Compound", "Grid"):  # what a norm asks for and no line counts
        if any(norm.measure == "covering_branches" and any(s.label == label for s in norm.subjects)
               for norm in world.profile.norms):  # fmt: skip
            covering(world, Counting(level=SCHEMA.node[label].level, kinds=("branch",)))


def under(world: World, group: Group, purpose: str, of: pl.Series, line: str = "territorial") -> None:
    """Put organisations under those of a purpose; `of` are numbers of the places those are of."""
    above = world.orgs[purpose].frame
    found = pl.DataFrame({"at": of}).join(above.select("at", up="n"), on="at", how="left", maintain_order="left")["up"]
    world.edges("UNDER", ("PartyOrg", group.frame["n"]), ("PartyOrg", found), line=line, since=world.since("under"))


def covering(world: World, counting: Counting) -> None:
    """Party organisations that cover the places of a level, under those of their communities.

    A group covers several neighbours. A branch covers a compound or grid, or two where a norm asks for joint ones.
    Buildings have a branch of their own only where they are in no compound.
    """
    label = SCHEMA.level[counting.level].label
    if not world.has(label) or counting.level in world.orgs:
        return
    kind = (counting.kinds or ("branch",))[0]
    rows = _rows(world, label).sort("community", "n")
    if label == "Building" and kind != "group":
        rows = rows.filter(pl.col("compound").is_null())
    if not len(rows):
        return
    joint = _joint(world, label)
    rows = rows.with_columns(joint=joint if kind != "group" else pl.lit(False))
    at, of = pl.int_range(pl.len()).over("community", "joint"), pl.len().over("community", "joint")
    size = TOGETHER if kind == "group" and label != "Grid" else 1
    several = pl.when("joint").then(pl.min_horizontal(at // JOINT, (of // JOINT - 1).clip(0))).otherwise(at // size)
    rows = rows.sort("community", "joint", "n").with_columns(several=several)
    rows = rows.with_columns(org=pl.struct("community", "joint", "several").rle_id())
    orgs = rows.group_by("org", maintain_order=True).agg(pl.all().first())
    place = world.group(label)
    suffix = IN_CHINESE[kind]
    formation = pl.when("joint").then(pl.lit("joint")).otherwise(pl.lit("single"))
    group = world.nodes("PartyOrg", of_places(orgs), pl.concat_str(place.called, pl.lit(suffix)), kind=kind,
                        purpose=pl.lit(counting.level), formation=formation)  # fmt: skip
    numbers = group.frame["n"].gather(rows["org"])
    world.edges("COVERS", ("PartyOrg", numbers), (label, rows["n"]), since=world.since("covers"))
    under(world, group, "community", group.frame["community"])
    world.orgs[counting.level] = group
    if label == "Compound" or "compound" not in world.orgs:
        group.tagged |= _tags(world)
    people, post = None, _head_post(world, label, kind)
    counted = next((p for (held, p) in world.held if held == label), None) if label in ("Grid", "MicroGrid") else None
    if counted is not None:  # who heads a grid also heads its organisation
        holders = world.held[label, counted].unique("at", maintain_order=True)
        people = group.frame.join(holders.select("at", who="n"), on="at", how="left", maintain_order="left")["who"]
    if post is not None:
        world.hold(post, "PartyOrg", group.frame["n"], people=people, party=True, mode="elected")
        if label == "Compound" or people is None:
            world.headed.add((label, post))


def _joint(world: World, label: str) -> pl.Expr:
    """Which places a norm wants covered by joint organisations."""
    for norm in world.profile.norms:
        for subject in norm.subjects if norm.measure == "covering_branches" else ():
            if subject.label == label and subject.kind and tuple(norm.parameters.get("formations") or ()) == ("joint",):
                return pl.col("kind").eq_missing(pl.lit(subject.kind))
    return pl.lit(False)


def _tags(world: World) -> dict[str, pl.Expr]:
    """Tags of organisations that norms ask about; new ones, which were funded, are one in five."""
    tags: dict[str, pl.Expr] = {}
    for norm in world.profile.norms:
        for subject in norm.subjects:
            if subject.label == "PartyOrg" and subject.tag and not of_firms(subject.tag):
                if norm.measure == "funds_received":
                    tags[subject.tag] = world.chance.whole(f"tag {subject.tag}", pl.col("n"), 1, 5) == 1
                elif norm.measure != "successors_in_force":
                    tags[subject.tag] = pl.lit(True)
    return tags


def of_firms(tag: str) -> bool:
    """Whether a tag of Party organisations speaks of those in firms."""
    return "企业" in tag


def _head_post(world: World, label: str, kind: str) -> str | None:
    asked = (
        post
        for norm in world.profile.norms
        if norm.measure == "holders" and any(s.label == label for s in norm.subjects)
        for post in norm.parameters["posts"]
    )
    named = next((post for post in asked if "党" in post), None)
    return (
        named
        if named and kind != "group"
        else world.posts(*HEADS.get("group" if kind == "group" else label, HEADS["Grid"]))
    )


# --- owners, property, stations -------------------------------------------------------------------------------------


def _owners(world: World) -> None:
    shares = [norm.min or 0 for norm in world.profile.norms if norm.measure == "party_share"]
    party = -(-5 * max([0.5, *shares]) // 1)
    group = world.bodies(
        "OwnersCommittee", world.group("Compound"), _rows(world, "Compound"), "业主委员会", "REPRESENTS",
        members=pl.lit(5), party_members=pl.lit(int(party)),
    )  # fmt: skip
    _head(world, group, "业委会主任")
    own = group.frame.filter(pl.col("manager") == "owners")
    world.edges("MANAGES", ("OwnersCommittee", own["n"]), ("Compound", own["at"]), since=world.since("manages"))


def _property(world: World) -> None:
    """Companies with as many compounds each as in life, registered where their first one is."""
    managed = _rows(world, "Compound").filter(pl.col("manager") == "property")
    found = distribution("compounds_per_company")
    drawn = world.chance.outcome("company", managed.height, found.cumulative)
    sizes = pl.Series([size for (size,) in found.outcomes]).gather(drawn)
    ends = sizes.cum_sum()
    managed = managed.with_columns(company=ends.search_sorted(pl.int_range(managed.height, eager=True), side="right"))
    firms = managed.group_by("company", maintain_order=True).agg(pl.col("community").first(), size=pl.len())
    staff = pl.col("size").cast(pl.Int64) * world.chance.whole("staff", pl.col("n"), 12, 30)
    called = pl.format("{}物业服务企业", pl.col("company") + 1)
    group = world.nodes("PropertyCompany", firms, pl.concat_str(pl.lit("第"), called), staff=staff,
                        party_members=(staff // 12).clip(1))  # fmt: skip
    world.edges("REGISTERED_IN", ("PropertyCompany", group.frame["n"]), ("Community", group.frame["community"]))
    numbers = group.frame["n"].gather(managed["company"])
    world.edges("MANAGES", ("PropertyCompany", numbers), ("Compound", managed["n"]), since=world.since("manages"))
    _head(world, group, "物业经理", "物业负责人")


def _stations(world: World) -> None:
    for line in world.profile.lines:
        for counting in line.counts[:1] if line.line == "station" else ():
            station(world, SCHEMA.level[counting.level].label, (counting.kinds or ("service_station",))[0])


def station(world: World, label: str, kind: str) -> None:
    """A station of a kind for each place of a label, within the minutes that the norms allow."""
    if not world.has(label) or any(g.kind == kind and g.tied == ("SERVES", label) for g in world.groups["Station"]):
        return
    allowed = [norm.max for norm in world.profile.norms if norm.measure == "minutes_to_station" and norm.max]
    minutes = world.chance.whole("minutes", pl.col("s"), 1, int(min([MINUTES, *allowed])))
    name = world.profile.terms.get(kind, kind if not kind.isascii() else "服务站")
    group = world.bodies("Station", world.group(label), _rows(world, label), name, "SERVES", kind=kind,
                         of_tie={"minutes": minutes})  # fmt: skip
    _head(world, group, "站点负责人")


# --- who acts on routes -----------------------------------------------------------------------------------------------


def _actors(world: World) -> Iterator[Actor]:
    seen: list[Actor] = []
    for channel in world.profile.routing:
        for step in channel.steps:
            if step.actor.level and step.actor not in seen and world.has(SCHEMA.level[step.actor.level].label):
                seen.append(step.actor)
                yield step.actor


BODIES = {"station": ("Station", "站点负责人"), "team": ("Team", "队长"), "committee": ("Committee", "召集人")}


def act(world: World, actor: Actor) -> None:
    """Whoever a route names, at every place of the level it names."""
    label = SCHEMA.level[str(actor.level)].label
    place = world.group(label)
    if actor.who in BODIES:
        body, post = BODIES[actor.who]
        if any(g.kind == actor.kind and g.tied == ("SERVES", label) for g in world.groups.get(body, ())):
            return
        word = IN_CHINESE.get(str(actor.kind), "" if str(actor.kind).isascii() else str(actor.kind))
        name = world.profile.terms.get(str(actor.kind), f"{word}{SCHEMA.node[body].zh}")
        _head(world, world.bodies(body, place, place.frame, name, "SERVES", kind=actor.kind), post)
    elif actor.who == "party_org" and actor.purpose not in world.orgs:
        group = world.bodies("PartyOrg", place, place.frame, "党委" if label == "County" else "党支部", "COVERS",
                             kind="committee" if label == "County" else "branch",
                             purpose=pl.lit(actor.purpose), formation=pl.lit("single"))  # fmt: skip
        world.orgs[str(actor.purpose)] = group
        if label == "Street":
            under(world, group, "street", group.frame["at"])
        _head(world, group, *(COUNTY_POSTS if label == "County" else ("支部书记", "党组织书记", "书记")), party=True)
    elif actor.who == "post" and (label, actor.post) not in world.held:
        world.hold(str(actor.post), label, place.frame["n"])
    elif actor.who == "department" and not any(actor.function in made for made in DEPARTMENTS.values()):
        department(world, label, str(actor.function), world.profile.terms.get(str(actor.function), "工作办公室"))
