"""How many buildings and households of a place each line covers: in all, and by the places of a level inside it.

Apart from `cypher.coverage`, whose one quick question must not wait for what a whole profile needs.

A building is made of cells: its deepest parts, or itself. A cell is covered where a fact that counts lies on it or on
what it is in, by `PART_OF` and `IN_GRID`. A building is covered where all its cells are, uncovered where none is,
partial where some are and some are not, else unknown: what decides, such as the manager of its compound, is not said.
Places at levels that are optional in the chain speak only on lines that count at one of them. There each is a cell, and
so is the rest of the part it lies in, unless they hold all its households: heads of two floors make no whole unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from cypher.coverage import COUNTED
from cypher.library import Question, Row
from graph.errors import InvalidInput, NotFound
from graph.profile import Counting, Profile
from graph.schema import SCHEMA
from graph.store import Store
from graph.words import shortened

FACTS = {
    "grid": "HOLDS",
    "ladder": "HOLDS",
    "party": "COVERS",
    "property": "MANAGES",
    "owners": "REPRESENTS",
    "contact": "CONTACTS",
    "station": "SERVES",
}
"""line → type of the edge that covers by it"""
SATISFIED = ("unit", "owners", "community")
"""managers of a compound that need no edge"""
TERRITORY = ("city", "county", "street", "block", "community")
AROUND = ("compound", "grid", "micro_grid")
PARTS = ("unit", "floor_group", "floor", "stair_group")
ROWS = (*TERRITORY, *AROUND, "building")
"""levels that hold buildings, from the top: one may ask for their places as rows"""
SHARES = "share = covered / (covered + partial + uncovered); what is unknown is counted apart"


class CoverageRow(Row):
    """Buildings and households on one line: of a place inside, of what lies in none (no place), or in `total`.

    `share` is `covered` of `share_of` buildings, which are those known: covered, partial and uncovered; households
    likewise. Where nothing is known there is no share, and on a line that the place has not there are no numbers.
    `without_households` are buildings whose households nobody has said; `repeated` is how often the rows of a line
    count a building that another row counts too.
    """

    line: str
    state: str
    total: bool
    place_id: str | None
    place_name: str | None
    place_level: str | None
    buildings: int | None
    covered: int | None
    partial: int | None
    uncovered: int | None
    unknown: int | None
    share: float | None
    share_of: int | None
    households: int | None
    covered_households: int | None
    uncovered_households: int | None
    unknown_households: int | None
    household_share: float | None
    household_share_of: int | None
    without_households: int | None
    repeated: int | None


class StateRow(Row):
    """Buildings of one state; `unsaid` are those whose households nobody has said."""

    total: bool
    place_id: str | None
    place_name: str | None
    state: str
    buildings: int
    unsaid: int
    households: int
    covered_households: int
    unknown_households: int


class StartRow(Row):
    """A place, and the places below which its buildings are found."""

    id: str
    name: str
    level: str
    starts: list[str]


class LevelRow(Row):
    """A level."""

    level: str


_COVERAGE = Question.load(__file__, "coverage.cypher", StateRow)
_START = Question.load(__file__, "start.cypher", StartRow)
_LEVELS_THERE = Question.load(__file__, "levels_there.cypher", LevelRow)


def coverage(
    store: Store,
    *,
    place: str,
    by: str,
    counts: Mapping[str, list[Counting]],
    as_of: date,
    optional: Sequence[str] = (),
    lines: Sequence[str] = COUNTED,
) -> list[CoverageRow]:
    """How many buildings and households of a place each line covers on a day. One question per line.

    Parameters
    ----------
    place
        Id of a place that holds buildings. Of a grid, also buildings of which it holds a part, as a whole.
    by
        Level of the rows, below that of the place (`levels_below`). A building lies in every grid that it or a part
        of it is in, also where the grid reaches beyond the place: such rows overlap, and the total counts it once.
    counts
        Line → what counts as covering on it, any of which covers; see `counted`.
    as_of
        The day.
    optional
        Levels of the chain at which a missing head is no gap.
    lines
        The lines wanted, in order.

    Returns
    -------
    list of CoverageRow
        By line: the places of the level that hold a building, by id; the buildings in none of them; the total. A line
        that `counts` does not have is one row, `not_applicable`.

    Raises
    ------
    NotFound
        No place has this id and is in force on the day.
    InvalidInput
        A line or level that there is not, a level that is not below the place, or a place inside a building.

    Source
    ------
    domain.md sections 3 and 8.
    """
    for line in (*lines, *counts):
        if line not in COUNTED:
            raise InvalidInput(f"{shortened(line)} is no line that counts; those are {', '.join(COUNTED)}.")
    found = start(store, place=place, as_of=as_of)
    if not found:
        raise NotFound(f"No place has the id {shortened(place)} on {as_of}; `wangge ask find place=…` looks for names.")
    (at,) = found
    below = levels_below(at.level)
    if not below:
        raise InvalidInput(f"{at.name} is inside a building, which is counted as a whole; ask about the building.")
    if by not in below:
        raise InvalidInput(f"{at.name} has no rows by {shortened(by)}; below it there are {', '.join(below)}.")
    rows: list[CoverageRow] = []
    for line in dict.fromkeys(lines):
        if counts.get(line):
            asked = _parameters(line, counts[line], optional, by, at.level)
            rows += _folded(line, at, by, _COVERAGE.rows(store, starts=at.starts, by=by, as_of=as_of, **asked))
        else:
            rows.append(_not_applicable(line, at))
    return rows


def start(store: Store, *, place: str, as_of: date) -> list[StartRow]:
    """A place in force on a day, and where the walk down to its buildings starts; empty where there is none."""
    return _START.rows(store, place=place, as_of=as_of)


def levels_there(store: Store, *, place: str, levels: Sequence[str], as_of: date) -> list[LevelRow]:
    """Which of the levels have places inside a place by PART_OF, in the order of the alphabet.

    Parameters
    ----------
    levels
        Levels above the building; others are never found.
    """
    return _LEVELS_THERE.rows(store, place=place, levels=list(levels), as_of=as_of)


def levels_below(level: str) -> list[str]:
    """The levels that rows of such a place may have, from the top; a grid may cut a compound, and the other way."""
    if level not in ROWS:
        return []
    if level in AROUND:
        return [one for one in ROWS[len(TERRITORY) :] if one != level and (level, one) != ("micro_grid", "grid")]
    return list(ROWS[ROWS.index(level) + (level != "building") :])


def next_level(store: Store, *, profile: Profile, place: str, level: str, as_of: date) -> str:
    """The next level of a profile's chain below a place, of which there are places inside it; else the building."""
    tiers, below = profile.tiers, levels_below(level)
    chain = [one for one in tiers if one in below and tiers[one] > tiers.get(level, 0) and one != "building"]
    there = {row.level for row in levels_there(store, place=place, levels=chain, as_of=as_of)} if chain else set()
    return next((one for one in chain if one in there), "building")


def counted(profile: Profile) -> dict[str, list[Counting]]:
    """Line → what counts on it, by a profile; where an entry names no post, any post of the line."""
    return {
        line.line: [one if one.posts else one.model_copy(update={"posts": line.posts}) for one in line.counts]
        for line in profile.lines
    }


def _parameters(line: str, entries: Sequence[Counting], optional: Sequence[str], by: str, at: str) -> dict[str, Any]:
    """What the question takes, entry by entry; None where an entry does not say."""
    levels = [entry.level for entry in entries]
    for level in levels:
        if level not in SCHEMA.level:
            raise InvalidInput(f"{shortened(level)} is no level; those are {', '.join(SCHEMA.level)}.")
    ragged = [level for level in optional if level in PARTS]
    speak = not ragged or any(level in ragged for level in levels)
    posts = FACTS[line] == "HOLDS"
    near = [*levels, "compound"] if line == "property" else levels
    highest = min((ROWS.index(level) for level in near if level in ROWS), default=len(ROWS))
    above = [] if highest >= ROWS.index("building") else [*TERRITORY[highest:], *AROUND]
    return {
        "fact": FACTS[line],
        "levels": levels,
        "posts_of": [list(entry.posts) or None if posts else None for entry in entries],
        "kinds_of": [list(entry.kinds) or None for entry in entries],
        "formations_of": [list(entry.formations) or None for entry in entries],
        "building_kinds_of": [list(entry.building_kinds) or None for entry in entries],
        "managers": list(SATISFIED) if line == "property" else [],
        "near": near,
        "steps": above,
        "parts": [level for level in PARTS if speak or level not in ragged],
        "optional": ragged,
        # on the way down nothing is met twice but grids; below a grid the walk starts at the buildings
        "over": list(AROUND) if by in AROUND and (by != "compound" or at in AROUND) else [],
    }


def _folded(line: str, at: StartRow, by: str, states: Iterable[StateRow]) -> list[CoverageRow]:
    """A row for each place, one for the buildings in none, and the total."""
    total: list[StateRow] = []
    inside: dict[tuple[str, str], list[StateRow]] = defaultdict(list)
    nowhere: list[StateRow] = []
    for row in states:
        if row.total:
            total.append(row)
        elif row.place_id is None or row.place_name is None:
            nowhere.append(row)
        else:
            inside[row.place_id, row.place_name].append(row)
    rows = [_row(line, group, id_, name, by) for (id_, name), group in sorted(inside.items())]
    rows += [_row(line, nowhere, None, None, None)] if nowhere else []
    repeated = sum(row.buildings or 0 for row in rows) - sum(row.buildings for row in total)
    return [*rows, _row(line, total, at.id, at.name, at.level, total=True, repeated=repeated)]


def _row(
    line: str,
    states: Iterable[StateRow],
    place_id: str | None,
    place_name: str | None,
    place_level: str | None,
    *,
    total: bool = False,
    repeated: int | None = None,
) -> CoverageRow:
    of: Counter[str] = Counter()
    for row in states:
        of[row.state] += row.buildings
        of["without"] += row.unsaid
        of["households"] += row.households
        of["covered households"] += row.covered_households
        of["unknown households"] += row.unknown_households
    known, homes = of["covered"] + of["partial"] + of["uncovered"], of["households"] - of["unknown households"]
    return CoverageRow(
        line=line,
        state="applicable",
        total=total,
        place_id=place_id,
        place_name=place_name,
        place_level=place_level,
        buildings=known + of["unknown"],
        covered=of["covered"],
        partial=of["partial"],
        uncovered=of["uncovered"],
        unknown=of["unknown"],
        share=of["covered"] / known if known else None,
        share_of=known,
        households=of["households"],
        covered_households=of["covered households"],
        uncovered_households=homes - of["covered households"],
        unknown_households=of["unknown households"],
        household_share=of["covered households"] / homes if homes else None,
        household_share_of=homes,
        without_households=of["without"],
        repeated=repeated,
    )


def _not_applicable(line: str, at: StartRow) -> CoverageRow:
    numbers: dict[str, Any] = dict.fromkeys(row.name for row in fields(CoverageRow))
    said = {"line": line, "state": "not_applicable", "total": True}
    return CoverageRow(**numbers | said | {"place_id": at.id, "place_name": at.name, "place_level": at.level})
