"""The tests of pages, tested: what they must catch, they catch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import looks
from tests.browser.looks import accessible, overlaps, shot
from tests.browser.watch import Watch

AT = "http://pages.test"
Show = Callable[..., Page]
CLEAN = '<!doctype html><html lang="zh-CN"><title>网格</title><main><h1>网格</h1></main></html>'


@pytest.fixture
def seeing() -> Watch:
    """A watch that no fixture asks in the end."""
    return Watch()


@pytest.fixture
def show(browser: Browser, seeing: Watch) -> Iterator[Show]:
    """Shows a page of these words, as one that a service at `AT` has sent; any other address there answers 500."""
    with browser.new_context(base_url=AT) as context:
        seeing.follow(context, AT)

        def show_(body: str, **headers: str) -> Page:
            page = context.new_page()
            page.route(f"{AT}/**", lambda route: route.fulfill(status=500, body="broken"))
            sent = {"content-type": "text/html; charset=utf-8", **headers}
            page.route(f"{AT}/", lambda route: route.fulfill(body=body, headers=sent))
            page.goto("/", wait_until="networkidle")
            page.evaluate("0")
            return page

        yield show_


def test_a_clean_page_is_clean(show: Show, seeing: Watch) -> None:
    show(CLEAN)
    seeing.must_be_clean()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<script>console.error('no such place')</script>", r"console error: no such place"),
        ("<script>console.warn('old')</script>", r"console warning: old"),
        ("<script>console.assert(false, 'odd')</script>", r"console assert: odd"),
        ("<script>undefined.name</script>", r"not caught: TypeError: Cannot read properties of undefined"),
        ("<script>Promise.reject(new Error('lost'))</script>", r"not caught: Error: lost"),
        ("<script>fetch('/slow')</script>", r"answered 500: GET http://pages.test/slow"),
        ("<img alt='' src='http://elsewhere.test/a.png'>", r"another host is asked: http://elsewhere.test/a.png"),
        ("<img alt='' src='http://elsewhere.test/a.png'>", r"request failed: GET http://elsewhere.test/a.png"),
        ("<script>new WebSocket('ws://elsewhere.test')</script>", r"another host is asked: ws://elsewhere.test"),
        ("<link rel=stylesheet href='https://fonts.elsewhere.test/css'>", r"another host is asked: https://fonts"),
    ],
)
def test_what_a_page_does_wrong_is_seen(show: Show, seeing: Watch, body: str, said: str) -> None:
    show(CLEAN.replace("<main>", f"<main>{body}"))
    with pytest.raises(AssertionError, match=said):
        seeing.must_be_clean()


def test_a_page_that_does_not_answer_is_seen(show: Show, seeing: Watch) -> None:
    page = show(CLEAN)
    page.route("**/gone", lambda route: route.abort("connectionrefused"))
    page.evaluate("fetch('/gone').catch(() => 0)")
    with pytest.raises(AssertionError, match=r"request failed: GET .*/gone: .*REFUSED"):
        seeing.must_be_clean()


def test_a_request_that_the_page_gives_up_is_its_own_will(show: Show, seeing: Watch) -> None:
    page = show(CLEAN)
    page.route("**/slow", lambda route: None)
    page.evaluate("""async () => {
        const given = new AbortController();
        const asked = fetch('/slow', { signal: given.signal }).catch(() => 0);
        given.abort();
        await asked;
    }""")
    seeing.must_be_clean()


def test_what_was_expected_may_be_seen_and_must(show: Show, seeing: Watch) -> None:
    seeing.expect("console error: known")
    with pytest.raises(AssertionError, match="expected, but never seen"):
        seeing.must_be_clean()
    show("<script>console.error('known')</script>")
    seeing.must_be_clean()
    show("<script>console.error('unknown')</script>")
    with pytest.raises(AssertionError, match="unknown") as raised:
        seeing.must_be_clean()
    assert ": known" not in str(raised.value)


def test_an_image_without_words_is_not_accessible(show: Show) -> None:
    policy = {"content-security-policy": "default-src 'none'; img-src data:"}  # the strictest that a page of ours has
    image = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
    with pytest.raises(AssertionError, match=r"image-alt \(critical\)(.|\n)*at img(.|\n)*alt attribute"):
        accessible(show(CLEAN.replace("<main>", f"<main>{image}"), **policy))
    accessible(show(CLEAN.replace("<main>", f"<main>{image.replace('<img', '<img alt=图')}"), **policy))


def test_pale_words_are_not_accessible(show: Show) -> None:
    with pytest.raises(AssertionError, match=r"color-contrast \(serious\)"):
        accessible(show(CLEAN.replace("<h1>", '<h1 style="color: #ccc">')))


def test_texts_that_lie_on_each_other_are_found(show: Show) -> None:
    texts = (
        '<text x="10" y="50">临汾路街道</text><text x="30" y="55">社区党委</text>'
        '<text x="300" y="50">网格长</text><text x="300" y="50" visibility="hidden">不见</text>'
        '<g style="opacity: 0"><text x="300" y="50">透明</text></g>'
        '<g display="none"><text x="300" y="50">没有</text></g>'
        '<text x="300" y="50"> </text><text x="300" y="80">楼组长</text>'
    )
    page = show(CLEAN.replace("<main>", f'<main><svg width="600" height="200" font-size="16">{texts}</svg>'))
    assert overlaps(page, "svg text") == [("临汾路街道", "社区党委")]
    assert overlaps(page, "svg text", by=100) == []
    with pytest.raises(AssertionError, match="matches 0 elements"):
        overlaps(page, "svg title")


def test_chinese_characters_are_drawn_and_not_boxes(show: Show) -> None:
    """Without a font every character is the same box, which is what one that no font has looks like."""
    page = show(CLEAN)
    drawn = page.evaluate("""() => ['网', '格', '\\u{10fffd}', '\\u{10fffc}'].map(one => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 120, height: 120 });
        const pen = canvas.getContext('2d');
        pen.font = '100px sans-serif';
        pen.fillText(one, 10, 100);
        return canvas.toDataURL();
    })""")
    assert drawn[2] == drawn[3]
    assert len(set(drawn)) == 3


def test_a_picture_is_written_where_one_is_wanted(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = show(CLEAN)
    monkeypatch.setattr(looks, "SHOTS", None)
    shot(page, "none")
    monkeypatch.setattr(looks, "SHOTS", str(tmp_path / "pictures"))
    shot(page, "page")
    assert [(one.name, one.read_bytes()[:4]) for one in tmp_path.glob("*/*")] == [("page.png", b"\x89PNG")]
