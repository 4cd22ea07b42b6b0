"""A picture as one interactive page that needs no network: pyvis, with a page of our own around it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pyvis.network import Network

from graph.schema import SCHEMA, SHARED
from graph.views import words
from graph.views.picture import Picture, PictureEdge, PictureNode
from graph.views.shapes import INK
from graph.views.svg import bends

PAGE = "interactive.html"
# family's shape → the name that vis-network has for it where no label stands inside
SHAPES = {"circle": "dot", "box": "square"}
FADED = 0.45
ENDED = [4, 3]
SYNTHETIC = [1, 3]


def html(picture: Picture, *, lang: str = "zh") -> str:
    """A picture as one HTML file: to be moved, searched, and filtered by label and strand.

    Parameters
    ----------
    picture
        What to show.
    lang
        `zh` or `en`: the language of the page.
    """
    names = {node.key: words.caption(node, lang) for node in picture.nodes}
    bent = bends(picture)
    net = Network(directed=True)
    # pyvis's own templates do not escape what is put into them
    net.templateEnv = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    net.path = PAGE
    # whole lists: one by one, pyvis would look through all nodes for each node and edge
    net.nodes = [_node(node, lang) for node in picture.nodes]
    net.edges = [_edge(edge, picture, names, bent[edge.key], lang) for edge in picture.edges]
    net.options = _options(picture)
    net.templateEnv.filters["json"] = _json
    net.templateEnv.globals.update(
        vis=_vis("vis-network.min.js"),
        vis_css=_vis("vis-network.css"),
        lang=lang,
        title=picture.title,
        when=words.when(picture, lang),
        source=words.source(picture, lang),
        labels=[
            (node.label, words.label_name(node.label, lang), count, node.colour, node.family.shape)
            for node, count in words.labels(picture).items()
        ],
        strands=[
            (strand.name, words.strand_name(strand, lang), count, strand.colour, strand.dash)
            for strand, count in words.strands(picture).items()
        ],
        marks=_marks(picture, lang),
        wording=WORDING[lang],
    )
    return str(net.generate_html())


WORDING = {
    "en": {
        "search": "Search names",
        "found": "found",
        "nodes": "What it is",
        "edges": "Ties",
        "marks": "Marks",
        "whole": "Whole picture",
    },
    "zh": {
        "search": "搜索名称",
        "found": "个相符",
        "nodes": "节点",
        "edges": "关系",
        "marks": "标记",
        "whole": "显示全部",
    },
}


@cache
def _vis(name: str) -> Markup:
    """A file of the newest vis-network that pyvis carries."""
    carried = [folder for folder in files("pyvis").joinpath("lib").iterdir() if folder.name.startswith("vis-")]
    newest = max(carried, key=lambda folder: tuple(map(int, folder.name.removeprefix("vis-").split("."))))
    text = newest.joinpath(name).read_text("utf-8")
    # without its map, which a browser's tools would look for beside the page
    return Markup(text.partition("//# sourceMappingURL")[0])  # noqa: S704 - a file of a package, nobody's input


def _json(value: Any) -> Markup:
    """As JSON inside a script: no character in it ends the script, or a line."""
    text = orjson.dumps(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - what would be markup is escaped as JSON escapes it


def _options(picture: Picture) -> dict[str, Any]:
    groups = {}
    for node in words.labels(picture):
        chosen = {"background": node.colour, "border": SHARED.colour}
        colour = {"background": node.colour, "border": INK, "highlight": chosen, "hover": chosen}
        groups[node.label] = {"shape": SHAPES.get(node.family.shape, node.family.shape), "color": colour}
    return {
        "autoResize": True,
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False},
        "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnDrag": len(picture.edges) > 2000},
        "groups": groups,
        # names are drawn by the page itself: as large at any scale, and none on another
        "nodes": {"size": 8, "borderWidth": 1, "borderWidthSelected": 4, "font": {"size": 0}},
        "edges": {"smooth": False, "width": 1.3, "arrows": {"to": {"enabled": False, "scaleFactor": 0.4}}},
    }


def _node(node: PictureNode, lang: str) -> dict[str, Any]:
    mark = words.MARK[node.state] + (words.SHARED_MARK if node.shared else "")
    shown = {
        "id": node.key,
        "label": f"{mark} {words.caption(node, lang)}" if mark else words.caption(node, lang),
        "group": node.label,
        "title": words.node_sentence(node, lang),
        "x": round(node.x, 1),
        "y": round(node.y, 1),
    }
    if node.middle or node.nodes > 1:
        shown["size"] = 14 if node.middle else 11
        shown["borderWidth"] = 2
    if node.shared:
        shown["shared"] = True
    over = node.state in ("lost", "ended")
    if over:
        shown["opacity"] = FADED
    if node.synthetic or over:
        shown["shapeProperties"] = {"borderDashes": SYNTHETIC if node.synthetic else ENDED}
        shown["borderWidth"] = 2
    return shown


def _edge(edge: PictureEdge, picture: Picture, names: dict[str, str], bend: float, lang: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": edge.key,
        "from": edge.start,
        "to": edge.end,
        "strand": SCHEMA.edge[edge.type].strand.name,
        "title": words.edge_sentence(edge, names, lang),
    }
    if words.pointed(edge, picture):
        shown["arrows"] = "to"
    if edge.edges > 1:
        shown["width"] = 3
    if bend:
        turned = "curvedCW" if bend > 0 else "curvedCCW"
        shown["smooth"] = {"enabled": True, "type": turned, "roundness": min(0.3 * abs(bend), 0.9)}
    if edge.state != "there":
        shown["label"] = words.MARK[edge.state]
        if edge.state != "gained":
            shown["over"] = True
    return shown


def _marks(picture: Picture, lang: str) -> list[tuple[str, str]]:
    """Sign and meaning of what stands before names and on edges."""
    marks = [(words.MARK[state], words.state_name(state, lang)) for state in words.states(picture)]
    if any(node.shared for node in picture.nodes):
        marks.append((words.SHARED_MARK, words.told(lang, "holds posts at several", "交叉任职")))
    if any(node.nodes > 1 for node in picture.nodes):
        marks.append(("×2…", words.told(lang, "several as one", "多个合一")))
    if any(node.synthetic for node in picture.nodes):
        marks.append(("┄", words.told(lang, "dotted outline: synthetic", "点线轮廓：合成")))
    return marks
