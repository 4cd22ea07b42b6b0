"""Each measure counts its smallest graph and not the nearest other; gaps hold norms of one place against its graph."""

from datetime import date
from typing import Any

import neo4j
import pytest

from cypher.gaps import MEASURES, gaps, judge, measure, own_parameters, severity
from cypher.places import levels_inside
from graph import local
from graph.errors import InvalidInput, NotFound, ProfileRefused
from graph.profile import Norm, Profile
from graph.store import Store

DAY = date(2024, 1, 1)
ALL = float("inf")  # a minimum that nothing reaches: every subject comes back


def test_there_are_measures() -> None:
    assert set(MEASURES) == {
        *("holders", "covering_branches", "inhabitants", "party_share", "party_members", "contacts"),
        *("assigned_places", "posts_held", "grids", "bodies_tied", "responsible_parties", "superiors"),
        *("checklist_missing", "items_held", "items_listed", "member_purposes", "funds_received"),
        *("orgs_or_instructors", "minutes_to_station", "successors_in_force", "days_to_expiry", "contacts_ended"),
    }


@pytest.mark.parametrize("which", ["hit", "miss"])
@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_counts_what_it_must(graph: Store, name: str, which: str) -> None:
    question = MEASURES[name]
    case, example = question.extra[which], dict(question.extra["example"])
    graph.write(case["graph"])
    label = example.pop("label")
    rows = measure(graph, name=name, place="subject", label=label, as_of=DAY, minimum=ALL, parameters=example)
    assert [(row.subject_id, row.value) for row in rows] == [("subject", case["value"])]
    assert list(example) == own_parameters(name), "the example shows every parameter, and what is written for it"

    some = {key: example[key] for key in question.extra["required"]}
    (row,) = measure(graph, name=name, place="subject", label=label, as_of=DAY, minimum=ALL, parameters=some)
    assert row.value is not None or name == "successors_in_force"


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_hit_and_miss_differ(name: str) -> None:
    extra = MEASURES[name].extra
    assert extra["hit"]["value"] != extra["miss"]["value"]
    assert extra["unit"]


STREET = """
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
CREATE (gone:Community:Place {id: 'gone', name: '旧社区', level: 'community', until: date('2024-01-01')})
CREATE (gone)-[:PART_OF]->(s)
CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community', since: date('2024-01-01')})-[:PART_OF]->(s)
CREATE (:MicroGrid:Place {id: 'm0', name: '零', level: 'micro_grid'})-[:PART_OF]->(gone)
CREATE (m1:MicroGrid:Place {id: 'm1', name: '一', level: 'micro_grid', households: 99, kind: '大', tags: ['新']})
CREATE (m1)-[:PART_OF]->(c)
CREATE (m2:MicroGrid:Place {id: 'm2', name: '二', level: 'micro_grid'})-[:PART_OF {until: date('2024-01-02')}]->(c)
CREATE (m3:MicroGrid:Place {id: 'm3', name: '三', level: 'micro_grid'})-[:PART_OF {until: date('2024-01-01')}]->(c)
CREATE (p:Person {id: 'p', name: '甲'})-[:HOLDS {post: '长', since: date('2024-01-01'), key: '1'}]->(m2)
CREATE (p)-[:HOLDS {post: '长', since: date('2023-01-01'), until: date('2024-01-01'), key: '2'}]->(m1)
CREATE (:Person {id: 'q', name: '乙'})-[:HOLDS {post: '员', key: '3'}]->(m1)
"""


def norm(**values: object) -> Norm:
    plain = {
        "id": "N1",
        "subjects": [{"label": "MicroGrid"}],
        "measure": "holders",
        "parameters": {"posts": ["长"]},
        "min": 1,
        "status": "stated",
        "source": "L1",
        "sentence": {"zh": "每格一长", "en": "One head each"},
    }
    return Norm.model_validate(plain | values)


def profile(*norms: Norm) -> Profile:
    return Profile.model_validate(
        {
            "place": "x",
            "name": {"zh": "某地", "en": "X"},
            "codes": ["1"],
            "source": {"document": "d", "as_of": DAY},
            "levels": [{"level": "street", "term": "街道"}, {"level": "micro_grid", "term": "格"}],
            "grid_and_compound": "no_compound",
            "lines": [{"line": "grid", "posts": ["长"], "counts": [{"level": "micro_grid", "posts": ["长"]}]}],
            "norms": [n.model_dump() for n in norms],
        }
    )


def found(graph: Store, *norms: Norm, place: str = "s", day: date = DAY) -> list[tuple[str, float]]:
    rows = gaps(graph, profile=profile(*norms), place=place, as_of=day).rows
    return [(gap.id, gap.value) for gap in rows]


def test_a_gap_is_a_subject_in_force_outside_the_band(graph: Store) -> None:
    graph.write(STREET)
    (gap,) = gaps(graph, profile=profile(norm()), place="s", as_of=DAY).rows
    assert (gap.id, gap.value, gap.minimum, gap.maximum, gap.status) == ("N1:m1", 0, 1, None, "stated")
    assert gap.households == 99
    assert gap.severity == severity("stated", 0, 1, None, 99, backed=False) == 18.0
    assert [(step.id, step.name, step.level) for step in gap.path] == [
        ("s", "街道", "street"),
        ("c", "社区", "community"),
        ("m1", "一", "micro_grid"),
    ]


def test_the_day_decides(graph: Store) -> None:
    graph.write(STREET)
    assert found(graph, norm(), day=date(2023, 12, 31)) == [("N1:m0", 0)]
    assert found(graph, norm(), day=date(2024, 1, 2)) == [("N1:m1", 0)]


def test_the_place_the_kind_and_the_tag_decide(graph: Store) -> None:
    graph.write(STREET)
    assert found(graph, norm(), place="c") == [("N1:m1", 0)]
    assert found(graph, norm(), place="m2") == []
    assert found(graph, norm(subjects=[{"label": "MicroGrid", "kind": "大", "tag": "新"}])) == [("N1:m1", 0)]
    assert found(graph, norm(subjects=[{"label": "MicroGrid", "kind": "小"}])) == []
    assert found(graph, norm(subjects=[{"label": "MicroGrid", "tag": "旧"}])) == []


def test_a_band_has_two_ends_and_both_are_inside_it(graph: Store) -> None:
    graph.write(STREET)
    both = {"parameters": {"posts": ["长", "员"]}}
    assert found(graph, norm(**both, min=1, max=1)) == []
    assert found(graph, norm(**both, min=2)) == [("N1:m1", 1), ("N1:m2", 1)]
    assert found(graph, norm(**both, min=None, max=0)) == [("N1:m1", 1), ("N1:m2", 1)]


def test_a_subject_named_twice_is_one_gap(graph: Store) -> None:
    graph.write(STREET)
    assert found(graph, norm(subjects=[{"label": "MicroGrid"}, {"label": "Place", "tag": "新"}])) == [("N1:m1", 0)]


def test_what_nobody_has_said_is_unknown_and_no_gap(graph: Store) -> None:
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (:Compound:Place {id: 'a', name: '甲', level: 'compound'})-[:PART_OF]->(s)
        CREATE (:Compound:Place {id: 'b', name: '乙', level: 'compound', manager: 'none'})-[:PART_OF]->(s)
        CREATE (c:Compound:Place {id: 'c', name: '丙', level: 'compound'})-[:PART_OF]->(s)
        CREATE (:PropertyCompany:Body {id: 'f', name: '物业'})-[:MANAGES]->(c)
        CREATE (d:Compound:Place {id: 'd', name: '丁', level: 'compound', manager: 'property', lacks: ['一']})
        CREATE (d)-[:PART_OF]->(s)
        CREATE (:Compound:Place {id: 'e', name: '戊', level: 'compound', manager: 'unit', has: ['一']})-[:PART_OF]->(s)
        """
    )
    someone = norm(subjects=[{"label": "Compound"}], measure="responsible_parties", parameters={})
    answer = gaps(graph, profile=profile(someone), place="s", as_of=DAY)
    assert [gap.subject_id for gap in answer.rows] == ["b", "d"]
    assert [row.subject_id for row in answer.unknown] == ["a"]
    assert [gap.severity for gap in answer.rows] == [None, None]  # nobody has said how many households

    listed = {"measure": "checklist_missing", "parameters": {"items": ["一", "二"]}, "min": None, "max": 0}
    answer = gaps(graph, profile=profile(norm(subjects=[{"label": "Compound"}], **listed)), place="s", as_of=DAY)
    assert [(gap.subject_id, gap.value) for gap in answer.rows] == [("d", 1)]
    assert [row.subject_id for row in answer.unknown] == ["a", "b", "c", "e"]


def test_a_body_is_a_subject_where_it_is_registered(graph: Store) -> None:
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})-[:PART_OF]->(s)
        CREATE (:Institution:Body {id: 'shop', name: '店', lacks: ['一店一档']})-[:REGISTERED_IN]->(c)
        CREATE (left:Institution:Body {id: 'left', name: '迁出', lacks: ['一店一档']})
        CREATE (left)-[:REGISTERED_IN {until: date('2024-01-01')}]->(c)
        CREATE (shut:Institution:Body {id: 'shut', name: '关门', lacks: ['一店一档'], until: date('2024-01-01')})
        CREATE (shut)-[:REGISTERED_IN]->(c)
        """
    )
    file = {"measure": "checklist_missing", "parameters": {"items": ["一店一档"]}, "min": None, "max": 0}
    (gap,) = gaps(graph, profile=profile(norm(subjects=[{"label": "Institution"}], **file)), place="s", as_of=DAY).rows
    assert (gap.subject_id, gap.subject_level, [step.id for step in gap.path]) == ("shop", "Institution", ["s", "c"])


def test_a_norm_that_no_graph_can_answer_keeps_its_row(graph: Store) -> None:
    nothing = {"measure": None, "parameters": {}, "min": None}
    visits = norm(id="N2", computable=False, reason={"zh": "无节点", "en": "no node"}, **nothing)
    answer = gaps(graph, profile=profile(norm(), visits), place="s", as_of=DAY)
    assert [(row.norm, row.reason_zh, row.sentence_en) for row in answer.not_computable] == [
        ("N2", "无节点", "One head each")
    ]


def test_the_most_severe_come_first_and_the_unknown_severities_last(graph: Store) -> None:
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        WITH s UNWIND [['a', 10], ['b', 1000], ['c', null]] AS row
        CREATE (:MicroGrid:Place {id: row[0], name: row[0], level: 'micro_grid', households: row[1]})-[:PART_OF]->(s)
        """
    )
    softer = norm(id="N2", status="inferred", reason={"zh": "推", "en": "so"})
    assert [gap for gap, _ in found(graph, norm(), softer)] == ["N1:b", "N2:b", "N1:a", "N2:a", "N1:c", "N2:c"]


def test_a_target_not_reached_is_no_gap(graph: Store) -> None:
    graph.write(STREET)
    aim = norm(id="N2", status="target")
    answer = gaps(graph, profile=profile(norm(), aim), place="s", as_of=DAY)
    assert [gap.id for gap in answer.rows] == ["N1:m1"]
    assert [gap.id for gap in answer.targets] == ["N2:m1"]


def test_every_norm_has_its_tally_of_all_its_subjects(graph: Store) -> None:
    graph.write(STREET)
    listed = {"measure": "checklist_missing", "parameters": {"items": ["一"]}, "min": None, "max": 0}
    asked = (norm(), norm(id="N2", **listed), norm(id="N3", subjects=[{"label": "Community"}, {"label": "Street"}]))
    tallies = {one.norm: one for one in gaps(graph, profile=profile(*asked), place="s", as_of=DAY).tallies}
    shown = {id_: (one.subjects, one.met, one.gaps, one.waived, one.unknown) for id_, one in tallies.items()}
    assert shown == {"N1": (2, 1, 1, 0, 0), "N2": (2, 0, 0, 0, 2), "N3": (2, 0, 2, 0, 0)}


@pytest.mark.parametrize("label", ["Place", "Community", "MicroGrid", "PartyOrg", "Person", "Institution"])
@pytest.mark.parametrize("as_of", [DAY, date(2023, 12, 31)])
def test_to_know_which_levels_are_inside_changes_no_answer(graph: Store, label: str, as_of: date) -> None:
    graph.write(STREET)
    graph.write(
        """
        MATCH (m1:Place {id: 'm1'}), (m2:Place {id: 'm2'}), (c:Place {id: 'c'})
        CREATE (org:PartyOrg:Body {id: 'org', name: '支部'})-[:COVERS]->(m1)
        CREATE (:Person {id: 'head', name: '丙'})-[:HOLDS {post: '书记', key: '4'}]->(org)
        CREATE (:Institution:Body {id: 'shop', name: '店'})-[:REGISTERED_IN]->(c)
        CREATE (:Person {id: 'cadre', name: '丁'})-[:CONTACTS {rung: 'cadre'}]->(m2)
        """
    )
    measures = {"PartyOrg": "superiors", "Person": "posts_held", "Institution": "items_listed"}
    parameters = {"holders": {"posts": ["无"]}, "items_listed": {"kind": "service"}}
    name = measures.get(label, "holders")
    one = norm(subjects=[{"label": label}], measure=name, parameters=parameters.get(name, {}), min=9)
    levels = levels_inside(graph, place="s", as_of=as_of)
    pruned = judge(graph, norm=one, place="s", as_of=as_of, levels=levels)
    assert pruned == judge(graph, norm=one, place="s", as_of=as_of)
    assert pruned.subjects == len(pruned.found) > 0 or as_of < DAY


def _hits(server: local.Server, text: str, parameters: dict[str, Any]) -> int:
    """Database hits of a question, as the server counts them."""

    def below(plan: dict[str, Any]) -> int:
        return int(plan["dbHits"]) + sum(below(child) for child in plan.get("children", ()))

    auth = (server.user, local.password(server))
    with (
        neo4j.GraphDatabase.driver(server.uri, auth=auth, notifications_min_severity="OFF") as driver,
        driver.session(database=server.database) as session,
    ):
        summary = session.run(f"PROFILE {text}", parameters).consume()
    assert summary.profile is not None
    return below(summary.profile)


def test_a_compound_with_forty_posts_and_five_branches_costs_what_it_should(graph: Store, server: local.Server) -> None:
    """Database hits grow with the sum of posts and branches, never with their product."""

    def hits(posts: int, branches: int) -> int:
        graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
        graph.write(
            """
            CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
            CREATE (c:Compound:Place {id: 'c', name: '小区', level: 'compound'})-[:PART_OF]->(s)
            FOREACH (i IN range(1, $branches) |
              CREATE (:PartyOrg:Body {id: 'o' + i, name: '支部'})-[:COVERS {key: 'o' + i}]->(c))
            FOREACH (i IN range(1, $posts) |
              CREATE (:Person {id: 'p' + i, name: '人'})-[:HOLDS {post: '长', key: 'p' + i}]->(c))
            """,
            posts=posts,
            branches=branches,
        )
        total = 0
        for name, question in MEASURES.items():
            example = dict(question.extra["example"])
            label = {"Building": "Compound", "MicroGrid": "Compound"}.get(example.pop("label"), "Compound")
            values = dict.fromkeys(own_parameters(name)) | example | ({"posts": ["长"]} if "posts" in example else {})
            common = {"place": "s", "reach": 2, "through": ["street", "compound"], "as_of": DAY, "subject_label": label}
            common |= {"subject_kind": None, "subject_tag": None, "minimum": ALL, "maximum": None}
            total += _hits(server, question.text, common | values)
        return total

    small, more_posts, more_branches, both = hits(1, 1), hits(40, 1), hits(1, 5), hits(40, 5)
    assert more_posts > small
    assert both - small <= 1.1 * ((more_posts - small) + (more_branches - small))


def test_one_norm_may_be_asked_for(graph: Store) -> None:
    graph.write(STREET)
    two = profile(norm(), norm(id="N2"))
    assert [gap.id for gap in gaps(graph, profile=two, place="s", as_of=DAY, norms=["N2"]).rows] == ["N2:m1"]
    with pytest.raises(NotFound, match=r"某地 has no norm 'N9'; its norms are N1, N2\."):
        gaps(graph, profile=two, place="s", as_of=DAY, norms=["N9"])


def test_a_profile_that_asks_for_what_there_is_not_is_refused(graph: Store) -> None:
    with pytest.raises(ProfileRefused, match="N1: there is no measure 'visits'; measures are assigned_places, "):
        gaps(graph, profile=profile(norm(measure="visits")), place="s", as_of=DAY)
    with pytest.raises(ProfileRefused, match="N1: holders does not take 'post'; it takes posts, modes"):
        gaps(graph, profile=profile(norm(parameters={"post": "长"})), place="s", as_of=DAY)
    with pytest.raises(ProfileRefused, match="N1: holders needs posts; it takes"):
        gaps(graph, profile=profile(norm(parameters={})), place="s", as_of=DAY)
    with pytest.raises(InvalidInput, match=r"posts of holders is '长'; write a list of texts such as \['楼组长'\]\."):
        measure(graph, name="holders", place="s", label="Place", as_of=DAY, parameters={"posts": "长"})
    with pytest.raises(NotFound, match="There is no measure 'visits'"):
        measure(graph, name="visits", place="s", label="Place", as_of=DAY)


CHAIN = """
CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
CREATE (c:Community:Place {id: 'c', name: '社区', level: 'community'})-[:PART_OF]->(s)
CREATE (a:Compound:Place {id: 'a', name: '甲小区', level: 'compound', households: 100})-[:PART_OF]->(c)
CREATE (b:Compound:Place {id: 'b', name: '乙小区', level: 'compound', households: 50})-[:PART_OF]->(c)
CREATE (party:PartyOrg:Body {id: 'party', name: '社区党委'})-[:COVERS]->(c)
CREATE (joint:PartyOrg:Body {id: 'joint', name: '联合党支部'})-[:UNDER {line: 'territorial'}]->(party)
CREATE (joint)-[:COVERS]->(a) CREATE (joint)-[:COVERS]->(b)
CREATE (firm:PropertyCompany:Body {id: 'firm', name: '物业'})-[:MANAGES]->(b)
CREATE (hosted:PartyOrg:Body {id: 'hosted', name: '物业党支部'})-[:HOSTED_BY]->(firm)
CREATE (:PartyOrg:Body {id: 'group', name: '党小组'})-[:UNDER]->(hosted)
CREATE (:PartyOrg:Body {id: 'left', name: '迁出支部'})-[:UNDER {until: date('2024-01-01')}]->(party)
CREATE (firm)-[:MEMBER_OF]->(:Committee:Body {id: 'forum', name: '三方共议', kind: 'forum'})
CREATE (:Person {id: 'head', name: '书记'})-[:HOLDS {post: '书记'}]->(hosted)
CREATE (:Person {id: 'past', name: '前任'})-[:HOLDS {post: '书记', until: date('2024-01-01')}]->(hosted)
"""


@pytest.mark.parametrize(
    ("name", "label", "wanted"),
    [
        (
            "superiors",
            "PartyOrg",
            {
                "party": (0, 150, ["s", "c"]),  # the community states nothing, its compounds do
                "joint": (1, 150, ["s", "c", "a"]),  # by the place it covers, not by the community of its superior
                "hosted": (0, None, ["s", "c", "b"]),
                "group": (1, None, ["s", "c", "b"]),
            },
        ),
        ("items_listed", "PropertyCompany", {"firm": (0, 50, ["s", "c", "b"])}),
        ("items_listed", "Committee", {"forum": (0, None, ["s", "c", "b"])}),
        ("posts_held", "Person", {"head": (1, None, ["s", "c", "b"])}),
    ],
)
def test_subjects_come_once_with_the_nearest_place_and_the_homes_they_answer_for(
    graph: Store, name: str, label: str, wanted: dict[str, tuple[float, int | None, list[str]]]
) -> None:
    graph.write(CHAIN)
    some = {"items_listed": {"kind": "service"}}.get(name)
    asked = norm(subjects=[{"label": label}], measure=name, parameters=some or {}, min=1000)
    rows = gaps(graph, profile=profile(asked), place="s", as_of=DAY).rows
    assert {r.subject_id: (r.value, r.households, [step.id for step in r.path]) for r in rows} == wanted
    assert len(rows) == len(wanted)


def test_households_are_those_of_the_deepest_parts_none_counted_twice(graph: Store) -> None:
    graph.write(
        """
        CREATE (s:Street:Place {id: 's', name: '街道', level: 'street'})
        CREATE (g:Grid:Place {id: 'g', name: '网格', level: 'grid'})-[:PART_OF]->(s)
        CREATE (m:MicroGrid:Place {id: 'm', name: '一', level: 'micro_grid'})-[:PART_OF]->(g)
        CREATE (n:MicroGrid:Place {id: 'n', name: '二', level: 'micro_grid', households: 70})-[:PART_OF]->(g)
        CREATE (x:MicroGrid:Place {id: 'x', name: '三', level: 'micro_grid'})-[:PART_OF]->(s)
        CREATE (c:Compound:Place {id: 'c', name: '小区', level: 'compound'})-[:PART_OF]->(s)
        CREATE (b:Building:Place {id: 'b', name: '一号楼', level: 'building', households: 40})-[:PART_OF]->(c)
        CREATE (u:Unit:Place {id: 'u', name: '一单元', level: 'unit', households: 18})-[:PART_OF]->(b)
        CREATE (v:Unit:Place {id: 'v', name: '二单元', level: 'unit', households: 20})-[:PART_OF]->(b)
        CREATE (d:Building:Place {id: 'd', name: '二号楼', level: 'building'})-[:PART_OF]->(c)
        CREATE (b)-[:IN_GRID]->(m) CREATE (u)-[:IN_GRID]->(m) CREATE (d)-[:IN_GRID]->(n) CREATE (d)-[:IN_GRID]->(x)
        """
    )
    said = {}
    for label in ("Grid", "MicroGrid", "Compound"):
        counted = {"counted": "households"}
        rows = measure(graph, name="inhabitants", place="s", label=label, as_of=DAY, minimum=ALL, parameters=counted)
        said |= {row.subject_id: row.value for row in rows}
    # the units stand for their building, the second micro-grid for its own building; that building's are unknown
    assert said == {"g": 18 + 20 + 70, "m": 38, "n": 70, "x": None, "c": None}
