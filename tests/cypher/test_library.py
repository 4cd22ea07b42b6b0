"""What a `.cypher` file may declare, what is refused, and what a question read as text accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from typing import Any, Literal

import orjson
import pydantic
import pytest

from cypher.catalogue import Asked, Param, catalogue
from cypher.library import Question, Row, blanked, returned
from graph.errors import InvalidInput
from graph.model import Misdeclared

GOOD = """/*
title   = "Places"
params  = ["level", "as_of"]
columns = ["id", "chain", "holders"]
order   = "holders DESC, chain[0]"
*/
MATCH (p:Place {level: $level}) // not $this
WHERE p.since <= $as_of AND p.name <> 'RETURN $that ORDER BY x' /* nor $those */
WITH p, [x IN [1, 2] WHERE x > 1 | {a: x, b: x}] AS list
RETURN p.id AS id, [x IN list | {id: x.a, name: x.b}] AS chain, COUNT { MATCH (p)<--(q) RETURN q } AS holders
ORDER BY holders DESC,
  chain[0]
"""


class Step(Row):
    id: str
    name: str


class Places(Row):
    id: str
    chain: list[Step]
    holders: int | None


class Canned:
    """A store's reading half with one answer, to see what `Question` makes of it."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.answer, self.asked = list(rows), {}

    def read(self, text: str, /, **parameters: Any) -> list[dict[str, Any]]:
        self.asked = parameters
        return self.answer


def load(folder: Path, text: str, row: type[Row] = Places, **options: Any) -> Question[Any]:
    (folder / "places.cypher").write_text(text, encoding="utf-8")
    return Question.load(str(folder / "__init__.py"), "places.cypher", row, **options)


def test_a_file_is_read(tmp_path: Path) -> None:
    question = load(tmp_path, GOOD)
    assert (question.name, question.title, question.order) == ("places", "Places", "holders DESC, chain[0]")
    assert question.params == ("level", "as_of")
    assert question.returns == ("id", "chain", "holders")
    assert question.text == GOOD, "the file pastes into a console as it is"


def test_rows_are_typed_frozen_and_closed(tmp_path: Path) -> None:
    store = Canned({"id": "a", "chain": [{"id": "1", "name": "甲"}], "holders": None})
    rows = load(tmp_path, GOOD).rows(store, level="grid", as_of=date(2026, 1, 1))  # type: ignore[arg-type]
    assert rows == [Places(id="a", chain=[Step(id="1", name="甲")], holders=None)]
    assert store.asked == {"level": "grid", "as_of": date(2026, 1, 1)}
    with pytest.raises(FrozenInstanceError):
        rows[0].id = "b"
    with pytest.raises(TypeError, match="phone"):
        Step(id="1", name="甲", phone="1")  # type: ignore[call-arg]
    store = Canned({"id": "a", "chain": [{"id": "1", "name": "甲", "phone": "1"}], "holders": None})
    with pytest.raises(TypeError, match="phone"):
        load(tmp_path, GOOD).rows(store)  # type: ignore[arg-type]


def test_rows_are_what_an_api_can_declare() -> None:
    adapter = pydantic.TypeAdapter(list[Places])
    rows = [Places(id="a", chain=[Step(id="1", name="甲")], holders=None)]
    assert adapter.validate_json(orjson.dumps(rows), strict=True) == rows
    with pytest.raises(pydantic.ValidationError):
        adapter.validate_python([{"id": "a", "chain": [], "holders": None, "phone": "1"}])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"level", "as_of"', '"level"', "params"),
        ('"level", "as_of"', '"level", "as_of", "that"', "params"),
        ('["id", "chain", "holders"]', '["id", "holders", "chain"]', "columns"),
        ("AS holders\n", "AS held\n", "columns"),
        ("AS id,", "AS id, p.name AS name,", "columns"),
        ("p.id AS id", "p.id", "name every column"),
        ("ORDER BY holders DESC,\n  chain[0]", "ORDER BY holders", "order"),
        ('title   = "Places"\n', "", "keys of the header"),
        ('title   = "Places"', 'title = "Places"\nauthor = "me"', "keys of the header"),
        ('title   = "Places"', "title = Places", "no TOML"),
        ("/*", "//", "block comment"),
        ("RETURN p.id", "FINISH p.id", "RETURN"),
    ],
)
def test_a_wrong_declaration_names_the_file_and_what_differs(tmp_path: Path, old: str, new: str, what: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(Misdeclared, match=what) as refused:
        load(tmp_path, text)
    assert "places.cypher" in str(refused.value)


def test_a_row_type_with_other_fields_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misdeclared, match="fields of Step"):
        load(tmp_path, GOOD, Step)


def test_further_keys_are_declared_by_who_reads_them(tmp_path: Path) -> None:
    text = GOOD.replace("title ", 'unit = "people"\ntitle ').replace("\n*/", "\n[hit]\nvalue = 1\n*/", 1)
    assert load(tmp_path, text, extra_keys=("unit", "hit")).extra == {"unit": "people", "hit": {"value": 1}}
    with pytest.raises(Misdeclared, match="unit"):
        load(tmp_path, text)
    with pytest.raises(Misdeclared, match="unit"):
        load(tmp_path, GOOD, extra_keys=("unit", "hit"))


def test_blanking_keeps_the_length_and_takes_strings_and_comments() -> None:
    text = r"""a 'it\'s $x' "$y" `$z` // $c""" + "\nb /* $d\n */ c"
    bare = blanked(text)
    assert len(bare) == len(text)
    assert bare.split() == ["a", "'", "'", "'", "'", "'", "'", "b", "c"]


def test_limit_and_distinct_are_no_columns() -> None:
    text = "MATCH (n) RETURN DISTINCT n.id AS id, n.x AS x ORDER BY id LIMIT $limit"
    assert returned(Path("x"), text) == (["id", "x"], "id")


# --- asking with texts ----------------------------------------------------------------------------------------


def asked(
    store: Any,
    *,
    day: date,
    number: int = 3,
    share: float | None = None,
    names: Sequence[str] = (),
    posts: Mapping[str, list[str]] | None = None,
    mode: Literal["normal", "emergency"] = "normal",
    code: str | None = None,
) -> Any:
    return day, number, share, names, posts, mode, code


ASKED = Asked(
    "asked",
    "A question",
    (
        Param("day", date, Param.REQUIRED),
        Param("number", int, 3),
        Param("share", float | None, None),
        Param("names", Sequence[str], ()),
        Param("posts", Mapping[str, list[str]] | None, None),
        Param("mode", Literal["normal", "emergency"], "normal"),
        Param("code", str | None, None),
    ),
    asked,
)


def test_texts_become_what_the_function_takes() -> None:
    texts = {
        "day": "2026-03-01",
        "number": "12",
        "share": "0.5",
        "names": "甲, 乙,",
        "posts": '{"grid": ["网格员"]}',
        "mode": "emergency",
        "code": "0123",
    }
    answer = ASKED.call(None, **texts)  # type: ignore[arg-type]
    assert answer == (date(2026, 3, 1), 12, 0.5, ["甲", "乙"], {"grid": ["网格员"]}, "emergency", "0123")
    left_out = ASKED.call(None, day="2026-03-01", share="", posts="", code="")  # type: ignore[arg-type]
    assert left_out == (date(2026, 3, 1), 3, None, (), None, "normal", None)


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({}, r"asked needs day; it takes day, number \(may be left out\)"),
        ({"day": "2026-02-30"}, "day is '2026-02-30', which cannot be read; expected: date such as"),
        ({"day": "2026-03-01", "number": "many"}, "number is 'many', .* whole number"),
        ({"day": "2026-03-01", "mode": "x" * 5000}, "x{60}…', .* one of normal, emergency"),
        ({"day": "2026-03-01", "posts": "{"}, "JSON object"),
        ({"day": "2026-03-01", "colour": "red"}, "does not take 'colour'"),
        ({"day": "2026-03-01", "store": "x"}, "does not take 'store'"),
        ({"day": "2026-03-01", "self": "x"}, "does not take 'self'"),
    ],
)
def test_a_text_that_cannot_be_read_is_one_sentence(texts: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        ASKED.call(None, **texts)  # type: ignore[arg-type]
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 300


def test_the_catalogue_knows_the_questions() -> None:
    cover = catalogue()["cover"]
    params = {param.name: (param.required, param.kind) for param in cover.params}
    assert params["place"] == (True, "text")
    assert params["as_of"] == (True, "date such as 2026-11-22")
    assert params["lines"] == (False, "texts, separated by commas")


class Pair(Row):
    first: Step
    other: Step | None
    more: list[Step] | None


def test_a_column_may_be_a_row_and_rows_may_be_streamed(tmp_path: Path) -> None:
    text = """/*
title   = "Pairs"
params  = []
columns = ["first", "other", "more"]
order   = "first, other, more"
*/
MATCH (p:Place) RETURN {id: p.id, name: p.name} AS first, null AS other, null AS more ORDER BY first, other, more
"""
    question = load(tmp_path, text, Pair)
    step = {"id": "a", "name": "x"}
    answer = [
        {"first": dict(step), "other": dict(step), "more": [dict(step)]},
        {"first": dict(step), "other": None, "more": None},
    ]
    store: Any = Canned(*answer)
    store.stream = lambda text, /, **parameters: iter(store.read(text, **parameters))
    whole, bare = question.stream(store)
    assert (whole.first, whole.other, whole.more) == (Step(**step), Step(**step), [Step(**step)])
    assert (bare.first, bare.other, bare.more) == (Step(**step), None, None)
    with pytest.raises(TypeError, match="Step has no such fields"):
        load(tmp_path, text, Pair).rows(Canned({"first": {"id": "a"}, "other": None, "more": None}))  # type: ignore[arg-type]
