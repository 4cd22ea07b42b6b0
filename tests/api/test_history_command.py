"""A history as a person reads it, and as a program does; what is told of days and places that are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from api.commands import history as command
from api.output import HEADINGS, NUMBERS
from cypher.history import Curve, Life, Spell
from graph.errors import InvalidInput, NotFound
from graph.store import Store
from loaders.twin import Twin

pytestmark = pytest.mark.usefixtures("linfen")
Ask = Callable[..., tuple[str, str]]


@pytest.fixture
def ask(store: Store, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Ask:
    """Ask for a history on the run's one store; what it prints on stdout and on stderr."""

    @contextmanager
    def opened() -> Iterator[Store]:
        store.version()
        yield store

    monkeypatch.setattr(command, "opened", opened)
    monkeypatch.setenv("COLUMNS", "220")

    def run(*arguments: Any, **options: Any) -> tuple[str, str]:
        command.run_history(*arguments, **options)
        out, err = capfdbinary.readouterr()
        return out.decode(), err.decode()

    return run


def fields(row: type) -> list[str]:
    return list(row.__dataclass_fields__)


def test_one_document_tells_what_was_planted(ask: Ask, linfen: Twin) -> None:
    out, err = ask("linfen", "2021-04-05", "2026年11月22日", json=True)
    assert err == ""
    found = json.loads(out)
    assert list(found["rows"][0]) == fields(Spell)
    assert list(found["curve"][0]) == fields(Curve)
    assert list(found["lives"][0]) == fields(Life)
    assert (found["since"], found["until"], found["synthetic"]) == ("2021-04-05", "2026-11-22", True)
    assert found["place"]["id"] == "310106021"
    assert found["data_version"] >= 1
    assert "Kaplan and Meier" in found["life_formula"]
    assert found["targets"] == []
    planted = {(defect.rule, defect.subject_id) for defect in linfen.planted if defect.rule != "route"}
    assert {(row["norm"], row["subject_id"]) for row in found["rows"]} == planted
    assert (found["curve"][0]["open"], found["curve"][-1]["open"]) == (3, len(planted))
    assert found["days_asked"] < found["days_of_change"] * 6
    (vacated,) = (row for row in found["rows"] if row["subject_id"] == "linfen-stair_group-0160")
    assert [change["what"] for change in vacated["opened_by"]] == ["楼组长"]
    assert all("phone" not in change for change in vacated["opened_by"])


def test_tables_in_two_languages(ask: Ask) -> None:
    english, _ = ask("linfen", "2021-04-05", "2026-11-22", norms=["linfen.X2"], lang="en")
    chinese, _ = ask("linfen", "2021-04-05", "2026-11-22", norms=["linfen.X2"], lang="zh")
    assert "History of gaps of 临汾路街道 · 2021-04-05 … 2026-11-22 · synthetic data" in english
    assert "楼组长 ended" in english
    assert "楼组长 结束" in chinese
    assert "临汾路街道缺口的历史 · 2021-04-05 … 2026-11-22 · 合成数据" in chinese
    for words in ("By what change", "Days unnoticed", "How long gaps live, by norm", "35 days"):
        assert words in english
    for words in ("因何出现", "未录入天数", "缺口存续多久：按规范", "35天"):
        assert words in chinese
    bars = next(line for line in english.splitlines() if "█" in line).split()[1]
    assert (len(bars), bars[0], bars[-1]) == (59, "·", "█")


def test_a_part_of_it_and_its_ends(ask: Ask, linfen: Twin) -> None:
    stairs = "linfen-stair_group-0160"
    found = json.loads(ask("linfen", "2025-10-26", "2025-10-26", within=stairs, json=True)[0])
    assert [(row["id"], row["opened"], row["days_so_far"]) for row in found["rows"]] == [
        (f"linfen.X2:{stairs}", "2025-10-26", 1)
    ]
    assert found["curve"] == [{"day": "2025-10-26", "open": 1, "opened": 1, "closed": 0, "targets": 0}]
    assert json.loads(ask(stairs, "2025-10-01", "2025-10-25", json=True)[0])["rows"] == []


def test_days_ahead_are_days_but_no_forecast(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "day", lambda text: date(2026, 11, 22) if text is None else date.fromisoformat(text))
    _, err = ask("linfen", "2026-11-22", "2030-01-01", norms=["linfen.X1"], lang="en")
    assert err == "Days after today are what the data say of them now, and no forecast.\n"
    assert ask("linfen", "2026-11-20", norms=["linfen.X1"], lang="en")[1] == ""


def test_a_place_is_found_as_it_is_on_the_last_day_or_was_on_the_first(ask: Ask, store: Store, linfen: Twin) -> None:
    place = "linfen-compound-0007"
    store.write("MATCH (p:Place {id: $id}) SET p.until = date('2026-01-05')", id=place)
    try:
        found = json.loads(ask(place, "2025-01-01", "2026-11-22", json=True)[0])
        with pytest.raises(NotFound, match=r"No place on 2026-11-22 .*Nor is it there on 2026-02-01\."):
            ask(place, "2026-02-01", "2026-11-22")
    finally:
        store.write("MATCH (p:Place {id: $id}) REMOVE p.until", id=place)
    assert [(row["norm"], row["opened"], row["closed"], row["closed_as"]) for row in found["rows"]] == [
        ("linfen.X3", "2025-12-22", "2026-01-05", "gone")
    ]


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        (("linfen", None, "2024-01-01"), {}, InvalidInput, "give it with --from"),
        (("linfen", "2024-01-02", "2024-01-01"), {}, InvalidInput, "give the earlier day"),
        (("linfen", "gestern"), {}, InvalidInput, "'gestern' is not a date"),
        (("linfen", "2024-01-01"), {"lang": "fr"}, InvalidInput, "no language"),
        (("linfen", "2024-01-01"), {"norms": ["linfen.X9"]}, NotFound, "has no norm 'linfen.X9'"),
        (("linfen", "2024-01-01"), {"norms": ["linfen.N1"]}, InvalidInput, "has no history"),
        (("linfen", "2024-01-01"), {"within": "310106"}, NotFound, "does not lie in"),
        (("天上", "2024-01-01"), {}, NotFound, "No place on"),
    ],
)
def test_what_is_wrong_is_said(ask: Ask, arguments: Any, options: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        ask(*arguments, **options)


def test_every_column_has_a_heading() -> None:
    assert {"opened", "opened_by", "closed_as", "unnoticed_days", "median_days", "part", "each"} <= HEADINGS.keys()
    assert HEADINGS.keys() >= NUMBERS


@pytest.mark.parametrize(("opens", "bars"), [([0, 0], "··"), ([1, 8], "▁█"), ([3, 0], "█·")])
def test_bars(opens: list[int], bars: str) -> None:
    from cypher.history import History

    days = [date(2024, 1, 1), date(2024, 1, 2)]
    curve = [Curve(day=day, open=n, opened=0, closed=0, targets=0) for day, n in zip(days, opens, strict=True)]
    told = History(*days, [], [], curve, [], 0, 0)
    assert command._curve(told, "en")[1] == [(opens[0], bars, "1 day", opens[1], max(opens), None)]
