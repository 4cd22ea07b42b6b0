"""A question: one `.cypher` file, whose header is checked against its text and its row type when it is imported.

    POSTS = Question.load(__file__, "posts.cypher", PostRow)        # in the package beside the file
    def posts(store, *, as_of): return POSTS.rows(store, as_of=as_of)

`cypher.catalogue` finds every file and the typed function of the same name: the folders are the registry.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, dataclass_transform, get_args, get_type_hints

from graph.model import Misdeclared

if TYPE_CHECKING:
    from graph.store import Store

KEYS = frozenset({"title", "params", "columns", "order"})
_HEADER = re.compile(r"\s*/\*\n(.*?)\*/", re.DOTALL)
_OPAQUE = re.compile(r"/\*.*?\*/|//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`(?:``|[^`])*`", re.DOTALL)
_BRACKETED = re.compile(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
_RETURN = re.compile(
    r".*\bRETURN\s+(?:DISTINCT\s+)?(.*?)(?:\bORDER\s+BY\s+(.*?))?\s*(?:\b(?:SKIP|LIMIT)\b.*)?;?\s*\Z", re.DOTALL
)
_ALIAS = re.compile(r"(?:\bAS\s+|\A\s*)(\w+)\s*\Z")


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Row:
    """Base of what questions return: every subclass is a frozen dataclass, closed to columns it does not know.

    A standard dataclass and no pydantic model, because importing pydantic costs half of a whole `wangge cover`;
    pydantic and FastAPI read it as one (`TypeAdapter(list[CoverRow])`, `response_model=list[CoverRow]`) and
    `orjson` writes it as it is.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Question(Generic[R]):
    """One question, read from its file. `returns` are its columns in order, `extra` the header's further keys."""

    name: str
    title: str
    params: tuple[str, ...]
    returns: tuple[str, ...]
    order: str
    text: str
    path: Path
    row: type[R]
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, beside: str, file: str, row: type[R], extra_keys: Iterable[str] = ()) -> Question[R]:
        """Read `file` in the folder of the module `beside`, whose rows are `row`.

        Parameters
        ----------
        beside
            `__file__` of the module that asks.
        row
            A `Row`; a column that is a map is a field `OtherRow`, one that is a list of maps `list[OtherRow]`.
        extra_keys
            Keys that the header must have besides `KEYS`; they are kept in `extra`.

        Raises
        ------
        Misdeclared
            The header, the text and the row type do not agree; the message names the file and what differs.
        """
        path = Path(beside).parent / file
        header, text = read_file(path)
        bare = blanked(text)
        _same(path, "keys of the header", sorted(header), sorted(KEYS.union(extra_keys)))
        _same(path, "params", sorted(header["params"]), sorted(set(re.findall(r"\$(\w+)", bare))))
        columns, order = returned(path, text)
        _same(path, "columns", header["columns"], columns)
        _same(path, "order", " ".join(header["order"].split()), order)
        _same(path, f"columns, beside the fields of {row.__name__},", columns, [f.name for f in fields(row)])  # type: ignore[arg-type]
        return cls(
            name=path.stem,
            title=header["title"],
            params=tuple(header["params"]),
            returns=tuple(columns),
            order=order,
            text=text,
            path=path,
            row=row,
            extra={key: header[key] for key in extra_keys},
        )

    def rows(self, store: Store, **params: Any) -> list[R]:
        """Ask it: all rows, in its order."""
        return [_filled(self.row, values) for values in store.read(self.text, **params)]

    def stream(self, store: Store, **params: Any) -> Iterator[R]:
        """Ask it: row by row, in its order, without ever holding the whole answer."""
        return (_filled(self.row, values) for values in store.stream(self.text, **params))


def read_file(path: Path) -> tuple[dict[str, Any], str]:
    """The header of a `.cypher` file, and the file's text, header included."""
    text = path.read_text(encoding="utf-8")
    found = _HEADER.match(text)
    if not found:
        raise Misdeclared(f"{path}: begin with a block comment that holds the header: /*, TOML, */")
    try:
        return tomllib.loads(found[1]), text
    except tomllib.TOMLDecodeError as error:
        raise Misdeclared(f"{path}: the header is no TOML: {error}") from error


def blanked(text: str) -> str:
    """The text with blanks for comments and for what stands in strings and backticks; as long as before."""

    def blank(found: re.Match[str]) -> str:
        inside = " " * (len(found[0]) - 2)
        return f"  {inside}" if found[0][0] == "/" else f"'{inside}'"

    return _OPAQUE.sub(blank, text)


def returned(path: Path, text: str) -> tuple[list[str], str]:
    """Names of the columns and text of the order, from the last RETURN."""
    outer, inner = blanked(text), 1
    while inner:  # what stands in brackets has commas, RETURNs and ORDER BYs of its own: innermost first, to marks
        outer, inner = _BRACKETED.subn(lambda found: "·" * len(found[0]), outer)
    found = _RETURN.match(outer)
    if not found:
        raise Misdeclared(f"{path}: the text has no RETURN")
    aliases = [_ALIAS.search(item) for item in found[1].split(",")]
    if not all(aliases):
        raise Misdeclared(f"{path}: name every column of the RETURN with AS")
    return [alias[1] for alias in aliases if alias], " ".join(text[found.start(2) : found.end(2)].split())


def _filled(row: type[R], values: dict[str, Any]) -> R:
    """A row of these values, with rows in it where a column is a map or a list of maps."""
    # mypy does not take a class for hashable
    for name, inner in _nested(row).items():  # type: ignore[arg-type]
        if isinstance(value := values.get(name), dict):
            values[name] = _filled(inner, value)
        elif value:
            values[name] = [_filled(inner, item) for item in value]
    return _made(row, values)


@cache
def _nested(row: type[Row]) -> dict[str, type[Row]]:
    """Columns that are maps or lists of maps, each with the type of these."""
    return {name: inner for name, hint in get_type_hints(row).items() for inner in _rows_in(hint)}


def _made(row: type[R], values: dict[str, Any]) -> R:
    # as `row(**values)`, whose frozen fields are set one by one, in a third of the time
    if values.keys() != row.__dataclass_fields__.keys():  # type: ignore[attr-defined]
        raise TypeError(f"{row.__name__} has no such fields: {', '.join(values)}")
    made = object.__new__(row)
    object.__setattr__(made, "__dict__", values)
    return made


def _rows_in(hint: Any) -> list[type[Row]]:
    """The row type that a field is or that its `list[…]` holds, also where it may be absent."""
    if isinstance(hint, type) and issubclass(hint, Row):
        return [hint]
    return [row for arg in get_args(hint) for row in _rows_in(arg)]


def _same(path: Path, what: str, declared: object, found: object) -> None:
    if declared != found:
        raise Misdeclared(f"{path}: {what} are declared as {declared!r}, but the file has {found!r}")
