"""`wangge profile check | list | show`: whether a profile holds together, which there are, and what one says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.context import say
from api.output import language, print_json, print_table

app = typer.Typer(no_args_is_help=True)

Lang = Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")]


@app.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="A profile, one YAML file.")]) -> None:
    """Whether a profile holds together: every fault, with its line and what is allowed."""
    from cypher.profiles import against_measures
    from graph.profile import read_profile

    profile = read_profile(file, against_measures)
    say(
        f"{file} holds together: {profile.name.zh}, {len(profile.levels)} levels, {len(profile.norms)} norms, "
        f"{len(profile.figures)} figures."
    )


@app.command(name="list")
def list_(
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")] = False,
    lang: Lang = None,
) -> None:
    """Places that have a profile."""
    from graph.profile import load_profile
    from graph.profile_head import places

    profiles, lang = [load_profile(place) for place in places()], language(lang)
    if json:
        brief = ("place", "name", "codes")
        rows = [
            {name: getattr(p, name) for name in brief} | {"norms": len(p.norms), "figures": len(p.figures)}
            for p in profiles
        ]
        print_json({"rows": rows})
        return
    print_table(
        {"en": "Places that have a profile", "zh": "有档案的地方"}[lang],
        ("place", "name", "codes", "norms", "figures"),
        (
            (p.place, p.name.zh if lang == "zh" else p.name.en, ", ".join(p.codes), len(p.norms), len(p.figures))
            for p in profiles
        ),
        lang,
    )


@app.command()
def show(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place that has a profile, such as linfen.")],
    json: Annotated[bool, typer.Option("--json", help="The whole profile as one JSON document.")] = False,
    lang: Lang = None,
) -> None:
    """What a place's profile says: its levels, lines, rules, norms and ways for issues."""
    from graph.profile import load_profile

    profile, lang = load_profile(place), language(lang)
    if json:
        print_json(profile.model_dump(mode="json"))
        return
    from api.profile_page import Page

    Page(profile, lang).print()
