"""Answers about ties of office-holders on small graphs: days, periods, both ends' dates, chance, shape and cycles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from api.answers.standing import central, cycles
from api.answers.ties import interlocks, tied_people
from graph.errors import InvalidInput, NotFound
from graph.records import Table
from loaders.run import load

DAY = date(2026, 3, 1)
BEFORE, EARLIER, LATER = (DAY + timedelta(days=n) for n in (-1, -60, 60))


def nodes(label, *ids, **columns):
    return Table(label, {"id": list(ids), "name": [f"名{id_}" for id_ in ids], **columns})


def edges(type_, *rows, **columns):
    return Table(type_, {"start": [row[0] for row in rows], "end": [row[1] for row in rows], **columns})


def holds(*rows):
    full = [(*row, None, None)[:5] for row in rows]
    names = ("start", "end", "post", "since", "until")
    return Table("HOLDS", {name: [row[i] for row in full] for i, name in enumerate(names)})


@pytest.fixture
def town(graph):
    """A street with two teams and a committee, which ends on `DAY`; a building; three persons."""
    tables = [
        nodes("Street", "s"),
        nodes("Building", "b"),
        nodes("Team", "t1", "t2"),
        nodes("Committee", "c", until=[DAY]),
        nodes("Person", "p", "q", "r"),
        edges("PART_OF", ("b", "s")),
        edges("SERVES", ("t1", "s"), ("t2", "s"), ("c", "s")),
        holds(
            ("p", "t1", "书记"),
            ("p", "t2", "主任", EARLIER),
            ("q", "t1", "书记"),
            ("q", "t2", "委员"),
            ("r", "b", "楼栋长"),
            ("r", "c", "委员", None, LATER),
        ),
    ]
    assert load(graph, tables, sources=["town"]).faults == []
    return graph


def told(answer):
    return {
        (row.a.id, row.b.id): (row.people, row.posts, row.since, row.until, [one.id for one in row.holders])
        for row in answer.rows
    }


def test_a_day(town):
    found = interlocks(town, place="名s", as_of=DAY)
    assert told(found) == {("t1", "t2"): (2, 2, None, None, ["p", "q"])}
    assert (found.place, found.since, found.null_model) == ("s", None, None)
    (row,) = found.rows
    assert (row.key, row.a.label, row.a.name, row.chance) == (r"Body\|t1|Body\|t2", "Team", "名t1", None)
    assert [(one.name, one.post_a, one.post_b, one.since) for one in row.holders] == [
        ("名p", "书记", "主任", EARLIER),
        ("名q", "书记", "委员", None),
    ]


def test_a_post_ends_with_its_body(town):
    """The committee's last day is `BEFORE`, though the post is said to last."""
    assert set(told(interlocks(town, place="s", as_of=BEFORE))) == {("t1", "t2"), ("c", "b")}
    over = interlocks(town, place="s", as_of=LATER, since=BEFORE)
    assert told(over)["c", "b"] == (1, 1, None, DAY, ["r"])
    assert set(told(interlocks(town, place="s", as_of=LATER, since=DAY))) == {("t1", "t2")}
    assert over.since == BEFORE


def test_people_who_meet(town):
    (row,) = tied_people(town, place="s", as_of=DAY).rows
    assert (row.a.name, row.b.name, row.things, [one.id for one in row.at]) == ("名p", "名q", 2, ["t1", "t2"])
    assert (row.since, row.until) == (None, None)


def test_chance_is_told_with_its_model(town):
    found = interlocks(town, place="s", as_of=DAY, chance=True)
    (row,) = found.rows
    assert row.chance.shared == 2
    assert 0 < row.chance.p <= row.chance.q <= 1
    assert (found.null_model.pairs, found.null_model.correction, found.null_model.solved) == (
        3,
        "benjamini-hochberg",
        True,
    )
    people = tied_people(town, place="s", as_of=DAY, chance=True, correction="bonferroni")
    assert (people.null_model.pairs, people.null_model.correction) == (3, "bonferroni")
    assert people.rows[0].chance.q == min(1, 3 * people.rows[0].chance.p)
    with pytest.raises(InvalidInput, match="Chance is worked out for a day"):
        interlocks(town, place="s", as_of=DAY, since=BEFORE, chance=True)


def test_who_is_central(town):
    load(town, [holds(("r", "t1", "队员"))], sources=["more"])
    found = central(town, place="s", as_of=BEFORE)
    rows = {row.at.id: (row.ties, row.people, row.alone, row.betweenness, row.core) for row in found.rows}
    assert rows == {
        "t1": (3, 4, 2, 2 / 3, 2),
        "b": (2, 2, 2, 0, 2),
        "c": (2, 2, 2, 0, 2),
        "t2": (1, 2, 0, 0, 1),
    }
    assert [row.at.id for row in found.rows] == ["t1", "c", "b", "t2"]
    assert {row.component for row in found.rows} == {1}
    assert (found.components, found.transitivity) == (1, pytest.approx(3 / 5))


def test_where_nobody_ties_there_is_nothing(town):
    for place in ("b",):
        assert interlocks(town, place=place, as_of=DAY).rows == []
        assert interlocks(town, place=place, as_of=DAY, chance=True).rows == []
        assert tied_people(town, place=place, as_of=DAY, chance=True).rows == []
        empty = central(town, place=place, as_of=DAY)
        assert (empty.rows, empty.components, empty.transitivity) == ([], 0, None)
        assert cycles(town, place=place, as_of=DAY).rows == []


def test_errors(town):
    for ask in (interlocks, tied_people, central, cycles):
        with pytest.raises(NotFound):
            ask(town, place="nowhere", as_of=DAY)
    with pytest.raises(InvalidInput, match="turn the two days round"):
        central(town, place="s", as_of=DAY, since=LATER)


def test_a_body_under_itself(town):
    organisations = [
        nodes("PartyOrg", "x", "y", "z", kind=["branch"] * 3),
        edges("COVERS", ("x", "s"), ("y", "s"), ("z", "s")),
        edges("UNDER", ("x", "y"), ("y", "z"), ("z", "x"), until=[None, None, DAY]),
        nodes("Institution", "i", "j"),
        edges("SERVES", ("i", "s"), ("j", "s")),
        edges("FUNDS", ("i", "j"), ("j", "i")),
    ]
    assert load(town, organisations, sources=["more"]).faults == []
    found = cycles(town, place="s", as_of=BEFORE).rows
    assert [[one.id for one in row.members] for row in found] == [["i", "j"], ["x", "y", "z"]]
    steps = [(step.body.id, step.under.id, step.types) for step in found[1].steps]
    assert steps == [("x", "y", ["UNDER"]), ("y", "z", ["UNDER"]), ("z", "x", ["UNDER"])]
    assert [row.key for row in cycles(town, place="s", as_of=DAY).rows] == ["Body|i"]
