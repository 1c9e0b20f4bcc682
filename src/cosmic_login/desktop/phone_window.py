"""The phone's window, put together: a program of its own, or one beside the login window that has started it."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QRect

    from cosmic_login.app import World
    from cosmic_login.core.secret import Code
    from cosmic_login.phone.models import AppName
    from cosmic_login.phone.window.app import PhoneApp
    from cosmic_login.phone.window.camera import ShutterCamera
    from cosmic_login.phone.window.controller import PhoneHolder
    from cosmic_login.run.context import CliContext

_log = logging.getLogger(__name__)
#: The phone's name when there is none yet.
DEFAULT_NAME = "telefon"


class PhoneTrainer:
    """Fetches activations as the IdP's operator does."""

    def __init__(self, world: World) -> None:
        self._world = world

    def holders(self) -> Sequence[PhoneHolder]:
        """Return the people of the directory."""
        from cosmic_login.phone.window.controller import PhoneHolder

        people = self._world.directory.persons.values()
        return [PhoneHolder(person.key, person.name) for person in sorted(people, key=lambda person: person.name)]

    async def activation(self, app: AppName, key: str) -> str:
        """Return the text of a one-time QR code."""
        return await self._world.activation(key, app)


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Open the phone's window and run until it is closed. Raises ``display.missing``."""
    from cosmic_login.desktop.display import display
    from cosmic_login.profile.logs import log_event

    with context.world(context.in_force(context.found_settings.settings)) as world:
        with display(context):
            app = make(args, context, world)
        log_event(_log, "phone.opened", phone=app.controller.phone.name)
        status = app.run()
        log_event(_log, "phone.closed", status=status)
    return status


def make(args: argparse.Namespace, context: CliContext, world: World) -> PhoneApp:
    """Return the window's program around one of the profile's phones."""
    from cosmic_login.desktop.phone_wiped import WipeWatch
    from cosmic_login.phone.window.app import PhoneApp, PhonePorts
    from cosmic_login.phone.window.desktop_pictures import DesktopPictures
    from cosmic_login.profile.logs import log_event

    notes = world.profile.phone_pictures_dir
    if swept := DesktopPictures(notes).sweep():
        log_event(_log, "phone.pictures_removed", count=swept)
    settings = context.in_force(context.found_settings.settings)
    phone = world.phone(args.phone or _name(world))
    app = PhoneApp(
        PhonePorts(
            phone,
            world.clock.now,
            PhoneTrainer(world),
            device_name=phone.name,
            theme=settings.theme,
            text_scale=settings.text_scale,
            language=settings.language,
            motion=settings.reduced_motion,
            leashed=args.leashed,
            place=_rectangle(args.place),
            make_shutter=lambda owner: _shutter(owner, notes),
            practice=world.cards.usual_code,
            practice_on=settings.practice_code,
            code=(lambda person, right: _lesson_code(world, person, right=right)) if args.leashed else None,
        )
    )
    write_down_pages(app)
    WipeWatch(app.controller, phone.folder)
    return app


def _lesson_code(world: World, person: str, *, right: bool) -> Code:
    from cosmic_login.lessons.cards import phone_code

    return phone_code(world.directory, person, right=right)


def _shutter(owner: QObject, notes: Path) -> ShutterCamera | None:
    """Return the camera by way of the desktop, where programs get no pictures of the screen."""
    from PySide6.QtGui import QGuiApplication

    if not QGuiApplication.platformName().startswith("wayland"):
        return None
    from cosmic_login.phone.window.portal_camera import PortalCamera

    return PortalCamera(owner, notes)


def _name(world: World) -> str:
    """Return which phone is meant when nobody says so: the only one, or the usual one."""
    from cosmic_login.phone.sealed_state import phone_names

    names = phone_names(world.profile)
    return names[0] if len(names) == 1 else DEFAULT_NAME


def _rectangle(text: str) -> QRect:
    from PySide6.QtCore import QRect

    if not text:
        return QRect()
    try:
        x, y, width, height = (int(number) for number in text.split(","))
    except ValueError:
        raise LoginFailure("usage.invalid", f"--place {text}: not x,y,width,height") from None
    return QRect(x, y, width, height)


def write_down_pages(app: PhoneApp) -> None:
    """Have the log say which page is up; never what is on it."""
    from cosmic_login.profile.logs import log_event

    def note() -> None:
        place = app.controller.place
        failure = place.failure or place.wrong
        code = failure.code if failure is not None else ""
        log_event(_log, "phone.page", page=place.page, app=place.app, failure=code, phone=app.controller.phone.name)

    app.controller.moved.connect(note)
