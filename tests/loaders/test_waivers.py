"""A waiver given: to an open gap alone, by one load, and the same again changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cypher.gaps import gaps
from cypher.waivers import by_gap, waivers
from graph.errors import InvalidInput, LoadRefused, NotFound
from graph.profile import load_profile
from graph.records import Table
from graph.store import Store
from loaders import columns
from loaders import waivers as module
from loaders.frames import frames, write
from loaders.run import load
from loaders.twin import twin
from loaders.waivers import Waiving, check, read_gap, waive
from loaders.workbook import read

TODAY = date(2026, 3, 1)
TOMORROW = TODAY + timedelta(days=1)
UNTIL = date(2026, 9, 1)
GAP = "linfen.X2:s1"


def give(store: Store, gap: str = GAP, **changed) -> Waiving:
    said = {"reason": "楼组改造", "by": "临汾路街道", "until": UNTIL, "today": TODAY}
    return waive(store, gap=gap, **(said | changed))


@pytest.fixture
def street(graph: Store) -> Store:
    """Two streets with a profile each; stair groups without and with a head; shops whose file is known or is not."""
    graph.write(
        """
        CREATE (linfen:Street:Place {id: 'l', name: '临汾路街道', level: 'street', code: '310106021'})
        CREATE (dali:County:Place {id: 'd', name: '大荔县', level: 'county', code: '610523'})
        CREATE (other:Street:Place {id: 'o', name: '别的街道', level: 'street'})
        CREATE (c:Community:Place {id: 'c', name: '一居', level: 'community'})-[:PART_OF]->(linfen)
        CREATE (m:Compound:Place {id: 'm', name: '一村', level: 'compound'})-[:PART_OF]->(c)
        CREATE (n:Compound:Place {id: 'n', name: '朝邑小区', level: 'compound', manager: 'none'})-[:PART_OF]->(dali)
        CREATE (:StairGroup:Place {id: 's1', name: '一组', level: 'stair_group'})-[:PART_OF]->(m)
        CREATE (two:StairGroup:Place {id: 's2', name: '二组', level: 'stair_group'})-[:PART_OF]->(m)
        CREATE (:Person {id: 'p', name: '甲'})-[:HOLDS {post: '楼组长', until: date('2026-03-02')}]->(two)
        CREATE (:StairGroup:Place {id: 's3', name: '三组', level: 'stair_group'})-[:PART_OF]->(n)
        CREATE (four:StairGroup:Place {id: 's4', name: '四组', level: 'stair_group', until: date('2026-03-01')})
        CREATE (four)-[:PART_OF]->(m)
        CREATE (:StairGroup:Place {id: 's5', name: '五组', level: 'stair_group'})-[:PART_OF]->(other)
        CREATE (:Institution:Body {id: 'i1', name: '甲店', tags: ['沿街'], lacks: ['一店一档']})-[:SERVES]->(c)
        CREATE (:Institution:Body {id: 'i2', name: '乙店', tags: ['沿街']})-[:SERVES]->(c)
        CREATE (:Institution:Body {id: 'i3', name: '丙厂', lacks: ['一店一档']})-[:SERVES]->(c)
        CREATE (:Institution:Body {id: 'i4', name: '丁店', tags: ['沿街'], lacks: ['一店一档']})
        CREATE (:Institution:Body {id: 'i5', name: '戊店', tags: ['沿街'], has: ['一店一档']})-[:SERVES]->(c)
        """
    )
    return graph


# --- what is written --------------------------------------------------------------------------------------------------


def test_a_waiver_is_a_load_of_one_record(street: Store) -> None:
    done = give(street)
    assert done.done == "made"
    assert done.report.created == {"Waiver": 1}
    assert street.read("MATCH (w:Waiver) RETURN properties(w) AS p") == [
        {
            "p": {
                "id": "linfen.X2:s1@2026-03-01",
                "gap": GAP,
                "reason": "楼组改造",
                "by": "临汾路街道",
                "since": TODAY,
                "until": UNTIL,
                "source_id": "load-1",
                "source_row": "wangge waive › 1",
            }
        }
    ]
    assert street.version().data == 1
    assert by_gap(street, norms=["linfen.X2"], as_of=TODAY)[GAP] == done.waiver


def test_the_same_again_changes_nothing(street: Store) -> None:
    first = give(street)
    again = give(street)
    assert (again.done, again.waiver, again.report.unchanged) == ("unchanged", first.waiver, 1)
    assert street.version().data == 1
    later = give(street, today=TOMORROW)  # also on another day, while it is in force
    assert (later.done, later.waiver) == ("unchanged", first.waiver)


def test_a_waiver_in_force_is_changed_and_keeps_its_first_day(street: Store) -> None:
    give(street)
    done = give(street, reason="改期", by="静安区", until=date(2027, 1, 1), today=TOMORROW)
    assert done.done == "changed"
    (row,) = waivers(street, as_of=TOMORROW, ended=True)
    assert (row.reason, row.by, row.since, row.until) == ("改期", "静安区", TODAY, date(2027, 1, 1))


def test_until_today_ends_it(street: Store) -> None:
    give(street)
    done = give(street, until=TOMORROW, today=TOMORROW)
    assert done.done == "ended"
    assert by_gap(street, norms=["linfen.X2"], as_of=TOMORROW) == {}
    assert list(by_gap(street, norms=["linfen.X2"], as_of=TODAY)) == [GAP]
    again = give(street, today=TOMORROW)  # and it may be waived anew on that day
    assert (again.done, again.waiver.id) == ("made", "linfen.X2:s1@2026-03-02")


def test_a_waiver_of_a_gap_that_was_closed_can_be_ended_and_not_prolonged(street: Store) -> None:
    give(street)
    street.write("MATCH (s {id: 's1'}) CREATE (:Person {id: 'q', name: '乙'})-[:HOLDS {post: '楼组长'}]->(s)")
    with pytest.raises(NotFound, match=r"一组 .* meets linfen.X2"):
        give(street, until=date(2027, 1, 1), today=TOMORROW)
    assert give(street, until=TOMORROW, today=TOMORROW).done == "ended"


def test_no_other_waiver_of_the_gap_outlasts_the_day(street: Store) -> None:
    columns = {
        "id": ["w1", "w2", "w3", "w4"],
        "gap": [GAP, GAP, GAP, "linfen.X2:s9"],
        "reason": ["一", "二", "三", "四"],
        "by": ["街道"] * 4,
        "until": [date(2027, 1, 1), date(2026, 12, 1), date(2026, 4, 1), date(2027, 1, 1)],
    }
    load(street, [Table("Waiver", columns)], sources=["a"]).raise_if_refused()
    assert give(street).done == "changed"
    found = {row.id: (row.reason, row.until) for row in waivers(street, as_of=TODAY)}
    assert found == {
        "w1": ("楼组改造", UNTIL),
        "w2": ("二", UNTIL),
        "w3": ("三", date(2026, 4, 1)),
        "w4": ("四", date(2027, 1, 1)),
    }
    give(street, until=TODAY)
    assert list(by_gap(street, norms=["linfen.X2"], as_of=TODAY)) == ["linfen.X2:s9"]


@pytest.mark.parametrize("gap", [" linfen.X2:s1\n", "linfen.X2：s1", "ｌｉｎｆｅｎ.X2:s1"])
def test_blanks_and_full_width_signs_do_no_harm(street: Store, gap: str) -> None:
    assert give(street, gap).waiver.gap == GAP


# --- what is refused --------------------------------------------------------------------------------------------------


def nothing_written(store: Store) -> bool:
    return store.version().sequence == 0 and store.read("MATCH (w:Waiver) RETURN w.id AS id") == []


@pytest.mark.parametrize(
    ("gap", "error", "said"),
    [
        ("nonsense", InvalidInput, "'nonsense' is no id of a gap; write NORM:SUBJECT"),
        ("linfen.X2:", InvalidInput, "is no id of a gap"),
        (":s1", InvalidInput, "is no id of a gap"),
        ("", InvalidInput, "'' is no id of a gap"),
        (
            "linfenn.X2:s1",
            NotFound,
            "There is no norm 'linfenn.X2': a norm's id begins with its place. Did you mean linfen?",
        ),
        (
            "linfen.X9:s1",
            NotFound,
            "临汾路街道 has no norm 'linfen.X9'",
        ),
        ("linfen.N1:c", InvalidInput, "linfen.N1 has no gaps, for a graph cannot answer it: Visits"),
        ("guangan.N5:c", InvalidInput, "guangan.N5 is a target"),
        (
            "linfen.X2:s9",
            NotFound,
            "Nothing in the graph has the id 's9'; `wangge gaps linfen --norm linfen.X2 --json`",
        ),
        ("linfen.X2:m", NotFound, "一村 is a Compound, and linfen.X2 binds StairGroup"),
        ("linfen.N4:i3", NotFound, "丙厂 is a Institution, and linfen.N4 binds Institution with the tag 沿街"),
        ("linfen.X2:s4", NotFound, "四组 .s4. is not in force on 2026-03-01, so no norm binds it"),
        ("linfen.X2:s2", NotFound, "二组 .s2. meets linfen.X2 on 2026-03-01: .* .holders. is 1 and must be at least 1"),
        ("linfen.N4:i5", NotFound, "戊店 .i5. meets linfen.N4 .* .checklist_missing. is 0 and must be at most 0"),
        ("linfen.N4:i2", NotFound, "Nobody has said what linfen.N4 asks of 乙店 .*: what is unknown is no gap"),
        ("linfen.X2:s3", NotFound, "三组 .s3. does not stand in 临汾路街道 on 2026-03-01, and linfen.X2 binds nothing"),
        ("linfen.X2:s5", NotFound, "五组 .s5. does not stand in 临汾路街道"),
        ("linfen.N4:i4", NotFound, "丁店 .i4. does not stand in 临汾路街道"),
    ],
)
def test_what_is_no_open_gap_is_refused_with_what_is_so(
    street: Store, gap: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        give(street, gap)
    assert nothing_written(street)


def test_the_day_a_gap_opens_it_can_be_waived(street: Store) -> None:
    assert give(street, "linfen.X2:s2", today=TOMORROW).done == "made"
    assert give(street, "linfen.N4:i1").done == "made"
    assert give(street, "dali.X4:n").done == "made"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"until": TODAY}, "--until is 2026-03-01 and today is 2026-03-01; write the first day to come"),
        ({"until": TODAY - timedelta(days=1)}, "--until is 2026-02-28 and today is 2026-03-01"),
        ({"until": date(2300, 1, 1)}, "--until is 2300-01-01; a waiver ends by 2200-12-31"),
        ({"reason": "　"}, "The waiver has no reason; give one with --reason"),
        ({"by": ""}, "The waiver has no by; give one with --by"),
        ({"reason": "x" * 1001}, "--reason has 1001 characters and may have 1000"),
        ({"by": "x" * 201}, "--by has 201 characters and may have 200"),
    ],
)
def test_what_cannot_be_read_is_refused(street: Store, changed: dict, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        give(street, **changed)
    assert nothing_written(street)


def test_a_waiver_lasts_a_day_at_least(street: Store) -> None:
    give(street)
    with pytest.raises(InvalidInput, match=r"is waived since today, .* write --until 2026-03-02"):
        give(street, until=TODAY)
    with pytest.raises(InvalidInput, match="--until is 2026-02-28"):
        give(street, until=date(2026, 2, 28))


def test_a_text_that_no_record_may_have_is_refused_as_a_load_would(street: Store) -> None:
    with pytest.raises(LoadRefused, match="wangge waive › Waiver, row 1, reason: has control characters"):
        give(street, reason="a\x07b")
    assert nothing_written(street)


# --- every gap there is, and what another load does to a waiver -------------------------------------------------------


def test_a_gap_of_every_norm_of_a_twin_can_be_waived(graph: Store) -> None:
    load(graph, twin("linfen", defects="demo").tables, sources=["twin"]).raise_if_refused()
    profile, day = load_profile("linfen"), date(2026, 11, 22)
    found = gaps(graph, profile=profile, place="310106021", as_of=day).rows
    first = {gap.norm: gap.id for gap in found}
    assert len(first) == 6
    for gap in first.values():
        assert give(graph, gap, today=day, until=date(2027, 1, 1)).done == "made"
    waived = by_gap(graph, norms=[norm.id for norm in profile.norms], as_of=day)
    assert sorted(waived) == sorted(first.values())


def test_a_register_loaded_anew_leaves_the_waiver(graph: Store) -> None:
    def register(name: str) -> list[Table]:
        return [
            Table("Street", {"id": ["l"], "name": ["临汾路街道"], "code": ["310106021"]}),
            Table("StairGroup", {"id": ["s1"], "name": [name]}),
            Table("PART_OF", {"start": ["s1"], "end": ["l"]}),
        ]

    load(graph, register("一组"), sources=["a"]).raise_if_refused()
    give(graph)
    load(graph, register("一组"), sources=["a"]).raise_if_refused()
    load(graph, register("第一楼组"), sources=["b"]).raise_if_refused()
    (row,) = waivers(graph, as_of=TODAY)
    assert (row.gap, row.subject_name) == (GAP, "第一楼组")
    found = gaps(graph, profile=load_profile("linfen"), place="l", as_of=TODAY, norms=["linfen.X2"])
    assert (found.rows, [gap.id for gap in found.waived]) == ([], [GAP])
    assert found.waived[0].waiver == by_gap(graph, norms=["linfen.X2"], as_of=TODAY)[GAP]
    (tally,) = found.tallies
    assert (tally.subjects, tally.gaps, tally.waived) == (1, 0, 1)
    again = gaps(graph, profile=load_profile("linfen"), place="l", as_of=UNTIL, norms=["linfen.X2"])
    assert ([gap.id for gap in again.rows], again.waived) == ([GAP], [])  # it is back by itself


# --- waivers of files -------------------------------------------------------------------------------------------------


def waiver_table(**columns) -> Table:
    whole = {"id": ["w"], "gap": [GAP], "reason": ["因"], "by": ["街道"], "until": [UNTIL]} | columns
    return Table("Waiver", {name: values for name, values in whole.items() if values}, "a.xlsx › 豁免", rows=[7])


def test_a_sheet_of_waivers_is_loaded(street: Store, tmp_path: Path) -> None:
    (tmp_path / "豁免.csv").write_text(
        "编号,缺口,原因,批准单位,开始日期,结束日期\nw1,linfen.X2：s1,改造,街道,2026-01-01,2026年9月1日\n",
        encoding="utf-8",
    )
    reading = read([tmp_path])
    load(street, reading.tables, sources=["a"], checks=[check]).raise_if_refused()
    found = by_gap(street, norms=["linfen.X2"], as_of=TODAY)[GAP]
    assert (found.reason, found.by, found.since, found.until) == ("改造", "街道", date(2026, 1, 1), UNTIL)
    assert by_gap(street, norms=["linfen.X2"], as_of=UNTIL) == {}


@pytest.mark.parametrize(
    ("columns", "column", "code"),
    [
        ({"until": [None]}, "until", "missing-value"),
        ({"until": []}, "until", "missing-heading"),
        ({"reason": [None]}, "reason", "missing-value"),
        ({"by": [None]}, "by", "missing-value"),
        ({"gap": [None]}, "gap", "missing-value"),
        ({"since": [UNTIL]}, "until", "date-order"),
        ({"gap": ["s1"]}, "gap", "bad-gap"),
        ({"gap": ["guangan.N5:s1"]}, "gap", "bad-gap"),
        ({"gap": ["linfen.N1:s1"]}, "gap", "bad-gap"),
        ({"gap": ["linfen.X9:s1"]}, "gap", "unknown-norm"),
        ({"gap": ["nowhere.X9:s1"]}, "gap", "unknown-norm"),
    ],
)
def test_a_row_that_is_no_waiver_is_refused_with_its_address(
    graph: Store, columns: dict, column: str, code: str
) -> None:
    report = load(graph, [waiver_table(**columns)], sources=["a"], checks=[check])
    assert [(f.file, f.sheet, f.row, f.column, f.code) for f in report.faults] == [("a.xlsx", "豁免", 7, column, code)]
    assert nothing_written(graph)


def test_a_gap_s_id_is_split_at_its_first_colon() -> None:
    meant = read_gap("linfen.X2:a:b")
    assert (meant.profile.place, meant.norm.id, meant.subject) == ("linfen", "linfen.X2", "a:b")


def test_waivers_survive_csv_workbook_and_parquet(tmp_path: Path) -> None:
    table = waiver_table(since=[TODAY])
    for form, name in (("csv", "csv"), ("parquet", "parquet"), ("xlsx", "a.xlsx")):
        write(frames([table]), tmp_path / name, form)
        (back,) = read([tmp_path / name]).tables
        assert (back.what, back.columns) == ("Waiver", table.columns), form


def test_an_import_judges_gaps_as_a_load_does(tmp_path: Path) -> None:
    rows = ["w1,linfen.X2:a", "w2,s1", "w3,linfen.X9:a", "w4,nowhere.X1:a", "w5,linfen.N1:a", "w6,"]
    text = "\n".join(["id,gap,reason,by,until", *(f"{row},因,局,2026-09-01" for row in rows)])
    (tmp_path / "Waiver.csv").write_text(text, encoding="utf-8")
    tables, found = columns.read(tmp_path)
    assert found == []
    assert [fault[:4] for fault in columns.judge(tables)] == [("Waiver", "gap", "missing-value", 1)]
    assert [(*fault[:4], fault.examples) for fault in module.judge(tables)] == [
        ("Waiver", "gap", "bad-gap", 2, ["row 3: s1", "row 6: linfen.N1:a"]),
        ("Waiver", "gap", "unknown-norm", 2, ["row 4: linfen.X9:a", "row 5: nowhere.X1:a"]),
    ]
    (tmp_path / "Waiver.csv").write_text("id,reason,by,until\nw,因,局,\n", encoding="utf-8")
    tables, _ = columns.read(tmp_path)
    assert module.judge(tables) == []
    assert {(fault.column, fault.code) for fault in columns.judge(tables)} == {
        ("gap", "missing-heading"),
        ("until", "missing-value"),
    }


def test_a_changed_waiver_does_not_draw_anew_who_shares_office_holders(
    street: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(street)
    written: list[str] = []
    whole = Store.write_together

    def noted(self: Store, statements):
        written.extend(text for text, _ in statements)
        return whole(self, statements)

    monkeypatch.setattr(Store, "write_together", noted)
    assert give(street, reason="改期").done == "changed"
    assert any("Waiver" in text for text in written)
    assert not any("CROSS_HOLDING" in text for text in written)


def test_the_module_names_the_label_of_the_schema() -> None:
    from graph.schema import WAIVER

    assert WAIVER.label == module.WAIVER
