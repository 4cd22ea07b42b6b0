"""How long a search takes as one types: a hundred thousand places, and each kind of text in turn.

`python -m benchmarks.search` starts a server of its own below WANGGE_HOME, imports a twin, and prints p50 and p99 in
milliseconds for each kind; the goal is 100 for each p99. `python -m benchmarks.search load` loads Linfen's twin and
100,000 buildings with spellings and without, taking turns, and prints what they cost a load.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from unittest import mock

from benchmarks.loading import empty, network, ours
from cypher.search import search
from graph import local
from graph.records import Table
from graph.settings import Settings
from graph.spelling import spelling
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

DAY = date(2026, 3, 1)
PLACES, CALLS, TURNS = 100_000, 100, 3
GOAL = 100.0
ROADS = [
    "临汾",
    "汾西",
    "长乐",
    "和平",
    "阳泉",
    "岭南",
    "保德",
    "闻喜",
    "安业",
    "平型关",
    "洪洞",
    "景凤",
    "彭浦",
    "共和新",
    "行知",
    "大宁",
    "延长",
    "广中",
    "永和",
    "三泉",
]


def main() -> None:
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "benchmark-search", heap_mb=3072, page_cache_mb=512)
    with Store.open(settings, say=print) as store:
        try:
            loads(store) if sys.argv[1:] == ["load"] else searches(store)
        finally:
            local.stop(settings)


# --- searches -----------------------------------------------------------------------------------------------------


def town(places: int) -> list[Table]:
    """Streets, communities, compounds and buildings with names such as places have, and a person for every tenth."""
    draw = random.Random(1)
    roads = [road + end for road in ROADS for end in ("路", "一路", "东路", "西路", "支路")]
    numbers = {"Street": 20, "Community": places // 100, "Compound": places // 25}
    numbers["Building"] = places - sum(numbers.values()) - 2
    ids = {label: [f"{label.lower()}-{n}" for n in range(count)] for label, count in numbers.items()}
    names = {
        "Street": [f"{road}路街道" for road in ROADS],
        "Community": [f"{draw.choice(roads)}{n % 90 + 1}弄居委会" for n in range(numbers["Community"])],
        "Compound": [
            f"{draw.choice(roads)}{n}弄{draw.choice(('小区', '苑', '家园', '新村'))}"
            for n in range(numbers["Compound"])
        ],
        "Building": [
            f"{draw.choice(roads)}{n % 4000}弄{n % 60 + 1}号楼" if n % 3 else f"{n % 60 + 1}号楼"
            for n in range(numbers["Building"])
        ],
    }
    people = [f"person-{n}" for n in range(places // 10)]
    given = [
        draw.choice("王李张刘陈单曾解") + draw.choice("建国志强秀英丽乐平") + draw.choice("华明芳伟军长行")
        for _ in people
    ]
    codes = [f"3101060{n:02d}000" for n in range(numbers["Street"])]
    above = [
        ("Street", "County", 10**9),
        ("Community", "Street", 50),
        ("Compound", "Community", 4),
        ("Building", "Compound", 24),
    ]
    ids["County"] = ["jingan"]
    parts = [
        (id_, ids[upper][min(n // size, len(ids[upper]) - 1)])
        for label, upper, size in above
        for n, id_ in enumerate(ids[label])
    ]
    return [
        Table("City", {"id": ["shanghai"], "name": ["上海市"], "code": ["310000000000"]}),
        Table("County", {"id": ["jingan"], "name": ["静安区"], "code": ["310106000000"]}),
        Table("Street", {"id": ids["Street"], "name": names["Street"], "code": codes}),
        *(Table(label, {"id": ids[label], "name": names[label]}) for label in ("Community", "Compound", "Building")),
        Table("Person", {"id": people, "name": given}),
        Table("PART_OF", {"start": ["jingan", *(p[0] for p in parts)], "end": ["shanghai", *(p[1] for p in parts)]}),
        Table("HOLDS", {"start": people, "end": ids["Building"][: len(people)], "post": ["楼栋长"] * len(people)}),
    ]


KINDS: dict[str, list[str]] = {
    "part of a name": ["汾路", "平型", "汾西路", "长乐东", "和平支路12"],
    "name of very many": ["楼", "号楼", "路", "1号楼", "弄"],
    "pinyin": ["linfenlu", "pingxingguan", "changle", "zhangyue", "heping xincun"],
    "pinyin of very many": ["hao", "lou", "haolou", "lu", "nong"],
    "pinyin, begun": ["linf", "pingxingg", "chan", "hepi", "linfenl"],
    "initials": ["lfl", "pxg", "zlx", "hpzl", "lfljd"],
    "initials of very many": ["hl", "l", "ln", "h", "xlh"],
    "mixed": ["临汾lu", "2号lou", "12haolou", "和平dl", "长le"],
    "code": ["310106", "3101", "310106001000", "31010601", "310000000000"],
    "id": ["building-77", "street-3", "person-12", "compound-900", "shanghai"],
    "person": ["王建华", "wangjianhua", "wjh", "shanpinghang", "单"],
    "nothing": ["无此名", "zhuangkuang", "whshqq", "9999号", "qqqq"],
}
WITHIN = {"in a community": "community-5", "in a street": "street-3", "in the county": "jingan"}


def searches(store: Store) -> None:
    if not store.read("MATCH (p:Place {id: 'jingan'}) RETURN p.id AS id"):
        load(store, town(PLACES), sources=["benchmark"], say=print).raise_if_refused()
    print(f"| text | p50, ms | p99, ms | ({CALLS} calls of five texts, goal {GOAL:.0f})")
    print("| --- | --- | --- |")
    for kind, texts in KINDS.items():
        _measured(kind, partial(_ask, store, texts))
    for kind, place in WITHIN.items():
        texts = ["号楼", "hao", "lfl", "汾西路", "王"]
        _measured(kind, partial(_ask, store, texts, within=place))


def _ask(store: Store, texts: list[str], n: int, within: str | None = None) -> None:
    search(store, text=texts[n % len(texts)], as_of=DAY, within=within)


def _measured(kind: str, ask: Callable[[int], object]) -> None:
    taken = []
    for n in range(-20, CALLS):
        start = time.perf_counter()
        ask(n)
        if n >= 0:
            taken.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(taken, n=100)
    print(f"| {kind} | {cuts[49]:.1f} | {cuts[98]:.1f} |", flush=True)


# --- what spellings cost a load -------------------------------------------------------------------------------------


def loads(store: Store) -> None:
    spelling("的")  # the readings are read once in a process
    for name, tables in {"Linfen's twin": twin("linfen").tables, "100,000 buildings": network(100_000)}.items():
        taken: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(-1, TURNS):
            for spelt in (True, False) if turn % 2 else (False, True):
                _index(store, spelt)
                empty(store)
                ours(store, twin("linfen").tables)  # an index that comes or goes has every statement planned anew
                empty(store)
                start = time.perf_counter()
                with mock.patch("loaders.run.spelling", spelling if spelt else lambda _: None):
                    ours(store, tables)
                if turn >= 0:
                    taken[spelt].append(time.perf_counter() - start)
        with_, without = (statistics.median(taken[spelt]) for spelt in (True, False))
        print(f"{name}: {with_:.2f} s with spellings, {without:.2f} s without, ratio {with_ / without:.3f}", flush=True)


def _index(store: Store, there: bool) -> None:
    from graph.statements import schema_statements

    for text in schema_statements() if there else ["DROP INDEX spellings IF EXISTS"]:
        store.write(text)
    store.read("CALL db.awaitIndexes(60)")


if __name__ == "__main__":
    main()
