"""Whom to ask when something is unclear (R2)."""

from __future__ import annotations

from typing import NamedTuple


class Contact(NamedTuple):
    """Whom to ask: a name or role, and how to reach them (may be empty)."""

    name: str
    phone: str = ""


#: Whom the instruction says to ask (R2), in its order. Source texts, marked for translation in ``settings_table``.
CONTACTS = (Contact("IT-kontaktperson"), Contact("IT-support", "anknytning 141 41"))
