"""Every question by name, to list and to ask with values written as text. Imported only where that is wanted.

A file `cypher/<package>/<name>.cypher` is asked through the function `<name>` of its package, or, where one function
serves many files, through what the package's dict `QUESTIONS` has under `<name>`. Parameters are what the function
takes by keyword, but for those that a `functools.partial` has already given.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import pydantic

from cypher.library import read_file
from graph.errors import InvalidInput
from graph.model import Misdeclared
from graph.words import shortened

if TYPE_CHECKING:
    from graph.store import Store

_KINDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "date such as 2026-11-22",
    list: "texts, separated by commas",
    Sequence: "texts, separated by commas",
    Mapping: 'JSON object such as {"posts": ["网格员"]}',
}


@dataclass(frozen=True)
class Param:
    """One parameter: `annotation` is its type, `default` is `Param.REQUIRED` where it must be given."""

    name: str
    annotation: Any
    default: Any

    REQUIRED = inspect.Parameter.empty

    @property
    def required(self) -> bool:
        return self.default is Param.REQUIRED

    @property
    def kind(self) -> str:
        """What may be written for it, in words."""
        inner = self._inner
        if self._of_mappings:
            return 'JSON list of objects such as [{"line": "grid"}]'
        if get_origin(inner) is Literal:
            return "one of " + ", ".join(map(str, get_args(inner)))
        return _KINDS[get_origin(inner) or inner]

    def read(self, text: str) -> Any:
        """The value that `text` stands for; an empty text is None where the parameter may be absent."""
        inner = self._inner
        if not text and inner is not self.annotation:
            return None
        adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(inner)
        if get_origin(inner) is Mapping or self._of_mappings:
            return adapter.validate_json(text)
        if get_origin(inner) in (list, Sequence):
            return adapter.validate_python([part.strip() for part in text.split(",") if part.strip()])
        return adapter.validate_strings(text)

    @property
    def _of_mappings(self) -> bool:
        return get_origin(self._inner) in (list, Sequence) and get_origin(get_args(self._inner)[0]) is Mapping

    @property
    def _inner(self) -> Any:
        if get_origin(self.annotation) not in (Union, types.UnionType):
            return self.annotation
        (inner,) = (arg for arg in get_args(self.annotation) if arg is not types.NoneType)
        return inner


@dataclass(frozen=True)
class Asked:
    """A question that can be asked by name."""

    name: str
    title: str
    params: tuple[Param, ...]
    function: Callable[..., Any]

    @property
    def returns(self) -> Any:
        """The type of what it answers."""
        function = getattr(self.function, "func", self.function)
        return get_type_hints(function).get("return")

    def call(self, store: Store, /, **texts: str) -> Any:
        """Ask it with parameters written as text.

        Raises
        ------
        InvalidInput
            A parameter that it does not have, that is missing, or whose text cannot be read as its type.
        """
        params = {param.name: param for param in self.params}
        listed = ", ".join(f"{p.name}{'' if p.required else ' (may be left out)'}" for p in self.params) or "nothing"
        unknown = sorted(texts.keys() - params)
        if unknown:
            raise InvalidInput(f"{self.name} does not take {unknown[0][:60]!r}; it takes {listed}.")
        missing = [name for name, param in params.items() if param.required and name not in texts]
        if missing:
            raise InvalidInput(f"{self.name} needs {' and '.join(missing)}; it takes {listed}.")
        values = {}
        for name, text in texts.items():
            try:
                values[name] = params[name].read(text)
            except pydantic.ValidationError as error:
                raise InvalidInput(
                    f"{name} is {shortened(text, 60)}, which cannot be read; expected: {params[name].kind}.", param=name
                ) from error
        return self.function(store, **values)


def catalogue() -> dict[str, Asked]:
    """Name → question, by name, for every `.cypher` file below this folder.

    Raises
    ------
    Misdeclared
        A file without a function, a function with a parameter whose type no text can be read as, or a name used twice.
    """
    root = Path(__file__).parent
    found: dict[str, Asked] = {}
    for path in sorted(root.rglob("*.cypher"), key=lambda path: path.stem):
        package = import_module(".".join(("cypher", *path.relative_to(root).parent.parts)))
        function = getattr(package, "QUESTIONS", vars(package)).get(path.stem)
        if not callable(function):
            raise Misdeclared(f"{path}: {package.__name__} has no function {path.stem}")
        if path.stem in found:
            raise Misdeclared(f"{path}: another question has the name {path.stem}")
        found[path.stem] = Asked(path.stem, read_file(path)[0]["title"], _params(path, function), function)
    return found


def _params(path: Path, function: Callable[..., Any]) -> tuple[Param, ...]:
    params = tuple(
        Param(p.name, p.annotation, p.default)
        for p in inspect.signature(function, eval_str=True).parameters.values()
        if p.kind is p.KEYWORD_ONLY and p.name not in getattr(function, "keywords", {})
    )
    for param in params:
        try:
            assert param.kind
        except (KeyError, ValueError) as error:
            raise Misdeclared(f"{path}: no text can be read as the type of {param.name}") from error
    return params
