"""`wangge questions | ask`: every question by name."""

from __future__ import annotations

from typing import Annotated

import typer

from api.context import opened
from api.output import language, print_document, print_table
from graph.errors import InvalidInput, NotFound

app = typer.Typer()


@app.command()
def questions(
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """Every question, with its title and parameters."""
    from cypher.catalogue import catalogue

    asked = catalogue().values()
    if json:
        print_document(
            [
                {
                    "name": one.name,
                    "title": one.title,
                    "parameters": [{"name": p.name, "kind": p.kind, "required": p.required} for p in one.params],
                }
                for one in asked
            ]
        )
        return
    print_table(
        {"en": "Questions: wangge ask NAME key=value …", "zh": "可提的问题：wangge ask 名称 参数=值 …"}[language(lang)],
        ("name", "title", "parameters"),
        (
            (one.name, one.title, ", ".join(p.name if p.required else f"[{p.name}]" for p in one.params))
            for one in asked
        ),
        language(lang),
    )


@app.command()
def ask(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A question; `wangge questions` lists them.")],
    values: Annotated[list[str] | None, typer.Argument(metavar="key=value …", help="Its parameters.")] = None,
) -> None:
    """Ask any question by name; the answer is one JSON document."""
    from cypher.catalogue import catalogue
    from graph.words import did_you_mean

    known = catalogue()
    if name not in known:
        raise NotFound(f"There is no question {name[:60]!r}. {did_you_mean(name, known)}")
    texts: dict[str, str] = {}
    for value in values or []:
        key, equals, text = value.partition("=")
        if not equals:
            raise InvalidInput(f"{value[:60]!r} is no parameter; write it as key=value.")
        if key in texts:
            raise InvalidInput(f"{key[:60]!r} is given twice.")
        texts[key] = text
    with opened() as store:
        rows, version = store.consistent(lambda: known[name].call(store, **texts))
    print_document(rows, question=name, parameters=texts, data_version=version)
