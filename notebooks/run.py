"""Execute the notebooks and keep what they say: `make notebooks`, or `python notebooks/run.py 01` for some of them.

What is kept is what says the same on every machine: outputs of cells without the tag `waits` (progress bars), no page
of hundreds of kilobytes (its cell shows a drawing beside it), and nothing of times and versions.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
SECONDS = 600  # of one cell
LARGEST = 120_000  # characters of HTML that are kept
INSTEAD = "(an interactive page, shown when the notebook is run · 运行时显示的交互页面)"
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
VERSION = re.compile(r"(数据版本|data version) \d+ · ")  # in the foot of a drawing; it counts the loads of this server


def notebooks(*starts: str) -> list[Path]:
    """The notebooks, in order; those whose names start so, if any are given."""
    return [path for path in sorted(FOLDER.glob("*.ipynb")) if not starts or path.name.startswith(starts)]


def executed(path: Path) -> Any:
    """A notebook executed from its first cell to its last, cleaned of what differs from run to run.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell raised; the message has the cell and what it raised.
    """
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": FOLDER}}).execute()
    return cleaned(book)


def cleaned(book: Any) -> Any:
    """The same notebook without what is no content."""
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(book.cells, 1):
        cell.id = f"cell-{number:02d}"
        tags = cell.metadata.get("tags")
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            cell.outputs = [] if tags and "waits" in tags else _kept(cell.outputs)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, 1):
        cell.execution_count = number
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = number
    return book


def _kept(outputs: list[Any]) -> list[Any]:
    kept: list[Any] = []
    for output in outputs:
        if output.output_type == "stream" and output.name == "stderr":
            continue
        if output.output_type == "stream" and kept and kept[-1].output_type == "stream":
            kept[-1].text += output.text
            continue
        data = output.get("data", {})
        if len(data.get("text/html", "")) > LARGEST:
            output.data = {"text/plain": INSTEAD}
        elif "text/plain" in data:
            output.data["text/plain"] = ADDRESS.sub("", data["text/plain"])
        if "image/svg+xml" in data:
            output.data["image/svg+xml"] = VERSION.sub("", data["image/svg+xml"])
        output.pop("metadata", None) if output.output_type == "stream" else output.update(metadata={})
        kept.append(output)
    return kept


def main() -> None:
    for path in notebooks(*sys.argv[1:]):
        print(path.name, flush=True)
        nbformat.write(executed(path), path)


if __name__ == "__main__":
    main()
