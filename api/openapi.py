"""What the documentation says beside the routes: the introduction, problems, forms of an answer, examples."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import orjson

from api.errors import KINDS, MEDIA, URN, Problem
from api.exposed import Exposed
from graph.errors import WanggeError

EXAMPLES = "examples.json"
TAGS = [
    {"name": "search", "description": "One search across places, bodies, people and kinds of issue."},
    {"name": "places", "description": "Which places there are, what lies in them and what they lie in."},
    {"name": "coverage", "description": "Who covers which building, and how much of a place is covered."},
    {"name": "gaps", "description": "Where a place falls short of its own norms, why, since when, what may stand."},
    {"name": "routing", "description": "Which way an issue goes, and where it would get stuck."},
    {"name": "people", "description": "Office-holders; their personal fields take a scope and a purpose."},
    {"name": "bodies", "description": "Organisations: who is in them and what they are tied to."},
    {"name": "networks", "description": "What is around a node, the way between two, who sits in several bodies."},
    {"name": "figures", "description": "What places have published, held against the graph."},
    {"name": "profiles", "description": "What places say of themselves, and what may be in the graph."},
    {"name": "questions", "description": "Every question by its name."},
    {"name": "loads", "description": "Records into the graph: as a whole or not at all; and undone."},
    {"name": "jobs", "description": "Long work: asked for, followed, fetched."},
    {"name": "operations", "description": "Whether the service is well."},
]
DESCRIPTION = """\
The governance network of a place as a graph: who covers which building, where the gaps are, which way an issue goes.

**Days.** `as_of` is the day asked about; today if left out. What is absent is `null`: unknown, never false or zero.

**Keys.** `Authorization: Bearer wangge_…`. Without keys, the service answers its own machine only. A key that is bound
to a place sees nothing outside it. Personal fields take the scope `read:personal` and the header `X-Purpose`.

**Forms.** Answers with rows come as JSON, csv, NDJSON or xlsx, by `format` or `Accept`. JSON comes in pages: follow
`next` until it is null. The others come whole, however long.

**Versions.** `Wangge-Data-Version` counts the loads that changed the graph, `Wangge-Data-Age` the seconds since the
last. Send an answer's `ETag` back in `If-None-Match`: 304 says that nothing has changed.

**Long work** answers 202 with a `Location`: follow it until `state` is done, then fetch `result`. DELETE cancels it.

**Problems** are `application/problem+json` (RFC 9457). Their types are stable:

| type | status | title |
|---|---|---|
"""


def _every_error(root: type[WanggeError] = WanggeError) -> list[type[WanggeError]]:
    return [one for kind in root.__subclasses__() for one in (kind, *_every_error(kind))]


DESCRIPTION += "\n".join(
    f"| `{URN}{kind.code}` | {known.status} | {known.title} |"
    for kind in sorted(_every_error(), key=lambda one: one.code)
    for known in [next(KINDS[one] for one in kind.__mro__ if one in KINDS)]
)
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": " / ".join(dict.fromkeys(kind.title for kind in KINDS.values() if kind.status == status)),
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in sorted({kind.status for kind in KINDS.values()})
}
HEADERS = {
    "ETag": {"description": "Of which data and question the answer is.", "schema": {"type": "string"}},
    "Wangge-Data-Version": {"description": "How many loads have changed the graph.", "schema": {"type": "integer"}},
    "Wangge-Data-Age": {"description": "Seconds since the last of them.", "schema": {"type": "integer"}},
}


def answered(exposed: Exposed) -> dict[str, Any]:
    """What a route answers: the shape of its JSON, an example of it, and the other forms."""
    content: dict[str, Any] = {"application/json": {}}
    content |= {
        media.partition(";")[0]: {"schema": {"type": "string"}}
        for form, media in exposed.forms.items()
        if form != "json"
    }
    return {
        "model": exposed.model,
        "description": exposed.said.text.rpartition("\n\n")[2] or exposed.said.summary,
        "content": content,
        "headers": HEADERS,
    }


@cache
def examples() -> dict[str, Any]:
    """operation → an answer that the service gave of Linfen's synthetic twin; `python -m api.examples` makes them."""
    file = resources.files("api") / EXAMPLES
    return orjson.loads(file.read_bytes()) if file.is_file() else {}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """The document of FastAPI, with the shape of problems, the scheme of keys, and examples."""
    from pydantic import TypeAdapter

    made = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas |= made.pop("$defs", {})
    schemas["Problem"] = made
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": "`wangge key create`"}}
    schema["security"] = [{"key": []}, {}]
    for methods in schema["paths"].values():
        for one in methods.values():
            if one["operationId"] in examples():  # here, and not where routes are made: FastAPI drops what is null
                one["responses"]["200"]["content"]["application/json"]["example"] = examples()[one["operationId"]]
    return schema
