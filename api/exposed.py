"""An answer's function as a route: its parameters, their descriptions and the shape of its answer are read from it.

So a route says nothing that the function does not say, and nothing is said twice. Keywords of the function become
parts of the path or parameters of the query; what its docstring says under Parameters is what the documentation says.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from fastapi import Header, Path, Query

from api.formats import MEDIA, PICTURES, Format, PictureFormat
from api.privacy import personal_fields
from api.samples import SAMPLES
from cypher.library import Row
from graph.errors import Fault

Language = Literal["en", "zh"]
LIMIT, MOST = 100, 1_000
GIVEN = ("progress", "today")
"""Keywords that the service itself gives, and nobody types."""
PAGED = ("after", "limit")
PURPOSE = "Why personal fields are looked at, or what is written for; kept in the audit log. UTF-8 or percent-encoded."
Purpose = Annotated[str | None, Header(alias="X-Purpose", description=PURPOSE)]
Key = Callable[[Any, Mapping[str, Any]], tuple[Any, ...]]


@dataclass(frozen=True)
class Exposed:
    """One route: where it is, which function answers, and what it wants of the one who asks.

    `key` is the order of rows, given a row and the parameters, by which the answer is read in pages: from the question
    where the function takes `after` and `limit`, else from an answer that is made as a whole.
    """

    path: str
    function: Callable[..., Any]
    tag: str
    key: Key | None = None
    scope: str = "read"
    samples: Mapping[str, str] = field(default_factory=dict)
    """what the documentation writes for a parameter, where it is not what `SAMPLES` says"""
    everywhere: bool = False
    """whether a key that is bound to a place may not ask, since the answer is of no place"""
    most: int = MOST
    """rows on a page"""
    stream: Callable[..., Iterator[Row]] | None = None
    """the rows one at a time, where there may be a million"""

    @property
    def name(self) -> str:
        return self.function.__name__

    @cached_property
    def returns(self) -> Any:
        return get_type_hints(self.function)["return"]

    @cached_property
    def row(self) -> type[Row] | None:
        """The type of the answer's rows; None of an answer without rows."""
        hint = get_type_hints(self.returns).get("rows") if isinstance(self.returns, type) else None
        return next((one for one in get_args(hint) if isinstance(one, type) and issubclass(one, Row)), None)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.row.__dataclass_fields__) if self.row else ()  # type: ignore[attr-defined]

    @cached_property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """Keywords of the function that are typed by who asks."""
        found = inspect.signature(self.function, eval_str=True).parameters
        return {n: p for n, p in found.items() if n not in (*GIVEN, "store") and not (self.pages and n in PAGED)}

    @cached_property
    def takes(self) -> frozenset[str]:
        return frozenset(inspect.signature(self.function).parameters)

    @cached_property
    def draws(self) -> bool:
        """Whether the answer is a picture."""
        return "picture" in get_type_hints(self.returns) if isinstance(self.returns, type) else False

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """The forms in which the answer leaves, with their media types."""
        if self.draws:
            return PICTURES
        return MEDIA if self.row else {"json": MEDIA["json"]}

    @property
    def pages(self) -> bool:
        """Whether the question itself pages."""
        return self.takes.issuperset(PAGED)

    @property
    def paged(self) -> bool:
        return self.key is not None

    @property
    def personal(self) -> frozenset[str]:
        """Fields of the answer that the schema classes as personal."""
        return personal_fields(self.returns)

    @cached_property
    def model(self) -> Any:
        """The shape of a JSON answer: the function's, and where there are pages, the way to the next."""
        if not self.paged:
            return self.returns
        more = {"next": str | None, "total": int | None}
        said = (
            f"{inspect.getdoc(self.returns)} `next` is the address of the next page, null on the last; `total` is "
            "how many rows there are in all, null unless asked for."
        )
        return type(f"{self.returns.__name__}Page", (self.returns,), {"__annotations__": more, "__doc__": said})

    @cached_property
    def said(self) -> Said:
        return read_docstring(inspect.getdoc(self.function) or "")

    @cached_property
    def known(self) -> dict[str, bool]:
        """Name of each parameter of the query → whether it may be given more than once."""
        named = {n: one for n, one in self.parameters.items() if f"{{{n}" not in self.path}
        found = {n: get_origin(_inner(one.annotation)) is Sequence for n, one in named.items()}
        beside = {"limit_": "limit", "format_": "format"}
        return found | {beside.get(name, name): False for name in self._beside() if name != "purpose"}

    def signature(self) -> inspect.Signature:
        """What FastAPI reads: the request, the function's keywords, and those by which an answer leaves."""
        from starlette.requests import Request

        made = [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
        made += [self._typed(name, one) for name, one in self.parameters.items()]
        made += [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in self._beside().items()
        ]
        return inspect.Signature(made)

    def _beside(self) -> dict[str, tuple[Any, Any]]:
        found: dict[str, tuple[Any, Any]] = {}
        if self.paged:
            found["limit_"] = (
                Annotated[int, Query(alias="limit", ge=1, le=self.most, description="How many rows on a page.")],
                min(LIMIT, self.most),
            )
            found["cursor"] = (
                Annotated[str | None, Query(description="Where the page begins: from `next` of the page before.")],
                None,
            )
            found["total"] = (Annotated[bool, Query(description="Also say how many rows there are in all.")], False)
        if len(self.forms) > 1:
            kind = PictureFormat if self.draws else Format
            said = "Form of the answer; without it, the Accept header decides. All but json are whole, without pages."
            found["format_"] = (Annotated[kind | None, Query(alias="format", description=said)], None)
            said = "Language of headings in csv and xlsx; without it, headings are the names of the fields."
            if self.draws:
                said = "Language of what is written in the picture; Chinese if left out."
            found["lang"] = (Annotated[Language | None, Query(description=said)], None)
        if self.personal or "personal" in self.parameters:
            found["purpose"] = (Purpose, None)
        return found

    def _typed(self, name: str, one: inspect.Parameter) -> inspect.Parameter:
        """A keyword as FastAPI takes it."""
        if name not in self.said.parameters:
            raise Fault(f"{self.function.__module__}.{self.name} does not say what {name} is")
        text = self.said.parameters[name]
        annotation, default = one.annotation, one.default
        if f"{{{name}" in self.path:
            written = [self.sample(name)]
            in_path: Any = Annotated[annotation, Path(description=text, examples=written)]
            return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=in_path)
        if annotation is date and default is inspect.Parameter.empty and name in ("as_of", "until"):
            annotation, default, text = date | None, None, f"{text} Today if left out."
        if get_origin(_inner(annotation)) is Sequence:
            annotation, default = list[str], [] if default == () else default
        required = default is inspect.Parameter.empty
        return inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if required else default,
            annotation=Annotated[annotation, Query(description=text, examples=self._written(name, one))],
        )

    def sample(self, name: str) -> str:
        """What the documentation writes for a parameter."""
        return self.samples.get(name) or SAMPLES[name]

    def _written(self, name: str, one: inspect.Parameter) -> list[Any] | None:
        if one.default is not inspect.Parameter.empty or name not in {**SAMPLES, **self.samples}:
            return None
        many = get_origin(_inner(one.annotation)) is Sequence
        return [[self.sample(name)] if many else self.sample(name)]

    def example(self, day: str) -> str:
        """The address that asks for the example of the documentation, on a day."""
        from urllib.parse import quote, urlencode

        path = re.sub(r"\{(\w+)(:path)?\}", lambda found: quote(self.sample(found[1])), self.path)
        needed = {n: self.sample(n) for n, one in self.parameters.items() if self._written(n, one) and n in self.known}
        if "as_of" in self.parameters:
            needed["as_of"] = day
        return f"{path}?{urlencode(needed)}" if needed else path


@dataclass(frozen=True)
class Said:
    """What a docstring says: a summary, what is returned, and each parameter."""

    summary: str
    text: str
    parameters: Mapping[str, str]


def read_docstring(text: str) -> Said:
    """A NumPy docstring: the part before its sections, Parameters, and Returns."""
    head, *rest = re.split(r"\n(?=\w[\w ]*\n-{3,}\n)", text)
    sections = {part.split("\n", 1)[0]: part.split("\n", 2)[2] for part in rest}
    parameters: dict[str, str] = {}
    for names, said in re.findall(r"^(\w[\w, ]*)\n((?: {4}.*(?:\n|\Z)|\n)+)", sections.get("Parameters", ""), re.M):
        for name in names.split(","):
            parameters[name.strip()] = " ".join(said.split())
    summary, _, more = head.strip().partition("\n\n")
    returned = " ".join(sections.get("Returns", "").split())
    return Said(" ".join(summary.split()), "\n\n".join(filter(None, [summary, more, returned])), parameters)


def _inner(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation
