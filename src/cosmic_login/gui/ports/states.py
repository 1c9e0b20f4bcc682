"""States of the chart that windows treat alike. Screens are bound to states in ``gui/shell/screen_registry.py``."""

from __future__ import annotations

#: Prompts for a code while something is done with the card.
TASK_CODES = ("register_code", "enter_code", "change_code", "unblock_code")
#: States in which the SITHS eID window asks for a code.
CODE_STATES = frozenset(
    {"register_code", "enter_code", "unlock_register_code", "unlock_enter_code"}
    | {f"manage_{name}" for name in TASK_CODES}
)
#: States in which Cosmic shows what it last showed, and a strip of the exercise's own the way on (``shell/freeze.py``).
STRIP_STATES = frozenset({"frozen", "unlock_frozen"})
#: The second region has no screen of its own: it is the status line, on every screen.
STATUS_STATES = frozenset({"card_status"})
