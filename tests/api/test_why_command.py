"""`wangge why`: one gap explained on the command line, in two languages and as one document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.output import HEADINGS
from cypher.why import Link, Why
from graph.store import Store
from loaders.twin import Twin

Run = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("linfen")


def gap(linfen: Twin, rule: str) -> tuple[str, str]:
    """The id of a planted gap, and the day on which it opened."""
    defect = next(defect for defect in linfen.planted if defect.rule == rule)
    return f"{rule}:{defect.subject_id}", defect.what[-10:]


def document(run: Run, *arguments: str) -> dict[str, Any]:
    ran = run("why", *arguments, "--json")
    assert (ran.code, ran.err) == (0, "")
    return dict(json.loads(ran.out))


def test_why_is_one_document(wangge: Run, linfen: Twin) -> None:
    id_, day = gap(linfen, "linfen.X1")
    found = document(wangge, id_, "--as-of", "2026-11-22")
    assert list(found["rows"][0]) == list(Link.__dataclass_fields__)
    beside = {"rows", "as_of", "data_version", "synthetic", "repairs", "no_repair", "costs"}
    assert set(found) == (set(Why.__dataclass_fields__) - {"links"}) | beside
    assert (found["gap"], found["state"], found["since"], found["synthetic"]) == (id_, "open", day, True)
    (first,) = [row for row in found["rows"] if row["first"]]
    assert (first["state"], first["day"]) == ("ended", day)
    assert found["former"][0]["until"] == day
    assert found["former"][0]["recorded"] is not None
    assert [line["line"] for line in found["lines"]][:3] == ["ladder", "party", "property"]
    assert not {"phone", "sex", "birth_year", "party_member", "certificate"} & set(json.dumps(found).split('"'))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_why_says_the_reason_first_and_then_its_tables(wangge: Run, linfen: Twin, lang: str) -> None:
    id_, day = gap(linfen, "linfen.X2")
    ran = wangge("why", id_, "--as-of", "2026-11-22", "--lang", lang, COLUMNS="200")
    assert (ran.code, ran.err) == (0, "")
    title, sentence, norm, *_ = ran.out.splitlines()
    assert title.startswith(id_)
    assert day in sentence
    assert "楼组长" in sentence
    assert norm.startswith({"en": "The norm: ", "zh": "规范: "}[lang])
    for heading in ("expected", "state", "recorded", "ended_by", "who"):
        assert HEADINGS[heading][lang == "zh"] in ran.out
        assert HEADINGS[heading][lang == "en"] not in ran.out
    assert ran.out.count("▶") == 1


def test_a_gap_that_is_not_open_is_said_so(wangge: Run, linfen: Twin) -> None:
    id_, _ = gap(linfen, "linfen.X1")
    before = document(wangge, id_, "--as-of", "2021-04-05")
    assert (before["state"], before["since"]) == ("met", None)
    assert "there is no gap on that day" in before["sentence_en"]
    other = document(wangge, id_.replace("linfen.X1", "linfen.X2"))
    assert (other["state"], other["rows"], other["synthetic"]) == ("not_bound", [], False)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("linfen.X1",), 2, "'linfen.X1' is no id of a gap; write NORM:SUBJECT"),
        (("linfen.X9:a",), 1, "临汾路街道 has no norm 'linfen.X9'. Did you mean linfen."),
        (("atlantis.X9:a",), 1, "a norm's id begins with its place"),
        (("linfen.X1:linfen-micro_grid-9999",), 1, "There is no micro grid 'linfen-micro_grid-9999'. Did you mean"),
        (("linfen.X1:x'}) DETACH DELETE n //",), 1, "There is no micro grid"),
        (("linfen.N1:310106021",), 2, "linfen.N1 is a norm that a graph cannot answer: "),
        (("dali.X1:a",), 1, "There is no compound 'a'"),
        (("linfen.X1:a", "--as-of", "soon"), 2, "'soon' is not a date"),
        (("linfen.X1:linfen-micro_grid-0001", "--lang", "fr"), 2, "'fr' is no language"),
        ((), 2, "Missing argument 'GAP'"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(
    wangge: Run, store: Store, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = store.read("MATCH (n) RETURN count(n) AS nodes, max(n.sequence) AS sequence")
    ran = wangge("why", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert store.read("MATCH (n) RETURN count(n) AS nodes, max(n.sequence) AS sequence") == before


def test_the_first_repair_is_written_and_closes_the_gap_once_it_is_loaded(
    wangge: Run, linfen: Twin, tmp_path: Path
) -> None:
    id_, _ = gap(linfen, "linfen.N5")
    found = document(wangge, id_)
    assert found["no_repair"] is None
    assert [change["act"] for change in found["repairs"][0]["changes"]] == ["found"]
    assert found["repairs"][0]["opened"] == []
    assert found["costs"]["found"] > found["costs"]["extend"]
    written = wangge("why", id_, "--out", "repair", cwd=tmp_path)
    assert "load it with: wangge load repair" in written.err
    assert "What would mend it" in written.out
    assert document(wangge, id_)["state"] == "open"  # what was tried was rolled back
    again = wangge("why", id_, "--out", "repair", cwd=tmp_path)
    assert again.code == 1
    assert wangge("load", "repair", cwd=tmp_path).code == 0
    closed = document(wangge, id_)
    assert (closed["state"], closed["repairs"]) == ("met", [])
    nothing = wangge("why", id_, "--out", "more", cwd=tmp_path)
    assert (nothing.code, nothing.err.partition(" on ")[0]) == (1, f"There is no repair of {id_}")
    assert not (tmp_path / "more").exists()
