"""Candidates of measures that count who or what is tied to a place: contacts, bodies, who answers for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cypher.changes import ACTS, Change, Link, Thing, born, change, told
from cypher.repairs.around import Case, among, newest
from graph.schema import SCHEMA

Values = dict[str, Any]
REUSED = 3  # candidates of one sort: the nearest are as good as any


def joining(
    case: Case,
    type_: str,
    act: str,
    fits: Callable[[Thing], bool],
    values: Callable[[Link], Values],
    *,
    counted: Iterable[Thing],
    outward: bool = False,
    share: bool = True,
) -> Iterator[Change]:
    """The edge from (outward: to) whoever had it before, then from whoever has such an edge with a peer."""
    seen = {thing.id for thing in counted}
    ends = case.out if outward else case.into

    def begun(act: str, found: Iterable[Link]) -> Iterator[Change]:
        left = REUSED
        for link in found:
            other = link.end if outward else link.start
            if left and other.id not in seen and fits(other):
                seen.add(other.id)
                pair = (case.subject, other) if outward else (other, case.subject)
                made = case.beginning(act, type_, *pair, **values(link))
                left -= len(made)
                yield from made

    yield from begun("renew", case.over(ends([case.subject], type_)))
    if share:
        order = {peer.id: at for at, peer in enumerate(case.peers)}
        near = case.now(ends(case.peers, type_))
        yield from begun(act, sorted(near, key=lambda link: order[(link.start if outward else link.end).id]))


def endings(case: Case, found: Iterable[Link]) -> Iterator[Change]:
    """Each of the edges ends, the newest first."""
    for link in newest(found):
        yield from case.ending(link)


def founding(case: Case, label: str, type_: str, name: str, values: Values, edge: Values) -> Iterator[Change]:
    """A new body, tied to the subject; twice where one is not enough."""
    if label not in SCHEMA.labels(SCHEMA.edge[type_].starts):
        return
    for _ in range(2 if case.missing > 1 else 1):
        body = case.fresh(label, f"{case.subject.name}{name}（待定）", **values)
        yield from case.beginning("found", type_, body, case.subject, born(body), **edge)


def most(values: Iterable[Any], otherwise: Any = None) -> Any:
    """The value that most have; ties by what comes first."""
    found = Counter(value for value in values if value is not None)
    return found.most_common(1)[0][0] if found else otherwise


# --- contacts ---------------------------------------------------------------------------------------------------

RUNG_OF = {"Person": "cadre", "Department": "department", "Institution": "unit", "PartyOrg": "branch"}


def contacts(case: Case) -> Iterator[Change]:
    current = case.now(case.into([case.subject], "CONTACTS"))

    def fits(who: Thing) -> bool:
        return among(who.label, case.parameter("labels"), who)

    counted = [
        link
        for link in current
        if case.fits("rungs", link.values.get("rung"))
        and case.fits("roles", link.values.get("role"))
        and fits(link.start)
    ]
    if not case.below:
        yield from endings(case, counted)
        return

    def values(link: Link) -> Values:
        rung, role = link.values.get("rung"), link.values.get("role")
        return {
            "rung": rung if case.fits("rungs", rung) else case.first("rungs"),
            "role": role if case.fits("roles", role) else case.first("roles"),
        }

    def like(links: Iterable[Link]) -> list[Link]:
        return [link for link in links if case.fits("rungs", link.values.get("rung"))]

    seen = {link.start.id for link in counted}
    for link in like(current):  # in another role already
        if link.start.id not in seen and fits(link.start):
            seen.add(link.start.id)
            yield from case.beginning("contact", "CONTACTS", link.start, case.subject, **values(link))
    models = [link for link in like(case.now(case.into(case.peers, "CONTACTS"))) if fits(link.start)]
    of_rung = {link.start.id for link in [*models, *like(case.into([case.subject], "CONTACTS"))]}
    yield from joining(
        case,
        "CONTACTS",
        "contact",
        lambda who: fits(who) and who.id in of_rung,
        values,
        counted=[link.start for link in counted],
    )
    label = most((link.start.label for link in models), _contact_label(case))
    if label is not None:
        rung = case.first("rungs", most((m.values.get("rung") for m in models), RUNG_OF[label]))
        role = case.first("roles", most(m.values.get("role") for m in models))
        yield from _new_contacts(case, label, {"rung": rung, "role": role})


def _contact_label(case: Case) -> str | None:
    """Who a new contact would be: what the norm names, else what the rung is of."""
    labels = case.parameter("labels")
    rungs = {"county_leader": "Person", "cadre": "Person", "department": "Department", "unit": "Institution"}
    wanted = rungs.get(case.first("rungs", "cadre"), "PartyOrg")
    allowed = SCHEMA.labels(SCHEMA.edge["CONTACTS"].starts)
    if labels is None or wanted in labels or SCHEMA.node[wanted].family.name in labels:
        return wanted
    return next((label for label in allowed if label in labels or SCHEMA.node[label].family.name in labels), None)


def _new_contacts(case: Case, label: str, edge: Values) -> Iterator[Change]:
    act = "recruit" if label == "Person" else "found"
    dates = {} if label == "Person" else {"since": case.as_of}
    for _ in range(2 if case.missing > 1 else 1):
        who = case.fresh(label, f"{SCHEMA.node[label].zh}（待定）", **dates)
        yield from case.beginning(act, "CONTACTS", who, case.subject, born(who), **edge)


def contacts_ended(case: Case) -> Iterator[Change]:
    if case.below:
        return
    stale = [
        link
        for link in case.into([case.subject], "CONTACTS")
        if link.start.family == "Body"
        and (link.start.values.get("until") or case.as_of.max) <= case.as_of
        and (link.values.get("since") is None or link.values["since"] <= case.as_of)
        and (link.values.get("until") is None or link.values["until"] > case.as_of)
        and case.fits("rungs", link.values.get("rung"))
        and case.fits("roles", link.values.get("role"))
        and among(link.start.label, case.parameter("labels"), link.start)
    ]
    for link in newest(stale):
        ended = case.ending(link)
        yield from ended
        after = [next_.end for next_ in case.out([link.start], "SUCCEEDED_BY")]
        for successor in after if ended else ():
            values = {name: link.values.get(name) for name in ("rung", "role")}
            for begun in case.beginning("contact", "CONTACTS", successor, case.subject, **values):
                yield change(
                    "contact",
                    f"{ended[0].sentence_zh}；{begun.sentence_zh}",
                    f"{ended[0].sentence_en}. {begun.sentence_en}",
                    *ended[0].records,
                    *begun.records,
                )


# --- bodies of any label ------------------------------------------------------------------------------------------

ACT_OF = {"COVERS": "cover", "MANAGES": "manage", "SERVES": "serve", "CONTACTS": "contact"}
ALONE = frozenset({"REPRESENTS", "REGISTERED_IN"})  # an owners' committee is elected by the owners of one compound
REQUIRED = {"CONTACTS": {"rung": "department"}, "CO_BUILDS": {"form": "共建"}}


def bodies_tied(case: Case) -> Iterator[Change]:
    type_, label = case.parameter("tie"), case.parameter("body")
    current = case.now(case.into([case.subject], type_))

    def fits(body: Thing) -> bool:
        tags = case.parameter("tags")
        return (
            body.family == "Body"
            and among(label, None, body)
            and case.fits("kinds", body.values.get("kind"))
            and case.fits("functions", body.values.get("function"))
            and (tags is None or bool(set(tags) & set(body.values.get("tags") or ())))
        )

    counted = [link for link in current if fits(link.start)]
    if not case.below:
        yield from endings(case, counted)
        return
    apart = SCHEMA.edge[type_].told_apart

    def values(link: Link) -> Values:
        return {name: link.values[name] for name in apart if name != "since" and name in link.values}

    yield from joining(
        case,
        type_,
        ACT_OF.get(type_, "tie"),
        fits,
        values,
        counted=[link.start for link in counted],
        share=type_ not in ALONE,
    )
    models = [link.start for link in case.now(case.into(case.peers, type_)) if fits(link.start)]
    starts = SCHEMA.labels(SCHEMA.edge[type_].starts)
    wanted = (
        label if label in starts else most((m.label for m in models), next((s for s in starts if s != "Person"), ""))
    )
    if label not in (wanted, "Body") or not _ends_here(case, type_):
        return
    own = {p.name for p in SCHEMA.node[wanted].all_properties}
    kind = case.first("kinds", most(m.values.get("kind") for m in models))
    values_of = {
        "kind": kind,
        "tags": list(case.parameter("tags") or ())[:1] or None,
        "function": case.first("functions") if "function" in own else None,
        "since": case.as_of,
    }
    yield from founding(case, wanted, type_, SCHEMA.node[wanted].zh, values_of, REQUIRED.get(type_, {}))


def _ends_here(case: Case, type_: str) -> bool:
    return case.subject.label in SCHEMA.labels(SCHEMA.edge[type_].ends)


def responsible_parties(case: Case) -> Iterator[Change]:
    place = case.subject
    current = case.now(case.into([place], "MANAGES", "CONTACTS"))
    counted = [link for link in current if link.type == "MANAGES" or link.values.get("role") == "responsible"]
    if not case.below:
        yield from endings(case, counted)
        if place.values.get("manager") in ("unit", "owners", "community"):
            yield _managed(case, "none")
        return
    seen = [link.start for link in counted]
    answers = case.into([place], "CONTACTS")
    before = {link.start.id for link in case.over(answers) if link.values.get("role") == "responsible"}
    near = case.now(case.into(case.peers, "CONTACTS"))
    models = [link for link in near if link.values.get("role") == "responsible"]

    def responsible(link: Link) -> Values:
        return {"rung": link.values.get("rung", "unit"), "role": "responsible"}

    if _ends_here(case, "MANAGES"):
        # owners manage what is theirs, and nobody else's
        yield from joining(case, "MANAGES", "manage", _for_others, lambda _: {}, counted=seen)
    ids = before | {link.start.id for link in models}
    yield from joining(case, "CONTACTS", "contact", lambda who: who.id in ids, responsible, counted=seen)
    if place.label == "Compound" and not counted:
        yield from (_managed(case, manager) for manager in ("community", "owners"))
    if _ends_here(case, "MANAGES"):
        yield from founding(case, "PropertyCompany", "MANAGES", "物业企业", {"since": case.as_of}, {})
    edge = {"rung": most((m.values.get("rung") for m in models), "unit"), "role": "responsible"}
    yield from founding(case, "Institution", "CONTACTS", "责任单位", {"since": case.as_of}, edge)


def _for_others(body: Thing) -> bool:
    return body.label != "OwnersCommittee"


def _managed(case: Case, manager: str) -> Change:
    zh = {"community": "由社区托管", "owners": "由业主自行管理", "none": "无人管理"}[manager]
    en = {"community": "the community manages", "owners": "the owners themselves manage", "none": "nobody manages"}[
        manager
    ]
    act = "restate" if manager == "none" else "manage"
    return change(
        act,
        f"{ACTS[act].zh}：{case.subject.name}{zh}",
        f"{en} {case.subject.name}",
        told(case.subject, manager=manager),
    )
