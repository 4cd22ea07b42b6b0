"""What is said and done on a machine without Chromium or without a Chinese font."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import install

Have = Callable[..., None]
BROWSER = "echo Chromium 140"
FONT = "echo 'Noto Sans CJK SC'"
ROOT = {"sudo": 'shift; exec "$@"', "true": "", "env": 'export "$1"; shift; exec "$@"'}
"""sudo as it is where no password is asked for, and what it is asked to run"""


@pytest.fixture
def have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Have:
    """Makes commands, and there are no others; the user is not root, Linux is the system."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(install, "NAMES", ("chromium", "chromium-browser"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("sys.platform", "linux")

    def have_(**scripts: str) -> None:
        for name, script in scripts.items():
            file = tmp_path / name.replace("_", "-")
            file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            file.chmod(0o755)

    return have_


def apt(tmp_path: Path, body: str) -> str:
    """An apt-get that writes down how it was called, and knows where it may put things."""
    return f'echo "$DEBIAN_FRONTEND $*" >> {tmp_path}/called; here={tmp_path}\n{body}'


def put(name: str, script: str) -> str:
    return f'printf "#!/bin/sh\\n%s\\n" "{script}" > $here/{name}; /bin/chmod 755 $here/{name}'


def called(tmp_path: Path) -> list[str]:
    """The calls without the options that every one has."""
    usual = "noninteractive -qq -o DPkg::Lock::Timeout=300 "
    lines = (tmp_path / "called").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith(usual) for line in lines)
    return [line.removeprefix(usual) for line in lines]


def test_where_both_are_there_nothing_is_done(have: Have, tmp_path: Path) -> None:
    have(chromium=BROWSER, fc_list=FONT, apt_get=apt(tmp_path, ""))
    assert (install.chromium(), install.missing()) == (str(tmp_path / "chromium"), [])
    install.main()
    assert not (tmp_path / "called").exists()


def test_what_only_bears_the_name_is_none(have: Have, tmp_path: Path) -> None:
    have(chromium="echo install the snap >&2; exit 1", chromium_browser=BROWSER, fc_list="")
    assert install.chromium() == str(tmp_path / "chromium-browser")
    assert install.missing() == ["fontconfig", "fonts-noto-cjk"]


def test_other_systems_have_chinese_fonts(have: Have, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    have(chromium=BROWSER)
    assert install.missing() == []


def test_one_that_is_elsewhere_is_named(have: Have, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    have(mine=BROWSER, chromium=BROWSER, fc_list=FONT, apt_get=apt(tmp_path, ""), sudo="")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "mine"))
    assert install.chromium() == str(tmp_path / "mine")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    with pytest.raises(SystemExit, match=r"CHROMIUM names .*nowhere, which is no Chromium that runs"):
        install.main()
    assert not (tmp_path / "called").exists()


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        (
            {},
            r"need Chromium and a font with Chinese characters: run `make browser`, or .*apt install chromium font",
        ),
        ({"fc_list": FONT}, r"need Chromium: .*apt install chromium\)"),
        ({"chromium": BROWSER}, r"need a font with Chinese characters: .*apt install fontconfig fonts-noto-cjk\)"),
        ({"apt_get": "exit 9"}, "need Chromium and a font"),
        ({"apt_get": "exit 9", "sudo": "exit 1"}, "need Chromium and a font"),
    ],
)
def test_where_nothing_can_be_installed_a_sentence_says_what_to_do(
    have: Have, commands: dict[str, str], said: str
) -> None:
    have(**commands)
    with pytest.raises(SystemExit, match=said):
        install.main()


def test_what_is_missing_is_installed_at_once_where_the_lists_are_there(have: Have, tmp_path: Path) -> None:
    have(**ROOT, fc_list=FONT)
    have(apt_get=apt(tmp_path, put("chromium", BROWSER)))
    install.main()
    assert called(tmp_path) == ["install --yes --no-install-recommends chromium"]


def test_old_lists_are_renewed_first(have: Have, tmp_path: Path) -> None:
    have(**ROOT, chromium=BROWSER)
    body = (
        f'case "$*" in *update) echo > $here/lists; exit;; esac; [ -f $here/lists ] || exit 100; {put("fc-list", FONT)}'
    )
    have(apt_get=apt(tmp_path, body))
    install.main()
    install_ = "install --yes --no-install-recommends fontconfig fonts-noto-cjk"
    assert called(tmp_path) == [install_, "update", install_]


def test_why_it_could_not_be_installed_is_said(have: Have, tmp_path: Path) -> None:
    have(**ROOT, fc_list=FONT)
    have(apt_get=apt(tmp_path, "echo E: no room left >&2; exit 100"))
    with pytest.raises(SystemExit, match=r"E: no room left\nThe browser tests need Chromium"):
        install.main()
