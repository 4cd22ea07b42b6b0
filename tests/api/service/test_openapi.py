"""The description of the service, and the service held against it: by examples, made-up requests, and a client."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import jsonschema_rs
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from schemathesis.config import SchemathesisConfig

from api.errors import MEDIA
from api.openapi import examples
from api.routes.table import ROUTES
from graph.settings import Settings
from graph.store import Store
from loaders.twin import Twin

from .conftest import HERE, key, opened

TRIED = 12
"""made-up requests for each operation; `make soak` makes more"""
CONFIG = {
    "checks": {
        # what a name may be the schema cannot say: whether it names something, or two things, is the graph's to know
        "positive_data_acceptance": {"expected-statuses": ["2xx", 400, 401, 403, 404, 406, 409, 422]},
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
    }
}


@pytest.fixture(scope="module")
def app(http: TestClient) -> FastAPI:
    found: FastAPI = http.app  # type: ignore[assignment]
    return found


@pytest.fixture(scope="module")
def described(http: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = http.get("/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            yield path, method, one


def validator(described: dict[str, Any], schema: dict[str, Any]) -> Any:
    return jsonschema_rs.Draft202012Validator({**schema, "components": described["components"]})


def test_every_example_is_valid(described: dict[str, Any]) -> None:
    seen = set()
    for path, _, one in operations(described):
        content = one["responses"].get("200", {}).get("content", {}).get("application/json", {})
        if "example" in content:
            assert list(validator(described, content["schema"]).iter_errors(content["example"])) == [], path
            seen.add(one["operationId"])
        for parameter in one.get("parameters", ()):
            for example in parameter.get("schema", {}).get("examples") or parameter.get("examples") or ():
                assert validator(described, parameter["schema"]).is_valid(example), (path, parameter["name"])
    assert seen == {one.name for one in ROUTES} - {"profile", "schema"}
    assert seen == set(examples())


def test_every_example_is_what_the_service_answers(http: TestClient, described: dict[str, Any]) -> None:
    """The shapes are; the values are of the day on which they were made."""
    for one in ROUTES:
        answer = http.get(f"/api/v1{one.example('2026-11-27')}")
        assert answer.status_code == 200, (one.path, answer.text)
        if one.name in examples():
            assert answer.json().keys() == examples()[one.name].keys()


def test_every_answer_but_problems_has_its_problems(described: dict[str, Any]) -> None:
    for path, _, one in operations(described):
        for status, response in one["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == [MEDIA], (path, status)


def test_pages_of_the_documentation_ask_nobody_else(http: TestClient) -> None:
    for address in ("/docs", "/redoc"):
        page = http.get(address)
        assert page.status_code == 200
        assert "http://" not in page.text
        assert "https://" not in page.text.replace("https://fastapi.tiangolo.com/img/favicon.png", "")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    for file in ("swagger-ui-bundle.js", "swagger-ui.css", "redoc.standalone.js", "favicon.png"):
        assert len(http.get(f"/static/{file}").content) > 1_000


# --- made-up requests -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def api(app: FastAPI) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", app, config=SchemathesisConfig.from_dict(CONFIG))


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@hypothesis.settings(
    max_examples=TRIED, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_whatever_is_asked_is_answered_as_described(case: schemathesis.Case, http: TestClient) -> None:
    case.call_and_validate(session=http)


# --- a client that was made from the description --------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_client(tmp_path_factory: pytest.TempPathFactory, described: dict[str, Any]) -> Iterator[Any]:
    """The package that openapi-python-client makes of the description."""
    import json

    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(described), encoding="utf-8")
    (folder / "config.yaml").write_text(
        "project_name_override: made\npackage_name_override: made\npost_hooks: []\n", encoding="utf-8"
    )
    command = [
        "generate",
        "--path",
        "openapi.json",
        "--config",
        "config.yaml",
        "--meta",
        "none",
        "--output-path",
        "made",
    ]
    ran = subprocess.run(
        [Path(sys.executable).with_name("openapi-python-client"), *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Unable" not in ran.stdout + ran.stderr, ran.stdout + ran.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("made")
    sys.path.remove(str(folder))


def test_a_made_client_asks_and_reads(
    made_client: Any, linfen: Twin, configured: Settings, tmp_path: Path, store: Store
) -> None:
    import threading

    import uvicorn

    with opened(replace(configured, home=tmp_path), HERE) as client:
        token = key(client, "read", name="client")["Authorization"].removeprefix("Bearer ")
        server = uvicorn.Server(uvicorn.Config(client.app, port=0, lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                threading.Event().wait(0.02)
            port = server.servers[0].sockets[0].getsockname()[1]
            asking = made_client.AuthenticatedClient(base_url=f"http://127.0.0.1:{port}", token=token)
            cover = importlib.import_module("made.api.coverage.cover").sync("linfen-building-0001", client=asking)
            assert cover.place.id == "linfen-building-0001"
            assert {row.line for row in cover.rows} >= {"ladder", "party"}
            gaps = importlib.import_module("made.api.gaps.gaps").sync("linfen", client=asking, limit=2, total=True)
            assert (len(gaps.rows), gaps.total > 2) == (2, True)
            assert gaps.next_.startswith("/api/v1/places/linfen/gaps?")
            lost = importlib.import_module("made.api.coverage.cover").sync_detailed("nowhere", client=asking)
            assert lost.parsed.type_ == "urn:wangge:problem:not-found"
        finally:
            server.should_exit = True
            thread.join(20)
