"""A phone that is wiped while its window is open finds itself empty."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from cosmic_login.core.clock import SystemClock
from cosmic_login.desktop.phone_wiped import WipeWatch
from cosmic_login.phone.phone import Phone
from cosmic_login.phone.sealed_state import forget_phones
from cosmic_login.phone.window.app import PhoneApp, PhonePorts
from cosmic_login.profile import Profile


def test_an_open_phone_that_is_wiped_shows_its_home_screen(qtbot: QtBot, tmp_path: Path) -> None:
    profile, clock = Profile.open(tmp_path / "profile"), SystemClock()
    phone = Phone(profile, "telefon", "http://127.0.0.1:9", clock)
    app = PhoneApp(PhonePorts(phone, clock.now, language="sv", text_scale=1.0, theme="light"))
    controller = app.controller
    WipeWatch(controller, profile.phones_dir / "telefon")  # before there is anything to watch
    controller.open("siths")
    assert controller.place.page == "store"
    controller.install()
    assert controller.place.page == "app"
    assert forget_phones(profile) == 1
    qtbot.waitUntil(lambda: controller.place.page == "home")
    controller.open("siths")
    assert controller.place.page == "store"
    app.finish()
