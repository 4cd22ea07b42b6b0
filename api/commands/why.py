"""`wangge why`: one gap explained and what would mend it, as a sentence and tables or as one JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import AsOf, Json, Lang
from api.context import day, opened, say
from api.output import band, console, language, print_json, print_table, shown, word
from graph.errors import NotFound

if TYPE_CHECKING:
    from api.answers.gaps import Explained
    from cypher.why import Fact, LineHeld, Link

app = typer.Typer()

BY = {
    "fact": ("itself", "本身结束"),
    "holder": ("its holder's end", "主体终止"),
    "body": ("the body's end", "所在组织终止"),
    "place": ("the place's end", "所在地点撤销"),
    "successor": ("its successor", "由后继接替"),
}
FEW = 4  # names in a cell; --json has them all


@app.command("why")
def why_command(
    gap: Annotated[str, typer.Argument(metavar="GAP", help="Id of a gap: NORM:SUBJECT, as gaps --json has it.")],
    as_of: AsOf = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR|FILE.xlsx", help="Write the first repair as records to load."),
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Why a gap is there: what was expected, what ended and when, who was there before; and what would mend it."""
    on = day(as_of)
    with opened() as store:
        from api.answers import gaps as answers
        from loaders import frames

        form = frames.chosen_format(out, None) if out else ""
        answer = answers.why(store, gap=gap, as_of=on)
    if out:
        from cypher.repairs import tables

        if not answer.repairs:
            raise NotFound(f"There is no repair of {gap} on {on} to write; leave out --out to see why.")
        frames.write(frames.frames(tables(answer.repairs[0])), out, form)
        say(f"The first repair is in {out}; once it has been done, load it with: wangge load {out}")
    if json:
        print_json(answer)
    else:
        print_why(answer, language(lang))
        if answer.repairs or answer.no_repair:
            print_repairs(answer, language(lang))


def print_repairs(answer: Explained, lang: str) -> None:
    """The repairs, the best first: what to do, at what price, and what else it does; or why there is none."""
    zh = lang == "zh"
    if answer.no_repair:
        console().print(f"{'无法修复' if zh else 'No repair'}: {getattr(answer.no_repair, lang)}")
        return
    from cypher.repairs import ACTS

    print_table(
        "怎样补上（最省的在前，均已试过）" if zh else "What would mend it, the cheapest first, each of them tried",
        ("repair", "opens", "closes", "cost", "to_name"),
        (
            (
                "\n".join(one.sentence_zh if zh else one.sentence_en for one in repair.changes),
                _few((f"{one.norm} {one.subject_name}" for one in repair.opened), lang) or None,
                _few((f"{one.norm} {one.subject_name}" for one in repair.closed), lang) or None,
                repair.cost,
                _few(repair.to_name, lang) or None,
            )
            for repair in answer.repairs
        ),
        lang,
    )
    used = dict.fromkeys(one.act for repair in answer.repairs for one in repair.changes)
    prices = ("、" if zh else ", ").join(f"{ACTS[act].zh if zh else ACTS[act].en} {ACTS[act].cost}" for act in used)
    console().print(f"{'代价（排序用，非金额）' if zh else 'Costs, which only put repairs in order'}: {prices}")


def print_why(answer: Explained, lang: str) -> None:
    """The sentence first, then the chain, who was there, what is there and does not count, and the other lines."""
    zh = lang == "zh"
    note = ("（合成数据）" if zh else " (synthetic data)") if answer.synthetic else ""
    console().print(f"{answer.gap} · {answer.as_of.isoformat()}{note}")
    console().print(answer.sentence_zh if zh else answer.sentence_en, style="bold")
    console().print(f"{'规范' if zh else 'The norm'}: {answer.norm_zh if zh else answer.norm_en}\n")
    if answer.rows:
        print_table(
            "应有的链条" if zh else "The chain that was expected",
            ("expected", "state", "since", "value", "band", "who", "recorded"),
            (
                [("▶ " if link.first else "") + cell for cell in _expected(link, zh)] + _of(link, lang)
                for link in answer.rows
            ),
            lang,
        )
    if answer.former:
        print_table(
            "此前有谁" if zh else "Who was there before",
            ("holder", "post", "at", "since", "until", "ended_by", "recorded"),
            (_former(fact, lang) for fact in answer.former),
            lang,
        )
    if answer.near:
        print_table(
            "在而不计的" if zh else "There, but does not count",
            ("holder", "post", "since", "reason"),
            (
                (one.fact.who_name, one.fact.word, one.fact.since, one.why_zh if zh else one.why_en)
                for one in answer.near
            ),
            lang,
        )
    if answer.lines:
        print_table(
            f"{answer.path[-1].name}的其他线条" if zh else f"The other lines of {answer.path[-1].name}",
            ("line", "state", "who"),
            ((word(line.line, lang), word(line.state, lang), _covers(line, lang)) for line in answer.lines),
            lang,
        )


def _expected(link: Link, zh: bool) -> list[str]:
    return [link.expected_zh if zh else link.expected_en]


def _of(link: Link, lang: str) -> list[Any]:
    """The cells of a link after what was expected."""
    from cypher.why.words import PROPERTIES, in_en

    fact = link.facts[0] if link.facts else None
    begun = link.day or (fact.since if fact and link.state == "holds" else None)
    names = [fact.who_name for fact in link.facts if link.value is not None or link.state != "holds"]
    if link.lacking:
        names.append(("缺：" if lang == "zh" else "lacks ") + _few(link.lacking, lang))
    if link.unsaid:
        unsaid = [PROPERTIES.get(one, one) if lang == "zh" else in_en(one) for one in link.unsaid]
        names.append(("未知：" if lang == "zh" else "not said: ") + _few(unsaid, lang))
    asked = band(link.minimum, link.maximum, lang) if link.value is not None else None
    recorded = fact.recorded if fact else None
    return [word(link.state, lang), begun, link.value, asked or None, _few(names, lang) or None, recorded]


def _former(fact: Fact, lang: str) -> tuple[Any, ...]:
    return (
        fact.who_name,
        fact.word,
        fact.at_name,
        fact.since,
        fact.until,
        BY[fact.ended_by][lang == "zh"] if fact.ended_by else None,
        fact.recorded,
    )


def _covers(line: LineHeld, lang: str) -> str | None:
    if line.state == "manager":
        return word(line.manager or "", lang)
    counting = [one for one in line.covers if one.counts or line.state == "shown"] or line.covers
    named = [f"{one.holder_name} ({one.post})" if one.post else one.holder_name for one in counting]
    heads = [f"{head.name} ({head.post})" for one in counting for head in one.heads]
    text = _few(named, lang)
    if heads and line.state != "uncovered":
        text += f" · {_few(heads, lang)}"
    if line.state == "uncovered" and text:
        text += "（不计）" if lang == "zh" else " (does not count)"
    return text or None


def _few(values: Iterable[Any], lang: str) -> str:
    """The first of some values, and how many more there are."""
    texts: Sequence[str] = list(dict.fromkeys(shown(value, lang) for value in values))
    more = len(texts) - FEW
    tail = "" if more <= 0 else f" +{more}"
    return ("、" if lang == "zh" else ", ").join(texts[:FEW]) + tail
