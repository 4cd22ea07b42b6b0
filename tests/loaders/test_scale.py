"""A place's shape at any size: deterministic, sound, real at the top, and what the norms ask for is there."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from cypher.gaps import gaps
from graph.errors import InvalidInput
from graph.profile import load_profile
from graph.profile_head import places
from graph.records import Table, check
from graph.store import Store
from loaders import divisions, frames
from loaders.against_profile import against
from loaders.distributions import NAMES, distribution, draw
from loaders.run import load
from loaders.scale import LEAST, MOST, scaled
from loaders.scale.norms import not_made

TODAY = date(2026, 11, 22)
BUILDINGS = 1_500
Made = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    """Every place's shape with 1,500 buildings."""
    assert len(places()) >= 7
    return {place: collected(place, BUILDINGS) for place in places()}


def collected(place: str, buildings: int, seed: int = 1) -> Made:
    records = scaled(load_profile(place), buildings=buildings, seed=seed)
    return dict(zip(records, pl.collect_all(list(records.values())), strict=True))


def ends(frame: pl.DataFrame, start: str = "", end: str = "") -> pl.DataFrame:
    """Edges between ids that hold these words."""
    return frame.filter(pl.col("start").str.contains(start), pl.col("end").str.contains(end))


# --- distributions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_draws_are_seeded_and_as_often_as_in_life(name: str) -> None:
    found = distribution(name)
    assert len(found.outcomes) == len(found.cumulative) > 20
    assert draw(random.Random(1), name, 50) == draw(random.Random(1), name, 50) != draw(random.Random(2), name, 50)
    counts = Counter(draw(random.Random(3), name, 20_000))
    assert set(counts) <= set(found.outcomes)
    share = (found.cumulative[0]) / found.cumulative[-1]
    assert counts[found.outcomes[0]] / 20_000 == pytest.approx(share, abs=0.02)


# --- every place ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path, form: str) -> None:
    for name, seed in (("one", 1), ("again", 1), ("two", 2)):
        frames.write(scaled(load_profile("bishan"), buildings=LEAST, seed=seed), tmp_path / name, form)
    bytes_of = {
        name: {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "again", "two")
    }
    assert len(bytes_of["one"]) > 20
    assert bytes_of["one"] == bytes_of["again"]
    assert bytes_of["one"]["Person." + form] != bytes_of["two"]["Person." + form]


def test_every_record_is_sound_marked_and_of_words_of_the_profile(made: dict[str, Made]) -> None:
    for place, tables in made.items():
        listed = [Table(what, frame.to_dict(as_series=False), what) for what, frame in tables.items()]
        assert [fault for table in listed for fault in check(table)] == [], place
        assert all(frame["synthetic"].all() for frame in tables.values()), place
        assert list(against(load_profile(place))(listed)) == [], place


def test_ids_are_unique_and_every_edge_has_both_ends(made: dict[str, Made]) -> None:
    for place, tables in made.items():
        ids = pl.concat([frame["id"] for frame in tables.values() if "id" in frame.columns])
        assert ids.n_unique() == len(ids), place
        for what, frame in tables.items():
            if "start" in frame.columns:
                assert frame["start"].is_in(ids.implode()).all(), (place, what)
                assert frame["end"].is_in(ids.implode()).all(), (place, what)
                keys = [
                    name
                    for name in ("start", "end", "post", "rung", "role", "line", "purpose", "since")
                    if name in frame.columns
                ]
                assert frame.select(keys).n_unique() == len(frame), (place, what)


def test_there_are_as_many_buildings_as_were_asked_for(made: dict[str, Made]) -> None:
    for place, tables in made.items():
        assert len(tables["Building"]) == BUILDINGS, place
        above = tables["PART_OF"].filter(pl.col("start").is_in(tables["Building"]["id"].implode()))
        assert above["start"].n_unique() == len(above) == BUILDINGS, place


def test_streets_and_communities_are_real_as_far_as_there_are_any(made: dict[str, Made]) -> None:
    for place, tables in made.items():
        real: dict[str, Any] = {}
        for code in load_profile(place).codes:
            for table in divisions.tables(code):
                if table.what in ("Street", "Community"):
                    real |= dict(zip(table.columns["id"], table.columns["name"], strict=True))
        for what in ("Street", "Community"):
            coded = tables[what].filter(pl.col("code").is_not_null())
            assert len(coded) > 0, (place, what)
            assert all(
                real[row["id"]] == row["name"] and row["id"] == row["code"] for row in coded.iter_rows(named=True)
            )
        generated = tables["Community"].filter(pl.col("code").is_null())
        assert generated["name"].str.contains(r"第\d+社区$").all()
        assert len(generated) == max(0, len(tables["Community"]) - len([c for c in real if len(c) == 12]))


def test_more_communities_than_there_are_are_generated_without_a_code() -> None:
    tables = collected("linfen", 3_000)
    communities = tables["Community"]
    assert communities["code"].null_count() == len(communities) - 20 > 5
    assert communities["id"].n_unique() == len(communities)


def test_another_number_of_buildings_keeps_the_shape(made: dict[str, Made]) -> None:
    for place in ("dali", "bishan", "anqiu"):
        larger = collected(place, 6_000)
        for what in ("Compound", "Grid", "Person", "HOLDS"):
            assert len(larger[what]) / len(made[place][what]) == pytest.approx(4, rel=0.35), (place, what)


# --- grid and compound, by relation -----------------------------------------------------------------------------------


def test_one_to_one(made: dict[str, Made]) -> None:
    tables = made["dali"]
    lies = ends(tables["IN_GRID"], "compound", "grid")
    assert lies["start"].n_unique() == lies["end"].n_unique() == len(tables["Compound"]) == len(tables["Grid"])


@pytest.mark.parametrize("place", ["xixiang", "daqing"])
def test_grid_in_compound(made: dict[str, Made], place: str) -> None:
    tables = made[place]
    homes = dict(tables["PART_OF"].select("start", "end").iter_rows())
    lies = ends(tables["IN_GRID"], "building", "grid")
    assert lies["start"].n_unique() == len(lies) == BUILDINGS
    for building, grid in lies.select("start", "end").iter_rows():
        assert homes[grid] == homes[building] or "-" not in homes[grid] or "community" in homes[grid]
    inside = ends(tables["PART_OF"], "-grid-", "-compound-")
    assert inside["end"].n_unique() == len(tables["Compound"]) < len(inside)


def test_same_level(made: dict[str, Made]) -> None:
    """A compound that one grid holds is in it; the buildings of one that several share are in theirs themselves."""
    tables = made["anqiu"]
    whole, single = ends(tables["IN_GRID"], "compound"), ends(tables["IN_GRID"], "building")
    assert len(whole) > 20
    assert len(single) > 20
    inside = tables["PART_OF"].filter(pl.col("end").is_in(whole["start"].implode()))["start"]
    assert not set(inside) & set(single["start"])
    assert len(inside) + len(single) == BUILDINGS


def test_parallel_keeps_every_band_and_splits_only_what_is_too_large(made: dict[str, Made]) -> None:
    tables = collected("bishan", 20_000)
    for what, low, high in (("Grid", 300, 500), ("MicroGrid", 50, 80)):
        assert tables[what]["households"].is_between(low, high).all(), what
    homes = pl.concat([tables[what].select("id", "households") for what in ("Building", "Unit")])
    lies = tables["IN_GRID"].join(homes, left_on="start", right_on="id")
    assert len(lies) == len(tables["IN_GRID"])
    sums = lies.group_by("end").agg(pl.col("households").sum()).join(tables["MicroGrid"], left_on="end", right_on="id")
    assert (sums["households"] == sums["households_right"]).all()
    assert len(sums) == len(tables["MicroGrid"])
    split = ends(tables["PART_OF"], "unit", "building")["end"].unique()
    assert tables["Building"].filter(pl.col("id").is_in(split.implode()))["households"].min() > 80
    assert tables["Building"].filter(~pl.col("id").is_in(split.implode()))["households"].max() <= 80
    assert set(lies.filter(pl.col("start").str.contains("building"))["start"]).isdisjoint(split)


def test_no_grid_and_no_compound(made: dict[str, Made]) -> None:
    assert not {"Grid", "MicroGrid", "IN_GRID"} & made["guangan"].keys()
    tables = made["linfen"]
    assert ends(tables["IN_GRID"], "stair_group", "micro_grid")["start"].n_unique() == len(tables["StairGroup"])
    assert set(ends(tables["PART_OF"], "micro_grid")["end"]) <= set(tables["Community"]["id"])
    assert len(tables["Block"]) == -(-len(tables["Community"]) // 5)


# --- who is there ---------------------------------------------------------------------------------------------------


def test_every_counted_post_is_held_at_every_place_of_its_level(made: dict[str, Made]) -> None:
    looked = 0
    for place, tables in made.items():
        for line in load_profile(place).lines:
            for counting in line.counts:
                for post in counting.posts:
                    label = "".join(part.title() for part in counting.level.split("_"))
                    held = tables["HOLDS"].filter(pl.col("post") == post)
                    assert set(tables[label]["id"]) <= set(held["end"]), (place, post)
                    looked += 1
    assert looked > 10


def test_companies_manage_as_many_compounds_as_in_life() -> None:
    tables = collected("guangan", 50_000)
    sizes = ends(tables["MANAGES"], "property_company").group_by("start").len()["len"]
    assert sizes.sum() == len(tables["Compound"].filter(pl.col("manager") == "property"))
    assert (sizes == 1).mean() == pytest.approx(0.55, abs=0.08)
    assert sizes.max() > 10


def test_buildings_and_households_are_spread_as_in_life() -> None:
    tables = collected("dali", 100_000)
    buildings = ends(tables["PART_OF"], "building", "compound").group_by("end").len()["len"]
    assert (buildings == 1).mean() == pytest.approx(0.204, abs=0.03)
    assert buildings.mean() == pytest.approx(11.9, rel=0.12)
    assert tables["Building"]["households"].mean() == pytest.approx(54, rel=0.12)


def test_subjects_of_norms_are_there(made: dict[str, Made]) -> None:
    """So that a norm without a gap is met and not merely without anything to bind."""
    absent = []
    for place, tables in made.items():
        for norm in load_profile(place).norms:
            for subject in norm.subjects if norm.computable else ():
                rows = tables.get(subject.label, pl.DataFrame({"id": []}))
                if subject.kind is not None:
                    rows = rows.filter(pl.col("kind") == subject.kind) if "kind" in rows.columns else rows.clear()
                if subject.tag is not None:
                    rows = (
                        rows.filter(pl.col("tags").list.contains(subject.tag))
                        if "tags" in rows.columns
                        else rows.clear()
                    )
                if not len(rows):
                    absent.append((norm.id, subject.label, subject.kind or subject.tag))
    assert [one for one in absent if one[0] != "dali.X2"] == []  # no temporary branch stands beside its successor


@pytest.mark.parametrize("place", places())
def test_no_norm_is_unmet_in_the_graph(graph: Store, made: dict[str, Made], place: str) -> None:
    profile = load_profile(place)
    tables = frames.tables({what: frame.lazy() for what, frame in made[place].items()}, "scaled")
    load(graph, tables, sources=["scaled"]).raise_if_refused()
    for code in profile.codes:
        found = gaps(graph, profile=profile, place=code, as_of=TODAY)
        assert (found.rows, found.targets) == ([], [])
        assert Counter(one.norm for one in found.unknown) == {}


@pytest.mark.parametrize("code", ["9901", "990102", "990102001"])
def test_a_place_of_which_no_divisions_ship_stands_on_its_own_code(code: str) -> None:
    profile = load_profile("xixiang").model_copy(update={"place": "haven", "codes": (code,)})
    records = scaled(profile, buildings=LEAST)
    tables = dict(zip(records, pl.collect_all(list(records.values())), strict=True))
    top = pl.concat([tables[what].select("id", "code") for what in ("City", "County", "Street") if what in tables])
    assert top.drop_nulls().rows() == [(code, code)]
    above = dict(tables["PART_OF"].select("start", "end").iter_rows())
    place = tables["Floor"]["id"][0]
    while place in above:
        place = above[place]
    assert place == code


def test_what_cannot_be_made_is_said() -> None:
    assert {place: ids for place in places() if (ids := not_made(load_profile(place)))} == {}


# --- bad requests ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("buildings", "seed", "words"),
    [(LEAST - 1, 1, "ask for 1000 or more"), (MOST + 1, 1, "ask for 10000000 or fewer"), (LEAST, -1, "The seed is -1")],
)
def test_a_size_or_seed_out_of_bounds_is_refused_in_one_sentence(buildings: int, seed: int, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        scaled(load_profile("dali"), buildings=buildings, seed=seed)
    assert caught.value.message.count(".") <= 2
