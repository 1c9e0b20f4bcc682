"""The groups of the window's menu of tools, in the order in which they stand there."""

from __future__ import annotations

from enum import IntEnum


class MenuGroup(IntEnum):
    """What an entry of the menu is about; a line stands between two groups."""

    BESIDE = 0  # what stands beside the login: the card, the phone, the trainer's panel
    PROGRAM = 1  # the program itself: settings, diagnosis, log
    HELP = 2
