"""`wangge figures`: what places have published, and what the graph says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.questions import is_synthetic, profiled
from api.context import day, opened
from api.output import console, language, print_document, print_json, print_table
from graph.errors import NotFound

if TYPE_CHECKING:
    from cypher.figures import FigureRow
    from graph.profile import Profile
    from graph.store import Store

app = typer.Typer()


@dataclass(frozen=True)
class Held:
    """The figures of one place, as they were found."""

    profile: Profile
    as_of: date
    rows: list[FigureRow]
    synthetic: bool

    def document(self) -> dict[str, Any]:
        return {
            "place": self.profile.place,
            "as_of": self.as_of,
            "summary": summary(self.rows),
            "synthetic": self.synthetic,
        }


@app.command()
def figures(
    place: Annotated[
        str | None,
        typer.Argument(
            metavar="[PLACE]", help="A place that has a profile, such as linfen; all in the graph if left out."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """Published figures of a place, or of all, held against the graph, each on the day it speaks of."""
    lang = language(lang)
    with opened() as store:
        if place is not None:
            found, version = store.consistent(lambda: [_held(store, place)])
        else:
            found, version = store.consistent(lambda: list(_all(store)))
    if json and place is not None:
        print_document(found[0].rows, **found[0].document(), data_version=version)
    elif json:
        every = summary(row for held in found for row in held.rows)
        print_json(
            {
                "places": [{"rows": held.rows, **held.document()} for held in found],
                "summary": every,
                "data_version": version,
            }
        )
    else:
        print_figures(found, lang)


def summary(rows: Iterable[FigureRow]) -> dict[str, int]:
    """verdict → how many figures"""
    from cypher.figures import VERDICTS

    counted = Counter(row.verdict for row in rows)
    return {str(verdict): counted[verdict] for verdict in VERDICTS}


def _held(store: Store, place: str) -> Held:
    from cypher.figures import figures as held
    from graph.profile import load_profile
    from graph.profile_head import places

    name = place if place in places() else profiled(store, place, day(None))[0].place
    on = load_profile(name).source.as_of
    profile, root = profiled(store, name, on)
    return Held(profile, on, held(store, profile=profile, place=root.id), is_synthetic(store, root))


def _all(store: Store) -> Iterator[Held]:
    """Each place that has a profile and is in the graph."""
    from cypher.places import find
    from graph.profile import load_profile
    from graph.profile_head import places

    there = 0
    for name in places():
        profile = load_profile(name)
        if find(store, place=profile.codes[0], as_of=profile.source.as_of):
            there += 1
            yield _held(store, name)
    if not there:
        raise NotFound(
            f"No place that has a profile is in the graph; load one of {', '.join(places())}, or a twin of it with "
            "`wangge twin PLACE --load`."
        )


def print_figures(found: list[Held], lang: str) -> None:
    """A table for each place, and below it how many figures have which verdict."""
    for held in found:
        name = held.profile.name
        print_table(
            {"en": f"Published figures of {name.en}", "zh": f"{name.zh}公布的数据"}[lang]
            + ({"en": " · synthetic data", "zh": " · 合成数据"}[lang] if held.synthetic else ""),
            ("figure", "term", "published", "ours", "verdict", "source", "reason"),
            (
                (r.id, r.term, r.published, r.ours, r.verdict, r.source, r.reason_zh if lang == "zh" else r.reason_en)
                for r in held.rows
            ),
            lang,
        )
        _say(name.zh if lang == "zh" else name.en, held.rows, lang)
    if len(found) > 1:
        everywhere = {"en": f"All {len(found)} places", "zh": f"共{len(found)}处"}[lang]
        _say(everywhere, [row for held in found for row in held.rows], lang)


def _say(name: str, rows: list[FigureRow], lang: str) -> None:
    good, outside, wrong = summary(rows).values()
    words = {
        "en": f"{name}: {len(rows)} figures, {good} reproduced, {outside} outside the graph, {wrong} not reproduced.",
        "zh": f"{name}：{len(rows)}项数据，吻合{good}项，图外{outside}项，不吻合{wrong}项。",
    }
    console().print(words[lang])
