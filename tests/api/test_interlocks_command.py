"""`wangge interlocks` as people run it: tables in both languages, documents, and what cannot be asked together."""

from __future__ import annotations

import json

import pytest

from api.output import HEADINGS

pytestmark = pytest.mark.usefixtures("linfen")
STREET = "310106021"


@pytest.mark.parametrize(
    ("option", "headings"),
    [
        ((), ("shared_people", "pairs_of_posts", "by_whom")),
        (("--chance",), ("by_chance", "q")),
        (("--people", "--chance", "--bonferroni"), ("shared", "meet_at")),
        (("--central",), ("ties", "alone", "betweenness", "core")),
        (("--cycles",), ("members", "cycle")),
        (("--since", "2020-01-01"), ("shared_people", "since")),
    ],
)
def test_tables_in_both_languages(wangge, option, headings):
    for n, lang in enumerate(("en", "zh")):
        ran = wangge("interlocks", STREET, *option, "--lang", lang, "--limit", "3", COLUMNS="240")
        assert (ran.code, ran.err) == (0, "")
        for heading in headings:
            assert HEADINGS[heading][n] in ran.out
    if "--chance" in option:
        assert "二分配置模型" in ran.out
    if option == ("--cycles",):
        assert "--limit" not in ran.out
    else:
        assert "列出3行" in ran.out


def test_a_document_has_all_rows(wangge):
    ran = wangge("interlocks", STREET, "--json", "--limit", "1", "--as-of", "2026-11-22")
    found = json.loads(ran.out)
    assert len(found["rows"]) > 10
    assert all(row["people"] == len({one["id"] for one in row["holders"]}) for row in found["rows"])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--people", "--central"), "give one"),
        (("--central", "--chance"), "about pairs"),
        (("--bonferroni",), "give both"),
        (("--cycles", "--since", "2020-01-01"), "of a day"),
        (("--chance", "--since", "2020-01-01"), "leave out since"),
        (("--since", "2027-01-01", "--as-of", "2026-01-01"), "turn the two days round"),
    ],
)
def test_what_cannot_be_asked_together(wangge, options, says):
    ran = wangge("interlocks", STREET, *options)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
