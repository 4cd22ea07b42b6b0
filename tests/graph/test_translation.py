"""Every class of the driver becomes one of ours, and says something a person can act on."""

import inspect

import neo4j.exceptions
import pytest

from graph import errors
from graph.translation import CODES, TRANSLATIONS, translate

EXPORTED = [
    kind
    for _, kind in inspect.getmembers(neo4j.exceptions, inspect.isclass)
    if issubclass(kind, neo4j.exceptions.DriverError | neo4j.exceptions.GqlError)
]


def test_the_driver_exports_errors() -> None:
    assert len(EXPORTED) > 30


def test_no_class_of_the_driver_is_missing_and_none_is_left_over() -> None:
    assert {kind.__name__ for kind in EXPORTED} == set(TRANSLATIONS)


@pytest.mark.parametrize("kind", EXPORTED, ids=lambda kind: kind.__name__)
def test_each_class_is_translated(kind: type[Exception]) -> None:
    ours = translate(kind.__new__(kind), "bolt://there:7687", "neo4j")
    assert type(ours) is TRANSLATIONS[kind.__name__][0]
    assert isinstance(ours, errors.WanggeError | errors.Fault)
    assert "{" not in str(ours)
    assert str(ours).endswith((".", "?"))


def test_a_new_class_of_the_driver_falls_back_to_its_parent() -> None:
    class Brandnew(neo4j.exceptions.ServiceUnavailable):
        pass

    assert isinstance(translate(Brandnew("gone"), "bolt://there:7687", "neo4j"), errors.Unreachable)


@pytest.mark.parametrize("code", CODES)
def test_the_servers_own_code_says_more(code: str) -> None:
    error = neo4j.exceptions.Neo4jError._hydrate_neo4j(code=code, message="as it said")
    assert type(translate(error, "bolt://there:7687", "neo4j")) is CODES[code][0]


def test_our_faults_are_never_the_users() -> None:
    assert not issubclass(errors.Fault, errors.WanggeError)
    syntax = neo4j.exceptions.Neo4jError._hydrate_neo4j(code="Neo.ClientError.Statement.SyntaxError", message="x")
    assert isinstance(translate(syntax, "bolt://there:7687", "neo4j"), errors.Fault)
