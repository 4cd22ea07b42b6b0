"""What a profile says, as tables for a planner: the place, its lines and rules, its norms, its ways for issues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from api.output import band, console, print_table, word
from graph.profile import Actor, Counting, Level, Norm, Profile, Step, Subject, Text, Tier
from graph.profile_words import PARTY_MEMBER, TAG
from graph.schema import SCHEMA
from graph.words import IN_CHINESE

# how grids and compounds lie to each other → in words
RELATIONS = {
    "one_to_one": ("every compound is one grid", "一个小区就是一个网格"),
    "grid_in_compound": ("grids lie inside compounds, or else in communities", "网格划在小区之内，否则划在社区之内"),
    "parallel": ("grids and compounds cut the same ground in two ways", "网格与小区平行，互不从属"),
    "same_level": ("grids and compounds stand on one level", "网格与小区同级"),
    "no_grid": ("there are no grids", "没有网格"),
    "no_compound": ("the compound is no tier; micro-grids lie in communities", "小区不是一级，微网格划在社区之内"),
}
# who acts in a step → in words; posts are named by themselves
ACTORS = {
    "post": ("", ""),
    "party_org": ("Party organisation", "党组织"),
    "committee": ("committee", "委员会"),
    "station": ("station", "站点"),
    "team": ("team", "队伍"),
    "department": ("department", "部门"),
    "institutions": ("units tied to it", "驻区单位"),
    "contact": ("contact", "包联"),
    "owners_committee": ("owners' committee", "业委会"),
    "property_company": ("property company", "物业企业"),
    "place_lead": ("lead department of the place", "本地牵头部门"),
    "lead_department": ("lead department", "牵头部门"),
    "joint_departments": ("joint departments", "联动部门"),
    "first_receiver": ("first receiver", "首接单位"),
    "residents": ("residents", "居民"),
}
ARROW, BESIDE, LIST = " → ", " ∥ ", "、"


class Page:
    """A profile in one language."""

    def __init__(self, profile: Profile, lang: str) -> None:
        self.profile, self.lang = profile, lang

    def print(self) -> None:
        """Every part that the profile has, on stdout."""
        self._place()
        self._rules()
        self._norms()
        self._routing()
        self._figures()

    # --- parts -------------------------------------------------------------------------------------------------

    def _place(self) -> None:
        p, codes = self.profile, ", ".join(self.profile.codes)
        named = f"{p.name.zh} {p.name.en} · {self('codes', '区划代码')} {codes} · {p.source.document}"
        console().print(named, style="bold", end="\n\n")
        chain = "".join(f"{BESIDE if one.beside else ARROW}{one.term}" for one in p.levels).removeprefix(ARROW)
        place, outside = word("place", self.lang), self("exists beside the chain", "不在主链上")
        self._table(
            f"{self('Levels', '层级')}: {chain}",
            ("term", "level", "sits", "note"),
            (
                *((one.term, self._label(one.level), word(one.sits, self.lang), self._note(one)) for one in p.levels),
                *((self._level(name), self._label(name), place, outside) for name in p.other_levels),
            ),
        )
        self._sentence(self("Grids and compounds", "网格与小区"), [self(*RELATIONS[p.grid_and_compound])])
        self._table(
            self("Other published chains", "其他公布的层级"),
            ("name", "chain", "source"),
            ((self.text(one.title), ARROW.join(map(self._tier, one.tiers)), one.source) for one in p.chains),
        )
        self._table(
            self("Lines, and what counts as covering", "线条及何为覆盖"),
            ("line", "post", "counts"),
            (
                (word(one.line, self.lang), LIST.join(one.posts) or None, "; ".join(map(self._counting, one.counts)))
                for one in p.lines
            ),
        )
        self._sentence(self("Posts elsewhere", "其他职务"), p.posts)
        self._sentence(self("Tags", "标签"), p.tags)
        self._table(
            self("Words of the place", "本地用语"),
            ("name", "term"),
            ((self._label(name), term) for name, term in p.terms.items()),
        )
        self._table(
            self("Classes of compounds", "小区类型"),
            ("term", "meaning", "source"),
            ((one.term, self.text(one.meaning), one.source) for one in p.compound_classes),
        )
        self._table(
            self("Lists", "清单"),
            ("term", "listed", "declared", "source"),
            ((one.term, LIST.join(one.listed), one.declared, one.source) for one in p.lists),
        )

    def _rules(self) -> None:
        p = self.profile
        self._table(
            self("Cross-holding of posts", "交叉任职"),
            ("holds", "also", "mode", "status", "count", "source"),
            (
                (
                    self._members(one.held),
                    self._members(one.also) + (self(" (both ways)", "（双向）") if one.both_ways else ""),
                    word(one.mode, self.lang),
                    word(one.status, self.lang),
                    one.count,
                    one.source,
                )
                for one in p.cross_holding
            ),
        )
        self._table(
            self("Contact ladder", "包联"),
            ("term", "who", "rung", "role", "level", "tag", "status", "source"),
            (
                (
                    one.term,
                    self._label(one.who),
                    self._value(one.rung),
                    one.role and self._value(one.role),
                    self._label(one.level),
                    one.tag,
                    word(one.status, self.lang),
                    one.source,
                )
                for one in p.contact_ladder
            ),
        )
        self._table(
            self("Building together", "共建"),
            ("form", "between", "count", "source"),
            ((one.form, one.between and self.text(one.between), one.count, one.source) for one in p.co_building),
        )

    def _norms(self) -> None:
        self._table(
            self("Norms", "规范"),
            ("norm", "status", "band", "term", "source"),
            (
                (one.id, word(one.status, self.lang), self._band(one), self._said(one), one.source)
                for one in self.profile.norms
            ),
        )

    def _routing(self) -> None:
        for channel in self.profile.routing:
            modes = LIST.join(word(mode, self.lang) for mode in channel.modes)
            types = f" · {', '.join(channel.types)}" if channel.types else ""
            self._table(
                f"{self('Channel', '渠道')} {self.text(channel.title)} · {modes}{types}",
                ("step", "who", "condition", "deadline", "sequence", "source"),
                (self._step(number, step) for number, step in enumerate(channel.steps, start=1)),
            )

    def _figures(self) -> None:
        figures = self.profile.figures
        outside = sum(one.measure is None for one in figures)
        console().print(
            self(
                f"{len(figures)} published figures: {len(figures) - outside} measured, {outside} outside the graph; "
                f"`wangge figures {self.profile.place}` holds them against it.",
                f"公布的数据{len(figures)}项：可核对{len(figures) - outside}项，图外{outside}项；"
                f"用 `wangge figures {self.profile.place}` 核对。",
            )
        )

    # --- words -------------------------------------------------------------------------------------------------

    def __call__(self, en: str, zh: str) -> str:
        return zh if self.lang == "zh" else en

    def text(self, text: Text) -> str:
        return text.zh if self.lang == "zh" else text.en

    def _table(self, title: str, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        listed = list(rows)
        if listed:
            print_table(title, fields, listed, self.lang)

    def _sentence(self, title: str, words: Sequence[str]) -> None:
        if words:
            console().print(f"{title}: {LIST.join(words)}", end="\n\n")

    def _label(self, name: str) -> str:
        """A label or level of the schema as the reader knows it; other words as they are."""
        node = SCHEMA.node.get(name) or SCHEMA.level.get(name)
        if node is None:
            return word(name, self.lang)
        return self(node.level.replace("_", " "), node.zh)

    def _note(self, level: Level) -> str | None:
        said = [self("not everywhere", "并非处处都有")] if level.optional else []
        return LIST.join([*said, self("beside the level before", "与上一级并列")] if level.beside else said) or None

    def _tier(self, tier: Tier) -> str:
        return f"{tier.term} ({word(tier.sits, self.lang)})"

    def _counting(self, one: Counting) -> str:
        what = LIST.join((*one.posts, *map(self._value, (*one.formations, *one.kinds))))
        said = f"{self._level(one.level)}: {what}" if what else self._level(one.level)
        kinds = LIST.join(map(self._value, one.building_kinds))
        return said + (self(f" (only for {kinds})", f"（仅限{kinds}）") if kinds else "")

    def _members(self, members: Sequence[str]) -> str:
        party_member = self("Party members", "党员")
        return LIST.join(party_member if one == PARTY_MEMBER else one.removeprefix(TAG) for one in members)

    def _said(self, norm: Norm) -> str:
        """What a norm says, how it is measured, and why it is not, or was inferred: a line each."""
        subjects = LIST.join(map(self._subject, norm.subjects))
        measured = f"{subjects}: {norm.measure}" if norm.computable else self("not computable", "无法计算")
        why = [f"({self.text(norm.reason)})"] if norm.reason else []
        return "\n".join([self.text(norm.sentence), f"[{measured}]", *why])

    def _subject(self, subject: Subject) -> str:
        said = ", ".join(self._value(one) for one in (subject.kind, subject.tag) if one)
        return f"{self._label(subject.label)} ({said})" if said else self._label(subject.label)

    def _band(self, norm: Norm) -> str | None:
        period = LIST.join(word(one, self.lang) for one in norm.period.split(", ")) if norm.period else ""
        return " / ".join(one for one in (band(norm.min, norm.max, self.lang), period) if one) or None

    def _step(self, number: int, step: Step) -> tuple[Any, ...]:
        return (
            f"{number} {word(step.step, self.lang)} · {self.text(step.title)}",
            self._actor(step.actor),
            step.condition and word(step.condition, self.lang),
            step.deadline_days,
            word(step.sequence, self.lang),
            step.source,
        )

    def _actor(self, actor: Actor) -> str:
        named = [actor.name, actor.post, actor.kind, actor.purpose, actor.function, actor.rung]
        what = [self.profile.terms.get(one) or self._value(one) for one in named if one and one != actor.level]
        where = [self._level(actor.level)] if actor.level else []
        return " ".join(part for part in (*where, self(*ACTORS[actor.who]), *what) if part)

    def _level(self, name: str) -> str:
        """A level as the place calls such places; its chain may say instead who acts there."""
        chain = {one.level: one.term for one in self.profile.levels if one.sits == "place"}
        return self.profile.terms.get(SCHEMA.level[name].label) or chain.get(name) or self._label(name)

    def _value(self, name: str) -> str:
        """A value that the schema allows (`unit` is 单位 before it is the level 单元), or a label or level of it."""
        if name in IN_CHINESE:
            return self(name.replace("_", " "), IN_CHINESE[name])
        return self._label(name) if name in SCHEMA.level or name in SCHEMA.node else word(name, self.lang)
