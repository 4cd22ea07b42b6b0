"""The forms in which a picture leaves, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from graph.errors import InvalidInput
from graph.views.picture import Picture


class Form(NamedTuple):
    """A form: the end of its files' names, its media type, and what writes it; `zh` or `en` is the second argument."""

    suffix: str
    media: str
    write: Callable[[Picture, str], bytes]


# A form's module is imported when it is asked for: pyvis, resvg and networkx are heavy, and one is needed at a time.


def _html(picture: Picture, lang: str) -> bytes:
    from graph.views.interactive import html

    return html(picture, lang=lang).encode()


def _svg(picture: Picture, lang: str) -> bytes:
    from graph.views.svg import svg

    return svg(picture, lang=lang).encode()


def _png(picture: Picture, lang: str) -> bytes:
    from graph.views.png import png

    return png(picture, lang=lang)


def _csv(picture: Picture, lang: str) -> bytes:
    from graph.views.tables import tables

    return tables(picture, lang=lang)


def _graphml(picture: Picture, lang: str) -> bytes:  # noqa: ARG001 - for programs; the same in each language
    from graph.views.graphs import graphml

    return graphml(picture)


def _gexf(picture: Picture, lang: str) -> bytes:
    from graph.views.graphs import gexf

    return gexf(picture, lang=lang)


def _json(picture: Picture, lang: str) -> bytes:  # noqa: ARG001 - for programs; the same in each language
    from graph.views.document import to_json

    return to_json(picture)


FORMS: dict[str, Form] = {
    "html": Form(".html", "text/html; charset=utf-8", _html),
    "svg": Form(".svg", "image/svg+xml", _svg),
    "png": Form(".png", "image/png", _png),
    "csv": Form(".csv.zip", "application/zip", _csv),
    "graphml": Form(".graphml", "application/graphml+xml", _graphml),
    "gexf": Form(".gexf", "application/gexf+xml", _gexf),
    "json": Form(".json", "application/json", _json),
}


def write(picture: Picture, form: str, *, lang: str = "zh") -> bytes:
    """A picture in one of `FORMS`.

    Raises
    ------
    InvalidInput
        There is no such form, or it cannot be written on this machine (PNG needs a font with Chinese).
    """
    if form not in FORMS:
        raise InvalidInput(f"There is no form {form[:20]!r}; a picture leaves as {', '.join(FORMS)}.")
    return FORMS[form].write(picture, lang)


def form_of(name: str) -> str:
    """The form that a file's name asks for by its end.

    Raises
    ------
    InvalidInput
        The name ends in none of their suffixes.
    """
    for form, told in FORMS.items():
        if name.lower().endswith(told.suffix):
            return form
    suffixes = ", ".join(told.suffix for told in FORMS.values())
    raise InvalidInput(f"The end of {name[-40:]!r} says no form; write {suffixes}.")
