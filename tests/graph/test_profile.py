"""A profile says everything that is wrong with it, each with its line and what is allowed."""

import ast
import re
from pathlib import Path

import pytest

from cypher.profiles import against_measures
from graph.errors import InvalidInput, NotFound, ProfileRefused
from graph.profile import load_profile, read_profile
from graph.profile_head import FOLDER, by_code, head, head_of, places
from loaders.issue_types import tables

ROOT = Path(__file__).parents[2]

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


@pytest.mark.parametrize("place", places())
def test_a_shipped_profile_holds_together_and_its_head_agrees(place: str) -> None:
    profile, short = read_profile(FOLDER / f"{place}.yaml", against_measures), head(place)
    assert profile == load_profile(place)
    assert profile.place == short.place == place
    assert profile.codes == short.codes
    assert short.lines == (*(line.line for line in profile.lines), "embedded", "reported")
    assert short.posts == profile.posts_by_line


@pytest.mark.parametrize("place", places())
def test_a_shipped_channel_is_for_issue_types_that_there_are(place: str) -> None:
    known = tables([])[0].columns["id"]
    assert {issue for channel in load_profile(place).routing for issue in channel.types} <= set(known)


def test_seven_places_are_shipped_and_share_no_code() -> None:
    assert places() == ["anqiu", "bishan", "dali", "daqing", "guangan", "linfen", "xixiang"]
    codes = [code for place in places() for code in head(place).codes]
    assert len(codes) == len(set(codes)) == len(by_code())


def test_the_nearest_code_decides() -> None:
    place = places()[0]
    assert head_of(["1", None, head(place).codes[0], "2"]) == head(place)
    assert head_of(["1"]) is None


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="There is no profile of 'atlantis'; there are profiles of anqiu, bishan, dali"):
        load_profile("atlantis")


def test_no_code_knows_a_place_by_name() -> None:
    """Strings, docstrings, help and the one file of samples aside, name no place that is shipped."""
    names = [name for place in places() for name in (place, load_profile(place).name.zh, *head(place).codes)]
    named = re.compile("|".join(sorted(names)))
    files = [path for room in ("graph", "cypher", "api") for path in (ROOT / room).rglob("*") if path.is_file()]
    assert len([path for path in files if path.suffix in (".py", ".cypher")]) > 60
    for path in files:
        if path.suffix == ".cypher":
            assert not named.search(path.read_text(encoding="utf-8").partition("*/")[2]), path
        if path.suffix == ".py" and path.name != "samples.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            said = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
            told = {id(inner) for node in ast.walk(tree) for inner in _for_people(node)}
            found = [node.value for node in said if id(node) not in told and named.search(node.value)]
            assert not found, (path, found)


def _for_people(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    return list(ast.walk(node.value)) if isinstance(node, ast.keyword) and node.arg == "help" else []


# --- a folder of one's own --------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WANGGE_PROFILES", str(tmp_path))
    return tmp_path


def test_a_folder_of_ones_own_adds_places(own: Path, written) -> None:
    path = written(PLACE + NORM)
    assert "nowhere" in places()
    assert load_profile("nowhere").name.en == "Nowhere"
    found = head_of(["990101001"])
    assert found == head("nowhere")
    assert found is not None
    assert found.posts == {"ladder": ["楼长"]}
    path.write_text((PLACE + NORM).replace("Nowhere", "Erewhon"), encoding="utf-8")
    assert load_profile("nowhere").name.en == "Erewhon"  # a file that was mended is read again
    path.unlink()
    assert "nowhere" not in places()


def test_a_shipped_name_cannot_be_taken(own: Path) -> None:
    taken = places()[0]
    (own / f"{taken}.yaml").write_text((PLACE + NORM).replace("nowhere", taken), encoding="utf-8")
    with pytest.raises(ProfileRefused) as refused:
        load_profile(taken)
    assert refused.value.message == (
        f"{own / taken}.yaml: {FOLDER / taken}.yaml is already the profile of {taken}; rename yours."
    )


def test_a_shipped_code_cannot_be_taken(own: Path, written) -> None:
    path, taken = written((PLACE + NORM).replace("990101001", head("dali").codes[0])), head("dali").codes[0]
    for asked in (lambda: head_of([taken]), lambda: load_profile("nowhere")):
        with pytest.raises(ProfileRefused) as refused:
            asked()
        assert f"{path}" in refused.value.message
        assert f"code {taken} is already that of {FOLDER / 'dali.yaml'}" in refused.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place: [", "is not a profile; `wangge profile check` says what is wrong with it."),
        ("", "is not a profile"),
        ("- 1\n", "is not a profile"),
        ("codes: 1\n", "is not a profile"),
        ("place: nowhere\ncodes: ['990101001']\n", "is not a profile"),
        ("place: nowhere\ncodes: ['990101001']\nlines: 5\n", "is not a profile"),
        (
            "place: here\ncodes: ['990101001']\nlines: []\n",
            "place is 'here', but the file is nowhere.yaml; name it here.yaml.",
        ),
    ],
)
def test_a_file_of_ones_own_that_is_no_profile_is_no_traceback(own: Path, written, text: str, said: str) -> None:
    path = written(text)
    with pytest.raises(ProfileRefused) as refused:
        head_of(["990101001"])
    assert refused.value.message.startswith(f"{path}: {said}")


def test_a_profile_has_the_name_of_its_place(own: Path, written) -> None:
    path = written((PLACE + NORM).replace("nowhere", "here"))
    with pytest.raises(ProfileRefused) as refused:
        load_profile("nowhere")
    assert refused.value.message == f"{path}:1: place is 'here', but the file is nowhere.yaml; name it here.yaml."
    assert read_profile(path).place == "here"  # a draft may have any name while it is only checked


def test_a_folder_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WANGGE_PROFILES", str(tmp_path / "none"))
    with pytest.raises(InvalidInput, match="which is no folder; name the one that holds your profiles"):
        places()


def test_codes_are_found_wherever_they_stand(own: Path, written) -> None:
    codes = 'codes: ["990101001"]\n'
    head_, _, rest = (PLACE + NORM).partition("---\n")
    written(f"{head_.replace(codes, '').replace('zh: 无名镇', 'zh: codes')}{codes}---\n{rest}")
    assert by_code()["990101001"] == "nowhere"
