"""Popolo files → the graph: nothing is invented, nothing is lost without a word, and a foreign register loads."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import FileRefused, InvalidInput
from graph.records import Table, columns_of
from graph.schema import SCHEMA
from loaders import popolo
from loaders.popolo_file import COLLECTIONS, Item
from loaders.popolo_held import Held, told_apart
from loaders.popolo_words import _classifications, classified, place_label
from loaders.run import load

TODAY = date(2026, 11, 30)
ROOT = Path(__file__).parents[2]
READ = """
import resource, sys
from datetime import date
from pathlib import Path
from loaders import popolo

class Nothing:
    def read(self, *_, **__):
        return [{"records": 0}]

resource.setrlimit(resource.RLIMIT_AS, (1500 << 20,) * 2)
read = popolo.read([Path(sys.argv[1])], Nothing(), today=date(2026, 11, 30))
print(len(read.faults), sum(map(len, read.tables)))
"""


def put(folder: Path, content: Any, name: str = "r.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def read(graph, *paths, **options):
    return popolo.read(paths, graph, today=TODAY, **options)


def brought(graph, *paths, **options):
    reading = read(graph, *paths, **options)
    return load(graph, reading.tables, sources=["r"], found=reading.faults, files=reading.files, notes=reading.notes)


def posts(graph):
    rows = graph.read(
        "MATCH (p:Person)-[r:HOLDS]->(b) RETURN p.id AS p, b.id AS b, r.post AS post, r.since AS since, "
        "r.until AS until ORDER BY p, b, post, since"
    )
    return [tuple(row.values()) for row in rows]


def ties(graph, type_):
    rows = graph.read(f"MATCH (a)-[r:{type_}]->(b) RETURN a.id AS a, b.id AS b ORDER BY a, b")
    return [tuple(row.values()) for row in rows]


def nodes(graph, label):
    return {row["n"].pop("id"): row["n"] for row in graph.read(f"MATCH (n:{label}) RETURN properties(n) AS n")}


def codes(report):
    return [(fault.sheet, fault.row, fault.column, fault.code) for fault in report.faults]


WHOLE = {
    "persons": [
        {
            "id": "p1",
            "name": "王芳",
            "gender": "female",
            "birth_date": "1980-05-01",
            "contact_details": [{"type": "email", "value": "x@example.org"}, {"type": "cell", "value": "138"}],
            "images": [{"url": "http://example.org/1.jpg"}],
        },
        {"id": 2, "name": "王芳", "gender": "other"},
    ],
    "organizations": [
        {"id": "o1", "name": "城管局", "classification": "Department", "founding_date": "2001-02-03"},
        {"id": "o2", "name": "第一党支部", "classification": "党支部", "parent_id": "o3"},
        {"id": "o3", "name": "党委", "classification": "party", "dissolution_date": "2030-12-31"},
        {"id": "o4", "name": "议会", "classification": "legislature", "parent_id": "o1"},
        {"id": "o5", "name": "联席会", "classification": "forum"},
        {"id": "o6", "name": "企业党支部", "classification": "PartyOrg", "kind": "branch", "parent_id": "o4"},
    ],
    "posts": [
        {"id": "t1", "label": "局长", "organization_id": "o1"},
        {"id": "t2", "label": "网格员", "area_id": "a2"},
        {"id": "t3", "label": "副局长", "organization_id": "o1"},
    ],
    "memberships": [
        {"person_id": "p1", "post_id": "t1", "start_date": "2015-03-31", "end_date": "2016-02-28"},
        {"person_id": "p1", "organization_id": "o2", "role": "书记", "start_date": "2015", "on_behalf_of_id": "o3"},
        {"person_id": 2, "post_id": "t2", "start_date": "2020-02-29T00:00:00Z"},
        {"person_id": 2, "organization_id": "o4"},
        {"person_id": "p1", "organization_id": "o4", "role": "议员", "end_date": "2015-03"},
        {"organization_id": "o5", "member": {"@type": "Organization", "id": "o1"}},
        {"person_id": "p1", "area_id": "a3", "role": "议员"},
    ],
    "areas": [
        {"id": "a1", "name": "临汾路街道", "classification": "街镇", "identifier": "310106021"},
        {"id": "a2", "name": "一社区", "classification": "community", "parent_id": "a1", "geometry": {"type": "Point"}},
        {"id": "a3", "name": "第一选区", "classification": "constituency", "parent_id": "a1"},
    ],
    "events": [{"id": "term/1"}],
    "meta": {"sources": ["x"]},
}


def test_a_whole_register(graph, tmp_path):
    report = brought(graph, put(tmp_path, WHOLE))
    assert report.faults == []
    people = nodes(graph, "Person")
    assert people.keys() == {"p1", "2"}
    assert {person["name"] for person in people.values()} == {"王芳"}
    assert (people["p1"]["sex"], people["p1"]["birth_year"], people["p1"]["phone"]) == ("female", 1980, "138")
    assert "sex" not in people["2"]
    assert nodes(graph, "Department")["o1"]["since"] == date(2001, 2, 3)
    party = nodes(graph, "PartyOrg")
    assert (party["o2"]["kind"], party["o6"]["kind"], party["o3"]["until"]) == ("branch", "branch", date(2031, 1, 1))
    assert nodes(graph, "Institution")["o4"]["kind"] == "legislature"
    assert nodes(graph, "Committee")["o5"]["kind"] == "forum"
    assert nodes(graph, "Street")["a1"]["code"] == "310106021"
    assert posts(graph) == [
        ("2", "a2", "网格员", date(2020, 2, 29), None),
        ("2", "o4", "成员", None, None),
        ("p1", "o1", "局长", date(2015, 3, 31), date(2016, 2, 29)),
        ("p1", "o2", "书记", None, None),
    ]
    assert ties(graph, "UNDER") == [("o2", "o3")]
    assert ties(graph, "HOSTED_BY") == [("o6", "o4")]
    assert ties(graph, "MEMBER_OF") == [("o1", "o5")]
    assert ties(graph, "PART_OF") == [("a2", "a1")]
    assert report.notes == [
        "r.json: not kept are events (1).",
        "Areas are not taken whose classification is no level of ours: constituency 1.",
        "Taken as Institution, for the classification says nothing to us (--as names another label): legislature 1.",
        "start_date left unknown, for it is no day: memberships 2 (2015).",
        "Without a post: 成员 stands for one: memberships 4.",
        "Not taken, for it ended on a day that the graph cannot say: memberships 5 (2015-03).",
        "Not taken, for its area is not: memberships 7.",
        "Posts that nobody holds are not kept: 1.",
        "Not kept of persons: images of 1, gender of 1, month of birth_date of 1, contact_details of 1.",
        "Not kept of organizations: parent_id of 1.",
        "Not kept of memberships: on_behalf_of_id of 1.",
        "Not kept of areas: geometry of 1.",
    ]
    assert [(file.sheet, file.rows) for file in report.files] == [
        ("persons", 2),
        ("organizations", 6),
        ("posts", 3),
        ("memberships", 7),
        ("areas", 3),
    ]
    again = brought(graph, put(tmp_path, WHOLE))
    assert (again.faults, again.created, again.changed) == ([], {}, {})


def test_collections_in_files_of_their_own_and_within_items(graph, tmp_path):
    persons = put(tmp_path, [{"id": "p1", "name": "甲", "memberships": [{"organization_id": "o1"}]}], "persons.json")
    lines = '{"id": "o1", "name": "乙", "posts": [{"id": "t", "label": "主任"}]}\n\n{"id": "o2", "name": "丙",'
    lines += ' "memberships": [{"person_id": "p1", "post_id": "t", "organization_id": null}]}\n'
    report = brought(graph, persons, put(tmp_path, lines, "organizations.jsonl"))
    assert report.faults == []
    assert posts(graph) == [("p1", "o1", "成员", None, None), ("p1", "o2", "主任", None, None)]
    assert [file.sheet for file in report.files] == [
        "persons › memberships",
        "persons",
        "organizations › posts",
        "organizations › memberships",
        "organizations",
    ]


def test_all_faults_of_all_rows_with_their_addresses(graph, tmp_path):
    wrong = {
        "persons": [
            {"name": "without"},
            {"id": "p", "name": ["list"], "birth_date": "in May", "contact_details": [1]},
            {"id": "p", "name": "again"},
            "no object",
            {"id": " \u200b ", "name": "blank"},
            {"id": True, "name": "yes"},
        ],
        "organizations": {"o": 1},
        "posts": [{"id": "t", "label": "x", "organization_id": "lost"}, {"id": "t", "label": "y"}],
        "memberships": [
            {"person_id": "p"},
            {"organization_id": "o"},
            {"person_id": "nobody", "post_id": "t"},
            {"person_id": "p", "post_id": "no such"},
            {"person_id": "p", "post_id": "t", "start_date": "2015-02-30", "end_date": "2015-00"},
            {"person_id": "p", "post_id": "t", "start_date": "2015-02-03", "end_date": "2015-02-01"},
        ],
        "areas": [{"id": "a", "name": "a", "classification": "city", "parent_id": "a"}],
    }
    report = brought(graph, put(tmp_path, wrong))
    assert codes(report) == [
        ("areas", 1, "parent_id", "cycle"),
        ("memberships", 1, "organization_id", "missing-value"),
        ("memberships", 2, "person_id", "missing-value"),
        ("memberships", 3, "organization_id", "unknown-end"),
        ("memberships", 3, "person_id", "unknown-end"),
        ("memberships", 4, "organization_id", "missing-value"),
        ("memberships", 4, "post_id", "unknown-reference"),
        ("memberships", 5, "end_date", "bad-date"),
        ("memberships", 5, "organization_id", "unknown-end"),
        ("memberships", 5, "start_date", "bad-date"),
        ("memberships", 6, "end_date", "date-order"),
        ("memberships", 6, "organization_id", "unknown-end"),
        ("organizations", 0, "", "wrong-type"),
        ("persons", 1, "id", "missing-value"),
        ("persons", 2, "birth_date", "bad-date"),
        ("persons", 2, "contact_details", "wrong-type"),
        ("persons", 2, "name", "wrong-type"),
        ("persons", 3, "id", "duplicate-id"),
        ("persons", 4, "", "wrong-type"),
        ("persons", 5, "id", "missing-value"),
        ("persons", 6, "id", "wrong-type"),
        ("posts", 2, "id", "duplicate-id"),
    ]
    assert nodes(graph, "Person") == {}


def test_what_the_graph_knows_is_referred_to_and_not_renamed(graph, tmp_path):
    own = [Table("Department", {"id": ["o"], "name": ["旧名"]}), Table("Person", {"id": ["p"], "name": ["甲"]})]
    load(graph, [*own, Table("Community", {"id": ["a"], "name": ["社区"]})], sources=["own"])
    register = {
        "persons": [{"id": "p"}],
        "organizations": [{"id": "o", "name": "新名"}],
        "memberships": [{"person_id": "p", "area_id": "a", "role": "x"}, {"person_id": "p", "organization_id": "o"}],
        "areas": [{"id": "g", "name": "网格", "classification": "网格", "parent_id": "a"}],
    }
    report = brought(graph, put(tmp_path, register))
    assert report.faults == []
    assert nodes(graph, "Person")["p"]["name"] == "甲"
    assert nodes(graph, "Department")["o"]["name"] == "新名"
    assert [post[:3] for post in posts(graph)] == [("p", "a", "x"), ("p", "o", "成员")]
    assert ties(graph, "PART_OF") == [("g", "a")]


def test_the_default_label_may_be_chosen(graph, tmp_path):
    path = put(tmp_path, {"organizations": [{"id": "o", "name": "x", "classification": "upper house"}]})
    assert brought(graph, path, default="委员会").created == {"Committee": 1}
    with pytest.raises(InvalidInput, match="Did you mean Committee"):
        read(graph, path, default="Comittee")
    with pytest.raises(InvalidInput, match="is no label of an organisation"):
        read(graph, path, default="City")


def test_days(graph, tmp_path):
    """The last day counts; what the graph cannot hold is told; an end to come stays open, one that was is not taken."""
    spans = [
        ("1850-01-01", None),
        ("1850-01-01", "1899-12-31"),
        ("2000-01-01", "9999-12-31"),
        ("2000-01-01", "2000-01-01"),
        ("2000-01-01", "2026"),
        ("2000-01-01", "2027"),
        ("", ""),
        ("2000-05", "2001-05-31"),
    ]
    register = {
        "persons": [{"id": f"p{n}", "name": "x"} for n in range(len(spans))],
        "organizations": [
            {"id": "o", "name": "x", "classification": "company", "dissolution_date": "2015"},
            {"id": "old", "name": "x", "classification": "company", "founding_date": "1848"},
        ],
        "memberships": [
            {"person_id": f"p{n}", "organization_id": "o", "role": "x", "start_date": since, "end_date": until}
            for n, (since, until) in enumerate(spans)
        ],
    }
    report = brought(graph, put(tmp_path, register))
    assert report.faults == []
    first = date(2000, 1, 1)
    assert [(who, since, until) for who, _, _, since, until in posts(graph)] == [
        ("p0", None, None),
        ("p2", first, None),
        ("p3", first, date(2000, 1, 2)),
        ("p5", first, None),
        ("p6", None, None),
        ("p7", None, date(2001, 6, 1)),
    ]
    assert [note.partition(":")[0] + note.partition(":")[2] for note in report.notes] == [
        "Dissolved on a day that the graph cannot say, so it reads as still there organizations 1 (2015).",
        "founding_date left unknown, for it is no day organizations 2 (1848).",
        "start_date left unknown, for the graph begins in 1900 memberships 1 (1850-01-01), memberships 2 (1850-01-01).",
        "Not taken, for it ended on a day that the graph cannot say memberships 2 (1899-12-31), memberships 5 (2026).",
        "end_date left open, for the graph ends in 2200 memberships 3 (9999-12-31).",
        "end_date left unknown, for it is no day and still to come memberships 6 (2027).",
        "start_date left unknown, for it is no day memberships 8 (2000-05).",
    ]


def held(*spans):
    item = Item("f", "memberships", 1, {})
    return [
        Held(item, "p", "o", "x", since and date(since, 1, 1), until and date(until, 1, 1)) for since, until in spans
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([(None, None), (None, None)], [0, 1]),  # said twice: the load sets one aside
        ([(None, 2010), (None, 2015)], [1]),
        ([(None, 2010), (2010, 2015)], [0, 1]),
        ([(None, None), (2010, 2015)], [0]),
        ([(None, None), (2010, None)], [1]),
        ([(None, 2012), (2010, 2015), (2016, None)], [1, 2]),
        ([(2010, 2012), (2012, None)], [0, 1]),
        ([(None, 2010), (2005, 2008), (2010, None)], [0, 2]),
    ],
)
def test_terms_that_no_first_day_tells_apart(given, kept):
    spans = held(*given)
    taken, others = told_apart(spans)
    assert taken == [spans[at] for at in kept]
    assert len(others) == len(spans) - len(kept)


def test_terms_without_days_load_and_are_told(graph, tmp_path):
    """As registers of parliaments write them: a membership for each term, of which few have days."""
    terms = [{}, {}, {"end_date": "2010-01-31"}, {"start_date": "2012-05-06", "end_date": "2014-05-06"}]
    register = {
        "persons": [{"id": "p", "name": "x"}],
        "organizations": [{"id": "o", "name": "x"}],
        "memberships": [{"person_id": "p", "organization_id": "o", "role": "member", **term} for term in terms],
    }
    report = brought(graph, put(tmp_path, register))
    assert report.faults == []
    assert posts(graph) == [("p", "o", "member", None, None)]
    assert len(report.set_aside) == 1
    assert "Not taken, for no first day tells it from another of the same post: memberships 3, memberships 4." in (
        report.notes
    )


def test_grids_lie_by_the_edges_of_grids(graph, tmp_path):
    areas = [
        {"id": "c", "name": "c", "classification": "Community"},
        {"id": "g", "name": "g", "classification": "Grid", "parent_id": "c"},
        {"id": "m", "name": "m", "classification": "micro-grid", "parent_id": "g"},
        {"id": "b", "name": "b", "classification": "楼栋", "parent_id": "m"},
        {"id": "x", "name": "x", "classification": "ward", "parent_id": "c"},
        {"id": "y", "name": "y", "classification": "Building", "parent_id": "x"},
    ]
    report = brought(graph, put(tmp_path, {"areas": areas}))
    assert (ties(graph, "PART_OF"), ties(graph, "IN_GRID")) == ([("g", "c"), ("m", "g")], [("b", "m")])
    assert "An area's parent is not taken, so it lies in nothing: areas 6." in report.notes


# --- files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("r.json", "", "is empty"),
        ("r.json", "{", "is not JSON"),
        ("r.json", "[" * 100_000 + "]" * 100_000, "is not JSON"),
        ("r.json", '{"persons": ' + "[" * 5000 + "]" * 5000 + "}", "is not JSON"),
        ("r.json", "3", "is no Popolo file"),
        ("r.json", '{"people_i_like": []}', "is no Popolo file"),
        ("r.json", "[]", "name the file after what it lists"),
        ("persons.json", "[]", "There is not one item"),
        ("persons.jsonl", '{"id": "p"}\n{', "is not JSON in its line 2"),
        ("r.json", '{"persons": [{"id": "\\ud800"}]}', "is not JSON"),
        ("r.json", '{"persons": [NaN]}', "is not JSON"),
        ("r.json", "[" + "1," * 1_000_001 + "1]", "more than 1000000 values"),
        ("nothing.xml", "<a/>", "is not JSON"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(graph, tmp_path, name, content, words):
    path = put(tmp_path, content, name)
    with pytest.raises(FileRefused, match=words) as refused:
        read(graph, path)
    assert len(refused.value.message) < len(str(path)) + 250


@pytest.mark.parametrize("item", ["{}", '{"k%d":1}', '{"id":"%d"}'])
def test_as_many_items_as_are_read_take_bounded_memory(tmp_path, item):
    """In a process of its own with little memory, on a graph that has nothing: what is wrong is told, row by row."""
    many = 490_000 if item == "{}" else 490_000 // 2
    items = [item % at if "%" in item else item for at in range(many)]
    path = put(tmp_path, f'{{"persons": [{",".join(items)}]}}')
    ran = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    faults, records = map(int, ran.stdout.split())
    assert (faults, records) == ((0, many) if "id" in item else (many, 0))


def test_notes_stay_short(graph, tmp_path):
    register = {"persons": [{"id": f"p{n}", f"key {n}": n + 1} for n in range(50)]}
    first, second = read(graph, put(tmp_path, register)).notes
    assert first.endswith("persons 19, persons 20 and 30 more.")
    assert second.endswith("key 19 of 1 and 30 more.")


def test_other_paths_are_refused_too(graph, tmp_path, monkeypatch):
    for path, words in ((tmp_path, "is a folder"), (tmp_path / "no.json", "There is no file"), (Path("a\0"), "cannot")):
        with pytest.raises(FileRefused, match=words):
            read(graph, path)
    (tmp_path / "utf16.json").write_bytes('{"persons": []}'.encode("utf-16"))
    with pytest.raises(FileRefused, match="UTF-16"):
        read(graph, tmp_path / "utf16.json")
    monkeypatch.setattr("loaders.popolo_file.MOST_BYTES", 10)
    with pytest.raises(FileRefused, match="load it in parts"):
        read(graph, put(tmp_path, {"persons": []}))


def test_chinese_in_either_encoding(graph, tmp_path):
    path = tmp_path / "persons.json"
    path.write_bytes(json.dumps([{"id": "甲", "name": "王芳"}], ensure_ascii=False).encode("gb18030"))
    report = brought(graph, path)
    assert report.created == {"Person": 1}
    assert report.files[0].encoding == "GB18030"


def test_any_value_may_stand_anywhere(graph, tmp_path):
    """Registers with values where none of their kind belong: faults with addresses, never a traceback."""
    chance = random.Random(5)
    values = [
        None,
        "",
        "x",
        "p1",
        "2015",
        "-1",
        0,
        -1,
        1.5,
        1e300,
        True,
        [],
        ["x"],
        {},
        {"id": "p1"},
        [[]],
        "\u202e",
        "a\n",
    ]
    faulty = 0
    for _ in range(150):
        register = json.loads(json.dumps(WHOLE))
        for _ in range(chance.randint(1, 6)):
            name = chance.choice(COLLECTIONS)
            if chance.random() < 0.1:
                register[name] = chance.choice(values)
            elif isinstance(register[name], list) and register[name]:
                at = chance.randrange(len(register[name]))
                if chance.random() < 0.1 or not isinstance(register[name][at], dict):
                    register[name][at] = chance.choice(values)
                else:
                    key = chance.choice([*popolo.READ[name].split(), "other_names", "links"])
                    register[name][at][key] = chance.choice(values)
        reading = read(graph, put(tmp_path, register))
        report = load(graph, reading.tables, sources=["r"], found=reading.faults, check=True)
        faulty += bool(report.faults)
        assert all(fault.file and fault.sheet and fault.message for fault in report.faults)
    assert 50 < faulty < 150


def test_the_table_of_words():
    words = _classifications()
    assert len(words) > 40
    for label, kind in words.values():
        allowed = columns_of(SCHEMA.node[label])["kind"].allowed if kind else ()
        assert kind is None or kind in allowed
    for node in SCHEMA.nodes:
        if node.family.name == "Body":
            assert classified(node.label) == classified(node.zh) == (node.label, None)
        if node.family.name == "Place":
            assert place_label(node.zh) == node.label
    assert not words.keys() & {node.zh for node in SCHEMA.nodes}, "its own name needs no line"
    assert classified("Political_Party") == ("PartyOrg", None)
    assert classified(None) == (None, None)
