"""A picture as PNG, drawn from its SVG with the fonts of this machine."""

from __future__ import annotations

import re
from math import sqrt

import resvg_py

from graph.errors import InvalidInput
from graph.views.picture import Picture
from graph.views.svg import svg

# Any of them will do: where it lacks a character, another font of the machine that has it is used.
FONTS = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei"),
    *("WenQuanYi Micro Hei", "Noto Sans SC", "Noto Serif CJK SC", "Droid Sans Fallback", "SimHei", "SimSun"),
    *("Heiti SC", "Hiragino Sans GB", "DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial", "Helvetica"),
)
MOST = 16_000_000  # points of one drawing: 64 MB and some seconds; a larger one is drawn at a smaller scale
_SIZE = re.compile(r'width="([0-9.]+)" height="([0-9.]+)"')


def png(picture: Picture, *, lang: str = "zh", scale: float = 2.0) -> bytes:
    """A picture as PNG.

    Parameters
    ----------
    picture
        What to draw.
    lang
        `zh` or `en`: the language of the legend.
    scale
        Points for each unit of the SVG; less where the whole would have more points than `MOST`.

    Raises
    ------
    InvalidInput
        No font of this machine has Chinese characters: names would be empty.
    """
    found = font()
    if found is None:
        raise InvalidInput(
            "No font of this machine has Chinese characters, so a PNG would lack its names. Install one "
            "(on Debian and Ubuntu the package fonts-noto-cjk); SVG and HTML are drawn where they are looked at."
        )
    drawing = svg(picture, lang=lang)
    size = _SIZE.search(drawing)
    assert size
    points = float(size[1]) * float(size[2])
    zoom = min(scale, sqrt(MOST / points))
    return resvg_py.svg_to_bytes(svg_string=drawing, zoom=zoom, sans_serif_family=found)


def font() -> str | None:
    """A font with which Chinese is drawn on this machine; None where there is none.

    It is tried, not looked up: two characters that look the same were not drawn.
    """
    return next((name for name in FONTS if _drawn("网", name) != _drawn("格", name)), None)


def _drawn(character: str, name: str) -> bytes:
    sample = f'<text y="16" font-size="16" font-family="sans-serif">{character}</text>'
    return resvg_py.svg_to_bytes(
        svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{sample}</svg>',
        sans_serif_family=name,
    )
