"""What every notebook begins with: a Neo4j of the notebooks' own with twins in it, and a font with Chinese.

    from start import DAY, network, looks
    store = network("linfen")     # begins a server where none runs, and loads the twins that it lacks

The notebooks have a home of their own, so that what they generate never reaches a graph of yours.
"""

from __future__ import annotations

import shutil
import sys
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from rich.console import Console
from rich.progress import Progress

from cypher.places import find
from graph import local
from graph.profile import load_profile
from graph.settings import Settings
from graph.store import Store
from graph.views.png import FONTS
from loaders.run import load
from loaders.twin import twin

DAY = date(2026, 3, 1)
"""The day on which the notebooks ask, so that they say the same on every day."""
DATA = Path(__file__).with_name("data")
NO_FONT = (
    "No font of this machine has Chinese characters: names in charts will be empty boxes. Install one (on Debian and "
    "Ubuntu the package fonts-noto-cjk) and begin the notebook again. 本机没有中文字体，图中文字会显示为方框。"
)


def settings(name: str = "notebooks") -> Settings:
    """Settings of a server of our own in a home below yours, whichever server else is configured."""
    given = Settings.from_environment()
    return replace(given, home=given.home / name, uri="", user="neo4j", password="", database="neo4j")


def network(*places: str) -> Store:
    """A store on the notebooks' server, with the twins of these places in it, seed 1, with the defects of the demo."""
    store = Store.open(settings(), say=_say)
    missing = [name for name in places if not find(store, place=load_profile(name).codes[0], as_of=DAY)]
    with Progress(console=Console(file=sys.stderr), transient=True) as bar:
        for name in bar.track(missing, description="Loading twins · 载入孪生网络") if missing else ():
            load(store, twin(name, seed=1, defects="demo").tables, sources=[f"twin {name}"]).raise_if_refused()
    return store


def empty(name: str) -> Store:
    """A store on a server of its own with nothing in it, for what a notebook loads itself; `done` stops it."""
    own = settings(name)
    local.stop(own)
    shutil.rmtree(own.home, ignore_errors=True)
    return Store.open(own, say=_say)


def done(store: Store, name: str) -> None:
    """Close a store that `empty` opened, and stop its server."""
    store.close()
    local.stop(settings(name))


def looks() -> None:
    """Let charts be drawn with a font that has Chinese, or say how to get one."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    fonts = [name for name in FONTS if name in known] or [name for name in sorted(known) if "CJK" in name]
    if not any("DejaVu" not in name for name in fonts):
        warnings.warn(NO_FONT, stacklevel=2)
    mpl.rcParams |= {
        "font.sans-serif": [*fonts, "DejaVu Sans"],
        "axes.unicode_minus": False,
        "figure.dpi": 80,
        "figure.figsize": (8, 4),
        "axes.spines.top": False,
        "axes.spines.right": False,
    }


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
