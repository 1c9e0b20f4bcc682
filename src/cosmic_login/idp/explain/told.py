"""What a system's developers are told of a request: what it runs into, what it gets for it, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from cosmic_login.idp.claims.choices import Level
from cosmic_login.idp.explain.advice import Mend


class Verdict(StrEnum):
    """What a finding means for the request."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True)
class Explanation:
    """One rule that a request runs into. ``mends`` are settings of client libraries.

    ``text`` is the rule and ``detail`` how it is broken, in English, for logs. ``answer`` is what comes of it where it
    is refused: ``page CODE`` (the person sees the failure table's code, the system hears nothing), ``error CODE``
    (OAuth's, at the redirect URI), ``call CODE`` (the same, in the answer to a call that the system made by itself) or
    ``status TOP/SECOND`` (SAML's, in an answer). ``gap``: Inera publishes nothing
    about it, and this is what ours does.
    """

    rule: str
    verdict: Verdict
    text: str
    detail: str = ""
    mends: tuple[Mend, ...] = ()
    gap: bool = False
    answer: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a request asks for that goes on, as the person will see it.

    ``claims`` are those that the system may have, ``essential`` those of them without which the login fails; ``choice``
    is what has to be chosen by a person who has several. ``levels`` are levels of assurance of which one has to be met
    exactly, ``methods`` the ways to log in that were named beforehand; none: any.
    """

    system: str
    claims: tuple[str, ...] = ()
    essential: tuple[str, ...] = ()
    choice: Level = Level.NONE
    levels: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    force: bool = False
    passive: bool = False


@dataclass(frozen=True)
class Explained:
    """What was asked about (``kind``), and what becomes of it. Nothing found: it goes on, with ``asked``.

    ``answer`` is what comes of a request that is refused, as in ``Explanation``: that of the first refusal.
    """

    kind: str
    findings: tuple[Explanation, ...] = field(default_factory=tuple)
    asked: Wishes | None = None

    @property
    def refused(self) -> bool:
        """Whether the request would be refused."""
        return any(each.verdict is Verdict.REFUSED for each in self.findings)

    @property
    def answer(self) -> str:
        """What comes of it; empty when it goes on. What the system is told comes after what it cannot be told."""
        answers = [each.answer for each in self.findings if each.verdict is Verdict.REFUSED]
        return next((each for each in answers if each.startswith("page")), next(iter(answers), ""))
