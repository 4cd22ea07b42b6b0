"""`wangge profile`: what it shows of every place in both languages, and how it says what is wrong with a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from api.profile_page import ACTORS, RELATIONS, Page
from graph import profile_checks
from graph.profile import Profile, load_profile
from graph.profile_head import FOLDER, places

Run = Callable[..., Any]


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Profile, str, int], str]:
    def show(profile: Profile, lang: str, columns: int) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        Page(profile, lang).print()
        return capsys.readouterr().out

    return show


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("place", places())
def test_everything_is_shown(shown: Callable[[Profile, str, int], str], place: str, lang: str) -> None:
    profile = load_profile(place)
    out = shown(profile, lang, 400)  # nothing is folded
    whole = "".join(out.split())
    for said in (*profile.codes, *(one.id for one in profile.norms), *terms(profile)):
        assert "".join(said.split()) in whole, said
    told = [one.title for one in (*profile.routing, *profile.chains)]
    assert told
    for text in told:
        assert "".join((text.zh if lang == "zh" else text.en).split()) in whole
    outside = sum(one.outside is not None for one in profile.figures)
    assert f"{len(profile.figures)} published" in out if lang == "en" else f"图外{outside}项" in out


@pytest.mark.parametrize("columns", [100, 160])
def test_it_keeps_within_the_terminal(shown: Callable[[Profile, str, int], str], columns: int) -> None:
    for place in places():
        for lang in ("en", "zh"):
            assert max(map(cell_len, shown(load_profile(place), lang, columns).splitlines())) <= columns


def terms(profile: Profile) -> list[str]:
    groups = (profile.levels, profile.compound_classes, profile.lists, profile.contact_ladder)
    plain = [*profile.all_posts, *profile.tags]
    return plain + [one.term for group in groups for one in group] + [one.form for one in profile.co_building]


def test_words_are_there_for_all_that_may_be_shown() -> None:
    assert set(ACTORS) == set(profile_checks.ACTORS)
    assert set(RELATIONS) == set(Profile.model_fields["grid_and_compound"].annotation.__args__)  # type: ignore[union-attr]


def test_the_list_counts_what_each_place_has(wangge: Run) -> None:
    rows = json.loads(wangge("profile", "list", "--json").out)["rows"]
    assert [row["place"] for row in rows] == places()
    for row in rows:
        profile = load_profile(row["place"])
        assert row["codes"] == list(profile.codes)
        assert (row["norms"], row["figures"]) == (len(profile.norms), len(profile.figures))
    assert "有档案的地方" in wangge("profile", "list", "--lang", "zh").out


def test_a_good_file_is_one_sentence(wangge: Run) -> None:
    path = FOLDER / f"{places()[0]}.yaml"
    ran = wangge("profile", "check", str(path))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(f"{path} holds together: ")
    assert len(ran.err.splitlines()) == 1


def test_every_fault_of_a_file_is_a_line(wangge: Run, tmp_path: Path) -> None:
    text = (FOLDER / f"{places()[0]}.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "draft.yaml"
    measured = text.index("    measure: ")
    worse = text[:measured] + "    measure: guess\n" + text[text.index("\n", measured) + 1 :]
    draft.write_text(worse.replace("{level: ", "{level: no", 1), encoding="utf-8")
    ran = wangge("profile", "check", str(draft))
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) >= 2
    assert all(line.startswith(f"{draft}:") for line in ran.err.splitlines())
    assert "'guess' is no measure for this." in ran.err
    assert "is no level" in ran.err
