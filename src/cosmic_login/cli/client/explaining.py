"""How ``client explain`` prints what becomes of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cosmic_login.idp.explain.causes import CAUSES
from cosmic_login.idp.explain.told import Explained, Verdict, Wishes
from cosmic_login.idp.pages.texts import Texts

if TYPE_CHECKING:
    from cosmic_login.idp.explain.advice import Mend
    from cosmic_login.run.context import CliContext

_ENGLISH = Texts("en")


def told_json(explained: Explained) -> dict[str, object]:
    """Return it as JSON, in English whatever the language is: it is for programs."""
    findings = [
        {
            "rule": each.rule,
            "verdict": each.verdict.value,
            "text": f"{each.text} {each.detail}".strip(),
            "answer": each.answer,
            "mends": [_mend(_ENGLISH, mend) for mend in each.mends],
            "gap": each.gap,
        }
        for each in explained.findings
    ]
    return {
        "kind": explained.kind,
        "refused": explained.refused,
        "answer": explained.answer,
        "findings": findings,
        "asked": _asked_json(explained.asked) if explained.asked else None,
    }


def _asked_json(asked: Wishes) -> dict[str, object]:
    return {
        "system": asked.system,
        "claims": list(asked.claims),
        "essential": list(asked.essential),
        "choice": asked.choice.value,
        "levels": list(asked.levels),
        "methods": list(asked.methods),
        "force": asked.force,
        "passive": asked.passive,
    }


def print_explained(explained: Explained, context: CliContext) -> None:
    """Print it for people: each rule with its cause, how it is broken, and what mends it."""
    texts = Texts(context.lang)
    print(context.text(f"Läst som: {explained.kind}", f"Read as: {explained.kind}"))
    for each in explained.findings:
        refused = each.verdict is Verdict.REFUSED
        word = context.text("AVVISAS", "REFUSED") if refused else context.text("obs", "note")
        gap = context.text(" [vår tolkning]", " [ours: nothing is published]") if each.gap else ""
        print(f"{word}  {each.rule}{gap}: {texts.own(CAUSES[each.rule])}")
        if each.detail:
            print(f"    {each.detail}")
        if each.answer:
            print(context.text(f"    svar: {each.answer}", f"    answer: {each.answer}"))
        for mend in each.mends:
            print(f"    - {_mend(texts, mend)}")
    if not explained.refused:
        print(context.text("Den skulle tas emot.", "It would be taken."))
    if explained.asked is not None:
        _print_asked(explained.asked, context)


def _print_asked(asked: Wishes, context: CliContext) -> None:
    claims = ", ".join(f"{each}*" if each in asked.essential else each for each in asked.claims) or "-"
    levels = ", ".join(asked.levels) or "-"
    print(context.text(f"System: {asked.system}", f"System: {asked.system}"))
    print(context.text(f"Får veta (* krävs): {claims}", f"Is told (* needed): {claims}"))
    print(context.text(f"Val: {asked.choice.value}", f"Choice: {asked.choice.value}"))
    print(context.text(f"Tillitsnivå: {levels}", f"Level of assurance: {levels}"))


def _mend(texts: Texts, mend: Mend) -> str:
    return f"{mend.library}: {mend.text}" if mend.library else texts.own(mend.text)
