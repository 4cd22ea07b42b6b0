"""Reads `profiles/*.yaml`: a place's levels, lines, norms, routing template and published figures, and checks them.

A profile is data; no code knows a place by name. Everything wrong with a file is said at once, each with its line and
what is allowed (`ProfileRefused`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import NotFound
from graph.profile_checks import contradictions
from graph.profile_file import Fault, read, refuse
from graph.profile_head import by_code, files, misnamed
from graph.words import shortened

Check = Callable[["Profile"], Iterable[Fault]]


class Part(BaseModel):
    """A piece of a profile; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(Part):
    """The same words in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Source(Part):
    """The published document, and the day its figures speak of."""

    document: str
    as_of: date
    note: str | None = None


Sits = Literal["place", "post", "organisation"]
Status = Literal["stated", "target", "inferred"]


class Level(Part):
    """One tier of the governing chain, from the top. `term` is the place's own word for it.

    `optional` where the chain is ragged, `beside` where it stands on the same tier as the level before it.
    """

    level: str
    term: str
    sits: Sits = "place"
    optional: bool = False
    beside: bool = False


class Tier(Part):
    """One tier of a published chain; `level` where the schema has it."""

    term: str
    level: str | None = None
    sits: Sits = "organisation"


class Chain(Part):
    """A chain that the place publishes besides the governing one, such as the Party's."""

    id: str
    title: Text
    tiers: tuple[Tier, ...] = Field(min_length=1)
    source: str


class Enumeration(Part):
    """What the source lists by name; `declared` where it says another number than it names (六有, five named)."""

    id: str
    term: str
    listed: tuple[str, ...] = Field(min_length=1)
    declared: int | None = None
    source: str


class Rung(Part):
    """Who contacts (`CONTACTS`) the places of a level: `who` is a label of the schema, `term` the place's own word."""

    rung: str
    who: str
    level: str
    role: Literal["lead", "member", "responsible"] | None = None
    term: str
    tag: str | None = None
    status: Status
    source: str


class Counting(Part):
    """What counts as covering on a line: posts, or kinds and formations of bodies, at places of a level.

    On the line of stations a Team counts where `kinds` names its kind. `building_kinds` are those that have no nearer
    home (散居, 自建房): for them alone the entry counts.
    """

    level: str
    posts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    formations: tuple[str, ...] = ()
    building_kinds: tuple[str, ...] = ()


class Line(Part):
    """A way of being covered that the place has; `posts` held on places belong to it."""

    line: Literal["grid", "ladder", "party", "property", "owners", "contact", "station"]
    posts: tuple[str, ...] = ()
    counts: tuple[Counting, ...] = Field(min_length=1)


class CompoundClass(Part):
    """A class of compounds, as `kind` or tag of the Compound says it."""

    term: str
    meaning: Text
    source: str


class CrossHolding(Part):
    """Who is of one set and also holds a post of another: posts, `tag:…` of a person, or `party_member`."""

    held: tuple[str, ...] = Field(min_length=1)
    also: tuple[str, ...] = Field(min_length=1)
    mode: Literal["concurrent", "succession", "eligibility", "development"]
    status: Status
    source: str
    both_ways: bool = False
    count: int | None = None


class CoBuilding(Part):
    """A form of building together, as `CO_BUILDS.form` says it; `count` where the source gives one."""

    form: str
    between: Text | None = None
    count: int | None = None
    source: str


class Subject(Part):
    """What a norm binds: everything of a label, or of it only what has the tag or kind."""

    label: str
    tag: str | None = None
    kind: str | None = None


class Norm(Part):
    """A rule of the place: the measure of each subject must lie between `min` and `max`."""

    id: str
    subjects: tuple[Subject, ...] = ()
    measure: str | None = None
    parameters: Mapping[str, Any] = {}
    min: float | None = None
    max: float | None = None
    period: str | None = None
    status: Status
    computable: bool = True
    reason: Text | None = None
    source: str
    sentence: Text


Mode = Literal["normal", "emergency"]
MODES: tuple[Mode, ...] = get_args(Mode)


class Actor(Part):
    """Who acts: see `profile_checks.ACTORS` for what each kind needs."""

    who: str
    level: str | None = None
    post: str | None = None
    kind: str | None = None
    purpose: str | None = None
    function: str | None = None
    rung: str | None = None
    name: str | None = None


class Step(Part):
    """One of `profile_checks.STEPS`; `deadline_days` are working days, absent where no source gives a number."""

    step: str
    actor: Actor
    title: Text
    condition: Literal["several_departments", "solvable_here", "not_solvable_here"] | None = None
    deadline_days: int | None = Field(default=None, ge=0)
    sequence: Literal["stated", "assembled"]
    source: str


class Channel(Part):
    """Ordered steps for some modes, and for some issue types only where `types` names them."""

    id: str
    title: Text
    modes: tuple[Mode, ...] = Field(min_length=1)
    types: tuple[str, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)


class Figure(Part):
    """A published count. `value` is as printed (3万多 is 30000 with `>`); `step` the unit of its last printed digit.

    `over` says what is counted: the `graph`, the `profile`, or a norm, by its id.
    """

    id: str
    term: str
    unit: str
    value: float | None = None
    min: float | None = None
    max: float | None = None
    qualifier: Literal["=", ">", "<", ">=", "<=", "~"]
    step: float = Field(default=1, gt=0)
    printed: str
    as_of: date
    over: str = "graph"
    measure: str | None = None
    parameters: Mapping[str, Any] = {}
    outside: Text | None = None
    source: str


class Profile(Part):
    """Everything that is a place's own."""

    place: str
    name: Text
    codes: tuple[str, ...] = Field(min_length=1)
    source: Source
    levels: tuple[Level, ...] = Field(min_length=1)
    other_levels: tuple[str, ...] = ()
    grid_and_compound: Literal["one_to_one", "grid_in_compound", "parallel", "same_level", "no_grid", "no_compound"]
    terms: Mapping[str, str] = {}
    lines: tuple[Line, ...] = Field(min_length=1)
    posts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()
    lists: tuple[Enumeration, ...] = ()
    contact_ladder: tuple[Rung, ...] = ()
    compound_classes: tuple[CompoundClass, ...] = ()
    cross_holding: tuple[CrossHolding, ...] = ()
    co_building: tuple[CoBuilding, ...] = ()
    norms: tuple[Norm, ...] = ()
    routing: tuple[Channel, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def posts_by_line(self) -> dict[str, list[str]]:
        """line → posts held on places that belong to it"""
        return {line.line: list(line.posts) for line in self.lines if line.posts}

    @property
    def all_levels(self) -> tuple[str, ...]:
        """Levels of the chain, then those that exist beside it."""
        return (*(level.level for level in self.levels), *self.other_levels)

    @property
    def tiers(self) -> dict[str, int]:
        """level → its tier in the governing chain, 1 at the top; levels `beside` each other share one"""
        tiers: dict[str, int] = {}
        tier = 0
        for level in self.levels:
            tier += not level.beside
            tiers[level.level] = tier
        return tiers

    @property
    def all_posts(self) -> frozenset[str]:
        """Every post the place has: on its lines and elsewhere."""
        return frozenset((*(post for line in self.lines for post in line.posts), *self.posts))


def load_profile(place: str) -> Profile:
    """The profile of a place, shipped or in the folder that WANGGE_PROFILES names.

    Raises
    ------
    NotFound
        There is no such profile; the message names those there are.
    ProfileRefused
        There is, with faults, or with a code that another has too.
    """
    listed = files()
    by_code()
    if place not in listed:
        raise NotFound(f"There is no profile of {place[:80]!r}; there are profiles of {', '.join(listed)}.")
    return _loaded(listed[place], listed[place].stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _loaded(path: Path, _: int) -> Profile:
    return read_profile(path, _named_as_its_file(path))


def _named_as_its_file(path: Path) -> Check:
    def check(profile: Profile) -> Iterator[Fault]:
        if profile.place != path.stem:
            yield ("place",), misnamed(profile.place, path)

    return check


def read_profile(path: Path, *checks: Check) -> Profile:
    """Read and check one profile file.

    Parameters
    ----------
    checks
        What else is to be held against it, besides the schema and itself; see `cypher.profiles.against_measures`.

    Raises
    ------
    ProfileRefused
        With every fault of the file, each with its line and what is allowed.
    """
    text, data = read(path)
    try:
        profile = Profile.model_validate(data)
    except ValidationError as error:
        refuse(path, text, [(tuple(e["loc"]), _words(e)) for e in error.errors(include_url=False)])
    faults = [fault for check in (contradictions, *checks) for fault in check(profile)]
    if faults:
        refuse(path, text, faults)
    return profile


def _words(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "is not a word of a profile here"
    if error["type"] == "missing":
        return "is missing"
    return f"{error['msg'][0].lower()}{error['msg'][1:]}, not {shortened(str(error['input']), 60)}"
