"""Dockerfile and compose.yaml agree with the command, the settings, the Makefile and what is in git.

No image is built here: what a test can hold is that the two files say nothing that is not so.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from api.cli import app
from api.commands.serve import SHUTDOWN_SECONDS
from graph.settings import SETTINGS, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
KNOWN = {setting.name for setting in SETTINGS}
REQUIRED = re.compile(r"\$\{WANGGE_NEO4J_PASSWORD:\?[^}]+\}")


def steps() -> list[tuple[str, str]]:
    """Instructions and what they say, continued lines joined, comments left out."""
    lines = [line for line in DOCKERFILE.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line.strip())]


def of(word: str) -> list[str]:
    return [rest for name, rest in steps() if name == word]


def understood(arguments: Sequence[str]) -> Any:
    """What the command's own parser makes of a command line; it raises where it makes nothing of it."""
    command: Any = typer.main.get_command(app)
    words = list(arguments)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    return command.make_context("wangge", words)


def exec_form(text: str) -> list[str]:
    words: list[str] = json.loads(text)
    return words


def test_what_is_copied_is_in_git_and_let_through() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    copied = [word for text in of("COPY") if "--from" not in text for word in text.split()[:-1]]
    assert len(copied) > 5
    for source in copied:
        assert any(name == source or name.startswith(f"{source}/") for name in listed), source
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored  # all but what is named, so that no secret gets in
    assert sorted(line[1:] for line in ignored if line.startswith("!")) == sorted(copied)
    named = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["service"]["build"]
    assert named == "."


def test_packages_come_by_their_hashes_as_in_the_makefile() -> None:
    ours = re.search(r"pip install (.*--require-hashes -r \S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert ours
    run = " ".join(of("RUN"))
    assert f"pip download {ours[1]} " in run
    assert run.count("-m pip ") == run.count("--require-hashes") + run.count("--no-index")  # and no other way
    assert not re.search(r"\bapt|curl|wget|gcc|build-essential", run)


def test_it_runs_as_nobody_in_particular_and_without_what_builds_it() -> None:
    froms = of("FROM")
    assert len(froms) == 2
    assert {text.split()[0] for text in froms} == {"python:3.11-slim-bookworm"}
    last = steps()[[i for i, (word, _) in enumerate(steps()) if word == "FROM"][-1] :]
    words = [word for word, _ in last]
    assert [text for word, text in last if word == "COPY"] == ["--from=build /opt/wangge /opt/wangge"]
    assert of("USER") == ["wangge"]
    assert words.index("USER") > words.index("RUN")
    home = Settings.from_environment(dict(re.findall(r"(WANGGE_\w+)=(\S+)", of("ENV")[0]))).home
    assert str(home) in of("VOLUME")[0]


def test_nothing_secret_is_in_it() -> None:
    named = set(re.findall(r"WANGGE_\w+", DOCKERFILE))
    assert named <= KNOWN
    assert not any("PASSWORD" in name for name in named)
    assert not of("ARG")
    assert not of("ADD")


def test_its_command_is_one_that_there_is() -> None:
    assert exec_form(of("ENTRYPOINT")[0]) == ["wangge"]
    command = exec_form(of("CMD")[0])
    context = understood(command)
    assert context.params == {"host": "0.0.0.0", "port": int(of("EXPOSE")[0]), "workers": 1}
    with pytest.raises(Exception, match="No such option"):
        understood(["serve", "--nowhere"])


def test_commands_that_it_tells_of_are_understood() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    told = re.findall(r"run --rm service (.+)", text) + re.findall(r"exec service wangge ([^`\n]+)", text)
    assert len(told) == 2
    for line in told:
        assert understood(line.split())


def test_its_health_is_asked_of_the_service() -> None:
    check = exec_form(of("HEALTHCHECK")[0].partition(" CMD ")[2])
    assert check[:2] == ["python", "-c"]
    compile(check[2], "healthcheck", "exec")
    assert f"'127.0.0.1', {of('EXPOSE')[0]}" in check[2]
    assert "/healthz" in check[2]


def test_every_variable_of_the_service_is_a_setting() -> None:
    service = COMPOSE["services"]["service"]
    variables = {name: value for name, value in service["environment"].items() if name != "TZ"}
    assert set(variables) <= KNOWN
    assert REQUIRED.fullmatch(variables["WANGGE_NEO4J_PASSWORD"])
    settings = Settings.from_environment(variables)
    assert settings.configured
    assert settings.uri == "bolt://database:7687"
    home = next(volume.split(":") for volume in service["volumes"])
    assert home[0] in COMPOSE["volumes"]
    assert home[1] in of("VOLUME")[0]


def test_the_database_is_one_that_wangge_takes_and_is_waited_for() -> None:
    database, service = COMPOSE["services"]["database"], COMPOSE["services"]["service"]
    assert database["image"] == "neo4j:5.26-community"
    assert database["environment"]["NEO4J_AUTH"].startswith("neo4j/")
    assert REQUIRED.fullmatch(database["environment"]["NEO4J_AUTH"].removeprefix("neo4j/"))
    assert database["healthcheck"]["test"][0] == "CMD"
    assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "ports" not in database
    assert database["volumes"][0].partition(":")[0] in COMPOSE["volumes"]


def test_only_this_machine_reaches_it_and_it_has_time_to_end() -> None:
    service = COMPOSE["services"]["service"]
    assert service["ports"] == [f"127.0.0.1:{of('EXPOSE')[0]}:{of('EXPOSE')[0]}"]
    assert int(service["stop_grace_period"].rstrip("s")) > SHUTDOWN_SECONDS
    for one in COMPOSE["services"].values():
        assert one["mem_limit"]
        assert one["restart"] == "unless-stopped"
