"""The private key under the code: what opens it, what does not, what it costs, and that nothing of it shows."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cosmic_login.phone.locked_key import LockedKey, P, R, WrongCodeError
from tests.conftest import TRUE_LOG2_N
from tests.unit.phone.kit import CODE, WRONG


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def locked(key: ec.EllipticCurvePrivateKey) -> Iterator[LockedKey]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cosmic_login.phone.locked_key.LOG2_N", TRUE_LOG2_N)
        yield LockedKey.lock(key, bytearray(CODE.encode()), "here")


def test_the_code_opens_it_and_no_other(key: ec.EllipticCurvePrivateKey, locked: LockedKey) -> None:
    opened = locked.unlock(bytearray(CODE.encode()), "here")
    assert opened.private_numbers() == key.private_numbers()
    for digits, label in ((WRONG, "here"), (CODE, "there"), ("", "here")):
        with pytest.raises(WrongCodeError):
            locked.unlock(bytearray(digits.encode()), label)


def test_a_guess_costs_what_the_documents_say(locked: LockedKey) -> None:
    assert (locked.log2_n, locked.r, locked.p) == (TRUE_LOG2_N, R, P) == (15, 8, 3)


def test_the_same_key_under_the_same_code_looks_different_each_time(key: ec.EllipticCurvePrivateKey) -> None:
    one, other = (LockedKey.lock(key, bytearray(CODE.encode()), "here") for _ in range(2))
    assert not {one.salt, one.nonce, one.sealed} & {other.salt, other.nonce, other.sealed}


def test_nothing_of_the_key_is_in_it_in_clear_or_shown(key: ec.EllipticCurvePrivateKey, locked: LockedKey) -> None:
    private = key.private_numbers().private_value.to_bytes(32, "big")
    assert private not in pickle.dumps(locked)
    assert private not in locked.sealed
    assert repr(locked) == "<LockedKey>"
