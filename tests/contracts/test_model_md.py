"""MODEL.md says what the schema says."""

from __future__ import annotations

import json

from graph import describe
from graph.schema import SCHEMA


def test_model_md_is_current():
    text = describe.MODEL.read_text(encoding="utf-8")
    assert text == describe.as_markdown(), "write it anew with: python -m graph.describe"


def test_every_word_of_the_schema_stands_in_it():
    text = describe.as_markdown()
    words = [n.label for n in SCHEMA.nodes] + [e.type for e in SCHEMA.edges] + [f.name for f in SCHEMA.families]
    words += [p.name for n in SCHEMA.nodes for p in n.all_properties]
    words += [p.name for e in SCHEMA.edges for p in e.properties]
    assert [word for word in words if f"`{word}`" not in text and f"### {word} " not in text] == []


def test_the_description_is_plain_data():
    described = json.loads(json.dumps(describe.as_json()))
    assert [n["label"] for n in described["nodes"]] == [n.label for n in SCHEMA.nodes]
    assert [e["type"] for e in described["edges"]] == [e.type for e in SCHEMA.edges]
    phone = next(
        p for n in described["nodes"] if n["label"] == "Person" for p in n["properties"] if p["name"] == "phone"
    )
    assert phone["personal"] is True
    assert phone["unit"] is None
