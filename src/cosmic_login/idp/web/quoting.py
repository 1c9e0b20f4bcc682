"""What others sent, told again: in logs, in answers and on pages."""

from __future__ import annotations


def shown(value: str) -> str:
    """Return what somebody sent, so that it can be told: short, and in ASCII without anything that means something."""
    short = value if len(value) <= 80 else value[:77] + "..."
    return "".join(each if " " <= each <= "~" and each not in "\"\\'<>&" else "?" for each in short)
