"""`wangge twin`: a generated network with a place's structure, to load, to write as files, or only to count."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.context import opened, say
from api.output import console, language, print_document, print_table
from graph.errors import InvalidInput

app = typer.Typer()


@app.command()
def twin(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place that has a twin, such as linfen.")],
    seed: Annotated[int, typer.Option(metavar="N", help="Zero or more; the same seed gives the same twin.")] = 1,
    defects: Annotated[
        str, typer.Option(metavar="none|demo", help="What to plant, to be found by gaps and route.")
    ] = "none",
    load: Annotated[bool, typer.Option("--load", help="Load it into the graph.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write it as csv into a new or empty folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """Generate a network with a place's structure, real divisions and published counts; every node says synthetic."""
    from loaders import twin as twins

    lang = language(lang)
    if load and out:
        raise InvalidInput("--load and --out are two ways to go; choose one.")
    made = twins.twin(place, seed=seed, defects=defects)
    report = None
    if out:
        twins.write(made.tables, out)
        say(f"{len(made.tables)} files are in {out}; load them with: wangge load {out}")
    if load:
        from loaders.run import load as run

        with opened() as store:
            report = run(store, made.tables, sources=[f"twin {place} seed {seed} defects {defects}"], say=say)
        report.raise_if_refused()
    if json:
        print_document(
            [{"kind": table.what, "records": len(table)} for table in made.tables],
            place=place,
            seed=seed,
            planted=[defect._asdict() for defect in made.planted],
            synthetic=True,
            report=report.as_json() if report else None,
        )
        return
    if report:
        from loaders.report import show

        show(report, console())
    else:
        print_table(
            {"en": f"A twin of {place}, seed {seed}", "zh": f"{place} 的孪生网络，种子 {seed}"}[lang],
            ("kind", "records"),
            ((table.what, len(table)) for table in made.tables),
            lang,
        )
    if made.planted:
        print_table(
            {"en": "Planted, to be found", "zh": "埋设的缺陷"}[lang],
            ("norm", "subject", "reason"),
            (tuple(defect) for defect in made.planted),
            lang,
        )
