"""Nothing leaves that should not: no name from outside a key's area, no personal field without its scope and purpose.

Linfen's twin, in which every name is one that occurs nowhere else, so that it is found in whatever it leaves by. Every
route is walked, in every form, with keys of every kind, about things inside and outside. What is inside is worked out
here from the twin's records, by other means than the service's. And the net is tried: with one classification taken
away, the walk must find something.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api import area, privacy
from api.formats import MEDIA, PICTURES
from api.keys import SCOPES
from api.routes.table import JOBS, ROUTES
from graph.schema import PEOPLE, SCHEMA
from graph.settings import Settings
from graph.store import Store
from loaders.run import load
from loaders.twin import twin

from .conftest import done, key, opened

AREA = "310106021009"
"""a community of Linfen"""
STREET = "310106021"
PERSONAL = [one.name for one in PEOPLE.properties if one.personal]
TIES = {
    *("COVERS", "MANAGES", "REPRESENTS", "CONTACTS", "REPORTS_TO", "EMBEDDED_IN", "REGISTERED_IN", "CO_BUILDS"),
    "SERVES",
}
ISSUE = "楼道堆物"
BELOW = ("Block", "Compound", "MicroGrid")


class Known(NamedTuple):
    """What the twin holds: id → name, and which ids are inside the area; personal values, all different."""

    names: dict[str, str]
    labels: dict[str, str]
    inside: set[str]
    secrets: set[str]


@pytest.fixture(scope="module")
def known(store: Store) -> Iterator[Known]:
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")
    made = twin("linfen", seed=1, defects="demo")
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    secrets: set[str] = set()
    up: dict[str, set[str]] = defaultdict(set)
    ties: dict[str, set[str]] = defaultdict(set)
    posts: dict[str, set[str]] = defaultdict(set)
    hosts: dict[str, set[str]] = defaultdict(set)
    for table in made.tables:
        columns = table.columns
        node = SCHEMA.node.get(table.what)
        if node and node.family.name in ("Place", "Body", "Person"):
            for at, id_ in enumerate(columns["id"]):
                names[id_] = columns["name"][at] = f"名{len(names):06d}号"
                labels[id_] = table.what
            if table.what == "Person":
                count = len(columns["id"])
                columns["phone"] = [f"139{at:08d}" for at in range(count)]
                columns["certificate"] = [f"证书-{at:08d}" for at in range(count)]
                columns["birth_year"] = [1950 + at % 40 for at in range(count)]
                columns["sex"] = ["female" if at % 2 else "male" for at in range(count)]
                columns["party_member"] = [bool(at % 3) for at in range(count)]
                secrets |= {*columns["phone"], *columns["certificate"]}
        for start, end in zip(columns.get("start", ()), columns.get("end", ()), strict=True):
            kinds = {"PART_OF": up, "IN_GRID": up, "HOSTED_BY": hosts}
            if table.what in kinds:
                kinds[table.what][start].add(end)
            if table.what in ("HOLDS", "CONTACTS", "REPORTS_TO", "EMBEDDED_IN"):
                posts[start].add(end)
            if table.what in TIES:
                ties[start].add(end)
    load(store, made.tables, sources=["twin"])

    def lies(place: str) -> bool:
        return place == AREA or any(lies(one) for one in up[place])

    places = {id_ for id_ in names if SCHEMA.node[labels[id_]].family.name == "Place" and lies(id_)}
    bodies = {id_ for id_ in names if SCHEMA.node[labels[id_]].family.name == "Body" and ties[id_] & places}
    bodies |= {id_ for id_ in names if hosts[id_] & bodies}
    people = {id_ for id_ in names if labels[id_] == "Person" and (ties[id_] | posts[id_]) & (places | bodies)}
    yield Known(names, labels, places | bodies | people, secrets)
    store.write("MATCH (n) WHERE NOT n:Network DETACH DELETE n")


@pytest.fixture(scope="module")
def client(known: Known, configured: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("leaks")
    with opened(replace(configured, home=home, rate="100000/minute", seconds=600)) as made:
        yield made


def of(known: Known, label: str, inside: bool) -> str:
    """One thing of a label, inside or outside; places outside from the end, so that they lie elsewhere."""
    found = sorted(id_ for id_, what in known.labels.items() if what == label and (id_ in known.inside) == inside)
    return found[0] if inside else found[-1]


def addresses(known: Known) -> list[str]:
    """Every GET route, about something inside and about something outside."""
    asked: list[str] = []
    for inside in (True, False):
        building, person = of(known, "Building", inside), of(known, "Person", inside)
        body, compound = of(known, "PartyOrg", inside), of(known, "Compound", inside)
        place = AREA if inside else STREET
        values: dict[str, list[str]] = {
            "place": [place, building],
            "gap": [f"linfen.X3:{compound}", f"linfen.X2:{of(known, 'StairGroup', inside)}"],
            "person": [person],
            "body": [body],
            "issue": [ISSUE],
            "load": ["load-1"],
            "family": ["Place"],
            "id": [building],
        }
        queries = {
            "/coverage": [f"?place={building}", f"?place={building}&place={AREA}"],
            "/search": [
                f"?text={known.names[building]}",
                f"?text={building}",
                "?text=名",
                f"?text=ming&within={place}",
            ],
            "/places/{place:path}/inside": ["?level=building", "?level=building&limit=1000&total=true"],
            "/issue-types/matched": ["?words=电梯"],
            "/networks/between": [
                f"?start_family=Place&start={building}&end_family=Person&end={person}",
                f"?start_family=Body&start={body}&end_family=Place&end={AREA}",
            ],
            "/places/{place:path}/routes/{issue:path}": ["", "?mode=normal&mended=true"],
            "/people/{person:path}": ["", "?personal=true"],
            "/places/{place:path}/duplicates": ["", "?personal=true"],
            "/networks/{family}/{id:path}": ["", "?hops=3&most=300"],
            "/pictures/{family}/{id:path}": ["", "?compared_with=2020-01-01&ended=true"],
            "/pictures/territory/{place:path}": ["?most=100"],
            "/waivers": ["", f"?place={place}", "?every=true"],
            "/places/{place:path}/interlocks": ["?chance=true", "?since=2020-01-01"],
            "/places/{place:path}/tied-people": ["", "?since=2020-01-01"],
            "/places/{place:path}/central": ["?since=2020-01-01"],
            "/places/{place:path}/gaps": ["?limit=1000&total=true"],
        }
        for one in ROUTES:
            if "/profiles/" in one.path:
                filled = [one.path.replace("{place}", "linfen")]
            else:
                names = re.findall(r"\{(\w+)", one.path)
                filled = [one.path]
                for name in names:
                    filled = [
                        re.sub(rf"\{{{name}(:path)?\}}", quote(value), path)
                        for path in filled
                        for value in values[name]
                    ]
            asked += [path + query for path in filled for query in queries.get(one.path, [""])]
    asked += ["/questions/person?person=" + of(known, "Person", True) + "&as_of=2026-11-27"]
    asked += [
        "/questions/personal?people=" + ",".join(sorted(i for i in known.labels if known.labels[i] == "Person")[:50])
    ]
    for one in (AREA, STREET):  # what a street has around it, and what is opened around that
        asked += [f"/pictures/Place/{one}", f"/groups/Place/{one}"]
        asked += [f"/pictures/Place/{one}?opened=" + quote(f"Place|{one}|PART_OF|in||{label}~100") for label in BELOW]
    return list(dict.fromkeys(asked))


def text_of(answer: Any) -> str:
    """Everything that an answer says, whatever its form, its headers included."""
    said = answer.text
    if answer.headers.get("content-type", "") == PICTURES["csv"]:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
            said = "\n".join(files.read(name).decode() for name in files.namelist())
    if answer.headers.get("content-type", "").startswith(MEDIA["xlsx"]):
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        said = "\n".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)
    return said + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


Walk = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def walk(client: TestClient, known: Known) -> Walk:
    """Ask every route and say which of some texts were found, and where."""
    asked = addresses(known)

    def walked(headers: dict[str, str], texts: set[str], *, forms: bool = True, only: str = "") -> dict[str, str]:
        pattern = re.compile("|".join(map(re.escape, sorted(texts, key=len, reverse=True))))
        found: dict[str, str] = {}
        answered = 0
        for address in asked:
            if only not in address:
                continue
            kinds = PICTURES if address.startswith("/pictures/") else MEDIA
            for form in kinds if forms else ("json",):
                if form == "png":
                    continue  # it is drawn from the same picture as the SVG, whose text can be read
                accept = {"Accept": kinds[form].partition(";")[0]}
                if form != "json" and re.search("limit|total|mended|^/gaps/", address):
                    continue  # what is only JSON, or takes seconds
                answer = client.get(f"/api/v1{address}", headers={**headers, **accept})
                assert answer.status_code < 500, (address, answer.text)
                answered += answer.status_code == 200
                # what was asked for may be repeated to who asked
                said = text_of(answer).replace(re.sub(r".*text=|&.*", "", address) if "text=" in address else "\0", "")
                for leak in pattern.findall(said):
                    found.setdefault(leak, f"{address} as {form}")
        assert answered > (40 if forms and not only else 0), "a walk that is answered by nothing finds nothing"
        return found

    return walked


def test_every_route_is_walked(known: Known) -> None:
    asked = "\n".join(addresses(known))
    for one in ROUTES:
        words = [word for word in re.split(r"\{[^}]*\}|/", one.path) if word]
        assert all(word in asked for word in words), one.path
    assert len(known.inside) > 100
    assert len(known.names.keys() - known.inside) > 1000


def test_a_key_of_an_area_learns_nothing_from_outside(client: TestClient, known: Known, walk: Walk) -> None:
    headers = key(client, "read", name="area", area=AREA)
    outside = {name for id_, name in known.names.items() if id_ not in known.inside}
    assert walk(headers, outside) == {}
    # and it is not for want of answers: what is inside is found
    inside = {name for id_, name in known.names.items() if id_ in known.inside}
    assert len(walk(headers, inside, forms=False)) > 50


def test_what_is_outside_and_what_is_not_are_one(client: TestClient, known: Known) -> None:
    headers = key(client, "read", name="one", area=AREA)
    building, person, body = (of(known, label, False) for label in ("Building", "Person", "PartyOrg"))
    for there, nowhere in (
        (f"/places/{building}/cover", "/places/nowhere/cover"),
        (f"/places/{known.names[building]}", "/places/nowhere"),
        (f"/places/{STREET}/coverage", "/places/nowhere/coverage"),
        (f"/people/{person}", "/people/nobody"),
        (f"/people/{person}/career", "/people/nobody/career"),
        (f"/bodies/{body}", "/bodies/nobody"),
        (f"/networks/Place/{building}", "/networks/Place/nowhere"),
        (f"/pictures/Place/{building}", "/pictures/Place/nowhere"),
        (f"/pictures/territory/{STREET}", "/pictures/territory/nowhere"),
        (f"/groups/Place/{building}", "/groups/Place/nowhere"),
        (f"/gaps/linfen.X3:{of(known, 'Compound', False)}", "/gaps/linfen.X3:nowhere"),
        (f"/search?text={known.names[building]}", "/search?text=名999999号"),
    ):
        one, other = (client.get(f"/api/v1{address}", headers=headers) for address in (there, nowhere))
        told = [answer.json() | {"request": None, "text": None} for answer in (one, other)]
        assert one.status_code == other.status_code, there
        assert told[0] == told[1], there


def test_jobs_of_an_area_tell_nothing_from_outside(client: TestClient, known: Known) -> None:
    headers = key(client, "read", name="jobs", area=AREA)
    outside = {name for id_, name in known.names.items() if id_ not in known.inside}
    for address in (f"/places/{AREA}/rehearsals?types={ISSUE}", f"/places/{AREA}/histories?since=2021-01-01"):
        job = done(client, client.post(f"/api/v1{address}", headers=headers), **headers)
        assert job["state"] == "done", job
        said = client.get(job["result"], headers=headers).text
        assert not [name for name in outside if name in said]
    for address in (f"/places/{STREET}/rehearsals?types={ISSUE}", f"/places/{STREET}/histories?since=2021-01-01"):
        job = done(client, client.post(f"/api/v1{address}", headers=headers), **headers)
        assert job["problem"]["type"] == "urn:wangge:problem:not-found"
    assert len(JOBS) == 2


def test_a_key_of_an_area_asks_and_writes_nothing_that_is_of_no_place(client: TestClient) -> None:
    headers = key(client, *SCOPES, name="everything", area=AREA) | {"X-Purpose": "try"}
    for method, address in (
        ("GET", "/questions/find?place=1&as_of=2024-01-01"),
        ("GET", "/loads"),
        ("GET", "/audit"),
        ("POST", "/loads"),
        ("DELETE", "/loads/load-1"),
    ):
        answer = client.request(method, f"/api/v1{address}", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:wangge:problem:not-allowed"), address


def test_personal_fields_leave_only_by_scope_and_purpose(client: TestClient, known: Known, walk: Walk) -> None:
    plain = key(client, "read", "write", "admin", name="plain")
    assert walk(plain, known.secrets) == {}
    assert walk({**plain, "X-Purpose": "I would like to"}, known.secrets, only="person") == {}
    scoped = key(client, "read", "read:personal", name="scoped")
    assert walk(scoped, known.secrets, forms=False) == {}, "without a purpose"
    person = of(known, "Person", True)
    refused = client.get(f"/api/v1/people/{person}?personal=true", headers=scoped)
    assert refused.json()["type"] == "urn:wangge:problem:purpose-required"
    told = client.get(f"/api/v1/people/{person}?personal=true", headers={**scoped, "X-Purpose": quote("核对")})
    assert all(told.json()["personal"][name] is not None for name in PERSONAL)
    assert "etag" not in told.headers
    assert told.headers["cache-control"] == "no-store"
    again = client.get(f"/api/v1/people/{person}", headers=scoped)
    assert again.json()["personal"] is None
    rows = client.app.state.service.audit.rows()  # type: ignore[attr-defined]
    looks = [row for row in rows if row.what == "look at personal fields"]
    assert [(row.purpose, person in row.of) for row in looks] == [("核对", True)]


def test_personal_fields_of_somebody_outside_stay_inside(client: TestClient, known: Known) -> None:
    headers = key(client, "read", "read:personal", name="both", area=AREA) | {"X-Purpose": "try"}
    assert client.get(f"/api/v1/people/{of(known, 'Person', True)}?personal=true", headers=headers).status_code == 200
    refused = client.get(f"/api/v1/people/{of(known, 'Person', False)}?personal=true", headers=headers)
    assert refused.status_code == 404
    assert not [secret for secret in known.secrets if secret in refused.text]


# --- the net itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PERSONAL)
def test_without_its_class_a_personal_field_is_found(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, known: Known, name: str
) -> None:
    headers = key(client, "read", name=f"net {name}")
    people = ",".join(sorted(id_ for id_ in known.labels if known.labels[id_] == "Person")[:5])
    address = f"/api/v1/questions/personal?people={people}"
    before = client.get(address, headers=headers).json()
    assert {row[one] for row in before["rows"] for one in PERSONAL} == {None}
    assert before["withheld"] == sorted(PERSONAL)
    rest = privacy.personal_names() - {name}
    monkeypatch.setattr(privacy, "personal_names", lambda: rest)
    after = client.get(address, headers=headers).json()
    assert None not in {row[name] for row in after["rows"]}


RULES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "what is outside is told from the rest": lambda patch: patch.setattr(area, "outside", lambda *_, **__: []),
    "rows about it are dropped": lambda patch: patch.setattr(area.Cleaning, "_goes", lambda *_: False),
    "texts are masked": lambda patch: patch.setattr(area.Cleaning, "_text", lambda _, text: text),
}


@pytest.mark.parametrize("rule", RULES)
def test_without_a_rule_of_areas_a_name_is_found(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, known: Known, walk: Walk, rule: str
) -> None:
    headers = key(client, "read", name=f"net {rule}", area=AREA)
    client.app.state.service.pages.clear()  # type: ignore[attr-defined]
    outside = {name for id_, name in known.names.items() if id_ not in known.inside}
    if rule == "rows about it are dropped":
        # then masks stand where nothing should
        monkeypatch.setattr(area, "MASK", "MASKED")
        RULES[rule](monkeypatch)
        before = walk(headers, {"MASKED"}, forms=False)
        assert before
        return
    RULES[rule](monkeypatch)
    assert walk(headers, outside, forms=False)


def test_the_state_file_holds_no_secret(client: TestClient, tmp_path: Path) -> None:
    service = client.app.state.service  # type: ignore[attr-defined]
    text = key(client, "read", name="kept")["Authorization"].removeprefix("Bearer ")
    kept = b"".join(path.read_bytes() for path in service.settings.home.glob("service.sqlite*"))
    assert text.encode() not in kept
    assert text.split("_", 2)[2].encode() not in kept
