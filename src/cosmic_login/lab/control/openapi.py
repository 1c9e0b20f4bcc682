"""The OpenAPI 3.1 document of a table of operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from cosmic_login.lab.control.operations import Operation
from cosmic_login.lab.control.problems import ANYWHERE, PROBLEM, Problem
from cosmic_login.lab.control.shapes import Named, ObjectShape, Schema, records_of

_JSON, _STREAM, _PROBLEM = "application/json", "text/event-stream", "application/problem+json"
_TOKEN: Final = "token"  # noqa: S105 - the name of a scheme
#: What each part of the document is about.
TOPICS: Final[Mapping[str, str]] = {
    "document": "This document.",
    "environments": "Worlds of their own on one IdP. Each has a token, which acts there and nowhere else.",
    "environment": "The environment that the token belongs to: where it is, its snapshots, and its way back.",
    "people": "Who there is.",
    "cards": "Virtual cards.",
    "readers": "Virtual readers, in which this environment's logins find their cards.",
    "phones": "Virtual phones with SITHS eID and BankID.",
    "relying-parties": "Who may ask at the BankID-like and the SITHS-like interface.",
    "logins": "Logins without a window, by the login client itself.",
    "outages": "What is out of service, and for how long.",
    "faults": "What systems that log their users in here are to meet on purpose.",
    "clock": "What time it is.",
    "events": "What happens, as it happens.",
    "audit": "The audit trail's rows of this environment.",
}
_ABOUT: Final = (
    "What trainers and CI jobs may do to an identity provider of Cosmic Login, and all that its pytest plug-in can do, "
    "over HTTP. Made from the table that also routes and checks every call. A refusal is a problem (RFC 9457) with "
    "`code` (of the failure table), `member` and `rule`: which member of the call is wrong, and what it has to be."
)


def document(operations: Sequence[Operation], version: str, server: str) -> Schema:
    """Return the document; ``version`` is the program's, ``server`` the door's address."""
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(each.address, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Cosmic Login, control API",
            "version": version,
            "summary": "People, cards, readers, phones, logins, outages, faults, clock: a real login on one machine.",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server, "description": "Where this document was read."}],
        "tags": [{"name": name, "description": about} for name, about in TOPICS.items()],
        "security": [{_TOKEN: []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                _TOKEN: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The IdP's own (`control-token` in its profile), or that of an environment.",
                }
            },
            "schemas": {name: each.component() for name, each in sorted(_records(operations).items())},
        },
    }


def _records(operations: Sequence[Operation]) -> dict[str, ObjectShape]:
    found: dict[str, ObjectShape] = {PROBLEM.name: PROBLEM}
    for operation in operations:
        shapes = (operation.answer, operation.body, *(each.shape for each in operation.parameters))
        for record in (each for shape in shapes for each in records_of(shape)):
            if found.setdefault(record.name, record) != record:
                raise ValueError(f"two records are called {record.name}")
    return found


def _operation(row: Operation) -> Schema:
    made: Schema = {"operationId": row.name, "tags": [row.topic], "summary": row.about}
    if row.parameters:
        made["parameters"] = [_parameter(each, each in row.in_path) for each in row.parameters]
    if row.body is not None:
        needed = any(each.needed for each in row.body.members)
        made["requestBody"] = {"required": needed, "content": {_JSON: {"schema": row.body.schema()}}}
    if row.free:
        made["security"] = []
    made["responses"] = {str(int(row.status)): _answer(row), **_problems(row)}
    return made


def _parameter(member: Named, in_path: bool) -> Schema:
    schema = member.schema()
    schema.pop("description", None)
    return {
        "name": member.name,
        "in": "path" if in_path else "query",
        "required": in_path or member.needed,
        "description": member.about,
        "schema": schema,
    }


def _answer(row: Operation) -> Schema:
    told = HTTPStatus(row.status).phrase
    if row.stream:
        return {
            "description": "Events, until one of the two ends it.",
            "content": {_STREAM: {"schema": {"type": "string"}}},
        }
    if row.answer is None:
        return {"description": told}
    return {"description": told, "content": {_JSON: {"schema": row.answer.schema()}}}


def problems_of(row: Operation) -> list[Problem]:
    """Return all refusals that an operation may answer with: its own, and those of every one."""
    own = [Problem(each.status, each.code, each.member, each.rule) for each in row.refusing]
    return [*own, *(each for each in ANYWHERE if each.applies(row))]


def _problems(row: Operation) -> Schema:
    by_status: dict[int, list[Problem]] = {}
    for each in problems_of(row):
        by_status.setdefault(each.status, []).append(each)
    return {
        str(int(status)): {
            "description": "; ".join(dict.fromkeys(each.words for each in found)),
            "content": {_PROBLEM: {"schema": PROBLEM.schema()}},
            **({"headers": _headers(status)} if status in _HEADERS else {}),
        }
        for status, found in sorted(by_status.items())
    }


_HEADERS: Final = {401: ("WWW-Authenticate", "The scheme."), 405: ("Allow", "The methods that there are.")}


def _headers(status: int) -> Schema:
    name, about = _HEADERS[status]
    return {name: {"description": about, "schema": {"type": "string"}}}
