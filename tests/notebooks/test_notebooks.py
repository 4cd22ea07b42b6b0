"""Every notebook runs from its first cell to its last, and says what the committed one says."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graph import local
from graph.settings import Settings

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "notebooks"))
from run import INSTEAD, executed, notebooks  # noqa: E402

BOOKS = notebooks()
FOREIGN = re.compile(r"https?://(?!(www\.w3\.org|127\.0\.0\.1|localhost))")


@pytest.fixture(scope="module")
def home(tests_home: Path, jars_home: Path, settings: Settings) -> Iterator[None]:
    """A home for the notebooks' servers, empty at first; stopped at the end, also where a cell failed."""
    home = tests_home / "researcher"
    home.mkdir(parents=True, exist_ok=True)

    def stop() -> None:
        for name in ("notebooks", "davis", "register"):
            local.stop(replace(settings, home=home / name))

    stop()
    shutil.rmtree(home)
    home.mkdir()
    given = {
        "WANGGE_HOME": str(home),
        "WANGGE_JARS": str(jars_home),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "default",
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
    }
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    yield
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})
    stop()


def test_there_are_ten_and_each_has_one_number() -> None:
    assert [path.name[:3] for path in BOOKS] == [f"{number:02d}-" for number in range(1, 11)]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_can_be_read_as_it_stands(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    heading = book.cells[0].source.splitlines()[0]
    assert re.fullmatch(r"# .*[\u4e00-\u9fff].* · .*[A-Za-z].*", heading), "begin with a heading in both languages"
    headings = [line for cell in book.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    for line in headings:
        if line.startswith("#"):
            assert " · " in line, f"write {line!r} in both languages"
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert len(code) >= 4
    assert any("assert " in cell.source for cell in code), "a cell asserts what the notebook claims"
    kinds = {kind for cell in code for output in cell.outputs for kind in output.get("data", {})}
    assert kinds & {"image/png", "image/svg+xml"}, "show a picture where looking beats reading"
    kept = [cell for cell in code if "waits" not in cell.metadata.get("tags", ())]
    assert sum(bool(cell.outputs) for cell in kept) >= 3, "outputs are kept"
    text = path.read_text(encoding="utf-8")
    assert not FOREIGN.search(text), "nothing asks another host"
    assert "Traceback" not in text
    assert str(ROOT) not in text
    assert len(text) < 700_000


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_is_committed(path: Path) -> None:
    committed, run = nbformat.read(path, as_version=4), executed(path)
    for before, after in zip(committed.cells, run.cells, strict=True):
        assert after.source == before.source
        if after.cell_type == "code":
            assert said(after) == said(before), after.source


def said(cell: Any) -> list[Any]:
    """What a cell shows: its text, and of a picture that there is one."""
    shown: list[Any] = []
    for output in cell.outputs:
        data = output.get("data", {})
        pictures = [kind for kind in data if kind.startswith("image/")]
        text = output.get("text") or data.get("text/markdown") or data.get("text/plain")
        shown.append(pictures or text)
    return shown


def test_what_is_too_large_to_keep_is_named(tmp_path: Path) -> None:
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell("from IPython.display import HTML\nHTML('<p>' + 'x' * 200_000)")]
    nbformat.write(book, tmp_path / "large.ipynb")
    assert said(executed(tmp_path / "large.ipynb").cells[0]) == [INSTEAD]
