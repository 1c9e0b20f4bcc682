"""What happens, told as it happens."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx2

from .kit import Door

Told = tuple[int, str, dict[str, Any]]


@contextmanager
def looking_on(door: Door, **more: Any) -> Iterator[Iterator[Told]]:
    headers = {"Authorization": f"Bearer {door.token}", **more.pop("headers", {})}
    with door.http.stream("GET", "/events", headers=headers, **more) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        assert next(lines) == ": home"
        yield events(lines)


def events(lines: Iterator[str]) -> Iterator[Told]:
    found: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            found[name] = value
        elif "event" in found:
            yield int(found["id"]), found["event"], json.loads(found["data"])
            found = {}
        else:
            found = {}


def until(told: Iterator[Told], kind: str) -> list[Told]:
    seen: list[Told] = []
    for each in told:
        seen.append(each)
        if each[1] == kind:
            return seen
    raise AssertionError(f"no {kind} in {seen}")


def test_a_login_is_told_step_by_step_and_its_rows(door_on: Door) -> None:
    with looking_on(door_on) as told:
        door_on.post("/cards/anna-1/insert")
        login = door_on.log_in()
        seen = until(told, "login.ended")
        rows = [facts["row"]["event"] for _, kind, facts in seen if kind == "audit.row"]
        while "login.succeeded" not in rows:
            rows += [facts["row"]["event"] for _, kind, facts in until(told, "audit.row") if kind == "audit.row"]
    kinds = [kind for _, kind, _ in seen]
    assert kinds.index("card.inserted") < kinds.index("login.begun") < kinds.index("login.asks")
    assert {"card": "anna-1", "reader": "Virtuell läsare 1"}.items() <= next(
        facts.items() for _, kind, facts in seen if kind == "card.inserted"
    )
    assert seen[-1][2]["login"] == login["login"]
    assert rows == ["login.attempted", "login.succeeded"]
    assert "123456" not in json.dumps(seen)


def test_who_comes_back_gets_what_was_missed(door: Door) -> None:
    with looking_on(door) as told:
        door.put("/clock", {"ahead_s": 5})
        last = until(told, "clock.set")[-1][0]
    door.put("/outages/hsa", {})
    door.delete("/outages/hsa")
    for more in ({"headers": {"Last-Event-ID": str(last)}}, {"params": {"after": last}}):
        with looking_on(door, **more) as told:
            kinds = [kind for _, kind, _ in until(told, "outage.ended") if kind != "audit.row"]
            assert kinds == ["outage.begun", "outage.ended"]


def test_a_stream_ends_with_its_idp(reopen: Callable[[], AbstractContextManager[Door]]) -> None:
    ended: list[str] = []
    started = threading.Event()

    def follow(door: Door) -> None:
        own = Door(
            httpx2.Client(base_url=door.http.base_url, trust_env=False, verify=False, timeout=60),
            door.token,
            door.idp,
            door.world,
        )
        with own.http, looking_on(own) as told:
            started.set()
            ended.extend(kind for _, kind, _ in told)

    with reopen() as door:
        thread = threading.Thread(target=follow, args=(door,))
        thread.start()
        assert started.wait(60)
    thread.join(60)
    assert ended[-1:] == ["environment.closed"]
