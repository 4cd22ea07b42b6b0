"""One search across the graph: places, bodies, people, issue types; by id, code, name, pinyin, initials, synonym."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from cypher.library import Question, Row
from cypher.places import find, placed
from cypher.rows import PlaceRef
from cypher.search.patterns import NOTHING, Pattern, patterns
from graph.errors import InvalidInput, NotFound
from graph.schema import SCHEMA
from graph.spelling import plain, spelling
from graph.store import Store
from graph.words import shortened

FAMILIES = tuple(family.name for family in SCHEMA.families if family.spelled)
LONGEST = 200  # characters of a text that is searched for; an id may have as many
SHORTEST_CODE = 4  # digits from which on a number is the beginning of a code: those of a city
MOST_ROWS = 1_000
FEW = 1_500  # places that are looked at one by one, where a search is within a place that holds no more
WINDOW = 200  # matches of one kind that are put in order: see `search`
RANK = {node.label: rank for rank, node in enumerate(SCHEMA.nodes)}
SCORES = {"id": 8, "code": 8, "code begins": 7, "name": 6, "name begins": 5, "name part": 4}
SCORES |= {"synonym": 3, "pinyin": 2, "initials": 1}

Matched = Literal["id", "code", "name", "pinyin", "initials", "synonym"]
Key = tuple[int, str, str, str]


class SearchRow(Row):
    """What was found; `path` leads down to a place, or to the nearest one that a body or a person is tied to.

    `score` is 8 for an exact id or code, 7 for the beginning of a code, 6 for a name, 5 for its beginning, 4 for a part
    of it, 3 for a synonym, 2 for pinyin, 1 for initials.
    """

    family: str
    label: str
    id: str
    name: str
    level: str | None
    kind: str | None
    code: str | None
    synthetic: bool
    path: list[PlaceRef]
    matched: Matched
    score: int


class ExactRow(Row):
    """A node that an id, a code or a name names."""

    family: str
    label: str
    id: str
    name: str
    level: str | None
    kind: str | None
    code: str | None
    synthetic: bool


class SpeltRow(Row):
    """A node whose spelling matched."""

    family: str
    label: str
    id: str
    name: str
    level: str | None
    kind: str | None
    code: str | None
    synthetic: bool
    spelling: str


class InsideRow(Row):
    """How many places."""

    places: int


class SynonymRow(Row):
    """An issue type, and those of its other words that hold a text."""

    id: str
    name: str
    kind: str | None
    synthetic: bool
    synonyms: list[str]


_EXACT = Question.load(__file__, "exact.cypher", ExactRow)
_SPELT = Question.load(__file__, "spelt.cypher", SpeltRow)
_SPELT_INSIDE = Question.load(__file__, "spelt_inside.cypher", SpeltRow)
_PLACES_IN = Question.load(__file__, "places_in.cypher", InsideRow)
_SYNONYMS = Question.load(__file__, "synonyms.cypher", SynonymRow)


def search(
    store: Store,
    *,
    text: str,
    as_of: date,
    families: Sequence[str] | None = None,
    within: str | None = None,
    after: Sequence[int | str] | None = None,
    limit: int = 20,
) -> list[SearchRow]:
    """What a text may mean, the closest first.

    Parameters
    ----------
    text
        Chinese, also a part of a name; pinyin, whole or begun, with or without blanks; initials; both mixed with
        Chinese and numbers; a code or how it begins, from `SHORTEST_CODE` digits on; an id. Width, case and punctuation
        do not matter, and a character is found by each of its readings. A number is found by how it begins.
    as_of
        The day on which what is found is in force.
    families
        Some of `FAMILIES`; all where left out.
    within
        Id of a place: only what lies in it or is tied to it, and no path shows more. Issue types lie nowhere.
    after
        `key(row)` of the last row of the page before.
    limit
        How many rows at most, 1 to `MOST_ROWS`.

    Returns
    -------
    list of SearchRow
        By score, then in the schema's order of labels (city before building, places before bodies), then shorter names
        first, by name, id. Of names, pinyin and initials each, at most `WINDOW` matches are put in order, of higher
        levels before lower ones: whoever means another types more.

    Raises
    ------
    InvalidInput
        The text is blank or too long; a family, `after` or `limit` that cannot be.
    NotFound
        No place in force has the id `within`.
    """
    asked = _judged(text, families, limit)
    last = _read_key(after)
    root = _root(store, within, as_of) if within is not None else None
    scope = {
        "families": list(FAMILIES if families is None else families),
        "within": root.id if root else "",
        "ways": ["PART_OF", "IN_GRID"] if root and root.level in ("grid", "micro_grid") else ["PART_OF"],
        "as_of": as_of,
    }
    found: dict[tuple[str, str], SearchRow] = {}
    for rows in _stages(store, asked, scope, last[0] if last else max(SCORES.values())):
        for row in rows:
            if last is None or _place(key(row)) > _place(last):
                found.setdefault((row.family, row.id), row)
        if len(found) >= limit:
            break
    page = sorted(found.values(), key=lambda row: _place(key(row)))[:limit]
    return _with_paths(store, page, root, as_of)


def key(row: SearchRow) -> Key:
    """Where a row stands in the order of `search`; what `after` takes."""
    return row.score, row.label, row.name, row.id


def _place(at: Key) -> tuple[int, int, int, str, str]:
    score, label, name, id_ = at
    return -score, RANK[label], len(name), name, id_


# --- what is asked ------------------------------------------------------------------------------------------------


def _judged(text: str, families: Sequence[str] | None, limit: int) -> str:
    asked = text.strip()
    if not asked:
        raise InvalidInput("Nothing is searched for; write a name, pinyin, initials, a code or an id.")
    if len(asked) > LONGEST or len(plain(asked)) > LONGEST:
        raise InvalidInput(
            f"{shortened(asked)} has {len(asked)} characters, more than the {LONGEST} that are searched for."
        )
    unknown = sorted(set(families or ()) - set(FAMILIES))
    if unknown:
        raise InvalidInput(f"{shortened(unknown[0])} is not searched; what is: {', '.join(FAMILIES)}.")
    if not 1 <= limit <= MOST_ROWS:
        raise InvalidInput(f"The limit is {limit}; ask for 1 to {MOST_ROWS} rows.")
    return asked


def _read_key(after: Sequence[int | str] | None) -> Key | None:
    match after:
        case None:
            return None
        case [int() as score, str() as label, str() as name, str() as id_] if label in RANK:
            return score, label, name, id_
    raise InvalidInput("after is no key of a row; pass on what the last row of the page before had.")


def _root(store: Store, within: str, as_of: date) -> PlaceRef:
    for row in find(store, place=within, as_of=as_of):
        if row.id == within:
            return PlaceRef(id=row.id, name=row.name, level=row.level)
    raise NotFound(f"No place in force on {as_of} has the id {shortened(within)}.")


# --- what is found ------------------------------------------------------------------------------------------------


def exact(
    store: Store,
    *,
    ids: Sequence[str],
    code: str,
    start: str,
    names: Sequence[str],
    families: Sequence[str],
    within: str,
    ways: Sequence[str],
    as_of: date,
    levels: Sequence[str] = tuple(SCHEMA.level),
    most: int = WINDOW,
) -> list[ExactRow]:
    """Nodes with one of the ids, the code, a code that begins with `start`, or one of the names; by family and id.

    Parameters
    ----------
    start
        Empty: no beginnings of codes.
    within, ways
        Id of a place and the edges by which places lie in it; empty: everywhere.
    levels
        From the highest down, and among equals shorter names first, for the choice of the `most` that are returned.
    """
    return _EXACT.rows(
        store,
        ids=list(ids),
        code=code,
        start=start,
        names=list(names),
        families=list(families),
        within=within,
        ways=list(ways),
        as_of=as_of,
        levels=list(levels),
        most=most,
    )


def spelt(
    store: Store,
    *,
    query: str,
    pattern: str,
    but: str = NOTHING,
    families: Sequence[str],
    within: str,
    ways: Sequence[str],
    as_of: date,
    most: int = WINDOW,
) -> list[SpeltRow]:
    """Nodes that the index finds by `query` and whose whole spelling matches `pattern` and not `but`; by family and id.

    Parameters
    ----------
    within, ways
        As for `exact`.
    most
        How many: those that the index finds first.
    """
    return _SPELT.rows(
        store,
        query=query,
        pattern=pattern,
        but=but,
        families=list(families),
        within=within,
        ways=list(ways),
        as_of=as_of,
        most=most,
    )


def spelt_inside(
    store: Store,
    *,
    pattern: str,
    but: str = NOTHING,
    families: Sequence[str],
    within: str,
    ways: Sequence[str],
    as_of: date,
) -> list[SpeltRow]:
    """What `spelt` finds within a place, by looking at all that lies in it or is tied to it; by family and id."""
    return _SPELT_INSIDE.rows(
        store, pattern=pattern, but=but, families=list(families), within=within, ways=list(ways), as_of=as_of
    )


def places_in(store: Store, *, within: str, ways: Sequence[str], as_of: date, most: int = FEW + 1) -> int:
    """How many places lie in a place by edges of the types `ways`, itself included; at most `most`."""
    return _PLACES_IN.rows(store, within=within, ways=list(ways), as_of=as_of, most=most)[0].places


def synonyms(store: Store, *, text: str) -> list[SynonymRow]:
    """Issue types whose synonyms or English name hold a text of small letters; by id."""
    return _SYNONYMS.rows(store, text=text)


def _stages(store: Store, text: str, scope: dict[str, Any], highest: int) -> Iterator[list[SearchRow]]:
    """Rows of ever lower scores, a node in the first stage that finds it; those above `highest` may be left out."""
    meant = patterns(text)
    inside = {name: scope[name] for name in ("within", "ways", "as_of")}
    few = bool(meant) and bool(scope["within"]) and places_in(store, **inside) <= FEW

    def matching(pattern: Pattern, but: str = NOTHING) -> list[SpeltRow]:
        if few:
            return spelt_inside(store, pattern=pattern.anywhere, but=but, **scope)
        return spelt(store, query=pattern.query, pattern=pattern.anywhere, but=but, **scope)

    name = meant.get("name")
    first = _exact(store, text, scope)
    taken = {(row.family, row.id) for row in first}
    if name and highest >= SCORES["name part"]:
        for row in matching(name):
            if (row.family, row.id) not in taken:
                whole, begun = (re.fullmatch(test, row.spelling) for test in (name.whole, name.start))
                first.append(_row(row, "name" if whole else "name begins" if begun else "name part"))
    yield first
    other = _synonyms(store, text, name, scope)
    yield [row for row in other if (row.family, row.id) not in taken]
    taken |= {(row.family, row.id) for row in other}
    but = [name.anywhere] if name else []
    for way in ("pinyin", "initials"):
        if (pattern := meant.get(way)) and highest >= SCORES[way]:
            rows = matching(pattern, "|".join(but) or NOTHING)
            yield [_row(row, way) for row in rows if (row.family, row.id) not in taken]
        but += [pattern.anywhere] if pattern else []


def _exact(store: Store, text: str, scope: dict[str, Any]) -> list[SearchRow]:
    usual = unicodedata.normalize("NFKC", text)
    code = usual if usual.isascii() and usual.isdigit() else ""
    start = code if len(code) >= SHORTEST_CODE else ""
    both = [text, usual]
    rows = exact(store, ids=both, code=code, start=start, names=both, **scope)

    def said(row: ExactRow) -> str:
        if row.id in both:
            return "id"
        if row.code and row.code == code:
            return "code"
        return "code begins" if start and row.code and row.code.startswith(start) else "name"

    return [_row(row, said(row)) for row in rows]


def _synonyms(store: Store, text: str, name: Pattern | None, scope: dict[str, Any]) -> list[SearchRow]:
    if scope["within"] or "IssueType" not in scope["families"]:
        return []
    return [
        SearchRow(
            family="IssueType",
            label="IssueType",
            id=row.id,
            name=row.name,
            level=None,
            kind=row.kind,
            code=None,
            synthetic=row.synthetic,
            path=[],
            matched="synonym",
            score=SCORES["synonym"],
        )
        for row in synonyms(store, text=plain(text))
        if not (name and re.fullmatch(name.anywhere, spelling(row.name)))
    ]


def _row(row: ExactRow | SpeltRow, said: str) -> SearchRow:
    matched: Any = said.partition(" ")[0]
    return SearchRow(
        family=row.family,
        label=row.label,
        id=row.id,
        name=row.name,
        level=row.level,
        kind=row.kind,
        code=row.code,
        synthetic=row.synthetic,
        path=[],
        matched=matched,
        score=SCORES[said],
    )


# --- where it is --------------------------------------------------------------------------------------------------


def _with_paths(store: Store, rows: list[SearchRow], root: PlaceRef | None, as_of: date) -> list[SearchRow]:
    ways: dict[tuple[str, str], list[PlaceRef]] = {}
    for family, group in (("Place", "places"), ("Body", "bodies"), ("Person", "people")):
        if ids := [row.id for row in rows if row.family == family]:
            placed_rows = placed(store, as_of=as_of, root=root.id if root else "", **{group: ids})
            ways |= {(family, one.id): one.path for one in placed_rows}
    return [replace(row, path=_below(root, row, ways.get((row.family, row.id), []))) for row in rows]


def _below(root: PlaceRef | None, row: SearchRow, path: list[PlaceRef]) -> list[PlaceRef]:
    """A path from `root` on; what lies in a grid is reached by no path of territory, and stands right below it."""
    if root is None:
        return path
    at = next((i for i, step in enumerate(path) if step.id == root.id), None)
    if at is not None:
        return path[at:]
    return [root, *path[-1:]] if row.family == "Place" else [root]
