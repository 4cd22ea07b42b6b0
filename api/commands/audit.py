"""`wangge audit`: who looked at personal fields, who wrote, who changed keys; when and what for."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.questions import Json, Lang
from api.context import say
from api.output import language, print_json, print_table
from graph.errors import FileRefused
from graph.settings import Settings

app = typer.Typer()


@app.command()
def audit(
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many of the newest entries.")] = 50,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """The newest entries of the audit log, once it is seen that none was changed or taken out."""
    from api.audit import Audit
    from api.state import State

    spoken = language(lang)
    log = Audit(State(Settings.from_environment().home))
    broken = log.verify()
    rows = log.rows(limit=limit)
    if json:
        print_json({"rows": rows, "broken_at": broken})
    else:
        print_table(
            {"en": "Audit log, the newest first", "zh": "审计日志（最新在前）"}[spoken],
            ("number", "at_time", "key", "act", "of", "purpose", "outcome", "request"),
            ((r.number, r.at.isoformat(), r.key, r.what, r.of, r.purpose, r.outcome, r.request) for r in rows),
            spoken,
        )
    if broken is not None:
        raise FileRefused(
            f"The audit log is not as it was written: entry {broken} was changed, or one before it is gone."
        )
    if not json:
        say({"en": "No entry was changed or taken out.", "zh": "各条记录均未被改动或删除。"}[spoken])
