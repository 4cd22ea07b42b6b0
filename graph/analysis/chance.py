"""Ties that are more than chance: shared people held against a null model that keeps how much everybody holds.

The null model is the bipartite configuration model (BiCM) of Saracco, Di Clemente, Gabrielli and Squartini,
"Randomizing bipartite networks: the case of the World Trade Web", Scientific Reports 5 (2015) 10595: of all ways to
spread posts, the one with most entropy in which every person holds posts at as many things as in truth, and every thing
has as many people, on average. Person i holds a post at thing j with probability

    p_ij = x_i y_j / (1 + x_i y_j),

independent of all else, where x and y solve: the sum of p_ij over j is the degree of i, over i the degree of j.

Its use for projections is that of Saracco, Straka, Di Clemente, Gabrielli, Caldarelli and Squartini, "Inferring
monopartite projections of bipartite networks: an entropy-based approach", New Journal of Physics 19 (2017) 053022: how
many people the things j and k share is a sum of independent draws of probability p_ij p_ik, whose upper tail from what
is observed on is the p-value of the tie.

The model knows who holds *any* post where, not which. So it is held against plain sharing: people who hold one same
post at two things count too, though they make no tie by the rule of different posts (`Incidence.of_things`). Pairs that
are tied by that rule are among those that share people, and share at least as many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit, gammaln, xlog1py, xlogy

from graph.analysis.incidence import Incidence, Integers

Floats: TypeAlias = NDArray[np.floating[Any]]
Side = Literal["things", "people"]
Correction = Literal["benjamini-hochberg", "bonferroni"]

CLOSE = 1e-6  # how far an expected degree may be from the true one
STEPS = 200  # of Newton's method; a handful is usual
BATCH = 2_000_000  # numbers that are worked on at once


@dataclass(frozen=True, eq=False)
class Null:
    """The null model of an incidence; those of one degree are alike, so that it is told by classes of degree."""

    people: Integers
    """degrees of the classes of people, rising"""
    people_count: Integers
    """how many people each class has"""
    things: Integers
    things_count: Integers
    probabilities: Floats
    """classes of people × classes of things: that one of the first holds a post at one of the second"""
    error: float
    """how far the expected degree of any is from the true one, at most"""

    @property
    def solved(self) -> bool:
        """Whether degrees are kept to a millionth."""
        return self.error < CLOSE


def null_model(people: Integers, things: Integers) -> Null:
    """The bipartite configuration model of two lists of degrees, which must be those of some incidence.

    Where the degrees leave no choice (nobody, everybody, or blocks of them: where the bound of Gale and Ryser is
    reached) probabilities are 0 and 1; the rest is the maximum of a concave function, found by Newton's method.
    """
    k, n = np.unique(np.asarray(people, np.int64), return_counts=True)
    d, m = np.unique(np.asarray(things, np.int64), return_counts=True)
    certain, free = _forced(k, n, d, m)
    found = certain + _solve(k - certain @ m, n, d - n @ certain, m, free)
    errors = np.concatenate([np.abs(found @ m - k), np.abs(n @ found - d)])
    return Null(k, n, d, m, found, float(errors.max(initial=0)))


def more_than_chance(
    of: Incidence, side: Side = "things", correction: Correction = "benjamini-hochberg"
) -> tuple[pl.DataFrame, Null]:
    """How likely chance alone would tie each pair as much as it is tied.

    Parameters
    ----------
    of
        Who holds posts where.
    side
        Whether things are tied by the people they share, or people by the things.
    correction
        For testing many pairs at once. All possible pairs are tests, tied or not: `benjamini-hochberg` (1995) holds
        the share of false ties among those with q up to a level down to that level, `bonferroni` the probability of
        any false tie.

    Returns
    -------
    DataFrame
        `a`, `b`, `shared`, `expected` (by the null model), `p` (that chance gives as many or more, exact) and `q` (p
        corrected), a row for each tied pair, by key. Pairs that are not tied have p = q = 1.
    Null
        The model that they were held against; whether it was `solved` is to be said with them.
    """
    network = of.of_things(different=False) if side == "things" else of.of_people()
    degrees = [np.asarray(of.held.sum(axis=axis)) for axis in (1, 0)]
    null = null_model(*degrees)
    if side == "things":
        own, classes, counts, chances = degrees[1], null.things, null.people_count, null.probabilities
    else:
        own = degrees[0][of.people.arg_sort().to_numpy()]
        classes, counts, chances = null.people, null.things_count, null.probabilities.T
    number = np.searchsorted(classes, own)
    ends = np.sort(np.stack([number[network.a], number[network.b]]), axis=0)
    cases, case = np.unique(np.vstack([ends, network.shared]), axis=1, return_inverse=True)
    each = chances[:, cases[0]] * chances[:, cases[1]]
    p = tails(counts, each, cases[2])[case]
    tests = len(network.keys) * (len(network.keys) - 1) // 2
    found = network.pairs().with_columns(expected=(counts @ each)[case], p=p, q=corrected(p, tests, correction))
    return found, null


def tails(counts: Integers, chances: Floats, least: Integers) -> Floats:
    """The probability that a sum of binomials is at least so much; exact, for a column of chances each.

    Parameters
    ----------
    counts
        How many draws each binomial has.
    chances
        binomials × sums: the probability of each draw.
    least
        What each sum is at least.
    """
    mean = counts @ chances
    spread = np.sqrt(counts @ (chances * (1 - chances)))
    # below the mean the rest is counted, which is then not small; above it, on until no more is to come
    enough = np.where(least <= mean, least, np.maximum(least, mean) + 12 * spread + 40).astype(np.int64)
    enough = np.minimum(enough, int(counts.sum()))
    found = np.ones(len(least))
    order = np.argsort(enough, kind="stable")
    while len(order):
        width = int(enough[order[0]]) * 5 // 4 + 8
        batch = order[: max(1, BATCH // width)]
        batch = batch[enough[batch] <= width]
        order = order[len(batch) :]
        densities = _sums(counts, chances[:, batch], width)
        for i, density in zip(batch, densities, strict=True):
            below = least[i] <= mean[i]
            found[i] = 1 - density[: least[i]].sum() if below else density[least[i] :].sum()
    return np.clip(found, 0, 1)


def corrected(p: Floats, tests: int, correction: Correction = "benjamini-hochberg") -> Floats:
    """p-values corrected for so many tests, of which those that are not given have p = 1."""
    if correction == "bonferroni":
        return np.minimum(1, p * tests)
    order = np.argsort(p, kind="stable")
    steps = p[order] * tests / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(1, np.minimum.accumulate(steps[::-1])[::-1])
    return q


def _sums(counts: Integers, chances: Floats, width: int) -> Floats:
    """The density of each sum of binomials from 0 to a width, both included: one binomial after the other folded in."""
    values = np.arange(width + 1)
    total = np.zeros((chances.shape[1], width + 1))
    total[:, 0] = 1
    for draws, chance in zip(counts, chances, strict=True):
        most = int(min(draws, width))
        drawn = values[: most + 1]
        ways = gammaln(draws + 1) - gammaln(drawn + 1) - gammaln(draws - drawn + 1)
        one = np.exp(ways + xlogy(drawn, chance[:, None]) + xlog1py(draws - drawn, -chance[:, None]))
        folded = np.zeros_like(total)
        for value in drawn:
            if not one[:, value].any():
                continue
            folded[:, value:] += total[:, : width + 1 - value] * one[:, value, None]
        total = folded
    return total


def _forced(k: Integers, n: Integers, d: Integers, m: Integers) -> tuple[Floats, NDArray[np.bool_]]:
    """Which classes hold posts for certain, and for which that is open.

    The people of the highest degrees, and the things of the highest, hold at most all posts among each other; if what
    the people hold besides is all that other things have, every one of those is certain and no other is possible.
    """
    rows, columns = len(k), len(d)
    people = np.concatenate([np.cumsum(n[::-1])[::-1], [0]])  # how many from class i on, and what they hold
    held = np.concatenate([np.cumsum((n * k)[::-1])[::-1], [0]])
    things = np.concatenate([np.cumsum(m[::-1])[::-1], [0]])
    other = np.concatenate([[0], np.cumsum(m * d)])  # what the things below class j have
    tight = people[:, None] * things[None, :] + other[None, :] == held[:, None]
    certain = np.zeros((rows, columns))
    free = np.ones((rows, columns), bool)
    for i, j in zip(*np.nonzero(tight), strict=True):
        certain[i:, j:] = 1
        free[i:, j:] = False
        free[:i, :j] = False
    return certain, free


def _solve(k: Floats, n: Integers, d: Floats, m: Integers, free: NDArray[np.bool_]) -> Floats:
    """Probabilities of what is open, such that degrees are kept: x and y as logarithms, by Newton's method."""
    rows = len(k)
    weights = n[:, None] * m[None, :] * free
    logs = np.log(np.concatenate([k, d]).clip(1e-9) / np.sqrt(max(float(n @ k), 1.0)))
    wanted = np.concatenate([n * k, m * d])

    def chance(logs: Floats) -> Floats:
        return np.asarray(free * expit(logs[:rows, None] + logs[None, rows:]))

    def short(found: Floats) -> Floats:
        posts = weights * found
        return np.asarray(wanted - np.concatenate([posts.sum(axis=1), posts.sum(axis=0)]))

    def likelihood(logs: Floats) -> float:
        return float(wanted @ logs - (weights * np.logaddexp(0, logs[:rows, None] + logs[None, rows:])).sum())

    found = chance(logs)
    scale = np.concatenate([n, m])
    for _ in range(STEPS):
        gradient = short(found)
        if np.abs(gradient / scale).max(initial=0) < CLOSE / 1000:
            break
        bend = weights * found * (1 - found)
        curve = np.block([[np.diag(bend.sum(axis=1)), bend], [bend.T, np.diag(bend.sum(axis=0))]])
        # x may grow as y shrinks, so the curve is flat one way; classes that are not open are flat altogether
        size = np.sqrt(np.where(np.diag(curve) > 0, np.diag(curve), 1))
        step = np.linalg.lstsq(curve / np.outer(size, size), gradient / size, rcond=1e-13)[0] / size
        step *= min(1.0, 20 / max(float(np.abs(step).max()), 1e-300))
        length, before = 1.0, likelihood(logs)
        while length > 1e-6 and likelihood(logs + length * step) < before - 1e-9 * abs(before):
            length /= 2
        logs = logs + length * step
        found = chance(logs)
    return found
