"""The READMEs: every command in them runs, every setting is in them, and they say the same in both languages."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import local
from graph.settings import SETTINGS, Settings

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
MAKES = {"make demo", "make test"}


def commands(readme: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


@pytest.fixture(scope="module")
def home(tests_home: Path, jars_home: Path) -> Iterator[dict[str, str]]:
    """A home as a newcomer has it: nothing in it."""
    import shutil

    folder = tests_home / "readme"
    environment = {"WANGGE_HOME": str(folder), "WANGGE_JARS": str(jars_home), "WANGGE_HEAP_MB": "1024"}
    settings = Settings.from_environment(environment)
    local.stop(settings)
    shutil.rmtree(folder, ignore_errors=True)
    yield environment
    local.stop(settings)


def test_there_are_commands_and_both_languages_have_the_same() -> None:
    english, chinese = ([re.sub(r" --lang \w+", "", line) for line in commands(readme)] for readme in READMES)
    assert len(english) > 15
    assert english == chinese
    assert set(english) >= MAKES


def test_every_command_runs(home: dict[str, str], tmp_path: Path) -> None:
    """Each command of the English one, and after it what the Chinese one says instead, on the graph as it then is."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for pair in zip(*map(commands, READMES), strict=True):
        for number, line in enumerate(dict.fromkeys(pair)):
            if line in MAKES:
                made = subprocess.run(["make", "-n", line.split()[1]], cwd=ROOT, capture_output=True, check=False)
                assert made.returncode == 0
                continue
            assert line.startswith("wangge "), line
            folder = tmp_path / READMES[number]
            folder.mkdir(exist_ok=True)
            ran = subprocess.run(
                shlex.split(line),
                cwd=folder,
                env={**os.environ, **home, "PATH": path},
                capture_output=True,
                text=True,
                check=False,
            )
            assert ran.returncode == 0, f"{line}\n{ran.stdout}\n{ran.stderr}"


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_in_it(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    named = re.findall(r"^\| `(WANGGE_\w+)` \|", text, re.MULTILINE)
    assert named == [setting.name for setting in SETTINGS]
    for setting in SETTINGS if readme == "README.md" else ():
        default = f" {setting.default} " if setting.default else " "
        assert f"| `{setting.name}` |{default}| {setting.meaning} |" in text


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = listed.stdout.splitlines()
    texts = [ROOT / name for name in tracked if name and (ROOT / name).is_file()]
    assert len(texts) > 50
    hosts = "|".join(("pypi", "maven2", "maven.org", "npmjs", "pythonhosted"))
    named = re.compile(rf"https?://[^\s\"']*({hosts})|index[-]url|/root/|/home/\w+/")
    for path in texts:
        if path == Path(__file__):
            continue
        found = named.search(path.read_text(encoding="utf-8", errors="ignore"))
        assert not found, f"{path}: {found[0] if found else ''}"
