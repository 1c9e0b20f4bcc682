"""``cosmic-login demo``: plays a login through the real window by keys, and writes a picture of each step."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.secret import Code

if TYPE_CHECKING:
    from cosmic_login.run.context import CliContext


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = subparsers.add_parser("demo", help="play a login through the real window and write pictures")
    parser.add_argument("--pictures", metavar="DIR", type=Path, default=Path("pictures"), help="where to write them")
    parser.add_argument("--card", default="bo-1", help="the virtual card to log in with (default: %(default)s)")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace, context: CliContext) -> int:
    """Play the login; exit 0 when it came through."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if context.profile_dir is None and "COSMIC_LOGIN_HOME" not in os.environ:
        context.temp_profile = True  # a demonstration leaves nothing in the user's own profile

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
    print(f"Bilderna finns i {pictures}")
    return 0 if came_through else 1
