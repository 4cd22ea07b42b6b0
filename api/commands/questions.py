"""`wangge cover | route`: who covers a place and which way an issue goes, as tables or as one JSON document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.context import day, opened, say
from api.output import console, language, print_json, print_table, word
from graph.errors import NotFound

if TYPE_CHECKING:
    from api.answers.routing import Route
    from cypher.places import PlaceRow

app = typer.Typer()

Place = Annotated[str, typer.Argument(metavar="PLACE", help="Id, code or name of a place.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day asked about; today if left out.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")]


@app.command()
def cover(
    place: Place,
    as_of: AsOf = None,
    line: Annotated[str | None, typer.Option("--line", metavar="LINE", help="Only this line.")] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Who covers a place, by which line and chain."""
    on = day(as_of)
    with opened() as store:
        from api.answers import cover as answers

        answer = answers.cover(store, place=place, as_of=on, line=line)
    if json:
        print_json(answer)
    else:
        print_cover(answer.place, answer.rows, on, language(lang), answer.synthetic)


@app.command()
def route(
    issue: Annotated[str, typer.Argument(metavar="ISSUE", help="Id, name or synonym of an issue type.")],
    place: Place,
    as_of: AsOf = None,
    mode: Annotated[str, typer.Option("--mode", metavar="normal|emergency")] = "normal",
    first: Annotated[
        str | None, typer.Option("--first", metavar="WHO", help="Id or name of who received it first.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR|FILE.xlsx", help="Write what mends its dead ends, as records to load."),
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Which way an issue goes, and where it would get stuck."""
    on = day(as_of)
    with opened() as store:
        from api.answers import routing

        form = None
        if out is not None:
            from loaders import frames

            form = frames.chosen_format(out, None)
        answer = routing.route(store, issue=issue, place=place, as_of=on, mode=mode, first=first, mended=True)
    if out is not None and form is not None:
        from cypher.changes import tables
        from loaders import frames

        if not answer.mends:
            raise NotFound(f"Nothing mends this route of {answer.issue.name} on {on}; leave out --out to see it.")
        frames.write(frames.frames(tables([change for one in answer.mends for change in one.changes])), out, form)
        say(f"What mends it is in {out}; once it has been done, load it with: wangge load {out}")
    if json:
        print_json(answer)
    else:
        print_route(answer, language(lang))


# --- tables -----------------------------------------------------------------------------------------------------


def title(words: dict[str, str], on: date, lang: str, synthetic: bool) -> str:
    """The line above a table: what it is, its day, and whether its data are generated."""
    note = {"en": " · synthetic data", "zh": " · 合成数据"}[lang] if synthetic else ""
    return f"{words[lang]} · {on.isoformat()}{note}"


def print_cover(place: PlaceRow, rows: list[Any], on: date, lang: str, synthetic: bool) -> None:
    """The table of `wangge cover`."""
    nobody = {"en": "(nobody)", "zh": "（无人）"}[lang]
    print_table(
        title({"en": f"Who covers {place.name}", "zh": f"谁覆盖{place.name}"}, on, lang, synthetic),
        ("line", "post", "holder", "heads", "chain", "inherited", "since", "until", "other_posts"),
        (
            (
                word(row.line, lang),
                row.post,
                row.holder_name or nobody,
                "、".join(f"{head.name} ({head.post})" for head in row.heads) or None,
                " → ".join(step.name for step in row.chain[1:]) or ("·" if row.chain else None),
                row.inherited if row.holder_id else None,
                row.since,
                row.until,
                "、".join(f"{post.post} ({post.at_name})" for post in row.other_posts) or None,
            )
            for row in rows
        ),
        lang,
    )


def _because(row: Any, lang: str, mended: list[Any] | None) -> str:
    """Why these act, what a reader should notice, and what would mend a dead end: what was tried, else in general."""
    zh = lang == "zh"
    tried = [one for one in mended or () if (one.channel, one.number) == (row.channel, row.number)]
    said = [change.sentence_zh if zh else change.sentence_en for one in tried for change in one.changes]
    mend = []
    if row.mend is not None:
        head = ("补救（已试）：" if said else "补救：") if zh else ("To mend it (tried): " if said else "To mend it: ")
        mend = [head + (("；" if zh else "; ").join(said) or getattr(row.mend, lang))]
    notes = [f"{'注意：' if zh else 'Note: '}{getattr(note.said, lang)}" for note in row.notes]
    return ("。" if zh else ". ").join([getattr(row.why, lang), *notes, *mend])


def print_route(answer: Route, lang: str) -> None:
    """The table of `wangge route`, and where steps have terms, how their days were counted."""
    place, kind, rows, on, mended = answer.place, answer.issue, answer.rows, answer.as_of, answer.mends
    words = {"en": f"The way of {kind.name} from {place.name}", "zh": f"{place.name}「{kind.name}」的流转"}
    print_table(
        title(words, on, lang, answer.synthetic),
        ("channel", "step", "state", "due", "who", "holder", "place", "why"),
        (
            (
                row.channel_zh if lang == "zh" else row.channel_en,
                f"{row.number} {word(row.step, lang)} {row.title_zh if lang == 'zh' else row.title_en}",
                word(row.state, lang),
                row.due,
                "、".join(body.name for body in row.bodies)
                or "、".join(dict.fromkeys(h.post for h in row.holders))
                or getattr(row.actor, lang),
                "、".join(f"{holder.name} ({holder.post})" for holder in row.holders) or None,
                row.place_name,
                _because(row, lang, mended),
            )
            for row in rows
        ),
        lang,
    )
    if put_together := sum(row.sequence == "assembled" for row in rows):
        order = {
            "en": "Of {0} steps the source prints the order of {2}; {1} were put together by wangge from what it says.",
            "zh": "共{0}步：原文写明先后的有{2}步，另{1}步由本项目据原文内容整理。",
        }
        console().print(order[lang].format(len(rows), put_together, len(rows) - put_together))
    if any("both ways" in row.why.en for row in rows):
        both = {
            "en": "Where nobody has said at which level it can be solved, both ways are shown, and the terms of both "
            "are added.",
            "zh": "未说明在哪一级能解决的，两条路都列出，期限也都计入。",
        }
        console().print(both[lang])
    if any(row.due for row in rows):
        console().print("\n".join(_terms(answer, lang)))


def _terms(answer: Route, lang: str) -> list[str]:
    """When each channel falls due as a whole, by which calendar, and the years that it does not know."""
    zh, own = lang == "zh", not answer.calendar.shipped
    titles = {row.channel: row.channel_zh if zh else row.channel_en for row in answer.rows}
    due = ("；" if zh else "; ").join(f"{titles[channel]} {day}" for channel, day in answer.due.items() if day)
    known = _spans(answer.calendar.years, lang) or "–"
    unknown = _spans(answer.calendar.unknown_years, lang)
    if zh:
        notes = [
            f"全程到期：{due}",
            f"工作日按：{answer.calendar.file if own else '国务院办公厅历年节假日安排'}（{known}）",
        ]
        return [*notes, f"该日历没有{unknown}年的安排，只扣除周末。"] if unknown else notes
    ours = "the yearly arrangements of the State Council's office"
    notes = [f"Due as a whole: {due}", f"Working days by {answer.calendar.file if own else ours} ({known})"]
    return (
        [*notes, f"That calendar says nothing of {unknown}: there, only weekends are left out."] if unknown else notes
    )


def _spans(years: Iterable[int], lang: str) -> str:
    """2020–2026, 2028"""
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][-1] == year - 1:
            spans[-1][1:] = [year]
        else:
            spans.append([year])
    return ("、" if lang == "zh" else ", ").join("–".join(map(str, span)) for span in spans)
