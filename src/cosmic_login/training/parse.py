"""From a scenario's TOML to a ``Scenario`` whose every word is known; whether it can be played is ``validation``'s.

Every complaint is a failure of the table that names file and line. ``tomllib`` keeps no positions: ``profile.locate``
finds them in the text it has read, as for the directory, so no other parser is needed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Final, cast, get_args

from cosmic_login.core.failures import FAILURES
from cosmic_login.profile.toml_table import Check, Table, malformed, read_document
from cosmic_login.training import vocabulary as words
from cosmic_login.training.cast import Cast
from cosmic_login.training.model import (
    NO_TEXT,
    Act,
    Expect,
    LessonStep,
    Manner,
    Mishap,
    PhoneAtStart,
    Scenario,
    Start,
    Text,
    TrailRow,
    Value,
)
from cosmic_login.training.rows import ROWS
from cosmic_login.training.vocabulary import Arg

#: The version of the format, and how large a file may be.
FORMAT: Final = 1
MOST_BYTES: Final = 256 * 1024
MOST_STEPS: Final = 200
#: What stands for every scenario where names are given.
EVERY: Final = "all"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: Control characters but the end of a line.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_LONGEST_ID, _LONGEST_TEXT = 60, 2000
MALFORMED, UNKNOWN, UNREADABLE = "scenario.malformed", "scenario.unknown_name", "scenario.unreadable"
_BOOL_FACTS, _INT_FACTS = ("wrong_before", "card_left"), ("tries_left", "loa")


def parse(name: str, raw: bytes, cast_of: Cast, states: Collection[str]) -> Scenario:
    """Read a file's bytes. ``states`` are the chart's.

    Raises ``scenario.unreadable`` for what is too large or no TOML, ``scenario.malformed``, ``scenario.unknown_name``,
    ``scenario.cannot_end`` without a step.
    """
    if len(raw) > MOST_BYTES:
        raise malformed(name, 1, f"larger than {MOST_BYTES} bytes", UNREADABLE)
    return _Reader(name, cast_of, states).scenario(read_document(name, raw, MALFORMED, not_toml=UNREADABLE))


class _Reader:
    """Reads one document, which may name what is in the cast, and cards that it has issued by then."""

    def __init__(self, name: str, cast_of: Cast, states: Collection[str]) -> None:
        self._name, self._cast, self._states = name, cast_of, states
        self._cards = set(cast_of.cards)
        self._phones = set(cast_of.members)

    def scenario(self, document: Table) -> Scenario:
        if document.whole("format", 1, 2**31, FORMAT) != FORMAT:
            raise document.failure("format", f"this program knows format {FORMAT}")
        found = Scenario(
            id=document.text("id", _id),
            title=_text(document, "title"),
            goal=_text(document, "goal"),
            rows=document.texts("rows", one_of(ROWS, "row"), code=UNKNOWN),
            failures=document.texts("failures", one_of(FAILURES, "failure"), code=UNKNOWN),
            after=document.text("after", _id, ""),
            order=document.whole("order", 0, 10_000, 1000),
            start=self._start(document.below("start")),
            steps=tuple(self._step(table) for table in document.tables("steps")),
            source=self._name,
            lines={key: document.line(key) for key in document.keys},
        )
        document.done()
        if not found.steps:
            raise document.failure("steps", "there has to be at least one", "scenario.cannot_end")
        if len(found.steps) > MOST_STEPS:
            raise document.failure("steps", f"more than {MOST_STEPS}")
        return found

    def _start(self, table: Table) -> Start:
        usual, methods = Start(""), words.CHOICES[Arg.METHOD]
        start = Start(
            person=table.text("person", one_of(self._cast.members, "person"), code=UNKNOWN),
            cards=table.texts("cards", one_of({*self._cards, ""}, "card"), code=UNKNOWN),
            readers=table.whole("readers", 0, words.MOST_READERS, usual.readers),
            slow=table.flag("slow", default=False),
            remote=table.flag("remote", default=False),
            phones=tuple(self._phone(each) for each in table.tables("phones")),
            out=table.texts("out", one_of(words.CHOICES[Arg.TARGET], "service"), code=UNKNOWN),
            manner=cast("Manner", table.choice("manner", get_args(Manner), usual.manner)),
            locked=table.text("locked", one_of(self._cast.members, "person"), "", code=UNKNOWN),
            locked_by=table.text("locked_by", one_of(methods, "method"), methods[0], code=UNKNOWN),
            clock_s=table.whole("clock_s", -words.LONGEST_S, words.LONGEST_S, 0),
        )
        table.done()
        if len(start.cards) > start.readers:
            raise table.failure("cards", "more than there are readers")
        if start.remote and start.readers > 1:
            raise table.failure("readers", "there is one at most on the person's own desk (remote)")
        return start

    def _phone(self, table: Table) -> PhoneAtStart:
        found = PhoneAtStart(
            table.text("person", one_of(self._cast.members, "person"), code=UNKNOWN),
            table.text("app", one_of(words.CHOICES[Arg.APP], "app"), "siths", code=UNKNOWN),
            table.flag("activated", default=True),
            table.text("name", _id, ""),
        )
        table.done()
        self._phones.add(found.name or found.person)
        return found

    def _step(self, table: Table) -> LessonStep:
        if not {"do", "mishap"}.intersection(table.keys):
            raise table.failure("do", "nothing is done, and nothing happens: do or mishap is missing")
        mishap = self._act(table, "mishap", words.MISHAPS) if "mishap" in table.keys else None
        act = self._act(table, "do", words.VERBS) if "do" in table.keys else None
        step = LessonStep(
            expect=self._expect(table.below("expect"), table),
            act=act,
            mishap=None if mishap is None else Mishap(mishap.verb, mishap.args),
            say=_text(table, "say"),
            hint=_text(table, "hint", needed=False),
            line=table.line(),
        )
        table.done()
        if act is not None and act.verb == "issue-reserve":
            person = act.text(act.verb)
            self._cards.add(next(name for n in range(1, 99) if (name := f"{person}-r{n}") not in self._cards))
        return step

    def _act(self, table: Table, key: str, rows: Mapping[str, words.Word]) -> Act:
        """Read ``do = "lock"`` or ``do = { insert = "anna-1", reader = 2 }``."""
        known = one_of(rows, "such word")
        if table.is_text(key):
            row = rows[table.text(key, known, code=UNKNOWN)]
            if row.main is not None:
                raise table.failure(key, f"{row.name} wants a value: {key} = {{ {row.name} = … }}")
            return Act(row.name)
        below = table.below(key)
        verbs = [name for name in below.keys if name in rows]
        if len(verbs) != 1:
            raise table.failure(key, known(next(iter(below.keys), "")) or "names more than one thing", UNKNOWN)
        row = rows[verbs[0]]
        members = {**({} if row.main is None else {row.name: row.main}), **row.others}
        args = {name: self._value(below, name, arg) for name, arg in members.items() if name in below.keys}
        if row.main is None:
            below.flag(row.name, default=True)
        below.done()
        return Act(row.name, args)

    def _value(self, table: Table, key: str, arg: Arg) -> Value:
        if arg in words.NUMBERS:
            return table.whole(key, *words.NUMBERS[arg], 1)
        named: dict[Arg, tuple[Collection[str], str]] = {
            Arg.CARD: (self._cards, "card"),
            Arg.PERSON: (self._cast.members, "person"),
            Arg.PHONE: (self._phones, "phone"),
            Arg.SERVICE_ID: (self._cast.service_ids, "service ID"),
            Arg.FAILURE: (FAILURES, "failure"),
            Arg.TOPIC: (self._cast.topics, "topic"),
        }
        options, what = named.get(arg) or (words.CHOICES[arg], "such word")
        return table.text(key, one_of(options, what), code=UNKNOWN)

    def _expect(self, table: Table, step: Table) -> Expect:
        state = table.text("state", one_of(self._states, "state"), "", code=UNKNOWN)
        trail = tuple(_row(table, each) for each in table.texts("trail", _words))
        facts = {name: self._fact(table, name) for name in words.FACTS if name in table.keys}
        table.done()
        if not (state or facts or trail):
            raise step.failure("expect", "says nothing: nobody could tell that the step is done")
        return Expect(state, facts, trail)

    def _fact(self, table: Table, name: str) -> Value:
        if name in _BOOL_FACTS:
            return table.flag(name, default=False)
        if name in _INT_FACTS:
            return table.whole(name, -1, 20, -1)
        options: dict[str, tuple[Collection[str], str]] = {
            "failure": (FAILURES, "failure"),
            "card": ((*words.SITUATIONS, "ready"), "such word"),
            "situation": (words.SITUATIONS, "such word"),
            "person": ({*self._cast.members, ""}, "person"),
            "other": ({*self._cast.members, ""}, "person"),
            "service_id": (self._cast.service_ids, "service ID"),
            "method": (words.CHOICES[Arg.METHOD], "method"),
            "phone": ((*words.PHONE_WORDS, *FAILURES), "such word or failure"),
            "looked": ((*self._cast.topics, "trail"), "topic"),
        }
        return table.text(name, one_of(*options[name]) if name in options else _words, code=UNKNOWN)


def _text(table: Table, key: str, *, needed: bool = True) -> Text:
    """Read a text in both languages. A translation that is missing is named by its language."""
    below = table.below(key)
    if key not in table.keys and not needed:
        return NO_TEXT
    missing = [name for name in Text._fields if name not in below.keys]
    if missing:
        raise table.failure(key, f"is missing in {' and '.join(missing)}")
    text = Text(*(below.text(name, _words) for name in Text._fields))
    below.done()
    return text


def _row(table: Table, text: str) -> TrailRow:
    event, _, reason = text.partition(" ")
    wrong = one_of(words.TRAIL_EVENTS, "such event")(event)
    wrong = wrong or one_of({*FAILURES, "time_up", "shut_down", ""}, "failure")(reason)
    if wrong:
        raise table.failure("trail", wrong, UNKNOWN)
    return TrailRow(event, reason)


def one_of(options: Collection[str], what: str) -> Check:
    """Return a check that says what is not known, and what comes near to it, the nearest first."""

    def check(text: str) -> str:
        if text in options:
            return ""
        near = difflib.get_close_matches(text, [each for each in options if each], 3, 0.5)
        meant = f"; is it {', '.join(near)}?" if near else ""
        shown = re.sub(r"\d{6,}", "…", text)[:40]  # it may be a code, in the wrong place
        return f"there is no {what} {shown!r}{meant}"

    return check


def _id(text: str) -> str:
    if text == EVERY:
        return f"{EVERY} means every one"
    fits = _ID.fullmatch(text) and len(text) <= _LONGEST_ID
    return "" if fits else f"small letters, digits and hyphens, at most {_LONGEST_ID}"


def _words(text: str) -> str:
    if not text.strip():
        return "is empty"
    if _CONTROL.search(text):
        return "holds a sign that cannot be shown"
    return "" if len(text) <= _LONGEST_TEXT else f"longer than {_LONGEST_TEXT} letters"
