"""A profile's file: its two YAML documents as one, and where in it a fault stands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import yaml

from graph.errors import ProfileRefused
from graph.profile_head import LOADER

Where = tuple[str | int, ...]
Fault = tuple[Where, str]


class _Loader(LOADER):  # type: ignore[misc]  # libyaml, where it is there
    """Refuses a key written twice, which YAML would silently let win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


def read(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file, and its two documents as one.

    Raises
    ------
    ProfileRefused
        It cannot be read, is no YAML, or has not two parts.
    """
    try:
        text = path.read_text(encoding="utf-8")
        documents = list(yaml.load_all(text, Loader=_Loader))
    except OSError as error:
        raise ProfileRefused(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ProfileRefused(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProfileRefused(f"{path}:{line}: is not YAML: {error.problem}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a control character, 2021-02-30, [[[[…
        raise ProfileRefused(f"{path}: is not YAML: {' '.join(str(error).split())}.") from error
    if len(documents) != 2 or not all(isinstance(document, dict) for document in documents):
        raise ProfileRefused(
            f"{path}: is not a profile; it has two parts set apart by a line `---`: "
            "the place with its levels and lines, then its norms, routing and figures."
        )
    twice = sorted(map(str, documents[0].keys() & documents[1].keys()))
    if twice:
        raise ProfileRefused(f"{path}: {twice[0]} stands in both parts; give it once.")
    return text, {**documents[0], **documents[1]}


def refuse(path: Path, text: str, faults: Iterable[Fault]) -> NoReturn:
    """Say every fault, in the order of the file's lines.

    Raises
    ------
    ProfileRefused
        Always; `details["faults"]` holds one sentence for each.
    """
    roots = list(yaml.compose_all(text, Loader=LOADER))
    lines = sorted(
        (max(_line(root, where) for root in roots), ".".join(map(str, where)), words) for where, words in faults
    )
    sentences = [
        f"{path}:{line}: {where} {words}{'' if words.endswith(('.', '?')) else '.'}" for line, where, words in lines
    ]
    raise ProfileRefused("\n".join(sentences), faults=sentences)


def _line(node: Any, where: Where) -> int:
    """Line of the deepest part of `where` that a document has; 1 where it has none of it."""
    line = 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
