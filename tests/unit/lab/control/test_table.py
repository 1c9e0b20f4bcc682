"""The table, the document that is made of it, and what the door serves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from cosmic_login.core.failures import FAILURES
from cosmic_login.lab.control.bodies import SECRET_MEMBERS, read_json
from cosmic_login.lab.control.openapi import TOPICS, document, problems_of
from cosmic_login.lab.control.operations import Operation
from cosmic_login.lab.control.shapes import Breach, Many, Named, NumberShape, ObjectShape, Secret, records_of
from cosmic_login.lab.control.table import OPERATIONS

from .kit import Door

MADE = document(OPERATIONS, "1", "http://127.0.0.1")
DOCS = Path(__file__).resolve().parents[4] / "docs"


def bodies() -> list[Operation]:
    return [row for row in OPERATIONS if row.body is not None]


def test_the_document_is_openapi() -> None:
    assert list(OpenAPIV31SpecValidator(MADE).iter_errors()) == []


def test_what_is_served_is_made_from_the_table(door: Door) -> None:
    served = httpx2.get(f"{door.idp.doors['control-v1']}/openapi.json", trust_env=False).json()
    assert served["servers"] != MADE["servers"]
    assert {**served, "servers": 0, "info": 0} == json.loads(json.dumps({**MADE, "servers": 0, "info": 0}))


def test_every_address_of_the_document_is_there_and_no_other(door: Door) -> None:
    """Whatever the document says is routed: each method, and no method beside."""
    for path, methods in MADE["paths"].items():
        address = path.removeprefix("/v1").replace("{", "").replace("}", "")
        for method in ("GET", "PUT", "POST", "DELETE", "PATCH"):
            response = door.http.request(method, address)
            there = method.lower() in methods
            free = methods.get(method.lower(), {}).get("security") == []
            assert response.status_code == (200 if free else 401 if there else 405), (method, path)
            if not there:
                assert set(response.headers["allow"].lower().split(", ")) == set(methods)


def test_names_and_addresses_are_each_one_rows() -> None:
    assert len({row.name for row in OPERATIONS}) == len({(row.method, row.path) for row in OPERATIONS})
    assert {row.topic for row in OPERATIONS} == set(TOPICS)
    for row in OPERATIONS:
        names = [each.name for each in (*row.parameters, *(row.body.members if row.body else ()))]
        assert len(set(names)) == len(names), row.name


def test_failures_of_the_table_are_those_of_the_program() -> None:
    for row in OPERATIONS:
        for each in problems_of(row):
            assert each.code in FAILURES, (row.name, each.code)
        named = {
            *(each.name for each in row.parameters),
            *(each.name for each in (row.body.members if row.body else ())),
        }
        assert {each.member for each in row.refusing} <= {*named, ""}, row.name


def members_of(record: ObjectShape) -> list[Named]:
    return [each for found in record.records() for each in found.members]


def test_members_with_codes_are_those_that_are_taken_out_of_bodies() -> None:
    found = {
        each.name
        for row in bodies()
        for each in members_of(row.body)  # type: ignore[arg-type]
        if isinstance(each.shape, Secret) or (isinstance(each.shape, Many) and isinstance(each.shape.of, Secret))
    }
    assert found <= set(SECRET_MEMBERS)
    others = {each.name for row in bodies() for each in members_of(row.body)} - found  # type: ignore[arg-type]
    assert not others & set(SECRET_MEMBERS)


def test_the_page_has_every_operation() -> None:
    page = (DOCS / "control.md").read_text("utf-8")
    for row in OPERATIONS:
        assert f"`{row.method} {row.address}`" in page, row.name


# -- checks and schemas say the same ------------------------------------------------------------------------------
def values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers(-5, 10**6) | st.floats(allow_nan=False) | st.text(max_size=12)
    return leaves | st.lists(leaves, max_size=3) | st.dictionaries(st.text(max_size=6), leaves, max_size=3)


def taken(member: Named, value: Any) -> bool:
    try:
        member.shape.read(value, member.name)
    except Breach as breach:
        return not breach.member.startswith(member.name)
    return True


@pytest.mark.parametrize("row", bodies(), ids=lambda row: row.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=values())
@example(value="ends in a line\n")
def test_a_check_takes_what_its_schema_takes(row: Operation, value: Any) -> None:
    """Members of a body one by one: what the document allows is taken, what it forbids is refused by its name."""
    assert row.body is not None
    schemas = {"components": {"schemas": {each.name: each.component() for each in records_of(row.body)}}}
    for member in row.body.members:
        if member.name in SECRET_MEMBERS:
            continue
        schema = {**member.shape.schema(), **schemas}
        valid = jsonschema.Draft202012Validator(schema).is_valid(value)
        assert taken(member, value) == valid, (member.name, value)


def test_codes_are_never_texts() -> None:
    found = read_json(b'{"codes": ["123456", "000000"], "person": "\\"code\\":\\"1\\"", "code": "654321"}')
    assert found["codes"] == [bytearray(b"123456"), bytearray(b"000000")]
    assert found["code"] == bytearray(b"654321")
    assert found["person"] == '"code":"1"'


@pytest.mark.parametrize(
    ("body", "member"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b'{"a":1,"a":2}', "a"),
        (b'{"a":NaN}', "body"),
        (b"[" * 5000, "body"),
        (b"\xff", "body"),
    ],
)
def test_what_is_no_json_is_said_so(body: bytes, member: str) -> None:
    with pytest.raises(Breach) as found:
        read_json(body)
    assert found.value.member == member


@pytest.mark.parametrize(("text", "number"), [("0.5", 0.5), ("3.08e-218", 3.08e-218), ("1E2", 100), ("-0", 0)])
def test_numbers_in_addresses_are_those_of_json(text: str, number: float) -> None:
    assert NumberShape(0, 120).of_text(text, "wait") == number


@pytest.mark.parametrize("text", ["", "1_0", "01", ".5", "1e", "NaN", "inf", "121", "1e999", "٣", "1" * 41])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Breach):
        NumberShape(0, 120).of_text(text, "wait")
