"""The documents for trainers, in both languages: the answer sheet, and the plan for an hour's class."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cosmic_login.core.failures import FAILURES
from cosmic_login.directory.directory import Directory
from cosmic_login.directory.model import CardSpec, Person
from cosmic_login.lessons.casting import cast_of
from cosmic_login.profile import Profile
from cosmic_login.training.catalogue import Catalogue, catalogue
from cosmic_login.training.rows import OPEN, ROWS
from cosmic_login.translations import translate
from manual import MADE

ROWS_BEGIN = "<!-- Made by `make docs` from the rows: -->\n"
PLAN_BEGIN, END = "<!-- Made by `make docs` from the lessons: -->\n", "<!-- to here -->\n"
#: The level of a reserve card.
_RESERVE = 2

_WORDS = {
    "sv": {
        "title": "Facit: personer, kort och koder",
        "about": "Alla är påhittade; personnumren är Skatteverkets publicerade testnummer. Så är kort och koder från "
        "början, och efter\n”Börja om övningen”. Telefonens koder väljer den som aktiverar den, sex siffror.\n\n",
        "people": "Personer",
        "name": "namn",
        "key": "nyckel",
        "number": "personnummer",
        "services": "tjänste-id",
        "cards": "Kort",
        "card": "kort",
        "level": "nivå",
        "code": "kod",
        "signature": "underskrift",
        "puk": "PUK",
        "leads": "vad det leder till",
        "good": "Loggar in.",
        "several": "Loggar in; tjänste-id ska väljas.",
        "new": "Första gången: koden två gånger.",
        "reserve": "Reservkort, aktiverat.",
        "door": "Passerkort: öppnar dörrar, loggar inte in.",
        "minute": "minut",
        "do": "gör",
        "lessons": "övningar",
        "row": "rad",
        "about_row": "vad den handlar om",
    },
    "en": {
        "title": "Answers: people, cards and codes",
        "about": "All are invented; the personal numbers are test numbers that Skatteverket publishes. So are cards "
        "and codes from the\nstart, and after “Börja om övningen”. A phone's codes are chosen by who activates it, "
        "six digits.\n\n",
        "people": "People",
        "name": "name",
        "key": "key",
        "number": "personal number",
        "services": "service IDs",
        "cards": "Cards",
        "card": "card",
        "level": "level",
        "code": "code",
        "signature": "signature",
        "puk": "PUK",
        "leads": "what it leads to",
        "good": "Logs in.",
        "several": "Logs in; a service ID has to be chosen.",
        "new": "The first time: the code twice.",
        "reserve": "A reserve card, activated.",
        "door": "A pass card: opens doors, does not log in.",
        "minute": "minute",
        "do": "do",
        "lessons": "lessons",
        "row": "row",
        "about_row": "what it is about",
    },
}


class Part(NamedTuple):
    """A part of the class: from which minute, what is done in Swedish and English, and the lessons by their ids."""

    minute: int
    sv: str
    en: str
    lessons: tuple[str, ...] = ()


PLAN = (
    Part(
        0,
        "Säg att alla namn och nummer är påhittade. Visa panelen (F6) och tryck på ”Börja om övningen”. Dela ut facit.",
        "Say that all names and numbers are invented. Show the panel (F6) and press “Börja om övningen”. Hand out the "
        "answers.",
    ),
    Part(
        5,
        "Vardagen. Visa den första (*Visa*); sedan gör alla de tre (*Öva*). Den som har Cosmic i en fjärrsession, som "
        "i Citrix, gör den fjärde i stället för den första.",
        "Everyday. Show the first (*Visa*); then everybody does all three (*Öva*). Who has Cosmic in a remote session, "
        "as in Citrix, does the fourth in place of the first.",
        ("this-device", "first-login", "choose-service-id", "remote-session"),
    ),
    Part(
        18,
        "Koden och kortet. Fråga före: hur många försök har man, och vem hjälper om de är slut?",
        "Code and card. Ask before: how many tries are there, and who helps when they are used up?",
        ("wrong-code", "code-blocked", "card-pulled"),
    ),
    Part(
        30,
        "Utan kort. Ge också ut ett reservkort från panelen, och spärra ett kort som är borta.",
        "Without a card. Issue a reserve card from the panel too, and revoke a card that is lost.",
        ("reserve-card", "bankid", "other-device"),
    ),
    Part(
        42,
        "SITHS eID ur drift. Stäng SITHS eID i panelen medan alla ser startsidan, och låt dem läsa rådet högt. "
        "I en fjärrsession kan också linjen till den egna datorn brytas: den tredje, i stället för den andra.",
        "SITHS eID out of service. Close SITHS eID in the panel while everybody sees the start screen, and have them "
        "read the advice. In a remote session the line to one's own computer may be cut, too: the third, in place of "
        "the second.",
        ("siths-out", "md-too-early", "remote-line"),
    ),
    Part(
        50,
        "Delad dator. Öppna åtkomstloggen i panelen: den säger vem som gjorde vad.",
        "A shared computer. Open the audit trail in the panel: it says who did what.",
        ("lock-and-leave", "take-over", "audit-trail"),
    ),
    Part(
        57,
        "Pröva en övning utan ledtrådar (*Pröva*) eller ge den som läxa. Avsluta med ”Börja om övningen”.",
        "Try a lesson without hints (*Pröva*), or set it as homework. End with “Börja om övningen”.",
        ("this-device", "remote-trouble"),
    ),
)


def answers(language: str) -> str:
    """Return the answer sheet."""
    words, directory = _WORDS[language], _shipped()
    people = directory.persons.values()
    head = f"# {words['title']}\n\n" + MADE.format(source="`directory/default.toml`") + words["about"]
    who = _table(
        (words["name"], words["key"], words["number"], words["services"]),
        (
            (each.name, f"`{each.key}`", _number(each.personal_number), "<br>".join(_services(directory, each)))
            for each in people
        ),
    )
    columns = ("card", "name", "level", "code", "signature", "puk", "leads")
    cards = _table(
        (words[column] for column in columns),
        (_card(spec, person, language) for person in people for spec in person.cards),
    )
    return f"{head}## {words['people']}\n\n{who}\n## {words['cards']}\n\n{cards}"


def _services(directory: Directory, person: Person) -> Iterator[str]:
    for each in person.service_ids:
        title = f"{each.title}, " if each.title else ""
        yield f"{each.hsa_id} ({title}{each.organisation})"


def _card(spec: CardSpec, person: Person, language: str) -> tuple[str, ...]:
    if spec.kind == "pass":
        return (f"`{spec.card}`", person.name, "", "", "", "", _WORDS[language]["door"])
    return (
        *(f"`{spec.card}`", person.name, str(spec.loa), spec.code, spec.signature_code, spec.puk),
        _leads_to(spec, person, language),
    )


def _leads_to(spec: CardSpec, person: Person, language: str) -> str:
    words = _WORDS[language]
    for wrong, code in (
        (spec.revoked, "certificate.revoked"),
        (spec.foreign_issuer, "certificate.untrusted"),
        (spec.valid_days <= 0, "certificate.expired"),
        (spec.valid_from_days > 0, "certificate.not_yet_valid"),
        (spec.blocked, "code.blocked"),
    ):
        if wrong:
            return f"{translate(language, 'Failure', FAILURES[code].cause)} (`{code}`)"
    if spec.reserve and spec.loa == _RESERVE:
        return words["reserve"]
    if not spec.registered:
        return words["new"]
    return words["several"] if len(person.service_ids) > 1 else words["good"]


def _number(number: str) -> str:
    return f"{number[:8]}-{number[8:]}"


def trainer(text: str, language: str) -> str:
    """Return the trainers' page with its plan and its rows made anew. Raises ``ValueError`` without their marks."""
    return _between(_between(text, PLAN_BEGIN, _plan(language)), ROWS_BEGIN, _rows(language))


def _between(text: str, mark: str, made: str) -> str:
    before, begins, rest = text.partition(mark)
    _, ends, after = rest.partition(END)
    if not ends:
        raise ValueError(f"the trainers' page has no place for {mark.strip()}")
    return f"{before}{begins}\n{made}{ends}{after}"


def _rows(language: str) -> str:
    words = _WORDS[language]
    about = ((row, f"{text.of(language)}{_open(row, language)}") for row, text in ROWS.items())
    return _table((words["row"], words["about_row"]), about)


def _open(row: str, language: str) -> str:
    return f" ({OPEN[row].of(language)})" if row in OPEN else ""


def _plan(language: str) -> str:
    words, there = _WORDS[language], shipped_lessons().scenarios

    def named(lesson: str) -> str:
        found = there[lesson]
        return f"{found.title.of(language)} (`{lesson}`; {', '.join((*found.rows, *found.failures))})"

    rows = (
        (str(part.minute), part.sv if language == "sv" else part.en, "<br>".join(named(each) for each in part.lessons))
        for part in PLAN
    )
    return _table((words["minute"], words["do"], words["lessons"]), rows)


@functools.cache
def shipped_lessons() -> Catalogue:
    """Return the lessons that come with the program, read once for all pages."""
    return catalogue(cast_of(_shipped()))


@functools.cache
def _shipped() -> Directory:
    profile = Profile.temporary()
    try:
        return Directory.load(profile)
    finally:
        profile.discard()


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
