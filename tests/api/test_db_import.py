"""`wangge db import`: an empty database filled offline holds what a load would have written, and faults are counted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st

from graph import local
from graph.errors import FileRefused, InvalidInput, LoadRefused
from graph.profile import load_profile
from graph.records import Table
from graph.schema import SCHEMA
from graph.settings import Settings
from graph.statements import edge_keys
from graph.store import Store
from loaders import frames
from loaders.columns import ROW, edge_key, judge, read
from loaders.offline import bring_in
from loaders.run import load
from loaders.scale import scaled
from loaders.twin import twin, write

DAY = date(2024, 1, 5)


# --- keys ------------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.sampled_from("ab|\\、甲"), min_size=1, max_size=5)


@trial(deadline=None)
@given(
    st.lists(
        st.tuples(TEXTS, TEXTS, st.none() | TEXTS, st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31))),
        min_size=1,
    )
)
def test_keys_in_columns_are_the_keys_in_rows(rows):
    names = ("start", "end", "post", "since")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    edge = SCHEMA.edge["HOLDS"]
    types = dict.fromkeys(names, pl.String) | {"since": pl.Date}
    frame = pl.DataFrame(columns, schema=types)
    assert frame.select(edge_key(edge, frame.columns)).to_series().to_list() == edge_keys(edge, columns)
    some = frame.drop("since")
    without = {name: columns[name] for name in names[:3]}
    assert some.select(edge_key(edge, some.columns)).to_series().to_list() == edge_keys(edge, without)


# --- faults ----------------------------------------------------------------------------------------------------------

SOUND = {
    "Community": "id,name\nc1,一社区\nc2,二社区\n",
    "Building": "id,name,households,since,until,synthetic\nb1,一号楼,3,2024-01-05,,true\nb2,二号楼,,,,\n",
    "Person": "id,name,sex\np1,甲,female\n",
    "PART_OF": "start,end,since,until\nb1,c1,,2024-01-05\nb1,c2,2024-01-05,\nb2,c1,,\n",
    "HOLDS": "start,end,post\np1,b1,楼栋长\np1,b2,楼栋长\n",
}


def folder(tmp_path: Path, **changed: str) -> Path:
    for what, text in (SOUND | changed).items():
        (tmp_path / f"{what}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def faults(path: Path) -> list[str]:
    tables, found = read(path)
    return [f"{f.table}.{f.column} {f.code} {f.rows}" for f in (*found, *judge(tables))]


def test_sound_tables_have_no_fault_and_keep_their_rows(tmp_path):
    tables, found = read(folder(tmp_path))
    assert found == judge(tables) == []
    building = tables["Building"].collect()
    assert building.row(0, named=True) == {
        ROW: 2,
        "id": "b1",
        "name": "一号楼",
        "households": 3,
        "since": DAY,
        "until": None,
        "synthetic": True,
    }


@pytest.mark.parametrize(
    ("what", "text", "expected"),
    [
        ("Building", "id,name,households\nb1,甲,三\nb2,乙,3\n", "Building.households wrong-type 1"),
        ("Building", "id,name,households\nb1,甲,-3\nb2,乙,3\n", "Building.households not-allowed 1"),
        ("Building", "id,name,since\nb1,甲,2024-13-05\nb2,乙,\n", "Building.since wrong-type 1"),
        ("Building", "id,name,since\nb1,甲,1024-01-05\nb2,乙,\n", "Building.since bad-date 1"),
        ("Building", "id,name,synthetic\nb1,甲,maybe\nb2,乙,\n", "Building.synthetic wrong-type 1"),
        ("Building", "id,name\nb1,\nb2,乙\n", "Building.name missing-value 1"),
        ("Building", "id\nb1\nb2\n", "Building.name missing-heading 2"),
        ("Building", "id,name,since,until\nb1,甲,2024-01-05,2024-01-05\nb2,乙,,\n", "Building.until date-order 1"),
        ("Building", "id,name\nb1,甲\nb2,乙\nb2,丙\n", "Building.id duplicate-id 2"),
        ("Community", "id,name\nc1,甲\nc2,乙\nb1,丙\n", "Building.id duplicate-id 1, Community.id duplicate-id 1"),
        ("Person", "id,name,sex\np1,甲,她\n", "Person.sex not-allowed 1"),
        ("Person", "id,name\n p1,甲\np1,乙\n", "Person.id bad-id 1"),
        ("HOLDS", "start,end,post\np1,b1,长\np9,b9,长\n", "HOLDS.end unknown-end 1, HOLDS.start unknown-end 1"),
        ("HOLDS", "start,end,post\nb1,b2,长\n", "HOLDS.start unknown-end 1"),
        (
            "HOLDS",
            "start,end,post\np1,b1,长\np1,b1,长\n",
            "HOLDS.start overlapping-post 1, HOLDS.start repeated-edge 2",
        ),
        ("PART_OF", "start,end,since\nb1,c1,\nb1,c2,2024-01-05\n", "PART_OF.start two-parents 1"),
    ],
)
def test_each_fault_is_counted_at_its_table_and_column(tmp_path, what, text, expected):
    assert ", ".join(sorted(faults(folder(tmp_path, **{what: text})))) == expected


def test_the_first_rows_of_a_fault_are_named(tmp_path):
    rows = "".join(f"p1,x{n},长\n" for n in range(5))
    _, found = read(folder(tmp_path, HOLDS="start,end,post\n" + rows))
    (fault,) = judge(read(tmp_path)[0])
    assert (found, fault.rows) == ([], 5)
    assert fault.examples == ["row 2: x0", "row 3: x1", "row 4: x2"]


def test_an_id_of_a_place_and_of_a_body_is_ambiguous_as_an_end(tmp_path):
    team = folder(tmp_path, Team="id,name\nb1,甲队\n")
    assert "HOLDS.end ambiguous-end 1" in faults(team)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("Bilding.csv", "id,name\n", "is named after no kind of record. Did you mean Building?"),
        ("Building.csv", "id,name,hosueholds\n", "Did you mean households?"),
        ("Building.csv", "name\n甲\n", "lacks the column id"),
        ("Building.parquet", "PAR1", "cannot be read as a table"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path, name, text, words):
    (tmp_path / name).write_text(text)
    with pytest.raises(FileRefused, match=words.replace("?", r"\?")):
        read(tmp_path)


# --- the whole way --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def aside(settings: Settings, tests_home: Path) -> Iterator[Settings]:
    """A home of its own, since an import replaces a whole database."""
    own = replace(settings, home=tests_home / "imported")
    local.stop(own)
    shutil.rmtree(own.home, ignore_errors=True)
    yield own
    local.stop(own)


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WANGGE_")}
    environment |= {"WANGGE_HOME": str(settings.home), "WANGGE_JARS": str(settings.jars), "PYTHONWARNINGS": "error"}
    command = [str(Path(sys.executable).with_name("wangge")), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All nodes and edges, without what says how they came."""
    nodes = store.read("MATCH (n) WHERE NOT n:Record RETURN labels(n) AS l, properties(n) AS p")
    edges = store.read("MATCH (a)-[r]->(b) RETURN type(r) AS t, a.id AS a, b.id AS b, properties(r) AS p")

    def plain(values: dict[str, object]) -> str:
        own = {name: value for name, value in values.items() if name not in ("source_id", "source_row")}
        return json.dumps(own, sort_keys=True, default=str, ensure_ascii=False)

    return {
        "nodes": sorted((*sorted(row["l"]), plain(row["p"])) for row in nodes),
        "edges": sorted((row["t"], row["a"], row["b"], plain(row["p"])) for row in edges),
    }


def test_an_import_leaves_what_a_load_would_have(graph: Store, aside: Settings, tmp_path: Path) -> None:
    made = twin("linfen", seed=4, defects="demo")
    waiver = {"id": "w", "gap": "linfen.X2:linfen-stair_group-0001", "reason": "改造", "by": "街道", "until": DAY}
    made.tables.append(Table("Waiver", {name: [value] for name, value in waiver.items()}))
    load(graph, made.tables, sources=["twin"]).raise_if_refused()
    write(made.tables, tmp_path / "in")
    done = run(aside, "db", "import", str(tmp_path / "in"))
    assert done.returncode == 0, done.stderr
    with Store.open(aside) as store:
        assert contents(store) == contents(graph)
        for what in ("SHOW CONSTRAINTS YIELD name", "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE'"):
            names = [sorted(row["name"] for row in one.read(f"{what} RETURN name")) for one in (store, graph)]
            assert names[0] == names[1], what
            assert len(names[0]) > 20
        version = store.version()
        assert version is not None
        assert (version.schema, version.data) == (SCHEMA.version, 1)
        rows = store.read("MATCH (n:Load) RETURN n.id AS id, n.created AS created, n.sources AS sources")
        assert rows == [
            {"id": "load-1", "created": sum(map(len, made.tables)), "sources": [str(tmp_path / "in")]},
        ]
        again = load(store, made.tables, sources=["again"])
        assert (again.created, again.changed, again.unchanged) == ({}, {}, sum(map(len, made.tables)))
        source = store.read("MATCH (b:Building) RETURN b.source_row AS row ORDER BY b.id LIMIT 1")
        assert source == [{"row": f"{tmp_path / 'in'} › Building › 2"}]

    full = run(aside, "db", "import", str(tmp_path / "in"))
    assert full.returncode == 2
    nodes = sum(len(table) for table in made.tables if "id" in table.columns)
    assert f"holds {nodes} nodes, and an import replaces the whole of it" in full.stderr.splitlines()[-1]

    frames.write(scaled(load_profile("guangan"), buildings=1_000), tmp_path / "next", "parquet")
    (tmp_path / "next" / "HOLDS.parquet").rename(tmp_path / "HOLDS.parquet")
    held = pl.read_parquet(tmp_path / "HOLDS.parquet")
    held.with_columns(end=pl.lit("nowhere")).write_parquet(tmp_path / "next" / "HOLDS.parquet")
    wrong = run(aside, "db", "import", str(tmp_path / "next"), "--overwrite")
    assert wrong.returncode == 1
    assert f"HOLDS, column end, unknown-end in {len(held)} rows (row 2: nowhere)" in wrong.stderr.splitlines()[-1]
    (tmp_path / "HOLDS.parquet").replace(tmp_path / "next" / "HOLDS.parquet")
    over = run(aside, "db", "import", str(tmp_path / "next"), "--overwrite", "--json")
    assert over.returncode == 0, over.stderr
    counts = json.loads(over.stdout)["created"]
    with Store.open(aside) as store:
        assert store.read("MATCH (b:Building) RETURN count(b) AS n") == [{"n": 1_000}]
        assert store.read("MATCH ()-[r:HOLDS]->() RETURN count(r) AS n") == [{"n": counts["HOLDS"]}]
        assert store.read("MATCH (n:StairGroup) RETURN count(n) AS n") == [{"n": 0}]
    assert not (aside.home / "import").exists()
    assert not (aside.home / "restore").exists()


def test_a_server_of_the_users_own_is_never_imported_into(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="names a server of your own"):
        bring_in(replace(settings, uri="bolt://somewhere:7687"), tmp_path)


def test_faults_are_said_before_anything_is_started(settings: Settings, tmp_path: Path) -> None:
    home = replace(settings, home=tmp_path / "never")
    with pytest.raises(LoadRefused, match="unknown-end in 1 rows"):
        bring_in(home, folder(tmp_path, HOLDS="start,end,post\np1,b9,长\n"))
    assert not home.home.exists()
