"""`wangge figures`: what places have published, and what the graph says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.context import opened
from api.output import console, language, print_json, print_table

if TYPE_CHECKING:
    from api.answers.figures import AllFigures, Figures
    from cypher.figures import FigureRow

app = typer.Typer()


@app.command()
def figures(
    place: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLACE]", help="A place that has a profile, such as linfen; all in the graph if left out."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """Published figures of a place, or of all, held against the graph, each on the day it speaks of."""
    lang = language(lang)
    with opened() as store:
        from api.answers import figures as answers

        document: Figures | AllFigures = (
            answers.all_figures(store) if place is None else answers.figures(store, place=place)
        )
        found = document.places if isinstance(document, answers.AllFigures) else [document]
    if json:
        print_json(document)
    else:
        print_figures(found, lang)


def print_figures(found: list[Figures], lang: str) -> None:
    """A table for each place, and below it how many figures have which verdict."""
    from graph.profile import load_profile

    for held in found:
        name = load_profile(held.place).name
        print_table(
            {"en": f"Published figures of {name.en}", "zh": f"{name.zh}公布的数据"}[lang]
            + ({"en": " · synthetic data", "zh": " · 合成数据"}[lang] if held.synthetic else ""),
            ("figure", "term", "published", "ours", "verdict", "source", "reason"),
            (
                (r.id, r.term, r.published, r.ours, r.verdict, r.source, r.reason_zh if lang == "zh" else r.reason_en)
                for r in held.rows
            ),
            lang,
        )
        _say(name.zh if lang == "zh" else name.en, held.rows, lang)
    if len(found) > 1:
        everywhere = {"en": f"All {len(found)} places", "zh": f"共{len(found)}处"}[lang]
        _say(everywhere, [row for held in found for row in held.rows], lang)


def _say(name: str, rows: list[FigureRow], lang: str) -> None:
    from api.answers.figures import summary

    good, outside, wrong = summary(rows).values()
    words = {
        "en": f"{name}: {len(rows)} figures, {good} reproduced, {outside} outside the graph, {wrong} not reproduced.",
        "zh": f"{name}：{len(rows)}项数据，吻合{good}项，图外{outside}项，不吻合{wrong}项。",
    }
    console().print(words[lang])
