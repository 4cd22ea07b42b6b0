"""The graph → Popolo and back: what both can say is the same after the way round, days and Chinese included."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.records import Table
from graph.schema import SCHEMA
from graph.whole import columns
from loaders import popolo
from loaders.popolo_export import document
from loaders.popolo_file import COLLECTIONS
from loaders.run import load
from loaders.twin import twin
from tests.conftest import empty

TODAY = date(2026, 11, 30)


def exported(store, **options) -> dict[str, Any]:
    made = document(columns(store, personal=True, **options), TODAY)
    return json.loads(json.dumps(made))


def loaded(store, content: dict[str, Any], folder: Path):
    path = folder / "r.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    reading = popolo.read([path], store, today=TODAY)
    report = load(store, reading.tables, sources=["r"], found=reading.faults, notes=reading.notes)
    assert report.faults == []
    assert report.notes == []
    assert report.set_aside == []
    return report


def said(content: dict[str, Any]) -> dict[str, Any]:
    return {name: content[name] for name in COLLECTIONS}


def register() -> list[Table]:
    day = date(2024, 2, 29)
    return [
        Table("Community", {"id": ["c"], "name": ["一社区"], "kind": ["居委会"], "code": ["310106021001"]}),
        Table("Compound", {"id": ["x"], "name": ["小区"], "households": [120], "since": [date(2000, 1, 1)]}),
        Table("MicroGrid", {"id": ["m"], "name": ["微网格"]}),
        Table("Building", {"id": ["b1", "b2"], "name": ["1号楼", "2号楼"], "synthetic": [True, None]}),
        Table(
            "PART_OF",
            {
                "start": ["x", "m", "b1"],
                "end": ["c", "c", "x"],
                "since": [day, None, None],
                "synthetic": [None, None, True],
            },
        ),
        Table("IN_GRID", {"start": ["b1", "b2"], "end": ["m", "m"]}),
        Table("PartyOrg", {"id": ["p1", "p2", "p3"], "name": list("甲乙丙"), "kind": ["committee", "branch", None]}),
        Table("UNDER", {"start": ["p2", "p2"], "end": ["p1", "p3"], "line": ["industry", "territorial"]}),
        Table("Institution", {"id": ["i"], "name": ["公司"], "kind": ["国企"], "staff": [9]}),
        Table("HOSTED_BY", {"start": ["p3"], "end": ["i"]}),
        Table("Committee", {"id": ["k"], "name": ["联席会"], "since": [day], "until": [date(2200, 12, 31)]}),
        Table("MEMBER_OF", {"start": ["i"], "end": ["k"], "since": [day]}),
        Table("COVERS", {"start": ["p2", "p2"], "end": ["c", "x"]}),
        Table(
            "Person",
            {
                "id": ["|", "q"],
                "name": ["王芳", "王芳"],
                "sex": ["female", None],
                "birth_year": [1980, None],
                "phone": ["138 0000", None],
                "party_member": [True, None],
            },
        ),
        Table(
            "HOLDS",
            {
                "start": ["|", "|", "|", "q", "q"],
                "end": ["p2", "p2", "b1", "b1", "i"],
                "post": ["书记", "书记", "楼栋长", "楼栋长", "a|b"],
                "since": [date(2010, 1, 1), day, None, None, None],
                "until": [date(2012, 1, 1), None, None, day, None],
                "mode": ["elected", None, None, None, None],
            },
        ),
        Table("IssueType", {"id": ["t"], "name": ["堆物"]}),
    ]


def test_what_is_said_and_what_is_left_out(graph):
    load(graph, register(), sources=["r"]).raise_if_refused()
    made = exported(graph)
    assert made["persons"] == [
        {
            "id": "q",
            "name": "王芳",
        },
        {
            "id": "|",
            "name": "王芳",
            "gender": "female",
            "birth_date": "1980",
            "contact_details": [{"type": "voice", "value": "138 0000"}],
        },
    ]
    assert made["areas"] == [
        {"id": "b1", "name": "1号楼", "classification": "Building", "parent_id": "x", "synthetic": True},
        {"id": "b2", "name": "2号楼", "classification": "Building", "parent_id": "m"},
        {"id": "c", "name": "一社区", "classification": "Community", "kind": "居委会", "identifier": "310106021001"},
        {"id": "m", "name": "微网格", "classification": "MicroGrid", "parent_id": "c"},
        {"id": "x", "name": "小区", "classification": "Compound", "parent_id": "c"},
    ]
    bodies = {body["id"]: body for body in made["organizations"]}
    assert bodies["p2"]["parent_id"] == "p3", "of two superiors the one of the territory"
    assert bodies["p3"]["parent_id"] == "i"
    assert (bodies["k"]["founding_date"], bodies["k"]["dissolution_date"]) == ("2024-02-29", "2200-12-30")
    assert {"id": "Body|p2|书记", "label": "书记", "organization_id": "p2"} in made["posts"]
    assert len(made["posts"]) == 3
    held = [one for one in made["memberships"] if one.get("person_id") == "|" and one.get("organization_id") == "p2"]
    assert [(one["start_date"], one.get("end_date")) for one in held] == [
        ("2010-01-01", "2011-12-31"),
        ("2024-02-29", None),
    ]
    assert made["meta"] == {
        "data_version": 1,
        "left_out": {
            "Body.staff": 1,
            "COVERS": 2,
            "HOLDS.mode": 1,
            "IN_GRID": 1,
            "IssueType": 1,
            "PART_OF.since": 1,
            "Person.party_member": 1,
            "Place.households": 1,
            "Place.since": 1,
            "UNDER": 1,
            "UNDER.line": 1,
        },
    }


def test_the_way_round(graph, tmp_path):
    load(graph, register(), sources=["r"]).raise_if_refused()
    first = exported(graph)
    again = loaded(graph, first, tmp_path)
    assert (again.changed, again.created) == ({}, {}), "into the same graph: nothing is said a second time"
    empty(graph)
    loaded(graph, first, tmp_path)
    assert said(exported(graph)) == said(first)
    assert exported(graph)["meta"]["left_out"] == {}


def test_a_day_and_a_place(graph):
    load(graph, register(), sources=["r"]).raise_if_refused()
    then = exported(graph, as_of=date(2011, 6, 1))
    assert [one["start_date"] for one in then["memberships"] if "start_date" in one] == ["2010-01-01"]
    assert then["meta"]["as_of"] == "2011-06-01"
    place = exported(graph, place="b1")
    assert [area["id"] for area in place["areas"]] == ["b1"]
    assert {one["id"] for one in place["persons"]} == {"|", "q"}
    assert "parent_id" not in place["areas"][0]


def test_personal_fields_only_when_they_are_read(graph):
    load(graph, register(), sources=["r"]).raise_if_refused()
    made = document(columns(graph), TODAY)
    assert made["persons"] == [{"id": "q", "name": "王芳"}, {"id": "|", "name": "王芳"}]
    text = json.dumps(made, ensure_ascii=False)
    assert not any(word in text for word in ("138 0000", "1980", "female", "party_member"))


def test_a_street_goes_the_way_round(graph, tmp_path):
    made = twin("linfen", seed=1, defects="demo")
    load(graph, made.tables, sources=["twin"]).raise_if_refused()
    first = exported(graph)
    assert min(len(first[name]) for name in COLLECTIONS) > 100
    empty(graph)
    loaded(graph, first, tmp_path)
    assert said(exported(graph)) == said(first)


# --- any document -----------------------------------------------------------------------------------------------

LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
WORDS = st.text(LETTERS, min_size=1, max_size=8)
IDS = st.lists(WORDS | st.sampled_from(["a|b", "a\\", "\\|", "1", "01", "甲 乙"]), min_size=1, max_size=5, unique=True)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 30))


@st.composite
def spans(draw):
    """Up to three terms one after the other: the first may have no first day, the last no end."""
    days = sorted(draw(st.lists(DAYS, min_size=2, max_size=6, unique=True)))
    terms = [list(pair) for pair in zip(days[::2], days[1::2], strict=False)]
    if draw(st.booleans()):
        terms[0][0] = None
    if draw(st.booleans()):
        terms[-1][1] = None
    return terms


def dated(since, until, first="start_date", last="end_date"):
    told = {first: since, last: until}
    return {key: day.isoformat() for key, day in told.items() if day}


@st.composite
def documents(draw):
    """A document within what the graph and Popolo can both say, as the export writes one."""
    yes = st.booleans()
    persons, bodies, places = draw(IDS), [f"o{id_}" for id_ in draw(IDS)], [f"a{id_}" for id_ in draw(IDS)]
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in COLLECTIONS}
    for id_ in persons:
        one: dict[str, Any] = {"id": id_, "name": draw(WORDS)}
        one |= {"gender": draw(st.sampled_from(["female", "male"]))} if draw(yes) else {}
        one |= {"birth_date": f"{draw(st.integers(1, 9999)):04}"} if draw(yes) else {}
        one |= {"contact_details": [{"type": "voice", "value": draw(WORDS)}]} if draw(yes) else {}
        made["persons"].append(one | ({"synthetic": True} if draw(yes) else {}))
    labels = {id_: draw(st.sampled_from(SCHEMA.labels(SCHEMA.edge["MEMBER_OF"].starts))) for id_ in bodies}
    for at, id_ in enumerate(bodies):
        kinds = SCHEMA.node[labels[id_]].all_properties
        allowed = next(p.allowed for p in kinds if p.name == "kind")
        one = {"id": id_, "name": draw(WORDS), "classification": labels[id_]}
        one |= {"kind": draw(st.sampled_from(allowed) if allowed else WORDS)} if draw(yes) else {}
        one |= {"parent_id": draw(st.sampled_from(bodies[:at]))} if at and labels[id_] == "PartyOrg" else {}
        since, until = draw(spans())[0]
        one |= dated(since, until, "founding_date", "dissolution_date")
        made["organizations"].append(one)
    for at, id_ in enumerate(places):
        label = draw(st.sampled_from(sorted(node.label for node in SCHEMA.nodes if node.family.name == "Place")))
        one = {"id": id_, "name": draw(WORDS), "classification": label}
        one |= {"identifier": draw(WORDS)} if draw(yes) else {}
        one |= {"parent_id": draw(st.sampled_from(places[:at]))} if at and draw(yes) else {}
        made["areas"].append(one)
    where = [("Body", "organization_id", id_) for id_ in bodies] + [("Place", "area_id", id_) for id_ in places]
    for family, key, at in draw(st.lists(st.sampled_from(where), max_size=4, unique=True)):
        word = draw(WORDS)
        post = f"{family}|{part(at)}|{part(word)}"
        made["posts"].append({"id": post, "label": word, key: at})
        for person in draw(st.lists(st.sampled_from(persons), min_size=1, max_size=3, unique=True)):
            for since, until in draw(spans()):
                known = f"HOLDS|{part(person)}|{part(at)}|{part(word)}|{since or ''}"
                one = {"id": known, "person_id": person, "post_id": post, key: at}
                made["memberships"].append(one | dated(since, until))
    for committee in (id_ for id_ in bodies if labels[id_] == "Committee"):
        for body in draw(st.lists(st.sampled_from(bodies), max_size=2, unique=True)):
            for since, until in draw(spans()):
                known = f"MEMBER_OF|{part(body)}|{part(committee)}|{since or ''}"
                one = {"id": known, "member": {"@type": "Organization", "id": body}, "organization_id": committee}
                made["memberships"].append(one | dated(since, until))
    return {name: sorted(items, key=lambda one: one["id"]) for name, items in made.items()}


def part(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(content=documents())
def test_any_document_goes_the_way_round(graph, tmp_path, content):
    empty(graph)
    loaded(graph, content, tmp_path)
    assert said(exported(graph)) == content
    again = loaded(graph, content, tmp_path)
    assert (again.created, again.changed) == ({}, {})


@pytest.mark.parametrize("until", [date(1900, 1, 2), date(2024, 3, 1), date(2200, 12, 31)])
def test_the_last_day_is_the_one_before_until(graph, tmp_path, until):
    last = until - timedelta(days=1)
    content = {
        "persons": [{"id": "p", "name": "x"}],
        "organizations": [{"id": "o", "name": "x", "classification": "Team"}],
        "memberships": [{"person_id": "p", "organization_id": "o", "role": "x", "end_date": last.isoformat()}],
    }
    loaded(graph, content, tmp_path)
    assert graph.read("MATCH ()-[r:HOLDS]->() RETURN r.until AS until")[0]["until"] == until
    assert [one["end_date"] for one in exported(graph)["memberships"]] == [last.isoformat()]
