"""Makes a scenario of what happened: between two scenes that stand, what was done is told by where it led.

No code is heard or kept: whether one was right is told by what followed. What a person does elsewhere (a card, a
service) is told; the phone is seen by what the order says of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from cosmic_login.core.login_methods import MD, METHODS
from cosmic_login.training.cast import Cast
from cosmic_login.training.judge import PASSING
from cosmic_login.training.model import (
    Act,
    Expect,
    LessonStep,
    Mishap,
    PhoneAtStart,
    Scenario,
    Start,
    Text,
    TrailRow,
    Value,
)
from cosmic_login.training.scenes import READY, CardMoved, Happened, Looked, PhoneTold, Scene
from cosmic_login.training.validation import ENDS, failures_shown

#: Scenes in which somebody could do something, though they pass by themselves.
_STOPS: Final = frozenset({"starting_over", "lock_soon", "log_out_soon"})
_CODES: Final = frozenset({"enter_code", "register_code", "md_code"})
_CARDS: Final = frozenset({"insert_card", "choose_card"})
_NEW_CODES: Final = frozenset({"change_code", "unblock_code"})
_TIME_UP: Final[Mapping[str, int]] = {"order.expired": 190, "login.timeout": 430, "order.start_failed": 270}
#: Failures that nobody's answer leads to.
_BEFELL: Final = frozenset({"card.removed", "order.replaced", "clock.changed"})
#: What a command ends with where the window would go on asking: a person would leave it.
_OF_COMMANDS: Final = frozenset(
    {
        *("code.wrong", "code.missing", "service_id.needed", "prompt.no_window", "card.other_person"),
        *("card.absent", "card.in_use", "card.unreadable", "card.other_kind", "reader.none", "pcsc.stopped"),
    }
)
#: What happened where readers went away or came back, by how the card stands then.
_GONE: Final[Mapping[str, tuple[str, str]]] = {
    "no-service": ("readers-stop", "readers-start"),
}
#: The row by which an act that is told is told to be done.
_TOLD_BY: Final[Mapping[str, str]] = {"issue-reserve": "card.issued"}
_REST: Final = frozenset({"start", "locked"})
_SCANNED: Final = "userSign"
#: What the trail says of a step that came to such a state.
_ROWS: Final[Mapping[str, str]] = {"workspace": "login.succeeded", "locked": "session.locked"}


class Recorder:
    """Records one run. ``take`` what happens in its order; ``scenario`` at its end."""

    def __init__(self, cast: Cast, start: Start) -> None:
        self._cast, self._start = cast, start
        self._steps: list[LessonStep] = []
        self._acts: list[Act] = []  # with cards; told, and not yet followed by anything
        self._mishaps: list[Mishap] = []  # likewise
        self._early = self._offline = False
        self._at = Scene()
        self._begun = False
        self._through: set[str] = set()  # what has passed since something stood
        self._method = self._task = ""
        self._rows: Counter[TrailRow] = Counter()
        self._phones: dict[str, str] = {}

    def take(self, happened: Happened) -> None:
        """Hear what happened."""
        match happened:
            case Scene():
                self._see(happened)
            case TrailRow():
                self._rows[happened] += 1
                self._rows[TrailRow(happened.event)] += 1
            case CardMoved(reader, card):
                self._acts.append(_card_act(reader, card))
            case Mishap():
                self._mishaps.append(happened)
            case Act():
                self._add(LessonStep(Expect("", {}, (TrailRow(_TOLD_BY[happened.verb]),)), happened))
            case Looked(at):
                act = Act("trail") if at == "trail" else Act("help", {"help": at})
                self._add(LessonStep(Expect("", {"looked": at}), act))
            case PhoneTold():
                pass  # what matters of it is seen in the order

    def scenario(self, name: str, title: Text, goal: Text) -> Scenario:
        """Return what was recorded, up to where a lesson may end."""
        steps: list[LessonStep] = []
        state, ends = "start", 0
        for place, step in enumerate(self._steps, 1):
            steps.append(self._with_trail(step, state))
            state = step.expect.state or state
            ends = place if state in ENDS else ends
        start = replace(self._start, person=self._who(), phones=self._phones_at_start())
        made = Scenario(name, title, goal, start, tuple(self._phone_named(step) for step in steps[:ends]), order=900)
        return replace(made, failures=tuple(sorted(failures_shown(made))))

    # -- what is seen ------------------------------------------------------------------------------------------------

    def _see(self, scene: Scene) -> None:
        self._method, self._task = scene.method or self._method, scene.task or self._task
        if not self._begun:
            self._begun, self._at = True, scene
            return
        if not _stands(scene):
            self._through.add(scene.state)
            return
        before, self._at = self._at, scene
        if _same(before, scene):
            return
        if scene.failure in _OF_COMMANDS:
            self._at = scene = replace(scene, state="start", failure="")
            self._add(LessonStep(Expect("start"), Act("cancel")))
        else:
            for step in self._happened(before, scene):
                self._add(step)
        self._forget(scene)

    def _happened(self, before: Scene, scene: Scene) -> Iterator[LessonStep]:
        """Yield the steps that lead from one scene that stands to the next."""
        acts, self._acts = self._acts, []
        done = self._done(before, scene, explained=bool(acts))
        mishaps = [*self._mishaps, *self._befell(before, scene)]
        self._mishaps.clear()
        if isinstance(done, Mishap):
            mishaps, done = [*mishaps, done], None
        steps = [
            LessonStep(Expect(before.state, {"card": READY if act.verb == "insert" else "no-card"}), act)
            for act in (acts if done is not None else acts[:-1])
        ]
        if done is not None:
            steps += self._through_to(done, scene)
        last = done or (acts[-1] if acts else None)
        if last is not None and last.verb == "confirm" and scene.failure == "phone.code_blocked":
            steps += [LessonStep(Expect("", {"phone": "phone.code_wrong"}), last)] * 2
        joined = mishaps.pop() if mishaps else None
        yield from (LessonStep(Expect("", {}, row), mishap=each) for each in mishaps if (row := _row_of(each)))
        yield from steps
        if last is not None and self._chosen_before(before, scene, last):
            yield LessonStep(Expect("choose_service_id"), last)
            last = Act("service-id", {"service-id": scene.service_id})
        if last is None and joined is None:
            self._amend(before, scene)
        else:
            yield LessonStep(Expect(scene.state, _facts(before, scene, last)), self._last(last, scene), joined)

    def _chosen_before(self, before: Scene, scene: Scene, act: Act) -> bool:
        """Whether a service ID was chosen beforehand, as a command can, which a person at the window is asked for."""
        member = self._cast.members.get(scene.person)
        several = member is not None and len(member.service_ids) > 1
        taken_over = any(step.act is not None and step.act.verb == "yes" for step in self._steps[-1:])
        asked = act.verb in {"code", "confirm"} and before.prompt != "md_code" and not taken_over
        return several and asked and scene.state == "workspace" and not before.state.startswith("unlock_")

    def _amend(self, before: Scene, scene: Scene) -> None:
        """Take it that what was done last with a card has led on to here."""
        if self._by_card:
            last = self._steps[-1]
            facts = {**last.expect.facts, **_facts(before, scene, last.act)}
            facts = {name: value for name, value in facts.items() if name != "situation" or scene.situation}
            self._steps[-1] = replace(last, expect=Expect(scene.state, facts))

    @property
    def _by_card(self) -> bool:
        """Whether what was done last was done with a card, and nothing else has come of it yet."""
        last = self._steps[-1] if self._steps else None
        return last is not None and last.act is not None and last.act.verb in {"insert", "pull"}

    def _through_to(self, done: Act, scene: Scene) -> list[LessonStep]:
        """Return the step before the last where what was pressed too early stood for a moment only."""
        early = next((state for state in self._through if state.endswith("reading_certificate")), "")
        self._early = bool(early) and scene.state.endswith("frozen")
        return [LessonStep(Expect(early), done)] if self._early else []

    def _last(self, act: Act | None, scene: Scene) -> Act | None:
        return Act("next-early") if act is not None and self._early and scene.state.endswith("frozen") else act

    def _befell(self, before: Scene, scene: Scene) -> Iterator[Mishap]:
        """Yield what must have happened to a person for things to stand so."""
        for situation, (gone, back) in _GONE.items():
            if scene.situation == situation != before.situation:
                yield Mishap(gone)
            elif before.situation == situation != scene.situation:
                yield Mishap(back)
        if scene.failure == "idp.unreachable":
            self._offline = True
            yield Mishap("network-gone")
        elif self._offline and before.state in _REST and scene.state not in _REST:
            self._offline = False
            yield Mishap("network-back")
        method = METHODS.get(self._method)
        if scene.failure == "order.replaced" and method is not None and method.app is not None:
            yield Mishap("elsewhere", {"elsewhere": method.app.value})
        if scene.failure == "phone.clock":
            yield Mishap("phone-fault", {"phone-fault": "clock"})

    def _forget(self, scene: Scene) -> None:
        """Forget what was of a login that has ended."""
        self._through.clear()
        self._early = False
        if scene.state in _REST:
            self._method = self._task = ""

    def _add(self, step: LessonStep) -> None:
        self._steps.append(replace(step, say=_said(step)))

    def _done(self, before: Scene, scene: Scene, *, explained: bool) -> Act | None:
        """Return what the person did at the window or on the phone; None when what was told explains it."""
        asked = before.prompt if before.waits or before.prompt == "show_qr" else ""
        if scene.state == "closed":
            return Act("close")
        if before.state in _REST and scene.state not in _REST and scene.state not in {"workspace", "closed"}:
            if self._task and scene.state.startswith("manage"):
                return Act("manage", {"manage": self._task})
            if scene.state != before.state:
                return Act("choose", {"choose": self._method or MD.name})
        if before.state.endswith("_failed") and scene.state.startswith("manage_") and self._task:
            return Act("manage", {"manage": self._task})
        if asked:
            return self._answered(asked, before, scene, explained=explained)
        return _signalled(before, scene, self._rows)

    def _answered(self, asked: str, before: Scene, scene: Scene, *, explained: bool) -> Act | None:
        """Return how a question was answered, or what ended it instead."""
        if scene.state in _REST:
            return Act("retry" if asked == "show_qr" else "cancel")
        if scene.failure in _TIME_UP:
            return Mishap("passes", {"passes": _TIME_UP[scene.failure]})
        if scene.failure in _BEFELL or (asked in _CARDS and (explained or self._by_card)):
            return None
        return self._on_the_phone(before, scene) if asked == "show_qr" else self._answer(asked, scene)

    def _answer(self, asked: str, scene: Scene) -> Act | None:
        right = "wrong" if scene.wrong_before or scene.failure in {"code.blocked", "puk.blocked"} else "right"
        if asked in _CODES:
            return Act("code", {"code": right})
        if asked in _NEW_CODES:
            return Act("codes", {"codes": right})
        if asked == "choose_service_id":
            return Act("service-id", {"service-id": scene.service_id or self._first_service_id(scene)})
        if asked == "choose_card":
            return Act("choose-card", {"choose-card": number_of(scene.reader)})
        return {"confirm_certificate": Act("next"), "show_activation": Act("done")}.get(asked)

    def _on_the_phone(self, before: Scene, scene: Scene) -> Act | None:
        method = METHODS.get(self._method)
        app = "siths" if method is None or method.app is None else method.app.value
        if scene.prompt == "show_qr":
            if scene.hint != _SCANNED or before.hint == _SCANNED:
                return None
            self._phones.setdefault(app, "")
            return Act("scan", {"scan": app})
        if scene.failure == "order.declined":
            return Act("decline")
        if scene.person or scene.other:
            self._phones[app] = self._phones.get(app) or scene.other or scene.person
        wrong = scene.failure.startswith("phone.")
        return Act("confirm", {"confirm": "wrong" if wrong else "right"})

    # -- what is made of it ------------------------------------------------------------------------------------------

    def _with_trail(self, step: LessonStep, before: str) -> LessonStep:
        """Say of a step what the trail has of it."""
        state, failure = step.expect.state, str(step.expect.facts.get("failure", ""))
        row = TrailRow("login.failed", failure) if failure else TrailRow(_ROWS.get(state, ""))
        if not row.event or not self._rows[row] or state == before or before in {"take_over", "unlock_failed"}:
            return step
        if state == "workspace" and (before == "lock_soon" or before.startswith("unlock_")):
            return step
        self._rows[row] -= 1
        return replace(step, expect=replace(step.expect, trail=(row,)))

    def _who(self) -> str:
        """Return who the trainee is: who logged in first, or whose card is there."""
        for step in self._steps:
            if step.expect.facts.get("person"):
                return str(step.expect.facts["person"])
        cards = [card for card in self._start.cards if card]
        cards += [act.text("insert") for step in self._steps if (act := step.act) is not None and act.verb == "insert"]
        holders = [self._cast.holder(card) for card in cards]
        return self._start.person or next((each for each in holders if each), next(iter(self._cast.members), ""))

    def _phones_at_start(self) -> tuple[PhoneAtStart, ...]:
        """Return the phones that were used, and those that were there."""
        used = [PhoneAtStart(person or self._who(), app) for app, person in self._phones.items()]
        return tuple(dict.fromkeys([*self._start.phones, *used]))

    def _phone_named(self, step: LessonStep) -> LessonStep:
        """Say whose phone it was, where it is not the trainee's."""
        act = step.act
        if act is None or act.verb not in {"scan", "confirm", "decline"}:
            return step
        whose = next((person for person in self._phones.values() if person and person != self._who()), "")
        return step if not whose else replace(step, act=Act(act.verb, {**act.args, "phone": whose}))

    def _first_service_id(self, scene: Scene) -> str:
        member = self._cast.members.get(scene.other or scene.person)
        return member.service_ids[0] if member is not None and member.service_ids else ""


def _card_act(reader: int, card: str) -> Act:
    where: dict[str, Value] = {} if reader == 1 else {"reader": reader}
    return Act("insert", {"insert": card, **where}) if card else Act("pull", where)


def _signalled(before: Scene, scene: Scene, rows: Mapping[TrailRow, int]) -> Act | None:
    """Return the press of a button, or the waiting, that leads from a state without a question to another."""
    verb = ""
    if before.state in _STOPS:
        verb = "wait" if scene.state not in {"workspace", before.state} else ""
    elif before.state == "workspace":
        verb = {"locked": "lock", "start": "log-out"}.get(scene.state, "")
    elif before.state == "take_over":
        timed_out = rows.get(TrailRow("session.takeover_refused", "login.timeout"), 0)
        verb = "yes" if scene.state != "locked" else "wait" if timed_out else "no"
    elif before.state in {"frozen", "unlock_frozen"}:
        verb = "restart"
    elif scene.state != before.state and (before.state.endswith("_failed") or before.state == "managed"):
        verb = "retry"
    return Act(verb) if verb else None


def number_of(reader: str) -> int:
    """Return the number of a virtual reader by its name; 1 for others."""
    digits = reader.rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else 1


def _facts(before: Scene, scene: Scene, act: Act | None) -> dict[str, Value]:
    """Return what tells that the step is done, beside the state."""
    facts: dict[str, Value] = {}
    if scene.failure:
        facts["failure"] = scene.failure
        if act is not None and act.verb in {"scan", "confirm"} and scene.failure.startswith("phone."):
            facts["phone"] = scene.failure
    if scene.situation:
        facts["situation"] = scene.situation
    if scene.wrong_before:
        facts["wrong_before"] = True
        if scene.tries_left >= 0:
            facts["tries_left"] = scene.tries_left
    if scene.prompt == "show_qr" and scene.hint:
        facts["hint"] = scene.hint
    if scene.state == "workspace" and before.state != "lock_soon":
        facts |= {"person": scene.person, "service_id": scene.service_id}
    if scene.state == "take_over":
        facts["other"] = scene.other
    if scene.card != before.card and (act is None or act.verb in {"insert", "pull"}):
        facts["card"] = scene.card
    return facts


def _stands(scene: Scene) -> bool:
    """Whether somebody can do something there, or there is something to be seen."""
    passes = scene.state in PASSING or scene.situation in {"reading", "in-use"} or scene.card == "reading"
    return scene.state in _STOPS or not passes


def _same(before: Scene, scene: Scene) -> bool:
    """Whether nothing has come that a step could be told by."""
    names = ("state", "card", "hint", "situation", "wrong_before", "tries_left", "person")
    return all(scene.fact(name) == before.fact(name) for name in names)


def _row_of(mishap: Mishap) -> tuple[TrailRow, ...]:
    """Return the row that tells that something happened which nobody sees at once."""
    if mishap.verb == "out":
        return (TrailRow("outage.begun", mishap.text("failure")),)
    return (TrailRow("outage.ended"),) if mishap.verb == "back" else ()


def _said(step: LessonStep) -> Text:
    """Return what is said of a step until somebody writes it better."""
    act, state = step.act or step.mishap, step.expect.state
    what = "" if act is None else f"{act.verb} {act.text(act.verb)}".strip()
    then = (f" Sedan: {state}.", f" Then: {state}.") if state else ("", "")
    return Text(f"Gör så här: {what}.{then[0]}", f"Do this: {what}.{then[1]}")
