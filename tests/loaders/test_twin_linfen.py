"""The twin of 临汾路街道, without a database: the same seed, the same bytes, and numbers that hold together."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from graph.errors import FileRefused, InvalidInput, NotFound
from graph.profile import load_profile
from graph.schema import SCHEMA
from loaders import divisions, workbook
from loaders.against_profile import against
from loaders.twin import Twin, places, twin, write
from tests.twins import in_force, must_be_sound, records

PUBLISHED, TODAY = date(2021, 4, 5), date(2026, 11, 22)
COUNTS = ("households", "population", "party_households")


@pytest.fixture(scope="module")
def made() -> Twin:
    return twin("linfen", seed=1)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("two", 2)):
        write(twin("linfen", seed=seed, defects="demo").tables, tmp_path / name)
    bytes_of = {
        name: {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "again", "two")
    }
    assert len(bytes_of["one"]) > 20
    assert bytes_of["one"] == bytes_of["again"]
    assert bytes_of["one"] != bytes_of["two"]
    assert bytes_of["one"].keys() == bytes_of["two"].keys()


def test_every_record_is_sound_and_every_edge_has_both_ends(made: Twin) -> None:
    must_be_sound(made)


def test_the_street_and_its_communities_are_real(made: Twin) -> None:
    real = {t.what: t.columns for t in divisions.tables("310106021") if t.what in ("Street", "Community")}
    for what, columns in real.items():
        assert [(r["id"], r["name"], r["code"]) for r in records(made, what)] == list(
            zip(columns["id"], columns["name"], columns["code"], strict=True)
        )
    assert len(real["Community"]["id"]) == 20


@pytest.mark.parametrize("seed", range(5))
def test_the_tiers_have_their_numbers(seed: int) -> None:
    made = twin("linfen", seed=seed)
    size = {table.what: len(table) for table in made.tables}
    assert [size[what] for what in ("Street", "Block", "Community", "MicroGrid", "StairGroup")] == [1, 4, 20, 127, 1912]
    parents: dict[str, list[str]] = defaultdict(list)
    for edge in records(made, "PART_OF"):
        parents[edge["start"]].append(edge["end"])
    assert {len(found) for found in parents.values()} == {1}
    below = Counter(end for ends in parents.values() for end in ends)
    assert [below[r["id"]] for r in records(made, "Block")] == [5] * 4
    grids = Counter(edge["end"] for edge in records(made, "IN_GRID"))
    assert set(grids.values()) == {15, 16}
    per_area = Counter(parents[grid][0] for grid in grids)
    assert set(per_area.values()) == {6, 7}


@pytest.mark.parametrize("seed", range(5))
def test_stated_counts_add_up_at_every_tier(seed: int) -> None:
    made = twin("linfen", seed=seed)
    nodes = {r["id"]: (t.what, r) for t in made.tables if "id" in t.columns for r in records(made, t.what)}
    for kind, tiers in (
        ("PART_OF", ("Building", "Compound", "Community", "Block", "Street")),
        ("IN_GRID", ("MicroGrid",)),
    ):
        sums: dict[str, Counter[str]] = defaultdict(Counter)
        for edge in records(made, kind):
            if nodes[edge["start"]][0] != "MicroGrid":
                sums[edge["end"]].update({name: nodes[edge["start"]][1].get(name) or 0 for name in COUNTS})
        for id_, (what, record) in nodes.items():
            if what in tiers:
                assert {name: record[name] for name in COUNTS} == dict(sums[id_]), id_
    street = records(made, "Street")[0]
    assert 30_000 < street["households"] < 40_000
    assert 80_000 < street["population"] < 90_000
    assert street["party_households"] == 4600


def test_some_buildings_are_split_between_micro_grids(made: Twin) -> None:
    building = {e["start"]: e["end"] for e in records(made, "PART_OF")}
    grids = defaultdict(set)
    for edge in records(made, "IN_GRID"):
        grids[building[edge["start"]]].add(edge["end"])
    assert sum(len(found) == 2 for found in grids.values()) > 20
    assert max(map(len, grids.values())) == 2


@pytest.mark.parametrize("day", [PUBLISHED, TODAY])
def test_every_stair_group_has_one_head_and_nobody_heads_two(made: Twin, day: date) -> None:
    held = [r for r in records(made, "HOLDS") if r["post"] == "楼组长" and in_force(r, day)]
    assert len({r["start"] for r in held}) == len({r["end"] for r in held}) == len(held) == 1912
    women = {r["id"] for r in records(made, "Person") if r["sex"] == "female"}
    assert sum(r["start"] in women for r in held) == 1436


@pytest.mark.parametrize("seed", range(10))
def test_nobody_has_one_post_in_one_body_twice(seed: int) -> None:
    held = [(r["start"], r["end"], r["post"]) for r in records(twin("linfen", seed=seed), "HOLDS")]
    assert [post for post, times in Counter(held).items() if times > 1] == []


def test_some_head_several_micro_grids_and_some_sit_in_other_bodies_too(made: Twin) -> None:
    posts = defaultdict(list)
    for held in records(made, "HOLDS"):
        if in_force(held, PUBLISHED):
            posts[held["start"]].append(held["post"])
    grid_posts = [found for found in posts.values() if "微网格长" in found]
    assert sum(found.count("微网格长") for found in grid_posts) == 127
    assert 0 < sum(found.count("微网格长") == 2 for found in grid_posts) < 10
    assert any("居民区党组织委员" in found for found in grid_posts)
    assert any({"楼组长", "妇女代表"} <= set(found) for found in posts.values())
    assert any({"机关科级干部", "临时党支部书记"} <= set(found) for found in posts.values())


def test_a_successor_starts_on_the_day_the_predecessor_leaves(made: Twin) -> None:
    held = records(made, "HOLDS")
    starts = {(r["end"], r["post"], r["since"]) for r in held}
    left = [r for r in held if r["until"] and r["post"] in ("楼组长", "微网格长")]
    assert len(left) > 50
    assert all((r["end"], r["post"], r["until"]) in starts for r in left)


def test_contracts_are_from_different_bodies_and_ended_ones_stay(made: Twin) -> None:
    gate = [r for r in records(made, "CO_BUILDS") if r["form"] == "门责制"]
    assert len(gate) == len({r["start"] for r in gate}) == 773
    assert any(r["until"] and r["until"] <= PUBLISHED for r in records(made, "MANAGES"))
    minis = {r["id"] for r in records(made, "Compound") if r["kind"] == "迷你小区"}
    managed = [r for r in records(made, "MANAGES") if r["end"] in minis]
    assert len(minis) == len(managed) == 10
    assert {r["since"].year for r in managed} == {2020}


def test_temporary_branches_have_no_basis_and_some_ended_before_the_figures(made: Twin) -> None:
    temporary = [r for r in records(made, "PartyOrg") if r["formation"] == "temporary"]
    assert {r["basis"] for r in temporary} == {None}
    assert len(temporary) == 17
    assert 0 < sum(in_force(r, PUBLISHED) for r in temporary) < 17


def test_posts_are_words_of_the_profile(made: Twin) -> None:
    assert {r["post"] for r in records(made, "HOLDS")} <= load_profile("linfen").all_posts


def test_issue_types_are_paired_with_functions_of_bodies_that_serve_the_place(made: Twin) -> None:
    types = {r["id"] for r in records(made, "IssueType")}
    leads = [r for r in records(made, "HANDLED_BY") if r["role"] == "lead"]
    assert {r["start"] for r in leads} == types
    assert len(types) > 8
    assert {r["end"] for r in leads} <= {r["start"] for r in records(made, "SERVES")}
    routed = {issue for channel in load_profile("linfen").routing for issue in channel.types}
    assert routed <= types
    assert "高空老人" in next(r["synonyms"] for r in records(made, "IssueType") if r["name"] == "悬空老人")


def test_planted_defects_come_after_the_figures_and_name_what_exists() -> None:
    none, demo = twin("linfen", seed=3), twin("linfen", seed=3, defects="demo")
    assert none.planted == []
    rules = Counter(defect.rule for defect in demo.planted)
    wanted = {"linfen.X1": 3, "linfen.X2": 4, "linfen.N5": 1, "linfen.X3": 1, "linfen.N3": 1, "linfen.N4": 2}
    assert rules == Counter({**wanted, "route": 4})  # the types that only the closed department leads
    assert len({(defect.rule, defect.subject_id) for defect in demo.planted}) == len(demo.planted)
    ids = {id_ for t in demo.tables if "id" in t.columns for id_ in t.columns["id"]}
    assert {defect.subject_id for defect in demo.planted} <= ids
    for table in none.tables:
        other = next(t for t in demo.tables if t.what == table.what)
        assert len(other) == len(table)
        before, after = table.columns.get("until"), other.columns.get("until") or [None] * len(other)
        for old, new in zip(before or [None] * len(table), after, strict=True):
            assert old == new or PUBLISHED < new < TODAY


def test_the_written_folder_is_read_back_as_the_same_records(tmp_path: Path) -> None:
    made = twin("linfen", seed=1, defects="demo")
    write(made.tables, tmp_path / "out")
    reading = workbook.read([tmp_path / "out"])
    assert reading.faults == []
    back = Twin(list(reading.tables), [])
    assert {table.what for table in back.tables} == {table.what for table in made.tables}
    for table in made.tables:
        again = next(t for t in back.tables if t.what == table.what)
        assert {name: again.columns[name] for name in table.columns} == table.columns, table.what
    assert list(against(load_profile("linfen"))(back.tables)) == []


def test_only_sound_requests_are_made(tmp_path: Path) -> None:
    assert "linfen" in places()
    with pytest.raises(NotFound, match="there are twins of"):
        twin("atlantis")
    with pytest.raises(InvalidInput, match="seed"):
        twin("linfen", seed=-1)
    with pytest.raises(InvalidInput, match="no kind of defect"):
        twin("linfen", defects="all")
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(FileRefused, match="not empty"):
        write(twin("linfen").tables, tmp_path)
    with pytest.raises(FileRefused, match="cannot be written"):
        write([], tmp_path / "kept.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_levels_of_the_profile_are_what_the_twin_has(made: Twin) -> None:
    labels = {SCHEMA.level[level].label for level in load_profile("linfen").all_levels}
    assert labels <= {table.what for table in made.tables}
