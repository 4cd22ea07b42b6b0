"""What every command needs: settings, a store, a day. Heavy imports happen here and only when asked for."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from graph.errors import InvalidInput
from graph.settings import Settings
from graph.words import shortened

if TYPE_CHECKING:
    from graph.store import Store

# The driver imports these where they are installed, which doubles a command's time; no question here needs them.
_NOT_FOR_THE_DRIVER = ("numpy", "pandas", "pyarrow")


def say(sentence: str) -> None:
    """Tell a person what is going on; on stderr, so that it never mixes into a table or a document."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - this is where the command line speaks


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Store]:
    """A store on the configured server, or on one of our own that is started where it does not run."""
    absent = [name for name in _NOT_FOR_THE_DRIVER if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None in sys.modules forbids the import
    gc.disable()
    try:
        from graph.store import Store
    finally:
        # what was imported lives as long as the process: the collector need not walk it, now or at the end
        gc.freeze()
        gc.enable()
        for name in absent:
            del sys.modules[name]
    with Store.open(settings or Settings.from_environment(), say=say) as store:
        yield store


@contextmanager
def watched(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr for what may take long, told how much is done, of how much; none where no person looks on."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def today() -> date:
    """The machine's day, which is a planner's too."""
    return date.today()  # noqa: DTZ011 - a day as the machine's clock has it


def day(text: str | None) -> date:
    """The day a question is asked for: today, or the one that `--as-of` names.

    Raises
    ------
    InvalidInput
        The text is no date.
    """
    if text is None:
        return today()
    from loaders.cells import parse_date

    found = parse_date(text)
    if found is None:
        raise InvalidInput(f"{shortened(text)} is not a date; write it like 2024-01-05, 2024/1/5 or 2024年1月5日.")
    return found
