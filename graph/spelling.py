"""How a name is searched: its characters one by one, each with its readings in pinyin.

`spelling("临汾路2号楼")` is `临lin 汾fen/pen 路lu/luo 2 号hao/xiao 楼lou`. A cell is a run of digits, a run of letters,
or one other character, with all its readings where it is Chinese, so that 长乐 is found by changle and by zhangyue;
width, case and punctuation are gone. Letters are led by an underscore, lest the index take them for readings. A
spelling grows with the name, where every way of reading a name, spelt out, would grow without bounds. The full-text
index over it finds candidates; which of them match is then said exactly, by `cypher.search`.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache

CELL = re.compile(r"[0-9]+|[a-z]+|[^\W_]")  # of text made plain
_LETTERS = re.compile(r"(?<![^\s0-9])[a-z]+")  # of a name, not of a reading


def plain(text: str) -> str:
    """Text as it is searched: full-width and compatible forms as usual, no capitals, ü as people type it."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")


def spelling(name: str) -> str:
    """A name's cells, joined by blanks; empty where it has no letter, digit or character."""
    if not unicodedata.is_normalized("NFKC", name):
        name = unicodedata.normalize("NFKC", name)
    return " ".join(_LETTERS.sub(r" _\g<0> ", name.translate(_CELLS)).split())


class _Cells(dict[int, str]):
    """Code point → what stands for it, worked out when it is first met: a load spells a hundred thousand names."""

    def __missing__(self, point: int) -> str:
        cells = CELL.findall(plain(chr(point)))
        self[point] = "".join(cell if cell.isascii() else f" {cell}{_read(cell)} " for cell in cells) or " "
        return self[point]


_CELLS = _Cells()


def _read(character: str) -> str:
    """The readings of a character without their tones, the usual one first: `zhang/chang`."""
    return "/".join(dict.fromkeys(map(_toneless, filter(None, _readings().get(ord(character), "").split(",")))))


def _toneless(reading: str) -> str:
    """`lǜ` is lv, as people type it."""
    return "".join(c for c in unicodedata.normalize("NFD", reading).replace("u\u0308", "v") if c.isascii())


@cache
def _readings() -> dict[int, str]:
    """Code point → its readings, joined by commas."""
    # the package also reads a list of phrases unless told not to, which takes longer than all the rest
    before = os.environ.get("PYPINYIN_NO_PHRASES")
    os.environ["PYPINYIN_NO_PHRASES"] = "true"
    try:
        from pypinyin.constants import PINYIN_DICT
    finally:
        os.environ.pop("PYPINYIN_NO_PHRASES")
        if before is not None:
            os.environ["PYPINYIN_NO_PHRASES"] = before
    return dict(PINYIN_DICT)
