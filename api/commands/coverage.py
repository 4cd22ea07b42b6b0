"""`wangge coverage`: how many buildings and households of a place each line covers, by the places inside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang, Place, title
from api.context import day, opened
from api.output import console, language, print_json, print_table, shown

if TYPE_CHECKING:
    from cypher.coverage.rates import CoverageRow
    from cypher.places import PlaceRow

app = typer.Typer()


@app.command()
def coverage(
    place: Place,
    by: Annotated[
        str | None, typer.Option("--by", metavar="LEVEL", help="Level of the rows; the next one below if left out.")
    ] = None,
    line: Annotated[str | None, typer.Option("--line", metavar="LINE", help="Only this line.")] = None,
    as_of: AsOf = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """How many buildings and households each line covers."""
    on = day(as_of)
    with opened() as store:
        from api.answers import coverage as answers

        answer = answers.coverage(store, place=place, as_of=on, by=by, line=line)
    if json:
        print_json(answer)
    else:
        print_coverage(answer.place, answer.rows, on, language(lang), answer.synthetic)


def print_coverage(place: PlaceRow, rows: list[CoverageRow], on: date, lang: str, synthetic: bool) -> None:
    """The table of `wangge coverage`, and what its shares and rows mean."""
    total, nowhere, absent = {
        "en": ("(total)", "(none)", "not applicable"),
        "zh": ("（合计）", "（无）", "不适用"),
    }[lang]
    words = {"en": f"Coverage of {place.name}", "zh": f"{place.name}的覆盖情况"}
    print_table(
        title(words, on, lang, synthetic),
        (
            *("line", "place", "buildings", "covered", "partial", "uncovered", "unknown", "share"),
            *("households", "covered_households", "uncovered_households", "unknown_households"),
            *("household_share", "without_households"),
        ),
        (
            (
                row.line,
                total if row.total else row.place_name or nowhere,
                row.buildings,
                row.covered,
                row.partial,
                row.uncovered,
                row.unknown,
                _share(row.share, row.covered, row.share_of, lang) if row.state == "applicable" else absent,
                row.households,
                row.covered_households,
                row.uncovered_households,
                row.unknown_households,
                _share(row.household_share, row.covered_households, row.household_share_of, lang),
                row.without_households or None,
            )
            for row in rows
        ),
        lang,
    )
    notes = [
        {
            "en": "Known buildings are those covered, partial or uncovered; known households are covered or not. "
            "Their number stands after the stroke; what is unknown is counted apart.",
            "zh": "已知楼栋指覆盖、部分覆盖和未覆盖的楼栋，已知户数指覆盖和未覆盖的户数，即斜线之后的数；未知的另计。",
        }[lang]
    ]
    if repeated := max((row.repeated or 0 for row in rows), default=0):
        notes.append(
            {
                "en": f"Rows overlap: {repeated} times a building lies in one more of them; the total counts it once.",
                "zh": f"各行有重叠：有{repeated}次楼栋另在一行出现；合计只计一次。",
            }[lang]
        )
    console().print("\n".join(notes))


def _share(share: float | None, part: Any, whole: Any, lang: str) -> str | None:
    """A share with what it is of: 96.3 % (1,926/2,000); none of nothing."""
    return None if share is None else f"{_percent(share)} ({shown(part, lang)}/{shown(whole, lang)})"


def _percent(share: float) -> str:
    """One digit after the point, and never 100.0 where something is missing, nor 0.0 where something is there."""
    rounded = min(max(share, 0.001), 0.999) if 0 < share < 1 else share
    return f"{100 * rounded:.1f} %"
