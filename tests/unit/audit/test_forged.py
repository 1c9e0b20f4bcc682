"""Rows with a good code, by somebody who has the key: number, predecessor, time and members are judged all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cosmic_login.audit.record import NO_ROW, mac_of
from cosmic_login.audit.verify import ChainKeys, Head
from cosmic_login.core.failures import LoginFailure

from .kit import KEY, head_of, make_trail

ROWS = 9
Change = Callable[[str], str]


def put(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert text.count(old) == 1, (old, text)
        return text.replace(old, new)

    return change


def forge(path: Path, row: int, change: Change) -> None:
    """Write the trail anew with one row changed, every code and the head made to fit."""
    keys, last, out = ChainKeys.of(KEY), NO_ROW, b""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = line[: line.rindex(',"mac":')].replace(json.loads(line)["previous"], last)
        if number == row:
            text = change(text)
        last = mac_of(keys.row, text.encode())
        out += text.encode() + f',"mac":"{last}"}}\n'.encode()
    path.write_bytes(out)
    head_of(path).write_bytes(Head(ROWS, len(out), last).encode(keys))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (put(',"reason"', ',"colour":"red","reason"'), "(colour)"),
        (put(',"login":"login-4"', ""), "(login)"),
        (put(',"name":"Åsa Testsson"', ""), "(name)"),
        (put('"login":"login-4"', '"login":"login-4","login":"login-4"'), "twice"),
        (put('"extra":{}', '"extra":{"a":"1","a":"2"}'), "twice"),
        (put('"extra":{}', '"extra":{"a":"1","b":"2","a":"1"}'), "twice"),
        (put('"seq":5', '"seq":6'), "row 6 stands here"),
        (put('"seq":5', '"seq":4'), "row 4 stands here"),
        (lambda text: text[: text.rindex('"previous"')] + f'"previous":"{NO_ROW}"', "not in its place"),
        (put("2026-11-23T", "2026-13-23T"), "ValueError"),
        (put("2026-11-23T08:00", "2026-11-23T25:00"), "ValueError"),
        (put('"v":2', '"v":3'), "version 3, this program knows 2"),
        (put('"v":2', '"v":1'), "version"),
        (put('"v":2,', '"v":2,"v":2,'), "twice"),
    ],
)
@pytest.mark.parametrize("stretch", [1, 900, 1 << 22])
def test_a_forged_row_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change, problem: str, stretch: int
) -> None:
    monkeypatch.setattr("cosmic_login.audit.stretch.STRETCH", stretch)
    path = tmp_path / "audit.log"
    trail = make_trail(path, ROWS)
    forge(path, 5, lambda text: text)
    assert trail.verify().ok  # what follows is found for what it is, not for having been written anew
    forge(path, 5, change)
    verdict = trail.verify()
    assert (verdict.ok, verdict.records, verdict.row) == (False, 4, 5), verdict
    assert problem in verdict.problem
    with pytest.raises(LoginFailure, match=r"audit\.tampered: row 5"):
        list(trail.records())
