"""Who holds posts where, as a sparse matrix, and the two networks that it projects to: of things, and of people.

Posts are a frame with a row a post held, as `POSTS` says. A *thing* is a body or a place: whatever a post is held at.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

Integers: TypeAlias = NDArray[np.integer[Any]]

POSTS = pl.Schema({"person": pl.String, "at": pl.String, "post": pl.String, "since": pl.Date, "until": pl.Date})
"""Columns of posts: `at` is the key of a thing; `since` null is in force as far back as asked, `until` null still.

`until` is the first day no longer in force.
"""
ENUMERATED = 30_000_000  # pairs that are listed one by one; more are left to the matrix product, which needs no list


@dataclass(frozen=True, eq=False)
class Network:
    """Which nodes are tied, and by how many: `a[i]` and `b[i]` are numbers of keys, the first the smaller; in order."""

    keys: pl.Series
    """of all nodes, in order, those without a tie too"""
    a: Integers
    b: Integers
    shared: Integers

    def pairs(self) -> pl.DataFrame:
        """`a`, `b`, `shared`: two keys, the first the smaller, and how many they share; by key."""
        return pl.DataFrame({"a": self.keys.gather(self.a), "b": self.keys.gather(self.b), "shared": self.shared})


@dataclass(frozen=True, eq=False)
class Incidence:
    """Who holds posts where on a day, as a matrix A of people × things, of which both networks are products.

    The things share A'A people. Those of them who hold one same post and no other at both tie nothing, since one post
    at several places is one post: they are T'T, of the matrix T that has a row for each person and post, and 1 where it
    is the person's only post at a thing.
    """

    people: pl.Series
    """keys of the people, in no order"""
    things: pl.Series
    """keys of the things, in order"""
    held: csr_array
    posts: pl.DataFrame
    """`person` and `thing`, as numbers of their keys, and `post`; a row a post held"""

    @cached_property
    def alike(self) -> csr_array:
        """T, without the rows that have a single 1."""
        post = pl.col("post").rank("dense")
        seats = (
            self.posts.lazy().filter(pl.col("person").is_duplicated()).with_columns(post).group_by("person", "thing")
        )
        only = seats.agg(pl.col("post").min(), most=pl.col("post").max()).filter(pl.col("post") == pl.col("most"))
        one = only.filter(pl.col("person").is_duplicated()).collect()
        _, row = np.unique(
            one["person"].to_numpy().astype(np.int64) << 32 | one["post"].to_numpy(), return_inverse=True
        )
        return _ones(row, one["thing"].to_numpy(), (int(row.max(initial=-1)) + 1, len(self.things)))

    def of_things(self, *, different: bool = True) -> Network:
        """Things tied by the people they share.

        Parameters
        ----------
        different
            Whether only those people count who hold different posts at the two, as CROSS_HOLDING has it; else all
            who hold any.
        """
        pairs, shared = _product(self.held)
        if different:
            same, alike = _product(self.alike)
            shared[np.searchsorted(pairs, same)] -= alike
            pairs, shared = pairs[shared > 0], shared[shared > 0]
        return _network(self.things, pairs, shared)

    def of_people(self) -> Network:
        """People tied by the things at which both hold posts."""
        order = self.people.arg_sort().to_numpy()
        return _network(self.people.gather(order), *_product(csr_array(self.held[order].T)))


def incidence(posts: pl.DataFrame, day: date, *, alone: bool = True) -> Incidence:
    """Who holds posts where on a day.

    Parameters
    ----------
    posts
        A row a post held, with the columns of `POSTS`.
    day
        The day on which posts are in force.
    alone
        Whether also those are in it who hold one post. They tie nothing: without them the network of things has the
        same ties, and lacks only things that have none. Of a register they are most, and half of the work.
    """
    now = posts.filter(in_force(day, day))
    if not alone:
        now = now.filter(pl.col("person").hash().is_duplicated())
    with ThreadPoolExecutor() as pool:  # neither polars nor numpy keeps the other waiting
        (people, person), (things, thing) = pool.map(numbered, (now["person"], now["at"]), (False, True))
    held = _ones(person, thing, (len(people), len(things)))
    return Incidence(people, things, held, pl.DataFrame({"person": person, "thing": thing, "post": now["post"]}))


def in_force(first: date, last: date) -> pl.Expr:
    """Whether a post is in force on at least one day from the first to the last, both included."""
    begun = pl.col("since").is_null() | (pl.col("since") <= last)
    return begun & (pl.col("until").is_null() | (pl.col("until") > first))


def numbered(column: pl.Series, ordered: bool) -> tuple[pl.Series, Integers]:
    """The distinct values of a column, in order or not, and for each row the number of its value among them.

    Equal values have equal hashes, and sorting these is many times as fast as sorting strings. Should two values ever
    have one hash, other hashes are taken.
    """
    for seed in count():
        hashes = column.hash(seed).to_numpy()
        order = np.argsort(hashes)
        begins = np.diff(hashes[order], prepend=hashes[order[:1]] + 1) != 0
        numbers = np.empty(len(column), np.int32)
        numbers[order] = np.cumsum(begins, dtype=np.int32) - 1
        values = column.gather(order[begins])
        if (values.gather(numbers) == column).all():
            break
    if not ordered:
        return values, numbers
    values = values.sort()  # which then have these hashes in another order
    return values, np.argsort(values.hash(seed).to_numpy()).astype(np.int32)[numbers]


def _ones(row: Integers, column: Integers, shape: tuple[int, int]) -> csr_array:
    """A matrix of 0 and 1, and 1 where it is said once or more."""
    found = csr_array((np.ones(len(row), np.int32), (row, column)), shape=shape)
    found.data[:] = 1
    return found


def _product(rows: csr_array) -> tuple[Integers, Integers]:
    """Above the diagonal of R'R: where it is not 0, as row * columns + column, in order; and what is there.

    A register's rows are short, and so are then the lists of their pairs; where one row of thousands makes these long,
    the product of the matrices is in less memory.
    """
    columns, lengths = rows.shape[1], np.diff(rows.indptr)
    if (lengths.astype(np.int64) * (lengths - 1) // 2).sum() > ENUMERATED:
        product = (rows.T.tocsr() @ rows).tocoo()
        above = product.row < product.col
        pairs = product.row[above].astype(np.int64) * columns + product.col[above]
        order = np.argsort(pairs)
        return pairs[order], product.data[above][order]
    pairs = np.sort(np.concatenate([np.empty(0, np.int64), *_listed(rows, lengths)]))
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    return pairs[begins], np.diff(begins, append=len(pairs)).astype(np.int32)


def _listed(rows: csr_array, lengths: Integers) -> Iterator[Integers]:
    """The pairs of columns of each row, rows of one length together."""
    for length in np.unique(lengths[lengths > 1]):
        begins = rows.indptr[:-1][lengths == length]
        held = np.sort(rows.indices[begins[:, None] + np.arange(length)], axis=1).astype(np.int64)
        i, j = np.triu_indices(length, 1)
        yield (held[:, i] * rows.shape[1] + held[:, j]).ravel()


def _network(keys: pl.Series, pairs: Integers, shared: Integers) -> Network:
    return Network(keys, *np.divmod(pairs, max(len(keys), 1)), shared)
