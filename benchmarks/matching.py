"""How often a resident's words find their issue type: held phrasings that no synonym was taken from.

`python -m benchmarks.matching` prints the share of phrasings of which the right type comes first, and among the first
three; how many a choice is made for and how many of these choices are right; and the same for each synonym of the
table asked as if it were not there. It needs no database.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cypher.routing.matching import match
from cypher.rows import IssueTypeRow
from loaders.issue_types import shipped

HELD = Path(__file__).with_name("issue_phrasings.csv")


class Rates(NamedTuple):
    """Shares of the phrasings, and of the choices those that are right."""

    asked: int
    first: float
    first_three: float
    chosen: float
    right: float


def types() -> list[IssueTypeRow]:
    """The project's own table."""
    return [
        IssueTypeRow(
            id=kind.cells["id"] or "",
            name=kind.cells["name"] or "",
            name_en=kind.cells["name_en"],
            synonyms=kind.words("synonyms"),
            mode=kind.cells["mode"],
            solvable_at=None,
            promised_days=None,
        )
        for kind in shipped()
    ]


def held() -> list[tuple[str, str]]:
    """Phrasings and their types, written without sight of the table's synonyms."""
    with HELD.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["issue_type"]) for row in csv.DictReader(file)]


def rates(asked: Iterable[tuple[str, str, list[IssueTypeRow]]]) -> Rates:
    """Words, the type that is meant, and the types to choose from → rates."""
    found = [(meant, match(words, among)) for words, meant, among in asked]
    first = [meant for meant, told in found if [row.id for row in told.rows[:1]] == [meant]]
    three = [meant for meant, told in found if meant in [row.id for row in told.rows[:3]]]
    chosen = [(meant, told.chosen.id) for meant, told in found if told.chosen]
    right = sum(meant == id_ for meant, id_ in chosen)
    n = len(found)
    return Rates(n, len(first) / n, len(three) / n, len(chosen) / n, right / max(len(chosen), 1))


def _but(word: str, one: IssueTypeRow) -> IssueTypeRow:
    return replace(one, synonyms=[other for other in one.synonyms if other != word]) if word in one.synonyms else one


def main() -> None:
    every = types()
    without = [(word, one.id, [_but(word, each) for each in every]) for one in every for word in one.synonyms]
    print("| words | asked | right type first | among the first three | chosen | of these right |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, asked in {
        "held phrasings": [(words, meant, every) for words, meant in held()],
        "each synonym, left out": without,
    }.items():
        found = rates(asked)
        print(f"| {name} | {found.asked} | {found.first:.3f} | {found.first_three:.3f} | {found.chosen:.3f} |", end="")
        print(f" {found.right:.3f} |")


if __name__ == "__main__":
    main()
