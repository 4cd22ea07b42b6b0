"""`wangge export picture | network | popolo | atlas`: a picture, the network, or all said of a place, as files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.questions import AsOf, Lang, Place
from api.context import day, opened, say, watched
from api.output import language
from graph.errors import FileRefused, InvalidInput

if TYPE_CHECKING:
    from graph.views.picture import Picture

app = typer.Typer(no_args_is_help=True)
PlaceOrAll = Annotated[str, typer.Argument(metavar="PLACE|all", help="A place's id, code or name; or all there is.")]
OnDay = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="What is in force on the day; without it, all days.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace OUT if it is there.")]


@app.command()
def picture(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="FAMILY:ID, such as Body:b-1, for what is tied to it; a place's id, code or name for its whole "
            "network; or a .json file that was exported, to turn it into another form.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="File; its end says the form: .html .svg .png .csv.zip .graphml .gexf .json."
        ),
    ],
    as_of: AsOf = None,
    compared_with: Annotated[
        str | None, typer.Option("--compared-with", metavar="DATE", help="Another day: show what was gained and lost.")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="ties|tree", help="What is tied lies near, or what lies in a place below it."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Of the positions; the same gives the same.")] = 1,
    most: Annotated[
        int | None, typer.Option("--most", metavar="N", help="Of a place: nodes at most; others are counted.")
    ] = None,
    ended: Annotated[bool, typer.Option("--ended", help="Of a node: also the ties that are over.")] = False,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """A picture of the network as a page, drawing, tables or graph, for a day or between two days."""
    from graph.views.export import form_of, write

    form, lang = form_of(out.name), language(lang)
    _must_be_free(out, force)
    on, other = day(as_of), day(compared_with) if compared_with else None
    if what.lower().endswith(".json"):
        if as_of or other or layout or most is not None or ended:
            raise InvalidInput("A picture's file has its day and layout; give no options about them.")
        shown = _read(Path(what))
    else:
        from graph.schema import SCHEMA

        family, colon, id_ = what.partition(":")
        of_node = bool(colon) and family in {one.name for one in SCHEMA.families}
        if of_node and most is not None:
            raise InvalidInput("--most is about the whole network of a place; leave it out for one node.")
        if not of_node and ended:
            raise InvalidInput("--ended is about the ties of one node; write it as FAMILY:ID.")
        with opened() as store:
            from api.answers import pictures

            if of_node:
                shown = pictures.picture(
                    store,
                    family=family,
                    id=id_,
                    as_of=on,
                    compared_with=other,
                    layout=layout or "ties",
                    seed=seed,
                    ended=ended,
                ).picture
            else:
                shown = pictures.territory(
                    store,
                    place=what,
                    as_of=on,
                    compared_with=other,
                    most=pictures.MOST if most is None else most,
                    layout=layout or "tree",
                    seed=seed,
                ).picture
    data = write(shown, form, lang=lang)
    _put(data, out)
    nodes, edges = len(shown.nodes), len(shown.edges)
    say(
        {
            "en": f"{out} is written: {len(data):,} bytes, {nodes:,} nodes, {edges:,} edges.",
            "zh": f"已写入 {out}：{len(data):,} 字节，{nodes:,} 个节点，{edges:,} 条关系。",
        }[lang]
    )


@app.command()
def network(
    place: PlaceOrAll,
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help="A file whose end says the form: .graphml .gexf .net (Pajek) .json (node-link) .xlsx; or a new folder "
            "of tables, which `wangge load` takes.",
        ),
    ],
    as_of: OnDay = None,
    lines: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="NAME", help="Only these edges: a strand such as party, or a type. Repeatable."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="csv|parquet", help="Of a folder's tables; else csv.")
    ] = None,
    personal: Annotated[bool, typer.Option("--personal", help="Also the personal fields of people.")] = False,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """The network of a place with all that is said in it, for networkx, igraph, Gephi, Pajek, or a spreadsheet."""
    from graph import handover

    written = next((name for name, told in handover.FORMS.items() if out.name.lower().endswith(told.suffix)), None)
    on, lang = day(as_of) if as_of else None, language(lang)
    if written:
        if form:
            raise InvalidInput(f"--format is about the tables of a folder, and {out} is one file.")
        _must_be_free(out, force)
    else:
        from loaders import frames

        form = frames.chosen_format(out, form)
        if out.suffix and form != "xlsx":
            suffixes = ", ".join(told.suffix for told in handover.FORMS.values())
            raise InvalidInput(f"The end of {out.name[-40:]!r} says no form; write {suffixes}, .xlsx, or a folder.")
    with opened() as store:
        from api.answers import networks

        found = networks.whole(
            store, place=None if place == "all" else place, as_of=on, lines=lines or None, personal=personal
        )
    if written:
        _put(handover.write(found.graph(), written), out)
    else:
        frames.write(frames.of_network(found), out, form or "csv")
    nodes, edges = (sum(frame.height for frame in part.values()) for part in (found.nodes, found.edges))
    say(
        {
            "en": f"{out} is written: {nodes:,} nodes, {edges:,} edges, data version {found.data_version}.",
            "zh": f"已写入 {out}：{nodes:,} 个节点，{edges:,} 条关系，数据版本 {found.data_version}。",
        }[lang]
    )


@app.command()
def popolo(
    place: PlaceOrAll,
    out: Annotated[Path, typer.Argument(metavar="OUT.json", help="The file.")],
    as_of: OnDay = None,
    personal: Annotated[
        bool, typer.Option("--personal", help="Also sex, year of birth and telephone of people.")
    ] = False,
    force: Force = False,
    lang: Lang = None,
) -> None:
    """Persons, organisations, posts, memberships and areas as Popolo, which other registers read."""
    import orjson

    if not out.name.lower().endswith(".json"):
        raise InvalidInput(f"A Popolo file is JSON; let the name {out.name[-40:]!r} end in .json.")
    _must_be_free(out, force)
    on, lang = day(as_of) if as_of else None, language(lang)
    with opened() as store:
        from api.answers import networks
        from loaders.popolo_export import document

        found = networks.whole(store, place=None if place == "all" else place, as_of=on, personal=personal)
    made = document(found, on or day(None))
    data = orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    _put(data, out)
    counts = {name: len(items) for name, items in made.items() if isinstance(items, list)}
    left = ", ".join(f"{what} {n:,}" for what, n in made["meta"]["left_out"].items())
    told = ", ".join(f"{name} {n:,}" for name, n in counts.items())
    say({"en": f"{out} is written: {told}.", "zh": f"已写入 {out}：{told}。"}[lang])
    if left:
        say({"en": f"Popolo cannot say, so it is not in it: {left}.", "zh": f"Popolo 无法表达、未写入：{left}。"}[lang])
    if not personal:
        say(
            {
                "en": "Personal fields are not in it; --personal writes sex, year of birth and telephone.",
                "zh": "未写入个人字段；加 --personal 写入性别、出生年份和电话。",
            }[lang]
        )


@app.command()
def atlas(
    place: Place,
    out: Annotated[Path, typer.Argument(metavar="OUT.html", help="The file.")],
    as_of: AsOf = None,
    tier: Annotated[
        str,
        typer.Option(
            "--tier", metavar="named|roles|counts", help="Of people: their names, their posts only, or how many."
        ),
    ] = "named",
    force: Force = False,
    lang: Lang = None,
) -> None:
    """A place in one file: search, cards, who covers what, gaps, routes and network, with no network needed."""
    if not out.name.lower().endswith(".html"):
        raise InvalidInput(f"An atlas is a page; let the name {out.name[-40:]!r} end in .html.")
    _must_be_free(out, force)
    on, lang = day(as_of), language(lang)
    with opened() as store, watched(place) as progress:
        from api.atlas import atlas as made

        found = made(store, place=place, as_of=on, tier=tier, lang=lang, progress=progress)
    _put(found.html, out)
    say(
        {
            "en": f"{out} is written: {len(found.html):,} bytes, {found.answers:,} answers of data version "
            f"{found.data_version}; hash {found.hash}.",
            "zh": f"已写入 {out}：{len(found.html):,} 字节，{found.answers:,} 个答案，数据版本 {found.data_version}；"
            f"哈希 {found.hash}。",
        }[lang]
    )


def _must_be_free(out: Path, force: bool) -> None:
    if out.exists() and not force:
        raise InvalidInput(f"{out} is there already; name another file, or replace it with --force.")


def _read(path: Path) -> Picture:
    from graph.views.document import from_json

    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from None
    return from_json(data)


def _put(data: bytes, out: Path) -> None:
    """The whole file, or what was there before."""
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}-", delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).chmod(0o666 & ~_mask())
                Path(file.name).replace(out)
            except BaseException:
                Path(file.name).unlink()
                raise
    except OSError as error:
        raise FileRefused(f"{out} cannot be written: {error.strerror}.") from None


def _mask() -> int:
    """What the process keeps from others; a temporary file would be its owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
