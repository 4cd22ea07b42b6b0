"""A profile says everything that is wrong with it, each with its line and what is allowed."""

from pathlib import Path

import pytest

from graph.errors import NotFound, ProfileRefused
from graph.profile import load_profile, read_profile
from graph.profile_head import head, head_of, places

PLACE = """\
place: nowhere
name: {zh: 无名镇, en: Nowhere}
codes: ["990101001"]
source: {document: invented, as_of: 2024-01-01}
levels:
  - {level: street, term: 镇}
  - {level: building, term: 楼}
grid_and_compound: no_grid
lines:
  - line: ladder
    posts: [楼长]
    counts: [{level: building, posts: [楼长]}]
---
"""
NORM = """\
norms:
  - id: nowhere.N1
    subjects: [{label: Building}]
    measure: holders
    parameters: {posts: [楼长]}
    min: 1
    status: stated
    source: L1
    sentence: {zh: 每楼一长, en: One head per building}
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "nowhere.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_place_that_nobody_knew_is_read(written) -> None:
    profile = read_profile(written(PLACE + NORM))
    assert profile.posts_by_line == {"ladder": ["楼长"]}
    assert profile.all_levels == ("street", "building")
    assert [norm.id for norm in profile.norms] == ["nowhere.N1"]
    assert "楼长" in profile.all_posts


FAULTS = [
    (
        "level: building, term: 楼",
        "level: biulding, term: 楼",
        7,
        "'biulding' is no level. Did you mean building? It may be city, county",
    ),
    ("{level: building, posts: [楼长]}", "{level: floor, posts: [楼长]}", 12, "'floor' is no level of this place"),
    (
        "{level: building, posts: [楼长]}",
        "{level: building, posts: [门长]}",
        12,
        "'门长' is no post of this line. Did you mean 楼长?",
    ),
    ("grid_and_compound: no_grid", "grid_and_compound: none", 8, "grid_and_compound input should be"),
    ("place: nowhere\n", "place: nowhere\ncolour: red\n", 2, "colour is not a word of a profile"),
    (
        "    status: stated\n",
        "    status: ordered\n",
        20,
        "input should be 'stated', 'target' or 'inferred', not 'ordered'",
    ),
    ("    min: 1\n", "    min: 3\n    max: 2\n", 19, "is 3, above max 2"),
    ("    min: 1\n", "", 15, "needs subjects, a measure, and min or max"),
    ("label: Building", "label: Buildings", 16, "'Buildings' is no label of the schema"),
    ("label: Building", "label: Load", 16, "'Load' is no label of the schema"),
    ("en: One head per building", "fr: Un chef", 22, "sentence.en is missing"),
    ("zh: 每楼一长", "zh: ''", 22, "string should have at least 1 character"),
    ("    min: 1\n", "    computable: false\n", 15, "is not computable and needs a reason"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "said"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_a_fault_is_said_with_its_line(written, right: str, wrong: str, line: int, said: str) -> None:
    text = PLACE + NORM
    assert right in text
    path = written(text.replace(right, wrong))
    with pytest.raises(ProfileRefused) as refused:
        read_profile(path)
    assert said in refused.value.message
    assert f"{path}:{line}: " in refused.value.message


def test_all_faults_are_said_at_once(written) -> None:
    text = (PLACE + NORM + NORM.removeprefix("norms:\n")).replace("label: Building", "label: Nothing")
    with pytest.raises(ProfileRefused) as refused:
        read_profile(written(text))
    faults = refused.value.details["faults"]
    assert len(faults) == 4
    assert sum("'nowhere.N1' stands 2 times" in fault for fault in faults) == 2
    assert sum("'Nothing' is no label" in fault for fault in faults) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place: [", "is not YAML"),
        ("", "is not a profile; it has two parts"),
        ("a: 1\n---\n- 2\n", "is not a profile; it has two parts"),
        (
            PLACE.replace("place: nowhere\n", "place: nowhere\nplace: here\n") + NORM,
            ":2: is not YAML: 'place' stands twice",
        ),
    ],
)
def test_what_is_no_profile(written, text: str, said: str) -> None:
    with pytest.raises(ProfileRefused, match=said):
        read_profile(written(text))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProfileRefused, match=r"cannot be read \(No such file"):
        read_profile(tmp_path / "none.yaml")
    (tmp_path / "gbk.yaml").write_bytes("place: 临汾".encode("gbk"))
    with pytest.raises(ProfileRefused, match=r"is not UTF-8 text \(byte 7\)"):
        read_profile(tmp_path / "gbk.yaml")


STEP = """\
routing:
  - id: desk
    title: {zh: 一口, en: One desk}
    modes: [normal]
    steps:
      - step: collect
        actor: {who: station, level: street, kind: intake}
        title: {zh: 汇集, en: Collect}
        sequence: stated
        source: L2
"""


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("step: collect", "step: gather", "'gather' is no step. "),
        ("who: station", "who: mayor", "'mayor' is no actor. "),
        (", kind: intake", "", "needs kind for station"),
        ("level: street, kind", "level: block, kind", "'block' is no level of this place. It may be street, building"),
    ],
)
def test_a_step_that_nobody_could_take(written, right: str, wrong: str, said: str) -> None:
    read_profile(written(PLACE + STEP))
    with pytest.raises(ProfileRefused) as refused:
        read_profile(written(PLACE + STEP.replace(right, wrong)))
    assert said in refused.value.message


def test_shipped_profiles_hold_together_and_their_heads_agree() -> None:
    assert places()
    for place in places():
        profile, short = load_profile(place), head(place)
        assert profile.place == short.place == place
        assert profile.codes == short.codes
        assert short.lines == (*(line.line for line in profile.lines), "embedded", "reported")
        assert short.posts == profile.posts_by_line


def test_the_nearest_code_decides() -> None:
    place = places()[0]
    assert head_of(["1", None, head(place).codes[0], "2"]) == head(place)
    assert head_of(["1"]) is None


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="There is no profile of 'atlantis'; there are profiles of"):
        load_profile("atlantis")
