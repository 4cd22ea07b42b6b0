"""`wangge loads | undo`: what was loaded and when, and a load taken back by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import Json, Lang
from api.context import opened, say
from api.output import language, print_json, print_table, word

if TYPE_CHECKING:
    from cypher.loads import LoadRow
    from loaders.undo import UndoReport

app = typer.Typer()


@app.command()
def loads(json: Json = False, lang: Lang = None) -> None:
    """What was loaded, the newest first: when, from what, how much, and whether it can be undone."""
    spoken = language(lang)
    with opened() as store:
        from api.answers import loads as answers

        answer = answers.loads(store)
    if json:
        print_json(answer)
        return
    print_table(
        {"en": "Loads", "zh": "载入记录"}[spoken],
        ("load", "sources", "loaded_at", "created_count", "changed_count", "removed_count", "state"),
        (
            (
                row.id,
                "、".join(row.sources),
                f"{row.loaded_at.astimezone():%Y-%m-%d %H:%M}" if row.loaded_at else row.loaded_on,
                row.created,
                row.changed,
                row.removed,
                _state(row, spoken),
            )
            for row in answer.rows
        ),
        spoken,
    )


def _state(row: LoadRow, lang: str) -> str | None:
    """What the list says of a load beside its numbers: that it was undone, or cannot be."""
    if row.undone:
        return f"{word('undone', lang)} {row.undone} ({row.undone_by})"
    if row.undoes:
        return f"{word('undoing', lang)} {row.undoes}"
    return None if row.undoable else word("no_way_back", lang)


@app.command()
def undo(
    load: Annotated[str, typer.Argument(metavar="LOAD", help="Id of a load, as `wangge loads` gives it.")],
    check: Annotated[bool, typer.Option("--check", help="Only say what would be taken back.")] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Take a load back: what it created is gone, what it changed is as before. Later loads must not stand on it."""
    spoken = language(lang)
    with opened() as store:
        from loaders.undo import undo

        report = undo(store, load=load, check=check, say=say)
    if json:
        print_json(report.as_json())
    else:
        _print(report, spoken)


def _print(report: UndoReport, lang: str) -> None:
    kinds = list(dict.fromkeys([*report.removed, *report.restored]))
    print_table(
        _SENTENCES[lang][report.checked_only].format(load=report.load, by=report.undone_by),
        ("kind", "removed_count", "restored_count"),
        ((kind, report.removed.get(kind, 0), report.restored.get(kind, 0)) for kind in kinds),
        lang,
    )


_SENTENCES = {
    "en": {
        False: "{load} is undone; the undoing is {by}.",
        True: "{load} can be undone; nothing was written.",
    },
    "zh": {
        False: "{load} 已撤销；本次撤销记为 {by}。",
        True: "{load} 可以撤销；未写入任何内容。",
    },
}
