"""The sequence number: readers know when a load writes, loads queue, and a broken one leaves no trace."""

from __future__ import annotations

import threading

import pytest

from graph import sequence
from graph.errors import Conflict, DatabaseError, Unreachable
from graph.records import Table
from graph.store import Store
from loaders.run import load


def buildings(*ids):
    return Table("Building", {"id": list(ids), "name": [f"楼{id_}" for id_ in ids]})


def test_the_number_is_odd_while_a_load_writes_and_even_after(graph, monkeypatch):
    during = []
    write_together = Store.write_together

    def watched(self, statements):
        if len(statements) > 1:
            during.append(self.version().sequence)
        return write_together(self, statements)

    monkeypatch.setattr(Store, "write_together", watched)
    load(graph, [buildings("a")], sources=[])
    load(graph, [buildings("b")], sources=[])
    assert during == [1, 3]
    assert graph.version().sequence == 4
    assert graph.version().data == 2


def test_a_load_that_fails_leaves_the_version_as_it_was(graph, monkeypatch):
    write_together = Store.write_together

    def broken(self, statements):
        if len(statements) > 1:
            raise Unreachable("the cable was pulled")
        return write_together(self, statements)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write_together", broken)
        with pytest.raises(DatabaseError):
            load(graph, [buildings("a")], sources=[])
    assert graph.version().sequence == 0
    assert load(graph, [buildings("a")], sources=[]).data_version == 1


def test_a_load_that_broke_off_is_settled_by_the_next(graph, monkeypatch):
    monkeypatch.setattr(sequence, "PATIENCE", 0.1)
    assert sequence.claim(graph, 0)  # and then the process dies
    said = []
    assert load(graph, [buildings("a")], sources=[], say=said.append).data_version == 1
    assert said[0] == "Another load is writing; waiting for it."
    assert graph.version().sequence == 2


def test_a_load_that_broke_off_after_its_commit_counts(graph, monkeypatch):
    monkeypatch.setattr(sequence, "PATIENCE", 0.1)
    assert sequence.claim(graph, 0)
    graph.write_together([sequence.record(1, sources=[])])  # committed, and then the process dies
    assert load(graph, [buildings("a")], sources=[]).data_version == 2
    assert [row["id"] for row in graph.read("MATCH (l:Load) RETURN l.id AS id ORDER BY id")] == ["load-1", "load-2"]


def test_a_number_can_be_claimed_once(graph):
    won = []
    threads = [threading.Thread(target=lambda: won.append(sequence.claim(graph, 0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_claim_that_was_settled_meanwhile_writes_nothing(graph):
    assert sequence.claim(graph, 0)
    sequence.settle(graph, 1)
    with pytest.raises(Conflict):
        graph.write_together([sequence.record(1, sources=[]), ("CREATE (:Team:Body {id: 'late'})", {})])
    assert graph.read("MATCH (t:Team) RETURN t") == []


def test_loads_at_once_are_loads_one_after_the_other(graph):
    """Each tells the same building another kind and brings a building of its own."""
    errors = []

    def one(number):
        table = Table(
            "Building", {"id": ["shared", f"own{number}"], "name": ["共", "自"], "kind": [f"k{number}", None]}
        )
        try:
            report = load(graph, [table], sources=[str(number)])
            assert report.faults == []
        except Conflict:
            errors.append(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    loads = 4 - len(errors)
    assert loads >= 1
    assert graph.version().sequence == 2 * loads
    assert graph.read("MATCH (l:Load) RETURN count(l) AS n") == [{"n": loads}]
    assert graph.read("MATCH (b:Building) RETURN count(b) AS n") == [{"n": 1 + loads}]


def test_readers_see_whole_loads_only(graph, settings):
    """While loads raise the households of 3,000 buildings from one number to the next, no sum mixes two of them."""
    many = 3_000
    ids = [f"b{n}" for n in range(many)]

    def write(households: int) -> None:
        columns = {"id": ids, "name": ids, "households": [households] * many}
        load(graph, [Table("Building", columns)], sources=["test"]).raise_if_refused()

    def loads() -> None:
        for households in range(2, 6):
            write(households)

    write(1)
    question = "MATCH (b:Building) RETURN sum(b.households) AS households, count(b) AS buildings"
    with Store.open(settings) as reader:
        writer = threading.Thread(target=loads)
        writer.start()
        answers = []
        while writer.is_alive():
            rows, version = reader.consistent(lambda: reader.read(question))
            answers.append((version, rows[0]["households"], rows[0]["buildings"]))
        writer.join()
    assert len(answers) > 1
    assert set(answers) <= {(version, many * version, many) for version in range(1, 6)}
