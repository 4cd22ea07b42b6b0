"""Candidates of measures of what reaches a subject from a station, a payer or a list."""

from __future__ import annotations

from collections.abc import Iterator

from cypher.changes import Change, Link, Thing, again, born, change, tied
from cypher.repairs.around import Case, newest
from cypher.repairs.candidates.ties import REUSED, Values, endings, founding, joining, most


def minutes_to_station(case: Case) -> Iterator[Change]:
    def fits(station: Thing) -> bool:
        return station.label == "Station" and case.fits("kinds", station.values.get("kind"))

    around = [case.subject, *case.above]
    cells = [link.end for link in case.now(case.out(around, "IN_GRID"))]
    serving = [link for link in case.now(case.into([*around, *cells], "SERVES")) if fits(link.start)]
    if case.below:  # too near is odd, but a band may have two ends
        least = case.norm.min or 0
        yield from endings(case, [link for link in serving if link.values.get("minutes", least) < least])
        return
    bound = case.norm.max
    near = [
        link
        for link in [*case.over(case.into([case.subject], "SERVES")), *case.now(case.into(case.peers, "SERVES"))]
        if fits(link.start) and link.values.get("minutes") is not None and link.values["minutes"] <= (bound or 0)
    ]
    usable = {link.start.id for link in near}

    def minutes(link: Link) -> Values:
        stated = [other.values["minutes"] for other in near if other.start.id == link.start.id]
        return {"minutes": link.values.get("minutes", stated[0])}

    own = {link.start.id for link in case.now(case.into([case.subject], "SERVES"))}
    fitting = [link.start for link in serving if link.start.id in own]
    yield from joining(case, "SERVES", "serve", lambda s: fits(s) and s.id in usable, minutes, counted=fitting)
    kind = case.first("kinds", most((link.start.values.get("kind") for link in serving), None))
    values = {"kind": kind, "since": case.as_of}
    yield from founding(case, "Station", "SERVES", "站点", values, {"minutes": bound})


def funds_received(case: Case) -> Iterator[Change]:
    purpose = case.parameter("purpose")
    paid = [link for link in case.now(case.into([case.subject], "FUNDS")) if link.values.get("purpose") == purpose]
    if not case.below:
        most_allowed = case.norm.max or 0
        for link in newest(paid):
            left = link.values["amount_yuan"] - (case.value - most_allowed)
            if left >= 0:
                yield change(
                    "restate",
                    f"更正：{link.start.name}拨付{case.subject.name}的{purpose}为{left:g}元",
                    f"{link.start.name} has paid {case.subject.name} {left:g} yuan for {purpose}",
                    again(link, amount_yuan=left),
                )
        yield from endings(case, paid)
        return
    amount = case.missing
    for link in newest(paid):
        then = link.values["amount_yuan"] + amount
        if "since" not in link.values:  # a load would take a second payment for this one, with its day learnt
            yield change(
                "pay",
                f"{link.start.name}补拨{case.subject.name}的{purpose}{amount:g}元，共{then:g}元",
                f"{link.start.name} pays {case.subject.name} {amount:g} yuan more for {purpose}, {then:g} in all",
                again(link, amount_yuan=then),
            )
    models = [link for link in case.now(case.into(case.peers, "FUNDS")) if link.values.get("purpose") == purpose]
    payers = [link.start for link in [*newest(paid), *case.over(case.into([case.subject], "FUNDS")), *models]]
    payers += [link.end for link in case.now(case.out([case.subject], "UNDER"))]
    seen: set[str] = set()
    for payer in payers:
        if payer.id not in seen and len(seen) < REUSED:
            seen.add(payer.id)
            yield from _paying(case, payer, purpose, amount)
    payer = case.fresh("Department", "拨付单位（待定）", since=case.as_of)
    yield from _paying(case, payer, purpose, amount, new=True)


def _paying(case: Case, payer: Thing, purpose: str, amount: float, new: bool = False) -> Iterator[Change]:
    record = tied("FUNDS", payer, case.subject, case.as_of, purpose=purpose, amount_yuan=float(amount))
    if not new and not case.free(record):
        return
    yield change(
        "found" if new else "pay",
        f"{case.as_of}：{payer.name}向{case.subject.name}拨付{purpose}{amount:g}元",
        f"On {case.as_of} {payer.name} pays {case.subject.name} {amount:g} yuan for {purpose}",
        *([born(payer)] if new else []),
        record,
    )


def items_listed(case: Case) -> Iterator[Change]:
    kind, tag = case.parameter("kind"), case.parameter("tag")

    def fits(item: Thing) -> bool:
        return item.values.get("kind") == kind and (tag is None or tag in (item.values.get("tags") or ()))

    there = case.into([case.subject], "LISTED_BY")
    if not case.below:
        yield from endings(case, [link for link in case.now(there) if fits(link.start)])
        return
    # an edge of this type has no first day in its key, so that what was listed once can not be listed again
    counted = [link.start for link in there]
    yield from joining(case, "LISTED_BY", "list", fits, lambda _: {}, counted=counted)
    for _ in range(2 if case.missing > 1 else 1):
        item = case.fresh("Item", f"{case.subject.name}事项（待定）", kind=kind, tags=[tag] if tag else None)
        yield from case.beginning("list", "LISTED_BY", item, case.subject, born(item))
