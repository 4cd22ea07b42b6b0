"""`wangge load` and `wangge template`: records from files into the graph, and an empty workbook to write them in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.context import day, opened, say
from api.output import console, language, print_json
from graph.errors import InvalidInput, LoadRefused

app = typer.Typer()
FORMS = ("popolo", "edges")  # the first word of PATH…: how the files after it are read


@app.command()
def load(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[popolo|edges] PATH…",
            help="Workbooks, csv or Parquet files, or folders of those. After the word popolo: Popolo files; after "
            "edges: lists of who holds which post where. A file of that name is given as ./popolo.",
        ),
    ] = None,
    divisions: Annotated[
        list[str] | None,
        typer.Option(
            "--divisions", metavar="PLACE", help="Streets and communities that ship: a place's name or a code."
        ),
    ] = None,
    types: Annotated[
        str | None,
        typer.Option(
            "--issue-types",
            metavar="project|FILE",
            help="Issue types and who handles them, by function: the table that ships, or a csv of your own.",
        ),
    ] = None,
    default: Annotated[
        str | None,
        typer.Option("--as", metavar="LABEL", help="Of popolo and edges: what a body is of which nothing is said."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what would be written.")] = False,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="PLACE", help="Also check levels and posts of the place.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The report as one JSON document.")] = False,
) -> None:
    """Load records: all of them or, where one has a fault, none. The same file again changes nothing."""
    form = paths[0] if paths and paths[0] in FORMS else ""
    named = [Path(path) for path in (paths or ())[bool(form) :]]
    if form and not named:
        raise InvalidInput(f"Name the files to load after the word {form}; a file of that name is given as ./{form}.")
    if not named and not divisions and not types:
        raise InvalidInput("Name a file or folder to load, --divisions with a place, or --issue-types with a table.")
    with opened() as store:
        from api.answers import loads

        report = loads.load(
            store,
            paths=named,
            form=form,
            default=default,
            divisions=divisions or (),
            issue_types=types,
            profile=profile,
            check=check,
            today=day(None),
            say=say,
        )
    if json:
        print_json(report.as_json())
    else:
        from loaders.report import show

        show(report, console())
    if report.faults:
        raise LoadRefused("Nothing was written; mend the faults listed above and load again.", report=report.as_json())


@app.command()
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The workbook to write; never one that is there.")],
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="en|zh", help="Language of sheets and headings.")
    ] = None,
) -> None:
    """Write an empty workbook with a sheet for each kind of record and notes on each heading."""
    from loaders.template import write_template

    write_template(out, language(lang))
    say(f"{out} is written; fill it in and load it with: wangge load {out}")
