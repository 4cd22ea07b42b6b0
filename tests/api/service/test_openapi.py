"""The description of the service, and the service held against it: by examples, made-up requests, and a client."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import jsonschema_rs
import pytest
import schemathesis
from fastapi.testclient import TestClient
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.modes import GenerationMode

from api.app import create_app
from api.errors import MEDIA
from api.formats import MEDIA as FORMS
from api.openapi import examples
from api.routes.table import ROUTES
from api.samples import SAMPLES
from graph.settings import Settings
from loaders.twin import Twin
from tests.serving import serving

TRIED = 8
"""made-up requests for each operation; `make soak` makes more"""
CONFIG = {
    "request-timeout": 300,
    "checks": {
        # what a name may be the schema cannot say: whether it names something, or two things, is the graph's to know
        "positive_data_acceptance": {"expected-statuses": ["2xx", 400, 401, 403, 404, 406, 409, 422]},
        "negative_data_rejection": {"expected-statuses": ["4xx"]},
    },
}


class Served(NamedTuple):
    """A service at an address, as clients have it, and a key for it."""

    address: str
    key: str


@pytest.fixture(scope="module")
def served(linfen: Twin, configured: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("served")
    app = create_app(replace(configured, home=home, rate="1000000/minute", seconds=600))
    _, text = app.state.service.keys.create("client", ["read", "write", "admin", "read:personal"], None, None)
    with serving(app) as address:
        yield Served(address, text)


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
    newest = http.get("/api/v1/loads").json()["rows"][0]["id"]  # how many loads went before is the run's
    for one in ROUTES:
        answer = http.get(f"/api/v1{one.example('2026-11-27')}".replace(SAMPLES["load"], newest))
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


def must_answer_as_described(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    """Every check of schemathesis, on made-up requests of one operation, well formed or not."""

    @hypothesis.settings(
        max_examples=TRIED,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        asked.append(case.call_and_validate(headers=headers).status_code)

    asked: list[int] = []
    ask()
    assert asked, operation.label


def test_whatever_is_asked_is_answered_as_described(served: Served) -> None:
    headers = {"Authorization": f"Bearer {served.key}"}
    config = SchemathesisConfig.from_dict(CONFIG)
    api = schemathesis.openapi.from_url(f"{served.address}/openapi.json", config=config)
    wrong: list[str] = []
    count = 0
    for found in api.get_all_operations():
        operation = found.ok()
        count += 1
        for mode in GenerationMode:
            try:
                must_answer_as_described(operation, mode, headers)
            except hypothesis.errors.Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, "what takes no parameters can be asked for in one way only"
            except AssertionError:
                raise
            except Exception as error:
                told = "; ".join(map(str, getattr(error, "exceptions", [error])))
                wrong.append(f"{operation.label} ({mode.value}): {told}")
    assert not wrong, "\n\n".join(wrong)
    assert count > 40


# --- a client that was made from the description --------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_client(tmp_path_factory: pytest.TempPathFactory, described: dict[str, Any]) -> Iterator[Any]:
    """The package that openapi-python-client makes of the description."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(described), encoding="utf-8")
    (folder / "config.yaml").write_text(
        "project_name_override: made\npackage_name_override: made\npost_hooks: []\n"
        f"content_type_overrides:\n  {FORMS['xlsx']}: application/octet-stream\n",
        encoding="utf-8",
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


def test_a_made_client_asks_and_reads(made_client: Any, served: Served) -> None:
    def made(name: str) -> Any:
        return importlib.import_module(f"made.api.{name}")

    with made_client.AuthenticatedClient(base_url=served.address, token=served.key) as asking:
        cover = made("coverage.cover").sync("linfen-building-0001", client=asking)
        assert cover.place.id == "linfen-building-0001"
        assert {row.line for row in cover.rows} >= {"ladder", "party"}
        gaps = made("gaps.gaps").sync("linfen", client=asking, limit=2, total=True)
        assert (len(gaps.rows), gaps.total > 2) == (2, True)
        assert gaps.next_.startswith("/api/v1/places/linfen/gaps?")
        found = made("search.search").sync(client=asking, text="lfl")
        assert "临汾路街道" in {row.name for row in found.rows}
        why = made("gaps.why").sync("linfen.N5:linfen-compound-0056", client=asking)
        assert why.state == "open"
        lost = made("coverage.cover").sync_detailed("nowhere", client=asking)
        assert (lost.status_code, lost.parsed.type_) == (404, "urn:wangge:problem:not-found")
    with made_client.Client(base_url=served.address) as shut:
        refused = made("coverage.cover").sync_detailed("linfen", client=shut)
        assert refused.parsed.type_ == "urn:wangge:problem:key-required"


def test_no_two_shapes_have_one_name(described: dict[str, Any]) -> None:
    assert [name for name in described["components"]["schemas"] if "__" in name] == []
