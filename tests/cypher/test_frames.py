"""Rows of questions as frames of polars and pandas."""

from __future__ import annotations

from datetime import date
from typing import get_args

import polars as pl
import pytest

from cypher.catalogue import catalogue
from cypher.coverage import CoverRow
from cypher.frames import _type, frame
from cypher.library import Row
from cypher.networks import CrossHolder, CrossHoldingRow
from cypher.people import PostRow
from cypher.rows import NodeRef


def post(until: date | None, level: str | None) -> PostRow:
    at = NodeRef(family="Place", id="甲", label="Community", name="社区", level=level)
    return PostRow(post="网格员", mode=None, since=date(2024, 1, 1), until=until, at=at)


def test_a_row_in_a_row_is_columns_and_a_list_of_rows_is_structs() -> None:
    found = frame([post(None, "community"), post(date(2025, 1, 1), None)])
    assert found.columns == ["post", "mode", "since", "until", *(f"at_{n}" for n in NodeRef.__dataclass_fields__)]
    assert found["until"].to_list() == [None, date(2025, 1, 1)]
    assert found["at_level"].to_list() == ["community", None]
    assert found["mode"].dtype == pl.String
    ref = post(None, None).at
    holder = CrossHolder(id="p", name="李", post="书记", other_post="主任")
    tied = frame([CrossHoldingRow(key="k", a=ref, b=ref, people=1, posts=1, holders=[holder])])
    assert tied.explode("holders").unnest("holders")["other_post"].to_list() == ["主任"]


def test_no_rows_are_a_frame_with_the_columns_of_their_type() -> None:
    assert frame([], of=PostRow).columns == frame([post(None, None)]).columns
    assert frame([], of=PostRow).schema == frame([post(None, None)]).schema
    with pytest.raises(ValueError, match="say of which type"):
        frame([])


def test_pandas_takes_it_with_dates_and_chinese() -> None:
    table = frame([post(None, "community")]).to_pandas()
    assert table.loc[0, "at_name"] == "社区"
    assert str(table.loc[0, "since"])[:10] == "2024-01-01"


def test_rows_of_every_question_have_a_frame() -> None:
    answers = [one.returns for one in catalogue().values()]
    kinds = [kind for answer in answers for kind in (answer, *get_args(answer))]
    rows = {kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Row)}
    assert CoverRow in rows
    assert len(rows) > 30
    for row in rows:
        assert isinstance(_type(row), pl.Struct)
        frame([], of=row)
