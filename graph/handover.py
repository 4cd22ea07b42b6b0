"""A network as a file for other tools, and back: GraphML, GEXF, Pajek, and node-link JSON.

    data = handover.write(graph.network(store, place="linfen"), "graphml")
    handover.read(data, "graphml")              # the same graph: ids, dates, lists, Chinese

The files are networkx's own, so that all readers of a form take them. What a form cannot say is said in text: days in
ISO form; lists as JSON, but in JSON itself; in Pajek numbers and yes or no too. A name that a form keeps for itself
stands there under the one that `Form.kept` says.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

import orjson

from graph.errors import InvalidInput
from graph.schema import SCHEMA
from graph.words import NOT_IN_XML, shortened, sign_of

if TYPE_CHECKING:
    from graph.whole import Graph

Values = dict[str, Any]
_TYPES = {p.name: p.type for node in SCHEMA.nodes for p in node.all_properties}
_TYPES |= {p.name: p.type for edge in SCHEMA.edges for p in edge.properties} | {"as_of": "date"}
_READ: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "texts": orjson.loads,
    "integer": int,
    "number": float,
    "boolean": "true".__eq__,
}
# a line of Pajek is read by shlex, for which these have a meaning; blanks part its words
_NOT_IN_PAJEK = re.compile(r"[\s\"'\\%]")


class Form(NamedTuple):
    """A form: the end of its files' names, what writes and what reads it, and what it calls what it keeps for itself.

    Of what is said of the whole graph (`as_of`, `place`, `data_version`) GraphML and JSON alone keep anything.
    """

    suffix: str
    write: Callable[[Graph], bytes]
    read: Callable[[bytes], Graph]
    kept: Mapping[str, str]


def write(graph: Graph, form: str) -> bytes:
    """A network, as `graph.network` gives it, in one of `FORMS`.

    A character that XML forbids becomes the sign for it (U+0001 is ␁) in GraphML and GEXF; records have none.

    Raises
    ------
    InvalidInput
        There is no such form.
    """
    kept = _form(form).kept
    texts = {"graphml": _for_xml, "gexf": _for_xml, "pajek": _for_pajek, "json": _for_json}[form]

    def told(values: Values) -> Values:
        return {kept.get(name, name): texts(value) for name, value in values.items()}

    return FORMS[form].write(_like(graph, lambda key: str(texts(key)), told))


def read(data: bytes, form: str) -> Graph:
    """The network in a file that `write` wrote.

    Raises
    ------
    InvalidInput
        There is no such form, or the file is none of it.
    """
    names = {there: name for name, there in _form(form).kept.items()}
    plain = unquote if form == "pajek" else str

    def meant(values: Values) -> Values:
        return {ours: _meant(ours, value, plain) for name, value in values.items() for ours in [names.get(name, name)]}

    try:
        return _like(FORMS[form].read(data), plain, meant)
    except Exception as error:
        raise InvalidInput(f"This is no network in the form {form}: {shortened(str(error), 100)}.") from None


def _form(name: str) -> Form:
    if name not in FORMS:
        raise InvalidInput(f"There is no form {shortened(name, 20)}; a network leaves as {', '.join(FORMS)}.")
    return FORMS[name]


def _like(graph: Graph, key: Callable[[str], str], values: Callable[[Values], Values]) -> Graph:
    """The same graph, each key and all that is said made anew."""
    import networkx as nx

    made: Graph = nx.MultiDiGraph(**values(graph.graph))
    made.add_nodes_from((key(node), values(said)) for node, said in graph.nodes(data=True))
    for start, end, own, said in graph.edges(data=True, keys=True):
        made.add_edge(key(start), key(end), key(own), **values(said))
    return made


# --- values as each form takes them ------------------------------------------------------------------------------


def _for_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _for_xml(value: Any) -> Any:
    text = orjson.dumps(value).decode() if isinstance(value, list) else _for_json(value)
    return NOT_IN_XML.sub(sign_of, text) if isinstance(text, str) else text


def _for_pajek(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(_for_xml(value))
    return _NOT_IN_PAJEK.sub(lambda found: quote(found[0], safe=""), text)


def _meant(name: str, value: Any, plain: Callable[[str], str]) -> Any:
    """A value as the schema types it."""
    if not isinstance(value, str):
        return value
    return _READ.get(_TYPES.get(name, "text"), str)(plain(value))


# --- the forms ---------------------------------------------------------------------------------------------------


def _write_graphml(graph: Graph) -> bytes:
    import networkx as nx

    file = io.BytesIO()
    nx.write_graphml_xml(graph, file)
    # a text's own U+000D would be read as the end of a line
    return file.getvalue().replace(b"\r", b"&#13;")


def _read_graphml(data: bytes) -> Graph:
    import networkx as nx

    graph: Graph = nx.MultiDiGraph(nx.read_graphml(io.BytesIO(data), force_multigraph=True))
    return _without(graph, ("node_default", "edge_default"), (), ())


def _write_gexf(graph: Graph) -> bytes:
    import networkx as nx

    named = _like(graph, str, dict)
    for node, values in named.nodes(data=True):
        values["label"] = values.get("name", node)  # what Gephi writes beside it
    for *_, key, values in named.edges(data=True, keys=True):
        values["id"] = key
    file = io.BytesIO()
    nx.write_gexf(named, file)
    return file.getvalue()


def _read_gexf(data: bytes) -> Graph:
    import networkx as nx

    found = nx.read_gexf(io.BytesIO(data))
    graph: Graph = nx.MultiDiGraph()
    graph.add_nodes_from(found.nodes(data=True))
    for start, end, values in found.edges(data=True):
        graph.add_edge(start, end, values["id"], **values)
    return _without(graph, (), ("label",), ("id",))


def _write_pajek(graph: Graph) -> bytes:
    import networkx as nx

    keyed = _like(graph, str, dict)
    for *_, key, values in keyed.edges(data=True, keys=True):
        values["key"] = key
    return "".join(f"{line}\n" for line in nx.generate_pajek(keyed)).encode()


def _read_pajek(data: bytes) -> Graph:
    import networkx as nx

    text = data.decode()
    if not text.startswith("*vertices "):
        raise ValueError("it does not begin with *vertices")
    found: Graph = nx.MultiDiGraph(nx.parse_pajek(text))
    # what an edge says under the name of `key` is the key that it is added with
    return _without(found, (), ("id", "x", "y", "shape"), ("weight",))


def _write_json(graph: Graph) -> bytes:
    import networkx as nx

    whole = nx.node_link_data(graph, edges="edges")
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _read_json(data: bytes) -> Graph:
    import networkx as nx

    return nx.MultiDiGraph(nx.node_link_graph(orjson.loads(data), edges="edges"))


def _without(graph: Graph, of_graph: tuple[str, ...], of_nodes: tuple[str, ...], of_edges: tuple[str, ...]) -> Graph:
    """The graph without what the form alone has put there."""
    for name in of_graph:
        graph.graph.pop(name, None)
    for _, values in graph.nodes(data=True):
        for name in of_nodes:
            values.pop(name, None)
    for *_, values in graph.edges(data=True):
        for name in of_edges:
            values.pop(name, None)
    return graph


FORMS: dict[str, Form] = {
    "graphml": Form(".graphml", _write_graphml, _read_graphml, {}),
    "gexf": Form(".gexf", _write_gexf, _read_gexf, {"id": "node_id", "label": "node_label", "type": "edge_type"}),
    "pajek": Form(".net", _write_pajek, _read_pajek, {"id": "node_id"}),
    "json": Form(".json", _write_json, _read_json, {"id": "node_id", "source": "edge_source"}),
}
