"""Which way an issue goes: the routing template of a place resolved in its graph, to named holders and departments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from cypher.library import Question
from cypher.routing.around import Around, able, candidates, everybody, lying_of, wanted
from cypher.routing.matching import Matched, match
from cypher.routing.rows import BodyRef, Fact, FunctionRow, Handling, Holder, Lying, PairRow, RouteStep, Surroundings
from cypher.routing.steps import dated, noted, resolved
from cypher.rows import IssueTypeRow
from graph.errors import Ambiguous, InvalidInput, NotFound
from graph.profile import MODES, Channel, Profile
from graph.store import Store
from graph.workdays import Calendar, load_calendar

LONGEST = 500  # characters of a resident's words
_LYING = Question.load(__file__, "lying.cypher", Lying)
_SURROUNDINGS = Question.load(__file__, "surroundings.cypher", Surroundings)
_FACTS = Question.load(__file__, "facts.cypher", Fact)
_HANDLERS = Question.load(__file__, "handlers.cypher", Handling)
_FUNCTIONS = Question.load(__file__, "functions.cypher", FunctionRow)
_PAIRS = Question.load(__file__, "pairs.cypher", PairRow)
_ISSUE_TYPES = Question.load(__file__, "issue_types.cypher", IssueTypeRow)


def lying(store: Store, *, place: str, as_of: date) -> list[Lying]:
    """What a place (id) lies in by territory and grid, its parts and a compound's buildings included, nearest first."""
    return _LYING.rows(store, place=place, as_of=as_of)


def surroundings(
    store: Store, *, place: str, wanted: Sequence[Mapping[str, Any]], issue_type: str, as_of: date
) -> list[Surroundings]:
    """All that most routes from a place (id) are resolved against, in one answer; none where the place is not there.

    It is what `lying`, `facts` and `handlers` answer, less what no step asks for: of who could act, those whom nobody
    wants, where `wanted` names for a level `ties` by which anybody is, `words` that a post, a kind, a purpose or a
    function may be, and posts of `heads` of bodies; of who handles the type, those with no jurisdiction near.
    """
    return _SURROUNDINGS.rows(store, place=place, wanted=list(wanted), issue_type=issue_type, as_of=as_of)


def facts(store: Store, *, places: Sequence[str], as_of: date, posts: Sequence[str] | None = None) -> list[Fact]:
    """Who could act at places (ids): posts held there, contacts, and bodies tied to them with who heads them.

    `posts` are those that are wanted of the posts held at the places themselves; without it, all are.
    """
    return _FACTS.rows(store, places=list(places), posts=None if posts is None else list(posts), as_of=as_of)


def handlers(
    store: Store, *, issue_types: Sequence[str], places: Sequence[str], codes: Sequence[str], as_of: date
) -> list[Handling]:
    """Departments that handle issue types (ids), and which places they serve, or served.

    `codes` are those of the profile's place: a department that serves nothing in it and none of the places (ids) is
    left out.
    """
    return _HANDLERS.rows(store, issue_types=list(issue_types), places=list(places), codes=list(codes), as_of=as_of)


def functions(store: Store) -> list[FunctionRow]:
    """Departments and institutions that say what they answer for, by function; also those that have been closed."""
    return _FUNCTIONS.rows(store)


def pairs(store: Store, *, issue_types: Sequence[str]) -> list[PairRow]:
    """Who handles issue types (ids), on whatever day."""
    return _PAIRS.rows(store, issue_types=list(issue_types))


def issue_types(store: Store, *, word: str | None = None) -> list[IssueTypeRow]:
    """All issue types, or those whose id, name, English name or synonym is exactly `word`."""
    return _ISSUE_TYPES.rows(store, word=word)


def matched(store: Store, *, words: str, limit: int = 5) -> Matched:
    """Issue types that a resident's words may mean, the likest first: see `cypher.routing.matching.match`.

    Raises
    ------
    InvalidInput
        The words are empty or longer than 500 characters.
    """
    if not 1 <= len(words.strip()) <= LONGEST:
        raise InvalidInput(f"Say in 1 to {LONGEST} characters what the matter is; these are {len(words.strip())}.")
    return match(words, issue_types(store), limit=limit)


def issue_type(store: Store, *, word: str) -> IssueTypeRow:
    """The one issue type that answers to a word.

    Raises
    ------
    NotFound
        None does; the message names the likest, or all where none is like it.
    Ambiguous
        Several do.
    """
    found = issue_types(store, word=word.strip())
    if len(found) == 1:
        return found[0]
    if found:
        named = ", ".join(f"{one.name} ({one.id})" for one in found)
        raise Ambiguous(f"{word[:80]!r} may be {named}; write the id.", candidates=[one.id for one in found])
    every = issue_types(store)
    near = match(word[:LONGEST], every, limit=3).rows
    listed = ", ".join(f"{one.name} ({one.id})" for one in near or every)
    there = f"the nearest are {listed}" if near else f"there are {listed or 'none in this graph: load some'}"
    raise NotFound(f"There is no issue type {word[:80]!r}; {there}.", candidates=[one.id for one in near])


def route(
    store: Store,
    *,
    profile: Profile,
    issue: IssueTypeRow,
    place: str,
    as_of: date,
    mode: str = "normal",
    first: str | None = None,
    calendar: Calendar | None = None,
) -> list[RouteStep]:
    """The profile's template resolved for an issue type, a place (id), a day and a mode.

    Parameters
    ----------
    first
        Who received the issue first, by id or name: a body or person that acts somewhere around the place, or a
        department that handles the type.
    calendar
        Which days are worked; left out, that of WANGGE_CALENDAR, else ours.

    Returns
    -------
    Steps in the template's order, channel after channel. A step nobody can take is a `dead_end`, with what would
    mend it; a step whose condition does not hold is `skipped`. Every channel begins on `as_of`; where nobody knows
    which of two ways holds, the terms of both are added, so that `due` is the latest day.

    Raises
    ------
    InvalidInput
        The place has no channel for that mode, and the message names the modes it has; or a term ends after 9999.
    NotFound, Ambiguous
        The place is not there on the day; nobody around it, or more than one, answers to `first`.
    FileRefused
        The calendar cannot be read.

    Source
    ------
    The template: the profile's; who handles which type: `HANDLED_BY.source`; the rules: domain.md section 5; how terms
    are counted: `Calendar.due`.
    """
    channels = ways(profile, issue, mode)
    if not channels:
        modes = [other for other in MODES if ways(profile, issue, other)]
        raise InvalidInput(
            f"{profile.name.zh} has no way for {issue.name} in mode {mode[:40]!r}; it has {', '.join(modes) or 'none'}."
        )
    around = _around(store, profile, channels, issue, place, as_of, whoever=first is not None)
    receiver = None if first is None else _receiver(first, around)
    calendar = calendar or load_calendar()
    return [
        step
        for channel in channels
        for step in noted(dated(resolved(profile, channel, issue, around, receiver), issue, as_of, calendar), channel)
    ]


def _around(
    store: Store,
    profile: Profile,
    channels: Iterable[Channel],
    issue: IssueTypeRow,
    place: str,
    as_of: date,
    *,
    whoever: bool,
) -> Around:
    """What is around a place: those that some channels ask for, or `whoever` is there."""
    want = everybody() if whoever else wanted(step.actor for channel in channels for step in channel.steps)
    found = surroundings(store, place=place, wanted=want, issue_type=issue.id, as_of=as_of)
    if not found:
        raise NotFound(f"No place has the id {place[:60]!r} on {as_of}.")
    (near,) = found
    here, by_place = lying_of(place, near.places), dict[str, list[Fact]]()
    for fact in near.facts:
        by_place.setdefault(fact.place, []).append(fact)
    handling = able(here, near.handlings)
    if whoever or not {one.handling.role for one in handling if one.near}.issuperset(near.roles):
        # a role that nobody has here: who has it elsewhere in the place says why
        ids = [one.id for one in here]
        every = handlers(store, issue_types=[issue.id], places=ids, codes=profile.codes, as_of=as_of)
        handling = able(here, every)
    return Around(here, candidates(here, by_place), handling, {})


def ways(profile: Profile, issue: IssueTypeRow, mode: str) -> list[Channel]:
    """The channels that an issue of a type goes in a mode."""
    return [
        channel
        for channel in profile.routing
        if mode in channel.modes and (not channel.types or issue.id in channel.types)
    ]


def _receiver(word: str, around: Around) -> Holder | BodyRef:
    """Who around a place answers to an id or a name."""
    known: dict[str, Holder | BodyRef] = {}
    actors: list[Fact | Handling] = [*(one.fact for one in around.candidates), *(one.handling for one in around.able)]
    for actor in actors:
        if isinstance(actor, Fact) and actor.label == "Person":
            known[actor.id] = Holder(id=actor.id, name=actor.name, post=actor.post or "", body_id=None, body_name=None)
            continue
        known[actor.id] = BodyRef(id=actor.id, name=actor.name)
        for head in actor.heads:
            known.setdefault(
                head.id, Holder(id=head.id, name=head.name, post=head.post, body_id=actor.id, body_name=actor.name)
            )
    meant = [one for one in known.values() if word.strip() in (one.id, one.name)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        named = ", ".join(f"{one.name} ({one.id})" for one in meant)
        raise Ambiguous(f"{word[:80]!r} may be {named}; write the id.", candidates=[one.id for one in meant])
    bodies = [one for one in known.values() if isinstance(one, BodyRef)]
    there = ", ".join(f"{one.name} ({one.id})" for one in bodies[:8]) or "nobody"
    raise NotFound(f"Nobody around {around.start.name} is called {word[:80]!r}; there are {there}.")


def whole(steps: Iterable[RouteStep]) -> dict[str, date | None]:
    """channel → the day it falls due as a whole: its last step's that has one; None where no step has a term."""
    due: dict[str, date | None] = {}
    for step in steps:
        due[step.channel] = step.due or due.get(step.channel)
    return due
