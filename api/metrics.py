"""What the service counts, in Prometheus's form: answers and their times by route, never by name, key or query."""

from __future__ import annotations

import os
from functools import cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""the folder in which the workers of one service keep their counts, set by `wangge serve`"""

METHODS = frozenset({"GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"})
"""a client may make up others without end, and each would be a count of its own"""
ANSWERS = Counter("wangge_answers", "Answers", ["method", "route", "status"])
SECONDS = Histogram(
    "wangge_answer_seconds",
    "How long answers took",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
# as the worker sees it that is asked, which sets them just before: what others set, it may have set long ago
UP = Gauge("wangge_database_up", "Whether the database answers", multiprocess_mode="mostrecent")
VERSION = Gauge("wangge_data_version", "Version of the data", multiprocess_mode="mostrecent")


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    answers, times = _counts(method if method in METHODS else "other", route, status)
    answers.inc()
    times.observe(seconds)


@cache
def _counts(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return ANSWERS.labels(method, route, str(status)), SECONDS.labels(route)


def page(version: int | None) -> tuple[bytes, str]:
    """All counts of all workers, and their media type."""
    UP.set(version is not None)
    if version is not None:
        VERSION.set(version)
    if SHARED not in os.environ:
        return generate_latest(), CONTENT_TYPE_LATEST
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return generate_latest(shared), CONTENT_TYPE_LATEST
