"""`wangge twin`: a generated network with a place's structure, to load, to write as files, or only to count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.context import opened, say
from api.output import console, language, print_document, print_table
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from loaders.frames import Records
    from loaders.report import Report
    from loaders.twin import Twin

app = typer.Typer()

LARGE = 150_000  # records: about what one load holds with the heap that a database has by default


@app.command()
def twin(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place that has a twin, such as linfen.")],
    seed: Annotated[int, typer.Option(metavar="N", help="Zero or more; the same seed gives the same twin.")] = 1,
    buildings: Annotated[
        int | None, typer.Option(metavar="N", help="The place's shape with so many buildings, 1000 to 10 million.")
    ] = None,
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
    """Generate a network with a place's structure and real divisions; every node says synthetic.

    At its natural size it reproduces the published counts; with --buildings it has the place's shape at any size.
    """
    from loaders import frames

    lang = language(lang)
    if load and out:
        raise InvalidInput("--load and --out are two ways to go; choose one.")
    if form and not out:
        raise InvalidInput("--format is about what --out writes; name a folder or workbook with --out.")
    if out and answers and answers.resolve().parent == out.resolve():
        raise InvalidInput(f"{answers} would be read as records with the rest of {out}; keep the answers outside.")
    written = frames.chosen_format(out, form) if out else ""
    made, records = _made(place, seed, buildings, defects)
    counts = frames.counts(records)
    if answers:
        frames.write_answers(made.planted, answers)
    if out:
        frames.write(records, out, written)
        way = "wangge db import" if sum(counts.values()) > LARGE and written != "xlsx" else "wangge load"
        say(f"The twin is in {out}; load it with: {way} {out}")
    source = f"twin {place} seed {seed} buildings {buildings or 'natural'} defects {defects}"
    report = _load(made, records, sum(counts.values()), source) if load else None
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


def _made(place: str, seed: int, buildings: int | None, defects: str) -> tuple[Twin, Records]:
    """The twin, whose tables stay empty where it is scaled and sound, and its records."""
    from loaders import frames
    from loaders import twin as twins

    if buildings is None:
        made = twins.twin(place, seed=seed, defects=defects)
        return made, frames.frames(made.tables)
    records = twins.scaled(place, buildings=buildings, seed=seed)
    if defects == "none":
        return twins.Twin([], []), records
    made = twins.damaged(place, records, seed=seed, defects=defects)
    return made, frames.frames(made.tables)


def _load(made: Twin, records: Records, size: int, source: str) -> Report:
    from loaders import frames
    from loaders.run import holds
    from loaders.run import load as run

    with opened() as store:
        most = holds(store)
        if most is not None and size > most:
            raise InvalidInput(
                f"This twin has {size} records, and one load holds about {most}; write it with `wangge twin "
                "--out DIR --format parquet` and bring it into an empty database with `wangge db import DIR`."
            )
        report = run(store, made.tables or frames.tables(records, source), sources=[source], say=say)
    report.raise_if_refused()
    return report
