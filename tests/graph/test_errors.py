"""The tree in the docstring is the tree of the code."""

import inspect
import re

from graph import errors


def classes() -> dict[str, type[Exception]]:
    return {
        name: kind
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, Exception) and kind.__module__ == errors.__name__
    }


def test_every_error_is_drawn_and_every_drawn_one_is_there() -> None:
    drawn = set(re.findall(r"^ {4}[│├└─ ]*(\w+)", errors.__doc__ or "", re.MULTILINE))
    assert drawn == set(classes())


def test_every_error_has_a_code_of_its_own_in_kebab_case() -> None:
    codes = [kind.code for kind in classes().values() if issubclass(kind, errors.WanggeError)]
    assert len(codes) == len(set(codes)) > 10
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_details_are_kept_for_programs() -> None:
    error = errors.Ambiguous("two", candidates=["a", "b"])
    assert (error.message, error.details, str(error)) == ("two", {"candidates": ["a", "b"]}, "two")
