"""`wangge profile check | show`: whether a profile holds together, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.context import say
from api.output import language, print_json, print_table, word

app = typer.Typer(no_args_is_help=True)


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A profile, one YAML file.")]) -> None:
    """Whether a profile holds together: every fault, with its line and what is allowed."""
    from graph.profile import read_profile

    profile = read_profile(file)
    say(
        f"{file} holds together: {profile.name.zh}, {len(profile.levels)} levels, {len(profile.norms)} norms, "
        f"{len(profile.figures)} figures."
    )


@app.command()
def show(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place that has a profile, such as linfen.")],
    json: Annotated[bool, typer.Option("--json", help="The whole profile as one JSON document.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """What a place's profile says."""
    from graph.profile import load_profile

    profile, lang = load_profile(place), language(lang)
    if json:
        print_json(profile.model_dump(mode="json"))
        return
    chain = " → ".join(level.term for level in profile.levels)
    print_table(
        f"{profile.name.zh} {profile.name.en}: {chain}",
        ("norm", "status", "term", "source"),
        (
            (n.id, word(n.status, lang), n.sentence.zh if lang == "zh" else n.sentence.en, n.source)
            for n in profile.norms
        ),
        lang,
    )
