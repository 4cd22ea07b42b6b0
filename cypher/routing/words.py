"""What the steps of a route say, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterable

from cypher.rows import PlaceRef, Said
from graph.profile import Actor, Profile
from graph.schema import SCHEMA
from graph.words import IN_CHINESE

_WHO = {
    "party_org": "党组织",
    "committee": "委员会",
    "station": "站点",
    "team": "队伍",
    "department": "部门",
    "institutions": "单位",
    "contact": "包联",
    "owners_committee": "业委会",
    "property_company": "物业企业",
    "place_lead": "牵头部门",
    "lead_department": "主办部门",
    "joint_departments": "联办部门",
    "first_receiver": "首接者",
    "residents": "居民",
}
_KINDS = {
    "street_office": "街道办",
    "grid_office": "网格办",
    "intake_desk": "汇集口",
    "dispatch_desk": "派单口",
    "supervision_desk": "督办口",
    "command_centre": "指挥中心",
    "service_platform": "服务平台",
    "enforcement": "执法",
    "organ": "机关",
    "unit": "单位",
}


def described(actor: Actor, profile: Profile) -> Said:
    """Whom a template means: post 书记 of the community, 社区书记."""
    own = (actor.name, actor.post, actor.kind, actor.purpose, actor.function, actor.rung)
    said = [word for word in own if word and word != actor.level]
    level = actor.level and level_named(actor.level, profile)
    en = " ".join([actor.who.replace("_", " "), *said, *([f"of the {level.en}"] if level else [])])
    term = profile.terms.get(actor.kind or actor.function or "") or actor.post
    if term is None:
        inside = "、".join(
            _KINDS.get(word) or IN_CHINESE.get(word) or _place_zh(word, profile) for word in said if word != actor.level
        )
        term = f"{_WHO[actor.who]}{f'（{inside}）' if inside else ''}"
    apart = level.zh if level and level.zh not in term else ""
    return Said(zh=f"{apart}{term}", en=en)


def level_named(level: str, profile: Profile) -> Said:
    """What the place calls a level."""
    return Said(zh=_place_zh(level, profile), en=level.replace("_", " "))


def _place_zh(level: str, profile: Profile) -> str:
    node = SCHEMA.level.get(level)
    return level if node is None else profile.terms.get(node.label) or node.zh


def both(one: Iterable[Said], zh: str = "；", en: str = "; ") -> Said:
    """Several of them, one after the other, each once."""
    every = list(dict.fromkeys(one))
    return Said(zh=zh.join(said.zh for said in every), en=en.join(said.en for said in every))


def listed(names: Iterable[str], most: int = 3) -> Said:
    """Some names, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = len(every) - most
    zh, en = "、".join(every[:most]), ", ".join(every[:most])
    return Said(zh=f"{zh}等{len(every)}个", en=f"{en} and {more} more") if more > 0 else Said(zh=zh, en=en)


def place_named(place: PlaceRef) -> str:
    """A place as a sentence names it, its id with it, so that it can be found."""
    return f"{place.name} ({place.id})"
