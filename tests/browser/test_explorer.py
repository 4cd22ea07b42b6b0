"""The planner's path through the explorer, with hands: from a search to a repair, in two places and two languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from graph.store import Store
from loaders.twin import Twin
from tests.browser.conftest import Visit
from tests.browser.hands import DAY, ask, choose, cut, heading, lies, node, settled, tab
from tests.browser.looks import accessible, overlaps, shot
from tests.conftest import alone

SIZE = 150_000
EXPLORER = Path(__file__).parents[2] / "api" / "explorer"


class Walk(NamedTuple):
    """Where the path leads in a twin."""

    street: tuple[str, str]
    initials: str
    down: list[tuple[str, str]]
    group: str
    body: str
    words: str
    issue: str


WALKS = {
    "linfen": Walk(
        ("310106021", "临汾路街道"),
        "lfljd",
        [
            ("linfen-block-0001", "临汾路街道第1街区"),
            ("310106021002", "临汾路二九九弄居委会"),
            ("linfen-compound-0007", "雅园新村"),
            ("linfen-building-0029", "雅园新村1号楼"),
        ],
        "Group|Place|310106021|CO_BUILDS|in|门责制|Institution",
        "临汾路街道街道办事处",
        "垃圾没人收",
        "waste_collection",
    ),
    "bishan": Walk(
        ("500120001", "璧城街道"),
        "bcjd",
        [("500120001006", "芋荷社区居民委员会"), ("bishan-building-0372", "芋荷社区散居20号楼")],
        "Group|Place|500120001|PART_OF|in||Community",
        "璧城街道办事处",
        "房产证",
        "deeds",
    ),
}
TABS = {
    "zh": ["概览", "谁覆盖", "缺口", "议题流转", "关系图", "任职联系"],
    "en": ["Overview", "Who covers", "Gaps", "Routes", "Network", "Ties"],
}
MORE = {"zh": "再显示", "en": "Show"}
PAGE = {"zh": "打开页面", "en": "Its page"}
BREAKS = {"zh": "首个断裂处", "en": "the first that does not hold"}
DEAD = {"zh": "断点：这一步无人能办", "en": "Dead end: nobody can take this step"}


@pytest.fixture(scope="module", params=list(WALKS))
def walk(request: pytest.FixtureRequest, store: Store) -> Iterator[tuple[Walk, Twin]]:
    """One twin after the other, each alone in the graph."""
    for twin in alone(request.param, store):
        yield WALKS[request.param], twin


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_planners_path(walk: tuple[Walk, Twin], language: str, visit: Visit, tmp_path: Path) -> None:
    at, _ = walk
    page = visit(accept_downloads=True)
    page.goto("/")
    if language == "en":
        page.get_by_role("button", name="English").click()
    page.locator("#as_of").fill(DAY)
    expect(page.get_by_role("heading", level=1)).to_have_text("从哪里看起" if language == "zh" else "Where to begin")
    accessible(page)
    search(page, at, language)
    cards(page, at, language)
    tree(page, at, language)
    covered(page, at, language)
    network(page, at, language)
    posts(page, at, language)
    routes(page, at, language)
    ties(page, at, language)
    gaps(page, at, language, tmp_path)


def kept(page: Page, at: Walk, view: str, language: str) -> None:
    """A picture for the documentation: of Linfen in Chinese, of Bishan in English."""
    if (at is WALKS["linfen"]) == (language == "zh"):
        shot(page, f"explorer-{view}-{language}")


def search(page: Page, at: Walk, language: str) -> None:
    """By name in Chinese, by the initials of its pinyin in English; arrows choose, escape closes, enter goes there."""
    field = page.get_by_role("combobox", name="搜索" if language == "zh" else "Search")
    options = page.get_by_role("listbox", name="搜索" if language == "zh" else "Search").get_by_role("option")
    field.press_sequentially(at.street[1] if language == "zh" else at.initials)
    expect(options.first).to_contain_text(at.street[1])
    accessible(page)
    names = options.locator(".name").all_inner_texts()
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(options.first).to_be_hidden()
    field.press("Escape")
    expect(field).to_have_value("")
    field.press_sequentially(at.street[1] if language == "zh" else at.initials)
    expect(options.first).to_be_visible()
    for _ in range(names.index(at.street[1])):
        field.press("ArrowDown")
    field.press("Enter")
    heading(page, at.street[1])


def cards(page: Page, at: Walk, language: str) -> None:
    """Shares with what they are shares of, gaps, households, the version and the day: as the API has them."""
    street = at.street[0]
    lines = [one for one in ask(page, f"/places/{street}/coverage")["rows"] if one["total"]]
    for one, shown in zip(lines, page.locator(".line").all(), strict=True):
        text = shown.inner_text()
        if one["state"] != "applicable":
            assert "–" in text
            continue
        for count in (one["share_of"], one["covered"], one["buildings"], one["household_share_of"]):
            assert f"{count:,}" in text, text
    found = ask(page, f"/places/{street}/gaps", total=True, limit=3)
    told = ask(page, f"/places/{street}")
    gap, people, _, data = page.locator(".cards > .card").all()
    expect(gap.locator(".big")).to_have_text(str(found["total"]))
    assert gap.locator("ol a").all_inner_texts() == [one["subject_name"] for one in found["rows"]]
    for one in found["rows"]:
        expect(gap).to_contain_text(f"{'严重度' if language == 'zh' else 'severity'} {one['severity']:g}")
    expect(people).to_contain_text(f"{told['place']['households']:,}")
    expect(data).to_contain_text(str(told["data_version"]))
    expect(data).to_contain_text(DAY)
    accessible(page)
    kept(page, at, "place", language)


def tree(page: Page, at: Walk, language: str) -> None:
    """Down to a building, of long lists by their button."""
    for _, name in at.down:
        link = page.locator(".places").get_by_role("link", name=name, exact=True)
        if not link.count():
            page.get_by_role("button", name=MORE[language]).first.click()
        link.click()
        heading(page, name)
    way = page.locator(".trail li a").all_inner_texts()
    assert [at.street[1], *(name for _, name in at.down[:-1])] == way[-len(at.down) :]
    accessible(page)


def covered(page: Page, at: Walk, language: str) -> None:
    """Line by line, who covers and by which chain, nobody where there is nobody."""
    tab(page, TABS[language][1])
    rows = ask(page, f"/places/{at.down[-1][0]}/cover")["rows"]
    lines: dict[str, list[dict[str, Any]]] = {one["line"]: [] for one in rows}
    for one in rows:
        if one["holder_id"]:
            lines[one["line"]].append(one)
    shown = page.locator(".cover-line").evaluate_all("""all => all.map(one =>
        [...one.querySelectorAll(".covering > li")].map(li =>
            [li.querySelector("strong").textContent, [...li.querySelectorAll(".chain a")].map(a => a.textContent)]))""")
    assert shown == [[[one["holder_name"], chain(one)] for one in some[:10]] for some in lines.values()]
    assert page.locator(".cover-line h2 .tag.bad").count() == sum(not some for some in lines.values()) > 0
    accessible(page)
    kept(page, at, "cover", language)


def chain(row: dict[str, Any]) -> list[str]:
    names = [step["name"] for step in row["chain"]]
    return names if len(names) > 1 else []


def network(page: Page, at: Walk, language: str) -> None:
    """Around the building, then around its street, where a group stands with its count and is opened."""
    tab(page, TABS[language][4])
    clean(page)
    page.locator(".trail").get_by_role("link", name=at.street[1], exact=True).click()
    heading(page, at.street[1])
    tab(page, TABS[language][4])
    clean(page)
    picture = ask(page, f"/pictures/Place/{at.street[0]}")["picture"]
    group = next(one for one in picture["nodes"] if one["key"] == at.group)
    expect(page.locator("main")).to_contain_text(left_out(picture, language))
    expect(node(page, at.group)).to_contain_text(
        f"还有 {group['nodes']} 个" if language == "zh" else f"and {group['nodes']} more"
    )
    kept(page, at, "network", language)
    before = lies(page)
    choose(page, at.group)
    opened = ask(page, f"/pictures/Place/{at.street[0]}", opened=group["opens"])["picture"]
    after = lies(page)
    assert len(after) == len(opened["nodes"]) > len(before)
    assert {key: after[key] for key in before if key in after} == {key: before[key] for key in before if key in after}
    if opened["left_out"]:
        expect(page.locator("main")).to_contain_text(left_out(opened, language))
    clean(page)


def left_out(picture: dict[str, Any], language: str) -> str:
    count = f"{picture['left_out']:,}"
    return f"另有 {count} 个节点以数目显示" if language == "zh" else f"{count} more nodes are shown as counts"


def clean(page: Page) -> None:
    """Of the labels that are seen none lies on another, and none is cut at first sight."""
    assert overlaps(page, "svg.picture .node text") == []
    assert cut(page) == []
    accessible(page)


def posts(page: Page, at: Walk, language: str) -> None:
    """A body is chosen in the picture; its page has its members, the page of one of them has the posts; and back."""
    key = page.locator(f'svg.picture .node[aria-label^="{at.body} "]').get_attribute("data-key")
    assert key
    page.get_by_role("button", name="适应窗口" if language == "zh" else "Fit").click()
    choose(page, key)
    expect(node(page, key)).to_have_attribute("aria-pressed", "true")
    page.locator("aside").get_by_role("link", name=PAGE[language]).click()
    heading(page, at.body)
    members = ask(page, f"/bodies/{key.split('|')[1]}")["body"]["people"]
    rows = page.get_by_role("region", name="负责人与成员" if language == "zh" else "Heads and members").locator(
        "tbody tr"
    )
    assert rows.locator("td:first-child").all_inner_texts() == [one["name"] for one in members]
    accessible(page)
    rows.first.get_by_role("link").click()
    heading(page, members[0]["name"])
    person = ask(page, f"/people/{members[0]['id']}")["person"]
    held = page.get_by_role("region", name="现任职务" if language == "zh" else "Posts now").locator("tbody tr")
    assert held.locator("td:first-child").all_inner_texts() == [one["post"] for one in person["posts"]]
    assert held.locator("td:nth-child(2) a").all_inner_texts() == [one["at"]["name"] for one in person["posts"]]
    accessible(page)
    kept(page, at, "person", language)
    page.go_back()
    heading(page, at.body)
    page.locator(".ties").get_by_role("link", name=at.street[1], exact=True).first.click()
    heading(page, at.street[1])


def routes(page: Page, at: Walk, language: str) -> None:
    """A resident's words find the issue; its steps are drawn, and nobody is there where the API says so."""
    tab(page, TABS[language][3])
    page.locator("#routes-words").press_sequentially(at.words)
    page.locator(".offered a").first.click()
    expect(page.locator(".route")).to_be_visible()
    settled(page)
    assert f"issue={at.issue}" in page.url
    rows = ask(page, f"/places/{at.street[0]}/routes/{at.issue}")["rows"]
    steps = page.locator(".route .steps > li")
    assert steps.evaluate_all("all => all.map(one => one.className)") == [one["state"] for one in rows]
    assert "dead_end" in [one["state"] for one in rows]
    expect(page.locator(".dead")).to_have_text(
        [f"✕ {DEAD[language]}"] * sum(one["state"] == "dead_end" for one in rows)
    )
    accessible(page)
    page.locator(".dead_end").first.scroll_into_view_if_needed()
    kept(page, at, "routes", language)


def ties(page: Page, at: Walk, language: str) -> None:
    """Who holds two posts, and what shares them; rules and conflicts are asked when they are opened, and not before."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    tab(page, TABS[language][5])
    settled(page)
    place = at.street[0]
    pairs = ask(page, f"/places/{place}/cross-holders", limit=50)["rows"]
    shared = ask(page, f"/places/{place}/interlocks", limit=50)["rows"]
    tables = page.locator("main section table")
    assert tables.nth(0).locator("tbody td:nth-child(3)").all_inner_texts() == [f"{one['people']:,}" for one in pairs]
    assert tables.nth(1).locator("tbody td:nth-child(1)").all_inner_texts() == [one["a"]["name"] for one in shared]
    accessible(page)
    kept(page, at, "ties", language)
    assert not [url for url in asked if "conflicts" in url or "rules" in url]
    for fold in page.locator("details.fold > summary").all():
        fold.click()
    settled(page)
    rules = ask(page, f"/places/{place}/cross-holding-rules")["rows"]
    for rule in rules:
        expect(page.locator("details").first).to_contain_text(rule["id"])
    ours = "本项目自定的规则" if language == "zh" else "a rule of wangge’s own"
    expect(page.locator("details").nth(2)).to_contain_text(ours)
    accessible(page)


def gaps(page: Page, at: Walk, language: str, folder: Path) -> None:
    """The list, filtered; why one is open and what mends it; and the file with the rows of the API."""
    tab(page, TABS[language][2])
    kept(page, at, "gaps", language)
    every = ask(page, f"/places/{at.street[0]}/gaps", limit=1000)["rows"]
    rows = page.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(len(every))
    accessible(page)
    name = every[-1]["subject_name"]
    page.locator("#gaps-text").fill(name)
    expect(rows).to_have_count(sum(name in one["subject_name"] for one in every))
    page.locator("#gaps-text").fill("")
    norm = every[-1]["norm"]
    page.locator("#gaps-norm").select_option(norm)
    expect(page.locator("#gaps-norm")).to_have_value(norm)
    some = [one for one in every if one["norm"] == norm]
    expect(rows).to_have_count(len(some))
    settled(page)
    with page.expect_download() as download:
        page.locator("#export").select_option("csv")
    download.value.save_as(folder / "gaps.csv")
    written = list(csv.reader(io.StringIO((folder / "gaps.csv").read_text("utf-8-sig"))))
    assert len(written) == 1 + len(some)
    assert all(one["subject_name"] in line for one, line in zip(some, written[1:], strict=True))
    rows.first.locator("td:nth-child(2) a").click()
    gap = ask(page, f"/gaps/{some[0]['id']}")
    heading(page, gap[f"sentence_{language}"])
    expect(page.locator(".links > li")).to_have_count(len(gap["rows"]))
    expect(page.locator(".links .first")).to_contain_text(BREAKS[language])
    repairs = page.locator(".repairs > li")
    expect(repairs).to_have_count(len(gap["repairs"]))
    assert gap["repairs"]
    for one, shown in zip(gap["repairs"], repairs.all(), strict=True):
        expect(shown).to_contain_text(one["changes"][0][f"sentence_{language}"])
    accessible(page)
    kept(page, at, "gap", language)


def test_what_the_page_loads_is_small() -> None:
    files = [one for one in EXPLORER.iterdir() if one.suffix in (".js", ".css")]
    assert files
    assert sum(one.stat().st_size for one in files) < SIZE
