"""What the browser tests need of the machine: Chromium and a font with Chinese characters.

`make browser` runs this file; the fixture `browser` says with its words what is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def chromium() -> str | None:
    """The Chromium that CHROMIUM names, or the first of its usual names that runs."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else NAMES:
        found = shutil.which(name)
        # Ubuntu has a script of that name that only says which snap to install
        if found and _output(found, "--version"):
            return found
    return None


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese characters; other systems than Linux come with one."""
    return not sys.platform.startswith("linux") or bool(_output("fc-list", ":lang=zh"))


def missing() -> list[str]:
    """Debian's packages of what this machine lacks."""
    browser = [] if chromium() else ["chromium"]
    font = [] if has_chinese_font() else ["fontconfig", "fonts-noto-cjk"]
    return browser + font


def said(packages: Sequence[str]) -> str:
    """One sentence: what is missing, and what to do."""
    named = os.environ.get("CHROMIUM")
    if named and "chromium" in packages:
        return f"CHROMIUM names {named}, which is no Chromium that runs; unset it, or name one that does."
    lacks = {"chromium": "Chromium", "fonts-noto-cjk": "a font with Chinese characters"}
    things = " and ".join(thing for package, thing in lacks.items() if package in packages)
    elsewhere = "; CHROMIUM=/path/to/chromium names one that is elsewhere" if "chromium" in packages else ""
    return (
        f"The browser tests need {things}: run `make browser`, or install it by hand "
        f"(Debian: apt install {' '.join(packages)}){elsewhere}."
    )


def main() -> None:
    """Install what is missing with apt-get, or end with the sentence that says what to install."""
    packages = missing()
    if not packages:
        return
    root = _root()
    named_wrongly = os.environ.get("CHROMIUM") and "chromium" in packages
    if named_wrongly or root is None or not shutil.which("apt-get"):
        raise SystemExit(said(packages))
    sys.stdout.write(f"For the browser tests: apt-get install {' '.join(packages)} ...\n")
    sys.stdout.flush()
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    ran = _run(install)
    if ran.returncode:  # the lists of packages are old, or there are none yet
        _run([*apt, "update"])
        ran = _run(install)
    packages = missing()
    if ran.returncode or packages:
        raise SystemExit(f"{ran.stderr.strip()}\n{said(packages or ['chromium', 'fonts-noto-cjk'])}".strip())


def _root() -> list[str] | None:
    """What to put before a command so that root runs it; None where that takes a password."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and not _run(["sudo", "-n", "true"]).returncode else None


def _output(*command: str) -> str:
    """What a command prints; nothing where it is not there or fails."""
    if not shutil.which(command[0]):
        return ""
    ran = _run(command)
    return "" if ran.returncode else ran.stdout.strip()


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main()
