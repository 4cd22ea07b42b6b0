"""`wangge search`: places, bodies, people and issue types by name, pinyin, initials, code or id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang, title
from api.context import day, opened
from api.output import console, language, print_json, print_table

if TYPE_CHECKING:
    from cypher.search import SearchRow

app = typer.Typer()


@app.command()
def search(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Part of a name, pinyin (linfenlu), initials (xfl), a code or an id.")
    ],
    family: Annotated[
        list[str] | None,
        typer.Option("--family", metavar="FAMILY", help="Only Place, Body, Person or IssueType; may be repeated."),
    ] = None,
    within: Annotated[
        str | None, typer.Option("--in", metavar="PLACE", help="Only what lies in this place or is tied to it.")
    ] = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="How many at most.")] = 20,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """What a text may mean, the closest first."""
    on = day(as_of)
    with opened() as store:
        from api.answers import search as answers

        answer = answers.search(store, text=text, as_of=on, families=family or (), within=within, limit=limit)
    if json:
        print_json(answer)
    else:
        print_search(text, answer.rows, on, language(lang))


def print_search(text: str, rows: list[SearchRow], on: Any, lang: str) -> None:
    """The table of `wangge search`, or what to try where nothing was found."""
    from graph.schema import SCHEMA

    if not rows:
        nothing = {
            "en": f"Nothing in force on {on} is found by {text!r}. Write part of a name (幸福路), its pinyin "
            "(xingfulu) or initials (xfl), at least four digits of a code, or a whole id; another day is asked with "
            "--as-of.",
            "zh": f"{on}没有与“{text}”相符的内容。可输入名称的一部分（幸福路）、拼音（xingfulu）、首字母（xfl）、"
            "区划代码的前四位以上，或完整编号；查其他日期请用 --as-of。",
        }
        console().print(nothing[lang])
        return
    found = {"en": f"What {text} may mean", "zh": f"与“{text}”相符的内容"}
    print_table(
        title(found, on, lang, any(row.synthetic for row in rows)),
        ("what", "name", "path", "subject_id"),
        (
            (
                SCHEMA.node[row.label].zh if lang == "zh" else row.label,
                row.name,
                " › ".join(step.name for step in (row.path[:-1] if row.family == "Place" else row.path)) or None,
                row.id,
            )
            for row in rows
        ),
        lang,
    )
