"""A picture as two tables, nodes and edges, in one zip: csv that spreadsheets open as UTF-8."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from graph.views import words
from graph.views.picture import Picture
from graph.words import spreadsheet_safe

# column → (English, Chinese)
NODES: dict[str, tuple[str, str]] = {
    "key": ("Key", "键"),
    "id": ("Id", "编号"),
    "name": ("Name", "名称"),
    "label": ("What it is", "是什么"),
    "kind": ("Kind", "类别"),
    "level": ("Level", "级别"),
    "state": ("State", "状态"),
    "shared": ("Posts at several", "交叉任职"),
    "middle": ("In the middle", "居中"),
    "nodes": ("Nodes", "节点数"),
    "synthetic": ("Synthetic", "合成"),
    "x": ("x", "x"),
    "y": ("y", "y"),
}
EDGES: dict[str, tuple[str, str]] = {
    "key": ("Key", "键"),
    "type": ("Tie", "关系"),
    "start": ("From", "起点"),
    "start_name": ("From, name", "起点名称"),
    "end": ("To", "终点"),
    "end_name": ("To, name", "终点名称"),
    "word": ("Post, form or role", "职务、形式或角色"),
    "since": ("Since", "开始"),
    "until": ("Until", "结束"),
    "state": ("State", "状态"),
    "edges": ("Edges", "关系数"),
    "synthetic": ("Synthetic", "合成"),
    "source": ("Source", "出处"),
}


def tables(picture: Picture, *, lang: str = "zh") -> bytes:
    """A zip with `nodes.csv` and `edges.csv`; headings and words in `lang`, no text that is taken for a formula."""
    names = {node.key: node.name for node in picture.nodes}
    nodes = (_row(NODES, vars(node), lang) for node in picture.nodes)
    edges = (
        _row(EDGES, {**vars(edge), "start_name": names[edge.start], "end_name": names[edge.end]}, lang)
        for edge in picture.edges
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, columns, rows in (("nodes.csv", NODES, nodes), ("edges.csv", EDGES, edges)):
            # one day for all, so that the same picture is the same file
            whole.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), _csv(columns, rows, lang), zipfile.ZIP_DEFLATED
            )
    return file.getvalue()


def _csv(columns: dict[str, tuple[str, str]], rows: Iterable[Sequence[Any]], lang: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([words.told(lang, *heading) for heading in columns.values()])
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _row(columns: Iterable[str], values: dict[str, Any], lang: str) -> list[Any]:
    return [spreadsheet_safe(_cell(column, values[column], lang)) for column in columns]


def _cell(column: str, value: Any, lang: str) -> Any:
    if isinstance(value, bool):
        return words.told(lang, *(("yes", "是") if value else ("no", "否")))
    if isinstance(value, date):
        return value.isoformat()
    if value is None or column in ("key", "id", "start", "end", "name", "start_name", "end_name", "source"):
        return value
    if column == "label":
        return words.label_name(value, lang)
    if column == "type":
        return words.type_name(value, lang)
    if column == "state":
        return words.told(lang, *words.STATES[value])
    if column == "level":
        return words.level_name(value, lang)
    return words.word(value, lang) if isinstance(value, str) else value
