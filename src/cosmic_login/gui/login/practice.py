"""Has the training card's code shown where it is asked for, unless the trainer or a test says no."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from cosmic_login.core.prompts import ChangeCode, EnterCode, Prompt, UnblockCode

if TYPE_CHECKING:
    from cosmic_login.core.secret import Code, CodeKind
    from cosmic_login.core.settings import Settings
    from cosmic_login.gui.ports.context import Background, WindowContext
    from cosmic_login.gui.ports.practice import PracticeCodes
    from cosmic_login.ui.background import BackgroundRunner

Show = Callable[["Code | None"], None]


class PracticeNotes(QObject):
    """Answers the screens that ask; the last one is answered anew when the setting or the lesson changes."""

    def __init__(self, context: WindowContext, io: Background, runner: BackgroundRunner, port: PracticeCodes) -> None:
        super().__init__(context.owner)
        self._context, self._runner, self._port = context, runner, port
        self._asked: tuple[str, CodeKind, Show] | None = None
        self._number = 0
        self._wanted = context.settings.practice_code
        context.settings_changed.connect(self._on_settings)
        port.listen(lambda: io.to_chart(self.refresh))

    def ask(self, prompt: Prompt[Any], show: Show) -> None:
        """Have ``show`` called with the code of the card that ``prompt`` is about, soon, or not at all."""
        if isinstance(prompt, EnterCode | ChangeCode | UnblockCode):
            self._asked = prompt.reader, "puk" if isinstance(prompt, UnblockCode) else "pin", show
            self.refresh()

    def refresh(self) -> None:
        """Answer who asked last, as things are now."""
        if self._asked is None:
            return
        reader, kind, show = self._asked
        self._number += 1
        number = self._number
        if not self._wanted or self._port.hidden:
            show(None)
            return

        def found(code: Code | None) -> None:
            if number == self._number and not self._port.hidden:
                show(code)
            elif code is not None:
                code.wipe()

        self._runner.run(lambda: self._port.code(reader, kind), found, lambda _failure: show(None))

    def _on_settings(self, settings: Settings) -> None:
        if settings.practice_code != self._wanted:
            self._wanted = settings.practice_code
            self.refresh()
