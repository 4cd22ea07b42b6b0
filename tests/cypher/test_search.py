"""One search across the graph, on small graphs that a load has made, and against an oracle without a database."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher import search as module
from cypher.search import SearchRow, key, search
from cypher.search.patterns import patterns
from graph.errors import InvalidInput, NotFound
from graph.records import Table
from graph.schema import SCHEMA
from graph.spelling import CELL, plain, spelling
from graph.store import Store
from loaders.run import load

DAY = date(2026, 3, 1)


def of(what: str, *rows: dict) -> Table:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return Table(what, {name: [row.get(name) for row in rows] for name in names})


@pytest.fixture
def town(graph: Store) -> Store:
    """A street of two communities; ended and future places; bodies, people and issue types tied here and there."""
    tables = [
        of("City", {"id": "city", "name": "上海市", "code": "310000000000"}),
        of("Street", {"id": "s", "name": "临汾路街道", "code": "310106019000", "kind": "街道"}),
        of(
            "Community",
            {"id": "a", "name": "长乐居委会", "code": "310106019001"},
            {"id": "b", "name": "行知居委会", "code": "310106019002"},
        ),
        of("Compound", {"id": "c", "name": "和平小区"}, {"id": "old", "name": "和平旧区", "until": DAY}),
        of("Compound", {"id": "new", "name": "和平新区", "since": DAY}, {"id": "d", "name": "Ａ座·绿地（东）"}),
        of("Building", {"id": "b1", "name": "2号楼"}, {"id": "b2", "name": "12号楼"}, {"id": "b3", "name": "临汾"}),
        of("Grid", {"id": "g", "name": "第一网格"}),
        of(
            "PropertyCompany",
            {"id": "firm", "name": "临汾物业公司"},
            {"id": "over", "name": "临汾旧物业", "until": DAY},
        ),
        of("Person", {"id": "p", "name": "林峰"}, {"id": "q", "name": "单雄"}),
        of(
            "IssueType",
            {"id": "leak", "name": "水管爆裂", "name_en": "Burst pipe", "synonyms": ["漏水", "爆管"]},
            {"id": "noise", "name": "噪音", "name_en": "Noise", "synonyms": ["噪音扰民", "太吵"]},
        ),
        of(
            "PART_OF",
            *(
                dict(zip(("start", "end"), pair.split(), strict=True))
                for pair in ("s city", "a s", "b s", "c a", "old a", "new a", "d b", "b1 c", "b2 d", "b3 d", "g a")
            ),
        ),
        of("IN_GRID", {"start": "b1", "end": "g"}),
        of("MANAGES", {"start": "firm", "end": "d"}, {"start": "over", "end": "c"}),
        of(
            "HOLDS",
            {"start": "p", "end": "firm", "post": "经理"},
            {"start": "q", "end": "c", "post": "楼长", "until": DAY},
            {"start": "q", "end": "b1", "post": "楼栋长"},
        ),
    ]
    load(graph, tables, sources=["town"]).raise_if_refused()
    return graph


def ids(rows: list[SearchRow]) -> list[str]:
    return [row.id for row in rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("b3", {"b3": "id"}),
        ("firm", {"firm": "id"}),
        ("leak", {"leak": "id"}),
        ("310106019001", {"a": "code"}),
        ("310106", {"s": "code", "a": "code", "b": "code"}),
        ("310", {}),  # too few digits to be the beginning of a code
        ("临汾路街道", {"s": "name"}),
        ("临汾", {"b3": "name", "s": "name", "firm": "name"}),  # exact first, then how it begins
        ("汾路", {"s": "name"}),
        ("汾", {"s": "name", "b3": "name", "firm": "name"}),
        ("临路", {}),
        ("linfenlu", {"s": "pinyin"}),
        ("lin fen lu", {"s": "pinyin"}),
        ("LinFen'Lu", {"s": "pinyin"}),
        ("linfenl", {"s": "pinyin"}),
        ("ｌｉｎｆｅｎｌｕ", {"s": "pinyin"}),
        ("fenlujied", {"s": "pinyin"}),
        ("enlu", {}),  # a syllable is not found by its end
        ("lfl", {"s": "initials"}),
        ("fljd", {"s": "initials"}),
        ("l f l", {"s": "initials"}),
        ("临汾lu", {"s": "pinyin"}),
        ("临汾l", {"s": "pinyin"}),
        ("2号lou", {"b1": "pinyin"}),
        ("2hl", {"b1": "initials"}),
        ("2号楼", {"b1": "name"}),  # a number is found by how it begins, not by its end
        ("1", {"b2": "name"}),
        ("changle", {"a": "pinyin"}),
        ("zhangle", {"a": "pinyin"}),
        ("zhangyue", {"a": "pinyin"}),
        ("zyjwh", {"a": "initials"}),
        ("xingzhi", {"b": "pinyin"}),
        ("hangzhi", {"b": "pinyin"}),
        ("danxiong", {"q": "pinyin"}),
        ("shanxiong", {"q": "pinyin"}),
        ("lvdi", {"d": "pinyin"}),
        ("LÜDI", {"d": "pinyin"}),
        ("a座", {"d": "name"}),
        ("A座绿地(东)", {"d": "name"}),
        ("azuo", {}),  # letters that stand in a name are no syllable of it
        ("a zuo", {"d": "pinyin"}),
        ("漏水", {"leak": "synonym"}),
        ("burst", {"leak": "synonym"}),
        ("噪音", {"noise": "name"}),
        ("扰民", {"noise": "synonym"}),
        ("zaoyin", {"noise": "pinyin"}),
        ("林峰", {"p": "name"}),
        ("linfeng", {"p": "pinyin"}),
        ("和平", {"new": "name", "c": "name"}),
        ("旧物业", {}),
        ("无此地", {}),
    ],
)
def test_what_is_found_and_how(town: Store, text: str, found: dict[str, str]) -> None:
    rows = search(town, text=text, as_of=DAY)
    assert {row.id: row.matched for row in rows} == found
    if text == "临汾":
        assert ids(rows) == ["b3", "s", "firm"]


def test_what_has_ended_is_found_on_the_day_before(town: Store) -> None:
    before = date(2026, 2, 28)
    assert set(ids(search(town, text="和平", as_of=before))) == {"c", "old"}
    assert set(ids(search(town, text="物业", as_of=before))) == {"firm", "over"}


def test_a_row_says_all_of_what_it_is(town: Store) -> None:
    (row,) = search(town, text="lfl", as_of=DAY)
    assert (row.family, row.label, row.name, row.level, row.kind, row.code, row.synthetic, row.score) == (
        *("Place", "Street", "临汾路街道", "street", "街道", "310106019000", False),
        1,
    )
    assert [step.id for step in row.path] == ["city", "s"]
    (row,) = search(town, text="林峰", as_of=DAY)
    assert (row.family, row.label, row.level, row.code) == ("Person", "Person", None, None)
    assert [step.id for step in row.path] == ["city", "s", "b", "d"]  # through the firm, to what it manages
    (row,) = search(town, text="漏水", as_of=DAY)
    assert (row.family, row.label, row.path) == ("IssueType", "IssueType", [])


def test_only_the_families_that_are_asked_for(town: Store) -> None:
    assert ids(search(town, text="临汾", as_of=DAY, families=["Body"])) == ["firm"]
    assert ids(search(town, text="lin", as_of=DAY, families=["Person"])) == ["p"]
    assert search(town, text="漏水", as_of=DAY, families=["Place"]) == []


@pytest.mark.parametrize("few", [0, module.FEW])  # from the index and upwards, or from the place and downwards
@pytest.mark.parametrize(
    ("text", "within", "found"),
    [
        ("临汾", "b", {"b3": ["b", "d", "b3"], "firm": ["b", "d"]}),
        ("临汾", "a", {}),
        ("b1", "b", {}),  # by its id neither
        ("310106019001", "b", {}),
        ("310106", "b", {"b": ["b"]}),
        ("linfeng", "d", {"p": ["d"]}),
        ("linfeng", "a", {}),
        ("楼", "a", {"b1": ["a", "c", "b1"]}),
        ("楼", "g", {"b1": ["g", "b1"]}),  # it lies in the grid, though in another way
        ("单雄", "g", {"q": ["g"]}),
        ("单雄", "b", {}),
        ("漏水", "b", {}),  # an issue type lies nowhere
        ("噪音", "b", {}),
        ("市", "s", {}),
    ],
)
def test_within_a_place_nothing_else_is_found_or_shown(
    town: Store, text: str, within: str, found: dict[str, list[str]], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FEW", few)
    rows = search(town, text=text, as_of=DAY, within=within)
    assert {row.id: [step.id for step in row.path] for row in rows} == found


def test_within_what_is_not_there(town: Store) -> None:
    for place in ("nowhere", "old", "310106019001", "firm"):
        with pytest.raises(NotFound, match="No place in force on 2026-03-01 has the id"):
            search(town, text="楼", as_of=DAY, within=place)


@pytest.mark.parametrize(
    "text",
    [
        *'+-!(){}[]^"~*?:\\/&|',
        *("&&", "||", "临汾 AND (", "OR", "NOT x", "*:*", "level:city", "name:一^4", "{1 TO 3]", "/[/", "\\E.*"),
        *("x'}) DETACH DELETE n //", "$text", "😀", "\x00", "(?:a+)+b", "_", "a" * 200, "xian" * 50, "1" * 200, "𠀀"),
    ],
)
def test_nothing_in_a_text_is_read_as_a_query(town: Store, text: str) -> None:
    before = town.read("MATCH (n) RETURN count(n) AS n")
    assert search(town, text=text, as_of=DAY) == []
    assert town.read("MATCH (n) RETURN count(n) AS n") == before


def test_marks_in_a_text_do_not_matter(town: Store) -> None:
    for text in ("+临汾路", "临汾路*", '"临汾路"', "(临汾)路", "临-汾-路", "临汾路~2", "临汾路\\"):
        assert ids(search(town, text=text, as_of=DAY)) == ([] if "2" in text else ["s"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Nothing is searched for"),
        ({"text": " \n"}, "Nothing is searched for"),
        ({"text": "好" * 201}, "more than the 200"),
        ({"text": "㍿" * 60}, "more than the 200"),  # four characters each, once it is made plain
        ({"families": ["Item"]}, "'Item' is not searched; what is: Place, Body, Person, IssueType"),
        ({"limit": 0}, "ask for 1 to 1000"),
        ({"limit": 1001}, "ask for 1 to 1000"),
        ({"after": ["x"]}, "is no key of a row"),
        ({"after": [1, "Nothing", "x", "y"]}, "is no key of a row"),
    ],
)
def test_what_cannot_be_asked(town: Store, wrong: dict, said: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(said)):
        search(town, **{"text": "临汾", "as_of": DAY} | wrong)


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_are_the_whole(graph: Store, limit: int) -> None:
    names = ["林", "林里", "Lin", "东林", "林2号", "凌", "凌里", "老年", "林", "里林", "琳"]
    tables = [
        of("Building", *({"id": f"b{i}", "name": name} for i, name in enumerate(names))),
        of("Community", *({"id": f"c{i}", "name": name} for i, name in enumerate(names[::2]))),
        of("Person", *({"id": f"b{i}", "name": name} for i, name in enumerate(names))),  # an id of two families
        of("IssueType", {"id": "t", "name": "里林", "synonyms": ["lin", "林"]}, {"id": "lin", "name": "林"}),
    ]
    load(graph, tables, sources=["names"]).raise_if_refused()
    for text in ("lin", "林", "l", "b1"):
        whole = search(graph, text=text, as_of=DAY, limit=1000)
        assert len({(row.family, row.id) for row in whole}) == len(whole) > (0 if text == "b1" else 5)
        paged: list[SearchRow] = []
        while page := search(graph, text=text, as_of=DAY, limit=limit, after=key(paged[-1]) if paged else None):
            assert len(page) <= limit
            paged += page
        assert paged == whole
        order = [(-row.score, list(SCHEMA.node).index(row.label), len(row.name), row.name, row.id) for row in whole]
        assert order == sorted(order)


def test_of_very_many_matches_the_higher_levels_are_in_order(graph: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 10)
    monkeypatch.setattr(module.spelt, "__kwdefaults__", {**module.spelt.__kwdefaults__, "most": 10})
    tables = [
        of("Building", *({"id": f"b{n}", "name": f"和平{n}号楼"} for n in range(300))),
        of("Community", *({"id": f"c{n}", "name": f"长长的名称之后才有和平两个字的第{n}居委会"} for n in range(5))),
    ]
    load(graph, tables, sources=["many"]).raise_if_refused()
    rows = search(graph, text="平", as_of=DAY)
    assert ids(rows)[:5] == [f"c{n}" for n in range(5)]
    assert [row.label for row in rows[5:]] == ["Building"] * 5


# --- a spelling stays right -----------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing_and_a_new_name_is_found(graph: Store) -> None:
    first = [of("Compound", {"id": "c", "name": "和平小区", "kind": "x"})]
    load(graph, first, sources=["1"]).raise_if_refused()
    again = load(graph, first, sources=["1"])
    assert (again.created, again.changed, again.unchanged) == ({}, {}, 1)
    load(graph, [of("Compound", {"id": "c", "name": None, "kind": "y"})], sources=["2"])
    assert ids(search(graph, text="heping", as_of=DAY)) == ["c"]
    load(graph, [of("Compound", {"id": "c", "name": "长乐小区"})], sources=["3"]).raise_if_refused()
    assert search(graph, text="heping", as_of=DAY) == []
    assert ids(search(graph, text="changle", as_of=DAY)) == ["c"]


def test_no_file_may_give_a_spelling() -> None:
    assert "spelling" not in of("Compound", {"id": "c", "name": "x"}).properties


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("临汾路2号楼", "临lin 汾fen/pen 路lu/luo 2 号hao/xiao 楼lou"),
        ("Ａ座３b", "_a 座zuo 3 _b"),
        ("长·乐", "长zhang/chang 乐le/yue"),
        ("绿", "绿lv/lu"),
        ("㎡ 12a34", "_m 2 12 _a 34"),
        ("（）—", ""),
        ("é", "é"),
    ],
)
def test_how_names_are_spelt(name: str, cells: str) -> None:
    assert spelling(name) == cells


# --- an oracle: every way of typing a name, said without patterns ----------------------------------------------------

CHARACTERS = "长乐行和平临汾路西安方案区12aA楼·"


def typed(cell: str) -> dict[str, set[str]]:
    """What may be typed for one whole cell, by the way of meaning it."""
    if cell.isascii():
        return {"name": {cell}}
    readings = set(spelling(cell)[1:].split("/"))
    return {"name": {cell}, "pinyin": readings, "initials": {reading[0] for reading in readings}}


def oracle(name: str, text: str) -> str | None:
    """The closest way in which a text without blanks means a name."""
    cells, asked = CELL.findall(plain(name)), CELL.findall(plain(text))
    for way, allowed in (
        ("name", ["name"]),
        ("pinyin", ["name", "pinyin"]),
        ("initials", ["name", "pinyin", "initials"]),
    ):
        if any(_means(cells[start:], asked, allowed) for start in range(len(cells))):
            return way
    return None


def _means(cells: list[str], asked: list[str], allowed: list[str]) -> bool:
    if not asked:
        return True
    run, *rest = asked
    last = not rest
    if not (run.isascii() and run.isalpha()):
        return bool(cells) and _one(cells[0], run, last) and _means(cells[1:], rest, allowed)
    for n in range(1, len(cells) + 1):
        some = cells[:n]
        whole = n == 1 and some[0].isascii() and _one(some[0], run, last)
        if not whole and all(not cell.isascii() for cell in some):
            if "pinyin" in allowed:
                whole = any(
                    _ends("".join(said), run, len(said[-1]), last)
                    for said in product(*(typed(c)["pinyin"] for c in some))
                )
            if "initials" in allowed and not whole:
                whole = any("".join(said) == run for said in product(*(typed(c)["initials"] for c in some)))
        if whole and _means(cells[n:], rest, allowed):
            return True
    return False


def _one(cell: str, run: str, last: bool) -> bool:
    return cell == run or (
        last and run.isascii() and cell.isascii() and cell.isalpha() == run.isalpha() and cell.startswith(run)
    )


def _ends(said: str, run: str, of_the_last: int, last: bool) -> bool:
    """Readings that are typed whole, or whole but for the end of the last."""
    return said == run or (last and said.startswith(run) and len(run) > len(said) - of_the_last)


names = st.text(CHARACTERS, min_size=1, max_size=6)
pieces = st.sampled_from(
    [
        *"长乐安西2A",
        "1",
        "12",
        *("chang", "zhang", "le", "yue", "xi", "an", "xian", "fang", "fan", "gan", "lu", "l", "x", "a", "ang", "h"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(names, st.lists(pieces, min_size=1, max_size=4).map("".join))
def test_patterns_say_what_an_oracle_says(name: str, text: str) -> None:
    spelt = spelling(name)
    found = next((way for way, one in patterns(text).items() if re.fullmatch(one.anywhere, spelt)), None)
    assert found == oracle(name, text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(names, min_size=1, max_size=8), st.lists(pieces, min_size=1, max_size=3).map("".join))
def test_the_index_finds_what_an_oracle_says(graph: Store, named: list[str], text: str) -> None:
    graph.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    graph.write("MATCH (n:Network) SET n.sequence = 0")
    load(graph, [of("Building", *({"id": f"#{i}", "name": name} for i, name in enumerate(named)))], sources=["x"])
    rows = search(graph, text=text, as_of=DAY)
    expected = {f"#{i}": way for i, name in enumerate(named) if (way := oracle(name, text))}
    expected |= {f"#{i}": "name" for i, name in enumerate(named) if name == text}
    assert {row.id: row.matched for row in rows} == expected
