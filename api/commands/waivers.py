"""`wangge waive | waivers`: let a gap stand until a day, and see which gaps may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang, is_synthetic, profiled
from api.context import day, opened
from api.output import language, print_document, print_json, print_table, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cypher.places import PlaceRow
    from cypher.rows import PlaceRef
    from cypher.waivers import WaiverRow
    from graph.store import Store

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

        def ask() -> tuple[PlaceRow | None, list[WaiverRow], dict[str, list[PlaceRef]], bool]:
            return _asked(store, place, on, every)

        (found, rows, paths, synthetic), version = store.consistent(ask)
    if json:
        documents: list[Mapping[str, Any]] = [{**vars(row), "path": paths.get(row.subject_id)} for row in rows]
        print_document(documents, place=found, as_of=on, data_version=version, synthetic=synthetic)
    else:
        print_waivers(found, rows, paths, on, spoken, synthetic, every)


def _asked(
    store: Store, place: str | None, on: date, every: bool
) -> tuple[PlaceRow | None, list[WaiverRow], dict[str, list[PlaceRef]], bool]:
    """The place, its waivers, the ways to their subjects, and whether any of it was generated.

    Of a profile's own place all waivers of its norms, also those whose subject is gone; of a place inside it those
    whose subject stands there.
    """
    from cypher.places import placed
    from cypher.waivers import waivers

    profile, found = profiled(store, place, on) if place is not None else (None, None)
    rows = waivers(store, as_of=on, profile=profile.place if profile else None, ended=every)
    ids = sorted({row.subject_id for row in rows})
    root = found.id if found else ""
    paths = {row.id: row.path for row in placed(store, as_of=on, root=root, places=ids, bodies=ids, people=ids)}
    if found and profile and found.code not in profile.codes:
        rows = [row for row in rows if any(step.id == found.id for step in paths.get(row.subject_id, ()))]
    return found, rows, paths, any(row.synthetic for row in rows) or bool(found and is_synthetic(store, found))


def print_waivers(
    place: PlaceRow | None,
    rows: Sequence[WaiverRow],
    paths: Mapping[str, list[PlaceRef]],
    on: date,
    lang: str,
    synthetic: bool,
    every: bool,
) -> None:
    """The table of `wangge waivers`; the state is shown where not all have the same."""
    of = {"en": f"Waivers of {place.name}", "zh": f"{place.name}的豁免"} if place else {"en": "Waivers", "zh": "豁免"}
    note = {"en": " · synthetic data", "zh": " · 合成数据"}[lang] if synthetic else ""
    above = len(place.path) if place else 0

    def inside(row: WaiverRow) -> str | None:
        steps = paths.get(row.subject_id, [])[above:]
        return " / ".join(step.name for step in steps if step.id != row.subject_id) or None

    print_table(
        f"{of[lang]} · {on.isoformat()}{note}",
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
            for row in rows
        ),
        lang,
    )
