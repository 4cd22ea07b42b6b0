"""What a place's norms ask for, made for every subject: measure → who makes that it holds.

A measure that is not here holds by what is made anyway (grids, managers, superiors) or not at all: households of
anything but parallel grids, and bands that two norms draw against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from graph.profile import Norm, Profile, Subject
from graph.schema import SCHEMA
from graph.words import IN_CHINESE
from loaders.scale.bodies import department, of_firms, station, under
from loaders.scale.world import Group, World, of_places

Make = Callable[[World, Norm, Subject], None]
RUNGS = {
    "county_leader": "Person",
    "department": "Department",
    "unit": "Institution",
    "branch": "PartyOrg",
    "cadre": "Person",
}
POOL = 5  # places that one leader, unit or branch contacts
INSTITUTIONS = 2  # of a tag, in each community
RARE = 10  # one compound in so many has a committee of its own that prepares another


def meet_norms(world: World) -> None:
    """Make what every computable norm asks for; bodies come before what is asked of them."""
    order = {measure: at for at, measure in enumerate(MAKERS)}
    norms = [norm for norm in world.profile.norms if norm.computable and norm.measure in MAKERS]
    for norm in sorted(norms, key=lambda norm: order[str(norm.measure)]):
        for subject in norm.subjects:
            _ensure(world, subject)
            MAKERS[str(norm.measure)](world, norm, subject)


def _least(norm: Norm) -> int:
    return int(norm.min or 0)


def _several(rows: pl.DataFrame, times: int) -> pl.DataFrame:
    """Each row so many times, one after the other."""
    return pl.concat([rows] * times) if times else rows.clear()


def _pooled(count: int) -> tuple[int, pl.Series]:
    """How many make up a pool for so many places, and who of them each place has."""
    size = max(1, count // POOL)
    return size, pl.int_range(count, eager=True) % size


def _ensure(world: World, subject: Subject) -> None:
    """Bodies that norms speak of and nothing else has made."""
    if next(world.subjects(subject), None) is not None:
        return
    label, kind = subject.label, subject.kind
    tags = [subject.tag] if subject.tag else []
    name = world.profile.terms.get(str(kind), IN_CHINESE.get(str(kind), kind or SCHEMA.node[label].zh))
    if label == "PartyOrg" and subject.tag and of_firms(subject.tag):
        _firm_orgs(world, subject.tag)
    elif label == "Institution":
        rows = _several(world.group("Community").frame, INSTITUTIONS)
        world.bodies(label, world.group("Community"), rows, "驻区单位", "REGISTERED_IN", kind=kind, tags=tags)
    elif label == "Station" and kind and not tags:
        station(world, "Community", kind)
    elif label == "Committee" and kind == "preparatory":
        rows = world.group("Compound").frame.filter(pl.col("n") % RARE == 0)
        world.bodies(label, world.group("Compound"), rows, "业主委员会筹备组", "SERVES", kind=kind, tags=tags)
    elif label in ("Committee", "Team", "Station", "SocialOrg"):
        rows = world.group("Community").frame
        world.bodies(label, world.group("Community"), rows, str(name), "SERVES", kind=kind, tags=tags)


def _firm_orgs(world: World, tag: str) -> None:
    """A Party organisation in every property company, of its own or, where there are such already, in one in five."""
    hosts = world.groups["PropertyCompany"][0]
    rows = of_places(hosts.frame)
    if "firm" in world.orgs:
        rows = rows.filter(pl.col("at") % POOL == 0)
    called = pl.concat_str(hosts.called, pl.lit("党支部"))
    group = world.nodes(
        "PartyOrg", rows, called, kind="branch", tags=[tag], purpose=pl.lit("firm"), formation=pl.lit("single")
    )
    world.orgs.setdefault("firm", group)
    world.edges("HOSTED_BY", ("PartyOrg", group.frame["n"]), ("PropertyCompany", group.frame["at"]))
    post = world.posts("企业党组织书记", "支部书记")
    if post:
        world.hold(post, "PartyOrg", group.frame["n"], party=True)


# --- makers ------------------------------------------------------------------------------------------------------


def _bodies_tied(world: World, norm: Norm, subject: Subject) -> None:
    p = norm.parameters
    body, tie, kind = p["body"], p["tie"], next(iter(p.get("kinds") or ()), None)
    for place, rows in world.subjects(subject):
        if any(g.tied == (tie, place.label) and (kind is None or g.kind == kind) for g in world.groups.get(body, ())):
            continue
        name = world.profile.terms.get(
            str(kind), IN_CHINESE.get(str(kind), kind if kind and not kind.isascii() else "")
        )
        group = world.bodies(
            body, place, _several(rows, _least(norm)), name or SCHEMA.node[body].zh, tie,
            kind=kind, tags=list(p.get("tags") or ())[:1],
        )  # fmt: skip
        if p.get("functions"):
            group.columns["function"] = pl.lit(p["functions"][0])
        post = world.posts({"Station": "站点负责人", "Team": "队长", "Committee": "主任"}.get(body, "负责人"))
        if post:
            world.hold(post, body, group.frame["n"])


def _holders(world: World, norm: Norm, subject: Subject) -> None:
    posts, modes = norm.parameters["posts"], norm.parameters.get("modes") or (None,)
    if any((subject.label, post) in world.headed for post in posts):
        return
    for group, rows in world.subjects(subject):
        held = [world.held[group.label, post]["at"] for post in posts if (group.label, post) in world.held]
        there = pl.concat(held).unique() if held else pl.Series([], dtype=pl.UInt32)
        missing = rows.filter(~pl.col("n").is_in(there.implode()))
        if missing.height and _least(norm):
            world.hold(posts[0], group.label, _several(missing, _least(norm))["n"], mode=modes[0])


def _contacts(world: World, norm: Norm, subject: Subject) -> None:
    p, level = norm.parameters, SCHEMA.node[subject.label].level
    rungs, roles, labels = p.get("rungs") or (), p.get("roles") or (), p.get("labels") or ()
    ladder = [
        rung
        for rung in world.profile.contact_ladder
        if (not rungs or rung.rung in rungs)
        and (not roles or rung.role in roles)
        and (not labels or rung.who in labels)
    ]
    known = next((rung for rung in ladder if rung.level == level), next(iter(ladder), None))
    rung = rungs[0] if rungs else known.rung if known else "unit"
    who = labels[0] if labels else known.who if known else RUNGS[rung]
    role = roles[0] if roles else known.role if known else None
    for group, rows in world.subjects(subject):
        for turn in range(_least(norm)):
            start = _contacting(world, who, rows, turn)
            world.edges(
                "CONTACTS", (who, start), (group.label, rows["n"]), rung=rung, role=role, since=world.since(rung)
            )


def _contacting(world: World, who: str, rows: pl.DataFrame, turn: int = 0) -> pl.Series:
    """Numbers of those who contact some places, one each; another turn names others."""
    size, at = _pooled(rows.height)
    if who == "Person":
        return world.people(size, party=True).gather(at)
    if who == "PartyOrg":
        frame = world.group("Community").frame
        at_community = rows["community"] if "community" in rows.columns else rows["n"]
        group = world.orgs.get("unit")
        if group is None:
            group = world.nodes("PartyOrg", of_places(frame), pl.concat_str("called", pl.lit("驻区单位党支部")),
                                kind="branch", purpose=pl.lit("unit"), formation=pl.lit("single"))  # fmt: skip
            under(world, group, "community", group.frame["at"])
            world.orgs["unit"] = group
        return group.frame["n"].gather((at_community + turn) % group.frame.height)
    if who == "Institution" and not any(g.tied == ("REGISTERED_IN", "Community") for g in world.groups.get(who, ())):
        world.bodies(who, world.group("Community"), world.group("Community").frame, "驻区单位", "REGISTERED_IN")
    if who == "Department" and not world.has(who):
        department(world, "Street", "street_office", "办事处")
    own = pl.concat(
        [g.frame["n"] for g in world.groups[who] if who == "Department" or g.tied == ("REGISTERED_IN", "Community")]
    )
    return own.gather((at + turn) % len(own))


def _assigned(world: World, norm: Norm, subject: Subject) -> None:
    """People of the tag, one for every grid; where another norm made them, they get places of these levels too."""
    if not subject.tag:
        return
    p = norm.parameters
    level = next(iter(p.get("levels") or ()), "grid")
    place = world.group(SCHEMA.level[level].label)
    own = next((g for g in world.groups["Person"] if subject.tag in g.tags), None)
    first = own is None
    people = world.people(place.frame.height, party=True, tags=[subject.tag]) if own is None else own.frame["n"]
    at = pl.int_range(len(people), eager=True)
    if first:
        numbers = place.frame["n"].gather(at % place.frame.height)
    else:
        lies = pl.concat(world.lies).unique("grid", keep="first").sort("grid")["n"] if world.lies else place.frame["n"]
        numbers = (
            lies.gather(at % len(lies)) if level == "building" else place.frame["n"].gather(at % place.frame.height)
        )
    type_, rung = next(iter(p.get("ties") or ()), "CONTACTS"), next(iter(p.get("rungs") or ()), "cadre")
    role = next((r.role for r in world.profile.contact_ladder if (r.rung, r.level) == (rung, level)), None)
    more = {"rung": rung, "role": role} if type_ == "CONTACTS" else {}
    world.edges(type_, ("Person", people), (place.label, numbers), since=world.since(f"{type_} {level}"), **more)


def _posts_held(world: World, norm: Norm, _: Subject) -> None:
    """Whoever holds the post has the tag from the start; a post that nobody holds is given at communities."""
    post = next(iter(norm.parameters.get("posts") or ()), None)
    if post and not any(held == post for _, held in world.held):
        world.hold(post, "Community", world.group("Community").frame["n"])


def _responsible(world: World, _: Norm, subject: Subject) -> None:
    """Compounds have managers; a building in none has a department that answers for it."""
    for group, rows in world.subjects(subject):
        if group.label != "Compound":
            start = _contacting(world, "Department", rows)
            world.edges("CONTACTS", ("Department", start), (group.label, rows["n"]), rung="unit", role="responsible",
                        since=world.since("responsible"))  # fmt: skip


def _superiors(world: World, norm: Norm, subject: Subject) -> None:
    """Organisations of firms stand under those that the norm names; all others stand under their communities'."""
    p = norm.parameters
    line, purpose = next(iter(p.get("lines") or ()), "territorial"), next(iter(p.get("purposes") or ()), "community")
    if not subject.tag or not of_firms(subject.tag):
        return
    for group, rows in world.subjects(subject):
        if purpose == "community":
            up = world.orgs["community"].frame["n"].gather(rows["community"])
        else:
            above = world.orgs.get(purpose) or _industry(world, purpose)
            street = world.group("Community").frame["street"].gather(rows["community"])
            up = above.frame["n"].gather(street % above.frame.height)
        world.edges("UNDER", (group.label, rows["n"]), ("PartyOrg", up), line=line, since=world.since(line))


def _industry(world: World, purpose: str) -> Group:
    label = "County" if world.has("County") else "Street"
    place = world.group(label)
    group = world.bodies("PartyOrg", place, place.frame, "行业党委", "COVERS", kind="committee",
                         purpose=pl.lit(purpose), formation=pl.lit("single"))  # fmt: skip
    world.orgs[purpose] = group
    return group


def _orgs_or_instructors(world: World, norm: Norm, subject: Subject) -> None:
    for group, rows in world.subjects(subject):
        size, at = _pooled(rows.height)
        people = world.people(size, party=True).gather(at)
        world.hold(norm.parameters["posts"][0], group.label, rows["n"], people=people, mode="appointed")


def _funds(world: World, norm: Norm, subject: Subject) -> None:
    for group, rows in world.subjects(subject):
        start = _contacting(world, "Department", rows)
        world.edges("FUNDS", ("Department", start), (group.label, rows["n"]), purpose=norm.parameters["purpose"],
                    amount_yuan=pl.lit(float(norm.min or 0)), since=world.since("funds"))  # fmt: skip


def _minutes(world: World, norm: Norm, subject: Subject) -> None:
    """A station in every community, unless each of the subjects has one of its own or in its compound."""
    kind = next(iter(norm.parameters.get("kinds") or ()), "service_station")
    served = {g.tied[1] for g in world.groups.get("Station", ()) if g.kind == kind and g.tied}
    loose = world.group("Building").frame["compound"].null_count()
    if not served & {subject.label, *(("Compound",) if not loose else ())}:
        station(world, "Community", kind)


def _checklist(world: World, norm: Norm, subject: Subject) -> None:
    _has(world, subject, norm.parameters["items"])


def _items_held(world: World, norm: Norm, subject: Subject) -> None:
    named = next((one.listed for one in world.profile.lists if len(one.listed) >= _least(norm)), ())
    _has(world, subject, named or [f"第{n + 1}项" for n in range(_least(norm))])


def _has(world: World, subject: Subject, items: Iterable[str]) -> None:
    for group in world.groups.get(subject.label, ()):
        test = group.fits(subject)
        if test is not None:
            group.has.append((test, list(items)))


def _items_listed(world: World, norm: Norm, subject: Subject) -> None:
    kind, tag = norm.parameters["kind"], norm.parameters.get("tag")
    for place, rows in world.subjects(subject):
        listed = _several(rows, _least(norm))
        own = listed.select(at="n", number=pl.int_range(pl.len()) // max(rows.height, 1) + 1)
        word = tag or IN_CHINESE.get(kind, kind)
        group = world.nodes(
            "Item", own, pl.format("{}第{}项", pl.lit(word), pl.col("number")), kind=kind, tags=[tag] if tag else []
        )
        world.edges("LISTED_BY", ("Item", group.frame["n"]), (place.label, group.frame["at"]))


def _member_purposes(world: World, norm: Norm, subject: Subject) -> None:
    """Organisations of these purposes sit on the committee: those of the place it serves and of the places above."""
    for group, rows in world.subjects(subject):
        street = world.group("Community").frame["street"].gather(rows["community"])
        at: dict[str, Any] = {"street": street, "community": rows["community"], "compound": rows["at"]}
        for purpose in norm.parameters["purposes"]:
            if purpose in world.orgs and purpose in at:
                above = world.orgs[purpose].frame.select("at", up="n")
                found = pl.DataFrame({"at": at[purpose]}).join(above, on="at", how="left", maintain_order="left")["up"]
                sits = pl.DataFrame({"s": found, "e": rows["n"]}).drop_nulls()
                world.edges("MEMBER_OF", ("PartyOrg", sits["s"]), (group.label, sits["e"]), since=world.since("sits"))


MAKERS: dict[str, Make] = {
    "bodies_tied": _bodies_tied,
    "minutes_to_station": _minutes,
    "holders": _holders,
    "contacts": _contacts,
    "assigned_places": _assigned,
    "posts_held": _posts_held,
    "responsible_parties": _responsible,
    "superiors": _superiors,
    "orgs_or_instructors": _orgs_or_instructors,
    "funds_received": _funds,
    "checklist_missing": _checklist,
    "items_held": _items_held,
    "items_listed": _items_listed,
    "member_purposes": _member_purposes,
}


def not_made(profile: Profile) -> list[str]:
    """Ids of norms on households that a scaled twin keeps only where grids are parallel."""
    kept = profile.grid_and_compound == "parallel"
    return [norm.id for norm in profile.norms if norm.measure == "inhabitants" and not kept]
