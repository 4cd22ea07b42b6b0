"""A picture as a JSON document that can be opened again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from graph.errors import InvalidInput
from graph.schema import SCHEMA
from graph.views.picture import Picture
from graph.words import shortened

VERSION = 1
GROUP = "Group"  # the family of a node that stands for several


class Document(BaseModel):
    """What the file holds: that it is a picture, in which version of this form, and the picture."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    wangge: Literal["picture"]
    version: Literal[1]
    picture: Picture


def to_json(picture: Picture) -> bytes:
    """A picture as JSON, indented; `from_json` reads it."""
    whole = {"wangge": "picture", "version": VERSION, "picture": picture}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def from_json(data: bytes) -> Picture:
    """The picture that `to_json` wrote.

    Raises
    ------
    InvalidInput
        The data is no such document; the message says what is wrong, and where.
    """
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from None
    if not isinstance(whole, dict) or whole.get("wangge") != "picture":
        raise InvalidInput('This JSON is not a picture of wangge: it does not say "wangge": "picture".')
    version = whole.get("version")
    if version != VERSION:
        raise InvalidInput(
            f"This picture has version {version!r:.20} of its form; this wangge reads version {VERSION}."
        )
    try:
        picture = Document.model_validate_json(data).picture
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the document"
        raise InvalidInput(f"This picture cannot be read: {where}: {first['msg'].lower()}.") from None
    if wrong := next(_contradictions(picture), None):
        raise InvalidInput(f"This picture cannot be read: {wrong}.")
    return picture


def _contradictions(picture: Picture) -> Iterator[str]:
    """What the form alone does not forbid."""
    keys: set[str] = set()
    for n, node in enumerate(picture.nodes):
        where = f"picture.nodes.{n}"
        family = SCHEMA.node[node.label].family.name if node.label in SCHEMA.node else None
        if family is None or node.family not in (family, GROUP):
            yield f"{where}: {shortened(node.label)} is no label of the family {shortened(node.family)}"
        if node.nodes < 1:
            yield f"{where}: it stands for {node.nodes} nodes"
        if node.key in keys:
            yield f"{where}: a second node has the key {shortened(node.key)}"
        keys.add(node.key)
    edges: set[str] = set()
    for n, edge in enumerate(picture.edges):
        where = f"picture.edges.{n}"
        if edge.type not in SCHEMA.edge:
            yield f"{where}: {shortened(edge.type)} is no type of edge"
        if edge.edges < 1:
            yield f"{where}: it stands for {edge.edges} edges"
        if edge.key in edges:
            yield f"{where}: a second edge has the key {shortened(edge.key)}"
        edges.add(edge.key)
        for end in (edge.start, edge.end):
            if end not in keys:
                yield f"{where}: no node has the key {shortened(end)}"
