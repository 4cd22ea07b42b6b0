"""An atlas: the explorer with all that it asks about a place, in one file that needs no service and no network."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib import resources
from typing import Any, NamedTuple

import orjson

from api import formats
from api.answers import bodies, catalogue, cover, coverage, gaps, people, pictures, places, routing
from api.answers.meant import resolved
from api.errors import problem_of
from api.tiers import TIERS, Cleaned, texts
from cypher.gaps import Progress, unwatched
from cypher.networks import NetNode, nodes_in
from cypher.people import known_people
from graph.errors import Fault, InvalidInput, WanggeError
from graph.profile_head import head_of
from graph.spelling import spelling
from graph.store import Store

PARTS = ("unit", "floor_group", "floor", "stair_group")  # of buildings; they have no pages of their own
WIDE = ("city", "county", "street", "block", "community", "grid")  # what has coverage, gaps and a whole network
MOST = 2_000
"""Places of which an atlas has pages; of a wider place one would take hours and hundreds of megabytes."""
DRAWN = 400  # nodes of a whole network, as the page asks


class Atlas(NamedTuple):
    """One html file; `hash` is of what it answers, and stands in its foot."""

    html: bytes
    hash: str
    answers: int
    data_version: int


def atlas(
    store: Store,
    *,
    place: str,
    as_of: date,
    tier: str = "named",
    lang: str = "zh",
    progress: Progress = unwatched,
) -> Atlas:
    """The explorer of a place on a day, in one file.

    Parameters
    ----------
    place
        Id, code or name of a place, such as a street.
    as_of
        The day.
    tier
        What it says of people: `named`; `roles`: posts without names; `counts`: how many hold a post.
    lang
        In which language the file opens, and says what stands instead of names.
    progress
        Told how many answers are there, of how many.

    Raises
    ------
    NotFound, Ambiguous
        No place, or several, answer to it.
    InvalidInput
        There is no such tier, or the place is too wide.
    """
    if tier not in TIERS:
        raise InvalidInput(f"There is no tier {tier[:20]!r}; the tiers are {', '.join(TIERS)}.")

    def ask() -> tuple[dict[str, Any], list[NetNode], str]:
        root = resolved(store, place, as_of)
        nodes = nodes_in(store, place=root.id, as_of=as_of)
        inside = [one for one in nodes if one.family == "Place" and one.level not in PARTS]
        if len(inside) > MOST:
            raise InvalidInput(
                f"{len(inside):,} places lie in {root.name}; an atlas has pages of {MOST:,} at most: "
                "make one of a street or a community."
            )
        asked = list(_asked(store, root.id, inside, as_of))
        answers: dict[str, Any] = {}
        for done, (path, question) in enumerate(asked):
            progress(done, len(asked))
            answers[path] = _answer(question)
        progress(len(asked), len(asked))
        return answers, nodes, root.name

    (answers, nodes, name), version = store.consistent(ask)
    shown = [one for one in nodes if one.family != "Person" or tier == "named"]
    answers["search"] = {"rows": [_found(one) for one in shown]}
    documents = orjson.loads(formats.json(answers))
    if tier != "named":
        told = {one.id: one.name for one in nodes if one.family == "Person"}
        told |= {one.id: one.name for one in known_people(store, texts=sorted(set(texts(documents))))}
        cleaned = Cleaned(documents, told, tier, lang)
        # an address may name a person too: that of a gap of theirs
        documents = {cleaned.of(address): cleaned.of(found) for address, found in documents.items()}
    packed = orjson.dumps(documents)
    hash_ = hashlib.sha256(packed).hexdigest()
    about = {"place": name, "as_of": str(as_of), "tier": tier, "hash": hash_, "data_version": version, "lang": lang}
    return Atlas(_page(packed, about), hash_, len(documents), version)


def _asked(store: Store, root: str, inside: list[NetNode], on: date) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every address that the page asks for, without its parameters, and what answers it."""
    yield "schema", catalogue.schema
    yield "words", catalogue.words
    yield "issue-types", partial(routing.issue_types, store)
    for one in inside:
        ask = partial(partial, store=store, place=one.id, as_of=on)  # each question is of the place and the day
        at = f"places/{one.id}"
        yield at, ask(places.place)
        yield f"{at}/children", ask(places.children)
        yield f"{at}/cover", ask(cover.cover)
        yield f"pictures/Place/{one.id}", partial(pictures.picture, store, family="Place", id=one.id, as_of=on)
        yield f"groups/Place/{one.id}", partial(pictures.groups, store, family="Place", id=one.id, as_of=on)
        if one.level in WIDE or one.id == root:
            yield f"{at}/coverage", ask(coverage.coverage)
            for question in (gaps.gaps, gaps.targets, gaps.waived, gaps.unknown):
                yield f"{at}/{question.__name__}", ask(question)
            yield f"pictures/territory/{one.id}", partial(ask(pictures.territory), most=DRAWN)
    ask = partial(partial, store=store, place=root, as_of=on)
    yield "places", ask(_begin)
    yield f"places/{root}/bodies", ask(bodies.bodies)
    yield f"places/{root}/people", ask(people.people)
    yield "waivers", partial(gaps.waivers, store, as_of=on, place=root, every=True)
    head = head_of(resolved(store, root, on).codes)
    if head:
        yield f"profiles/{head.place}/norms", partial(catalogue.norms, place=head.place)
        for issue in routing.issue_types(store).rows:
            yield f"places/{root}/routes/{issue.id}", partial(ask(routing.route), issue=issue.id, mended=True)
        for gap in gaps.gaps(store, place=root, as_of=on).rows:
            yield f"gaps/{gap.id}", partial(gaps.why, store, gap=gap.id, as_of=on)


def _begin(store: Store, place: str, as_of: date) -> dict[str, Any]:
    """Where the atlas begins: its place, as one that lies in no other."""
    own = places.place(store, place=place, as_of=as_of)
    said = {
        name: getattr(own.place, name) for name in ("id", "name", "level", "kind", "code", "households", "synthetic")
    }
    return {"rows": [{**said, "below": sum(one.places for one in own.place.below)}], "data_version": own.data_version}


def _answer(question: Callable[[], Any]) -> Any:
    """What a question answers, or the problem that the service would answer with."""
    try:
        found = question()
    except WanggeError as error:
        return {"problem": problem_of(error, None)}
    return found if isinstance(found, dict) else vars(found)


def _found(node: NetNode) -> dict[str, Any]:
    """A row of the atlas's own search: with its name in pinyin, whole and by initials, in its usual readings."""
    readings = [re.sub(r"^[^\x00-\x7f]", "", cell).partition("/")[0] for cell in spelling(node.name).split()]
    return {
        "family": node.family,
        "id": node.id,
        "label": node.label,
        "name": node.name,
        "path": [],
        "pinyin": "".join(readings),
        "initials": "".join(one[:1] for one in readings),
    }


def _page(answers: bytes, about: dict[str, Any]) -> bytes:
    """The page with its style, its modules and its answers inside; it may ask nobody."""
    folder = resources.files("api") / "explorer"
    page, style = ((folder / name).read_text(encoding="utf-8") for name in ("page.html", "style.css"))
    modules = [one for one in folder.iterdir() if one.name.endswith(".js")]
    imports = {f"wangge/{one.name}": f"data:text/javascript;base64,{_base64(one.read_bytes())}" for one in modules}
    icon = f"data:image/svg+xml;base64,{_base64((folder / 'icon.svg').read_bytes())}"
    policy = "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:"
    begin = (
        f'<script type="application/json" id="about">{_inert(orjson.dumps(about))}</script>\n'
        f'<script type="application/json" id="words">{_inert((folder / "words.json").read_bytes())}</script>\n'
        f'<script type="text/plain" id="answers">{_base64(gzip.compress(answers, 9, mtime=0))}</script>\n'
        '<script type="module">import "wangge/start.js";</script>'
    )
    inside = {
        '<meta charset="utf-8">': (
            f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">'
        ),
        "/explorer/icon.svg": icon,
        '<link rel="stylesheet" href="/explorer/style.css">': f"<style>{style}</style>",
        '{"imports": {"wangge/": "/explorer/"}}': orjson.dumps({"imports": imports}).decode(),
        '<script type="module" src="/explorer/start.js"></script>': begin,
    }
    for old, new in inside.items():
        if page.count(old) != 1:
            raise Fault(f"the explorer's page has {page.count(old)} times {old}")
        page = page.replace(old, new)
    return page.encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _inert(data: bytes) -> str:
    """JSON that ends no script element that it stands in."""
    return data.decode().replace("<", "\\u003c")
