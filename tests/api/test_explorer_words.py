"""The words of the explorer: each is there in both languages, is used, and has the same gaps to fill."""

from __future__ import annotations

import json
import re
from importlib import resources

FOLDER = resources.files("api") / "explorer"
WORDS: dict[str, list[str]] = json.loads((FOLDER / "words.json").read_text(encoding="utf-8"))
SCRIPTS = "\n".join(one.read_text(encoding="utf-8") for one in FOLDER.iterdir() if one.name.endswith(".js"))
MADE = re.compile(r"`(\w+_)\$\{[^}]*\}(\w*)`|`()\$\{state\}(_n)`")
"""Keys that are put together, such as `layout_${one}` and `${state}_n`: how they begin and end."""
BEGIN_AND_END = {(one or other, end or last) for one, end, other, last in MADE.findall(SCRIPTS)}


def is_made(key: str) -> bool:
    return any(key.startswith(begin) and key.endswith(end) for begin, end in BEGIN_AND_END)


def test_what_is_said_is_a_word() -> None:
    said = set(re.findall(r"""say\("(\w+)\"""", SCRIPTS))
    assert len(said) > 150
    assert said <= WORDS.keys()
    assert len(BEGIN_AND_END) > 5
    for begin, end in BEGIN_AND_END:
        assert any(key.startswith(begin) and key.endswith(end) for key in WORDS), (begin, end)


def test_every_word_is_said() -> None:
    quoted = set(re.findall(r"""["'`](\w+)["'`]""", SCRIPTS))
    assert [key for key in WORDS if key not in quoted and not is_made(key)] == []


def test_each_is_there_in_both_languages() -> None:
    for key, (chinese, english) in WORDS.items():
        assert chinese, key
        assert english, key
        assert sorted(re.findall(r"\{\w+\}", chinese)) == sorted(re.findall(r"\{\w+\}", english)), key
        assert not re.search(r"[\u4e00-\u9fff]", re.sub("中文|such as .*", "", english)), key
