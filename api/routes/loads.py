"""Loads: records into the graph, all of them or none; and an empty workbook to write them in."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi import Path as InPath
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.asking import JOB_TIMES, Asking
from api.context import today
from api.exposed import Language, Purpose
from api.formats import MEDIA
from api.jobs import Working
from api.routes.jobs import BEGUN, accepted
from graph.errors import FileRefused, InvalidInput, LoadRefused

WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"description": "The workbook", "content": {MEDIA["xlsx"]: {"schema": {"type": "string", "format": "binary"}}}}
}


def add_to(router: APIRouter) -> None:
    """Add the routes."""

    @router.get("/template.xlsx", tags=["loads"], response_class=FileResponse, responses=WORKBOOK)
    def template(
        request: Request, lang: Annotated[Language, Query(description="Language of sheets and headings.")] = "zh"
    ) -> Response:
        """An empty workbook with a sheet for each kind of record and notes on each heading."""
        from loaders.template import write_template

        Asking.of(request).may("read")
        folder = Path(tempfile.mkdtemp(prefix="wangge-"))
        write_template(folder / "template.xlsx", lang)
        return FileResponse(
            folder / "template.xlsx",
            media_type=MEDIA["xlsx"],
            filename="wangge-template.xlsx",
            background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
        )

    @router.post("/loads", tags=["loads"], status_code=202, response_model=None, responses={202: BEGUN})
    def load(
        request: Request,
        files: Annotated[
            list[UploadFile] | None,
            File(description="Workbooks, csv or Parquet; or Popolo .json."),
        ] = None,
        divisions: Annotated[list[str] | None, Form(description="Places that ship, by name or code.")] = None,
        issue_types: Annotated[bool, Form(description="Also the table of issue types that ships.")] = False,
        profile: Annotated[str | None, Form(description="Also check levels and posts of this place.")] = None,
        check: Annotated[bool, Form(description="Only say what would be written.")] = False,
        purpose: Purpose = None,
    ) -> Response:
        """Load records: all of them or, where one has a fault, none. The same file again changes nothing.

        The result of the job is the load's report; a load that has faults fails with them in `problem`.
        """
        asking = Asking.of(request, purpose)
        asking.may("write", everywhere=True)
        why = asking.wants_purpose()
        sent = [one for one in files or () if one.filename]
        if not (sent or divisions or issue_types):
            raise InvalidInput("There is nothing to load: send files, divisions or issue_types.")
        asking.service.connection.store()
        home = asking.service.settings.home / "uploads"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(prefix="load-", dir=home))
        paths = [_saved(one, folder) for one in sent]
        named = [*(path.name for path in paths), *(divisions or ()), *(["issue types"] if issue_types else [])]
        act = "check a load" if check else "load"

        def work(working: Working) -> Any:
            from api.answers import loads

            try:
                with asking.service.audit.act(
                    asking.caller.id, act, "、".join(named), purpose=why, request=asking.request
                ):
                    report = loads.load(
                        asking.store(JOB_TIMES),
                        paths=paths,
                        divisions=divisions or (),
                        issue_types="project" if issue_types else None,
                        profile=profile,
                        check=check,
                        today=today(),
                        say=working.say,  # raises where the job was cancelled, until the records are written
                    ).as_json()
                    if report["faults"]:
                        raise LoadRefused("Nothing was written; mend the faults and load again.", report=report)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                asking.service.connection.look()
            return report

        return accepted(asking.service.jobs.begin("load", asking.caller, work))

    @router.delete("/loads/{load}", tags=["loads"], status_code=202, response_model=None, responses={202: BEGUN})
    def undo(
        request: Request,
        load: Annotated[str, InPath(description="Id of a load.")],
        check: Annotated[bool, Query(description="Only say what would be taken back.")] = False,
        purpose: Purpose = None,
    ) -> Response:
        """Take a load back: what it created is gone, what it changed is as before. Later loads must not stand on it.

        The result of the job says what was taken back.
        """
        asking = Asking.of(request, purpose)
        asking.may("write", everywhere=True)
        why = asking.wants_purpose()
        asking.service.connection.store()
        act = "check an undoing" if check else "undo a load"

        def work(working: Working) -> Any:
            from loaders.undo import undo as take_back

            with asking.service.audit.act(asking.caller.id, act, load, purpose=why, request=asking.request):
                report = take_back(asking.store(JOB_TIMES), load=load, check=check, say=working.say).as_json()
            asking.service.connection.look()
            return report

        return accepted(asking.service.jobs.begin("undo", asking.caller, work))


def _saved(sent: UploadFile, folder: Path) -> Path:
    """A file as it was sent, under its own name without any folder."""
    name = Path((sent.filename or "").replace("\\", "/")).name
    if not name or name in (".", "..") or not name.isprintable() or len(name.encode()) > 200:
        raise FileRefused(f"{(sent.filename or '')[:80]!r} is no name for a file; send it under another.")
    path = folder / name
    if path.exists():
        raise FileRefused(f"Two files are called {name}; send them under different names.")
    with path.open("wb") as out:
        shutil.copyfileobj(sent.file, out)
    return path
