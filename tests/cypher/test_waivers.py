"""Which gaps are waived on a day, on graphs of a few nodes: the boundary days, two profiles, subjects that are gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher.waivers import by_gap, subjects, waived, waivers
from graph.store import Store

DAY = date(2026, 3, 1)
NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=1)


@pytest.fixture
def granted(graph: Store) -> Store:
    """Waivers of two profiles: in force, ended on the day, to come; one gap with two; subjects there, ended, gone."""
    graph.write(
        """
        CREATE (:StairGroup:Place {id: 's', name: '一号楼组', level: 'stair_group', synthetic: true})
        CREATE (:StairGroup:Place {id: 'old', name: '旧楼组', level: 'stair_group', until: date('2026-03-01')})
        CREATE (:Station:Body {id: 'a:b', name: '驿站', kind: 'service', tags: ['红色']})
        CREATE (:Person {id: 'p', name: '甲'})
        CREATE (:Waiver {id: 'w1', gap: 'linfen.X1:s', reason: '搬迁', by: '街道', since: date('2026-03-01'),
                         until: date('2026-03-02')})
        CREATE (:Waiver {id: 'w2', gap: 'linfen.X10:s', reason: '搬迁', by: '街道', until: date('2027-01-01')})
        CREATE (:Waiver {id: 'w3', gap: 'linfen.X1:old', reason: '拆除', by: '街道', until: date('2026-06-01')})
        CREATE (:Waiver {id: 'w4', gap: 'linfen.X1:gone', reason: '拆除', by: '街道', until: date('2026-06-01')})
        CREATE (:Waiver {id: 'w5', gap: 'linfen.X1:a:b', reason: '筹建', by: '街道', until: date('2026-04-01')})
        CREATE (:Waiver {id: 'w6', gap: 'linfen.X1:a:b', reason: '筹建', by: '区里', until: date('2026-05-01')})
        CREATE (:Waiver {id: 'w7', gap: 'dali.X1:p', reason: '病假', by: '县委', until: date('2026-05-01')})
        CREATE (:Waiver {id: 'w8', gap: 'linfen.X1:ended', reason: '过期', by: '街道', until: date('2026-03-01')})
        CREATE (:Waiver {id: 'w9', gap: 'linfen.X1:later', reason: '将来', by: '街道', since: date('2026-03-02'),
                         until: date('2026-05-01')})
        """
    )
    return graph


def ids(store: Store, **asked) -> list[str]:
    return [row.id for row in waivers(store, **({"as_of": DAY} | asked))]


def test_waivers_in_force_the_first_to_expire_first(granted: Store) -> None:
    assert ids(granted) == ["w1", "w5", "w6", "w7", "w3", "w4", "w2"]
    assert ids(granted, profile="dali") == ["w7"]
    assert ids(granted, profile="lin") == []


def test_until_is_the_first_day_on_which_the_gap_counts_again(granted: Store) -> None:
    assert "w1" in ids(granted)
    assert "w1" not in ids(granted, as_of=NEXT)
    assert "w1" not in ids(granted, as_of=BEFORE)  # nor does it hold before its first day
    assert "linfen.X1:s" in by_gap(granted, norms=["linfen.X1"], as_of=DAY)
    assert "linfen.X1:s" not in by_gap(granted, norms=["linfen.X1"], as_of=NEXT)


def test_those_that_have_ended_or_not_begun_are_shown_where_asked_for(granted: Store) -> None:
    states = {row.id: row.state for row in waivers(granted, as_of=DAY, ended=True)}
    assert states == dict.fromkeys(states, "in_force") | {"w8": "expired", "w9": "upcoming"}
    assert len(states) == 9


def test_a_waiver_says_which_norm_and_which_subject(granted: Store) -> None:
    rows = {row.id: row for row in waivers(granted, as_of=DAY)}
    named = {id_: (row.norm, row.subject_id, row.subject_name, row.synthetic) for id_, row in rows.items()}
    assert named["w1"] == ("linfen.X1", "s", "一号楼组", True)
    assert named["w3"] == ("linfen.X1", "old", None, False)  # not there any more on the day
    assert named["w4"] == ("linfen.X1", "gone", None, False)
    assert named["w5"] == ("linfen.X1", "a:b", "驿站", False)  # a colon in an id
    assert named["w7"] == ("dali.X1", "p", "甲", False)
    assert rows["w1"].reason == "搬迁"
    assert (rows["w1"].by, rows["w1"].since, rows["w2"].since) == ("街道", DAY, None)
    (before,) = (row for row in waivers(granted, as_of=BEFORE) if row.id == "w3")
    assert before.subject_name == "旧楼组"


def test_gaps_of_some_norms_have_one_waiver_each_the_longest(granted: Store) -> None:
    found = by_gap(granted, norms=["linfen.X1", "linfen.X1"], as_of=DAY)
    assert {gap: row.id for gap, row in found.items()} == {
        "linfen.X1:s": "w1",
        "linfen.X1:old": "w3",
        "linfen.X1:gone": "w4",
        "linfen.X1:a:b": "w6",
    }
    assert [row.id for row in waived(granted, norms=["linfen.X1"], as_of=DAY) if row.gap == "linfen.X1:a:b"] == [
        "w6",
        "w5",
    ]
    assert list(by_gap(granted, norms=["dali.X1", "linfen.X10"], as_of=DAY)) == ["linfen.X10:s", "dali.X1:p"]
    assert by_gap(granted, norms=[], as_of=DAY) == by_gap(granted, norms=["linfen.X"], as_of=DAY) == {}


def test_what_has_an_id_is_told_also_where_it_has_ended(granted: Store) -> None:
    granted.write("CREATE (:Department:Body {id: 's', name: '住建局'})")
    assert [(row.label, row.name, row.in_force) for row in subjects(granted, id="s", as_of=DAY)] == [
        ("Department", "住建局", True),
        ("StairGroup", "一号楼组", True),
    ]
    (old,) = subjects(granted, id="old", as_of=DAY)
    assert (old.label, old.in_force) == ("StairGroup", False)
    (station,) = subjects(granted, id="a:b", as_of=DAY)
    assert (station.kind, station.tags) == ("service", ["红色"])
    assert [row.label for row in subjects(granted, id="p", as_of=DAY)] == ["Person"]
    assert subjects(granted, id="gone", as_of=DAY) == []


# --- against an oracle ------------------------------------------------------------------------------------------------

DAYS = st.integers(-2, 2).map(lambda days: DAY + timedelta(days=days))
GAPS = st.sampled_from(["linfen.X1:a", "linfen.X1:b", "linfen.X10:a", "dali.X1:a", "dali.X1:linfen.X1:a"])
NORMS = st.lists(st.sampled_from(["linfen.X1", "linfen.X10", "dali.X1", "linfen"]), unique=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(GAPS, st.none() | DAYS, DAYS), max_size=6), NORMS)
def test_waivers_are_those_an_oracle_finds(graph: Store, made: list[tuple], norms: list[str]) -> None:
    graph.write("MATCH (w:Waiver) DELETE w")
    rows = [[f"w{i}", gap, since, until] for i, (gap, since, until) in enumerate(made)]
    graph.write(
        "UNWIND $rows AS row CREATE (:Waiver {id: row[0], gap: row[1], reason: '因', by: '局', since: row[2], "
        "until: row[3]})",
        rows=rows,
    )
    holding = [(id_, gap, until) for id_, gap, since, until in rows if (since is None or since <= DAY) and until > DAY]
    expected: dict[str, str] = {}
    for id_, gap, _ in sorted(holding, key=lambda one: (-one[2].toordinal(), one[0])):
        if gap.split(":")[0] in norms:
            expected.setdefault(gap, id_)
    assert {gap: row.id for gap, row in by_gap(graph, norms=norms, as_of=DAY).items()} == expected
    assert {row.id for row in waivers(graph, as_of=DAY)} == {id_ for id_, *_ in holding}
    assert len(waivers(graph, as_of=DAY, ended=True)) == len(rows)
