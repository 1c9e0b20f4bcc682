"""Every change to the trail is found, and the row is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cosmic_login.audit import AuditTrail, stretch
from cosmic_login.core.clock import ManualClock
from cosmic_login.core.failures import LoginFailure

from .kit import KEY, head_of, lines_of, make_trail

ROWS = 6
MANY = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", autouse=True)
def _short_stretches() -> Iterator[None]:
    """So that six rows are several stretches, and what is changed lies in any of them and between them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretch, "STRETCH", 500)
        yield


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trail") / "audit.log"
    make_trail(path, ROWS)
    return path


def first_changed_row(before: bytes, after: bytes) -> int:
    """Return the first line, from 1, that is not what it was."""
    old, new = lines_of(before), lines_of(after)
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b), min(len(old), len(new)) + 1)


def check_found(original: Path, tmp_path: Path, changed: bytes) -> None:
    before = original.read_bytes()
    copy = tmp_path / "audit.log"
    copy.write_bytes(changed)
    head_of(copy).write_bytes(head_of(original).read_bytes())
    trail = AuditTrail.open(copy, KEY, ManualClock())
    row = first_changed_row(before, changed)
    verdict = trail.verify()
    assert (verdict.ok, verdict.row, verdict.records) == (False, row, row - 1), verdict
    assert verdict.problem
    assert copy.read_bytes() == changed


@given(data=st.data())
@MANY
def test_a_changed_byte(original: Path, tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(original.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    check_found(original, tmp_path, bytes(raw))


@given(data=st.data())
@MANY
def test_a_deleted_byte(original: Path, tmp_path: Path, data: st.DataObject) -> None:
    raw = original.read_bytes()
    at = data.draw(st.integers(0, len(raw) - 1))
    check_found(original, tmp_path, raw[:at] + raw[at + 1 :])


@given(data=st.data())
@MANY
def test_inserted_or_appended_bytes(original: Path, tmp_path: Path, data: st.DataObject) -> None:
    raw = original.read_bytes()
    at = data.draw(st.integers(0, len(raw)) | st.just(len(raw)))
    check_found(original, tmp_path, raw[:at] + data.draw(st.binary(min_size=1, max_size=3)) + raw[at:])


@given(order=st.permutations(range(ROWS)))
@settings(parent=MANY, max_examples=100)
def test_swapped_rows(original: Path, tmp_path: Path, order: list[int]) -> None:
    lines = lines_of(original.read_bytes())
    assume(order != sorted(order))
    check_found(original, tmp_path, b"".join(lines[n] for n in order))


@given(chosen=st.lists(st.integers(0, ROWS - 1), max_size=ROWS + 2))
@settings(parent=MANY, max_examples=150)
def test_deleted_and_doubled_rows(original: Path, tmp_path: Path, chosen: list[int]) -> None:
    lines = lines_of(original.read_bytes())
    assume(chosen != list(range(ROWS)))
    check_found(original, tmp_path, b"".join(lines[n] for n in chosen))


def test_every_cut_at_the_end(original: Path, tmp_path: Path) -> None:
    raw = original.read_bytes()
    for length in [*range(0, len(raw), 97), *range(len(raw) - 80, len(raw))]:
        check_found(original, tmp_path, raw[:length])


def test_every_byte_of_the_head(original: Path, tmp_path: Path) -> None:
    copy = tmp_path / "audit.log"
    copy.write_bytes(original.read_bytes())
    head = head_of(original).read_bytes()
    trail = AuditTrail.open(copy, KEY, ManualClock())
    for at in range(len(head)):
        for changed in (head[:at] + bytes([head[at] ^ 1]) + head[at + 1 :], head[:at] + head[at + 1 :]):
            head_of(copy).write_bytes(changed)
            verdict = trail.verify()
            assert (verdict.ok, verdict.row) == (False, ROWS), (at, verdict)


def test_a_missing_head_is_found_and_not_made_anew(original: Path, tmp_path: Path) -> None:
    copy = tmp_path / "audit.log"
    copy.write_bytes(original.read_bytes())
    trail = AuditTrail.open(copy, KEY, ManualClock())
    assert (trail.verify().ok, trail.verify().row) == (False, ROWS)
    with pytest.raises(LoginFailure, match=r"audit\.tampered.*missing"):
        trail.append("x")
    assert not head_of(copy).exists()


def test_a_head_of_another_trail_is_found(original: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    AuditTrail.open(other, KEY, ManualClock()).append("x")
    copy = tmp_path / "audit.log"
    copy.write_bytes(original.read_bytes())
    head_of(copy).write_bytes(head_of(other).read_bytes())
    assert AuditTrail.open(copy, KEY, ManualClock()).verify().row == 1


def test_rows_of_another_trail_with_the_same_key_are_found(original: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    trail = AuditTrail.open(other, KEY, ManualClock())
    for _ in range(ROWS):
        trail.append("y")
    theirs = lines_of(other.read_bytes())
    ours = lines_of(original.read_bytes())
    check_found(original, tmp_path, b"".join([*ours[:3], theirs[3], *ours[4:]]))
    # All of them are a chain by themselves, but not the one that the head counts.
    head_of(other).write_bytes(head_of(original).read_bytes())
    assert trail.verify().row == ROWS


def test_a_head_line_is_no_row(original: Path, tmp_path: Path) -> None:
    check_found(original, tmp_path, original.read_bytes() + head_of(original).read_bytes())


@pytest.mark.parametrize("cut", [1, 30, 400])
def test_nothing_is_appended_to_a_shortened_trail(original: Path, tmp_path: Path, cut: int) -> None:
    copy = tmp_path / "audit.log"
    copy.write_bytes(original.read_bytes()[:-cut])
    head_of(copy).write_bytes(head_of(original).read_bytes())
    with pytest.raises(LoginFailure, match=r"audit\.tampered: row [56]"):
        AuditTrail.open(copy, KEY, ManualClock()).append("x")
    assert copy.read_bytes() == original.read_bytes()[:-cut]


def test_nothing_is_appended_after_a_forged_row(original: Path, tmp_path: Path) -> None:
    copy = tmp_path / "audit.log"
    forged = original.read_bytes() + lines_of(original.read_bytes())[-1]
    copy.write_bytes(forged)
    head_of(copy).write_bytes(head_of(original).read_bytes())
    with pytest.raises(LoginFailure, match=r"audit\.tampered: row 7"):
        AuditTrail.open(copy, KEY, ManualClock()).append("x")
    assert copy.read_bytes() == forged


def test_the_rows_before_the_damage_can_still_be_read(original: Path, tmp_path: Path) -> None:
    copy = tmp_path / "audit.log"
    copy.write_bytes(original.read_bytes().replace(b"login-3", b"login-4"))
    head_of(copy).write_bytes(head_of(original).read_bytes())
    read: list[str] = []
    with pytest.raises(LoginFailure, match=r"audit\.tampered: row 4"):
        read.extend(record.login for record in AuditTrail.open(copy, KEY, ManualClock()).records())
    assert read == ["login-0", "login-1", "login-2"]
