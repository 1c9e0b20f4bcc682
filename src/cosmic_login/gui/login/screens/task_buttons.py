"""What can be done with the card without logging in, as the start screen offers it; ``codes`` says how it ended."""

from __future__ import annotations

from cosmic_login.gui.ports.actions import Actions
from cosmic_login.gui.texts import code_texts
from cosmic_login.gui.texts import common as texts
from cosmic_login.ui.widgets.button import ActionButton

#: Tasks in the order in which they are offered: name in the chart, label, second line.
TASKS = (
    ("change-code", code_texts.CHANGE, code_texts.CHANGE_SUB),
    ("unblock", code_texts.UNBLOCK, code_texts.UNBLOCK_SUB),
    ("activate-card", code_texts.ACTIVATE, code_texts.ACTIVATE_SUB),
    ("fetch-signing", code_texts.FETCH, code_texts.FETCH_SUB),
    ("activate-phone", code_texts.PHONE, code_texts.PHONE_SUB),
)


def task_buttons(actions: Actions) -> list[ActionButton]:
    """Make a button for each task."""
    made: list[ActionButton] = []
    for task, label, sub in TASKS:
        button = ActionButton(texts.say(label), sub=texts.say(sub), listed=True)
        button.clicked.connect(lambda _checked=False, task=task: actions.manage(task))
        made.append(button)
    return made
