"""`wangge py2neo`: how a notebook that uses py2neo opens the graph. Nothing of ours imports py2neo itself."""

from __future__ import annotations

from typing import Annotated

import typer

from api.context import say
from graph import local
from graph.errors import InvalidInput
from graph.settings import Settings

app = typer.Typer()

SNIPPET = """\
# py2neo is at its end of life (its last release is of 2021): for new work take the neo4j driver or wangge's functions
{imports}
from py2neo import Graph

graph = Graph({uri!r}, auth=({user!r}, {password}), name={database!r})

# nodes by label: every property is that of MODEL.md; read only, for what wangge has not loaded it cannot undo
for node in graph.nodes.match("Compound").order_by("_.id").limit(10):
    print(node["id"], node["name"], node["since"])

# relations: into a node, of one type, with their days; a day is None where it is unknown
compound = graph.nodes.match("Compound").order_by("_.id").first()
if compound:
    for part in sorted(graph.match((None, compound), r_type="PART_OF"), key=lambda part: part.start_node["id"]):
        print(part.start_node["name"], type(part).__name__, part.end_node["name"], part["since"])
"""


@app.command()
def py2neo(
    password: Annotated[
        bool, typer.Option("--password", help="Write the password itself into it; whoever sees the text then has it.")
    ] = False,
) -> None:
    """Print Python that opens the graph with py2neo, which is at its end of life."""
    settings = Settings.from_environment()
    server = local.status(settings) if settings.configured else local.start(settings, say)
    if password:
        known = settings.password if server.password_file is None else local.password(server)
        if not known:
            raise InvalidInput("WANGGE_NEO4J_PASSWORD is not set: there is no password to write; leave --password out.")
        imports, read = "", repr(known)
    elif server.password_file is None:
        imports, read = "import os\n", 'os.environ["WANGGE_NEO4J_PASSWORD"]'
    else:
        imports, read = "from pathlib import Path\n", f'Path({str(server.password_file)!r}).read_text("ascii").strip()'
    text = SNIPPET.format(imports=imports, uri=server.uri, user=server.user, password=read, database=server.database)
    typer.echo(text, nl=False)
