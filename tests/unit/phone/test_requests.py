"""The phone against the real IdP: activated, scanned, confirmed, declined, removed; and every way it can go wrong."""

from __future__ import annotations

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.phone.kinds import APPS, AppName
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.phones import TestPhone
from tests.unit.phone.screens import Screen

WRONG = "281905"
METHODS: dict[AppName, str] = {"siths": "siths-other-device", "bankid": "bankid"}


@pytest.fixture
def screen(cosmic: LoginBench) -> Screen:
    return Screen(cosmic.idp_url)


def code_of(caught: pytest.ExceptionInfo[LoginFailure]) -> str:
    return caught.value.code


@pytest.mark.parametrize("app", APPS)
def test_a_login_goes_through_the_pixels_to_its_end(cosmic: LoginBench, phone: TestPhone, app: AppName) -> None:
    eid = phone.activate("anna", app)
    assert (eid.app, eid.holder, eid.state, eid.tries_left) == (app, "Anna Testsson", "ok", 3)
    assert phone.ids(app) == (eid,)
    screen = Screen(cosmic.idp_url, METHODS[app]).begin()
    assert screen.hint == "outstandingTransaction"

    asked = phone.scan(screen.code, app)

    assert (asked.app, asked.kind, asked.holder, asked.tries_left) == (app, "auth", "Anna Testsson", 3)
    assert asked.relying_party
    assert 0 < asked.expires_in <= 180
    assert phone.asked is not None
    assert phone.asked.relying_party == asked.relying_party
    assert screen.hint == "userSign"
    phone.confirm()
    assert screen.done
    with pytest.raises(LoginFailure) as caught:
        phone.decline()
    assert code_of(caught) == "phone.nothing_asked"
