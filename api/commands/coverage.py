"""`wangge coverage`: how many buildings and households of a place each line covers, by the places inside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang, Place, is_synthetic, profiled, title
from api.context import day, opened
from api.output import console, language, print_document, print_table, shown
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from cypher.coverage.rates import CoverageRow
    from cypher.places import PlaceRow
    from graph.profile import Profile
    from graph.store import Store

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
        from cypher.coverage import COUNTED
        from cypher.coverage.rates import SHARES, counted, coverage

        if line is not None and line not in COUNTED:
            raise InvalidInput(f"{line[:40]!r} is no line that counts; those are {', '.join(COUNTED)}.")

        def ask() -> tuple[PlaceRow, str, list[CoverageRow], bool]:
            profile, found = profiled(store, place, on)
            level = _level(store, profile, found, by, on)
            rows = coverage(
                store,
                place=found.id,
                by=level,
                counts=counted(profile),
                as_of=on,
                optional=[one.level for one in profile.levels if one.optional],
                lines=COUNTED if line is None else (line,),
            )
            return found, level, rows, is_synthetic(store, found)

        (found, level, rows, synthetic), version = store.consistent(ask)
    if json:
        print_document(rows, place=found, by=level, as_of=on, data_version=version, synthetic=synthetic, shares=SHARES)
    else:
        print_coverage(found, rows, on, language(lang), synthetic)


def _level(store: Store, profile: Profile, place: PlaceRow, by: str | None, on: date) -> str:
    """The level of the rows: one of the profile's, below the place."""
    from cypher.coverage.rates import levels_below, next_level

    if by is None:
        return next_level(store, profile=profile, place=place.id, level=place.level, as_of=on)
    below = [level for level in levels_below(place.level) if level in profile.all_levels]
    if below and by not in below:
        raise InvalidInput(f"{place.name} has no rows by {by[:40]!r}; levels below it here are {', '.join(below)}.")
    return by


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
