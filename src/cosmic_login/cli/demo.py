"""``cosmic-login demo``: plays a story through the real window, and writes its pictures and a page that shows them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code
from cosmic_login.run.command_help import Filled
from cosmic_login.run.exit_status import DONE, NOT_DONE

if TYPE_CHECKING:
    from cosmic_login.desktop.story import Picture
    from cosmic_login.run.context import CliContext

#: Stories by the names that one thinks of first, and the lessons that they are.
STORIES = {
    "card": "this-device",
    "service-id": "choose-service-id",
    "first": "first-login",
    "phone": "other-device",
    "md": "md",
    "bankid": "bankid",
    "take-over": "take-over",
    "outage": "siths-out",
    "reserve-card": "reserve-card",
}
_USUAL = "service-id"


def register(parser: argparse.ArgumentParser) -> None:
    """Add the subcommand's arguments."""
    parser.add_argument("--pictures", metavar="DIR", type=Path, default=Path("pictures"), help="where to write them")
    parser.add_argument(
        "--story",
        metavar="NAME",
        help=Filled(
            "what to play: {stories}, any lesson of 'scenario list', or all (default: {usual})",
            stories=", ".join(STORIES),
            usual=_USUAL,
        ),
    )
    parser.add_argument("--card", help="play a bare login with this virtual card instead, in the profile itself")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Play; exit 0 when it came to its end. Raises ``scenario.unknown``, ``file.unwritable``, ``display.missing``."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if context.profile_dir is None and "COSMIC_LOGIN_HOME" not in os.environ:
        context.temp_profile = True  # a demonstration leaves nothing in the user's own profile
    return _login(args, context) if args.card else _stories(args, context)


def _stories(args: argparse.Namespace, context: CliContext) -> int:
    from cosmic_login.cli.scenario import refuse_what_a_lesson_says

    refuse_what_a_lesson_says(context)
    from cosmic_login.desktop.story import play_stories
    from cosmic_login.lessons.casting import cast_of
    from cosmic_login.training.catalogue import catalogue

    folder: Path = args.pictures.absolute()
    with context.world() as world:
        cast = cast_of(world.directory)
        lessons = catalogue(cast)
        wanted = args.story or _USUAL
        names = list(lessons.scenarios) if wanted == "all" else [STORIES.get(wanted, wanted)]
        scenarios = [lessons.get(name) for name in names]

        def tell(picture: Picture) -> None:
            print(f"{picture.path.name}  {picture.caption}")

        page, finished = play_stories(context, world.profile, cast, scenarios, folder=folder, said=tell)
    print(context.text(f"Bilderna finns i {page}", f"The pictures are in {page}"))
    return DONE if finished else NOT_DONE


def _login(args: argparse.Namespace, context: CliContext) -> int:
    """Play the login; exit 0 when it came through."""
    from cosmic_login.desktop.demo import DemoAnswers, DemoStuck, play
    from cosmic_login.desktop.display import display
    from cosmic_login.desktop.login_window import WindowWorld
    from cosmic_login.gui.shell.application import LoginApplication

    pictures: Path = args.pictures.absolute()
    window = WindowWorld(context, remember=False)
    with display(context):
        app = LoginApplication(window, theme="light", language=context.lang)
    window.attach(app)
    answers = DemoAnswers(
        code=lambda: Code(window.world.directory.card(args.card).code),
        insert_card=lambda: window.put_card(args.card),
    )
    try:
        came_through = play(app, pictures, answers)
    except DemoStuck as stuck:
        raise LoginFailure("internal.error", str(stuck)) from None
    except OSError as error:
        raise LoginFailure("file.unwritable", f"{pictures}: {error.strerror or error}") from None
    finally:
        app.finish()
    print(context.text(f"Bilderna finns i {pictures}", f"The pictures are in {pictures}"))
    return DONE if came_through else NOT_DONE
