from pathlib import Path

import pytest

from graph.errors import InvalidInput
from graph.settings import SETTINGS, Settings


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    settings = Settings.from_environment({"WANGGE_HOME": str(tmp_path)})
    assert settings == Settings(
        home=tmp_path,
        jars=tmp_path / "jars",
        profiles=None,
        calendar=None,
        uri="",
        user="neo4j",
        password="",
        database="neo4j",
        java="",
        maven_url="",
        heap_mb=1024,
        page_cache_mb=512,
        lang="en",
        seconds=30,
        rate="600/minute",
        upload_mb=50,
        answer_mb=64,
        cors_origins=(),
        trusted_proxies=(),
    )
    assert not settings.configured


def test_the_users_data_folder_is_the_home_of_who_names_none() -> None:
    settings = Settings.from_environment({})
    assert settings.home.name == "wangge"
    assert settings.jars == settings.home / "jars"


def test_a_server_of_the_users_own_is_configured() -> None:
    settings = Settings.from_environment({"WANGGE_NEO4J_URI": "neo4j://db.example:7687"})
    assert settings.configured
    assert settings.uri == "neo4j://db.example:7687"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"WANGGE_HOEM": "x"}, "WANGGE_HOEM is not a setting of wangge"),
        ({"WANGGE_LANG": "de"}, "WANGGE_LANG is 'de'; it may be en or zh."),
        ({"WANGGE_HEAP_MB": "1g"}, "WANGGE_HEAP_MB is '1g'; write a number of MiB"),
        ({"WANGGE_HEAP_MB": "１０２４"}, "WANGGE_HEAP_MB is '１０２４'"),
        ({"WANGGE_PAGE_CACHE_MB": "-5"}, "WANGGE_PAGE_CACHE_MB is '-5'"),
        ({"WANGGE_HEAP_MB": "3"}, "from 64 to 1000000"),
        ({"WANGGE_SECONDS": "0"}, "WANGGE_SECONDS is '0'; write a number of seconds from 1"),
        ({"WANGGE_RATE": "600"}, "WANGGE_RATE is '600'; write it like 600/minute"),
        ({"WANGGE_RATE": "0/minute"}, "WANGGE_RATE is '0/minute'"),
    ],
)
def test_what_cannot_be_read_is_refused(environment: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Settings.from_environment(environment)
    assert said in refused.value.message


def test_lists_are_separated_by_commas() -> None:
    settings = Settings.from_environment({"WANGGE_CORS_ORIGINS": "https://a.example, https://b.example,"})
    assert settings.cors_origins == ("https://a.example", "https://b.example")


def test_every_setting_is_listed_once() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names)) == 19
    assert all(name.startswith("WANGGE_") for name in names)
    assert all(setting.meaning for setting in SETTINGS)
