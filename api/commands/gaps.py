"""`wangge gaps`: where a place falls short of its own norms, as tables, one JSON document or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.history import run_history
from api.commands.questions import AsOf, Json, Lang, Place, title
from api.context import day, opened, say, watched
from api.output import language, print_document, print_table
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from api.gap_list import GapList

app = typer.Typer()

MOST = 100  # rows of a table that a person reads


@app.command()
def gaps(
    place: Place,
    norm: Annotated[
        list[str] | None, typer.Option("--norm", metavar="ID", help="Only this norm; may be given again.")
    ] = None,
    within: Annotated[
        str | None, typer.Option("--place", metavar="PLACE", help="Only inside this place, such as a street.")
    ] = None,
    severity: Annotated[
        float | None, typer.Option("--severity", metavar="LEAST", help="Only gaps at least so severe.")
    ] = None,
    households: Annotated[
        int | None, typer.Option("--households", metavar="LEAST", help="Only gaps that so many households feel.")
    ] = None,
    sort: Annotated[
        str, typer.Option("--sort", metavar="severity|households|norm|street", help="What comes first.")
    ] = "severity",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the list: .csv, .xlsx, .json or .ndjson.")
    ] = None,
    as_of: AsOf = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Tell when gaps opened and closed, from this day.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DATE", help="… up to this day; today if left out.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Where a place falls short of its own norms; with --from, since when and how long."""
    if from_ is not None or to is not None:
        lists = {"--as-of": as_of, "--severity": severity, "--households": households, "--out": out}
        given = [name for name, value in lists.items() if value is not None]
        if given:
            raise InvalidInput(f"A history takes no {given[0]}; leave it out, or leave out --from and --to.")
        run_history(place, from_, to, norms=norm or (), within=within, json=json, lang=lang)
        return
    on, spoken = day(as_of), language(lang)
    for name, bound in (("--severity", severity), ("--households", households)):
        if bound is not None and bound < 0:
            raise InvalidInput(f"{name} is {bound:g}; write a number from 0.")
    from api import gap_list

    if out is not None:
        gap_list.refuse(out)
    with opened() as store, watched(place) as progress:
        from api.answers import gaps as answers

        listed = answers.listed(
            store,
            place=place,
            as_of=on,
            norms=norm or (),
            within=within,
            least=severity,
            households=households,
            order=sort,
            progress=progress,
        )
    if out is not None:
        say(f"{gap_list.write(listed, out, spoken)} rows are in {out}.")
    elif json:
        print_document(listed.found.rows, **listed.beside())
    else:
        print_gaps(listed, spoken)


def print_gaps(listed: GapList, lang: str) -> None:
    """The tables of `wangge gaps`: gaps, then what is no gap but near one, then a line for each norm."""
    from api.gap_list import gap_row, share, waived_row

    found, zh = listed.found, lang == "zh"
    sentences = {norm.id: norm.sentence.zh if zh else norm.sentence.en for norm in listed.profile.norms}
    words = {"en": f"Coverage gaps of {listed.place.name}", "zh": f"{listed.place.name}的覆盖缺口"}
    fields = ("gap", "sentence", "subject", "value", "band", "status", "severity", "households", "lines", "path")
    headline = title(words, listed.as_of, lang, listed.synthetic)
    _print(headline, fields, [gap_row(gap, listed, sentences, lang) for gap in found.rows], lang)
    if found.targets:
        name = "尚未达到的目标（不算缺口）" if zh else "Targets not reached yet, which are no gaps"
        _print(name, fields, [gap_row(gap, listed, sentences, lang) for gap in found.targets], lang)
    if found.waived:
        names = ("gap", "subject", "reason", "by", "waived_until", "path")
        _print("已豁免" if zh else "Waived", names, [waived_row(gap, listed) for gap in found.waived], lang)
    if found.unknown:
        name = "未知：尚无记录" if zh else "Unknown: nobody has said"
        rows = [(one.norm, one.subject_name, listed.between(one)) for one in found.unknown]
        _print(name, ("norm", "subject", "path"), rows, lang)
    print_table(
        "逐条规范" if zh else "Norm by norm",
        ("norm", "sentence", "status", "subjects", "met", "gaps", "waived", "unknown", "met_share"),
        (
            (
                *(one.norm, sentences[one.norm], one.status, one.subjects, one.met, one.gaps, one.waived),
                *(one.unknown, share(one)),
            )
            for one in found.tallies
        ),
        lang,
    )
    if found.not_computable:
        print_table(
            "图中无法计算的规范" if zh else "Norms that a graph cannot answer",
            ("norm", "sentence", "reason"),
            ((one.norm, sentences[one.norm], one.reason_zh if zh else one.reason_en) for one in found.not_computable),
            lang,
        )


def _print(name: str, fields: tuple[str, ...], rows: list[tuple[Any, ...]], lang: str) -> None:
    """A table of as many rows as a person reads, and where the rest is."""
    print_table(name, fields, rows[:MOST], lang)
    if len(rows) > MOST:
        rest = f"{len(rows) - MOST:,}"
        say(
            {"en": f"… and {rest} more; --out FILE writes all.", "zh": f"……另有{rest}条；用 --out 文件 写出全部。"}[
                lang
            ]
        )
