"""A route: the template resolved to named holders and departments; dead ends say what would mend them."""

from datetime import date

import pytest

from cypher.routing import issue_type, issue_types, route, whole
from cypher.routing.rows import RouteStep
from graph.errors import Ambiguous, InvalidInput, NotFound
from graph.profile import Profile
from graph.store import Store
from graph.workdays import Calendar, load_calendar

DAY = date(2024, 1, 1)
NETWORK = """
CREATE (county:County:Place {id: 'county', name: '区', level: 'county', code: '310106'})
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})-[:PART_OF]->(county)
CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})-[:PART_OF]->(s)
CREATE (m:MicroGrid:Place {id: 'm', name: '微格', level: 'micro_grid'})-[:PART_OF]->(c)
CREATE (b:Building:Place {id: 'b', name: '一号楼', level: 'building'})-[:PART_OF]->(c)
CREATE (g:StairGroup:Place {id: 'g', name: '一组', level: 'stair_group'})-[:PART_OF]->(b)
CREATE (g)-[:IN_GRID]->(m)
CREATE (head:Person {id: 'p1', name: '组长'})-[:HOLDS {post: '楼组长'}]->(g)
CREATE (:Person {id: 'p2', name: '格长'})-[:HOLDS {post: '微网格长', until: date('2024-01-02')}]->(m)
CREATE (desk:Station:Body {id: 'd', name: '派单台', kind: 'dispatch'})-[:SERVES]->(s)
CREATE (:Person {id: 'p3', name: '台长'})-[:HOLDS {post: '负责人'}]->(desk)
CREATE (clutter:IssueType {id: 'clutter', name: '楼道堆物', name_en: 'Cluttered stairs', synonyms: ['堆物', '杂物']})
CREATE (lift:IssueType {id: 'lift', name: '加装电梯', synonyms: ['杂物']})
CREATE (city:Department:Body {id: 'city', name: '区城管局', function: 'urban_management'})-[:SERVES]->(county)
CREATE (near:Department:Body {id: 'near', name: '街道城管队', function: 'urban_management'})-[:SERVES]->(s)
CREATE (fire:Department:Body {id: 'fire', name: '消防队', function: 'fire'})-[:SERVES]->(county)
CREATE (:Person {id: 'p4', name: '队长'})-[:HOLDS {post: '队长'}]->(near)
CREATE (clutter)-[:HANDLED_BY {role: 'lead', source: 'ours'}]->(city)
CREATE (clutter)-[:HANDLED_BY {role: 'lead', source: 'ours'}]->(near)
CREATE (clutter)-[:HANDLED_BY {role: 'joint', source: 'ours'}]->(fire)
CREATE (lift)-[:HANDLED_BY {role: 'lead', source: 'ours'}]->(near)
"""


def step(word: str, who: str, **values: object) -> dict[str, object]:
    actor = {
        key: values.pop(key)
        for key in ("level", "post", "kind", "purpose", "name", "function", "rung")
        if key in values
    }
    title = {"zh": word, "en": word}
    return {"step": word, "actor": {"who": who, **actor}, "title": title, "sequence": "stated", "source": "L1"} | values


STEPS = [
    step("collect", "post", level="stair_group", post="楼组长"),
    step("escalate", "post", level="micro_grid", post="微网格长"),
    step("dispatch", "station", level="street", kind="dispatch"),
    step("handle", "lead_department"),
    step("joint", "joint_departments", condition="several_departments"),
]


def profile(*steps: dict[str, object], **channel: object) -> Profile:
    plain = {"id": "desk", "title": {"zh": "一口", "en": "desk"}, "modes": ["normal"], "steps": list(steps or STEPS)}
    return Profile.model_validate(
        {
            "place": "x",
            "name": {"zh": "某地", "en": "X"},
            "codes": ["310106"],
            "source": {"document": "d", "as_of": DAY},
            "levels": [
                {"level": "street", "term": "街道"},
                {"level": "community", "term": "社区"},
                {"level": "building", "term": "楼栋"},
                {"level": "stair_group", "term": "楼组", "beside": True},
            ],
            "grid_and_compound": "no_compound",
            "lines": [{"line": "grid", "counts": [{"level": "micro_grid"}]}],
            "routing": [plain | channel],
        }
    )


def routed(store: Store, word: str = "clutter", place: str = "g", day: date = DAY, of: Profile | None = None, **more):
    return route(store, profile=of or profile(), issue=issue_type(store, word=word), place=place, as_of=day, **more)


def said(step: RouteStep) -> list[str]:
    return [note.said.en for note in step.notes]


def kinds(steps: list[RouteStep]) -> list[list[str]]:
    return [[note.kind for note in step.notes] for step in steps]


def short(steps: list[RouteStep]) -> list[tuple[str, str, str | None, list[str]]]:
    return [(s.step, s.state, s.place_id, [holder.name for holder in s.holders]) for s in steps]


def test_each_step_is_resolved_to_a_place_and_named_holders(graph: Store) -> None:
    graph.write(NETWORK)
    steps = routed(graph)
    assert short(steps) == [
        ("collect", "acts", "g", ["组长"]),
        ("escalate", "acts", "m", ["格长"]),
        ("dispatch", "acts", "s", ["台长"]),
        ("handle", "acts", "s", ["队长"]),
        ("joint", "acts", "county", []),
    ]
    assert [s.number for s in steps] == [1, 2, 3, 4, 5]
    assert steps[2].why.en == "派单台 SERVES 街道"
    assert [place.name for place in steps[2].chain] == ["一组", "一号楼", "社区", "街道"]
    assert [(d.name, d.role, d.place_id) for d in steps[3].departments] == [("街道城管队", "lead", "s")]
    assert [(d.name, d.role, d.place_id) for d in steps[4].departments] == [("消防队", "joint", "county")]
    assert "HANDLED_BY 街道城管队 (lead, ours), SERVES 街道" in steps[3].why.en


def test_from_a_building_the_overlay_of_its_parts_is_walked(graph: Store) -> None:
    graph.write(NETWORK)
    assert short(routed(graph, place="b"))[:2] == [
        ("collect", "acts", "g", ["组长"]),
        ("escalate", "acts", "m", ["格长"]),
    ]


def test_a_post_that_has_ended_is_a_dead_end(graph: Store) -> None:
    graph.write(NETWORK)
    stuck = routed(graph, day=date(2024, 1, 2))[1]
    assert (stuck.state, stuck.place_id, stuck.holders) == ("dead_end", None, [])
    assert stuck.why.en == "nobody in force holds this: post 微网格长 of the micro grid; at 微格 (m)"
    assert stuck.why.zh == "微网格长：无人在任；地点：微格 (m)"
    assert stuck.mend
    assert stuck.mend.en == "name a post 微网格长 of the micro grid, for 微格"
    assert stuck.mend.zh == "为微格任命微网格长"
    assert stuck.lacking
    assert stuck.lacking.id == "m"
    assert [s.state for s in routed(graph, day=date(2024, 1, 2))] == ["acts", "dead_end", "acts", "acts", "acts"]


def test_a_plain_way_needs_no_note(graph: Store) -> None:
    graph.write(NETWORK)
    assert [s.notes for s in routed(graph)] == [[], [], [], [], []]


def test_one_person_in_two_posts_is_named(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (o {id: 'p2'}) DETACH DELETE o")
    graph.write("MATCH (p {id: 'p1'}), (m {id: 'm'}) CREATE (p)-[:HOLDS {post: '微网格长'}]->(m)")
    assert [said(s) for s in routed(graph)[:3]] == [[], ["组长 acted in step 1 too"], []]


def test_two_departments_as_near_are_named_and_the_first_leads(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write(
        """
        MATCH (t {id: 'lift'}), (s {id: 's'})
        CREATE (other:Department:Body {id: 'other', name: '别队'})-[:SERVES]->(s)
        CREATE (t)-[:HANDLED_BY {role: 'lead', source: 'ours'}]->(other)
        """
    )
    handle = routed(graph, "lift")[3]
    assert ([d.name for d in handle.departments], said(handle)) == (
        ["街道城管队"],
        ["别队 has jurisdiction as near; the first by id leads"],
    )


def test_a_department_that_is_closed_that_day_is_named_beside_the_one_that_acts(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (d {id: 'near'}) SET d.until = date('2024-01-01')")
    handle = routed(graph)[3]
    assert ([d.name for d in handle.departments], said(handle)) == (
        ["区城管局"],
        ["街道城管队 handles it too and is closed on that day"],
    )


def test_a_building_in_two_grids_has_both_heads_and_says_so(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write(
        """
        MATCH (g {id: 'g'}), (c {id: 'c'})
        CREATE (g)-[:IN_GRID]->(n:MicroGrid:Place {id: 'n', name: '二微格', level: 'micro_grid'})-[:PART_OF]->(c)
        CREATE (:Person {id: 'p9', name: '二格长'})-[:HOLDS {post: '微网格长'}]->(n)
        """
    )
    escalate = routed(graph)[1]
    assert [holder.name for holder in escalate.holders] == ["格长", "二格长"]
    assert said(escalate) == ["the issue lies in 微格, 二微格; who acts for any of them is named"]


def test_a_building_whose_parts_go_different_ways_is_no_conflict(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write(
        """
        MATCH (b {id: 'b'}), (c {id: 'c'})
        CREATE (b)<-[:PART_OF]-(h:StairGroup:Place {id: 'h', name: '二组', level: 'stair_group'})
        CREATE (h)-[:IN_GRID]->(n:MicroGrid:Place {id: 'n', name: '二微格', level: 'micro_grid'})-[:PART_OF]->(c)
        CREATE (:Person {id: 'p9', name: '二格长'})-[:HOLDS {post: '微网格长'}]->(n)
        """
    )
    of = profile(step("collect", "post", level="micro_grid", post="微网格长"))
    assert kinds(routed(graph, place="b", of=of)) == [["parts"]]
    graph.write("MATCH (g {id: 'g'}), (n {id: 'n'}) CREATE (g)-[:IN_GRID]->(n)")
    assert kinds(routed(graph, place="b", of=of)) == [["two_places", "two_receivers"]]
    assert kinds(routed(graph, place="h", of=of)) == [[]]


def test_two_desks_that_take_it_in_are_named(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (s {id: 's'}) CREATE (:Station:Body {id: 'e', name: '又一台', kind: 'dispatch'})-[:SERVES]->(s)")
    desk = step("collect", "station", level="street", kind="dispatch")
    (collect,) = routed(graph, of=profile(desk))
    assert said(collect) == ["派单台, 又一台 all take it in; nobody says which"]
    assert kinds(routed(graph)) == [[], [], [], [], []]  # it is no first receiver where it comes third


FIRST = (
    step("collect", "residents"),
    step("joint", "first_receiver"),
    step("handle", "lead_department"),
)


@pytest.mark.parametrize(
    ("first", "bodies", "holders", "notes"),
    [
        ("near", ["街道城管队"], ["队长"], []),
        ("街道城管队", ["街道城管队"], ["队长"], []),
        ("队长", [], ["队长"], []),
        (
            "组长",
            [],
            ["组长"],
            ["组长 received it first and does not handle 楼道堆物; 街道城管队 is responsible, by this "],
        ),
        (
            "派单台",
            ["派单台"],
            ["台长"],
            ["派单台 received it first and does not handle 楼道堆物; 街道城管队 is respons"],
        ),
        (
            "fire",
            ["消防队"],
            [],
            ["消防队 received it first and only joins in 楼道堆物; 街道城管队 is responsible, by "],
        ),
    ],
)
def test_who_received_it_first_convenes_and_a_refusal_names_who_is_responsible(
    graph: Store, first: str, bodies: list[str], holders: list[str], notes: list[str]
) -> None:
    graph.write(NETWORK)
    _, convenes, handle = routed(graph, of=profile(*FIRST), first=first)
    assert ([b.name for b in convenes.bodies], [h.name for h in convenes.holders]) == (bodies, holders)
    assert [note[: len(start)] for note, start in zip(said(handle), notes, strict=True)] == notes
    assert all("HANDLED_BY 街道城管队 (lead, ours), SERVES 街道" in note for note in said(handle))


def test_a_first_receiver_that_nobody_knows_is_refused(graph: Store) -> None:
    graph.write(NETWORK)
    with pytest.raises(NotFound, match=r"Nobody around 一组 is called '气象局'; there are 派单台 \(d\), 街道城管队"):
        routed(graph, first="气象局")
    graph.write("MATCH (s {id: 's'}) CREATE (:Station:Body {id: 'e', name: '派单台', kind: 'x'})-[:SERVES]->(s)")
    with pytest.raises(Ambiguous, match="write the id") as several:
        routed(graph, first="派单台")
    assert several.value.details["candidates"] == ["d", "e"]


def test_a_way_back_is_a_loop(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (p {id: 'p1'}), (s {id: 's'}) CREATE (p)-[:HOLDS {post: '主任'}]->(s)")
    first, then = step("collect", "post", level="stair_group", post="楼组长"), STEPS[1]
    back = step("escalate", "post", level="street", post="主任")
    steps = routed(graph, of=profile(first, then, back))
    assert [said(s) for s in steps] == [[], [], ["a loop: it was there in step 1 already"]]
    assert steps[2].notes[0].people == ["p1"]
    closing = step("close", "post", level="street", post="主任")  # it may end where it began
    assert kinds(routed(graph, of=profile(first, then, closing))) == [[], [], []]
    again = step("evaluate", "post", level="stair_group", post="楼组长")  # as the template itself has it
    assert kinds(routed(graph, of=profile(first, then, again))) == [[], [], []]


def test_one_department_needs_nobody_to_join(graph: Store) -> None:
    graph.write(NETWORK)
    joint = routed(graph, "lift")[-1]
    assert (joint.state, joint.why.en) == ("skipped", "one department handles 加装电梯; nobody has to join")


def test_the_nearest_jurisdiction_leads_and_the_next_takes_over(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (:Body {id: 'near'})-[s:SERVES]->() SET s.until = date('2024-01-01')")
    assert [d.name for d in routed(graph)[3].departments] == ["区城管局"]


@pytest.mark.parametrize(
    ("change", "why", "mend"),
    [
        (
            "MATCH (:IssueType {id: 'lift'})-[h:HANDLED_BY]->() DELETE h",
            "no department is the lead one for 加装电梯",
            "say who handles 加装电梯 (HANDLED_BY with role lead)",
        ),
        (
            "MATCH (d:Body {id: 'near'}) SET d.until = date('2024-01-01')",
            "街道城管队 would handle 加装电梯 and is closed on that day",
            "name the department that took over, for 加装电梯",
        ),
        (
            "MATCH (:Body {id: 'near'})-[s:SERVES]->() SET s.since = date('2024-01-02')",
            "街道城管队 handles 加装电梯, but serves no place here on that day",
            "give 街道城管队 this place (SERVES)",
        ),
        (
            "MATCH (:IssueType {id: 'lift'})-[h:HANDLED_BY]->() SET h.until = date('2024-01-01')",
            "no department is the lead one for 加装电梯",
            "say who handles 加装电梯 (HANDLED_BY with role lead)",
        ),
    ],
)
def test_a_type_nobody_can_handle_here_is_a_dead_end(graph: Store, change: str, why: str, mend: str) -> None:
    graph.write(NETWORK)
    graph.write(change)
    handle = routed(graph, "lift")[3]
    assert handle.mend
    assert (handle.state, handle.why.en, handle.mend.en, handle.departments) == ("dead_end", why, mend, [])


def test_a_desk_without_a_head_acts_and_says_so(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (p:Person {id: 'p3'}) DETACH DELETE p")
    dispatch = routed(graph)[2]
    assert (dispatch.state, [b.name for b in dispatch.bodies], dispatch.holders) == ("acts", ["派单台"], [])
    assert dispatch.why.en.endswith("nobody is recorded as its head")


def test_a_closed_desk_is_a_dead_end(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (d:Body {id: 'd'}) SET d.until = date('2024-01-01')")
    dispatch = routed(graph)[2]
    assert dispatch.mend
    assert (dispatch.state, dispatch.mend.en, dispatch.mend.zh) == (
        "dead_end",
        "set up, or put in force, station dispatch of the street, for 街道",
        "为街道设立或恢复街镇站点（dispatch）",
    )


def test_modes_and_types_choose_the_channel(graph: Store) -> None:
    graph.write(NETWORK)
    with pytest.raises(InvalidInput, match=r"某地 has no way for 楼道堆物 in mode 'emergency'; it has normal\."):
        routed(graph, mode="emergency")
    assert routed(graph, of=profile(modes=["emergency"]), mode="emergency")
    with pytest.raises(InvalidInput, match="has no way for 楼道堆物"):
        routed(graph, of=profile(types=["lift"]))
    assert routed(graph, "lift", of=profile(types=["lift"]))


@pytest.mark.parametrize("word", ["clutter", "楼道堆物", "堆物", "cluttered STAIRS", " 楼道堆物 "])
def test_a_type_answers_to_its_id_names_and_synonyms(graph: Store, word: str) -> None:
    graph.write(NETWORK)
    assert issue_type(graph, word=word).id == "clutter"


def test_a_word_of_two_types_and_a_word_of_none(graph: Store) -> None:
    graph.write(NETWORK)
    with pytest.raises(Ambiguous) as several:
        issue_type(graph, word="杂物")
    assert several.value.details["candidates"] == ["clutter", "lift"]
    with pytest.raises(NotFound, match=r"no issue type '停车'; there are 楼道堆物 \(clutter\), 加装电梯 \(lift\)\."):
        issue_type(graph, word="停车")
    with pytest.raises(NotFound):
        issue_type(graph, word="x' OR 1=1 //")
    assert [one.id for one in issue_types(graph)] == ["clutter", "lift"]


OTHERS = """
MATCH (c:Place {id: 'c'}), (s:Place {id: 's'}), (b:Place {id: 'b'})
CREATE (party:PartyOrg:Body {id: 'party', name: '党委', purpose: 'community'})-[:COVERS]->(c)
CREATE (:Person {id: 'q1', name: '书记'})-[:HOLDS {post: '社区书记'}]->(party)
CREATE (:Person {id: 'q2', name: '委员'})-[:HOLDS {post: '社区委员'}]->(party)
CREATE (office:Department:Body {id: 'office', name: '办事处', function: 'street_office'})-[:SERVES]->(s)
CREATE (unit:Institution:Body {id: 'unit', name: '学校'})-[:REPORTS_TO]->(c)
CREATE (:Institution:Body {id: 'gone', name: '旧厂'})-[:CO_BUILDS {form: '共建', until: date('2024-01-01')}]->(c)
CREATE (:Person {id: 'q3', name: '报到者'})-[:REPORTS_TO]->(c)
CREATE (:Person {id: 'q4', name: '县领导'})-[:CONTACTS {rung: 'county_leader'}]->(c)
CREATE (:Department:Body {id: 'lead', name: '牵头局'})-[:CONTACTS {rung: 'department', role: 'lead'}]->(c)
CREATE (:OwnersCommittee:Body {id: 'oc', name: '业委会'})-[:REPRESENTS]->(b)
CREATE (:PropertyCompany:Body {id: 'pc', name: '物业'})-[:MANAGES]->(b)
"""


@pytest.mark.parametrize(
    ("actor", "bodies", "holders"),
    [
        ({"who": "post", "level": "community", "post": "社区书记"}, ["党委"], ["书记"]),
        ({"who": "party_org", "level": "community", "purpose": "community"}, ["党委"], ["书记", "委员"]),
        ({"who": "department", "level": "street", "function": "street_office"}, ["办事处"], []),
        ({"who": "institutions", "level": "community"}, ["学校"], []),
        ({"who": "contact", "level": "community", "rung": "county_leader"}, [], ["县领导"]),
        ({"who": "place_lead"}, ["牵头局"], []),
        ({"who": "owners_committee", "level": "building"}, ["业委会"], []),
        ({"who": "property_company", "level": "building"}, ["物业"], []),
        ({"who": "residents"}, [], []),
        ({"who": "first_receiver"}, [], []),
    ],
    ids=lambda value: value["who"] if isinstance(value, dict) else None,
)
def test_whoever_a_template_may_name_acts(
    graph: Store, actor: dict[str, str], bodies: list[str], holders: list[str]
) -> None:
    graph.write(NETWORK)
    graph.write(OTHERS)
    acting = routed(graph, of=profile(step("handle", **actor)))[0]
    assert (acting.state, [b.name for b in acting.bodies], [h.name for h in acting.holders]) == (
        "acts",
        bodies,
        holders,
    )
    assert acting.why


@pytest.mark.parametrize(
    ("actor", "why"),
    [
        ({"who": "place_lead"}, "nobody in force leads this: place lead; at 一组 (g)"),
        (
            {"who": "institutions", "level": "community"},
            "nobody in force is tied to this: institutions of the community; at 社区 (c)",
        ),
        (
            {"who": "contact", "level": "community", "rung": "cadre"},
            "nobody in force contacts this: contact cadre of the community; at 社区 (c)",
        ),
    ],
)
def test_whoever_is_not_there_is_a_dead_end(graph: Store, actor: dict[str, str], why: str) -> None:
    graph.write(NETWORK)
    stuck = routed(graph, of=profile(step("handle", **actor)))[0]
    assert (stuck.state, stuck.why.en) == ("dead_end", why)
    assert stuck.mend


@pytest.mark.parametrize(
    ("solvable_at", "states"),
    [
        ("stair_group", ["acts", "acts", "skipped"]),  # whoever stands higher can do it too
        ("community", ["acts", "acts", "skipped"]),
        ("street", ["acts", "skipped", "acts"]),
        (None, ["acts", "acts", "acts"]),  # unknown: both ways are shown
    ],
)
def test_an_issue_that_can_be_solved_here_goes_no_further(
    graph: Store, solvable_at: str | None, states: list[str]
) -> None:
    graph.write(NETWORK)
    graph.write(OTHERS)
    graph.write("MATCH (t:IssueType {id: 'clutter'}) SET t.solvable_at = $level", level=solvable_at)
    of = profile(
        step("deliberate", "party_org", level="community", purpose="community"),
        step("close", "residents", condition="solvable_here"),
        step("dispatch", "station", level="street", kind="dispatch", condition="not_solvable_here"),
    )
    steps = routed(graph, of=of)
    assert [s.state for s in steps] == states
    assert ("both ways are shown" in steps[1].why.en) == (solvable_at is None)


def test_departments_of_another_place_never_come_into_it(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write(
        "CREATE (d:Department:Body {id: 'far', name: '外县城管局', function: 'urban_management'})"
        "-[:SERVES]->(:County:Place {id: 'far-county', name: '外县', level: 'county', code: '999999'}) WITH d "
        "MATCH (t:IssueType {id: 'lift'}) CREATE (t)-[:HANDLED_BY {role: 'lead', source: 'ours'}]->(d)"
    )
    assert [d.name for d in routed(graph, "lift")[3].departments] == ["街道城管队"]
    graph.write("MATCH (d:Body {id: 'near'}) SET d.until = date('2024-01-01')")
    stuck = routed(graph, "lift")[3]
    assert stuck.why.en == "街道城管队 would handle 加装电梯 and is closed on that day"
    graph.write("MATCH (d:Body {id: 'near'}) DETACH DELETE d")
    assert routed(graph, "lift")[3].why.en == "no department is the lead one for 加装电梯"


def test_from_a_compound_that_grids_cut_the_heads_of_all_of_them_act(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write(
        "MATCH (c:Place {id: 'c'}), (m:Place {id: 'm'}) "
        "CREATE (home:Compound:Place {id: 'home', name: '小区', level: 'compound'})-[:PART_OF]->(c) "
        "CREATE (home)<-[:PART_OF]-(:Building:Place {id: 'b1', name: '1号楼', level: 'building'})-[:IN_GRID]->(m) "
        "CREATE (home)<-[:PART_OF]-(b2:Building:Place {id: 'b2', name: '2号楼', level: 'building'}) "
        "CREATE (b2)<-[:PART_OF]-(:Unit:Place {id: 'u', name: '1单元', level: 'unit'})-[:IN_GRID]->"
        "(other:MicroGrid:Place {id: 'm2', name: '二格', level: 'micro_grid'})-[:PART_OF]->(c) "
        "CREATE (:Person {id: 'p9', name: '二格长'})-[:HOLDS {post: '微网格长'}]->(other)"
    )
    of = profile(step("whistle", "post", level="micro_grid", post="微网格长"))
    (from_home,) = routed(graph, place="home", of=of)
    assert {holder.name for holder in from_home.holders} == {"格长", "二格长"}
    (from_building,) = routed(graph, place="b1", of=of)
    assert {holder.name for holder in from_building.holders} == {"格长"}
    (from_community,) = routed(graph, place="c", of=of)
    assert (from_community.state, from_community.why.en) == (
        "skipped",
        "it concerns all of 社区, above any micro grid",
    )


def test_a_closed_department_is_named_before_those_of_other_streets(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write(
        "MATCH (county:Place {id: 'county'}), (t:IssueType {id: 'lift'}) UNWIND ['甲', '乙', '丙', '丁'] AS name "
        "CREATE (:Street:Place {id: name, name: name, level: 'street'})-[:PART_OF]->(county) "
        "WITH t, name MATCH (s:Place {id: name}) "
        "CREATE (d:Department:Body {id: 'd' + name, name: name + '队'})-[:SERVES]->(s) "
        "CREATE (t)-[:HANDLED_BY {role: 'lead', source: 'ours'}]->(d)"
    )
    day = "date('2024-01-01')"
    graph.write(f"MATCH (d:Body {{id: 'near'}})-[s:SERVES]->() SET d.until = {day}, s.until = {day}")
    stuck = routed(graph, "lift")[3]
    assert stuck.why.en == "街道城管队 would handle 加装电梯 and is closed on that day"
    graph.write("MATCH (d:Body {id: 'near'}) DETACH DELETE d")
    distant = routed(graph, "lift")[3]
    assert distant.why.en == "丁队, 丙队, 乙队 and 1 more handle 加装电梯, but serve no place here on that day"
    assert distant.mend
    assert distant.mend.en == "give 丁队 this place (SERVES)"


# --- deadlines --------------------------------------------------------------------------------------------------

FRIDAY = date(2025, 9, 26)  # Sunday 28 September is worked, 1 to 8 October are not


def terms(*days: int | None) -> list[dict[str, object]]:
    """The template's steps, of which only those with a number have a term."""
    return [step | {"deadline_days": term} for step, term in zip(STEPS, days, strict=True)]


def dues(steps: list[RouteStep]) -> list[tuple[str, int | None, str | None]]:
    return [(s.state, s.deadline_days, s.due and s.due.isoformat()) for s in steps]


def test_terms_are_summed_along_the_channel(graph: Store) -> None:
    graph.write(NETWORK)
    steps = routed(graph, place="g", day=FRIDAY, of=profile(*terms(0, 1, 2, None, 5)))
    assert dues(steps) == [
        ("acts", 0, "2025-09-26"),
        ("dead_end", 1, None),  # the head of the micro-grid has gone: nobody takes that day
        ("acts", 2, "2025-09-29"),
        ("acts", None, None),  # no term: nothing is due, nothing is added
        ("acts", 5, "2025-10-13"),  # 7 working days: 28, 29, 30 September, 9, 10, 11 and 13 October
    ]
    assert whole(steps) == {"desk": date(2025, 10, 13)}
    assert whole(routed(graph)) == {"desk": None}
    assert {s.due for s in routed(graph)} == {None}


@pytest.mark.parametrize(("promised", "late"), [(None, []), (8, []), (7, [4]), (3, [4]), (2, [2]), (0, [1])])
def test_a_way_longer_than_was_promised_says_where(graph: Store, promised: int | None, late: list[int]) -> None:
    graph.write(NETWORK)
    graph.write("MATCH (t:IssueType {id: 'clutter'}) SET t.promised_days = $days", days=promised)
    steps = routed(graph, day=date(2023, 9, 1), of=profile(*terms(1, 2, 0, 5, None)))
    assert [s.number for s in steps if "late" in [note.kind for note in s.notes]] == late
    if late == [4]:
        assert said(steps[3]) == [f"8 working days by now, and {promised} were promised"]


def test_a_step_that_is_skipped_takes_no_time(graph: Store) -> None:
    graph.write(NETWORK)
    steps = routed(
        graph, "lift", day=FRIDAY, of=profile(*STEPS[3:4], STEPS[4] | {"deadline_days": 9}, *terms(1, *[None] * 4)[:1])
    )
    assert dues(steps) == [("acts", None, None), ("skipped", 9, None), ("acts", 1, "2025-09-28")]


def test_every_channel_begins_on_the_day_itself(graph: Store) -> None:
    graph.write(NETWORK)
    one = profile(*terms(3, None, None, None, None)[:1]).routing[0]
    two = profile(*terms(2, None, None, None, None)[:1], id="other").routing[0]
    three = profile(*STEPS[:1], id="free").routing[0]
    steps = routed(graph, day=FRIDAY, of=profile().model_copy(update={"routing": (one, two, three)}))
    assert [(s.channel, s.due) for s in steps] == [
        ("desk", date(2025, 9, 30)),
        ("other", date(2025, 9, 29)),
        ("free", None),
    ]
    assert whole(steps) == {"desk": date(2025, 9, 30), "other": date(2025, 9, 29), "free": None}


def test_where_the_template_says_nothing_the_departments_terms_count(graph: Store) -> None:
    graph.write(NETWORK)
    graph.write(
        "MATCH (t:IssueType {id: 'clutter'}), (county:Place {id: 'county'}) "
        "CREATE (t)-[:HANDLED_BY {role: 'joint', source: 'ours', deadline_days: 4}]->"
        "(:Department:Body {id: 'water', name: '水务局'})-[:SERVES]->(county) "
        "CREATE (t)-[:HANDLED_BY {role: 'joint', source: 'ours', deadline_days: 90}]->"
        "(:Department:Body {id: 'old', name: '旧局', until: date('2025-01-01')})-[:SERVES]->(county)"
    )
    graph.write("MATCH ()-[h:HANDLED_BY]->(:Body {id: 'near'}) SET h.deadline_days = 2")
    graph.write("MATCH ()-[h:HANDLED_BY]->(:Body {id: 'city'}) SET h.deadline_days = 50")  # the nearer one leads
    graph.write("MATCH ()-[h:HANDLED_BY]->(:Body {id: 'fire'}) SET h.deadline_days = 1")
    of = profile(*STEPS[3:])
    lead, joint = routed(graph, day=FRIDAY, of=of)
    assert dues([lead, joint]) == [
        ("acts", 2, "2025-09-29"),
        ("acts", 4, "2025-10-11"),
    ]  # the longest of those that act
    assert {d.name: d.deadline_days for d in joint.departments} == {"消防队": 1, "水务局": 4}
    of = profile(STEPS[3] | {"deadline_days": 0}, STEPS[4])
    assert dues(routed(graph, day=FRIDAY, of=of)) == [("acts", 0, "2025-09-26"), ("acts", 4, "2025-10-09")]


def test_the_calendar_may_be_another(graph: Store, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    graph.write(NETWORK)
    of = profile(*terms(1, None, None, None, None))
    plain = Calendar(tmp_path, (), (), ())
    assert routed(graph, day=FRIDAY, of=of, calendar=plain)[0].due == date(2025, 9, 29)
    assert routed(graph, day=FRIDAY, of=of, calendar=load_calendar())[0].due == date(2025, 9, 28)
    own = tmp_path / "own.csv"
    own.write_text("day,kind\n2025-09-29,holiday\n", encoding="utf-8")
    monkeypatch.setenv("WANGGE_CALENDAR", str(own))
    assert routed(graph, day=FRIDAY, of=of)[0].due == date(2025, 9, 30)


def test_a_term_that_never_ends_is_refused(graph: Store) -> None:
    graph.write(NETWORK)
    with pytest.raises(InvalidInput, match="working days from 2024-01-01 end after the year 9999"):
        routed(graph, of=profile(*terms(10**9, None, None, None, None)))
