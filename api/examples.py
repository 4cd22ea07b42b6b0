"""Examples for the documentation: what the service answers on Linfen's synthetic twin, cut to what can be read.

`python -m api.examples` loads the twin into a server of its own below WANGGE_HOME and writes `examples.json` anew.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from api.app import create_app
from api.context import say
from api.exposed import Exposed
from api.openapi import EXAMPLES
from api.routes.table import PREFIX, ROUTES
from api.samples import PLACE
from graph import local
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

FILE = Path(__file__).with_name(EXAMPLES)
FEW = 2  # elements of a list that an example shows
DAY = "2026-11-27"
WHOLE = ("profile", "schema")
"""answers that are too long to be an example of anything"""


def main() -> None:
    given = Settings.from_environment()
    settings = replace(given, home=given.home / "examples")
    with Store.open(settings, say=say) as store:
        load(store, twin(PLACE, seed=1, defects="demo").tables, sources=[f"twin of {PLACE}, seed 1"], say=say)
    try:
        made = {one.name: cut(asked(settings, one)) for one in ROUTES if one.name not in WHOLE}
        FILE.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    finally:
        local.stop(settings)


def asked(settings: Settings, exposed: Exposed) -> Any:
    """What a route answers to the examples of its own parameters."""
    import time

    from starlette.testclient import TestClient

    with TestClient(create_app(settings), base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        while client.get("/readyz").status_code != 200:
            time.sleep(0.1)
        answer = client.get(PREFIX + exposed.example(DAY))
        assert answer.status_code == 200, answer.text
        return answer.json()


def cut(value: Any) -> Any:
    """A value with lists of a few elements."""
    if isinstance(value, list):
        return [cut(one) for one in value[:FEW]]
    if isinstance(value, dict):
        return {name: cut(one) for name, one in value.items()}
    return value


if __name__ == "__main__":
    main()
