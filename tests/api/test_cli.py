"""The three questions as people ask them, and what they are told when something is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli import EXIT_CODES, exit_code
from api.output import HEADINGS, WORDS
from cypher.coverage import CoverRow
from cypher.figures import VERDICTS, FigureRow
from cypher.gaps import Gap
from cypher.routing.rows import RouteStep
from graph import errors, local
from graph.store import Store
from loaders.twin import Twin

Run = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("linfen")
STREET = "310106021"


def document(run: Run, *arguments: str) -> dict:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def planted(linfen: Twin, rule: str) -> list[str]:
    return sorted(defect.subject_id for defect in linfen.planted if defect.rule == rule)


def fields(row: type) -> list[str]:
    return list(row.__dataclass_fields__)


# --- the three questions ----------------------------------------------------------------------------------------


def test_cover_is_one_document(wangge: Run, linfen: Twin) -> None:
    vacated = planted(linfen, "linfen.X2")[0]
    before = document(wangge, "cover", vacated, "--as-of", "2021-04-05")
    after = document(wangge, "cover", vacated, "--as-of", "2026年11月22日")
    assert list(before["rows"][0]) == fields(CoverRow)
    assert (before["as_of"], before["synthetic"], before["place"]["id"]) == ("2021-04-05", True, vacated)
    assert after["as_of"] == "2026-11-22"
    assert before["data_version"] >= 1
    ladder = [row for row in before["rows"] if row["line"] == "ladder"]
    assert [(row["post"], row["holder_kind"], row["through_id"]) for row in ladder] == [("楼组长", "Person", vacated)]
    nobody = [row for row in after["rows"] if row["line"] == "ladder"]
    assert [(row["holder_id"], row["chain"], row["inherited"]) for row in nobody] == [(None, [], False)]
    assert {row["line"] for row in before["rows"]} == {"grid", "ladder", "party", "property", "owners", "reported"}
    assert "contact" not in {row["line"] for row in after["rows"]}  # a line that Linfen does not have


def test_cover_shows_no_personal_field(wangge: Run, linfen: Twin) -> None:
    text = json.dumps(document(wangge, "cover", planted(linfen, "linfen.X2")[0]))
    for name in ("phone", "sex", "birth_year", "party_member", "certificate"):
        assert f'"{name}"' not in text


def test_cover_of_one_line(wangge: Run, linfen: Twin) -> None:
    rows = document(wangge, "cover", planted(linfen, "linfen.X2")[0], "--line", "ladder")["rows"]
    assert {row["line"] for row in rows} == {"ladder"}


def test_gaps_finds_what_was_planted_and_nothing_else(wangge: Run, linfen: Twin) -> None:
    found = document(wangge, "gaps", "linfen")
    assert list(found["rows"][0]) == fields(Gap)
    norms = {defect.rule for defect in linfen.planted} - {"route"}
    assert {row["norm"] for row in found["rows"]} == norms
    for norm in norms:
        assert sorted(row["subject_id"] for row in found["rows"] if row["norm"] == norm) == planted(linfen, norm)
    assert [row["norm"] for row in found["not_computable"]] == [f"linfen.N{i}" for i in (1, 2, 6, 7, 8, 9)]
    assert found["unknown"] == []
    assert found["severity_formula"].startswith("severity = ")
    assert found["synthetic"] is True


def test_gaps_before_the_defects_there_are_none_but_of_checklists_which_have_no_dates(wangge: Run) -> None:
    rows = document(wangge, "gaps", "linfen", "--as-of", "2021-04-05")["rows"]
    assert {row["norm"] for row in rows} == {"linfen.N3", "linfen.N4"}


def test_gaps_of_one_norm_in_one_place(wangge: Run, linfen: Twin) -> None:
    (subject, *_) = planted(linfen, "linfen.X1")
    (row,) = document(wangge, "gaps", STREET, "--norm", "linfen.X1", "--place", subject)["rows"]
    assert (row["id"], row["value"], row["minimum"]) == (f"linfen.X1:{subject}", 0, 1)
    assert row["path"][-1]["id"] == subject


def test_gaps_of_a_place_inside_are_its_own(wangge: Run, linfen: Twin) -> None:
    (subject, *_) = planted(linfen, "linfen.X1")
    rows = document(wangge, "gaps", subject)["rows"]
    assert {row["subject_id"] for row in rows if row["norm"] == "linfen.X1"} == {subject}
    assert all([step["level"] for step in row["path"]][:3] == ["city", "county", "street"] for row in rows)


def test_route_names_who_acts_and_where_it_gets_stuck(wangge: Run, linfen: Twin) -> None:
    stuck = planted(linfen, "route")[0]  # of the types that the closed department leads
    stairs = planted(linfen, "linfen.X2")[0]
    found = document(wangge, "route", stuck, stairs)
    assert list(found["rows"][0]) == fields(RouteStep)
    desk = [row for row in found["rows"] if row["channel"] == "dispatch"]
    assert [row["step"] for row in desk] == ["collect", "dispatch", "handle", "joint", "supervise"]
    assert [row["state"] for row in desk] == ["acts", "acts", "dead_end", "acts", "acts"]
    assert all(row["holders"] for row in desk if row["state"] == "acts")
    assert "closed on that day" in desk[2]["why"]["en"]
    assert desk[2]["mend"]
    whole = document(wangge, "route", "楼道堆物", stairs, "--as-of", "2021-04-05")
    assert {row["state"] for row in whole["rows"]} == {"acts"}


def test_route_in_an_emergency(wangge: Run) -> None:
    found = document(wangge, "route", "高空老人", STREET, "--mode", "emergency")  # a misprint of 悬空老人 in the source
    assert found["issue"]["name"] == "悬空老人"
    assert {row["channel"] for row in found["rows"]} == {"emergency"}


@pytest.fixture
def terms(store: Store):
    """Departments have terms, which no source gives: three working days."""
    store.write("MATCH ()-[h:HANDLED_BY]->() SET h.deadline_days = 3")
    yield
    store.write("MATCH ()-[h:HANDLED_BY]->() REMOVE h.deadline_days")


@pytest.mark.usefixtures("terms")
def test_route_says_when_each_step_falls_due(wangge: Run, tmp_path: Path) -> None:
    asked = ("route", "楼道堆物", "linfen-stair_group-0001", "--as-of")
    found = document(wangge, *asked, "2025-09-26")
    due = {(row["channel"], row["step"]): row["due"] for row in found["rows"] if row["due"]}
    assert due["dispatch", "handle"] == "2025-09-30"  # Sunday 28 September is worked
    assert due["dispatch", "joint"] == "2025-10-11"  # 9, 10 and Saturday 11 October
    assert found["due"]["dispatch"] == "2025-10-11"
    assert (found["calendar"]["years"], found["calendar"]["unknown_years"]) == ([*range(2020, 2027)], [])
    assert document(wangge, *asked, "2026-12-30")["calendar"]["unknown_years"] == [2027]

    said = wangge(*asked, "2025-09-26", COLUMNS="250").out
    assert "Due as a whole: " in said
    assert "Working days by the yearly arrangements of the State Council's office (2020–2026)\n" in said
    assert "says nothing" not in said
    own = tmp_path / "own.csv"
    own.write_text("day,kind\n2025-09-28,holiday\n2028-01-03,holiday\n", encoding="utf-8")
    said = wangge(*asked, "2026-12-30", "--lang", "zh", COLUMNS="250", WANGGE_CALENDAR=str(own)).out
    assert " 到期 " in said
    assert "全程到期：" in said
    assert f"工作日按：{own.name}（2025、2028）\n" in said
    assert "该日历没有2026–2027年的安排，只扣除周末。" in said


def test_without_terms_nothing_is_due_and_no_calendar_is_named(wangge: Run) -> None:
    found = document(wangge, "route", "楼道堆物", STREET)
    assert {row["due"] for row in found["rows"]} == {None}
    assert set(found["due"].values()) == {None}
    assert found["calendar"]["unknown_years"] == []
    said = wangge("route", "楼道堆物", STREET, COLUMNS="250").out
    assert HEADINGS["due"][0] not in said
    assert "Working days" not in said


def test_a_calendar_with_a_day_twice_is_refused(wangge: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("day,kind\n2027-01-01,holiday\n2027-01-01,workday\n", encoding="utf-8")
    ran = wangge("route", "楼道堆物", STREET, WANGGE_CALENDAR=str(own))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{own}:3: 2027-01-01 is already a holiday on line 2; keep one of the two.\n"
    assert wangge("cover", STREET, "--line", "party", WANGGE_CALENDAR=str(own)).code == 0  # which asks for no days


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_have_headings_in_two_languages(wangge: Run, linfen: Twin, lang: str) -> None:
    stairs = planted(linfen, "linfen.X2")[0]
    for arguments, heading in (
        (("cover", stairs), "holder"),
        (("gaps", "linfen"), "subject"),
        (("route", "楼道堆物", stairs), "state"),
        (("questions",), "title"),
        (("figures", "linfen"), "verdict"),
        (("profile", "show", "linfen"), "norm"),
    ):
        ran = wangge(*arguments, "--lang", lang, COLUMNS="200")
        assert (ran.code, ran.err) == (0, "")
        assert HEADINGS[heading][lang == "zh"] in ran.out
        assert HEADINGS[heading][lang == "en"] not in ran.out or heading == "norm"
    assert wangge("questions", WANGGE_LANG="zh").out == wangge("questions", "--lang", "zh").out


def test_a_line_that_nobody_covers_is_shown_as_empty(wangge: Run, linfen: Twin) -> None:
    ran = wangge("cover", planted(linfen, "linfen.X2")[0], "--line", "ladder", "--lang", "zh")
    assert "（无人）" in ran.out


def test_figures_has_none_marked_wrong(wangge: Run) -> None:
    found = document(wangge, "figures", "linfen")
    assert list(found["rows"][0]) == fields(FigureRow)
    verdicts = [row["verdict"] for row in found["rows"]]
    assert set(verdicts) == {"reproduced", "outside the graph"}
    assert verdicts.count("reproduced") > 25
    assert found["summary"] == {verdict: verdicts.count(verdict) for verdict in VERDICTS}
    assert (found["place"], found["as_of"], found["synthetic"]) == ("linfen", "2021-04-05", True)
    assert document(wangge, "figures", STREET)["rows"] == found["rows"]


def test_figures_of_all_are_those_of_the_places_in_the_graph(wangge: Run) -> None:
    one, all_ = document(wangge, "figures", "linfen"), json.loads(wangge("figures", "--json").out)
    assert all_.pop("data_version") == one["data_version"]
    assert all_ == {"places": [one], "summary": one["summary"]}
    good, outside, wrong = one["summary"].values()
    for lang, words in (
        ("en", f"{len(one['rows'])} figures, {good} reproduced, {outside} outside the graph, {wrong} not reproduced."),
        ("zh", f"临汾路街道：{len(one['rows'])}项数据，吻合{good}项，图外{outside}项，不吻合{wrong}项。"),
    ):
        ran = wangge("figures", "--lang", lang)
        assert (ran.code, ran.err) == (0, "")
        assert words in ran.out


def test_questions_lists_every_question_and_ask_runs_one(wangge: Run) -> None:
    rows = document(wangge, "questions")["rows"]
    assert {"cover", "find", "facts", "handlers", "holders", "count_places"} <= {row["name"] for row in rows}
    assert all(row["title"] for row in rows)
    assert {row["name"] for row in rows if not row["parameters"]} == {"functions"}
    asked = wangge("ask", "find", "place=临汾路街道", "as_of=2021-04-05")
    answer = json.loads(asked.out)
    assert [row["id"] for row in answer["rows"]] == [STREET]
    measured = wangge("ask", "holders", f"place={STREET}", "label=MicroGrid", "as_of=2026-11-22", "minimum=1",
                      'parameters={"posts": ["微网格长"]}')  # fmt: skip
    assert len(json.loads(measured.out)["rows"]) == 3


# --- bad input --------------------------------------------------------------------------------------------------

INJECTED = "x'}) DETACH DELETE n //"
LONG = "长" * 10_000
REFUSED = [
    (("cover", "没有的地方"), 1, "No place on"),
    (("cover", INJECTED), 1, "No place on"),
    (("cover", LONG), 2, "has 10000 characters"),
    (("cover", ""), 2, "has 0 characters"),
    (("cover", STREET, "--as-of", "2021-02-30"), 2, "'2021-02-30' is not a date"),
    (("cover", STREET, "--as-of", "yesterday"), 2, "'yesterday' is not a date"),
    (("cover", STREET, "--as-of", LONG), 2, "is not a date"),
    (("cover", STREET, "--line", "contact"), 2, "临汾路街道 has no line 'contact'; its lines are grid, ladder"),
    (("cover", STREET, "--lang", "fr"), 2, "'fr' is no language; write en or zh."),
    (("cover",), 2, "Missing argument 'PLACE'"),
    (("cover", STREET, "--colour", "red"), 2, "No such option: --colour"),
    (("cuver", STREET), 2, "No such command 'cuver'"),
    (("gaps", "linfen", "--norm", "linfen.N99"), 1, "has no norm 'linfen.N99'; its norms are linfen.N1"),
    (("gaps", "linfen", "--norm", LONG), 1, "has no norm"),
    (("gaps", "atlantis"), 1, "No place on"),
    (("gaps", "3101"), 1, "上海市 lies in no place that has a profile"),
    (("gaps", "linfen", "--place", "310106"), 1, "静安区 does not lie in 临汾路街道"),
    (("route", "彗星", STREET), 1, "There is no issue type '彗星'; there are"),
    (("route", INJECTED, STREET), 1, "There is no issue type"),
    (("route", LONG, STREET), 1, "There is no issue type"),
    (("route", "楼道堆物", "没有的地方"), 1, "No place on"),
    (("route", "楼道堆物", STREET, "--mode", "panic"), 2, "in mode 'panic'; it has normal, emergency"),
    (("ask", "cuver"), 1, "Did you mean cover"),
    (("ask", "cover", "place"), 2, "'place' is no parameter; write it as key=value."),
    (("ask", "cover", "place=x", "place=y"), 2, "'place' is given twice"),
    (("ask", "cover", "place=x"), 2, "cover needs as_of"),
    (("ask", "cover", "place=x", "as_of=soon"), 2, "as_of is 'soon', which cannot be read"),
    (("ask", "cover", "place=x", "as_of=2024-01-01", "colour=red"), 2, "does not take 'colour'"),
    (("figures", "atlantis"), 1, "No place on"),
    (("figures", "dali"), 1, "大荔县 is not in the graph; load it, or a twin of it"),
    (("profile", "show", "atlantis"), 1, "There is no profile of 'atlantis'; there are profiles of"),
    (("profile", "check", "none.yaml"), 1, "none.yaml: cannot be read"),
    (("twin", "atlantis"), 1, "There is no twin of 'atlantis'; there are twins of anqiu, bishan"),
    (("twin", "linfen", "--seed", "-1"), 2, "The seed is -1"),
    (("twin", "linfen", "--seed", "one"), 2, "Invalid value for '--seed'"),
    (("twin", "linfen", "--defects", "plague"), 2, "'plague' is no kind of defect. There are post_vacated"),
]


@pytest.fixture
def untouched(store: Store):
    """The graph is after the test what it was before."""

    def state() -> list[dict]:
        return store.read(
            "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS edges, "
            "sum(size(keys(n))) AS keys, max(n.sequence) AS sequence"
        )

    before = state()
    yield
    assert state() == before


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED, ids=[" ".join(r[0])[:60] for r in REFUSED])
def test_bad_input_is_one_sentence_and_an_exit_code(wangge: Run, arguments: tuple[str], code: int, said: str) -> None:
    ran = wangge(*arguments)
    assert ran.code == code
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert len(ran.err) < 1500


def test_an_ambiguous_name_lists_the_candidates_with_their_paths(wangge: Run, store: Store) -> None:
    store.write(
        "MATCH (s:Place {id: $street}) "
        "CREATE (:Building:Place {id: 'twice-1', name: '同名楼', level: 'building'})-[:PART_OF]->(s) "
        "CREATE (:Building:Place {id: 'twice-2', name: '同名楼', level: 'building'})-[:PART_OF]->(s)",
        street=STREET,
    )
    ran = wangge("cover", "同名楼")
    store.write("MATCH (b:Place) WHERE b.id STARTS WITH 'twice-' DETACH DELETE b")
    assert (ran.code, ran.out) == (1, "")
    assert "临汾路街道 › 同名楼 (twice-1)" in ran.err
    assert "临汾路街道 › 同名楼 (twice-2)" in ran.err


def test_a_setting_that_is_none_is_said(wangge: Run) -> None:
    ran = wangge("cover", STREET, WANGGE_HEEP_MB="1")
    assert (ran.code, ran.out) == (2, "")
    assert "WANGGE_HEEP_MB is not a setting of wangge" in ran.err


def test_a_server_that_is_not_there_is_exit_code_3(wangge: Run) -> None:
    ran = wangge("cover", STREET, WANGGE_NEO4J_URI="bolt://127.0.0.1:1", WANGGE_NEO4J_PASSWORD="x")
    assert (ran.code, ran.out) == (3, "")
    assert "Nothing answers at bolt://127.0.0.1:1" in ran.err


def test_a_server_of_the_users_own_is_used_and_nothing_local_is_started(
    wangge: Run, server: local.Server, tmp_path: Path
) -> None:
    own = {"WANGGE_NEO4J_URI": server.uri, "WANGGE_NEO4J_PASSWORD": local.password(server)}
    ran = wangge("cover", STREET, "--line", "party", "--json", WANGGE_HOME=str(tmp_path / "home"), **own)
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["place"]["id"] == STREET
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_password_is_exit_code_3(wangge: Run, server) -> None:
    ran = wangge("cover", STREET, WANGGE_NEO4J_URI=server.uri, WANGGE_NEO4J_PASSWORD="wrong")
    assert (ran.code, ran.out) == (3, "")
    assert "refuses the user or the password" in ran.err


def test_the_demo_never_writes_to_a_server_of_the_users(wangge: Run, server) -> None:
    ran = wangge("demo", WANGGE_NEO4J_URI=server.uri, WANGGE_NEO4J_PASSWORD="x")
    assert (ran.code, ran.out) == (2, "")
    assert "The demo never writes to a server of yours" in ran.err


def test_what_the_driver_would_import_and_nothing_needs_is_kept_out(wangge: Run, tmp_path: Path) -> None:
    for name in ("numpy", "pandas", "pyarrow"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name} was imported')", encoding="utf-8")
    ran = wangge("cover", STREET, "--line", "party", "--json", PYTHONPATH=str(tmp_path))
    assert (ran.code, ran.err) == (0, "")


def test_a_reader_that_has_seen_enough_is_no_error(wangge: Run) -> None:
    command = f"{Path(sys.executable).with_name('wangge')} questions | head -1"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert ran.stderr == ""


# --- errors and exit codes --------------------------------------------------------------------------------------


def every_error() -> list[type[errors.WanggeError]]:
    found = [errors.WanggeError]
    for kind in found:
        found += kind.__subclasses__()
    return found


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_has_an_exit_code(kind: type[errors.WanggeError]) -> None:
    assert exit_code(kind("x")) in {1, 2, 3}
    assert exit_code(kind("x")) == next(EXIT_CODES[base] for base in kind.__mro__ if base in EXIT_CODES)


def test_a_fault_of_ours_is_never_shown_as_the_users(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from api import cli

    def broken() -> None:
        raise errors.Fault("MATCH (n RETURN n")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == cli.OUR_FAULT == 70
    assert "This is a fault of wangge, not of what you typed (Fault)" in said
    assert "MATCH" not in said


def test_every_word_of_the_tables_is_known_in_chinese() -> None:
    from graph.profile_checks import STEPS

    assert set(STEPS) <= set(WORDS)
    assert all(en and zh for en, zh in HEADINGS.values())
