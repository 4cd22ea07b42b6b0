"""Which issue types a resident's words may mean: shared runs of characters, weighed by how few types have them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from cypher.library import Row
from cypher.rows import IssueTypeRow

CONFIDENT = 0.6  # a score below which nothing is chosen
APART = 0.15  # how far the best must be ahead of the next; with both, 93 of 100 choices are right (benchmarks.matching)
LONGEST = 2  # characters of a run
RUNS = re.compile(r"[一-鿿]+|[a-z]+")


class MatchRow(Row):
    """An issue type and how well it answers to the words: `score` in 0..1, `reasons` the words and what they met."""

    id: str
    name: str
    name_en: str | None
    score: float
    reasons: list[str]


@dataclass(frozen=True)
class Matched:
    """Types by score, best first; `chosen` is the first of them where it is good enough and far enough ahead."""

    rows: list[MatchRow]
    chosen: MatchRow | None


def match(words: str, types: Sequence[IssueTypeRow], *, limit: int = 5) -> Matched:
    """Issue types that a resident's words may mean.

    Parameters
    ----------
    words
        What a resident says, in Chinese or English.
    types
        The types to choose from, with their names and synonyms.
    limit
        How many at most.

    Returns
    -------
    Matched
        The score is the geometric mean of two shares: how much of what is known of the words the type has, and how
        much of one of its names or synonyms stands in the words. Each run of one or two characters, or English
        word, weighs its length times log(1 + types / types that have it): inverse document frequency, Spärck Jones
        1972. Ties by id.
    """
    phrases = {one.id: [one.name, *filter(None, [one.name_en]), *one.synonyms] for one in types}
    runs = {id_: {text: _runs(text) for text in texts} for id_, texts in phrases.items()}
    having = Counter(run for texts in runs.values() for run in set().union(*texts.values()))
    said = _runs(words) & having.keys()

    def weight(found: Iterable[str]) -> float:
        return sum(_length(run) * log(1 + len(types) / having[run]) for run in found)

    def row(one: IssueTypeRow) -> MatchRow:
        met = {text: weight(said & has) / (weight(has) or 1) for text, has in runs[one.id].items()}
        explained = weight(said & set().union(*runs[one.id].values())) / (weight(said) or 1)
        best = sorted((text for text in met if met[text] > 0), key=lambda text: (-met[text], text))[:2]
        score = round(sqrt(explained * max(met.values())), 3)
        return MatchRow(
            id=one.id,
            name=one.name,
            name_en=one.name_en,
            score=score,
            reasons=list(dict.fromkeys(_reason(said & runs[one.id][text], text) for text in best)),
        )

    rows = sorted((found for found in map(row, types) if found.score > 0), key=lambda found: (-found.score, found.id))
    ahead = rows[0].score - (rows[1].score if len(rows) > 1 else 0) if rows else 0
    chosen = rows[0] if rows and rows[0].score >= CONFIDENT and ahead >= APART else None
    return Matched(rows=rows[:limit], chosen=chosen)


def _runs(text: str) -> set[str]:
    """Runs of one or two Chinese characters, and English words without a plural's s."""
    found: set[str] = set()
    for run in RUNS.findall(text.lower()):
        if run.isascii():
            found |= {run.removesuffix("s")} if len(run) > 2 else set()
        else:
            found |= {run[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(run) - n + 1)}
    return found


def _length(run: str) -> int:
    return 2 if run.isascii() else len(run)


def _reason(shared: set[str], phrase: str) -> str:
    """What of a phrase stands in the words, joined where it is unbroken, and the phrase."""
    text = phrase.lower()
    met = {
        i for run in shared for at in re.finditer(f"(?={run})", text) for i in range(at.start(), at.start() + len(run))
    }
    stretches = "".join(char if i in met else " " for i, char in enumerate(text)).split()
    return f"{'、'.join(dict.fromkeys(stretches))} ← {phrase}"
