"""`wangge key create | list | revoke`: who may ask the service, what, of which place, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import Json, Lang
from api.context import day, opened, say
from api.output import language, print_json, print_table, word
from graph.errors import InvalidInput
from graph.settings import Settings

if TYPE_CHECKING:
    from api.audit import Audit
    from api.keys import Keys

app = typer.Typer(no_args_is_help=True)

GRIDS = ("grid", "micro_grid")


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What people call it, such as the office that has it.")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", metavar="SCOPE", help="read, read:personal, write or admin; may be given again."),
    ],
    area: Annotated[
        str | None, typer.Option("--area", metavar="PLACE", help="The place outside which it sees nothing.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The first day on which it no longer holds.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a key and print it, this once: only a hash of it is kept."""
    from api.keys import scopes_of

    end = day(until) if until else None
    place = _area(area) if area else None
    keys, audit = _kept()
    made, key = keys.create(name, scopes_of(scope), place, end)
    audit.add("command", "create a key", f"{made.id} {made.name}", outcome="done")
    if json:
        print_json({**vars(made), "key": key})
        return
    typer.echo(key)
    say("Keep it: it is shown this once. Send it as: Authorization: Bearer <key>")


@app.command("list")
def list_(json: Json = False, lang: Lang = None) -> None:
    """Every key there is or was; never what it is."""
    spoken = language(lang)
    rows = _kept()[0].list()
    if json:
        print_json({"rows": rows})
        return
    print_table(
        {"en": "Keys", "zh": "密钥"}[spoken],
        ("name", "subject_id", "scopes", "area", "until", "state"),
        ((row.name, row.id, "、".join(row.scopes), row.area, row.until, word(row.state, spoken)) for row in rows),
        spoken,
    )


@app.command()
def revoke(name: Annotated[str, typer.Argument(metavar="NAME", help="Name or id of a key.")]) -> None:
    """Let a key hold no longer, from now on and in every worker."""
    keys, audit = _kept()
    row = keys.revoke(name)
    audit.add("command", "revoke a key", f"{row.id} {row.name}", outcome="done")
    say(f"The key {row.name} ({row.id}) holds no longer.")


def _kept() -> tuple[Keys, Audit]:
    from api.audit import Audit
    from api.keys import Keys
    from api.state import State

    state = State(Settings.from_environment().home)
    return Keys(state), Audit(state)


def _area(place: str) -> str:
    """The id of the place to which a key is bound."""
    with opened() as store:
        from api.answers.meant import resolved

        found = resolved(store, place, day(None))
    if found.level in GRIDS:
        raise InvalidInput(
            f"{found.name} is a {found.level.replace('_', ' ')}, which lies across the territory; bind the key to the "
            "community or compound around it."
        )
    return found.id
