"""`wangge rehearse`: every issue type from every place, in every mode, before anybody needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang, Place, title
from api.context import day, opened, say, watched
from api.output import console, language, print_json, print_table, word
from graph.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.answers.routing import Rehearsed
    from cypher.rehearsal import Finding, StepRef

app = typer.Typer()

MOST = 100  # rows of a table that a person reads
NAMED = 3  # issue types and steps that a row names


@app.command()
def rehearse(
    place: Place,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="ISSUE", help="Only this issue type; may be given again.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="dead_end|loop|…", help="Only findings of this kind; may be given again."),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option("--level", metavar="LEVEL", help="From where issues are raised; buildings if left out."),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Where routes would get stuck: every issue type from every building, in every mode."""
    on, spoken = day(as_of), language(lang)
    with opened() as store, watched(place) as progress:
        from api.answers import routing

        answer = routing.rehearse(
            store, place=place, as_of=on, types=types or (), kinds=kind or (), level=level, progress=progress
        )
        names = {one.id: one.name for one in routing.issue_types(store).rows}
    if json:
        print_json(answer)
    else:
        print_rehearsal(answer, names, spoken)


def print_rehearsal(answer: Rehearsed, names: Mapping[str, str], lang: str) -> None:
    """The table of `wangge rehearse`, the most households first within a kind, and what was walked."""
    zh, rows, types = lang == "zh", answer.rows, answer.issue_types
    words = {"en": f"Rehearsal of {answer.place.name}", "zh": f"{answer.place.name}的流转演练"}
    headline = title(words, answer.as_of, lang, answer.synthetic)
    if rows:
        fields = ("finding", "who", "at", "households", "places", "issue_types", "steps", "why", "mend")
        print_table(headline, fields, [_row(row, names, len(types), lang) for row in rows[:MOST]], lang)
    else:
        console().print(headline)
    if len(rows) > MOST:
        more = f"{len(rows) - MOST:,}"
        say({"en": f"… and {more} more; --json writes all.", "zh": f"……另有{more}条；用 --json 写出全部。"}[lang])
    of = f"{answer.places:,}", f"{answer.routes:,}", f"{answer.whole:,}", f"{answer.stuck:,}"
    if zh:
        said = "{4}{0}处，议题{5}类，共{1}条流转：{2}条没有问题，{3}条有断点。"
    else:
        said = "Places ({4}): {0}; issue types: {5}; routes: {1}, of which {2} have nothing wrong and {3} a dead end."
    at = SCHEMA.level[answer.level].zh if zh else word(answer.level, lang)
    console().print(said.format(*of, at, len(types)))


def _row(row: Finding, names: Mapping[str, str], types: int, lang: str) -> tuple[Any, ...]:
    zh = lang == "zh"
    unsaid = {"en": f" + {row.without_households} unknown", "zh": f"，另{row.without_households}处未知"}[lang]
    every = "全部" if zh else "all"
    return (
        word(row.kind, lang),
        getattr(row.actor, lang),
        row.at.name if row.at else "、".join(body.name for body in row.wanting[:NAMED]) or None,
        f"{row.households:,}{unsaid if row.without_households else ''}",
        row.places,
        every if len(row.issue_types) == types > NAMED else _first([names[id_] for id_ in row.issue_types], lang),
        _first(list(dict.fromkeys(_step(ref, lang) for ref in row.steps)), lang),
        getattr(row.why, lang),
        getattr(row.mend, lang) if row.mend else None,
    )


def _step(ref: StepRef, lang: str) -> str:
    return f"{ref.channel_zh if lang == 'zh' else ref.channel_en} {ref.number}"


def _first(named: list[str], lang: str) -> str:
    """The first of some names, and how many more there are."""
    more = len(named) - NAMED
    rest = {"en": f" and {more} more", "zh": f"等{len(named)}项"}[lang] if more > 0 else ""
    return "、".join(named[:NAMED]) + rest
