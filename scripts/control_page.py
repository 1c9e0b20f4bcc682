"""The tables of docs/control.md, from the table of operations."""

from __future__ import annotations

from collections.abc import Iterator

from cosmic_login.lab.control.openapi import TOPICS
from cosmic_login.lab.control.operations import Operation
from cosmic_login.lab.control.problems import ANYWHERE
from cosmic_login.lab.control.shapes import Named
from cosmic_login.lab.control.table import OPERATIONS


def operations() -> str:
    """Return a table for each topic, and one of what any operation may refuse."""
    return "\n".join((*_topics(), *_refusals()))


def _topics() -> Iterator[str]:
    for topic, about in TOPICS.items():
        yield f"### {topic}\n\n{about}\n\n| call | what it does | members |\n| --- | --- | --- |"
        for row in OPERATIONS:
            if row.topic == topic:
                yield f"| `{row.method} {row.address}` | {row.about}{_token(row)} | {_members(row)} |"
        yield ""


def _token(row: Operation) -> str:
    return " With the IdP's own token." if row.whole else " Without a token." if row.free else ""


def _members(row: Operation) -> str:
    members = (*row.in_query, *(row.body.members if row.body is not None else ()))
    return ", ".join(_member(each) for each in members)


def _member(member: Named) -> str:
    if member.needed:
        return f"**`{member.name}`**"
    return f"`{member.name}`"


def _refusals() -> Iterator[str]:
    yield "### Refusals that any call may meet\n\n| status | code | what has to be |\n| --- | --- | --- |"
    for each in ANYWHERE:
        what = f"`{each.member}`: {each.rule}" if each.member else each.rule
        yield f"| {int(each.status)} | `{each.code}` | {what} |"
    yield ""
