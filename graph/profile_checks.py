"""What a profile's types cannot say: words that neither the schema nor the place has, doubled ids, bands upside down.

Whether a measure exists, and takes these parameters, is said above, where measures live: `cypher.profiles`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graph.profile_words import SCHEMA_WORDS, Vocabulary, unknown
from graph.schema import SCHEMA

if TYPE_CHECKING:
    from graph.profile import Actor, Channel, Figure, Line, Norm, Profile
    from graph.profile_file import Fault, Where

ACTORS: dict[str, tuple[str, ...]] = {
    "post": ("level", "post"),
    "party_org": ("level", "purpose"),
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
"""Who may act in a step → what must be said about it, and all that may be, besides `name`."""
ANYWHERE = {("party_org", "level")}  # may be left out, and the nearest acts: a building outside compounds has its own

STEPS = (
    *("collect", "deliberate", "whistle", "escalate", "dispatch", "claim", "activate", "report_in"),
    *("handle", "joint", "close", "evaluate", "supervise"),
)

HANDS_ON = frozenset({"whistle", "escalate", "dispatch", "claim", "activate", "report_in"})
"""Steps that pass an issue on to who acts in them."""

HOLDS_BUILDINGS = (*("city", "county", "street", "block", "community", "compound"), *("grid", "micro_grid"))
ABOVE = ("city", "county")  # every place lies in them, whatever its own chain
_CODE = re.compile(r"(\d{4}|\d{6}|\d{9}|\d{12})\Z", re.ASCII)


def contradictions(profile: Profile) -> Iterator[Fault]:
    """Where the profile contradicts itself or the schema, and in which words."""
    known = Vocabulary(profile)
    yield from _place(profile)
    yield from _doubles(profile)
    for i, line in enumerate(profile.lines):
        yield from _line(("lines", i), line, known)
    for i, chain in enumerate(profile.chains):
        for j, tier in enumerate(chain.tiers):
            yield from unknown(("chains", i, "tiers", j, "level"), tier.level, "level", SCHEMA.level)
    for i, listing in enumerate(profile.lists):
        if listing.declared is not None and listing.declared < len(listing.listed):
            yield ("lists", i, "declared"), f"is {listing.declared}, but {len(listing.listed)} are listed"
    for i, rung in enumerate(profile.contact_ladder):
        for word in ("rung", "who", "level", "tag"):
            yield from known.check(("contact_ladder", i, word), word, getattr(rung, word))
    for i, rule in enumerate(profile.cross_holding):
        yield from known.members(("cross_holding", i, "held"), rule.held)
        yield from known.members(("cross_holding", i, "also"), rule.also)
    for i, norm in enumerate(profile.norms):
        yield from _norm(("norms", i), norm, known)
    for i, channel in enumerate(profile.routing):
        yield from _channel(("routing", i), channel, known)
    for i, figure in enumerate(profile.figures):
        yield from _figure(("figures", i), figure, profile, known)


def _place(profile: Profile) -> Iterator[Fault]:
    for i, code in enumerate(profile.codes):
        if not _CODE.match(code):
            yield ("codes", i), f"{code!r} is no administrative code; one has 4, 6, 9 or 12 digits"
    for i, level in enumerate(profile.levels):
        yield from unknown(("levels", i, "level"), level.level, "level", SCHEMA.level)
    if profile.levels[0].beside:
        yield ("levels", 0, "beside"), "is said of the first level, which stands beside nothing"
    yield from unknown(("other_levels",), profile.other_levels, "level", SCHEMA.level)
    for group in ("norms", "figures"):
        for i, entry in enumerate(getattr(profile, group)):
            if not entry.id.startswith(f"{profile.place}."):
                yield (group, i, "id"), f"{entry.id!r} does not begin with the place; ids are like {profile.place}.N1"
            if ":" in entry.id:
                yield (group, i, "id"), f"{entry.id!r} has a colon, which sets norm and subject of a gap apart"


def _doubles(profile: Profile) -> Iterator[Fault]:
    """What is given more than once and can be meant once."""
    groups: dict[str, tuple[str, Iterable[str]]] = {
        **{
            name: ("id", [one.id for one in getattr(profile, name)])
            for name in ("chains", "lists", "norms", "routing", "figures")
        },
        "lines": ("line", [line.line for line in profile.lines]),
        "levels": ("level", [level.level for level in profile.levels]),
        "compound_classes": ("term", [one.term for one in profile.compound_classes]),
    }
    for group, (key, names) in groups.items():
        yield from (((*where, key), words) for where, words in _doubled((group,), names))
    for group in ("codes", "other_levels", "posts", "tags"):
        yield from _doubled((group,), getattr(profile, group))
    for i, listing in enumerate(profile.lists):
        yield from _doubled(("lists", i, "listed"), listing.listed)
    for i, level in enumerate(profile.other_levels):
        if level in [one.level for one in profile.levels]:
            yield ("other_levels", i), f"{level!r} stands in `levels` already"


def _doubled(where: Where, names: Iterable[str]) -> Iterator[Fault]:
    times = Counter(names)
    for i, name in enumerate(names):
        if times[name] > 1:
            yield (*where, i), f"{name!r} stands {times[name]} times; give it once"


def _line(where: Where, line: Line, known: Vocabulary) -> Iterator[Fault]:
    for j, counting in enumerate(line.counts):
        here = (*where, "counts", j)
        yield from known.check((*here, "level"), "level", counting.level)
        yield from unknown((*here, "posts"), counting.posts, "post of this line", line.posts)
        if line.line == "party":
            yield from known.kinds((*here, "kinds"), counting.kinds, "PartyOrg")
            yield from known.check((*here, "formations"), "formation", counting.formations)
        yield from known.building_kinds((*here, "building_kinds"), counting.building_kinds)
        if counting.building_kinds and counting.level not in HOLDS_BUILDINGS:
            yield (*here, "building_kinds"), f"is said of {counting.level}, which holds no buildings"


def _norm(where: Where, norm: Norm, known: Vocabulary) -> Iterator[Fault]:
    for i, subject in enumerate(norm.subjects):
        here = (*where, "subjects", i)
        yield from known.check((*here, "label"), "label", subject.label)
        yield from known.check((*here, "tag"), "tag", subject.tag)
        node = SCHEMA.node.get(subject.label)
        if node and subject.label in SCHEMA_WORDS["label"][1]:
            yield from known.kinds((*here, "kind"), subject.kind, subject.label)
        if node and node.level in SCHEMA.level:
            yield from known.check((*here, "label"), "level", node.level)
    yield from known.parameters((*where, "parameters"), norm.parameters)
    yield from _band(where, norm)
    if norm.computable:
        if norm.measure is None or not norm.subjects or (norm.min is None and norm.max is None):
            yield where, f"{norm.id} is computable and needs subjects, a measure, and min or max"
    elif not norm.reason:
        yield where, f"{norm.id} is not computable and needs a reason"
    if norm.status == "inferred" and not norm.reason:
        yield where, f"{norm.id} is inferred and needs a reason"


def _figure(where: Where, figure: Figure, profile: Profile, known: Vocabulary) -> Iterator[Fault]:
    if (figure.measure is None) == (figure.outside is None):
        yield where, f"{figure.id} needs either a measure or, in `outside`, the reason why it is outside the graph"
    if figure.value is not None and (figure.min is not None or figure.max is not None):
        yield where, f"{figure.id} has a value and a band; give one of them"
    if figure.value is None and figure.min is None and figure.max is None:
        yield where, f"{figure.id} needs a value, a min or a max"
    yield from _band(where, figure)
    yield from known.parameters((*where, "parameters"), figure.parameters)
    norms = {norm.id: norm for norm in profile.norms}
    yield from unknown(
        (*where, "over"), figure.over, "norm of this profile, nor graph or profile", ("graph", "profile", *norms)
    )
    norm = norms.get(figure.over)
    end, name = figure.parameters.get("of"), figure.parameters.get("name")
    if norm and end in ("min", "max") and getattr(norm, end) is None:
        yield (*where, "parameters", "of"), f"{norm.id} has no {end}"
    if norm and isinstance(name, str):
        yield from unknown((*where, "parameters", "name"), name, f"parameter of {norm.id}", list(norm.parameters))


def _band(where: Where, entry: Norm | Figure) -> Iterator[Fault]:
    if entry.min is not None and entry.max is not None and entry.min > entry.max:
        yield (*where, "min"), f"is {entry.min:g}, above max {entry.max:g}"


def _channel(where: Where, channel: Channel, known: Vocabulary) -> Iterator[Fault]:
    for j, step in enumerate(channel.steps):
        here = (*where, "steps", j)
        yield from unknown((*here, "step"), step.step, "step", STEPS)
        yield from unknown((*here, "actor", "who"), step.actor.who, "actor", ACTORS)
        if step.actor.who in ACTORS:
            yield from _actor((*here, "actor"), step.actor, known)
        before = [k for k, other in enumerate(channel.steps[: max(j - 1, 0)]) if other.actor == step.actor]
        if step.step in HANDS_ON and before:
            yield (*here, "actor"), f"is that of step {before[0] + 1} again: a cycle, in which no issue comes to an end"


def _actor(where: Where, actor: Actor, known: Vocabulary) -> Iterator[Fault]:
    said = actor.model_dump(exclude_none=True, exclude={"who", "name"})
    for name in ACTORS[actor.who]:
        if name not in said and (actor.who, name) not in ANYWHERE:
            yield where, f"needs {name} for {actor.who}"
    for name in said.keys() - set(ACTORS[actor.who]):
        yield (*where, name), f"is nothing that {actor.who} takes; it takes {', '.join(ACTORS[actor.who]) or 'nothing'}"
    if actor.level not in ABOVE:
        yield from known.check((*where, "level"), "level", actor.level)
    yield from known.check((*where, "post"), "post", actor.post)
    yield from known.check((*where, "rung"), "rung", actor.rung)
    if actor.who == "committee":
        yield from known.kinds((*where, "kind"), actor.kind, "Committee")
