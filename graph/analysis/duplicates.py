"""Which persons may be one: pairs, each with what made it a candidate, what speaks for it and what against it.

Nothing is concluded from them: same name is never same person. `candidates` finds pairs without comparing everybody
with everybody; `judged` says what speaks for and against each. Everyone given holds posts on one and the same day.

A name that few bear is a candidate by itself. Of one that more than `FEW` bear, each pair would say no more than that
the name is common, and there would be thousands: there, only pairs that share something else too are candidates, a
body or place, a telephone number, a year of birth; the others are counted. Names that are merely close are candidates
only where a body, a place or a telephone number is shared too, for in a county half of all names are close to others.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from graph.spelling import plain, spelling

FEW = 3  # persons of one name who are all compared with each other
MOST = 40  # persons who share a name and something else, beyond which they are counted and not listed
LINE = 4  # persons with one telephone number; one that more have is that of an office
SHARED = 3  # bodies and places that a pair shares, of which it tells
REASONS = {"same_name": 40, "same_phone": 40, "close_name": 15}
"""What makes a pair a candidate, and how strong it is for that."""
FOR = {"same_body": 20, "same_place": 20, "same_birth_year": 15, "same_post": 10, "same_reading": 10, "nobody_else": 10}
FOR |= {"same_sex": 5}
AGAINST = {"other_birth_year": 40, "other_sex": 40, "far_posts": 15, "common_name": 10}


@dataclass(frozen=True)
class Post:
    """A post in force: `at` is family|id of where it is held; `full` that it is no concurrent, seconded or reserve."""

    post: str
    at: str
    full: bool = True


@dataclass(frozen=True)
class Somebody:
    """A person with the posts in force; what is None is unknown, or not to be compared."""

    id: str
    name: str
    posts: tuple[Post, ...]
    phone: str | None = None
    birth_year: int | None = None
    sex: str | None = None


@dataclass(frozen=True)
class Ground:
    """What speaks for a pair or against it.

    `at` is where both are, or the one is who is elsewhere than the other, who is at `other`; `post` is a post of both;
    `count` is how many bear the name.
    """

    code: str
    at: str | None = None
    other: str | None = None
    post: str | None = None
    count: int | None = None


@dataclass(frozen=True)
class Pair:
    """Two who may be one, the smaller id first; `strength` adds up what speaks for it, less what speaks against it."""

    one: str
    other: str
    reasons: tuple[str, ...]
    speaks_for: tuple[Ground, ...]
    speaks_against: tuple[Ground, ...]
    strength: int


@dataclass(frozen=True)
class Candidates:
    """Pairs of ids with their reasons; `left_out` counts pairs with nothing in common but a common name or number."""

    reasons: dict[tuple[str, str], tuple[str, ...]]
    left_out: int


# --- which pairs ----------------------------------------------------------------------------------------------------


def candidates(people: Sequence[Somebody]) -> Candidates:
    """The pairs of persons who may be one; see above for which."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    named, lines = _blocks(people, lambda one: [_name(one.name)]), _blocks(people, _lines)
    left_out = 0
    for reason, blocks, few in (("same_name", named, FEW), ("same_phone", lines, LINE)):
        for block in blocks:
            compared = set(_pairs(block)) if len(block) <= few else _sharing(block, reason)
            left_out += len(block) * (len(block) - 1) // 2 - len(compared)
            for pair in compared:
                found[pair].add(reason)
    for pair in _close(people):
        found[pair].add("close_name")
    return Candidates({pair: tuple(r for r in REASONS if r in found[pair]) for pair in sorted(found)}, left_out)


def _blocks(people: Iterable[Somebody], keys: Callable[[Somebody], Iterable[Hashable]]) -> list[list[Somebody]]:
    """Persons who share a key, in the order of the keys' first bearers; two at least."""
    found: dict[Hashable, list[Somebody]] = {}
    for one in people:
        for key in dict.fromkeys(keys(one)):
            found.setdefault(key, []).append(one)
    return [block for block in found.values() if len(block) > 1]


def _pairs(block: Sequence[Somebody]) -> Iterator[tuple[str, str]]:
    return (_ordered(one, other) for one, other in combinations(block, 2) if one.id != other.id)


def _ordered(one: Somebody, other: Somebody) -> tuple[str, str]:
    return min(one.id, other.id), max(one.id, other.id)


def _sharing(block: Sequence[Somebody], reason: str) -> set[tuple[str, str]]:
    """The pairs of a large block that share something else as well."""

    def keys(one: Somebody) -> Iterator[Hashable]:
        if reason == "same_phone":  # an office's number: it tells of two only that they work together
            yield _name(one.name)
            return
        yield from _near(one)
        if one.birth_year is not None:
            yield one.birth_year

    return {pair for part in _blocks(block, keys) if len(part) <= MOST for pair in _pairs(part)}


def _near(one: Somebody) -> Iterator[Hashable]:
    """Where somebody is found: bodies, places, a number."""
    yield from (post.at for post in one.posts)
    yield from (("line", line) for line in _lines(one))


def _close(people: Sequence[Somebody]) -> Iterator[tuple[str, str]]:
    """Pairs of different names of which one character differs or that are read alike, and that are found together."""
    from rapidfuzz.distance import Levenshtein

    def keys(one: Somebody) -> Iterator[Hashable]:
        name = _name(one.name)
        # two texts of which one character differs are alike once that one is taken out
        shorter = [name[:i] + name[i + 1 :] for i in range(len(name))] if len(name) > 2 else []
        forms = [("read", reading(one.name)), *(("like", text) for text in (name, *shorter) if len(text) > 1)]
        return ((near, form) for near in _near(one) for form in forms)

    for block in _blocks(people, keys):
        if len(block) > MOST:
            continue
        for one, other in combinations(block, 2):
            names = _name(one.name), _name(other.name)
            alike = reading(one.name) == reading(other.name) or (
                max(map(len, names)) > 2 and Levenshtein.distance(*names, score_cutoff=1) == 1
            )
            if names[0] != names[1] and alike:
                yield _ordered(one, other)


def _name(name: str) -> str:
    return "".join(plain(name).split())


def reading(name: str) -> str:
    """A name as it is read, by the usual reading of each of its characters: zhang wei."""
    cells = [cell.partition("/")[0] for cell in spelling(name).split()]
    return " ".join(re.sub(r"^[^\x00-\x7f]", "", cell) or cell for cell in cells)


def _lines(one: Somebody) -> list[str]:
    """A telephone number's digits, without the country's."""
    digits = re.sub(r"\D", "", plain(one.phone or ""))
    return [re.sub(r"^(00)?86(?=\d{11}$)", "", digits)] if len(digits) > 6 else []


# --- what speaks for and against --------------------------------------------------------------------------------------


def judged(found: Candidates, people: Sequence[Somebody], parts: Mapping[str, str]) -> list[Pair]:
    """The pairs with all that speaks for and against each, the strongest first, ties by ids.

    Parameters
    ----------
    found
        What `candidates` found among these people.
    parts
        Family|id of where posts are held → the part of the country that it lies in; what lies in none is left out.
        Who holds full posts on one day in parts that the other has none in is hardly the other.
    """
    by_id = {one.id: one for one in people}
    bearing = Counter(_name(one.name) for one in people)
    pairs = []
    for (one, other), reasons in found.reasons.items():
        a, b = by_id[one], by_id[other]
        speaks_for = tuple(_for(a, b, reasons, bearing))
        against = tuple(_against(a, b, reasons, bearing, parts))
        weights = [REASONS[reason] for reason in reasons]
        weights += [FOR[code] for code in {ground.code for ground in speaks_for}]
        weights += [-AGAINST[code] for code in {ground.code for ground in against}]
        pairs.append(Pair(one, other, reasons, speaks_for, against, sum(weights)))
    return sorted(pairs, key=lambda pair: (-pair.strength, pair.one, pair.other))


def _for(a: Somebody, b: Somebody, reasons: Sequence[str], bearing: Counter[str]) -> Iterator[Ground]:
    both = sorted({post.at for post in a.posts} & {post.at for post in b.posts})
    for at in both[:SHARED]:
        yield Ground("same_place" if at.startswith("Place|") else "same_body", at=at)
    for post in sorted({post.post for post in a.posts} & {post.post for post in b.posts})[:SHARED]:
        yield Ground("same_post", post=post)
    if "same_name" in reasons and bearing[_name(a.name)] == 2:
        yield Ground("nobody_else")
    if "close_name" in reasons and reading(a.name) == reading(b.name):
        yield Ground("same_reading")
    if a.birth_year is not None and a.birth_year == b.birth_year:
        yield Ground("same_birth_year")
    if a.sex is not None and a.sex == b.sex:
        yield Ground("same_sex")


def _against(
    a: Somebody, b: Somebody, reasons: Sequence[str], bearing: Counter[str], parts: Mapping[str, str]
) -> Iterator[Ground]:
    if None not in (a.birth_year, b.birth_year) and a.birth_year != b.birth_year:
        yield Ground("other_birth_year")
    if None not in (a.sex, b.sex) and a.sex != b.sex:
        yield Ground("other_sex")
    ours, theirs = ({parts[p.at]: p.at for p in one.posts if p.full and p.at in parts} for one in (a, b))
    if ours and theirs and not ours.keys() & theirs.keys():
        yield Ground("far_posts", at=ours[min(ours)], other=theirs[min(theirs)])
    if "same_name" in reasons and (count := bearing[_name(a.name)]) > FEW:
        yield Ground("common_name", count=count)
