"""A gap's id read back: `bishan.N1:grid-12` is a norm of a place, a colon, and the subject's own id."""

from __future__ import annotations

from graph.errors import InvalidInput, NotFound
from graph.profile import Norm, Profile, load_profile
from graph.profile_head import places
from graph.words import did_you_mean, nearest, shortened

LONGEST = 400  # characters of a text that can be the id of a gap


def parse(gap: str) -> tuple[Profile, Norm, str]:
    """What the id of a gap names.

    Parameters
    ----------
    gap
        Norm and subject, as `wangge gaps --json` has them in `id`. A norm's id begins with its place; a subject's may
        hold colons.

    Returns
    -------
    The profile, the norm of it, and the subject's id, which nobody has looked for yet.

    Raises
    ------
    InvalidInput
        It is no such id: no colon, nothing beside it, or too long.
    NotFound
        There is no such profile or norm; the message names the nearest, and all norms of the profile.
    """
    text = gap.strip()
    norm_id, colon, subject = text.partition(":")
    if not (colon and norm_id and subject) or len(text) > LONGEST:
        raise InvalidInput(
            f"{shortened(gap)} is no id of a gap; write NORM:SUBJECT, as `wangge gaps PLACE --json` has it in id."
        )
    place = norm_id.partition(".")[0]
    if place not in places():
        raise NotFound(
            f"There is no norm {shortened(norm_id)}: a norm's id begins with its place. "
            f"{did_you_mean(place[:80], places())}"
        )
    profile = load_profile(place)
    norm = next((one for one in profile.norms if one.id == norm_id), None)
    if norm is None:
        known = [one.id for one in profile.norms]
        close = nearest(norm_id[:80], known)
        hint = f" Did you mean {close}?" if close else ""
        raise NotFound(f"{profile.name.zh} has no norm {shortened(norm_id)}.{hint} Its norms are {', '.join(known)}.")
    return profile, norm, subject
