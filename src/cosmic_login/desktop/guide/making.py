"""Makes the guide's files: region and content put together, pictures taken, pages written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cosmic_login.core.failures import LoginFailure
from cosmic_login.profile import write_atomic
from cosmic_login.run.context import CliContext
from cosmic_login.training.guide import pdf as pdf_writer
from cosmic_login.training.guide.compose import Guide, compose, wanted
from cosmic_login.training.guide.content import content
from cosmic_login.training.guide.pages import page
from cosmic_login.translations import translate

if TYPE_CHECKING:
    from cosmic_login.run.context import Language
    from cosmic_login.training.guide.model import GuideRegion, TakenPicture

#: The region of the shipped directory (docs/directory.md), which gets the guide's name.
_OWN_REGION: Final = """\
[organisations.rjl]
organisation_id = "2321000057"
name = {name}
own_region = true
remark = "övning"
"""
_MODE: Final = 0o644


def composed(region: GuideRegion, language: Language) -> Guide:
    """Return the guide without its pictures. Raises ``guide.no_language``."""
    return compose(content(), region, language, partial(translate, language))


def make(
    region: GuideRegion,
    language: Language,
    folder: Path,
    name: str,
    *,
    with_pdf: bool = False,
    told: Callable[[str], None] = lambda _scenario: None,
) -> list[Path]:
    """Write ``NAME.LANGUAGE.html``, and ``.pdf`` beside it, into a folder that is made if need be; return the files.

    ``told`` hears of each scenario that is played. Raises ``guide.*``, ``file.unwritable`` and ``display.missing``;
    then nothing has been written.
    """
    guide = composed(region, language)
    if with_pdf:
        pdf_writer.check()
    _make_folder(folder)
    html = page(guide, _pictures(guide, language, told))
    files = {f"{name}.{language}.html": html.encode()}
    if with_pdf:
        files[f"{name}.{language}.pdf"] = pdf_writer.pdf(html)
    return [_written(folder / each, data) for each, data in files.items()]


def _pictures(guide: Guide, language: Language, told: Callable[[str], None]) -> dict[str, TakenPicture]:
    if sys.platform == "linux":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # nobody has to look on
    os.environ.setdefault("COSMIC_LOGIN_REDUCED_MOTION", "1")
    from cosmic_login.desktop.guide.shoot import shoot

    context = CliContext(temp_profile=True, log_level="error", lang_option=language)
    try:
        directory = _OWN_REGION.format(name=json.dumps(guide.region, ensure_ascii=False))
        write_atomic(context.profile.directory_file, directory.encode())
        return shoot(context, wanted(guide, content()), told)
    finally:
        context.close()


def _make_folder(folder: Path) -> None:
    """Make the folder, and see that a file can be written there before the pictures are taken."""
    trial = folder / f".guide-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise LoginFailure("file.unwritable", f"{folder}: {reason}") from None


def _written(path: Path, data: bytes) -> Path:
    try:
        write_atomic(path, data, mode=_MODE)
    except LoginFailure as failure:
        raise LoginFailure("file.unwritable", failure.detail) from failure
    return path
