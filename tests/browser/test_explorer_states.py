"""What the explorer says of what is wrong, unknown, slow or hostile; how it goes by keys, on a phone, by a link."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from api.app import create_app
from graph.records import Table
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import Twin
from tests.browser.conftest import Visit
from tests.browser.hands import DAY, ask, heading, node, open_, settled, tab
from tests.browser.looks import accessible
from tests.browser.watch import Watch
from tests.serving import serving

pytestmark = pytest.mark.usefixtures("linfen")
STREET = "310106021"
COMPOUND = "linfen-compound-0007"
VIEWS = [
    "",
    f"place/{STREET}",
    f"cover/{COMPOUND}",
    f"gaps/{STREET}",
    f"gap/linfen.X3:{COMPOUND}",
    f"routes/{STREET}?issue=waste_collection",
    f"network/Place:{COMPOUND}?to=Place:{STREET}&compared_with=2025-12-21",
    f"territory/{STREET}",
    "person/linfen-person-0113",
    "body/linfen-owners_committee-0007",
]
OFFLINE = {"type": "urn:wangge:problem:unavailable", "title": "Unavailable", "status": 503, "request": "abcdefgh"}


def fails(route: Route) -> None:
    route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(OFFLINE))


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", f"在 {DAY} 没有这一项。请换一个日期，或重新搜索。"), ("en", "nowhere")],
)
def test_an_unknown_place_is_told_in_words(page: Page, watch: Watch, language: str, words: str) -> None:
    watch.expect("console error: .*404")
    page.goto(f"/#/place/nowhere?lang={language}&as_of={DAY}")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(words)
    accessible(page)
    page.get_by_role("combobox").fill("临汾路街道")
    page.get_by_role("combobox").press("Enter")
    heading(page, "临汾路街道")
    expect(problem).to_have_count(0)


@pytest.mark.parametrize("view", [f"place/{STREET}", f"cover/{STREET}", f"network/Place:{STREET}", f"gaps/{STREET}"])
def test_a_database_that_is_away_is_told_and_tried_again(page: Page, watch: Watch, view: str) -> None:
    watch.expect("answered 503")
    watch.expect("console error: .*503")
    page.route(f"**/api/v1/places/{STREET}?**", fails)
    page.goto(f"/#/{view}?as_of={DAY}&lang=zh")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("数据库暂时无法访问")
    expect(problem).to_contain_text("请求编号 abcdefgh")
    accessible(page)
    page.unroute_all()
    problem.get_by_role("button", name="重试").click()
    heading(page, "临汾路街道")
    expect(problem).to_have_count(0)


def test_a_card_that_fails_leaves_the_others_and_is_asked_for_again(page: Page, watch: Watch) -> None:
    watch.expect("answered 503")
    watch.expect("console error: .*503")
    page.route("**/coverage?**", fails)
    open_(page, f"place/{STREET}")
    card = page.locator(".coverage")
    expect(card.get_by_role("alert")).to_contain_text("数据库暂时无法访问")
    expect(page.locator(".cards .big").first).to_have_text("12")
    page.unroute_all()
    card.get_by_role("button", name="重试").click()
    expect(card.locator(".line")).not_to_have_count(0)


def test_a_slow_answer_is_told_and_can_be_given_up(page: Page) -> None:
    held: list[Route] = []
    page.route(f"**/api/v1/places/{STREET}?**", lambda route: held.append(route))
    page.goto(f"/#/place/{STREET}?as_of={DAY}&lang=zh")
    expect(page.get_by_role("status").filter(has_text="正在查询")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="仍在查询")).to_be_visible()
    accessible(page)
    page.locator("main").get_by_role("button", name="取消").click()
    expect(page.locator("main")).to_contain_text("已取消")
    page.unroute_all()
    page.get_by_role("button", name="重试").click()
    heading(page, "临汾路街道")
    assert held


def test_an_empty_place_and_an_unknown_number_are_told_and_are_no_zero(page: Page, watch: Watch) -> None:
    watch.expect(
        "console error: .*(404|422)"
    )  # no norm is asked of a stair group, and above a street there is no profile
    open_(page, "place/linfen-stair_group-0106")
    expect(page.locator("main")).to_contain_text("其下没有更小的地点。")
    page.get_by_text("列出组织").click()
    page.get_by_text("列出人员和职务").click()
    settled(page)
    for language, unknown, apart in (("zh", "未知", "户数未知"), ("en", "unknown", "households unknown")):
        assert ask(page, "/places/310106")["place"]["households"] is None
        open_(page, "place/310106", language)
        expect(page.locator(".facts").first).to_contain_text(apart)
        assert page.locator(".cards > .card").nth(1).locator("dd").all_inner_texts() == [unknown] * 3
    open_(page, "place/3101")
    expect(page.locator(".places li").first).to_contain_text("户数未知")


def test_a_key_is_asked_for_and_kept_out_of_addresses(
    visit: Visit, watch: Watch, configured: Settings, tmp_path: Path
) -> None:
    app = create_app(replace(configured, home=tmp_path, rate="100000/minute", seconds=600))
    watch.expect("console error: .*401")
    with serving(app) as at:
        key = app.state.service.keys.create("reader", ("read",), None, None)[1]
        page = visit(at)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/#/place/{STREET}?as_of={DAY}&lang=zh")
        field = page.get_by_label("API 密钥")
        expect(field).to_be_visible()
        accessible(page)
        field.fill("wangge_wrong")
        page.get_by_role("button", name="进入").click()
        expect(field).to_have_value("")
        field.fill(key)
        field.press("Enter")
        heading(page, "临汾路街道")
        expect(page.locator(".coverage .line")).not_to_have_count(0)
        page.reload()
        heading(page, "临汾路街道")
        assert asked
        assert not [url for url in [*asked, page.url] if key in url or "wangge_" in url]
        page.close()


def test_all_of_it_goes_by_keys(page: Page) -> None:
    page.goto(f"/#/?as_of={DAY}&lang=zh")
    heading(page, "从哪里看起")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.insert_text("雅园新村")
    expect(page.locator("#search-found li").first).to_contain_text("雅园新村")
    page.keyboard.press("Enter")
    heading(page, "雅园新村")
    press_until(page, page.get_by_role("link", name="谁覆盖"))
    page.keyboard.press("Enter")
    expect(page.locator(".cover-line").first).to_be_visible()
    settled(page)
    press_until(page, page.get_by_role("link", name="关系图"))
    page.keyboard.press("Enter")
    expect(page.locator("svg.picture")).to_be_visible()
    settled(page)
    press_until(page, page.locator("svg.picture .node").first)
    first = page.locator(":focus").get_attribute("data-key")
    page.keyboard.press("ArrowRight")
    second = page.locator(":focus").get_attribute("data-key")
    assert second not in (None, first)
    page.keyboard.press("Enter")
    expect(page.locator("svg.picture .chosen")).to_have_attribute("data-key", str(second))
    settled(page)
    page.keyboard.press("Escape")
    expect(page.locator("svg.picture .chosen")).to_have_count(0)


def press_until(page: Page, wanted: Any) -> None:
    """Press Tab until something has the focus; no trap on the way."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_scrolls_down_only(visit: Visit, language: str) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    for view in VIEWS:
        open_(page, view, language)
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= 390, f"{view} is {wide} wide"
        for one in page.locator(".place-head .tabs a").all():
            one.scroll_into_view_if_needed()
            box = one.bounding_box()
            assert box
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 390, view
    open_(page, f"place/{STREET}", language)
    tab(page, "全域图" if language == "zh" else "Territory")
    accessible(page)


def test_every_view_is_the_same_for_a_colleague(visit: Visit) -> None:
    """Filters, lists, words and the language are in the address, and the buttons of the browser walk through them."""
    page, other = visit(), visit(locale="fr-FR")
    open_(page, f"place/{STREET}")
    page.get_by_role("button", name="English").click()
    tab(page, "Gaps")
    page.locator("#gaps-status").select_option("inferred")
    page.locator("#gaps-text").fill("梅园")
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(1)
    same(page, other)
    page.get_by_role("link", name=re.compile("^Waived")).click()
    expect(page.get_by_role("link", name=re.compile("^Waived"))).to_have_attribute("aria-current", "page")
    same(page, other)
    tab(page, "Routes")
    page.locator("#routes-words").fill("垃圾没人收")
    expect(page.locator(".offered a")).not_to_have_count(0)
    same(page, other)
    page.locator(".offered a").first.click()
    expect(page.locator(".route")).to_be_visible()
    page.locator(".route .tabs a").nth(1).click()
    expect(page).to_have_url(re.compile("channel="))
    same(page, other)
    page.locator("#routes-mode").select_option("emergency")
    expect(page).to_have_url(re.compile("mode=emergency"))
    same(page, other)
    tab(page, "Who covers")
    same(page, other)
    page.go_back()
    expect(page.locator("#routes-mode")).to_have_value("emergency")
    page.go_back()
    expect(page.locator(".route .tabs a").nth(1)).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator(".route .tabs a").first).to_have_attribute("aria-current", "page")
    page.go_forward()
    expect(page.locator(".route .tabs a").nth(1)).to_have_attribute("aria-current", "page")


def same(page: Page, other: Page) -> None:
    """What a colleague sees who opens the address is what is seen."""
    settled(page)
    other.goto("about:blank")
    other.goto(page.url)
    expect(other.get_by_role("heading", level=1)).to_have_text(page.get_by_role("heading", level=1).inner_text())
    settled(other)
    assert seen(other) == seen(page)


def seen(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("""() => ({
        texts: [...document.querySelectorAll("h1, h2, h3, main td, main li")].map(one => one.textContent),
        fields: [...document.querySelectorAll("input:not(#search), select")].map(one => `${one.id} ${one.value}`),
        current: [...document.querySelectorAll("[aria-current]")].map(one => one.textContent),
        language: document.documentElement.lang,
        title: document.title,
    })""")
    return found


@pytest.fixture
def hostile(linfen: Twin, store: Store) -> dict[str, str]:
    """A compound, an office-holder and a committee with names that would be markup, were they not text."""
    names = {
        "Place": "<img src=x onerror=alert(1)>",
        "Person": '"><script>alert(2)</script>',
        "Body": "<svg onload=alert(3)>",
    }
    tables = {
        "Compound": {"id": ["hostile"], "name": [names["Place"]]},
        "Person": {"id": ["hostile-person"], "name": [names["Person"]]},
        "OwnersCommittee": {"id": ["hostile-body"], "name": [names["Body"]]},
        "PART_OF": {"start": ["hostile"], "end": ["310106021002"]},
        "REPRESENTS": {"start": ["hostile-body"], "end": ["hostile"]},
        "HOLDS": {"start": ["hostile-person"], "end": ["hostile-body"], "post": ["业委会主任"]},
    }
    load(store, [Table(what, dict(columns), "hostile") for what, columns in tables.items()], sources=["hostile"])
    return names


def test_names_are_text_whatever_they_look_like(visit: Visit, hostile: dict[str, str]) -> None:
    page = visit()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    place, person, body = hostile["Place"], hostile["Person"], hostile["Body"]
    shown = {
        "place/hostile": [place],
        "place/310106021002": [place],
        "cover/hostile": [place, person, body],
        "gaps/310106021002?list=unknown": [place],
        "gap/linfen.N5:hostile": [place],
        "routes/hostile?issue=waste_collection": [place],
        "network/Place:hostile": [place, body],
        "network/Place:hostile?layout=tree&to=Person:hostile-person": [place, body, person],
        "territory/hostile": [place, body],
        "person/hostile-person": [person, body],
        "body/hostile-body": [person, place, body],
    }
    for view, names in shown.items():
        open_(page, view)
        for name in names:
            assert name in page.locator("body").inner_text().replace("\n", ""), view
        if view.startswith("person"):
            expect(page).to_have_title(f"{person} · wangge 网格")
        clean_of_elements(page)
    open_(page, "network/Place:hostile")
    node(page, "Body|hostile-body").locator("> .sign").hover()
    expect(page.locator(".tip")).to_contain_text(body)
    page.get_by_text("以列表显示全部关系").click()
    expect(page.locator("details li").filter(has_text=body)).not_to_have_count(0)
    page.get_by_role("combobox", name="搜索").fill(place)
    expect(page.locator("#search-found li").first).to_contain_text(place)
    clean_of_elements(page)
    assert dialogs == []


def clean_of_elements(page: Page) -> None:
    """Nothing that a name could have made is an element of the page."""
    assert page.locator("img, svg[onload], body script, iframe").count() == 0
