"""Interlocks: bodies and places that share office-holders, and people who hold posts at the same, by day or period.

Two things are tied when somebody holds a post in the one and a different post in the other, both in force on a same
day; one post at several places makes no tie (domain.md, CROSS_HOLDING). For a whole register on a day the products of
`incidence` count the same faster; here are periods, posts and names.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from graph.analysis.incidence import in_force, numbered
from graph.errors import InvalidInput

EARLIEST, LATEST = pl.lit(date.min), pl.lit(date.max)  # unknown start and no end, while days are compared
SEAT = ["a", "b", "person", "post_a", "post_b"]
MEETING = ["a", "b", "at"]


def interlocks(posts: pl.DataFrame, first: date, last: date | None = None) -> pl.DataFrame:
    """Pairs of things that share office-holders, on a day or on at least one day of a period.

    Parameters
    ----------
    posts
        A row a post held, with the columns of `graph.analysis.incidence.POSTS`.
    first, last
        The period, both days included; a day where `last` is left out.

    Returns
    -------
    DataFrame
        `a`, `b` (keys, the first the smaller), `people` (how many persons), `posts` (how many different pairs of
        posts), `since` and `until`: the first day on which anybody had both, null as far back as is known, and the
        first day on which nobody has any more, null where still; between the two there may be days without. By key.

    Raises
    ------
    InvalidInput
        The period ends before it begins.
    """
    return _pairs(_seats(posts, first, last))


def holders(posts: pl.DataFrame, pairs: pl.DataFrame, first: date, last: date | None = None) -> pl.DataFrame:
    """Who ties pairs of things, and by which posts.

    Parameters
    ----------
    posts, first, last
        As `interlocks` takes them.
    pairs
        `a` and `b`, the pairs that are asked about.

    Returns
    -------
    DataFrame
        `a`, `b`, `person`, `post_a`, `post_b`, `since`, `until` (first day no longer both), in that order; a row for
        each person and pair of posts.
    """
    asked = pl.concat([pairs["a"], pairs["b"]]).unique()
    seats = _seats(posts.filter(pl.col("at").is_in(asked.implode())), first, last)
    return _known(seats).join(pairs.lazy(), on=["a", "b"], how="semi").sort(SEAT).collect()


def tied_people(posts: pl.DataFrame, first: date, last: date | None = None) -> pl.DataFrame:
    """Pairs of persons who hold posts, of whatever name, at a same thing on a day, or on a same day of a period.

    Parameters
    ----------
    posts, first, last
        As `interlocks` takes them.

    Returns
    -------
    DataFrame
        `a`, `b` (persons, the first the smaller), `things` (at how many), `since`, `until` as `interlocks`; by person.
    """
    meetings = _both(posts, "at", "person", first, last).rename({"person": "a", "person_other": "b"})
    found = meetings.group_by("a", "b").agg(pl.col("at").n_unique().alias("things"), *_span())
    return _known(found.sort("a", "b")).collect()


def meetings(posts: pl.DataFrame, pairs: pl.DataFrame, first: date, last: date | None = None) -> pl.DataFrame:
    """At which things pairs of persons meet: `a`, `b`, `at`, `since`, `until`, in that order.

    Parameters
    ----------
    posts, first, last
        As `interlocks` takes them.
    pairs
        `a` and `b`, the pairs of persons that are asked about.
    """
    asked = pl.concat([pairs["a"], pairs["b"]]).unique()
    found = _both(posts.filter(pl.col("person").is_in(asked.implode())), "at", "person", first, last)
    found = found.rename({"person": "a", "person_other": "b"}).group_by(MEETING).agg(*_span())
    return _known(found).join(pairs.lazy(), on=["a", "b"], how="semi").sort(MEETING).collect()


def resting_on(posts: pl.DataFrame, first: date, last: date | None = None) -> pl.DataFrame:
    """Ties that one person alone holds, and would end with: `person`, `a`, `b`, in that order."""
    alone = _seats(posts, first, last).filter(pl.col("person").n_unique().over("a", "b") == 1)
    return _known(alone).select("person", "a", "b").unique().sort("person", "a", "b").collect()


def _pairs(seats: pl.LazyFrame) -> pl.DataFrame:
    two = pl.col("post_a").to_physical().cast(pl.Int64) * 2**32 + pl.col("post_b").to_physical()
    counted = seats.group_by("a", "b").agg(
        pl.col("person").n_unique().alias("people"), two.n_unique().alias("posts"), *_span()
    )
    return _known(counted.sort("a", "b")).collect()


def _seats(posts: pl.DataFrame, first: date, last: date | None) -> pl.LazyFrame:
    """A row for each person and two different posts that tie two things, with the days of having both."""
    both = _both(posts, "person", "at", first, last).filter(pl.col("post") != pl.col("post_other"))
    both = both.rename({"at": "a", "at_other": "b", "post": "post_a", "post_other": "post_b"})
    return both.group_by(SEAT).agg(*_span())


def _both(posts: pl.DataFrame, shared: str, apart: str, first: date, last: date | None) -> pl.LazyFrame:
    """Each two posts of one `shared` and of two `apart`, the first the smaller, that are in force on a same day."""
    last = last or first
    if last < first:
        raise InvalidInput(
            f"The period ends on {last}, before it begins on {first}; turn the two days round.", param="last"
        )
    now = posts.filter(in_force(first, last) & pl.col(shared).hash().is_duplicated())
    held = now.lazy().with_columns(
        _by_number(now["person"], ordered=apart == "person"),
        _by_number(now["at"], ordered=apart == "at"),
        _by_number(now["post"], ordered=False),
        pl.col("since").fill_null(EARLIEST),
        pl.col("until").fill_null(LATEST),
    )
    pairs = held.join(held, on=shared, suffix="_other").filter(pl.col(apart) < pl.col(f"{apart}_other"))
    since, until = pl.max_horizontal("since", "since_other"), pl.min_horizontal("until", "until_other")
    pairs = pairs.with_columns(since=since, until=until).drop("since_other", "until_other")
    return pairs.filter((pl.col("since") < pl.col("until")) & (pl.col("since") <= last) & (pl.col("until") > first))


def _by_number(column: pl.Series, *, ordered: bool) -> pl.Series:
    """A column whose values are kept once and told apart by number; where they are in order, so are the numbers."""
    values, numbers = numbered(column, ordered)
    return pl.Series(column.name, numbers).cat.to(pl.Enum(values))


def _span() -> tuple[pl.Expr, pl.Expr]:
    return pl.col("since").min(), pl.col("until").max()


def _known(found: pl.LazyFrame) -> pl.LazyFrame:
    """Days again, null where none is known."""
    return found.with_columns(
        pl.when(pl.col("since") > EARLIEST).then("since").alias("since"),
        pl.when(pl.col("until") < LATEST).then("until").alias("until"),
        pl.selectors.enum().cast(pl.String),
    )
