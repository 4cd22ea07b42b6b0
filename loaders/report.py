"""What a load did, or why it did nothing: one report, for people a table, for programs one document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from graph.errors import LoadRefused
from graph.records import RowError
from graph.schema import SCHEMA

if TYPE_CHECKING:
    from rich.console import Console

MOST_SHOWN = 50


@dataclass(frozen=True)
class FileRead:
    """One table of a file as it was read; `encoding` is empty where the format knows its own."""

    path: str
    sheet: str
    rows: int
    encoding: str = ""


@dataclass(frozen=True, order=True)
class SetAside:
    """A row that was understood and not written, with the reason; it is no fault."""

    file: str
    sheet: str
    row: int
    value: str
    reason: str


@dataclass
class Report:
    """Counts by label and edge type; where there are faults, or `checked_only`, they are what would be written."""

    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[RowError] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    data_version: int = 0
    checked_only: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def sentence(self) -> str:
        """The report in one sentence."""
        if self.faults:
            faults, rows = len(self.faults), len({(f.file, f.sheet, f.row) for f in self.faults})
            return f"{_plural(faults, 'fault')} in {_plural(rows, 'row')}; nothing was written."
        verb = "would be" if self.checked_only else "were"
        created, changed = sum(self.created.values()), sum(self.changed.values())
        return f"{created} {verb} created, {changed} {verb} changed, {self.unchanged} are as they were."

    def raise_if_refused(self) -> None:
        """Raise `LoadRefused` with this report if a fault kept the load from being written."""
        if self.faults:
            first = self.faults[0]
            raise LoadRefused(f"{self.sentence()} The first: {address(first)}: {first.message}", report=self.as_json())


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def address(fault: RowError) -> str:
    place = " › ".join(part for part in (fault.file, fault.sheet) if part)
    return f"{place}, row {fault.row}, {fault.column}" if fault.row else place


def show(report: Report, console: Console) -> None:
    """Print a report as tables, at most `MOST_SHOWN` rows of each."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    def table(title: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        if not rows:
            return
        drawn = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
        for heading in headings:
            drawn.add_column(heading, overflow="fold")
        for row in rows[:MOST_SHOWN]:
            drawn.add_row(*(Text(cell) for cell in row))  # Text: a file's brackets are no markup
        console.print(drawn)
        if len(rows) > MOST_SHOWN:
            console.print(f"… and {len(rows) - MOST_SHOWN} more; --json lists all.")

    table(
        "Read",
        ("file", "sheet", "rows", "encoding"),
        [(f.path, f.sheet, str(f.rows), f.encoding) for f in report.files],
    )
    table(
        "Faults",
        ("where", "code", "value", "what is wrong", "nearest"),
        [(address(f), f.code, f.value, f.message, f.suggestion) for f in report.faults],
    )
    table(
        "Set aside",
        ("file", "sheet", "row", "value", "why"),
        [(a.file, a.sheet, str(a.row), a.value, a.reason) for a in report.set_aside],
    )
    if not report.faults:
        kinds = [*(n.label for n in SCHEMA.nodes), *(e.type for e in SCHEMA.edges)]
        counts = [(kind, report.created.get(kind, 0), report.changed.get(kind, 0)) for kind in kinds]
        table(
            "Would be written" if report.checked_only else "Written",
            ("kind", "created", "changed"),
            [(kind, str(created), str(changed)) for kind, created, changed in counts if created or changed],
        )
    for note in report.notes[:MOST_SHOWN]:
        console.print(Text(note))
    if len(report.notes) > MOST_SHOWN:
        console.print(f"… and {len(report.notes) - MOST_SHOWN} more; --json lists all.")
    console.print(Text(report.sentence()))
