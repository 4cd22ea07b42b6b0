"""What a picture says in words: a sentence for each node and edge, when and where it is from, what its marks mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from graph.model import Node, Strand
from graph.schema import GRIDS, SCHEMA, TERRITORY
from graph.views.picture import Picture, PictureEdge, PictureNode, State
from graph.words import IN_CHINESE, NOT_IN_XML

# what stands beside a name, so that a state is never told by colour alone
MARK: dict[State, str] = {"there": "", "gained": "+", "lost": "−", "ended": "×"}
STATES: dict[State, tuple[str, str]] = {
    "there": ("in force", "生效中"),
    "gained": ("gained", "新增"),
    "lost": ("lost", "失去"),
    "ended": ("ended", "已结束"),
}
SHARED_MARK = "◎"


def told(lang: str, english: str, chinese: str) -> str:
    return chinese if lang == "zh" else english


def word(value: str, lang: str) -> str:
    """An allowed value as a reader of `lang` knows it; what is no word of the schema stays as it is."""
    if lang == "zh":
        return IN_CHINESE.get(value, value)
    return value.replace("_", " ") if value in IN_CHINESE else value


def label_name(label: str, lang: str) -> str:
    return told(lang, label, SCHEMA.node[label].zh)


def level_name(level: str, lang: str) -> str:
    return told(lang, level.replace("_", " "), SCHEMA.level[level].zh) if level in SCHEMA.level else level


def type_name(type_: str, lang: str) -> str:
    return told(lang, type_.replace("_", " ").lower(), SCHEMA.edge[type_].zh)


def strand_name(strand: Strand, lang: str) -> str:
    return told(lang, strand.en, strand.zh)


def state_name(state: State, lang: str) -> str:
    return told(lang, *STATES[state])


def caption(node: PictureNode, lang: str) -> str:
    """What stands beside a node, on one line: its name; of several as one, what they are and how many."""
    name = " ".join(NOT_IN_XML.sub("", node.name).split())
    if node.nodes == 1:
        return name or node.id
    return f"{word(name, lang) or label_name(node.label, lang)} ×{node.nodes:,}"


def node_sentence(node: PictureNode, lang: str) -> str:
    """`幸福路社区（社区）；新增；合成`."""
    kind = [word(node.kind, lang)] if node.kind else []
    what = told(lang, ", ", "，").join([label_name(node.label, lang), *kind])
    parts = [f"{caption(node, lang)}{told(lang, ' (', '（')}{what}{told(lang, ')', '）')}"]
    if node.shared:
        parts.append(told(lang, "holds posts at two or more of the bodies and places shown", "交叉任职"))
    return _joined(parts, node.state, node.synthetic, lang)


def edge_sentence(edge: PictureEdge, names: Mapping[str, str], lang: str) -> str:
    """`王伟 → 第一网格：任职，网格员；自2020-01-01；出处：people.csv, row 3`; `names` are by the keys of nodes."""
    what = type_name(edge.type, lang)
    if edge.word:
        what += told(lang, ", ", "，") + word(edge.word, lang)
    if edge.edges > 1:
        what += f" ×{edge.edges:,}"
    arrow = "—" if undirected(edge) else "→"
    parts = [f"{names[edge.start]} {arrow} {names[edge.end]}{told(lang, ': ', '：')}{what}"]
    if edge.since:
        parts.append(told(lang, f"since {edge.since}", f"自{edge.since}"))
    if edge.until:
        parts.append(told(lang, f"until {edge.until}", f"至{edge.until}"))
    if edge.source:
        parts.append(told(lang, f"source: {edge.source}", f"出处：{edge.source}"))
    return _joined(parts, edge.state, edge.synthetic, lang)


def _joined(parts: list[str], state: State, synthetic: bool, lang: str) -> str:
    if state != "there":
        parts.append(state_name(state, lang))
    if synthetic:
        parts.append(told(lang, "synthetic", "合成"))
    return told(lang, "; ", "；").join(parts)


def undirected(edge: PictureEdge) -> bool:
    """What is derived says that two have something in common, and points from neither to the other."""
    return SCHEMA.edge[edge.type].derived


def pointed(edge: PictureEdge, picture: Picture) -> bool:
    """Whether it is drawn with a head; in a tree, what is above says enough, and heads of many would be a blot."""
    above = picture.layout == "tree" and SCHEMA.edge[edge.type].strand in (TERRITORY, GRIDS)
    return not above and not undirected(edge)


def when(picture: Picture, lang: str) -> str:
    """The day, or both days and how much is between them."""
    if picture.compared_with is None:
        line = str(picture.as_of)
    else:
        first, last = sorted((picture.as_of, picture.compared_with))
        states = Counter(_states(picture))
        changes = ", ".join(f"{MARK[state]}{states[state]} {state_name(state, lang)}" for state in ("gained", "lost"))
        line = told(lang, f"{first} against {last}: {changes}", f"{first} 与 {last} 对照：{changes}")
    if picture.left_out:
        line += told(lang, f"; {picture.left_out:,} more as counts", f"；另有 {picture.left_out:,} 个仅计数")
    return line


def source(picture: Picture, lang: str) -> str:
    """Where the picture is from: what stands at its foot."""
    line = told(lang, f"wangge · data version {picture.data_version}", f"wangge · 数据版本 {picture.data_version}")
    return line + told(lang, " · synthetic", " · 合成数据") if picture.synthetic else line


def labels(picture: Picture) -> dict[Node, int]:
    """The labels that occur in it, in the schema's order, and how many nodes have each."""
    found = Counter[str]()
    for node in picture.nodes:
        found[node.label] += node.nodes
    return {node: found[node.label] for node in SCHEMA.nodes if node.label in found}


def strands(picture: Picture) -> dict[Strand, int]:
    """The strands that occur in it, in the schema's order, and how many edges have each."""
    found = Counter[Strand]()
    for edge in picture.edges:
        found[SCHEMA.edge[edge.type].strand] += edge.edges
    return {strand: found[strand] for strand in SCHEMA.strands if strand in found}


def states(picture: Picture) -> list[State]:
    """The states other than being there that occur in it."""
    found = set(_states(picture))
    return [state for state in STATES if state in found and state != "there"]


def _states(picture: Picture) -> Iterator[State]:
    yield from (node.state for node in picture.nodes)
    yield from (edge.state for edge in picture.edges)
