"""An empty workbook: one sheet for each kind of record, with notes on each heading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import FileRefused
from graph.model import Edge, Node, Property
from graph.records import columns_of, loadable
from graph.schema import SCHEMA
from graph.words import IN_CHINESE
from loaders.cells import IDENTITIES

if TYPE_CHECKING:
    from openpyxl import Workbook

ROWS = 1_000  # rows that are made ready: text stays text, allowed values are offered
TYPES = {
    "text": ("文本", "text"),
    "texts": ("多项，以、分隔", "several, set apart by 、 or ;"),
    "integer": ("整数", "a whole number"),
    "number": ("数字", "a number"),
    "boolean": ("是 或 否", "yes or no"),
    "date": ("日期，如 2024-01-05", "a date such as 2024-01-05"),
}
READ_ME = (
    "每张工作表一类记录；不需要的工作表可留空。空白单元格表示未知，不会删除已有的值。",
    "One sheet for each kind of record; leave out those you do not need. A blank cell is unknown and erases nothing.",
    "编号在同一大类中唯一，一经使用不再更改；起点编号与终点编号是别的表中的编号。",
    "An id is unique in its family and never changes; start and end are ids of other sheets or of the graph.",
)


def write_template(out: Path, lang: str = "en") -> None:
    """Write the workbook; headings in `lang`, the other language and the meaning in a note on each.

    Raises
    ------
    FileRefused
        There is a file of that name already, its name does not end in .xlsx, or it cannot be written.
    """
    from openpyxl import Workbook

    if out.suffix.lower() != ".xlsx":
        raise FileRefused(f"{out} does not end in .xlsx; name the workbook so.")
    if out.exists():
        raise FileRefused(f"{out} is there already and is not written over; name another file.")
    book = Workbook()
    notes = book.active
    assert notes is not None, "a new workbook has a sheet"
    notes.title = "说明 README"
    for line in READ_ME:
        notes.append([line])
    for what, owner in loadable().items():
        _sheet(book, owner.zh if lang == "zh" else what, owner, lang)
    try:
        book.save(out)
    except OSError as error:
        raise FileRefused(f"{out} cannot be written: {error.strerror or error}.") from error


def _sheet(book: Workbook, title: str, owner: Node | Edge, lang: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for at, prop in enumerate(columns_of(owner).values(), start=1):
        cell = sheet.cell(1, at, prop.zh if lang == "zh" else prop.name)
        cell.font = Font(bold=prop.required)
        cell.comment = Comment(_note(owner, prop), "wangge", height=140, width=320)
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 18
        if prop.name in IDENTITIES:
            for row in range(2, ROWS + 2):
                sheet.cell(row, at).number_format = "@"
        named = tuple(IN_CHINESE[value] for value in prop.allowed) if lang == "zh" else prop.allowed
        allowed = named or (("是", "否") if prop.type == "boolean" else ())
        if allowed:
            offered = DataValidation("list", formula1=f'"{",".join(allowed)}"', allow_blank=True)
            offered.add(f"{letter}2:{letter}{ROWS + 1}")
            sheet.add_data_validation(offered)


def _note(owner: Node | Edge, prop: Property) -> str:
    lines = [f"{prop.zh} · {prop.name}", prop.meaning, " · ".join(TYPES[prop.type])]
    if isinstance(owner, Edge) and prop.name in ("start", "end"):
        ends = SCHEMA.labels(owner.starts if prop.name == "start" else owner.ends)
        lines.append("、".join(SCHEMA.node[label].zh for label in ends))
    if prop.unit:
        lines.append(f"单位 unit: {prop.unit}")
    if prop.allowed:
        lines.append("可填 allowed: " + ", ".join(f"{IN_CHINESE[value]} {value}" for value in prop.allowed))
    if prop.required:
        lines.append("必填 required")
    return "\n".join(lines)
