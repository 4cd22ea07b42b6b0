"""`wangge model`: what may be in the graph."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import print_json

app = typer.Typer()


@app.command()
def model(json: Annotated[bool, typer.Option("--json", help="The schema as one JSON document.")] = False) -> None:
    """Every node, edge and property that may be in the graph, with meaning, unit and allowed values."""
    from graph import describe

    if json:
        print_json(describe.as_json())
    else:
        typer.echo(describe.as_markdown(), nl=False)
