"""An eighth place is one file and no code: a harbour that nobody knew, unlike the seven, asked everything.

The profile goes into a folder that WANGGE_PROFILES names, the register into a folder of csv; both stand below.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.store import Store

DAY = "2024-06-01"

# county → quay → community → yard → cabin: no street, no grid; heads of quays and cabins, storms as emergencies
PROFILE = """\
place: harbour
name: {zh: 望海港区, en: Wanghai Harbour}
codes: ["990102"]
source: {document: a charter that a test invented, as_of: 2024-06-01}
levels:
  - {level: county, term: 港区}
  - {level: block, term: 码头}
  - {level: community, term: 渔村}
  - {level: compound, term: 船埠, optional: true}
  - {level: floor, term: 舱, sits: post}
other_levels: [city, building]
grid_and_compound: no_grid
terms: {Floor: 舱, storm_post: 避风指挥所}
lines:
  - line: ladder
    posts: [码头长, 舱长]
    counts: [{level: floor, posts: [舱长]}]
  - line: party
    counts: [{level: compound, kinds: [branch], formations: [joint]}]
  - line: contact
    counts: [{level: block}]
posts: [支部书记, 局长, 召集人]
tags: [避风点]
chains:
  - id: fleet
    title: {zh: 船队, en: The fleet}
    tiers: [{term: 港区, level: county}, {term: 船队, sits: organisation}, {term: 渔船}]
    source: H1
lists:
  - {id: gear, term: 三件套, listed: [缆绳, 救生衣], declared: 3, source: H2}
contact_ladder:
  - {rung: unit, who: Institution, level: block, term: 单位包码头, status: target, source: H3}
compound_classes:
  - {term: 船屋院, meaning: {zh: 由船屋围成, en: made of house boats}, source: H4}
cross_holding:
  - {held: [码头长], also: [支部书记], mode: concurrent, status: stated, count: 1, source: H5}
co_building:
  - {form: 船村共建, between: {zh: 船厂与渔村, en: shipyards with villages}, source: H6}
---
norms:
  - id: harbour.N1
    subjects: [{label: Floor}]
    measure: holders
    parameters: {posts: [舱长]}
    min: 1
    max: 1
    status: stated
    source: H1
    sentence: {zh: 一舱一长, en: One head for each cabin}
  - id: harbour.N2
    subjects: [{label: Compound, kind: 船屋院}]
    measure: inhabitants
    parameters: {counted: households}
    min: 20
    max: 30
    status: stated
    source: H4
    sentence: {zh: 船屋院20至30户, en: A yard of house boats has 20 to 30 households}
  - id: harbour.N3
    subjects: [{label: Block}]
    measure: contacts
    parameters: {rungs: [unit]}
    min: 2
    status: target
    source: H3
    sentence: {zh: 每个码头两家单位联系, en: Two units contact every quay}
  - id: harbour.N4
    subjects: [{label: Compound, tag: 避风点}]
    measure: checklist_missing
    parameters: {items: [缆绳, 救生衣]}
    max: 0
    status: stated
    source: H2
    sentence: {zh: 避风点缆绳和救生衣齐备, en: A storm shelter has ropes and life jackets}
  - id: harbour.N5
    status: stated
    computable: false
    reason: {zh: 出海是事件, en: Going to sea is an event}
    source: H7
    sentence: {zh: 台风天不出海, en: Nobody goes to sea in a typhoon}
  - id: harbour.X1
    subjects: [{label: Community}]
    measure: bodies_tied
    parameters: {body: SocialOrg, tie: SERVES}
    min: 1
    status: inferred
    reason: {zh: 章程只提一个渔村, en: The charter speaks of one village}
    source: H8
    sentence: {zh: 每个渔村有互助会, en: A mutual aid society serves every village}
routing:
  - id: tide
    title: {zh: 潮汛流程, en: The way of the tide}
    modes: [normal]
    steps:
      - step: collect
        actor: {who: post, level: floor, post: 舱长}
        title: {zh: 舱长发现, en: The head of the cabin sees it}
        sequence: stated
        source: H9
      - step: deliberate
        actor: {who: committee, level: compound, kind: forum}
        title: {zh: 船埠议事, en: The yard talks it over}
        sequence: stated
        source: H9
      - step: escalate
        actor: {who: post, level: block, post: 码头长}
        title: {zh: 码头长上报, en: The head of the quay reports it}
        sequence: stated
        source: H9
      - step: handle
        actor: {who: lead_department}
        title: {zh: 牵头部门办理, en: The lead department handles it}
        deadline_days: 3
        sequence: stated
        source: H9
      - step: joint
        actor: {who: joint_departments}
        title: {zh: 联办, en: Others join}
        condition: several_departments
        sequence: assembled
        source: H9
      - step: evaluate
        actor: {who: residents}
        title: {zh: 渔民评价, en: The fishermen judge}
        sequence: stated
        source: H9
  - id: typhoon
    title: {zh: 台风, en: Typhoon}
    modes: [emergency]
    steps:
      - step: activate
        actor: {who: station, level: county, kind: storm_post}
        title: {zh: 避风指挥所启动, en: The storm post takes charge}
        sequence: stated
        source: H10
      - step: report_in
        actor: {who: contact, level: block, rung: unit}
        title: {zh: 联系单位到岗, en: The units of the quay report in}
        sequence: stated
        source: H10
figures:
  - {id: harbour.quays, term: 码头, unit: node, value: 2, qualifier: "=", printed: 两个, as_of: 2024-06-01,
     measure: count_places, parameters: {levels: [block]}, source: H1}
  - {id: harbour.cabins, term: 舱, unit: node, value: 5, qualifier: "=", printed: "5", as_of: 2024-06-01,
     measure: count_places, parameters: {levels: [floor]}, source: H1}
  - {id: harbour.households, term: 户, unit: 户, value: 40, qualifier: ">", step: 10, printed: 40余, as_of: 2024-06-01,
     measure: sum_of_places, parameters: {level: floor, counted: households}, source: H1}
  - {id: harbour.women, term: 女舱长占比, unit: "%", value: 75, qualifier: "=", printed: 75%, as_of: 2024-06-01,
     measure: share_of_women, parameters: {post: 舱长}, source: H1}
  - {id: harbour.before, term: 上月舱长, unit: person, value: 5, qualifier: "=", printed: "5", as_of: 2024-02-01,
     measure: count_holders, parameters: {posts: [舱长]}, source: H1}
  - {id: harbour.tiers, term: 层级, unit: tier, value: 5, qualifier: "=", printed: 五级, as_of: 2024-06-01,
     over: profile, measure: levels, source: H1}
  - {id: harbour.gear, term: 三件套, unit: item, value: 3, qualifier: "=", printed: 三, as_of: 2024-06-01,
     over: profile, measure: declared, parameters: {list: gear}, source: H2}
  - {id: harbour.band, term: 每院最多, unit: 户, value: 30, qualifier: "=", printed: "30", as_of: 2024-06-01,
     over: harbour.N2, measure: bound, parameters: {of: max}, source: H4}
  - {id: harbour.catch, term: 渔获, unit: 吨, value: 700, qualifier: "~", printed: 约700, as_of: 2024-06-01,
     outside: {zh: 渔获不在图中, en: Fish are not in the graph}, source: H11}
"""

REGISTER = {
    "City": "id,name,code\n9901,望海市,9901\n",
    "County": "id,name,code\n990102,望海港区,990102\n",
    "Block": "id,name\neast,东码头\nwest,西码头\n",
    "Community": "id,name\nv1,东渔村\nv2,西渔村\n",
    "Compound": "id,name,kind,tags,has,lacks\n"
    "y1,一号埠,船屋院,避风点,缆绳;救生衣,\ny2,二号埠,船屋院,避风点,缆绳,救生衣\ny3,盐工楼,盐工楼,,,\ny4,四号埠,船屋院,,,\n",
    "Building": "id,name\nb1,一号船屋\nb2,二号船屋\nb3,三号楼\n",
    "Floor": "id,name,households\nf1,一舱,12\nf2,二舱,13\nf3,三舱,15\nf4,四舱,9\n",
    "PART_OF": "start,end\neast,990102\nwest,990102\nv1,east\nv2,west\ny1,v1\ny2,v2\ny3,v2\ny4,v2\n"
    "b1,y1\nb2,y2\nb3,y3\nf1,b1\nf2,b1\nf3,b2\nf4,b3\n",
    "Person": "id,name,sex\np1,甲,female\np2,乙,male\np3,丙,female\np4,丁,female\np5,戊,male\np6,己,male\np7,庚,male\n",
    "PartyOrg": "id,name,kind,formation\no1,船埠联合支部,branch,joint\n",
    "Committee": "id,name,kind\nk1,船埠议事会,forum\n",
    "Department": "id,name,function\nd1,港务局,harbour\n",
    "Institution": "id,name\nu1,造船厂\nu2,冷库\n",
    "SocialOrg": "id,name\ns1,渔民互助会\n",
    "Station": "id,name,kind\nt1,避风指挥所,storm_post\n",
    "IssueType": "id,name,synonyms\nmooring,缆绳断裂,断缆\n",
    "HOLDS": "start,end,post,until\np1,f1,舱长,\np2,f2,舱长,\np3,f4,舱长,\np4,f4,舱长,\np5,f3,舱长,2024-03-01\n"
    "p6,east,码头长,\np6,o1,支部书记,\np7,d1,局长,\n",
    "COVERS": "start,end\no1,y1\no1,y2\n",
    "SERVES": "start,end\nk1,y1\nd1,990102\nt1,990102\ns1,v1\n",
    "CONTACTS": "start,end,rung\nu1,east,unit\nu2,east,unit\nu1,west,unit\n",
    "HANDLED_BY": "start,end,role,source\nmooring,d1,lead,港务条例\n",
}

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def harbour(store: Store, wangge: Ask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """A command in a world where one file more lies in the folder of profiles, and one register is loaded."""
    profiles, register = tmp_path_factory.mktemp("profiles"), tmp_path_factory.mktemp("register")
    (profiles / "harbour.yaml").write_text(PROFILE, encoding="utf-8")
    for name, rows in REGISTER.items():
        (register / f"{name}.csv").write_text(rows, encoding="utf-8")

    def ask(*arguments: str) -> Any:
        return wangge(*arguments, WANGGE_PROFILES=str(profiles))

    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    checked = ask("profile", "check", str(profiles / "harbour.yaml"))
    assert (checked.code, "harbour.yaml holds together" in checked.err) == (0, True), checked.err
    loaded = ask("load", str(register), "--profile", "harbour")
    assert loaded.code == 0, loaded.out
    yield ask
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")


def document(ran: Any) -> dict[str, Any]:
    assert (ran.code, ran.err) == (0, "")
    return dict(json.loads(ran.out))


def test_who_covers_a_boat(harbour: Ask) -> None:
    rows = document(harbour("cover", "b1", "--as-of", DAY, "--json"))["rows"]
    assert [(r["line"], r["post"], r["holder_name"], r["through_name"], r["inherited"]) for r in rows] == [
        ("ladder", "舱长", "甲", "一舱", False),
        ("ladder", "舱长", "乙", "二舱", False),
        ("party", None, "船埠联合支部", "一号埠", True),
        ("ladder", "码头长", "己", "东码头", True),
        ("contact", None, "造船厂", "东码头", True),
        ("contact", None, "冷库", "东码头", True),
    ]
    assert rows[2]["heads"] == [{"id": "p6", "name": "己", "post": "支部书记"}]
    assert [step["name"] for step in rows[3]["chain"]] == ["一号船屋", "一号埠", "东渔村", "东码头"]
    (nobody,) = [r for r in document(harbour("cover", "b3", "--as-of", DAY, "--json"))["rows"] if r["line"] == "party"]
    assert nobody["holder_id"] is None
    refused = harbour("cover", "b1", "--line", "grid")
    assert refused.code == 2
    assert "一号船屋 has no line 'grid'; its lines are ladder, party, contact" in refused.err


def test_its_own_norms_and_no_others(harbour: Ask) -> None:
    found = document(harbour("gaps", "harbour", "--as-of", DAY, "--json"))
    assert {(r["id"], r["value"], r["minimum"], r["maximum"], r["status"]) for r in found["rows"]} == {
        ("harbour.N1:f3", 0, 1, 1, "stated"),
        ("harbour.N1:f4", 2, 1, 1, "stated"),
        ("harbour.N2:y2", 15, 20, 30, "stated"),
        ("harbour.N4:y2", 1, None, 0, "stated"),
        ("harbour.X1:v2", 0, 1, None, "inferred"),
    }
    assert [(r["id"], r["value"], r["minimum"]) for r in found["targets"]] == [("harbour.N3:west", 1, 2)]
    severity = {r["id"]: r["severity"] for r in found["rows"]}
    assert severity["harbour.N1:f3"] == 6.61  # 3 x (1 + log10(1 + 15))
    assert severity["harbour.N1:f4"] == 6.0  # 3 x (1 + log10(1 + 9))
    assert [(u["norm"], u["subject_id"]) for u in found["unknown"]] == [("harbour.N2", "y4")]
    assert [(n["norm"], n["reason_en"]) for n in found["not_computable"]] == [
        ("harbour.N5", "Going to sea is an event")
    ]
    in_east = document(harbour("gaps", "990102", "--place", "east", "--as-of", DAY, "--json"))
    assert in_east["rows"] == in_east["unknown"] == []
    then = document(harbour("gaps", "harbour", "--norm", "harbour.N1", "--as-of", "2024-02-01", "--json"))
    assert [r["id"] for r in then["rows"]] == ["harbour.N1:f4"]


def test_the_way_of_an_issue(harbour: Ask) -> None:
    steps = document(harbour("route", "断缆", "f1", "--as-of", DAY, "--json"))["rows"]
    assert [(s["channel"], s["step"], s["state"]) for s in steps] == [
        ("tide", "collect", "acts"),
        ("tide", "deliberate", "acts"),
        ("tide", "escalate", "acts"),
        ("tide", "handle", "acts"),
        ("tide", "joint", "skipped"),
        ("tide", "evaluate", "acts"),
    ]
    assert [[h["name"] for h in s["holders"]] for s in steps] == [["甲"], [], ["己"], ["庚"], [], []]
    assert [body["name"] for body in steps[1]["bodies"]] == ["船埠议事会"]
    assert [(d["name"], d["role"], d["place_name"]) for d in steps[3]["departments"]] == [
        ("港务局", "lead", "望海港区")
    ]
    assert steps[3]["deadline_days"] == 3
    stuck = document(harbour("route", "mooring", "f3", "--as-of", DAY, "--json"))["rows"]
    ends = {s["step"]: s["mend"]["en"] for s in stuck if s["state"] == "dead_end"}
    assert ends == {
        "collect": "name a post 舱长 of the floor, for 三舱",
        "deliberate": "set up, or put in force, committee forum of the compound, for 二号埠",
        "escalate": "name a post 码头长 of the block, for 西码头",
    }
    storm = document(harbour("route", "mooring", "f3", "--mode", "emergency", "--as-of", DAY, "--json"))["rows"]
    assert [(s["step"], s["state"], [body["name"] for body in s["bodies"]]) for s in storm] == [
        ("activate", "acts", ["避风指挥所"]),
        ("report_in", "acts", ["造船厂"]),
    ]


def test_its_published_figures(harbour: Ask) -> None:
    rows = document(harbour("figures", "harbour", "--json"))["rows"]
    assert [(r["id"].removeprefix("harbour."), r["ours"], r["verdict"]) for r in rows] == [
        ("quays", 2, "reproduced"),
        ("cabins", 4, "not reproduced"),
        ("households", 49, "reproduced"),
        ("women", 75, "reproduced"),
        ("before", 5, "reproduced"),
        ("tiers", 5, "reproduced"),
        ("gear", 3, "reproduced"),
        ("band", 30, "reproduced"),
        ("catch", None, "outside the graph"),
    ]
    assert rows[-1]["reason_zh"] == "渔获不在图中"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_its_profile_says(harbour: Ask, lang: str) -> None:
    shown = harbour("profile", "show", "harbour", "--lang", lang)
    assert (shown.code, shown.err) == (0, "")
    english = lang == "en"
    for said in (
        "望海港区 Wanghai Harbour",
        "990102",
        "港区 → 码头 → 渔村 → 船埠 → 舱",
        "not everywhere" if english else "并非处处都有",
        "there are no grids" if english else "没有网格",
        "港区 (organisation) → 船队 (organisation)" if english else "港区 (组织) → 船队 (组织) → 渔船 (组织)",
        "支部书记、局长、召集人",
        "舱: 舱长",
        "船埠: joint、branch" if english else "船埠: 联合、党支部",
        "单位包码头",
        "shipyards with villages" if english else "船厂与渔村",
        "made of house boats" if english else "由船屋围成",
        "harbour.N2",
        "≥ 20 ≤ 30",
        "[compound (船屋院): inhabitants]" if english else "[小区 (船屋院): inhabitants]",
        "Going to sea is an event" if english else "出海是事件",
        "The way of the tide" if english else "潮汛流程",
        "舱 舱长",
        "港区 station 避风指挥所" if english else "港区 站点 避风指挥所",
        "9 published figures: 8 measured, 1 outside" if english else "公布的数据9项：可核对8项，图外1项",
    ):
        assert said in shown.out, said
    whole = json.loads(harbour("profile", "show", "harbour", "--json").out)
    assert [norm["id"] for norm in whole["norms"]][-1] == "harbour.X1"
    listed = {row["place"]: row for row in document(harbour("profile", "list", "--json"))["rows"]}
    assert len(listed) == 8
    assert listed["harbour"]["codes"] == ["990102"]


def test_a_register_that_its_profile_does_not_know(harbour: Ask, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "Grid.csv").write_text("id,name\ng,一格\n", encoding="utf-8")
    (more / "HOLDS.csv").write_text("start,end,post\np1,f3,舱张\n", encoding="utf-8")
    refused = harbour("load", str(more), "--profile", "harbour", "--json")
    assert refused.code == 1
    faults = {fault["code"]: fault for fault in json.loads(refused.out)["faults"]}
    assert set(faults) == {"unknown-level", "unknown-post"}
    assert faults["unknown-post"]["suggestion"] == "舱长"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("measure: holders", "measure: guess", "harbour.N1: there is no measure 'guess'; measures are"),
        ("posts: [舱长]}\n    min: 1", "post: 舱长}\n    min: 1", "harbour.N1: holders does not take 'post'"),
        ("label: Floor", "label: Flor", "harbour.yaml:42: norms.0.subjects.0.label 'Flor' is no label of the schema."),
        ("---\n", "", "is not a profile; it has two parts"),
    ],
)
def test_gaps_by_a_wrong_profile_are_refused_in_sentences(
    harbour: Ask, wangge: Ask, tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    (tmp_path / "harbour.yaml").write_text(PROFILE.replace(right, wrong), encoding="utf-8")
    ran = wangge("gaps", "harbour", "--as-of", DAY, WANGGE_PROFILES=str(tmp_path))
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_place_without_a_twin_is_sent_to_none(harbour: Ask, wangge: Ask, tmp_path: Path) -> None:
    other = PROFILE.replace("harbour", "haven").replace("990102", "990103")
    (tmp_path / "haven.yaml").write_text(other, encoding="utf-8")
    ran = wangge("gaps", "haven", WANGGE_PROFILES=str(tmp_path))
    assert (ran.code, ran.err) == (1, "望海港区 is not in the graph; load it.\n")
    assert "`wangge twin linfen --load`" in harbour("gaps", "linfen").err
