"""`wangge twin`: a generated network with a place's structure, to load, to write as files, or only to count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.context import opened, say
from api.output import console, language, print_document, print_table
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from graph.records import Table
    from loaders.report import Report

app = typer.Typer()


@app.command()
def twin(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place that has a twin, such as linfen.")],
    seed: Annotated[int, typer.Option(metavar="N", help="Zero or more; the same seed gives the same twin.")] = 1,
    defects: Annotated[
        str, typer.Option(metavar="none|demo|KIND=N,…", help="What to plant, to be found by gaps and route.")
    ] = "none",
    load: Annotated[bool, typer.Option("--load", help="Load it into the graph.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR|FILE.xlsx", help="Write it into a new or empty folder, or a workbook.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="csv|xlsx|parquet", help="Of what --out writes; csv by default.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what was planted as csv, to score what is found.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """Generate a network with a place's structure, real divisions and published counts; every node says synthetic."""
    from loaders import frames
    from loaders import twin as twins

    lang = language(lang)
    if load and out:
        raise InvalidInput("--load and --out are two ways to go; choose one.")
    if form and not out:
        raise InvalidInput("--format is about what --out writes; name a folder or workbook with --out.")
    if out and answers and answers.resolve().parent == out.resolve():
        raise InvalidInput(f"{answers} would be read as records with the rest of {out}; keep the answers outside.")
    written = frames.chosen_format(out, form) if out else ""
    made = twins.twin(place, seed=seed, defects=defects)
    if answers:
        frames.write_answers(made.planted, answers)
    if out:
        frames.write(frames.frames(made.tables), out, written)
        say(f"The twin is in {out}; load it with: wangge load {out}")
    report = _load(made.tables, f"twin {place} seed {seed} defects {defects}") if load else None
    counts = {table.what: len(table) for table in made.tables}
    if json:
        print_document(
            [{"kind": what, "records": count} for what, count in counts.items()],
            place=place,
            seed=seed,
            planted=[defect._asdict() for defect in made.planted],
            forced=made.forced,
            synthetic=True,
            report=report.as_json() if report else None,
        )
        return
    if report:
        from loaders.report import show

        show(report, console())
    else:
        title = {"en": f"A twin of {place}, seed {seed}", "zh": f"{place} 的孪生网络，种子 {seed}"}[lang]
        print_table(title, ("kind", "records"), counts.items(), lang)
    if made.planted:
        title = {"en": "Planted, to be found", "zh": "埋设的缺陷"}[lang]
        print_table(title, ("norm", "subject", "reason"), made.planted, lang)
    if made.forced:
        norms = ", ".join(made.forced)
        say({"en": f"The published figures themselves miss {norms}.", "zh": f"公布的数据本身未达到 {norms}。"}[lang])


def _load(tables: list[Table], source: str) -> Report:
    from loaders.run import load as run

    with opened() as store:
        report = run(store, tables, sources=[source], say=say)
    report.raise_if_refused()
    return report
