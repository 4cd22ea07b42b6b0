"""Sentences of `why`, in Chinese and English: what was expected, what became of it, what does not count and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cypher.counted import COUNTED, Misfit
from cypher.why.account import Cause
from cypher.why.asked import Said
from graph.profile import Norm, Text
from graph.schema import SCHEMA
from graph.words import IN_CHINESE

FEW = 3  # names that a sentence lists
# measure → the parameter that a thing is called by, not qualified with
HEADS = {"holders": "posts", "posts_held": "posts", "bodies_tied": "body", "grids": "level"}
PROPERTIES = {
    **{p.name: p.zh for edge in reversed(SCHEMA.edges) for p in edge.properties},
    **{p.name: p.zh for node in reversed(SCHEMA.nodes) for p in node.all_properties},
    "label": "类型",
    "level": "级别",
}
NOUNS = {
    "HOLDS": "post",
    "COVERS": "cover",
    "MANAGES": "contract",
    "REPRESENTS": "mandate",
    "CONTACTS": "contact",
    "SERVES": "service",
    "HOSTED_BY": "place there",
    "MEMBER_OF": "seat",
    "FUNDS": "payment",
    "LISTED_BY": "entry",
    "IN_GRID": "place in the grid",
    "PART_OF": "place in it",
}
OWN_NOUNS = {"UNDER": "place under", "IN_GRID": "place in", "HOLDS": "post at", "CONTACTS": "contact of"}
WORDS = {"label": "who", "tags": "tag", "amount_yuan": "amount"}
LABELS = {"PartyOrg": "Party organisation", "OwnersCommittee": "owners' committee"}


def both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def in_zh(value: str) -> str:
    """A value of the schema in Chinese; a word that is none of its own stays."""
    if value in SCHEMA.node:
        return SCHEMA.node[value].zh
    return IN_CHINESE.get(value) or (SCHEMA.level[value].zh if value in SCHEMA.level else value)


def in_en(value: str) -> str:
    if value in SCHEMA.node:
        return LABELS.get(value) or re.sub(r"(?<!^)(?=[A-Z])", " ", value).lower()
    return WORDS.get(value) or (value.replace("_", " ") if value.isascii() else value)


def things(norm: Norm, *, several: bool = False) -> Text:
    """What a norm's measure counts, with the words that its parameters limit it to."""
    counted, asked = COUNTED[norm.measure or ""], norm.parameters
    zh, en = counted.things[0], counted.things[2 if several else 1]
    if norm.measure == "holders":
        zh, en = "、".join(asked["posts"]), " or ".join(asked["posts"])
    elif norm.measure == "posts_held" and asked.get("posts"):
        zh, en = "、".join(asked["posts"]) + zh, f"{en} as {' or '.join(asked['posts'])}"
    elif norm.measure == "bodies_tied":
        zh, en = in_zh(asked["body"]), in_en(asked["body"]) + ("s" if several else "")
    elif norm.measure == "grids":
        zh, en = in_zh(asked["level"]), in_en(asked["level"]) + ("s" if several else "")
    elif norm.measure == "inhabitants":
        zh, en = (PROPERTIES.get(asked["counted"], zh), asked["counted"])
    limits = {
        param: name for way in counted.ways for name, param in (*way.edge.items(), *way.end.items()) if param in asked
    }
    limits = {
        param: name
        for param, name in limits.items()
        if param != HEADS.get(norm.measure or "") and asked[param] is not None
    }
    if not limits:
        return both(zh, en)
    said_zh = "；".join(f"{PROPERTIES[name]}：{'、'.join(map(in_zh, listed(asked[p])))}" for p, name in limits.items())
    said_en = "; ".join(f"{in_en(name)} {' or '.join(map(in_en, listed(asked[p])))}" for p, name in limits.items())
    return both(f"{zh}（{said_zh}）", f"{en} ({said_en})")


def listed(value: Any) -> Sequence[str]:
    return (value,) if isinstance(value, str) else tuple(value)


def number(value: float) -> str:
    return f"{value:,.10g}"


def names(found: Iterable[str], lang: str) -> str:
    """A few names, and how many more there are."""
    once = list(dict.fromkeys(found))
    more = len(once) - FEW
    if lang == "zh":
        return "、".join(once[:FEW]) + (f"等{len(once)}个" if more > 0 else "")
    return ", ".join(once[:FEW]) + (f" and {more} more" if more > 0 else "")


def ends(causes: Iterable[Cause], *, outgoing: bool) -> Text:
    """What ended facts: `王某's post ended`, `某党支部 ended`; `outgoing` facts are the subject's own."""
    zh, en = [], []
    for by, name, type_ in causes:
        if by == "successor":
            zh.append(f"{type_}由{name}接替")
            en.append(f"{name} succeeded {type_}")
        elif by != "fact":
            zh.append(f"{name}终止")
            en.append(f"{name} ended")
        elif outgoing:
            zh.append(f"{SCHEMA.edge[type_].zh}（{name}）结束")
            en.append(f"the {OWN_NOUNS.get(type_, 'tie to')} {name} ended")
        else:
            zh.append(f"{name}的{SCHEMA.edge[type_].zh}结束")
            en.append(f"{name}'s {NOUNS.get(type_, 'tie')} ended")
    return both(names(zh, "zh"), names(en, "en"))


def band(minimum: float | None, maximum: float | None) -> Text:
    if minimum == maximum and minimum is not None:
        return both(f"应为{number(minimum)}", f"exactly {number(minimum)}")
    if minimum is not None and maximum is not None:
        return both(f"应为{number(minimum)}至{number(maximum)}", f"{number(minimum)} to {number(maximum)}")
    if minimum is not None:
        return both(f"不少于{number(minimum)}", f"{number(minimum)} or more")
    return both(f"不多于{number(maximum or 0)}", f"{number(maximum or 0)} or fewer")


def too_few(name: str, norm: Norm, value: float, since: date | None, why: Text | None, never: bool) -> Text:
    """The gap of a subject with too little of what a norm asks for."""
    thing, least = things(norm, several=value not in (0, 1)), norm.min or 0
    few_zh = f"没有{thing.zh}" if value == 0 else f"只有{number(value)}个{thing.zh}，少于{number(least)}个"
    few_en = f"no {thing.en}" if value == 0 else f"only {number(value)} {thing.en}, fewer than {number(least)},"
    if since is not None and why is not None:
        return both(f"{name}自{since}起{few_zh}：{why.zh}。", f"{name} has had {few_en} since {since}, when {why.en}.")
    if since is not None:
        return both(f"{name}自{since}起{few_zh}。", f"{name} has had {few_en} since {since}.")
    if never:
        more = ("有", "none was") if value == 0 else ("有更多", "no more were")
        return both(
            f"{name}{few_zh}，也从未{more[0]}记录。", f"{name} has {few_en.rstrip(',')}, and {more[1]} ever recorded."
        )
    return both(f"{name}{few_zh}。", f"{name} has {few_en.rstrip(',')}.")


def too_much(
    name: str, norm: Norm, value: float, since: date | None, came: Sequence[str], there: Sequence[str]
) -> Text:
    """The gap of a subject with more than a norm allows: who came on the day, else who is there."""
    thing, most = things(norm, several=value != 1), norm.max or 0
    zh, en = (
        f"有{number(value)}个{thing.zh}，多于{number(most)}个",
        f"{number(value)} {thing.en}, more than {number(most)}",
    )
    if since is None:
        return both(f"{name}{zh}：{names(there, 'zh')}。", f"{name} has {en}: {names(there, 'en')}.")
    if not came:
        return both(
            f"{name}自{since}起{zh}：{names(there, 'zh')}。",
            f"{name} has had {en}, since {since}: {names(there, 'en')}.",
        )
    return both(
        f"{name}自{since}起{zh}：{names(came, 'zh')}于该日加入。",
        f"{name} has had {en}, since {since}, when {names(came, 'en')} came.",
    )


def stated(name: str, norm: Norm, value: float, since: date | None) -> Text:
    """The gap of a subject whose number lies outside a band."""
    thing, within = things(norm, several=value != 1), band(norm.min, norm.max)
    said = both(
        f"{number(value)}{thing.zh}，{within.zh}", f"{number(value)} {thing.en}, where the norm asks for {within.en}"
    )
    if norm.measure == "party_share":
        said = both(
            f"党员比例为{number(round(value, 3))}，{within.zh}",
            f"a share of Party members of {number(round(value, 3))}, where the norm asks for {within.en}",
        )
    if since is None:
        return both(f"{name}：{said.zh}。", f"{name} has {said.en}.")
    return both(f"{name}自{since}起：{said.zh}。", f"{name} has had {said.en}, since {since}.")


def lacks(name: str, items: Sequence[str]) -> Text:
    """The gap of a subject that is known to lack what a list asks for."""
    return both(f"{name}缺少{'、'.join(items)}。", f"{name} lacks {', '.join(items)}.")


def has_items(name: str, norm: Norm, value: float, lacking: Sequence[str]) -> Text:
    """The gap of a subject that has another number of items than a norm asks for."""
    within = band(norm.min, norm.max)
    zh, en = (f"；缺少{'、'.join(lacking)}", f"; it lacks {', '.join(lacking)}") if lacking else ("", "")
    return both(
        f"{name}有{number(value)}项，{within.zh}{zh}。",
        f"{name} has {number(value)} items, where the norm asks for {within.en}{en}.",
    )


def begins(said: Text, who: Sequence[str], day: date) -> Text:
    """What is said, and who will put an end to it."""
    return both(f"{said.zh}{names(who, 'zh')}自{day}起。", f"{said.en} {names(who, 'en')} begins on {day}.")


def parts(said: Text, outside_: Sequence[str]) -> Text:
    """What is said, and which parts lie in no grid."""
    return both(
        f"{said.zh}不在网格中的部分：{names(outside_, 'zh')}。", f"{said.en} Parts in no grid: {names(outside_, 'en')}."
    )


def link(type_: str, start: str, end: str, word: str | None) -> Text:
    """An edge as a sentence without a stop: `甲小区 part of 某社区`."""
    said = f" ({word})" if word else ""
    return both(
        f"{start} {SCHEMA.edge[type_].zh} {end}{f'（{word}）' if word else ''}",
        f"{start} {type_.replace('_', ' ').lower()} {end}{said}",
    )


def met(name: str, norm: Norm, value: float) -> Text:
    within = band(norm.min, norm.max)
    thing = things(norm, several=value != 1)
    return both(
        f"{name}符合{norm.id}：{thing.zh}为{number(value)}，{within.zh}；这一天没有缺口。",
        f"{name} meets {norm.id}: {number(value)} {thing.en}, {within.en}; there is no gap on that day.",
    )


def unknown(name: str, norm: Norm, unsaid: Sequence[str]) -> Text:
    """Nobody has said what the norm asks for."""
    what_zh = f"（{names((PROPERTIES.get(one, one) for one in unsaid), 'zh')}）" if unsaid else ""
    what_en = f" ({names(map(in_en, unsaid), 'en')})" if unsaid else ""
    thing = things(norm, several=True)
    return both(
        f"{name}的{thing.zh}未知：尚无记录{what_zh}，所以{norm.id}既不算缺口，也不算符合。",
        f"Nobody has said the {thing.en} of {name}{what_en}, so by {norm.id} it is neither a gap nor none.",
    )


def not_bound(name: str, norm: Norm) -> Text:
    """The subject is none of those that the norm names."""
    named = [(one.label, one.kind, one.tag) for one in norm.subjects]
    zh = "、".join(" ".join(in_zh(word) for word in one if word) for one in named)
    en = ", ".join(" ".join(in_en(word) for word in one if word) for one in named)
    return both(f"{norm.id}不约束{name}：它约束的是{zh}。", f"{norm.id} does not bind {name}; it binds {en}.")


def left_out(name: str, norm: Norm) -> Text:
    """The subject is one of those that the norm names, and its measure leaves it out."""
    if norm.parameters.get("staff_from") is not None:
        least = number(norm.parameters["staff_from"])
        return both(
            f"{norm.id}不约束{name}：它的员工少于{least}人。",
            f"{norm.id} does not bind {name}: its staff is below {least}.",
        )
    if norm.measure == "days_to_expiry":
        posts = "、".join(norm.parameters["posts"])
        return both(
            f"{norm.id}不约束{name}：没有人任{posts}。", f"{norm.id} does not bind {name}: nobody is {posts} there."
        )
    return both(
        f"{norm.id}不约束{name}：它不在该度量所计的对象之内。",
        f"{norm.id} does not bind {name}: its measure leaves it out.",
    )


def absent(name: str, since: date | None, until: date | None, day: date) -> Text:
    if since is not None and since > day:
        return both(
            f"{name}自{since}起才存在，{day}尚无缺口可言。", f"{name} begins on {since}; on {day} no norm binds it."
        )
    return both(f"{name}已于{until}终止，{day}不再受规范约束。", f"{name} ended on {until}; on {day} no norm binds it.")


def outside(name: str, profile_name: str, day: date) -> Text:
    return both(
        f"{name}在{day}与{profile_name}的任何地点都没有联系，所以那里的规范不约束它。",
        f"On {day} {name} is tied to no place of {profile_name}, so no norm of it binds it.",
    )


def does_not_count(why: Misfit) -> Text:
    """Why a fact that is there does not count."""
    zh, en = PROPERTIES[why.name], in_en(why.name)
    has = ("没有说明", "is not said") if why.found is None else (in_zh(why.found), f"is {in_en(why.found)}")
    if why.refused:
        return both(f"{zh}是{has[0]}，不计", f"{en} {has[1]}, which does not count")
    wanted = both("或".join(map(in_zh, why.wanted)), " or ".join(map(in_en, why.wanted)))
    return both(f"{zh}{'' if why.found is None else '是'}{has[0]}，不是{wanted.zh}", f"{en} {has[1]}, not {wanted.en}")


def expected(name: str, norm: Norm) -> Text:
    """What a norm asks of a subject, as the name of a link."""
    thing = things(norm)
    if norm.measure == "checklist_missing":
        items = norm.parameters["items"]
        thing = both(names(items, "zh"), names(items, "en"))
    return both(f"{name}的{thing.zh}", f"{thing.en} of {name}")


def answering(name: str) -> Text:
    return both(f"为{name}负责、设此职务的组织", f"a body that answers for {name} and has such a post")


def of_purpose(name: str, purpose: str) -> Text:
    return both(
        f"{name}中用途为{in_zh(purpose)}的党组织", f"a Party organisation of purpose {in_en(purpose)} on {name}"
    )


def words_of(said: Said) -> str | None:
    """The word that tells an edge apart: post, rung and role, line, purpose or form."""
    found = [value for name in ("post", "rung", "role", "line", "purpose", "form") if (value := getattr(said, name))]
    return " ".join(found) or None
