"""`wangge gaps --from --to`: when gaps opened and closed, by which change, and how long they live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from api.context import day, opened, say, watched
from api.output import language, print_json, print_table, word
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from api.answers.gaps import Told
    from cypher.history import Change, Spell

MOST = 100  # rows of a table that a person reads
SHOWN = 3  # changes of a day that a table names
COLUMNS = 60  # of the curve
BARS = "▁▂▃▄▅▆▇█"


def run_history(
    place: str,
    from_: str | None,
    to: str | None = None,
    *,
    norms: Sequence[str] = (),
    within: str | None = None,
    json: bool = False,
    lang: str | None = None,
) -> None:
    """Ask for a history and print it.

    Parameters
    ----------
    place
        Id, code or name of a place, or the short name of one that has a profile.
    from_, to
        First and last day, as typed; today where `to` is left out.
    norms
        Only these norms, by id.
    within
        Only inside this place, which lies in `place`.
    json
        One JSON document instead of tables.
    lang
        Language of headings.

    Raises
    ------
    InvalidInput
        A day that cannot be read, only a last day, or a last day before the first.
    NotFound
        The place is there neither on the last day nor on the first, or has no profile, or no such norm.
    """
    if from_ is None:
        raise InvalidInput("A history needs its first day; give it with --from, and the last with --to.")
    since, until, spoken = day(from_), day(to), language(lang)
    if until < since:
        raise InvalidInput(f"--to is {until} and --from {since}, which is later; give the earlier day with --from.")
    with opened() as store, watched(place) as progress:
        from api.answers import gaps as answers

        told = answers.history(
            store, place=place, since=since, until=until, norms=norms, within=within, progress=progress
        )
    if json:
        print_json(told)
    else:
        print_history(told, spoken)


# --- tables -----------------------------------------------------------------------------------------------------


def print_history(history: Told, lang: str) -> None:
    """The curve, the spells of gaps and of targets, and how long gaps live, by norm and by street."""
    zh = lang == "zh"
    note = (" · 合成数据" if zh else " · synthetic data") if history.synthetic else ""
    name = f"{history.place.name}缺口的历史" if zh else f"History of gaps of {history.place.name}"
    print_table(f"{name} · {history.since} … {history.until}{note}", *_curve(history, lang), lang)
    _print_spells("缺口何时出现、何时消除" if zh else "Gaps, when they opened and closed", history.rows, lang)
    if history.targets:
        _print_spells(
            "尚未达到的目标（不算缺口）" if zh else "Targets not reached, which are no gaps", history.targets, lang
        )
    for by, title in (
        ("norm", "缺口存续多久：按规范" if zh else "How long gaps live, by norm"),
        ("part", "缺口存续多久：按街镇或片区" if zh else "How long gaps live, by street or part"),
    ):
        rows = [
            (
                life.key if by == "norm" else life.name,
                life.status,
                life.opened,
                life.closed,
                life.open,
                life.median_days,
            )
            for life in history.lives
            if (life.by == "norm") == (by == "norm")
        ]
        if rows:
            print_table(title, (by, "status", "opened_count", "closed_count", "open", "median_days"), rows, lang)
    if history.until > day(None):
        say(
            "今天之后的日子只按现有数据推算，不是预测。"
            if zh
            else "Days after today are what the data say of them now, and no forecast."
        )


def _curve(history: Told, lang: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The curve as one row of bars: each the number of gaps open at the end of some days, at most `COLUMNS` bars."""
    length = (history.until - history.since).days + 1
    step = -(-length // COLUMNS)
    ends = [history.since + timedelta(days=min(n + step, length) - 1) for n in range(0, length, step)]
    points = iter(history.curve)
    point, later, counts = next(points), next(points, None), []
    for end in ends:
        while later is not None and later.day <= end:
            point, later = later, next(points, None)
        counts.append(point.open)
    most = max(point.open for point in history.curve)
    bars = "".join(BARS[(len(BARS) - 1) * count // most] if count else "·" for count in counts)
    each = f"{step}天" if lang == "zh" else f"{step} day{'s' if step > 1 else ''}"
    first, last = history.curve[0], history.curve[-1]
    return (
        ("open_first", "curve", "each", "open_last", "most", "targets"),
        [(first.open, bars, each, last.open, most, last.targets or None)],
    )


def _print_spells(title: str, spells: list[Spell], lang: str) -> None:
    ever = {"en": "as far back as the data say", "zh": "有数据以来"}[lang]
    print_table(
        title,
        (
            *("norm", "subject", "part", "opened", "opened_by", "closed", "closed_by", "closed_as", "days"),
            *("recorded", "unnoticed_days"),
        ),
        (
            (
                one.norm,
                one.subject_name,
                one.street,
                f"{one.opened or ever}{_undated(one, lang)}",
                _told(one.opened_by, one, lang),
                one.closed,
                _told(one.closed_by, one, lang),
                one.closed_as,
                one.days if one.closed else one.days_so_far,
                one.recorded,
                one.unnoticed_days,
            )
            for one in spells[:MOST]
        ),
        lang,
    )
    if len(spells) > MOST:
        rest = f"{len(spells) - MOST:,}"
        say({"en": f"… and {rest} more; --json prints all.", "zh": f"……另有{rest}条；用 --json 输出全部。"}[lang])


def _undated(one: Spell, lang: str) -> str:
    if not one.undated:
        return ""
    return "（无日期）" if lang == "zh" else " (undated)"


def _told(changes: list[Change], spell: Spell, lang: str) -> str | None:
    """The changes of a day in a few words: who or what, which tie, where if not at the subject, began or ended."""
    words = [_change(change, spell, lang) for change in changes[:SHOWN]]
    more = len(changes) - SHOWN
    return "; ".join(words + ([f"+ {more}"] if more > 0 else [])) or None


def _change(change: Change, spell: Spell, lang: str) -> str:
    from graph.schema import SCHEMA

    turn = word("began" if change.began else "ended", lang)
    who = change.who_name or change.who_id
    if change.at_id is None:
        return f"{who} {turn}"
    edge = SCHEMA.edge[change.type]
    tie = change.what or (edge.zh if lang == "zh" else change.type.lower().replace("_", " "))
    at = "" if change.at_id == spell.subject_id else f" {change.at_name or change.at_id}"
    return f"{who}: {word(tie, lang)}{at} {turn}"
