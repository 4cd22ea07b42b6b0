"""`wangge cross-holders`: who holds two or more posts, how that stands to a place's rules, and what is a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import AsOf, Json, Lang, Place, title
from api.context import day, opened
from api.output import console, language, print_json, print_table, word
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from api.answers.cross_holders import Conflicts, CrossHolders, Rules

app = typer.Typer()
MOST_NAMED = 5


@app.command("cross-holders")
def cross_holders(
    place: Place,
    as_of: AsOf = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="LEVEL", help="Also by the places of a level, such as community.")
    ] = None,
    rules: Annotated[bool, typer.Option("--rules", help="What the place says of it, and how far that is so.")] = False,
    conflicts: Annotated[
        bool,
        typer.Option(
            "--conflicts",
            help="Who of a property company sits on the owners' committee of a compound that it manages: a rule of "
            "this project, which none of the places states.",
        ),
    ] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Who holds two or more different posts (交叉任职), by pair of posts."""
    if sum((bool(by), rules, conflicts)) > 1:
        raise InvalidInput("Ask one of --by, --rules and --conflicts at a time.")
    on, lang = day(as_of), language(lang)
    with opened() as store:
        from api.answers import cross_holders as answers

        if rules:
            ruled = answers.cross_holding_rules(store, place=place, as_of=on)
            print_json(ruled) if json else _print_rules(ruled, lang)
        elif conflicts:
            clash = answers.conflicts(store, place=place, as_of=on)
            print_json(clash) if json else _print_conflicts(clash, lang)
        else:
            pairs = answers.cross_holders(store, place=place, as_of=on, by=by)
            print_json(pairs) if json else _print_pairs(pairs, lang)


def _print_pairs(answer: CrossHolders, lang: str) -> None:
    words = {"en": f"Who holds two posts in {answer.place_name}", "zh": f"{answer.place_name}的交叉任职"}
    by_level = any(row.place_id for row in answer.rows)
    print_table(
        title(words, answer.as_of, lang, False),
        ("post", "also", *(("place",) if by_level else ()), "count", "rule", "holder"),
        (
            (
                row.post,
                row.other_post,
                *((row.place_name,) if by_level else ()),
                row.people,
                "、".join(row.rules) or {"en": "not spoken of", "zh": "未提及"}[lang],
                _some([holder.name for holder in row.holders], row.people, lang),
            )
            for row in answer.rows
        ),
        lang,
    )


def _some(names: list[str], people: int, lang: str) -> str:
    shown = list(dict.fromkeys(names))[:MOST_NAMED]
    more = people - len(shown)
    return "、".join(shown) + ({"en": f" and {more} more", "zh": f"等{people}人"}[lang] if more > 0 else "")


def _print_rules(answer: Rules, lang: str) -> None:
    words = {"en": f"Rules on holding several posts in {answer.place_name}", "zh": f"{answer.place_name}的交叉任职规定"}
    unknown = {"en": "unknown", "zh": "未知"}[lang]
    print_table(
        title(words, answer.as_of, lang, False),
        ("rule", "holds", "also", "mode", "status", "published", "people_held", "people_also", "people_both", "source"),
        (
            (
                row.id,
                "、".join(_said(one, lang) for one in row.held),
                "、".join(_said(one, lang) for one in row.also) + (" ⇄" if row.both_ways else ""),
                word(row.mode, lang),
                word(row.status, lang),
                row.count,
                *(unknown if one is None else one for one in (row.people_held, row.people_also, row.people_both)),
                row.source,
            )
            for row in answer.rows
        ),
        lang,
    )
    for row in answer.rows:
        if row.lacking:
            some = _some([one.name for one in row.lacking], len(row.lacking), lang)
            said = {
                "en": f"{row.id} aims at it; not yet met by {len(row.lacking)}: {some}.",
                "zh": f"{row.id} 为推动目标；尚未达到的有{len(row.lacking)}人：{some}。",
            }
            console().print(said[lang])


def _said(side: str, lang: str) -> str:
    """A post, a tag, or the Party, as a rule names who is meant."""
    if side == "party_member":
        return {"en": "Party member", "zh": "党员"}[lang]
    tag = side.removeprefix("tag:")
    return side if tag == side else {"en": f"{tag} (tag)", "zh": f"{tag}（标签）"}[lang]


def _print_conflicts(answer: Conflicts, lang: str) -> None:
    words = {
        "en": f"Property firm and owners' committee in one hand, {answer.place_name}",
        "zh": f"{answer.place_name}：物业与业委会一身二任",
    }
    print_table(
        title(words, answer.as_of, lang, False),
        ("holder", "post", "firm", "also", "committee", "place"),
        (
            (row.name, row.post, row.firm.name, row.other_post, row.committee.name, row.compound.name)
            for row in answer.rows
        ),
        lang,
    )
    ours = {
        "en": "This is a rule of wangge's own: none of the places states it.",
        "zh": "此项为本项目自定的规则，各地原文均未提出。",
    }
    console().print(ours[lang])
