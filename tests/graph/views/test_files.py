"""GraphML, GEXF, tables and the document: what is read back is what was written."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import networkx as nx
import orjson
import pytest
from hypothesis import given

from graph.errors import InvalidInput
from graph.views.document import from_json, to_json
from graph.views.export import FORMS, form_of, write
from graph.views.graphs import IN_GEXF, gexf, graph_of, graphml
from graph.views.picture import Picture
from graph.views.tables import EDGES, NODES, tables
from graph.views.words import NOT_IN_XML
from tests.graph.views.samples import FORMULA, RARE, edge, everything, node, picture
from tests.graph.views.strategies import pictures

# --- graphs -------------------------------------------------------------------------------------------------------


def signs(text: str) -> str:
    return NOT_IN_XML.sub(lambda m: chr(0x2400 + ord(m[0])) if ord(m[0]) < 32 else "\ufffd", text)


def expected(values: dict[str, Any], *but: str) -> dict[str, Any]:
    """The fields that are there, as a graph file holds them; written anew, not taken from what is tested."""
    found = {}
    for name, value in values.items():
        if name in but or value is None or value == "":
            continue
        found[name] = (
            value.isoformat() if isinstance(value, date) else signs(value) if isinstance(value, str) else value
        )
    return found


def test_a_graph_has_the_keys_and_fields_of_the_picture() -> None:
    shown = everything()
    graph = graph_of(shown)
    assert list(graph) == [one.key for one in shown.nodes]
    assert {key for _, _, key in graph.edges(keys=True)} == {one.key for one in shown.edges}
    held = graph.edges["Person|p1", "Place|c1", "HOLDS|Person|p1>Place|c1"]
    assert held["since"] == "2020-01-01"
    assert "until" not in held
    assert graph.nodes["Item|i1"]["name"] == RARE
    assert graph.graph["as_of"] == "2024-03-01"
    assert graph.graph["days"] == "2024-01-01"


def read_graphml(data: bytes) -> Any:
    return nx.read_graphml(io.BytesIO(data), force_multigraph=True, edge_key_type=str)


def read_gexf(data: bytes) -> Any:
    return nx.read_gexf(io.BytesIO(data))


def must_hold(graph: Any, shown: Picture, renamed: dict[str, str], extra: tuple[str, ...]) -> None:
    assert sorted(graph) == sorted(signs(one.key) for one in shown.nodes)
    for one in shown.nodes:
        want = {renamed.get(k, k): v for k, v in expected(vars(one), "key").items()}
        found = graph.nodes[signs(one.key)]
        assert {k: v for k, v in found.items() if k not in extra} == want
    assert graph.number_of_edges() == len(shown.edges)
    for one in shown.edges:
        want = {renamed.get(k, k): v for k, v in expected(vars(one), "key", "start", "end").items()}
        ends = signs(one.start), signs(one.end)
        # networkx gives a graph without parallel edges back as one that can have none
        found = graph.edges[(*ends, signs(one.key)) if graph.is_multigraph() else ends]
        assert found.get("id", signs(one.key)) == signs(one.key)
        assert {k: v for k, v in found.items() if k not in extra} == want


def test_graphml_is_read_back_equal() -> None:
    must_hold(read_graphml(graphml(everything())), everything(), {}, ())


def test_gexf_is_read_back_equal_with_places_and_colours() -> None:
    shown = everything()
    graph = read_gexf(gexf(shown))
    must_hold(graph, shown, IN_GEXF, ("viz", "label", "id"))
    one = graph.nodes["Person|p1"]
    assert one["label"] == "王伟"
    assert one["viz"]["position"] == {"x": 120.0, "y": 40.0, "z": 0.0}
    assert one["viz"]["color"] == {"r": 0x22, "g": 0x22, "b": 0x3B, "a": 1.0}
    assert graph.nodes["Group|c1|网格员"]["label"] == "网格员 ×12"


@pytest.mark.parametrize(
    "text", ["a\rb", "a\nb", "a\tb", " a ", "]]>", "\u0085\u2028", "\x00\x01\x1f\ufffe", RARE, "é\u0301"]
)
def test_every_character_comes_back(text: str) -> None:
    a = node(f"id{text}", "Grid", name=text)
    shown = picture([a], [edge("UNDER", a, a, word=text, key=text)], title=text)
    must_hold(read_graphml(graphml(shown)), shown, {}, ())
    must_hold(read_gexf(gexf(shown)), shown, IN_GEXF, ("viz", "label", "id"))


def test_two_keys_that_differ_in_what_xml_forbids_stay_two() -> None:
    shown = picture([node("a\x01", "Grid"), node("a\x02", "Grid")], [])
    assert len(read_graphml(graphml(shown))) == len(read_gexf(gexf(shown))) == 2


# --- tables -------------------------------------------------------------------------------------------------------


def read_tables(data: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        assert whole.namelist() == ["nodes.csv", "edges.csv"]
        found = {}
        for name in whole.namelist():
            raw = whole.read(name)
            assert raw.startswith(b"\xef\xbb\xbf")
            found[name] = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        return found


def test_tables_say_what_the_picture_does() -> None:
    found = read_tables(tables(everything(), lang="en"))
    nodes, edges = found["nodes.csv"], found["edges.csv"]
    assert list(nodes[0]) == [heading for heading, _ in NODES.values()]
    assert [row["Key"] for row in nodes] == [one.key for one in everything().nodes]
    assert [row["Key"] for row in edges] == [one.key for one in everything().edges]
    assert nodes[0]["Level"] == "community"
    assert nodes[1]["Posts at several"] == "yes"
    assert (edges[0]["Tie"], edges[0]["From, name"], edges[0]["To, name"]) == ("holds", "王伟", "幸福路社区")
    assert (edges[0]["Since"], edges[0]["Until"], edges[0]["Source"]) == ("2020-01-01", "", "people.csv, row 3")
    assert edges[-1]["Post, form or role"] == "lead"


def test_tables_in_chinese_have_chinese_words() -> None:
    found = read_tables(tables(everything(), lang="zh"))
    first = found["edges.csv"][0]
    assert list(first) == [heading for _, heading in EDGES.values()]
    assert (first["关系"], first["状态"]) == ("任职", "生效中")
    assert found["nodes.csv"][0]["级别"] == "社区"
    assert found["nodes.csv"][2]["类别"] == "党支部"


def test_no_cell_is_taken_for_a_formula() -> None:
    data = tables(everything())
    for rows in read_tables(data).values():
        for row in rows:
            for cell in row.values():
                assert cell.lstrip()[:1] not in tuple("=+@") or re.fullmatch(r"[+-]?[\d.]+", cell)
    assert read_tables(data)["nodes.csv"][6]["名称"] == f"'{FORMULA}"


def test_the_same_picture_is_the_same_file() -> None:
    assert tables(everything()) == tables(everything())


# --- the document -------------------------------------------------------------------------------------------------


@given(pictures())
def test_a_document_opens_as_what_it_was(shown: Picture) -> None:
    assert from_json(to_json(shown)) == shown


@given(pictures())
def test_a_document_of_any_picture_leaves_in_every_form(shown: Picture) -> None:
    for form in FORMS:
        if form != "png":  # drawn from the svg
            assert write(shown, form)
    read_graphml(graphml(shown))


def changed(change: Callable[[Any], object]) -> bytes:
    whole = orjson.loads(to_json(everything()))
    change(whole)
    return orjson.dumps(whole)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This is not JSON: .*line 1, column 1"),
        (b'{"wangge": "picture",\n "version": 1,,', "not JSON.*line 2"),
        (b"[]", 'does not say "wangge": "picture"'),
        (b'{"rows": []}', "not a picture"),
        (b"\xff\xfe", "not JSON"),
        (changed(lambda w: w.update(version=2)), "version 2 of its form; this wangge reads version 1"),
        (changed(lambda w: w.update(more=1)), "more: extra inputs are not permitted"),
        (changed(lambda w: w["picture"].update(more=1)), r"picture\.more: unexpected"),
        (changed(lambda w: w["picture"].pop("days")), r"picture\.days: field required"),
        (changed(lambda w: w["picture"]["nodes"][3].update(colour="red")), r"picture\.nodes\.3\.colour: unexpected"),
        (changed(lambda w: w["picture"]["nodes"][3].update(x="3")), r"picture\.nodes\.3\.x: .*valid number"),
        (changed(lambda w: w["picture"]["nodes"][3].update(state="new")), r"picture\.nodes\.3\.state"),
        (changed(lambda w: w["picture"]["nodes"][3].update(label="Zoo")), r"picture\.nodes\.3: 'Zoo' is no label"),
        (changed(lambda w: w["picture"]["nodes"][0].update(family="Body")), r"nodes\.0: 'Community' is no label of"),
        (changed(lambda w: w["picture"]["nodes"][3].update(nodes=0)), r"nodes\.3: it stands for 0 nodes"),
        (changed(lambda w: w["picture"]["nodes"][1].update(key="Place|c1")), r"nodes\.1: a second node has the key"),
        (changed(lambda w: w["picture"]["edges"][2].update(since="2024-02-30")), r"picture\.edges\.2\.since: .*date"),
        (changed(lambda w: w["picture"]["edges"][2].update(type="LIKES")), r"edges\.2: 'LIKES' is no type of edge"),
        (changed(lambda w: w["picture"]["edges"][2].update(edges=0)), r"edges\.2: it stands for 0 edges"),
        (changed(lambda w: w["picture"]["edges"][2].update(end="x")), r"edges\.2: no node has the key 'x'"),
        (changed(lambda w: w["picture"]["edges"].append(w["picture"]["edges"][0])), "a second edge has the key"),
    ],
)
def test_what_is_no_document_is_refused_with_where_and_why(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        from_json(data)


# --- forms --------------------------------------------------------------------------------------------------------


def test_a_form_is_told_by_the_end_of_a_name() -> None:
    assert {form: form_of(f"a.b{told.suffix}") for form, told in FORMS.items()} == {form: form for form in FORMS}
    assert form_of("X.SVG") == "svg"
    for name in ("x", "x.csv", "x.pdf", "svg"):
        with pytest.raises(InvalidInput, match=r"\.html, \.svg, \.png, \.csv\.zip"):
            form_of(name)


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        InvalidInput, match="no form 'pdf'; a picture leaves as html, svg, png, csv, graphml, gexf, json"
    ):
        write(everything(), "pdf")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_in_both_languages(form: str) -> None:
    assert write(everything(), form, lang="zh")
    assert write(everything(), form, lang="en")
