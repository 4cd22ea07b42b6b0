"""`wangge db start | stop | status | logs | backup | restore | import`: the database of our own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.context import say
from api.output import print_json
from graph import local
from graph.schema import SCHEMA
from graph.settings import Settings

app = typer.Typer(no_args_is_help=True)


@app.command()
def start() -> None:
    """Start the database, unless it runs; the first time, bring it."""
    server = local.start(Settings.from_environment(), say)
    say(f"The database runs at {server.uri}, user {server.user}; its password stands in {server.password_file}.")


@app.command()
def stop() -> None:
    """Stop the database."""
    stopped = local.stop(Settings.from_environment())
    say("The database is stopped." if stopped else "The database was not running.")


@app.command()
def status(
    json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs that want to connect.")] = False,
) -> None:
    """Where the database is, and whether it runs."""
    settings = Settings.from_environment()
    server = local.status(settings)
    if json:
        print_json(asdict(server))
    elif settings.configured:
        typer.echo(f"WANGGE_NEO4J_URI names a server of your own: {server.uri}, database {server.database}.")
    elif server.pid is None:
        typer.echo(f"The database in {server.home} does not run; start it with `wangge db start`.")
    else:
        typer.echo(
            f"The database in {server.home} runs at {server.uri} (process {server.pid}), user {server.user}, "
            f"database {server.database}; its password stands in {server.password_file}."
        )


@app.command()
def logs(
    lines: Annotated[int, typer.Option("--lines", min=1, metavar="N", help="How many of the last lines.")] = 50,
) -> None:
    """The last lines of the database's log."""
    settings = Settings.from_environment()
    found = local.logs(settings, lines)
    for line in found:
        typer.echo(line)
    if not found:
        say(f"The database in {settings.home} has not been started yet.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the backup.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is already there.")] = False,
) -> None:
    """Write the whole database into one file."""
    local.backup(Settings.from_environment(), file, force=force, say=say)
    say(f"The backup is {file}, {_size(file)}.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `wangge db backup` wrote.")]) -> None:
    """Replace the whole database by a backup."""
    local.restore(Settings.from_environment(), file, say)
    say(f"The database is what {file} holds, {_size(file)}.")


@app.command(name="import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Tables as `wangge twin --out DIR` writes them.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace everything that the database holds.")] = False,
    json: Annotated[bool, typer.Option("--json", help="What was imported as one JSON document.")] = False,
) -> None:
    """Make a folder of csv or Parquet the whole database: millions of records, server stopped meanwhile."""
    from loaders.offline import bring_in

    made = bring_in(Settings.from_environment(), folder, overwrite=overwrite, say=say)
    if json:
        print_json(made._asdict())
    else:
        nodes = sum(n for what, n in made.created.items() if what in SCHEMA.node)
        say(f"The database holds {nodes} nodes and {sum(made.created.values()) - nodes} edges from {folder}.")


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"
