"""`wangge issue-types`: the kinds of issue there are, or those that a resident's words may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import Json, Lang
from api.context import opened
from api.output import language, print_json, print_table, word
from graph.errors import NotFound

if TYPE_CHECKING:
    from api.answers.routing import IssueMatches
    from cypher.routing.matching import MatchRow
    from cypher.rows import IssueTypeRow

app = typer.Typer()

MEANT = {
    "en": "This is {name}; its way is shown by: wangge route {id} PLACE",
    "zh": "这是「{name}」；其流转可查看：wangge route {id} 地点",
}
UNSURE = {
    "en": "Which of these is meant? No score is high enough, or far enough ahead, to choose; go on with the id of one.",
    "zh": "指的是哪一类？没有一项得分足够高或领先足够多，故不代为选择；请用其中一项的编号继续。",
}


@app.command("issue-types")
def issue_types(
    words: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="What a resident says.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="How many types at most, where words are.")] = 5,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The kinds of issue in the graph, or those that a resident's words may mean."""
    spoken = language(lang)
    with opened() as store:
        from api.answers import routing

        if words is None:
            every = routing.issue_types(store)
            if json:
                print_json(every)
            else:
                print_types(every.rows, spoken)
            return
        found = routing.matched_types(store, words=words, limit=limit)
    if json:
        print_json(found)
        return
    if not found.rows:
        raise NotFound("No issue type is like these words; `wangge issue-types` lists all there are.")
    print_matches(words, found, spoken)


def print_types(types: list[IssueTypeRow], lang: str) -> None:
    """The table of all types."""
    print_table(
        {"en": "Issue types", "zh": "议题类型"}[lang],
        ("issue_type", "subject_id", "name_en", "mode", "synonyms"),
        (
            (one.name, one.id, one.name_en, word(one.mode, lang) if one.mode else None, "、".join(one.synonyms) or None)
            for one in types
        ),
        lang,
    )


def print_matches(words: str, found: IssueMatches, lang: str) -> None:
    """The table of the likest types, and what is meant, or the question which one is."""
    print_table(
        {"en": f"What may be meant by “{words.strip()}”", "zh": f"「{words.strip()}」可能指"}[lang],
        ("issue_type", "subject_id", "score", "reasons"),
        ((_called(one, lang), one.id, f"{one.score:.2f}", "; ".join(one.reasons)) for one in found.rows),
        lang,
    )
    typer.echo(MEANT[lang].format(name=found.chosen.name, id=found.chosen.id) if found.chosen else UNSURE[lang])


def _called(one: MatchRow, lang: str) -> str:
    return one.name if lang == "zh" or not one.name_en else f"{one.name} {one.name_en}"
