"""States of the chart that windows treat alike. Screens are bound to states in ``gui/shell/screen_registry.py``."""

from __future__ import annotations

from cosmic_login.core.prompt_kinds import KINDS

#: States in which the SITHS eID window asks for a code.
CODE_STATES = frozenset(state for kind in KINDS if kind.siths_window for state in kind.states())
#: States in which Cosmic shows what it last showed, and a strip of the exercise's own the way on
#: (``gui/shell/freeze.py``).
STRIP_STATES = frozenset({"frozen", "unlock_frozen"})
#: The second region has no screen of its own: it is the status line, on every screen.
STATUS_STATES = frozenset({"card_status"})

#: A property of windows that are not Cosmic's own, and go on answering when it does not.
STAYS_AWAKE = "stays_awake"
