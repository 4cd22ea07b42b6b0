"""Candidates of measures of what a place or body has: checklist items, Party members among its members."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from cypher.changes import Change, Link, Record, again, born, change, tied, told
from cypher.people import personal
from cypher.repairs.around import Case, newest

# --- checklists -------------------------------------------------------------------------------------------------


def checklist_missing(case: Case) -> Iterator[Change]:
    if case.below:  # nobody is to lose what a list asks for
        return
    has, lacks = (list(case.subject.values.get(name) or ()) for name in ("has", "lacks"))
    lacking = [item for item in case.parameter("items") if item in lacks]
    unsaid = [item for item in case.parameter("items") if item not in (*has, *lacks)]
    got = lacking[: math.ceil(case.missing)]
    yield _obtaining(case, has, lacks, got)
    if unsaid and len(got) == len(lacking):  # with nothing lacking, what nobody has said must be there too
        yield _obtaining(case, has, lacks, [*got, *unsaid])


def _obtaining(case: Case, has: Sequence[str], lacks: Sequence[str], got: Sequence[str]) -> Change:
    return change(
        "obtain",
        f"补齐：{case.subject.name}补上{'、'.join(got)}",
        f"{case.subject.name} gets {', '.join(got)}",
        told(
            case.subject,
            has=[*has, *(i for i in got if i not in has)],
            lacks=[item for item in lacks if item not in got],
        ),
    )


def items_held(case: Case) -> Iterator[Change]:
    has, lacks = (list(case.subject.values.get(name) or ()) for name in ("has", "lacks"))
    if not case.below:
        kept = has[: math.floor(case.norm.max or 0)]
        gone = [item for item in has if item not in kept]
        yield change(
            "restate",
            f"更正：{case.subject.name}不再列有{'、'.join(gone)}",
            f"{case.subject.name} no longer has {', '.join(gone)}",
            told(case.subject, has=kept),
        )
        return
    count = math.ceil(case.missing)
    usual = Counter(item for peer in case.peers for item in peer.values.get("has") or ())
    known = [item for item in dict.fromkeys([*lacks, *(item for item, _ in usual.most_common())]) if item not in has]
    unnamed = (f"第{number}项（待定）" for number in range(len(has) + 1, len(has) + 2 * count + 2))
    got = [*known, *(item for item in unnamed if item not in has)][:count]
    yield _obtaining(case, has, lacks, got)


# --- Party members ----------------------------------------------------------------------------------------------


def party_share(case: Case) -> Iterator[Change]:
    yield from _members(case, case.subject.values["members"])


def party_members(case: Case) -> Iterator[Change]:
    yield from _members(case, None)


def _members(case: Case, of: int | None) -> Iterator[Change]:
    """More, or fewer, Party members among as many people; `of` is what the band is a share of."""
    whole = of or 1
    roster = case.now(case.into([case.subject], "HOLDS"))
    people = sorted({link.start.id for link in roster})
    stated = case.subject.values.get("party_members")
    # who is a member is asked only where the number itself comes from the roster
    member = {} if stated is not None else {one.id: one.party_member for one in personal(case.store, people=people)}
    now = stated if stated is not None else sum(one is True for one in member.values())
    if case.below:
        then = math.ceil((case.norm.min or 0) * whole - 1e-9)
    else:
        then = math.floor((case.norm.max or 0) * whole + 1e-9)
    count = abs(then - now)
    zh = f"党员由{now}名{'增至' if then > now else '减至'}{then}名"
    en = f"{then} Party members instead of {now}"
    if stated is not None:
        size = of if of is not None else case.subject.values.get("members", case.subject.values.get("staff"))
        zh, en = f"入席：{case.subject.name}补选后{zh}", f"After a by-election {case.subject.name} has {en}"
        if size is None or then <= size:
            yield change("seat", zh, en, told(case.subject, party_members=then))
        elif of is None:  # it has to grow
            grown = {
                name: case.subject.values[name] + count for name in ("members", "staff") if name in case.subject.values
            }
            zh, en = f"选任：{case.subject.name}增加{count}名党员", f"{count} Party members join {case.subject.name}"
            yield change("recruit", zh, en, told(case.subject, party_members=then, **grown))
        return
    leaving = [link for link in newest(roster) if member[link.start.id] is (not case.below)]
    alone = Counter(link.start.id for link in roster)
    leaving = [link for link in leaving if alone[link.start.id] == 1 and case.ending(link)][:count]
    if len(leaving) == count:
        names = "、".join(link.start.name for link in leaving)
        yield change(
            "seat",
            f"{case.as_of}起入席：{case.subject.name}以{'' if case.below else '非'}党员接替{names}，{zh}",
            f"From {case.as_of}: others follow {names} in {case.subject.name}, which then has {en}",
            *(record for link in leaving for record in _followed(case, link)),
        )


def _followed(case: Case, link: Link) -> list[Record]:
    values: dict[str, Any] = {"post": link.values["post"], "mode": link.values.get("mode")}
    person = case.fresh("Person", f"{values['post']}（待定）", party_member=case.below)
    return [again(link, until=case.as_of), born(person), tied("HOLDS", person, link.end, case.as_of, **values)]
