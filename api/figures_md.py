"""FIGURES.md: every published figure of the seven places beside what their twins say, all in one graph.

`python -m api.figures_md` starts a server of its own below WANGGE_HOME, loads the twins of seed 1, and writes the file
anew (`make figures`); `tests/loaders/test_seven_places.py` compares it with what it computes.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from api.context import say
from cypher.figures import VERDICTS, FigureRow, Verdict, figures
from cypher.places import resolve
from graph import local
from graph.profile import load_profile
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import Twin, places, twin

FILE = Path(__file__).parents[1] / "FIGURES.md"
HEAD = """# Published figures

Every figure that the seven places have published, and every sum that follows from them, held against the twins of
seed 1, all seven in one graph: what `wangge figures` says there. `=` is exact, `>` 余 or 多, `<` 近, `~` about, which
is never asserted. *Ours* is what the graph, the profile or a norm says; *Source* is the line of the published document
(L146) or a check of ours on its figures (C3).

Written by `make figures`; a test holds it against what the twins say.
"""


def main() -> None:
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "figures", heap_mb=1024, page_cache_mb=256)
    local.stop(settings)
    shutil.rmtree(settings.home, ignore_errors=True)
    with Store.open(settings, say=say) as store:
        try:
            load_all(store, {place: twin(place) for place in places()})
            FILE.write_text(as_markdown({place: held(store, place) for place in places()}), encoding="utf-8")
        finally:
            local.stop(settings)


def load_all(store: Store, twins: Mapping[str, Twin]) -> None:
    for place, made in twins.items():
        load(store, made.tables, sources=[f"twin {place}"]).raise_if_refused()


def held(store: Store, place: str) -> list[FigureRow]:
    """The figures of a place that is in the graph."""
    profile = load_profile(place)
    root = resolve(store, place=profile.codes[0], as_of=profile.source.as_of)
    return figures(store, profile=profile, place=root.id)


def as_markdown(found: Mapping[str, Sequence[FigureRow]]) -> str:
    """The whole file, from the figures of each place."""
    counted = {place: Counter(row.verdict for row in rows) for place, rows in found.items()}
    total = sum(counted.values(), Counter[Verdict]())
    lines = [
        HEAD,
        *_table(
            ("Place", "Figures", *(verdict.capitalize() for verdict in VERDICTS)),
            (
                *(_counts(_name(place), verdicts) for place, verdicts in counted.items()),
                _counts("All", total),
            ),
        ),
    ]
    for place, rows in found.items():
        lines += [
            f"\n## {_name(place)}\n",
            *_table(
                ("Figure", "Term", "Published", "", "Verdict", "Ours", "Source", "Day"),
                (
                    (
                        f"`{row.id}`",
                        row.term,
                        row.published,
                        row.qualifier,
                        row.verdict + (f": {row.reason_en}" if row.reason_en else ""),
                        "" if row.ours is None else f"{row.ours:,.10g}",
                        row.source,
                        row.as_of.isoformat(),
                    )
                    for row in rows
                ),
            ),
        ]
    return "\n".join(lines) + "\n"


def _name(place: str) -> str:
    name = load_profile(place).name
    return f"{name.zh} {name.en}"


def _counts(name: str, verdicts: Mapping[Verdict, int]) -> tuple[str, ...]:
    return (name, str(sum(verdicts.values())), *(str(verdicts[verdict]) for verdict in VERDICTS))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    cells = [headings, ["---"] * len(headings), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]


if __name__ == "__main__":
    main()
