"""What is looked for in spellings: a text as patterns, one for each way of meaning it, and as queries of the index.

Nothing of a text but digits, the letters a to z and single characters of other scripts reaches either: there is nothing
to escape. A query finds at least what its pattern matches; terms are left out of it where the index might split them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from graph.schema import SCHEMA
from graph.spelling import CELL, plain

LONGEST_PINYIN = 60  # letters; longer ones are read as they stand
DIVISIONS = (
    8  # ways of dividing letters into syllables that are looked at, long syllables first: xian is xian, and xi an
)
NOTHING = "(?!)"  # matches no text
_SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|er|ia|ie|iu|ua|ui|uo|ue|ve|a|o|e|i|u|v)"
)
_BEGUN = re.compile("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]")  # a last syllable of which no more is typed yet
_CHINESE = re.compile("[\u4e00-\u9fff]")
_READ_AS = "[^ a-z0-9/_](?:[a-z]+/)*"  # a character, and the readings before the one that is meant
_LEVELS = " ".join(
    f"level:{level}*^{1000 * rank}" for rank, level in enumerate(reversed(SCHEMA.level), start=1)
)  # the score of a prefix is its weight: higher levels come first whatever their words


class Pattern(NamedTuple):
    """A way of meaning a text: how the index is asked; how spellings match anywhere, at their start, as a whole."""

    query: str
    anywhere: str
    start: str
    whole: str = ""


class Piece(NamedTuple):
    """One way of meaning a run of letters or another cell: patterns of its cells, and the terms that these hold."""

    cells: tuple[str, ...]
    terms: tuple[str, ...]


def patterns(text: str) -> dict[str, Pattern]:
    """`name`, `pinyin` and `initials`, as far as a text can be meant so, the closest first; maybe none."""
    cells = CELL.findall(plain(text))
    short = sum(len(cell) for cell in cells if _letters(cell)) <= LONGEST_PINYIN
    ways = {"name": [[_stands(cell, last=i == len(cells) - 1)] for i, cell in enumerate(cells)]}
    if short and any(map(_letters, cells)):
        ways["pinyin"] = [_read(cell, last=i == len(cells) - 1, initials=False) for i, cell in enumerate(cells)]
        ways["initials"] = [_read(cell, last=i == len(cells) - 1, initials=True) for i, cell in enumerate(cells)]
    made = {name: found for name, way in ways.items() if (found := _pattern(way))}
    for way, closer in (("initials", "pinyin"), ("pinyin", "name")):
        if way in made and made[way] == made.get(closer):
            del made[way]  # it can be meant in no other way than the closer one
    whole = " ".join(_led(cell) if cell.isascii() else f"{cell}[^ ]*" for cell in cells)  # here nothing may go on
    return {name: one._replace(whole=whole) for name, one in made.items()}


def _letters(cell: str) -> bool:
    return cell.isascii() and cell.isalpha()


def _led(cell: str) -> str:
    return f"_{cell}" if _letters(cell) else cell


def _stands(cell: str, *, last: bool) -> Piece:
    """A cell as it stands; digits and letters at the end of a text may go on."""
    if not cell.isascii():
        return Piece((f"{cell}[^ ]*",), (cell,) if _CHINESE.match(cell) else ())
    more = ("[a-z]*" if _letters(cell) else "[0-9]*") if last else ""
    led = _led(cell)
    return Piece((led + more,), (f"{led}*" if last else led,))


def _read(cell: str, *, last: bool, initials: bool) -> list[Piece]:
    pieces = [_stands(cell, last=last)]
    if not _letters(cell):
        return pieces
    divisions = [division for division, _ in zip(_divisions(cell, last=last), range(DIVISIONS), strict=False)]
    for division in divisions:
        begun = last and len(division) - 1  # the place of the syllable that may go on
        read = tuple(
            f"{_READ_AS}{syllable}" + ("[^ ]*" if last and i == begun else "(?:/[^ ]*)?")
            for i, syllable in enumerate(division)
        )
        terms = tuple(f"{syllable}*" if last and i == begun else syllable for i, syllable in enumerate(division))
        pieces.append(Piece(read, terms))
    if initials and not set(cell) & set("iuv"):  # no syllable begins with these
        pieces.append(Piece(tuple(f"{_READ_AS}{letter}[^ ]*" for letter in cell), tuple(f"{c}*" for c in cell)))
    return pieces


def _divisions(letters: str, *, last: bool) -> Iterator[tuple[str, ...]]:
    """The ways of dividing letters into syllables, long ones first; the last of a text may be only begun."""

    @cache
    def possible(at: int) -> tuple[str, ...]:
        """What may stand at `at`, such that the rest can be divided too."""
        ends = [at + n for n in range(6, 0, -1) if at + n <= len(letters) and _SYLLABLE.fullmatch(letters, at, at + n)]
        found = [letters[at:end] for end in ends if end == len(letters) or possible(end)]
        if (
            last
            and at < len(letters)
            and (_BEGUN.fullmatch(letters, at) or _unfinished(letters[at:]))
            and letters[at:] not in found
        ):
            found.append(letters[at:])
        return tuple(found)

    def from_(at: int) -> Iterator[tuple[str, ...]]:
        if at == len(letters):
            yield ()
        for syllable in possible(at):
            for rest in from_(at + len(syllable)):
                yield (syllable, *rest)

    return from_(0)


def _unfinished(letters: str) -> bool:
    """Whether a syllable may begin so that is no syllable yet: `xion` of xiong."""
    return any(_SYLLABLE.fullmatch(letters + more) for more in ("g", "ng", "n", "ang", "ong"))


def _pattern(way: list[list[Piece]]) -> Pattern | None:
    """None where no term is left to ask the index for."""
    asked = [query for pieces in way if (query := _query(pieces))]
    if not asked:
        return None
    inner = " ".join("(?:" + "|".join(dict.fromkeys(" ".join(piece.cells) for piece in pieces)) + ")" for pieces in way)
    query = f"{' '.join(f'+({one})' for one in dict.fromkeys(asked))} {_LEVELS}"
    return Pattern(query, f"(?:.* )?{inner}(?: .*)?", f"{inner}(?: .*)?")


def _query(pieces: list[Piece]) -> str:
    """One of the pieces, each with all its terms; empty where one of them has no term that could be asked for."""
    if not all(piece.terms for piece in pieces):
        return ""
    each = (" ".join(f"+spelling:{term}" for term in dict.fromkeys(piece.terms)) for piece in pieces)
    return " ".join(f"({one})" for one in dict.fromkeys(each))
