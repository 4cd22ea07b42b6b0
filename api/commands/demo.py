"""`wangge demo`: the three answers on a real street, from nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.gaps import gaps
from api.commands.questions import cover, route
from api.context import day, opened, say
from api.output import language
from api.samples import PLACE
from graph.errors import InvalidInput
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.store import Store
    from loaders.twin import Twin

app = typer.Typer()

ISSUE = "楼道堆物"
WORDS = {
    "en": {
        "who": "1. Who covers this building? One of its stair groups has nobody: the gap below.",
        "where": "2. Where does the street fall short of its own norms? Just what was planted after 2021.",
        "way": "3. Which way does an issue go that is raised in a stair group, and where does another get stuck?",
        "next": "What to type next (the data stays in {home}):",
        "stopped": "The database is stopped; the next command starts it again.",
    },
    "zh": {
        "who": "一、谁覆盖这栋楼？其中一个楼组无人任职，见下方缺口。",
        "where": "二、街道在哪里没有达到自己的规范？正是2021年之后植入的缺陷。",
        "way": "三、楼组里提出的事项如何流转？另一件又卡在哪里？",
        "next": "接下来可以输入（数据保存在 {home}）：",
        "stopped": "数据库已停止；下一条命令会重新启动它。",
    },
}


@app.command()
def demo(
    lang: Annotated[str | None, typer.Option("--lang", metavar="en|zh", help="Language of headings.")] = None,
) -> None:
    """Load a twin of 临汾路街道 with planted defects, answer the three questions, and stop what was started."""
    from graph import local

    settings = Settings.from_environment()
    if settings.configured:
        raise InvalidInput("The demo never writes to a server of yours; unset WANGGE_NEO4J_URI to run it.")
    lang = language(lang)
    running = local.status(settings).pid is not None
    try:
        with opened(settings) as store:
            stairs, building, stuck = _loaded(store)
        words = WORDS[lang]
        say(f"\n{words['who']}")
        cover(building, lang=lang)
        say(words["where"])
        gaps(PLACE, lang=lang)
        say(words["way"])
        route(ISSUE, stairs, lang=lang)
        route(stuck, stairs, lang=lang)
        say(words["next"].format(home=settings.home))
        for command in (f"cover {building} --as-of 2021-04-05", f"gaps {PLACE} --norm {PLACE}.X1", f"figures {PLACE}"):
            say(f"  WANGGE_HOME={settings.home} .venv/bin/wangge {command}")
    finally:
        if not running and local.stop(settings):
            say(WORDS[lang]["stopped"])


def _loaded(store: Store) -> tuple[str, str, str]:
    """Load the twin; a stair group that lost its head, its building, and an issue type that gets stuck."""
    from cypher.places import resolve
    from loaders.run import load
    from loaders.twin import twin

    made: Twin = twin(PLACE, seed=1, defects="demo")
    report = load(store, made.tables, sources=[f"twin of {PLACE}, seed 1"], say=say)
    report.raise_if_refused()
    say(report.sentence())
    labels = {id_: table.what for table in made.tables if "id" in table.columns for id_ in table.columns["id"]}
    planted = [defect.subject_id for defect in made.planted]
    stairs = next(id_ for id_ in planted if labels[id_] == "StairGroup")
    building = resolve(store, place=stairs, as_of=day(None)).path[-2].id
    return stairs, building, next(id_ for id_ in planted if labels[id_] == "IssueType")
