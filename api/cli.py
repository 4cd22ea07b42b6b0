"""The `wangge` command: groups of commands, and one sentence with an exit code for every error.

Exit codes: 0 done; 1 the data or the place is not as asked; 2 the question cannot be read; 3 the database;
70 a fault of ours, with a file that says what happened.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from api.commands import (
    ask,
    audit,
    coverage,
    cross_holders,
    db,
    demo,
    doctor,
    export,
    figures,
    gaps,
    interlocks,
    issue_types,
    key,
    load,
    loads,
    merges,
    model,
    profile,
    py2neo,
    questions,
    rehearse,
    search,
    serve,
    twin,
    waivers,
    why,
)
from api.context import say
from graph import errors

EXIT_CODES: dict[type[errors.WanggeError], int] = {
    errors.WanggeError: 1,
    errors.InvalidInput: 2,
    errors.EngineError: 3,
    errors.DatabaseError: 3,
}
OUR_FAULT = 70

app = typer.Typer(
    name="wangge",
    help="网格: who covers which building, where the gaps are, and which way an issue goes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
PARTS = (
    *(demo, questions, search, rehearse, issue_types, coverage, gaps, why, waivers, ask, load, loads, twin, figures),
    *(cross_holders, interlocks, merges, model, py2neo, serve, audit, doctor),
)
for part in PARTS:
    app.registered_commands += part.app.registered_commands
app.add_typer(db.app, name="db", help="The database of our own: start, stop, look, save, bring back.")
app.add_typer(export.app, name="export", help="Pictures of the network, and atlases of a place, as files to pass on.")
app.add_typer(key.app, name="key", help="Keys of the service: who may ask, what, of which place, until when.")
app.add_typer(profile.app, name="profile", help="What a place's profile says, and whether it holds together.")


def main() -> NoReturn:
    """Run the command; turn what it raises into a sentence and an exit code."""
    try:
        app()
    except errors.WanggeError as error:
        say(error.message)
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001, RUF100 - whatever is left is ours, and is never shown as the user's
        _own_up(error)
        sys.exit(OUR_FAULT)
    sys.exit(0)


def exit_code(error: errors.WanggeError) -> int:
    """The exit code of the nearest class in the error's ancestry."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def _own_up(error: Exception) -> None:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="wangge-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    say(f"This is a fault of wangge, not of what you typed ({type(error).__name__}). {file.name} says what happened.")
