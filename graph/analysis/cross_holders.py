"""Who holds two or more different posts on a day (交叉任职), and how that stands to the rules a place states.

Posts are a frame as `graph.analysis.incidence.POSTS` says; people one of `id`, `tags` and, where a rule speaks of it,
`party_member`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import polars as pl

from graph.profile_words import PARTY_MEMBER, TAG

PAIR = ("post", "other_post")


class Standing(NamedTuple):
    """How a rule stands: how many are of its first set, of its second, and of both; who of the first is not.

    `held`, `also` and `both` are persons; None where what the rule speaks of is not known of anybody.
    """

    held: int | None
    also: int | None
    both: int | None
    lacking: list[str]


def cross_holders(posts: pl.DataFrame) -> pl.DataFrame:
    """Each person with each two different posts of theirs in different bodies or places.

    Parameters
    ----------
    posts
        Posts in force on a day.

    Returns
    -------
    DataFrame
        `person`, `post`, `at`, `other_post`, `other_at`, the first post the smaller; in that order. One post at
        several places is no cross-holding.

    Source
    ------
    domain.md section 2 (交叉任职).
    """
    held = posts.select("person", "post", "at").unique()
    held = held.filter(pl.col("person").is_duplicated())
    both = held.join(held.rename({"post": "other_post", "at": "other_at"}), on="person")
    different = (pl.col("post") < pl.col("other_post")) & (pl.col("at") != pl.col("other_at"))
    return both.filter(different).sort("person", "post", "at", "other_post", "other_at")


def permitted(rules: Iterable[tuple[Collection[str], Collection[str]]], post: str, other: str) -> list[int]:
    """Which rules, by number, speak of a person who holds two posts: one is of each side of the rule."""
    return [
        number
        for number, (held, also) in enumerate(rules)
        if (post in held and other in also) or (other in held and post in also)
    ]


def standing(posts: pl.DataFrame, people: pl.DataFrame, held: Collection[str], also: Collection[str]) -> Standing:
    """How many are of both sides of a rule.

    Parameters
    ----------
    posts
        Posts in force on a day.
    people
        The people: `id`, `tags`, and `party_member` where a side says so.
    held, also
        The sides: any of these posts, `tag:…` of a person, or `party_member`.

    Returns
    -------
    Standing
        Of two posts one is held elsewhere than the other and is called otherwise. `lacking` are ids, in order.
    """
    sides = [_of(posts, people, side) for side in (held, also)]
    both = (
        sides[0]
        .join(sides[1], on="person", suffix="_other")
        .filter(
            pl.col("at").is_null()
            | pl.col("at_other").is_null()
            | ((pl.col("at") != pl.col("at_other")) & (pl.col("post") != pl.col("post_other")))
        )
    )
    known = people.schema.get(PARTY_MEMBER) is not None and people[PARTY_MEMBER].count() > 0

    def count(frame: pl.DataFrame, *words: str) -> int | None:
        return None if PARTY_MEMBER in words and not known else frame["person"].n_unique()

    lacking = sides[0].join(both, on="person", how="anti")["person"].unique().sort().to_list()
    return Standing(count(sides[0], *held), count(sides[1], *also), count(both, *held, *also), lacking)


def _of(posts: pl.DataFrame, people: pl.DataFrame, side: Collection[str]) -> pl.DataFrame:
    """Who is of a side, and by which post where; both are null where a tag or the Party says it."""
    said = [pl.col("tags").list.contains(word.removeprefix(TAG)) for word in side if word.startswith(TAG)]
    if PARTY_MEMBER in side and PARTY_MEMBER in people.columns:
        said.append(pl.col(PARTY_MEMBER))
    # a predicate that is the same for all rows is no predicate to polars where these are many
    of_it = people.filter(pl.any_horizontal(said).fill_null(False)) if said else people.clear()
    by_person = of_it.select(
        pl.col("id").alias("person"), pl.lit(None, pl.String).alias("post"), pl.lit(None, pl.String).alias("at")
    )
    by_post = posts.filter(pl.col("post").is_in(list(side))).select("person", "post", "at")
    return pl.concat([by_post, by_person])
