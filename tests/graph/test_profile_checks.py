"""Every way in which a profile can contradict itself, the schema or its measures: one fault each, where it stands."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from cypher.profiles import against_measures
from graph.errors import ProfileRefused
from graph.profile import read_profile

WHOLE = """\
place: nowhere
name: {zh: 无名镇, en: Nowhere}
codes: ["990101001"]
source: {document: invented, as_of: 2024-01-01}
levels:
  - {level: street, term: 镇}
  - {level: community, term: 村}
  - {level: grid, term: 格, beside: true}
  - {level: building, term: 楼}
other_levels: [compound]
grid_and_compound: same_level
lines:
  - line: ladder
    posts: [楼长]
    counts: [{level: building, posts: [楼长]}]
  - line: party
    counts: [{level: community, kinds: [branch], formations: [single]}]
posts: [书记, 站长]
tags: [示范, 老党员]
chains:
  - id: party
    title: {zh: 党的链条, en: The Party's chain}
    tiers: [{term: 镇党委, level: street}, {term: 村支部, level: community}, {term: 党员}]
    source: L1
lists:
  - {id: six, term: 六有, listed: [有房, 有旗, 有章], declared: 6, source: L2}
contact_ladder:
  - {rung: cadre, who: Person, level: community, term: 包村干部, tag: 老党员, status: stated, source: L3}
compound_classes:
  - {term: 商品房, meaning: {zh: 买的, en: bought}, source: L4}
cross_holding:
  - {held: [书记, party_member], also: [楼长, "tag:老党员"], mode: concurrent, status: stated, source: L5}
co_building:
  - {form: 联建, between: {zh: 企业与村, en: firms with villages}, count: 3, source: L6}
---
norms:
  - id: nowhere.N1
    subjects: [{label: Building, tag: 示范}, {label: Compound, kind: 商品房}]
    measure: holders
    parameters: {posts: [楼长], modes: [elected]}
    min: 1
    status: stated
    source: L7
    sentence: {zh: 每楼一长, en: One head per building}
  - id: nowhere.N2
    status: inferred
    computable: false
    reason: {zh: 会议不在图中, en: Meetings are not in the graph}
    source: L8
    sentence: {zh: 月月开会, en: A meeting a month}
  - id: nowhere.N3
    subjects: [{label: Community}]
    measure: covering_branches
    parameters: {kinds: [general_branch], formations: [joint]}
    min: 1
    status: stated
    source: L9
    sentence: {zh: 村村有总支, en: A general branch in every village}
routing:
  - id: desk
    title: {zh: 一口, en: One desk}
    modes: [normal]
    steps:
      - step: collect
        actor: {who: station, level: street, kind: intake}
        title: {zh: 汇集, en: Collect}
        sequence: stated
        source: L10
      - step: deliberate
        actor: {who: committee, level: community, kind: forum}
        title: {zh: 议, en: Deliberate}
        condition: solvable_here
        sequence: stated
        source: L10
      - step: report_in
        actor: {who: contact, level: grid, rung: branch}
        title: {zh: 报到, en: Report in}
        sequence: stated
        source: L10
      - step: close
        actor: {who: post, level: building, post: 楼长}
        title: {zh: 办结, en: Close}
        sequence: stated
        source: L10
figures:
  - id: nowhere.heads
    term: 楼长
    unit: person
    value: 12
    qualifier: "="
    printed: "12"
    as_of: 2024-01-01
    measure: count_holders
    parameters: {posts: [楼长], sex: female, tag: 老党员}
    source: L11
  - {id: nowhere.things, term: 六有, unit: item, min: 5, max: 6, qualifier: "=", printed: 六, as_of: 2024-01-01,
     over: profile, measure: declared, parameters: {list: six}, source: L2}
  - {id: nowhere.tiers, term: 三级, unit: tier, value: 3, qualifier: "=", printed: 三级, as_of: 2024-01-01,
     over: profile, measure: levels, parameters: {chain: party}, source: L1}
  - {id: nowhere.bound, term: 一名, unit: person, value: 1, qualifier: "=", printed: 一, as_of: 2024-01-01,
     over: nowhere.N1, measure: bound, parameters: {of: min}, source: L7}
  - {id: nowhere.posts, term: 一职, unit: post, value: 1, qualifier: "=", printed: 一, as_of: 2024-01-01,
     over: nowhere.N1, measure: parameter, parameters: {name: posts}, source: L7}
  - {id: nowhere.compounds, term: 小区, unit: node, value: 4, qualifier: "=", printed: "4", as_of: 2024-01-01,
     measure: count_places, parameters: {levels: [compound], kinds: [商品房]}, source: L4}
  - {id: nowhere.orgs, term: 支部, unit: node, value: 4, qualifier: "=", printed: "4", as_of: 2024-01-01,
     measure: count_party_orgs, parameters: {kinds: [branch], bases: [trade]}, source: L4}
  - {id: nowhere.ties, term: 报到, unit: node, value: 4, qualifier: "=", printed: "4", as_of: 2024-01-01,
     measure: count_tied_places, parameters: {tie: CONTACTS, level: community, labels: [Person], rungs: [cadre],
     roles: [lead]}, source: L4}
  - {id: nowhere.contracts, term: 联建, unit: edge, value: 4, qualifier: "=", printed: "4", as_of: 2024-01-01,
     measure: count_contracts, parameters: {form: 联建}, source: L4}
  - {id: nowhere.sum, term: 户, unit: 户, value: 4, qualifier: "=", printed: "4", as_of: 2024-01-01,
     measure: sum_of_places, parameters: {level: building, counted: households}, source: L4}
  - {id: nowhere.lifts, term: 电梯, unit: 台, value: 4, qualifier: "=", printed: "4", as_of: 2024-01-01,
     outside: {zh: 事件, en: an event}, source: L4}
"""

# what stands there → what shall stand there instead, and what is said of it on its first line
FAULTS: list[tuple[str, str, str]] = [
    # words of the schema
    (
        "{level: street, term: 镇}",
        "{level: sreet, term: 镇}",
        "'sreet' is no level. Did you mean street? It may be city",
    ),
    ("[compound]\ngrid", "[compuond]\ngrid", "'compuond' is no level. Did you mean compound?"),
    ("{term: 村支部, level: community}", "{term: 村支部, level: village}", "'village' is no level. "),
    (
        "kinds: [branch], formations: [single]",
        "kinds: [brunch], formations: [single]",
        "'brunch' is no kind of PartyOrg. Did you mean branch?",
    ),
    (
        "kinds: [branch], formations: [single]",
        "kinds: [branch], formations: [double]",
        "'double' is no formation of a PartyOrg.",
    ),
    (
        "rung: cadre, who",
        "rung: mayor, who",
        "'mayor' is no rung of CONTACTS. It may be county_leader, department, unit",
    ),
    (
        "who: Person",
        "who: Station",
        "'Station' is no label that CONTACTS places. Did you mean Institution? It may be PartyOrg, Department",
    ),
    ("{label: Building,", "{label: Bulding,", "'Bulding' is no label of the schema. Did you mean Building?"),
    ("{label: Building,", "{label: Load,", "'Load' is no label of the schema."),
    ("modes: [elected]", "modes: [chosen]", "'chosen' is no mode of HOLDS. "),
    ("sex: female", "sex: woman", "'woman' is no sex. It may be female, male"),
    ("bases: [trade]", "bases: [trading]", "'trading' is no basis of a PartyOrg. Did you mean trade?"),
    ("tie: CONTACTS", "tie: CONTACT", "'CONTACT' is no edge of the schema. Did you mean CONTACTS?"),
    ("labels: [Person]", "labels: [Persons]", "'Persons' is no label of the schema. Did you mean Person?"),
    ("rungs: [cadre]", "rungs: [clerk]", "'clerk' is no rung of CONTACTS."),
    ("roles: [lead]", "roles: [leader]", "'leader' is no role of CONTACTS. Did you mean lead?"),
    ("counted: households", "counted: homes", "'homes' is no count of places."),
    ("step: collect", "step: gather", "'gather' is no step. "),
    (
        "      - step: close\n        actor: {who: post, level: building, post: 楼长}",
        "      - step: escalate\n        actor: {who: station, level: street, kind: intake}",
        "is that of step 1 again: a cycle, in which no issue comes to an end",
    ),
    ("who: station", "who: mayor", "'mayor' is no actor. "),
    ("kind: forum", "kind: quorum", "'quorum' is no kind of Committee. Did you mean forum?"),
    ("rung: branch", "rung: brunch", "'brunch' is no rung of CONTACTS. Did you mean branch?"),
    ("condition: solvable_here", "condition: solvable", "input should be 'several_departments', 'solvable_here' or"),
    # words of the place
    (
        "counts: [{level: building, posts: [楼长]}]",
        "counts: [{level: floor, posts: [楼长]}]",
        "'floor' is no level of this place.",
    ),
    (
        "counts: [{level: building, posts: [楼长]}]",
        "counts: [{level: building, posts: [门长]}]",
        "'门长' is no post of this line. Did you mean 楼长?",
    ),
    ("level: community, term: 包村干部", "level: block, term: 包村干部", "'block' is no level of this place."),
    (
        "tag: 老党员, status",
        "tag: 新党员, status",
        "'新党员' is no tag of this place; `tags` names them. Did you mean 老党员?",
    ),
    (
        "held: [书记, party",
        "held: [主任, party",
        "'主任' is no post of this place; `posts` names them. It may be 书记, 楼长, 站长.",
    ),
    ('"tag:老党员"]', '"tag:党"]', "'党' is no tag of this place"),
    ("tag: 示范}", "tag: 样板}", "'样板' is no tag of this place; `tags` names them. It may be 示范, 老党员."),
    (
        "{label: Community}",
        "{label: Floor}",
        "'floor' is no level of this place. It may be street, community, grid, building, compound.",
    ),
    ("kind: 商品房}", "kind: 公房}", "'公房' is no class of compounds here; `compound_classes` names them."),
    ("parameters: {posts: [楼长], modes", "parameters: {posts: [楼张], modes", "'楼张' is no post of this place"),
    ("kinds: [商品房]", "kinds: [房改房]", "'房改房' is no class of compounds here"),
    ("{levels: [compound]", "{levels: [block]", "'block' is no level of this place."),
    ("sex: female, tag: 老党员", "sex: female, tag: 党员", "'党员' is no tag of this place"),
    ("{form: 联建}", "{form: 共建}", "'共建' is no form of co-building here; `co_building` names them."),
    ("level: building, post: 楼长", "level: building, post: 楼张", "'楼张' is no post of this place"),
    ("who: station, level: street", "who: station, level: block", "'block' is no level of this place."),
    # what hangs in the air
    (
        "over: nowhere.N1, measure: bound",
        "over: nowhere.N9, measure: bound",
        "'nowhere.N9' is no norm of this profile, nor graph or profile. Did you mean nowhere.N",
    ),
    ("{list: six}", "{list: seven}", "'seven' is no list of this profile. It may be six."),
    ("{chain: party}", "{chain: people}", "'people' is no chain of this profile."),
    ("{of: min}", "{of: least}", "'least' is no end of a band. It may be min, max."),
    ("measure: bound, parameters: {of: min}", "measure: bound, parameters: {of: max}", "nowhere.N1 has no max"),
    ("{name: posts}", "{name: post}", "'post' is no parameter of nowhere.N1. Did you mean posts?"),
    # twice, or upside down
    ('codes: ["990101001"]', 'codes: ["990101001", "990101001"]', "'990101001' stands 2 times; give it once"),
    ("{level: grid, term: 格, beside: true}", "{level: community, term: 格}", "'community' stands 2 times"),
    ("[compound]\ngrid", "[building]\ngrid", "'building' stands in `levels` already"),
    ("posts: [书记, 站长]", "posts: [书记, 书记]", "'书记' stands 2 times"),
    ("tags: [示范, 老党员]", "tags: [示范, 老党员, 示范]", "'示范' stands 2 times"),
    ("[有房, 有旗, 有章]", "[有房, 有旗, 有旗]", "'有旗' stands 2 times"),
    ("line: party\n", "line: ladder\n", "'ladder' stands 2 times"),
    ("id: nowhere.N2", "id: nowhere.N3", "'nowhere.N3' stands 2 times"),
    ("id: nowhere.things", "id: nowhere.tiers", "'nowhere.tiers' stands 2 times"),
    ("declared: 6", "declared: 2", "is 2, but 3 are listed"),
    (
        "    min: 1\n    status: stated\n    source: L7",
        "    min: 3\n    max: 2\n    status: stated\n    source: L7",
        "is 3, above max 2",
    ),
    ("min: 5, max: 6", "min: 7, max: 6", "is 7, above max 6"),
    # what is missing, and what is too much
    ('codes: ["990101001"]', 'codes: ["99010"]', "'99010' is no administrative code; one has 4, 6, 9 or 12 digits"),
    ('codes: ["990101001"]', 'codes: ["９９０１０１"]', "is no administrative code"),
    (
        "{level: street, term: 镇}",
        "{level: street, term: 镇, beside: true}",
        "is said of the first level, which stands beside nothing",
    ),
    ("id: nowhere.N1", "id: somewhere.N1", "'somewhere.N1' does not begin with the place; ids are like nowhere.N1"),
    ("id: nowhere.heads", "id: heads", "'heads' does not begin with the place"),
    ("id: nowhere.N1", 'id: "nowhere.N1:a"', "'nowhere.N1:a' has a colon, which sets norm and subject of a gap apart"),
    (
        "  - id: nowhere.N1\n    subjects: [{label: Building, tag: 示范}, {label: Compound, kind: 商品房}]",
        "  - id: nowhere.N1",
        "nowhere.N1 is computable and needs subjects, a measure, and min or max",
    ),
    (
        "    sentence: {zh: 每楼一长, en: One head per building}",
        "    sentence: {zh: 每楼一长}",
        "norms.0.sentence.en is missing",
    ),
    (", kind: intake", "", "needs kind for station"),
    (
        "who: station, level: street,",
        "who: station, level: street, post: 楼长,",
        "is nothing that station takes; it takes level, kind",
    ),
    (
        "id: nowhere.heads",
        "id: nowhere.heads\n    outside: {zh: 无, en: none}",
        "nowhere.heads needs either a measure or, in `outside`, the reason",
    ),
    ("    value: 12\n", "    value: .nan\n", "input should be a finite number, not 'nan'"),
    ("    value: 12\n", "    value: 12\n    step: 0\n", "input should be greater than 0, not '0'"),
    ("min: 5, max: 6", "value: 6, max: 6", "nowhere.things has a value and a band; give one of them"),
    ("min: 5, max: 6, ", "", "nowhere.things needs a value, a min or a max"),
    ("tags: [示范, 老党员]", "tags: [示范, 老党员]\ncolour: red", "colour is not a word of a profile here"),
    # measures, which live above the graph
    (
        "{level: building, term: 楼}",
        "{level: building, term: 楼, optional: true}",
        "is said of building, but nowhere.N1 asks for a holder at each; take one of the two away",
    ),
    ("measure: holders", "measure: holdrs", "'holdrs' is no measure for this. Did you mean holders?"),
    (
        "measure: count_holders",
        "measure: count_holder",
        "'count_holder' is no measure for this. Did you mean count_holders?",
    ),
    ("measure: declared", "measure: decreed", "'decreed' is no measure for this."),
    (
        "measure: bound",
        "measure: count_holders",
        "'count_holders' is no measure for this. Did you mean bound? It may be bound, parameter.",
    ),
    (
        "{posts: [楼长], modes",
        "{post: [楼长], modes",
        "holders does not take 'post'; it takes posts, modes (may be left out)",
    ),
    ("{posts: [楼长], modes: [elected]}", "{modes: [elected]}", "holders needs posts"),
    ("{posts: [楼长], modes", "{posts: 楼长, modes", "posts of holders is '楼长'; write a list of texts"),
    (
        "{posts: [楼长], sex: female, tag: 老党员}",
        "{sex: female}",
        "count_holders cannot be asked so: missing a required argument: 'posts'",
    ),
    (
        "{posts: [楼长], sex: female, tag: 老党员}",
        "{posts: [楼长], age: 40}",
        "count_holders cannot be asked so: got an unexpected keyword argument 'age'",
    ),
    ("kinds: [general_branch]", "kinds: [generals]", "'generals' is no kind of PartyOrg. Did you mean general_branch?"),
    ("{kinds: [branch], bases", "{kinds: [brunch], bases", "'brunch' is no kind of PartyOrg. Did you mean branch?"),
]


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "nowhere.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_profile_that_the_faults_are_put_into_has_none(written) -> None:
    profile = read_profile(written(WHOLE), against_measures)
    assert len(profile.figures) == 11
    assert {fault[0] for fault in FAULTS if WHOLE.count(fault[0]) != 1} == set()


@pytest.mark.parametrize(
    ("right", "wrong", "said"), FAULTS, ids=[f"{wrong[:40]}: {said[:30]}" for _, wrong, said in FAULTS]
)
def test_a_fault_is_said_on_its_line(written, right: str, wrong: str, said: str) -> None:
    before, _, after = WHOLE.partition(right)
    path = written(before + wrong + after)
    first = before.count("\n") + 1
    lines = range(first, first + wrong.count("\n") + 1)
    with pytest.raises(ProfileRefused) as refused:
        read_profile(path, against_measures)
    found = [fault for fault in refused.value.details["faults"] if said in fault]
    assert found, refused.value.message
    assert any(fault.startswith(f"{path}:{line}: ") for fault in found for line in lines), found


STRANGE = (
    *("", "null", "5", "-1", ".nan", "1e400", "true", "[]", "{}", "[1, 2]", "{a: 1}", "[null]", "[[a]]", "[{}]", "~"),
    *(
        "2021-02-30",
        '"x"',
        '"\\0"',
        "*b",
        "&a [*a]",
        "{[a]: 1}",
        "{1: 2}",
        "!!python/object:x {}",
        "\x01",
        "[",
        "- - ]",
    ),
)


@pytest.mark.parametrize("seed", range(300))
def test_whatever_is_written_it_is_read_or_refused_in_sentences(written, seed: int) -> None:
    """A value, a list or a word for something else, or a line less: never an error that is not meant for people."""
    chance, text = Random(seed), WHOLE
    for _ in range(chance.choice((1, 1, 2))):
        what = chance.choice(
            (r"(?<=: )[^\s{}\[\],][^{}\[\],\n]*", r"\[[^\[\]\n]*\]|\{[^{}\n]*\}", r"\w+(?=:)", r".+\n")
        )
        found = chance.choice(list(re.finditer(what, text)))
        text = text[: found.start()] + chance.choice(STRANGE) + text[found.end() :]
    path = written(text)
    assert all(line.startswith(str(path)) for line in refusals(path))


def refusals(path: Path) -> list[str]:
    try:
        read_profile(path, against_measures)
    except ProfileRefused as refused:
        return refused.message.splitlines()
    return []


def test_what_is_strange_is_refused(written) -> None:
    """The test above is no test if nothing is refused."""
    for strange in STRANGE:
        assert refusals(written(WHOLE.replace("[compound]\ngrid", f"{strange}\ngrid"))), strange
