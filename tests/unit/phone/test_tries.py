"""Wrong codes are counted before they are judged: through restarts, kills and other programs; three, and it is over."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.phone.state import PhoneState
from cosmic_login.profile import Profile
from tests.unit.phone.kit import CODE, NAME, WRONG, a_phone, a_record, a_request, prepare


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile.open(tmp_path / "profile")


def confirm(profile: Profile, code: str) -> LoginFailure:
    """Try a code on the phone; nobody listens at its service, so it always ends in a failure."""
    with pytest.raises(LoginFailure) as caught:
        asyncio.run(a_phone(profile).confirm(Code(code)))
    return caught.value


def tries_left(profile: Profile) -> int:
    return a_phone(profile).ids("siths")[0].tries_left


def elsewhere(profile: Profile, code: str, how: str = "try") -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.unit.phone.kit", str(profile.root), code, how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_wrong_codes_count_down_and_block_and_a_new_program_knows_it(profile: Profile) -> None:
    prepare(profile)
    for left in (2, 1):
        failure = confirm(profile, WRONG)
        assert (failure.code, failure.tries_left) == ("phone.code_wrong", left)
        assert tries_left(profile) == left
        asked = a_phone(profile).asked
        assert asked is not None
        assert asked.tries_left == left
    failure = confirm(profile, WRONG)
    assert (failure.code, failure.tries_left) == ("phone.code_blocked", 0)
    assert a_phone(profile).asked is None  # nothing to type a code for
    assert a_phone(profile).ids("siths")[0].state == "blocked"
    assert confirm(profile, CODE).code == "phone.nothing_asked"


def test_a_blocked_e_id_is_not_tried_again_even_with_the_right_code(profile: Profile) -> None:
    prepare(profile, PhoneState(("siths",), (a_record(tries_left=0),), a_request()))
    assert confirm(profile, CODE).code == "phone.code_blocked"
    assert tries_left(profile) == 0


def test_the_right_code_brings_the_tries_back_and_without_network_the_request_stays(profile: Profile) -> None:
    prepare(profile)
    confirm(profile, WRONG)
    confirm(profile, WRONG)
    assert tries_left(profile) == 1
    assert confirm(profile, CODE).code == "idp.unreachable"
    assert tries_left(profile) == 3
    assert a_phone(profile).asked is not None


def test_a_code_that_is_none_costs_nothing(profile: Profile) -> None:
    prepare(profile)
    with pytest.raises(LoginFailure) as caught:
        Code("12345")
    assert caught.value.code == "code.malformed"
    assert tries_left(profile) == 3


def test_killed_between_counting_and_judging_costs_the_try_each_time(profile: Profile) -> None:
    prepare(profile)
    for left in (2, 1, 0):
        process = elsewhere(profile, CODE, "die")  # the right code: nobody may learn that
        out, err = process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL, (out, err)
        assert tries_left(profile) == left
    assert confirm(profile, CODE).code == "phone.code_blocked"


def test_several_programs_have_three_tries_between_them(profile: Profile) -> None:
    prepare(profile)
    processes = [elsewhere(profile, WRONG) for _ in range(5)]
    said = []
    for process in processes:
        out, err = process.communicate(timeout=100)
        assert not err
        said.append(out.strip())
    assert Counter(said) == {
        "phone.code_wrong 2": 1,
        "phone.code_wrong 1": 1,
        "phone.code_blocked 0": 1,
        "phone.nothing_asked None": 2,
    }


def test_a_full_disk_judges_nothing(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    file = prepare(profile)
    before = file.path.read_bytes()

    def full(*_: object) -> None:
        raise LoginFailure("profile.full")

    monkeypatch.setattr("cosmic_login.phone.sealed_state.write_atomic", full)
    assert confirm(profile, CODE).code == "profile.full"
    monkeypatch.undo()
    assert file.path.read_bytes() == before


def test_the_code_is_wiped_whatever_comes_of_it(profile: Profile) -> None:
    prepare(profile)
    for digits in (WRONG, CODE):
        code = Code(digits)
        with pytest.raises(LoginFailure):
            asyncio.run(a_phone(profile).confirm(code))
        assert code.wiped
    prepare(profile, PhoneState(("siths",)))
    code = Code(CODE)
    with pytest.raises(LoginFailure):
        asyncio.run(a_phone(profile).confirm(code))
    assert code.wiped


def test_a_request_whose_time_is_over_is_gone(profile: Profile) -> None:
    file = prepare(profile, PhoneState(("siths",), (a_record(),), replace(a_request(), expires=1.0)))
    assert a_phone(profile).asked is None
    assert confirm(profile, CODE).code == "order.expired"
    assert tries_left(profile) == 3
    assert file.read().request is None


def test_a_key_opens_only_in_its_own_place(profile: Profile) -> None:
    moved = replace(a_record(), key_id="another")
    prepare(profile, PhoneState(("siths",), (moved,), a_request()))
    assert confirm(profile, CODE).code == "phone.code_wrong"


def test_a_changed_file_is_damaged_and_says_which(profile: Profile) -> None:
    file = prepare(profile)
    sealed = bytearray(file.path.read_bytes())
    sealed[-1] ^= 1
    file.path.write_bytes(sealed)
    failure = confirm(profile, CODE)
    assert failure.code == "phone.damaged"
    assert "Annas" in failure.detail


def test_the_file_and_its_directories_are_the_users_own(profile: Profile) -> None:
    file = prepare(profile)
    for path, mode in ((file.path, 0o600), (file.path.parent, 0o700), (profile.phones_dir, 0o700)):
        assert path.stat().st_mode & 0o777 == mode


def test_the_longest_name_that_is_taken_can_be_kept(profile: Profile) -> None:
    from cosmic_login.phone.sealed_state import PhoneFile, phone_names

    name = "x" * 230
    file = PhoneFile(profile, name)
    with file.changing() as state:
        file.save(state)
    assert name in phone_names(profile)


@pytest.mark.parametrize("name", ["", " ", "..", ".hidden", "x" * 231, "\N{WAVING HAND SIGN}" * 20, "a\nb"])
def test_a_name_that_cannot_be_kept_is_refused(profile: Profile, name: str) -> None:
    from cosmic_login.phone.sealed_state import PhoneFile

    with pytest.raises(LoginFailure) as caught:
        PhoneFile(profile, name)
    assert caught.value.code == "usage.invalid"


def test_names_do_not_lead_out_of_the_directory(profile: Profile) -> None:
    from cosmic_login.phone.sealed_state import PhoneFile, phone_names

    for name in ("x/../../etc", NAME, "a/b"):
        file = PhoneFile(profile, name)
        with file.changing() as state:
            file.save(state)
        assert profile.phones_dir in file.path.resolve().parents
    assert set(phone_names(profile)) == {"x/../../etc", NAME, "a/b"}
