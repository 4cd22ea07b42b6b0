"""`wangge interlocks`: bodies and places that share office-holders, who meets where, who is central, cycles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang, Place
from api.context import day, opened
from api.output import console, language, print_json, print_table
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from api.answers.standing import Central, Cycles
    from api.answers.ties import Interlocks, NullModel, TiedPeople

app = typer.Typer()


@app.command()
def interlocks(
    place: Place,
    as_of: AsOf = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="First day of a period that ends on --as-of.")
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="Pairs of persons with posts at a same thing.")] = False,
    central: Annotated[
        bool, typer.Option("--central", help="Who has most ties, lies between, hangs together.")
    ] = False,
    cycles: Annotated[bool, typer.Option("--cycles", help="Bodies that are under themselves through others.")] = False,
    chance: Annotated[
        bool, typer.Option("--chance", help="Also whether a tie is more than chance, on the day.")
    ] = False,
    bonferroni: Annotated[
        bool, typer.Option("--bonferroni", help="Correct for many tests by Bonferroni, not Benjamini and Hochberg.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Rows of a table; --json has all.")] = 50,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Bodies and places that share office-holders (交叉任职), by different posts on a same day."""
    if people + central + cycles > 1:
        raise InvalidInput("--people, --central and --cycles are different questions; give one.")
    if (central or cycles) and chance:
        raise InvalidInput("--chance is about pairs; leave it out, or --central and --cycles.")
    if bonferroni and not chance:
        raise InvalidInput("--bonferroni says how --chance is corrected; give both.")
    if cycles and since:
        raise InvalidInput("Cycles are those of a day; leave out --since.")
    on, first, lang = day(as_of), day(since) if since else None, language(lang)
    answer: Any
    with opened() as store:
        from api.answers import standing, ties

        if cycles:
            answer = standing.cycles(store, place=place, as_of=on)
        elif central:
            answer = standing.central(store, place=place, as_of=on, since=first)
        else:
            ask = ties.tied_people if people else ties.interlocks
            correction: ties.Correction = "bonferroni" if bonferroni else "benjamini-hochberg"
            answer = ask(store, place=place, as_of=on, since=first, chance=chance, correction=correction)
    if json:
        print_json(answer)
        return
    show: Any = _cycles if cycles else _central if central else _people if people else _interlocks
    show(answer, limit, lang)


def _interlocks(answer: Interlocks, limit: int, lang: str) -> None:
    rows = sorted(answer.rows, key=lambda row: (row.chance.p if row.chance else 0, -row.people, row.key))
    words = {"en": "Bodies and places that share office-holders", "zh": "交叉任职"}
    fields = ("one", "other", "shared_people", "pairs_of_posts", "since", "until", *_CHANCE, "by_whom")
    _print(
        words,
        answer,
        fields,
        [
            (
                *(row.a.name, row.b.name, row.people, row.posts, row.since, row.until, *_chance(row.chance)),
                "、".join(f"{one.name} ({one.post_a} / {one.post_b})" for one in row.holders),
            )
            for row in rows[:limit]
        ],
        len(rows),
        lang,
    )
    _said_of_null(answer.null_model, lang)


def _people(answer: TiedPeople, limit: int, lang: str) -> None:
    rows = sorted(answer.rows, key=lambda row: (row.chance.p if row.chance else 0, -row.things, row.key))
    words = {"en": "People with posts at a same body or place", "zh": "同处任职的人"}
    _print(
        words,
        answer,
        ("one", "other", "since", "until", *_CHANCE, "meet_at"),
        [
            (row.a.name, row.b.name, row.since, row.until, *_chance(row.chance), "、".join(one.name for one in row.at))
            for row in rows[:limit]
        ],
        len(rows),
        lang,
    )
    _said_of_null(answer.null_model, lang)


def _central(answer: Central, limit: int, lang: str) -> None:
    words = {"en": "Bodies and places by their ties of office-holders", "zh": "交叉任职网络中的位置"}
    fields = ("name", "ties", "shared_people", "alone", "betweenness", "core", "component", "component_size")
    _print(
        words,
        answer,
        fields,
        [
            (
                *(row.at.name, row.ties, row.people, row.alone),
                None if row.betweenness is None else round(row.betweenness, 4),
                *(row.core, row.component, row.component_size),
            )
            for row in answer.rows[:limit]
        ],
        len(answer.rows),
        lang,
    )
    if answer.transitivity is not None:
        of = {
            "en": f"Parts that hang together: {answer.components:,}; transitivity {answer.transitivity:.4f}.",
            "zh": f"连通片：{answer.components:,}；传递性：{answer.transitivity:.4f}。",
        }
        console().print(of[lang])


def _cycles(answer: Cycles, limit: int, lang: str) -> None:
    words = {"en": "Bodies that are under themselves", "zh": "循环隶属"}
    _print(
        words,
        answer,
        ("members", "cycle"),
        [
            (
                "、".join(one.name for one in row.members),
                "".join(f"{step.body.name} –{'/'.join(step.types)}→ " for step in row.steps) + row.members[0].name,
            )
            for row in answer.rows[:limit]
        ],
        len(answer.rows),
        lang,
    )


_CHANCE = ("shared", "by_chance", "p", "q")


def _chance(chance: Any) -> tuple[Any, ...]:
    """Cells of a tie held against the null model, absent where it was not."""
    if chance is None:
        return (None,) * len(_CHANCE)
    return chance.shared, float(f"{chance.expected:.3g}"), *(f"{value:.3g}" for value in (chance.p, chance.q))


def _print(
    words: dict[str, str], answer: Any, fields: Sequence[str], rows: list[Sequence[Any]], total: int, lang: str
) -> None:
    """The table, its days above it, and how much of it is not shown below."""
    since = getattr(answer, "since", None)
    days = f"{since.isoformat()} – {answer.as_of.isoformat()}" if since else answer.as_of.isoformat()
    print_table(f"{words[lang]} · {answer.place} · {days}", fields, rows, lang)
    if total > len(rows):
        more = {
            "en": f"{len(rows):,} of {total:,} rows; --limit shows more, --json all.",
            "zh": f"共{total:,}行，列出{len(rows):,}行；--limit 可多列，--json 为全部。",
        }
        console().print(more[lang])


def _said_of_null(null: NullModel | None, lang: str) -> None:
    """What p and q are by, and of how many tests."""
    if null is None:
        return
    by = {"benjamini-hochberg": "Benjamini–Hochberg", "bonferroni": "Bonferroni"}[null.correction]
    kept = {
        "en": f"kept to {null.error:.1g}" if null.solved else f"NOT kept: off by up to {null.error:.2g}",
        "zh": f"误差不超过{null.error:.1g}" if null.solved else f"未能保持，误差达{null.error:.2g}",
    }
    said = {
        "en": "Chance: the bipartite configuration model, which spreads posts so that every person and every body or "
        f"place keeps its number of them on average ({kept['en']}). It counts all shared people, those with one same "
        f"post at both too. q is p corrected by {by} for all {null.pairs:,} possible pairs.",
        "zh": f"随机基准：二分配置模型，各人任职处数与各处任职人数的期望保持不变（{kept['zh']}）。"
        f"“共有”计所有同在两处任职的人，含两处职务相同者。q 值按 {by} 对全部{null.pairs:,}个可能的对子校正。",
    }
    console().print(said[lang])
