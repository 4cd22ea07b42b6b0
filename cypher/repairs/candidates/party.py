"""Candidates of measures that count Party organisations: over a place, above, on a committee, after a temporary one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cypher.changes import Change, Link, Thing, born, change, tied, told
from cypher.repairs.around import Case
from cypher.repairs.candidates.ties import Values, endings, joining, most


def _counts(case: Case, org: Thing) -> bool:
    formation = org.values.get("formation")
    wanted = formation != "temporary" if case.parameter("formations") is None else case.fits("formations", formation)
    return wanted and case.fits("kinds", org.values.get("kind")) and case.fits("purposes", org.values.get("purpose"))


def covering_branches(case: Case) -> Iterator[Change]:
    covering = case.now(case.into([case.subject], "COVERS"))
    counted = [link for link in covering if _counts(case, link.start)]
    if not case.below:
        yield from endings(case, counted)
        return
    near = case.now(case.into(case.peers, "COVERS"))
    shared = Counter(link.start.id for link in near)

    def fits(org: Thing) -> bool:
        alone = org.values.get("formation") == "single" and shared[org.id]
        return _counts(case, org) and not alone

    yield from joining(case, "COVERS", "cover", fits, lambda _: {}, counted=[link.start for link in covering])
    yield from _new_branches(case, [link.start for link in near if _counts(case, link.start)])


def _new_branches(case: Case, like: Sequence[Thing]) -> Iterator[Change]:
    """An organisation like those nearby, under whoever leads them, else under the one that covers what is above."""
    former = [link.start for link in case.into([case.subject], "COVERS") if _counts(case, link.start)]
    models = [*like, *former]
    formation = case.first("formations", most((m.values.get("formation") for m in models), "single"))
    values = {
        "kind": case.first("kinds", most((m.values.get("kind") for m in models), "branch")),
        "purpose": case.first("purposes", most(m.values.get("purpose") for m in models)),
        "formation": formation,
        "tags": _shared_tags(like) or None,
        "since": case.as_of,
    }
    superior = _superior(case, models)
    name = "党小组" if values["kind"] == "group" else "党委" if values["kind"] == "committee" else "党支部"
    for _ in range(2 if case.missing > 1 else 1):
        org = case.fresh("PartyOrg", f"{case.subject.name}{name}（待建）", **values)
        under = [tied("UNDER", org, superior, case.as_of, line="territorial")] if superior else []
        led_zh, led_en = (f"，隶属于{superior.name}", f", under {superior.name}") if superior else ("", "")
        yield change(
            "found",
            f"{case.as_of}起新建{org.name}，覆盖{case.subject.name}{led_zh}",
            f"From {case.as_of}: a new organisation, {org.name}, covers {case.subject.name}{led_en}",
            born(org),
            tied("COVERS", org, case.subject, case.as_of),
            *under,
        )


def _shared_tags(like: Sequence[Thing]) -> list[str]:
    """Tags that all of them have: what is new among them is tagged like them."""
    tags = [set(thing.values.get("tags") or ()) for thing in like]
    return sorted(set.intersection(*tags)) if tags else []


def _superior(case: Case, models: Sequence[Thing]) -> Thing | None:
    led = [link for link in case.out(models, "UNDER") if link.values.get("line") in (None, "territorial")]
    led = [link for link in led if not link.end.values.get("until") or link.end.values["until"] > case.as_of]
    if led:
        ids = Counter(link.end.id for link in led)
        return next(link.end for link in led if link.end.id == ids.most_common(1)[0][0])
    for place in case.above:
        over = [link.start for link in case.now(case.into([place], "COVERS"))]
        over = [org for org in over if org.values.get("formation") != "temporary"]
        if over:
            return over[0]
    return None


def superiors(case: Case) -> Iterator[Change]:
    led = case.now(case.out([case.subject], "UNDER"))
    counted = [
        link
        for link in led
        if case.fits("lines", link.values.get("line")) and case.fits("purposes", link.end.values.get("purpose"))
    ]
    if not case.below:
        yield from endings(case, counted)
        return
    line = case.first("lines", most((link.values.get("line") for link in case.out(case.peers, "UNDER")), "territorial"))
    juniors = {link.start.id for link in case.now(case.into([case.subject], "UNDER"))}
    seen = {link.end.id for link in counted} | juniors

    def fits(org: Thing) -> bool:
        return org.id not in juniors and case.fits("purposes", org.values.get("purpose"))

    for link in led:  # on another line already
        if link.end.id not in seen and fits(link.end):
            seen.add(link.end.id)
            yield from case.beginning("subordinate", "UNDER", case.subject, link.end, line=line)

    def joined(link: Link) -> Values:
        return {"line": link.values.get("line") if case.fits("lines", link.values.get("line")) else line}

    yield from joining(case, "UNDER", "subordinate", fits, joined, counted=[link.end for link in counted], outward=True)
    for org in _over(case):
        if org.id not in seen and fits(org):
            seen.add(org.id)
            yield from case.beginning("subordinate", "UNDER", case.subject, org, line=line)
    for _ in range(2 if case.missing > 1 else 1):
        org = case.fresh(
            "PartyOrg", "上级党组织（待定）", purpose=case.first("purposes"), kind="committee", since=case.as_of
        )
        yield from case.beginning("found", "UNDER", case.subject, org, born(org), line=line)


def _over(case: Case) -> list[Thing]:
    """Party organisations that cover the places around the subject's home, nearest first."""
    around = case.above
    order = {place.id: at for at, place in enumerate(around)}
    found = sorted(case.now(case.into(around, "COVERS")), key=lambda link: (order[link.end.id], link.start.id))
    return [link.start for link in found]


def member_purposes(case: Case) -> Iterator[Change]:
    wanted = case.parameter("purposes")
    seats = [
        link for link in case.now(case.into([case.subject], "MEMBER_OF")) if link.start.values.get("purpose") in wanted
    ]
    if not case.below:
        alone = Counter(link.start.values["purpose"] for link in seats)
        yield from endings(case, [link for link in seats if alone[link.start.values["purpose"]] == 1])
        yield from endings(case, [link for link in seats if alone[link.start.values["purpose"]] > 1])
        return
    lacking = [purpose for purpose in wanted if purpose not in {link.start.values["purpose"] for link in seats}]

    def fits(org: Thing) -> bool:
        return org.label == "PartyOrg" and org.values.get("purpose") in lacking

    members = [link.start for link in case.now(case.into([case.subject], "MEMBER_OF"))]
    seen = {org.id for org in members}
    around = [case.home, *case.above]
    for org in [link.start for link in case.now(case.into(around, "COVERS"))]:
        if fits(org) and org.id not in seen:
            seen.add(org.id)
            yield from case.beginning("seat", "MEMBER_OF", org, case.subject)
    yield from joining(case, "MEMBER_OF", "seat", fits, lambda _: {}, counted=members)
    for purpose in lacking[:3]:
        org = case.fresh("PartyOrg", f"党组织（{purpose}，待定）", purpose=purpose, since=case.as_of)
        yield from case.beginning("found", "MEMBER_OF", org, case.subject, born(org))


def successors_in_force(case: Case) -> Iterator[Change]:
    org = case.subject
    if not case.below:
        since = org.values.get("since")
        if since is None or since < case.as_of:
            yield change(
                "end",
                f"{case.as_of}起终止：{org.name}（已由正式党组织承接）",
                f"Ends on {case.as_of}: {org.name}, which a formal organisation follows",
                told(org, until=case.as_of),
            )
        return
    places = [link.end for link in case.now(case.out([org], "COVERS"))]
    known = {link.end.id for link in case.out([org], "SUCCEEDED_BY")} | {org.id}
    for link in case.now(case.into(places, "COVERS")):
        if link.start.values.get("formation") != "temporary" and link.start.id not in known:
            known.add(link.start.id)
            yield from case.beginning("succeed", "SUCCEEDED_BY", org, link.start)
    for _ in range(2 if case.missing > 1 else 1):
        formal = case.fresh("PartyOrg", f"{org.name}（转正，待建）", kind=org.values.get("kind"), since=case.as_of)
        more = [tied("COVERS", formal, place, case.as_of) for place in places]
        yield change(
            "found",
            f"{case.as_of}起新建{formal.name}，承接{org.name}",
            f"From {case.as_of}: a new organisation, {formal.name}, follows {org.name}",
            born(formal),
            *more,
            tied("SUCCEEDED_BY", org, formal, case.as_of),
        )
