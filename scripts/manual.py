"""The documents for people who log in, in both languages: the failure codes, and the manual with the help's topics."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import partial

from cosmic_login.core.contact import CONTACTS
from cosmic_login.core.failures import FAILURES, FailureClass, FailureInfo
from cosmic_login.core.flow import CHART
from cosmic_login.gui.help import topic as topics
from cosmic_login.gui.help.index import RETRY, topic_of_state, whom_to_ask
from cosmic_login.gui.help.topics import TOPICS
from cosmic_login.translations import LANGUAGES, translate

MADE = "<!-- Made by `make docs` from {source}; changes here are lost. -->\n\n"

_WORDS = {
    "sv": {
        "failures": "Felkoder",
        "failures about": "Varje fel har en kod som går att läsa upp för supporten. Koden visas i fönstret, skrivs av "
        "kommandoraden och står\ni åtkomstloggen. Samma kod betyder samma sak överallt.",
        "cause": "Orsak",
        "mend": "Åtgärd",
        "retry": "Nytt försök",
        FailureClass.AUTHENTICATION.value: "Autentiseringen misslyckades",
        FailureClass.AUTHENTICATION.value + " about": "Kortet, koden, begäran eller tjänsten: personen kunde inte "
        "legitimeras.",
        FailureClass.LOGIN.value: "Inloggningen misslyckades",
        FailureClass.LOGIN.value + " about": "Personen är legitimerad, men Cosmic släpper inte in.",
        FailureClass.SYSTEM.value: "Andra systems inloggning",
        FailureClass.SYSTEM.value
        + " about": "När ett annat system loggar in sina användare här: webbläsarens sidor visar felet.",
        FailureClass.OPERATION.value: "Drift och kommandorad",
        FailureClass.OPERATION.value + " about": "Inställningar, filer och kommandon; ingen inloggning pågick.",
        "manual": "Handbok för inloggningen",
        "manual about": "Det här är en övningsmiljö: alla personer, organisationer och certifikat är påhittade. "
        "Samma texter finns i fönstrets\nhjälp; F1 öppnar den på rätt ställe.",
        "screens": "Vad fönstret visar",
        "you see": "du ser",
        "read": "läs mer",
        "by code": "Felkoderna i korthet",
        "code": "felkod",
    },
    "en": {
        "failures": "Failure codes",
        "failures about": "Every failure has a code that can be read out to support. The window shows it, the command "
        "line prints it, and it\nstands in the audit trail. The same code means the same everywhere.",
        "cause": "Cause",
        "mend": "What to do",
        "retry": "Trying again",
        FailureClass.AUTHENTICATION.value: "Authentication failed",
        FailureClass.AUTHENTICATION.value + " about": "Card, code, request or service: the person could not be "
        "identified.",
        FailureClass.LOGIN.value: "Login failed",
        FailureClass.LOGIN.value + " about": "The person has been identified, but Cosmic does not let them in.",
        FailureClass.SYSTEM.value: "Other systems’ logins",
        FailureClass.SYSTEM.value
        + " about": "When another system logs its users in here: the browser’s pages tell the failure.",
        FailureClass.OPERATION.value: "Operation and command line",
        FailureClass.OPERATION.value + " about": "Settings, files and commands; no login was under way.",
        "manual": "Login manual",
        "manual about": "This is a training environment: all people, organisations and certificates are made up. The "
        "same texts are in the\nwindow’s help; F1 opens it at the right place.",
        "screens": "What the window shows",
        "you see": "you see",
        "read": "read more",
        "by code": "The failure codes in short",
        "code": "failure code",
    },
}


def failures_file(language: str) -> str:
    """Return the file name of the failure codes in a language; the source language has the plain name."""
    return "failures.md" if language == next(iter(LANGUAGES)) else f"failures.{language}.md"


def failures(language: str) -> str:
    """Return the table of failures, one section per code."""
    words = _WORDS[language]
    parts = [f"# {words['failures']}\n\n", MADE.format(source="`core/failures.py`"), f"{words['failures about']}\n\n"]
    for failure_class in FailureClass:
        parts.append(f"## {words[failure_class.value]}\n\n{words[failure_class.value + ' about']}\n\n")
        rows = (row for row in FAILURES.values() if row.failure_class is failure_class)
        parts += [_failure(row, language) for row in rows]
    return "".join(parts).rstrip() + "\n"


def _failure(row: FailureInfo, language: str) -> str:
    words, failure = _WORDS[language], partial(translate, language, "Failure")
    return (
        f'<a id="{row.help_anchor}"></a>\n\n### `{row.code}`\n\n'
        f"- **{words['cause']}:** {failure(row.cause)}\n- **{words['mend']}:** {failure(row.mend)}\n"
        f"- **{words['retry']}:** {translate(language, 'Help', RETRY[row.retry])}\n\n"
    )


def manual(language: str) -> str:
    """Return the manual: the help's topics, what every screen means, and the failure codes in short."""
    words = _WORDS[language]
    parts = [
        f"# {words['manual']}\n\n",
        MADE.format(source="`gui/help/topics.py`, `core/flow.py` and `core/failures.py`"),
        f"{words['manual about']}\n\n",
        *(_topic(topic, language) for topic in TOPICS),
        f"## {words['screens']}\n\n",
        _table((words["you see"], words["read"]), _screens(language)),
        f"\n## {words['by code']}\n\n",
        _table((words["code"], words["cause"].lower(), words["mend"].lower()), _codes(language)),
    ]
    return "".join(parts)


def _topic(topic: topics.Topic, language: str) -> str:
    say = partial(translate, language, "Help")
    steps = [say(step) for step in topic.steps]
    if topic.key == topics.CONTACTS:
        steps = whom_to_ask(CONTACTS, partial(translate, language))
    blocks = [f'<a id="{topic.key}"></a>', f"## {say(topic.title)}", *(_wrapped(say(text)) for text in topic.body)]
    if steps:
        blocks.append("\n".join(_wrapped(f"{number}. {step}", "   ") for number, step in enumerate(steps, 1)))
    return "\n\n".join([*blocks, *(_wrapped(say(text)) for text in topic.after)]) + "\n\n"


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _screens(language: str) -> list[tuple[str, ...]]:
    """Return each state's line once, with a link to its topic: unlocking asks the same things as logging in."""
    titles = {topic.key: topic.title for topic in TOPICS}
    rows: dict[tuple[str, ...], None] = {}
    for state in CHART.regions[0].leaves():
        key = topic_of_state(state.name)
        link = f"[{translate(language, 'Help', titles[key])}](#{key})"
        rows[translate(language, "Flow", state.about), link] = None
    return list(rows)


def _codes(language: str) -> list[tuple[str, ...]]:
    failure, file = partial(translate, language, "Failure"), failures_file(language)
    return [
        (f"[`{row.code}`]({file}#{row.help_anchor})", failure(row.cause), failure(row.mend))
        for row in FAILURES.values()
    ]


def _table(head: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [tuple(head), tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)
