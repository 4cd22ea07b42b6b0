"""The one door: native values out, reads that cannot write, retries, one state of the data, the schema's version."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import neo4j.exceptions
import pytest

from graph import errors, migrations, sequence
from graph import store as store_module
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.store import Counts, Statement, Store, Version

WRITES = [
    "CREATE (:Place {id: 'x'})",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n:Network) SET n.sequence = 99",
    "CREATE INDEX forbidden FOR (n:Place) ON (n.points)",
    "CALL db.createLabel('Forbidden')",
]


def test_values_come_back_native(graph: Store) -> None:
    (row,) = graph.read(
        "RETURN date('2024-01-05') AS day, datetime('2024-01-05T06:07:08Z') AS moment,"
        " [date('2024-01-05'), null] AS days,"
        " {a: 1, b: [{c: date('2024-01-06')}]} AS nested, 1.5 AS number, '临汾' AS text, null AS nothing, true AS yes"
    )
    assert row == {
        "day": date(2024, 1, 5),
        "moment": datetime(2024, 1, 5, 6, 7, 8, tzinfo=UTC),
        "days": [date(2024, 1, 5), None],
        "nested": {"a": 1, "b": [{"c": date(2024, 1, 6)}]},
        "number": 1.5,
        "text": "临汾",
        "nothing": None,
        "yes": True,
    }
    assert type(row["day"]) is date
    assert type(row["moment"]) is datetime


def test_parameters_are_native_too(graph: Store) -> None:
    assert graph.read("RETURN $day > date('2024-01-01') AS later", day=date(2024, 1, 2)) == [{"later": True}]


def test_a_question_that_returns_nodes_is_our_fault(graph: Store) -> None:
    with pytest.raises(errors.Fault, match="returns a Node; return its properties"):
        graph.read("MATCH (n:Network) RETURN n")


def test_columns_and_streams_hold_what_rows_hold(graph: Store) -> None:
    text = "UNWIND range(1, 25000) AS i WITH i, date('2024-01-01') + duration({days: i % 3}) AS day"
    rows = graph.read(text + " RETURN i, day")
    columns = graph.columns(text + " RETURN collect(i) AS i, collect(day) AS day")
    assert columns == {"i": [row["i"] for row in rows], "day": [row["day"] for row in rows]}
    assert list(graph.stream(text + " RETURN i, day")) == rows


def test_columns_want_one_row(graph: Store) -> None:
    with pytest.raises(errors.Fault):
        graph.columns("UNWIND [1, 2] AS i RETURN i")


@pytest.mark.parametrize("text", WRITES)
@pytest.mark.parametrize("way", ["read", "columns", "stream"])
def test_what_reads_cannot_write(graph: Store, text: str, way: str) -> None:
    before = graph.version()
    with pytest.raises(errors.Fault):
        list(getattr(graph, way)(text))
    assert graph.version() == before
    assert graph.read("MATCH (n:Place) RETURN n.id AS id") == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "file:///etc/hostname"])
def test_what_reads_cannot_open_files(graph: Store, address: str) -> None:
    with pytest.raises((errors.Fault, errors.DatabaseError)) as refused:
        graph.read(f"LOAD CSV FROM '{address}' AS line RETURN line")
    assert "root:" not in str(refused.value)


def test_statements_are_written_together_or_not_at_all(graph: Store) -> None:
    counts = graph.write_together(
        [
            ("UNWIND $ids AS id CREATE (:Place {id: id})", {"ids": ["a", "b"]}),
            ("MATCH (a:Place {id: 'a'}), (b:Place {id: 'b'}) CREATE (a)-[:PART_OF {key: 'a|b|'}]->(b)", {}),
        ]
    )
    assert counts == Counts(nodes_created=2, edges_created=1, properties_set=3)
    with pytest.raises(errors.Conflict):
        graph.write_together([("CREATE (:Place {id: 'c'})", {}), ("CREATE (:Place {id: 'a'})", {})])
    assert graph.read("MATCH (n:Place) RETURN n.id AS id ORDER BY id") == [{"id": "a"}, {"id": "b"}]


def test_wrong_cypher_is_our_fault(graph: Store) -> None:
    with pytest.raises(errors.Fault, match="refused what wangge asked"):
        graph.read("RETRUN 1")
    with pytest.raises(errors.Fault):
        graph.write("CREATE (:Place {id: $missing})")


class Flaky:
    """Stands before a driver and breaks the first sessions as a failing server would."""

    def __init__(self, driver: neo4j.Driver, failures: int, error: Exception) -> None:
        self.driver, self.failures, self.error, self.sessions = driver, failures, error, 0

    def session(self, **config: object) -> object:
        self.sessions += 1
        if self.sessions <= self.failures:
            raise self.error
        return self.driver.session(**config)


def test_a_read_is_tried_again_while_that_may_help(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    flaky = Flaky(graph._driver, 2, neo4j.exceptions.ServiceUnavailable("restarting"))
    monkeypatch.setattr(graph, "_driver", flaky)
    assert graph.read("RETURN 1 AS one") == [{"one": 1}]
    assert flaky.sessions == 3


def test_a_read_that_cannot_succeed_is_not_tried_again(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = neo4j.exceptions.Neo4jError._hydrate_neo4j(code="Neo.ClientError.Security.Unauthorized", message="no")
    flaky = Flaky(graph._driver, 9, wrong)
    monkeypatch.setattr(graph, "_driver", flaky)
    with pytest.raises(errors.AccessDenied, match="refuses the user or the password"):
        graph.read("RETURN 1 AS one")
    assert flaky.sessions == 1


def test_retries_come_to_an_end(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "RETRY_SECONDS", 0.3)
    monkeypatch.setattr(graph, "_driver", Flaky(graph._driver, 99, neo4j.exceptions.SessionExpired("gone")))
    with pytest.raises(errors.Unreachable, match="Nothing answers at"):
        graph.read("RETURN 1 AS one")


# --- one state of the data ------------------------------------------------------------------------------------


def set_sequence(graph: Store, sequence: int) -> None:
    graph.write("MATCH (n:Network) SET n.sequence = $sequence", sequence=sequence)


def test_an_answer_knows_its_data_version(graph: Store) -> None:
    set_sequence(graph, 6)
    assert graph.consistent(lambda: "answer") == ("answer", 3)


def test_an_answer_that_a_load_crossed_is_asked_again(graph: Store) -> None:
    set_sequence(graph, 2)
    answers = iter(["torn", "whole"])

    def ask() -> str:
        answer = next(answers)
        if answer == "torn":
            set_sequence(graph, 4)
        return answer

    assert graph.consistent(ask) == ("whole", 2)


def test_an_answer_waits_while_a_load_writes(graph: Store) -> None:
    set_sequence(graph, 3)
    timer = threading.Timer(0.3, set_sequence, (graph, 4))
    timer.start()
    asked = []
    assert graph.consistent(lambda: asked.append(1)) == (None, 2)
    assert len(asked) > 1
    timer.join()


def test_a_load_that_never_ended_does_not_block_readers(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence, "PATIENCE", 0.1)
    set_sequence(graph, 5)
    assert graph.consistent(lambda: "answer") == ("answer", 2)
    assert graph.version() == Version(SCHEMA.version, 4)


def test_a_load_that_wrote_and_broke_off_before_it_said_so_counts(
    graph: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequence, "PATIENCE", 0.1)
    set_sequence(graph, 5)
    graph.write("CREATE (:Load:Record {id: $id})", id=sequence.load_id(5))
    assert graph.consistent(lambda: "answer") == ("answer", 3)


def test_loads_that_never_pause_are_said(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "READING_SECONDS", 0.2)
    rising = iter(range(2, 2000, 2))
    with pytest.raises(errors.Conflict, match="faster than it can be read"):
        graph.consistent(lambda: set_sequence(graph, next(rising)))


# --- trials ---------------------------------------------------------------------------------------------------

TRIED: list[Statement] = [
    ("UNWIND $ids AS id CREATE (:Place {id: id, name: id})", {"ids": ["a", "b"]}),
    ("MATCH (a:Place {id: 'a'}), (b:Place {id: 'b'}) CREATE (a)-[:PART_OF {key: 'a|b|'}]->(b)", {}),
]
PLACES = "MATCH (n:Place) RETURN n.id AS id ORDER BY id"


def test_a_trial_is_read_inside_and_leaves_nothing(graph: Store) -> None:
    set_sequence(graph, 4)

    def ask(inside: Store) -> object:
        return (
            inside.read(PLACES),
            inside.columns("MATCH (:Place)-[r:PART_OF]->() RETURN collect(r.key) AS key"),
            list(inside.stream(PLACES)),
            inside.version(),
            graph.read(PLACES),  # another session, while the trial is open
        )

    rows = [{"id": "a"}, {"id": "b"}]
    assert graph.trial(TRIED, ask) == (rows, {"key": ["a|b|"]}, rows, Version(SCHEMA.version, 4), [])
    assert graph.read(PLACES) == []
    assert graph.version() == Version(SCHEMA.version, 4)
    assert graph.write_together(TRIED).nodes_created == 2, "the trial's locks are gone and its keys are free"


def test_a_trial_is_undone_where_the_question_raises(graph: Store) -> None:
    def ask(inside: Store) -> None:
        assert inside.read(PLACES)
        raise errors.NotFound("nothing")

    with pytest.raises(errors.NotFound, match="nothing"):
        graph.trial(TRIED, ask)
    assert graph.read(PLACES) == []


def test_errors_of_a_trial_are_ours(graph: Store) -> None:
    with pytest.raises(errors.Conflict):
        graph.trial([*TRIED, TRIED[0]], lambda inside: inside.read(PLACES))
    with pytest.raises(errors.Fault, match="refused what wangge asked"):
        graph.trial(TRIED, lambda inside: inside.read("RETRUN 1"))
    assert graph.read(PLACES) == []


def test_who_may_only_read_may_not_try(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "Neo.ClientError.Security.Forbidden"
    forbidden = neo4j.exceptions.Neo4jError._hydrate_neo4j(code=code, message="Write operations are not allowed")
    monkeypatch.setattr(graph, "_driver", Flaky(graph._driver, 9, forbidden))
    with pytest.raises(errors.AccessDenied, match="does not allow this user"):
        graph.trial(TRIED, lambda inside: inside.read(PLACES))


def test_a_trial_is_tried_again_as_a_whole(graph: Store) -> None:
    asked = []

    def ask(inside: Store) -> int:
        asked.append(inside.read(PLACES))
        if len(asked) == 1:
            raise neo4j.exceptions.SessionExpired("a server went away")
        return len(asked)

    assert graph.trial(TRIED, ask) == 2
    assert asked == [[{"id": "a"}, {"id": "b"}]] * 2
    assert graph.read(PLACES) == []


@pytest.mark.parametrize("way", ["write", "write_together", "trial"])
def test_a_trial_only_reads(graph: Store, way: str) -> None:
    arguments = {"write": ("CREATE (:Place {id: 'c'})",), "write_together": (TRIED,), "trial": (TRIED, str)}[way]
    with pytest.raises(errors.Fault, match="a trial reads"):
        graph.trial([], lambda inside: getattr(inside, way)(*arguments))
    assert graph.read(PLACES) == []


def test_a_trial_does_not_close_the_store(graph: Store) -> None:
    def ask(inside: Store) -> None:
        with inside:
            assert inside.read("RETURN 1 AS one")

    graph.trial([], ask)
    assert graph.read("RETURN 1 AS one") == [{"one": 1}]


# --- the schema's version -------------------------------------------------------------------------------------


@pytest.fixture
def versioned(graph: Store):
    yield graph
    graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    graph.write("MERGE (n:Network:Record {id: 'wangge'}) SET n.schema_version = $v, n.sequence = 0", v=SCHEMA.version)


def test_a_newer_graph_is_refused(versioned: Store) -> None:
    versioned.write("MATCH (n:Network) SET n.schema_version = 99")
    with pytest.raises(
        errors.SchemaError, match=r"follows schema 99 and this wangge knows schema \d+; install a newer"
    ):
        versioned.prepare()


def test_a_graph_of_others_is_refused_and_left_alone(versioned: Store) -> None:
    versioned.write("MATCH (n) DETACH DELETE n")
    versioned.write("CREATE (:Movie {title: 'theirs'})")
    with pytest.raises(errors.SchemaError, match="holds 1 nodes that wangge did not write"):
        versioned.prepare()
    assert versioned.read("MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Movie"]}]


def test_an_older_graph_is_migrated_step_by_step(versioned: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    older = SCHEMA.version
    monkeypatch.setattr(store_module, "SCHEMA", replace(SCHEMA, version=older + 2))
    monkeypatch.setitem(
        migrations.MIGRATIONS, older, ("MATCH (p:Place) SET p.name = p.title", "MATCH (p:Place) REMOVE p.title")
    )
    monkeypatch.setitem(migrations.MIGRATIONS, older + 1, ("MATCH (p:Place) SET p.name = p.name + '!'",))
    versioned.write("CREATE (:Place {id: 'a', title: '甲'})")
    versioned.write("MATCH (n:Network) SET n.schema_version = $v, n.sequence = 8", v=older)
    versioned.prepare()
    assert versioned.version() == Version(older + 2, 8)
    rows = versioned.read("MATCH (p:Place) RETURN p.name AS name, p.title AS title")
    assert rows == [{"name": "甲!", "title": None}]
    versioned.prepare()
    assert versioned.read("MATCH (p:Place) RETURN p.name AS name") == [{"name": "甲!"}]


def test_a_graph_without_waivers_gets_what_waivers_need(versioned: Store, settings: Settings) -> None:
    versioned.write("DROP CONSTRAINT waiver_id")
    versioned.write("DROP INDEX waiver_gap")
    versioned.write("CREATE (:Place {id: 'a', name: '甲'})")
    versioned.write("MATCH (n:Network) SET n.schema_version = 1, n.sequence = 6")
    with Store.open(settings) as opened:
        assert opened.version() == Version(SCHEMA.version, 6)
        assert opened.read("MATCH (p:Place) RETURN p.name AS name") == [{"name": "甲"}]
        named = {
            row["name"] for row in opened.read("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
        }
    assert {"waiver_id", "waiver_gap"} <= named
    with pytest.raises(errors.Conflict):
        versioned.write("CREATE (:Waiver {id: 'w'}), (:Waiver {id: 'w'})")


def test_a_graph_without_spellings_gets_them_in_parts(
    versioned: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "AT_ONCE", 2)
    versioned.write("DROP INDEX spellings")
    versioned.write("UNWIND range(1, 5) AS n CREATE (:Building:Place {id: 'b' + n, name: n + '号楼'})")
    versioned.write(
        "CREATE (:Team:Body {id: 't', name: '长乐队'}), (:Person {id: 'p'}), (:Item {id: 'i', name: '项目'})"
    )
    versioned.write("MATCH (n:Network) SET n.schema_version = 2, n.sequence = 6")
    with Store.open(settings) as opened:
        assert opened.version() == Version(SCHEMA.version, 6)
        rows = opened.read(
            "MATCH (n) WHERE n.spelling IS NOT NULL RETURN n.id AS id, n.spelling AS spelling ORDER BY id"
        )
        found = opened.read(
            "CALL db.index.fulltext.queryNodes('spellings', '+yue +lou') YIELD node RETURN node.id AS id"
        )
        more = opened.read("CALL db.index.fulltext.queryNodes('spellings', '+zhang') YIELD node RETURN node.id AS id")
    spelt = {f"b{n}": f"{n} 号hao/xiao 楼lou" for n in range(1, 6)}
    assert {row["id"]: row["spelling"] for row in rows} == spelt | {
        "t": "长zhang/chang 乐le/yue 队dui",
        "p": "",
    }
    assert (found, more) == ([], [{"id": "t"}])
    migrations.spell_names(versioned)  # as after a migration that broke off
    assert len(versioned.read("MATCH (n) WHERE n.spelling IS NOT NULL RETURN n.id AS id")) == 7


def test_every_older_schema_has_a_way_to_this_one() -> None:
    assert set(migrations.MIGRATIONS) >= set(range(1, SCHEMA.version))


def test_an_empty_database_becomes_a_graph(versioned: Store) -> None:
    versioned.write("MATCH (n) DETACH DELETE n")
    versioned.prepare()
    assert versioned.version() == Version(SCHEMA.version, 0)
    names = {row["name"] for row in versioned.read("SHOW CONSTRAINTS YIELD name RETURN name")}
    assert {"place_id", "person_id", "holds_key"} <= names
    assert versioned.read("SHOW INDEXES YIELD name, type WHERE name = 'names' RETURN type") == [{"type": "FULLTEXT"}]


# --- where the server is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "error", "said"),
    [
        ("bolt://127.0.0.1:1", errors.Unreachable, "Nothing answers at bolt://127.0.0.1:1"),
        ("http://127.0.0.1:7474", errors.InvalidInput, "which is no Neo4j address"),
        ("nonsense", errors.InvalidInput, "which is no Neo4j address"),
    ],
)
def test_a_server_that_is_not_there(
    uri: str, error: type[Exception], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "RETRY_SECONDS", 0.3)
    settings = Settings.from_environment({"WANGGE_NEO4J_URI": uri, "WANGGE_NEO4J_PASSWORD": "x"})
    with pytest.raises(error) as refused:
        Store.open(settings)
    assert said in str(refused.value)


def test_the_drivers_own_log_never_reaches_a_person() -> None:
    """Python prints warnings that nobody handles: a retry would stand between our sentences."""
    script = "import logging, graph.store; logging.getLogger('neo4j.pool').warning('will be retried')"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr == ""
