"""What `wangge doctor` looks at: each part that has to hold, in one line, with what to do where it does not.

Nothing is changed: no server is started or fetched, no schema made, and what is tried in the database is rolled back.
A line holds no secret: counts of keys and not the keys, that a password is set and not which, addresses without login.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Literal, NamedTuple

import psutil

from api import state as kept
from api.audit import Audit
from api.context import today
from api.keys import KeyRow, Keys
from graph import local
from graph.errors import DatabaseError, WanggeError
from graph.schema import SCHEMA
from graph.settings import SETTINGS, Settings
from graph.statements import schema_statements
from graph.store import Store, Version

State = Literal["good", "attention", "bad"]
Said = tuple[str, str]
"""what is said, in English and in Chinese; what an error says is English in both"""

OLDEST = (5, 26)
PATIENCE = 20.0  # seconds in which the database has to answer all that is asked of it here
NEVER_SHOWN = ("WANGGE_NEO4J_PASSWORD", "WANGGE_NEO4J_USER")  # a user may be called like a person
SOON = timedelta(days=30)
LITTLE_ROOM = 2 << 30  # bytes
CLOCKS_APART, CLOCKS_FAR_APART = 5.0, 3600.0  # seconds


class Line(NamedTuple):
    """What one check found; `repair` is what to do, None where nothing is."""

    check: str
    state: State
    found: Said
    repair: Said | None = None


class Told(NamedTuple):
    """A line in the reader's language, without secrets."""

    check: str
    state: State
    found: str
    repair: str | None


Check = Callable[[], Iterator[Line]]


def examine(lang: str) -> list[Told]:
    """Every line, `en` or `zh`, in the order in which a person would look."""
    try:
        settings = Settings.from_environment()
    except WanggeError as error:
        found = [*_versions(), Line("settings", "bad", (error.message,) * 2), *_fonts()]
        return [_told(line, lang, "") for line in found]
    lines = [*_versions(), *_named()]
    lines += _looked("database", partial(_database, settings))
    lines += _looked("profiles", _profiles)
    lines += _looked("calendar", _calendar)
    lines += _looked("disk", partial(_disk, settings))
    lines += _looked("memory", partial(_memory, settings))
    lines += _fonts()
    lines += _looked("service_file", partial(_service_file, settings))
    return [_told(line, lang, settings.password) for line in lines]


def _looked(check: str, look: Check) -> list[Line]:
    """Lines of a check, the last of which says what broke it off, if something did."""
    found: list[Line] = []
    try:
        found.extend(look())
    except WanggeError as error:
        found.append(Line(check, "bad", (error.message,) * 2))
    except (OSError, sqlite3.Error) as error:
        found.append(Line(check, "bad", (f"{error}.",) * 2))
    return found


def _told(line: Line, lang: str, password: str) -> Told:
    def said(text: Said | None) -> str | None:
        return None if text is None else _without_secrets(text[lang == "zh"], password)

    return Told(line.check, line.state, said(line.found) or "", said(line.repair))


def _without_secrets(text: str, password: str) -> str:
    """The text on one line, without what an error may have brought: logins, keys, the name of a user's folder."""
    text = " ".join(text.split())
    text = re.sub(r"://\S*@", "://", text)
    text = re.sub(r"wangge_[0-9a-f]{8}_[\w-]+", "wangge_…", text)
    if len(password) > len("neo4j"):
        text = text.replace(password, "…")
    home = Path.home()
    return text.replace(str(home), "~") if len(home.parts) > 1 else text


# --- what runs ----------------------------------------------------------------------------------------------------


def _versions() -> Iterator[Line]:
    said = f"wangge {version('wangge')}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield Line("versions", "good", (said, said))


def _named() -> Iterator[Line]:
    named = [
        f"{name} {'***' if name in NEVER_SHOWN else '= ' + os.environ[name]}"
        for name, _, _ in SETTINGS
        if os.environ.get(name)
    ]
    said = "; ".join(named)
    yield Line("settings", "good", (said or "none is set, the defaults hold", said or "均未设置，使用默认值"))


# --- the database -------------------------------------------------------------------------------------------------


def _database(settings: Settings) -> Iterator[Line]:
    server = local.status(settings)
    if not settings.configured:
        if server.pid is None:
            yield Line(
                "database",
                "attention",
                ("the one of our own does not run", "自带数据库未运行"),
                (
                    "nothing: it starts at the first question, or by `wangge db start`",
                    "无需处理：首次提问时自动启动，或运行 `wangge db start`",
                ),
            )
            yield _clock_alone()
            return
        # by its address, as if it were the user's: so it is neither started nor waited for
        settings = replace(
            settings, uri=server.uri, user=server.user, password=local.password(server), database=server.database
        )
    with Store.open(settings, prepare=False) as opened:
        store = opened.limited(seconds=PATIENCE, retry_seconds=0, mark="doctor")
        try:
            yield _server(store)
        except DatabaseError as error:
            yield Line("database", "bad", (error.message,) * 2, _how_to_reach(server))
            yield _clock_alone()
            return
        seen = store.version()
        yield _schema(store, seen)
        newest = None
        if seen is not None:
            newest = store.read("MATCH (n:Load) RETURN max(n.loaded_on) AS day")[0]["day"]
            yield _data(seen, newest)
            yield _indexes(store)
        yield _may_write(store)
        yield _clock(store, newest)


def _how_to_reach(server: local.Server) -> Said:
    if server.home is not None:
        return "look at `wangge db logs`", "查看 `wangge db logs`"
    return (
        "check that it runs, and WANGGE_NEO4J_URI, _USER, _PASSWORD and _DATABASE",
        "确认其正在运行，并检查 WANGGE_NEO4J_URI、_USER、_PASSWORD 和 _DATABASE",
    )


def _server(store: Store) -> Line:
    rows = store.read("CALL dbms.components() YIELD name, versions, edition RETURN name, versions, edition")
    kernel = next(row for row in rows if row["name"] == "Neo4j Kernel")
    number = kernel["versions"][0]
    said = f"Neo4j {number} {kernel['edition']}"
    if tuple(int(part) for part in re.findall(r"\d+", number)[:2]) < OLDEST:
        return Line(
            "database",
            "bad",
            (said, said),
            ("wangge needs Neo4j 5.26 or newer; upgrade the server", "wangge 需要 Neo4j 5.26 或更新版本，请升级服务器"),
        )
    return Line("database", "good", (said, said))


def _schema(store: Store, seen: Version | None) -> Line:
    if seen is None:
        if store.read("MATCH (n) RETURN 1 AS one LIMIT 1"):
            return Line(
                "schema",
                "bad",
                ("the database holds nodes that wangge did not write", "数据库中有并非 wangge 写入的节点"),
                ("name an empty database with WANGGE_NEO4J_DATABASE", "用 WANGGE_NEO4J_DATABASE 指明一个空数据库"),
            )
        return Line("schema", "good", ("none yet; the first question makes it", "尚无；首次提问时建立"))
    said = f"{seen.schema} / {SCHEMA.version}"
    if seen.schema > SCHEMA.version:
        return Line(
            "schema",
            "bad",
            (f"the graph follows schema {seen.schema}, wangge knows {SCHEMA.version}", f"图 / wangge：{said}"),
            ("install a newer wangge", "安装更新版本的 wangge"),
        )
    if seen.schema < SCHEMA.version:
        return Line(
            "schema",
            "attention",
            (f"the graph follows schema {seen.schema}, wangge knows {SCHEMA.version}", f"图 / wangge：{said}"),
            (
                "nothing: the first question brings it up to date; back it up before",
                "无需处理：首次提问时自动升级；请先备份",
            ),
        )
    return Line("schema", "good", (f"{seen.schema}, as this wangge's", f"{seen.schema}，与本 wangge 一致"))


def _data(seen: Version, newest: date | None) -> Line:
    if seen.sequence % 2:
        return Line(
            "data",
            "attention",
            (f"version {seen.data}, and a load writes, or broke off", f"版本 {seen.data}，正在载入或载入中断"),
            ("nothing: the next question waits for it, or settles it", "无需处理：下一次提问会等待或了结它"),
        )
    if newest is None:
        return Line(
            "data",
            "attention",
            ("nothing has been loaded", "尚未载入任何数据"),
            ("load a register: `wangge load FILE`", "载入台账：`wangge load FILE`"),
        )
    days = (today() - newest).days
    return Line(
        "data",
        "good",
        (
            f"version {seen.data}, loaded on {newest}, {days} days ago",
            f"版本 {seen.data}，{newest} 载入，距今 {days} 天",
        ),
    )


def _indexes(store: Store) -> Line:
    """Whether the constraints and indexes of the schema are there, and can be used."""
    made = {
        found[1]: text
        for text in schema_statements()
        if (found := re.match(r"CREATE (?:FULLTEXT INDEX|INDEX|CONSTRAINT) (\w+)", text))
    }
    states = {row["name"]: row["state"] for row in store.read("SHOW INDEXES YIELD name, state RETURN name, state")}
    there = {row["name"] for row in store.read("SHOW CONSTRAINTS YIELD name RETURN name")} | states.keys()
    missing = [name for name in made if name not in there]
    if missing:
        first = made[missing[0]]
        return Line(
            "indexes",
            "bad",
            (f"missing: {', '.join(missing)}", f"缺少：{'、'.join(missing)}"),
            (f"run in the database, and so for each: {first}", f"逐一在数据库中运行，如：{first}"),
        )
    failed = [name for name in made if states.get(name) == "FAILED"]
    if failed:
        return Line(
            "indexes",
            "bad",
            (f"failed: {', '.join(failed)}", f"失败：{'、'.join(failed)}"),
            ("drop each in the database, and make it again", "在数据库中逐一删除并重建"),
        )
    filling = [name for name in made if states.get(name, "ONLINE") != "ONLINE"]
    if filling:
        return Line(
            "indexes",
            "attention",
            (f"still being filled: {', '.join(filling)}", f"正在填充：{'、'.join(filling)}"),
            ("wait; questions are slow until then", "请等待，其间提问较慢"),
        )
    return Line("indexes", "good", (f"all {len(made)} are there", f"{len(made)} 个全部就绪"))


def _may_write(store: Store) -> Line:
    try:
        store.trial([("CREATE ()", {})], lambda _: None)
    except DatabaseError as error:
        return Line(
            "writing",
            "attention",
            (f"not possible: {error.message}", f"不可写：{error.message}"),
            (
                "nothing if you only ask; loads, waivers and repairs take a user who may write",
                "只提问则无需处理；载入、豁免和补救需要可写的用户",
            ),
        )
    return Line("writing", "good", ("the user may write", "用户可写"))


def _clock(store: Store, newest: date | None) -> Line:
    before = time.time()
    theirs = store.read("RETURN datetime() AS now")[0]["now"].timestamp()
    after = time.time()
    apart = max(0.0, before - theirs, theirs - after)
    late = 0 if newest is None else (newest - today()).days
    repair = (
        "set the clock and the time zone of both machines by a time server",
        "用时间服务器校准两台机器的时钟和时区",
    )
    if late > 0:
        found = (
            f"today is {today()} here, and the newest load is of {newest}",
            f"本机今天是 {today()}，而最新的载入在 {newest}",
        )
        return Line("clock", "bad" if late > 1 else "attention", found, repair)
    found = (f"{_now()}; {apart:.0f} s from the database's", f"{_now()}；与数据库相差 {apart:.0f} 秒")
    state: State = "good" if apart <= CLOCKS_APART else "attention" if apart < CLOCKS_FAR_APART else "bad"
    return Line("clock", state, found, None if state == "good" else repair)


def _clock_alone() -> Line:
    return Line("clock", "attention", (f"{_now()}; compared with nothing", f"{_now()}；无从比较"))


# --- files --------------------------------------------------------------------------------------------------------


def _profiles() -> Iterator[Line]:
    from cypher.profiles import against_measures
    from graph.profile import read_profile
    from graph.profile_head import FOLDER, by_code, files, misnamed

    listed = files()
    broken = 0
    for place, path in listed.items():
        try:
            named = read_profile(path, against_measures).place
            faults = [] if named == place else [f"{path}: place {misnamed(named, path)}."]
        except WanggeError as error:
            faults = error.message.splitlines()
        if faults:
            broken += 1
            more = f" (+ {len(faults) - 1})" if faults[1:] else ""
            yield Line("profiles", "bad", (faults[0] + more,) * 2, (f"`wangge profile check {path}`",) * 2)
    if not broken:
        by_code()
        shipped = sum(path.parent == FOLDER for path in listed.values())
        yield Line(
            "profiles",
            "good",
            (
                f"{shipped} shipped and {len(listed) - shipped} of yours hold together",
                f"自带 {shipped} 个、自备 {len(listed) - shipped} 个，均无矛盾",
            ),
        )


def _calendar() -> Iterator[Line]:
    from graph.workdays import load_calendar

    years = load_calendar().years
    said = f"{years[0]}-{years[-1]}" if years else "–"
    if today().year in years:
        yield Line("calendar", "good", (f"holidays of {said}", f"{said} 年的节假日"))
        return
    yield Line(
        "calendar",
        "attention",
        (f"holidays of {said}, none of {today().year}", f"{said} 年的节假日，没有 {today().year} 年"),
        (
            "add the year to a list of your own (WANGGE_CALENDAR), or install a newer wangge",
            "在自备列表（WANGGE_CALENDAR）中补上该年，或安装更新版本的 wangge",
        ),
    )


def _disk(settings: Settings) -> Iterator[Line]:
    folder = next(one for one in (settings.home, *settings.home.parents) if one.exists())
    free = shutil.disk_usage(folder).free
    data = settings.home / "data"
    size = sum(one.stat().st_size for one in data.rglob("*") if one.is_file()) if data.is_dir() else 0
    held = "" if settings.configured else f", database {_bytes(size)}"
    held_zh = "" if settings.configured else f"，数据库 {_bytes(size)}"
    found = (
        f"{_bytes(free)} free for {settings.home}{held}",
        f"{settings.home} 可用空间 {_bytes(free)}{held_zh}",
    )
    state: State = "bad" if free < local.ROOM else "attention" if free < max(LITTLE_ROOM, size) else "good"
    repair = (
        "make room, or name another folder with WANGGE_HOME; a backup takes as much as the database",
        "腾出空间，或用 WANGGE_HOME 指明别处；备份所需空间与数据库相当",
    )
    yield Line("disk", state, found, None if state == "good" else repair)


def _memory(settings: Settings) -> Iterator[Line]:
    have = min(psutil.virtual_memory().total, _limit())
    if settings.configured:
        yield Line("memory", "good", (f"{_bytes(have)} on this machine", f"本机 {_bytes(have)}"))
        return
    wanted = (settings.heap_mb + settings.page_cache_mb) << 20
    found = (
        f"{_bytes(have)} here, {_bytes(wanted)} for heap and page cache of the database",
        f"本机 {_bytes(have)}，数据库的堆和页缓存共 {_bytes(wanted)}",
    )
    state: State = "bad" if wanted > have else "attention" if wanted > 0.8 * have else "good"
    repair = ("lower WANGGE_HEAP_MB or WANGGE_PAGE_CACHE_MB", "调低 WANGGE_HEAP_MB 或 WANGGE_PAGE_CACHE_MB")
    yield Line("memory", state, found, None if state == "good" else repair)


def _limit() -> float:
    """Bytes that a container lets this process have; infinite outside of one."""
    try:
        return float(Path("/sys/fs/cgroup/memory.max").read_text("ascii").replace("max", "inf"))
    except (OSError, ValueError):
        return float("inf")


def _fonts() -> Iterator[Line]:
    from graph.views.png import font

    if found := font():
        yield Line("fonts", "good", (f"Chinese is drawn, with {found} at hand", f"可绘制中文，备有 {found}"))
        return
    yield Line(
        "fonts",
        "attention",
        ("none on this machine has Chinese", "本机没有中文字体"),
        (
            "install one, such as Noto Sans CJK (fonts-noto-cjk), if pictures are to leave as PNG here",
            "如需在本机输出 PNG，请安装一种，如 Noto Sans CJK（fonts-noto-cjk）",
        ),
    )


# --- the service --------------------------------------------------------------------------------------------------


def _service_file(settings: Settings) -> Iterator[Line]:
    path = settings.home / kept.FILE
    if not path.exists():
        yield Line(
            "service_file", "good", ("none yet; the first key or service makes it", "尚无；首个密钥或服务启动时建立")
        )
        return
    state = kept.State(settings.home)
    try:
        mode = path.stat().st_mode & 0o777
        if os.name == "posix" and mode & 0o077:
            yield Line(
                "service_file",
                "bad",
                (f"others may read {path} ({mode:o})", f"他人可读 {path}（{mode:o}）"),
                (f"chmod 600 {path}",) * 2,
            )
        else:
            yield Line("service_file", "good", (f"{path} opens, for its owner alone", f"{path} 可打开，仅限所有者"))
        broken = Audit(state).verify()
        if broken is None:
            yield Line("audit_log", "good", ("no entry was changed or taken out", "各条记录均未被改动或删除"))
        else:
            yield Line(
                "audit_log",
                "bad",
                (f"entry {broken} was changed, or one before it is gone", f"第 {broken} 条被改动，或其前有记录被删除"),
                ("find out who could write the file; compare with a copy", "查明谁能写该文件，并与副本比对"),
            )
        yield _keys(Keys(state).list())
    finally:
        state.close()


def _keys(rows: Sequence[KeyRow]) -> Line:
    used = [row for row in rows if row.state == "in_use"]
    soon = sum(row.until is not None and row.until - today() <= SOON for row in used)
    found = (
        f"{len(used)} in use, {soon} of them over within {SOON.days} days",
        f"{len(used)} 个在用，其中 {soon} 个将在 {SOON.days} 天内到期",
    )
    if soon:
        return Line(
            "keys",
            "attention",
            found,
            ("`wangge key list` says which; make new ones in time", "`wangge key list` 查看是哪些，并及时新建"),
        )
    return Line("keys", "good", found)


# --- parts --------------------------------------------------------------------------------------------------------


def _bytes(number: float) -> str:
    return f"{number / 2**30:.1f} GiB" if number >= 2**30 else f"{number / 2**20:.0f} MiB"


def _now() -> str:
    return datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M %z")
