"""The service's log: one JSON object a line on stderr, for programs that collect logs."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import orjson

_OURS = frozenset({"request", "method", "route", "status", "ms", "job"})


class JsonFormatter(logging.Formatter):
    """Time, level, who logs, what, and of what is given besides only fields that hold no name and no key."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name in _OURS}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def config() -> dict[str, Any]:
    """For `logging.config` and uvicorn: everything through the formatter, nothing twice."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "api.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{name: {"handlers": ["stderr"], "level": "INFO", "propagate": False} for name in ("wangge", "uvicorn")},
            # it logs what it sends; what a person must know is in our errors
            "neo4j": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
