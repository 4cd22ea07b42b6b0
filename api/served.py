"""How an answer leaves: asked with limits, bounded to the key's place, in pages, in a form, with its version."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote, urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api import formats
from api.area import bounded, told
from api.asking import JOB_TIMES, Asking, with_days
from api.connection import age
from api.context import today
from api.errors import AnswerTooLarge, NotAcceptable
from api.exposed import Exposed
from api.formats import MEDIA
from api.privacy import without
from api.service import Service
from graph.errors import Conflict, InvalidInput, WanggeError
from graph.words import did_you_mean

AT_ONCE = 1_000  # rows that a stream reads at once, where a question pages
LONGEST_LIST = 200_000  # rows of an answer that is kept for its next pages


# --- an answer ----------------------------------------------------------------------------------------------------


def answer(exposed: Exposed, request: Request, given: dict[str, Any]) -> Response:
    """Ask, and make the response."""
    purpose, format_ = given.pop("purpose", None), given.pop("format_", None)
    lang, limit, cursor = given.pop("lang", None), given.pop("limit_", None), given.pop("cursor", None)
    total = given.pop("total", False)
    asking = Asking.of(request, purpose)
    asking.may(exposed.scope, everywhere=exposed.everywhere)
    refuse_unknown(request, exposed)
    form: str = format_ or accepted(request.headers.get("accept", "*/*"), exposed.forms)
    if form != "json" and (cursor is not None or total or "limit" in request.query_params):
        raise InvalidInput(f"{form} is sent as a whole; leave out limit, cursor and total, or ask for json.")
    params = with_days(given)
    personal = bool(params.get("personal"))
    if personal:
        asking.may("read:personal")
        asking.wants_purpose()
    tag = None if personal else etag(exposed, request, asking, form, lang)
    if tag and etag_of(tag.encode(), request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers={"ETag": tag, **_data(asking.service)})
    if personal:
        asking.looks(f"{exposed.name} {orjson.dumps(params, default=str).decode()}")
    asked = Asked(exposed, asking, request, params, frozenset() if personal else exposed.personal)
    if form == "json":
        body = asked.document(limit, cursor, total) if exposed.paged else asked.whole()
        data = formats.json(body)
        if len(data) > asking.service.settings.answer_mb * 2**20:
            raise AnswerTooLarge(
                f"The answer has {len(data) / 2**20:.0f} MiB and {asking.service.settings.answer_mb} are sent as one "
                "document; ask for less, or for ndjson, which has no end."
            )
        response: Response = Response(data, media_type=MEDIA["json"])
        if isinstance(body, dict) and body.get("next"):
            response.headers["Link"] = f'<{body["next"]}>; rel="next"'
    elif exposed.draws:
        data, suffix = formats.drawn(asked.whole().picture, form, lang)
        response = Response(data, media_type=exposed.forms[form])
        response.headers["Content-Disposition"] = f'attachment; filename="{exposed.name}{suffix}"'
    else:
        response = _streamed(asked.rows(), exposed, form, lang)
        response.headers["Content-Disposition"] = f'attachment; filename="{exposed.name}.{form}"'
    response.headers.update(_data(asking.service))
    if personal:
        response.headers["Cache-Control"] = "no-store"
    elif tag and (asked.of is None or asked.of == request.scope["state"]["version"].data):
        response.headers.update({"ETag": tag, "Cache-Control": "private, no-cache"})
    return response


@dataclass
class Asked:
    """A question with its parameters, of one who asks."""

    exposed: Exposed
    asking: Asking
    request: Request
    params: dict[str, Any]
    hidden: frozenset[str] = frozenset()
    """personal fields that are not shown"""
    of: int | None = None
    """the data version that was answered from; None of what is in no graph"""

    def ask(self, **more: Any) -> Any:
        """The function's answer, bounded to the key's place and without personal fields that were not asked for."""
        exposed = self.exposed
        if "store" not in exposed.takes:
            return exposed.function(**self.params, **more)
        store = self.asking.store()
        self.request.scope["state"]["running"] = store
        try:
            found = exposed.function(store, **self.params, **more)
        except WanggeError as error:
            if store.within is None:
                raise
            raise told(error, store) from None
        if store.within is not None:
            found = bounded(found, store)
        self.of = found.data_version
        return without(found, self.hidden) if self.hidden else found

    def whole(self) -> Any:
        """The answer as it is."""
        return self.ask()

    def document(self, limit: int, cursor: str | None, total: bool) -> dict[str, Any]:
        """One page of the answer, the address of the next, and how many rows there are where that is asked."""
        after = read_cursor(cursor, self._question()) if cursor is not None else None
        if self.exposed.pages:
            found = self.ask(after=_last(after), limit=limit + 1)
            rows = found.rows
            count = sum(1 for _ in self.rows()) if total else None
        else:
            found = self._kept()
            begin = _after([self._key(row) for row in found.rows], after)
            rows, count = found.rows[begin : begin + limit + 1], len(found.rows) if total else None
        further = write_cursor(self._key(rows[limit - 1]), self._question()) if len(rows) > limit else None
        return {**vars(found), "rows": rows[:limit], "next": further and self._address(further), "total": count}

    def rows(self) -> Iterator[Any]:
        """Every row, read as it is sent."""
        if not self.exposed.pages:
            yield from self.ask().rows
            return
        if self.exposed.stream and self.asking.caller.area is None:
            yield from self._stream(self.exposed.stream)
            return
        after, version = None, None
        while True:
            found = self.ask(after=_last(after), limit=AT_ONCE)
            version = found.data_version if version is None else version
            if found.data_version != version:
                raise _changed()
            if not found.rows:
                return
            yield from found.rows
            after = self._key(found.rows[-1])

    def _stream(self, stream: Callable[..., Iterator[Any]]) -> Iterator[Any]:
        """Rows of one question, of which neither the database nor we hold all."""
        store = self.asking.store(JOB_TIMES)
        self.request.scope["state"]["running"] = store
        version = store.version()
        if version is None or version.sequence % 2:
            raise _changed()
        self.of = version.data
        yield from stream(store, **self.params)
        if store.version() != version:
            raise _changed()

    def _key(self, row: Any) -> list[Any]:
        """Where a row stands in the order, as a cursor holds it."""
        assert self.exposed.key is not None, "an answer in pages has an order"
        key: list[Any] = orjson.loads(orjson.dumps(self.exposed.key(row, self.params)))
        return key

    def _kept(self) -> Any:
        """The whole answer: made once for all its pages, while the data stay as they are."""
        service = self.asking.service
        version = service.connection.version
        kept = (self._question(), version, self.asking.view, today())
        with service.lock:
            found = service.lists.get(kept)
        if found is None:
            found = self.ask()
            if version and found.data_version == version.data and len(found.rows) <= LONGEST_LIST:
                with service.lock:
                    service.lists[kept] = found
        self.of = found.data_version
        return found

    def _question(self) -> str:
        """What is asked, whatever the page."""
        return f"{self.exposed.name} {orjson.dumps(self.params, default=str, option=orjson.OPT_SORT_KEYS).decode()}"

    def _address(self, cursor: str) -> str:
        query = [(n, v) for n, v in self.request.query_params.multi_items() if n not in ("cursor", "total")]
        path = quote(self.request.scope.get("root_path", "") + self.request.scope["path"])
        return f"{path}?{urlencode([*query, ('cursor', cursor)])}"


def _changed() -> Conflict:
    return Conflict("The data were changed while the list was sent; ask for it again.")


# --- parts ----------------------------------------------------------------------------------------------------------


def refuse_unknown(request: Request, exposed: Exposed) -> None:
    """Refuse what the address does not take, and what is given twice and may be once.

    Raises
    ------
    InvalidInput
        The message names it, and what is like it.
    """
    known = exposed.known
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if name not in known:
            raise InvalidInput(f"{exposed.name} takes no parameter {name[:60]!r}. {did_you_mean(name, known)}")
        if names.count(name) > 1 and not known[name]:
            raise InvalidInput(f"{name} is given {names.count(name)} times and may be given once.")


def accepted(header: str, forms: Mapping[str, str]) -> str:
    """The first form that is accepted, the most wanted first.

    Raises
    ------
    NotAcceptable
        There is none.
    """
    wanted: list[tuple[float, int, str]] = []
    for at, part in enumerate(header.split(",")):
        media, *details = (one.strip() for one in part.split(";"))
        weights = [one[2:] for one in details if one.startswith("q=")]
        try:
            weight = float(weights[0]) if weights else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            wanted.append((-weight, at, media.lower()))
    for _, _, media in sorted(wanted):
        for form, known in forms.items():
            plain = known.partition(";")[0]
            if media in ("*/*", plain, f"{plain.partition('/')[0]}/*"):
                return form
    raise NotAcceptable(f"The answer can be had as {', '.join(forms)}; accept one of those, or name it with format=.")


def etag(exposed: Exposed, request: Request, asking: Asking, form: str, lang: str | None) -> str | None:
    """Of what an answer is: data version, question, day, form, who may see what; None while the first is unknown."""
    version = asking.service.connection.version
    request.scope["state"]["version"] = version
    if version is None and "store" in exposed.takes:
        return None
    said = (
        version and version.sequence,
        request.url.path,
        sorted(request.query_params.multi_items()),
        asking.view,
        form,
        lang,
        today(),
        request.app.version,
    )
    return f'"{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"'


def etag_of(tag: bytes, header: str) -> bool:
    """Whether the client has this answer already, by what it says in If-None-Match."""
    return bool(header) and (
        header == "*" or tag.decode() in (one.strip().removeprefix("W/") for one in header.split(","))
    )


def write_cursor(key: list[Any], question: str) -> str:
    """Where the next page begins, and of which question."""
    text = orjson.dumps([_check(question), key])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def read_cursor(cursor: str, question: str) -> list[Any]:
    """The key after which a page begins.

    Raises
    ------
    InvalidInput
        It is no cursor of this question.
    """
    try:
        check, key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if check == _check(question) and isinstance(key, list):
            return key
    except (ValueError, TypeError):
        pass
    raise InvalidInput("The cursor is none of this question; take it as `next` gives it, with the same parameters.")


def _check(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:12]


def _last(key: list[Any] | None) -> Any:
    """The key of the last row of the page before, as questions take it: alone where it is one value."""
    return key[0] if key and len(key) == 1 else key


def _after(keys: list[list[Any]], after: list[Any] | None) -> int:
    """Where the rows after a key begin."""
    return 0 if after is None else bisect_right(keys, after)


def _data(service: Service) -> Mapping[str, str]:
    """The data's version and age, as headers."""
    version = service.connection.version
    if version is None:
        return {}
    seconds = age(version)
    return {"Wangge-Data-Version": str(version.data)} | ({} if seconds is None else {"Wangge-Data-Age": str(seconds)})


def _streamed(rows: Iterator[Any], exposed: Exposed, form: str, lang: str | None) -> Response:
    """Rows as a response that is made while it is sent; what fails before the first row is an error like any other."""
    first = next(rows, None)

    def every() -> Iterator[Any]:
        if first is not None:
            yield first
            yield from rows

    if form == "xlsx":
        return StreamingResponse(_read(formats.xlsx(every(), exposed.columns, lang)), media_type=exposed.forms[form])
    made = formats.ndjson(every()) if form == "ndjson" else formats.csv_lines(every(), exposed.columns, lang)
    return StreamingResponse(made, media_type=exposed.forms[form])


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(2**18):
            yield piece
