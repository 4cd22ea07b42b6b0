"""A profile held against the measures it names: is there such a one, and can it be asked with these parameters?

What a profile's words mean in the schema is `graph.profile_checks`' to say; measures live here, above it.
"""

from __future__ import annotations

from collections.abc import Iterator

from cypher import gaps
from cypher.figures import refusal
from cypher.figures.counts import MEASURES
from cypher.figures.of_profile import OVER_NORM, OVER_PROFILE
from graph.profile import Figure, Norm, Profile
from graph.profile_file import Fault, Where
from graph.profile_words import Vocabulary, unknown
from graph.schema import SCHEMA

# measures whose `kind` or `kinds` are those of one label, which their parameters do not name
KINDS = {
    "count_party_orgs": "PartyOrg",
    "count_covered": "PartyOrg",
    "covering_branches": "PartyOrg",
    "count_items": "Item",
    "items_listed": "Item",
}


def against_measures(profile: Profile) -> Iterator[Fault]:
    """Every norm and figure that names no measure, or one that cannot be asked with its parameters.

    A check for `graph.profile.read_profile`.
    """
    known = Vocabulary(profile)
    for i, norm in enumerate(profile.norms):
        yield from _misused(("norms", i), norm, set(gaps.MEASURES), known) or _unfit(("norms", i), norm)
        yield from _demanded(norm, profile)
    for i, figure in enumerate(profile.figures):
        measures = {"graph": set(MEASURES), "profile": set(OVER_PROFILE)}.get(figure.over, set(OVER_NORM))
        faults = _misused(("figures", i), figure, measures, known)
        refused = None if faults else refusal(profile, figure)
        yield from faults or ([(("figures", i, "parameters"), refused)] if refused else [])


def _misused(where: Where, entry: Norm | Figure, measures: set[str], known: Vocabulary) -> list[Fault]:
    """Faults in the name of a measure, and in kinds that only the measure can tell the label of."""
    faults = list(unknown((*where, "measure"), entry.measure, "measure for this", sorted(measures)))
    if entry.measure in KINDS:
        for name in entry.parameters.keys() & {"kind", "kinds"}:
            faults += known.kinds((*where, "parameters", name), entry.parameters[name], KINDS[entry.measure])
    return faults


def _demanded(norm: Norm, profile: Profile) -> Iterator[Fault]:
    """Levels that are `optional`, where the chain is ragged, at which the norm asks for a holder all the same."""
    labels = {subject.label for subject in norm.subjects} if norm.measure == "holders" and norm.min else set()
    for i, level in enumerate(profile.levels):
        if level.optional and SCHEMA.level[level.level].label in labels:
            message = f"is said of {level.level}, but {norm.id} asks for a holder at each; take one of the two away"
            yield ("levels", i, "optional"), message


def _unfit(where: Where, norm: Norm) -> list[Fault]:
    fault = gaps.misfit(norm.measure, norm.parameters) if norm.measure else None
    return [((*where, "parameters"), fault)] if fault else []
