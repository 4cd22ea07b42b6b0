"""`wangge rehearse`: every issue type from every place, in every mode, before anybody needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang, Place, is_synthetic, profiled, title
from api.context import day, opened, say, watched
from api.output import console, language, print_document, print_table, word
from graph.errors import InvalidInput
from graph.schema import SCHEMA
from graph.words import did_you_mean

if TYPE_CHECKING:
    from datetime import date

    from cypher.places import PlaceRow
    from cypher.rehearsal import Finding, Rehearsal, StepRef
    from cypher.rows import IssueTypeRow

app = typer.Typer()

MOST = 100  # rows of a table that a person reads
NAMED = 3  # issue types and steps that a row names


@app.command()
def rehearse(
    place: Place,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="ISSUE", help="Only this issue type; may be given again.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="dead_end|loop|…", help="Only findings of this kind; may be given again."),
    ] = None,
    level: Annotated[
        str | None,
        typer.Option("--level", metavar="LEVEL", help="From where issues are raised; buildings if left out."),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Where routes would get stuck: every issue type from every building, in every mode."""
    from graph.workdays import load_calendar

    on, spoken, calendar = day(as_of), language(lang), load_calendar()
    with opened() as store, watched(place) as progress:
        from cypher.rehearsal import KINDS, rehearse
        from cypher.routing import issue_type, issue_types

        for one in kind or ():
            if one not in KINDS:
                raise InvalidInput(f"{one[:40]!r} is no kind of finding. {did_you_mean(one, KINDS)}")

        def ask() -> tuple[PlaceRow, list[IssueTypeRow], Rehearsal, bool]:
            profile, found = profiled(store, place, on)
            if level is not None and level not in profile.all_levels:
                raise InvalidInput(
                    f"{profile.name.zh} has no level {level[:40]!r}; its levels are {', '.join(profile.all_levels)}."
                )
            every = [issue_type(store, word=one) for one in types] if types else issue_types(store)
            rehearsed = rehearse(
                store,
                profile=profile,
                place=found.id,
                as_of=on,
                types=every,
                level=level,
                calendar=calendar,
                progress=progress,
            )
            return found, every, rehearsed, is_synthetic(store, found)

        (found, every, rehearsed, synthetic), version = store.consistent(ask)
    rows = [row for row in rehearsed.rows if not kind or row.kind in kind]
    if json:
        counted = {name: value for name, value in rehearsed._asdict().items() if name != "rows"}
        print_document(rows, place=found, as_of=on, **counted, data_version=version, synthetic=synthetic)
    else:
        print_rehearsal(found, every, rehearsed, rows, on, spoken, synthetic)


def print_rehearsal(
    place: PlaceRow,
    types: list[IssueTypeRow],
    rehearsed: Rehearsal,
    rows: list[Finding],
    on: date,
    lang: str,
    synthetic: bool,
) -> None:
    """The table of `wangge rehearse`, the most households first within a kind, and what was walked."""
    zh = lang == "zh"
    names = {one.id: one.name for one in types}
    words = {"en": f"Rehearsal of {place.name}", "zh": f"{place.name}的流转演练"}
    headline = title(words, on, lang, synthetic)
    if rows:
        fields = ("finding", "who", "at", "households", "places", "issue_types", "steps", "why", "mend")
        print_table(headline, fields, [_row(row, names, len(types), lang) for row in rows[:MOST]], lang)
    else:
        console().print(headline)
    if len(rows) > MOST:
        more = f"{len(rows) - MOST:,}"
        say({"en": f"… and {more} more; --json writes all.", "zh": f"……另有{more}条；用 --json 写出全部。"}[lang])
    of = f"{rehearsed.places:,}", f"{rehearsed.routes:,}", f"{rehearsed.whole:,}", f"{rehearsed.stuck:,}"
    if zh:
        said = "{4}{0}处，议题{5}类，共{1}条流转：{2}条没有问题，{3}条有断点。"
    else:
        said = "Places ({4}): {0}; issue types: {5}; routes: {1}, of which {2} have nothing wrong and {3} a dead end."
    at = SCHEMA.level[rehearsed.level].zh if zh else word(rehearsed.level, lang)
    console().print(said.format(*of, at, len(types)))


def _row(row: Finding, names: dict[str, str], types: int, lang: str) -> tuple[Any, ...]:
    zh = lang == "zh"
    unsaid = {"en": f" + {row.without_households} unknown", "zh": f"，另{row.without_households}处未知"}[lang]
    every = "全部" if zh else "all"
    return (
        word(row.kind, lang),
        getattr(row.actor, lang),
        row.at.name if row.at else "、".join(body.name for body in row.wanting[:NAMED]) or None,
        f"{row.households:,}{unsaid if row.without_households else ''}",
        row.places,
        every if len(row.issue_types) == types > NAMED else _first([names[id_] for id_ in row.issue_types], lang),
        _first(list(dict.fromkeys(_step(ref, lang) for ref in row.steps)), lang),
        getattr(row.why, lang),
        getattr(row.mend, lang) if row.mend else None,
    )


def _step(ref: StepRef, lang: str) -> str:
    return f"{ref.channel_zh if lang == 'zh' else ref.channel_en} {ref.number}"


def _first(named: list[str], lang: str) -> str:
    """The first of some names, and how many more there are."""
    more = len(named) - NAMED
    rest = {"en": f" and {more} more", "zh": f"等{len(named)}项"}[lang] if more > 0 else ""
    return "、".join(named[:NAMED]) + rest
