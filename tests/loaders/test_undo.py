"""A load undone: the graph is what it was before, or nothing happens and a sentence says why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cypher.loads import loads, recorded_on
from graph import sequence
from graph.errors import Conflict, NotFound, UndoRefused
from graph.records import Table
from graph.store import Store
from loaders import before, run
from loaders.run import load
from loaders.undo import undo

Y20, Y21, Y22, Y23 = (date(year, 1, 1) for year in (2020, 2021, 2022, 2023))
TODAY = date.today()  # noqa: DTZ011 - a load's today is the machine's


def snapshot(store: Store) -> tuple[list[str], list[str]]:
    """All there is but for the loads' own records; of what is derived, not which load made it anew."""
    nodes = store.read("MATCH (n) WHERE NOT n:Record RETURN labels(n) AS labels, properties(n) AS p")
    edges = store.read(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, labels(a) AS al, a.id AS a, labels(b) AS bl, b.id AS b, "
        "properties(r) AS p"
    )
    for row in (*nodes, *edges):
        for name in ("labels", "al", "bl"):
            row[name] = sorted(row.get(name, ()))
        if row.get("type") == "CROSS_HOLDING":
            del row["p"]["source_id"]
        row["p"] = sorted(row["p"].items())
    return sorted(map(str, nodes)), sorted(map(str, edges))


def written(store: Store, *tables: Table, source: str = "test") -> str:
    """Load tables; the load's id."""
    report = load(store, tables, sources=[source])
    assert (report.faults, bool(report.created or report.changed)) == ([], True)
    return f"load-{report.data_version}"


def nodes(label: str, *ids: str, **columns: list[Any]) -> Table:
    return Table(label, {"id": list(ids), "name": [f"名{id_}" for id_ in ids], **columns}, "a.xlsx › 表")


def edges(type_: str, *rows: tuple[Any, ...], names: tuple[str, ...] = ("start", "end", "since", "until")) -> Table:
    return Table(type_, {name: [row[i] for row in rows] for i, name in enumerate(names)}, "a.xlsx › 边")


def holds(*rows: tuple[Any, ...]) -> Table:
    return edges("HOLDS", *rows, names=("start", "end", "post", "since", "until"))


def seed(store: Store) -> str:
    return written(store, nodes("Person", "p", "q"), nodes("Building", "b1", "b2"), nodes("Community", "c1", "c2"))


# --- what is undone ---------------------------------------------------------------------------------------------


def test_what_was_created_is_gone_and_what_was_changed_is_as_before(graph: Store) -> None:
    seed(graph)
    written(graph, nodes("Building", "b1", households=[3]), holds(("p", "b1", "楼栋长", None, None)))
    was = snapshot(graph)
    b = Table("Building", {"id": ["b1"], "name": ["新名"], "kind": ["散居"], "tags": [["示范"]], "households": [4]})
    more = [nodes("Team", "t"), holds(("p", "b1", "楼栋长", Y21, None), ("p", "t", "队长", Y20, None))]
    load_id = written(graph, b, *more)
    assert snapshot(graph) != was
    assert graph.read("MATCH ()-[r:CROSS_HOLDING]->() RETURN count(r) AS n") == [{"n": 1}]
    report = undo(graph, load=load_id)
    assert (report.removed, report.restored) == ({"Team": 1, "HOLDS": 1}, {"Building": 1, "HOLDS": 1})
    assert snapshot(graph) == was
    assert graph.read("MATCH (b:Building {id: 'b1'}) RETURN 'kind' IN keys(b) AS kind") == [{"kind": False}]
    assert graph.read("MATCH ()-[r:HOLDS]->() RETURN r.key AS key, r.source_id AS s") == [
        {"key": "p|b1|楼栋长|", "s": "load-2"}
    ]


def test_the_graph_says_that_it_was_undone(graph: Store) -> None:
    first, second = seed(graph), written(graph, nodes("Team", "t"), nodes("Building", "b1", households=[3]))
    seen = graph.version()
    report = undo(graph, load=second)
    assert (report.undone_by, report.data_version, report.checked_only) == ("load-3", 3, False)
    version = graph.version()
    assert (version.sequence, version.data) == (6, 3) != (seen.sequence, seen.data)
    assert abs(version.loaded_at - time.time()) < 60
    last, undone, kept = loads(graph)
    assert (last.id, last.sources, last.undoes, last.created, last.changed, last.removed) == (
        ("load-3", ["undo load-2"], second, 0, 1, 1)
    )
    assert (undone.id, undone.undone, undone.undone_by, undone.undoable) == (second, TODAY, "load-3", False)
    assert (kept.id, kept.undone, kept.undone_by, kept.undoable) == (first, None, None, True)
    assert last.loaded_at.timestamp() == version.loaded_at
    assert last.loaded_at.utcoffset().total_seconds() == 0
    assert [row.id for row in loads(graph, after=3, limit=1)] == [second]
    assert {row.id for row in recorded_on(graph)} == {first, second, "load-3"}
    assert graph.read("MATCH (b:Before) RETURN b.id AS id") == [{"id": "load-1/1"}]
    # and its file may be loaded again
    assert written(graph, nodes("Team", "t")) == "load-4"


def test_check_writes_nothing(graph: Store) -> None:
    seed(graph)
    second = written(graph, nodes("Team", "t"))
    was, version = snapshot(graph), graph.version()
    report = undo(graph, load=second, check=True)
    assert (report.removed, report.restored, report.undone_by, report.data_version) == ({"Team": 1}, {}, None, 2)
    assert report.checked_only
    assert (snapshot(graph), graph.version()) == (was, version)


def test_loads_are_undone_one_after_the_other_back_to_nothing(graph: Store) -> None:
    empty = snapshot(graph)
    ids = [seed(graph)]
    ids.append(written(graph, edges("PART_OF", ("b1", "c1", None, None)), nodes("Building", "b1", households=[1])))
    ids.append(written(graph, edges("PART_OF", ("b1", "c1", Y20, Y22), ("b1", "c2", Y22, None))))
    for id_ in reversed(ids):
        undo(graph, load=id_)
    assert snapshot(graph) == empty
    assert graph.version().data == 6


def test_a_load_beside_it_stands(graph: Store) -> None:
    seed(graph)
    second = written(graph, nodes("Building", "b1", households=[3]), nodes("Team", "t"))
    third = written(graph, nodes("Building", "b2", households=[5]), holds(("q", "b2", "楼栋长", None, None)))
    undo(graph, load=second)
    assert graph.read("MATCH (b:Building) RETURN b.id AS id, b.households AS h, b.source_id AS s ORDER BY id") == [
        {"id": "b1", "h": None, "s": "load-1"},
        {"id": "b2", "h": 5, "s": third},
    ]


def test_what_is_kept_is_cut_into_parts_and_read_together(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before, "CHARACTERS", 40)
    was = snapshot(graph)
    first = seed(graph)
    assert graph.read("MATCH (b:Before) RETURN max(size(b.packed)) AS most, count(b) > 3 AS several") == [
        {"most": 40, "several": True}
    ]
    undo(graph, load=first)
    assert snapshot(graph) == was
    assert graph.read("MATCH (b:Before) RETURN b") == []


def test_a_tie_that_a_load_ended_is_there_again(graph: Store) -> None:
    seed(graph)
    written(graph, holds(("p", "b1", "楼栋长", None, None), ("p", "b2", "网格员", None, None)))
    was = snapshot(graph)
    ended = written(graph, holds(("p", "b1", "楼栋长", None, Y23)))
    assert graph.read("MATCH ()-[r:CROSS_HOLDING]->() RETURN r") == []
    undo(graph, load=ended)
    assert snapshot(graph) == was


# --- random loads -----------------------------------------------------------------------------------------------

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.sampled_from([None, Y20, Y21, Y22, Y23])
TEXT = st.none() | st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=4)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Table], list[Table]]:
    """A first load and one on top of it: new nodes and edges, other values, days learnt and edges ended."""

    def some(values: list[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(values), unique=True, min_size=1))

    def told(label: str, ids: list[str]) -> Table:
        def column(values: st.SearchStrategy[Any]) -> list[Any]:
            return draw(st.lists(values, min_size=len(ids), max_size=len(ids)))

        table = {"id": ids, "name": [name or "名" for name in column(TEXT)]}
        if label == "Building":
            table |= {
                "households": column(st.none() | st.integers(0, 9)),
                "tags": column(st.none() | st.lists(st.sampled_from("甲乙"), max_size=2)),
                "synthetic": column(st.none() | st.booleans()),
                "since": column(st.sampled_from([None, Y20])),
                "kind": column(TEXT),
            }
        return Table(label, table)

    def span(since: date | None = None) -> tuple[date | None, date | None]:
        first = since or draw(DAYS)
        later = [None, *(day for day in (Y21, Y22, Y23) if first is None or day > first)]
        return first, draw(st.sampled_from(later))

    first_places, first_people = some(["b1", "b2", "b3"]), some(["p1", "p2"])
    parents = {place: (place, draw(st.sampled_from(["c1", "c2"])), *span()) for place in first_places}
    posts = {
        key: (*key, *span())
        for key in draw(
            st.lists(
                st.tuples(st.sampled_from(first_people), st.sampled_from(first_places), st.sampled_from("长员")),
                unique=True,
            )
        )
    }
    first = [
        told("Community", ["c1", "c2"]),
        told("Building", first_places),
        told("Person", first_people),
        edges("PART_OF", *parents.values()),
        holds(*posts.values()),
    ]
    second_places, second_people = some(["b1", "b2", "b3", "b4"]), some(["p1", "p2", "p3"])
    moved = [
        (place, parents[place][1], *span(parents[place][2])) if place in parents else (place, "c1", *span())
        for place in second_places
    ]
    held = [
        (*key, *span(posts[key][3] if key in posts else None))
        for key in draw(
            st.lists(
                st.tuples(st.sampled_from(second_people), st.sampled_from(second_places), st.sampled_from("长员")),
                unique=True,
            )
        )
    ]
    second = [
        told("Building", second_places),
        told("Person", second_people),
        told("Team", some(["t1", "t2"])),
        edges("PART_OF", *moved),
        holds(*held),
    ]
    return first, second


@FEW
@given(tables=pairs())
def test_undone_is_as_if_it_had_never_been(graph: Store, tables: tuple[list[Table], list[Table]]) -> None:
    graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    first, second = tables
    assert load(graph, first, sources=["a"]).faults == []
    was = snapshot(graph)
    report = load(graph, second, sources=["b"])
    assume(not report.faults)
    assert snapshot(graph) != was
    done = undo(graph, load=f"load-{report.data_version}")
    assert (done.removed, done.restored) == (report.created, report.changed)
    assert snapshot(graph) == was


# --- refusals ---------------------------------------------------------------------------------------------------


def refused(store: Store, load_id: str) -> UndoRefused:
    was, version = snapshot(store), store.version()
    for check in (True, False):
        with pytest.raises(UndoRefused) as caught:
            undo(store, load=load_id, check=check)
    assert (snapshot(store), store.version()) == (was, version)
    assert caught.value.details["load"] == load_id
    return caught.value


def test_a_load_there_is_not(graph: Store) -> None:
    with pytest.raises(NotFound, match="There is no load 'load-9': nothing has been loaded yet"):
        undo(graph, load="load-9")
    for number in range(6):
        written(graph, nodes("Team", f"t{number}"))
    with pytest.raises(NotFound, match="there are load-6, load-5, load-4, load-3, load-2 and older ones"):
        undo(graph, load="load-9")


def test_undone_already_and_the_undoing_itself(graph: Store) -> None:
    first = seed(graph)
    undo(graph, load=first)
    error = refused(graph, first)
    assert error.message == f"load-1 was undone on {TODAY} (load-2); to have it back, load its file again."
    assert error.details == {"load": first, "because": "undone", "later": []}
    error = refused(graph, "load-2")
    assert "is the undoing of load-1" in error.message
    assert error.details["because"] == "undoing"


def test_a_load_that_left_no_way_back(graph: Store) -> None:
    first = seed(graph)  # as an import, or a wangge of before, leaves it
    graph.write("MATCH (b:Before) DELETE b")
    graph.write("MATCH (l:Load) SET l.parts = null, l.loaded_at = null")
    assert [(row.undoable, row.loaded_at) for row in loads(graph)] == [(False, None)]
    assert refused(graph, first).details["because"] == "no-way-back"


def test_records_changed_again_by_later_loads(graph: Store) -> None:
    seed(graph)
    second = written(graph, nodes("Building", "b1", households=[3]), nodes("Team", "t"))
    third = written(graph, nodes("Building", "b1", households=[4]))
    fourth = written(graph, nodes("Team", "t", members=[7]))
    error = refused(graph, second)
    assert "load-3 changed Building b1" in error.message
    assert "load-4 changed Team t" in error.message
    assert error.message.endswith("Undo load-4, then load-3 first.")
    assert error.details == {"load": second, "because": "later", "later": [fourth, third]}
    for id_ in (fourth, third, second):
        undo(graph, load=id_)
    assert graph.read("MATCH (b:Building {id: 'b1'}) RETURN b.households AS h") == [{"h": None}]


def test_many_later_changes_are_counted(graph: Store) -> None:
    many = [f"t{n}" for n in range(20)]
    first = written(graph, nodes("Team", *many))
    written(graph, nodes("Team", *many, members=[1] * 20))
    message = refused(graph, first).message
    assert "; and 15 more. Undo load-2 first." in message
    assert message.count("changed Team") == 5


def test_an_edge_tied_to_a_node_that_would_go(graph: Store) -> None:
    seed(graph)
    second = written(graph, nodes("Team", "t"))
    third = written(graph, holds(("p", "t", "队长", None, None), ("p", "b1", "楼栋长", None, None)))
    error = refused(graph, second)
    assert f"{third} tied HOLDS to Team t" in error.message
    assert "CROSS_HOLDING" not in error.message  # which is derived, and holds on to nothing
    undo(graph, load=third)
    undo(graph, load=second)
    assert graph.read("MATCH (t:Team) RETURN t") == []


def test_a_former_key_that_a_later_load_took(graph: Store) -> None:
    seed(graph)
    written(graph, holds(("p", "b1", "长", None, None)))
    second = written(graph, holds(("p", "b1", "长", Y21, None)))
    third = written(graph, holds(("p", "b1", "长", None, Y20)))  # another, before
    assert graph.read("MATCH ()-[r:HOLDS]->() RETURN count(r) AS n") == [{"n": 2}]
    error = refused(graph, second)
    assert f"{third} created HOLDS p|b1|长|" in error.message
    undo(graph, load=third)
    undo(graph, load=second)


def test_what_would_contradict_what_was_loaded_later(graph: Store) -> None:
    """A parent that a load ended, and the next that a later load gave the place."""
    seed(graph)
    written(graph, edges("PART_OF", ("b1", "c1", Y20, None)), holds(("p", "b1", "长", Y20, None)))
    ended = written(graph, edges("PART_OF", ("b1", "c1", Y20, Y22)))
    over = written(graph, holds(("p", "b1", "长", Y20, Y22)))
    moved = written(graph, edges("PART_OF", ("b1", "c2", Y22, None)))
    again = written(graph, holds(("p", "b1", "长", Y22, None)))
    error = refused(graph, ended)
    assert f"{moved} loaded what contradicts it (b1 would be part of" in error.message
    assert error.details["later"] == [moved]
    assert refused(graph, over).details["later"] == [again]
    for id_ in (again, moved, ended, over):
        undo(graph, load=id_)


def test_what_was_changed_by_something_else(graph: Store) -> None:
    first = seed(graph)
    graph.write("MATCH (b:Building {id: 'b1'}) DELETE b")
    error = refused(graph, first)
    assert "something deleted Building b1" in error.message
    assert "cannot be taken back" in error.message


def test_an_undo_too_large_for_one_transaction(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = seed(graph)
    monkeypatch.setattr(run, "BYTES_A_RECORD", 10**9)
    with pytest.raises(Exception, match="WANGGE_HEAP_MB"):
        undo(graph, load=first)
    assert graph.version().sequence == 2


# --- whole or not at all ----------------------------------------------------------------------------------------

KILLED = """
import sys, time
import neo4j
from graph.settings import Settings
from graph.store import Store
from loaders.undo import undo

run, told = neo4j.ManagedTransaction.run, []
def slow(self, text, *rest, **more):
    result = run(self, text, *rest, **more)
    told.append(text)
    if "DELETE n" in text:
        result.consume()
        print("half", flush=True)
        time.sleep(60)
    return result
neo4j.ManagedTransaction.run = slow
with Store.open(Settings.from_environment()) as store:
    undo(store, load="load-2")
"""


def test_killed_in_the_middle_nothing_of_it_is_there(
    graph: Store, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(graph)
    second = written(graph, nodes("Team", "t"), nodes("Building", "b1", households=[3]))
    was = snapshot(graph)
    environment = os.environ | {
        "WANGGE_HOME": str(settings.home),
        "WANGGE_JARS": str(settings.jars),
        "WANGGE_HEAP_MB": str(settings.heap_mb),
        "WANGGE_PAGE_CACHE_MB": str(settings.page_cache_mb),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    child = subprocess.Popen([sys.executable, "-c", KILLED], env=environment, stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout.readline() == "half\n"
        assert graph.version().sequence == 5
        child.send_signal(signal.SIGKILL)
    monkeypatch.setattr(sequence, "PATIENCE", 0.2)
    assert graph.consistent(lambda: snapshot(graph)) == (was, 2)  # a reader settles what was left
    assert loads(graph)[0].undoable
    assert undo(graph, load=second).undone_by == "load-3"


def test_the_answer_lost_and_the_work_done(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    second = (seed(graph), written(graph, nodes("Team", "t")))[1]
    write_together = Store.write_together

    def twice(self: Store, statements: Any) -> Any:
        done = write_together(self, statements)
        if len(statements) > 1:
            raise Conflict("as the driver says that tries once more what was committed")
        return done

    monkeypatch.setattr(Store, "write_together", twice)
    assert undo(graph, load=second).undone_by == "load-3"
    assert graph.version().data == 3


def test_another_load_was_first(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    second = (seed(graph), written(graph, nodes("Team", "t")))[1]
    claim, before_it = sequence.claim, []

    def late(store: Store, seen: int) -> bool:
        if not before_it:
            before_it.append(seen)
            monkeypatch.setattr(sequence, "claim", claim)
            written(graph, nodes("Team", "t", members=[3]))
        return claim(store, seen)

    monkeypatch.setattr(sequence, "claim", late)
    with pytest.raises(UndoRefused, match="load-3 changed Team t"):
        undo(graph, load=second)
    assert graph.version().sequence == 6


def test_readers_see_it_whole(graph: Store, settings: Any) -> None:
    many = [f"b{n}" for n in range(3_000)]
    written(graph, nodes("Building", *many, households=[1] * 3_000))
    second = written(graph, nodes("Building", *many, households=[2] * 3_000), nodes("Team", *many))
    question = "MATCH (n:Building|Team) RETURN coalesce(sum(n.households), 0) AS h, count(n) AS n"
    with Store.open(settings) as reader:
        writer = threading.Thread(target=lambda: undo(graph, load=second))
        answers = {(2, 6_000, 6_000)}
        writer.start()
        while writer.is_alive():
            rows, version = reader.consistent(lambda: reader.read(question))
            answers.add((version, rows[0]["h"], rows[0]["n"]))
        writer.join()
        rows, version = reader.consistent(lambda: reader.read(question))
    assert (version, rows[0]["h"], rows[0]["n"]) == (3, 3_000, 3_000)
    assert answers <= {(2, 6_000, 6_000), (3, 3_000, 3_000)}
