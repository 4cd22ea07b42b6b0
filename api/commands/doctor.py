"""`wangge doctor`: whether everything that wangge stands on holds, and what to do where it does not."""

from __future__ import annotations

import os

import typer

from api.commands.questions import Json, Lang
from api.output import language, print_json, print_table
from graph.settings import LANGUAGES

app = typer.Typer()


@app.command()
def doctor(json: Json = False, lang: Lang = None) -> None:
    """Look at every part, a line each; exit code 1 where one is bad. Starts nothing, changes nothing."""
    from api.doctor import examine

    named = os.environ.get("WANGGE_LANG")  # not by way of the settings: that they cannot be read is for a line to say
    spoken = language(lang or (named if named in LANGUAGES else LANGUAGES[0]))
    lines = examine(spoken)
    if json:
        print_json({"rows": [line._asdict() for line in lines]})
    else:
        print_table(
            {"en": "What was looked at", "zh": "检查结果"}[spoken], ("check", "state", "found", "repair"), lines, spoken
        )
    if any(line.state == "bad" for line in lines):
        raise typer.Exit(1)
