"""What is wrong with a scenario's file is told by a code, its file and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.training.catalogue import Catalogue, catalogue, read
from cosmic_login.training.parse import MOST_BYTES, one_of, parse
from cosmic_login.training.validation import states
from tests.unit.training.pieces import CAST, CHOOSE, CODE, HEAD, SMALL, TEXT, step

LOCK = step('do = "lock"', 'state = "locked"')
AGAIN = HEAD.replace("small", "again").replace('cards = ["anna-1"]\n', "")


def complaint(text: str) -> tuple[str, str]:
    """Return the code, and the line and reason."""
    with pytest.raises(LoginFailure) as caught:
        Catalogue([parse("f.toml", text.encode(), CAST, states())])
    name, _, rest = caught.value.detail.partition(":")
    assert name == "f.toml"
    return caught.value.code, rest


@pytest.mark.parametrize(
    ("text", "code", "line", "reason"),
    [
        ("id = small\n", "unreadable", 1, "not TOML"),
        ("format = 2\n" + SMALL, "malformed", 1, "format 1"),
        (SMALL.replace('id = "small"', 'id = "Små"'), "malformed", 1, "small letters"),
        (SMALL.replace('id = "small"', 'id = "all"'), "malformed", 1, "means every one"),
        (SMALL.replace('en = "Small"', 'en = "S\\u001b[2Jmall"'), "malformed", 4, "cannot be shown"),
        (SMALL.replace('en = "Small"\n', ""), "malformed", 2, "title: is missing in en"),
        (SMALL.replace(', en = "Do so"', "", 1), "malformed", 14, "say: is missing in en"),
        (SMALL.replace("goal]", "gaol]"), "malformed", 1, "goal: is missing in sv and en"),
        ('rows = ["R27"]\n' + SMALL, "unknown_name", 1, "there is no row 'R27'"),
        ('failures = ["card.lost"]\n' + SMALL, "unknown_name", 1, "there is no failure 'card.lost'"),
        ('failures = ["card.removed"]\n' + SMALL, "malformed", 1, "no step expects card.removed"),
        (SMALL.replace('"anna"\ncards', '"ann"\ncards'), "unknown_name", 9, "there is no person 'ann'; is it anna?"),
        (SMALL.replace("anna-1", "anna-7"), "unknown_name", 10, "there is no card 'anna-7'; is it anna-1?"),
        (SMALL.replace('["anna-1"]', '["anna-1", "bo-1"]'), "malformed", 10, "more than there are readers"),
        (SMALL.replace("[start]", "[start]\nreaders = 2\nremote = true"), "malformed", 9, "one at most on the person"),
        (SMALL + step('mishap = { line = "cut" }', 'state = "start"'), "malformed", 19, "line wants remote = true"),
        (SMALL.replace("enter_code", "enter_cod"), "unknown_name", 13, "there is no state 'enter_cod'"),
        (SMALL.replace("siths-this-device", "bank"), "unknown_name", 12, "there is no such word 'bank'"),
        (SMALL.replace("choose =", "chose ="), "unknown_name", 12, "there is no such word 'chose'; is it choose"),
        (SMALL.replace("do = { choose", "do = { lock = true, choose"), "unknown_name", 12, "more than one thing"),
        (SMALL.replace('do = { code = "right" }', 'do = "code"'), "malformed", 16, "code wants a value"),
        (SMALL.replace('"right"', '"123456"'), "unknown_name", 16, "there is no such word"),
        (SMALL.replace('do = { code = "right" }\n', ""), "malformed", 15, "nothing is done"),
        (SMALL.replace(', person = "anna" }', ', peson = "anna" }'), "malformed", 17, "unknown key"),
        (SMALL.replace(', person = "anna" }', ', trail = ["login.sucess"] }'), "unknown_name", 17, "login.sucess"),
        (f"{SMALL}[[steps]]\nmishap = {{ passes = -5 }}\n{TEXT}", "malformed", 20, "passes: "),
        (HEAD, "cannot_end", 1, "at least one"),
        (HEAD + CHOOSE, "cannot_end", 11, "ends in enter_code, where somebody waits"),
        (HEAD + CODE, "cannot_end", 11, "code is not possible in start"),
        (HEAD + CHOOSE + LOCK, "cannot_end", 15, "lock is not possible in enter_code"),
        (SMALL + step('do = "log-out"', 'state = "enter_code"'), "cannot_end", 19, "cannot lead to enter_code"),
        (SMALL + step('do = "lock"', 'person = "anna"'), "malformed", 19, "is so before it is done"),
        (f'after = "again"\n{AGAIN}{CODE}', "loops", 1, "again after again"),
        (f'after = "nowhere"\n{AGAIN}{CODE}', "unknown_name", 1, "there is no scenario 'nowhere'"),
    ],
)
def test_a_wrong_file_is_told_with_code_line_and_reason(text: str, code: str, line: int, reason: str) -> None:
    found, told = complaint(text)
    assert (found, told.partition(":")[0]) == (f"scenario.{code}", str(line)), told
    assert reason in told
    assert "123456" not in told


def test_scenarios_that_begin_at_each_others_end_are_a_ring() -> None:
    one = f'after = "other"\n{AGAIN.replace("again", "one")}{LOCK}'
    other = f'after = "one"\n{AGAIN.replace("again", "other")}{LOCK}'
    with pytest.raises(LoginFailure, match=r"scenario.loops: other.toml:1: one after other after one"):
        Catalogue(
            parse(f"{name}.toml", text.encode(), CAST, states()) for name, text in (("one", one), ("other", other))
        )


def test_what_comes_after_goes_on_where_the_other_ended() -> None:
    again = f'after = "small"\n{AGAIN}{LOCK}'
    found = Catalogue(parse("f.toml", text.encode(), CAST, states()) for text in (SMALL, again)).get("again")
    assert [each.expect.state for each in found.steps] == ["enter_code", "workspace", "locked"]
    assert found.start.cards == ("anna-1",)
    with pytest.raises(LoginFailure, match=r"scenario.malformed: f.toml:9: start: small says how things stand"):
        Catalogue(
            parse("f.toml", text.encode(), CAST, states())
            for text in (SMALL, again.replace('person = "anna"\n', 'person = "anna"\nmanner = "true-to-life"\n'))
        )


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (MOST_BYTES + 1))
    for path, reason in (
        (tmp_path / "none.toml", "No such file"),
        (tmp_path, "not a file"),
        (large, "larger than"),
        (tmp_path / "\0.toml", "ValueError"),
    ):
        with pytest.raises(LoginFailure, match=reason) as caught:
            read(path, CAST)
        assert caught.value.code == "scenario.unreadable"
        assert (":1: " in caught.value.detail) == (path is large), "a line of a file that was read"
    with pytest.raises(LoginFailure, match="no such folder"):
        catalogue(CAST, tmp_path / "none")


def test_one_id_in_two_files_is_told(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(SMALL, "utf-8")
    with pytest.raises(LoginFailure, match=r"scenario.malformed: .*two.toml:1: id: .*one.toml has it too"):
        catalogue(CAST, tmp_path)


def test_a_name_that_nobody_has_is_told_with_what_comes_near() -> None:
    with pytest.raises(LoginFailure, match=r"scenario.unknown: there is no scenario 'smal'; is it small\?"):
        Catalogue([parse("f.toml", SMALL.encode(), CAST, states())]).get("smal")
    assert one_of(("this-device", "other-device", "this-devices"), "lesson")("this-devic").endswith(
        "is it this-device, this-devices, other-device?"
    ), "the nearest first"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    plain = parse("f.toml", SMALL.encode(), CAST, states())
    assert parse("f.toml", b"\xef\xbb\xbf" + SMALL.encode(), CAST, states()) == plain
