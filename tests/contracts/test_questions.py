"""Every question keeps the rules of the house: header, order, words of the schema, dates, plans, no warnings.

Found by walking the folder. Exceptions stand in the allow-lists, each with its reason, and each is still needed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import neo4j
import pydantic
import pytest

import cypher
from benchmarks.planted import empty
from cypher.catalogue import catalogue
from cypher.library import Question, blanked, read_file
from graph import local
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

FILES = sorted(Path(cypher.__file__).parent.rglob("*.cypher"))
each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)

CALLS = {
    ("nearest", "db.index.fulltext.queryNodes"): "a full-text index is read by no other way, once",
    ("spelt", "db.index.fulltext.queryNodes"): "the same",
}
LINKS = (
    "-[e:PART_OF|IN_GRID|HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY"
    "|REGISTERED_IN|CO_BUILDS|FUNDS|SERVES|LISTED_BY|SUCCEEDED_BY]-"
)
ENDED = LINKS.replace("|SUCCEEDED_BY", "").replace("|SERVES|", "|SERVES|HANDLED_BY|")
UNDATED = {
    ("synthetic", "-[:PART_OF|IN_GRID]-"): "what a twin generated is generated on whatever day",
    ("synthetic", "(p:Place)"): "the same",
    ("synthetic", "(p)"): "the same",
    ("synthetic", "(above:Place)"): "the same",
    ("synthetic", "(below:Place)"): "the same",
    ("contacts_ended", "(who:Body)"): "it asks for units that are over",
    ("count_carried_over", "-[left:HOLDS]-"): "it asks for posts that are over, in organisations that are",
    ("count_carried_over", "(ended:PartyOrg)"): "the same",
    **{
        ("things", f"({name}:{name.title()})"): "a repair looks at what has ended too, and at its dates itself"
        for name in ("place", "body")
    },
    **{
        ("links", one): "the same"
        for one in ("(place:Place)", "(body:Body)", "(n)", "(other:Place|Body|Person|Item)", LINKS)
    },
    ("subjects", "(place:Place)"): "what has ended is told from what never was; a column says which",
    ("subjects", "(body:Body)"): "the same",
    **{
        ("facts_around", one): "it asks for all that was ever said, to tell what ended and when"
        for one in (
            *(
                "(subject:Place|Body|Person)",
                "(subject)",
                "(:Body)",
                "(:Place)",
                "(upper:Place)",
                "(at)",
                "(far)",
                "()",
            ),
            *("-[:COVERS|SERVES|REPRESENTS|MANAGES]-", "-[:PART_OF]-", "-[:PART_OF|IN_GRID]-", "(next:PartyOrg)"),
            (
                "-[fact:"
                "HOLDS|COVERS|MANAGES|REPRESENTS|CONTACTS|SERVES|REPORTS_TO|EMBEDDED_IN|MEMBER_OF|UNDER|HOSTED_BY|"
                "REGISTERED_IN|CO_BUILDS|FUNDS|LISTED_BY|IN_GRID|SUCCEEDED_BY]-"
            ),
        )
    },
    ("described", "(n:Place|Body|Person)"): "it says since when and until when a node is there",
    ("described", "(n)"): "the same",
    ("described", "(next:PartyOrg)"): "the same of its successors",
    **{
        ("ended_ties", one): "it asks for what is over, at whom and with whom whatever has become of them"
        for one in ("(near:Place|Body|Person|IssueType|Item)", "(near)", ENDED, "(far)")
    },
    ("near_ids", "(n:Place|Body|Person)"): "whoever mistyped an id is helped whether it is in force or not",
}
ALL_DAYS = {
    **dict.fromkeys(
        ("changes_at_places", "changes_at_bodies", "changes_of_people"), "it asks for the days on which things change"
    ),
    "structure_days": "the same",
    "career": "it asks for all that somebody ever was",
    "days_at": "it asks for the days on which something begins or ends",
    "subjects_ever": "what a norm binds on any day of a history",
    "places_around": "the same",
    "functions": "a type stays paired with a body that has been closed, so that a route can say so",
    "outside": "whoever was in an area on some day is known there",
    "pairs": "what a table of issue types replaces",
}
"""Questions that are not asked of a day: nothing in them is filtered by one."""
PLANS: dict[tuple[str, str], str] = {}
SOUGHT = {
    "find": "it starts from the code or the name that somebody typed",
    "exact": "the same",
    "outside": "it judges codes and names that an answer would tell",
    "known_people": "it judges texts that an atlas would tell",
    "roots": "its hint asks for it: the few places of the highest levels",
}
"""Questions that take all that an index has for a value."""

# --- the files ------------------------------------------------------------------------------------------------


def text_of(path: Path) -> str:
    """One line, without comments, strings and the header."""
    return " ".join(blanked(read_file(path)[1]).split())


def loaded() -> dict[Path, Question[Any]]:
    """Every `Question` that a module of `cypher` keeps, alone or in a dict."""
    catalogue()
    kept = [
        value
        for name, module in sorted(sys.modules.items())
        if name.startswith("cypher.")
        for value in vars(module).values()
    ]
    within = [value for values in kept if isinstance(values, dict) for value in values.values()]
    return {one.path: one for one in (*kept, *within) if isinstance(one, Question)}


def test_there_are_questions_and_each_is_loaded_and_can_be_asked() -> None:
    assert len(FILES) >= 4
    assert set(FILES) == set(loaded()), "Question.load checks a header against text and row type"
    assert sorted(catalogue()) == sorted(path.stem for path in FILES)


@each
def test_an_api_can_declare_its_rows(path: Path) -> None:
    schema = pydantic.TypeAdapter(list[loaded()[path].row]).json_schema()  # type: ignore[name-defined]
    assert all(row["additionalProperties"] is False for row in schema["$defs"].values())


@each
def test_the_order_is_total(path: Path) -> None:
    """Its last term tells any two rows apart, or every column is in it."""
    question = loaded()[path]
    terms = [term.strip() for term in question.order.split(",")]
    assert re.search(r"(\A|[._])(id|key)\Z", terms[-1]) or set(question.returns) <= set(terms), question.order


@each
def test_it_only_reads_and_leaves_paging_to_the_caller(path: Path) -> None:
    text = text_of(path)
    assert not re.search(r"\b(LOAD|CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|FOREACH|USE)\b", text, re.IGNORECASE)
    assert not re.search(r"(?<!\$)\b(LIMIT|SKIP|OFFSET)\s+(?!\$)", text, re.IGNORECASE)
    called = re.findall(r"\bCALL\s*([\w.]+|[{(])", text, re.IGNORECASE)
    assert {(path.stem, name) for name in called} <= CALLS.keys()


@each
def test_it_never_walks_without_bounds(path: Path) -> None:
    text = text_of(path)
    for length in re.findall(r"-\[[\w:|\s]*\*([\d.\s]*)", text):
        assert re.fullmatch(r"\s*(\d+|\d*\s*\.\.\s*\d+)\s*", length), "write how far: *0..8"
    assert not re.search(r"\{\s*\d*\s*,\s*\}|\)\s*[+*]\s*\(\w*\s*[:)]", text), "write how often: {0,8}"


# --- words ----------------------------------------------------------------------------------------------------

LABELS = {label for node in SCHEMA.nodes for label in node.labels}
TYPES = set(SCHEMA.edge)
PROPERTIES = {
    *(p.name for node in SCHEMA.nodes for p in node.all_properties),
    *(p.name for edge in SCHEMA.edges for p in edge.properties),
    "level",  # set from the label by every upsert
}
KEYWORDS = {"CASE", "COUNT", "COLLECT", "EXISTS", "NOT"}  # what may follow the colon of a map
BEFORE_A_MAP = {"DISTINCT", "THEN", "ELSE", "RETURN", "IN", "WITH", "UNWIND", "WHEN"}


def unknown_words(raw: str) -> set[str]:
    """Labels, types, levels and properties in a question that the schema does not have."""
    text = re.sub(r"\bCALL\s+[\w.]+", "CALL", " ".join(blanked(raw).split()))
    outside = re.sub(r"\A\s*/\*.*?\*/|//[^\n]*", " ", raw, flags=re.DOTALL)
    named = {
        word
        for group in re.findall(r":\s*([A-Z]\w*(?:\s*[|&:]\s*[A-Z]\w*)*)", text)
        for word in re.split(r"\W+", group)
    }
    unknown = named - LABELS - TYPES - KEYWORDS
    unknown |= set(re.findall(r"'([A-Z][A-Za-z_]+)'", outside)) - LABELS - TYPES
    for levels in re.findall(r"\blevel\s*(?:=|<>|IN)\s*(\[[^\]]*\]|'[^']*')", outside):
        unknown |= set(re.findall(r"'([^']*)'", levels)) - set(SCHEMA.level)
    in_schema, made_here = _keys(text)
    unknown |= in_schema - PROPERTIES
    given = set(re.findall(r"\bUNWIND \$\w+ AS (\w+)", text))  # what the caller gives has keys of its own
    read = re.findall(r"(?<![\w$.])([a-z_]\w*)\.(\w+)\b(?!\s*\()", text)
    unknown |= {key for name, key in read if name not in given} - PROPERTIES - made_here
    return unknown


def _keys(text: str) -> tuple[set[str], set[str]]:
    """Keys in braces: of patterns and projections, which are properties, and of maps that the question makes."""
    in_schema: set[str] = set()
    made_here: set[str] = set()
    for found in re.finditer(r"\{", text):
        before = re.search(r"(\w+)\s*\Z", text[: found.start()])
        word = before[1] if before else ""
        inner = _flat(_inside(text, found.start()))
        if word in KEYWORDS | {"CALL"} or re.match(r"[\d,\s]*\Z", inner):
            continue  # a subquery, or how often a pattern repeats
        keys = set(re.findall(r"(?:\A|,)\s*(\w+)\s*:", inner))
        in_schema |= set(re.findall(r"(?:\A|,)\s*\.(\w+)", inner))
        if word and word not in BEFORE_A_MAP and not re.match(r"\s*\.", inner):
            in_schema |= keys
        else:
            made_here |= keys
    return in_schema, made_here


def _inside(text: str, start: int) -> str:
    """What stands between the bracket at `start` and the one that closes it."""
    depth = 0
    for end in range(start, len(text)):
        depth += (text[end] in "([{") - (text[end] in ")]}")
        if depth == 0:
            return text[start + 1 : end]
    raise AssertionError(f"a bracket is not closed: {text[start : start + 40]}")


def _flat(text: str) -> str:
    """The text with marks for everything in brackets."""
    count = 1
    while count:
        text, count = re.subn(r"[(\[{][^()\[\]{}]*[)\]}]", "·", text)
    return text


@each
def test_its_words_are_the_schema_s(path: Path) -> None:
    assert not unknown_words(read_file(path)[1])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("MATCH (p:Plaza) RETURN p.id AS id", "Plaza"),
        ("MATCH (p:Place|Plaza) RETURN p.id AS id", "Plaza"),
        ("MATCH (p:Place)-[r:IN_GIRD]->() RETURN p.id AS id", "IN_GIRD"),
        ("MATCH (p:Place)-[:PART_OF|IN_GIRD*0..3]->(q) RETURN p.id AS id", "IN_GIRD"),
        ("MATCH (p:Place {levle: $level}) RETURN p.id AS id", "levle"),
        ("MATCH (p:Place) RETURN p.households + p.housholds AS id", "housholds"),
        ("MATCH (p:Place) RETURN p {.id, .nmae} AS id", "nmae"),
        ("MATCH (p:Place) WHERE p.level IN ['grid', 'gird'] RETURN p.id AS id", "gird"),
        ("MATCH ()-[r]->() WHERE type(r) = 'PART_OFF' RETURN r.key AS id", "PART_OFF"),
        ("MATCH (p) WHERE p:Plaza RETURN {id: p.id, more: p.extra} AS id", "Plaza extra"),
    ],
)
def test_a_wrong_word_is_found(text: str, word: str) -> None:
    assert unknown_words(text) == set(word.split())


def test_words_that_are_right_are_left_alone() -> None:
    assert not unknown_words(
        "MATCH (p:Place {id: $no}) /* (x:No) */ WITH {one: CASE WHEN p.name = 'no' THEN 1.5 END} AS f // no.no\n"
        "MATCH (p)(()-[e:PART_OF]->(n)){0,3}(q) RETURN f.one AS one, date($x.y) AS no, [m IN n | m {.id}] AS no2"
    )


# --- dates ----------------------------------------------------------------------------------------------------

DATED_LABELS = {node.label for node in SCHEMA.nodes if any(p.name == "since" for p in node.all_properties)}
DATED_LABELS |= {SCHEMA.node[label].family.name for label in DATED_LABELS}
DATED_TYPES = {edge.type for edge in SCHEMA.edges if edge.dated}
BEFORE_A_NODE = {"MATCH", "WHERE", "AND", "OR", "NOT"}
UNWOUND = re.compile(r"\bUNWIND (?:CASE WHEN .+? THEN )?(.+?) AS (\w+)")
LONGER = re.compile(r"\bWITH ([\w, +]+) \+ COLLECT \{.+? RETURN DISTINCT (\w+)\s+\} AS (\w+)")  # lists that grow
NODE = re.compile(r"\s*(\w*)\s*(?::\s*([\w|&]+))?\s*(\{[^{}]*\})?\s*(WHERE\b.*)?\s*\Z")


def filters(text: str, name: str) -> int:
    """How often the text has the canonical filter of `name`."""
    one = f"({name}.since IS NULL OR {name}.since <= $as_of) AND ({name}.until IS NULL OR {name}.until > $as_of)"
    return text.count(one)


def without_dates(text: str) -> set[str]:
    """Edges and nodes of a question that can end, matched without the filter that says whether they have.

    A name that is bound several times needs as many filters. A node after a repeated part is that part's last.
    """
    return {*_edges_without_dates(text), *_nodes_without_dates(text)}


def _edges_without_dates(text: str) -> Iterator[str]:
    bound: dict[str, list[str]] = {}
    for found in re.finditer(r"-\s*\[", text):
        inner = _inside(text, found.end() - 1)
        head = re.match(r"\s*(\w*)\s*(?::\s*([\w|]+))?", inner)
        assert head
        name, types = head[1], head[2] or ""
        if not types or DATED_TYPES & set(types.split("|")):
            bound.setdefault(name, []).append(f"-[{name}{':' if types else ''}{types}]-")
    for name, edges in bound.items():
        if not name or filters(text, name) < len(edges):
            yield from edges
    yield from re.findall(r"(?<!-)(<--|-->|--)(?!-)", text)


def _nodes_without_dates(text: str) -> Iterator[str]:
    # names of what cannot end, of ends of repeated parts, which their last node filters, of what lists of these hold
    settled: set[str] = set()
    bound: dict[str, list[tuple[str, bool]]] = {}
    for found in re.finditer(r"(?<![\w.])\(", text):
        before = text[: found.start()].rstrip()
        node = NODE.match(_inside(text, found.start()))
        if not node:
            continue
        name, labels, inline = node[1], node[2] or "", bool(node[4])
        after = re.search(r"(\w+)\Z", before)
        if not labels and (before.endswith("(") or (name and after and after[1] not in BEFORE_A_NODE)):
            continue  # where a repeated part begins, which is the node before it; or brackets of an expression
        if name and not inline and before.endswith("}"):
            settled.add(name)
        elif labels and not DATED_LABELS & set(re.split(r"\W", labels)):
            settled |= {name} - {""}
        else:
            bound.setdefault(name, []).append((f"({name}{':' if labels else ''}{labels})", inline))
    settled |= _unwound(text, settled | {name for name in bound if filters(text, name)})
    for name, nodes in bound.items():
        needed = max(1, sum(inline for _, inline in nodes))
        if name not in settled and (not name or filters(text, name) < needed):
            yield from (shown for shown, _ in nodes)


def _unwound(text: str, known: set[str]) -> set[str]:
    """Names that UNWIND gives to members of lists, where each list was collected from names that are filtered."""
    lists = {alias: {name} for name, alias in re.findall(r"collect\((?:DISTINCT )?(\w+)\) AS (\w+)", text)}
    for first, name, alias in LONGER.findall(text):
        lists[alias] = {name}.union(*(lists.get(one, {one}) for one in re.findall(r"\w+", first)))
    words = [(set(re.findall(r"[a-z]\w*", listed)) - {"null"}, alias) for listed, alias in UNWOUND.findall(text)]
    return {alias for names, alias in words if names and all(lists.get(name, {""}) <= known for name in names)}


@each
def test_what_can_end_is_matched_with_its_dates(path: Path) -> None:
    found = {(path.stem, one) for one in without_dates(text_of(path)) if path.stem not in ALL_DAYS}
    assert found <= UNDATED.keys(), "write the canonical filter of house.md"


def in_force(name: str) -> str:
    return f"({name}.since IS NULL OR {name}.since <= $as_of) AND ({name}.until IS NULL OR {name}.until > $as_of)"


GROWN = f"MATCH (p:Place) WHERE {in_force('p')} WITH collect(p) AS l WITH l + COLLECT {{"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MATCH (p:Place {id: $x}) RETURN p", "(p:Place)"),
        (f"MATCH (p:Place) WHERE {in_force('p').replace('> $', '>= $')} RETURN p", "(p:Place)"),
        (f"MATCH (p:Place)-[e:PART_OF]->(p) WHERE {in_force('p')} RETURN p", "-[e:PART_OF]-"),
        (f"MATCH (p:Place)-[:PART_OF*0..3]->(p) WHERE {in_force('p')} RETURN p", "-[:PART_OF]-"),
        (f"MATCH (p:Place)-[e]->(p) WHERE {in_force('p')} RETURN p", "-[e]-"),
        (f"MATCH (p:Place)-->(p) WHERE {in_force('p')} RETURN p", "-->"),
        (f"MATCH (q)<-[e:HOLDS WHERE {in_force('e')}]-(p:Person) RETURN p", "(q)"),
        (f"MATCH (:Body)<-[e:HOLDS WHERE {in_force('e')}]-(p:Person) RETURN p", "(:Body)"),
        (f"MATCH (q:Person|Body)-[e:HOLDS WHERE {in_force('e')}]->(p:Person) RETURN p", "(q:Person|Body)"),
        (f"MATCH (b)(()-[e:PART_OF WHERE {in_force('e')}]->(n:Place)){{0,3}}(p) WHERE {in_force('b')}", "(n:Place)"),
        (f"MATCH (b)(()-[e:PART_OF WHERE {in_force('e')}]->()){{0,3}}(p) WHERE {in_force('b')}", "()"),
        (f"MATCH (p:Person)-[e:HOLDS WHERE {in_force('e')}]->(p) MATCH (p)-[e:HOLDS]->(p) RETURN p", "-[e:HOLDS]-"),
        (f"MATCH (p:Place) WHERE {in_force('p')} AND NOT (q:Body)<-[e:HOLDS WHERE {in_force('e')}]-(p)", "(q:Body)"),
        (f"MATCH (p:Place) WHERE {in_force('p')} WITH collect(q) AS l UNWIND l AS r MATCH (r)", "(r)"),
        (f"MATCH (p:Place) WHERE {in_force('p')} WITH collect(p) AS l, $x AS m UNWIND l + m AS r MATCH (r)", "(r)"),
        (f"MATCH (p:Place) WHERE {in_force('p')} AND EXISTS {{ (q:Body)-[e:SERVES]->(p) }}", "(q:Body) -[e:SERVES]-"),
        (f"{GROWN} MATCH (q:Body) RETURN DISTINCT q }} AS l UNWIND l AS r MATCH (r)", "(q:Body) (r)"),
        (f"{GROWN} MATCH (q:Body) WHERE {in_force('q')} RETURN DISTINCT q }} AS m UNWIND m + s AS r MATCH (r)", "(r)"),
    ],
)
def test_a_missing_date_is_found(text: str, found: str) -> None:
    assert without_dates(text) == set(found.split(" "))


def test_dates_that_are_there_are_seen() -> None:
    assert not without_dates(
        f"MATCH (b:Place {{id: $x}}) WHERE {in_force('b')} "
        f"MATCH (b)(()-[e:PART_OF WHERE {in_force('e')}]->(n:Place WHERE {in_force('n')})){{0,3}}(p) "
        f"MATCH (w:Person)-[h:HOLDS]->(p) WHERE {in_force('h')} AND size([x IN (n) WHERE x.id = p.id]) > 0 "
        f"MATCH (w)-[a:HOLDS]->(z) WHERE {in_force('a')} AND {in_force('z')} MATCH (:Item {{id: $y}}) "
        "WITH collect(DISTINCT z) AS l UNWIND CASE l WHEN [] THEN [null] ELSE l END AS m MATCH (m) "
        "RETURN collect(p) AS p, head(n) AS n, (b.households) AS h"
    )
    assert not without_dates(
        f"{GROWN} UNWIND CASE WHEN $x > 1 THEN l ELSE [] END AS a MATCH (a) ((u WHERE u.level IN $y)<-[e:PART_OF WHERE "
        f"{in_force('e')}]-(n WHERE {in_force('n')})){{1,6}} (q) RETURN DISTINCT q }} AS l UNWIND l AS r MATCH (r)"
    )


# --- the allow-lists ------------------------------------------------------------------------------------------


def test_every_exception_is_still_needed() -> None:
    texts = {path.stem: text_of(path) for path in FILES}
    undated = {(stem, one) for stem, text in texts.items() for one in without_dates(text)}
    assert {(stem, one) for stem, one in undated if stem not in ALL_DAYS} == UNDATED.keys()
    assert {stem for stem, _ in undated} >= ALL_DAYS.keys()
    assert not any("$as_of" in texts[stem] for stem in ALL_DAYS)
    assert all(f"CALL {name}" in texts[stem] for stem, name in CALLS)


# --- plans and warnings, on a real server ---------------------------------------------------------------------

SAMPLES: dict[str, Any] = {
    "as_of": date(2026, 3, 1),
    "limit": 5,
    "longest": 6,
    "after": "",
    "depth": 1,
    "least": 2,
    "reach": 2,
    "ended": True,
    "standing": True,
    "minimum": 1.0,
    "maximum": 2.0,
    "lines": ["grid", "party"],
    "wanted": [{"level": "grid", "ties": ["SERVES"], "words": ["x"], "heads": ["x"]}],
    "counts": [
        {
            "line": "party",
            "fact": "COVERS",
            "level": "compound",
            "posts": [],
            "kinds": ["branch"],
            "formations": [],
            "building_kinds": [],
        }
    ],
    **{name: ["网格员"] for name in ("grid_posts", "ladder_posts", "posts", "items", "held", "also", "was", "now")},
    **{
        name: ["grid"]
        for name in ("levels", "through", "kinds", "bases", "purposes", "formations", "functions", "tags")
    },
    **{name: ["x"] for name in ("places", "bodies", "people", "norms", "ids", "loads", "path", "issue_types")},
    "outgoing": False,
    "most": 5,
    **{name: ["x"] for name in ("names", "texts", "families", "ways")},
    "spots": ["bodies", "parts", "around", "above", "cells"],
    "counted": "households",
    "types": ["HOLDS", "PART_OF"],
    **{
        name: [["x"]] for name in ("posts_of", "kinds_of", "formations_of", "building_kinds_of")
    },  # one for each of `levels`
    **{name: ["grid"] for name in ("near", "steps", "over", "parts", "optional")},
    **{name: ["x"] for name in ("teams", "starts", "managers")},
    **{name: ["Place|x"] for name in ("keys", "seen")},
    **{name: ["lead"] for name in ("roles", "rungs", "modes", "labels", "ties", "codes")},
}


def sample(question: Question[Any]) -> dict[str, Any]:
    return {name: SAMPLES.get(name, "x") for name in question.params}


@pytest.fixture(scope="module")
def when_empty(store: Store, plan_of: Any) -> dict[Path, set[str]]:
    """What the plan of each question seeks by an index, made while the graph holds nothing."""
    empty(store)
    store.read("CALL db.clearQueryCaches()")
    return {path: sought(plan_of(question.text, sample(question))) for path, question in loaded().items()}


@pytest.fixture(scope="module")
def twinned(store: Store, when_empty: Any) -> Store:
    """Linfen's twin: with a handful of nodes any plan is a good plan."""
    store.read("CALL db.clearQueryCaches()")  # of the plans that were made while it was empty
    load(store, twin("linfen").tables, sources=["twin linfen"]).raise_if_refused()
    store.read("CALL db.resampleOutdatedIndexes()")
    store.read("CALL db.awaitIndexes(120)")
    return store


def operators(plan: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each operator of a plan with the operators right below it."""
    below = plan.get("children", [])
    yield _name(plan), [_name(child) for child in below]
    for child in below:
        yield from operators(child)


def _name(plan: dict[str, Any]) -> str:
    return str(plan["operatorType"]).split("@")[0]


def bad_operators(plan: dict[str, Any]) -> set[str]:
    """Scans of all nodes, and products, but for a product of two unique seeks."""
    return {
        name
        for name, below in operators(plan)
        if "AllNodesScan" in name
        or ("CartesianProduct" in name and not all(child.startswith("NodeUniqueIndexSeek") for child in below))
    }


def sought(plan: dict[str, Any]) -> set[str]:
    """Indexes of which a plan takes all entries of a value; seeks of one id are harmless wherever they stand."""
    own = {plan["args"]["Details"].partition(" WHERE ")[0]} if _name(plan) == "NodeIndexSeek" else set()
    return own.union(*map(sought, plan.get("children", [])))


@pytest.fixture(scope="module")
def plan_of(server: local.Server) -> Iterator[Any]:
    with (
        neo4j.GraphDatabase.driver(server.uri, auth=(server.user, local.password(server))) as driver,
        driver.session(database=server.database, default_access_mode="READ") as session,
    ):
        yield lambda text, params: session.run("EXPLAIN " + text, params).consume().plan


@pytest.fixture(scope="module")
def explain(twinned: Store, plan_of: Any) -> Any:
    return plan_of


@each
def test_its_plan_seeks_no_more_than_one_node_by_an_index_also_when_made_while_the_graph_was_empty(
    explain: Any, when_empty: dict[Path, set[str]], path: Path
) -> None:
    """An empty graph makes it look cheap to seek all of a level for each subject, and the plan outlives a load."""
    question = loaded()[path]
    found = when_empty[path] | sought(explain(question.text, sample(question)))
    assert bool(found) == (path.stem in SOUGHT), found


def test_a_seek_of_a_whole_level_is_seen(explain: Any) -> None:
    assert sought(explain("MATCH (p:Place {level: $x}) RETURN p.id AS id", {"x": "x"})) == {
        "RANGE INDEX p:Place(level)"
    }


@each
def test_its_plan_starts_from_an_index(explain: Any, path: Path) -> None:
    question = loaded()[path]
    found = {(path.stem, name) for name in bad_operators(explain(question.text, sample(question)))}
    assert found == {entry for entry in PLANS if entry[0] == path.stem}, "each exception in PLANS is still needed"


def test_a_bad_plan_is_seen(explain: Any) -> None:
    assert bad_operators(explain("MATCH (n {id: $x}) RETURN n", {"x": "x"})) == {"AllNodesScan"}
    products = explain("MATCH (a:Place), (b:Body) RETURN a, b", {})
    assert bad_operators(products) == {"CartesianProduct"}
    assert not bad_operators(explain("MATCH (a:Place {id: $x}), (b:Body {id: $x}) RETURN a, b", {"x": "x"}))


@pytest.fixture(scope="module")
def everything(store: Store, settings: Settings) -> Iterator[Store]:
    """A store that turns the server's notifications into warnings, on a graph with every label, type and property."""
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    values: dict[str, Any] = {"text": "x", "texts": ["x"], "integer": 1, "number": 1.5, "boolean": True}
    values["date"] = date(2020, 1, 1)
    for node in SCHEMA.nodes:
        if node.label != "Network":
            properties = {p.name: values[p.type] for p in node.all_properties} | {"id": node.label}
            if node.family.name == "Place":
                properties["level"] = node.level
            store.write(f"CREATE (n:{':'.join(node.labels)}) SET n = $properties", properties=properties)
    for edge in SCHEMA.edges:
        start, end = SCHEMA.labels(edge.starts)[0], SCHEMA.labels(edge.ends)[0]
        store.write(
            f"MATCH (a:{start} {{id: '{start}'}}), (b:{end} {{id: '{end}'}}) CREATE (a)-[r:{edge.type}]->(b) "
            "SET r = $properties",
            properties={p.name: values[p.type] for p in edge.properties},
        )
    with Store.open(settings, warnings=True) as warned:
        yield warned


@each
def test_the_server_has_nothing_to_warn_of(everything: Store, path: Path) -> None:
    """Warnings are errors in this run: a deprecated word or a property that no node has would fail here."""
    question = loaded()[path]
    everything.read(question.text, **sample(question))


def test_a_warning_would_be_raised(everything: Store) -> None:
    with pytest.warns(Warning, match="nosuchproperty"):
        everything.read("MATCH (n:Place) RETURN n.nosuchproperty AS x")
