"""Persons decided to be one: the graph after it, after its undoing, and after the files that speak of both."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cypher.loads import loads
from cypher.people import career, merges, person
from graph import sequence
from graph.errors import InvalidInput, NotFound, UndoRefused
from graph.records import Table
from graph.store import Store
from loaders.merges import merge, unmerge
from loaders.run import load, tie
from loaders.undo import undo

from .test_undo import edges, holds, nodes, snapshot, written

Y20, Y21, Y22, Y23 = (date(year, 1, 1) for year in (2020, 2021, 2022, 2023))
TODAY = date.today()  # noqa: DTZ011 - a load's today is the machine's
WHY = {"reason": "同一人", "by": "街道办", "today": TODAY}


def people(*ids: str, **columns: list[Any]) -> Table:
    return Table("Person", {"id": list(ids), "name": [f"名{id_}" for id_ in ids], **columns}, "a.xlsx › 人员")


def town(*more: Table) -> list[Table]:
    """Three persons with personal fields, two buildings, two bodies, and whatever more."""
    who = people("p1", "p2", "p3", phone=["1", "2", None], birth_year=[1970, 1971, None], tags=[["甲"], None, []])
    return [who, nodes("Building", "b1", "b2"), nodes("Team", "t1", "t2"), *more]


def held(store: Store) -> list[tuple[Any, ...]]:
    rows = store.read(
        "MATCH (p:Person)-[e]->(at) RETURN type(e) AS type, p.id AS p, at.id AS at, e.post AS post, e.since AS since, "
        "e.said_of AS of, e.key AS key, e.source_id AS source, e.source_row AS row ORDER BY e.key, type"
    )
    return [tuple(row.values()) for row in rows]


# --- merged and unmerged --------------------------------------------------------------------------------------------


def test_all_that_was_said_of_the_one_is_said_of_the_other(graph: Store) -> None:
    written(graph, *town(holds(("p1", "b1", "楼栋长", None, None), ("p2", "t1", "队长", Y20, None))))
    written(graph, edges("REPORTS_TO", ("p2", "b2", Y21, Y22)))
    was = held(graph)
    done = merge(graph, kept="p1", merged="p2", **WHY)
    assert (done.moved, done.set_aside, done.data_version) == (2, 0, 3)
    assert held(graph) == [
        was[0],
        ("REPORTS_TO", "p1", "b2", None, Y21, "p2", "p1|b2|2021-01-01", "load-2", "a.xlsx › 边 › 1"),
        ("HOLDS", "p1", "t1", "队长", Y20, "p2", "p1|t1|队长|2020-01-01", "load-1", "a.xlsx › 边 › 2"),
    ]
    assert graph.read("MATCH (p:Person) RETURN p.id AS id, p.phone AS phone, p.source_id AS s ORDER BY id") == [
        {"id": "p1", "phone": "1", "s": "load-1"},
        {"id": "p3", "phone": None, "s": "load-1"},
    ]
    ties = graph.read("MATCH (a)-[r:CROSS_HOLDING]->(b) RETURN a.id AS a, b.id AS b, r.people AS n")
    assert ties == [{"a": "b1", "b": "t1", "n": 1}]
    assert {row.post for row in person(graph, person="p1", as_of=TODAY).posts} == {"楼栋长", "队长"}


def test_the_decision_is_kept_with_its_load(graph: Store) -> None:
    written(graph, *town(holds(("p2", "t1", "队长", Y20, None))))
    row = merge(graph, kept="p1", merged="p2", **WHY).merge
    assert (row.id, row.load, row.kept, row.kept_name, row.merged, row.merged_name) == (
        ("merge-2", "load-2", "p1", "名p1", "p2", "名p2")
    )
    assert (row.reason, row.by, row.decided_on, row.undone) == ("同一人", "街道办", TODAY, None)
    assert merges(graph) == merges(graph, standing=True) == [row]
    last = loads(graph)[0]
    assert (last.id, last.sources, last.created, last.changed, last.removed) == (
        ("load-2", ["merge p2 into p1"], 0, 1, 1)
    )
    assert (graph.version().sequence, graph.version().loaded_at is not None) == (4, True)
    assert [one.undoable for one in loads(graph)] == [True, True]
    unmerge(graph, merge="merge-2", today=TODAY)
    assert merges(graph, standing=True) == []
    (row,) = merges(graph)
    assert (row.undone, row.undone_by) == (TODAY, "load-3")
    last, before, _ = loads(graph)
    assert (last.sources, last.created, last.changed, last.undoes) == (["unmerge merge-2"], 1, 1, "load-2")
    assert (before.undone, before.undone_by, before.undoable) == (TODAY, "load-3", False)
    assert graph.read("MATCH (m:Merge) RETURN m.packed AS packed") == [{"packed": None}]


def test_what_the_kept_one_has_already_is_put_away_and_comes_back(graph: Store) -> None:
    rows = [("p1", "b1", "长", Y20, Y22), ("p2", "b1", "长", Y21, Y23), ("p2", "b1", "长", Y23, None)]
    rows += [("p2", "b1", "员", Y21, None), ("p2", "b2", "长", None, Y20), ("p1", "b2", "长", Y20, None)]
    written(graph, *town(holds(*rows)), edges("EMBEDDED_IN", ("p1", "b1", None, None), ("p2", "b1", None, Y20)))
    was = snapshot(graph)
    done = merge(graph, kept="p1", merged="p2", **WHY)
    assert (done.moved, done.set_aside) == (3, 2)
    assert [row[6] for row in held(graph)] == [
        *("p1|b1|", "p1|b1|员|2021-01-01", "p1|b1|长|2020-01-01", "p1|b1|长|2023-01-01", "p1|b2|长|"),
        "p1|b2|长|2020-01-01",
    ]
    unmerge(graph, merge=done.merge.id, today=TODAY)
    assert snapshot(graph) == was


def test_ids_with_bars_and_ends_of_two_families(graph: Store) -> None:
    """`|` parts a key; and one id may be that of a body and of a place."""
    who = people("p|1", "p\\2")
    written(graph, who, nodes("Building", "x"), holds(("p|1", "x", "长", Y20, None), ("p\\2", "x", "长", Y21, None)))
    graph.write("CREATE (:Team:Body {id: 'x', name: '队'})")
    graph.write(
        "MATCH (p:Person {id: 'p\\\\2'}), (t:Team {id: 'x'}) "
        "CREATE (p)-[:HOLDS {key: 'p\\\\\\\\2|x|员|', post: '员'}]->(t)"
    )
    text, today = tie("load-1", TODAY)
    graph.write(text, **today)
    was = snapshot(graph)
    done = merge(graph, kept="p|1", merged="p\\2", **WHY)
    assert (done.moved, done.set_aside) == (1, 1)
    assert [row[6] for row in held(graph)] == ["p\\|1|x|员|", "p\\|1|x|长|2020-01-01"]
    unmerge(graph, merge=done.merge.id, today=TODAY)
    assert snapshot(graph) == was


FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a graph is loaded for each try: shrinking takes minutes
)
DAYS = (None, Y20, Y21, Y22, Y23)
SPANS = st.sampled_from([(a, b) for a in DAYS for b in DAYS if a is None or b is None or a < b])
WHO, WHERE = st.sampled_from(["p1", "p2", "p3"]), st.sampled_from(["b1", "b2", "t1", "t2"])
TEXT = st.none() | st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=3)


def _key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    *told, (since, _) = row
    return *told, since


def _meet(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return max(one[0] or date.min, other[0] or date.min) < min(one[1] or date.max, other[1] or date.max)


def _apart(rows: list[Any]) -> list[Any]:
    """Those of the rows of which nobody says the same of a day twice."""
    kept: list[Any] = []
    for row in rows:
        if not any(other[:-1] == row[:-1] and _meet(other[-1], row[-1]) for other in kept):
            kept.append(row)
    return kept


@st.composite
def networks(draw: st.DrawFn, apart: bool = False) -> list[Table]:
    """A few persons who hold posts and have ties, in places and bodies of which some have ended or not begun.

    Nobody holds a post twice on a day; with `apart` no tie is said twice of a day either, by which a second load of
    rows that differ from those of the graph would say something new, merges or not.
    """

    def rows(of: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(of, max_size=7, unique_by=_key))

    def ties(of: st.SearchStrategy[Any]) -> list[Any]:
        return _apart(rows(of)) if apart else rows(of)

    spans = [draw(SPANS) for _ in range(4)]
    dates = [{"since": [s for s, _ in two], "until": [u for _, u in two]} for two in (spans[:2], spans[2:])]
    posts = _apart(rows(st.tuples(WHO, WHERE, st.sampled_from("长员"), SPANS)))
    contacts = ties(st.tuples(WHO, st.sampled_from(["b1", "b2"]), st.sampled_from(["lead", None]), SPANS))
    reports = ties(st.tuples(WHO, st.sampled_from(["b1", "b2"]), SPANS))
    modes = [draw(st.sampled_from([None, "elected", "concurrent"])) for _ in posts]
    held = holds(*((*row[:3], *row[3]) for row in posts))
    return [
        people("p1", "p2", "p3", phone=[draw(TEXT) for _ in range(3)], synthetic=[True, None, False]),
        nodes("Building", "b1", "b2", **dates[0]),
        nodes("Team", "t1", "t2", **dates[1]),
        Table("HOLDS", held.columns | {"mode": modes}, held.source),
        Table(
            "CONTACTS",
            {
                "start": [row[0] for row in contacts],
                "end": [row[1] for row in contacts],
                "rung": ["cadre"] * len(contacts),
                "role": [row[2] for row in contacts],
                "since": [row[3][0] for row in contacts],
                "until": [row[3][1] for row in contacts],
            },
        ),
        edges("REPORTS_TO", *((*row[:2], *row[2]) for row in reports)),
    ]


def loaded(store: Store, tables: list[Table]) -> None:
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    assume(not load(store, tables, sources=["a"]).faults)


@FEW
@given(tables=networks(), second=st.sampled_from(["p3", ""]))
def test_merging_and_unmerging_restores_the_graph(graph: Store, tables: list[Table], second: str) -> None:
    loaded(graph, tables)
    was = [snapshot(graph)]
    done = []
    for merged in filter(None, ("p2", second)):
        done.append(merge(graph, kept="p1", merged=merged, **WHY).merge.id)
        was.append(snapshot(graph))
        again = load(graph, tables, sources=["a"])
        assert (again.faults, again.created, again.changed) == ([], {}, {}), "the same file says nothing new"
        assert again.set_aside
    for id_ in reversed(done):
        assert snapshot(graph) == was.pop()
        unmerge(graph, merge=id_, today=TODAY)
    assert snapshot(graph) == was.pop()
    again = load(graph, tables, sources=["a"])
    assert (again.faults, again.created, again.changed, again.set_aside) == ([], {}, {}, [])


@FEW
@given(tables=networks(), more=networks(apart=True))
def test_a_later_file_is_loaded_once(graph: Store, tables: list[Table], more: list[Table]) -> None:
    """Whatever it says of the two: afterwards it says nothing new, and nobody holds a post twice on a day."""
    loaded(graph, tables)
    done = merge(graph, kept="p1", merged="p2", **WHY).merge.id
    assume(not load(graph, more, sources=["b"]).faults)
    again = load(graph, more, sources=["b"])
    assert (again.faults, again.created, again.changed) == ([], {}, {})
    overlapping = (
        "MATCH (p)-[a:HOLDS]->(at)<-[b:HOLDS]-(p) WHERE a.key < b.key AND a.post = b.post AND "
        "coalesce(a.since, date('1900-01-01')) < coalesce(b.until, date('2200-01-01')) AND "
        "coalesce(b.since, date('1900-01-01')) < coalesce(a.until, date('2200-01-01')) RETURN a.key AS a, b.key AS b"
    )
    assert graph.read(overlapping) == []
    unmerge(graph, merge=done, today=TODAY)
    assert graph.read(overlapping) == []
    assert graph.read("MATCH ()-[e]->() WHERE e.said_of IS NOT NULL RETURN e") == []
    assert graph.read("MATCH (p:Person)-[e]->() WHERE NOT e.key STARTS WITH p.id + '|' RETURN e.key") == []


# --- files that speak of both ---------------------------------------------------------------------------------------


def test_a_later_row_of_the_merged_one_is_the_kept_one_s_and_goes_back(graph: Store) -> None:
    first = town(holds(("p1", "b1", "长", Y20, None), ("p2", "b2", "长", Y20, None)))
    written(graph, *first)
    done = merge(graph, kept="p1", merged="p2", **WHY)
    more = holds(("p2", "b2", "长", Y20, Y22), ("p2", "t1", "员", None, None), ("p2", "b1", "长", Y21, None))
    report = load(graph, [people("p2", phone=["9"]), more], sources=["b"])
    assert (report.faults, report.created, report.changed) == ([], {"HOLDS": 1}, {"HOLDS": 1})
    assert [(one.sheet, one.row, one.value, one.reason) for one in report.set_aside] == [
        ("人员", 1, "p2", "was decided to be the same as p1 (merge-2)"),
        ("边", 3, "p2", "stands already for these days, said of p1, decided to be the same (merge-2)"),
    ]
    assert [(row[1], row[2], row[5]) for row in held(graph)] == [
        *(("p1", "b1", None), ("p1", "b2", "p2"), ("p1", "t1", "p2"))
    ]
    unmerge(graph, merge=done.merge.id, today=TODAY)
    assert [(row[1], row[2], row[5]) for row in held(graph)] == [
        *(("p1", "b1", None), ("p2", "b2", None), ("p2", "t1", None))
    ]
    assert graph.read("MATCH (p:Person {id: 'p2'}) RETURN p.phone AS phone") == [{"phone": "2"}]
    # and now the file says what was set aside
    assert load(graph, [people("p2", phone=["9"]), more], sources=["b"]).created == {"HOLDS": 1}


def test_a_row_of_the_kept_one_that_stands_as_said_of_the_merged(graph: Store) -> None:
    written(graph, *town(holds(("p2", "b1", "长", Y20, None))))
    merge(graph, kept="p1", merged="p2", **WHY)
    rows = holds(("p1", "b1", "长", Y21, None), ("p1", "b1", "长", Y21, None))
    report = load(graph, [rows], sources=["b"])
    assert (report.faults, report.created, [one.row for one in report.set_aside]) == ([], {}, [1, 2])
    assert "said of p2, decided to be the same (merge-2)" in report.set_aside[0].reason


def test_one_ends_and_the_other_follows_in_one_file(graph: Store) -> None:
    """In whatever order the rows stand, and loaded again they say nothing new."""
    written(graph, *town(holds(("p1", "b1", "长", Y20, None))))
    merge(graph, kept="p1", merged="p2", **WHY)
    rows = holds(("p2", "b1", "长", Y22, None), ("p1", "b1", "长", Y20, Y22))
    report = load(graph, [rows], sources=["b"])
    assert (report.created, report.changed, report.set_aside) == ({"HOLDS": 1}, {"HOLDS": 1}, [])
    again = load(graph, [rows], sources=["b"])
    assert (again.created, again.changed, again.set_aside, again.unchanged) == ({}, {}, [], 2)


def test_faults_keep_their_addresses(graph: Store) -> None:
    written(graph, *town())
    merge(graph, kept="p1", merged="p2", **WHY)
    rows = holds(("p2", "b1", "长", Y20, Y20), ("p2", "nowhere", "长", None, None), ("p9", "b1", "长", None, None))
    report = load(graph, [people("p2"), rows], sources=["b"])
    assert [(fault.row, fault.code, fault.value) for fault in report.faults] == [
        *((1, "date-order", "2020-01-01"), (2, "unknown-end", "nowhere"), (3, "unknown-end", "p9"))
    ]


def test_without_merges_a_load_asks_once(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read = Store.read
    monkeypatch.setattr(Store, "read", lambda self, text, /, **more: asked.append(text) or read(self, text, **more))
    load(graph, town(), sources=["a"])
    assert sum("'merge-'" in text for text in asked) == 1
    asked.clear()
    load(graph, [nodes("Building", "b9")], sources=["a"])
    assert not any("'merge-'" in text for text in asked)


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"merged": "p1"}, InvalidInput, "'p1' is given twice"),
        ({"merged": "nobody"}, NotFound, "No person has the id 'nobody'"),
        ({"kept": "nobody"}, NotFound, "No person has the id 'nobody'"),
        ({"merged": "b1"}, NotFound, "No person has the id 'b1'"),
        ({"reason": " "}, InvalidInput, "The merge has no reason; give one with --reason"),
        ({"by": "局" * 201}, InvalidInput, "--by has 201 characters and may have 200"),
        ({"reason": "a\u202eb"}, InvalidInput, "--reason has invisible marks"),
    ],
)
def test_what_is_no_merge(graph: Store, changed: dict[str, str], error: type[Exception], said: str) -> None:
    written(graph, *town())
    was, version = snapshot(graph), graph.version()
    with pytest.raises(error, match=said):
        merge(graph, **({"kept": "p1", "merged": "p2"} | WHY | changed))
    assert (snapshot(graph), graph.version(), merges(graph)) == (was, version, [])


def test_merges_upon_merges(graph: Store) -> None:
    written(graph, *town())
    merge(graph, kept="p1", merged="p2", **WHY)
    with pytest.raises(NotFound, match=r"'p2' was decided to be the same as p1 \(merge-2\); ask for that one"):
        merge(graph, kept="p1", merged="p2", **WHY)
    with pytest.raises(NotFound, match="'p2' was decided to be the same as p1"):
        merge(graph, kept="p2", merged="p3", **WHY)
    with pytest.raises(
        InvalidInput, match=r"p1 stands for p2 already .merge-2.; undo that with `wangge unmerge merge-2`"
    ):
        merge(graph, kept="p3", merged="p1", **WHY)
    merge(graph, kept="p1", merged="p3", **WHY)
    with pytest.raises(InvalidInput, match="Later merges into p1 stand on merge-2; undo merge-3 first"):
        unmerge(graph, merge="merge-2", today=TODAY)
    unmerge(graph, merge="merge-3", today=TODAY)
    unmerge(graph, merge="merge-2", today=TODAY)
    with pytest.raises(InvalidInput, match=f"merge-2 was undone on {TODAY} .load-5.; there is nothing to undo"):
        unmerge(graph, merge="merge-2", today=TODAY)
    with pytest.raises(NotFound, match="There is no merge 'merge-9' that stands: there are none"):
        unmerge(graph, merge="merge-9", today=TODAY)


def test_a_merged_id_says_who_stands_for_it(graph: Store) -> None:
    written(graph, *town())
    merge(graph, kept="p1", merged="p2", **WHY)
    for ask in (lambda: person(graph, person="p2", as_of=TODAY), lambda: career(graph, person="p2")):
        with pytest.raises(NotFound, match=r"'p2' was decided to be the same as p1 \(merge-2\)"):
            ask()
    with pytest.raises(NotFound, match="No person has the id 'p9'; look it up"):
        career(graph, person="p9")


def test_another_load_was_first(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    written(graph, *town(holds(("p2", "b1", "长", Y20, None))))
    claim = sequence.claim

    def late(store: Store, seen: int) -> bool:
        monkeypatch.setattr(sequence, "claim", claim)
        written(graph, holds(("p2", "b2", "长", Y20, None)))
        return claim(store, seen)

    monkeypatch.setattr(sequence, "claim", late)
    assert merge(graph, kept="p1", merged="p2", **WHY).moved == 2
    assert graph.version().sequence == 6


# --- undoing loads beside merges ------------------------------------------------------------------------------------


def refused(store: Store, load_id: str) -> UndoRefused:
    was = snapshot(store)
    with pytest.raises(UndoRefused) as caught:
        undo(store, load=load_id)
    assert snapshot(store) == was
    return caught.value


def test_a_merge_s_load_is_undone_by_unmerge(graph: Store) -> None:
    written(graph, *town())
    merge(graph, kept="p1", merged="p2", **WHY)
    error = refused(graph, "load-2")
    assert error.message == "load-2 is the merge of p2 into p1: `wangge unmerge merge-2`."
    assert error.details["because"] == "merge"
    unmerge(graph, merge="merge-2", today=TODAY)
    for load_id, what in (("load-2", "merge"), ("load-3", "unmerging")):
        message = refused(graph, load_id).message
        assert f"{load_id} is the {what} of p2 (merge-2), undone on {TODAY}" in message
        assert "`wangge merge p1 p2`" in message


def test_loads_on_which_a_merge_stands(graph: Store) -> None:
    first = written(graph, *town(holds(("p1", "t1", "长", None, None))))
    second = written(graph, holds(("p2", "b1", "长", Y20, None), ("p2", "t1", "长", Y20, None)))
    ids = [first, second, written(graph, people("p4")), written(graph, nodes("Team", "t9"))]
    merge(graph, kept="p1", merged="p2", **WHY)
    merge(graph, kept="p4", merged="p3", **WHY)
    error = refused(graph, second)
    assert "load-5 merged p2 into p1" in error.message
    assert error.message.endswith("Undo load-5 (by `wangge unmerge merge-5`) first.")
    assert (error.details["later"], "something" in error.message) == (["load-5"], False)
    assert "load-6 merged p3 into p4 and needs Person p4" in refused(graph, ids[2]).message
    assert "load-5 merged p2 into p1 and needs Body t1" in refused(graph, first).message
    undo(graph, load=ids[3])
    unmerge(graph, merge="merge-6", today=TODAY)
    unmerge(graph, merge="merge-5", today=TODAY)
    for id_ in (ids[2], second, first):
        undo(graph, load=id_)
    assert graph.read("MATCH (n) WHERE NOT n:Record RETURN n") == []


def test_a_load_between_a_merge_and_its_undoing(graph: Store) -> None:
    written(graph, *town())
    merge(graph, kept="p1", merged="p2", **WHY)
    was = snapshot(graph)
    between = written(graph, holds(("p2", "b1", "长", Y20, None)))
    undo(graph, load=between)
    assert snapshot(graph) == was
    between = written(graph, holds(("p2", "b1", "长", Y20, None)))
    unmerge(graph, merge="merge-2", today=TODAY)
    message = refused(graph, between).message
    assert "load-6 gave back to p2 what had been said of them" in message
    assert message.endswith("Merge the two again first: `wangge merge p1 p2`.")
    merge(graph, kept="p1", merged="p2", **WHY)
    undo(graph, load=between)
    assert held(graph) == []


def test_an_ended_post_is_not_had_back_beside_what_follows_it(graph: Store) -> None:
    written(graph, *town(holds(("p1", "b1", "长", Y20, None))))
    merge(graph, kept="p1", merged="p2", **WHY)
    ended = written(graph, holds(("p1", "b1", "长", Y20, Y22)))
    after = written(graph, holds(("p2", "b1", "长", Y22, None)))
    error = refused(graph, ended)
    assert f"{after} loaded what contradicts it" in error.message
    undo(graph, load=after)
    undo(graph, load=ended)
