"""`wangge duplicates | merge | unmerge | merges`: who may be one person, and who was decided to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import AsOf, Json, Lang, Place
from api.context import day, opened
from api.output import language, print_json, print_table, word

if TYPE_CHECKING:
    from api.answers.duplicates import CandidateRow, Duplicates, GroundRow
    from cypher.people import MergeRow
    from loaders.merges import Merging

app = typer.Typer()
MOST = 50


@app.command()
def duplicates(
    place: Place,
    as_of: AsOf = None,
    personal: Annotated[
        bool, typer.Option("--personal", help="Also compare telephone numbers, years of birth and sexes.")
    ] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Which office-holders of a place may be one person, what speaks for it and what against it. Merges nobody."""
    on, spoken = day(as_of), language(lang)
    with opened() as store:
        from api.answers import duplicates as answers

        answer = answers.duplicates(store, place=place, as_of=on, personal=personal)
    if json:
        print_json(answer)
    else:
        print_duplicates(answer, spoken)


def print_duplicates(answer: Duplicates, lang: str) -> None:
    """The table of `wangge duplicates`, the strongest `MOST` of it, and how many more there are."""
    title = {"en": "May be one person", "zh": "可能为同一人"}[lang]
    note = {"en": " · synthetic data", "zh": " · 合成数据"}[lang] if any(row.synthetic for row in answer.rows) else ""
    print_table(
        f"{title} · {answer.as_of.isoformat()}{note}",
        ("one", "other", "alike", "speaks_for", "speaks_against", "strength"),
        (
            (
                f"{row.one_name} ({row.one_id})",
                f"{row.other_name} ({row.other_id})",
                _joined([word(reason, lang) for reason in row.reasons], lang),
                _told(row.speaks_for, row, lang),
                _told(row.speaks_against, row, lang),
                row.strength,
            )
            for row in answer.rows[:MOST]
        ),
        lang,
    )
    if len(answer.rows) > MOST:
        more = {"en": "… and {n} more; --json lists all.", "zh": "……另有 {n} 对；--json 列出全部。"}
        typer.echo(more[lang].format(n=len(answer.rows) - MOST))
    typer.echo(_LEFT_OUT[lang].format(n=answer.left_out) if answer.left_out else _NOTHING_DECIDED[lang])


def _told(grounds: list[GroundRow], row: CandidateRow, lang: str) -> str | None:
    said = [
        _GROUNDS[one.code][lang == "zh"].format(
            at=one.at_name, elsewhere=one.elsewhere_name, post=one.post, count=one.count, name=row.one_name
        )
        for one in grounds
    ]
    return _joined(said, lang) or None


def _joined(said: list[str], lang: str) -> str:
    return {"en": "; ", "zh": "；"}[lang].join(said)


_GROUNDS: dict[str, tuple[str, str]] = {
    "same_body": ("both in {at}", "同在{at}任职"),
    "same_place": ("both at {at}", "同在{at}任职"),
    "same_post": ("both {post}", "同任{post}"),
    "same_reading": ("names read alike", "姓名同音"),
    "nobody_else": ("nobody else here is called {name}", "此处别无他人名为{name}"),
    "same_birth_year": ("born in the same year", "出生年份相同"),
    "same_sex": ("of the same sex", "性别相同"),
    "far_posts": ("full posts on one day at {at} and at {elsewhere}", "同日分别在{at}和{elsewhere}专任"),
    "common_name": ("{count} people here are called {name}", "此处有 {count} 人名为{name}"),
    "other_birth_year": ("born in different years", "出生年份不同"),
    "other_sex": ("of different sexes", "性别不同"),
}
_LEFT_OUT = {
    "en": "{n} more pairs have a common name or number and share nothing else. Nobody is merged but by `wangge merge`.",
    "zh": "另有 {n} 对仅常见姓名或公用电话相同，别无相同之处。只有 `wangge merge` 才会合并。",
}
_NOTHING_DECIDED = {
    "en": "Nobody is merged but by `wangge merge`.",
    "zh": "只有 `wangge merge` 才会合并。",
}


# --- decisions ------------------------------------------------------------------------------------------------------


@app.command()
def merge(
    kept: Annotated[str, typer.Argument(metavar="KEPT", help="Id of the person that stands for both from now on.")],
    merged: Annotated[str, typer.Argument(metavar="MERGED", help="Id of the person that is the same as KEPT.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why the two are one.")],
    by: Annotated[str, typer.Option("--by", metavar="TEXT", help="The office that decides it.")],
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Decide that two persons are one: all that was said of MERGED is said of KEPT. `wangge unmerge` undoes it."""
    today, spoken = day(None), language(lang)
    with opened() as store:
        from loaders.merges import merge

        done = merge(store, kept=kept, merged=merged, reason=reason, by=by, today=today)
    _print(done, json, _MERGED[spoken])


@app.command()
def unmerge(
    merge: Annotated[str, typer.Argument(metavar="MERGE", help="Id of a decision, as `wangge merges` gives it.")],
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Undo the decision that two persons are one: each is there again, with what was said of each."""
    today, spoken = day(None), language(lang)
    with opened() as store:
        from loaders.merges import unmerge

        done = unmerge(store, merge=merge, today=today)
    _print(done, json, _UNMERGED[spoken])


def _print(done: Merging, json: bool, sentence: str) -> None:
    if json:
        print_json(done._asdict())
        return
    row = done.merge
    typer.echo(sentence.format(id=row.id, kept=row.kept, merged=row.merged, moved=done.moved, set_aside=done.set_aside))


_MERGED = {
    "en": "{merged} is {kept} from now on ({id}): {moved} ties passed, {set_aside} stood there already.",
    "zh": "{merged} 自此并入 {kept}（{id}）：转入 {moved} 条关系，{set_aside} 条原已存在。",
}
_UNMERGED = {
    "en": "{merged} and {kept} are two again ({id} is undone): {moved} ties went back, {set_aside} are there again.",
    "zh": "{merged} 与 {kept} 恢复为两人（{id} 已撤销）：转回 {moved} 条关系，恢复 {set_aside} 条。",
}


@app.command()
def merges(json: Json = False, lang: Lang = None) -> None:
    """Which persons were decided to be one, why, by whom, and whether that was undone; the newest first."""
    spoken = language(lang)
    with opened() as store:
        from api.answers import duplicates as answers

        answer = answers.merges(store)
    if json:
        print_json(answer)
        return
    print_table(
        {"en": "Persons decided to be one", "zh": "合并为同一人的决定"}[spoken],
        ("merge", "kept", "merged", "reason", "by_office", "decided_on", "state"),
        (
            (
                row.id,
                f"{row.kept_name or '–'} ({row.kept})",
                f"{row.merged_name} ({row.merged})",
                row.reason,
                row.by,
                row.decided_on,
                _state(row, spoken),
            )
            for row in answer.rows
        ),
        spoken,
    )


def _state(row: MergeRow, lang: str) -> str | None:
    return f"{word('undone', lang)} {row.undone} ({row.undone_by})" if row.undone else None
