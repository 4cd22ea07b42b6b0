"""`wangge load`, `template` and `model` as people run them: what they say, and the code they leave with."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from api.answers.loads import READERS
from api.commands.load import FORMS

STREET = "code,name\n310106021,临汾路街道\n310106,静安区\n3101,市辖区\n310106021001,岭南路一百弄居委会\n"


def count(store):
    return store.read("MATCH (n) WHERE NOT n:Record RETURN count(n) AS n")[0]["n"]


def test_a_file_twice(graph, wangge, tmp_path):
    (tmp_path / "streets.csv").write_text(STREET, encoding="gb18030")
    first = wangge("load", str(tmp_path), "--json")
    assert first.code == 0, first.err
    report = json.loads(first.out)
    assert report["created"] == {"City": 1, "County": 1, "Street": 1, "Community": 1, "PART_OF": 3}
    assert report["files"] == [{"path": "streets.csv", "sheet": "streets", "rows": 4, "encoding": "GB18030"}]
    assert report["data_version"] == 1
    again = wangge("load", str(tmp_path))
    assert again.code == 0
    assert "0 were created, 0 were changed, 7 are as they were." in again.out
    assert "GB18030" in again.out
    assert graph.version().data == 1


def test_faults_are_listed_and_nothing_is_written(graph, wangge, tmp_path):
    path = tmp_path / "villages.csv"
    path.write_text(STREET + "310106099001,[red]无[/red]\n12,x\n", encoding="utf-8")
    ran = wangge("load", str(path))
    assert ran.code == 1
    assert ran.err.strip() == "Nothing was written; mend the faults listed above and load again."
    assert "unknown-end" in ran.out
    assert "bad-code" in ran.out
    assert "2 faults in 2 rows" in ran.out
    assert count(graph) == 0
    document = json.loads(wangge("load", str(path), "--json").out)
    assert [(fault["row"], fault["code"]) for fault in document["faults"]] == [(6, "unknown-end"), (7, "bad-code")]


def test_check_and_profile_and_what_ships(graph, wangge, tmp_path):
    checked = wangge("load", "--divisions", "linfen", "--check")
    assert checked.code == 0
    assert "45 would be created" in checked.out
    assert count(graph) == 0
    assert wangge("load", "--divisions", "linfen").code == 0
    assert count(graph) == 23
    (tmp_path / "网格.csv").write_text("编号,名称\ng,一号网格\n", encoding="utf-8")
    (tmp_path / "人员.csv").write_text("编号,名称\np,甲\n", encoding="utf-8")
    (tmp_path / "任职.csv").write_text("起点编号,终点编号,职务\np,310106021001,楼组掌\n", encoding="utf-8")
    refused = wangge("load", str(tmp_path), "--profile", "linfen", "--json")
    faults = {fault["code"]: fault for fault in json.loads(refused.out)["faults"]}
    assert refused.code == 1
    assert set(faults) == {"unknown-level", "unknown-post"}
    assert faults["unknown-post"]["suggestion"] == "楼组长"
    assert wangge("load", str(tmp_path)).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["load"], 2, "Name a file or folder"),
        (["load", "popolo"], 2, "a file of that name is given as ./popolo"),
        (["load", "./popolo"], 1, "There is no file or folder popolo."),
        (["load", "popolo", "nothing.json"], 1, "There is no file nothing.json."),
        (["load", "edges", "nothing.csv"], 1, "There is no file or folder nothing.csv."),
        (["load", "edges", "nothing.csv", "--as", "x"], 2, "is no label of an organisation"),
        (["load", "nothing.csv", "--as", "Team"], 2, "--as is for Popolo files and lists of posts"),
        (["load", "nothing.xlsx"], 1, "There is no file or folder nothing.xlsx."),
        (["load", "--divisions", "atlantis"], 1, "there are dali"),
        (["load", "--divisions", "linfen", "--profile", "atlantis"], 1, "no profile"),
        (["template", "a.txt"], 1, "does not end in .xlsx"),
    ],
)
def test_one_sentence_and_a_code(server, wangge, tmp_path, arguments, code, words):
    ran = wangge(*arguments, cwd=tmp_path)
    assert ran.code == code
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_template_filled_in_loads(graph, wangge, tmp_path):
    path = tmp_path / "t.xlsx"
    assert wangge("template", str(path), "--lang", "zh").code == 0
    book = load_workbook(path)
    book["楼栋"].append(["b1", "一号楼"])
    book["人员"].append(["p1", "甲"])
    book["任职"].append(["p1", "b1", "楼栋长"])
    book.save(path)
    ran = wangge("load", str(path), "--json")
    assert ran.code == 0, ran.out
    assert json.loads(ran.out)["created"] == {"Building": 1, "Person": 1, "HOLDS": 1}


def test_the_model_is_printed(wangge):
    assert "| `StairGroup` | 楼组 |" in wangge("model").out
    assert json.loads(wangge("model", "--json").out)["version"] >= 1


REGISTER = """
{"persons": [{"id": "p1", "name": "王芳", "image": "x"}, {"id": "p2", "name": "王芳"}],
 "organizations": [{"id": "o1", "name": "议会", "classification": "upper house"}],
 "memberships": [{"person_id": "p1", "organization_id": "o1", "role": "议员", "start_date": "2015"},
                 {"person_id": "p2", "organization_id": "o1", "role": "议员", "end_date": "2015-03-31"}]}
"""


def test_a_register_of_another_form(graph, wangge, tmp_path):
    path = tmp_path / "register.json"
    path.write_text(REGISTER, encoding="utf-8")
    checked = wangge("load", "popolo", str(path), "--check")
    assert checked.code == 0, checked.err
    assert "5 would be created" in checked.out
    assert "Not kept of persons: image of 1." in checked.out
    assert count(graph) == 0
    ran = wangge("load", str(path), "--json")  # by its name alone
    report = json.loads(ran.out)
    assert report["created"] == {"Institution": 1, "Person": 2, "HOLDS": 2}
    assert "start_date left unknown, for it is no day: memberships 1 (2015)." in report["notes"]
    assert [file["sheet"] for file in report["files"]] == ["persons", "organizations", "memberships"]
    again = wangge("load", "popolo", str(path), "--as", "Team", "--json")  # what is there keeps its label
    assert json.loads(again.out)["unchanged"] == 5
    (tmp_path / "posts.csv").write_text("人员,单位,职务\np1,o1,委员\n", encoding="utf-8")
    listed = wangge("load", "edges", str(tmp_path / "posts.csv"), "--json")
    assert json.loads(listed.out)["created"] == {"HOLDS": 1}
    wrong = wangge("load", "popolo", str(path), "--profile", "linfen", "--json")
    assert wrong.code == 1
    assert {fault["code"] for fault in json.loads(wrong.out)["faults"]} == {"unknown-post"}


def test_the_forms_are_those_that_are_read():
    assert tuple(READERS) == FORMS
