"""What other registers call a kind of organisation or area, and what we call it."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from graph.errors import InvalidInput
from graph.model import Family
from graph.schema import BODIES, PLACES, SCHEMA
from graph.words import did_you_mean
from loaders.cells import plain

DEFAULT = "Institution"
_NO_MORE_THAN_BLANKS = re.compile(r"[\s_-]+")


def same(word: str) -> str:
    """A word as words are compared: plain small letters, and one blank for what parts them."""
    return _NO_MORE_THAN_BLANKS.sub(" ", plain(word)).strip().lower()


def body_label(word: str) -> str:
    """A label of organisations, from itself or its Chinese name.

    Raises
    ------
    InvalidInput
        It is none.
    """
    label = own_label(BODIES, word)
    if label is None:
        hint = did_you_mean(word, SCHEMA.labels((BODIES,)))
        raise InvalidInput(f"{word[:40]!r} is no label of an organisation. {hint}")
    return label


def own_label(family: Family, word: str | None) -> str | None:
    """The label that a word names: the label itself, its level (`micro_grid`) or its Chinese name."""
    return _own(family.name).get(same(word or ""))


def place_label(word: str | None) -> str | None:
    """The label of an area's classification; None where it is no level of ours."""
    return own_label(PLACES, word)


def classified(word: str | None) -> tuple[str | None, str | None]:
    """Label, and kind where the label has a list of kinds, of an organisation's classification; None: not known.

    Source: `data/classifications.csv`, each word with where it is used so.
    """
    own = own_label(BODIES, word)
    return (own, None) if own else _classifications().get(same(word or ""), (None, None))


@cache
def _own(family: str) -> dict[str, str]:
    nodes = [node for node in SCHEMA.nodes if node.family.name == family]
    return {same(word): node.label for node in nodes for word in (node.label, node.level, node.zh)}


@cache
def _classifications() -> dict[str, tuple[str, str | None]]:
    text = resources.files("loaders").joinpath("data", "classifications.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {same(row["word"]): (row["label"], row["kind"] or None) for row in rows}
