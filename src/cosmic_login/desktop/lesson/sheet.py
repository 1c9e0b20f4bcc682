"""The result of a lesson as a page of PDF: for the trainee to take along, and for the trainer to keep."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPageSize, QPdfWriter, QTextDocument

from cosmic_login.core.failures import LoginFailure
from cosmic_login.gui.lesson import texts
from cosmic_login.gui.lesson.words import result_lines
from cosmic_login.gui.ports.lesson import LessonSeen
from cosmic_login.profile.files import write_atomic

_DOTS = 150  # an inch


def sheet(seen: LessonSeen, person: str, when: str) -> bytes:
    """Return the PDF. ``person`` is whom the lesson is about, ``when`` its day and time as people write them."""
    result = seen.result
    if result is None:
        raise ValueError("the lesson is not over")
    over = texts.say(texts.FINISHED if result.finished else texts.NOT_FINISHED)
    lines = [over, texts.say(texts.STEPS_DONE).format(done=len(seen.done), steps=seen.steps), *result_lines(result)]
    about = " · ".join((texts.say(texts.WAYS[seen.way]), person, when))
    document = QTextDocument()
    document.setDefaultStyleSheet("p { margin: 0 0 8px 0 } h1 { font-size: 20pt } p, li { font-size: 11pt }")
    document.setHtml(
        f"<h1>{escape(seen.title)}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in (about, seen.goal, *lines))
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setResolution(_DOTS)
    writer.setTitle(seen.title)
    document.documentLayout().setPaintDevice(writer)
    document.print_(writer)
    del writer  # writes the end
    return bytes(buffer.data().data())


def write_sheet(path: Path, seen: LessonSeen, person: str, when: str) -> None:
    """Write the PDF, whole or not at all. Raises ``file.unwritable``."""
    try:
        write_atomic(path, sheet(seen, person, when), mode=0o644)
    except LoginFailure as failure:
        raise LoginFailure("file.unwritable", failure.detail) from failure
