"""The pictures of the explorer: their days, what is opened, pinned, hidden, chosen and found in them; on Linfen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from loaders.twin import Twin
from tests.browser.conftest import Visit
from tests.browser.hands import ask, choose, cut, lies, node, open_, settled
from tests.browser.looks import accessible, overlaps, shot

pytestmark = pytest.mark.usefixtures("linfen")
STREET = "310106021"
COMPOUND = "linfen-compound-0056"
"""玉泽苑, whose owners' committee was planted to end"""
COMMITTEE = "Body|linfen-owners_committee-0056"
COMPANY = "Body|linfen-property_company-0008"
ENDED = "2026-09-25"


def keys(page: Page) -> set[str]:
    return set(lies(page))


def test_the_days_of_a_picture_are_walked_through(page: Page, linfen: Twin) -> None:
    assert any(f"业主委员会 ended on {ENDED}" in one.what for one in linfen.planted)
    days = ask(page, f"/pictures/Place/{COMPOUND}")["picture"]["days"]
    assert days[-1] == ENDED
    open_(page, f"network/Place:{COMPOUND}")
    assert COMMITTEE not in keys(page)
    slider = page.get_by_label("变化日期")
    assert slider.get_attribute("max") == str(len(days) - 1)
    earlier = page.get_by_role("button", name="前一变化日")
    expect(page.get_by_role("button", name="后一变化日")).to_be_disabled()
    for day in reversed(days[-2:]):
        earlier.click()
        expect(page.locator(".time output")).to_have_text(day)
        expect(page).to_have_url(re.compile(f"as_of={day}"))
        settled(page)
        assert (COMMITTEE in keys(page)) is (day != ENDED)
    slider.press("Home")
    expect(page).to_have_url(re.compile(f"as_of={days[0]}"))
    expect(page.locator("#as_of")).to_have_value(days[0])
    settled(page)
    assert keys(page) == pictured(page, f"Place/{COMPOUND}", as_of=days[0])
    expect(earlier).to_be_disabled()
    page.get_by_role("button", name="后一变化日").click()
    expect(page).to_have_url(re.compile(f"as_of={days[1]}"))


def pictured(page: Page, address: str, **params: Any) -> set[str]:
    return {one["key"] for one in ask(page, f"/pictures/{address}", **params)["picture"]["nodes"]}


@pytest.mark.parametrize(("language", "lost", "gained"), [("zh", "失去", "新增"), ("en", "Lost", "Gained")])
def test_two_days_are_compared(page: Page, language: str, lost: str, gained: str) -> None:
    open_(page, f"network/Place:{COMPOUND}", language)
    page.locator("#compared_with").fill("2026-09-24")
    expect(node(page, COMMITTEE)).to_have_class(re.compile(r"\blost\b"))
    expect(node(page, COMMITTEE).locator(".mark")).to_have_text("−")
    changes = page.locator(".changes")
    expect(changes.get_by_role("heading", name=f"{lost} 2")).to_be_visible()
    expect(changes).to_contain_text("玉泽苑业主委员会")
    assert "compared_with=2026-09-24" in page.url
    accessible(page)
    page.locator("#compared_with").blur()
    shot(page, f"explorer-compared-{language}")
    page.locator("#compared_with").fill("2017-09-01")
    page.locator("#as_of").fill("2026-09-24")
    expect(node(page, COMMITTEE)).to_have_class(re.compile(r"\bgained\b"))
    expect(node(page, COMMITTEE).locator(".mark")).to_have_text("+")
    expect(changes.get_by_role("heading", name=f"{gained} 3")).to_be_visible()
    expect(page.locator(".edge.gained")).to_have_count(2)
    assert overlaps(page, "svg.picture .node text") == []
    page.get_by_role("button", name="取消对比" if language == "zh" else "Stop comparing").click()
    expect(changes).to_have_count(0)


def test_what_has_ended_is_shown_where_it_is_asked_for(page: Page) -> None:
    open_(page, f"network/Place:{COMPOUND}")
    page.get_by_label("显示已结束的关系").check()
    expect(node(page, COMMITTEE)).to_have_class(re.compile(r"\bended\b"))
    expect(page.locator(".edge.ended")).to_have_count(1)


def test_groups_are_opened_and_closed_and_nothing_else_moves(page: Page) -> None:
    open_(page, f"network/Place:{STREET}")
    before = lies(page)
    group = f"Group|Place|{STREET}|LISTED_BY|in||Item"
    choose(page, group)
    after = lies(page)
    assert len(after) > len(before)
    assert {key: after[key] for key in before.keys() & after.keys()} == {
        key: before[key] for key in before.keys() & after.keys()
    }
    ties = page.locator(".groups")
    ties.get_by_role("button", name="事项 269").click()
    expect(node(page, group)).to_have_count(1)
    settled(page)
    closed = lies(page)
    assert len(closed) < len(before)
    assert all(before[key] == at for key, at in closed.items() if key in before)
    # what is opened next to a chosen node
    block = "Place|linfen-block-0001"
    choose(page, block)
    ties.get_by_role("button", name=re.compile("^社区 5")).click()
    expect(node(page, "Place|310106021002")).to_be_attached()
    settled(page)
    opened = lies(page)
    assert all(opened[key] == at for key, at in closed.items())
    ties.get_by_role("button", name=re.compile("^社区 5")).click()
    expect(node(page, "Place|310106021002")).to_have_count(0)
    assert lies(page) == closed


def test_a_node_stays_where_it_was_dragged(page: Page) -> None:
    open_(page, f"network/Place:{COMPOUND}")
    box = node(page, COMPANY).locator("> .sign").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 20)
    page.mouse.move(x + 60, y + 30)
    page.mouse.up()
    expect(page).to_have_url(re.compile("pin="))
    settled(page)
    there = lies(page)[COMPANY]
    page.reload()
    expect(node(page, COMPANY)).to_be_visible()
    settled(page)
    assert lies(page)[COMPANY] == there
    choose(page, COMPANY)
    page.get_by_role("button", name="取消固定").click()
    expect(page).not_to_have_url(re.compile("pin="))
    settled(page)
    assert lies(page)[COMPANY] != there


def test_the_legend_hides_labels_and_strands(page: Page) -> None:
    open_(page, f"network/Place:{COMPOUND}")
    legend = page.locator(".legend")
    building = legend.get_by_role("button", name="楼栋 5")
    strand = legend.locator("button", has=page.locator("line")).filter(has_text="物业")
    expect(page.locator(".edge.property")).to_have_count(1)
    building.click()
    expect(page.locator('.node[data-key^="Place|linfen-building"]')).to_have_count(0)
    expect(building).to_have_attribute("aria-pressed", "false")
    strand.click()
    expect(page.locator(".edge.property")).to_have_count(0)
    assert node(page, COMPANY).count()
    building.click()
    expect(page.locator('.node[data-key^="Place|linfen-building"]')).to_have_count(5)
    expect(page.locator(".edge.property")).to_have_count(0)


def test_the_way_to_another_node_is_shown(page: Page) -> None:
    open_(page, f"network/Place:{COMPOUND}")
    page.locator("#way").press_sequentially("临汾路街道第3街区")
    expect(page.locator("#way-found li").first).to_contain_text("临汾路街道第3街区")
    page.locator("#way").press("Enter")
    ends = {"start_family": "Place", "start": COMPOUND, "end_family": "Place", "end": "linfen-block-0003"}
    way = ask(page, "/networks/between", **ends)["way"]["nodes"]
    steps = page.locator("aside .steps > li > a")
    expect(steps).to_have_text([one["name"] for one in way])
    drawn = keys(page) & {f"{one['family']}|{one['id']}" for one in way}
    assert len(drawn) > 1
    assert page.locator(".node.way").count() == len(drawn)
    assert page.locator(".edge.way").count() > 0
    page.get_by_role("button", name="清除路径").click()
    expect(steps).to_have_count(0)


def test_arrows_move_enter_chooses_escape_clears(page: Page) -> None:
    open_(page, f"network/Place:{COMPOUND}")
    node(page, f"Place|{COMPOUND}").focus()
    focused = page.locator("svg.picture .node:focus")
    seen = []
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        seen.append(focused.get_attribute("data-key"))
    assert len(set(seen)) > 1
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("chosen="))
    settled(page)
    expect(focused).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("chosen="))
    expect(page.locator("svg.picture .node[aria-pressed=true]")).to_have_count(0)
    expect(focused).to_have_count(1)


@pytest.mark.parametrize(
    "view",
    [
        f"territory/{STREET}",
        f"territory/{COMPOUND}?layout=ties",
        f"network/Place:{STREET}?layout=tree",
        "network/Place:310106021002",
        "network/Body:linfen-property_company-0008",
    ],
)
@pytest.mark.parametrize("width", [1280, 1000])
def test_labels_lie_on_nothing_and_are_whole(visit: Visit, view: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    open_(page, view)
    assert overlaps(page, "svg.picture .node text") == []
    assert cut(page) == []
    accessible(page)


def test_a_picture_is_the_same_for_a_colleague(visit: Visit) -> None:
    page = visit()
    open_(page, f"network/Place:{COMPOUND}")
    page.locator("#layout").select_option("tree")
    expect(page).to_have_url(re.compile("layout=tree"))
    settled(page)
    page.locator(".legend").get_by_role("button", name="楼栋 5").click()
    expect(page.locator('.node[data-key^="Place|linfen-building"]')).to_have_count(0)
    choose(page, COMPANY)
    page.locator("#compared_with").fill("2026-09-24")
    expect(node(page, COMMITTEE)).to_be_attached()
    settled(page)
    other = visit(locale="en-GB")
    other.goto(page.url)
    expect(other.locator("svg.picture")).to_be_visible()
    settled(other)
    assert looks(other) == looks(page)
    assert looks(page)["pressed"] == [COMPANY]
    for _ in range(2):
        page.go_back()
    expect(page.locator(".changes")).to_have_count(0)
    expect(page.locator("svg.picture .node[aria-pressed=true]")).to_have_count(0)
    page.go_forward()
    expect(node(page, COMPANY)).to_have_attribute("aria-pressed", "true")


def looks(page: Page) -> dict[str, Any]:
    """What of a picture's page stands in its address."""
    found: dict[str, Any] = page.evaluate("""() => ({
        headings: [...document.querySelectorAll("h1, h2, h3")].map(one => one.textContent),
        pressed: [...document.querySelectorAll("svg.picture .node[aria-pressed=true]")].map(one => one.dataset.key),
        fields: [...document.querySelectorAll("input, select")].map(one => `${one.id} ${one.value} ${one.checked}`),
        hidden: [...document.querySelectorAll(".legend [aria-pressed=false]")].map(one => one.textContent),
        language: document.documentElement.lang,
    })""")
    return {**found, "lies": lies(page)}
