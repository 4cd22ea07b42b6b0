"""`wangge waive | waivers`: let a gap stand until a day, and see which gaps may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import AsOf, Json, Lang
from api.context import day, opened
from api.output import language, print_json, print_table, word

if TYPE_CHECKING:
    from api.answers.gaps import Waivers, WaiverShown

app = typer.Typer()


@app.command()
def waive(
    gap: Annotated[str, typer.Argument(metavar="GAP", help="Id of a gap, as `wangge gaps --json` gives it.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why the gap may stand.")],
    by: Annotated[str, typer.Option("--by", metavar="TEXT", help="The office that lets it stand.")],
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="The first day on which it counts again; today ends it.")
    ],
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Let a gap stand until a day: it is counted apart till then, and from then on it is a gap again."""
    today, end, spoken = day(None), day(until), language(lang)
    with opened() as store:
        from loaders.waivers import waive

        done = waive(store, gap=gap, reason=reason, by=by, until=end, today=today)
    if json:
        print_json({"waiver": done.waiver, "done": done.done, "data_version": done.report.data_version})
        return
    waiver = done.waiver
    typer.echo(
        _SENTENCES[spoken][done.done].format(gap=waiver.gap, until=waiver.until, by=waiver.by, reason=waiver.reason)
    )


_SENTENCES = {
    "en": {
        "made": "{gap} is waived by {by} until {until} ({reason}); from that day on it is a gap again.",
        "changed": "{gap} is from now on waived by {by} until {until} ({reason}); from that day on it is a gap again.",
        "ended": "The waiver of {gap} ends today ({reason}, {by}): it is a gap again.",
        "unchanged": "{gap} is waived so already, by {by} until {until} ({reason}); nothing was written.",
    },
    "zh": {
        "made": "缺口 {gap} 经{by}批准豁免至 {until}（{reason}）；自该日起重新计为缺口。",
        "changed": "缺口 {gap} 的豁免已更改：{by}批准，至 {until}（{reason}）；自该日起重新计为缺口。",
        "ended": "缺口 {gap} 的豁免于今日结束（{reason}，{by}）：重新计为缺口。",
        "unchanged": "缺口 {gap} 已如此豁免：{by}批准，至 {until}（{reason}）；未写入任何内容。",
    },
}


@app.command()
def waivers(
    place: Annotated[str | None, typer.Argument(metavar="[PLACE]", help="Only of this place; all if left out.")] = None,
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="Also those that have expired or have not begun.")] = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Which gaps may stand, why, who says so, and until when."""
    on, spoken = day(as_of), language(lang)
    with opened() as store:
        from api.answers import gaps as answers

        answer = answers.waivers(store, as_of=on, place=place, every=every)
    if json:
        print_json(answer)
    else:
        print_waivers(answer, spoken, every)


def print_waivers(answer: Waivers, lang: str, every: bool) -> None:
    """The table of `wangge waivers`; the state is shown where not all have the same."""
    place = answer.place
    of = {"en": f"Waivers of {place.name}", "zh": f"{place.name}的豁免"} if place else {"en": "Waivers", "zh": "豁免"}
    note = {"en": " · synthetic data", "zh": " · 合成数据"}[lang] if answer.synthetic else ""
    above = len(place.path) if place else 0

    def inside(row: WaiverShown) -> str | None:
        steps = (row.path or [])[above:]
        return " / ".join(step.name for step in steps if step.id != row.subject_id) or None

    print_table(
        f"{of[lang]} · {answer.as_of.isoformat()}{note}",
        ("gap", "subject", "reason", "by", "since", "until", "state", "path"),
        (
            (
                row.gap,
                row.subject_name,
                row.reason,
                row.by,
                row.since,
                row.until,
                word(row.state, lang) if every else None,
                inside(row),
            )
            for row in answer.rows
        ),
        lang,
    )
