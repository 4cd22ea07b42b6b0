"""Candidates of measures that count who holds a post, and for how long."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from cypher.changes import Change, Link, Thing, again, born, change, tied
from cypher.repairs.around import ANSWERING, Case, seated
from cypher.repairs.candidates.ties import ACT_OF, REUSED, endings, founding, joining
from graph.schema import SCHEMA

FEW = 4  # seats or places near enough; with fewer, those of all levels are looked at
TERM = timedelta(days=3 * 365)  # of a post whose term nobody has said


def holders(case: Case) -> Iterator[Change]:
    seats = _seats(case)
    if not case.below:
        yield from ending_posts(case, seats)
        yield from endings(case, _ties_of(case, seats[1:]))
        return
    if case.missing > 1 and case.subject.family == "Place":
        yield from _with_their_holders(case, seats)
    yield from appointing(case, seats)


def _seats(case: Case) -> list[Thing]:
    """Where a post of the subject may be held: in it, and in the bodies that answer for a place."""
    if case.subject.family != "Place":
        return [case.subject]
    bodies = {link.start.id: link.start for link in case.now(case.into([case.subject], *ANSWERING))}
    return [case.subject, *(bodies[id_] for id_ in sorted(bodies))]


def _ties_of(case: Case, bodies: Sequence[Thing]) -> list[Link]:
    ids = {body.id for body in bodies}
    return [link for link in case.now(case.into([case.subject], *ANSWERING)) if link.start.id in ids]


def _held(case: Case, seats: Iterable[Thing]) -> list[Link]:
    """Posts of the norm in these seats, in force or not."""
    posts = case.parameter("posts")
    return [link for link in case.into(seats, "HOLDS") if link.values.get("post") in posts]


def _counted(case: Case, seats: Iterable[Thing]) -> list[Link]:
    return [link for link in case.now(_held(case, seats)) if case.fits("modes", link.values.get("mode"))]


def ending_posts(case: Case, seats: Sequence[Thing]) -> Iterator[Change]:
    """Those who hold only one of the posts first: one act and they are gone."""
    counted = _counted(case, seats)
    times = Counter(link.start.id for link in counted)
    yield from endings(case, [link for link in counted if times[link.start.id] == 1])
    yield from endings(case, [link for link in counted if times[link.start.id] > 1])


def appointing(case: Case, seats: Sequence[Thing]) -> Iterator[Change]:
    """A former holder, then who holds the post nearby, then who holds any post nearby, then somebody to be found."""
    holding = {link.start.id for link in _counted(case, seats)}
    mode = case.first("modes")
    there = _held(case, seats)
    for link in [one for one in case.over(there) if one.start.id not in holding][:REUSED]:
        holding.add(link.start.id)
        yield from _appointed(case, "extend", link.start, link.values["post"], link.end, mode)
    bodies = case.now(case.into(case.peers, *ANSWERING)) if case.subject.family == "Place" else []
    around = [*case.peers, *(link.start for link in bodies)]
    near = case.now(case.into(around, "HOLDS"))
    like = [link for link in near if link.values.get("post") in case.parameter("posts")]
    post = _usual_post(case, like)
    seat = _usual_seat(case, seats, like, post)
    for found in (like, near):
        left = REUSED
        for link in _nearest_first(case, found, bodies):
            if left and link.start.id not in holding:
                holding.add(link.start.id)
                made = _appointed(case, "fill", link.start, post, seat, mode)
                left -= len(made)
                yield from made
    for _ in range(2 if case.missing > 1 else 1):
        person = case.fresh("Person", f"{post}（待定）")
        yield change(
            "recruit",
            f"{case.as_of}起选任：{seat.name}的{post}，人选待定",
            f"From {case.as_of}: somebody, to be named, takes the post {post} at {seat.name}",
            born(person),
            tied("HOLDS", person, seat, case.as_of, post=post, mode=mode),
        )


def _nearest_first(case: Case, found: Iterable[Link], bodies: Iterable[Link]) -> list[Link]:
    order = {peer.id: at for at, peer in enumerate(case.peers)}
    order |= {link.start.id: order[link.end.id] for link in bodies}
    return sorted(found, key=lambda link: (order[link.end.id], link.start.id))


def _appointed(case: Case, act: str, person: Thing, post: str, seat: Thing, mode: str | None) -> list[Change]:
    """A person takes a post; none where he has the same one there already, now or later: terms must not overlap."""
    there = [link for link in case.into([seat], "HOLDS") if link.start.id == person.id and link.values["post"] == post]
    if any(link.values.get("until") is None or link.values["until"] > case.as_of for link in there):
        return []
    record = tied("HOLDS", person, seat, case.as_of, post=post, mode=mode)
    if not case.free(record):
        return []
    zh = "续任" if act == "extend" else "补任"
    en = "takes up again" if act == "extend" else "takes"
    return [
        change(
            act,
            f"{case.as_of}起{zh}：{person.name}任{seat.name}的{post}",
            f"From {case.as_of}: {person.name} {en} the post {post} at {seat.name}",
            record,
        )
    ]


def _usual_post(case: Case, like: Sequence[Link]) -> str:
    posts = list(case.parameter("posts"))
    times = Counter(link.values["post"] for link in like)
    return str(max(posts, key=lambda post: (times[post], -posts.index(post))))


def _usual_seat(case: Case, seats: Sequence[Thing], like: Sequence[Link], post: str) -> Thing:
    """Where the post is held nearby, in bodies like which; else where the profile has it; else in the subject."""
    if len(seats) == 1:
        return seats[0]
    times = Counter(_sort(link.end) for link in like if link.values["post"] == post)
    for sort, _ in times.most_common():
        for seat in seats:
            if _sort(seat) == sort or (seat.family == "Place" and sort[0] == seat.label):
                return seat
    at_places = {one for line in case.profile.lines for one in line.posts}
    return seats[0] if post in at_places or times else seats[1]


def _sort(thing: Thing) -> tuple[str, str | None]:
    return thing.label, thing.values.get("purpose")


def _with_their_holders(case: Case, seats: Sequence[Thing]) -> Iterator[Change]:
    """A body that comes to answer for the place brings several holders at once."""
    least = math.ceil(case.missing)
    rows = seated(
        case.store,
        posts=case.parameter("posts"),
        modes=case.parameter("modes"),
        least=least,
        as_of=case.as_of,
        limit=REUSED * 4,
    )
    known = {seat.id for seat in seats}
    for body in case.bodies([row.id for row in rows if row.id not in known]):
        for type_ in ANSWERING:
            edge = SCHEMA.edge[type_]
            if body.label in SCHEMA.labels(edge.starts) and case.subject.label in SCHEMA.labels(edge.ends):
                yield from case.beginning(ACT_OF.get(type_, "tie"), type_, body, case.subject)
                break


def orgs_or_instructors(case: Case) -> Iterator[Change]:
    orgs = case.now(case.into([case.subject], "HOSTED_BY"))
    if not case.below:
        yield from ending_posts(case, [case.subject])
        yield from endings(case, orgs)
        return
    hosts = Counter(link.start.id for link in case.now(case.into(case.peers, "HOSTED_BY")))

    def fits(org: Thing) -> bool:
        return org.values.get("formation") == "joint" or not hosts[org.id]

    yield from joining(case, "HOSTED_BY", "tie", fits, lambda _: {}, counted=[link.start for link in orgs])
    yield from appointing(case, [case.subject])
    yield from founding(
        case, "PartyOrg", "HOSTED_BY", "党组织", {"kind": "branch", "formation": "single", "since": case.as_of}, {}
    )


# --- what a person has ------------------------------------------------------------------------------------------


def posts_held(case: Case) -> Iterator[Change]:
    held = [link for link in case.out([case.subject], "HOLDS") if case.fits("posts", link.values.get("post"))]
    if not case.below:
        yield from endings(case, case.now(held))
        return
    has = {(link.values["post"], link.end.id) for link in case.now(held)}
    for link in case.over(held)[:REUSED]:
        if (link.values["post"], link.end.id) not in has:
            has.add((link.values["post"], link.end.id))
            yield from _appointed(case, "extend", case.subject, link.values["post"], link.end, None)
    others = case.now(case.out([case.subject], "HOLDS"))
    post = case.first("posts") or (
        others[0].values["post"] if others else next(iter(sorted(case.profile.all_posts)), "成员")
    )
    taken = {id_ for held_post, id_ in has if held_post == post}
    seats = _open_seats(case, post, [link.end for link in others], taken)
    occupied = {link.end.id for link in case.now(case.into(seats, "HOLDS")) if link.values["post"] == post}
    found = [seat for seat in seats if seat.id not in occupied] + [seat for seat in seats if seat.id in occupied]
    for seat in found[: 2 * REUSED]:
        yield from _appointed(case, "fill", case.subject, post, seat, None)


def _open_seats(case: Case, post: str, others: Sequence[Thing], taken: set[str]) -> list[Thing]:
    """Places of the levels at which the profile has the post; bodies like the one the person is in; then any place."""
    levels = [at.level for line in case.profile.lines for at in line.counts if post in at.posts]
    places = [place for level in dict.fromkeys(levels) for place in case.near(level)]
    labels = {body.label for body in others if body.family == "Body"}
    near = case.near(case.path[-1].level)
    bodies = [link.start for link in case.now(case.into(near, *ANSWERING)) if link.start.label in labels]
    found = {(seat.family, seat.id): seat for seat in [*places, *bodies, *near, *others] if seat.id not in taken}
    if len(found) < FEW:
        more = [*case.above, *(place for level in SCHEMA.level for place in case.near(level))]
        found |= {(seat.family, seat.id): seat for seat in more if seat.id not in taken}
    return list(found.values())


def assigned_places(case: Case) -> Iterator[Change]:
    ties, levels = case.parameter("ties"), case.parameter("levels")

    def fits(link: Link) -> bool:
        return (
            link.end.family == "Place"
            and (levels is None or SCHEMA.node[link.end.label].level in levels)
            and case.fits("rungs", link.values.get("rung"))
        )

    mine = [link for link in case.out([case.subject], *ties) if fits(link)]
    if not case.below:
        current = case.now(mine)
        times = Counter(link.end.id for link in current)
        yield from endings(case, [link for link in current if times[link.end.id] == 1])
        yield from endings(case, [link for link in current if times[link.end.id] > 1])
        return
    has = {link.end.id for link in case.now(mine)}
    for link in case.over(mine)[:REUSED]:
        if link.end.id not in has:
            has.add(link.end.id)
            yield from _assigned(case, "renew", link.type, link.end, link)
    usable = [type_ for type_ in ("CONTACTS", "HOLDS", "REPORTS_TO", "EMBEDDED_IN") if type_ in ties]
    if case.parameter("rungs"):
        usable = [type_ for type_ in usable if type_ == "CONTACTS"]
    if not usable:
        return
    wanted = levels or [case.path[-1].level]
    around = [place for level in wanted for place in case.near(level)]
    around += [place for place in case.above if SCHEMA.node[place.label].level in wanted]
    if levels is None and len(around) < FEW:
        around += [*case.above, *(place for level in SCHEMA.level for place in case.near(level))]
    free = [place for place in around if place.id not in has]
    for type_ in usable:
        load = Counter(link.end.id for link in case.now(case.into(free, type_)))
        model = next(iter(case.now(case.out([case.subject], type_))), None)
        for _, place in sorted(((load[place.id], at), place) for at, place in enumerate(free))[: 2 * REUSED]:
            yield from _assigned(case, "contact" if type_ == "CONTACTS" else "tie", type_, place, model)


def _assigned(case: Case, act: str, type_: str, place: Thing, model: Link | None) -> Iterator[Change]:
    values = model.values if model else {}
    if type_ == "HOLDS":
        post = values.get("post") or next(iter(sorted(case.profile.all_posts)), "成员")
        yield from _appointed(case, "extend" if act == "renew" else "fill", case.subject, post, place, None)
    elif type_ == "CONTACTS":
        rung = values.get("rung") if case.fits("rungs", values.get("rung")) else None
        rung = rung or case.first("rungs", "cadre")
        yield from case.beginning(act, type_, case.subject, place, rung=rung, role=values.get("role"))
    else:
        yield from case.beginning(act, type_, case.subject, place)


# --- for how long -----------------------------------------------------------------------------------------------


def days_to_expiry(case: Case) -> Iterator[Change]:
    seats = _seats(case)
    ending = [link for link in case.now(_held(case, seats)) if link.values.get("until")]
    if not case.below:
        last = case.as_of + timedelta(days=math.floor(case.norm.max or 0))
        for link in sorted(ending, key=lambda link: (link.values["until"], link.start.id)):
            if link.values["until"] > last > case.as_of:
                yield _until("end", link, last)
        return
    first = case.as_of + timedelta(days=math.ceil(case.norm.min or 0))
    for link in sorted(ending, key=lambda link: (link.values["until"], link.start.id)):
        if link.values["until"] < first:
            began, ends = link.values.get("since"), link.values["until"]
            yield _until("extend", link, max(first, ends + (ends - began if began else TERM)))


def _until(act: str, link: Link, day: date) -> Change:
    verb_zh = "续任" if act == "extend" else "任期提前"
    verb_en = "goes on with" if act == "extend" else "gives up"
    return change(
        act,
        f"{verb_zh}至{day}：{link.start.name}任{link.end.name}的{link.values['post']}",
        f"Until {day}: {link.start.name} {verb_en} the post {link.values['post']} at {link.end.name}",
        again(link, until=day),
    )
