"""The judge: what is done, what is not, and who comes back from where they went astray."""

from __future__ import annotations

from dataclasses import replace

from cosmic_login.training.judge import BackOnTrack, Begun, Done, Finished, LessonJudge, Mistake
from cosmic_login.training.model import TrailRow
from cosmic_login.training.parse import parse
from cosmic_login.training.scenes import PhoneTold, Scene
from cosmic_login.training.validation import states
from tests.unit.training.pieces import CAST, CHOOSE, CODE, HEAD, SMALL, step

START = Scene(card="ready")
ASKED = replace(START, state="enter_code", number=3, prompt="enter_code", waits=True, tries_left=3)
BUSY = replace(START, state="working", number=2, prompt="working")
INSIDE = replace(START, state="workspace", person="anna")


class Seconds:
    """A clock in a test's hand."""

    now = 100.0

    def __call__(self) -> float:
        """Return the time that was set."""
        return self.now


def judge(text: str = SMALL, clock: Seconds | None = None) -> LessonJudge:
    made = LessonJudge(parse("f.toml", text.encode(), CAST, states()), clock or Seconds())
    assert made.begin(START) == [Begun(0)]
    return made


def test_steps_are_done_in_their_order_and_the_time_is_taken() -> None:
    clock = Seconds()
    judged = judge(clock=clock)
    assert judged.take(BUSY) == []
    assert judged.take(ASKED) == [Done(0), Begun(1)]
    clock.now += 7
    assert judged.take(BUSY) == []
    assert judged.take(INSIDE) == [Done(1), Finished()]
    clock.now += 5
    assert (judged.finished, judged.took, judged.mistakes) == (True, 7, [])
    assert judged.take(START) == []


def test_another_way_is_a_mistake_once_and_the_start_screen_is_the_way_back() -> None:
    judged = judge()
    elsewhere = replace(START, state="show_qr", number=2, prompt="show_qr", method="bankid")
    assert judged.take(elsewhere) == [Mistake(0, "show_qr", "", "bankid")]
    assert judged.take(replace(elsewhere, number=3)) == []
    assert judged.take(START) == [BackOnTrack(0), Begun(0)]
    assert judged.take(ASKED) == [Done(0), Begun(1)]
    assert [each.words for each in judged.mistakes] == ["show_qr (bankid)"]


def test_who_is_thrown_back_goes_on_from_where_they_stand() -> None:
    judged = judge()
    judged.take(ASKED)
    failed = replace(START, state="authentication_failed", failure="card.removed", card="no-card")
    assert judged.take(failed) == [Mistake(1, "authentication_failed", "card.removed", "")]
    assert judged.take(replace(failed, state="starting_over")) == []
    assert judged.take(START) == [BackOnTrack(0), Begun(0)]
    assert judged.at == 0


def test_a_wrong_code_is_a_mistake_and_the_same_question_the_way_back() -> None:
    judged = judge()
    judged.take(ASKED)
    judged.take(BUSY)
    again = replace(ASKED, number=7, tries_left=2, wrong_before=True)
    assert judged.take(again) == [Mistake(1, "enter_code", "code.wrong"), BackOnTrack(1), Begun(1)]
    assert judged.take(INSIDE) == [Done(1), Finished()]


def test_the_right_state_with_the_wrong_person_is_a_mistake() -> None:
    judged = judge()
    judged.take(ASKED)
    assert judged.take(replace(INSIDE, person="bo")) == [Mistake(1, "workspace")]


def test_a_step_that_expects_rows_is_done_when_they_came_in_their_order() -> None:
    trail = 'state = "workspace", trail = ["login.failed card.removed", "login.succeeded"]'
    judged = judge(HEAD + CHOOSE + step('do = { code = "right" }', trail))
    judged.take(ASKED)
    assert judged.take(TrailRow("login.succeeded")) == []
    assert judged.take(INSIDE) == []
    assert judged.take(TrailRow("login.failed", "code.blocked")) == []
    assert judged.take(TrailRow("login.failed", "card.removed")) == []
    assert judged.take(TrailRow("login.attempted")) == []
    assert judged.take(TrailRow("login.succeeded")) == [Done(1), Finished()]


def test_what_a_phone_refuses_is_a_mistake_unless_it_is_expected() -> None:
    scan = step('do = { scan = "siths" }', 'phone = "qr.stale"')
    choose = CHOOSE.replace("siths-this-device", "siths-other-device").replace("enter_code", "show_qr")
    text = HEAD + choose + scan + step('do = "retry"', 'state = "start"')
    for told, finished in (("qr.stale", True), ("phone.no_id", False)):
        judged = judge(text)
        shown = replace(START, state="show_qr", number=2, prompt="show_qr", method="siths-other-device")
        assert judged.take(shown) == [Done(0), Begun(1)]
        said = judged.take(PhoneTold(told))
        assert (Done(1) in said) is finished
        assert judged.mistakes == ([] if finished else [Mistake(1, "show_qr", "phone.no_id")])


def test_hints_are_counted_until_the_end() -> None:
    judged = judge(HEAD + CHOOSE + CODE)
    assert judged.hint() is judged.scenario.steps[0]
    judged.take(ASKED)
    judged.take(INSIDE)
    assert judged.hint() is None
    assert judged.hints == 1
