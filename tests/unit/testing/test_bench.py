"""What the bench says when a test does not go as it was meant: a login that stands still, a reader, an outage."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

import pytest

from cosmic_login.core.failures import LoginFailure
from cosmic_login.core.prompts import EnterCode, InsertCard
from cosmic_login.testing.bench import LoginBench
from cosmic_login.testing.robot import Robot
from cosmic_login.testing.watched import StoodAt, UnmetOutage


def hours_pass(_prompt: object) -> None:
    """Let the event loop's own clock jump, and leave the prompt standing."""
    loop = asyncio.get_running_loop()
    now = loop.time
    loop.time = lambda: now() + 10_000  # type: ignore[method-assign]


def test_a_login_that_stands_still_is_named_by_its_prompt(cosmic: LoginBench) -> None:
    with pytest.raises(AssertionError, match=r"not over after 30 s: .* prompt insert_card which nobody answered"):
        cosmic.login(Robot().on(InsertCard, hours_pass), timeout=30)
    cosmic.insert("anna-1")
    with pytest.raises(AssertionError, match=r"prompt enter_code which nobody answered: .*Anna Testsson") as raised:
        cosmic.login(Robot().on(EnterCode, hours_pass), timeout=30)
    assert "123456" not in str(raised.value)
    assert cosmic.audit()[-1].reason == "order.cancelled", "and it is cleaned up after"
    assert cosmic.login().identity is not None
    assert str(StoodAt()) == "it had not begun"


def test_a_time_out_of_somebody_elses_is_no_login_that_stands_still(cosmic: LoginBench) -> None:
    def too_late(_prompt: object) -> None:
        raise TimeoutError("the answer's own")

    cosmic.insert("anna-1")
    with pytest.raises(TimeoutError, match="the answer's own"):
        cosmic.login(Robot().on(EnterCode, too_late))


def test_a_reader_that_is_not_there_is_refused(cosmic: LoginBench) -> None:
    for act in (
        lambda: cosmic.login(reader="Läsare 7"),
        lambda: cosmic.insert("anna-1", "Läsare 7"),
        lambda: cosmic.pull("Läsare 7"),
    ):
        with pytest.raises(LoginFailure, match=r"reader\.unknown.*Läsare 7"):
            act()
    cosmic.readers.add("Läsare 7")
    cosmic.insert("anna-1", "Läsare 7")
    assert cosmic.login(reader="Läsare 7").identity is not None


def test_an_outage_that_nothing_met_is_told(cosmic: LoginBench) -> None:
    cosmic.insert("anna-1")
    cosmic.outage("hsa")
    cosmic.outage("siths", "idp.busy", orders=1)
    cosmic.outage("bankid", orders=2)
    found = cosmic.login().failure
    assert found is not None
    assert found.code == "idp.busy"
    with pytest.warns(UnmetOutage) as told:
        cosmic.tell_unmet()
    assert [str(each.message) for each in told] == [
        "the outage of hsa with hsa.out_of_service was met by no login",
        "the outage of bankid with bankid.out_of_service was met by no login",
    ]
    cosmic.ways()  # whoever looks has seen it
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cosmic.tell_unmet()
    cosmic.restore()


def test_an_outage_that_another_program_met_is_met(cosmic: LoginBench) -> None:
    begun = cosmic.outage("siths", orders=1)
    other = LoginBench(cosmic.world.profile.root, idp_url=cosmic.idp_url)
    try:
        other.insert("bo-1")
        found = other.login().failure
        assert found is not None
        assert found.code == begun.failure
    finally:
        other.close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cosmic.tell_unmet()


@pytest.mark.parametrize("verb", ["login", "outage", "restore", "ways"])
def test_a_verb_that_would_hold_up_an_event_loop_names_the_one_to_await(cosmic: LoginBench, verb: str) -> None:
    async def test() -> None:
        arguments = ("siths",) if verb == "outage" else ()
        with pytest.raises(RuntimeError, match=rf"write  await cosmic\.{verb}_async\("):
            getattr(cosmic, verb)(*arguments)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(test())


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ({"timeout": "30"}, "timeout wants a number of seconds, such as timeout=30; not '30', a str"),
        ({"timeout": True}, "timeout wants a number of seconds"),
        ({"timeout": -1}, "timeout wants a number of seconds from 0 on, not -1"),
        ({"timeout": float("nan")}, "timeout wants a number of seconds from 0 on, not nan"),
        ({"robot": "anna-1"}, r"robot wants what answers prompts, such as Robot\(\); not a str"),
    ],
)
def test_an_argument_that_is_none_is_told_with_what_is_wanted(
    cosmic: LoginBench, arguments: dict[str, Any], wanted: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=wanted):
        cosmic.login(**arguments)


def test_a_robot_that_would_answer_otherwise_than_it_was_meant_is_refused(cosmic: LoginBench) -> None:
    """A text is a sequence too: of it the first digit would be typed. And nobody is asked a prompt by its name."""
    wrong: list[Any] = ["654321", [654321], b"654321"]
    for codes in wrong:
        with pytest.raises(TypeError, match="codes wants texts") as raised:
            Robot(codes=codes)
        assert "6543" not in str(raised.value)
    with pytest.raises(ValueError, match="one code at least"):
        Robot(codes=[])
    by_name: Any = "EnterCode"
    with pytest.raises(TypeError, match=r"on wants a kind of prompt, such as EnterCode .*not 'EnterCode'"):
        Robot().on(by_name, lambda _prompt: None)
    cosmic.insert("anna-1")
    answers: Any = lambda _prompt: "654321"  # noqa: E731
    with pytest.raises(TypeError, match=r"a reaction to EnterCode gives an answer, such as .*; not a str"):
        cosmic.login(Robot().on(EnterCode, answers))


def test_all_verbs_can_be_awaited(cosmic: LoginBench) -> None:
    async def test() -> None:
        cosmic.insert("anna-1")
        await cosmic.outage_async("siths")
        assert (await cosmic.ways_async())["siths-this-device"] is False
        await cosmic.restore_async("siths")
        assert (await cosmic.login_async(timeout=None)).identity is not None

    asyncio.run(test())
