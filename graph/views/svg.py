"""A picture as SVG: text that is text, every node and edge with a sentence, a legend of what occurs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import log2

from graph.model import Strand
from graph.schema import SCHEMA
from graph.views import words
from graph.views.picture import Picture, PictureEdge, PictureNode
from graph.views.placing import LINE, Box, Placed, Point, Wanted, lines, placed, width
from graph.views.shapes import (
    BADGE,
    ENDED_DASH,
    FADED,
    INK,
    QUIET,
    SYNTHETIC_DASH,
    Line,
    badge,
    number,
    shape,
    text,
)

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
EDGE = 28.0  # of white around everything
NARROWEST = 520.0
BEND = 22.0  # between edges of the same two nodes
ROW = 24.0  # of the legend


def svg(picture: Picture, *, lang: str = "zh") -> str:
    """A picture as one SVG document, as large as what is drawn.

    Parameters
    ----------
    picture
        What to draw.
    lang
        `zh` or `en`: the language of legend and sentences.
    """
    labels = placed(_wanted(picture, lang), map(_taken, picture.nodes))
    boxes = [*map(_taken, picture.nodes), *(place.box for place in labels.values())]
    left = min((box.left for box in boxes), default=0)
    top = min((box.top for box in boxes), default=0)
    when = words.when(picture, lang)
    across = max(
        NARROWEST,
        max((box.right for box in boxes), default=0) - left + 2 * EDGE,
        width(picture.title, 18) + 2 * EDGE,
        width(when, 12) + 2 * EDGE,
    )
    drawn = max((box.bottom for box in boxes), default=0) - top
    legend, tall = _legend(picture, lang, across)
    below = 76 + drawn + EDGE
    high = below + tall + 40
    # what is narrower than the page stands in its middle
    aside = (across - (max((box.right for box in boxes), default=0) - left)) / 2
    head = (
        f'<text x="{EDGE}" y="36" font-size="18" font-weight="bold">{text(picture.title)}</text>'
        f'<text x="{EDGE}" y="56" font-size="12" fill="{QUIET}">{text(when)}</text>'
    )
    foot = f'<text x="{EDGE}" y="{number(high - 16)}" font-size="11" fill="{QUIET}">'
    size = f'width="{number(across)}" height="{number(high)}" viewBox="0 0 {number(across)} {number(high)}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONTS}" fill="{INK}">',
            f"<title>{text(f'{picture.title} · {when}')}</title>",
            f"<defs>{''.join(map(_head, words.strands(picture)))}</defs>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            head,
            f'<g transform="translate({number(aside - left)} {number(76 - top)})">',
            *_edges(picture, lang),
            *(_node(node, lang) for node in sorted(picture.nodes, key=lambda node: node.middle)),
            '<g stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">',
            *(_label(node, labels[node.key], lang) for node in picture.nodes if node.key in labels),
            "</g>",
            "</g>",
            f'<g transform="translate(0 {number(below)})" font-size="12">',
            *legend,
            "</g>",
            f"{foot}{text(words.source(picture, lang))}</text>",
            "</svg>",
            "",
        ]
    )


# --- nodes --------------------------------------------------------------------------------------------------------


def _reach(node: PictureNode) -> float:
    """From the middle of a node to the end of its shape."""
    return 14.0 if node.middle else 10.0 if node.nodes > 1 else 8.0


def _room(node: PictureNode) -> float:
    """From the middle of a node to the end of what is drawn around it."""
    return _reach(node) + (7.5 if node.shared else 4.5)


def _taken(node: PictureNode) -> Box:
    room = _room(node)
    more = BADGE if node.state != "there" else 4.0 if node.nodes > 1 else 0.0
    return Box(node.x - room, node.y - room - more, node.x + room + more, node.y + room)


def _node(node: PictureNode, lang: str) -> str:
    reach, at = _reach(node), (node.x, node.y)
    declared = SCHEMA.node[node.label]
    form = declared.family.shape
    parts = [f"<title>{text(words.node_sentence(node, lang))}</title>"]
    fill = f'fill="{declared.colour}" stroke="#fff" stroke-width="1.2"'
    stack = (5.0, 2.5, 0.0) if node.nodes > 1 else (0.0,)
    parts += [shape(form, (node.x + behind, node.y - behind), reach, fill) for behind in stack]
    over = node.state in ("lost", "ended")
    ring = f'fill="none" stroke="{INK}" stroke-width="1.4"'
    if node.synthetic:
        ring = (
            f'fill="none" stroke="{INK}" stroke-width="1.6" stroke-linecap="round" stroke-dasharray="{SYNTHETIC_DASH}"'
        )
    elif over:
        ring += f' stroke-dasharray="{ENDED_DASH}"'
    if node.synthetic or over or node.shared or node.middle:
        parts.append(shape(form, at, reach + 3, ring))
    if node.shared:
        parts.append(shape(form, at, reach + 6, ring))
    whole = f'<g opacity="{FADED}">{"".join(parts)}</g>' if over else f"<g>{''.join(parts)}</g>"
    if node.state == "there":
        return whole
    return whole + badge(node.state, (node.x + reach * 0.9 + 2, node.y - reach * 0.9 - 2))


# --- labels -------------------------------------------------------------------------------------------------------


def _wanted(picture: Picture, lang: str) -> Iterator[Wanted]:
    """The labels, the most important first: the middle, who is shared, groups, what has most edges."""
    at = {node.key: (node.x, node.y) for node in picture.nodes}
    ties: defaultdict[str, list[Point]] = defaultdict(list)
    for edge in picture.edges:
        ties[edge.start].append(at[edge.end])
        ties[edge.end].append(at[edge.start])
    for node in sorted(
        picture.nodes, key=lambda n: (not n.middle, not n.shared, n.nodes == 1, -len(ties[n.key]), n.y, n.x, n.key)
    ):
        reach = _room(node) + (BADGE if node.state != "there" else 0)
        yield Wanted(node.key, lines(words.caption(node, lang)), node.x, node.y, reach, _size(node), ties[node.key])


def _size(node: PictureNode) -> float:
    return 14.0 if node.middle else 12.0


def _label(node: PictureNode, place: Placed, lang: str) -> str:
    box, size = place.box, _size(node)
    x = {"start": box.left, "middle": (box.left + box.right) / 2, "end": box.right}[place.anchor]
    weight = ' font-weight="bold"' if node.middle or node.shared else ""
    faded = ' fill-opacity="0.7"' if node.state in ("lost", "ended") else ""
    rows = "".join(
        f'<tspan x="{number(x)}" y="{number(box.top + size * (0.98 + LINE * n))}">{text(line)}</tspan>'
        for n, line in enumerate(lines(words.caption(node, lang)))
    )
    return f'<text class="label" text-anchor="{place.anchor}" font-size="{size:.0f}"{weight}{faded}>{rows}</text>'


# --- edges --------------------------------------------------------------------------------------------------------


def _head(strand: Strand) -> str:
    return (
        f'<marker id="head-{strand.name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1L8 4L0 7Z" fill="{strand.colour}"/></marker>'
    )


def bends(picture: Picture) -> dict[str, float]:
    """How far each edge that shares its two nodes with others is bent, in steps to the left of its own direction."""
    alike: defaultdict[tuple[str, ...], list[PictureEdge]] = defaultdict(list)
    for edge in picture.edges:
        alike[tuple(sorted((edge.start, edge.end)))].append(edge)
    found = {}
    for between, edges in alike.items():
        for n, edge in enumerate(edges):
            step = n - (len(edges) - 1) / 2
            found[edge.key] = step if edge.start == between[0] else -step
    return found


def _edges(picture: Picture, lang: str) -> Iterator[str]:
    nodes = {node.key: node for node in picture.nodes}
    names = {key: words.caption(node, lang) for key, node in nodes.items()}
    bent = bends(picture)
    badges = []
    for edge in picture.edges:
        start, end = nodes[edge.start], nodes[edge.end]
        line = Line((start.x, start.y), (end.x, end.y), (_room(start) - 1, _room(end) - 1), bent[edge.key] * BEND)
        strand = SCHEMA.edge[edge.type].strand
        over = edge.state in ("lost", "ended")
        pattern = strand.dash or (ENDED_DASH if over else "")
        dash = f' stroke-dasharray="{pattern}"' if pattern else ""
        head = f' marker-end="url(#head-{strand.name})"' if words.pointed(edge, picture) else ""
        yield (
            f'<g><title>{text(words.edge_sentence(edge, names, lang))}</title><path d="{line.path()}" fill="none" '
            f'stroke="{strand.colour}" stroke-width="{number(_thick(edge))}" stroke-opacity="{FADED if over else 0.8}"'
            f"{dash}{head}/></g>"
        )
        if edge.state != "there":
            badges.append(badge(edge.state, line.middle))
    yield from badges


def _thick(edge: PictureEdge) -> float:
    return min(1.3 + 0.6 * log2(edge.edges), 5.0)


# --- the legend ---------------------------------------------------------------------------------------------------


def _legend(picture: Picture, lang: str, across: float) -> tuple[list[str], float]:
    """Labels, strands and marks that occur, each in rows of its own; and how high they are."""
    drawn: list[str] = []
    y = 0.0
    for items in (_labels(picture, lang), _strands(picture, lang), _marks(picture, lang)):
        x = EDGE
        for wide, sign, name in items:
            long = wide + 6 + width(name, 12) + 20
            if x > EDGE and x + long > across - EDGE + 20:
                x, y = EDGE, y + ROW
            drawn.append(
                f'<g transform="translate({number(x)} {number(y + ROW / 2)})">{sign}'
                f'<text x="{number(wide + 6)}" y="4.2">{text(name)}</text></g>'
            )
            x += long
        if x > EDGE:
            y += ROW
    return drawn, y


Item = tuple[float, str, str]


def _labels(picture: Picture, lang: str) -> Iterator[Item]:
    for node in words.labels(picture):
        sign = shape(node.family.shape, (7, 0), 6.5, f'fill="{node.colour}"')
        yield 14, sign, words.label_name(node.label, lang)


def _strands(picture: Picture, lang: str) -> Iterator[Item]:
    for strand in words.strands(picture):
        dash = f' stroke-dasharray="{strand.dash}"' if strand.dash else ""
        sign = f'<path d="M0 0H30" stroke="{strand.colour}" stroke-width="1.8"{dash}/>'
        yield 30, sign, words.strand_name(strand, lang)


def _marks(picture: Picture, lang: str) -> Iterator[Item]:
    for state in words.states(picture):
        yield 12, badge(state, (6, 0)), words.state_name(state, lang)
    ring = f'fill="none" stroke="{INK}" stroke-width="1.2"'
    dot = shape("circle", (8, 0), 3, f'fill="{QUIET}"')
    if any(node.shared for node in picture.nodes):
        rings = shape("circle", (8, 0), 5, ring) + shape("circle", (8, 0), 7.5, ring)
        yield 16, dot + rings, words.told(lang, "holds posts at several", "交叉任职")
    if any(node.synthetic for node in picture.nodes):
        dots = f'{ring} stroke-linecap="round" stroke-dasharray="{SYNTHETIC_DASH}"'
        yield 16, dot + shape("circle", (8, 0), 6, dots), words.told(lang, "synthetic", "合成")
    if any(node.nodes > 1 for node in picture.nodes):
        paint = f'fill="{QUIET}" stroke="#fff"'
        stack = "".join(shape("square", (6 + step, 2 - step), 5, paint) for step in (4, 2, 0))
        yield 17, stack, words.told(lang, "several as one", "多个合一")
