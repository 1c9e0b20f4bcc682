"""What comes before a scenario's first step when a session is locked from the start: that person's own login."""

from __future__ import annotations

from cosmic_login.core.login_methods import MD, METHODS
from cosmic_login.training.cast import Cast
from cosmic_login.training.model import Act, Expect, LessonStep, Scenario


def prelude(scenario: Scenario, cast: Cast) -> tuple[LessonStep, ...]:
    """Return the steps that somebody logs in with, locks, and leaves with the card; none when nothing is locked."""
    who, method = scenario.start.locked, scenario.start.locked_by
    if not who:
        return ()
    member = cast.members[who]
    own = (_step("service-id", "workspace", member.service_ids[0]),) if len(member.service_ids) > 1 else ()
    if METHODS[method].card:
        code = "md_code" if method == MD.name else "enter_code"
        certificate = (
            (_step("choose", "confirm_certificate", method), _step("next", code))
            if method == MD.name
            else (_step("choose", code, method),)
        )
        inside = (
            _step("insert", "", member.cards[0], card="ready"),
            *certificate,
            _step("code", "choose_service_id" if own and method != MD.name else "workspace", "right"),
            *(own if method != MD.name else ()),
        )
        return (*inside, _step("lock", "locked"), _step("pull", "", card="no-card"))
    app = METHODS[method].app
    inside = (
        _step("choose", "show_qr", method, hint="outstandingTransaction"),
        _step("scan", "", "" if app is None else app.value, phone=who, seen="asked"),
        _step("confirm", "choose_service_id" if own else "workspace", "right", phone=who),
        *own,
    )
    return (*inside, _step("lock", "locked"))


def _step(verb: str, state: str, main: str = "", *, phone: str = "", seen: str = "", **facts: str) -> LessonStep:
    args = {**({verb: main} if main else {}), **({"phone": phone} if phone else {})}
    return LessonStep(Expect(state, {**facts, **({"phone": seen} if seen else {})}), Act(verb, args))
