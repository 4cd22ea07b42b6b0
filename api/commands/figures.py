"""`wangge figures`: what a place has published, and what the graph says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import is_synthetic, profiled
from api.context import opened
from api.output import language, print_document, print_table

if TYPE_CHECKING:
    from cypher.figures import FigureRow
    from graph.profile import Profile

app = typer.Typer()


@app.command()
def figures(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place that has a profile, such as linfen.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """Published figures of a place, held against the graph, each on the day it speaks of."""
    from cypher.figures import figures as held
    from graph.profile import load_profile

    on, lang = load_profile(place).source.as_of, language(lang)
    with opened() as store:

        def ask() -> tuple[Profile, list[FigureRow], bool]:
            profile, root = profiled(store, place, on)
            return profile, held(store, profile=profile, place=root.id), is_synthetic(store, root)

        (profile, rows, synthetic), version = store.consistent(ask)
    if json:
        print_document(rows, place=place, as_of=on, data_version=version, synthetic=synthetic)
        return
    print_table(
        {"en": f"Published figures of {profile.name.en}", "zh": f"{profile.name.zh}公布的数据"}[lang],
        ("figure", "term", "published", "ours", "verdict", "source", "reason"),
        (
            (r.id, r.term, r.published, r.ours, r.verdict, r.source, r.reason_zh if lang == "zh" else r.reason_en)
            for r in rows
        ),
        lang,
    )
