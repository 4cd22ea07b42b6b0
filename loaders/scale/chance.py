"""Chance in columns: numbers that depend only on a seed, a purpose and a row, whatever else is drawn and in what order.

Each is a hash of its row number (splitmix64, in wrapping 64-bit arithmetic), so that a column can be drawn lazily, in
pieces and in parallel, with the same result on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

_STEP, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def _u64(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)


class Chance:
    """Draws for one seed; `purpose` tells draws apart, `row` numbers what is drawn for."""

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def bits(self, purpose: str, row: pl.Expr) -> pl.Expr:
        """64 random bits for each row."""
        key = int.from_bytes(hashlib.blake2b(f"{self.seed} {purpose}".encode(), digest_size=8).digest(), "big")
        z = (row.cast(pl.UInt64) + _u64(1)) * _u64(_STEP) + _u64(key)
        z = (z ^ (z // _u64(1 << 30))) * _u64(_FIRST)
        z = (z ^ (z // _u64(1 << 27))) * _u64(_SECOND)
        return z ^ (z // _u64(1 << 31))

    def share(self, purpose: str, row: pl.Expr) -> pl.Expr:
        """A number from 0 to below 1."""
        return (self.bits(purpose, row) // _u64(1 << 11)).cast(pl.Float64) / float(1 << 53)

    def whole(self, purpose: str, row: pl.Expr, low: int, high: int) -> pl.Expr:
        """A whole number from `low` to `high`, both included."""
        return (self.bits(purpose, row) % _u64(high - low + 1)).cast(pl.Int32) + low

    def word(self, purpose: str, row: pl.Expr, words: Sequence[str]) -> pl.Expr:
        """One of some words, which differ."""
        index = (self.bits(purpose, row) % _u64(len(words))).cast(pl.UInt32)
        return index.cat.to(pl.Enum(words)).cast(pl.String)

    def outcome(self, purpose: str, count: int, cumulative: Sequence[int]) -> pl.Series:
        """For `count` rows, the index of an outcome, each as often as its cumulative count says."""
        rows = pl.select(self.bits(purpose, pl.int_range(count, dtype=pl.UInt32)) % _u64(cumulative[-1])).to_series()
        return pl.Series(cumulative, dtype=pl.UInt64).search_sorted(rows, side="right")
