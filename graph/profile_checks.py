"""What a profile's types cannot say: unknown levels, labels, steps and actors, doubled ids, bands upside down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graph.schema import SCHEMA

if TYPE_CHECKING:
    from graph.profile import Figure, Norm, Profile, Step

Where = tuple[str | int, ...]
Fault = tuple[Where, str]

ACTORS: dict[str, tuple[str, ...]] = {
    "post": ("level", "post"),
    "party_org": ("purpose",),  # without a level the nearest: a building outside compounds has its own
    "committee": ("level", "kind"),
    "station": ("level", "kind"),
    "team": ("level", "kind"),
    "department": ("level", "function"),
    "institutions": ("level",),
    "contact": ("level", "rung"),
    "owners_committee": ("level",),
    "property_company": ("level",),
    "place_lead": (),
    "lead_department": (),
    "joint_departments": (),
    "first_receiver": (),
    "residents": (),
}
"""Who may act in a step → what must be said about it."""

STEPS = (
    *("collect", "deliberate", "whistle", "escalate", "dispatch", "claim", "activate", "report_in"),
    *("handle", "joint", "close", "evaluate", "supervise"),
)


def contradictions(profile: Profile) -> Iterator[Fault]:
    """Where the profile contradicts itself or the schema, and in which words."""
    levels = set(profile.all_levels)
    for i, level in enumerate(profile.levels):
        if level.level not in SCHEMA.level:
            yield ("levels", i, "level"), f"{level.level!r} is no level; levels are {', '.join(SCHEMA.level)}"
    for i, name in enumerate(profile.other_levels):
        if name not in SCHEMA.level:
            yield ("other_levels", i), f"{name!r} is no level; levels are {', '.join(SCHEMA.level)}"
    for i, line in enumerate(profile.lines):
        for j, counting in enumerate(line.counts):
            if counting.level not in levels:
                yield (
                    ("lines", i, "counts", j, "level"),
                    f"{counting.level!r} is no level of this place ({_listed(levels)})",
                )
            for post in set(counting.posts) - set(line.posts):
                yield ("lines", i, "counts", j, "posts"), f"{post!r} is no post of this line ({_listed(line.posts)})"
    for group in ("norms", "figures", "routing"):
        ids = Counter(entry.id for entry in getattr(profile, group))
        for i, entry in enumerate(getattr(profile, group)):
            if ids[entry.id] > 1:
                yield (group, i, "id"), f"{entry.id!r} stands {ids[entry.id]} times; an id is given once"
    yield from _doubled([line.line for line in profile.lines], ("lines",))
    yield from _doubled(list(profile.all_levels), ("levels",))
    for i, norm in enumerate(profile.norms):
        yield from _norm_contradictions(("norms", i), norm)
    for i, figure in enumerate(profile.figures):
        yield from _figure_contradictions(("figures", i), figure)
    for i, channel in enumerate(profile.routing):
        for j, step in enumerate(channel.steps):
            yield from _step_contradictions(("routing", i, "steps", j), step, levels)


def _doubled(names: list[str], where: Where) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield where, f"{name!r} stands {count} times"


def _norm_contradictions(where: Where, norm: Norm) -> Iterator[Fault]:
    for i, subject in enumerate(norm.subjects):
        if subject.label not in SCHEMA.node or SCHEMA.node[subject.label].family.internal:
            yield (*where, "subjects", i, "label"), f"{subject.label!r} is no label of the schema"
    if norm.min is not None and norm.max is not None and norm.min > norm.max:
        yield (*where, "min"), f"is {norm.min:g}, above max {norm.max:g}"
    if norm.computable:
        if norm.measure is None or not norm.subjects or (norm.min is None and norm.max is None):
            yield where, f"{norm.id} is computable and needs subjects, a measure, and min or max"
    elif not norm.reason:
        yield where, f"{norm.id} is not computable and needs a reason"


def _figure_contradictions(where: Where, figure: Figure) -> Iterator[Fault]:
    if (figure.measure is None) == (figure.outside is None):
        yield where, f"{figure.id} needs either a measure or, in `outside`, the reason why it is outside the graph"
    if figure.value is None and figure.min is None and figure.max is None:
        yield where, f"{figure.id} needs a value, a min or a max"
    if figure.min is not None and figure.max is not None and figure.min > figure.max:
        yield (*where, "min"), f"is {figure.min:g}, above max {figure.max:g}"


def _step_contradictions(where: Where, step: Step, levels: set[str]) -> Iterator[Fault]:
    if step.step not in STEPS:
        yield (*where, "step"), f"{step.step!r} is no step; steps are {', '.join(STEPS)}"
    if step.actor.who not in ACTORS:
        yield (*where, "actor", "who"), f"{step.actor.who!r} cannot act; actors are {', '.join(ACTORS)}"
        return
    for name in ACTORS[step.actor.who]:
        if getattr(step.actor, name) is None:
            yield (*where, "actor"), f"needs {name} for {step.actor.who}"
    if step.actor.level is not None and step.actor.level not in levels:
        yield (*where, "actor", "level"), f"{step.actor.level!r} is no level of this place ({_listed(levels)})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
