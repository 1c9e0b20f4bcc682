"""The phone's window in the hands of a lesson that is shown: it does what a person would, or says that it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.phone.models import Faults
from cosmic_login.phone.window.controller import PhonePlace
from cosmic_login.phone.window.driver import PhoneDriver
from cosmic_login.phone.window.parent_pipe import ParentPipe
from cosmic_login.testing.gallery.phone_screens import ANNA, LOGIN, screen_with
from tests.gui.phone_stage import PhoneStage

CODE = "407163"


class Driven:
    """A phone's window and who gives it orders."""

    def __init__(self, stage: PhoneStage) -> None:
        self.stage = stage
        self.made: list[Code] = []
        self.asked_for: list[tuple[str, bool]] = []
        self.driver = PhoneDriver(stage.window, self._code)
        self.told: list[bool] = []

    def _code(self, person: str, right: bool) -> Code:
        self.asked_for.append((person, right))
        self.made.append(Code(CODE if right else "111222"))
        return self.made[-1]

    def begin(self, verb: str, **more: Any) -> None:
        """Give an order."""
        self.driver.do({"verb": verb, "app": "siths", "person": "anna", **more}, self.told.append)

    def do(self, verb: str, **more: Any) -> bool:
        """Give an order, and return what is said of its end."""
        before = len(self.told)
        self.begin(verb, **more)
        self.stage.until(lambda: len(self.told) > before)
        return self.told[-1]


@pytest.fixture
def driven(qtbot: QtBot) -> Iterator[Driven]:
    stage = PhoneStage(qtbot)
    made = Driven(stage)
    yield made
    made.driver.close()
    stage.close()


def test_it_installs_an_app_and_activates_an_e_id(driven: Driven) -> None:
    stage = driven.stage
    stage.phone.on_it = ()
    stage.window.show_anew(PhonePlace())
    assert driven.do("install")
    assert list(stage.phone.installed) == ["siths"]
    stage.camera.image = screen_with("siths-activate.0f3e")
    stage.phone.results["activate"] = ANNA
    assert driven.do("activate")
    assert stage.phone.done[-1] == ("activate", "siths", "siths-activate.0f3e", CODE.encode(), "Övningstelefon")
    assert driven.asked_for == [("anna", True), ("anna", True)]
    assert all(code.wiped for code in driven.made)


def test_it_reads_the_screen_and_answers_wrong_then_right(driven: Driven) -> None:
    stage = driven.stage
    stage.phone.held, stage.phone.results = (ANNA,), {"scan": LOGIN}
    stage.camera.image = screen_with("siths.0f3e.1.2")
    assert driven.do("scan")
    assert (stage.controller.place.page, stage.controller.place.asked) == ("asked", LOGIN)
    stage.phone.results["confirm"] = LoginFailure("phone.code_wrong")
    assert driven.do("confirm", right=False)
    assert (stage.controller.place.page, stage.controller.place.wrong) == ("asked", stage.phone.results["confirm"])
    stage.phone.results["confirm"] = None
    assert driven.do("confirm")
    assert stage.controller.place.page == "answered"
    assert driven.asked_for == [("anna", False), ("anna", True)]
    assert all(code.wiped for code in driven.made)


def test_it_says_no(driven: Driven) -> None:
    stage = driven.stage
    stage.phone.open_request = LOGIN
    stage.window.show_anew(PhonePlace("asked", asked=LOGIN))
    assert driven.do("decline")
    assert stage.controller.place.page == "declined"


def test_a_failure_that_the_phone_shows_is_an_end_too(driven: Driven) -> None:
    stage = driven.stage
    stage.phone.held = (ANNA,)
    stage.phone.results["scan"] = LoginFailure("qr.stale")
    stage.camera.image = screen_with("siths.0f3e.1.2")
    faults = {"no_network": False, "slow_s": 15.0, "clock_off_s": 0.0}
    assert driven.do("scan", faults=faults)
    assert stage.controller.place.page == "failed"
    assert stage.phone.faults == Faults(slow_s=15.0)


@pytest.mark.parametrize("verb", ["confirm", "decline"])
def test_what_nobody_asks_cannot_be_answered(driven: Driven, verb: str) -> None:
    assert not driven.do(verb)
    assert driven.stage.controller.place.page == "home"
    assert driven.made == [], "no code is made for nothing"


def test_a_camera_that_reads_nothing_is_given_up(driven: Driven) -> None:
    stage = driven.stage
    stage.phone.held = (ANNA,)
    driven.begin("scan")
    stage.wait("scan")
    stage.phone.time.advance(60)
    stage.until(lambda: driven.told)
    assert (driven.told, stage.controller.place.page) == ([False], "home")


def test_another_order_gives_up_the_one_before(driven: Driven) -> None:
    stage = driven.stage
    stage.phone.held = (ANNA,)
    driven.begin("scan")
    stage.wait("scan")
    driven.begin("scan")
    assert driven.told == [False]


@pytest.mark.parametrize("order", [{}, {"verb": "pay"}, {"verb": "scan", "app": "post"}, {"verb": ["scan"], "app": {}}])
def test_an_order_that_is_none_is_not_done(driven: Driven, order: dict[str, Any]) -> None:
    driven.driver.do(order, driven.told.append)
    assert driven.told == [False]


def test_orders_come_by_the_pipe_and_are_answered_on_it(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    stage = PhoneStage(qtbot, code=lambda _person, _right: Code(CODE))
    try:
        pipe = ParentPipe(lambda: None, lambda: None, order=stage.app.order)
        pipe.drop()
        pipe.take(b'do {"verb": "confirm", "app": "siths", "number": "6"}')
        pipe.take(b"do {not json")
        pipe.take(b'do {"verb": "confirm", "app": "siths", "number": 7}')
        said = ""

        def answered() -> bool:
            nonlocal said
            said += capsys.readouterr().out
            return said.endswith("\n")

        stage.until(answered)
        assert said == "undone 7\n", "what has no number is not done, and has no answer"
    finally:
        stage.close()
